"""What was reported, what is known beside it, and what an officer's lists show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from withi.ground.people.rules import PROVINCE_DIGITS, Ability, Scope
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.kit import era
from withi.kit.codes import prefix_range
from withi.kit.money import format_baht
from withi.registers.producers.models import Producer, ProducerStatus
from withi.registers.producers.rules import Status
from withi.registers.products.models import Product
from withi.registers.villages.models import Community
from withi.work.income import rules
from withi.work.income.models import (
    CHANNEL_NAMES,
    STATE_NAMES,
    IncomeClose,
    IncomeCutoff,
    IncomeMonth,
    IncomeRevision,
    IncomeTarget,
    IncomeTourism,
    IncomeTourismRevision,
    SalesFacts,
)
from withi.work.income.rules import CHANNELS, Close, Known, State

AMOUNTS = tuple(channel.value for channel in CHANNELS)
Sent = dict[UUID, tuple[int, str, int]]


# --- beside a report -----------------------------------------------------------------------------


def sent_before(keys: Iterable[UUID]) -> Sent:
    """Producer, digest and total of what came with these ids, whether it still stands or was replaced."""
    return _sent(keys, "producer_id", IncomeMonth, IncomeRevision)


def tourism_before(keys: Iterable[UUID]) -> Sent:
    """The same for communities."""
    return _sent(keys, "community_id", IncomeTourism, IncomeTourismRevision)


def _sent(keys: Iterable[UUID], whose: str, *tables: Any) -> Sent:
    wanted, found = list(keys), Sent()
    if wanted:
        for table in tables:
            rows = table.objects.filter(key__in=wanted).values_list("key", whose, "digest", "total")
            found |= {key: (pk, digest, total) for key, pk, digest, total in rows}
    return found


def row_sent(key: UUID | None) -> SalesFacts | None:
    """The report that came with this id, whether it still stands or was replaced."""
    if key is None:
        return None
    return IncomeMonth.objects.filter(key=key).first() or IncomeRevision.objects.filter(key=key).first()


def known(month: int, producers: Iterable[int]) -> dict[int, Known]:
    """The month before and the same month of the year before, of each producer. One query."""
    ids, before, year_before = list(producers), era.month_shifted(month, -1), era.month_shifted(month, -12)
    rows = IncomeMonth.objects.filter(producer_id__in=ids, month__in=(before, year_before))
    amounts: dict[int, tuple[int | None, ...]] = {}
    totals: dict[int, int] = {}
    for pk, its_month, total, *said in rows.values_list("producer_id", "month", "total", *AMOUNTS):
        if its_month == before:
            amounts[pk] = tuple(said)
        else:
            totals[pk] = total
    nothing = Known().before
    return {pk: Known(amounts.get(pk, nothing), totals.get(pk)) for pk in ids}


def last_revisions(month: int, producers: Iterable[int]) -> dict[int, int]:
    """The last revision that each producer's month ever had among those replaced; a row taken back goes on from it."""
    rows = IncomeRevision.objects.filter(month=month, producer_id__in=list(producers))
    return dict(rows.values_list("producer_id").annotate(last=models.Max("revision")))


def parts_of(row: IncomeMonth) -> list[tuple[int, str, int]]:
    """What stands of each product: (product, channel, satang), sorted. The lines are prefetched."""
    return sorted((line.product_id, line.channel, line.amount) for line in row.lines.all())


def amounts_of(row: IncomeMonth) -> tuple[int | None, ...]:
    """Satang in the order of CHANNELS, None where nothing was reported."""
    return tuple(getattr(row, name) for name in AMOUNTS)


