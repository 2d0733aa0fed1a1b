"""Telephone numbers as found in cells. All numbers here are made up."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.phones import Phone, split_phones

MOBILE = Phone("0812345678", "081-234-5678", "mobile")
OTHER = Phone("0898765432", "089-876-5432", "mobile")
LINE = Phone("043123456", "043-123-456", "landline")
CITY = Phone("021234567", "02-123-4567", "landline")


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("", []),
        (" - ", []),
        ("0812345678", [MOBILE]),
        ("081-2345678", [MOBILE]),
        ("081 234 5678", [MOBILE]),
        ("08-1234-5678", [MOBILE]),
        ("081.234.5678", [MOBILE]),
        ("0 8123 4567 8", [MOBILE]),
        ("๐๘๑-๒๓๔๕๖๗๘", [MOBILE]),
        ("+66812345678", [MOBILE]),
        ("+66 (0)81 234 5678", [MOBILE]),
        ("66 81 234 5678", [MOBILE]),
        ("0066812345678", [MOBILE]),
        ("โทร. 043-123456", [LINE]),
        ("(043) 123456", [LINE]),
        ("0-4312-3456", [LINE]),
        ("0 2123 4567", [CITY]),
        ("\u0e380812345678", [MOBILE]),
        ("081-2345678 (ประธานกลุ่ม)", [MOBILE]),
        ("0812345678,0898765432", [MOBILE, OTHER]),
        ("081-2345678 / 089-8765432 / 043-123456", [MOBILE, OTHER, LINE]),
        ("0812345678หรือ0898765432", [MOBILE, OTHER]),
        ("081-234-5678 และ 043-123456", [MOBILE, LINE]),
        ("081 234 5678  043 123 456", [MOBILE, LINE]),
        ("043 123 456 02 123 4567", [LINE, CITY]),
        ("0812345678 0898765432", [MOBILE, OTHER]),
        ("043-123456  มือถือ  081-2345678", [LINE, MOBILE]),
        ("หมู่ที่ 5 081 234 5678 , หมู่ที่ 6 089 8765432", [MOBILE, OTHER]),
        ("1. 043-123456, 081-2345678 2. 089-8765432", [LINE, MOBILE, OTHER]),
        ("0812345678, 081-234-5678", [MOBILE]),
        ("1567", [Phone("1567", "1567", "short")]),
        ("1800-123-456", [Phone("1800123456", "1800-123-456", "free")]),
        ("+856 20 5555 1234", [Phone("+8562055551234", "+8562055551234", "foreign")]),
    ],
)
def test_cells_as_found(text: str, phones: list[Phone]) -> None:
    assert split_phones(text) == phones


@pytest.mark.parametrize(
    ("text", "extension"),
    [("043-123456 ต่อ 12", "12"), ("043123456 ext. 12", "12"), ("043-123456#12", "12"), ("043123456 ต่อ 101-3", "101-3")],
)
def test_extensions(text: str, extension: str) -> None:
    assert split_phones(text) == [Phone(LINE.number, LINE.display, "landline", extension)]


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("043-123456-7", "043-123-456-7"),
        ("043-123456/7", "043-123-456-7"),
        ("0-4312-3456-60", "043-123-456-60"),
        ("02-1234567-9", "02-123-4567-9"),
    ],
)
def test_ranges_dial_their_first_number(text: str, display: str) -> None:
    (phone,) = split_phones(text)
    assert (phone.display, phone.finding, len(phone.number)) == (display, "ok", 9)
    assert split_phones(phone.display) == [phone]


@pytest.mark.parametrize(
    ("text", "number", "finding"),
    [
        ("081-234-567", "081234567", "too_short"),
        ("081-234-56789", "08123456789", "too_long"),
        ("043-12345", "04312345", "too_short"),
        ("0431234567", "0431234567", "too_long"),
        ("123456", "123456", "too_short"),
        ("01-234-5678", "012345678", "bad_start"),
        ("08x-xxx-1234", "08xxxx1234", "masked"),
        ("081-234-****", "081234xxxx", "masked"),
        ("000-0000000", "0000000000", "masked"),
        ("812345678", "0812345678", "zero_added"),
        ("43123456", "043123456", "zero_added"),
        ("+85620", "+85620", "too_short"),
        ("+856 20 xxxx 1234", "+85620xxxx1234", "masked"),
        ("8.12345678E+08", "", "unreadable"),
        ("0.00000000000000e+00", "", "unreadable"),
        ("ไม่มี", "", "unreadable"),
    ],
)
def test_numbers_with_a_finding(text: str, number: str, finding: str) -> None:
    assert [(phone.number, phone.finding) for phone in split_phones(text)] == [(number, finding)]


def test_a_local_number_takes_the_area_code_before_it() -> None:
    assert split_phones("043-123456, 234567") == [
        LINE,
        Phone("043234567", "043-234-567", "landline", finding="area_added"),
    ]


def test_a_count_beside_a_number_is_no_range() -> None:
    assert [phone.display for phone in split_phones("081-2345678 (สมาชิก 5 คน)")] == ["081-234-5678", "5"]


def test_what_a_link_dials() -> None:
    cells = ("081-2345678", "43123456", "1567", "+85620555", "081-234")
    dialled = [phone.dial for cell in cells for phone in split_phones(cell)]
    assert dialled == ["+66812345678", "+6643123456", "1567", "+85620555", ""]


NUMBERS = st.one_of(
    st.tuples(st.sampled_from(["06", "08", "09"]), st.text("0123456789", min_size=8, max_size=8)),
    st.tuples(st.sampled_from(["02", "03", "04", "05", "07"]), st.text("123456789", min_size=7, max_size=7)),
).map("".join)
JOINTS = [", ", ",", "/", " / ", " หรือ ", "หรือ", " และ ", "; ", "\n", "  "]


@given(st.lists(NUMBERS, min_size=1, max_size=4, unique=True), st.sampled_from(JOINTS), st.integers(0, 2**32))
def test_any_numbers_in_any_form_come_apart(numbers: list[str], joint: str, seed: int) -> None:
    dice = random.Random(seed)
    cell = joint.join(written(number, dice.choice(["", "-", " ", " - "])) for number in numbers)
    assert [(phone.number, phone.finding) for phone in split_phones(cell)] == [(number, "ok") for number in numbers]


def written(number: str, dash: str) -> str:
    """A number cut after its area code and before its last four digits."""
    head = 2 if number.startswith("02") else 3
    return dash.join((number[:head], number[head:-4], number[-4:]))


@given(st.lists(NUMBERS, min_size=1, max_size=4, unique=True))
def test_displays_read_back(numbers: list[str]) -> None:
    phones = split_phones(", ".join(numbers))
    assert split_phones(", ".join(phone.display for phone in phones)) == phones


@given(st.text(max_size=60) | st.text("0123456789-/, xตอ.()+", max_size=60))
def test_any_cell_is_survived_and_nothing_is_lost_unsaid(text: str) -> None:
    phones = split_phones(text)
    assert phones or not any(sign.isalnum() for sign in text if sign.isascii())


@pytest.mark.parametrize("text", ["0812345678", "081-234-5678", "043-123456", "021234567", "0812345678, 043-123456"])
def test_plain_numbers_are_read_as_among_words(text: str) -> None:
    among = split_phones(f"โทร {text}")
    assert split_phones(text) == among
    assert len(among) == text.count(",") + 1
