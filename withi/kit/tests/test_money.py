"""Amounts of money: satang in, satang out, no float between."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.money import LARGEST, format_baht, parse_baht
from withi.kit.problem import Problem


@pytest.mark.parametrize(
    ("text", "satang"),
    [
        ("4500", 450000),
        ("4,500", 450000),
        ("4,500.50", 450050),
        ("4500.5", 450050),
        (".25", 25),
        ("12.", 1200),
        ("0", 0),
        ("๔,๕๐๐ บาท", 450000),
        ("4,500.- ", 450000),
        ("4500-", 450000),
        ("฿ 4,500", 450000),
        ("THB 4,500.00", 450000),
        ("4,500฿", 450000),
        ("150 บ.", 15000),
        ("150 บาทถ้วน", 15000),
        ("12 บาท 5 สตางค์", 1205),
        ("745,209,437.00", 74520943700),
        ("\u00a01 500".replace(" ", ""), 150000),
        ("4500.000", 450000),
        ("0.1", 10),
        ("0.29", 29),
        ("19.99", 1999),
        ("1.15", 115),
    ],
)
def test_amounts_as_people_write_them(text: str, satang: int) -> None:
    amount = parse_baht(text)
    assert amount == satang
    assert type(amount) is int


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "money.empty"),
        (" - ", "money.empty"),
        ("ฟรี", "money.unreadable"),
        ("100-200", "money.unreadable"),
        ("100/ชิ้น", "money.unreadable"),
        ("1e5", "money.unreadable"),
        ("nan", "money.unreadable"),
        (".", "money.unreadable"),
        ("บาท", "money.unreadable"),
        ("1.2.3", "money.unreadable"),
        ("4,50", "money.grouping"),
        ("45,00,000", "money.grouping"),
        ("1.005", "money.too_precise"),
        ("-500", "money.negative"),
        ("฿-500", "money.negative"),
        ("(500)", "money.negative"),
        ("10000000000000.01", "money.too_large"),
        ("9" * 5000, "money.too_large"),
    ],
)
def test_refusals_name_their_rule(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_baht(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["-500", "−500.00", "(500)", "-฿500", "฿-500"])
def test_below_zero_where_it_is_allowed(text: str) -> None:
    assert parse_baht(text, negative=True) == -50000


@pytest.mark.parametrize(
    ("satang", "shown"),
    [(450000, "4,500"), (450050, "4,500.50"), (0, "0"), (5, "0.05"), (-450050, "-4,500.50"), (10**11, "1,000,000,000")],
)
def test_amounts_as_shown(satang: int, shown: str) -> None:
    assert format_baht(satang) == shown


def test_decimals_and_unit() -> None:
    assert format_baht(450000, decimals="always") == "4,500.00"
    assert format_baht(450050, decimals="never") == "4,501"
    assert format_baht(450049, decimals="never") == "4,500"
    assert format_baht(-49, decimals="never") == "0"
    assert format_baht(450000, unit=True) == "4,500\u00a0บาท"
    assert format_baht(450000, lang="en", unit=True) == "4,500\u00a0baht"


@given(st.integers(-LARGEST, LARGEST), st.sampled_from(["th", "en"]), st.booleans())
def test_a_shown_amount_reads_back_to_the_satang(satang: int, lang: str, unit: bool) -> None:
    assert parse_baht(format_baht(satang, lang=lang, unit=unit), negative=True) == satang
    assert parse_baht(format_baht(satang, decimals="always"), negative=True) == satang


@given(st.text(max_size=30))
def test_any_text_gives_an_amount_or_a_refusal_of_the_house(text: str) -> None:
    with suppress(Problem):
        assert 0 <= parse_baht(text) <= LARGEST
