"""The tables of the search from a trip as it was read, and a first empty state."""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

from withi.kit.trips import memory as at
from withi.kit.trips import tidy
from withi.kit.trips.clock import travel
from withi.kit.trips.compiled import Ints, entry, kernel
from withi.kit.trips.dice import seeded
from withi.kit.trips.memory import BREAK, LUNCH, STOP, Memory, lay_out
from withi.kit.trips.model import Bed, Day, Rule, Stop, Window
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


def _food(asked: Asked) -> list[int]:
    """Stops that can be the lunch of a day."""
    category = asked.lunch.category if asked.lunch else None
    return [b for b, stop in enumerate(asked.stops) if category is not None and stop.category == category]


def _node_blocks(asked: Asked, weights: Mapping[Hashable, float]) -> dict[int, Any]:
    """Stops, then food stops in their role as lunch, then for each day its break."""
    food, stops, days = _food(asked), len(asked.stops), len(asked.days)
    breaks = days if asked.lunch and asked.lunch.minutes else 0
    first = stops + len(food)
    by_node = [*asked.stops, *(asked.stops[b] for b in food)]

    def each(fact: Callable[[Stop], float], blank: float = 0) -> list[float]:
        return [fact(stop) for stop in by_node] + [blank] * breaks

    return {
        at.BASE: [*range(stops), *food, *range(first, first + breaks)],
        at.KIND: [STOP] * stops + [LUNCH] * len(food) + [BREAK] * breaks,
        at.PLACE_OF: each(lambda stop: stop.place),
        at.WORTH: each(lambda stop: stop.score * tidy.weight(weights, stop.village), 0.0),
        at.NEEDED: each(lambda stop: int(stop.mandatory)),
        at.FEE: each(lambda stop: stop.fee),
        at.WALK: each(lambda stop: stop.walk),
        at.LUNCHES: list(range(stops, first)),
        at.PAUSE: list(range(first, first + breaks)) or [-1] * days,
    }


def _time_blocks(asked: Asked, base: list[int], kind: list[int]) -> dict[int, Any]:
    """Windows and minutes by day and node."""
    blocks: dict[int, Any] = {at.STAY: [], at.WINDOW: [0], at.OPENS: [], at.LAST: [], at.SOONEST: []}
    first_break = len(kind) - kind.count(BREAK)
    for d in range(len(asked.days)):
        for u, (b, role) in enumerate(zip(base, kind, strict=True)):
            minutes, windows, soonest = (
                _break_times(asked, d, u - first_break)
                if role == BREAK
                else (_stop_times(asked, d, b, lunch=role == LUNCH))
            )
            blocks[at.STAY].append(minutes)
            blocks[at.SOONEST].append(soonest)
            blocks[at.OPENS] += [opens for opens, _ in windows]
            blocks[at.LAST] += [last for _, last in windows]
            blocks[at.WINDOW].append(len(blocks[at.OPENS]))
    return blocks


def _break_times(asked: Asked, d: int, of_day: int) -> tuple[int, list[Window], int]:
    meal = meal_window(asked, d)
    minutes = asked.lunch.minutes if asked.lunch and asked.lunch.minutes else 0
    return minutes, [meal] if meal and d == of_day else [], 0


def _stop_times(asked: Asked, d: int, b: int, *, lunch: bool) -> tuple[int, list[Window], int]:
    """Minutes of a visit, when it may begin, and how early one may come; a lunch begins at lunch time."""
    minutes, windows, meal = stay(asked.stops[b], asked.days[d]), asked.windows[d][b], meal_window(asked, d)
    if not lunch:
        return minutes, windows, 0
    if meal is None:
        return minutes, [], 0
    cut = [(max(opens, meal[0]), min(last, meal[1])) for opens, last in windows]
    early = any(opens < meal[0] <= last for opens, last in windows)
    return minutes, [(opens, last) for opens, last in cut if opens <= last], meal[0] if early else 0


