"""What a trip is worth to the search, and what one more visit would add.

Within a village the dearest visit counts whole, the next times `share`, and so on; with a share of 1 every visit just
counts. What a must-see, a least number or a missing lunch costs is more than all visits together bring.
"""

from withi.kit.trips import memory as at
from withi.kit.trips.compiled import Ints, Reals, kernel


@kernel
def regain(m: Ints, f: Reals, village: int) -> None:
    """The worth of a village anew, and what each of its stops would add or has added."""
    low, high = m[m[at.VILLAGE_FROM] + village], m[m[at.VILLAGE_FROM] + village + 1]
    power = 1.0
    worth = 0.0
    for k in range(low, high):
        u = m[m[at.MEMBERS] + k]
        f[m[at.GAIN] + u] = f[m[at.WORTH] + u] * power
        if m[m[at.DAY_OF] + u] >= 0:
            worth += f[m[at.GAIN] + u]
            power *= f[at.SHARE]
    cheaper = 0.0
    for k in range(high - 1, low - 1, -1):
        u = m[m[at.MEMBERS] + k]
        if m[m[at.DAY_OF] + u] >= 0:
            cheaper += f[m[at.GAIN] + u]
        else:
            f[m[at.GAIN] + u] -= (1.0 - f[at.SHARE]) * cheaper
    f[at.TOTAL] += worth - f[m[at.VILLAGE_WORTH] + village]
    f[m[at.VILLAGE_WORTH] + village] = worth


@kernel
def count_in(m: Ints, f: Reals, u: int, d: int) -> None:
    """A node now stands in a day."""
    b = m[m[at.BASE] + u]
    m[m[at.DAY_OF] + b] = d
    m[m[at.COUNT] + m[m[at.CATEGORY] + u]] += 1
    m[at.SPENT] += m[m[at.FEE] + u]
    if m[m[at.KIND] + u] != 0:
        m[m[at.EATS] + d] += 1
    if m[m[at.VILLAGE] + u] >= 0 and f[at.SHARE] < 1.0:
        regain(m, f, m[m[at.VILLAGE] + u])
    else:
        f[at.TOTAL] += f[m[at.WORTH] + u]


@kernel
def count_out(m: Ints, f: Reals, u: int) -> None:
    """A node stands in no day any more."""
    b = m[m[at.BASE] + u]
    d = m[m[at.DAY_OF] + b]
    m[m[at.DAY_OF] + b] = -1
    m[m[at.COUNT] + m[m[at.CATEGORY] + u]] -= 1
    m[at.SPENT] -= m[m[at.FEE] + u]
    if m[m[at.KIND] + u] != 0:
        m[m[at.EATS] + d] -= 1
    if m[m[at.VILLAGE] + u] >= 0 and f[at.SHARE] < 1.0:
        regain(m, f, m[m[at.VILLAGE] + u])
    else:
        f[at.TOTAL] -= f[m[at.WORTH] + u]


@kernel
def unmet(m: Ints) -> int:
    """How many wishes that must hold do not."""
    missing = 0
    for b in range(m[at.STOPS]):
        if m[m[at.NEEDED] + b] and m[m[at.DAY_OF] + b] < 0:
            missing += 1
    for c in range(m[at.CATEGORIES]):
        missing += max(0, m[m[at.LEAST] + c] - m[m[at.COUNT] + c])
    for d in range(m[at.DAYS]):
        if m[m[at.MEAL] + d] and m[m[at.LONG] + d] > 0 and m[m[at.EATS] + d] == 0:
            missing += 1
    return missing


@kernel
def value(m: Ints, f: Reals) -> float:
    if m[at.WISHED]:
        return f[at.TOTAL] - f[at.PENALTY] * unmet(m)
    return f[at.TOTAL]
