"""Monthly sales of the demonstration: one published sum divided over invented producers, and the months of late.

The province said that its OTOP producers sold 6,199,333,184 baht from October 2560 to June 2561. How that sum is spread
over producers, months and channels is invented here, to the baht; it says nothing about anyone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils import timezone

from withi.faces.demo.rules import NOTE, PROVINCE, chance
from withi.kit import era
from withi.kit.money import SATANG
from withi.registers.producers.models import Producer
from withi.registers.villages.models import Community
from withi.work.figures import actions as figures
from withi.work.figures.actions import Compared, Published
from withi.work.figures.models import FigureComparator, FigureYear
from withi.work.income import actions as income
from withi.work.income import rules
from withi.work.income.actions import MonthRow
from withi.work.income.rules import Receipt, State, Tourism

PUBLISHED_MONTHS = (201710, 201711, 201712, 201801, 201802, 201803, 201804, 201805, 201806)
PUBLISHED_BAHT = 6_199_333_184
PUBLISHED_SOURCE = "รายงานผลการดำเนินงาน OTOP จังหวัดขอนแก่น ปีงบประมาณ 2561 ไตรมาส 1-3"
PUBLISHED_ON = date(2018, 6, 30)
COMPARED = Compared(
    PROVINCE,
    "รายได้ของครัวเรือนในจังหวัด",
    2566,
    4_000,
    "ตัวเลขสมมุติของข้อมูลตัวอย่าง ไม่ใช่สถิติจริง",
    date(2024, 9, 30),
    "Income of households in the province",
    "Invented for the demonstration, not a true statistic",
)
YEARS = 3
TOURISM_MONTHS = 15
ONE_IN_VILLAGE, SPREAD = 0.25, 0.45
CUTOFF_DAY = 10
CUTOFF_SOURCE = "ข้อมูลตัวอย่าง: กำหนดส่งภายในวันที่ 10 ของเดือนถัดไป"
SEASON = (1.0, 0.9, 1.0, 1.2, 0.9, 0.85, 0.9, 0.9, 0.95, 1.1, 1.2, 1.5)
"""By the month of the year: New Year's gifts, Songkran, and the silk fair of November and December."""


@dataclass(frozen=True, slots=True)
class Seller:
    """A producer as the sales know it."""

    pk: int
    area_code: str
    kind: str


@dataclass(slots=True)
class Cell:
    """A producer's month before its amount is known; months repeated after it cost as much again."""

    seller: Seller
    months: list[tuple[int, State]]
    weight: int
    baht: int = 0


