"""Reading sums: an area's months, and the areas inside it. Never a row of a report."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models

from withi.ground.web import answered, reading
from withi.kit.codes import REGION_DIGITS, Region, prefix_range
from withi.work.figures.models import FigureComparator, FigureMonth, FigureYear
from withi.work.figures.rules import CHANNELS, DISTRICT, LEAF, MEASURES, PROVINCE, Amounts

SUMS: Final = ", ".join(f"sum({name})" for name in MEASURES)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a sum is narrowed by; empty values narrow nothing. A region narrows the nation, which it is a part of."""

    kind: str = ""
    product_type: str = ""
    region: Region | None = None

    @property
    def any(self) -> bool:
        """Whether whose sales, or of what, is narrowed: then nobody knows how many reports are due."""
        return bool(self.kind or self.product_type)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of MEASURES: satang by channel and by state, and producer-months by state."""

    amounts: Amounts = field(default=(0,) * len(MEASURES))

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(tuple(one + two for one, two in zip(self.amounts, other.amounts, strict=True)))

    def __getattr__(self, name: str) -> int:
        try:
            return self.amounts[MEASURES.index(name)]
        except ValueError:
            raise AttributeError(name) from None

    @property
    def total(self) -> int:
        return sum(self.amounts[: len(CHANNELS)])

    @property
    def producer_months(self) -> int:
        """Reports of every state, estimates among them."""
        return sum(self.amounts[-4:])


NOTHING = Totals()
ALL = Filters()


def by_month(area: str, months: Iterable[int], filters: Filters = ALL) -> dict[int, Totals]:
    """An area's months, six digits at most; a month that nobody reported is not in it. "" is the nation."""
    found = _summed("month", area, months, filters, finest=len(area) or PROVINCE)
    return {month: Totals(tuple(map(int, amounts))) for month, *amounts in found}


def by_area(area: str, months: Iterable[int], filters: Filters = ALL) -> dict[str, Totals]:
    """The areas right inside one: provinces, districts or tambons; what is known no finer stands under its own code."""
    finer = len(area) + 2
    found = _summed(f"substr(area_code, 1, {finer})", area, months, filters, finest=finer)
    return {code: Totals(tuple(map(int, amounts))) for code, *amounts in found}


def by_district(months: Iterable[int], filters: Filters = ALL) -> dict[str, Totals]:
    """All districts of the nation or of the filters' region; what is known no finer than its province is left out."""
    found = _summed("area_code", "", months, filters, finest=DISTRICT)
    return {code: Totals(tuple(map(int, amounts))) for code, *amounts in found if len(code) == DISTRICT}


def by_kind(area: str, months: Iterable[int], filters: Filters = ALL) -> dict[tuple[str, str], Totals]:
    """An area's sums by kind of producer and product type ("" is not split by product)."""
    found = _summed("kind, product_type", area, months, filters, finest=max(len(area), DISTRICT))
    return {(kind, made): Totals(tuple(map(int, amounts))) for kind, made, *amounts in found}


BOUNDS: Final = """
select inside, max(come), sum(total), sum(most) from (
  select inside, month, sum(come) as come, sum(total) as total, max(total) as most from (
    select substr(area_code, 1, %s) as inside, area_code, month,
      sum(reports + repeats + zeros + estimates) as come, sum(in_village + outside + online + fair) as total
    from figures_month where level = %s and month in ({months}) and area_code >= %s and area_code < %s
    group by area_code, month
  ) parts group by inside, month
) months group by inside
"""


def bounds(area: str, months: Iterable[int]) -> dict[str, tuple[int, int, int]]:
    """Of each area right inside the nation or a province: how many reported at least, what they sold, and what one of
    them can have sold at most (in each month all of the best area inside it). One statement."""
    finer, wanted = len(area) + 2, list(months)
    statement = BOUNDS.format(months=reading.marks(wanted))
    found = answered.rows(statement, [finer, DISTRICT if finer < DISTRICT else LEAF, *wanted, *prefix_range(area)])
    return {code: (int(come), int(total), int(most)) for code, come, total, most in found}


def published(area: str) -> models.QuerySet[FigureYear]:
    """Published figures of an area and what lies in it, the oldest first."""
    low, high = prefix_range(area)
    return FigureYear.objects.filter(area_code__gte=low, area_code__lt=high).order_by(
        "first_month", "area_code", "name_th"
    )


def has_published(area: str) -> bool:
    """Whether somebody published figures of an area or of what lies in it. One query."""
    statement = "select 1 from figures_year where area_code >= %s and area_code < %s limit 1"
    return bool(answered.rows(statement, prefix_range(area)))


COMPARATORS: Final = """
select id, area_code, name_th, name_en, year, gini, source, source_en, as_of, is_demo from figures_comparator
where area_code in (%s, %s) and year <= %s order by area_code desc, name_th, year
"""


def comparators(area: str, year: int) -> list[FigureComparator]:
    """What others measured of the province of an area and of the nation: of each the latest up to a year (BE), the
    nearest area first. One query."""
    found = answered.rows(COMPARATORS, ["", area[:PROVINCE], year])
    rows = (
        FigureComparator(
            id=pk,
            area_code=code,
            name_th=name,
            name_en=english,
            year=of,
            gini=gini,
            source=source,
            source_en=source_en,
            as_of=reading.day_of(day),
            is_demo=bool(is_demo),
        )
        for pk, code, name, english, of, gini, source, source_en, day, is_demo in found
    )
    latest = {(row.area_code, row.name_th): row for row in rows}
    return list(latest.values())


def latest_month() -> int | None:
    """The last month that somebody reported."""
    last: int | None = FigureMonth.objects.filter(level=PROVINCE).aggregate(last=models.Max("month"))["last"]
    return last


def _summed(by: str, area: str, months: Iterable[int], filters: Filters, *, finest: int) -> list[tuple[Any, ...]]:
    """Sums of the coarsest rows that tell areas of `finest` digits apart and know what is filtered.

    Plain SQL: making ready a statement of eleven sums takes the ORM five times as long as the database needs for it.
    """
    level = LEAF if finest > DISTRICT else DISTRICT if finest > PROVINCE or filters.any else PROVINCE
    wanted = list(months)
    marks = reading.marks(wanted)
    narrowed = [(name, value) for name in ("kind", "product_type") if (value := getattr(filters, name))]
    also = "".join(f" and {name} = %s" for name, _ in narrowed)
    if filters.region:
        digits = REGION_DIGITS[filters.region]
        also += f" and substr(area_code, 1, 1) in ({reading.marks(digits)})"
        narrowed += [("region", digit) for digit in digits]
    statement = (
        f"select {by}, {SUMS} from figures_month where level = %s and month in ({marks}) "  # noqa: S608
        f"and area_code >= %s and area_code < %s{also} group by {by}"
    )
    return answered.rows(statement, [level, *wanted, *prefix_range(area), *(value for _, value in narrowed)])
