"""Plans hold whatever was wished, are the same for the same seed, and say why a stop was left out."""

import math
from collections.abc import Hashable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from withi.kit.tests.trip_checker import faults, wishes
from withi.kit.trips import Bed, Day, Journey, Lunch, Reason, Rule, Stop
from withi.kit.trips.planning import plan

OPEN = [(540, 1020)]
DAY = Day(start=0, end=0, earliest=540, latest=1020)
# Places in a row, ten minutes from each to the next.
ROW = [[10 * abs(a - b) for b in range(8)] for a in range(8)]


def stop(number: int, **other: Any) -> Stop:
    given: dict[str, Any] = {"id": number, "place": number, "score": 10, "service": 60, "windows": [OPEN]}
    return Stop(**given | other)


def reasons(answer: Any) -> dict[Any, Reason]:
    return {one.stop: one.reason for one in answer.unplanned}


def journey(asked: dict[str, Any]) -> Journey:
    return Journey(asked["days"], budget=asked.get("budget"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(wishes())
def test_every_plan_can_be_lived(asked: dict[str, Any]) -> None:
    wished = {name: asked[name] for name in ("lunch", "categories") if name in asked}
    answer = plan(asked["stops"], asked["matrix"], journey(asked), iterations=30, spread=0.2, **wished)
    assert faults(asked, answer) == []


def test_a_break_that_would_end_the_day_late_moves_or_the_least_visit_goes() -> None:
    """By way of another place it is shorter here than the matrix says: the search counts the way to its break."""
    longer = [[int((a, b) == (2, 1)) for b in range(3)] for a in range(3)]
    asked: dict[str, Any] = {
        "stops": [{"id": n, "place": 2, "score": 9 - n, "service": 0, "windows": [[(400, 420)]]} for n in (0, 1)],
        "matrix": longer,
        "days": [{"start": 0, "end": 1, "earliest": 420, "latest": 705}],
        "lunch": {"category": "food", "window": (660, 840), "minutes": 45, "required": True},
    }
    for seed in range(20):
        answer = plan(asked["stops"], longer, asked["days"], iterations=30, seed=seed, lunch=asked["lunch"])
        assert faults(asked, answer) == []


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(wishes())
def test_the_same_seed_gives_the_same_plan(asked: dict[str, Any]) -> None:
    first, second = (plan(asked["stops"], asked["matrix"], journey(asked), iterations=40, seed=7) for _ in range(2))
    assert first == second


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(wishes())
def test_no_spread_and_even_weights_are_the_plain_planner(asked: dict[str, Any]) -> None:
    plain = plan(asked["stops"], asked["matrix"], journey(asked), iterations=40)
    even: dict[Hashable, float] = dict.fromkeys(range(4), 1.0)
    assert (
        plan(asked["stops"], asked["matrix"], journey(asked), iterations=40, spread=0.0, village_weight=even) == plain
    )


def test_the_checker_sees_a_trip_that_does_not_hold() -> None:
    asked: dict[str, Any] = {
        "stops": [{"id": 1, "place": 1, "score": 5, "service": 60, "windows": [[(540, 700)]]}],
        "matrix": ROW,
    }
    asked["days"] = [{"start": 0, "end": 0, "earliest": 540, "latest": 1020}]
    good = plan(asked["stops"], ROW, asked["days"], iterations=1)
    assert faults(asked, good) == []
    asked["stops"][0]["windows"] = [[(700, 900)]]
    assert faults(asked, good) == ["day 0: 1 is closed"]


def test_a_visit_waits_for_the_second_window_and_says_how_late_one_may_be() -> None:
    late = stop(1, windows=[[(0, 545), (600, 700)]])
    visit = plan([late], ROW, [DAY], iterations=5).visits[0][0]
    assert (visit.arrive, visit.start, visit.leave, visit.wait, visit.leg) == (550, 600, 660, 50, 10)
    assert (visit.window, visit.slack) == ((600, 700), 90)


def test_a_must_see_is_taken_though_others_bring_more() -> None:
    short = Day(start=0, end=0, earliest=540, latest=640)
    answer = plan([stop(1, score=90), stop(2, score=1, mandatory=True)], ROW, [short], iterations=50)
    assert answer.routes == [[2]]
    assert reasons(answer) == {1: Reason.NO_ROOM}


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"forbidden": True}, Reason.UNWANTED),
        ({"place": 99}, Reason.UNKNOWN_PLACE),
        ({"place": -1}, Reason.UNKNOWN_PLACE),
        ({"windows": [[]]}, Reason.CLOSED),
        ({"windows": []}, Reason.CLOSED),
        ({"windows": [[(600, 640)]]}, Reason.WINDOW),
        ({"windows": [[(0, 400)]]}, Reason.DAY),
        ({"service": 481}, Reason.WINDOW),
        ({"service": 470}, Reason.DAY),
        ({"notice": 3}, Reason.NOTICE),
        ({"smallest": 5}, Reason.GROUP_SMALL),
        ({"left": 1}, Reason.GROUP_LARGE),
        ({"fee": 501}, Reason.BUDGET),
    ],
)
def test_what_cannot_be_in_any_day_says_why(wish: dict[str, Any], reason: Reason) -> None:
    answer = plan([stop(1, **wish), stop(2)], ROW, Journey([DAY], budget=500, party=2, lead=2), iterations=5)
    assert answer.routes == [[2]]
    assert reasons(answer) == {1: reason}


