"""The four marks and the star results: terms, points, validity, numbers, what a line of a list means. Pure.

Source: the department's four marks beside the segments (gold Premium, silver Classic, red Standard, blue Rising Star)
and its star selection (OPC) of one to five stars. A mark is decided by people: segments are held against it, never
turned into one.
"""

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import OSA

from withi.kit import problem, thai
from withi.kit.columns import Column
from withi.kit.era import BE_OFFSET
from withi.kit.problem import Problem, Rule

MARKS, STARS = "marks", "stars"
"""What dated terms are about."""
MOST_STARS = 5
EXPIRING_DAYS = 90
"""Marks that end within so many days stand in the list of expiring ones, and their producers are told."""
FIRST_YEAR, LAST_YEAR = 2544, 2700
MOST_LINES = 20_000
MOST_PROPOSED = 3
HUNDRED = 100
ALIKE = 0.75
"""How alike the names of two products of one producer are written to be proposed."""


class Colour(StrEnum):
    GOLD = "gold"
    SILVER = "silver"
    RED = "red"
    BLUE = "blue"


LETTERS = {Colour.GOLD: "P", Colour.SILVER: "C", Colour.RED: "S", Colour.BLUE: "R"}
"""What the numbers of certificates begin with."""


class State(StrEnum):
    APPLIED = "applied"
    HELD = "held"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """Another mark took its place."""


class Step(StrEnum):
    AWARD = "award"
    DECLINE = "decline"


class Answer(StrEnum):
    """What became of a line of a list."""

    MATCHED = "matched"
    PROPOSED = "proposed"
    NONE = "none"
    WRONG = "wrong"
    """The line itself cannot be read."""


problem.register(
    Rule(
        "marks.product",
        th="ยื่นขอเครื่องหมายได้เฉพาะผลิตภัณฑ์ที่เผยแพร่แล้วและมีผู้ผลิต กรุณาเผยแพร่ก่อน",
        en="Only a published product with a producer may apply for a mark. Please have it published first.",
    ),
    Rule(
        "marks.waiting",
        th="ผลิตภัณฑ์นี้มีคำขอเครื่องหมายที่รอพิจารณาอยู่แล้ว กรุณารอผลก่อนยื่นใหม่",
        en="An application of this product is waiting already. Please wait for it to be decided.",
    ),
    Rule(
        "marks.decided",
        th="คำขอนี้พิจารณาไปแล้ว กรุณาเปิดหน้าใหม่",
        en="This application was decided already. Please load the page again.",
    ),
    Rule(
        "marks.own",
        th="ผู้ยื่นหรือผู้ให้คะแนนตัดสินคำขอเดียวกันไม่ได้ กรุณาให้ผู้อื่นตัดสิน",
        en="Whoever applied or gave points cannot decide the same application. Somebody else has to.",
    ),
    Rule(
        "marks.unscored",
        th="ยังไม่มีผู้ให้คะแนนคำขอนี้ ให้เครื่องหมายไม่ได้จนกว่าจะมีคะแนน",
        en="Nobody has given points yet; no mark is given without them.",
    ),
    Rule(
        "marks.below",
        th="คะแนนเฉลี่ย {found} ต่ำกว่าเกณฑ์ {passes} ให้เครื่องหมายนี้ไม่ได้ ไม่อนุมัติพร้อมเหตุผล หรือให้คะแนนใหม่",
        en="The mean of {found} points is below the {passes} asked for. Decline it with a reason, or assess it anew.",
    ),
    Rule(
        "marks.points",
        th="คะแนนข้อนี้ต้องเป็น 0 ถึง {most}",
        en="The points of this part go from 0 to {most}.",
    ),
    Rule(
        "marks.reason",
        th="กรุณาบอกเหตุผล ผู้ผลิตจะได้อ่านข้อความนี้",
        en="Please give the reason; the producer reads it.",
    ),
    Rule(
        "marks.province",
        th="การให้เครื่องหมายเป็นอำนาจของจังหวัด ตำแหน่งของท่านเสนอความเห็นและให้คะแนนได้",
        en="Marks are decided by the province. Your position may assess and give points.",
    ),
    Rule(
        "marks.terms",
        th="เกณฑ์ฉบับใหม่ต้องเริ่มใช้ไม่ก่อนฉบับล่าสุด คือ {since}",
        en="New terms cannot begin before the latest ones, in force since {since}.",
    ),
    Rule(
        "marks.bands",
        th="คะแนนขั้นต่ำของดาวต้องลดลงตามจำนวนดาว และหนึ่งดาวเริ่มที่ 0",
        en="The least points of the stars must fall with their number, and one star begins at 0.",
    ),
    Rule(
        "marks.weights",
        th="คะแนนเต็มทุกด้านรวมกันต้องเป็น 100 ตอนนี้ได้ {found}",
        en="The points of all parts must add up to 100; now they make {found}.",
    ),
    Rule(
        "stars.columns",
        th="ไม่พบคอลัมน์ชื่อผลิตภัณฑ์หรือจำนวนดาวในไฟล์นี้ กรุณาตรวจหัวตาราง",
        en="This file has no column for the product's name or for its stars. Please look at its headings.",
    ),
    Rule(
        "stars.many",
        th="ไฟล์นี้มีเกิน {most} แถว กรุณาแบ่งเป็นหลายไฟล์",
        en="This file has more than {most} rows. Please send it in parts.",
    ),
    Rule(
        "stars.year",
        th="ปีต้องเป็น พ.ศ. เช่น 2566",
        en="The year is one of the Buddhist era, like 2566.",
    ),
)


