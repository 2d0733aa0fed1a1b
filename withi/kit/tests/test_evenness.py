"""Spreads against a reference written another way, on random amounts."""

import random
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.evenness import evenness, gini, gini_of_runs, theil_split

AMOUNTS = st.lists(st.integers(0, 10**12), min_size=2, max_size=60).filter(any)
CLOSE = 1e-9


def slow_gini(amounts: list[int]) -> float:
    """Half the mean difference of all pairs, in means."""
    apart = sum(abs(one - other) for one in amounts for other in amounts)
    return apart / (2 * len(amounts) * sum(amounts))


def slow_theil(amounts: list[int]) -> float:
    mean = sum(amounts) / len(amounts)
    return sum(amount / mean * log(amount / mean) for amount in amounts if amount) / len(amounts)


def slow_below(amounts: list[int], share: float) -> float:
    """The part of the smallest `share`, a unit at its edge taken in part."""
    left, taken = share * len(amounts), 0.0
    for amount in sorted(amounts):
        taken += amount * min(max(left, 0), 1)
        left -= 1
    return taken / sum(amounts)


@given(AMOUNTS)
def test_all_figures_are_those_of_the_reference(amounts: list[int]) -> None:
    found = evenness(amounts)
    assert found is not None
    assert found.gini == pytest.approx(slow_gini(amounts), abs=CLOSE)
    assert found.theil == pytest.approx(slow_theil(amounts), abs=CLOSE)
    assert found.bottom == pytest.approx(slow_below(amounts, 0.4), abs=CLOSE)
    assert found.half == pytest.approx(slow_below(amounts, 0.5), abs=CLOSE)
    assert found.top_tenth == pytest.approx(1 - slow_below(amounts, 0.9), abs=CLOSE)
    assert found.top == pytest.approx(max(amounts) / sum(amounts), abs=CLOSE)


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 9)), max_size=30))
def test_amounts_that_many_have_alike_are_as_one_by_one(runs: list[tuple[int, int]]) -> None:
    flat = [amount for amount, many in runs for _ in range(many)]
    found = gini_of_runs(runs)
    assert found == gini(flat)
    if found is None:
        assert len(flat) < 2 or not any(flat)
    else:
        assert found == pytest.approx(slow_gini(flat), abs=CLOSE)


def test_a_run_below_zero_cannot_be_spread() -> None:
    with pytest.raises(ValueError, match="below zero"):
        gini_of_runs([(-1, 2), (3, 1)])


@given(st.lists(st.lists(st.integers(0, 10**10), max_size=12), min_size=1, max_size=8))
def test_theil_between_and_within_is_the_whole(groups: list[list[int]]) -> None:
    flat = [amount for group in groups for amount in group]
    split = theil_split({str(place): group for place, group in enumerate(groups)})
    if len(flat) < 2 or not any(flat):
        assert split is None
        return
    assert split is not None
    assert split.between + split.within == pytest.approx(slow_theil(flat), abs=CLOSE)
    assert split.between > -CLOSE
    assert split.within > -CLOSE


def test_a_large_population_agrees_too() -> None:
    chance = random.Random(3)
    amounts = [chance.randrange(10**9) ** 2 for _unit in range(1_500)]
    assert gini(amounts) == pytest.approx(slow_gini(amounts), abs=CLOSE)


def test_equal_parts_and_one_who_has_all() -> None:
    even, one = evenness([7] * 10), evenness([0] * 9 + [5])
    assert even is not None
    assert one is not None
    assert (even.gini, even.theil, even.half) == (0.0, 0.0, 0.5)
    assert even.top_tenth == pytest.approx(0.1)
    assert (one.gini, one.half, one.top) == (0.9, 0.0, 1.0)


def test_the_curve_starts_and_ends_and_never_rises_over_equal_parts() -> None:
    found = evenness(range(1, 101))
    assert found is not None
    assert found.curve[0] == (0.0, 0.0)
    assert found.curve[-1] == (1.0, 1.0)
    assert len(found.curve) == 21
    assert all(height <= along for along, height in found.curve)


@pytest.mark.parametrize("amounts", [[], [5], [0, 0, 0]])
def test_nothing_is_said_of_too_little(amounts: list[int]) -> None:
    assert evenness(amounts) is None
    assert gini(amounts) is None


def test_an_amount_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        evenness([3, -1])
