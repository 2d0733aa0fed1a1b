"""Codes that guests scan, what proves that somebody was there, the word of the day, guests beside income. Pure.

A code names a place and is signed (`access.py`). One on a screen lives ten minutes, so a picture of it that is passed
on is soon worth nothing; one on paper never changes, so it asks for a position or the word that hangs at the place.
Source of the ten minutes and of the twelve points: decisions of this project, written down in the room's README.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import sqrt

from withi.kit import era, geo, problem, thai
from withi.kit.problem import Problem, Rule

SCREEN, PAPER = "s", "p"
CODE = re.compile(r"([sp])-([0-9a-z]{1,10})-([0-9a-z]{1,10})-([0-9a-f]{20})")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MINUTE = 60
LIFE = 10 * MINUTE
"""Seconds through which the code of a screen is taken."""
AHEAD = 2 * MINUTE
"""Clocks of two servers may differ by so much before a code counts as one from tomorrow."""
SLOT = 10 * MINUTE
MOST_IN_SLOT = 300
"""Posts from one address to one place: a telephone company sends a whole fair from one address."""
NEAR_KM, VAGUE_KM = 3.0, 2.0
"""How far from the place's point its guests still are; a vague position is given as much again, up to this."""
LARGEST_GROUP, MOST_NIGHTS = 2_000, 30
DAYS_BACK = 31
"""How late a host may still write down a group."""
LEAST_POINTS = 12
LAGS = (0, 1, 2)
STRONG, SOME = 0.6, 0.3
WORDS = (
    ("ช้าง", "elephant"), ("ควาย", "buffalo"), ("นกยูง", "peacock"), ("ปลา", "fish"), ("ผีเสื้อ", "butterfly"),
    ("กระต่าย", "rabbit"), ("เต่า", "turtle"), ("ไก่", "rooster"), ("มะม่วง", "mango"), ("ขนุน", "jackfruit"),
    ("มะพร้าว", "coconut"), ("กล้วย", "banana"), ("ข้าว", "rice"), ("น้ำตาล", "sugar"), ("น้ำผึ้ง", "honey"),
    ("ชา", "tea"), ("ดอกบัว", "lotus"), ("ไผ่", "bamboo"), ("ภูเขา", "mountain"), ("แม่น้ำ", "river"),
    ("ทะเล", "sea"), ("พระจันทร์", "moon"), ("ดาว", "star"), ("ฝน", "rain"), ("ลม", "wind"),
    ("สายรุ้ง", "rainbow"), ("เรือ", "boat"), ("กลอง", "drum"), ("ขลุ่ย", "flute"), ("ร่ม", "umbrella"),
    ("ตะกร้า", "basket"), ("โคมไฟ", "lantern"), ("ผ้าไหม", "silk"), ("คราม", "indigo"), ("ทอง", "gold"),
    ("เงิน", "silver"),
)  # fmt: skip
FIRST_NUMBER, NUMBERS = 10, 90


class Proof(StrEnum):
    """What says that the guest stood there."""

    SCREEN = "screen"
    POSITION = "position"
    WORD = "word"
    UNVERIFIED = "unverified"


class Purpose(StrEnum):
    LEISURE = "leisure"
    STUDY = "study"
    FESTIVAL = "festival"
    TRADE = "trade"
    OTHER = "other"


