"""PromptPay payloads against a known one, and read field by field."""

import pytest

from withi.kit.problem import Problem
from withi.kit.promptpay import MOST, payload


def fields(text: str) -> dict[str, str]:
    found = {}
    while text:
        name, size = text[:2], int(text[2:4])
        found[name], text = text[4 : 4 + size], text[4 + size :]
    return found


def test_the_known_code_of_a_mobile_number() -> None:
    known = "00020101021129370016A00000067701011101130066812345678" + "53037645802TH" + "6304823E"
    assert payload("0812345678") == known


@pytest.mark.parametrize("written", ["081-234-5678", "๐๘๑ ๒๓๔ ๕๖๗๘", "+66812345678"])
def test_one_number_has_one_code_however_it_is_written(written: str) -> None:
    assert payload(written) == payload("0812345678")


def test_an_amount_is_for_one_payment() -> None:
    told = fields(payload("1234567890123", 5_05))
    assert (told["01"], told["54"], told["53"], told["58"]) == ("12", "5.05", "764", "TH")
    assert fields(told["29"]) == {"00": "A000000677010111", "02": "1234567890123"}
    assert "54" not in fields(payload("0812345678"))


def test_one_changed_digit_changes_the_sum() -> None:
    assert payload("0812345678")[-4:] != payload("0812345679")[-4:]


@pytest.mark.parametrize("number", ["", "043123456", "081234567", "12345678901234", "0812345678/0898765432", "ก"])
def test_what_is_no_number_of_it_is_refused(number: str) -> None:
    with pytest.raises(Problem, match=r"promptpay\.number"):
        payload(number)


@pytest.mark.parametrize("satang", [0, -1, MOST])
def test_an_amount_that_cannot_be_is_refused(satang: int) -> None:
    with pytest.raises(Problem, match=r"promptpay\.amount"):
        payload("0812345678", satang)
