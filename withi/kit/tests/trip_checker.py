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
    found = [] if len(plan.routes) == len(asked["days"]) else ["one route a day"]
    visited = [one for route in plan.routes for one in route]
    found += [f"{one} unknown" for one in visited if one not in stops]
    found += [f"{one} twice" for one, times in Counter(visited).items() if times > 1]
    found += [f"{one} unwanted" for one in visited if stops[one].get("forbidden")]
    place = None
    for d, day in enumerate(asked["days"]):
        night = next((bed for bed in day.get("overnight", ()) if bed["id"] == plan.nights[d]), None)
        start, end = day["start"] if place is None else place, night["place"] if night else day["end"]
        found += [f"day {d}: {fault}" for fault in _day_faults(asked, stops, d, plan.visits[d], start, end)]
        place = night["place"] if night else None
    told = Counter(one.stop for one in plan.unplanned)
    told.update(visited)
    if told != Counter(stop["id"] for stop in asked["stops"]):
        found.append("not every stop is either planned or told")
    return found + _trip_faults(asked, stops, visited, plan)


def _day_faults(
    asked: dict[str, Any], stops: dict[Any, Any], d: int, visits: list[Any], start: int, end: int
) -> list[str]:
    found, now, here, day, meals, walked = [], asked["days"][d]["earliest"], start, asked["days"][d], 0, 0
    lunch = asked.get("lunch")
    for visit in visits:
        stop = stops.get(visit.stop) if visit.stop is not None else None
        there = stop["place"] if stop else here
        leg = math.ceil(asked["matrix"][here][there])
        if (visit.leg, visit.arrive, visit.wait) != (leg, now + leg, visit.start - visit.arrive) or visit.wait < 0:
            found.append(f"{visit.stop} has wrong times")
        minutes = math.ceil(stop["service"] * day.get("pace", 100) / 100) if stop else lunch["minutes"]
        if visit.leave - visit.start != minutes:
            found.append(f"{visit.stop} takes {minutes} minutes")
        if stop and not any(_inside(stop, visit, *window) for window in stop["windows"][d]):
            found.append(f"{visit.stop} is closed")
        if visit.slack < 0:
            found.append(f"{visit.stop} is late")
        at_noon = lunch and lunch["window"][0] <= visit.start <= lunch["window"][1]
        meals += bool(at_noon and (stop is None or stop.get("category") == lunch.get("category")))
        walked += (stop.get("walk", 0) if stop else 0) + leg * (day.get("mode") == "walk")
        here, now = there, visit.leave
    last = math.ceil(asked["matrix"][here][end])
    if visits and now + last > day["latest"]:
        found.append("ends late")
    walked += last * (day.get("mode") == "walk")
    if visits and walked > day.get("walk_most", math.inf):
        found.append("too far on foot")
    if (
        visits
        and lunch
        and not meals
        and not (day["earliest"] > lunch["window"][1] or day["latest"] < lunch["window"][0])
    ):
        found.append("no lunch")
    return found + _order_faults(asked, stops, visits)


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
        if rule.get("max") is not None and counts[name] > rule["max"]:
            found.append(f"too many of {name}")
        found += [f"{name} beside {other}" for other in rule.get("exclusive", ()) if counts[name] and counts[other]]
    fees = sum(stops[one].get("fee", 0) for one in visited)
    if asked.get("budget") is not None and fees > max(0, asked["budget"] - _nights(asked, plan)):
        found.append("over budget")
    if not math.isclose(plan.score, sum(stops[one]["score"] for one in visited)):
        found.append("wrong score")
    return found


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
    day = {"start": 0, "end": 1, "earliest": earliest, "latest": earliest + draw(st.integers(0, 660))}
    day |= {"mode": draw(st.sampled_from(["car", "walk"])), "pace": draw(st.sampled_from([100, 130]))}
    if draw(st.booleans()):
        day["walk_most"] = draw(st.integers(0, 200))
    if d < days - 1 and draw(st.booleans()):
        day["overnight"] = [{"id": f"bed{d}{k}", "place": k, "fee": 50 * k} for k in range(places - 3, places)]
    return day


def _rule() -> st.SearchStrategy[dict[str, Any]]:
    some = {"min": st.integers(0, 2), "max": st.integers(0, 3)}
    some |= {"exclusive": st.just(["nature"]), "before": st.just(["food"])}
    return st.fixed_dictionaries({}, optional=some)
