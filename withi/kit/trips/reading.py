"""A trip as asked for, brought into one form: whole minutes, a reason for every stop that cannot be in any day.

Nothing here raises for a wish that cannot be met; it is left out and says why.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from withi.kit.trips.model import Bed, Day, Given, Id, Journey, Lunch, Reason, Rule, Stop, Window

FAR = 1 << 40  # minutes of a leg nobody can travel
ENDLESS = 1 << 50  # money, places and minutes without a limit
T = TypeVar("T", Stop, Day, Bed, Lunch)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the search is asked for: only stops that can stand in some day, with their windows as starts."""

    stops: list[Stop]
    days: list[Day]
    leg: list[list[int]]
    windows: list[list[list[Window]]]  # by day and stop: first and latest start
    rules: dict[str, Rule]
    lunch: Lunch | None
    locked: list[list[int]]  # by day: indices of stops
    budget: int
    party: int
    lead: int | None
    left_out: list[tuple[Id, Reason]]


def read(  # one argument for each thing a trip is asked with
    stops: Iterable[Given],
    matrix: Sequence[Sequence[float]],
    days: Sequence[Given],
    *,
    lunch: Given | None,
    categories: Mapping[str, Any] | None,
    locked: Sequence[Any],
) -> Asked:
    leg = _legs(matrix)
    journey = days if isinstance(days, Journey) else Journey(days)
    read_days = [_day(given, len(leg), journey.party) for given in journey.days]
    fitting, windows, left_out = _sorted_out([_stop(given) for given in stops], read_days, leg, journey)
    return Asked(
        stops=fitting,
        days=read_days,
        leg=leg,
        windows=[[starts[d] for starts in windows] for d in range(len(read_days))],
        rules={name: _rule(given) for name, given in (categories or {}).items()},
        lunch=_lunch(lunch),
        locked=_locked(locked, fitting, len(read_days)),
        budget=ENDLESS if journey.budget is None else math.floor(journey.budget),
        party=journey.party,
        lead=journey.lead,
        left_out=left_out,
    )


def _sorted_out(
    stops: list[Stop], days: list[Day], leg: list[list[int]], journey: Journey
) -> tuple[list[Stop], list[list[list[Window]]], list[tuple[Id, Reason]]]:
    """Stops that fit some day, their starts by day, and those that fit none with the reason."""
    fitting, windows, left_out = [], [], []
    seen: set[Hashable] = set()
    for stop in stops:
        starts = [_starts(stop, d, day, journey) for d, day in enumerate(days)]
        reason = Reason.TWICE if stop.id in seen else _refused(stop, starts, days, leg, journey)
        seen.add(stop.id)
        if reason:
            left_out.append((stop.id, reason))
        else:
            fitting.append(stop)
            windows.append(starts)
    return fitting, windows, left_out


def _from(kind: type[T], given: Given) -> T:
    """The dataclass itself, or one made of a dictionary's entries of the same names."""
    if isinstance(given, kind):
        return given
    names = {field.name for field in fields(kind)}
    if isinstance(given, Mapping):
        return kind(**{name: value for name, value in given.items() if name in names})
    return kind(**{name: getattr(given, name) for name in names if hasattr(given, name)})


def _legs(matrix: Sequence[Sequence[float]]) -> list[list[int]]:
    """Minutes rounded up; what is missing or endless cannot be travelled."""
    return [list(row) if all(type(x) is int for x in row) else [_leg(x) for x in row] for row in matrix]  # type: ignore[arg-type]


def _leg(minutes: float | None) -> int:
    return FAR if minutes is None or not 0 <= minutes < FAR else math.ceil(minutes)


def _stop(given: Given) -> Stop:
    stop = _from(Stop, given)
    score = float(stop.score)
    return replace(
        stop,
        score=score if math.isfinite(score) and score > 0 else 0.0,
        service=max(0, math.ceil(stop.service)),
        fee=max(0, math.ceil(stop.fee)),
    )


def _day(given: Given, places: int, party: int) -> Day:
    """A day with the beds that take the party; where no place is known or time runs backwards nothing fits into it."""
    day = _from(Day, given)
    beds = [bed for bed in (_from(Bed, one) for one in day.overnight or ()) if 0 <= bed.place < places]
    fitting = tuple(sorted((b for b in beds if b.beds is None or b.beds >= party), key=lambda bed: bed.fee))
    latest = math.floor(day.latest)
    if not (0 <= day.start < places and 0 <= day.end < places):
        return replace(day, start=0, end=0, earliest=0, latest=-1, overnight=())
    return replace(day, earliest=math.ceil(day.earliest), latest=latest, overnight=fitting)


