"""Importing a file: choose it, see what was found, decide, store, send for approval."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withi.faces.imports import access, actions, pages, queries
from withi.faces.imports.forms import ColumnsForm, FileForm
from withi.faces.imports.models import ImportRun
from withi.faces.imports.rules import Sheet
from withi.ground.jobs.models import Job
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web import paging
from withi.ground.web.answers import language
from withi.kit.intake import Severity
from withi.kit.problem import Problem


@require_http_methods(["GET", "HEAD", "POST"])
@posted
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and checked as a job, whose page goes on to what was found."""
    person, scope = person_on(request), scope_on(request)
    if not scope.areas(Ability.IMPORT):
        raise Problem("access.ability", status=403)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind = Sheet(form.cleaned_data["kind"])
            job = actions.send_file(actor=person, scope=scope, kind=kind, sent=form.cleaned_data["file"])
            return HttpResponseRedirect(job_page(job))
        except Problem as problem:
            form.add_problems(problem)
    context = {"page": {"title": _("Import from a file")}, "form": form, "runs": pages.runs(person)}
    return render(request, "imports/start.html", context, status=422 if form.errors else 200)


@require_GET
@posted
def review(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was found, by rule and point by point; or, once stored, what it came to."""
    run = access.run_of(key, person_on(request))
    if run.state == ImportRun.State.DONE:
        return render(request, "imports/done.html", pages.done(run, can_call=scope_on(request).calls_people))
    rule, severity = request.GET.get("rule", ""), request.GET.get("severity", "")
    shown = pages.first_severity(run) if severity not in set(Severity) else Severity(severity)
    offset = (paging.page_number(request) - 1) * queries.PAGE
    points, total = queries.points(run, shown, rule, offset)
    pager = paging.numbered(request, total=total, size=queries.PAGE)
    context = pages.review(run, points, total, shown, rule) | {"pager": pager, "here": request.get_full_path()}
    return render(request, "imports/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@posted
def choose_columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what the columns mean and check the file again."""
    person = person_on(request)
    run = access.run_of(key, person)
    form = ColumnsForm(request.POST or None, kind=Sheet(run.kind), headings=run.headings)
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.send_columns(actor=person, run=run, mapping=form.mapping())
            return HttpResponseRedirect(job_page(job))
        except Problem as problem:
            form.add_problems(problem)
    return render(request, "imports/columns.html", pages.columns(run, form), status=422 if form.errors else 200)


@require_POST
@posted
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep what was decided on the points of one page, or on every proposal of a rule."""
    run = access.run_of(key, person_on(request))
    back = reverse("imports:review", args=[run.key])
    if rule := request.POST.get("rule", ""):
        actions.accept_rule(run=run, rule=rule[:40], accepted=request.POST.get("every") == "accept")
        return HttpResponseRedirect(back)
    chosen, kept = pages.read_decisions(request.POST)
    actions.decide(run=run, chosen=chosen, kept=kept)
    given = request.POST.get("next", "")
    return HttpResponseRedirect(given if given.startswith(back) else back)


@require_POST
@posted
def commit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have the file stored as a job, whose page goes on to the result."""
    person = person_on(request)
    run = access.run_of(key, person)
    if run.state == ImportRun.State.DONE:
        return HttpResponseRedirect(reverse("imports:review", args=[run.key]))
    good_rows_only = request.POST.get("good_rows_only") == "1"
    return HttpResponseRedirect(job_page(actions.send_commit(actor=person, run=run, good_rows_only=good_rows_only)))


def job_page(job: Job) -> str:
    """The page of the job, which goes on to the result by itself."""
    return f"{reverse('jobs:job', args=[job.key])}?go=1"


@require_POST
@posted
def send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the rows of this import that are complete to be approved."""
    run = access.run_of(key, person_on(request))
    sent, left = actions.send(actor=person_on(request), scope=scope_on(request), run=run)
    words = _("Sent for approval: %(sent)s. Still incomplete, kept as drafts: %(left)s.")
    messages.success(request, words % {"sent": f"{sent:,}", "left": f"{left:,}"})
    return HttpResponseRedirect(reverse("imports:review", args=[run.key]))


@require_GET
@posted
def report(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The same sheet with the found cells marked."""
    run = access.run_of(key, person_on(request))
    file = actions.report(run=run, lang=language())
    return FileResponse(file, as_attachment=True, filename=pages.report_name(run))


@require_POST
@posted
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Throw the file away."""
    actions.discard(run=access.run_of(key, person_on(request)))
    return HttpResponseRedirect(reverse("imports:start"))