def test_what_the_others_keep_out_says_why() -> None:
    four = [stop(1, category="temple", score=50), stop(2, category="temple"), stop(3, category="craft")]
    rules = {"temple": Rule(most=1, exclusive=("craft",))}
    answer = plan(
        [*four, stop(4, fee=100), stop(5, fee=100)], ROW, Journey([DAY], budget=100), categories=rules, iterations=50
    )
    left = reasons(answer)
    assert (left[2], left[3]) == (Reason.CATEGORY, Reason.EXCLUDED)
    assert [left.get(4), left.get(5)].count(Reason.BUDGET) == 1


def test_two_stops_of_one_id_are_planned_once() -> None:
    answer = plan([stop(1), stop(1)], ROW, [DAY], iterations=5)
    assert (answer.routes, reasons(answer)) == ([[1]], {1: Reason.TWICE})


def test_lunch_is_a_visit_at_its_time_or_a_break_where_none_is_open() -> None:
    lunch = Lunch(window=(690, 780), category="food", minutes=45)
    food = stop(2, category="food", windows=[[(540, 1020)]])
    visited = plan([stop(1), food], ROW, [DAY], lunch=lunch, iterations=50)
    assert [690 <= visit.start <= 780 for visit in visited.visits[0] if visit.lunch] == [True]
    paused = plan([stop(1)], ROW, [DAY], lunch=lunch, iterations=50)
    assert [visit.stop for visit in paused.visits[0] if visit.lunch] == [None]
    assert paused.routes == [[1]]


def test_lunch_is_not_had_at_breakfast_where_a_stop_is_open_for_both() -> None:
    food = stop(1, category="food", windows=[[(540, 620), (660, 840)]])
    answer = plan([food], ROW, [DAY], iterations=20, lunch=Lunch((660, 840), "food"))
    assert [visit.start for visit in answer.visits[0]] == [660]


def test_a_day_without_any_lunch_stays_empty_and_says_so() -> None:
    answer = plan([stop(1)], ROW, [DAY], lunch={"category": "food", "window": (690, 780)}, iterations=20)
    assert (answer.routes, reasons(answer)) == ([[]], {1: Reason.LUNCH})


def test_order_of_categories_holds_within_a_day() -> None:
    stops = [stop(1, category="market"), stop(2, category="temple"), stop(3, category="market")]
    answer = plan(stops, ROW, [DAY], categories={"temple": {"before": ["market"]}}, iterations=50)
    assert answer.routes[0][0] == 2
    assert len(answer.routes[0]) == 3


def test_the_night_is_spent_where_there_are_beds_and_the_way_is_short() -> None:
    beds = [Bed("far", 7, 9), Bed("full", 3, 1), Bed("near", 3, 4)]
    two = [Day(0, 0, 540, 715, overnight=beds), Day(0, 0, 540, 715)]
    stops = [stop(2, windows=[OPEN, OPEN]), stop(3, windows=[OPEN, OPEN]), stop(4, windows=[OPEN, OPEN])]
    answer = plan(stops, ROW, Journey(two, party=3), iterations=300)
    assert answer.nights == ["near", None]
    assert {one for route in answer.routes for one in route} == {2, 3, 4}


def test_who_must_be_called_is_listed_with_the_last_day_to_call() -> None:
    stops = [stop(1, notice=3, windows=[[], OPEN])]
    answer = plan(stops, ROW, Journey([DAY, DAY], lead=2), iterations=5)
    assert [(call.stop, call.day, call.by) for call in answer.calls] == [(1, 1, 2)]


def test_a_locked_head_stays_and_what_cannot_hold_is_free_again() -> None:
    stops = [stop(number) for number in range(1, 6)]
    answer = plan(stops, ROW, [DAY], locked=[5, 1], iterations=50)
    assert answer.routes[0][:2] == [5, 1]
    closed = [stop(1), stop(2, windows=[[(540, 615)]])]
    assert plan(closed, ROW, [DAY], locked=[[1, 2]], iterations=20).routes == [[1]]


def test_walking_is_limited() -> None:
    afoot = Day(0, 0, 540, 1020, mode="walk", walk_most=40)
    answer = plan([stop(1), stop(2), stop(5), stop(6, walk=90)], ROW, [afoot], iterations=50)
    assert set(answer.routes[0]) == {1, 2}
    assert reasons(answer) == {5: Reason.WALKING, 6: Reason.WALKING}


