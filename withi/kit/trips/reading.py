"""A trip as asked for, brought into one form: whole minutes, a reason for every stop that cannot be in any day.

Nothing here raises for a wish that cannot be met; it is left out and says why.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from withi.kit.trips import tidy
from withi.kit.trips.model import Bed, Day, Given, Id, Journey, Lunch, Reason, Rule, Stop, Window

FAR = 1 << 40  # minutes of a leg nobody can travel
ENDLESS = 1 << 50  # money, places and minutes without a limit
T = TypeVar("T", Stop, Day, Bed, Lunch)
# What is taken where a caller says nothing: a stop that is never open, a day without time, a lunch at no time.
UNSAID: dict[Any, dict[str, Any]] = {
    Stop: {"place": -1, "score": 0, "service": 0, "windows": ()},
    Day: {"start": -1, "end": -1, "earliest": 0, "latest": -1},
    Bed: {"id": None, "place": -1},
    Lunch: {"window": ()},
}
ALIKE = {"capacity_left": "left"}


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
    journey = _journey(days)
    read_days = [_day(given, len(leg), journey.party) for given in journey.days]
    fitting, windows, left_out = _sorted_out([_stop(given) for given in stops], read_days, leg, journey)
    return Asked(
        stops=fitting,
        days=read_days,
        leg=leg,
        windows=[[starts[d] for starts in windows] for d in range(len(read_days))],
        rules={name: _rule(given) for name, given in (categories or {}).items() if given is not None},
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
        said = {ALIKE.get(name, name): value for name, value in given.items()}
        return kind(**UNSAID[kind] | {name: value for name, value in said.items() if name in names})
    return kind(**UNSAID[kind] | {name: getattr(given, name) for name in names if hasattr(given, name)})


def _journey(days: Sequence[Given]) -> Journey:
    """Days with what holds for the whole trip, in numbers."""
    journey = days if isinstance(days, Journey) else Journey(days)
    budget, lead = journey.budget, journey.lead
    return Journey(
        list(journey.days),
        None if budget is None else tidy.down(budget),
        tidy.up(journey.party, 1),
        None if lead is None else tidy.down(lead),
    )


def _legs(matrix: Sequence[Sequence[float]]) -> list[list[int]]:
    """Minutes rounded up, row by row as long as there are rows; what is missing or endless cannot be travelled."""
    many = len(matrix)
    return [_row(list(row), many) for row in matrix] or [[0]]


def _row(row: list[Any], many: int) -> list[int]:
    row = row[:many] + [None] * (many - len(row))
    if set(map(type, row)) == {int} and min(row) >= 0 and max(row) < FAR:
        return row
    return [_leg(x) for x in row]


def _leg(minutes: float | None) -> int:
    told = tidy.number(minutes, FAR)
    return math.ceil(told) if 0 <= told < FAR else FAR


def _stop(given: Given) -> Stop:
    stop = _from(Stop, given)
    return replace(
        stop,
        place=tidy.place(stop.place),
        score=0.0 if stop.score == math.inf else max(0.0, float(tidy.number(stop.score, 0))),
        service=max(0, tidy.up(stop.service)),
        windows=[tidy.windows(day) for day in stop.windows or ()],
        fee=max(0, tidy.up(stop.fee)),
        walk=max(0, tidy.up(stop.walk)),
        left=None if stop.left is None else tidy.down(stop.left),
        notice=tidy.up(stop.notice),
        smallest=tidy.up(stop.smallest, 1),
    )


def _day(given: Given, places: int, party: int) -> Day:
    """A day with the beds that take the party; where no place is known or time runs backwards nothing fits into it."""
    day = _from(Day, given)
    start, end, earliest = tidy.place(day.start), tidy.place(day.end), tidy.up(day.earliest, tidy.MOST)
    if not (0 <= start < places and 0 <= end < places) or earliest >= tidy.MOST:
        return replace(day, start=0, end=0, earliest=0, latest=-1, overnight=())
    return replace(
        day,
        start=start,
        end=end,
        earliest=earliest,
        latest=tidy.down(day.latest, -1),
        overnight=_beds(day.overnight, places, party),
        pace=tidy.up(day.pace, 100),
        walk_most=None if day.walk_most is None else tidy.down(day.walk_most),
    )


def _beds(given: Sequence[Given], places: int, party: int) -> tuple[Bed, ...]:
    """Beds that take the party, at places that are known, the cheapest first."""
    beds = [bed for bed in map(_bed, given or ()) if 0 <= bed.place < places]
    return tuple(sorted((b for b in beds if b.beds is None or b.beds >= party), key=lambda bed: bed.fee))


def _bed(given: Given) -> Bed:
    """A bed, or the number of the place where one may sleep."""
    bed = Bed(given, given) if isinstance(given, int) else _from(Bed, given)
    beds = None if bed.beds is None else tidy.down(bed.beds)
    return replace(bed, place=tidy.place(bed.place), beds=beds, fee=max(0, tidy.up(bed.fee)))


def _lunch(given: Given | None) -> Lunch | None:
    """A lunch that is wanted and can be; one without hours is none."""
    lunch = None if given is None else _from(Lunch, given)
    if lunch is None or not lunch.required:
        return None
    hours, minutes = tidy.windows([lunch.window]), max(0, tidy.up(lunch.minutes))
    if not hours or (lunch.category is None and not minutes):
        return None
    return replace(lunch, window=hours[0], minutes=minutes or None)


def _rule(given: Any) -> Rule:
    """A `Rule`, a pair of least and most, or a dictionary; anything else is no rule."""
    if isinstance(given, Rule):
        return given
    if isinstance(given, Mapping):
        least, most = given.get("min", given.get("least")), given.get("max", given.get("most"))
        exclusive, before = tidy.names(given.get("exclusive")), tidy.names(given.get("before"))
    elif isinstance(given, Sequence) and len(given) == len(("least", "most")):
        (least, most), exclusive, before = given, (), ()
    else:
        return Rule()
    return Rule(tidy.up(least), None if most is None else tidy.down(most), exclusive, before)


def _locked(locked: Sequence[Any], stops: list[Stop], days: int) -> list[list[int]]:
    """A prefix for each day, or, as a flat list of ids, for the first one."""
    locked = locked or ()
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
    given = sorted((opens, closes - less) for opens, closes in stop.windows[d])
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
