"""Trips of the planner held against what was asked, by rules written apart from the planner's own; and wishes to try.

Everything is walked forward minute by minute as a guest would live it: nothing of `withi.kit.trips` is used.
"""

import math
from collections import Counter
from typing import Any

from hypothesis import strategies as st

CATEGORIES = ["temple", "craft", "nature", "food"]


def faults(asked: dict[str, Any], plan: Any) -> list[str]:
    """What a plan promises and does not keep; empty for a good one."""
    stops = {stop["id"]: stop for stop in reversed(asked["stops"])}
    found = ["one route a day"] * (len(plan.routes) != len(asked["days"]))
    visited = [one for route in plan.routes for one in route]
    for d, ends in enumerate(_ends(asked, plan)):
        found += [f"day {d}: {fault}" for fault in _day_faults(asked, stops, d, plan.visits[d], ends)]
    return found + _list_faults(asked, stops, visited, plan) + _trip_faults(asked, stops, visited, plan)


def _ends(asked: dict[str, Any], plan: Any) -> list[tuple[int, int]]:
    """Where each day begins and ends: at the bed that was chosen, where there was a choice."""
    ends, place = [], None
    for day, chosen in zip(asked["days"], plan.nights, strict=True):
        night = next((bed["place"] for bed in day.get("overnight", ()) if bed["id"] == chosen), None)
        ends.append((day["start"] if place is None else place, day["end"] if night is None else night))
        place = night
    return ends


def _list_faults(asked: dict[str, Any], stops: dict[Any, Any], visited: list[Any], plan: Any) -> list[str]:
    found = [f"{one} unknown" for one in visited if one not in stops]
    found += [f"{one} twice" for one, times in Counter(visited).items() if times > 1]
    found += [f"{one} unwanted" for one in visited if stops[one].get("forbidden")]
    told = Counter([*visited, *(one.stop for one in plan.unplanned)])
    return found + ["not every stop is either planned or told"] * (
        told != Counter(stop["id"] for stop in asked["stops"])
    )


def _day_faults(
    asked: dict[str, Any], stops: dict[Any, Any], d: int, visits: list[Any], ends: tuple[int, int]
) -> list[str]:
    day = asked["days"][d]
    now, (here, end), walked, found = day["earliest"], ends, 0, []
    for visit in visits:
        stop = stops.get(visit.stop) if visit.stop is not None else None
        there = stop["place"] if stop else here
        leg = math.ceil(asked["matrix"][here][there])
        if (visit.leg, visit.arrive, visit.wait) != (leg, now + leg, visit.start - visit.arrive):
            found.append(f"{visit.stop} has wrong times")
        found += _visit_faults(asked, stop, visit, d)
        walked += (stop.get("walk", 0) if stop else 0) + leg * (day.get("mode") == "walk")
        here, now = there, visit.leave
    last = math.ceil(asked["matrix"][here][end])
    walked += last * (day.get("mode") == "walk")
    if visits:
        found += ["ends late"] * (now + last > day["latest"]) + ["too far on foot"] * (
            walked > day.get("walk_most", 1e9)
        )
        found += _lunch_faults(asked, stops, day, visits) + _order_faults(asked, stops, visits)
    return found


def _visit_faults(asked: dict[str, Any], stop: dict[str, Any] | None, visit: Any, d: int) -> list[str]:
    pace = asked["days"][d].get("pace", 100)
    minutes = math.ceil(stop["service"] * pace / 100) if stop else asked["lunch"]["minutes"]
    found = [f"{visit.stop} takes {minutes} minutes"] * (visit.leave - visit.start != minutes)
    found += [f"{visit.stop} is late"] * (visit.slack < 0 or visit.wait < 0)
    shut = stop is not None and not any(_inside(stop, visit, *window) for window in stop["windows"][d])
    return found + [f"{visit.stop} is closed"] * shut


def _lunch_faults(asked: dict[str, Any], stops: dict[Any, Any], day: dict[str, Any], visits: list[Any]) -> list[str]:
    lunch = asked.get("lunch")
    if lunch is None or day["earliest"] > lunch["window"][1] or day["latest"] < lunch["window"][0]:
        return []
    at_noon = [visit.stop for visit in visits if lunch["window"][0] <= visit.start <= lunch["window"][1]]
    meals = [one for one in at_noon if one is None or stops[one].get("category") == lunch.get("category")]
    return [] if meals else ["no lunch"]


def _inside(stop: dict[str, Any], visit: Any, opens: int, closes: int) -> bool:
    ends = visit.leave if stop.get("close_is", "end") == "end" else visit.start
    return bool(opens <= visit.start and ends <= closes)