def _lunch(given: Given | None) -> Lunch | None:
    lunch = None if given is None else _from(Lunch, given)
    return lunch if lunch and lunch.required and (lunch.category is not None or lunch.minutes) else None


def _rule(given: Any) -> Rule:
    """A `Rule`, a pair of least and most, or a dictionary."""
    if isinstance(given, Rule):
        return given
    if isinstance(given, Mapping):
        least, most = given.get("min", given.get("least", 0)), given.get("max", given.get("most"))
        return Rule(least or 0, most, tuple(given.get("exclusive", ())), tuple(given.get("before", ())))
    least, most = given
    return Rule(least or 0, most)


def _locked(locked: Sequence[Any], stops: list[Stop], days: int) -> list[list[int]]:
    """A prefix for each day, or, as a flat list of ids, for the first one."""
    by_day = locked if all(isinstance(one, (list, tuple)) for one in locked) else [locked]
    at = {stop.id: index for index, stop in enumerate(stops)}
    used: set[Hashable] = set()
    prefixes: list[list[int]] = [[] for _ in range(days)]
    for prefix, ids in zip(prefixes, by_day, strict=False):
        for one in ids:
            if one in at and one not in used:
                used.add(one)
                prefix.append(at[one])
    return prefixes


def stay(stop: Stop, day: Day) -> int:
    """Minutes of a visit at the pace of the day."""
    return -(-stop.service * max(0, day.pace) // 100)


def _starts(stop: Stop, d: int, day: Day, journey: Journey) -> list[Window]:
    """From when to when a visit may begin on a day, in order, none inside another."""
    if d >= len(stop.windows) or (journey.lead is not None and journey.lead + d < stop.notice):
        return []
    less = stay(stop, day) if stop.close_is == "end" else 0
    given = sorted((math.ceil(opens), math.floor(closes) - less) for opens, closes in stop.windows[d] or ())
    return _apart([(opens, last) for opens, last in given if opens <= last])


def _apart(windows: list[Window]) -> list[Window]:
    """In order, without those that another one holds."""
    kept: list[Window] = []
    for opens, last in windows:
        if kept and kept[-1][0] == opens:
            kept.pop()
        if not kept or last > kept[-1][1]:
            kept.append((opens, last))
    return kept


def _refused(
    stop: Stop, starts: list[list[Window]], days: list[Day], leg: list[list[int]], journey: Journey
) -> Reason | None:
    """Why a stop can be in no day at all, whatever else is planned."""
    if stop.forbidden:
        return Reason.UNWANTED
    if not 0 <= stop.place < len(leg):
        return Reason.UNKNOWN_PLACE
    if reason := _for_the_party(stop, journey):
        return reason
    if not any(starts):
        return _shut(stop, len(days), journey)
    return None if any(_reachable(stop, starts[d], days, d, leg) for d in range(len(days))) else Reason.DAY


def _for_the_party(stop: Stop, journey: Journey) -> Reason | None:
    if journey.party < stop.smallest:
        return Reason.GROUP_SMALL
    if stop.left is not None and stop.left < journey.party:
        return Reason.GROUP_LARGE
    return Reason.BUDGET if journey.budget is not None and 0 < stop.fee > journey.budget else None


def _shut(stop: Stop, days: int, journey: Journey) -> Reason:
    """Why no visit can begin on any day: closed, asked for too late, or its hours are shorter than a visit."""
    open_days = [d for d in range(min(days, len(stop.windows))) if stop.windows[d]]
    if not open_days:
        return Reason.CLOSED
    if journey.lead is not None and all(journey.lead + d < stop.notice for d in open_days):
        return Reason.NOTICE
    return Reason.WINDOW


def _reachable(stop: Stop, starts: list[Window], days: list[Day], d: int, leg: list[list[int]]) -> bool:
    """Whether a day has time for this one visit alone, from any of its starts to any of its ends."""
    day, night = days[d], days[d - 1].overnight if d else ()
    arrival = day.earliest + min(leg[origin][stop.place] for origin in _places(night, day.start))
    begins = next((max(arrival, opens) for opens, last in starts if arrival <= last), None)
    back = min(leg[stop.place][end] for end in _places(day.overnight, day.end))
    return begins is not None and begins + stay(stop, day) + back <= day.latest


def _places(beds: Sequence[Bed], otherwise: int) -> list[int]:
    return [bed.place for bed in beds] or [otherwise]


def meal_window(asked: "Asked", d: int) -> Window | None:
    """When the lunch of a day may begin; None where the day needs none, as one that is over before or begins behind."""
    day = asked.days[d]
    if asked.lunch is None or day.earliest > asked.lunch.window[1] or day.latest < asked.lunch.window[0]:
        return None
    return asked.lunch.window
