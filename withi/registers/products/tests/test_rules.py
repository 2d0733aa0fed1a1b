"""Decisions on products, without a database."""

import pytest

from withi.kit.problem import Problem
from withi.registers.products import rules
from withi.registers.products.rules import Certificate, Licence, Showing


@pytest.mark.parametrize(
    ("showing", "is_alcohol", "shown"),
    [
        (Showing.RULE, False, True),
        (Showing.RULE, True, False),
        (Showing.SHOW, True, True),
        (Showing.HIDE, False, False),
    ],
)
def test_alcohol_is_shown_only_when_expressly_said(showing: Showing, is_alcohol: bool, shown: bool) -> None:
    assert rules.is_shown(showing, is_alcohol=is_alcohol) is shown
    assert rules.showing_of(is_public=shown, is_alcohol=is_alcohol) is showing


def test_channels_are_packed_in_fixed_order_without_strangers() -> None:
    assert rules.pack_channels(["fair", "village", "moon"]) == "village,fair"


@pytest.mark.parametrize(
    ("stored", "given", "lowest"),
    [
        ([], None, None),
        ([], 3500, 3500),
        ([3500], 4000, 4000),
        ([3500], None, 3500),
        ([3500, 6000], 4000, 3500),
        ([3500, 6000], 6000, 3500),
    ],
)
def test_a_sheets_price_never_guesses_among_sizes(stored: list[int], given: int | None, lowest: int | None) -> None:
    assert rules.priced(stored, given) == lowest


def test_another_certificate_needs_its_name() -> None:
    Licence(Certificate.FDA, "40-1-00000-5-0001").check()
    Licence(Certificate.OTHER, "1", "Organic").check()
    with pytest.raises(Problem):
        Licence(Certificate.OTHER, "1").check()
