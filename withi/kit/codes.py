"""Official area codes: 2 digits a province, 4 a district, 6 a tambon, 8 a village (tambon + moo).

A code is a path, so everything inside an area lies in one bytewise range of text. Codes and their
nesting are those of the Department of Provincial Administration.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from withi.kit.problem import Problem, Rule, register

Level = Literal["province", "district", "tambon", "village"]
Region = Literal["n", "ne", "c", "e", "s"]

LEVELS: Final[dict[int, Level]] = {2: "province", 4: "district", 6: "tambon", 8: "village"}
REGIONS: Final[dict[Region, tuple[str, str]]] = {
    "n": ("ภาคเหนือ", "North"),
    "ne": ("ภาคอีสาน", "Northeast"),
    "c": ("ภาคกลาง", "Central"),
    "e": ("ภาคตะวันออก", "East"),
    "s": ("ภาคใต้", "South"),
}
_REGION_OF: Final[dict[str, Region]] = {
    "1": "c",
    "2": "e",
    "3": "ne",
    "4": "ne",
    "5": "n",
    "6": "n",
    "7": "c",
    "8": "s",
    "9": "s",
}
REGION_DIGITS: Final[dict[Region, tuple[str, ...]]] = {
    region: tuple(digit for digit, found in _REGION_OF.items() if found == region) for region in REGIONS
}
"""The first digits of the codes of each region: a region has no code of its own."""
_SHAPE = re.compile(r"[1-9][0-9](?:[0-9]{2}){0,3}", re.ASCII)
AFTER_DIGITS: Final = ":"
"""The first ASCII sign after "9": closes a range of codes from above."""

register(
    Rule(
        "code.shape",
        "รหัสพื้นที่ต้องเป็นตัวเลข 2, 4, 6 หรือ 8 หลัก แต่ได้รับ “{code}” โปรดเลือกพื้นที่จากรายการ",
        "An area code has 2, 4, 6 or 8 digits, but “{code}” was given. Choose the area from the list.",
    ),
)


def is_code(text: str) -> bool:
    """Whether the text has the shape of an area code (its existence is for places to say)."""
    return _SHAPE.fullmatch(text) is not None


def level(code: str) -> Level:
    """The level of a code; Problem code.shape when it is none."""
    return LEVELS[len(_checked(code))]


def parent(code: str) -> str:
    """The code one level up; "" above a province."""
    return _checked(code)[:-2]


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above, province first, without the code itself."""
    return tuple(code[:size] for size in range(2, len(_checked(code)), 2))


def province(code: str) -> str:
    """The two digits of the province a code lies in."""
    return _checked(code)[:2]


def prefix_range(prefix: str) -> tuple[str, str]:
    """Bounds (low included, high excluded, compared bytewise) of every code that starts with prefix.

    "" bounds the whole country, rows of no known area included.
    """
    return prefix, prefix + AFTER_DIGITS if prefix else AFTER_DIGITS


def asked_range(text: str) -> tuple[str, str]:
    """The bounds of the area that somebody asks for; of no code at all where the text is none."""
    return prefix_range(text) if is_code(text) else ("?", "?")


def contains(area: str, code: str) -> bool:
    """Whether code is the area itself or lies in it; "" contains everything."""
    return code.startswith(area)


@lru_cache(maxsize=4096)
def region(code: str) -> Region:
    """The region of a code: north, northeast, central (west with it), east, south."""
    return _REGION_OF[_checked(code)[0]]


def moo(code: str) -> int | None:
    """The village number (หมู่ที่) in a village code, None at other levels."""
    return int(code[6:]) if level(code) == "village" else None


def _checked(code: str) -> str:
    if not is_code(code):
        raise Problem("code.shape", field="area_code", code=code)
    return code


def area_around(codes: Sequence[str]) -> str:
    """The smallest area that holds all of these codes; empty for the nation."""
    area = codes[0] if codes else ""
    while not all(code.startswith(area) for code in codes):
        area = area[:-2]
    return area
