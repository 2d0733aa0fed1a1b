"""Positions on the ground: distance, and whether a position can be where its address says.

Latitude before longitude, decimal degrees (WGS 84). Provinces are known by rough boxes only, so "ok"
means plausible, not proven.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Final, Literal

from withi.kit.boxes import BOXES, Box
from withi.kit.problem import Rule, register
from withi.kit.thai import clean, digits

Point = tuple[float, float]
Finding = Literal["ok", "swapped", "outside_country", "outside_province", "incomplete", "unreadable"]

EARTH_KM: Final = 6371.0088
SLACK_DEG: Final = 0.05
"""About 5 km: boundaries are simplified and a pier or a pass may lie just across the line."""

register(
    Rule(
        "geo.swapped",
        "ละติจูดกับลองจิจูดสลับช่องกัน จึงสลับกลับให้แล้ว",
        "Latitude and longitude stood in each other's place and were exchanged.",
    ),
    Rule(
        "geo.outside_country",
        "พิกัดนี้อยู่นอกประเทศไทย ให้ตรวจตัวเลขหรือปักหมุดใหม่",
        "This position lies outside Thailand. Check the figures or set the pin again.",
    ),
    Rule(
        "geo.outside_province",
        "พิกัดนี้อยู่นอกจังหวัดของที่อยู่ ให้ตรวจพิกัดหรือจังหวัด",
        "This position lies outside the province of the address. Check the position or the province.",
    ),
    Rule(
        "geo.incomplete",
        "พิกัดต้องมีทั้งละติจูดและลองจิจูด ให้กรอกให้ครบหรือเว้นว่างทั้งสองช่อง",
        "A position needs both latitude and longitude. Fill in both or leave both empty.",
    ),
    Rule(
        "geo.unreadable",
        "อ่านพิกัดไม่ได้ ให้กรอกเป็นองศาทศนิยม เช่น 16.4322 และ 102.8236",
        "The position cannot be read. Write decimal degrees, such as 16.4322 and 102.8236.",
    ),
)


@dataclass(frozen=True, slots=True)
class Position:
    """A position as judged. `finding` other than "ok" is the tail of a rule code "geo.*".

    Swapped figures are already exchanged; lat and lon are None where they are missing or unreadable.
    """

    lat: float | None
    lon: float | None
    finding: Finding


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance in kilometres between two (lat, lon)."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(half, 1.0)))


def in_thailand(lat: float, lon: float) -> bool:
    """Whether a position lies in the box of any province."""
    return any(_inside(box, lat, lon, 0.0) for box in BOXES.values())


def in_province(code: str, lat: float, lon: float, slack_deg: float = SLACK_DEG) -> bool | None:
    """Whether a position may lie in the province of an area code; None where the province is unknown."""
    box = BOXES.get(code[:2])
    return None if box is None else _inside(box, lat, lon, slack_deg)


def check_position(lat: float | str | None, lon: float | str | None, province: str = "") -> Position:
    """Judge two figures, numbers or text (degrees and minutes too), against a province's code.

    Two empty figures are "incomplete" as one is; "swapped" is said only where the exchange makes the
    position fit.
    """
    if isinstance(lat, str) and isinstance(lon, str) and _PLAIN.fullmatch(lat) and _PLAIN.fullmatch(lon):
        return _placed(float(lat), float(lon), province)
    first, second = _both(lat, lon)
    if not _given(first) or not _given(second):
        return Position(_degrees(first), _degrees(second), "incomplete")
    north, east = _degrees(first), _degrees(second)
    if north is None or east is None:
        return Position(None, None, "unreadable")
    return _placed(north, east, province)


def _placed(lat: float, lon: float, province: str) -> Position:
    if in_province(province, lat, lon, 0.0):
        return Position(lat, lon, "ok")
    swapped = not in_thailand(lat, lon) and in_thailand(lon, lat)
    if swapped:
        lat, lon = lon, lat
    elif not in_thailand(lat, lon):
        return Position(lat, lon, "outside_country")
    if in_province(province, lat, lon) is False:
        return Position(lat, lon, "outside_province")
    return Position(lat, lon, "swapped" if swapped else "ok")


def _inside(box: Box, lat: float, lon: float, slack: float) -> bool:
    south, west, north, east = box
    return south - slack <= lat <= north + slack and west - slack <= lon <= east + slack


_PLAIN = re.compile(r"[0-9]{1,3}\.[0-9]{1,17}")
_PAIR = re.compile(r"\s*(-?[0-9]+\.[0-9]+)\s*[,; ]\s*(-?[0-9]+\.[0-9]+)\s*")
_DECIMAL = re.compile(r"([-+]?[0-9]+(?:[.,][0-9]*)?)\s*°?\s*[NSEW]?", re.IGNORECASE)
_SEXAGESIMAL = re.compile(
    r"([0-9]{1,3})\s*(?:°|d|องศา)\s*([0-9]+(?:\.[0-9]+)?)\s*(?:['′’]|ลิปดา)\s*"
    r"(?:([0-9]+(?:\.[0-9]+)?)\s*(?:[\"″”]|''|พิลิปดา)\s*)?[NE]?",
    re.IGNORECASE,
)


def _both(lat: float | str | None, lon: float | str | None) -> tuple[float | str | None, float | str | None]:
    """Two figures pasted into one cell, as a map copies them, are taken apart."""
    pair = _PAIR.fullmatch(digits(clean(lat))) if isinstance(lat, str) and not _given(lon) else None
    return (pair[1], pair[2]) if pair else (lat, lon)


def _given(value: float | str | None) -> bool:
    return value is not None and (not isinstance(value, str) or clean(value) not in ("", "-"))


def _degrees(value: float | str | None) -> float | None:
    degrees = _read_degrees(digits(clean(value))) if isinstance(value, str) else value
    return degrees if degrees is not None and isfinite(degrees) else None


def _read_degrees(text: str) -> float | None:
    plain = _DECIMAL.fullmatch(text)
    if plain:
        return float(plain[1].replace(",", "."))
    parts = _SEXAGESIMAL.fullmatch(text)
    if parts is None:
        return None
    return int(parts[1]) + float(parts[2]) / 60 + float(parts[3] or 0) / 3600
