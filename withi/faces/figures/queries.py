"""What the pages of figures read: sums of areas, reports due, single producers by prefix, and what may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import connection, models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Substr

from withi.faces.figures.rules import YEAR_BACK, Maker, Period, Supported
from withi.ground.places.models import Area, Boundary
from withi.kit.codes import REGION_DIGITS, Region, prefix_range
from withi.kit.evenness import Evenness, evenness
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import Status
from withi.work.figures import queries as sums
from withi.work.figures.queries import Filters, Totals
from withi.work.figures.rules import CHANNELS, LEAF
from withi.work.income.models import IncomeMonth, IncomeRevision, IncomeTourism
from withi.work.income.rules import State
from withi.work.support import queries as support

KEPT_SECONDS = 600
"""How long what is read from all of the nation is remembered."""
TOLD = (State.REPORTED, State.REPEATED, State.ZERO)
"""Reports that people gave themselves; an officer's estimate is none."""
ACTIVE = """
select inside, month, sum(step) from (
  select substr(producer.area_code, 1, %s) as inside, since.month as month, since.step as step
  from (
    select producer_id, {month} as month,
      case when status = 'active' then 1 else 0 end
      - coalesce(lag(case when status = 'active' then 1 else 0 end)
          over (partition by producer_id order by since, id), 0) as step
    from producers_status
    where producer_id in (select id from producers_producer where area_code >= %s and area_code < %s)
  ) since join producers_producer producer on producer.id = since.producer_id
) steps where step <> 0 group by inside, month
"""
MONTH = {
    "sqlite": "cast(strftime('%%Y%%m', since) as integer)",
    "postgresql": "cast(to_char(since, 'YYYYMM') as integer)",
}


def active(area: str, months: Sequence[int], finer: int) -> dict[str, dict[int, int]]:
    """Producers active on the last day of each month, in each area of `finer` digits inside one. One query.

    A status that begins within a month counts for its last day, unless another follows in the same month. The
    nation's are remembered for ten minutes, since all statuses are read for them.
    """
    if area:
        return _active(area, months, finer)
    key = f"figures.active.{months[0]}.{months[-1]}.{len(months)}.{finer}"
    kept: dict[str, dict[int, int]] | None = cache.get(key)
    if kept is None:
        kept = _active(area, months, finer)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _active(area: str, months: Sequence[int], finer: int) -> dict[str, dict[int, int]]:
    low, high = prefix_range(area)
    with connection.cursor() as cursor:
        cursor.execute(ACTIVE.format(month=MONTH[connection.vendor]), [finer, low, high])
        steps: dict[str, dict[int, int]] = defaultdict(dict)
        for inside, month, step in cursor.fetchall():
            steps[inside][month] = int(step)
    return {inside: _running(by_month, months) for inside, by_month in steps.items()}


def _running(steps: dict[int, int], months: Sequence[int]) -> dict[int, int]:
    return {month: sum(step for began, step in steps.items() if began <= month) for month in months}


def due(counts: dict[str, dict[int, int]], months: Iterable[int], inside: str | None = None) -> int:
    """Reports due in some months: one for each active producer and month."""
    chosen = counts.values() if inside is None else [counts.get(inside, {})]
    wanted = set(months)
    return sum(count for by_month in chosen for month, count in by_month.items() if month in wanted)


# --- single producers, for whom they are meant ----------------------------------------------------


def reports(area: str, months: Iterable[int]) -> models.QuerySet[IncomeMonth]:
    """Reports of an area by prefix, in the area they had then."""
    low, high = prefix_range(area)
    return IncomeMonth.objects.filter(month__in=list(months), area_code__gte=low, area_code__lt=high)


MAKERS = """
select sold.total, sold.place, coalesce(producer.people, 1) from (
  select producer_id, sum(total) as total, max(area_code) as place from income_month
  where month in ({months}) and area_code >= %s and area_code < %s and state in ({states}) group by producer_id
) sold join producers_producer producer on producer.id = sold.producer_id
"""


def makers(area: str, months: Iterable[int]) -> list[Maker]:
    """What each producer sold that reported itself in these months; estimates are left out.

    Plain SQL: reports are summed first and joined then, which halves the time.
    """
    wanted = list(months)
    statement = MAKERS.format(months=_marks(wanted), states=_marks(TOLD))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*wanted, *prefix_range(area), *(state.value for state in TOLD)])
        return [Maker(int(sold), people or 1, where[:LEAF]) for sold, where, people in cursor.fetchall()]


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def evenness_before(area: str, months: Sequence[int]) -> Evenness | None:
    """How even the same months of the year before were over producers. Remembered for ten minutes: a province's reports
    of a year are some fifteen thousand, and a year that is over hardly changes."""
    key = f"figures.evenness.{area}.{months[0]}.{months[-1]}.{len(months)}"
    kept: tuple[Evenness | None] | None = cache.get(key)
    if kept is None:
        kept = (evenness(maker.satang for maker in makers(area, months)),)
        cache.set(key, kept, KEPT_SECONDS)
    return kept[0]


