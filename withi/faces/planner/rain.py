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
    wanted = {*state.pinned, *basis.wish["musts"]} & set(state.routes[day])
    musts = [one.id for one in basis.items if one.id in wanted and one.kind in kinds]
    asked = [_dry(one, kinds, day) for one in basis.items]
    return rules.stops(replace(basis, items=asked), musts, elsewhere(state, day) | set(state.removed))


def elsewhere(state: State, day: int) -> set[int]:
    """The stops of all other days."""
    others = state.routes[:day] + state.routes[day + 1 :]
    return {stop for route in others for stop in route if stop is not None}


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
    others = elsewhere(state, day)
    return sum(one.fee for one in basis.items if one.id in others) + sum(
        one.fee for one in basis.beds if one.id in state.nights
    )


def answered(state: State, day: int, route: tuple[int | None, ...]) -> State:
    """The trip with that day exchanged; what was kept and is out in the open loses its pin."""
    routes = (*state.routes[:day], route, *state.routes[day + 1 :])
    after = replace(state, routes=routes, wet=tuple(sorted({*state.wet, day})))
    stays = set(after.visited)
    dropped = [(stop, RAIN) for stop in state.visited if stop not in stays]
    return replace(
        after,
        pinned=tuple(stop for stop in state.pinned if stop in stays),
        left_out=(*dropped, *(one for one in state.left_out if one[0] not in stays)),
    )


RAIN = "rain"
"""Why a stop is left out that stood in the day before."""


def told_from(basis: Basis) -> date:
    """Since when the assumption on roofs holds that was used."""
    return roofs_on(basis.first).valid_from