problem.register(
    Rule(
        "checkin.unknown",
        th="รหัสเช็คอินนี้ไม่ใช่ของเรา กรุณาสแกนใหม่จากป้ายหรือจอของชุมชนโดยตรง",
        en="This check-in code is none of ours. Please scan it again from the community's own poster or screen.",
    ),
    Rule(
        "checkin.expired",
        th="รหัสจากจอนี้เกิน 10 นาทีแล้ว จึงยังไม่ได้นับ กรุณาสแกนรหัสที่อยู่บนจอของชุมชนตอนนี้",
        en="This code is older than 10 minutes and was not counted. Please scan the one on the community's screen now.",
    ),
    Rule(
        "checkin.clock",
        th="รหัสนี้บอกเวลาที่ยังมาไม่ถึง นาฬิกาของระบบอาจไม่ตรง กรุณาสแกนใหม่ในอีกไม่กี่นาที หรือบอกเจ้าบ้าน",
        en="This code is from a time still to come: a clock is wrong. Scan again in some minutes, or tell the host.",
    ),
    Rule(
        "checkin.replaced",
        th="ชุมชนเปลี่ยนป้ายเช็คอินแล้ว ป้ายแผ่นนี้ใช้ไม่ได้ กรุณาสแกนจากป้ายใหม่",
        en="The community has a new check-in poster and this one counts no more. Please scan the new one.",
    ),
    Rule(
        "checkin.often",
        th="มีการเช็คอินที่นี่จากเครือข่ายเดียวกันมากเกินไปในเวลาสั้น ๆ กรุณารอ 10 นาทีแล้วลองใหม่ หรือให้เจ้าบ้านนับเป็นหมู่คณะ",
        en="Too many check-ins here from one network. Wait 10 minutes and try again, or let the host count your group.",
    ),
    Rule(
        "checkin.cookie",
        th="เปิดหน้านี้ค้างไว้ข้ามวัน หรือเครื่องไม่รับคุกกี้ จึงยังไม่ได้นับ กรุณาสแกนใหม่ แล้วกดเช็คอินอีกครั้ง",
        en="The page is of another day, or your phone takes no cookies, so nothing was counted. Scan and tap again.",
    ),
    Rule(
        "checkin.word",
        th="ไม่ตรงกับคำประจำวันของที่นี่ ดูคำที่ป้ายหน้างานหรือถามเจ้าบ้าน หรือเว้นว่างไว้ก็ได้",
        en="That is not today's word of this place. Look at the board or ask your host, or leave it empty.",
    ),
    Rule(
        "checkin.far",
        th="ตำแหน่งของท่านอยู่ห่างจากชุมชนนี้ประมาณ {km} กม. จึงยังไม่ได้นับ ถ้าอยู่ที่ชุมชนแล้ว กรุณากรอกคำประจำวันแทน",
        en="You seem to be about {km} km from here, so nothing was counted. If you are here, type the word of the day.",
    ),
    Rule(
        "checkin.empty",
        th="กรุณากรอกจำนวนคนอย่างน้อยหนึ่งคน",
        en="Please give at least one guest.",
    ),
    Rule(
        "checkin.large",
        th="หมู่คณะหนึ่งมีได้ไม่เกิน {most} คน กรุณาตรวจจำนวนอีกครั้ง",
        en="A group has at most {most} people. Please check the number.",
    ),
    Rule(
        "checkin.day",
        th="บันทึกย้อนหลังได้ไม่เกิน {days} วัน และบันทึกวันที่ยังมาไม่ถึงไม่ได้",
        en="Groups are written down up to {days} days late, and not for a day to come.",
    ),
    Rule(
        "checkin.nights",
        th="จำนวนคืนต้องอยู่ระหว่าง 0 ถึง {most}",
        en="Nights must be between 0 and {most}.",
    ),
    Rule(
        "checkin.twice",
        th="บันทึกนี้ส่งไปแล้วด้วยจำนวนอื่น กรุณาเปิดหน้าใหม่ แล้วดูว่านับไว้เท่าไร",
        en="This entry was sent before with other numbers. Please open the page again and see what was counted.",
    ),
    Rule(
        "checkin.taken_back",
        th="รายการนี้ถูกยกเลิกไปแล้ว กรุณาเปิดหน้าใหม่",
        en="This entry was taken back already. Please load the page again.",
    ),
    Rule(
        "checkin.closed",
        th="ตอนนี้ชุมชนยังไม่รับนักท่องเที่ยว จึงนับไม่ได้ กรุณาเปลี่ยนสถานะการรับนักท่องเที่ยวก่อน",
        en="The community takes no guests now, so none are counted. Change its receiving state first.",
    ),
)


# --- codes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says: on a screen or on paper, of which place, and its minute or the poster's number."""

    kind: str
    community: int
    serial: int

    @property
    def plain(self) -> str:
        """What is signed, and stands before the signature."""
        return f"{self.kind}-{in_36(self.community)}-{in_36(self.serial)}"


def read_code(text: str) -> tuple[Code, str]:
    """A code and its signature, which is still to be checked. Problem checkin.unknown (404) for anything else."""
    found = CODE.fullmatch(text)
    if found is None:
        raise Problem("checkin.unknown", status=404)
    kind, community, serial, signature = found.groups()
    return Code(kind, int(community, 36), int(serial, 36)), signature


