"""Where everything lies that the search reads and changes: two flat sequences, `m` of whole numbers, `f` of reals.

One sequence each, because a compiled function is called the faster the fewer things it is handed, and because a plain
list does as well as an array. `m[STOPS]` is a number; `m[PLACE]` is where a block begins, so that the place of node
`u` is `m[m[PLACE] + u]`; blocks of reals lie in `f`, their beginnings in `m`.

A *node* is what can stand in a day: a stop, a food stop in its role as the day's lunch (its windows cut to lunch time),
or a lunch break. A food stop and its role are one stop: `BASE` is the number both share. What is by day and node lies
at `day * nodes + node`. Routes lie at `day * width`: position 0 is where the day starts, the one behind its last visit
where it ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from withi.kit.trips.compiled import Ints, Reals, ints, reals

NEVER = 1 << 60
STOP, LUNCH, BREAK = 0, 1, 2

# Numbers
STOPS = 0  # nodes below it are stops
NODES = 1
DAYS = 2
WIDTH = 3
PLACES = 4
NEAR_MANY = 5
CATEGORIES = 6
LUNCH_MANY = 7
BUDGET = 8
RULED = 9  # 1 where money, walking, order or exclusion matter
WISHED = 10  # 1 where must-sees, least numbers or lunch matter
SPENT = 11
DICE = 12
# Blocks that no step changes
LEG = 13  # place * places + place: minutes
PLACE_OF = 14
BASE = 15
KIND = 16
STAY = 17  # by day and node: minutes
WINDOW = 18  # by day and node: its first window; the next one's first is where they end
OPENS = 19
LAST = 20  # the latest start
NEEDED = 21  # by node: a must-see
CATEGORY = 22
BIT = 23  # by node: the bit of its category, 0 where no order or exclusion names it
LEAST = 24  # by category
MOST = 25
BARS = 26  # by category: bits of those that exclude it
LATER = 27  # by category: bits of those that come after it on a day
EARLIER = 28
FEE = 29
WALK = 30  # by node: minutes on foot there
AFOOT = 31  # by day: 1 where legs are walked
FOOT_MOST = 32  # by day
VILLAGE = 33
VILLAGE_FROM = 34  # by village: its first member in MEMBERS, dearest first
MEMBERS = 35
NEAR = 36  # stop * near_many: stops around it, nearest first
DAY_FROM = 37
DAY_UNTIL = 38
FIRST = 39  # by day: how many visits are locked at its head
BED_FROM = 40  # by day: its first bed in BED_PLACE
BED_PLACE = 41
BED_FEE = 42
LUNCHES = 43  # nodes that are a lunch
MEAL = 44  # by day: 1 where it needs a lunch
PAUSE = 45  # by day: the node of its lunch break, or -1
# The trip being changed: by position of a route
NODE = 46
PLACE = 47
ARRIVE = 48
LEAVE = 49
LATE = 50  # the latest arrival that keeps the rest of the day
BEFORE = 51  # bits of categories up to here
BEHIND = 52  # bits of categories from here on
# by day
LONG = 53  # visits
BED = 54  # which one
FOOT = 55  # minutes on foot
EATS = 56  # lunches
DIRTY = 57  # changed since the last decision
# by base, by category, by day and stop
DAY_OF = 58  # its day, or -1
LOOSE = 59  # taken out since the last decision
COUNT = 60
COST = 61  # of the best way to put it in
SPOT = 62  # after which position
LIST = 63  # stops that may be put in
# Copies
KEPT_NODE = 64
KEPT_PLACE = 65
KEPT_LONG = 66
KEPT_BED = 67
BEST_NODE = 68
BEST_PLACE = 69
BEST_LONG = 70
BEST_BED = 71
# Blocks of reals
WORTH = 72  # by node: what a visit is worth to the search
GAIN = 73  # by base: what adding it would bring now
KEY = 74  # by stop
VILLAGE_WORTH = 75
LOGS = 76  # logarithms of 1/1024 .. 1
SOONEST = 77  # by day and node: arriving earlier, a visit would begin before lunch time
HEAD = 78

# Real numbers
SHARE = 0  # what the next visit in the same village keeps of its worth
PENALTY = 1  # what one unmet wish costs
TOTAL = 2  # worth of all visits
KEPT_VALUE = 3
BEST_VALUE = 4
REAL_HEAD = 5
REAL_BLOCKS = range(WORTH, SOONEST)


@dataclass(frozen=True, slots=True)
class Memory:
    m: Ints
    f: Reals


def lay_out(
    numbers: Mapping[int, int], blocks: Mapping[int, Sequence[float]], real_numbers: Mapping[int, float]
) -> Memory:
    """Both sequences, with every block behind the other."""
    m: list[int] = [0] * HEAD
    f: list[float] = [0.0] * REAL_HEAD
    for at, number in numbers.items():
        m[at] = number
    for at, real in real_numbers.items():
        f[at] = real
    for at in range(LEG, HEAD):
        into: list[float] | list[int] = f if at in REAL_BLOCKS else m
        m[at] = len(into)
        into.extend(blocks[at])  # type: ignore[arg-type]
    return Memory(ints(m), reals(f))
