"""The tables of the search from a trip as it was read, and a first empty state."""

import math
from collections.abc import Hashable, Mapping
from typing import Any

from withi.kit.trips import memory as at
from withi.kit.trips.clock import travel
from withi.kit.trips.compiled import Ints, entry, kernel
from withi.kit.trips.dice import seeded
from withi.kit.trips.memory import BREAK, LUNCH, STOP, Memory, lay_out
from withi.kit.trips.model import Rule, Window
from withi.kit.trips.reading import ENDLESS, Asked, meal_window, stay

_NEAR = 40
_BITS = 60
# Rounded, so that no processor's last digit matters.
_LOGS = [round(math.log((k + 0.5) / 1024), 9) for k in range(1024)]


def build(asked: Asked, weights: Mapping[Hashable, float], spread: float, seed: int) -> Memory:
    """All that a search needs; `spread` is what the next visit to the same village loses of its worth."""
    blocks = _node_blocks(asked, weights)
    blocks |= _time_blocks(asked, blocks[at.BASE], blocks[at.KIND])
    blocks |= _rule_blocks(asked, blocks[at.BASE]) | _village_blocks(asked, blocks[at.WORTH]) | _day_blocks(asked)
    stops, days, width = len(asked.stops), len(asked.days), len(asked.stops) + 4
    near_many = min(_NEAR, stops)
    blocks |= {at.LEG: [minutes for row in asked.leg for minutes in row], at.NEAR: [0] * (stops * near_many)}
    blocks |= _trip_blocks(asked, blocks, width) | {at.LOGS: _LOGS}
    endless = asked.budget >= ENDLESS and min(blocks[at.FOOT_MOST], default=ENDLESS) >= ENDLESS
    numbers = {
        at.STOPS: stops,
        at.NODES: len(blocks[at.BASE]),
        at.DAYS: days,
        at.WIDTH: width,
        at.PLACES: len(asked.leg),
        at.NEAR_MANY: near_many,
        at.CATEGORIES: len(blocks[at.LEAST]),
        at.LUNCH_MANY: len(blocks[at.LUNCHES]),
        at.BUDGET: asked.budget,
        at.RULED: int(any(blocks[at.BIT]) or not endless),
        at.WISHED: int(any(blocks[at.NEEDED]) or any(blocks[at.LEAST]) or any(blocks[at.MEAL])),
        at.DICE: seeded(seed),
    }
    reals = {
        at.SHARE: 1.0 - min(max(spread, 0.0), 1.0),
        at.PENALTY: 2.0 * sum(blocks[at.WORTH][:stops]) + 1.0,
        at.BEST_VALUE: -1e300,
    }
    memory = lay_out(numbers, blocks, reals)
    neighbours(memory.m)
    return memory


@entry
def neighbours(m: Ints) -> None:
    """The stops around each stop, nearest first, there and back together; itself is the first."""
    many = m[at.NEAR_MANY]
    for a in range(m[at.STOPS]):
        row = m[at.NEAR] + a * many
        for b in range(m[at.STOPS]):
            k = min(b, many)
            while k > 0 and apart(m, a, m[row + k - 1]) > apart(m, a, b):
                if k < many:
                    m[row + k] = m[row + k - 1]
                k -= 1
            if k < many:
                m[row + k] = b


@kernel
def apart(m: Ints, a: int, b: int) -> int:
    """Minutes from one stop to another and back."""
    if a == b:
        return -1
    here, there = m[m[at.PLACE_OF] + a], m[m[at.PLACE_OF] + b]
    return travel(m, here, there) + travel(m, there, here)


