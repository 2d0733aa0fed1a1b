"""Receiving guests, and what a community's facts must fulfil. Pure decisions.

Source: the programme's own rating found most villages no longer able to receive; a page that sends guests to closed
doors is worse than none, so every state says whom to call or until when.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from withi.kit import codes, problem
from withi.kit.problem import Problem, Rule
from withi.registers.villages import visits

STALE_DAYS = 30
MOST_NOTICE, LARGEST_GROUP = 90, 2_000
MOST_CHARMS = 6


class Receiving(StrEnum):
    OPEN = "open"
    APPOINTMENT = "appointment"
    PAUSED = "paused"
    CEASED = "ceased"


TAKES_GUESTS = (Receiving.OPEN, Receiving.APPOINTMENT)


class AssetKind(StrEnum):
    ATTRACTION = "attraction"
    FOOD = "food"
    HOMESTAY = "homestay"
    ACTIVITY = "activity"
    FESTIVAL = "festival"
    WISDOM = "wisdom"
    STRUCTURE = "structure"
    FACILITY = "facility"
    DYE = "dye"


BUILT = (AssetKind.STRUCTURE, AssetKind.FACILITY)
"""What somebody made, from something, for a price: arches, signs, toilets, stages."""


class PriceUnit(StrEnum):
    PERSON = "person"
    GROUP = "group"
    NIGHT = "night"
    HOUSE = "house"
    TRIP = "trip"
    SET = "set"


class Way(StrEnum):
    CAR = "car"
    TRAIN = "train"
    BUS = "bus"
    BOAT = "boat"
    PICKUP = "pickup"


problem.register(
    Rule(
        "receiving.notice",
        th="เลือก “นัดล่วงหน้า” ต้องบอกว่าต้องนัดก่อนกี่วัน ตั้งแต่ 1 ถึง {most} วัน",
        en="“By appointment” needs the days of notice, from 1 to {most}.",
    ),
    Rule(
        "receiving.phone",
        th="ชุมชนที่รับแขกต้องมีเบอร์โทรหรือ LINE ของผู้ประสานงาน",
        en="A community that receives guests needs a coordinator's phone or LINE.",
    ),
    Rule(
        "receiving.reason",
        th="งดรับชั่วคราวหรือเลิกแล้ว กรุณาบอกเหตุผลให้แขกรู้",
        en="When paused or ceased, please give the reason to guests.",
    ),
    Rule(
        "receiving.group",
        th="จำนวนคนน้อยที่สุดต้องไม่มากกว่าจำนวนมากที่สุด",
        en="The smallest group cannot be larger than the largest.",
    ),
    Rule(
        "receiving.group_size",
        th="จำนวนคนต้องอยู่ระหว่าง 1 ถึง {most} คน ถ้าไม่จำกัดให้เว้นว่าง",
        en="A group has 1 to {most} people. Leave it empty where there is no limit.",
    ),
    Rule(
        "receiving.past",
        th="วันที่คาดว่ารับได้อีกต้องเป็นวันนี้หรือหลังจากนี้",
        en="The day guests may come again must be today or later.",
    ),
    Rule(
        "receiving.changed",
        th="มีผู้เปลี่ยนสถานะเป็น “{now}” ก่อนท่าน กรุณาดูสถานะล่าสุดแล้วเลือกใหม่",
        en="Someone has just set this to “{now}”. Please look at the latest state and choose again.",
    ),
    Rule(
        "receiving.unsaid",
        th="ชุมชนนี้ยังไม่เคยบอกว่ารับแขกหรือไม่ กรุณาเลือกสถานะก่อน",
        en="This community has never said whether it receives guests. Please choose a state first.",
    ),
    Rule(
        "community.tambon",
        th="ชุมชนต้องระบุถึงตำบลหรือหมู่บ้าน กรุณาเลือกตำบลหรือหมู่บ้านจากรายการ",
        en="A community needs a tambon or a village. Choose one from the list.",
    ),
    Rule(
        "community.twin",
        th="มีชุมชนชื่อนี้ในพื้นที่เดียวกันแล้ว กรุณาเปิดรายการเดิม หรือใช้ชื่อที่ต่างกัน",
        en="There is a community of this name in this place already. Open that one, or use another name.",
    ),
    Rule(
        "community.village",
        th="หมู่บ้านที่เลือกไม่อยู่ในตำบลของชุมชน กรุณาเลือกหมู่บ้านในตำบลเดียวกัน",
        en="A chosen village is not in the community's tambon. Choose villages of the same tambon.",
    ),
    Rule(
        "community.category_dates",
        th="วันสิ้นสุดของประเภทต้องไม่มาก่อนวันเริ่ม",
        en="A category cannot end before it begins.",
    ),
    Rule(
        "community.category_source",
        th="บอกที่มาของประเภทด้วย เช่น ชื่อบัญชีรายชื่อหรือเลขที่หนังสือ",
        en="Please say where the category comes from, such as a list or a letter.",
    ),
    Rule(
        "community.now_until",
        th="บอกด้วยว่าแสดงถึงวันไหน ข้อความจะได้หายไปเองเมื่อพ้นช่วง",
        en="Please say until when it is shown, so that it goes away by itself.",
    ),
    Rule(
        "asset.price_unit",
        th="บอกราคาแล้วต้องเลือกหน่วยด้วย เช่น ต่อคน ต่อกลุ่ม ต่อคืน",
        en="A price needs its unit: per person, per group, a night …",
    ),
    Rule(
        "asset.capacity",
        th="จำนวนที่รับได้ต้องเป็น 1 คนขึ้นไป ถ้าไม่ทราบให้เว้นว่าง",
        en="Guests at a time must be at least 1. Leave it empty if unknown.",
    ),
    Rule(
        "community.changed",
        th="มีผู้แก้ข้อมูลของชุมชนนี้หลังจากที่ท่านเปิดหน้า กรุณาอ่านอีกครั้งแล้วค่อยยืนยัน",
        en="Someone changed this community after you opened the page. Please read it again, then confirm.",
    ),
    Rule(
        "asset.gone",
        th="มีผู้นำรายการนี้ออกไปแล้ว กรุณากลับไปดูรายการล่าสุด",
        en="Someone has removed this entry. Please go back to the latest list.",
    ),
    Rule(
        "editor.dates",
        th="วันสุดท้ายต้องไม่มาก่อนวันแรก",
        en="The last day cannot be before the first.",
    ),
    Rule(
        "editor.ended",
        th="วาระนี้สิ้นสุดไปแล้ว ไม่ต้องทำซ้ำ",
        en="This term has already ended.",
    ),
)


@dataclass(frozen=True, slots=True)
class Category:
    """A programme category for a time, and where that is written."""

    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Charm:
    """Something that makes the community dear."""

    title_th: str
    text_th: str = ""
    title_en: str = ""
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """How to get there by one means."""

    means: str
    text_th: str
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a community has in tables of its own; None leaves that part as it is."""

    villages: Sequence[str] | None = None
    categories: Sequence[Category] | None = None
    charms: Sequence[Charm] | None = None
    ways: Sequence[Journey] | None = None


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What is told of one asset; `hours` a line of `kit.hours`, `price` in satang, 0 free of charge, None not told.

    Maker, material and cost (satang) are told of what was built alone.
    """

    kind: str
    name_th: str
    name_en: str = ""
    text_th: str = ""
    text_en: str = ""
    lat: float | None = None
    lon: float | None = None
    price: int | None = None
    price_unit: str = ""
    capacity: int | None = None
    hours: str = ""
    minutes: int | None = None
    houses: int | None = None
    rooms: int | None = None
    permit: str = ""
    standard_on: date | None = None
    maker: str = ""
    material: str = ""
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A community as a list names it: its deepest known area (village or tambon) and its category."""

    area_code: str
    name_th: str
    category: str = ""
    valid_from: date | None = None
    source: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Stored:
    """What a list brought: ids of new communities, of known ones with a new category, and how many were the same."""

    new: tuple[int, ...]
    changed: tuple[int, ...]
    same: int


