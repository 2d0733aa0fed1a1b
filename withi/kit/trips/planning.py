"""`plan`: from what is asked to a trip. Feasible always, as good as time allows, never an exception for a wish."""

import time
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from withi.kit.trips import memory as at
from withi.kit.trips.building import build
from withi.kit.trips.compiled import ENGINE
from withi.kit.trips.memory import BREAK, LUNCH, Memory
from withi.kit.trips.model import Bed, Call, Given, Id, Plan, Unplanned
from withi.kit.trips.reading import Asked, read
from withi.kit.trips.reasons import unplanned_reason
from withi.kit.trips.rounds import Clocked, Counted, Pace, best_of
from withi.kit.trips.timing import Place, Timed, break_of, ends_of_days, place_of, time_day


class _Wall:
    """How many times the limit a plan may take by the clock on the wall, on a machine that is busy."""

    times = 10


def wait_as_people_do() -> None:
    """From now on plans of this process take twice their limit at most: somebody looks at a page."""
    _Wall.times = 2


def plan(
    stops: Iterable[Given],
    matrix: Sequence[Sequence[float]],
    days: Sequence[Given],
    *,
    time_limit: float = 0.5,
    iterations: int | None = None,
    seed: int = 0,
    lunch: Given | None = None,
    categories: Mapping[str, Any] | None = None,
    spread: float = 0.0,
    village_weight: Mapping[Hashable, float] | None = None,
    locked: Sequence[Any] = (),
) -> Plan:
    """A trip over `days`. `time_limit` is in seconds of processor time; `iterations` gives the same trip every time.

    `matrix` holds minutes from place to place, `lunch` is a `Lunch`, `categories` hold a `Rule` or a pair of least and
    most each, `spread` is what each further visit to a village loses of its worth, `village_weight` what its visits
    are worth more or less, `locked` the ids that stay at the head of a day.
    """
    begun = time.thread_time()
    asked = _hold_locked(read(stops, matrix, days, lunch=lunch, categories=categories, locked=locked))
    if not asked.stops or not asked.days:
        return _answer(asked, [[] for _ in asked.days], [0] * len(asked.days), 0, 0.0)
    memory = build(asked, village_weight or {}, spread, seed)
    gone = time.thread_time() - begun
    pace: Pace = (
        Clocked(time_limit - gone, _Wall.times * time_limit - gone) if iterations is None else Counted(iterations)
    )
    memory = best_of(memory, pace, seed)
    routes, beds = _found(memory)
    return _answer(asked, routes, beds, pace.done, float(memory.f[at.BEST_VALUE]))


def _hold_locked(asked: Asked) -> Asked:
    """Of every locked head what can still be done; the first visit that cannot, and what follows, is free again."""
    for d, (start, end) in enumerate(ends_of_days(asked, ())):
        prefix = asked.locked[d]
        while prefix:
            order = [place_of(asked, d, asked.stops[b], asked.windows[d][b]) for b in prefix]
            if not time_day(asked, d, order, start, end).trouble:
                break
            prefix.pop()
    return asked


def _found(memory: Memory) -> tuple[list[list[tuple[int, int]]], list[int]]:
    """The best trip out of the tables: by day base and kind of its visits, and the number of its bed."""
    m = memory.m
    routes, beds = [], []
    for d in range(m[at.DAYS]):
        row = m[at.BEST_NODE] + d * m[at.WIDTH]
        nodes = [int(m[row + k]) for k in range(1, m[m[at.BEST_LONG] + d] + 1)]
        route = [(int(m[m[at.BASE] + u]), int(m[m[at.KIND] + u])) for u in nodes]
        eats = any(kind != at.STOP for _, kind in route)
        routes.append(route if eats or not m[m[at.MEAL] + d] else [])
        beds.append(int(m[m[at.BEST_BED] + d]))
    return routes, beds


