"""Registration rounds on the desk: lists by whose turn it is, the application screen by screen, its record, rounds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.notices.queries import Copy, of_list
from withi.ground.people.access import ask_again, person_on, posted, scope_on
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.ground.web.bodies import MIB, takes
from withi.ground.web.htmx import go_to
from withi.ground.web.paging import numbered
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.problem import Problem
from withi.registers.producers.access import producer_of
from withi.registers.publication import access as publication_access
from withi.registers.publication.queries import area_choices, paths_of
from withi.work.rounds import access, actions, forms, queries, rules, words
from withi.work.rounds.models import RoundApplication
from withi.work.rounds.rules import Step

SIZE = 25
FILES = 120 * MIB
"""A copy of every paper of a round, each as large as a photo may be."""
either = require_http_methods(["GET", "HEAD", "POST"])


# --- lists ---------------------------------------------------------------------------------------


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """Applications by part of the work: waiting for me, returned, late, all; several are decided at once."""
    scope, today = scope_on(request), timezone.localdate()
    publication_access.needs(scope, Ability.PERSONAL)
    person = person_on(request).pk
    choices = [(str(row.pk), str(row)) for row in queries.rounds_seen(scope)]
    chosen = forms.ListFilter(request.GET, round=choices, area=area_choices(scope, Ability.READ))
    filters = chosen.filters()
    rows = queries.listed(scope, person, filters, today)
    counts = queries.tallies(scope, person, today, rows)
    pager = numbered(request, total=counts["shown"], size=SIZE)
    steps = batch_steps(scope, filters.view)
    context = {
        "page": {"title": _("Registration")},
        "filter": chosen,
        "tabs": tabs(counts, filters.view),
        "view": filters.view,
        "pager": pager,
        "lines": queries.lines(rows[pager.rows], person, today),
        "steps": steps,
        "batch": forms.BatchForm(initial={"year": forms.this_year()}),
        "asks_meeting": any(step["value"] in rules.OF_COMMITTEE for step in steps),
        "may_apply": may_apply(request),
        "keeps_rounds": bool(access.keeps(scope)),
        "writes_letters": bool(rules.waits_for(scope)),
        "is_officer": scope.is_officer,
        "copy": copy_of(scope, chosen, counts["shown"]),
    }
    return render(request, "rounds/list.html", context)


def copy_of(scope: Scope, chosen: forms.ListFilter, count: int) -> Copy:
    """The list for a chat, and whom to call about it."""
    said = ngettext("%(count)s application", "%(count)s applications", count) % {"count": f"{count:,}"}
    return of_list(
        "applications",
        title=_("Registration"),
        count=said,
        path=reverse("rounds:list"),
        narrowed=chosen,
        can_call=scope.calls_people,
    )


def may_apply(request: HttpRequest) -> bool:
    try:
        access.refuse_applying(scope_on(request))
    except Problem:
        return False
    return True


def tabs(counts: dict[str, int], view: str) -> list[dict[str, Any]]:
    """The parts of the work as links with their numbers."""
    return [
        {"url": f"?view={name}", "label": label, "count": f"{counts[name]:,}", "is_here": name == view}
        for name, label in forms.VIEWS.items()
    ]


def batch_steps(scope: Scope, view: str) -> list[dict[str, str]]:
    """The steps offered below the list of what waits for me, in the order of the way."""
    if view != "mine":
        return []
    waits = rules.waits_for(scope)
    order = (Step.CHECK, Step.PASS, Step.APPROVE, Step.REFUSE, Step.RETURN)
    wanted = [step for step in order if any(state in rules.MOVES[step][0] for state in waits)]
    return [{"value": step.value, "label": queries.step_label(step)} for step in wanted]


@require_POST
@posted
def steps(request: HttpRequest) -> HttpResponse:
    """One step with one reason on the ticked applications; what was left is said on the page one came from."""
    scope = scope_on(request)
    if not rules.waits_for(scope):
        raise Problem("access.ability", status=403)
    form = forms.BatchForm(request.POST)
    if not form.is_valid():
        raise Problem("web.bad_request", status=400)
    if not form.picks():
        raise Problem("round.none_chosen")
    step = form.chosen_step()
    outcome = actions.decide_many(
        actor=person_on(request),
        scope=scope,
        step=step,
        picks=form.picks(),
        reason=form.cleaned_data["reason"],
        sitting=form.sitting(),
    )
    if outcome.done:
        messages.success(request, done_text(step, len(outcome.done)))
    tell_refused(request, outcome)
    tell_elsewhere(request, len({pick.pk for pick in form.picks()}) - len(outcome.done) - len(outcome.refused))
    return go_to(request, reverse("rounds:list"))


def done_text(step: Step, count: int) -> str:
    """What was done, once for one application or many."""
    said = ngettext("%(count)s application: %(step)s.", "%(count)s applications: %(step)s.", count)
    return said % {"count": f"{count:,}", "step": queries.step_label(step)}


def tell_refused(request: HttpRequest, outcome: actions.Outcome) -> None:
    """One message for each reason, with the numbers of the applications it left."""
    left: dict[str, list[str]] = {}
    for row, problem in outcome.refused:
        left.setdefault(problem.message(language()), []).append(row.producer.name_th)
    for reason, names in left.items():
        values = {"count": len(names), "names": ", ".join(names[:5]), "reason": reason}
        messages.warning(request, _("Left as they are (%(count)d): %(names)s. %(reason)s") % values)


def tell_elsewhere(request: HttpRequest, count: int) -> None:
    """How many of the ticked lie in another area or are not there at all, and the rule; never which."""
    if count:
        values = {"count": count, "reason": Problem("web.not_here").message(language())}
        messages.warning(request, _("Left as they are (%(count)d). %(reason)s") % values)


@require_safe
@posted
def licences(request: HttpRequest) -> HttpResponse:
    """Licences of products that run out soon, or have run out: whom to remind."""
    scope, today = scope_on(request), timezone.localdate()
    publication_access.needs(scope, Ability.PERSONAL)
    chosen = forms.AreaFilter(request.GET, area=area_choices(scope, Ability.READ))
    rows = queries.licences(scope, today, chosen.value("area"))
    total = rows.count()
    pager = numbered(request, total=total, size=SIZE)
    context = {
        "page": {"title": _("Licences that run out")},
        "filter": chosen,
        "pager": pager,
        "lines": queries.licence_lines(pager.of(rows), today),
        "within": queries.EXPIRES_WITHIN,
        "copy": of_list(
            "licences",
            title=_("Licences that run out"),
            count=f"{total:,} {ngettext('licence', 'licences', total)}",
            path=reverse("rounds:licences"),
            narrowed=chosen,
            can_call=scope.calls_people,
        ),
    }
    return render(request, "rounds/licences.html", context)


@require_safe
@posted
def of_producer(request: HttpRequest, pk: int) -> HttpResponse:
    """A producer's applications, as a part of its page."""
    scope = scope_on(request)
    producer = producer_of(pk, scope, Ability.PERSONAL)
    context = {
        "producer": producer,
        "lines": queries.of_producer(pk, timezone.localdate()),
        "may_apply": scope.can(Ability.ENTER, producer.area_code, subject=(producer.SUBJECT, pk)),
    }
    return render(request, "rounds/_of_producer.html", context)