def _order_faults(asked: dict[str, Any], stops: dict[Any, Any], visits: list[Any]) -> list[str]:
    kinds = [stops[visit.stop].get("category") for visit in visits if visit.stop is not None]
    orders = [
        (name, later) for name, rule in (asked.get("categories") or {}).items() for later in rule.get("before", ())
    ]
    return [
        f"{first} after {later}"
        for first, later in orders
        if any(kind == first and later in kinds[:k] for k, kind in enumerate(kinds))
    ]


def _trip_faults(asked: dict[str, Any], stops: dict[Any, Any], visited: list[Any], plan: Any) -> list[str]:
    counts = Counter(stops[one].get("category") for one in visited)
    found = []
    for name, rule in (asked.get("categories") or {}).items():
        most = rule.get("max")
        found += [f"too many of {name}"] * (most is not None and counts[name] > most)
        found += [f"{name} beside {other}" for other in rule.get("exclusive", ()) if counts[name] and counts[other]]
    return found + _money_faults(asked, stops, visited, plan)


def _money_faults(asked: dict[str, Any], stops: dict[Any, Any], visited: list[Any], plan: Any) -> list[str]:
    fees = sum(stops[one].get("fee", 0) for one in visited)
    budget = asked.get("budget")
    found = ["over budget"] * (budget is not None and fees > max(0, budget - _nights(asked, plan)))
    return found + ["wrong score"] * (not math.isclose(plan.score, sum(stops[one]["score"] for one in visited)))


def _nights(asked: dict[str, Any], plan: Any) -> int:
    beds = [bed for day in asked["days"] for bed in day.get("overnight", ())]
    return sum(next((bed["fee"] for bed in beds if bed["id"] == night), 0) for night in plan.nights)


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    """Small trips of every kind: several windows, closed days, lunch, order, money, beds, walking, asymmetric legs."""
    days, many = draw(st.integers(1, 3)), draw(st.integers(0, 12))
    places = many + 4
    legs = st.integers(0, 90)
    matrix = [[0 if a == b else draw(legs) for b in range(places)] for a in range(places)]
    stops = [draw(_stop(number, days, places)) for number in range(many)]
    asked: dict[str, Any] = {
        "matrix": matrix,
        "stops": stops,
        "days": [draw(_day(d, days, places)) for d in range(days)],
    }
    if draw(st.booleans()):
        minutes = draw(st.sampled_from([None, 45]))
        asked["lunch"] = {"category": "food", "window": (660, 840), "minutes": minutes, "required": True}
    if draw(st.booleans()):
        asked["categories"] = draw(st.fixed_dictionaries({}, optional={"craft": _rule(), "temple": _rule()}))
    asked["budget"] = draw(st.sampled_from([None, 0, 300, -5]))
    return asked


@st.composite
def _stop(draw: st.DrawFn, number: int, days: int, places: int) -> dict[str, Any]:
    window = st.tuples(st.integers(400, 1000), st.integers(0, 400)).map(lambda pair: (pair[0], pair[0] + pair[1]))
    return {
        "id": f"s{number}",
        "place": draw(st.integers(0, places - 1)),
        "score": draw(st.integers(0, 50)),
        "service": draw(st.integers(0, 120)),
        "windows": [draw(st.lists(window, max_size=3)) for _ in range(days)],
        "close_is": draw(st.sampled_from(["end", "start"])),
        "mandatory": draw(st.integers(0, 9)) == 0,
        "forbidden": draw(st.integers(0, 9)) == 0,
        "category": draw(st.sampled_from(CATEGORIES)),
        "village": draw(st.integers(0, 3)),
        "fee": draw(st.sampled_from([0, 0, 100])),
        "walk": draw(st.sampled_from([0, 20])),
    }


@st.composite
def _day(draw: st.DrawFn, d: int, days: int, places: int) -> dict[str, Any]:
    earliest = draw(st.integers(420, 700))
    day: dict[str, Any] = {"start": 0, "end": 1, "earliest": earliest, "latest": earliest + draw(st.integers(0, 660))}
    day |= {"mode": draw(st.sampled_from(["car", "walk"])), "pace": draw(st.sampled_from([100, 130]))}
    if draw(st.booleans()):
        day["walk_most"] = draw(st.integers(0, 200))
    if d < days - 1 and draw(st.booleans()):
        day["overnight"] = [{"id": f"bed{d}{k}", "place": k, "fee": 50 * k} for k in range(places - 3, places)]
    return day


def _rule() -> st.SearchStrategy[dict[str, Any]]:
    some: dict[str, st.SearchStrategy[Any]] = {"min": st.integers(0, 2), "max": st.integers(0, 3)}
    some |= {"exclusive": st.just(["nature"]), "before": st.just(["food"])}
    return st.fixed_dictionaries({}, optional=some)
