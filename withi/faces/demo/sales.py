"""Months of sales for the demonstration's producers: invented, but adding up to what the province published.

From October 2560 to June 2561 all of them together sold exactly what the province's report of the first three quarters
says; the last fiscal years until last month have gaps, repeats, zeros and estimates, as life has them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import accumulate, pairwise
from typing import Final

from django.utils import timezone

from withi.faces.demo.rules import PROVINCE, between, chance
from withi.faces.figures import actions as figure_pages
from withi.ground.web import sets
from withi.kit import era
from withi.registers.producers.models import Producer
from withi.work.figures import actions as figures
from withi.work.figures.actions import Published
from withi.work.figures.models import FigureYear
from withi.work.figures.rules import Change
from withi.work.income.models import (
    IncomeClose,
    IncomeLine,
    IncomeMonth,
    IncomeRevision,
    IncomeTourism,
    IncomeTourismRevision,
)
from withi.work.income.rules import CHANNELS, State, tambon_of

PUBLISHED: Final = 6_199_333_184 * 100
"""Satang that Khon Kaen's producers sold from October 2560 to June 2561, as the province reported them."""
PUBLISHED_MONTHS: Final = era.months_from(201710, 9)
PUBLISHED_SOURCE: Final = "รายงานผลการดำเนินงาน OTOP จังหวัดขอนแก่น ปีงบประมาณ 2561 ไตรมาส 1-3"
PUBLISHED_ON: Final = date(2018, 6, 30)
RECENT_YEARS: Final = 3
SEASON: Final = (96, 94, 98, 112, 90, 92, 94, 97, 99, 104, 112, 128)
"""Hundredths of a usual month, January first: New Year's fairs and Songkran sell more."""
COLUMNS: Final = ("producer", "month", "area_code", "kind", *CHANNELS, "total", "state", "basis", "since", "is_demo")


@dataclass(frozen=True, slots=True)
class Maker:
    """What is known of one producer: how much it usually sells a month, and how much of that in its village."""

    pk: int
    area_code: str
    kind: str
    usual: int
    inside: int

    @property
    def key(self) -> tuple[str, int]:
        return self.area_code, self.pk


def add(today: date) -> None:
    """Write all months, what the areas make of them, and the province's published figure."""
    makers = list(_makers())
    if not makers:
        return
    for month, rows in _old_months(makers).items():
        _write(month, rows)
    last = era.month_shifted(era.month_key(today), -1)
    first = era.fiscal_months(era.fiscal_year(era.month_start(last)) - RECENT_YEARS + 1)[0]
    month = first
    while month <= last:
        _write(month, [row for maker in makers if (row := _recent(maker, month, last)) is not None])
        month = era.month_shifted(month, 1)
    one = Published(PROVINCE, PUBLISHED_MONTHS[0], PUBLISHED_MONTHS[-1], PUBLISHED)
    figures.store_published(actor=None, figures=[one], source=PUBLISHED_SOURCE, as_of=PUBLISHED_ON, is_demo=True)


def clear() -> None:
    """Take all reports of the demonstration out, and out of the sums of the areas."""
    IncomeLine.objects.filter(report__is_demo=True).delete()
    for model in (IncomeMonth, IncomeRevision, IncomeTourism, IncomeTourismRevision, FigureYear):
        model.objects.filter(is_demo=True).delete()
    figure_pages.recount(actor=None)


def _makers() -> Iterator[Maker]:
    rows = Producer.objects.filter(is_demo=True).exclude(area_code="").order_by("pk")
    for pk, area, kind in rows.values_list("pk", "area_code", "kind"):
        step = between(0, 99, "size", pk)
        # few sell very much: most of a province's sales come from a tenth of its producers
        usual = 4_000 + step * 260 + (step > 70) * (step - 70) ** 2 * 420 + (step > 96) * 900_000
        yield Maker(pk, area, kind, usual, between(6, 34, "inside", area[:4]) + between(0, 40, "inside", pk))


