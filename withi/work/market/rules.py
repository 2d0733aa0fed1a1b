"""Kinds of Pracharat markets, who waits, and whose turn it is. Pure decisions.

Source: the market programme of 2560 named nine kinds, each run by its own agency, all registered at the Damrongdhama
centres. The names are those in public use; an agency that words its own otherwise is right.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from withi.kit import problem
from withi.kit.problem import Problem, Rule

NAME_LENGTH = 200
PLACE_LENGTH = 160
REASON_LENGTH = 300
CODE_LENGTH = 12
MOST_KINDS = 9
"""Kinds that take registrants on one day."""
FURTHEST = timedelta(days=366)
"""A place is given from a day at most this far ahead."""


class State(StrEnum):
    WAITING = "waiting"
    ALLOCATED = "allocated"
    DECLINED = "declined"


class Step(StrEnum):
    """What is decided on registrants: of those who wait, or (reopen) of those decided before."""

    ALLOCATE = "allocate"
    DECLINE = "decline"
    REOPEN = "reopen"


FROM: dict[Step, tuple[State, ...]] = {
    Step.ALLOCATE: (State.WAITING,),
    Step.DECLINE: (State.WAITING,),
    Step.REOPEN: (State.ALLOCATED, State.DECLINED),
}
TO = {Step.ALLOCATE: State.ALLOCATED, Step.DECLINE: State.DECLINED, Step.REOPEN: State.WAITING}


class Seller(StrEnum):
    """What the registrant is; most are no OTOP producers."""

    FARMER = "farmer"
    LOW_INCOME = "low_income"
    PRODUCER = "producer"
    ENTERPRISE = "enterprise"
    VENDOR = "vendor"


class Goods(StrEnum):
    PRODUCE = "produce"
    FOOD = "food"
    PROCESSED = "processed"
    TEXTILE = "textile"
    CRAFT = "craft"
    OTHER = "other"


class Office(StrEnum):
    """Which centre wrote the registrant down: that of the seller's district, or of the province."""

    DISTRICT = "district"
    PROVINCE = "province"


