"""Weights of villages and how evenly guests lie over them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.trips.fairness import LEAST, MOST, Community, effective, gini, weight, weights

SHARES = st.floats(0, 1)


@given(SHARES, SHARES, st.booleans(), st.booleans(), st.booleans())
def test_only_who_receives_is_ready_and_agreed_gains(
    expected: float, served: float, receives: bool, ready: bool, agreed: bool
) -> None:
    got = weight(Community("v", expected, served, receives, ready, agreed))
    assert LEAST <= got <= (MOST if receives and ready and agreed else 1.0)


@pytest.mark.parametrize(
    ("expected", "served", "got"),
    [(0.1, 0.1, 1.0), (0.11, 0.1, 1.1), (0.1, 0.01, MOST), (0.1, 0, MOST), (0.01, 0.2, LEAST), (0, 0, 1.0)],
)
def test_the_weight_is_what_was_expected_through_what_was_served(expected: float, served: float, got: float) -> None:
    community = Community("v", expected, served, receives=True, ready=True, agreed=True)
    assert weights([community]) == {"v": pytest.approx(got)}


def test_worth_counts_the_dearest_visit_of_a_village_whole() -> None:
    visits: list[tuple[str | None, float]] = [("a", 10), ("a", 20), ("b", 8), (None, 5), (None, 5)]
    assert effective(visits, 0.0, {}) == 48
    assert effective(visits, 0.5, {"b": 2.0}) == 20 + 5 + 16 + 10


def test_gini_is_nought_for_all_alike_and_near_one_for_one_alone() -> None:
    assert gini([3, 3, 3]) == 0
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([]) == gini([0, 0]) == 0
