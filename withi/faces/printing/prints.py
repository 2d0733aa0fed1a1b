"""What is printed of a community: which things, of what size, which facts they show, and when one is out of date. Pure.

A print is told by its stamp: six signs made from the facts that it shows, so that the same facts give the same stamp
for ever. When a fact of it changes, the print is out of date, and the fact is named.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s
from typing import Final

from withi.kit import problem
from withi.kit.geo import distance_km
from withi.kit.problem import Rule

Facts = Mapping[str, str]
"""What a print shows, each fact under a key: `phone`, `asset:12`, `asset:12/text`."""


class What(StrEnum):
    """The things that are printed of a community."""

    TRIFOLD = "trifold"
    A5 = "a5"
    BOARD = "board"
    SIGN = "sign"
    POSTER = "poster"
    LABEL = "label"


class Arrow(StrEnum):
    """Where a sign points."""

    LEFT = "left"
    AHEAD = "ahead"
    RIGHT = "right"


class Condition(StrEnum):
    """How a run is found."""

    GOOD = "good"
    WORN = "worn"
    GONE = "gone"
    REPLACED = "replaced"


IN_USE: Final = (Condition.GOOD, Condition.WORN)
"""Conditions in which people still read it."""
BROCHURES: Final = (What.TRIFOLD, What.A5)
TELLING: Final = (*BROCHURES, What.BOARD)
"""Prints that tell all there is; the others show a name."""
SIZES_MM: Final[Mapping[str, tuple[int, int]]] = {"60x40": (600, 400), "90x60": (900, 600), "120x40": (1200, 400)}
"""Signs by width and height."""
BOARDS_MM: Final[Mapping[str, tuple[int, int]]] = {"a2": (420, 594), "a1": (594, 841), "a0": (841, 1189)}
"""Boards of an information centre."""
TRIM_MM: Final[Mapping[str, tuple[int, int]]] = {What.TRIFOLD: (297, 210), What.A5: (148, 210)}
PICTURES: Final = ("village", "see", "do", "eat", "sleep", "buy", "pin")
"""Pictograms of a sign, by their name in the site's own set."""
LONGEST_STORY: Final = 2_600
"""Letters: a longer story fits on no panel at a size that is read, and is not even tried."""
DPI: Final = 300
DPI_FROM_AFAR: Final = 100
"""What is read from a metre away needs no more dots to an inch."""
MOST_POINTS: Final = 9
FAR_KM: Final = 12.0
APART: Final = 0.11
"""Points of a plan stand so far apart, as a share of its width."""
REACH: Final = 0.43
"""The farthest stands so far from the middle."""
KM_TO_DEGREE: Final = 111.32
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs that are not taken for one another."""
_LENGTH: Final = 6

problem.register(
    Rule(
        "print.not_public",
        th="พิมพ์ได้เมื่อชุมชนเผยแพร่แล้ว เพราะคิวอาร์ในงานพิมพ์นำไปหน้าสาธารณะ กรุณาส่งตรวจและรออนุมัติก่อน",
        en="It can be printed once the community is public: its code leads to the public page. Send it for approval.",
    ),
    Rule(
        "print.changed",
        th="ข้อมูลเปลี่ยนไปหลังจากเปิดหน้านี้ รุ่น {stamp} จึงไม่ใช่รุ่นล่าสุด กรุณาตรวจตัวอย่างแล้วพิมพ์ใหม่ก่อนบันทึก",
        en="Facts changed since this page was opened, so version {stamp} is not the newest. Look again and print anew.",
    ),
    Rule(
        "print.no_sign",
        th="ยังไม่ได้เลือกป้ายที่จะพิมพ์ กรุณาเลือกอย่างน้อยหนึ่งป้าย",
        en="No sign was chosen. Please choose at least one.",
    ),
    Rule(
        "print.over",
        th="งานพิมพ์นี้ถูกแทนด้วยของใหม่หรือไม่มีแล้ว จึงเปลี่ยนสภาพไม่ได้",
        en="This print was replaced or is gone, so its condition cannot be changed.",
    ),
)


def least_dots(what: What) -> int:
    """Dots to an inch that a photo must have to be sharp on such a print."""
    return DPI_FROM_AFAR if what == What.BOARD else DPI


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: the thing, its language, and for a sign its size, arrow, distance, pictogram and goal."""

    what: What
    lang: str = "th"
    size: str = ""
    arrow: str = ""
    metres: int | None = None
    picture: str = ""
    asset: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that a print shows otherwise than it is now; `now` is empty where there is nothing any more."""

    key: str
    shown: str
    now: str


def stamp_of(facts: Facts) -> str:
    """The version of a print that shows these facts: six signs."""
    told = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)
    number = int.from_bytes(blake2s(told.encode(), digest_size=8).digest())
    signs = []
    for _place in range(_LENGTH):
        number, sign = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(signs)


def shown(facts: Facts, left: Sequence[str]) -> dict[str, str]:
    """The facts without those that found no room; what is told of a thing goes with the thing."""
    return {key: text for key, text in facts.items() if key not in left and key.partition("/")[0] not in left}


def changes(printed: Facts, now: Facts) -> list[Change]:
    """What a print shows and is no longer so. What is new and does not stand on it makes no print wrong."""
    return [Change(key, text, now.get(key, "")) for key, text in printed.items() if now.get(key, "") != text]


def dots(px: tuple[int, int], mm: tuple[float, float]) -> int:
    """How many dots to an inch a photo (width, height) has when it fills a frame of this size, cut where it must be."""
    return int(min(px[0] / mm[0], px[1] / mm[1]) * 25.4)


@dataclass(frozen=True, slots=True)
class Point:
    """A thing on a plan: where it stands, as a share of the plan's width from its middle, and how far that is."""

    x: float
    y: float
    km: float


