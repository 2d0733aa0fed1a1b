"""Estimates of travel: longer ways take longer, a way is the same there and back, versions stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit import travel
from withi.kit.geo import Point, distance_km, distances_before

POINTS = st.tuples(st.floats(6, 20), st.floats(98, 105))
HERE = (15.68, 102.79)


@pytest.mark.parametrize(
    ("there", "mode", "minutes"),
    [(HERE, "car", 0), ((15.70, 102.79), "car", 11), ((15.78, 102.79), "car", 28), ((15.78, 102.79), "bicycle", 70)],
)
def test_known_ways(there: Point, mode: travel.Mode, minutes: int) -> None:
    assert travel.minutes(HERE, there, mode, "2026-11") == minutes


@given(POINTS, POINTS)
def test_there_is_as_far_as_back_and_never_faster_than_the_fastest_class(one: Point, other: Point) -> None:
    took = travel.minutes(one, other)
    assert took == travel.minutes(other, one)
    assert took * 65 / 60 >= travel.road_km(one, other) or took == 0
    assert travel.leg(one, other) == (travel.road_km(one, other), took)


def test_legs_are_whole_and_nothing_from_a_place_to_itself() -> None:
    matrix = travel.legs([HERE, (15.78, 102.79), HERE])
    assert [row[place] for place, row in enumerate(matrix)] == [0, 0, 0]
    assert matrix[0][2] == 0
    assert matrix[0][1] == matrix[1][0] == 28


@given(st.lists(POINTS, max_size=12), st.sampled_from(["car", "motorcycle", "bicycle"]))
def test_all_legs_at_once_are_those_told_one_by_one(points: list[Point], mode: travel.Mode) -> None:
    told = [[travel.minutes(one, other, mode) for other in points] for one in points]
    assert travel.legs(points, mode) == told
    assert list(distances_before(points)) == [
        [distance_km(one, other) for other in points[:number]] for number, one in enumerate(points)
    ]
