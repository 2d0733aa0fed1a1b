"""Places on a map drawn here, to scale, north above: numbered stones, days as lines, borders where loaded.

No tile and no road is fetched from anybody: lines join the stops as the bird flies, and the page says so. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

from withi.kit.geo import Point
from withi.kit.outlines import letters

WIDE, TALLEST, LOWEST, EDGE = 600, 720, 300, 70
KM_TO_A_DEGREE = 111.2
SMALLEST_KM = 2.0
SAME = 4
"""Decimals to which two places are the same: about ten metres."""
SCALES = (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
STONE, LINE, LETTER = 40, 32, 14
"""Units that a stone, a line of writing and a letter take, as large as they are on a phone."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands on the map: which day (from 1, 0 where the trip begins), its number there, and where.

    `kind` is "home" for what the map is about; `url` leads to where more is told.
    """

    day: int
    number: str
    name: str
    home: str
    point: Point
    kind: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stone:
    """A place with the numbers of all that is there, and where its name is written."""

    x: int
    y: int
    numbers: str
    half: int
    wide: int
    name: str
    name_x: int
    name_y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Way:
    """A day's line."""

    day: int
    points: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map as its template shows it; `scale` is in units and kilometres."""

    tall: int
    borders: list[str]
    ways: list[Way]
    stones: list[Stone]
    scale: int
    scale_km: str


class Frame:
    """From positions to units: all spots inside, the shorter side padded."""

    def __init__(self, points: Sequence[Point]) -> None:
        lats, lons = [point[0] for point in points], [point[1] for point in points]
        self.middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
        self.shrunk = cos(radians(self.middle[0]))
        wide = max(SMALLEST_KM, (max(lons) - min(lons)) * KM_TO_A_DEGREE * self.shrunk)
        tall = max(SMALLEST_KM, (max(lats) - min(lats)) * KM_TO_A_DEGREE)
        self.unit = min((WIDE - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / tall)
        """Units to a kilometre."""
        self.tall = max(LOWEST, round(tall * self.unit) + 2 * EDGE)

    def at(self, point: Point) -> tuple[int, int]:
        east = (point[1] - self.middle[1]) * KM_TO_A_DEGREE * self.shrunk
        north = (point[0] - self.middle[0]) * KM_TO_A_DEGREE
        return round(WIDE / 2 + east * self.unit), round(self.tall / 2 - north * self.unit)


def heaped(spots: Iterable[Spot]) -> list[tuple[Point, list[Spot]]]:
    """What stands on the same place together, in the order in which the places come first."""
    heaps: dict[Point, list[Spot]] = {}
    for spot in spots:
        heaps.setdefault((round(spot.point[0], SAME), round(spot.point[1], SAME)), []).append(spot)
    return list(heaps.items())


def drawing(spots: Sequence[Spot], borders: Iterable[Sequence[Point]]) -> Drawing:
    """The map of some places; `borders` are rings of positions around areas."""
    frame = Frame([spot.point for spot in spots])
    km = max((one for one in SCALES if one * frame.unit <= WIDE / 4), default=SCALES[0])
    scale = round(km * frame.unit)
    return Drawing(
        tall=frame.tall,
        borders=[path for ring in borders if (path := _border(frame, ring))],
        ways=list(_ways(frame, spots)),
        stones=_stones(frame, spots, [(0, scale + LINE, frame.tall - LINE)]),
        scale=scale,
        scale_km=f"{km:g}",
    )


def _border(frame: Frame, ring: Sequence[Point]) -> str:
    """The part of a border that can be seen, a step of two units at least; empty where it lies outside."""
    corners: list[tuple[int, int]] = []
    for x, y in map(frame.at, ring):
        if not corners or abs(x - corners[-1][0]) + abs(y - corners[-1][1]) > 1:
            corners.append((x, y))
    return "M" + "L".join(f"{x} {y}" for x, y in corners) + "Z" if _is_seen(frame, corners) else ""


def _is_seen(frame: Frame, corners: Sequence[tuple[int, int]]) -> bool:
    """Whether the box around the corners touches the frame."""
    sides = zip(zip(*corners, strict=True), (WIDE, frame.tall), strict=False)
    return bool(corners) and all(max(along) >= 0 and min(along) <= most for along, most in sides)


def _ways(frame: Frame, spots: Sequence[Spot]) -> Iterator[Way]:
    """A line for each day, from where the one before ended."""
    for day in sorted({spot.day for spot in spots} - {0}):
        before = [spot for spot in spots if spot.day < day][-1:]
        own = [spot for spot in spots if spot.day == day]
        yield Way(day, " ".join(f"{x},{y}" for x, y in (frame.at(spot.point) for spot in (*before, *own))))


def _stones(frame: Frame, spots: Sequence[Spot], kept: Iterable[tuple[int, int, int]]) -> list[Stone]:
    """What lies within a stone's width of another stands on that stone; nothing is written over what is `kept` free."""
    heaps: list[tuple[tuple[int, int], list[Spot]]] = []
    for spot in spots:
        x, y = frame.at(spot.point)
        near = (heap for at, heap in heaps if abs(at[0] - x) < STONE and abs(at[1] - y) < STONE)
        heap = next(near, None)
        if heap is None:
            heaps.append(((x, y), [spot]))
        else:
            heap.append(spot)
    taken: list[tuple[int, int, int]] = [*kept, *((x - STONE, x + STONE, y) for (x, y), _heap in heaps)]
    return [_stone(at, heap, taken, frame.tall) for at, heap in heaps]


