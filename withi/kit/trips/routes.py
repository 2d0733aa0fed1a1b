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
    o, row, here, many = d * m[at.WIDTH], d * m[at.NODES] + u, m[m[at.PLACE_OF] + u], m[at.PLACES]
    first, behind = m[m[at.WINDOW] + row], m[m[at.WINDOW] + row + 1]
    cost = at.NEVER
    spot = -1
    if first < behind:
        stay, last = m[m[at.STAY] + row], m[m[at.LAST] + behind - 1]
        opens, single = m[m[at.OPENS] + first], first + 1 == behind
        leave, late, arrive, place = m[at.LEAVE], m[at.LATE] + 1, m[at.ARRIVE] + 1, m[at.PLACE]
        legs, legs_from = m[at.LEG] + here, m[at.LEG] + here * many
        free, soonest = m[at.RULED] == 0, m[m[at.SOONEST] + row]
        for k in range(o + m[m[at.FIRST] + d], o + m[m[at.LONG] + d] + 1):
            if m[leave + k] > last:
                break
            if m[late + k] < opens + stay:
                continue
            arrival = m[leave + k] + m[legs + m[place + k] * many]
            if arrival > last or arrival < soonest:
                continue
            start = max(arrival, opens) if single else begin(m, row, arrival)
            done = start + stay + m[legs_from + m[place + k + 1]]
            if done <= m[late + k] and done - m[arrive + k] < cost and (free or allowed(m, u, d, k)):
                cost = done - m[arrive + k]
                spot = k - o
    m[m[at.COST] + d * m[at.NODES] + u] = cost
    m[m[at.SPOT] + d * m[at.NODES] + u] = spot
    return cost


@kernel
def allowed(m: Ints, u: int, d: int, k: int) -> bool:
    """Whether order and walking let a node stand behind position `k`."""
    c = m[m[at.CATEGORY] + u]
    if m[m[at.BEFORE] + k] & m[m[at.LATER] + c] or m[m[at.BEHIND] + k + 1] & m[m[at.EARLIER] + c]:
        return False
    here, many = m[m[at.PLACE_OF] + u], m[at.PLACES]
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
def put(m: Ints, f: Reals, u: int, d: int, spot: int, place: int) -> None:
    """A node behind a position, at a place; the times of the day are settled anew."""
    o = d * m[at.WIDTH]
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
def copy_day(m: Ints, d: int, long: int, node: int, place: int, to_node: int, to_place: int) -> None:
    """Between two pairs of blocks."""
    o = d * m[at.WIDTH]
    for k in range(o, o + long + 2):
        m[m[to_node] + k] = m[m[node] + k]
        m[m[to_place] + k] = m[m[place] + k]


@kernel
def keep(m: Ints, f: Reals) -> None:
    """What was changed is taken."""
    for d in range(m[at.DAYS]):
        if m[m[at.DIRTY] + d]:
            copy_day(m, d, m[m[at.LONG] + d], at.NODE, at.PLACE, at.KEPT_NODE, at.KEPT_PLACE)
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
            recall(m, f, d, at.KEPT_NODE, at.KEPT_PLACE, m[m[at.KEPT_LONG] + d], m[m[at.KEPT_BED] + d])
            m[m[at.DIRTY] + d] = 0


@kernel
def recall(m: Ints, f: Reals, d: int, node: int, place: int, long: int, bed: int) -> None:
    """A day as it was copied, into an emptied one."""
    m[m[at.LONG] + d] = long
    m[m[at.BED] + d] = bed
    m[at.SPENT] += m[m[at.BED_FEE] + m[m[at.BED_FROM] + d] + bed]
    copy_day(m, d, long, node, place, at.NODE, at.PLACE)
    for k in range(d * m[at.WIDTH] + 1, d * m[at.WIDTH] + long + 1):
        count_in(m, f, m[m[at.NODE] + k], d)
    settle(m, d)


@kernel
def note_best(m: Ints, f: Reals) -> None:
    """The kept trip is the best so far."""
    for d in range(m[at.DAYS]):
        copy_day(m, d, m[m[at.KEPT_LONG] + d], at.KEPT_NODE, at.KEPT_PLACE, at.BEST_NODE, at.BEST_PLACE)
        m[m[at.BEST_LONG] + d] = m[m[at.KEPT_LONG] + d]
        m[m[at.BEST_BED] + d] = m[m[at.KEPT_BED] + d]


@kernel
def back_to_best(m: Ints, f: Reals) -> None:
    """The search goes on from the best trip."""
    for d in range(m[at.DAYS]):
        for k in range(d * m[at.WIDTH] + 1, d * m[at.WIDTH] + m[m[at.LONG] + d] + 1):
            count_out(m, f, m[m[at.NODE] + k])
        m[at.SPENT] -= m[m[at.BED_FEE] + m[m[at.BED_FROM] + d] + m[m[at.BED] + d]]
    for d in range(m[at.DAYS]):
        recall(m, f, d, at.BEST_NODE, at.BEST_PLACE, m[m[at.BEST_LONG] + d], m[m[at.BEST_BED] + d])
        m[m[at.DIRTY] + d] = 1
    keep(m, f)
