"""Simplifies the shapes of @svg-maps/thailand, shared borders once, so that neighbours still meet.

The package writes every province as rings of relative moves; the same border point differs by rounding between two
provinces. Points that nearly coincide become one, rings are cut where borders branch, and each piece is thinned once.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from withi.kit.provincemap import LAKE, OFFICIAL_CODES

Point = tuple[float, float]
Ring = list[int]
SHAPE = re.compile(r'id="(\w+)"\s+aria-label="[^"]*"\s+d="([^"]+)"')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NEAR = 0.15
TOLERANCE = 1.05
SMALLEST_ISLAND = 4.0


def build(source: Path, target: Path) -> int:
    """Write the JSON of simplified paths by official code; bytes written."""
    shapes = dict(SHAPE.findall(source.read_text(encoding="utf-8")))
    shapes.pop(LAKE, None)
    paths = {OFFICIAL_CODES[name]: path for name, path in simplify(shapes).items()}
    text = json.dumps(dict(sorted(paths.items())), separators=(",", ":"))
    target.write_text(text, encoding="utf-8")
    return len(text)


def simplify(shapes: dict[str, str]) -> dict[str, str]:
    """Path data with whole numbers for each shape's path data."""
    points = _Points()
    rings = {name: [points.ring(ring) for ring in _rings(path)] for name, path in shapes.items()}
    joints = _joints(ring for several in rings.values() for ring in several)
    thinned: dict[tuple[int, ...], Ring] = {}
    return {
        name: "".join(_draw([points.at[i] for i in _thin(ring, joints, points.at, thinned)]) for ring in several)
        for name, several in rings.items()
    }


class _Points:
    """Numbers points; a point nearly on an older one gets the older one's number."""

    def __init__(self) -> None:
        self.at: list[Point] = []
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)

    def ring(self, points: list[Point]) -> Ring:
        numbers: Ring = []
        for point in points:
            number = self._number(point)
            if not numbers or numbers[-1] != number:
                numbers.append(number)
        while len(numbers) > 1 and numbers[0] == numbers[-1]:
            numbers.pop()
        return numbers

    def _number(self, point: Point) -> int:
        x, y = int(point[0] // NEAR), int(point[1] // NEAR)
        around = [(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        for known in (number for cell in around for number in self._cells[cell]):
            if abs(self.at[known][0] - point[0]) < NEAR and abs(self.at[known][1] - point[1]) < NEAR:
                return known
        self.at.append(point)
        self._cells[x, y].append(len(self.at) - 1)
        return len(self.at) - 1


def _rings(path: str) -> Iterator[list[Point]]:
    x = y = 0.0
    for piece in path.split("z"):
        numbers = [float(number) for number in NUMBER.findall(piece)]
        ring: list[Point] = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        if ring:
            x, y = ring[0]
            yield ring


def _joints(rings: Iterator[Ring]) -> set[int]:
    """Points where borders branch: more than two different neighbours over all rings."""
    beside: dict[int, set[int]] = defaultdict(set)
    for ring in rings:
        for before, here in zip(ring[-1:] + ring[:-1], ring, strict=True):
            beside[here].add(before)
            beside[before].add(here)
    return {point for point, others in beside.items() if len(others) > 2}


def _thin(ring: Ring, joints: set[int], at: list[Point], done: dict[tuple[int, ...], Ring]) -> Ring:
    cuts = [i for i, point in enumerate(ring) if point in joints]
    if not cuts:
        start = min(range(len(ring)), key=lambda i: at[ring[i]])
        far = max(range(len(ring)), key=lambda i: _square(at[ring[i]], at[ring[start]]))
        cuts = sorted({start, far})
    whole: Ring = []
    for i, cut in enumerate(cuts):
        end = cuts[i + 1] if i + 1 < len(cuts) else cuts[0] + len(ring)
        piece = [ring[j % len(ring)] for j in range(cut, end + 1)]
        whole += _thin_piece(piece, at, done)[:-1]
    return whole


def _thin_piece(piece: Ring, at: list[Point], done: dict[tuple[int, ...], Ring]) -> Ring:
    forward = piece[0] < piece[-1] or (piece[0] == piece[-1] and piece[1] < piece[-2])
    key = tuple(piece if forward else piece[::-1])
    if key not in done:
        done[key] = _douglas_peucker(list(key), at)
    return done[key] if forward else done[key][::-1]


def _douglas_peucker(line: Ring, at: list[Point]) -> Ring:
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        low, high = todo.pop()
        inner = range(low + 1, high)
        if not inner:
            continue
        far = max(inner, key=lambda i: _away(at[line[i]], at[line[low]], at[line[high]]))
        if _away(at[line[far]], at[line[low]], at[line[high]]) > TOLERANCE**2:
            keep.add(far)
            todo += [(low, far), (far, high)]
    return [line[i] for i in sorted(keep)]


def _square(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _away(point: Point, start: Point, end: Point) -> float:
    """Squared distance of a point from the segment start-end."""
    length = _square(start, end)
    if not length:
        return _square(point, start)
    share = ((point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (end[1] - start[1])) / length
    share = min(1.0, max(0.0, share))
    return _square(point, (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))


def _draw(points: list[Point]) -> str:
    whole: list[tuple[int, int]] = []
    for x, y in points:
        spot = (round(x), round(y))
        if not whole or whole[-1] != spot:
            whole.append(spot)
    if len(whole) < 3 or abs(_area(whole)) < SMALLEST_ISLAND:
        return ""
    moves = (f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(whole))
    return f"M{whole[0][0]} {whole[0][1]}l{' '.join(moves)}z".replace(" -", "-")


def _area(points: list[tuple[int, int]]) -> float:
    turned = points[1:] + points[:1]
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(points, turned, strict=True)) / 2
