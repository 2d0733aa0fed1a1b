"""Putting a trip together again: lunches and must-sees first, then what gives most for the delay, or in some order."""

import math

from withi.kit.trips import memory as at
from withi.kit.trips.clock import begin, settle, travel
from withi.kit.trips.compiled import Ints, Reals, kernel
from withi.kit.trips.dice import below, part
from withi.kit.trips.routes import affordable, put, seek


@kernel
def recreate(m: Ints, f: Reals) -> None:
    """Fills the days that were changed, and tries what was taken out in all others too.

    What did not fit into a day before fits no better while the day is the same, so it is not tried there again.
    """
    if m[at.WISHED]:
        if below(m, 2):
            lunches(m, f)
            fill(m, f, 1)
        else:
            fill(m, f, 1)
            lunches(m, f)
    fill(m, f, 0)
    for b in range(m[at.STOPS]):
        m[m[at.LOOSE] + b] = 0
        f[m[at.KEY] + b] = 0.0


@kernel
def lacking(m: Ints, u: int) -> bool:
    """Whether a stop is a must-see, or of a category of which there must be more."""
    c = m[m[at.CATEGORY] + u]
    return m[m[at.NEEDED] + u] != 0 or m[m[at.COUNT] + c] < m[m[at.LEAST] + c]


@kernel
def gather(m: Ints, only_lacking: int) -> int:
    """Lists the stops that fit somewhere; returns how many.

    Of those that were not just taken out seven in ten are passed over: twice the steps in the time, and more variety.
    """
    many = 0
    for u in range(m[at.STOPS]):
        if m[m[at.DAY_OF] + u] < 0 and affordable(m, u) and is_asked(m, u, only_lacking):
            fits = 0
            for d in range(m[at.DAYS]):
                fits += try_day(m, u, d, only_lacking)
            if fits:
                m[m[at.LIST] + many] = u
                many += 1
    return many


@kernel
def is_asked(m: Ints, u: int, only_lacking: int) -> bool:
    """Whether a stop takes part this time."""
    if only_lacking:
        return lacking(m, u)
    return m[m[at.LOOSE] + u] != 0 or below(m, 10) < 3


@kernel
def try_day(m: Ints, u: int, d: int, only_lacking: int) -> bool:
    """Whether a stop fits into a day that it may be tried in."""
    if (m[m[at.DIRTY] + d] or m[m[at.LOOSE] + u]) and may_fill(m, d, only_lacking):
        return seek(m, u, d) < at.NEVER
    m[m[at.COST] + d * m[at.NODES] + u] = at.NEVER
    return False


@kernel
def may_fill(m: Ints, d: int, only_lacking: int) -> bool:
    """A day that needs a lunch and has none takes no more."""
    return m[m[at.MEAL] + d] == 0 or m[m[at.EATS] + d] > 0 or only_lacking != 0


@kernel
def cheapest_day(m: Ints, u: int) -> int:
    """The day that a stop delays least; -1 where it fits nowhere."""
    day, least = -1, at.NEVER
    for d in range(m[at.DAYS]):
        if m[m[at.COST] + d * m[at.NODES] + u] < least:
            least = m[m[at.COST] + d * m[at.NODES] + u]
            day = d
    return day


@kernel
def fill(m: Ints, f: Reals, only_lacking: int) -> None:
    """Stops into days until none fits; how they are weighed against each other is thrown anew each time."""
    many = gather(m, only_lacking)
    if many == 0:
        return
    way = below(m, 8)
    wild = part(m)
    for k in range(many):
        u = m[m[at.LIST] + k]
        forced = f[m[at.KEY] + u] > 1e17
        f[m[at.KEY] + u] = 1.0 + wild * (part(m) - 0.5) * 2.0 if way < 4 else fixed_key(m, f, u, way)
        if forced:
            f[m[at.KEY] + u] = f[m[at.KEY] + u] * 1e6
    while many:
        index = pick(m, f, many, way)
        u = m[m[at.LIST] + index]
        d = cheapest_day(m, u)
        put(m, f, u, d, m[m[at.SPOT] + d * m[at.NODES] + u])
        many -= 1
        m[m[at.LIST] + index] = m[m[at.LIST] + many]
        many = renew(m, many, d, only_lacking)


@kernel
def fixed_key(m: Ints, f: Reals, u: int, way: int) -> float:
    """How much a stop is wanted where delay is not looked at."""
    if way == 4:
        return f[m[at.GAIN] + u] * (0.5 + part(m))
    if way == 5:
        return part(m)
    if way == 6:
        return f[m[at.GAIN] + u] * (0.5 + part(m)) / (m[m[at.STAY] + u] + 1)
    return f[m[at.GAIN] + u] * f[m[at.GAIN] + u] * part(m)