def matched(area: str, months: Sequence[int]) -> tuple[int, int]:
    """What producers sold who reported a month in both years: in these months, and in those a year before."""
    earlier = {
        (producer, month - YEAR_BACK): total
        for producer, month, total in reports(area, [month + YEAR_BACK for month in months])
        .filter(state__in=TOLD)
        .values_list("producer_id", "month", "total")
    }
    now = before = 0
    for producer, month, total in (
        reports(area, months).filter(state__in=TOLD).values_list("producer_id", "month", "total")
    ):
        if (producer, month) in earlier:
            now, before = now + total, before + earlier[producer, month]
    return now, before


@dataclass(frozen=True, slots=True)
class Seller:
    """One producer in the table of a tambon or village."""

    pk: int
    name: str
    total: int
    in_village: int
    before: int
    come: int


def sellers(area: str, period: Period) -> list[Seller]:
    """Producers of a small area with what they sold, the best first; those with no report stand at the end."""
    low, high = prefix_range(area)
    now = _by_producer(area, period.months)
    before = _by_producer(area, period.before)
    registered = dict(
        Producer.objects.filter(Q(area_code__gte=low, area_code__lt=high) | Q(pk__in=now.keys())).values_list(
            "pk", "name_th"
        )
    )
    lines = [
        Seller(pk, name, *now.get(pk, (0, 0, 0))[:2], before.get(pk, (0, 0, 0))[0], now.get(pk, (0, 0, 0))[2])
        for pk, name in registered.items()
    ]
    return sorted(lines, key=lambda line: (not line.come, -line.total, line.name))


