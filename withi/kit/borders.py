"""Boundaries of areas: reading them out of a GeoJSON file, and how far outside one a position lies. Pure.

A boundary is a list of polygons, each a list of rings of (longitude, latitude), the first ring the outer one; so it
stands in the file, and so it is kept.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import cos, hypot, inf, isfinite, radians
from typing import Any, Final

from withi.kit.codes import is_code
from withi.kit.problem import Problem, Rule, register

Point = Sequence[float]
Ring = Sequence[Point]
Polygon = Sequence[Ring]

LARGEST_FILE: Final = 64 * 1024 * 1024
MOST_TOLD: Final = 20
SHORTEST_RING: Final = 4
LONGEST_CODE: Final = 6
DEGREE_M: Final = 111_320.0
SLACK_M: Final = 500.0
_NOTHING: Final = 1e-12
"""Square degrees too small to be ground: a hundredth of a square metre."""
FINEST: Final = 7
"""Decimals of a degree that mean something: a centimetre."""
_WEST, _EAST, _SOUTH, _NORTH = 96.0, 107.0, 4.0, 22.0

register(
    Rule(
        "border.size",
        "ไฟล์ {name} ใหญ่เกิน {limit} MB ให้ใช้แนวเขตที่ลดจุดแล้ว",
        "{name} is larger than {limit} MB. Use simplified boundaries.",
    ),
    Rule(
        "border.json",
        "ไฟล์ {name} ไม่ใช่ GeoJSON ที่อ่านได้: ผิดที่บรรทัด {line} ตัวที่ {column} ไฟล์อาจขาดหรือเป็นไฟล์แบบอื่น",
        "{name} is not readable GeoJSON: wrong at line {line}, sign {column}. It may be cut off or of another kind.",
    ),
    Rule(
        "border.text",
        "ไฟล์ {name} ไม่ใช่ข้อความแบบ UTF-8 อาจเป็นไฟล์แบบอื่น (เช่น shapefile) ให้แปลงเป็น GeoJSON ก่อน",
        "{name} is not UTF-8 text. It may be of another kind (a shapefile): convert it to GeoJSON first.",
    ),
    Rule(
        "border.odd",
        "ไฟล์ {name} ไม่ใช่ GeoJSON ที่อ่านได้: วงเล็บซ้อนลึกหรือตัวเลขยาวผิดปกติ",
        "{name} is not readable GeoJSON: its brackets are nested too deep, or a figure is too long.",
    ),
    Rule(
        "border.collection",
        "ไฟล์ {name} ไม่มีรายการพื้นที่ (FeatureCollection ที่มี features)",
        "{name} lists no areas (a FeatureCollection with features).",
    ),
    Rule(
        "border.code",
        "พื้นที่ลำดับที่ {number}: ไม่มีรหัสพื้นที่ 2, 4 หรือ 6 หลักในช่อง code (พบ “{found}”)",
        "Feature {number}: no area code of 2, 4 or 6 digits in “code” (“{found}” was found).",
    ),
    Rule(
        "border.twice",
        "พื้นที่ลำดับที่ {number}: รหัส {code} มีมาแล้วในลำดับที่ {first}",
        "Feature {number}: code {code} already stands in feature {first}.",
    ),
    Rule(
        "border.shape",
        "พื้นที่ลำดับที่ {number} ({code}): แนวเขตต้องเป็น Polygon หรือ MultiPolygon ที่ทุกวงมีอย่างน้อย 4 จุดและปิดวง",
        "Feature {number} ({code}): a boundary is a Polygon or MultiPolygon of closed rings of 4 points and more.",
    ),
    Rule(
        "border.flat",
        "พื้นที่ลำดับที่ {number} ({code}): แนวเขตไม่มีเนื้อที่ จุดทั้งหมดอยู่ที่เดียวกันหรือบนเส้นตรงเดียว",
        "Feature {number} ({code}): the boundary holds no ground, since all its points lie in one place or line.",
    ),
    Rule(
        "border.position",
        "พื้นที่ลำดับที่ {number} ({code}): จุด {found} อยู่นอกประเทศไทย ลองจิจูดต้องมาก่อนละติจูด (WGS 84)",
        "Feature {number} ({code}): {found} lies outside Thailand. Longitude comes first, then latitude (WGS 84).",
    ),
)


@dataclass(frozen=True, slots=True)
class Border:
    """One area's boundary and the decimals it is written with."""

    code: str
    polygons: Sequence[Polygon]
    decimals: int