def kept_parts(row: IncomeMonth | None, amounts: Iterable[int | None]) -> tuple[rules.Part, ...]:
    """What products brought stays, in every channel that still holds it."""
    if row is None:
        return ()
    parts = [rules.Part(line.product_id, line.channel, line.amount) for line in row.lines.all()]
    whole = dict(zip(AMOUNTS, amounts, strict=True))
    held = {
        name for name in AMOUNTS if sum(part.amount for part in parts if part.channel == name) <= (whole[name] or 0)
    }
    return tuple(part for part in parts if part.channel in held)


def month_of(producer_id: int, month: int) -> IncomeMonth | None:
    """The report that stands; None where the month is not reported. Two queries."""
    return IncomeMonth.objects.filter(producer_id=producer_id, month=month).prefetch_related("lines").first()


def as_it_stood(producer_id: int, at: Any) -> dict[int, Any]:
    """A producer's months as they stood at a moment: the figures in force then, by month. Two queries."""
    began = Q(producer_id=producer_id, since__lte=at)
    rows: dict[int, Any] = {row.month: row for row in IncomeMonth.objects.filter(began)}
    return rows | {row.month: row for row in IncomeRevision.objects.filter(began, until__gt=at)}


def revisions_of(producer_id: int, month: int) -> list[IncomeRevision]:
    """What was replaced, the latest first."""
    rows = IncomeRevision.objects.filter(producer_id=producer_id, month=month).select_related("entered_by")
    return list(rows.order_by("-revision"))


def close_of(area_code: str, month: int) -> Close:
    """How far the tambon's month has come; without a row it is open."""
    state = IncomeClose.objects.filter(month=month, area_code=rules.tambon_of(area_code)).values_list(
        "state", flat=True
    )
    return Close(next(iter(state), Close.OPEN))


def close_row(area_code: str, month: int) -> IncomeClose | None:
    """The same with who did what."""
    rows = IncomeClose.objects.filter(month=month, area_code=rules.tambon_of(area_code))
    return rows.select_related("submitted_by", "approved_by").first()


def cutoff(month: int, area_code: str) -> date | None:
    """Until when an area reports a month, by the rule in force for it: its province's own, else the nation's; None
    where there is none."""
    own = IncomeCutoff.objects.filter(valid_from__lte=month, area_code__in=("", area_code[:PROVINCE_DIGITS]))
    day = own.order_by("-area_code", "-valid_from").values_list("day", flat=True).first()
    return rules.last_day(month, day) if day else None


def cutoffs(scope: Scope) -> list[IncomeCutoff]:
    """The dated days that hold in a person's areas, the nation's first, the latest first."""
    mine = {area[:PROVINCE_DIGITS] for area in scope.areas(Ability.PERSONAL)}
    rows = IncomeCutoff.objects.order_by("area_code", "-valid_from")
    return [row for row in rows if "" in mine or row.area_code in {"", *mine}]


def products_of(producer_id: int) -> list[tuple[int, str]]:
    """The producer's products, in Thai order."""
    rows = Product.objects.filter(producer_id=producer_id).order_by("sort_key", "pk")
    return list(rows.values_list("pk", "name_th"))


def number_of(row: Any, number: str) -> str:
    """The receipt number: year and month, the producer's number, and which correction it is."""
    year = row.month // 100 + era.BE_OFFSET
    revised = f"-{row.revision}" if row.revision > 1 else ""
    return f"{year % 100:02d}{row.month % 100:02d}-{number}{revised}"


# --- words ---------------------------------------------------------------------------------------


def baht(amount: int | None) -> str:
    """An amount as people read it; nothing sold and nothing reported are words."""
    if amount is None:
        return _("not reported")
    return format_baht(amount, lang=language()) if amount else _("nothing sold")


def state_label(state: str) -> str:
    return str(dict(STATE_NAMES)[state]) if state else _("not reported")


def channel_label(channel: str) -> str:
    return str(dict(CHANNEL_NAMES)[channel])


@dataclass(frozen=True)
class MonthLine:
    """A month of a producer as its list shows it."""

    month: int
    label: str
    total: str
    state: str
    word: str


