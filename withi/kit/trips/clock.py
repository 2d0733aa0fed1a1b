"""When a visit can begin, with several windows a day, and how late one may arrive so that the rest still holds."""

from withi.kit.trips import memory as at
from withi.kit.trips.compiled import Ints, kernel


@kernel
def travel(m: Ints, here: int, there: int) -> int:
    """Minutes from place to place."""
    return m[m[at.LEG] + here * m[at.PLACES] + there]


@kernel
def begin(m: Ints, row: int, arrival: int) -> int:
    """The first start at or after the arrival, -1 where no window is left. `row` is day and node."""
    for w in range(m[m[at.WINDOW] + row], m[m[at.WINDOW] + row + 1]):
        if arrival <= m[m[at.LAST] + w]:
            return max(arrival, m[m[at.OPENS] + w])
    return -1


@kernel
def latest(m: Ints, row: int, start: int) -> int:
    """The latest arrival that still begins by `start`; -1 where nothing does.

    A later arrival never begins earlier, so one number tells all of the rest of a day.
    """
    for w in range(m[m[at.WINDOW] + row + 1] - 1, m[m[at.WINDOW] + row] - 1, -1):
        if m[m[at.OPENS] + w] <= start:
            return min(m[m[at.LAST] + w], start)
    return -1


@kernel
def settle(m: Ints, d: int) -> bool:
    """Times of one day anew, forwards and backwards; False where it cannot be done.

    A lunch that would now begin before lunch time is a plain visit from here on.
    """
    o, n, end = d * m[at.WIDTH], d * m[at.NODES], m[m[at.LONG] + d] + 1
    m[m[at.LEAVE] + o] = m[m[at.DAY_FROM] + d]
    walked = 0
    for k in range(o + 1, o + end):
        u = m[m[at.NODE] + k]
        leg = travel(m, m[m[at.PLACE] + k - 1], m[m[at.PLACE] + k])
        m[m[at.ARRIVE] + k] = m[m[at.LEAVE] + k - 1] + leg
        if m[m[at.ARRIVE] + k] < m[m[at.SOONEST] + n + u]:
            u = m[m[at.NODE] + k] = m[m[at.BASE] + u]
            m[m[at.EATS] + d] -= 1
        start = begin(m, n + u, m[m[at.ARRIVE] + k])
        if start < 0:
            return False
        m[m[at.LEAVE] + k] = start + m[m[at.STAY] + n + u]
        walked += m[m[at.WALK] + u] + leg * m[m[at.AFOOT] + d]
    k = o + end
    leg = travel(m, m[m[at.PLACE] + k - 1], m[m[at.PLACE] + k])
    m[m[at.ARRIVE] + k] = m[m[at.LEAVE] + k - 1] + leg
    m[m[at.LATE] + k] = m[m[at.DAY_UNTIL] + d]
    m[m[at.FOOT] + d] = walked + leg * m[m[at.AFOOT] + d]
    if m[m[at.ARRIVE] + k] > m[m[at.LATE] + k]:
        return False
    for k in range(o + end - 1, o, -1):
        u = m[m[at.NODE] + k]
        start = m[m[at.LATE] + k + 1] - travel(m, m[m[at.PLACE] + k], m[m[at.PLACE] + k + 1]) - m[m[at.STAY] + n + u]
        m[m[at.LATE] + k] = latest(m, n + u, start)
    if m[at.RULED]:
        order(m, d)
    return m[m[at.FOOT] + d] <= m[m[at.FOOT_MOST] + d]


@kernel
def order(m: Ints, d: int) -> None:
    """Which categories stand before and behind every position."""
    o, end = d * m[at.WIDTH], m[m[at.LONG] + d] + 1
    m[m[at.BEFORE] + o] = 0
    for k in range(o + 1, o + end):
        m[m[at.BEFORE] + k] = m[m[at.BEFORE] + k - 1] | m[m[at.BIT] + m[m[at.NODE] + k]]
    m[m[at.BEHIND] + o + end] = 0
    for k in range(o + end - 1, o, -1):
        m[m[at.BEHIND] + k] = m[m[at.BEHIND] + k + 1] | m[m[at.BIT] + m[m[at.NODE] + k]]
