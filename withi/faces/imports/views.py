"""Importing a file: choose it, see what was found, decide, store, send for approval."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from withi.faces.imports import access, actions, pages, queries
from withi.faces.imports.forms import ColumnsForm, FileForm
from withi.faces.imports.models import ImportRun
from withi.faces.imports.rules import Sheet
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web import paging
from withi.ground.web.answers import is_full, language
from withi.ground.web.pages import language_on
from withi.kit.intake import Severity
from withi.kit.problem import Problem

logger = logging.getLogger(__name__)
MORE = "<!-- more -->"


@require_http_methods(["GET", "HEAD", "POST"])
@posted
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and checked at once."""
    person, scope = person_on(request), scope_on(request)
    if not scope.areas(Ability.IMPORT):
        raise Problem("access.ability", status=403)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind = Sheet(form.cleaned_data["kind"])
            run = actions.start(actor=person, scope=scope, kind=kind, sent=form.cleaned_data["file"])
            return HttpResponseRedirect(reverse("imports:review", args=[run.key]))
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
        return render(request, "imports/done.html", pages.done(run))
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
    person, scope = person_on(request), scope_on(request)
    run = access.run_of(key, person)
    kind = Sheet(run.kind)
    form = ColumnsForm(request.POST or None, kind=kind, headings=run.headings)
    if request.method == "POST" and form.is_valid():
        try:
            mapping = form.mapping()
            fresh = actions.check(actor=person, scope=scope, kind=kind, upload=run.upload, mapping=mapping)
            actions.remember(actor=person, run=fresh, mapping=mapping)
            return HttpResponseRedirect(reverse("imports:review", args=[fresh.key]))
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
def commit(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Store the file; the page grows while it goes and ends with the way to the result."""
    person = person_on(request)
    run = access.run_of(key, person)
    if run.state == ImportRun.State.DONE:
        return HttpResponseRedirect(reverse("imports:review", args=[run.key]))
    good_rows_only = request.POST.get("good_rows_only") == "1"
    work = actions.Commit(actor=person, scope=scope_on(request), run=run, good_rows_only=good_rows_only)
    work.refuse_errors()
    context = {"page": {"title": _("Importing")}, "name": run.upload.name, "total": pages.ready_count(run)}
    pieces = render_to_string("imports/commit.html", context, request).split(MORE)
    return StreamingHttpResponse(_grow(request, pieces, work), headers={"X-Accel-Buffering": "no"})


def _grow(request: HttpRequest, pieces: list[str], work: actions.Commit) -> Iterator[str]:
    """The page in pieces: one line per step, then how it ended; a refusal rolls everything back and is said.

    It goes on after the request has left the middleware, so each piece says in which language it is.
    """
    head, between, tail = pieces
    yield head
    lang, refused = language_on(request), ""
    try:
        for step, count in work.steps():
            yield _piece(request, "imports/_step.html", partial(pages.step, step, count))
    except Problem as problem:
        refused = problem.message(lang)
    except OperationalError as trouble:
        logger.exception("import %s was not stored", work.run.key)
        with translation.override(lang):
            refused = _("The database is busy just now. Nothing was stored; please try again in a moment.")
        if is_full(trouble):
            refused = Problem("web.full").message(lang)
    yield between
    yield _piece(request, "imports/_end.html", partial(_ending, work, refused))
    yield tail


def _ending(work: actions.Commit, refused: str) -> dict[str, str]:
    return {"url": reverse("imports:review", args=[work.run.key]), "refused": refused}


def _piece(request: HttpRequest, template: str, context: Callable[[], dict[str, str]]) -> str:
    with translation.override(language_on(request)):
        return render_to_string(template, context(), request)


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
