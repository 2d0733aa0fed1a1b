"""How evenly an amount is spread over units (producers, households, areas): integers in, ratios exact up to the last
step.

Gini and Theil's T of a whole population, without correction for small samples; shares read off the Lorenz curve, which
runs straight between two units. Source: the usual textbook definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum, log
from typing import Final

FEWEST: Final = 2
"""Units below which nothing can be said about a spread."""
POOREST: Final = (2, 5)
HALF: Final = (1, 2)
RICHEST: Final = (9, 10)
CURVE_POINTS: Final = 20

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Evenness:
    """What a page says of a spread; shares are parts of the total, 0 to 1.

    `top` is the largest unit's share, `top_tenth` that of the largest tenth, `bottom` that of the smallest 40 %.
    """

    units: int
    total: int
    gini: float
    theil: float
    top: float
    top_tenth: float
    half: float
    bottom: float
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Theil's T as a part between groups and a part within them; together they are the whole."""

    between: float
    within: float


def evenness(amounts: Iterable[int]) -> Evenness | None:
    """The spread of amounts of zero or more; None for fewer than two units or a total of zero.

    ValueError for a negative amount.
    """
    ordered = _ordered(amounts)
    total = sum(ordered)
    if len(ordered) < FEWEST or not total:
        return None
    sums = [0, *accumulate(ordered)]
    return Evenness(
        units=len(ordered),
        total=total,
        gini=_gini(ordered, total),
        theil=_theil(ordered, total),
        top=ordered[-1] / total,
        top_tenth=_part_below(sums, *RICHEST, above=True),
        half=_part_below(sums, *HALF),
        bottom=_part_below(sums, *POOREST),
        curve=_curve(sums),
    )


def gini(amounts: Iterable[int]) -> float | None:
    """0 where all have the same, towards 1 where one has everything; None as `evenness`."""
    return gini_of_runs((amount, 1) for amount in amounts)


def gini_of_runs(runs: Iterable[tuple[int, int]]) -> float | None:
    """`gini` of amounts that many have alike: each with how many have it. Equal to that of all of them one by one."""
    ordered = sorted(run for run in runs if run[1])
    if ordered and ordered[0][0] < 0:
        raise ValueError("an amount below zero cannot be spread")
    count = total = twice_weighed = 0
    for amount, many in ordered:
        # the ranks of a run are the next so many whole numbers
        twice_weighed += amount * many * (2 * count + many + 1)
        count += many
        total += amount * many
    return (twice_weighed - (count + 1) * total) / (count * total) if count >= FEWEST and total else None


def theil_split(groups: Mapping[str, Sequence[int]]) -> Split | None:
    """Theil's T between and within groups of units; None where nothing is there to be spread."""
    filled = [list(amounts) for amounts in groups.values() if amounts]
    units, total = sum(map(len, filled)), sum(map(sum, filled))
    if units < FEWEST or not total:
        return None
    having = [(amounts, sum(amounts)) for amounts in filled if sum(amounts)]
    return Split(
        between=fsum(_part(part, total, len(amounts), units) for amounts, part in having),
        within=fsum(part / total * _theil(amounts, part) for amounts, part in having),
    )


def _ordered(amounts: Iterable[int]) -> list[int]:
    ordered = sorted(amounts)
    if ordered and ordered[0] < 0:
        raise ValueError("an amount below zero cannot be spread")
    return ordered


def _gini(ordered: Sequence[int], total: int) -> float:
    count = len(ordered)
    weighed = sum(rank * amount for rank, amount in enumerate(ordered, 1))
    return (2 * weighed - (count + 1) * total) / (count * total)


def _theil(amounts: Sequence[int], total: int) -> float:
    return fsum(_part(amount, total, 1, len(amounts)) for amount in amounts if amount)


def _part(amount: int, total: int, units: int, all_units: int) -> float:
    """One term: the share of the amount times the log of how often it is what the share of units would be."""
    return amount / total * log(amount * all_units / (total * units))


def _part_below(sums: Sequence[int], share: int, of: int, *, above: bool = False) -> float:
    """The part of the total that the smallest `share` of `of` equal parts of the units has, or what the others have;
    `sums` are running sums from 0. Whole numbers up to the one division, which Python rounds to the nearest."""
    whole, over = divmod(share * (len(sums) - 1), of)
    reached = sums[whole] * of
    if over:
        reached += over * (sums[whole + 1] - sums[whole])
    all_of_it = sums[-1] * of
    return (all_of_it - reached if above else reached) / all_of_it


def _curve(sums: Sequence[int]) -> tuple[Point, ...]:
    """The Lorenz curve: every unit where they are few, else a point for each twentieth."""
    steps = min(len(sums) - 1, CURVE_POINTS)
    return tuple((step / steps, _part_below(sums, step, steps)) for step in range(steps + 1))
