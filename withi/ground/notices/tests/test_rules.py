"""When an e-mail is tried again, and what a text for a chat holds."""

from datetime import timedelta

import pytest

from withi.ground.notices import rules
from withi.ground.notices.tests.factory import has_number_of_someone


def test_pauses_grow_and_end() -> None:
    waits = [rules.pause(attempts) for attempts in range(1, rules.ATTEMPTS + 1)]
    assert waits == [*(timedelta(minutes=minutes) for minutes in (2, 8, 32, 128, 512)), None]


def test_rows_are_kept_once_and_not_without_end() -> None:
    assert rules.merged([("product", 1)], [["product", 1], ["product", 2]]) == [["product", 1], ["product", 2]]
    assert len(rules.merged([], [("product", pk) for pk in range(500)])) == rules.ROWS_AT_MOST


def test_the_address_stands_last_and_alone() -> None:
    assert rules.chat_text(["ผู้ผลิต: 3 ราย", ""], "https://withi.example/x") == "ผู้ผลิต: 3 ราย\nhttps://withi.example/x"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("โทร 081-234-5678", True),
        ("โทร ๐๘๑ ๒๓๔ ๕๖๗๘", True),
        ("1 1017 00230 70 8", True),
        ("ผู้ผลิต 4015-0012", False),
        ("https://withi.example/desk/notices/1234567890/", False),
        ("มี 1,204 ราย 26 พ.ย. 2569", False),
    ],
)
def test_a_number_of_someone_is_told(text: str, found: bool) -> None:
    assert has_number_of_someone(text) is found
