"""Kinds of markets, decisions and turns."""

from datetime import date, timedelta

import pytest

from withi.kit.problem import Problem
from withi.work.market import rules
from withi.work.market.rules import Office, Step, Waiting
from withi.work.market.tests.factory import kind

TODAY = date(2018, 7, 20)


def test_there_are_nine_kinds_and_the_department_runs_one() -> None:
    assert len({market.code for market in rules.MARKETS}) == 9
    assert [market.code for market in rules.MARKETS if market.is_own] == [rules.SMILE]
    assert all(len(market.code) <= 12 and market.agency_th and market.name_en for market in rules.MARKETS)


def test_a_kind_takes_nobody_before_it_began() -> None:
    assert rules.open_on(rules.MARKETS, rules.BEGAN - timedelta(days=1)) == []
    assert len(rules.open_on(rules.MARKETS, rules.BEGAN)) == 9
    with pytest.raises(Problem, match=r"market\.closed"):
        rules.check_open(rules.MARKETS, rules.SMILE, rules.BEGAN - timedelta(days=1))
    with pytest.raises(Problem, match=r"market\.closed"):
        rules.check_open(rules.MARKETS, "night", TODAY)
    rules.check_open(rules.MARKETS, rules.SMILE, TODAY)


def test_a_kind_told_anew_stands_in_its_place_and_a_new_one_behind() -> None:
    told = [kind("kind1"), kind("green", until=TODAY)]
    codes = [market.code for market in rules.overlaid(told)]
    assert codes == [*(market.code for market in rules.MARKETS), "kind1"]
    assert not any(market.code == "green" for market in rules.open_on(rules.overlaid(told), TODAY + timedelta(days=1)))


def test_at_most_nine_kinds_are_open_on_one_day() -> None:
    with pytest.raises(Problem, match=r"market\.kinds"):
        rules.check_kind(kind(since=rules.BEGAN - timedelta(days=9)), rules.MARKETS)
    rules.check_kind(kind(since=rules.BEGAN - timedelta(days=9), until=rules.BEGAN - timedelta(days=1)), rules.MARKETS)
    ended = rules.overlaid([kind("green", since=rules.BEGAN, until=TODAY)])
    rules.check_kind(kind(since=TODAY + timedelta(days=1)), ended)
    with pytest.raises(Problem, match=r"market\.kinds"):
        rules.check_kind(kind(since=TODAY), ended)
    with pytest.raises(Problem, match=r"market\.kind_days"):
        rules.check_kind(kind(until=date(2017, 12, 31)), ())


@pytest.mark.parametrize(
    ("step", "place", "reason", "on", "code"),
    [
        (Step.ALLOCATE, " ", "", TODAY, "market.place"),
        (Step.ALLOCATE, "ตลาดนัด", "", None, "market.day"),
        (Step.ALLOCATE, "ตลาดนัด", "", TODAY + timedelta(days=367), "market.day"),
        (Step.DECLINE, "", " ", None, "market.reason"),
        (Step.REOPEN, "", "", None, "market.reason"),
    ],
)
def test_a_decision_says_where_and_when_or_why(step: Step, place: str, reason: str, on: date | None, code: str) -> None:
    with pytest.raises(Problem, match=code.replace(".", r"\.")):
        rules.check_decision(step, place=place, reason=reason, on=on, today=TODAY)


def test_a_whole_decision_passes() -> None:
    rules.check_decision(Step.ALLOCATE, place="ตลาดนัด", reason="", on=TODAY + rules.FURTHEST, today=TODAY)
    rules.check_decision(Step.DECLINE, place="", reason="เต็ม", on=None, today=TODAY)
    with pytest.raises(Problem, match=r"market\.day"):
        rules.check_begin(TODAY, [TODAY, TODAY + timedelta(days=1)])


def test_who_was_served_least_comes_first_then_who_waits_longest() -> None:
    early, late = TODAY - timedelta(days=90), TODAY
    rows = [
        Waiting(1, 1, 0, early),
        Waiting(2, 0, 3, early),
        Waiting(3, 0, 0, late),
        Waiting(4, 0, 0, early),
        Waiting(5, 0, 0, early),
    ]
    assert [one.pk for one in rules.in_turn(rows)] == [4, 5, 3, 2, 1]
    assert rules.in_turn(rows) == rules.in_turn(rows[::-1])


def test_the_office_is_that_of_the_district_or_of_the_province() -> None:
    assert rules.office_of("40150801", Office.DISTRICT) == "4015"
    assert rules.office_of("40150801", Office.PROVINCE) == "40"
