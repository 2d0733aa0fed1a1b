"""What the pages of figures read: sums of areas, reports due, single producers by prefix, and what may be shown."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, chain
from typing import Any

from django.core.cache import cache
from django.db import connection, models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Substr

from withi.faces.figures.rules import YEAR_BACK, Maker, Period, Supported
from withi.ground.places.models import Boundary
from withi.ground.web import answered, reading
from withi.kit.codes import REGION_DIGITS, Region, prefix_range
from withi.kit.evenness import Evenness, evenness
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import Status, shares_of
from withi.work.figures import queries as sums
from withi.work.figures.queries import Filters, Totals
from withi.work.figures.rules import CHANNELS, PROVINCE
from withi.work.income.models import IncomeMonth, IncomeRevision
from withi.work.income.rules import State
from withi.work.support import queries as support

KEPT_SECONDS = 600
"""How long what is read from all of the nation is remembered."""
TOLD = (State.REPORTED, State.REPEATED, State.ZERO)
"""Reports that people gave themselves; an officer's estimate is none."""
TOLD_VALUES = tuple(state.value for state in TOLD)
ACTIVE = """
select inside, month, sum(step) from (
  select substr(producer.area_code, 1, %s) as inside, {month} as month,
    case when told.status = 'active' then 1 else 0 end
    - coalesce(lag(case when told.status = 'active' then 1 else 0 end)
        over (partition by told.producer_id order by told.since, told.id), 0) as step
  from producers_status told join producers_producer producer on producer.id = told.producer_id
  where producer.area_code >= %s and producer.area_code < %s
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
    steps: dict[str, dict[int, int]] = defaultdict(dict)
    for inside, month, step in answered.rows(ACTIVE.format(month=MONTH[connection.vendor]), [finer, low, high]):
        steps[inside][month] = int(step)
    return {inside: _running(by_month, months) for inside, by_month in steps.items()}


def _running(steps: dict[int, int], months: Sequence[int]) -> dict[int, int]:
    begun = sorted(steps)
    sums = [0, *accumulate(steps[month] for month in begun)]
    return {month: sums[bisect_right(begun, month)] for month in months}


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
select sold.total, sold.place, coalesce(producer.people, 1), producer.shares from (
  select producer_id, sum(total) as total, max(area_code) as place from income_month
  where month in ({months}) and area_code >= %s and area_code < %s and state in ({states}) group by producer_id
) sold join producers_producer producer on producer.id = sold.producer_id
"""


def makers(area: str, months: Iterable[int]) -> list[Maker]:
    """What each producer sold that reported itself in these months; estimates are left out.

    Plain SQL: reports are summed first and joined then, which halves the time.
    """
    wanted = list(months)
    statement = MAKERS.format(months=reading.marks(wanted), states=reading.marks(TOLD))
    return [
        Maker(int(sold), people or 1, where, shares_of(shares) if shares else ())
        for sold, where, people, shares in answered.rows(statement, [*wanted, *prefix_range(area), *TOLD_VALUES])
    ]


SOLD = """
select sum(total) from income_month
where month in ({months}) and area_code >= %s and area_code < %s and state in ({states}) group by producer_id
"""


def sold_by_each(area: str, months: Sequence[int]) -> list[int]:
    """What each producer sold that reported itself in these months."""
    statement = SOLD.format(months=reading.marks(months), states=reading.marks(TOLD))
    return [int(sold) for (sold,) in answered.rows(statement, [*months, *prefix_range(area), *TOLD_VALUES])]


def evenness_before(area: str, months: Sequence[int]) -> Evenness | None:
    """How even the same months of the year before were over producers. A province's is remembered for ten minutes: its
    reports of a year are some fifteen thousand, and a year that is over hardly changes."""
    if len(area) > PROVINCE:
        return evenness(sold_by_each(area, months))
    key = f"figures.evenness.{area}.{months[0]}.{months[-1]}.{len(months)}"
    kept: tuple[Evenness | None] | None = cache.get(key)
    if kept is None:
        kept = (evenness(sold_by_each(area, months)),)
        cache.set(key, kept, KEPT_SECONDS)
    return kept[0]


