"""Minutes by road as a routing server tells them: what Valhalla and OSRM are asked, and what their answers mean. Pure.

Both are asked for a matrix, a block of at most 2,500 cells at a time, for that is what a server answers when nobody
changed its settings. A server of OSRM knows the one way to travel that its data were made for, taken to be the car.
"""

import json
import sys
import zlib
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from withi.kit import travel
from withi.kit.geo import Point

Kind = Literal["valhalla", "osrm"]
KINDS: Final[tuple[Kind, ...]] = ("valhalla", "osrm")
MOST_CELLS: Final = 2500
"""Cells of a block: what both take unless they are told otherwise."""
SIDE: Final = 50
LONGEST: Final = 250
"""Points on a side of a block where the other is short: an address must not get too long."""
NO_ROAD: Final = 65_535
"""Minutes where no road leads: more than any day has."""
ASKED_AS: Final[dict[str, dict[str, str]]] = {
    "valhalla": {"car": "auto", "motorcycle": "motorcycle", "bicycle": "bicycle"},
    "osrm": {"car": "driving", "motorcycle": "driving"},
}


class Unreadable(Exception):
    """The answer is not what such a server says."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of a matrix: numbers of the points one goes from, and of those one goes to."""

    sources: tuple[int, ...]
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A request below the server's address; with a body it is a POST."""

    path: str
    body: bytes = b""


def knows(kind: str, mode: str) -> bool:
    """Whether such a server can tell of a way to travel."""
    return mode in ASKED_AS.get(kind, {})


def blocks(sources: Sequence[int], targets: Sequence[int]) -> Iterator[Block]:
    """A rectangle cut into few blocks that a server takes."""
    tall, wide = max(1, min(len(sources), SIDE)), max(1, min(len(targets), SIDE))
    rows = _portions(sources, min(LONGEST, MOST_CELLS // wide))
    columns = list(_portions(targets, min(LONGEST, MOST_CELLS // tall)))
    return (Block(row, column) for row in rows for column in columns)


def _portions(numbers: Sequence[int], many: int) -> Iterator[tuple[int, ...]]:
    return (tuple(numbers[first : first + many]) for first in range(0, len(numbers), many))


def status_question(kind: str, somewhere: Point) -> Question:
    """What is asked to learn which map a server has."""
    if kind == "valhalla":
        return Question("/status")
    return Question(f"/nearest/v1/driving/{_lon_lat(somewhere)}")


def map_version(kind: str, answer: bytes) -> str:
    """The map a server answers from: when Valhalla's was made, the name OSRM's was given; empty where it has none."""
    told = _told(answer)
    return str(told.get("tileset_last_modified" if kind == "valhalla" else "data_version") or "")


def question(kind: str, mode: str, points: Sequence[Point], block: Block) -> Question:
    """What is asked for a block."""
    sources, targets = ([points[one] for one in side] for side in (block.sources, block.targets))
    if kind == "valhalla":
        return Question("/sources_to_targets", _valhalla(ASKED_AS[kind][mode], sources, targets))
    return Question(_osrm(ASKED_AS[kind][mode], sources, targets))


def _valhalla(costing: str, sources: list[Point], targets: list[Point]) -> bytes:
    sides = {
        name: [{"lat": lat, "lon": lon} for lat, lon in side]
        for name, side in (("sources", sources), ("targets", targets))
    }
    return json.dumps({**sides, "costing": costing}).encode()


def _osrm(profile: str, sources: list[Point], targets: list[Point]) -> str:
    places = ";".join(map(_lon_lat, (*sources, *targets)))
    first = ";".join(map(str, range(len(sources))))
    last = ";".join(map(str, range(len(sources), len(sources) + len(targets))))
    return f"/table/v1/{profile}/{places}?annotations=duration&sources={first}&destinations={last}"


def _lon_lat(point: Point) -> str:
    return f"{point[1]:.6f},{point[0]:.6f}"


def seconds(kind: str, answer: bytes, block: Block) -> list[list[float | None]]:
    """Seconds of a block by source and target; None where no road leads. Unreadable for anything else."""
    told = _told(answer)
    rows = told.get("sources_to_targets") if kind == "valhalla" else told.get("durations")
    if not isinstance(rows, list) or len(rows) != len(block.sources):
        raise Unreadable("the answer has another number of sources")
    return [_row(kind, row, len(block.targets)) for row in rows]


def _row(kind: str, row: Any, many: int) -> list[float | None]:
    if not isinstance(row, list) or len(row) != many:
        raise Unreadable("the answer has another number of targets")
    return [_cell(cell.get("time") if kind == "valhalla" and isinstance(cell, dict) else cell) for cell in row]


def _cell(told: Any) -> float | None:
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told < float("inf"):
        raise Unreadable("the answer has a time that is none")
    return float(told)


def _told(answer: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError as trouble:
        raise Unreadable("the answer is no JSON") from trouble
    if not isinstance(told, dict):
        raise Unreadable("the answer is no object")
    return told


def minutes(driven: float | None, one: Point, other: Point, mode: travel.Mode, version: str = travel.VERSION) -> int:
    """Whole minutes from door to door, rounded up: what is driven, and setting out, parking and finding the door.

    None where both are the same place, as `travel.minutes` has it; NO_ROAD where no road leads.
    """
    if driven is None:
        return NO_ROAD
    if driven < 60 and not travel.minutes(one, other, mode, version):
        return 0
    return min(-int(-(driven / 60 + travel.TABLES[version][mode].ready) // 1), NO_ROAD)


def packed(matrix: Iterable[Iterable[int]]) -> str:
    """Minutes of a matrix as a short text."""
    cells = array("H", (cell for row in matrix for cell in row))
    if sys.byteorder == "big":
        cells.byteswap()
    return b64encode(zlib.compress(cells.tobytes())).decode()


def unpacked(text: str, many: int) -> list[list[int]]:
    """The matrix of so many points that was packed."""
    cells = array("H", zlib.decompress(b64decode(text)))
    if sys.byteorder == "big":
        cells.byteswap()
    return [cells[first : first + many].tolist() for first in range(0, many * many, many)]