@dataclass(frozen=True)
class Statement:
    """What a community says of itself today."""

    receiving: Receiving
    notice_days: int | None = None
    group_min: int | None = None
    group_max: int | None = None
    until: date | None = None
    reason: str = ""
    closed_days: str = ""
    reachable: bool = False


def stored(said: Statement) -> dict[str, Any]:
    """The statement as the community's fields, by name."""
    return {
        "receiving": said.receiving.value,
        "notice_days": said.notice_days,
        "group_min": said.group_min,
        "group_max": said.group_max,
        "receiving_until": said.until,
        "receiving_reason": said.reason,
        "closed_days": said.closed_days,
    }


def settled(said: Statement) -> Statement:
    """Only the answers that belong to the state: no day of return for good, no reason when open.

    Group sizes stay, and days of notice that may be said, so that they need not be typed again when guests may come
    once more; nobody is shown them meanwhile.
    """
    if said.receiving is Receiving.APPOINTMENT:
        return replace(said, until=None, reason="")
    kept = replace(said, notice_days=said.notice_days if 1 <= (said.notice_days or 0) <= MOST_NOTICE else None)
    if said.receiving is Receiving.OPEN:
        return replace(kept, until=None, reason="")
    return kept if said.receiving is Receiving.PAUSED else replace(kept, until=None)