def _node_blocks(asked: Asked, weights: Mapping[Hashable, float]) -> dict[int, Any]:
    """Stops, then food stops in their role as lunch, then for each day its break."""
    stops = asked.stops
    food = [b for b, stop in enumerate(stops) if asked.lunch and stop.category == asked.lunch.category]
    if not asked.lunch or asked.lunch.category is None:
        food = []
    breaks = len(asked.days) if asked.lunch and asked.lunch.minutes else 0
    of_stop = [*range(len(stops)), *food]
    first_break = len(of_stop)
    by_node = [stops[b] for b in of_stop]
    empty = [0] * breaks
    return {
        at.BASE: [*of_stop, *range(first_break, first_break + breaks)],
        at.KIND: [STOP] * len(stops) + [LUNCH] * len(food) + [BREAK] * breaks,
        at.PLACE_OF: [stop.place for stop in by_node] + empty,
        at.WORTH: [stop.score * max(0.0, weights.get(stop.village, 1.0)) for stop in by_node] + [0.0] * breaks,
        at.NEEDED: [int(stop.mandatory) for stop in by_node] + empty,
        at.FEE: [stop.fee for stop in by_node] + empty,
        at.WALK: [stop.walk for stop in by_node] + empty,
        at.LUNCHES: list(range(len(stops), first_break)),
        at.PAUSE: [first_break + d if breaks else -1 for d in range(len(asked.days))],
    }


def _time_blocks(asked: Asked, base: list[int], kind: list[int]) -> dict[int, Any]:
    """Windows and minutes by day and node; a lunch begins at lunch time."""
    blocks: dict[int, Any] = {at.STAY: [], at.WINDOW: [0], at.OPENS: [], at.LAST: [], at.SOONEST: []}
    for d, day in enumerate(asked.days):
        meal = meal_window(asked, d)
        for b, role in zip(base, kind, strict=True):
            if role == BREAK:
                windows = [meal] if meal and b == base[-1] - len(asked.days) + 1 + d else []
                blocks[at.STAY].append(asked.lunch.minutes if asked.lunch else 0)
            else:
                windows = asked.windows[d][b] if role == STOP else _within(asked.windows[d][b], meal)
                blocks[at.STAY].append(stay(asked.stops[b], day))
            blocks[at.OPENS] += [opens for opens, _ in windows]
            blocks[at.LAST] += [last for _, last in windows]
            early = role == LUNCH and meal and any(opens < meal[0] <= last for opens, last in asked.windows[d][b])
            blocks[at.SOONEST].append(meal[0] if meal and early else 0)
            blocks[at.WINDOW].append(len(blocks[at.OPENS]))
    return blocks


def _within(windows: list[Window], meal: Window | None) -> list[Window]:
    if meal is None:
        return []
    cut = [(max(opens, meal[0]), min(last, meal[1])) for opens, last in windows]
    return [(opens, last) for opens, last in cut if opens <= last]


def _rule_blocks(asked: Asked, base: list[int]) -> dict[int, Any]:
    """Categories with a rule, those with order or exclusion first (they have bits); all others share the last number."""
    named = {name for rule in asked.rules.values() for name in (*rule.exclusive, *rule.before)}
    named |= {name for name, rule in asked.rules.items() if rule.exclusive or rule.before}
    names = sorted(named) + sorted(set(asked.rules) - named)
    number = {name: c for c, name in enumerate(names)}
    bits = min(_BITS, len(named))
    rules = [asked.rules.get(name, Rule()) for name in names] + [Rule()]
    bars, later, earlier = [0] * len(rules), [0] * len(rules), [0] * len(rules)
    for c, rule in enumerate(rules):
        for other in (number[name] for name in rule.exclusive):
            if max(c, other) < bits and c != other:
                bars[c] |= 1 << other
                bars[other] |= 1 << c
        for other in (number[name] for name in rule.before):
            if max(c, other) < bits and c != other:
                later[c] |= 1 << other
                earlier[other] |= 1 << c
    categories = [
        number.get(asked.stops[b].category or "", len(names)) if b < len(asked.stops) else len(names) for b in base
    ]
    return {
        at.CATEGORY: categories,
        at.BIT: [1 << c if c < bits else 0 for c in categories],
        at.LEAST: [max(0, rule.least) for rule in rules],
        at.MOST: [ENDLESS if rule.most is None else max(0, rule.most) for rule in rules],
        at.BARS: bars,
        # what comes later must not stand before it; what comes earlier must not stand behind it
        at.LATER: later,
        at.EARLIER: earlier,
    }


