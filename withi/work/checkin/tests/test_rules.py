"""Codes, proof, the word of the day, groups, and guests beside income: decisions without a database."""

from datetime import date, timedelta

import pytest

from withi.kit import era
from withi.kit.problem import Problem
from withi.work.checkin import rules
from withi.work.checkin.rules import Code, Given, Group, Proof, Purpose

NOW = 1_795_000_020.0
SIGNATURE = "a" * 20
WORDS = ("ช้าง 47", "elephant 47")
HERE, NEAR, FAR = (16.0, 102.0), (16.01, 102.01), (18.0, 99.0)
PAPER, SCREEN = rules.paper_code(7, 1), rules.screen_code(7, NOW)


def refusal(act: object, *args: object) -> tuple[str, int]:
    assert callable(act)
    with pytest.raises(Problem) as found:
        act(*args)
    return found.value.code, found.value.status


@pytest.mark.parametrize("code", [PAPER, SCREEN, Code(rules.PAPER, 2**40, 35), Code(rules.SCREEN, 1, 0)])
def test_a_code_is_read_as_it_was_written(code: Code) -> None:
    assert rules.read_code(f"{code.plain}-{SIGNATURE}") == (code, SIGNATURE)


@pytest.mark.parametrize(
    "text", ["", "s", "x-1-1-" + SIGNATURE, "s-1-1-" + "a" * 19, "s-1-1-" + "A" * 20, "s--1-" + SIGNATURE, "s-ก-1-x"]
)
def test_anything_else_is_none_of_ours(text: str) -> None:
    assert refusal(rules.read_code, text) == ("checkin.unknown", 404)


@pytest.mark.parametrize("seconds", [0, 9 * 60])
def test_a_screen_s_code_lives_less_than_ten_minutes(seconds: int) -> None:
    rules.check_life(SCREEN, SCREEN.serial * 60 + seconds, 0)


@pytest.mark.parametrize(
    ("seconds", "code"), [(600, "checkin.expired"), (86_400, "checkin.expired"), (-121, "checkin.clock")]
)
def test_older_ones_and_those_of_a_time_to_come_are_told_apart(seconds: int, code: str) -> None:
    assert refusal(rules.check_life, SCREEN, SCREEN.serial * 60 + seconds, 0)[0] == code


def test_a_replaced_poster_counts_no_more() -> None:
    rules.check_life(PAPER, NOW, 1)
    assert refusal(rules.check_life, PAPER, NOW, 2) == ("checkin.replaced", 410)


@pytest.mark.parametrize(
    ("code", "given", "at", "proof"),
    [
        (SCREEN, Given(), HERE, Proof.SCREEN),
        (PAPER, Given(), HERE, Proof.UNVERIFIED),
        (PAPER, Given(word="ช้าง ๔๗"), HERE, Proof.WORD),
        (PAPER, Given(word=" Elephant47 "), HERE, Proof.WORD),
        (PAPER, Given(at=NEAR), HERE, Proof.POSITION),
        (PAPER, Given(at=NEAR), None, Proof.UNVERIFIED),
        (PAPER, Given(at=(16.04, 102.0), vague=1_800), HERE, Proof.POSITION),
    ],
)
def test_what_proves_that_a_guest_is_there(
    code: Code, given: Given, at: tuple[float, float] | None, proof: Proof
) -> None:
    assert rules.proof_of(code, given, WORDS, at) is proof


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Given(word="ช้าง 48"), "checkin.word"),
        (Given(at=FAR), "checkin.far"),
        (Given(at=FAR, vague=900_000), "checkin.far"),
        (Given(at=(16.04, 102.0)), "checkin.far"),
    ],
)
def test_what_speaks_against_it_is_said(given: Given, code: str) -> None:
    assert refusal(rules.proof_of, PAPER, given, WORDS, HERE)[0] == code


def test_words_differ_and_are_told_in_both_languages() -> None:
    words = {rules.words_of(number) for number in range(len(rules.WORDS) * rules.NUMBERS)}
    assert len(words) == len(rules.WORDS) * rules.NUMBERS
    assert rules.words_of(0) == ("ช้าง 10", "elephant 10")


TODAY = date(2026, 11, 26)


def group(**values: object) -> Group:
    return Group(**({"day": TODAY, "thai": 3, "foreign": 0, "purpose": Purpose.STUDY} | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"thai": 0}, "checkin.empty"),
        ({"thai": 1_500, "foreign": 501}, "checkin.large"),
        ({"nights": 31}, "checkin.nights"),
        ({"day": TODAY + timedelta(days=1)}, "checkin.day"),
        ({"day": TODAY - timedelta(days=32)}, "checkin.day"),
    ],
)
def test_a_group_that_cannot_be_is_refused(values: dict[str, object], code: str) -> None:
    assert refusal(rules.check_group, group(**values), TODAY)[0] == code


def test_a_group_of_a_month_ago_is_taken() -> None:
    rules.check_group(group(day=TODAY - timedelta(days=31), thai=0, foreign=2_000, nights=30), TODAY)


# --- guests beside income ------------------------------------------------------------------------

MONTHS = [era.month_shifted(202401, turn) for turn in range(15)]
WAVES = [3, 9, 4, 12, 1, 7, 15, 2, 8, 5, 14, 6, 11, 10, 13]


def test_income_that_follows_a_month_later_is_seen_at_that_lag() -> None:
    guests = dict(zip(MONTHS, WAVES, strict=True))
    income = {era.month_shifted(month, 1): 1_000 * number for month, number in guests.items()}
    same, later, two = rules.lagged(guests, income)
    assert (same.points, later.points, two.points) == (14, 15, 14)
    assert later.alike == pytest.approx(1.0)
    assert same.alike is not None
    assert abs(same.alike) < 0.6


def test_below_twelve_points_nothing_is_said() -> None:
    guests = dict(zip(MONTHS[:12], WAVES, strict=False))
    income = dict(guests)
    assert [(lag.points, lag.alike is None) for lag in rules.lagged(guests, income)] == [
        (12, False), (11, True), (10, True)
    ]  # fmt: skip


def test_what_never_changes_says_nothing_and_equal_ones_share_their_place() -> None:
    assert rules.alike([(5, number) for number in range(12)]) is None
    assert rules.ranks([10, 20, 10, 30]) == [1.5, 3.0, 1.5, 4.0]
    assert rules.alike([(1, 3), (2, 2), (3, 1)]) == pytest.approx(-1.0)


@pytest.mark.parametrize(("key", "is_one"), [(202611, True), (202600, False), (202613, False), (0, False), (99, False)])
def test_what_is_a_month(key: int, is_one: bool) -> None:
    assert rules.is_month(key) is is_one
