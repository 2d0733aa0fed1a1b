"""Why a stop that could have been planned was not."""

from collections import Counter
from collections.abc import Hashable

from withi.kit.trips.model import Reason, Rule, Stop
from withi.kit.trips.reading import Asked


def unplanned_reason(asked: Asked, stop: int, routes: list[list[int]], fees: int, hungry: set[int]) -> Reason:
    """The first rule that keeps a stop out of this trip as it stands; else others bring more in its place.

    `hungry` are the days that can have no lunch and so stay empty.
    """
    wanted = asked.stops[stop]
    if reason := _category_reason(asked, wanted, routes):
        return reason
    if wanted.fee and fees + wanted.fee > asked.budget:
        return Reason.BUDGET
    open_days = {d for d in range(len(asked.days)) if asked.windows[d][stop]}
    if open_days <= hungry:
        return Reason.LUNCH
    return Reason.WALKING if all(_too_far(asked, wanted, d) for d in open_days) else Reason.NO_ROOM


def _category_reason(asked: Asked, wanted: Stop, routes: list[list[int]]) -> Reason | None:
    counts = Counter(asked.stops[b].category for route in routes for b in route)
    rule = asked.rules.get(wanted.category or "", Rule())
    if rule.most is not None and counts[wanted.category] >= rule.most:
        return Reason.CATEGORY
    others: set[Hashable] = set(rule.exclusive)
    others |= {name for name, other in asked.rules.items() if wanted.category in other.exclusive}
    return Reason.EXCLUDED if any(counts[str(name)] for name in others - {wanted.category}) else None


def _too_far(asked: Asked, wanted: Stop, d: int) -> bool:
    """Whether even this one visit is more walking than the day allows."""
    day = asked.days[d]
    if day.walk_most is None:
        return False
    legs = asked.leg[day.start][wanted.place] + asked.leg[wanted.place][day.end] if day.mode == "walk" else 0
    return wanted.walk + legs > day.walk_most