# --- applying ------------------------------------------------------------------------------------


@either
@posted
def start(request: HttpRequest) -> HttpResponse:
    """Which round is open, and for whom: the first screen of an application."""
    scope, today = scope_on(request), timezone.localdate()
    access.refuse_applying(scope)
    open_now = queries.open_rounds(scope.home_area, today)
    rounds = {row.pk: row for row, _window in open_now}
    said = [(row.pk, words.window_said(row, window, language())) for row, window in open_now]
    first = said[0][0] if said else None
    asked = access.round_asked(request.POST.get("round", ""), scope)
    if asked and rounds.setdefault(asked.pk, asked) is asked:  # it closed while the form lay open: the verb says so
        said.append((asked.pk, str(asked)))
    initial = {"round": first, "producer": request.GET.get("producer") or own_producer(scope)}
    form = forms.StartForm(sent(request), scope=scope, rounds=said, initial=initial)

    def act() -> str:
        row = actions.start(
            actor=person_on(request),
            scope=scope,
            producer=access.producer_for(form.cleaned_data["producer"], scope),
            to=rounds[int(form.cleaned_data["round"])],
        )
        return reverse("rounds:fill", args=[row.pk, next(iter(forms.PARTS))])

    context = {"page": {"title": _("Apply for registration")}, "rounds": said, "screens": len(forms.PARTS) + 2}
    return handle(request, form, "rounds/start.html", context, act)


