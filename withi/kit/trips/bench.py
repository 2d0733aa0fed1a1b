"""The planner as the benchmark of team orienteering calls it."""

from collections.abc import Sequence
from typing import Any

from withi.kit.trips.planning import plan


def solve(
    stops: Sequence[Any], matrix: Sequence[Sequence[float]], days: Sequence[Any], *, time_limit: float, **wishes: Any
) -> list[list[Any]]:
    """Stop ids by day. `wishes` are those of `plan`: seed, lunch, categories, spread and so on."""
    return plan(stops, matrix, days, time_limit=time_limit, **wishes).routes