def months_of(producer_id: int, today: date, count: int = 13) -> list[MonthLine]:
    """The last months of a producer, the latest first; a month that is not reported says so. One query."""
    first = rules.due_month(today)
    months = [era.month_shifted(first, -back) for back in range(count)]
    stored = {row.month: row for row in IncomeMonth.objects.filter(producer_id=producer_id, month__in=months)}
    return [_month_line(month, stored.get(month)) for month in months]


def _month_line(month: int, row: IncomeMonth | None) -> MonthLine:
    label = era.month_label(month, language(), "long")
    if row is None:
        return MonthLine(month, label, "–", "", state_label(""))
    return MonthLine(month, label, format_baht(row.total, lang=language()), row.state, state_label(row.state))


def countable(scope: Scope, today: date) -> "dict[str, models.QuerySet[Any]]":
    """For a first page: who has not reported the month that is due (`missing_of`).

    An officer's producers, a producer's own row, a community editor's community.
    """
    due = rules.due_month(today)
    if not scope.areas(Ability.PERSONAL) and scope.subjects(Ability.PERSONAL, Community.SUBJECT):
        communities = Community.objects.in_scope(scope, Ability.PERSONAL)
        told = IncomeTourism.objects.filter(community=OuterRef("pk"), month=due)
        return {"income_missing": communities.filter(~models.Exists(told))}
    producers = Producer.objects.in_scope(scope, Ability.PERSONAL).filter(status=Status.ACTIVE)
    if scope.is_national(Ability.PERSONAL):  # two counts, no look at each of a hundred thousand
        senders = IncomeMonth.objects.filter(month=due).values("producer_id")
        return {"income_active": producers, "income_told": producers.filter(pk__in=senders)}
    reported = IncomeMonth.objects.filter(producer=OuterRef("pk"), month=due)
    if connection.vendor == "postgresql":
        # there a look-up costs more than to read the reports of one's areas in one run and look up only the others
        producers = producers.exclude(
            pk__in=IncomeMonth.objects.filter(_inside(scope), month=due).values("producer_id")
        )
    return {"income_missing": producers.filter(~models.Exists(reported))}


def missing_of(figures: Mapping[str, int]) -> int:
    """How many reports of the month that is due are missing, from the figures of `countable`."""
    if "income_active" in figures:
        return figures["income_active"] - figures["income_told"]
    return figures["income_missing"]


def _inside(scope: Scope) -> Q:
    """What lies in the areas whose figures a person sees."""
    near = Q(pk__in=())
    for low, high in scope.ranges(Ability.PERSONAL):
        near |= Q(area_code__gte=low, area_code__lt=high)
    return near


# --- an officer's month --------------------------------------------------------------------------


def in_area(code: str) -> Q:
    low, high = prefix_range(code)
    return Q(area_code__gte=low, area_code__lt=high)


def active_on(day: date) -> "models.QuerySet[Producer]":
    """Producers that were active on a day, by their dated status."""
    dated = ProducerStatus.objects.filter(producer=OuterRef("pk"), since__lte=day).order_by("-since", "-pk")
    return Producer.objects.annotate(then=Subquery(dated.values("status")[:1])).filter(then=Status.ACTIVE.value)


@dataclass
class TambonLine:
    """A tambon's month in an overview: how many of its producers said what, and how far the month has come."""

    code: str
    name: str = ""
    producers: int = 0
    reported: int = 0
    repeated: int = 0
    zero: int = 0
    estimated: int = 0
    satang: int = 0
    close: Close = Close.OPEN
    word: str = ""
    url: str = ""

    @property
    def said(self) -> int:
        return self.reported + self.repeated + self.zero + self.estimated

    @property
    def missing(self) -> int:
        return max(self.producers - self.said, 0)

    @property
    def total(self) -> str:
        return format_baht(self.satang, decimals="never", lang=language())


