"""Disarming text: nothing a spreadsheet would run is left, and every letter comes back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.sheets import disarm, is_armed, restore

ARMED = [
    "=1+1",
    "+66812345678",
    "-5",
    "@SUM(A1)",
    "|calc",
    "%0A=1",
    "  =1",
    "\u00a0=1",
    "\u3000\u2003=1",
    "\t=1",
    "\r=1",
    "\n\n=1",
    "\u200b\u200d=1",
    "\ufeff=1",
    "\x00\x1f=1",
    "\u00ad\u2060=1",
    '"=1',
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "−1",
    "﹦1",
    "ผ้าไหม\n=HYPERLINK(1)",
    "ผ้าไหม\r\n  =1",
    "ผ้าไหม\u2028=1",
    "ผ้าไหม\x85=1",
    "ผ้าไหม;=1",
    "ผ้าไหม\t@1",
    "=1\n=2\n'=3",
    "'=1",
    "''=1",
]
HARMLESS = ["", "ผ้าไหม", "ลาย 1=2", "a-b", "'ผ้า'", "ขนาด 2 x 3", "ราคา: -5", "\n", "a\nb", "0812", "'", "it's"]
PIECES = st.sampled_from([*"=+-@|%'\"; \t\n\r\u00a0\u200b\u2028ก1x", "＝", "\r\n", "ผ้า"])


@pytest.mark.parametrize("text", ARMED)
def test_dangerous_text_is_seen_and_made_harmless(text: str) -> None:
    assert is_armed(text)
    for line in re.split(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029;\t]", disarm(text)):
        assert not re.match(r"[\s\"\x00-\x1f\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@|%＝＋－＠−﹦]", line), line
    assert restore(disarm(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert not is_armed(text)
    assert disarm(text) == restore(text) == text


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_restoring_is_the_exact_inverse(text: str) -> None:
    assert restore(disarm(text)) == text
    assert is_armed(text) == (disarm(text) != text)


def test_long_text_takes_no_long_time() -> None:
    for text in ("'" * 30_000, " " * 30_000, "\n" * 30_000, "' " * 15_000, ";" * 30_000):
        assert restore(disarm(text)) == text
