"""A visit put into a day, taken out of it, and the copies that undo a step or keep the best."""

from withi.kit.trips import memory as at
from withi.kit.trips.clock import begin, settle, travel
from withi.kit.trips.compiled import Ints, Reals, kernel
from withi.kit.trips.worth import count_in, count_out


@kernel
def seek(m: Ints, u: int, d: int) -> int:
    """Finds where a node delays the day least: its cost and spot are noted, at.NEVER where it does not fit.

    The times before and the latest arrivals behind are known, so every position is one comparison.
    """
    row = d * m[at.NODES] + u
    if m[m[at.WINDOW] + row] == m[m[at.WINDOW] + row + 1]:
        m[m[at.COST] + row] = at.NEVER
        return at.NEVER
    return sought(m, u, d, row)


@kernel
def sought(m: Ints, u: int, d: int, row: int) -> int:
    """As `seek`, for a node with a window that day. Beginnings of blocks are read once: this is the innermost loop."""
    o, here, many = d * m[at.WIDTH], m[m[at.PLACE_OF] + u], m[at.PLACES]
    first, behind = m[m[at.WINDOW] + row], m[m[at.WINDOW] + row + 1]
    stay, last = m[m[at.STAY] + row], m[m[at.LAST] + behind - 1]
    opens, single = m[m[at.OPENS] + first], first + 1 == behind
    leave, late, arrive, place = m[at.LEAVE], m[at.LATE] + 1, m[at.ARRIVE] + 1, m[at.PLACE]
    legs, legs_from = m[at.LEG] + here, m[at.LEG] + here * many
    free, soonest = m[at.RULED] == 0, m[m[at.SOONEST] + row]
    cost, spot = at.NEVER, -1
    for k in range(o + m[m[at.FIRST] + d], o + m[m[at.LONG] + d] + 1):
        if m[leave + k] > last:
            break
        if m[late + k] < opens + stay:
            continue
        arrival = m[leave + k] + m[legs + m[place + k] * many]
        if soonest <= arrival <= last:
            start = max(arrival, opens) if single else begin(m, row, arrival)
            done = start + stay + m[legs_from + m[place + k + 1]]
            delay = done - m[arrive + k]
            if done <= m[late + k] and delay < cost and (free or allowed(m, u, d, k)):
                cost, spot = delay, k - o
    m[m[at.COST] + row] = cost
    m[m[at.SPOT] + row] = spot
    return cost


@kernel
def allowed(m: Ints, u: int, d: int, k: int) -> bool:
    """Whether order and walking let a node stand behind position `k`."""
    c = m[m[at.CATEGORY] + u]
    if m[m[at.BEFORE] + k] & m[m[at.LATER] + c] or m[m[at.BEHIND] + k + 1] & m[m[at.EARLIER] + c]:
        return False
    here = m[m[at.PLACE_OF] + u]
    extra = travel(m, m[m[at.PLACE] + k], here) + travel(m, here, m[m[at.PLACE] + k + 1])
    extra -= travel(m, m[m[at.PLACE] + k], m[m[at.PLACE] + k + 1])
    return m[m[at.FOOT] + d] + m[m[at.WALK] + u] + extra * m[m[at.AFOOT] + d] <= m[m[at.FOOT_MOST] + d]


@kernel
def affordable(m: Ints, u: int) -> bool:
    """Whether number, money and exclusion let one more of its kind in, wherever it would stand."""
    c = m[m[at.CATEGORY] + u]
    if m[m[at.COUNT] + c] >= m[m[at.MOST] + c]:
        return False
    if m[at.RULED] == 0:
        return True
    if m[m[at.FEE] + u] and m[at.SPENT] + m[m[at.FEE] + u] > m[at.BUDGET]:
        return False
    for other in range(min(60, m[at.CATEGORIES])):
        if m[m[at.COUNT] + other] and m[m[at.BARS] + c] >> other & 1:
            return False
    return True


