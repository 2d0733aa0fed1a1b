"""Reading sums: an area's months, and the areas inside it. Never a row of a report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models import F, Sum
from django.db.models.functions import Substr

from withi.kit.codes import prefix_range
from withi.work.figures.models import FigureMonth, FigureYear
from withi.work.figures.rules import CHANNELS, DISTRICT, LEAF, MEASURES, PROVINCE, Amounts


@dataclass(frozen=True, slots=True)
class Filters:
    """What a sum is narrowed by; empty values narrow nothing."""

    kind: str = ""
    product_type: str = ""

    @property
    def any(self) -> bool:
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
    """An area's months; a month that nobody reported is not in it. "" is the nation, eight digits are refused."""
    rows = _rows(area, months, filters, finest=len(area) or PROVINCE)
    return {
        month: Totals(tuple(amounts))
        for month, *amounts in rows.values("month").annotate(**_sums()).values_list("month", *_names())
    }


def by_area(area: str, months: Iterable[int], filters: Filters = ALL) -> dict[str, Totals]:
    """The areas right inside one: provinces, districts or tambons; what is known no finer stands under its own code."""
    finer = len(area) + 2
    rows = _rows(area, months, filters, finest=finer).annotate(inside=Substr("area_code", 1, finer))
    found = rows.values("inside").annotate(**_sums()).values_list("inside", *_names())
    return {code: Totals(tuple(amounts)) for code, *amounts in found}


def by_kind(area: str, months: Iterable[int]) -> dict[tuple[str, str], Totals]:
    """An area's sums by kind of producer and product type ("" is not split by product)."""
    rows = _rows(area, months, ALL, finest=max(len(area), DISTRICT))
    found = rows.values("kind", "product_type").annotate(**_sums()).values_list("kind", "product_type", *_names())
    return {(kind, product_type): Totals(tuple(amounts)) for kind, product_type, *amounts in found}


def published(area: str) -> models.QuerySet[FigureYear]:
    """Published figures of an area and what lies in it, the oldest first."""
    low, high = prefix_range(area)
    return FigureYear.objects.filter(area_code__gte=low, area_code__lt=high).order_by(
        "first_month", "area_code", "name_th"
    )


def latest_month() -> int | None:
    """The last month that somebody reported."""
    last: int | None = FigureMonth.objects.filter(level=PROVINCE).aggregate(last=models.Max("month"))["last"]
    return last


def _rows(area: str, months: Iterable[int], filters: Filters, *, finest: int) -> models.QuerySet[FigureMonth]:
    """The coarsest rows that tell areas of `finest` digits apart and know what is filtered."""
    level = LEAF if finest > DISTRICT else DISTRICT if finest > PROVINCE or filters.any else PROVINCE
    low, high = prefix_range(area)
    rows = FigureMonth.objects.filter(level=level, month__in=list(months), area_code__gte=low, area_code__lt=high)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.product_type:
        rows = rows.filter(product_type=filters.product_type)
    return rows


def _sums() -> dict[str, Sum]:
    return {f"sum_{name}": Sum(F(name)) for name in MEASURES}


def _names() -> Sequence[str]:
    return [f"sum_{name}" for name in MEASURES]
