"""Letters on the desk: districts with what waits there, and one letter with its fields, preview and files."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from withi.faces.letters import access, queries, rules
from withi.faces.letters.forms import KIND_NAMES, LetterForm, initial_of
from withi.faces.letters.rules import Kind
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.places.models import Area
from withi.ground.web.pages import is_invented
from withi.ground.web.paging import numbered
from withi.ground.web.saving import sent
from withi.kit import era
from withi.kit.paper import emblems, letters, press
from withi.kit.paper.docx import TYPE, docx
from withi.kit.paper.letters import Letter
from withi.kit.problem import Problem

SIZE = 25
FORMS = ("pdf", "docx")
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@posted
def index(request: HttpRequest) -> HttpResponse:
    """The districts in which this person writes letters, each with what waits there."""
    scope = scope_on(request)
    access.refuse_writing(scope)
    rows = queries.districts(scope)
    pager = numbered(request, total=rows.count(), size=SIZE)
    context = {
        "page": {"title": _("Letters")},
        "pager": pager,
        "lines": queries.lines(list(rows[pager.rows]), scope),
        "kinds": [(kind.value, name) for kind, name in KIND_NAMES.items()],
    }
    return render(request, "letters/index.html", context)


@either
@posted
def letter(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One letter: its fields; sent, its preview or its file. Nothing is stored."""
    if kind not in list(Kind):
        raise Http404
    district = access.district_of(code, scope_on(request))
    chosen = Kind(kind)
    form = form_of(request, chosen, district)
    context = {
        "page": {"title": KIND_NAMES[chosen]},
        "district": district,
        "form": form,
        "kind": kind,
        "has_emblem": bool(emblems.of(settings.EMBLEMS, district.code)),
    }
    if request.method != "POST":
        taken_up = form.take_up() if form.is_bound else {}
        return render(request, "letters/letter.html", {**context, **taken_up})
    if form.is_valid():
        try:
            return answer(request, made_of(request, form, chosen, district), context)
        except Problem as found:
            if found.status >= 500:
                raise
            form.add_problems(found)
    return render(request, "letters/letter.html", context, status=422)


def form_of(request: HttpRequest, kind: Kind, district: Area) -> LetterForm:
    """The form with what can be chosen here and what is known already."""
    province = queries.name_of(district.code[:2])
    office = rules.office_of(district.name_th, province, district.code)
    person = person_on(request)
    initial = initial_of(
        district.name_th,
        office,
        person.display_name,
        queries.title_of(person, district.code),
        era.year_in(timezone.localdate(), "th"),
    )
    is_minutes = kind == Kind.MINUTES
    rounds = [] if is_minutes else queries.rounds_of(scope_on(request), district.code)
    meetings = queries.meetings_of(district.code) if is_minutes else []
    return LetterForm(sent(request), kind=kind, rounds=rounds, meetings=meetings, initial=initial)


def made_of(request: HttpRequest, form: LetterForm, kind: Kind, district: Area) -> Letter:
    """The letter as it is asked for."""
    given = form.cleaned_data
    facts = queries.facts_of(
        kind, district, scope_on(request), at=given.get("round") or None, meeting=given.get("meeting") or None
    )
    return replace(rules.composed(kind, facts, form.told()), is_invented=is_invented())


def answer(request: HttpRequest, made: Letter, context: dict[str, Any]) -> HttpResponse:
    """The letter as a file, or its pages as pictures on its page."""
    emblem = emblems.of(settings.EMBLEMS, context["district"].code)
    wanted = request.POST.get("give", "")
    if wanted not in FORMS:
        leaves = [b64encode(leaf).decode() for leaf in press.pictures(letters.sheet_of(made, emblem))]
        return render(request, "letters/letter.html", {**context, "leaves": leaves})
    if wanted == "docx":
        response = HttpResponse(docx(made, emblems.drawn(emblem), timezone.now()), content_type=TYPE)
    else:
        response = HttpResponse(press.pdf(letters.sheet_of(made, emblem)), content_type="application/pdf")
    name = f"{context['kind']}-{context['district'].code}.{wanted}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