def tambons(code: str, month: int) -> list[TambonLine]:
    """The tambons of an area with what was reported; those with the most missing first. Four queries."""
    found: dict[str, TambonLine] = {}
    for area, count in _by_tambon(active_on(era.month_end(month)).filter(in_area(code))):
        found.setdefault(area, TambonLine(area)).producers += count
    rows = IncomeMonth.objects.filter(in_area(code), month=month).order_by()
    counted = rows.values_list("area_code", "state").annotate(count=models.Count("pk"), satang=models.Sum("total"))
    for area, state, count, satang in counted:
        line = found.setdefault(rules.tambon_of(area), TambonLine(rules.tambon_of(area)))
        setattr(line, state, getattr(line, state) + count)
        line.satang += satang
    for area, state in IncomeClose.objects.filter(in_area(code), month=month).values_list("area_code", "state"):
        if area in found:
            found[area].close = Close(state)
    names = _names(found)
    for area, line in found.items():
        line.name = names.get(area, area or _("no area known"))
    return sorted(found.values(), key=lambda line: (-line.missing, line.code))


def _by_tambon(producers: "models.QuerySet[Producer]") -> Iterable[tuple[str, int]]:
    rows = producers.order_by().values_list("area_code").annotate(count=models.Count("pk"))
    counted: dict[str, int] = defaultdict(int)
    for area, count in rows:
        counted[rules.tambon_of(area)] += count
    return counted.items()


def _names(codes: Iterable[str]) -> dict[str, str]:
    column = "path_en" if language() == "en" else "path_th"
    return dict(Area.objects.filter(pk__in=list(codes)).values_list("pk", column))


@dataclass(frozen=True)
class GridCell:
    """One box: its name in the form, what stands or was typed in it, and what it is called aloud."""

    name: str
    value: str
    label: str


@dataclass(frozen=True)
class GridLine:
    """A producer in the officer's grid: the month before, the four boxes, and what is to be mended."""

    pk: int
    name: str
    number: str
    before: str
    revision: int
    cells: Sequence[GridCell]
    typed: Mapping[str, str]
    is_estimated: bool
    errors: Sequence[tuple[str, str]] = ()

    @property
    def opens(self) -> bool:
        """Whether the row of reasons stands below it."""
        return bool(self.errors) or self.is_estimated


def grid_line(
    producer: Producer,
    row: IncomeMonth | None,
    known_of: Known,
    typed: Mapping[str, str],
    errors: Sequence[tuple[str, str]],
) -> GridLine:
    """One producer's line as the grid draws it."""
    said = [amount for amount in known_of.before if amount is not None]
    cells = [
        GridCell(f"{producer.pk}_{name}", typed[name], f"{producer.name_th}: {label}") for name, label in CHANNEL_NAMES
    ]
    return GridLine(
        producer.pk,
        producer.name_th,
        producer.number,
        format_baht(sum(said), lang=language()) if said else "–",
        row.revision if row else 0,
        cells,
        typed,
        typed["how"] == State.ESTIMATED,
        errors,
    )


def grid_producers(code: str, month: int) -> "models.QuerySet[Producer]":
    """Producers of an area that are expected to report a month, or have, in the order of their numbers."""
    reported = IncomeMonth.objects.filter(in_area(code), month=month).values("producer_id")
    expected = active_on(era.month_end(month)).filter(in_area(code)).values("pk")
    return Producer.objects.filter(Q(pk__in=reported) | Q(pk__in=expected)).order_by("area_code", "number")


def standing(month: int, producers: Iterable[int]) -> dict[int, IncomeMonth]:
    """The reports that stand, by producer, with what products brought. Two queries."""
    rows = IncomeMonth.objects.filter(month=month, producer_id__in=list(producers)).prefetch_related("lines")
    return {row.producer_id: row for row in rows}


