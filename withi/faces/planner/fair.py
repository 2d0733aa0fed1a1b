"""How guests lie over the villages of a province, and who may be sent more of them. Pure.

The weight itself is `kit.trips.fairness`; a guest is shown the plain interest, and nobody can pay for a weight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from withi.kit.trips import fairness

SPAN_DAYS = 90
"""What is counted: guests and trips of so many days, takings of as many months back as that is."""
MONTHS = 3
LEAST = 30
"""Fewer guests or trips than this in a province say nothing of how they are spread."""
CONFIRMED_DAYS = 180
EVEN = 1000


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registers say of a community tonight; `fresh_stops` were verified within half a year."""

    id: int
    province: str
    can_be_called: bool
    confirmed: date | None
    fresh_stops: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """A night's answer for one community; `served` and `weight` are thousandths, 1000 is an even share."""

    id: int
    weight: int
    served: int | None
    signals: int
    is_ready: bool
    is_agreed: bool


def lacking(one: Standing, today: date) -> list[str]:
    """What keeps a community from being ready for more guests: contact, confirmed, stops; empty where it is ready."""
    fresh = one.confirmed is not None and (today - one.confirmed).days <= CONFIRMED_DAYS
    found = {"contact": one.can_be_called, "confirmed": fresh, "stops": one.fresh_stops > 0}
    return [what for what, is_there in found.items() if not is_there]


def shares(counted: Mapping[int, int], least: int = LEAST) -> dict[int, float]:
    """Of each who takes part, its share against an even one; empty where too few take part or too little is counted."""
    total = sum(counted.values())
    if len(counted) < 2 or total < least:
        return {}
    return {pk: value * len(counted) / total for pk, value in counted.items()}


def weighed(standing: Iterable[Standing], signals: Iterable[Mapping[int, int]], today: date) -> list[Weighed]:
    """Weights of a province's communities from what was counted of each: the mean of its shares, where it has any.

    One that took no part in a signal is not zero there: it is not counted there.
    """
    told = [shares(counted) for counted in signals]
    return [_weighed(one, [share[one.id] for share in told if one.id in share], today) for one in standing]


def _weighed(one: Standing, own: list[float], today: date) -> Weighed:
    ready = not lacking(one, today)
    served = sum(own) / len(own) if own else None
    found = fairness.weight(
        fairness.Community(
            id=one.id,
            expected=0.0 if served is None else 1.0,
            served=served or 0.0,
            receives=True,
            ready=ready,
            agreed=one.agreed,
        )
    )
    thousandths = None if served is None else round(served * EVEN)
    return Weighed(one.id, round(found * EVEN), thousandths, len(own), ready, one.agreed)