def screen_code(community: int, now: float) -> Code:
    """The code of a place's screen in this minute."""
    return Code(SCREEN, community, int(now) // MINUTE)


def paper_code(community: int, serial: int) -> Code:
    """The code of a place's poster."""
    return Code(PAPER, community, serial)


def check_life(code: Code, now: float, serial: int) -> None:
    """Refuse a screen's code that is too old or from a time to come, and a poster that was replaced."""
    if code.kind == PAPER:
        if code.serial != serial:
            raise Problem("checkin.replaced", status=410)
        return
    age = now - code.serial * MINUTE
    if age >= LIFE:
        raise Problem("checkin.expired", status=410)
    if age < -AHEAD:
        raise Problem("checkin.clock", status=409)


def in_36(number: int) -> str:
    """A number in few signs that every camera reads well."""
    signs = ""
    while number:
        number, rest = divmod(number, 36)
        signs = DIGITS[rest] + signs
    return signs or "0"


# --- proof ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """What a guest gave beside the code: a word, or the position that her phone told and how vague it is (metres)."""

    word: str = ""
    at: tuple[float, float] | None = None
    vague: float = 0.0


def proof_of(code: Code, given: Given, words: Sequence[str], at: tuple[float, float] | None) -> Proof:
    """What proves that the guest is there. Problem checkin.word or checkin.far where what she gave speaks against it.

    `words` are those of the day, `at` where the place is; without it no position proves anything.
    """
    if code.kind == SCREEN:
        return Proof.SCREEN
    if given.word:
        if bare(given.word) in {bare(word) for word in words}:
            return Proof.WORD
        raise Problem("checkin.word", field="word")
    if given.at is None or at is None:
        return Proof.UNVERIFIED
    far = geo.distance_km(given.at, at)
    if far > NEAR_KM + min(max(given.vague, 0.0) / 1000, VAGUE_KM):
        raise Problem("checkin.far", status=409, field="word", km=f"{far:,.0f}")
    return Proof.POSITION


def words_of(number: int) -> tuple[str, str]:
    """The word of a day in Thai and in English, from a number that only this installation can make."""
    number, place = divmod(number, len(WORDS))
    tail = FIRST_NUMBER + number % NUMBERS
    return f"{WORDS[place][0]} {tail}", f"{WORDS[place][1]} {tail}"


def bare(word: str) -> str:
    """A word as it is compared: without spaces, in small letters and plain digits."""
    return "".join(thai.digits(word).casefold().split())


# --- groups that a host counts -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """A group as its host wrote it down."""

    day: date
    thai: int
    foreign: int
    purpose: Purpose
    nights: int = 0


def is_reported(group: Group) -> bool:
    """Whether hosts owe a notice within 24 hours (ตม.30): foreigners who stay the night, Immigration Act section 38."""
    return group.foreign > 0 and group.nights > 0


def check_group(group: Group, today: date) -> None:
    """Refuse a group of nobody, one too large, and one of a day to come or long past."""
    if group.thai + group.foreign < 1:
        raise Problem("checkin.empty", field="thai")
    if group.thai + group.foreign > LARGEST_GROUP:
        raise Problem("checkin.large", field="thai", most=LARGEST_GROUP)
    if not 0 <= group.nights <= MOST_NIGHTS:
        raise Problem("checkin.nights", field="nights", most=MOST_NIGHTS)
    if not 0 <= (today - group.day).days <= DAYS_BACK:
        raise Problem("checkin.day", field="day", days=DAYS_BACK)


# --- guests beside income ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lag:
    """How the guests of a month and the income so many months later moved: of how many months, and how alike.

    `alike` is the rank correlation, -1 to 1; None below twelve points, or where one of the two never changed.
    """

    months: int
    points: int
    alike: float | None


def lagged(guests: Mapping[int, int], income: Mapping[int, int]) -> list[Lag]:
    """One series of guests by month against the income of the same month and of the two after it."""
    return [_lag(guests, income, months) for months in LAGS]


def _lag(guests: Mapping[int, int], income: Mapping[int, int], months: int) -> Lag:
    later = {month: era.month_shifted(month, months) for month in guests}
    pairs = [(guests[month], income[then]) for month, then in sorted(later.items()) if then in income]
    return Lag(months, len(pairs), alike(pairs) if len(pairs) >= LEAST_POINTS else None)


def alike(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Spearman's rank correlation; None where one of the two never changes."""
    left, right = (ranks([pair[side] for pair in pairs]) for side in (0, 1))
    middle = (len(pairs) + 1) / 2
    both = sum((a - middle) * (b - middle) for a, b in zip(left, right, strict=True))
    spread = sqrt(sum((a - middle) ** 2 for a in left) * sum((b - middle) ** 2 for b in right))
    return both / spread if spread else None


def ranks(values: Sequence[int]) -> list[float]:
    """The place of each value from below; equal ones share theirs."""
    order = sorted(values)
    places: dict[int, float] = {}
    for place, value in enumerate(order, 1):
        places.setdefault(value, place + (order.count(value) - 1) / 2)
    return [places[value] for value in values]


def slot_of(now: datetime) -> int:
    """The ten minutes in which posts from one address are counted together."""
    return int(now.timestamp()) // SLOT


def is_month(key: int) -> bool:
    """Whether a number names a month that guests may have come in."""
    return 1 <= key % 100 <= 12 and 2000 <= key // 100 <= 2157