def missing(code: str, month: int) -> "models.QuerySet[Producer]":
    """Producers of an area that were active and have not reported a month, in the order of area and number."""
    reported = IncomeMonth.objects.filter(month=month, producer=OuterRef("pk"))
    rows = active_on(era.month_end(month)).filter(in_area(code))
    return rows.filter(~models.Exists(reported)).order_by("area_code", "number")


def missing_in(scope: Scope, month: int, area: str) -> "models.QuerySet[Producer]":
    """The same for a person's own areas, or one area inside them; none outside."""
    areas = [own for own in scope.areas(Ability.PERSONAL) if not area or area.startswith(own)]
    condition = Q(pk__in=())
    for own in areas:
        condition |= in_area(area or own)
    return missing("", month).filter(condition)


def month_choices(today: date, count: int) -> list[tuple[str, str]]:
    """The months that can be chosen, the latest first."""
    due = rules.due_month(today)
    months = (era.month_shifted(due, -back) for back in range(count))
    return [(str(month), era.month_label(month, language(), "long")) for month in months]


def provinces() -> list[tuple[str, str]]:
    """The provinces of today by code, in Thai order."""
    column = "path_en" if language() == "en" else "path_th"
    return list(Area.objects.current().filter(level=PROVINCE_DIGITS).order_by("sort_key").values_list("pk", column))


def months_ahead(today: date, count: int = 13) -> list[tuple[str, str]]:
    """The month that is due and those after it, as choices."""
    months = era.months_from(rules.due_month(today), count)
    return [(str(month), era.month_label(month, language(), "long")) for month in months]


def doubtful(code: str, month: int) -> "models.QuerySet[IncomeMonth]":
    """Estimates, and months repeated for the second time running: an officer should ask."""
    twice = IncomeMonth.objects.filter(
        producer=OuterRef("producer"), month=era.month_shifted(month, -1), state=State.REPEATED.value
    )
    rows = IncomeMonth.objects.filter(in_area(code), month=month).select_related("producer")
    again = Q(state=State.REPEATED.value) & models.Exists(twice)
    return rows.filter(Q(state=State.ESTIMATED.value) | again).order_by("area_code", "producer__number")


# --- communities ---------------------------------------------------------------------------------


def tourism_of(community_id: int, month: int) -> IncomeTourism | None:
    """The community's report that stands; None where the month is not reported."""
    return IncomeTourism.objects.filter(community_id=community_id, month=month).first()


def tourism_total(community_id: int, month: int) -> int | None:
    return IncomeTourism.objects.filter(community_id=community_id, month=month).values_list("total", flat=True).first()


def tourism_months(community: Community, today: date, count: int = 13) -> list[MonthLine]:
    """The last months of a community, the latest first. One query."""
    first = rules.due_month(today)
    months = [era.month_shifted(first, -back) for back in range(count)]
    rows = IncomeTourism.objects.filter(community=community, month__in=months)
    stored: dict[int, Any] = {row.month: row for row in rows}
    return [_month_line(month, stored.get(month)) for month in months]


# --- growth targets ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sold:
    """What some producers sold over some months, and from how many monthly reports that is known."""

    satang: int
    reports: int


def sold(producers: Any, months: Sequence[int]) -> Sold:
    """The sum over producers (ids, or a query of them) and months, and its number of reports. One query."""
    rows = IncomeMonth.objects.filter(producer_id__in=producers, month__in=months)
    found = rows.aggregate(satang=models.Sum("total"), reports=models.Count("pk"))
    return Sold(int(found["satang"] or 0), found["reports"])


def targets(area_code: str) -> list[IncomeTarget]:
    """An area's targets, the latest year first."""
    rows = IncomeTarget.objects.filter(area_code=area_code).select_related("entered_by", "approved_by")
    return list(rows.order_by("-fiscal_year"))


def reached(target: IncomeTarget, months: Sequence[int]) -> Sold:
    """What the producers of a target's frozen base sold in some months."""
    return sold(target.members.values("producer_id"), months)
