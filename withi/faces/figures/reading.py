"""What a page is asked for, and the numbers of one area, read once. Pages and views use it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import add
from typing import Final

from django.utils.translation import gettext as _

from withi.faces.figures import queries, rules, sight
from withi.faces.figures.access import TAMBON_DIGITS, sees_all
from withi.faces.figures.rules import NATION, REGION, Period, Reporting
from withi.ground.people.rules import Scope
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.kit import era
from withi.kit.codes import REGIONS, Region
from withi.work.figures import queries as sums
from withi.work.figures.queries import ALL, Filters, Totals

WIDE: Final = 2
"""Digits of a province: what is wider is spread over areas, not over producers."""
VILLAGE: Final = 8


@dataclass(frozen=True)
class Asked:
    """What a page tells of, and to whom; `area` None is the nation, or the region of it that is asked for."""

    area: Area | None
    scope: Scope
    period: Period
    today: date
    filters: Filters = ALL
    stood: datetime | None = None
    region: Region | None = None

    @property
    def code(self) -> str:
        """The area's code; "" of the nation and of a region, which has none."""
        return self.area.code if self.area else ""

    @property
    def address(self) -> str:
        """How an address names it."""
        return self.code or (f"{REGION}{self.region}" if self.region else NATION)

    @property
    def sums(self) -> Filters:
        """What its sums are narrowed by, the region among it."""
        return replace(self.filters, region=self.region)

    def holds(self, code: str) -> bool:
        """Whether an area inside the nation or inside the area lies in the region that is asked for."""
        return self.region is None or rules.region_of(code) == self.region

    @property
    def full(self) -> bool:
        """Whether the reader is in charge of the whole area."""
        return sees_all(self.scope, self.code)

    @property
    def name(self) -> str:
        return region_name(self.region) if self.region else area_name(self.area)

    @property
    def has_inside(self) -> bool:
        """Whether areas stand inside it on the page: not in a tambon, whose villages mostly hold too few."""
        return len(self.code) < TAMBON_DIGITS

    @property
    def finer(self) -> int:
        """Digits of the areas inside, or of the area itself where none stand on the page."""
        return len(self.code) + 2 if self.has_inside else len(self.code)

    @property
    def periods(self) -> tuple[tuple[int, ...], ...]:
        return self.period.months, self.period.before


def area_name(area: Area | None) -> str:
    """An area as a heading names it: with what it is."""
    if area is None:
        return _("Thailand")
    name = area.name_en if language() == "en" and area.name_en else area.name_th
    patterns = {2: _("province %(name)s"), 4: _("district %(name)s"), 6: _("tambon %(name)s"), 8: _("village %(name)s")}
    if area.code.startswith("10"):
        patterns = {2: "%(name)s", 4: _("khet %(name)s"), 6: _("khwaeng %(name)s"), 8: _("village %(name)s")}
    return patterns[area.level] % {"name": name}


def region_name(region: Region) -> str:
    """A region as a heading names it."""
    return REGIONS[region][language() == "en"]


@dataclass(frozen=True)
class Reading:
    """All numbers of one page."""

    asked: Asked
    months: dict[int, Totals]
    active: dict[str, dict[int, int]]
    inside: dict[str, Totals] = field(default_factory=dict)
    inside_before: dict[str, Totals] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    names: dict[str, queries.Named] = field(default_factory=dict)

    def total(self, months: Iterable[int]) -> Totals:
        return reduce(add, (self.months[month] for month in months if month in self.months), sums.NOTHING)

    @property
    def now(self) -> Totals:
        return self.total(self.asked.period.months)

    @property
    def before(self) -> Totals:
        return self.total(self.asked.period.before)

    def reporting(self, months: Iterable[int], inside: str | None = None) -> Reporting:
        """Reports that came of those due; of an area inside only for the page's own months."""
        chosen = tuple(months)
        if self.asked.filters.any:
            return Reporting(0, 0)
        come = self.inside.get(inside, sums.NOTHING) if inside is not None else self.total(chosen)
        return Reporting(come.producer_months, queries.due(self.active, chosen, inside))


def read(asked: Asked) -> Reading:
    """The numbers of an area's page; the number of statements does not depend on how many areas there are."""
    code, period = asked.code, asked.period
    year = era.fiscal_months(period.year)
    both = (*year, *(month + rules.YEAR_BACK for month in year))
    if asked.stood:
        return _read_as_it_stood(asked, asked.stood, both)
    months = sums.by_month(code, both, asked.sums) if len(code) < VILLAGE else _rows_by_month(code, both)
    counts = {inside: one for inside, one in queries.active(code, both, asked.finer).items() if asked.holds(inside)}
    if not asked.has_inside:
        return Reading(asked, months, counts)
    return Reading(
        asked,
        months,
        counts,
        sums.by_area(code, period.months, asked.sums),
        sums.by_area(code, period.before, asked.sums),
        frozenset() if asked.full else sight.hidden_inside(code, asked.periods, asked.scope),
        {inside: area for inside, area in queries.names_inside(code).items() if asked.holds(inside)},
    )


def _rows_by_month(code: str, months: Sequence[int]) -> dict[int, Totals]:
    return queries.by_month_of_rows(queries.reports(code, months))


def _read_as_it_stood(asked: Asked, moment: datetime, months: Sequence[int]) -> Reading:
    """The same numbers as they stood at a moment, from the reports and what replaced ones said."""
    found = queries.as_it_stood(asked.code, months, moment, asked.finer)
    by_month = {month: reduce(add, _gathered(found, [month]).values()) for month in {month for _, month in found}}
    counts = queries.active(asked.code, months, asked.finer)
    if not asked.has_inside:
        return Reading(asked, by_month, counts)
    now, before = (_gathered(found, wanted) for wanted in asked.periods)
    return Reading(asked, by_month, counts, now, before, names=queries.names_inside(asked.code))


def _gathered(found: dict[tuple[str, int], Totals], months: Iterable[int]) -> dict[str, Totals]:
    """Sums by area inside over some months."""
    chosen = set(months)
    totals: dict[str, Totals] = {}
    for (inside, month), one in found.items():
        if month in chosen:
            totals[inside] = totals.get(inside, sums.NOTHING) + one
    return totals
