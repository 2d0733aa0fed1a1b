"""A trip on a map: its page, its drawing and its data."""

from typing import Any

import pytest
from django.test import Client

from tests.pages import bytes_of
from withi.faces.planner.tests import factory
from withi.faces.planner.tests.factory import quick
from withi.ground.places.models import Boundary
from withi.registers.villages.models import Community

__all__ = ["quick"]


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