def _old_months(makers: Sequence[Maker]) -> dict[int, list[tuple[object, ...]]]:
    """Every producer's months of the published period, adding up to the satang; whole baht but for the last."""
    keys = [(maker, month) for month in PUBLISHED_MONTHS for maker in makers]
    weights = [_amount(maker, month) for maker, month in keys]
    whole = sum(weights)
    edges = [0, *(part * (PUBLISHED // 100) // whole for part in accumulate(weights))]
    months: dict[int, list[tuple[object, ...]]] = {month: [] for month in PUBLISHED_MONTHS}
    for (maker, month), (low, high) in zip(keys, pairwise(edges), strict=True):
        months[month].append(_row(maker, month, (high - low) * 100, State.REPORTED))
    return months


def _amount(maker: Maker, month: int) -> int:
    """Baht of a month: the usual, the season, and a little luck."""
    luck = between(70, 130, "luck", maker.pk, month)
    return maker.usual * SEASON[month % 100 - 1] * luck // 10_000 + 1


def _recent(maker: Maker, month: int, last: int) -> tuple[object, ...] | None:
    """One of the last months: most reported, some repeated, estimated, said to be zero, or missing."""
    reliable = between(60, 99, "reliable", maker.area_code[:4]) / 100
    drawn = chance("reports", maker.pk, month)
    if drawn > reliable * (0.86 if month == last else 1):
        return None
    grown = 100 + 3 * (month // 100 - 2024) + between(-6, 6, "growth", maker.area_code[:4])
    satang = _amount(maker, month) * grown // 100 * 100
    look = chance("state", maker.pk, month)
    if look < 0.04:
        return _row(maker, month, 0, State.ZERO)
    if look < 0.18:
        return _row(maker, month, satang, State.REPEATED)
    return _row(maker, month, satang, State.ESTIMATED if look < 0.26 else State.REPORTED)


def _row(maker: Maker, month: int, satang: int, state: State) -> tuple[object, ...]:
    """A report by channel; what divides leaves goes to the last channel."""
    inside = satang * maker.inside // 10_000 * 100
    outside = satang * 45 // 10_000 * 100
    online = satang * between(4, 12, "online", maker.pk) // 10_000 * 100
    split = (inside, min(outside, satang - inside), 0, 0)
    online = min(online, satang - split[0] - split[1])
    amounts = (split[0], split[1], online, satang - split[0] - split[1] - online)
    basis = "ตัวอย่าง: ประมาณจากเดือนก่อน" if state is State.ESTIMATED else ""
    stands = timezone.make_aware(datetime.combine(era.month_end(month), time(18)))
    return (maker.pk, month, maker.area_code, maker.kind, *amounts, satang, state.value, basis, stands, True)


def _write(month: int, rows: Sequence[tuple[object, ...]]) -> None:
    """One month: the tambons' months, the reports, and their sums, as every report writes them."""
    tambons = {tambon_of(str(row[2])) for row in rows}
    there = set(IncomeClose.objects.filter(month=month, area_code__in=tambons).values_list("area_code", flat=True))
    IncomeClose.objects.bulk_create(IncomeClose(month=month, area_code=code) for code in sorted(tambons - there))
    sets.insert(IncomeMonth, FIELDS, [_whole(row) for row in rows])
    figures.shift(month=month, changes=[change for row in rows for change in _changes(row)])


def _changes(row: tuple[object, ...]) -> Iterator[Change]:
    told = dict(zip(COLUMNS, row, strict=True))
    area, kind, state = tambon_of(str(told["area_code"])), str(told["kind"]), str(told["state"])
    yield Change(area, kind, "", "", state, 0, 1)
    for channel in CHANNELS:
        yield Change(area, kind, channel, "", state, int(str(told[channel])), 0)


DEFAULTS: Final[Mapping[str, object]] = {
    "why": "",
    "note": "",
    "key": None,
    "digest": "",
    "revision": 1,
    "entered_by": None,
}
FIELDS: Final = (*COLUMNS, *DEFAULTS)


def _whole(row: tuple[object, ...]) -> tuple[object, ...]:
    return (*row, *DEFAULTS.values())