def tell(by: Any, communities: Iterable[Community], today: date) -> None:
    """Monthly sales and tourism income, as an office entered them, and the sum that the province published."""
    due = rules.due_month(today)
    first = era.fiscal_months(era.fiscal_year(era.month_start(due)) - YEARS + 1)[0]
    late = era.months_from(first, (due // 100 - first // 100) * 12 + due % 100 - first % 100 + 1)
    if not _sold(by, late, due):
        return
    one = Published(PROVINCE, PUBLISHED_MONTHS[0], PUBLISHED_MONTHS[-1], PUBLISHED_BAHT * SATANG)
    figures.store_published(actor=by.user, figures=[one], source=PUBLISHED_SOURCE, as_of=PUBLISHED_ON, is_demo=True)
    figures.store_comparator(actor=by.user, said=COMPARED, is_demo=True)
    for place in communities:
        late_by = int(chance("tourism", place.pk) < 0.4)
        for back in range(late_by, late_by + TOURISM_MONTHS):
            facts = _tourism(place.pk, era.month_shifted(due, -back))
            income.report_tourism(actor=by.user, scope=by.scope, community=place, facts=facts)
    _close([*PUBLISHED_MONTHS, *late[:-2]])


def clear() -> None:
    """Take it all out again, and out of the sums of the areas."""
    income.drop_demo()
    FigureYear.objects.filter(is_demo=True).delete()
    FigureComparator.objects.filter(is_demo=True).delete()


def _sold(by: Any, late: Sequence[int], due: int) -> int:
    """Store the sales of every demonstration producer; how many months there were."""
    income.set_cutoff(
        actor=by.user,
        scope=by.scope,
        area_code=PROVINCE,
        valid_from=PUBLISHED_MONTHS[0],
        day=CUTOFF_DAY,
        source=CUTOFF_SOURCE,
        is_demo=True,
    )
    rows = Producer.objects.filter(is_demo=True).order_by("pk").values_list("pk", "area_code", "kind")
    sellers = [Seller(*row) for row in rows]
    if not sellers:
        return 0
    cells = [*shared(list(_cells(sellers, PUBLISHED_MONTHS, due)), PUBLISHED_BAHT)]
    cells += _usual(list(_cells(sellers, late, due)))
    return income.store_new(actor=by.user, rows=_rows(cells, due), note=NOTE, is_demo=True)


def _close(months: Sequence[int]) -> None:
    """What was reported long ago is locked."""
    areas = Producer.objects.filter(is_demo=True).values_list("area_code", flat=True)
    tambons = sorted({rules.tambon_of(area) for area in areas})
    income.store_closes(rows=[(month, tambon) for month in months for tambon in tambons], at=timezone.now())


def shared(cells: Sequence[Cell], whole: int) -> Sequence[Cell]:
    """Give every cell its baht by weight, so that all months together are `whole`, to the baht."""
    weights = sum(cell.weight * _paying(cell) for cell in cells)
    left = whole
    for cell in cells:
        cell.baht = whole * cell.weight // weights if _paying(cell) else 0
        left -= cell.baht * _paying(cell)
    single = [cell for cell in cells if _paying(cell) == 1]
    more, some = divmod(left, len(single))
    for place, cell in enumerate(single):
        cell.baht += more + (place < some)
    return cells


def _paying(cell: Cell) -> int:
    """How many months have the cell's amount."""
    return sum(state is not State.ZERO for _month, state in cell.months)


def _usual(cells: Sequence[Cell]) -> Sequence[Cell]:
    for cell in cells:
        cell.baht = cell.weight // 40 if _paying(cell) else 0
    return cells


def _cells(sellers: Iterable[Seller], months: Sequence[int], due: int) -> Iterator[Cell]:
    for seller in sellers:
        last: Cell | None = None
        size = 20_000 + int(400_000 * chance("size", seller.pk) ** 3)
        for month in months:
            state = _state(seller, month, due)
            if state is State.REPEATED and last is not None and _paying(last):
                last.months.append((month, state))
                continue
            if last is not None:
                yield last
            last = None
            if state is not None:
                told = State.REPORTED if state is State.REPEATED else state
                swing = 0.8 + 0.4 * chance("swing", seller.pk, month)
                last = Cell(seller, [(month, told)], int(size * SEASON[month % 100 - 1] * swing) * 10)
        if last is not None:
            yield last


def _state(seller: Seller, month: int, due: int) -> State | None:
    """How a producer's month came about; None: not reported. Of the last month a third is still missing."""
    drawn = chance("state", seller.pk, month)
    missing = 0.38 if month == due else 0.02 + 0.2 * chance("reliable", seller.area_code[:4]) ** 2
    if drawn < missing:
        return None
    drawn = (drawn - missing) / (1 - missing)
    if drawn < 0.05:
        return State.ZERO
    if drawn < 0.11:
        return State.REPEATED
    return State.ESTIMATED if drawn < 0.14 else State.REPORTED


def _rows(cells: Iterable[Cell], due: int) -> Iterator[MonthRow]:
    for cell in cells:
        amounts = _amounts(cell)
        for month, state in cell.months:
            said = (0, 0, 0, 0) if state is State.ZERO else amounts
            basis = "ถามทางโทรศัพท์" if state is State.ESTIMATED else ""
            seller = cell.seller
            yield MonthRow(seller.pk, month, seller.area_code, seller.kind, said, state, _moment(month, due), basis)


def _amounts(cell: Cell) -> tuple[int, ...]:
    """The cell's baht over the four channels, in satang."""
    key = cell.seller.pk
    village = int(cell.baht * (ONE_IN_VILLAGE + SPREAD * chance("village", key)))
    fair = (cell.baht - village) * int(40 * chance("fair", key)) // 100
    online = (cell.baht - village - fair) * int(60 * chance("online", key)) // 100
    outside = cell.baht - village - fair - online
    return tuple(baht * SATANG for baht in (village, outside, online, fair))


@cache
def _moment(month: int, due: int) -> datetime:
    """Reported on the eighth of the month after, the last month on its second."""
    after = era.month_shifted(month, 1)
    day = 2 if month == due else 8
    return datetime(after // 100, after % 100, day, 9, 30, tzinfo=timezone.get_default_timezone())


def _tourism(pk: int, month: int) -> Tourism:
    guests = 20 + int(180 * chance("guests", pk, month))
    study = 30 * int(3 * chance("study", pk, month))
    nights = int(guests * 0.4 * chance("nights", pk, month))
    baht = {
        Receipt.HOMESTAY: nights * 350,
        Receipt.FOOD: (guests + study) * 120,
        Receipt.ACTIVITY: (guests + study) * 80,
        Receipt.GUIDE: (guests + study) // 15 * 300,
        Receipt.TRANSPORT: guests // 10 * 250,
        Receipt.GOODS: guests * 60,
        Receipt.FUND: study * 20,
    }
    return Tourism(
        community_id=pk,
        month=month,
        counts=(guests, guests // 10, study, nights),
        amounts=tuple(baht[kind] * SATANG for kind in Receipt),
        households=8 + int(12 * chance("houses", pk)),
        paid=sum(baht.values()) * 8 // 10 * SATANG,
        sharing="work",
        shared=baht[Receipt.GOODS] // 4 * SATANG if chance("shared", pk) < 0.7 else None,
    )
