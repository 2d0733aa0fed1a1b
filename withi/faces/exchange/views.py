"""The exchange with the department's own system: layouts, files in and out, and deciding row by row."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.faces.exchange import access, actions, forms, pages, queries
from withi.faces.exchange.models import ExchangeRun
from withi.faces.exchange.rules import Decision, Direction, Nature, Part
from withi.faces.imports.rules import Sheet
from withi.ground.jobs.models import Job
from withi.ground.people.access import ask_again, person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web import exports, htmx
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit.problem import Problem
from withi.registers.products.access import exports_personal
from withi.registers.publication.access import needs

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@either
@posted
def start(request: HttpRequest) -> HttpResponse:
    """Layouts, one's comparisons, and a file to compare or to import."""
    person, scope = person_on(request), scope_on(request)
    if not scope.areas(Ability.IMPORT):
        raise Problem("access.ability", status=403)
    usable = queries.usable(queries.layouts(scope, Ability.IMPORT, timezone.localdate()), Direction.IN)
    form = forms.FileForm(request.POST or None, request.FILES or None, layouts=usable)
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(_taken(request, form))
        except Problem as problem:
            form.add_problems(problem)
    context = pages.start(person, scope) | {"form": form, "has_layouts": bool(usable)}
    return render(request, "exchange/start.html", context, status=422 if form.errors else 200)


def _taken(request: HttpRequest, form: forms.FileForm) -> str:
    """Have done with the file what was chosen; the page of the job, which goes on to the result by itself."""
    job = actions.send_file(
        actor=person_on(request),
        scope=scope_on(request),
        layout=form.chosen(),
        sent=form.cleaned_data["file"],
        whole_area=None if form.cleaned_data["act"] == forms.IMPORT else form.cleaned_data["whole_area"],
    )
    return job_page(job)


def job_page(job: Job) -> str:
    return f"{reverse('jobs:job', args=[job.key])}?go=1"


@either
@posted
def layout_add(request: HttpRequest) -> HttpResponse:
    """A new layout, from a sample file, an example or our own headings; its page comes next."""
    person, scope = person_on(request), scope_on(request)
    access.refuse_making(scope)
    form = forms.NewLayoutForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sample = form.cleaned_data["file"]
            told = actions.headings_of(sent=sample, actor=person) if sample else ([], "", 1)
            made = actions.add_layout(actor=person, scope=scope, facts=form.started(*told))
            return HttpResponseRedirect(reverse("exchange:layout", args=[made.pk]))
        except Problem as problem:
            form.add_problems(problem)
    context = {"page": {"title": _("A new layout")}, "form": form}
    return render(request, "exchange/layout_add.html", context, status=422 if form.errors else 200)


@either
@posted
def layout(request: HttpRequest, pk: int) -> HttpResponse:
    """One layout and its columns, to be changed by whose it is."""
    person, scope = person_on(request), scope_on(request)
    held = access.editable_layout(pk, scope)
    form = forms.LayoutForm(sent(request), layout=held)

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.change_layout(actor=person, scope=scope, layout=held, facts=form.facts(), version=version)
        messages.success(request, _("The layout is kept."))
        return reverse("exchange:start")

    return handle(request, form, "exchange/layout.html", pages.layout(held, form), act)


