"""What callers hand over, whatever it is, as numbers a search can count with: nothing here raises."""

import math
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

from withi.kit.trips.model import Window

MOST = 1 << 40  # minutes and money beyond any trip; sums of them still fit into 64 bits


def number(given: Any, otherwise: float) -> float:
    """A number within what can be counted; `otherwise` for what is none."""
    if isinstance(given, bool) or not isinstance(given, Real):
        return otherwise
    told = int(given) if isinstance(given, Integral) else float(given)
    return otherwise if math.isnan(told) else max(-MOST, min(told, MOST))


def up(given: Any, otherwise: float = 0) -> int:
    return math.ceil(number(given, otherwise))


def down(given: Any, otherwise: float = 0) -> int:
    return math.floor(number(given, otherwise))


def place(given: Any) -> int:
    """A place's number; -1, which no matrix knows, for anything else."""
    return int(given) if number(given, -1) == given and given == int(given) else -1


def windows(given: Any) -> list[Window]:
    """Opening and closing of a day, those of them that are two numbers: whole minutes inside what was said."""
    if not isinstance(given, Iterable):
        return []
    return [(math.ceil(opens), math.floor(closes)) for pair in given for opens, closes in _pair(pair)]


def _pair(given: Any) -> list[tuple[float, float]]:
    told = [number(one, math.nan) for one in given] if isinstance(given, Iterable) else []
    if len(told) != len(("opens", "closes")) or any(map(math.isnan, told)):
        return []
    return [(told[0], told[1])]


def names(given: Any) -> tuple[Any, ...]:
    """Several names, one, or none."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


def weight(weights: Mapping[Any, Any], village: Any) -> float:
    """What visits to a village are worth; 1 where nothing sensible is said."""
    return max(0.0, number(weights.get(village), 1.0))
