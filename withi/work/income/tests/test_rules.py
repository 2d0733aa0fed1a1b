"""What a month says and what is asked about it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from withi.kit.problem import Problem
from withi.work.income import rules
from withi.work.income.rules import Close, Known, Report, State, Step, Tourism

AMOUNTS = (100_00, None, 0, 5_00)


def said(*amounts: int | None, **more: object) -> Report:
    values = (*amounts, *(None,) * (4 - len(amounts)))
    return Report(1, 202505, values, rules.state_of(values), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("month", [202513, 202500, 199912, 20250])
def test_what_is_no_month(month: int) -> None:
    with pytest.raises(Problem) as refused:
        rules.check_month(month, date(2025, 11, 21))
    assert refused.value.status == 404


def test_the_calendar_decides_what_has_come() -> None:
    rules.check_month(202511, date(2025, 11, 1))
    with pytest.raises(Problem, match=r"income\.future"):
        rules.check_month(202511, date(2025, 10, 31))


def test_the_month_that_is_due_and_its_last_day() -> None:
    assert rules.due_month(date(2026, 1, 31)) == 202512
    assert rules.last_day(202512, 10) == date(2026, 1, 10)


@pytest.mark.parametrize(
    ("now", "before", "code"),
    [
        (1_000_00, 100_00, "income.tenfold"),
        (1_250_00, 100_00, "income.tenfold"),
        (1_250_01, 100_00, ""),
        (10_000_00, 100_00, "income.hundredfold"),
        (100_00, 1_000_00, "income.tenth"),
        (100_00, 10_000_00, "income.hundredth"),
        (300_00, 100_00, ""),
        (90_00, 9_00, ""),
        (0, 100_00, ""),
        (None, 100_00, ""),
        (100_00, None, ""),
    ],
)
def test_slips(now: int | None, before: int | None, code: str) -> None:
    assert rules.slip(now, before) == code


@pytest.mark.parametrize(
    ("total", "year_before", "asked"),
    [
        (300_00, 100_00, False),
        (300_01, 100_00, True),
        (30_00, 100_00, False),
        (29_99, 100_00, True),
        (0, 100_00, True),
        (100_00, 0, True),
        (50_00, 1_00, False),
        (100_00, None, False),
    ],
)
def test_jumps(total: int, year_before: int | None, asked: bool) -> None:
    assert rules.jump(total, year_before) is asked


def test_a_digest_is_what_was_said_and_not_who_asked() -> None:
    assert said(*AMOUNTS).digest == said(*AMOUNTS, revision=3, sure=True).digest
    assert said(*AMOUNTS).digest != said(*AMOUNTS, note="ขายดี").digest
    assert said(0).digest != said(None).digest


SPLIT = st.tuples(st.none() | st.integers(0, 10**9), st.integers(0, 100), st.sampled_from(["", "food", "textile"]))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(SPLIT, SPLIT, SPLIT, SPLIT))
def test_the_cells_of_a_report_come_to_its_total(split: tuple[tuple[int | None, int, str], ...]) -> None:
    amounts = [amount for amount, _share, _type in split]
    parts = [
        (product_type, channel.value, (amount or 0) * share // 100)
        for channel, (amount, share, product_type) in zip(rules.CHANNELS, split, strict=True)
    ]
    cells = rules.cells(amounts, parts)
    assert sum(cells.values()) == sum(amount or 0 for amount in amounts)
    assert all(amount > 0 for amount in cells.values())


def test_empty_boxes_are_held_against_no_other_month() -> None:
    known = Known((100_00, None, None, None), 900_000_00)
    assert [found.code for found in rules.refusals(said(None), known)] == ["income.nothing"]
    nobody = Tourism(1, 202505, (None,) * 4, (None,) * 7, None, None)
    assert [found.code for found in rules.tourism_refusals(nobody, 900_000_00)] == ["income.nothing"]


def test_questions_are_refusals_until_they_are_answered() -> None:
    known = Known((100_00, None, None, None), 100_00)
    codes = [problem.code for problem in rules.refusals(said(1_000_00), known)]
    assert codes == ["income.tenfold", "income.why"]
    assert not rules.refusals(said(1_000_00, sure=True, why="festival"), known)
    assert [found.code for found in rules.refusals(said(1_000_00, sure=True, why="other"), known)] == [
        "income.why_note"
    ]


def test_households_are_not_paid_more_than_came_in() -> None:
    month = Tourism(1, 202505, (10, 0, 0, 0), (100_00, *(None,) * 6), None, 150_00)
    assert [found.code for found in rules.tourism_refusals(month, None)] == ["income.paid_more", "income.paid_whom"]


def test_every_step_starts_where_it_may() -> None:
    for step in Step:
        starts, ends = rules.STEPS[step]
        for state in Close:
            if state in starts:
                given_ends = rules.check_step(step, state, submitted_by=1, actor_id=2, reason="ผิด")
                assert given_ends is ends
            else:
                with pytest.raises(Problem, match=r"income\.step"):
                    rules.check_step(step, state, submitted_by=1, actor_id=2, reason="ผิด")


@pytest.mark.parametrize(
    ("total", "years", "rate", "aim"), [(300_00, 3, 500, 105_00), (100, 3, 0, 33), (200, 3, 0, 67), (0, 3, 500, 0)]
)
def test_targets(total: int, years: int, rate: int, aim: int) -> None:
    assert rules.target_of(total, years, rate) == aim


def test_states() -> None:
    assert rules.state_of((None, 0)) is State.ZERO
    assert rules.state_of((0, 5)) is State.REPORTED
    assert rules.state_of((0, 5), repeated=True) is State.REPEATED
    assert rules.state_of((0, 5), repeated=True, estimated=True) is State.ESTIMATED