@dataclass(frozen=True)
class Market:
    """One kind of market, who runs it, and from when to when it takes registrants (`until` None: still).

    `source` is the letter that says so; empty for the programme's own list.
    """

    code: str
    name_th: str
    name_en: str
    agency_th: str
    agency_en: str
    since: date
    until: date | None = None
    is_own: bool = False
    source: str = ""

    def is_open(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


BEGAN = date(2017, 10, 1)
SMILE = "smile"
MARKETS = (
    Market(
        SMILE,
        "ตลาดประชารัฐคนไทยยิ้มได้",
        "Khon Thai Yim Dai market",
        "กรมการพัฒนาชุมชน",
        "Community Development Department",
        BEGAN,
        is_own=True,
    ),
    Market("green", "ตลาดประชารัฐ Green Market", "Green Market", "องค์การตลาด", "Marketing Organization", BEGAN),
    Market(
        "local",
        "ตลาดประชารัฐท้องถิ่นสุขใจ",
        "Local authorities' market",
        "องค์กรปกครองส่วนท้องถิ่น",
        "local authorities",
        BEGAN,
    ),
    Market("province", "ตลาดประชารัฐของดีจังหวัด", "Province's best market", "จังหวัด", "the province", BEGAN),
    Market(
        "bangkok",
        "ตลาดประชารัฐกรุงเทพมหานครคืนความสุข",
        "Bangkok market",
        "กรุงเทพมหานคร",
        "Bangkok Metropolitan Administration",
        BEGAN,
    ),
    Market(
        "modern",
        "ตลาดประชารัฐ Modern Trade",
        "Modern trade",
        "ภาคเอกชน",
        "private companies",
        BEGAN,
    ),
    Market(
        "must_visit",
        "ตลาดประชารัฐต้องชม",
        "Must-visit market",
        "กระทรวงพาณิชย์",
        "Ministry of Commerce",
        BEGAN,
    ),
    Market(
        "baac",
        "ตลาดประชารัฐ ธ.ก.ส.",
        "BAAC market",
        "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร",
        "Bank for Agriculture and Agricultural Cooperatives",
        BEGAN,
    ),
    Market(
        "culture",
        "ตลาดประชารัฐวัฒนธรรม ถนนสายวัฒนธรรม",
        "Culture street market",
        "กระทรวงวัฒนธรรม",
        "Ministry of Culture",
        BEGAN,
    ),
)

problem.register(
    Rule(
        "market.reason",
        th="กรุณาบอกเหตุผลสั้น ๆ ผู้ลงทะเบียนจะได้รู้ว่าเพราะอะไร",
        en="Please give a short reason, so that the registrant knows why.",
    ),
    Rule(
        "market.place",
        th="กรุณาบอกว่าได้ที่ขายในตลาดไหน",
        en="Please say in which market the place is.",
    ),
    Rule(
        "market.day",
        th="วันที่เริ่มขายต้องไม่เกิน 1 ปีนับจากวันนี้ และไม่ก่อนวันที่ลงทะเบียน",
        en="A place begins within a year from today, and not before the person registered.",
    ),
    Rule(
        "market.twice",
        th="คนนี้ลงทะเบียนรอที่ขายในตลาดประเภทนี้อยู่แล้ว จึงไม่ต้องลงอีก",
        en="This person already waits for a place in this kind of market.",
    ),
    Rule(
        "market.none",
        th="ไม่มีรายที่ตัดสินได้ในรายการที่เลือก อาจมีผู้อื่นตัดสินไปแล้ว หรือท่านเป็นผู้ลงทะเบียนให้เอง",
        en="None of the ticked rows can be decided: others decided first, or you entered them yourself.",
    ),
    Rule(
        "market.decided",
        th="รายนี้มีผลแล้ว จึงแก้ข้อมูลไม่ได้ ถ้าผลผิดให้เปิดใหม่ก่อน",
        en="This registrant was decided on and cannot be changed. If that was wrong, open it again first.",
    ),
    Rule(
        "market.producer",
        th="ไม่พบผู้ผลิตนี้ในพื้นที่ของท่าน หรือมีหลายราย ให้เลือกจากรายการ หรือพิมพ์เลขทะเบียนผู้ผลิต ถ้าไม่ใช่ผู้ผลิต OTOP ให้เว้นว่าง",
        en="No such producer in your area, or several. Choose from the list or type its number; else leave it empty.",
    ),
    Rule(
        "market.closed",
        th="ตลาดประเภทนี้ไม่เปิดรับลงทะเบียนในวันนั้น",
        en="This kind of market took no registrants on that day.",
    ),
    Rule(
        "market.kind_days",
        th="วันสุดท้ายที่รับลงทะเบียนมาก่อนวันแรก กรุณาตรวจสองช่องนี้",
        en="The last day for registrants is before the first. Please check both.",
    ),
    Rule(
        "market.kinds",
        th="กติกาของตลาดประชารัฐ: วันเดียวกันเปิดรับได้ไม่เกิน {most} ประเภท กรุณากำหนดวันสุดท้ายของประเภทอื่นก่อน",
        en="Rule of the programme: at most {most} kinds take registrants on one day. End another kind first.",
    ),
)


def overlaid(told: Sequence[Market]) -> tuple[Market, ...]:
    """The programme's kinds, each as it was told last, then the others."""
    later = {market.code: market for market in told}
    first = [later.pop(market.code, market) for market in MARKETS]
    return (*first, *later.values())


def open_on(markets: Iterable[Market], day: date) -> list[Market]:
    """The kinds that take registrants on a day."""
    return [market for market in markets if market.is_open(day)]


def check_open(markets: Iterable[Market], code: str, day: date) -> None:
    """Refuse a kind that does not exist or takes nobody on that day."""
    if not any(market.code == code for market in open_on(markets, day)):
        raise Problem("market.closed", field="market")


def check_kind(kind: Market, others: Collection[Market]) -> None:
    """Refuse a kind that ends before it begins, and a tenth that takes registrants on one day."""
    if kind.until is not None and kind.until < kind.since:
        raise Problem("market.kind_days", field="until")
    begins = [kind.since, *(other.since for other in others if kind.is_open(other.since))]
    if any(len(open_on(others, day)) >= MOST_KINDS for day in begins):
        raise Problem("market.kinds", field="since", most=MOST_KINDS)


def check_decision(step: Step, *, place: str, reason: str, on: date | None, today: date) -> None:
    """Refuse a place without a name or a day too far ahead, and any other step without its reason."""
    if step is Step.ALLOCATE:
        if not place.strip():
            raise Problem("market.place", field="place")
        if on is None or on > today + FURTHEST:
            raise Problem("market.day", field="on")
    elif not reason.strip():
        raise Problem("market.reason", field="reason")


def check_begin(on: date, registered: Iterable[date]) -> None:
    """Refuse a place that begins before one of those who get it had registered."""
    if any(on < day for day in registered):
        raise Problem("market.day", field="on")


def office_of(area_code: str, office: Office) -> str:
    """The area whose centre wrote the registrant down."""
    return area_code[:2] if office is Office.PROVINCE else area_code[:4]


# --- turns ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits: how many market places and how many other supports it had, and since when it waits."""

    pk: int
    places: int
    supports: int
    since: date

    @property
    def rank(self) -> tuple[int, int, date, int]:
        """Least served first: fewest places, then fewest other supports, then who waits longest."""
        return (self.places, self.supports, self.since, self.pk)


def in_turn(waiting: Collection[Waiting]) -> list[Waiting]:
    """Everyone who waits, whose turn it is first; the same for ever for the same rows."""
    return sorted(waiting, key=lambda one: one.rank)
