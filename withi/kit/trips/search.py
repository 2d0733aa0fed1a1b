"""The search: ruin, recreate, and take what came of it when it is better or, while it is warm, not much worse."""

from withi.kit.trips import memory as at
from withi.kit.trips.compiled import Ints, Reals, entry
from withi.kit.trips.dice import throw
from withi.kit.trips.recreate import recreate
from withi.kit.trips.routes import keep, note_best, recall, undo
from withi.kit.trips.ruin import ruin
from withi.kit.trips.worth import value


@entry
def begin_trip(m: Ints, f: Reals) -> None:
    """The first trip: what is locked is there already, all else is put in."""
    for d in range(m[at.DAYS]):
        m[m[at.LONG] + d] = 0
        m[m[at.DIRTY] + d] = 1
        recall(m, f, d)
    for b in range(m[at.STOPS]):
        m[m[at.LOOSE] + b] = 1
    recreate(m, f)
    keep(m)
    f[at.KEPT_VALUE] = value(m, f)
    if f[at.KEPT_VALUE] > f[at.BEST_VALUE]:
        f[at.BEST_VALUE] = f[at.KEPT_VALUE]
        note_best(m)


@entry
def steps(m: Ints, f: Reals, many: int, warmth: float) -> None:
    """So many steps at one warmth, in units of worth."""
    for _ in range(many):
        ruin(m, f)
        recreate(m, f)
        got = value(m, f)
        if got >= f[at.KEPT_VALUE] or got > f[at.KEPT_VALUE] + warmth * f[m[at.LOGS] + (throw(m) >> 22)]:
            keep(m)
            f[at.KEPT_VALUE] = got
            if got > f[at.BEST_VALUE] + 1e-9:
                f[at.BEST_VALUE] = got
                note_best(m)
        else:
            undo(m, f)