def _village_blocks(asked: Asked, worth: list[float]) -> dict[int, Any]:
    """Stops by village, the dearest first; a stop without one has no village, and so nothing to share."""
    members: dict[Hashable, list[int]] = {}
    for b, stop in enumerate(asked.stops):
        if stop.village is not None:
            members.setdefault(stop.village, []).append(b)
    number = {village: v for v, village in enumerate(members)}
    ordered = [sorted(group, key=lambda b: (-worth[b], b)) for group in members.values()]
    starts = [0]
    for group in ordered:
        starts.append(starts[-1] + len(group))
    nodes = [number.get(stop.village, -1) for stop in asked.stops]
    lunches = [b for b, stop in enumerate(asked.stops) if asked.lunch and stop.category == asked.lunch.category]
    return {
        at.VILLAGE: nodes + [nodes[b] for b in lunches] + [-1] * len(asked.days),
        at.VILLAGE_FROM: starts,
        at.MEMBERS: [b for group in ordered for b in group],
    }


def _day_blocks(asked: Asked) -> dict[int, Any]:
    """Ends, hours and beds of the days; a night without beds to choose from has one: the end of its day."""
    starts, beds, fees = [0], [], []
    for day in asked.days:
        beds += [bed.place for bed in day.overnight] or [day.end]
        fees += [max(0, bed.fee) for bed in day.overnight] or [0]
        starts.append(len(beds))
    days = asked.days
    return {
        at.DAY_FROM: [day.earliest for day in days],
        at.DAY_UNTIL: [day.latest for day in days],
        at.FIRST: [len(prefix) for prefix in asked.locked],
        at.AFOOT: [int(day.mode == "walk") for day in days],
        at.FOOT_MOST: [ENDLESS if day.walk_most is None else day.walk_most for day in days],
        at.MEAL: [int(meal_window(asked, d) is not None) for d in range(len(days))],
        at.BED_FROM: starts,
        at.BED_PLACE: beds,
        at.BED_FEE: fees,
    }


def _trip_blocks(asked: Asked, blocks: dict[int, Any], width: int) -> dict[int, Any]:
    """The trip before the first step: nothing but what is locked, nights in the first bed."""
    days, stops, nodes = len(asked.days), len(asked.stops), len(blocks[at.BASE])
    rows, by_day = [0] * (days * width), [0] * days
    node, place = list(rows), list(rows)
    for d, (day, prefix) in enumerate(zip(asked.days, asked.locked, strict=True)):
        o, night = d * width, asked.days[d - 1].overnight if d else ()
        place[o] = night[0].place if night else day.start
        for k, b in enumerate(prefix, o + 1):
            node[k], place[k] = b, asked.stops[b].place
        place[o + len(prefix) + 1] = day.overnight[0].place if day.overnight else day.end
    by_position = (at.NODE, at.PLACE, at.ARRIVE, at.LEAVE, at.LATE, at.BEFORE, at.BEHIND)
    made: dict[int, Any] = dict.fromkeys(by_position, rows)
    made |= dict.fromkeys((at.KEPT_NODE, at.BEST_NODE), node) | dict.fromkeys((at.KEPT_PLACE, at.BEST_PLACE), place)
    made |= dict.fromkeys((at.LONG, at.BED, at.FOOT, at.EATS, at.DIRTY, at.KEPT_BED, at.BEST_BED), by_day)
    made |= dict.fromkeys((at.KEPT_LONG, at.BEST_LONG), [len(prefix) for prefix in asked.locked])
    made |= {at.DAY_OF: [-1] * nodes, at.LOOSE: [0] * nodes, at.COUNT: [0] * len(blocks[at.LEAST])}
    made |= dict.fromkeys((at.COST, at.SPOT), [0] * (days * nodes)) | {at.LIST: [0] * stops}
    made |= {at.GAIN: blocks[at.WORTH], at.KEY: [0.0] * nodes}
    return made | {at.VILLAGE_WORTH: [0.0] * len(blocks[at.VILLAGE_FROM])}
