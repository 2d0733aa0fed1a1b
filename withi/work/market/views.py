"""The Pracharat market on the desk: counts, the list, whose turn it is, one registrant, decisions."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.jobs.models import Job
from withi.ground.people.access import ask_again, needs_area, person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.places.queries import PLACES
from withi.ground.web import exports
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.registers.publication import queries as publication
from withi.work.market import access, actions, forms, queries
from withi.work.market.models import MarketRegistrant
from withi.work.market.rules import FROM, State, Step

SIZE = 25
STEP_TITLES = {
    Step.ALLOCATE: gettext_lazy("Give a market place"),
    Step.DECLINE: gettext_lazy("Decline"),
    Step.REOPEN: gettext_lazy("Open again"),
}
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """How many registered for each kind of market in one's area, and what came of it."""
    scope = scope_on(request)
    needs_area(scope, Ability.READ)
    counts = queries.counts(scope)
    context = {
        "page": {"title": _("Pracharat market")},
        "counts": counts,
        "total": f"{sum(count.all for count in counts):,}",
        "waiting": f"{sum(count.waiting for count in counts):,}",
        "can_list": bool(scope.areas(Ability.PERSONAL)),
        "can_add": bool(scope.areas(Ability.ENTER)),
    }
    return render(request, "market/index.html", context)


@require_safe
@posted
def rows(request: HttpRequest) -> HttpResponse:
    """Registrants of one's area, narrowed by what the address says."""
    scope = scope_on(request)
    needs_area(scope, Ability.PERSONAL)
    areas = publication.area_choices(scope, Ability.PERSONAL)
    chosen = forms.ListFilter(request.GET, area=areas, market=queries.market_choices(queries.kinds().values()))
    found = queries.listed(scope, chosen.filters())
    pager = numbered(request, total=found.count(), size=SIZE)
    context = {
        "page": {"title": _("Market registrants")},
        "filter": chosen,
        "pager": pager,
        "lines": queries.lines(found[pager.rows]),
        "can_add": bool(scope.areas(Ability.ENTER)),
        "can_decide": bool(scope.areas(Ability.APPROVE)),
        "can_export": access.exports(scope),
        "query": request.GET.urlencode(),
    }
    return render(request, "market/list.html", context)


@require_safe
@posted
def turns(request: HttpRequest) -> HttpResponse:
    """Whose turn it is in the department's own market: least served first, with the reason."""
    scope = scope_on(request)
    needs_area(scope, Ability.PERSONAL)
    chosen = forms.TurnFilter(request.GET, area=publication.area_choices(scope, Ability.PERSONAL))
    waiting = queries.turns(scope, chosen.value("area"))
    pager = numbered(request, total=len(waiting), size=SIZE)
    context = {
        "page": {"title": _("Whose turn it is")},
        "filter": chosen,
        "pager": pager,
        "first": pager.rows.start + 1,
        "lines": queries.turn_lines(waiting[pager.rows]),
        "can_decide": bool(scope.areas(Ability.APPROVE)),
    }
    return render(request, "market/turns.html", context)


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One registrant: who, what for, what came of it, what was given before."""
    scope = scope_on(request)
    row = access.registrant_of(pk, scope, Ability.PERSONAL)
    may_decide = queries.decidable(scope, [pk], State, person_on(request).pk).exists()
    context = {
        **about(row),
        "line": queries.lines([row])[0],
        "masked": queries.identity_of(row),
        "came": queries.came_of(row),
        "decided": queries.decided(row),
        "history": queries.history(row) if scope.can(Ability.TRAIL, row.area_code) else [],
        "may_change": row.state == State.WAITING and scope.can(Ability.ENTER, row.area_code),
        "steps": [(step.value, STEP_TITLES[step]) for step in Step if may_decide and row.state in FROM[step]],
    }
    return render(request, "market/detail.html", context)


def about(row: MarketRegistrant) -> dict[str, Any]:
    """What every page of a registrant needs."""
    return {"page": {"title": row.name, "region": codes.region(row.area_code)}, "row": row}


@either
@posted
def add(request: HttpRequest) -> HttpResponse:
    """Write a registrant down at the counter."""
    scope = scope_on(request)
    needs_area(scope, Ability.ENTER)
    form = forms.RegistrantForm(sent(request), scope=scope, places=PLACES)

    def act() -> str:
        row = actions.add(actor=person_on(request), scope=scope, facts=form.facts())
        messages.success(request, _("Registered. The seller now waits for a place."))
        return reverse("market:detail", args=[row.pk])

    return handle(request, form, "market/edit.html", {"page": {"title": _("Register a seller")}}, act)


@either
@posted
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was written down of one who waits."""
    scope = scope_on(request)
    row = access.registrant_of(pk, scope, Ability.ENTER)
    form = forms.RegistrantForm(sent(request), scope=scope, places=PLACES, row=row)

    def act() -> str:
        version = form.cleaned_data["version"]
        changed = actions.change(actor=person_on(request), scope=scope, row=row, facts=form.facts(), version=version)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return reverse("market:detail", args=[pk])

    return handle(request, form, "market/edit.html", about(row), act)


