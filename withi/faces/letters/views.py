"""Letters on the desk: offices with what waits there, and one letter with its fields, preview and files."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from withi.faces.letters import access, queries, rules
from withi.faces.letters.forms import KIND_NAMES, LetterForm, initial_of
from withi.faces.letters.rules import Kind, Level, Seat
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.web.letters import FORMS, emblem_of, file_of, leaves_of
from withi.ground.web.pages import is_invented
from withi.ground.web.paging import numbered
from withi.ground.web.saving import sent
from withi.kit import era
from withi.kit.paper.letters import Letter
from withi.kit.problem import Problem

SIZE = 25
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """The offices for which this person writes letters, each with what waits there."""
    scope = scope_on(request)
    access.refuse_writing(scope)
    rows = queries.seats(scope)
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {
        "page": {"title": _("Letters")},
        "pager": pager,
        "lines": queries.lines(list(rows[pager.rows]), scope),
        "kinds": [(kind.value, name) for kind, name in KIND_NAMES.items()],
        "is_department": access.writes_for_all(scope),
        "nation": rules.NATION,
    }
    return render(request, "letters/index.html", context)


@either
@posted
def letter(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One letter: its fields; sent, its preview or its file. Nothing is stored."""
    if kind not in list(Kind):
        raise Http404
    seat = access.seat_of(code, scope_on(request))
    chosen = Kind(kind)
    form = form_of(request, chosen, seat)
    context = {
        "page": {"title": KIND_NAMES[chosen]},
        "seat": seat,
        "form": form,
        "kind": kind,
        "has_emblem": bool(emblem_of(seat.code)),
    }
    if request.method != "POST":
        taken_up = form.take_up() if form.is_bound else {}
        return render(request, "letters/letter.html", {**context, **taken_up})
    if form.is_valid():
        try:
            return answer(request, made_of(request, form, chosen, seat), context)
        except Problem as found:
            if found.status >= 500:
                raise
            form.add_problems(found)
    return render(request, "letters/letter.html", context, status=422)


def form_of(request: HttpRequest, kind: Kind, seat: Seat) -> LetterForm:
    """The form with what can be chosen here and what is known already."""
    office = rules.office_of(seat, queries.name_of(seat.code[:2]))
    person = person_on(request)
    initial = initial_of(
        seat,
        office,
        person.display_name,
        queries.title_of(person, seat.code),
        era.year_in(timezone.localdate(), "th"),
    )
    is_recorded = kind == Kind.MINUTES and seat.level == Level.DISTRICT
    rounds = [] if is_recorded else queries.rounds_of(scope_on(request), seat.code)
    meetings = queries.meetings_of(seat.code) if is_recorded else []
    return LetterForm(sent(request), kind=kind, rounds=rounds, meetings=meetings, level=seat.level, initial=initial)


def made_of(request: HttpRequest, form: LetterForm, kind: Kind, seat: Seat) -> Letter:
    """The letter as it is asked for."""
    given = form.cleaned_data
    facts = queries.facts_of(
        kind,
        seat,
        scope_on(request),
        at=given.get("round") or None,
        meeting=given.get("meeting") or None,
        day=given.get("held_on"),
    )
    told = form.told()
    return replace(
        rules.composed(kind, replace(facts, meeting=facts.meeting or told.meeting), told), is_invented=is_invented()
    )


def answer(request: HttpRequest, made: Letter, context: dict[str, Any]) -> HttpResponse:
    """The letter as a file, or its pages as pictures on its page."""
    seat, wanted = context["seat"], request.POST.get("give", "")
    if wanted in FORMS:
        return file_of(made, wanted, seat.code, f"{context['kind']}-{seat.address}")
    return render(request, "letters/letter.html", {**context, "leaves": leaves_of(made, seat.code)})