@kernel
def put(m: Ints, f: Reals, u: int, d: int, spot: int) -> None:
    """A node behind a position, a break where one is then; the times of the day are settled anew."""
    o = d * m[at.WIDTH]
    place = m[m[at.PLACE] + o + spot] if m[m[at.KIND] + u] == at.BREAK else m[m[at.PLACE_OF] + u]
    for k in range(o + m[m[at.LONG] + d] + 1, o + spot, -1):
        m[m[at.NODE] + k + 1] = m[m[at.NODE] + k]
        m[m[at.PLACE] + k + 1] = m[m[at.PLACE] + k]
    m[m[at.NODE] + o + spot + 1] = u
    m[m[at.PLACE] + o + spot + 1] = place
    m[m[at.LONG] + d] += 1
    count_in(m, f, u, d)
    m[m[at.DIRTY] + d] = 1
    settle(m, d)


@kernel
def take(m: Ints, f: Reals, d: int, low: int, high: int) -> None:
    """Visits from position `low` to before `high` out of a day; what is locked stays. Times are left to the caller."""
    o = d * m[at.WIDTH]
    low = max(low, m[m[at.FIRST] + d] + 1)
    if low >= high:
        return
    for k in range(o + low, o + high):
        m[m[at.LOOSE] + m[m[at.BASE] + m[m[at.NODE] + k]]] = 1
        count_out(m, f, m[m[at.NODE] + k])
    for k in range(o + high, o + m[m[at.LONG] + d] + 2):
        m[m[at.NODE] + k - high + low] = m[m[at.NODE] + k]
        m[m[at.PLACE] + k - high + low] = m[m[at.PLACE] + k]
    m[m[at.LONG] + d] -= high - low
    m[m[at.DIRTY] + d] = 1


@kernel
def copy_day(m: Ints, d: int, long: int, source: int, target: int) -> None:
    """Nodes and places of a day between two pairs of blocks, each named by its first."""
    o = d * m[at.WIDTH]
    for k in range(o, o + long + 2):
        m[m[target] + k] = m[m[source] + k]
        m[m[target + 1] + k] = m[m[source + 1] + k]


@kernel
def keep(m: Ints) -> None:
    """What was changed is taken."""
    for d in range(m[at.DAYS]):
        if m[m[at.DIRTY] + d]:
            copy_day(m, d, m[m[at.LONG] + d], at.NODE, at.KEPT_NODE)
            m[m[at.KEPT_LONG] + d] = m[m[at.LONG] + d]
            m[m[at.KEPT_BED] + d] = m[m[at.BED] + d]
            m[m[at.DIRTY] + d] = 0


@kernel
def undo(m: Ints, f: Reals) -> None:
    """What was changed goes back to what was kept."""
    for d in range(m[at.DAYS]):
        if m[m[at.DIRTY] + d]:
            for k in range(d * m[at.WIDTH] + 1, d * m[at.WIDTH] + m[m[at.LONG] + d] + 1):
                count_out(m, f, m[m[at.NODE] + k])
            m[at.SPENT] -= m[m[at.BED_FEE] + m[m[at.BED_FROM] + d] + m[m[at.BED] + d]]
    for d in range(m[at.DAYS]):
        if m[m[at.DIRTY] + d]:
            recall(m, f, d)
            m[m[at.DIRTY] + d] = 0


@kernel
def recall(m: Ints, f: Reals, d: int) -> None:
    """A day as it was kept, into an emptied one."""
    long, bed = m[m[at.KEPT_LONG] + d], m[m[at.KEPT_BED] + d]
    m[m[at.LONG] + d] = long
    m[m[at.BED] + d] = bed
    m[at.SPENT] += m[m[at.BED_FEE] + m[m[at.BED_FROM] + d] + bed]
    copy_day(m, d, long, at.KEPT_NODE, at.NODE)
    for k in range(d * m[at.WIDTH] + 1, d * m[at.WIDTH] + long + 1):
        count_in(m, f, m[m[at.NODE] + k], d)
    settle(m, d)


@kernel
def note_best(m: Ints) -> None:
    """The kept trip is the best so far."""
    for d in range(m[at.DAYS]):
        copy_day(m, d, m[m[at.KEPT_LONG] + d], at.KEPT_NODE, at.BEST_NODE)
        m[m[at.BEST_LONG] + d] = m[m[at.KEPT_LONG] + d]
        m[m[at.BEST_BED] + d] = m[m[at.KEPT_BED] + d]