@either
@posted
def decide(request: HttpRequest) -> HttpResponse:
    """One decision on the ticked rows: the page asks where, or why, and tells whom it is about."""
    scope = scope_on(request)
    needs_area(scope, Ability.APPROVE)
    given = request.POST if request.method == "POST" else request.GET
    step, picks = forms.step_in(given), forms.picks_in(given)
    if step is None:
        raise Http404
    able = list(queries.decidable(scope, picks, FROM[step], person_on(request).pk))
    form = forms.DecisionForm(sent(request), step=step)

    def act() -> str:
        done = actions.decide(actor=person_on(request), scope=scope, pks=picks, decision=form.decision(step))
        text = ngettext("%d registrant was decided on.", "%d registrants were decided on.", len(done)) % len(done)
        messages.success(request, text)
        return reverse("market:detail", args=done) if len(done) == 1 else waiting_url(step)

    context = {
        "page": {"title": STEP_TITLES[step]},
        "lines": queries.lines(able),
        "left": len(set(picks)) - len(able),
    }
    return handle(request, form, "market/decide.html", context, act)


def waiting_url(step: Step) -> str:
    """The list of those who stand where the decided ones stood before."""
    return f"{reverse('market:list')}?{urlencode({'state': FROM[step][0].value})}"


# --- kinds ---------------------------------------------------------------------------------------


@require_safe
@posted
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of markets: who runs each, and when it takes registrants."""
    scope = scope_on(request)
    needs_area(scope, Ability.READ)
    context = {
        "page": {"title": _("Kinds of markets")},
        "lines": queries.kind_lines(timezone.localdate()),
        "may_keep": access.keeps_kinds(scope),
    }
    return render(request, "market/kinds.html", context)


@either
@posted
def kind_add(request: HttpRequest) -> HttpResponse:
    """One kind more."""
    access.refuse_kinds(scope_on(request))
    return put_kind(request, forms.KindForm(sent(request)), _("Add a kind of market"))


@either
@posted
def kind_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Another wording, agency or days of a kind."""
    access.refuse_kinds(scope_on(request))
    kind, edition = queries.kind_now(code)
    if kind is None:
        raise Http404
    return put_kind(request, forms.KindForm(sent(request), kind=kind, edition=edition), queries.names_of(kind)[0])


def put_kind(request: HttpRequest, form: forms.KindForm, title: str) -> HttpResponse:
    """The form of a kind, and what it does."""

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.put_kind(actor=person_on(request), scope=scope_on(request), facts=form.facts(), version=version)
        messages.success(request, _("Saved."))
        return reverse("market:kinds")

    return handle(request, form, "market/kind.html", {"page": {"title": title}}, act)


@require_POST
@posted
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The narrowed list as a sheet; personal as a whole, so who takes it proves again who he is."""
    scope = scope_on(request)
    if form not in exports.FORMS:
        raise Http404
    needs_area(scope, Ability.EXPORT)
    needs_area(scope, Ability.PERSONAL)
    ask_again(request)
    filters = asdict(forms.ListFilter(request.GET).filters())
    taken = actions.export(actor=person_on(request), scope=scope, form=form, filters=filters)
    if isinstance(taken, Job):
        return HttpResponseRedirect(reverse("jobs:job", args=[taken.key]))
    return exports.sheet(form, "market", taken.columns, taken.rows)