@require_POST
@posted
def export(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """Every row of one's area in this layout, in the trail; many as a job."""
    scope = scope_on(request)
    held = access.layout_of(pk, scope, Ability.EXPORT)
    if form not in exports.FORMS:
        raise Http404
    if exports_personal(scope):
        ask_again(request)
    taken = actions.export(actor=person_on(request), scope=scope, layout=held, form=form)
    if isinstance(taken, Job):
        return HttpResponseRedirect(reverse("jobs:job", args=[taken.key]))
    name = f"exchange-{held.kind}"
    return exports.sheet(form, name, taken.columns, taken.rows, title=taken.sheet, above=taken.above)


@require_safe
@posted
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was found: a part at a time, one item a row, each with its buttons and keys."""
    found, scope = access.run_of(key, person_on(request)), scope_on(request)
    groups = queries.groups(found, scope)
    filters = pages.filters(request.GET, groups)
    rows = queries.shown(found, scope, filters)
    pager = numbered(request, total=pages.total(groups, filters), size=SIZE)
    context = pages.run(found, groups, filters, rows.defer("body", "cells")[pager.rows])
    here = request.get_full_path()
    return render(request, "exchange/run.html", context | {"pager": pager, "here": here})


@require_POST
@posted
def decide(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """Keep one decision: the row again for htmx, else back to the list."""
    person, scope = person_on(request), scope_on(request)
    found = access.run_of(key, person)
    item = access.item_of(pk, queries.items_of(found, scope))
    actions.decide(actor=person, scope=scope, run=found, item=item, decision=_decision(request))
    if not htmx.wants_part(request):
        return HttpResponseRedirect(f"{_back(request, found)}#i{item.pk}")
    groups = queries.groups(found, scope)
    return render(request, "exchange/_decided.html", pages.decided(found, item, groups, _back(request, found)))


def _decision(request: HttpRequest) -> Decision:
    given = request.POST.get("decision", "")
    if given not in set(Decision):
        raise Problem("exchange.not_here")
    return Decision(given)


def _back(request: HttpRequest, found: ExchangeRun) -> str:
    home = reverse("exchange:run", args=[found.key])
    given = request.POST.get("next", "")
    return given if given == home or given.startswith(f"{home}?") else home


@require_POST
@posted
def decide_every(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same decision for every open item of one kind of difference."""
    person = person_on(request)
    found = access.run_of(key, person)
    part, nature = request.POST.get("part", ""), request.POST.get("nature", "")
    if part not in set(Part) or nature not in set(Nature):
        raise Problem("exchange.not_here")
    count = actions.decide_every(
        actor=person,
        scope=scope_on(request),
        run=found,
        part=Part(part),
        field=request.POST.get("field", "")[:40],
        nature=Nature(nature),
        decision=_decision(request),
    )
    messages.success(request, ngettext("%(count)s decided.", "%(count)s decided.", count) % {"count": f"{count:,}"})
    return HttpResponseRedirect(_back(request, found))


@require_POST
@posted
def apply(request: HttpRequest, key: UUID) -> HttpResponse:
    """Store what was decided to be taken over or created: at once, or as a job that comes back here."""
    person = person_on(request)
    found = access.run_of(key, person)
    try:
        done = actions.store(actor=person, scope=scope_on(request), run=found)
    except Problem as problem:
        if problem.code != "exchange.nothing":
            raise
        messages.info(request, problem.message(pages.language()))
        return HttpResponseRedirect(_back(request, found))
    if isinstance(done, Job):
        return HttpResponseRedirect(job_page(done))
    messages.success(request, done.words())
    return HttpResponseRedirect(_back(request, found))


@require_POST
@posted
def corrections(request: HttpRequest, key: UUID, form: str) -> HttpResponseBase:
    """What the other side should correct, as a sheet in its layout; in the trail."""
    person, scope = person_on(request), scope_on(request)
    found = access.run_of(key, person)
    if form not in exports.FORMS:
        raise Http404
    needs(scope, Ability.EXPORT)
    if personal := exports_personal(scope):
        ask_again(request)
    headings, rows = queries.corrections(found, scope, personal=personal)
    listed = list(rows)
    kind = Sheet(found.kind)
    actions.note_export(actor=person, scope=scope, kind=kind, count=len(listed), personal=personal)
    title, above = found.layout.sheet_name, queries.above(found.layout)
    return exports.sheet(form, "exchange-corrections", headings, listed, title=title, above=above)


@require_POST
@posted
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Throw the comparison away."""
    actions.discard(run=access.run_of(key, person_on(request)))
    return HttpResponseRedirect(reverse("exchange:start"))
