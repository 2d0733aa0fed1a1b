"""Thirteen-digit numbers of persons and juristic persons. All numbers here are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.ids import TaxId, grouped, mask, parse_citizen, parse_juristic, parse_tax
from withi.kit.problem import Problem


def completed(twelve: str) -> str:
    """The number with its check digit: 11 less the sum of digits weighted 13 to 2, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True))
    return twelve + str((11 - total % 11) % 10)


CITIZEN = completed("310170000001")
JURISTIC = completed("040555000001")
TWELVE = st.text("0123456789", min_size=11, max_size=11)


@given(st.sampled_from("12345678"), TWELVE)
def test_citizen_numbers_with_a_true_check_digit_pass(first: str, rest: str) -> None:
    number = completed(first + rest)
    assert parse_citizen(number) == parse_citizen(f" {grouped(number)} ") == number
    assert parse_tax(number) == TaxId("citizen", number)


@given(TWELVE)
def test_juristic_numbers_start_with_zero(rest: str) -> None:
    number = completed("0" + rest)
    assert parse_juristic(number) == parse_juristic(grouped(number)) == number
    assert parse_tax(number) == TaxId("juristic", number)


@given(st.sampled_from("12345678"), TWELVE, st.integers(1, 9))
def test_any_other_check_digit_is_refused(first: str, rest: str, shift: int) -> None:
    number = completed(first + rest)
    with pytest.raises(Problem, match=r"id\.check_digit"):
        parse_citizen(number[:-1] + str((int(number[-1]) + shift) % 10))


def test_thai_digits_and_dashes_are_read() -> None:
    thai = grouped(CITIZEN).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert parse_citizen(thai) == CITIZEN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id.empty"),
        (" - ", "id.empty"),
        ("x-xxxx-xxxxx-12-3", "id.masked"),
        ("เลขที่ 3", "id.digits"),
        ("310170000001", "id.length"),
        (CITIZEN + "0", "id.length"),
        (CITIZEN[:-1] + str((int(CITIZEN[-1]) + 1) % 10), "id.check_digit"),
        (JURISTIC, "id.not_citizen"),
    ],
)
def test_refusals_name_their_rule_but_not_the_number(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_citizen(text)
    assert caught.value.code == code
    assert not text.strip(" -") or text not in str(caught.value)


def test_a_persons_number_is_no_juristic_one() -> None:
    with pytest.raises(Problem, match=r"id\.not_juristic"):
        parse_juristic(CITIZEN)


@pytest.mark.parametrize("number", [JURISTIC, CITIZEN])
def test_a_tax_number_is_refused_as_its_kind(number: str) -> None:
    with pytest.raises(Problem, match=r"id\.check_digit"):
        parse_tax(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_masked_and_grouped() -> None:
    assert mask("1234567890123") == "X-XXXX-XXXXX-12-3"
    assert mask("0123456789012") == "X-XX-X-XXX-XXX01-2"
    assert mask("12345") == "XX345"
    assert mask("") == ""
    assert grouped("1234567890123") == "1-2345-67890-12-3"


@given(st.text("0123456789", max_size=20))
def test_a_mask_shows_three_digits_at_most(number: str) -> None:
    assert sum(sign.isdigit() for sign in mask(number)) <= 3