# --- terms ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What points are given for, and the most of them."""

    label: str
    most: int


@dataclass(frozen=True)
class Grade:
    """One mark under some terms: its registered name, how long it holds, the mean it asks for, expected segments."""

    colour: Colour
    name: str
    title: str
    months: int
    passes: int
    segments: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """A dated version of the terms of marks or of the criteria of stars; `body` is plain, as it is stored."""

    about: str
    number: int
    valid_from: date
    source: str
    is_confirmed: bool
    body: Mapping[str, Any]

    @property
    def parts(self) -> list[Part]:
        return [Part(part["label"], int(part["most"])) for part in self.body["parts"]]

    def grade(self, colour: str) -> Grade:
        told = self.body["marks"][colour]
        return Grade(
            Colour(colour), told["name"], told["title"], told["months"], told["passes"], tuple(told["segments"])
        )  # fmt: skip

    @property
    def bands(self) -> dict[int, int]:
        """The least points of each number of stars, the most stars first."""
        return {stars: int(self.body["bands"][str(stars)]) for stars in range(MOST_STARS, 0, -1)}


def check_terms(about: str, body: Mapping[str, Any]) -> None:
    """Refuse parts that do not make a hundred, and bands that do not fall."""
    total = sum(int(part["most"]) for part in body["parts"])
    if total != HUNDRED:
        raise Problem("marks.weights", found=total)
    if about == STARS:
        least = [int(body["bands"][str(stars)]) for stars in range(1, MOST_STARS + 1)]
        if least != sorted(set(least)) or least[0] != 0:
            raise Problem("marks.bands")


def check_points(parts: Sequence[Part], points: Sequence[int]) -> int:
    """The sum of the points; refused where one is more than its part gives."""
    for place, (part, given) in enumerate(zip(parts, points, strict=True), 1):
        if not 0 <= given <= part.most:
            raise Problem("marks.points", field=f"part{place}", most=part.most)
    return sum(points)


def mean(totals: Sequence[int]) -> int | None:
    """The mean of what the assessors gave, in hundredths of a point, rounded down; None without any."""
    return sum(totals) * HUNDRED // len(totals) if totals else None


def said_points(hundredths: int | None) -> str:
    """Points as people write them: "82.5"; empty for none."""
    return "" if hundredths is None else f"{hundredths / HUNDRED:.2f}".rstrip("0").rstrip(".")


def stars_of(bands: Mapping[int, int], score: int) -> int:
    """The stars of a score in hundredths."""
    return next(stars for stars, least in sorted(bands.items(), reverse=True) if score >= least * HUNDRED or stars == 1)


# --- validity and numbers ------------------------------------------------------------------------


def last_day(since: date, months: int) -> date:
    """The last day of a mark that holds for so many months from a day, this day included."""
    place = since.year * 12 + since.month - 1 + months
    year, month = divmod(place, 12)
    day = min(since.day, calendar.monthrange(year, month + 1)[1])
    return date.fromordinal(date(year, month + 1, day).toordinal() - 1)


def series_of(colour: str, area_code: str, day: date) -> str:
    """What numbers of certificates of a mark, province and year begin with: "P40-2569"."""
    return f"{LETTERS[Colour(colour)]}{area_code[:2]}-{day.year + BE_OFFSET}"


def number_of(series: str, place: int) -> str:
    return f"{series}-{place:04d}"


def holds(state: str, valid_until: date | None, today: date) -> bool:
    """Whether guests see the mark today: expiry takes it off on the day after its last one."""
    return state == State.HELD and valid_until is not None and today <= valid_until


# --- lines of a result list ----------------------------------------------------------------------

