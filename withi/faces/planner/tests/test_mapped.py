"""A trip on a map: to scale, everything inside it, nothing written over another thing; and its page."""

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.pages import bytes_of
from withi.faces.planner import drawn
from withi.faces.planner.drawn import Spot
from withi.faces.planner.tests import factory
from withi.faces.planner.tests.factory import quick
from withi.ground.places.models import Boundary
from withi.registers.villages.models import Community

__all__ = ["quick"]
HERE, NORTH, EAST = (15.68, 102.79), (15.78, 102.79), (15.68, 102.9)


def spot(day: int, number: str, point: tuple[float, float], home: str = "") -> Spot:
    return Spot(day, number, f"ที่ {number}", home, point)


@given(st.lists(st.tuples(st.floats(6, 20), st.floats(98, 105)), min_size=1, max_size=12))
def test_every_stone_stands_inside_the_map(points: list[tuple[float, float]]) -> None:
    spots = [spot(0, "เริ่ม", points[0]), *(spot(1, str(number), point) for number, point in enumerate(points))]
    made = drawn.drawing(spots, [])
    assert drawn.LOWEST <= made.tall <= drawn.TALLEST
    for stone in made.stones:
        assert stone.half <= stone.x <= drawn.WIDE - stone.half
        assert drawn.STONE / 2 <= stone.y <= made.tall - drawn.STONE / 2
    assert 0 < made.scale <= drawn.WIDE / 4


def test_it_is_to_scale_with_north_above() -> None:
    made = drawn.drawing([spot(0, "เริ่ม", HERE), spot(1, "1", NORTH), spot(1, "2", EAST)], [])
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
    made = drawn.drawing(spots, [])
    assert [(stone.numbers, stone.name) for stone in made.stones] == [("เริ่ม, 1, 3", "บ้านหนึ่ง"), ("2", "บ้านสอง")]
    first, second = made.ways
    assert first.points.split()[-1] == second.points.split()[0]


@pytest.mark.parametrize(
    ("numbers", "short"),
    [(["1"], "1"), (["1", "2", "3"], "1–3"), (["เริ่ม", "1", "2", "พัก", "9"], "เริ่ม, 1–2, พัก, 9"), (["พัก", "พัก"], "พัก")],
)
def test_numbers_in_a_row_are_shortened(numbers: list[str], short: str) -> None:
    assert drawn.shortened(numbers) == short


def test_names_of_neighbours_do_not_cross() -> None:
    spots = [spot(1, str(number), (15.7 + number * 0.01, 102.8 + number * 0.001), "บ้านยาวมาก") for number in range(4)]
    spots += [spot(1, "9", (15.2, 102.8)), spot(1, "10", (15.9, 102.8))]
    lines = sorted(stone.name_y for stone in drawn.drawing(spots, []).stones if stone.name)
    assert all(two - one >= drawn.LINE for one, two in pairwise(lines))


def test_borders_outside_are_left_out() -> None:
    square = [(15.6, 102.7), (15.6, 102.9), (15.8, 102.9), (15.8, 102.7)]
    far = [(lat + 3, lon) for lat, lon in square]
    assert len(drawn.drawing([spot(1, "1", HERE), spot(1, "2", NORTH)], [square, far]).borders) == 1


# --- its page ------------------------------------------------------------------------------------


@pytest.fixture
def here(quick: Any, db: None) -> Community:
    return factory.country()[0]


def test_the_map_is_a_page_with_every_stop_and_the_trip_asks_for_it_only_on_a_click(
    client: Client, here: Community
) -> None:
    ring = [[102.7, 15.6], [102.9, 15.6], [102.9, 15.8], [102.7, 15.6]]
    Boundary.objects.create(code="401508", level=6, body=f"[[{ring}]]", decimals=1, credit="กรมแผนที่ทหาร")
    trip = factory.trip(here, days=2)
    page = bytes_of(client.get(f"/trips/{trip.pk}/")).decode()
    assert f'hx-get="/trips/{trip.pk}/map/"' in page
    assert "<polyline" not in page
    for prefix, words in (("", "แผนที่ทริป"), ("/en", "Map of the trip")):
        shown = bytes_of(client.get(f"{prefix}/trips/{trip.pk}/map/")).decode()
        assert words in shown
        assert "กรมแผนที่ทหาร" in shown
        assert 'class="border"' in shown
        assert shown.count("<polyline class") == 2 * 2
        assert "15.68000,102.79000" in shown
        assert "style=" not in shown
        assert "http" not in shown.split('id="map"')[1].split("</section>")[0]


def test_where_a_guest_sets_out_has_no_position_to_open(client: Client, here: Community) -> None:
    trip = factory.trip(here, lat=15.6, lon=102.7)
    assert "15.60000,102.70000" not in bytes_of(client.get(f"/trips/{trip.pk}/map/")).decode()


@pytest.mark.parametrize("token", ["0" * 22, "x", "%00" * 20])
def test_a_map_of_no_trip_is_told_so(client: Client, here: Community, token: str) -> None:
    answer = client.get(f"/trips/{token}/map/")
    assert answer.status_code == 404


def test_a_map_is_only_looked_at(client: Client, here: Community) -> None:
    assert client.post(f"/trips/{factory.trip(here).pk}/map/").status_code == 405