@pytest.mark.parametrize(
    "days",
    [
        [],
        [Day(0, 0, 900, 500)],
        [Day(99, 0, 540, 1020)],
        [DAY] * 30,
        Journey([DAY], budget=-100, party=0),
    ],
)
def test_impossible_days_are_answered(days: Any) -> None:
    answer = plan([stop(1, fee=5), stop(2)], ROW, days, iterations=5)
    assert len(answer.routes) == len(days)
    assert len(answer.unplanned) + sum(map(len, answer.routes)) == 2


def test_odd_numbers_are_answered() -> None:
    matrix = [[0, 10.5, math.inf], [10.2, 0, math.nan], [None, 3, 0]]
    stops = [stop(1, score=math.nan, service=30.5), stop(2, score=-3)]
    answer = plan(stops, matrix, [DAY], time_limit=-1)  # type: ignore[arg-type]
    assert [visit.leg for visit in answer.visits[0]] == [11]
    assert reasons(answer) == {2: Reason.DAY}


def test_the_second_stop_of_a_village_counts_less_to_the_search_but_not_to_the_guest() -> None:
    stops = [stop(1, score=20, village="a"), stop(2, score=19, village="a"), stop(3, score=12, village="b")]
    short = Day(0, 0, 540, 540 + 60 + 120)
    assert plan(stops, ROW, [short], iterations=200).score == 39
    spread = plan(stops, ROW, [Day(0, 0, 540, 540 + 60 + 120)], spread=0.5, iterations=200)
    assert (set(spread.routes[0]), spread.score, spread.value) == ({1, 3}, 32, 32)
    weighted = plan(stops, ROW, [short], village_weight={"b": 2.0}, iterations=200)
    assert (set(weighted.routes[0]), weighted.score, weighted.value) == ({1, 3}, 32, 44)


INFINITE, NONE = math.inf, math.nan
ODD_STOPS: list[dict[str, Any]] = [
    {"service": NONE}, {"service": INFINITE}, {"service": None}, {"service": -30}, {"service": 10**30},
    {"windows": None}, {"windows": [None]}, {"windows": [[(1000, 600)]]}, {"windows": [[(NONE, 600)]]},
    {"windows": [[(1, 2, 3)]]}, {"windows": [(540, 1020)]}, {"windows": [[(None, None)]]},
    {"windows": [[(-(10**30), 10**30)]]}, {"mandatory": True, "forbidden": True}, {"capacity_left": 0},
    {"place": -1}, {"place": 99}, {"place": None}, {"place": "a"}, {"place": 1.5}, {"score": NONE}, {"score": None},
    {"score": INFINITE}, {"score": "high"}, {"fee": None}, {"fee": 10**30}, {"left": NONE}, {"smallest": None},
    {"notice": None}, {"mandatory": True, "windows": [[]]},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_STOPS, ids=str)
def test_an_odd_stop_is_planned_or_left_out_with_its_reason(odd: dict[str, Any]) -> None:
    ordinary = {"id": "odd", "place": 1, "score": 10, "service": 60, "windows": [OPEN]}
    answer = plan([ordinary | odd, stop(2)], ROW, [DAY], iterations=20, categories={"a": None}, locked=())
    assert sorted(map(str, [*answer.routes[0], *reasons(answer)])) == ["2", "odd"]


ODD_WISHES: list[dict[str, Any]] = [
    {"days": [{}]}, {"days": [{"start": 0, "end": 0, "earliest": NONE, "latest": 600}]}, {"matrix": []},
    {"days": [{"start": 0, "end": 0, "earliest": 540, "latest": None}]}, {"matrix": [[0, "x"], [-5, 0], []]},
    {"days": [{"start": 0, "end": 0, "earliest": 540, "latest": INFINITE, "overnight": [2, {"id": "b", "place": 99}]}]},
    {"lunch": {"window": None, "minutes": 45}}, {"lunch": {"window": (800, 700), "minutes": 45}}, {"lunch": {}},
    {"categories": {"a": {"min": None, "max": None, "exclusive": "b", "before": None}}}, {"categories": {"a": 3}},
    {"village_weight": {"v": None}}, {"village_weight": {"v": NONE}}, {"locked": None}, {"locked": (99,)},
    {"spread": NONE},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_WISHES, ids=str)
def test_an_odd_wish_is_answered(odd: dict[str, Any]) -> None:
    stops = [stop(1, category="a", village="v"), stop(2, category="b", village="v")]
    asked: dict[str, Any] = {"matrix": ROW, "days": [DAY], "iterations": 20} | odd
    answer = plan(stops, **asked)
    assert sorted(map(str, [*answer.routes[0], *reasons(answer)])) == ["1", "2"]


def test_numbers_of_other_kinds_are_numbers() -> None:
    half = Fraction(1, 2)
    asked = {"id": 1, "place": 1, "score": Fraction(10), "service": 60 - half, "windows": [[(540 + half, 1020)]]}
    legs: Any = [[0, 9 + half], [10, 0]]
    answer = plan([asked], legs, [DAY], iterations=5)
    assert (answer.visits[0][0].leg, answer.visits[0][0].start, answer.visits[0][0].leave) == (10, 550, 610)