@dataclass(frozen=True, slots=True)
class _Rules:
    """Categories with a rule: those with order or exclusion come first and have bits. All others share the number
    behind the last."""

    names: list[str]
    bits: int
    of: list[Rule]

    def numbers(self, categories: Sequence[str | None]) -> list[int]:
        number: dict[str | None, int] = {name: c for c, name in enumerate(self.names)}
        return [number.get(category, len(self.names)) for category in categories]

    def masks(self, named: Callable[[Rule], Sequence[str]]) -> tuple[list[int], list[int]]:
        """By category: bits of those its rule names, and bits of those whose rules name it."""
        number = {name: c for c, name in enumerate(self.names)}
        there, back = [0] * len(self.of), [0] * len(self.of)
        for c, rule in enumerate(self.of):
            for other in {number[name] for name in named(rule)} - {c}:
                if max(c, other) < self.bits:
                    there[c] |= 1 << other
                    back[other] |= 1 << c
        return there, back


def _rules(asked: Asked) -> _Rules:
    named = {name for rule in asked.rules.values() for name in (*rule.exclusive, *rule.before)}
    named |= {name for name, rule in asked.rules.items() if rule.exclusive or rule.before}
    names = sorted(named) + sorted(set(asked.rules) - named)
    return _Rules(names, min(_BITS, len(named)), [asked.rules.get(name, Rule()) for name in names] + [Rule()])


def _rule_blocks(asked: Asked, base: list[int]) -> dict[int, Any]:
    rules = _rules(asked)
    categories = rules.numbers([asked.stops[b].category if b < len(asked.stops) else None for b in base])
    bars, barred = rules.masks(lambda rule: rule.exclusive)
    later, earlier = rules.masks(lambda rule: rule.before)
    return {
        at.CATEGORY: categories,
        at.BIT: [1 << c if c < rules.bits else 0 for c in categories],
        at.LEAST: [max(0, rule.least) for rule in rules.of],
        at.MOST: [ENDLESS if rule.most is None else max(0, rule.most) for rule in rules.of],
        at.BARS: [one | other for one, other in zip(bars, barred, strict=True)],
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
    nodes = [number.get(stop.village, -1) for stop in asked.stops]
    return {
        at.VILLAGE: nodes + [nodes[b] for b in _food(asked)] + [-1] * len(asked.days),
        at.VILLAGE_FROM: [0, *accumulate(len(group) for group in ordered)],
        at.MEMBERS: list(chain.from_iterable(ordered)),
    }


def _day_blocks(asked: Asked) -> dict[int, Any]:
    """Ends, hours and beds of the days; a night without beds to choose from has one: the end of its day."""
    days = asked.days
    return {
        at.DAY_FROM: [day.earliest for day in days],
        at.DAY_UNTIL: [day.latest for day in days],
        at.FIRST: [len(prefix) for prefix in asked.locked],
        at.AFOOT: [int(day.mode == "walk") for day in days],
        at.FOOT_MOST: [ENDLESS if day.walk_most is None else day.walk_most for day in days],
        at.MEAL: [int(meal_window(asked, d) is not None) for d in range(len(days))],
    } | _bed_blocks(days)


def _bed_blocks(days: Sequence[Day]) -> dict[int, Any]:
    nights = [day.overnight or (Bed(None, day.end),) for day in days]
    return {
        at.BED_FROM: [0, *accumulate(len(beds) for beds in nights)],
        at.BED_PLACE: [bed.place for bed in chain.from_iterable(nights)],
        at.BED_FEE: [max(0, bed.fee) for bed in chain.from_iterable(nights)],
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
    long = [len(prefix) for prefix in asked.locked]
    made |= {at.KEPT_LONG: long, at.BEST_LONG: long}
    made |= {at.DAY_OF: [-1] * nodes, at.LOOSE: [0] * nodes, at.COUNT: [0] * len(blocks[at.LEAST])}
    made |= dict.fromkeys((at.COST, at.SPOT), [0] * (days * nodes)) | {at.LIST: [0] * stops}
    made |= {at.GAIN: blocks[at.WORTH], at.KEY: [0.0] * nodes}
    return made | {at.VILLAGE_WORTH: [0.0] * len(blocks[at.VILLAGE_FROM])}
