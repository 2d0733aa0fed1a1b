"""Guests, and so income, spread over the villages: what weights they get, and how evenly their visits lie.

The search takes `score x (1 - spread) ^ rank x weight`; a guest is shown the plain score, and nobody can pay for one.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Wider bounds spread guests more than their interest bears: docs/decisions/0025 has the figures.
LEAST, MOST = 0.85, 1.15


@dataclass(frozen=True, slots=True)
class Community:
    """What a night's recomputing knows of one: its share of what was expected and of what was served."""

    id: Hashable
    expected: float
    served: float
    receives: bool  # takes guests now
    ready: bool
    agreed: bool


def weight(community: Community) -> float:
    """Expected through served share, within narrow bounds; above one only who receives, is ready and agreed."""
    most = MOST if community.receives and community.ready and community.agreed else 1.0
    if community.served <= 0:
        return most if community.expected > 0 else 1.0
    return min(max(community.expected / community.served, LEAST), most)


def weights(communities: Iterable[Community]) -> dict[Hashable, float]:
    return {community.id: weight(community) for community in communities}


def effective(visited: Sequence[tuple[Hashable, float]], spread: float, given: Mapping[Hashable, float]) -> float:
    """Worth of visits (village, score), the dearest of a village first; None is no village and shares nothing."""
    keeps = 1.0 - min(max(spread, 0.0), 1.0)
    by_village: dict[Any, list[float]] = {}
    total = 0.0
    for village, score in visited:
        if village is None:
            total += score
        else:
            by_village.setdefault(village, []).append(score * given.get(village, 1.0))
    for scores in by_village.values():
        total += sum(score * keeps**rank for rank, score in enumerate(sorted(scores, reverse=True)))
    return total


def gini(counts: Sequence[float]) -> float:
    """0 where all have the same, near 1 where one has all."""
    ordered, total = sorted(counts), sum(counts)
    if total == 0:
        return 0.0
    many = len(ordered)
    return sum((2 * rank - many - 1) * count for rank, count in enumerate(ordered, 1)) / (many * total)