def own_producer(scope: Scope) -> int | None:
    """The producer that an owner's account is about."""
    return next(iter(scope.subjects(Ability.ENTER, "producer")), None)


@takes(FILES)
@either
@posted
def fill(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One screen of an application; then on to the next, in the end to the review."""
    scope = scope_on(request)
    row = access.application_of(pk, scope, Ability.ENTER)
    if part not in forms.PARTS:
        raise Http404
    if request.method != "POST" and not access.may_fill(scope, row):
        return go_to(request, reverse("rounds:detail", args=[pk]))
    form = forms.PARTS[part](sent(request), request.FILES or None, row=row)

    def act() -> str:
        by: dict[str, Any] = {"actor": person_on(request), "scope": scope, "application": row}
        keep_copies(form, by)
        actions.fill(**by, part=part, version=form.cleaned_data["version"], **form.told())
        return after_part(row, part)

    return handle(request, form, "rounds/fill.html", {**about(row), **screen(row, part, form)}, act)


def keep_copies(form: forms.PartForm, by: dict[str, Any]) -> None:
    """Open every copy that was sent, then keep them: where one is refused none is kept."""
    if not isinstance(form, forms.PapersForm):
        return
    sent_in = {name: file for name in form.papers if (file := form.cleaned_data[name])}
    opened = {name: actions.open_copy(paper=form.papers[name], sent=file) for name, file in sent_in.items()}
    for name, photo in opened.items():
        actions.keep_copy(**by, paper=form.papers[name], sent=photo)


def after_part(row: RoundApplication, part: str) -> str:
    """The next screen; the review once every part was filled in."""
    names = list(forms.PARTS)
    left = [name for name in names[names.index(part) + 1 :] if name not in row.parts_done()]
    return reverse("rounds:fill", args=[row.pk, left[0]]) if left else reverse("rounds:send", args=[row.pk])


def screen(row: RoundApplication, part: str, form: forms.PartForm) -> dict[str, Any]:
    """Where this screen stands among the others."""
    names = list(forms.PARTS)
    place = names.index(part)
    before = ("rounds:fill", [row.pk, names[place - 1]]) if place else ("rounds:detail", [row.pk])
    return {
        "part": part,
        "title": form.title,
        "screen": place + 2,
        "screens": len(names) + 2,
        "before": reverse(before[0], args=before[1]),
        "papers": queries.paper_lines(row, timezone.localdate()) if part == "papers" else [],
        "returned": row.return_note,
    }


@either
@posted
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """The last screen: everything that was told, what is not met yet, and sending it."""
    scope = scope_on(request)
    row = access.application_of(pk, scope, Ability.ENTER)
    form = forms.SendForm(sent(request), initial={"version": row.version})
    if request.method != "POST" and not access.may_fill(scope, row):
        return go_to(request, reverse("rounds:detail", args=[pk]))

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.submit(actor=person_on(request), scope=scope, application=row, version=version)
        messages.success(request, _("Sent. The district office checks it; you hear here what it says."))
        return reverse("rounds:detail", args=[pk])

    context = {
        **about(row),
        "parts": words.parts(row),
        "papers": queries.paper_lines(row, timezone.localdate()),
        "twins": queries.twins(row, scope if scope.is_officer else None),
        "is_officer": scope.is_officer,
        "lacks": [found.message(language()) for found in actions.judge(row)],
        "screens": len(forms.PARTS) + 2,
    }
    return handle(request, form, "rounds/send.html", context, act)


# --- one application -----------------------------------------------------------------------------


@require_safe
@posted
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: where it stands, what was told and shown, what may be done, its history."""
    scope, today = scope_on(request), timezone.localdate()
    row = access.application_of(pk, scope)
    person = person_on(request).pk
    context = {
        **about(row),
        "state_name": words.state_name(row),
        "way": words.way(row),
        "parts": words.parts(row),
        "papers": queries.paper_lines(row, today),
        "offers": words.offers(row, scope, person),
        "is_own": words.is_own(row, scope, person),
        "may_fill": access.may_fill(scope, row),
        "decides": access.decides(scope, row.area_code),
        "due": queries.day(row.due_on),
        "is_late": row.due_on < today and row.state not in rules.ENDED,
        "is_over": row.state in rules.ENDED,
        "meeting_day": queries.day(row.meeting.held_on) if row.meeting else "",
        "acts": queries.history(row) if scope.can(Ability.TRAIL, row.area_code) else [],
    }
    return render(request, "rounds/detail.html", context)


def about(row: RoundApplication) -> dict[str, Any]:
    """What every page of an application needs."""
    area = row.area_code
    return {
        "page": {"title": row.producer.name_th, "region": codes.region(area) if area else ""},
        "row": row,
        "path": paths_of([area]).get(area, ""),
    }


@either
@posted
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step on one application; a page asks for the reason or the meeting where one is needed."""
    scope = scope_on(request)
    if step not in set(Step) - {Step.SUBMIT}:
        raise Http404
    wanted = Step(step)
    row = access.application_of(pk, scope)
    access.step_on(scope, row, wanted)
    form = forms.StepForm(sent(request), step=wanted)
    home = reverse("rounds:detail", args=[pk])

    def act() -> str:
        actions.decide(
            actor=person_on(request),
            scope=scope,
            application=row,
            step=wanted,
            reason=form.cleaned_data.get("reason", ""),
            sitting=form.sitting(),
            version=form.cleaned_data["version"],
        )
        messages.success(request, done_text(wanted, 1))
        return home

    form.initial["version"] = row.version
    context = {**about(row), "label": queries.step_label(wanted), "home": home}
    return handle(request, form, "rounds/step.html", context, act)


@require_POST
@posted
def seen(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """An officer has seen the paper, or ThaID has confirmed the person."""
    scope = scope_on(request)
    row = access.application_of(pk, scope)
    paper = access.paper_of(paper_pk, row)
    form = forms.SeenForm(request.POST)
    if not form.is_valid():
        raise Problem("web.bad_request", status=400)
    actions.note_seen(actor=person_on(request), scope=scope, application=row, paper=paper, how=form.chosen())
    return go_to(request, reverse("rounds:detail", args=[pk]) + "#papers")


@require_POST
@posted
def look(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """A copy, shown once to who decides; the look is in the trail."""
    scope = scope_on(request)
    row = access.application_of(pk, scope)
    copy = access.copy_of(key, row, scope, timezone.localdate())
    ask_again(request)
    body = actions.look_at_copy(actor=person_on(request), application=row, copy=copy)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    return HttpResponse(body, content_type="image/jpeg", headers=headers)


# --- rounds --------------------------------------------------------------------------------------


@require_safe
@posted
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds an officer sees: open, to come, over."""
    scope, today = scope_on(request), timezone.localdate()
    access.refuse_keeping(scope)
    rows = queries.rounds_seen(scope)
    lines = queries.round_lines(rows, today, scope)
    return render(request, "rounds/rounds.html", {"page": {"title": _("Rounds")}, "lines": lines})


@either
@posted
def round_add(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    scope = scope_on(request)
    access.refuse_keeping(scope)
    form = forms.RoundForm(sent(request), areas=queries.round_areas(scope))

    def act() -> str:
        actions.add_round(actor=person_on(request), scope=scope, facts=form.facts())
        messages.success(request, _("Saved. It opens and closes by itself on the days of its windows."))
        return reverse("rounds:rounds")

    return handle(request, form, "rounds/round.html", {"page": {"title": _("Open a round")}}, act)


@either
@posted
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a round."""
    scope = scope_on(request)
    row = access.round_of(pk, scope)
    form = forms.RoundForm(sent(request), areas=queries.round_areas(scope), row=row)

    def act() -> str:
        actions.change_round(
            actor=person_on(request), scope=scope, opened=row, facts=form.facts(), version=form.cleaned_data["version"]
        )
        messages.success(request, _("Saved."))
        return reverse("rounds:rounds")

    return handle(request, form, "rounds/round.html", {"page": {"title": str(row)}, "row": row}, act)
