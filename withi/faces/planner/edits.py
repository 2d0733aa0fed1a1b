"""One change of a trip by hand: kept, moved, set down somewhere, taken out, exchanged; nothing else moves. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from withi.faces.planner.rules import Basis, Item, State, minutes_of, timed, ways_from, ways_to
from withi.kit.trips import Retimed, Visit


def at(state: State, stop: int) -> tuple[int, int] | None:
    """Day and position of a stop; None where it is not in the trip."""
    return next(
        ((day, route.index(stop)) for day, route in enumerate(state.routes) if stop in route),
        None,
    )


def pinned(state: State, stop: int) -> State:
    """Kept when the trip is planned anew, or kept no more."""
    rest = tuple(one for one in state.pinned if one != stop)
    return replace(state, pinned=rest if stop in state.pinned else (*rest, stop))


def without(state: State, stop: int) -> State:
    """The trip without a stop that the guest does not want: it does not come back by itself."""
    routes = tuple(tuple(one for one in route if one != stop) for route in state.routes)
    pins = tuple(one for one in state.pinned if one != stop)
    return replace(state, routes=routes, pinned=pins, removed=(*state.removed, stop))


def moved(state: State, stop: int, by: int) -> State:
    """A stop earlier (-1) or later (+1); over the edge of a day it goes to the day beside it."""
    found = at(state, stop)
    if found is None:
        return state
    day, place = found
    routes = [list(route) for route in state.routes]
    if 0 <= place + by < len(routes[day]):
        routes[day][place], routes[day][place + by] = routes[day][place + by], stop
    elif 0 <= day + by < len(routes):
        routes[day].pop(place)
        routes[day + by].insert(len(routes[day + by]) if by < 0 else 0, stop)
    return replace(state, routes=tuple(map(tuple, routes)))


def placed(state: State, stop: int, day: int, place: int) -> State:
    """A stop set down on a day (0 is the first) before what stands at `place`, counted without it."""
    if at(state, stop) is None or not 0 <= day < len(state.routes):
        return state
    routes = [[one for one in route if one != stop] for route in state.routes]
    routes[day].insert(min(max(place, 0), len(routes[day])), stop)
    return replace(state, routes=tuple(map(tuple, routes)))


def exchanged(state: State, stop: int, other: int) -> State:
    """Another stop in the place of this one."""
    routes = tuple(tuple(other if one == stop else one for one in route) for route in state.routes)
    pins = tuple(one for one in state.pinned if one != stop)
    return replace(state, routes=routes, pinned=pins, removed=(*state.removed, stop))


def other_for(basis: Basis, state: State, stop: int, most: int = 20) -> int | None:
    """The best stop near this one that fits in its place without new trouble; None where none does.

    Only its day is timed anew, for at most so many that can be reached and left in time.
    """
    found = at(state, stop)
    if found is None:
        return None
    alone = _day_alone(state, found[0])
    before = timed(basis, alone)
    free = instead_of(basis, state, stop)
    likely = free if before.trouble else _in_time(basis, alone, before.visits[found[0]], found, free)
    return next((one.id for one in islice(likely, most) if _holds(basis, exchanged(alone, stop, one.id), before)), None)


def _day_alone(state: State, day: int) -> State:
    """The trip with nothing in it but one day; nights stay."""
    return replace(state, routes=tuple(route if number == day else () for number, route in enumerate(state.routes)))


def _holds(basis: Basis, state: State, before: Retimed) -> bool:
    return len(timed(basis, state).trouble) <= len(before.trouble)


def _in_time(
    basis: Basis, state: State, visits: Sequence[Visit], where: tuple[int, int], free: Iterable[Item]
) -> Iterator[Item]:
    """Of what is free that which can be seen between the visits before and behind, its neighbours left as they are.

    Before a lunch break, which is had where one stands, only the way there is looked at.
    """
    day, place = where
    here, there = _beside(basis, state, day, place)
    leave = visits[place - 1].leave if place else basis.wish["begin"]
    behind = visits[place + 1] if place + 1 < len(visits) else None
    until = basis.wish["end"] if behind is None else behind.arrive + behind.slack
    rests = behind is not None and behind.stop is None
    ways, back = ways_from(basis, here), ways_to(basis, there)
    for one in free:
        stay = minutes_of(basis, one)
        begins = _begin(one, day, leave + ways[one.place], stay)
        if begins is not None and (rests or begins + stay + back[one.place] <= until):
            yield one


def _begin(one: Item, day: int, arrive: int, stay: int) -> int | None:
    """When a visit that is over before it closes begins; None where no window is left."""
    return next((max(arrive, opens) for opens, closes in one.windows[day] if arrive <= closes - stay), None)


def _beside(basis: Basis, state: State, day: int, place: int) -> tuple[int, int]:
    """The places one comes from and goes on to, at a position of a day."""
    spots: dict[int | None, int] = {one.id: one.place for one in (*basis.items, *basis.beds)}
    route, night = state.routes[day], state.nights[day - 1] if day else None
    came = next((one for one in reversed(route[:place]) if one is not None), night)
    goes = next((one for one in route[place + 1 :] if one is not None), state.nights[day])
    return spots.get(came, 0), spots.get(goes, 0)


def instead_of(basis: Basis, state: State, stop: int) -> list[Item]:
    """What is free, the best first: a minute of way costs as much as a point of interest."""
    taken, own = {*state.visited, *state.removed}, basis.item(stop)
    free = [one for one in basis.items if one.id not in taken]
    if own is None:
        return free
    ways = ways_from(basis, own.place)
    return sorted(free, key=lambda one: (ways[one.place] - one.score, one.id))