def plan_of(centre: tuple[float, float], places: Sequence[tuple[float, float]]) -> list[Point]:
    """Places (latitude, longitude) around a centre, north up.

    Whoever calls leaves out what is farther than `FAR_KM`. Places that would cover one another are pushed apart.
    """
    narrow = math.cos(math.radians(centre[0]))
    km = [((lon - centre[1]) * narrow * KM_TO_DEGREE, (lat - centre[0]) * KM_TO_DEGREE) for lat, lon in places]
    reach = max([0.2, *(max(abs(x), abs(y)) for x, y in km)])
    spread = _apart([(REACH * x / reach, -REACH * y / reach) for x, y in km])
    away = [distance_km(centre, place) for place in places]
    return [Point(x, y, far) for (x, y), far in zip(spread, away, strict=True)]


def _apart(points: list[tuple[float, float]], rounds: int = 40) -> list[tuple[float, float]]:
    """Points moved until none covers another or the middle, kept inside the plan."""
    found = [(0.0, 0.0), *points]
    for _round in range(rounds):
        for one in range(len(found)):
            for other in range(one + 1, len(found)):
                found[one], found[other] = _pushed(found[one], found[other], other)
        found[0] = (0.0, 0.0)
        found = [(max(-0.46, min(0.46, x)), max(-0.46, min(0.46, y))) for x, y in found]
    return found[1:]


def _pushed(
    one: tuple[float, float], other: tuple[float, float], turn: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two points, as far apart as they must be; two in one spot go the way of their number."""
    away_x, away_y = other[0] - one[0], other[1] - one[1]
    far = math.hypot(away_x, away_y)
    if far >= APART:
        return one, other
    if far < 1e-9:
        away_x, away_y, far = math.cos(turn), math.sin(turn), 1.0
        step = APART / 2
    else:
        step = (APART - far) / 2
    push_x, push_y = away_x / far * step, away_y / far * step
    return (one[0] - push_x, one[1] - push_y), (other[0] + push_x, other[1] + push_y)