def check(said: Statement, today: date) -> list[Problem]:
    """Every rule the statement breaks; empty when it may be published."""
    found = _check_open(said) if said.receiving in TAKES_GUESTS else _check_closed(said, today)
    return found + _check_group(said)


def _check_open(said: Statement) -> list[Problem]:
    found = []
    if said.receiving is Receiving.APPOINTMENT and not 1 <= (said.notice_days or 0) <= MOST_NOTICE:
        found.append(Problem("receiving.notice", field="notice_days", most=MOST_NOTICE))
    if not said.reachable:
        found.append(Problem("receiving.phone", field="phone"))
    return found


def _check_closed(said: Statement, today: date) -> list[Problem]:
    found = []
    if not said.reason:
        found.append(Problem("receiving.reason", field="receiving_reason"))
    if said.receiving is Receiving.PAUSED and said.until and said.until < today:
        found.append(Problem("receiving.past", field="receiving_until"))
    return found


def _check_group(said: Statement) -> list[Problem]:
    found = [
        Problem("receiving.group_size", field=field, most=LARGEST_GROUP)
        for field, size in (("group_min", said.group_min), ("group_max", said.group_max))
        if size is not None and not 1 <= size <= LARGEST_GROUP
    ]
    if not found and said.group_min and said.group_max and said.group_min > said.group_max:
        found.append(Problem("receiving.group", field="group_max"))
    return found


def is_stale(confirmed_on: date | None, today: date) -> bool:
    """Whether something was never confirmed, or more than 30 days ago: the state, or hours and prices."""
    return confirmed_on is None or confirmed_on < stale_before(today)


def stale_before(today: date) -> date:
    """A state confirmed before this day should be asked again."""
    return today - timedelta(days=STALE_DAYS)


def main_area(place: str, villages: Collection[str]) -> str:
    """The community's own code: the place itself where it is a village, else its first village, else the tambon."""
    return place if len(place) == 8 or not villages else min(villages)


def check_place(place: str, villages: Collection[str]) -> list[Problem]:
    """A community lies in one tambon (or khwaeng) and has none, one or several villages of it."""
    if len(place) < 6:
        return [Problem("community.tambon", field="area_code")]
    if any(len(village) != 8 or not codes.contains(place[:6], village) for village in villages):
        return [Problem("community.village", field="villages")]
    return []


def check_category(valid_from: date | None, valid_to: date | None, source: str) -> list[Problem]:
    """A category tells its source, and its days are in order."""
    found = []
    if valid_from and valid_to and valid_to < valid_from:
        found.append(Problem("community.category_dates", field="valid_to"))
    if not source:
        found.append(Problem("community.category_source", field="source"))
    return found


def holds(held: Mapping[str, date | None], entry: Listed) -> bool:
    """Whether a community holds the listed category already (`held`: last day by name, None while it lasts).

    One that ended is held anew only where the list says it began after that.
    """
    if entry.category not in held:
        return False
    last = held[entry.category]
    return last is None or entry.valid_from is None or entry.valid_from <= last


def check_now(now: str, until: date | None) -> list[Problem]:
    """“Why come now” must say until when, or it would stand there for years."""
    return [Problem("community.now_until", field="now_until")] if now and until is None else []


def check_asset(facts: AssetFacts, today: date) -> list[Problem]:
    """Every rule an asset breaks: its price, how many it takes, how long a visit lasts, and a homestay's limits."""
    found = check_offer(facts.price, facts.price_unit, facts.capacity)
    found += visits.check_minutes(facts.minutes)
    if facts.kind == AssetKind.HOMESTAY:
        found += visits.check_homestay(facts.houses, facts.rooms, facts.capacity, facts.standard_on, today)
    return found


def check_offer(price: int | None, unit: str, capacity: int | None) -> list[Problem]:
    """A price (satang; 0 is free of charge) tells its unit; a capacity is at least one guest."""
    found = []
    if price and not unit:
        found.append(Problem("asset.price_unit", field="price_unit"))
    if capacity is not None and capacity < 1:
        found.append(Problem("asset.capacity", field="capacity"))
    return found


def check_term(first: date, last: date | None) -> list[Problem]:
    """An editor's term ends on or after its first day."""
    return [Problem("editor.dates", field="valid_until")] if last is not None and last < first else []
