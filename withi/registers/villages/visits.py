"""What a visit needs to know of a community: facilities, languages, months, and what the law lets a homestay be. Pure.

`rules` and the modules of the room use it; `rules` opens it to others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from withi.kit import problem
from withi.kit.problem import Problem, Rule

LEAST_MINUTES, MOST_MINUTES = 5, 720


class Facility(StrEnum):
    TOILET = "toilet"
    PARKING = "parking"
    STEP_FREE = "step_free"
    PRAYER = "prayer"
    HALAL = "halal"
    VEGETARIAN = "vegetarian"


class Speech(StrEnum):
    THAI = "th"
    ENGLISH = "en"
    CHINESE = "zh"
    JAPANESE = "ja"
    KOREAN = "ko"
    MALAY = "ms"
    LAO = "lo"
    KHMER = "km"
    NORTHERN = "nod"
    SIGN = "sign"


class Hazard(StrEnum):
    SMOKE = "smoke"
    FLOOD = "flood"
    DROUGHT = "drought"


problem.register(
    Rule(
        "asset.minutes",
        th="เวลาที่ใช้ต้องอยู่ระหว่าง 5 ถึง {most} นาที ถ้าไม่ทราบให้เว้นว่าง",
        en="A visit takes 5 to {most} minutes. Leave it empty if unknown.",
    ),
    Rule(
        "homestay.rooms",
        th="โฮมสเตย์หนึ่งหลังมีได้ไม่เกิน {rooms} ห้อง {houses} หลังจึงไม่เกิน {most} ห้อง"
        " เกินกว่านี้ต้องมีใบอนุญาตโรงแรม กรุณาตรวจจำนวนหลังและจำนวนห้อง",
        en="A homestay house has at most {rooms} rooms, so {houses} have {most}."
        " More needs a hotel licence: check houses and rooms.",
    ),
    Rule(
        "homestay.guests",
        th="โฮมสเตย์หนึ่งหลังรับผู้พักได้ไม่เกิน {guests} คน {houses} หลังจึงไม่เกิน {most} คน"
        " เกินกว่านี้ต้องมีใบอนุญาตโรงแรม กรุณาตรวจจำนวนหลังและจำนวนคน",
        en="A homestay house takes at most {guests} guests, so {houses} take {most}."
        " More needs a hotel licence: check houses and guests.",
    ),
    Rule(
        "homestay.standard",
        th="วันที่ได้รับมาตรฐานต้องเป็นวันนี้หรือก่อนหน้านี้ ตามที่เขียนในใบรับรอง",
        en="The standard was given today or earlier; copy the day from the certificate.",
    ),
    Rule(
        "community.months",
        th="เลือกทั้งเดือนแรกและเดือนสุดท้าย หรือเว้นว่างทั้งสองช่อง",
        en="Choose the first and the last month, or leave both empty.",
    ),
    Rule(
        "community.hospital",
        th="บอกเบอร์หรือระยะทางแล้ว ต้องบอกชื่อโรงพยาบาลด้วย",
        en="With a number or a distance, please give the hospital's name.",
    ),
)


@dataclass(frozen=True, slots=True)
class Homestay:
    """What the law lets a homestay be from a day on (each house), and for how many years its standard holds."""

    valid_from: date
    rooms: int
    guests: int
    standard_years: int
    source: str


HOMESTAYS: tuple[Homestay, ...] = (
    Homestay(
        date(2023, 10, 29),
        8,
        30,
        3,
        "กฎกระทรวงกำหนดประเภทและหลักเกณฑ์การประกอบธุรกิจโรงแรม (ฉบับที่ 2) พ.ศ. 2566; มาตรฐานโฮมสเตย์ไทย กรมการท่องเที่ยว",
    ),
)


def homestay_on(day: date) -> Homestay:
    """The limits in force on a day; the first ones for days before all."""
    return max(
        (one for one in HOMESTAYS if one.valid_from <= day), key=lambda one: one.valid_from, default=HOMESTAYS[0]
    )


def standard_until(since: date) -> date:
    """The last day of a homestay standard given on a day."""
    year = since.year + homestay_on(since).standard_years
    same = since.replace(year=year) if (since.month, since.day) != (2, 29) else date(year, 3, 1)
    return same - timedelta(days=1)


def check_minutes(minutes: int | None) -> list[Problem]:
    """How long a visit takes, where it is told."""
    if minutes is None or LEAST_MINUTES <= minutes <= MOST_MINUTES:
        return []
    return [Problem("asset.minutes", field="minutes", most=MOST_MINUTES)]


def check_homestay(
    houses: int | None, rooms: int | None, guests: int | None, standard_on: date | None, today: date
) -> list[Problem]:
    """A house beyond the limits of its day is a hotel by law; judged only where houses or rooms are told."""
    found = []
    if standard_on and standard_on > today:
        found.append(Problem("homestay.standard", field="standard_on"))
    if houses is None and rooms is None:
        return found
    limit, several = homestay_on(today), max(houses or 1, 1)
    if rooms is not None and rooms > limit.rooms * several:
        values = {"rooms": limit.rooms, "houses": several, "most": limit.rooms * several}
        found.append(Problem("homestay.rooms", field="rooms", **values))
    if guests is not None and guests > limit.guests * several:
        values = {"guests": limit.guests, "houses": several, "most": limit.guests * several}
        found.append(Problem("homestay.guests", field="capacity", **values))
    return found


def months_of(span: str) -> tuple[int, ...]:
    """The months of "11-2": 11, 12, 1, 2; none for an empty text."""
    if not span:
        return ()
    first, last = map(int, span.split("-"))
    return tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))


def check_visit(facts: Mapping[str, Any]) -> list[Problem]:
    """A hospital that is told of by number or distance has a name."""
    told = facts.get("hospital_phone") or facts.get("hospital_km") is not None
    return [Problem("community.hospital", field="hospital_th")] if told and not facts.get("hospital_th") else []


def read_facilities(line: str) -> dict[str, bool]:
    """What a community says it has (True) and has not (False), from "toilet,parking,-prayer"; the rest is not told."""
    return {name.removeprefix("-"): not name.startswith("-") for name in line.split(",") if name}


def write_facilities(told: Mapping[str, bool | None]) -> str:
    return ",".join(name if has else f"-{name}" for name, has in told.items() if has is not None)