def _answer(asked: Asked, found: list[list[tuple[int, int]]], beds: list[int], done: int, value: float) -> Plan:
    """The plan in ids and times. `found` has base and kind by day; a day of nothing but a break is an empty one."""
    nights = _chosen(asked, beds)
    ids = [night.id if night else None for night in nights]
    found = [
        _livable(asked, d, route, *ends)
        for d, (route, ends) in enumerate(zip(found, ends_of_days(asked, ids), strict=True))
    ]
    routes = [_stops_of(route) for route in found]
    timed = _timed(asked, found, ids)
    planned = [asked.stops[b] for b in chain.from_iterable(routes)]
    fees = sum(map(_fee, [*planned, *filter(None, nights)]))
    hungry = _hungry(asked, found)
    return Plan(
        routes=_ids(asked, routes),
        visits=[day.visits for day in timed],
        score=sum(stop.score for stop in planned),
        unplanned=_unplanned(asked, routes, fees, hungry),
        engine=ENGINE,
        iterations=done,
        ends=[day.end for day in timed],
        nights=ids,
        calls=_calls(asked, routes),
        fees=fees,
        value=value,
    )


def _livable(asked: Asked, d: int, route: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The day as it holds: its break elsewhere, or at last without the visits that give least.

    The search leaves a break at the place where it was put. Where the way there is not the shortest the matrix knows,
    the day may end late once the break is had where one stands.
    """
    while any(kind == BREAK for _, kind in route) and _late(asked, d, route, start, end):
        holding = next((other for other in _rested_elsewhere(route) if not _late(asked, d, other, start, end)), None)
        if holding is not None:
            return holding
        route = _without_least(asked, d, route)
    return route


def _rested_elsewhere(route: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The day with its break after every visit, the last first."""
    visits = [one for one in route if one[1] != BREAK]
    pause = next(one for one in route if one[1] == BREAK)
    return ([*visits[:k], pause, *visits[k:]] for k in range(len(visits), 0, -1))


def _without_least(asked: Asked, d: int, route: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The day without the visit that gives least, those that are locked last; without visits it is empty."""
    visits = [one for one in route if one[1] != BREAK]
    free = visits[len(asked.locked[d]) :] or visits
    least = min(free, key=lambda one: asked.stops[one[0]].score, default=None)
    return [] if least is None else [one for one in route if one != least]


def _late(asked: Asked, d: int, route: list[tuple[int, int]], start: int, end: int) -> bool:
    return bool(time_day(asked, d, [_place(asked, d, *one) for one in route], start, end).trouble)


def _hungry(asked: Asked, found: list[list[tuple[int, int]]]) -> set[int]:
    """Days left empty though a lunch was asked for."""
    return {d for d, whole in enumerate(found) if asked.lunch and not whole}


def _stops_of(route: list[tuple[int, int]]) -> list[int]:
    return [base for base, kind in route if kind != BREAK]


def _ids(asked: Asked, routes: list[list[int]]) -> list[list[Id]]:
    return [[asked.stops[b].id for b in route] for route in routes]


def _fee(paid: Any) -> int:
    """Of a stop or a bed."""
    return int(paid.fee)


def _chosen(asked: Asked, beds: list[int]) -> list[Bed | None]:
    return [day.overnight[bed] if day.overnight else None for day, bed in zip(asked.days, beds, strict=True)]


def _timed(asked: Asked, found: list[list[tuple[int, int]]], nights: Sequence[Id | None]) -> list[Timed]:
    timed = []
    for d, (start, end) in enumerate(ends_of_days(asked, nights)):
        order = [_place(asked, d, base, kind) for base, kind in found[d] if _stops_of(found[d])]
        timed.append(time_day(asked, d, order, start, end))
    return timed


def _place(asked: Asked, d: int, base: int, kind: int) -> Place:
    if kind == BREAK:
        return break_of(asked, d)
    return place_of(asked, d, asked.stops[base], asked.windows[d][base], lunch=kind == LUNCH)


def _unplanned(asked: Asked, routes: list[list[int]], fees: int, hungry: set[int]) -> list[Unplanned]:
    planned = set(chain.from_iterable(routes))
    late = [
        Unplanned(stop.id, unplanned_reason(asked, b, routes, fees, hungry))
        for b, stop in enumerate(asked.stops)
        if b not in planned
    ]
    return [Unplanned(stop, reason) for stop, reason in asked.left_out] + late


def _calls(asked: Asked, routes: list[list[int]]) -> list[Call]:
    """Whom to call, the most urgent first."""
    calls = [
        Call(asked.stops[b].id, d, asked.stops[b].notice - d)
        for d, route in enumerate(routes)
        for b in route
        if asked.stops[b].notice
    ]
    return sorted(calls, key=lambda call: -call.by)
