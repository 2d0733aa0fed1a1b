"""Lists of partners, those that may be one, and one partner's record in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.ground.people.rules import Scope
from withi.ground.trail import queries as trail
from withi.ground.web.answers import language
from withi.kit import era, thai
from withi.kit.codes import is_code
from withi.registers.partners import rules
from withi.registers.partners.models import KIND_NAMES, Partner, PartnerArea, PartnerQuerySet
from withi.registers.partners.rules import Known
from withi.registers.publication.queries import paths_of

ACTIVE, ENDED = "active", "ended"
VERBS = {
    "partners.add": gettext_lazy("entered"),
    "partners.change": gettext_lazy("changed the facts"),
    "partners.contact": gettext_lazy("told how it is reached"),
    "partners.store_many": gettext_lazy("imported a list"),
}
COLUMNS = (
    gettext_lazy("Kind of partner"),
    gettext_lazy("name"),
    gettext_lazy("name in English"),
    gettext_lazy("where it works"),
    gettext_lazy("phone of the office"),
    gettext_lazy("website"),
    gettext_lazy("works with the programme since"),
    gettext_lazy("last day"),
    gettext_lazy("notes"),
)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; empty values narrow nothing."""

    text: str = ""
    area: str = ""
    kind: str = ""
    state: str = ""


def listed(scope: Scope, filters: Filters, today: date) -> PartnerQuerySet:
    """Partners this person may see, narrowed, in Thai order."""
    rows = Partner.objects.in_scope(scope)
    if filters.area:
        rows = rows.working_in(filters.area) if is_code(filters.area) else rows.none()
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.state:
        over = models.Q(until__lt=today)
        rows = rows.filter(over if filters.state == ENDED else ~over if filters.state == ACTIVE else models.Q(pk=None))
    if text := thai.clean(filters.text):
        rows = rows.filter(models.Q(name_th__icontains=text) | models.Q(name_en__icontains=text))
    return rows.order_by("sort_key", "pk")


def areas_of(row: Partner) -> list[str]:
    """Where it works, its home first."""
    return list(row.areas.values_list("area_code", flat=True))


def likely(scope: Scope, name: str, phone: str, area_code: str) -> list[Partner]:
    """Partners that may be the one that is typed, of those at work in the same province that this person may see."""
    rows = list(Partner.objects.in_scope(scope).working_in(area_code[:2])) if area_code else []
    found = {one.pk for one in rules.likely(name, phone, (Known(row.pk, row.name_th, row.phone) for row in rows))}
    return [row for row in rows if row.pk in found]


@dataclass(frozen=True)
class Line:
    """A partner as a list shows it, every text finished; `until` is said of one that no longer works along."""

    row: Partner
    where: str
    span: str
    is_over: bool


def lines(rows: Iterable[Partner], today: date) -> list[Line]:
    """Rows of one page. Two queries."""
    shown = list(rows)
    places: dict[int, list[str]] = {row.pk: [] for row in shown}
    found = PartnerArea.objects.filter(partner__in=list(places)).order_by("pk")
    for partner, code in found.values_list("partner", "area_code"):
        places[partner].append(code)
    paths = paths_of(code for codes in places.values() for code in codes)
    return [line(row, [paths.get(code, code) for code in places[row.pk]], today) for row in shown]


def line(row: Partner, paths: list[str], today: date) -> Line:
    return Line(row, " · ".join(paths), span(row), row.until is not None and row.until < today)


def span(row: Partner) -> str:
    """Since when and until when it works along; empty where nobody told."""
    parts = []
    if row.since:
        parts.append(_("since %(day)s") % {"day": dated(row.since)})
    if row.until:
        parts.append(_("until %(day)s") % {"day": dated(row.until)})
    return " ".join(parts)


def dated(day: date) -> str:
    return era.format_date(day, lang=language())


def summary(scope: Scope) -> str:
    """How many partners of each kind work in one's whole area, in a sentence; empty where there are none. One query."""
    counted = dict(Partner.objects.in_scope(scope).order_by().values_list("kind").annotate(models.Count("pk")))
    if not counted:
        return ""
    total = sum(counted.values())
    told = ngettext("%d partner", "%d partners", total) % total
    kinds = " · ".join(f"{name} {counted[kind]}" for kind, name in KIND_NAMES if kind in counted)
    return f"{told}: {kinds}"


def name_of(row: Partner) -> str:
    """Its name in the language of the page."""
    return row.name_en if language() == "en" and row.name_en else row.name_th


def history(row: Partner) -> list[trail.Told]:
    """What was done with one partner, newest first. Two queries."""
    return trail.history(row.SUBJECT, row.pk, VERBS)


def export_rows(rows: PartnerQuerySet, today: date) -> Iterator[list[Any]]:
    """The list as rows of a file, in the order of COLUMNS."""
    for one in lines(rows, today):
        row = one.row
        told = [row.get_kind_display(), row.name_th, row.name_en, one.where, row.phone, row.website]
        yield [*told, row.since, row.until, row.note]
