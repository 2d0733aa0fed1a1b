"""A map drawn here: to scale, everything inside it, nothing written over another thing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit import sketch
from withi.kit.sketch import Spot

HERE, NORTH, EAST = (15.68, 102.79), (15.78, 102.79), (15.68, 102.9)


def spot(day: int, number: str, point: tuple[float, float], home: str = "") -> Spot:
    return Spot(day, number, f"ที่ {number}", home, point)


@given(st.lists(st.tuples(st.floats(6, 20), st.floats(98, 105)), min_size=1, max_size=12))
def test_every_stone_stands_inside_the_map(points: list[tuple[float, float]]) -> None:
    spots = [spot(0, "เริ่ม", points[0]), *(spot(1, str(number), point) for number, point in enumerate(points))]
    made = sketch.drawing(spots, [])
    assert sketch.LOWEST <= made.tall <= sketch.TALLEST
    for stone in made.stones:
        assert stone.half <= stone.x <= sketch.WIDE - stone.half
        assert sketch.STONE / 2 <= stone.y <= made.tall - sketch.STONE / 2
    assert 0 < made.scale <= sketch.WIDE / 4


def test_it_is_to_scale_with_north_above() -> None:
    made = sketch.drawing([spot(0, "เริ่ม", HERE), spot(1, "1", NORTH), spot(1, "2", EAST)], [])
    here, north, east = made.stones
    assert (north.x, east.y) == (here.x, here.y)
    up, right = here.y - north.y, east.x - here.x
    assert north.y < here.y
    assert up / 11.12 == pytest.approx(right / 11.78, rel=0.02)
    assert made.scale / float(made.scale_km) == pytest.approx(up / 11.12, rel=0.02)


def test_what_lies_together_stands_on_one_stone_and_a_day_begins_where_the_last_ended() -> None:
    near = (15.6801, 102.7901)
    spots = [
        spot(0, "เริ่ม", HERE),
        spot(1, "1", near, "บ้านหนึ่ง"),
        spot(1, "2", NORTH, "บ้านสอง"),
        spot(2, "3", near, "บ้านหนึ่ง"),
    ]
    made = sketch.drawing(spots, [])
    assert [(stone.numbers, stone.name) for stone in made.stones] == [("เริ่ม, 1, 3", "บ้านหนึ่ง"), ("2", "บ้านสอง")]
    first, second = made.ways
    assert first.points.split()[-1] == second.points.split()[0]


@pytest.mark.parametrize(
    ("numbers", "short"),
    [(["1"], "1"), (["1", "2", "3"], "1–3"), (["เริ่ม", "1", "2", "พัก", "9"], "เริ่ม, 1–2, พัก, 9"), (["พัก", "พัก"], "พัก")],
)
def test_numbers_in_a_row_are_shortened(numbers: list[str], short: str) -> None:
    assert sketch.shortened(numbers) == short


def test_names_of_neighbours_do_not_cross() -> None:
    spots = [spot(1, str(number), (15.7 + number * 0.01, 102.8 + number * 0.001), "บ้านยาวมาก") for number in range(4)]
    spots += [spot(1, "9", (15.2, 102.8)), spot(1, "10", (15.9, 102.8))]
    lines = sorted(stone.name_y for stone in sketch.drawing(spots, []).stones if stone.name)
    assert all(two - one >= sketch.LINE for one, two in pairwise(lines))


@pytest.mark.parametrize("letters", [3, 20, 38])
def test_a_long_name_stands_inside_the_map(letters: int) -> None:
    spots = [spot(0, "1", HERE, "ก" * letters), spot(0, "2", EAST)]
    for some in (spots[:1], spots, [spot(0, "1", HERE, "ก" * letters), spot(0, "2", HERE, "ข" * 20)]):
        stone = sketch.drawing(some, []).stones[0]
        long = sketch.LETTER * len(stone.name)
        assert stone.name.startswith("ก" * letters)
        assert sketch.LINE / 2 <= stone.name_y <= sketch.drawing(some, []).tall
        left = {"start": stone.name_x, "middle": stone.name_x - long // 2, "end": stone.name_x - long}[stone.anchor]
        assert left >= 0
        assert left + long <= sketch.WIDE


def test_borders_outside_are_left_out() -> None:
    square = [(15.6, 102.7), (15.6, 102.9), (15.8, 102.9), (15.8, 102.7)]
    far = [(lat + 3, lon) for lat, lon in square]
    assert len(sketch.drawing([spot(1, "1", HERE), spot(1, "2", NORTH)], [square, far]).borders) == 1
