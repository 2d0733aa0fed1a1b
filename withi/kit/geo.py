"""Positions on the ground: distance, and whether a position can be where its address says.

Latitude before longitude, decimal degrees (WGS 84). Provinces are known by rough boxes only, so without
boundaries "ok" means plausible, not proven; who has boundaries gives them as `Bounds`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any, Final, Literal, Protocol

from withi.kit.borders import decimals_of
from withi.kit.boxes import BOXES, Box
from withi.kit.problem import Problem, Rule, register
from withi.kit.thai import clean, digits

Point = tuple[float, float]
Finding = Literal["ok", "swapped", "outside_country", "outside_province", "outside_area", "incomplete", "unreadable"]

EARTH_KM: Final = 6371.0088
SLACK_DEG: Final = 0.05
"""About 5 km: boundaries are simplified and a pier or a pass may lie just across the line."""
SECONDS_DECIMALS: Final = 4
"""A second of arc is told about as finely as four decimals of a degree."""

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
        "geo.outside_area",
        "พิกัดนี้อยู่นอก{path} ห่างแนวเขตราว {far} ให้ตรวจพิกัดหรือที่อยู่",
        "This position lies outside {path}, about {far_en} from the boundary. Check the position or the address.",
    ),
    Rule(
        "geo.unchecked",
        "ยังไม่ได้ตรวจพิกัดกับแนวเขต เพราะยังไม่มีแนวเขตของพื้นที่นี้ในระบบ",
        "The position was not checked: no boundary of this area is loaded.",
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
class Standing:
    """How a position stands to the smallest area around it whose boundary is loaded.

    `metres` outside it, 0 where it is inside or within the tolerance; `is_far`: outside the district or province too.
    """

    path: str
    metres: int
    is_far: bool

    def values(self) -> dict[str, str]:
        """What fills in the rule geo.outside_area."""
        is_near = self.metres < 1000
        figure = f"{self.metres:,}" if is_near else f"{self.metres / 1000:,.1f}"
        thai, english = ("ม.", "m") if is_near else ("กม.", "km")
        return {"path": self.path, "far": f"{figure} {thai}", "far_en": f"{figure} {english}"}


class Bounds(Protocol):
    """Whoever holds boundaries."""

    def standing(self, code: str, lat: float, lon: float, decimals: int) -> Standing | None:
        """How a position of an area stands, given with so many decimals; None where no boundary is loaded."""


@dataclass(frozen=True, slots=True)
class Position:
    """A position as judged. `finding` other than "ok" is the tail of a rule code "geo.*".

    Swapped figures are already exchanged; lat and lon are None where they are missing or unreadable. `standing` is what
    boundaries say; None where none is loaded, or none was asked.
    """

    lat: float | None
    lon: float | None
    finding: Finding
    standing: Standing | None = None

    def problem(self, status: int = 422) -> Problem:
        """The refusal that the finding names; KeyError for a position that is "ok"."""
        values: dict[str, Any] = self.standing.values() if self.standing else {}
        return Problem(f"geo.{self.finding}", status=status, **values)


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance in kilometres between two (lat, lon)."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(half, 1.0)))


def distances_before(points: Sequence[Point]) -> Iterator[list[float]]:
    """For each point its distances to those before it, to the last bit as `distance_km` tells them, but sooner."""
    turned = [(radians(lat), radians(lon), cos(radians(lat))) for lat, lon in points]
    for here, (lat_a, lon_a, cos_a) in enumerate(turned):
        yield [
            2 * EARTH_KM * asin(sqrt(min(half, 1.0)))
            for half in (
                sin((lat_b - lat_a) / 2) ** 2 + cos_a * cos_b * sin((lon_b - lon_a) / 2) ** 2
                for lat_b, lon_b, cos_b in turned[:here]
            )
        ]


def in_thailand(lat: float, lon: float) -> bool:
    """Whether a position lies in the box of any province."""
    return any(_inside(box, lat, lon, 0.0) for box in BOXES.values())


def in_province(code: str, lat: float, lon: float, slack_deg: float = SLACK_DEG) -> bool | None:
    """Whether a position may lie in the province of an area code; None where the province is unknown."""
    box = BOXES.get(code[:2])
    return None if box is None else _inside(box, lat, lon, slack_deg)


def check_position(
    lat: float | str | None, lon: float | str | None, area: str = "", bounds: Bounds | None = None
) -> Position:
    """Judge two figures, numbers or text (degrees and minutes too), against the boundaries of an area and those around
    it, and where none is loaded against the rough box of its province.

    Two empty figures are "incomplete" as one is; "swapped" is said only where the exchange makes the
    position fit.
    """
    if plain := _plain(lat, lon):
        placed = _placed(float(plain[0]), float(plain[1]), area)
        return _bounded(placed, area, min(map(decimals_of, plain)), bounds)
    first, second = _both(lat, lon)
    if not _given(first) or not _given(second):
        return Position(_degrees(first), _degrees(second), "incomplete")
    north, east = _degrees(first), _degrees(second)
    if north is None or east is None:
        return Position(None, None, "unreadable")
    return _bounded(_placed(north, east, area), area, min(map(_decimals, (first, second))), bounds)


def _bounded(placed: Position, area: str, decimals: int, bounds: Bounds | None) -> Position:
    """What boundaries say of a position in the country, where there are some."""
    if bounds is None or placed.lat is None or placed.lon is None or placed.finding == "outside_country":
        return placed
    standing = bounds.standing(area, placed.lat, placed.lon, decimals)
    if standing is None:
        return placed
    if not standing.metres:
        return replace(
            placed, finding="ok" if placed.finding == "outside_province" else placed.finding, standing=standing
        )
    is_outside_all = standing.is_far or placed.finding == "outside_province"
    return replace(placed, finding="outside_area", standing=replace(standing, is_far=is_outside_all))


def _decimals(value: float | str | None) -> int:
    """Decimals a figure was given with."""
    if not isinstance(value, str):
        return decimals_of(value or 0)
    found = _DECIMAL.fullmatch(digits(clean(value)))
    return decimals_of(found[1].replace(",", ".")) if found else SECONDS_DECIMALS


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


def _plain(lat: float | str | None, lon: float | str | None) -> tuple[str, str] | None:
    """Two texts that are just decimal figures, as almost all lists have them."""
    if isinstance(lat, str) and isinstance(lon, str) and _PLAIN.fullmatch(lat) and _PLAIN.fullmatch(lon):
        return lat, lon
    return None


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