def read(content: bytes, name: str) -> list[Border]:
    """The boundaries of a GeoJSON file, each feature with a `code`; Problem or Problems (`border.*`) for a bad one."""
    if len(content) > LARGEST_FILE:
        raise Problem("border.size", name=name, limit=LARGEST_FILE // 1024 // 1024)
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Problem("border.text", name=name) from error
    except json.JSONDecodeError as error:
        raise Problem("border.json", name=name, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise Problem("border.odd", name=name) from error
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list) or not features:
        raise Problem("border.collection", name=name)
    return _borders(features)


def _borders(features: list[Any]) -> list[Border]:
    found: dict[str, tuple[int, Border]] = {}
    problems: list[Problem] = []
    for number, feature in enumerate(features, start=1):
        try:
            border = _border(number, feature)
        except Problem as problem:
            problems.append(problem)
            continue
        if border.code in found:
            problems.append(Problem("border.twice", number=number, code=border.code, first=found[border.code][0]))
        found.setdefault(border.code, (number, border))
    if problems:
        raise Problem.many(problems[:MOST_TOLD])
    return [border for _, border in found.values()]


def _border(number: int, feature: Any) -> Border:
    code = _code(number, feature)
    polygons = _shape(number, code, feature)
    points = [point for polygon in polygons for ring in polygon for point in ring]
    far = next((point for point in points if not _is_in_thailand(point)), None)
    if far:
        raise Problem("border.position", number=number, code=code, found=f"{far[0]}, {far[1]}")
    return Border(code, polygons, max(map(decimals_of, chain.from_iterable(points))))


def _shape(number: int, code: str, feature: Any) -> list[list[list[tuple[float, float]]]]:
    polygons = _polygons(_part(feature, "geometry"))
    rings = [ring for polygon in polygons or () for ring in polygon]
    if not polygons or not all(polygons) or not all(map(_is_closed, rings)):
        raise Problem("border.shape", number=number, code=code)
    if all(_is_flat(polygon[0]) for polygon in polygons):
        raise Problem("border.flat", number=number, code=code)
    return polygons


def _is_in_thailand(point: Point) -> bool:
    return _WEST <= point[0] <= _EAST and _SOUTH <= point[1] <= _NORTH


def _part(feature: Any, name: str) -> dict[str, Any]:
    """An object inside a feature; empty where it is none."""
    part = feature.get(name) if isinstance(feature, dict) else None
    return part if isinstance(part, dict) else {}


def _code(number: int, feature: Any) -> str:
    raw = _part(feature, "properties").get("code", "")
    code = str(raw) if isinstance(raw, str | int) else ""
    if not is_code(code) or len(code) > LONGEST_CODE:
        raise Problem("border.code", number=number, found=str(raw)[:20])
    return code


def _polygons(geometry: Mapping[str, Any]) -> list[list[list[tuple[float, float]]]] | None:
    """Every polygon with its rings of figures; None where the geometry is none of polygons."""
    kind, given = geometry.get("type"), geometry.get("coordinates")
    several: Any = [given] if kind == "Polygon" else given if kind == "MultiPolygon" else None
    try:
        return [[[_point(point) for point in ring] for ring in polygon] for polygon in several or ()] or None
    except (TypeError, ValueError, OverflowError):
        return None


def _point(given: Any) -> tuple[float, float]:
    """Longitude and latitude; a height behind them is left out."""
    lon, lat, *_ = given
    if any(
        isinstance(figure, bool) or not isinstance(figure, int | float) or not isfinite(figure) for figure in (lon, lat)
    ):
        raise ValueError(given)
    return round(float(lon), FINEST), round(float(lat), FINEST)


def _is_closed(ring: Ring) -> bool:
    return len(ring) >= SHORTEST_RING and ring[0] == ring[-1]


def _is_flat(ring: Ring) -> bool:
    """Whether all points lie in one place or on one line."""
    start = ring[0]
    far = max(ring, key=lambda point: hypot(point[0] - start[0], point[1] - start[1]))
    return all(abs(turn(start, far, point)) < _NOTHING for point in ring)


def turn(start: Point, end: Point, point: Point) -> float:
    """Positive where the point lies left of the side, negative right of it, 0 on its line."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def decimals_of(figure: float | str) -> int:
    """Decimals a figure is written with, at most FINEST; a number has lost its zeros, a text keeps them."""
    decimals = str(figure).partition(".")[2]
    return min(len(decimals if isinstance(figure, str) else decimals.rstrip("0")), FINEST)


# --- positions -----------------------------------------------------------------------------------


def rounding_m(decimals: int) -> float:
    """How far a figure of so many decimals may be from what it was before it was rounded, in metres."""
    return 0.5 * 10.0**-decimals * DEGREE_M * 2**0.5


def metres_outside(polygons: Sequence[Polygon], lat: float, lon: float) -> float:
    """How far outside a boundary a position lies, in metres; 0 inside it."""
    if any(_is_inside(polygon, lat, lon) for polygon in polygons):
        return 0.0
    return min((_metres(start, end, lat, lon) for start, end in _sides(polygons)), default=inf)


def _is_inside(polygon: Polygon, lat: float, lon: float) -> bool:
    """Crossings to the west counted over all rings, so that holes are outside."""
    crossed = sum(
        (south > lat) != (north > lat) and lon < west + (lat - south) * (east - west) / (north - south)
        for ring in polygon
        for (west, south), (east, north) in pairwise(ring)
    )
    return crossed % 2 == 1


def _sides(polygons: Sequence[Polygon]) -> Iterator[tuple[Point, Point]]:
    for polygon in polygons:
        for ring in polygon:
            yield from pairwise(ring)


def _metres(start: Point, end: Point, lat: float, lon: float) -> float:
    """Distance to one side, on a plane that touches the earth at the position."""
    wide = DEGREE_M * cos(radians(lat))
    ax, ay = (start[0] - lon) * wide, (start[1] - lat) * DEGREE_M
    bx, by = (end[0] - lon) * wide, (end[1] - lat) * DEGREE_M
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = min(1.0, max(0.0, -(ax * (bx - ax) + ay * (by - ay)) / length)) if length else 0.0
    return hypot(ax + share * (bx - ax), ay + share * (by - ay))