@kernel
def pick(m: Ints, f: Reals, many: int, way: int) -> int:
    """Where in the list the most wanted stop stands."""
    index, most = 0, -1.0
    for k in range(many):
        u = m[m[at.LIST] + k]
        wanted = f[m[at.KEY] + u]
        if way < 4:
            gain = max(f[m[at.GAIN] + u], 0.0)
            if way == 1:
                gain *= math.sqrt(gain)
            elif way == 2:
                gain *= gain
            elif way == 3:
                gain = math.sqrt(gain)
            least = m[m[at.COST] + u]
            for d in range(1, m[at.DAYS]):
                least = min(least, m[m[at.COST] + d * m[at.NODES] + u])
            wanted *= gain / (max(least, 0) + 1)
        if wanted > most:
            index, most = k, wanted
    return index


@kernel
def renew(m: Ints, many: int, d: int, only_lacking: int) -> int:
    """After a change of one day: what fits into it now. Returns how many stops still fit somewhere."""
    k = 0
    while k < many:
        u = m[m[at.LIST] + k]
        if m[m[at.COST] + d * m[at.NODES] + u] < at.NEVER:
            seek(m, u, d)
        wanted = affordable(m, u) and (only_lacking == 0 or lacking(m, u))
        if wanted and cheapest_day(m, u) >= 0:
            k += 1
        else:
            many -= 1
            m[m[at.LIST] + k] = m[m[at.LIST] + many]
    return many


@kernel
def lunches(m: Ints, f: Reals) -> None:
    """A lunch for every changed day that needs one."""
    for d in range(m[at.DAYS]):
        if m[m[at.MEAL] + d] and m[m[at.DIRTY] + d] and m[m[at.EATS] + d] == 0 and not turned(m, d):
            best_lunch(m, f, d)


@kernel
def turned(m: Ints, d: int) -> bool:
    """A food stop that is visited at lunch time anyway becomes the lunch."""
    row = d * m[at.NODES]
    for k in range(d * m[at.WIDTH] + 1, d * m[at.WIDTH] + m[m[at.LONG] + d] + 1):
        for index in range(m[at.LUNCH_MANY]):
            u = m[m[at.LUNCHES] + index]
            arrival = m[m[at.ARRIVE] + k]
            if m[m[at.BASE] + u] != m[m[at.NODE] + k] or arrival < m[m[at.SOONEST] + row + u]:
                continue
            start = begin(m, row + u, arrival)
            if start >= 0 and start == begin(m, row + m[m[at.BASE] + u], arrival):
                m[m[at.NODE] + k] = u
                m[m[at.EATS] + d] += 1
                settle(m, d)
                return True
    return False


@kernel
def best_lunch(m: Ints, f: Reals, d: int) -> None:
    """The lunch that gives most for its delay, with some chance; a break where no visit fits."""
    best, most = -1, -1.0
    for index in range(m[at.LUNCH_MANY]):
        u = m[m[at.LUNCHES] + index]
        if (
            m[m[at.DAY_OF] + m[m[at.BASE] + u]] < 0
            and m[m[at.KIND] + u] == 1
            and affordable(m, u)
            and seek(m, u, d) < at.NEVER
        ):
            wanted = (max(f[m[at.GAIN] + m[m[at.BASE] + u]], 0.0) + 1.0) / (
                max(m[m[at.COST] + d * m[at.NODES] + u], 0) + 20
            )
            wanted *= 0.3 + part(m)
            if wanted > most:
                best, most = u, wanted
    if best >= 0:
        put(m, f, best, d, m[m[at.SPOT] + d * m[at.NODES] + best])
    elif m[m[at.PAUSE] + d] >= 0:
        take_break(m, f, d)


@kernel
def take_break(m: Ints, f: Reals, d: int) -> None:
    """A lunch break where the day stands at the time, at the position that delays it least."""
    o, u = d * m[at.WIDTH], m[m[at.PAUSE] + d]
    row = d * m[at.NODES] + u
    cost, spot = at.NEVER, -1
    for k in range(o + m[m[at.FIRST] + d], o + m[m[at.LONG] + d] + 1):
        start = -1
        for w in range(m[m[at.WINDOW] + row], m[m[at.WINDOW] + row + 1]):
            if m[m[at.LEAVE] + k] <= m[m[at.LAST] + w]:
                start = max(m[m[at.LEAVE] + k], m[m[at.OPENS] + w])
        if start < 0:
            break
        done = start + m[m[at.STAY] + row] + travel(m, m[m[at.PLACE] + k], m[m[at.PLACE] + k + 1])
        if done <= m[m[at.LATE] + k + 1] and done - m[m[at.ARRIVE] + k + 1] < cost:
            cost, spot = done - m[m[at.ARRIVE] + k + 1], k - o
    if spot >= 0:
        put(m, f, u, d, spot)