def _stone(at: tuple[int, int], heap: Sequence[Spot], taken: list[tuple[int, int, int]], tall: int) -> Stone:
    x, y = at
    numbers = shortened([spot.number for spot in heap])
    half = max(STONE // 2, 10 + LETTER * letters(numbers) // 2)
    x = min(max(x, half + 2), WIDE - half - 2)
    name = _line(dict.fromkeys(spot.home for spot in heap if spot.home))
    long = LETTER * letters(name)
    anchor, left = _beside(x, half, long)
    name_x = {"start": left, "middle": left + long // 2, "end": left + long}[anchor]
    apart = 0 if anchor != "middle" else STONE if y + 2 * STONE < tall else -STONE
    name_y = _free(left, left + long, y + apart, taken)
    taken.append((left, left + long, name_y))
    return Stone(x, y, numbers, half, 2 * half, name, name_x, name_y + LINE // 3, anchor)


def _line(names: Iterable[str]) -> str:
    """As many of the names as find room beside a stone, the first always; the list below the map has them all."""
    line = ""
    for name in names:
        longer = f"{line} · {name}" if line else name
        if line and LETTER * letters(longer) > 2 * WIDE // 3:
            break
        line = longer
    return line


def _beside(x: int, half: int, long: int) -> tuple[str, int]:
    """How a name is anchored and where it begins: right of its stone, else left of it, else below or above."""
    if x + half + 8 + long <= WIDE:
        return "start", x + half + 8
    if x - half - 8 - long >= 0:
        return "end", x - half - 8 - long
    return "middle", max(0, min(x - long // 2, WIDE - long))


def _free(left: int, right: int, y: int, taken: Sequence[tuple[int, int, int]]) -> int:
    """The height nearest to `y` where writing crosses nothing; its own stone lies beside it."""
    for shift in (0, LINE, -LINE, 2 * LINE, -2 * LINE):
        crossed = (at for first, last, at in taken if first < right and left < last and abs(at - y - shift) < LINE)
        if not any(True for _ in crossed):
            return y + shift
    return y


def shortened(numbers: Sequence[str]) -> str:
    """The numbers of a stone: "2–4, 7"; words as they are, each once."""
    runs: list[list[str]] = []
    for number in dict.fromkeys(numbers):
        last = runs[-1][-1] if runs else ""
        if number.isdecimal() and last.isdecimal() and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
