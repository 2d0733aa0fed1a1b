"""Outlines of neighbouring areas, simplified together for a small map: shared borders are thinned once, so that
neighbours still meet.

Points that nearly coincide become one, rings are cut where borders branch, and each piece is thinned once. Coordinates
are those of the map, y downward.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from unicodedata import combining

Point = tuple[float, float]
Points = list[Point]
Ring = list[int]
NEAR: Final = 0.15
"""Units within which two points are one."""
LETTER_WIDE: Final = 15.0
"""Units that a letter of a name takes on a map of 600, where names are 25 units tall."""
_ABOVE_BELOW: Final = frozenset(map(chr, (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))))


@dataclass(frozen=True, slots=True)
class Label:
    """Where an area's name stands best, and the width there is for it."""

    x: int
    y: int
    room: int


def letters(name: str) -> int:
    """Letters that take room beside one another: signs above and below do not."""
    return sum(not combining(sign) and sign not in _ABOVE_BELOW for sign in name)


def thinned(shapes: Mapping[str, Sequence[Points]], tolerance: float) -> dict[str, list[Points]]:
    """The rings of each shape with fewer points, none more than `tolerance` units away from where a border was."""
    points = _Points()
    rings = {name: [points.ring(ring) for ring in several] for name, several in shapes.items()}
    joints = _joints(ring for several in rings.values() for ring in several)
    thinner = _Thinner(points.at, tolerance, joints)
    return {name: [thinner.ring(ring) for ring in several if ring] for name, several in rings.items()}


def drawn(rings: Sequence[Points], smallest: float) -> str:
    """SVG path data in whole units; rings with a smaller area are left out."""
    return "".join(_draw(ring, smallest) for ring in rings)


def label(rings: Sequence[Points], height: float) -> Label:
    """The middle of the widest line of writing of that height inside the largest ring."""
    largest = max(rings, key=lambda ring: abs(_area(ring)), default=[])
    if not largest:
        return Label(0, 0, 0)
    top, bottom = min(y for _, y in largest), max(y for _, y in largest)
    best = (0.0, 0.0, (top + bottom) / 2)
    steps = 24
    for step in range(1, steps):
        y = top + (bottom - top) * step / steps
        for left, right in _common(largest, y, height):
            # a line near the middle is worth a little more than a longer one at the edge
            worth = (right - left) * (1 - abs(step / steps - 0.5) * 0.6)
            if worth > best[0]:
                best = (worth, (left + right) / 2, y)
    _, x, y = best
    room = max((right - left for left, right in _common(largest, y, height) if left <= x <= right), default=0.0)
    return Label(round(x), round(y), round(room))


def _common(ring: Points, y: float, height: float) -> list[Point]:
    """Stretches that lie inside at the top, middle and foot of a line of writing."""
    above, here, below = (_chords(ring, at) for at in (y - height / 2, y, y + height / 2))
    found = []
    for first in above:
        for second in here:
            for third in below:
                left, right = max(first[0], second[0], third[0]), min(first[1], second[1], third[1])
                if left < right:
                    found.append((left, right))
    return found


def _chords(ring: Points, y: float) -> list[Point]:
    """Where a level line lies inside a ring."""
    crossings = sorted(
        ax + (y - ay) * (bx - ax) / (by - ay)
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True)
        if (ay > y) != (by > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


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


def _joints(rings: Iterator[Ring]) -> set[int]:
    """Points where borders branch: more than two different neighbours over all rings."""
    beside: dict[int, set[int]] = defaultdict(set)
    for ring in rings:
        for before, here in zip(ring[-1:] + ring[:-1], ring, strict=True):
            beside[here].add(before)
            beside[before].add(here)
    return {point for point, others in beside.items() if len(others) > 2}


class _Thinner:
    """Thins rings piece by piece between the joints; a piece that two rings share is thinned once."""

    def __init__(self, at: Points, tolerance: float, joints: set[int]) -> None:
        self.at, self.tolerance, self.joints = at, tolerance, joints
        self.done: dict[tuple[int, ...], Ring] = {}

    def ring(self, ring: Ring) -> Points:
        cuts = [i for i, point in enumerate(ring) if point in self.joints] or self.halves(ring)
        whole: Ring = []
        for i, cut in enumerate(cuts):
            end = cuts[i + 1] if i + 1 < len(cuts) else cuts[0] + len(ring)
            whole += self.piece([ring[j % len(ring)] for j in range(cut, end + 1)])[:-1]
        return [self.at[point] for point in whole]

    def halves(self, ring: Ring) -> list[int]:
        """Two places to cut a ring that touches no other."""
        start = min(range(len(ring)), key=lambda i: self.at[ring[i]])
        far = max(range(len(ring)), key=lambda i: _square(self.at[ring[i]], self.at[ring[start]]))
        return sorted({start, far})

    def piece(self, piece: Ring) -> Ring:
        forward = piece[0] < piece[-1] or (piece[0] == piece[-1] and piece[1] < piece[-2])
        key = tuple(piece if forward else piece[::-1])
        if key not in self.done:
            self.done[key] = _douglas_peucker(list(key), self.at, self.tolerance)
        return self.done[key] if forward else self.done[key][::-1]


def _douglas_peucker(line: Ring, at: Points, tolerance: float) -> Ring:
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        low, high = todo.pop()
        inner = range(low + 1, high)
        if not inner:
            continue
        far = max(inner, key=lambda i: _away(at[line[i]], at[line[low]], at[line[high]]))
        if _away(at[line[far]], at[line[low]], at[line[high]]) > tolerance**2:
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


def _draw(points: Points, smallest: float) -> str:
    whole: Points = []
    for x, y in points:
        spot = (round(x), round(y))
        if not whole or whole[-1] != spot:
            whole.append(spot)
    if len(whole) < 3 or abs(_area(whole)) < smallest:
        return ""
    moves = (f"{bx - ax:.0f} {by - ay:.0f}" for (ax, ay), (bx, by) in pairwise(whole))
    return f"M{whole[0][0]:.0f} {whole[0][1]:.0f}l{' '.join(moves)}z".replace(" -", "-")


def _area(points: Points) -> float:
    turned = points[1:] + points[:1]
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(points, turned, strict=True)) / 2