MATCHED = """
select coalesce(sum(later.total), 0), coalesce(sum(earlier.total), 0)
from income_month later join income_month earlier
  on earlier.producer_id = later.producer_id and earlier.month = later.month + %s
where later.month in ({months}) and later.area_code >= %s and later.area_code < %s and later.state in ({states})
  and earlier.area_code >= %s and earlier.area_code < %s and earlier.state in ({states})
"""


def matched(area: str, months: Sequence[int]) -> tuple[int, int]:
    """What producers sold who reported a month in both years: in these months, and in those a year before."""
    inside = prefix_range(area)
    statement = MATCHED.format(months=reading.marks(months), states=reading.marks(TOLD))
    [(now, before)] = answered.rows(statement, [YEAR_BACK, *months, *inside, *TOLD_VALUES, *inside, *TOLD_VALUES])
    return int(now), int(before)


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


HOMES = """
select community.id, community.name_th, community.name_en, told.paid, told.homes from (
  select community_id, sum(paid) as paid, sum(households) as homes from income_tourism
  where month in ({months}) and area_code >= %s and area_code < %s and paid is not null and households > 0
  group by community_id
) told join villages_community community on community.id = told.community_id order by community.id
"""


def homes(area: str, months: Iterable[int]) -> list[Homes]:
    """Communities of an area that said what they paid and to how many households, where both were said in a month."""
    wanted = list(months)
    found = answered.rows(HOMES.format(months=reading.marks(wanted)), [*wanted, *prefix_range(area)])
    return [Homes(pk, th, en, int(paid), int(homes)) for pk, th, en, paid, homes in found]


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


GUESTS = """
select coalesce(sum(total), 0), coalesce(sum(shared), 0), count(*), coalesce(sum(silent), 0),
  coalesce(sum(silent * (coalesce(food, 0) + coalesce(goods, 0))), 0),
  coalesce(sum(spread * paid), 0), coalesce(sum(spread * households), 0)
from (
  select total, shared, food, goods, paid, households, case when shared is null then 1 else 0 end as silent,
    case when paid is not null and households > 0 then 1 else 0 end as spread
  from income_tourism where month in ({months}) and ({inside})
) told
"""


def guests(area: str, months: Iterable[int], region: Region | None = None) -> Guests:
    """Tourism income of an area, or of a region, in some months, for the line that shows it beside sales. One query."""
    wanted = list(months)
    ranges = [prefix_range(digits) for digits in (REGION_DIGITS[region] if region else (area,))]
    inside = " or ".join(["(area_code >= %s and area_code < %s)"] * len(ranges))
    [found] = answered.rows(GUESTS.format(months=reading.marks(wanted), inside=inside), [*wanted, *chain(*ranges)])
    return Guests(*map(int, found))


# --- names and shapes ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """What an area is called."""

    name_th: str
    name_en: str


NAMED = """
select code, name_th, name_en from places_area
where {level} = %s and code >= %s and code < %s and not is_abolished order by sort_key, code
"""
OF_LEVEL = {True: "+level", False: "level"}
"""Inside an area, plus: by the range of codes. A level's index would be read in its order, all tambons of the nation
for a dozen. In the nation by the level: all codes would be read for its provinces."""


def names_inside(area: str) -> dict[str, Named]:
    """Areas right inside one by code, in Thai order; abolished ones are left out."""
    found = answered.rows(NAMED.format(level=OF_LEVEL[bool(area)]), [len(area) + 2, *prefix_range(area)])
    return {code: Named(th, en) for code, th, en in found}


DRAWN = """
select code, view, drawn, label_x, label_y, credit from places_boundary
where level = %s and code >= %s and code < %s and drawn <> ''
"""


def boundaries_inside(area: str) -> list[Boundary]:
    """The drawn areas right inside one; none where no boundaries are loaded."""
    names = ("code", "view", "drawn", "label_x", "label_y", "credit")
    found = answered.rows(DRAWN, [len(area) + 2, *prefix_range(area)])
    return [Boundary(**dict(zip(names, values, strict=True))) for values in found]


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
