"""Decisions on producers, without a database."""

from datetime import date

import pytest

from withi.kit.problem import Problem
from withi.registers.producers import rules
from withi.registers.producers.rules import Status

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "packed"),
    [
        ("", ""),
        ("081-234-5678", "0812345678"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘, 043-123456 ต่อ 12", "0812345678,043123456x12"),
        ("+66 81 234 5678", "0812345678"),
    ],
)
def test_phones_are_packed(text: str, packed: str) -> None:
    assert rules.pack_phones(text) == packed


@pytest.mark.parametrize("text", ["04322", "โทรหาพี่", "08X-XXX-1234"])
def test_what_is_no_phone_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.pack_phones(text)
    assert refused.value.field == "phones"


def test_too_many_phones_are_refused() -> None:
    numbers = ", ".join(f"08{place:08d}" for place in range(10_000_000, 10_000_015))
    with pytest.raises(Problem) as refused:
        rules.pack_phones(numbers)
    assert refused.value.code == "producer.phones_long"


def test_stored_phones_are_shown_and_dialled() -> None:
    assert rules.phone_lines("0812345678,043123456x12") == [
        ("081-234-5678", "+66812345678"),
        ("043-123-456 ต่อ 12", "+6643123456"),
    ]
    assert rules.phone_lines("") == []


def test_numbers_and_their_series() -> None:
    assert rules.number_of(rules.series_of("40150205"), 1) == "4015-0001"
    assert rules.number_of(rules.series_of("40"), 12_345) == "0000-12345"


def test_status_on_a_day_is_the_last_that_began() -> None:
    history = [(date(2024, 1, 1), Status.ACTIVE), (date(2025, 6, 1), Status.PAUSED), (date(2026, 1, 1), Status.ACTIVE)]
    assert rules.status_on(history, date(2023, 12, 31)) is None
    assert rules.status_on(history, date(2025, 12, 31)) is Status.PAUSED
    assert rules.status_on(reversed(history), date(2026, 1, 1)) is Status.ACTIVE


@pytest.mark.parametrize(
    ("status", "since", "reason", "code"),
    [
        (Status.PAUSED, date(2026, 11, 22), "ซ่อมโรงเรือน", "producer.status_future"),
        (Status.ACTIVE, TODAY, "", "producer.status_same"),
        (Status.CLOSED, TODAY, " ", "producer.status_reason"),
    ],
)
def test_a_status_is_refused(status: Status, since: date, reason: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.check_status({date(2024, 1, 1): Status.ACTIVE}, status, since, reason, TODAY)
    assert refused.value.code == code


def test_women_are_among_the_people() -> None:
    rules.check_people(10, 10)
    rules.check_people(None, 3)
    with pytest.raises(Problem):
        rules.check_people(10, 11)


@pytest.mark.parametrize(
    ("typed", "shares", "kept"),
    [
        ("", (), ""),
        ("40 30 30", (40, 30, 30), "40 30x2"),
        ("๔๐%, ๓๐%, ๓๐%", (40, 30, 30), "40 30x2"),
        ("20 x 3, 10×4", (20, 20, 20, 10, 10, 10, 10), "20x3 10x4"),
        ("5 0", (5, 0), "5 0"),
    ],
)
def test_how_a_group_divides_is_read_and_kept_short(typed: str, shares: tuple[int, ...], kept: str) -> None:
    assert rules.shares_of(typed) == shares
    assert rules.told_shares(shares) == kept
    assert rules.shares_of(kept) == shares


@pytest.mark.parametrize("typed", ["ครึ่งหนึ่ง", "0 0", "-5 10", "12.5 87.5", "1x9999 1x9999", "x3", "10x0"])
def test_shares_that_cannot_be_read_are_refused(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.shares_of(typed)
    assert refused.value.code == "producer.shares"


def test_shares_are_those_of_the_members() -> None:
    rules.check_shares((40, 30, 30), 3)
    rules.check_shares((40, 30, 30), None)
    rules.check_shares((), 12)
    with pytest.raises(Problem) as refused:
        rules.check_shares((40, 30, 30), 12)
    assert refused.value.code == "producer.shares_people"
