"""Decisions on products, without a database."""

from datetime import date

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


@pytest.mark.parametrize(
    ("product_type", "told", "day", "claim"),
    [
        ("food", "ขมิ้นผงช่วยต้านมะเร็งได้", date(2026, 1, 1), "ต้านมะเร็ง"),
        ("food", "กล้วยตากหวานเอง ไม่ใส่น้ำตาล", date(2026, 1, 1), ""),
        ("drink", "This tea Cures coughs", date(2026, 1, 1), "cures"),
        ("herbal", "ยาหม่องรักษาโรคผิวหนัง", date(2026, 1, 1), "รักษาโรค"),
        ("herbal", "ยาหม่องรักษาโรคผิวหนัง", date(2018, 1, 1), ""),
        ("textile", "ผ้าที่เล่ากันว่ารักษาโรค", date(2026, 1, 1), ""),
    ],
)
def test_what_heals_is_a_medicine_by_the_rules_of_the_day(product_type: str, told: str, day: date, claim: str) -> None:
    assert rules.claim_in(product_type, ["ชื่อ", told], day) == claim


def test_of_which_types_guests_are_told_a_licence_depends_on_the_day() -> None:
    assert rules.needs_licence("food", date(2018, 1, 1))
    assert not rules.needs_licence("herbal", date(2018, 1, 1))
    assert rules.needs_licence("herbal", date(2019, 6, 29))
    assert not rules.needs_licence("textile", date(2026, 1, 1))
    assert rules.publishing_on(date(1990, 1, 1)) == rules.PUBLISHING[0]
