"""Minutes by road from a server that built its map here: Valhalla where its programs are, else what stands for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.pages import bytes_of
from withi.faces.planner import access, rules
from withi.faces.planner.models import TripRoads
from withi.faces.planner.tests import factory
from withi.faces.planner.tests.factory import quick
from withi.kit import routing, travel
from withi.kit.tests import valhalla

__all__ = ["quick"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with valhalla.server(tmp_path_factory.mktemp("v")) as url:
        yield url


@pytest.fixture
def server(running: str, settings: Any) -> str:
    cache.clear()
    settings.ROUTING = ("valhalla", running)
    return running


def test_a_trip_is_timed_on_the_streets_of_a_map_that_was_built_here(server: str, client: Client) -> None:
    trip = factory.trip(factory.country()[0])
    basis = access.basis_of(trip)
    assert basis.map.startswith("valhalla ")
    assert basis.map.split()[1].isdecimal()
    south, north = sorted(range(2), key=lambda one: basis.points[one][0])
    there, back = rules.legs(basis)[south][north], rules.legs(basis)[north][south]
    ready = travel.TABLES[basis.travel]["car"].ready
    for minutes, one, other in ((there, south, north), (back, north, south)):
        expected = valhalla.driven(rules.point(basis, one), rules.point(basis, other)) / 60
        assert 0.75 * expected <= minutes - ready <= 1.6 * expected
    assert back > there, "the streets near by lead one way only"
    legs = {visit.leg for day in rules.timed(basis, access.state_of(trip)).visits for visit in day}
    assert legs <= {0, there, back}
    assert "by road, from a map of" in bytes_of(client.get(f"/en/trips/{trip.pk}/")).decode().replace("\xa0", " ")


def test_a_matrix_of_several_blocks_is_asked_whole_and_kept(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here, _there = factory.country()
    monkeypatch.setattr(routing, "MOST_CELLS", 4)
    monkeypatch.setattr(routing, "SIDE", 2)
    basis = access.basis_of(factory.trip(here, lat=15.64, lon=102.77))
    assert len(basis.points) == 3
    assert all(cell > 0 for one, row in enumerate(rules.legs(basis)) for other, cell in enumerate(row) if one != other)
    assert TripRoads.objects.filter(map=basis.map).count() == 2
