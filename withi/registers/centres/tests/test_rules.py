"""How far a plan is, and what is refused."""

from datetime import date

import pytest

from withi.kit.problem import Problem
from withi.registers.centres import rules
from withi.registers.centres.rules import Progress, Step

TODAY = date(2027, 1, 31)


def test_a_step_is_late_from_the_day_after_it_was_due() -> None:
    steps = [
        Step(date(2027, 1, 30), None),
        Step(TODAY, None),
        Step(date(2027, 2, 1), None),
        Step(date(2026, 1, 1), date(2026, 5, 1)),
    ]
    assert rules.progress(steps, TODAY) == Progress(4, 1, 1, date(2027, 1, 30))
    assert rules.progress(steps[3:], TODAY) == Progress(1, 1, 0, None)
    assert rules.progress([], TODAY) == Progress(0, 0, 0, None)


def test_whatever_is_not_simply_open_has_a_reason() -> None:
    rules.check_condition("open", "")
    rules.check_condition("closed", "ไม่มีคนดูแล")
    for condition in ("weak", "closed", "ended"):
        with pytest.raises(Problem, match=r"centre\.reason"):
            rules.check_condition(condition, "")


def test_a_centre_of_a_village_lies_in_a_tambon() -> None:
    rules.check_place("village", "401508")
    rules.check_place("district", "4015")
    with pytest.raises(Problem, match=r"centre\.village"):
        rules.check_place("village", "4015")


def test_a_slip_of_the_year_is_no_day() -> None:
    rules.check_day(date(2030, 1, 1), TODAY)
    for day in (date(2570, 1, 1), date(2020, 1, 1)):
        with pytest.raises(Problem, match=r"centre\.day"):
            rules.check_day(day, TODAY)
