"""Plan B when it rains: one day anew, places under a roof first. Pure.

Which kinds of places have a roof is an assumption with its day, until communities tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from withi.faces.planner import rules
from withi.faces.planner.rules import Basis, Item, State
from withi.kit.trips import Day, Journey, Stop

OPEN_AIR = 4
"""What an open place is worth on a wet day: a quarter."""


@dataclass(frozen=True, slots=True)
class Roofs:
    """Kinds of places taken to be under a roof from a day on, and where that comes from."""

    version: str
    valid_from: date
    kinds: frozenset[str]
    source: str


ROOFS: tuple[Roofs, ...] = (
    Roofs(
        "2026-11",
        date(2026, 11, 1),
        frozenset({"activity", "wisdom", "food", "homestay"}),
        "กิจกรรม ปราชญ์ อาหาร และโฮมสเตย์มักอยู่ในเรือนหรือใต้ถุน ตั้งไว้เพื่อวางแผนเท่านั้น ไม่ใช่คำยืนยันของชุมชน",
    ),
)


def roofs_on(day: date) -> Roofs:
    """The assumption in force on a day; the first one for days before all."""
    return max((one for one in ROOFS if one.valid_from <= day), key=lambda one: one.valid_from, default=ROOFS[0])


def stops(basis: Basis, state: State, day: int) -> list[Stop]:
    """What that one day may hold: everything free, open places for a quarter of their worth; pins under a roof stay."""
    kinds = roofs_on(basis.day(day)).kinds
    elsewhere = {stop for number, route in enumerate(state.routes) if number != day for stop in route}
    own = {stop for stop in state.routes[day] if stop in (*state.pinned, *basis.wish["musts"])}
    asked = [_dry(one, kinds, day) for one in basis.items]
    musts = {one.id for one in basis.items if one.id in own and one.kind in kinds}
    never = {one for one in (*elsewhere, *state.removed) if one is not None}
    return rules.stops(replace(basis, items=asked), musts, never)


def _dry(one: Item, kinds: Iterable[str], day: int) -> Item:
    """A stop with the hours of that day only, and its worth when it is wet."""
    score = one.score if one.kind in kinds else max(1, one.score // OPEN_AIR)
    return replace(one, score=score, windows=[one.windows[day]])


def journey(basis: Basis, state: State, day: int) -> Journey:
    """That one day, from the bed before it to the bed after it; what the other days cost is spent already."""
    whole = rules.journey(basis)
    first = _place(basis, state, day - 1)
    last = _place(basis, state, day)
    one: Day = replace(whole.days[day], start=first, end=last, overnight=())
    budget = None if whole.budget is None else max(0, whole.budget - spent(basis, state, day))
    return replace(whole, days=[one], budget=budget, lead=basis.lead + day)


def _place(basis: Basis, state: State, night: int) -> int:
    """Where a night is spent; without a bed where the trip began."""
    bed = basis.item(state.nights[night]) if 0 <= night < len(state.nights) else None
    return bed.place if bed else 0


def spent(basis: Basis, state: State, day: int) -> int:
    """Satang for the beds and for the stops of all other days."""
    others = {stop for number, route in enumerate(state.routes) if number != day for stop in route}
    return sum(one.fee for one in basis.items if one.id in others) + sum(
        one.fee for one in basis.beds if one.id in state.nights
    )


def answered(state: State, day: int, route: tuple[int | None, ...]) -> State:
    """The trip with that day exchanged; what was kept and is out in the open loses its pin."""
    routes = tuple(route if number == day else one for number, one in enumerate(state.routes))
    left = {stop for one in routes for stop in one}
    pins = tuple(one for one in state.pinned if one in left)
    dropped = [stop for stop in state.routes[day] if stop is not None and stop not in left]
    out = [(stop, reason) for stop, reason in state.left_out if stop not in left]
    return replace(
        state,
        routes=routes,
        pinned=pins,
        left_out=(*((stop, RAIN) for stop in dropped), *out),
        wet=tuple(sorted({*state.wet, day})),
    )


RAIN = "rain"
"""Why a stop is left out that stood in the day before."""


def told_from(basis: Basis) -> date:
    """Since when the assumption on roofs holds that was used."""
    return roofs_on(basis.first).valid_from
