"""How long a way takes where no road is known: the great circle, made longer as roads are, at a speed by distance.

An estimate, and pages say so. The table is versioned: what a version said it says for ever, so that a stored trip
keeps its times. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final, Literal

from withi.kit.geo import Point, distance_km, distances_before

Mode = Literal["car", "motorcycle", "bicycle"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How one travels: `detour` is road for a kilometre of air, `classes` speeds in km/h up to so many km of road."""

    detour: float
    classes: tuple[tuple[float, float], ...]
    ready: int
    """Minutes to set out, park and find the door; none where one stays."""


ENDLESS: Final = float("inf")
TABLES: Final[dict[str, dict[str, Pace]]] = {
    "2026-11": {
        "car": Pace(1.35, ((4, 28), (25, 45), (ENDLESS, 65)), 4),
        "motorcycle": Pace(1.35, ((4, 28), (25, 40), (ENDLESS, 50)), 3),
        "bicycle": Pace(1.3, ((ENDLESS, 13),), 3),
    }
}
VERSION: Final = "2026-11"
SAME_KM: Final = 0.05


def road_km(one: Point, other: Point, mode: Mode = "car", version: str = VERSION) -> float:
    """Kilometres by road, as far as a straight line tells."""
    return distance_km(one, other) * TABLES[version][mode].detour


def minutes(one: Point, other: Point, mode: Mode = "car", version: str = VERSION) -> int:
    """Whole minutes from door to door, rounded up; 0 where both are the same place."""
    return _minutes(distance_km(one, other), TABLES[version][mode])


@lru_cache(maxsize=8_192)
def leg(one: Point, other: Point, mode: Mode = "car", version: str = VERSION) -> tuple[float, int]:
    """Both: kilometres by road, and whole minutes from door to door. Worked out once, for pages tell it again."""
    air, pace = distance_km(one, other), TABLES[version][mode]
    return air * pace.detour, _minutes(air, pace)


def _minutes(air: float, pace: Pace) -> int:
    km = air * pace.detour
    if km <= SAME_KM:
        return 0
    hours, done = 0.0, 0.0
    for until, speed in pace.classes:
        if km <= until:
            break
        hours, done = hours + (until - done) / speed, until
    hours += (km - done) / speed
    return ceil(hours * 60 + pace.ready)


def legs(points: Sequence[Point], mode: Mode = "car", version: str = VERSION) -> list[list[int]]:
    """Minutes from each point to each other."""
    pace, matrix = TABLES[version][mode], [[0] * len(points) for _ in points]
    for here, airs in enumerate(distances_before(points)):
        for there, air in enumerate(airs):
            matrix[here][there] = matrix[there][here] = _minutes(air, pace)
    return matrix
