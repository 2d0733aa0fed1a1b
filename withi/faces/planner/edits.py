"""One change of a trip by hand: kept, moved, set down somewhere, taken out, exchanged; nothing else moves. Pure."""

from dataclasses import replace

from withi.faces.planner.rules import Basis, Item, State, timed, ways_from


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
    """The best stop near this one that fits in its place without new trouble; None where none does."""
    before = len(timed(basis, state).trouble)
    for one in instead_of(basis, state, stop)[:most]:
        if len(timed(basis, exchanged(state, stop, one.id)).trouble) <= before:
            return one.id
    return None


def instead_of(basis: Basis, state: State, stop: int) -> list[Item]:
    """What is free, the best first: a minute of way costs as much as a point of interest."""
    taken, own = {*state.visited, *state.removed}, basis.item(stop)
    free = [one for one in basis.items if one.id not in taken]
    if own is None:
        return free
    ways = ways_from(basis, own.place)
    return sorted(free, key=lambda one: (ways[one.place] - one.score, one.id))