PRODUCER_HEADINGS = (
    "ผู้ผลิต/ผู้ประกอบการ", "ชื่อผู้ผลิต", "ชื่อกลุ่ม", "กลุ่มผู้ผลิต", "ผู้ประกอบการ", "ชื่อผู้ประกอบการ", "วิสาหกิจ",
)  # fmt: skip
COLUMNS = (
    Column("name", "ชื่อผลิตภัณฑ์", "Product", ("ผลิตภัณฑ์", "ชื่อสินค้า", "สินค้า", "รายการ", "ชื่อ"), required=True),
    Column("producer", "ผู้ผลิต", "Producer", PRODUCER_HEADINGS),
    Column("official", "เลขทะเบียน", "Official number", ("รหัสผลิตภัณฑ์", "เลขที่ทะเบียน", "รหัส otop", "เลขทะเบียนผลิตภัณฑ์")),
    Column("stars", "ระดับดาว", "Stars", ("ดาว", "จำนวนดาว", "ผลการคัดสรร", "ผลคัดสรร", "ระดับ"), required=True),
    Column("score", "คะแนน", "Score", ("คะแนนรวม", "คะแนนที่ได้")),
)


@dataclass(frozen=True)
class Line:
    """A line of a list as it was read; `stars` and `score` (hundredths) None where they cannot be."""

    number: int
    name: str
    producer: str
    official: str
    stars: int | None
    score: int | None


@dataclass(frozen=True)
class Known:
    """A product a line may mean."""

    pk: int
    name: str
    producer: str
    official: str


@dataclass(frozen=True)
class Match:
    """Which product a line means and how that is known; `others` are proposals, the likeliest first."""

    answer: Answer
    product: int | None = None
    how: str = ""
    others: tuple[int, ...] = ()


class Shelf:
    """Products of an area by number, by name with producer, and by name."""

    def __init__(self, products: Iterable[Known]) -> None:
        self.official: dict[str, list[int]] = {}
        self.whole: dict[tuple[str, str], list[int]] = {}
        self.named: dict[str, list[int]] = {}
        self.made: dict[str, list[tuple[str, int]]] = {}
        for product in products:
            name, producer = thai.fold(product.name), thai.fold(product.producer)
            if product.official:
                self.official.setdefault(product.official, []).append(product.pk)
            self.whole.setdefault((name, producer), []).append(product.pk)
            self.named.setdefault(name, []).append(product.pk)
            self.made.setdefault(producer, []).append((name, product.pk))

    def match(self, line: Line) -> Match:
        """By the official number, then by name and producer together.

        A name alone, or a producer with a name much like it, is only a proposal.
        """
        if line.stars is None:
            return Match(Answer.WRONG)
        if line.official and (found := self.official.get(line.official)):
            return Match(Answer.MATCHED, found[0], "official") if len(found) == 1 else proposed(found, "official")
        name, producer = thai.fold(line.name), thai.fold(line.producer)
        if producer and (found := self.whole.get((name, producer))):
            return Match(Answer.MATCHED, found[0], "whole") if len(found) == 1 else proposed(found, "whole")
        if found := self.named.get(name, []):
            return proposed(found, "name")
        return proposed(self._spelled_alike(name, producer), "alike")

    def _spelled_alike(self, name: str, producer: str) -> list[int]:
        """The producer's own products whose names are much like this one, the likeliest first."""
        own = self.made.get(producer, []) if producer else []
        likeness = [(OSA.normalized_similarity(name, other), pk) for other, pk in own]
        return [pk for like, pk in sorted(likeness, key=lambda pair: (-pair[0], pair[1])) if like >= ALIKE]


def proposed(found: Sequence[int], how: str) -> Match:
    """Products a person has to choose from; NONE where there is none."""
    return Match(Answer.PROPOSED, None, how, tuple(found[:MOST_PROPOSED])) if found else Match(Answer.NONE)


def read_stars(text: str) -> int | None:
    """Stars as lists write them: "5", "5.0", "5 ดาว", "ดาว 5", "ห้าดาว", "5 stars", "★★★☆☆"; None for anything else."""
    clean = thai.digits(text).strip().lower()
    if clean and set(clean) <= {"★", "*", "☆"}:
        full = len(clean) - clean.count("☆")
        return full if len(clean) <= MOST_STARS and full else None
    found = STARS_WRITTEN.fullmatch(clean)
    return int(WORDS.get(found[1], found[1])) if found else None


WORDS = {"หนึ่ง": "1", "สอง": "2", "สาม": "3", "สี่": "4", "ห้า": "5"}
STARS_WRITTEN = re.compile(
    rf"(?:ระดับ)?\s*(?:ดาว)?\s*([1-{MOST_STARS}]|{'|'.join(WORDS)})(?:\.0+)?\s*(?:ดาว|stars?|★|\*)?\s*(?:\([^)]*\))?"
)


def read_score(text: str) -> int | None:
    """A score of at most 100 in hundredths; None for what is none."""
    whole, _, rest = thai.digits(text).strip().partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= len("100") and (not rest or rest.isdecimal())):
        return None
    score = int(whole) * HUNDRED + int(f"{rest}00"[:2])
    return score if score <= HUNDRED * HUNDRED else None
