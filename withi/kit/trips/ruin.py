"""Ways to take a trip apart a little: strings around a place, a piece of a day, single visits, room made for one stop,
another bed for a night."""

from withi.kit.trips import memory as at
from withi.kit.trips.clock import begin, settle, travel
from withi.kit.trips.compiled import Ints, Reals, kernel
from withi.kit.trips.dice import below, part
from withi.kit.trips.routes import take


@kernel
def ruin(m: Ints, f: Reals) -> None:
    """One way, by chance; every day that was touched has no lunch break left, so that it is put anew."""
    dice = part(m)
    if m[m[at.BED_FROM] + m[at.DAYS]] > m[at.DAYS] and dice < 0.1:
        other_bed(m, f)
    elif dice < 0.4:
        strings(m, f)
    elif dice < 0.6:
        piece(m, f)
    elif dice < 0.75:
        scattered(m, f)
    else:
        room_for_one(m, f)
    for d in range(m[at.DAYS]):
        if m[m[at.DIRTY] + d]:
            without_break(m, f, d)
            settle(m, d)


@kernel
def without_break(m: Ints, f: Reals, d: int) -> None:
    for k in range(m[m[at.LONG] + d], 0, -1):
        if m[m[at.KIND] + m[m[at.NODE] + d * m[at.WIDTH] + k]] == 2:
            take(m, f, d, k, k + 1)


@kernel
def strings(m: Ints, f: Reals) -> None:
    """Strings of visits around a stop, from one to three of the days that come near it."""
    seed = below(m, m[at.STOPS])
    many = 1 + below(m, min(3, m[at.DAYS]))
    span = 2 + below(m, 9)
    for k in range(m[at.NEAR_MANY]):
        b = m[m[at.NEAR] + seed * m[at.NEAR_MANY] + k]
        d = m[m[at.DAY_OF] + b]
        if d < 0 or m[m[at.DIRTY] + d]:
            continue
        index = 1
        while m[m[at.BASE] + m[m[at.NODE] + d * m[at.WIDTH] + index]] != b:
            index += 1
        size = min(1 + below(m, span), m[m[at.LONG] + d])
        low = max(1, min(index - below(m, size), m[m[at.LONG] + d] + 1 - size))
        take(m, f, d, low, low + size)
        m[m[at.DIRTY] + d] = 1
        many -= 1
        if many == 0:
            return


@kernel
def piece(m: Ints, f: Reals) -> None:
    """A piece of one day, at times the whole."""
    d = below(m, m[at.DAYS])
    if m[m[at.LONG] + d] == 0:
        m[m[at.DIRTY] + d] = 1
        return
    size = m[m[at.LONG] + d] if below(m, 12) == 0 else 1 + below(m, min(12, m[m[at.LONG] + d]))
    low = 1 + below(m, m[m[at.LONG] + d] + 1 - size)
    take(m, f, d, low, low + size)
    m[m[at.DIRTY] + d] = 1


@kernel
def scattered(m: Ints, f: Reals) -> None:
    """Single visits here and there."""
    for _ in range(1 + below(m, 3 + 2 * m[at.DAYS])):
        d = below(m, m[at.DAYS])
        if m[m[at.LONG] + d]:
            k = 1 + below(m, m[m[at.LONG] + d])
            take(m, f, d, k, k + 1)
        m[m[at.DIRTY] + d] = 1


@kernel
def room_for_one(m: Ints, f: Reals) -> None:
    """A stop that is in no day comes in, and what stands in its way goes out: the cheapest run of visits."""
    u = below(m, m[at.STOPS])
    for _ in range(20):
        if m[m[at.DAY_OF] + u] < 0:
            break
        u = below(m, m[at.STOPS])
    d = below(m, m[at.DAYS])
    m[m[at.DIRTY] + d] = 1
    if m[m[at.DAY_OF] + u] >= 0:
        return
    low, high = cheapest_run(m, f, u, d)
    if high > low:
        take(m, f, d, low, high)
    m[m[at.LOOSE] + u] = 1
    f[m[at.KEY] + u] = 1e18


@kernel
def cheapest_run(m: Ints, f: Reals, u: int, d: int) -> tuple[int, int]:
    """The run of visits whose place a stop can take at the least loss: first position, and the one behind the last."""
    o, row, here = d * m[at.WIDTH], d * m[at.NODES] + u, m[m[at.PLACE_OF] + u]
    least = 1e18
    best_low, best_high = 1, 1
    for low in range(m[m[at.FIRST] + d] + 1, m[m[at.LONG] + d] + 2):
        arrival = m[m[at.LEAVE] + o + low - 1] + travel(m, m[m[at.PLACE] + o + low - 1], here)
        start = begin(m, row, arrival)
        if start < 0:
            break
        done = start + m[m[at.STAY] + row]
        loss = 0.0
        high = low
        while done + travel(m, here, m[m[at.PLACE] + o + high]) > m[m[at.LATE] + o + high]:
            if high > m[m[at.LONG] + d]:
                loss = 1e18
                break
            loss += f[m[at.WORTH] + m[m[at.BASE] + m[m[at.NODE] + o + high]]]
            high += 1
        loss *= 0.5 + part(m)
        if loss < least:
            least = loss
            best_low, best_high = low, high
    return best_low, best_high


@kernel
def other_bed(m: Ints, f: Reals) -> None:
    """Another bed for a night; visits of the two days around it go, as they come, until both can be done."""
    d = below(m, m[at.DAYS])
    for _ in range(m[at.DAYS]):
        if m[m[at.BED_FROM] + d + 1] - m[m[at.BED_FROM] + d] > 1:
            break
        d = (d + 1) % m[at.DAYS]
    bed = below(m, m[m[at.BED_FROM] + d + 1] - m[m[at.BED_FROM] + d])
    low = m[m[at.BED_FROM] + d]
    fee = m[at.SPENT] + m[m[at.BED_FEE] + low + bed] - m[m[at.BED_FEE] + low + m[m[at.BED] + d]]
    if fee > m[at.BUDGET]:
        return
    m[at.SPENT] = fee
    m[m[at.BED] + d] = bed
    m[m[at.PLACE] + d * m[at.WIDTH] + m[m[at.LONG] + d] + 1] = m[m[at.BED_PLACE] + low + bed]
    thin_out(m, f, d)
    if d + 1 < m[at.DAYS]:
        m[m[at.PLACE] + (d + 1) * m[at.WIDTH]] = m[m[at.BED_PLACE] + low + bed]
        thin_out(m, f, d + 1)


@kernel
def thin_out(m: Ints, f: Reals, d: int) -> None:
    """Visits out of a day, by chance, until its times hold."""
    m[m[at.DIRTY] + d] = 1
    while not settle(m, d) and m[m[at.LONG] + d] > m[m[at.FIRST] + d]:
        k = m[m[at.FIRST] + d] + 1 + below(m, m[m[at.LONG] + d] - m[m[at.FIRST] + d])
        take(m, f, d, k, k + 1)
