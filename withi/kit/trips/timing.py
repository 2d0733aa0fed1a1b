"""The times of a trip, from nothing but its order: for answers, and at once after a visit was dragged."""

from collections.abc import Sequence
from dataclasses import dataclass

from withi.kit.trips.model import Given, Id, Lunch, Reason, Stop, Visit, Window
from withi.kit.trips.reading import Asked, meal_window, read, stay


@dataclass(frozen=True, slots=True)
class Place:
    """What may stand in a day: a stop, or a break where one is (`stop` and `place` are None)."""

    stop: Id | None
    place: int | None
    stay: int
    starts: Sequence[Window]
    hours: Sequence[Window]  # of each start, when it is open
    lunch: bool = False


@dataclass(frozen=True, slots=True)
class Timed:
    """One day: its visits, when it ends, and what does not hold. A visit that cannot begin has no window."""

    visits: list[Visit]
    end: int
    trouble: list[tuple[Id | None, Reason]]


@dataclass(frozen=True, slots=True)
class Retimed:
    """A whole trip anew; `trouble` holds day, stop (None for the day itself) and reason."""

    visits: list[list[Visit]]
    ends: list[int]
    trouble: list[tuple[int, Id | None, Reason]]


def place_of(asked: Asked, d: int, stop: Stop, starts: Sequence[Window], *, lunch: bool = False) -> Place:
    """A stop on a day; as the day's lunch it begins at lunch time."""
    minutes, meal = stay(stop, asked.days[d]), meal_window(asked, d)
    longer = minutes if stop.close_is == "end" else 0
    hours = [(opens, last + longer) for opens, last in starts]
    if lunch and meal:
        at_noon = [(opens, min(last, meal[1])) for opens, last in starts]
        hours = [one for one, (opens, last) in zip(hours, at_noon, strict=True) if max(opens, meal[0]) <= last]
        starts = [(opens, last) for opens, last in at_noon if max(opens, meal[0]) <= last]
    return Place(stop.id, stop.place, minutes, starts, hours, lunch)


def break_of(asked: Asked, d: int) -> Place:
    window = meal_window(asked, d)
    minutes = asked.lunch.minutes if asked.lunch and asked.lunch.minutes else 0
    windows = [window] if window else []
    return Place(None, None, minutes, windows, windows, lunch=True)


def time_day(asked: Asked, d: int, order: Sequence[Place], start: int, end: int) -> Timed:
    """Visits in their order, each as early as it can begin; slack from the end of the day backwards."""
    day, here, now = asked.days[d], start, asked.days[d].earliest
    steps: list[tuple[Place, int, int, int, Window | None]] = []
    trouble: list[tuple[Id | None, Reason]] = []
    for place in order:
        there = here if place.place is None else place.place
        leg = asked.leg[here][there]
        arrival = now + leg
        window = next((window for window in place.starts if arrival <= window[1]), None)
        begins = arrival if window is None else max(arrival, window[0])
        if window is None:
            trouble.append((place.stop, Reason.WINDOW if place.starts else Reason.CLOSED))
        steps.append((place, leg, arrival, begins, window))
        here, now = there, begins + place.stay
    home = asked.leg[here][end]
    if now + home > day.latest:
        trouble.append((None, Reason.DAY))
    return Timed(_visits(steps, day.latest - home), now + home, trouble)


def _visits(steps: list[tuple[Place, int, int, int, Window | None]], until: int) -> list[Visit]:
    """Steps with what they may be late by: `until` is the latest moment to leave the last one."""
    visits: list[Visit] = []
    for place, leg, arrival, begins, window in reversed(steps):
        latest = _latest(place.starts, until - place.stay)
        used = None if window is None else place.hours[place.starts.index(window)]
        leave = begins + place.stay
        visits.append(
            Visit(place.stop, arrival, begins, leave, begins - arrival, leg, used, latest - arrival, place.lunch)
        )
        until = latest - leg
    return visits[::-1]


def _latest(starts: Sequence[Window], start: int) -> int:
    """The latest arrival that still begins by `start`; with no such window `start`, and slack is below 0."""
    return next((min(last, start) for opens, last in reversed(starts) if opens <= start), start)


def retime(
    stops: Sequence[Given],
    matrix: Sequence[Sequence[float]],
    days: Sequence[Given],
    routes: Sequence[Sequence[Id | None]],
    *,
    lunch: Lunch | Given | None = None,
    nights: Sequence[Id | None] = (),
) -> Retimed:
    """The trip with these visits in this order (None is the lunch break), nothing moved, nothing left out.

    What does not hold is told, so that a page can show it beside the visit that was dragged there.
    """
    asked = read(stops, matrix, days, lunch=lunch, categories=None, locked=())
    at = {stop.id: b for b, stop in enumerate(asked.stops)}
    visits, ends, trouble = [], [], []
    for d, (start, end) in enumerate(ends_of_days(asked, nights)):
        route = routes[d] if d < len(routes) else ()
        order = []
        for one in route:
            if one is None:
                order.append(break_of(asked, d))
            elif one in at:
                order.append(place_of(asked, d, asked.stops[at[one]], asked.windows[d][at[one]]))
            else:
                trouble.append((d, one, dict(asked.left_out).get(one, Reason.UNKNOWN_PLACE)))
        timed = time_day(asked, d, order, start, end)
        visits.append(timed.visits)
        ends.append(timed.end)
        trouble += [(d, stop, reason) for stop, reason in timed.trouble]
    return Retimed(visits, ends, trouble)


def ends_of_days(asked: Asked, nights: Sequence[Id | None]) -> list[tuple[int, int]]:
    """Where each day starts and ends, with the beds chosen; the first bed where none was."""
    ends: list[tuple[int, int]] = []
    start = None
    for d, day in enumerate(asked.days):
        chosen = nights[d] if d < len(nights) else None
        bed = next((bed for bed in day.overnight if bed.id == chosen), day.overnight[0] if day.overnight else None)
        ends.append((day.start if start is None else start, bed.place if bed else day.end))
        start = bed.place if bed else None
    return ends