def _by_producer(area: str, months: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    rows = reports(area, months).values("producer_id")
    found = rows.annotate(sold=Sum("total"), inside=Sum("in_village"), come=Count("pk"))
    return {
        pk: (sold, inside or 0, come)
        for pk, sold, inside, come in found.values_list("producer_id", "sold", "inside", "come")
    }


@dataclass(frozen=True, slots=True)
class Homes:
    """What a community paid its households from guests' money, and in how many household-months."""

    community: int
    name_th: str
    name_en: str
    satang: int
    months: int


def homes(area: str, months: Iterable[int]) -> list[Homes]:
    """Communities of an area that said what they paid and to how many households, where both were said in a month."""
    low, high = prefix_range(area)
    rows = IncomeTourism.objects.filter(month__in=list(months), area_code__gte=low, area_code__lt=high)
    found = (
        rows.filter(paid__isnull=False, households__gt=0)
        .values("community_id", "community__name_th", "community__name_en")
        .annotate(satang=Sum("paid"), months=Sum("households"))
        .order_by("community_id")
    )
    return [Homes(*row) for row in found.values_list(
        "community_id", "community__name_th", "community__name_en", "satang", "months"
    )]  # fmt: skip


def districts(months: Sequence[int], region: Region | None) -> dict[str, int]:
    """What was sold in each district of the nation or of a region that reported; the others are left out.

    Remembered for ten minutes: all districts of a year are some ten thousand sums by kind and product type.
    """
    key = f"figures.districts.{region}.{months[0]}.{months[-1]}.{len(months)}"
    kept: dict[str, int] | None = cache.get(key)
    if kept is None:
        found = sums.by_district(months, Filters(region=region))
        kept = {code: one.total for code, one in found.items() if one.producer_months}
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def by_month_of_rows(rows: models.QuerySet[IncomeMonth]) -> dict[int, Totals]:
    """Sums of single reports in the shape of stored sums: a village's months, a producer's months."""
    found: dict[int, Totals] = {}
    for report in rows.only("month", "state", "total", *CHANNELS):
        found[report.month] = found.get(report.month, sums.NOTHING) + _as_totals(report)
    return found


def _as_totals(report: IncomeMonth | IncomeRevision) -> Totals:
    channels = [getattr(report, channel) or 0 for channel in CHANNELS]
    states = (State.REPORTED, State.REPEATED, State.ESTIMATED)
    amounts = [report.total if report.state == state else 0 for state in states]
    counts = [int(report.state == state) for state in (State.REPORTED, State.REPEATED, State.ZERO, State.ESTIMATED)]
    return Totals((*channels, *amounts, *counts))


def as_it_stood(area: str, months: Iterable[int], moment: datetime, finer: int) -> dict[tuple[str, int], Totals]:
    """Sums by area inside (codes of `finer` digits) and month as they stood at a moment: of the reports that had come
    by then, with what they said then. Read from the rows, so exact for ever."""
    low, high = prefix_range(area)
    inside = Q(month__in=list(months), area_code__gte=low, area_code__lt=high, since__lte=moment)
    found: dict[tuple[str, int], Totals] = {}
    stood: list[IncomeMonth | IncomeRevision] = [
        *IncomeMonth.objects.filter(inside),
        *IncomeRevision.objects.filter(inside, until__gt=moment),
    ]
    for report in stood:
        key = report.area_code[:finer], report.month
        found[key] = found.get(key, sums.NOTHING) + _as_totals(report)
    return found


# --- what stands beside sales ---------------------------------------------------------------------


def supported(area: str, months: Sequence[int]) -> list[Supported]:
    """Producers of an area with how often they were given something and what they sold in some months and in the same
    months a year before, the least supported first. Three queries."""
    low, high = prefix_range(area)
    times = support.times_within(area, Producer.SUBJECT)
    sold = _two_years(area, months)
    rows = Producer.objects.filter(area_code__gte=low, area_code__lt=high, status=Status.ACTIVE.value)
    found = [
        Supported(pk, name, times.get(pk, 0), *sold.get(pk, (0, 0, 0, 0)))
        for pk, name in rows.values_list("pk", "name_th")
    ]
    return sorted(found, key=lambda one: (one.times, -one.satang, one.pk))


def _two_years(area: str, months: Sequence[int]) -> dict[int, tuple[int, int, int, int]]:
    """What each producer sold in these months and a year before, and how many reports each stands on."""
    before = [month + YEAR_BACK for month in months]
    first, last = Q(month__in=before), Q(month__in=list(months))
    rows = reports(area, [*before, *months]).values("producer_id")
    found = rows.annotate(
        now=Sum("total", filter=last), was=Sum("total", filter=first),
        come=Count("pk", filter=last), came=Count("pk", filter=first),
    )  # fmt: skip
    listed = found.values_list("producer_id", "now", "was", "come", "came")
    return {pk: (int(now or 0), int(was or 0), come, came) for pk, now, was, come, came in listed}


@dataclass(frozen=True, slots=True)
class Guests:
    """What communities of an area took in from guests: the sum, what of it producers report too, the part of the
    reports that do not say so, with their food and goods; and what was paid to how many households, month by month,
    where reports say both."""

    satang: int
    shared: int
    reports: int
    unsaid: int
    unsaid_satang: int
    paid: int
    households: int


def guests(area: str, months: Iterable[int], region: Region | None = None) -> Guests:
    """Tourism income of an area, or of a region, in some months, for the line that shows it beside sales. One query."""
    inside = Q()
    for low, high in map(prefix_range, REGION_DIGITS[region] if region else [area]):
        inside |= Q(area_code__gte=low, area_code__lt=high)
    rows = IncomeTourism.objects.filter(inside, month__in=list(months))
    silent, both = Q(shared=None), Q(paid__isnull=False, households__gt=0)
    found = rows.aggregate(
        satang=Sum("total"), taken_out=Sum("shared"), reports=Count("pk"), unsaid=Count("pk", filter=silent),
        eaten=Sum("food", filter=silent), bought=Sum("goods", filter=silent),
        paid_out=Sum("paid", filter=both), homes=Sum("households", filter=both),
    )  # fmt: skip
    unsaid = int(found["eaten"] or 0) + int(found["bought"] or 0)
    return Guests(
        int(found["satang"] or 0), int(found["taken_out"] or 0), found["reports"], found["unsaid"], unsaid,
        int(found["paid_out"] or 0), found["homes"] or 0,
    )  # fmt: skip


# --- names and shapes ----------------------------------------------------------------------------


def names_inside(area: str) -> dict[str, Area]:
    """Areas right inside one by code, in Thai order."""
    low, high = prefix_range(area)
    rows = Area.objects.current().filter(level=len(area) + 2, code__gte=low, code__lt=high)
    return {row.code: row for row in rows.order_by("sort_key", "code")}


def boundaries_inside(area: str) -> list[Boundary]:
    """The drawn areas right inside one; none where no boundaries are loaded."""
    low, high = prefix_range(area)
    rows = Boundary.objects.filter(level=len(area) + 2, code__gte=low, code__lt=high).exclude(drawn="")
    return list(rows.defer("body"))


def registered(area: str) -> int:
    """Producers in the register of an area today."""
    low, high = prefix_range(area)
    return Producer.objects.filter(area_code__gte=low, area_code__lt=high).count()


def villages_of(area: str, months: Iterable[int]) -> dict[str, Any]:
    """A tambon's villages with what their producers sold, by code."""
    rows = reports(area, months).annotate(inside=Substr("area_code", 1, 8)).values("inside")
    found = rows.annotate(
        sold=Sum("total"), in_place=Sum("in_village"), come=Count("pk"), who=Count("producer", distinct=True)
    )
    return {row["inside"]: row for row in found.order_by(F("inside"))}
