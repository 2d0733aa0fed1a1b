"""How the time of a search is spent: on several trips that begin apart, of which the better ones go on.

One trip alone may settle in a poor part of the map and never leave it, for all that lies between is worse.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from withi.kit.trips import memory as at
from withi.kit.trips.compiled import ENGINE
from withi.kit.trips.dice import seeded
from withi.kit.trips.memory import Memory
from withi.kit.trips.search import begin_trip, steps

# How much of its worth a step may lose, from the first steps to the last, in 257 parts; rounded as the logarithms are.
_HOT, _COLD = 0.01, 0.0005
_WARMTH = [round(_HOT * (_COLD / _HOT) ** (k / 256), 12) for k in range(257)]
_STEPS = 100 if ENGINE == "numba" else 1  # between two looks at the clock
_APART = 1_000_003  # between the seeds of two trips


@dataclass(frozen=True, slots=True)
class Round:
    """A part of the search: trips that go on, its share of the whole, and where of 257 it begins and ends to cool."""

    trips: int
    share: float
    warm: int
    cold: int


_MOST, _EACH = 10, 400
"""Trips that begin at most; steps of the whole search for each of them, times the days, twice: a trip of more days
covers more of the map by itself, and takes longer to become good."""


def rounds(whole: int, days: int) -> Sequence[Round]:
    """How so many steps are spent; where they are few for the days, fewer trips begin, at last one alone."""
    trips = min(_MOST, whole // (_EACH * max(1, days) ** 2))
    if trips <= 1:
        return (Round(1, 1.0, 0, 256),)
    some, few = -(-trips * 2 // 5), -(-trips // 5)
    return Round(trips, 0.25, 51, 205), Round(some, 0.2, 51, 205), Round(few, 0.2, 51, 205), Round(1, 0.35, 77, 256)


class Pace(Protocol):
    """How far a search is, from 0 to 1, and how many steps it takes before it looks again."""

    done: int

    def gone(self) -> float: ...
    def portion(self, until: float) -> int: ...
    def reach(self, trip: Memory) -> int: ...


class Counted:
    """So many steps, however long they take: the same on every machine."""

    def __init__(self, whole: int) -> None:
        self.whole, self.done = whole, 0

    def gone(self) -> float:
        return self.done / self.whole

    def portion(self, until: float) -> int:
        return max(0, min(100, round(until * self.whole) - self.done))

    def reach(self, _trip: Memory) -> int:
        return self.whole


class Clocked:
    """So many seconds of processor time, or by the clock on the wall, whichever is over first."""

    def __init__(self, seconds: float, wall: float) -> None:
        self.seconds, self.wall, self.done = max(seconds, 1e-3), max(wall, 1e-3), 0
        self.begun = time.thread_time(), time.monotonic()

    def gone(self) -> float:
        worked, passed = time.thread_time() - self.begun[0], time.monotonic() - self.begun[1]
        return max(worked / self.seconds, passed / self.wall)

    def portion(self, until: float) -> int:
        return _STEPS if self.gone() < until else 0

    def reach(self, trip: Memory) -> int:
        """How many steps there will be, from the time that the first take."""
        begun = time.thread_time()
        _step(trip, self, _STEPS, _WARMTH[0])
        return int(_STEPS * self.seconds / max(time.thread_time() - begun, 1e-6))


def best_of(first: Memory, pace: Pace, seed: int) -> Memory:
    """The memory whose best trip is the best of all; `first` is one of them."""
    others = Memory(first.m.copy(), first.f.copy())
    begin_trip(first.m, first.f)
    plan = rounds(pace.reach(first), first.m[at.DAYS])
    trips = [first, *(_another(others, seed, number) for number in range(1, plan[0].trips))]
    ends = 0.0
    for number, part in enumerate(plan):
        trips = sorted(trips, key=_worth, reverse=True)[: part.trips]
        for trip in trips:
            begins, ends = ends, ends + part.share / len(trips)
            if number == 0 and trip is not first and pace.gone() < 1:
                begin_trip(trip.m, trip.f)
            _go_on(trip, pace, part, begins, ends)
    return max(trips, key=_worth)


def _another(untouched: Memory, seed: int, number: int) -> Memory:
    """The same question with other dice."""
    m = untouched.m.copy()
    m[at.DICE] = seeded(seed + _APART * number)
    return Memory(m, untouched.f.copy())


def _worth(trip: Memory) -> float:
    return float(trip.f[at.BEST_VALUE])


def _go_on(trip: Memory, pace: Pace, part: Round, begins: float, ends: float) -> None:
    while many := pace.portion(ends):
        cooled = min(1.0, max(0.0, (pace.gone() - begins) / (ends - begins)))
        _step(trip, pace, many, _WARMTH[part.warm + int((part.cold - part.warm) * cooled)])


def _step(trip: Memory, pace: Pace, many: int, warmth: float) -> None:
    steps(trip.m, trip.f, many, max(1.0, float(trip.f[at.TOTAL])) * warmth)
    pace.done += many
