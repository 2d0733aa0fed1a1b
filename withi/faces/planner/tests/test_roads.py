"""Minutes by road: asked of a server on this machine, kept by its map, estimated where it is away."""

import json
import threading
import zlib
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.pages import bytes_of
from withi.config import routing as configured
from withi.faces.planner import access, actions, edits, rain, roads, rules
from withi.faces.planner.models import TripRoads
from withi.faces.planner.roads import Known
from withi.faces.planner.rules import Basis
from withi.faces.planner.tests import factory
from withi.faces.planner.tests.factory import ADDRESS, quick
from withi.kit import routing, travel

__all__ = ["quick"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]


class Roads(HTTPServer):
    """Stands for Valhalla: twenty minutes to the north and forty to the south, and no way to the far east."""

    map = 1_795_716_050
    status = 200
    seen: list[int]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/valhalla"


class Answering(BaseHTTPRequestHandler):
    server: Roads

    def do_GET(self) -> None:
        assert self.path == "/valhalla/status"
        self.answer({"version": "3.9.1", "tileset_last_modified": self.server.map})

    def do_POST(self) -> None:
        assert self.path == "/valhalla/sources_to_targets"
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert asked["costing"] == "auto"
        self.server.seen.append(len(asked["sources"]) * len(asked["targets"]))
        rows = [[{"time": driven(one, other)} for other in asked["targets"]] for one in asked["sources"]]
        self.answer({"sources_to_targets": rows})

    def answer(self, told: Any) -> None:
        body = json.dumps(told).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Nothing on standard error."""


def driven(one: dict[str, float], other: dict[str, float]) -> int | None:
    if max(one["lon"], other["lon"]) > 103:
        return None
    return 0 if one == other else 1200 if one["lat"] < other["lat"] else 2400


@pytest.fixture
def server(settings: Any) -> Iterator[Roads]:
    made = Roads(("127.0.0.1", 0), Answering)
    made.seen = []
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.ROUTING = ("valhalla", made.url)
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def asked(**fields: Any) -> Basis:
    """What a trip around the first community of the country is planned from."""
    return access.basis_of(factory.trip(factory.country()[0], **fields))


def test_a_trip_is_timed_by_road_and_asks_a_map_once(server: Roads, client: Client) -> None:
    here, _there = factory.country()
    trip = factory.trip(here)
    basis = access.basis_of(trip)
    assert basis.map == "valhalla 1795716050"
    south, north = sorted(range(2), key=lambda one: basis.points[one][0])
    assert (rules.legs(basis)[south][north], rules.legs(basis)[north][south]) == (24, 44)
    assert rules.ways_from(basis, north)[south] == 44
    times = rules.timed(basis, access.state_of(trip))
    assert {visit.leg for day in times.visits for visit in day} <= {0, 24, 44}
    assert server.seen == [4]
    factory.trip(here)
    assert server.seen == [4]
    page = bytes_of(client.get(f"/en/trips/{trip.pk}/")).decode().replace("\xa0", " ")
    assert "by road, from a map of 26 Nov 2026" in page
    assert "straight lines" not in page
    assert client.get(f"/trips/{trip.pk}/trip-th.pdf").status_code == 200


def test_a_new_map_is_asked_anew_and_an_old_trip_keeps_its_times(server: Roads) -> None:
    here, _there = factory.country()
    old = factory.trip(here)
    before = rules.timed(access.basis_of(old), access.state_of(old))
    server.map += 1
    cache.clear()
    assert access.basis_of(factory.trip(here)).map == "valhalla 1795716051"
    assert server.seen == [4, 4]
    old.refresh_from_db()
    assert rules.timed(access.basis_of(old), access.state_of(old)) == before


def test_where_a_guest_sets_out_is_asked_but_never_kept(server: Roads) -> None:
    basis = asked(lat=15.6, lon=102.7)
    assert basis.own_start
    assert basis.roads
    kept = {place: json.loads(zlib.decompress(body)) for place, body in rows()}
    assert set(kept) == {"15.68000,102.79000", "15.75000,102.83000"}
    assert all(set(ways) == set(kept) for ways in kept.values())


def rows() -> list[tuple[str, bytes]]:
    return [(place, bytes(body)) for place, body in TripRoads.objects.values_list("place", "body")]


def cells(known: Known, places: list[str]) -> set[tuple[int, int]]:
    blocks = roads.blocks_of(known, places)
    return {(one, other) for each in blocks for one in each.sources for other in each.targets}


def test_only_what_is_missing_is_asked_in_blocks_that_a_server_takes() -> None:
    places = [f"place {number}" for number in range(120)]
    known = Known()
    assert len(roads.blocks_of(known, places)) == 9
    known.ways = {one: dict.fromkeys(places[:-1], 5) for one in places[:-1]}
    assert cells(known, places) == {(one, 119) for one in range(120)} | {(119, one) for one in range(120)}


def test_many_gaps_are_asked_for_as_one() -> None:
    places = [f"place {number}" for number in range(120)]
    known = Known({one: dict.fromkeys(set(places) - {places[n - 1]}, 5) for n, one in enumerate(places)})
    assert len(roads.blocks_of(known, places)) == 9


def test_no_road_is_a_way_that_nobody_travels(server: Roads) -> None:
    here, there = factory.country()
    type(there).objects.filter(pk=there.pk).update(lat=15.7, lon=103.05)
    trip = factory.trip(here)
    homes = {access.basis_of(trip).item(pk).community for pk in access.state_of(trip).visited}  # type: ignore[union-attr]
    assert homes == {here.pk}


@pytest.mark.parametrize("trouble", ["gone", "broken", "unreadable"])
def test_a_server_that_is_away_is_not_asked_for_a_minute_and_times_are_estimates(
    server: Roads, settings: Any, monkeypatch: pytest.MonkeyPatch, client: Client, trouble: str
) -> None:
    if trouble == "gone":
        settings.ROUTING = ("valhalla", "http://127.0.0.1:9")
    elif trouble == "broken":
        server.status = 500
    else:
        monkeypatch.setitem(globals(), "driven", lambda *_points: -1)
    here, _there = factory.country()
    trip = factory.trip(here)
    basis = access.basis_of(trip)
    points = [rules.point(basis, one) for one in range(len(basis.points))]
    assert (basis.map, basis.roads) == ("", "")
    assert rules.legs(basis) == travel.legs(points)
    assert "straight lines" in bytes_of(client.get(f"/en/trips/{trip.pk}/")).decode()
    before = len(server.seen)
    settings.ROUTING = ("valhalla", server.url)
    assert not access.basis_of(factory.trip(here)).roads
    assert len(server.seen) == before


def test_what_a_slow_server_told_in_time_is_kept_and_the_next_guest_asks_for_the_rest(
    server: Roads, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _there = factory.country()
    monkeypatch.setattr(routing, "MOST_CELLS", 1)
    monkeypatch.setattr(routing, "SIDE", 1)
    times = iter([0.0, 1.0, 9.0])
    monkeypatch.setattr(roads, "clock", lambda: next(times, 9.0))
    assert not access.basis_of(factory.trip(here)).roads
    assert len(server.seen) == 1
    monkeypatch.setattr(roads, "clock", lambda: 0.0)
    assert access.basis_of(factory.trip(here)).roads
    assert sum(server.seen) == 4


def test_a_server_of_cars_says_nothing_of_bicycles(server: Roads, settings: Any) -> None:
    settings.ROUTING = ("osrm", server.url)
    assert not asked(transport="bicycle").roads
    assert server.seen == []


def test_buttons_and_rain_take_the_same_minutes(server: Roads) -> None:
    here, _there = factory.country()
    trip = factory.trip(here)
    stop = access.state_of(trip).visited[0]
    for made in (
        actions.edit(trip=trip, step="swap", stop=stop, address=ADDRESS),
        actions.plan_for_rain(trip=trip, day=0, address=ADDRESS),
        actions.plan_anew(trip=trip, address=ADDRESS),
    ):
        times = rules.timed(access.basis_of(made), access.state_of(made))
        assert {visit.leg for day in times.visits for visit in day} <= {0, 24, 44}
    basis, state = access.basis_of(trip), access.state_of(trip)
    assert edits.instead_of(basis, state, stop)
    assert rain.journey(basis, state, 0)
    assert server.seen == [4]


def test_minutes_that_nobody_asked_for_anew_are_forgotten(server: Roads) -> None:
    asked()
    TripRoads.objects.filter(place="15.68000,102.79000").update(made_on=timezone.localdate() - timedelta(days=91))
    actions.forget_old()
    assert [place for place, _body in rows()] == ["15.75000,102.83000"]


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("valhalla", ""),
        ("", "http://127.0.0.1:8002"),
        ("graphhopper", "http://127.0.0.1:8002"),
        ("osrm", "127.0.0.1:5000"),
        ("osrm", "ftp://127.0.0.1/"),
        ("osrm", "http://"),
        ("osrm", "http://127.0.0.1/?key=1"),
    ],
)
def test_half_a_setting_or_one_that_is_no_address_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, kind: str, url: str
) -> None:
    monkeypatch.setenv("WITHI_ROUTING_KIND", kind)
    monkeypatch.setenv("WITHI_ROUTING_URL", url)
    with pytest.raises(ValueError, match="WITHI_ROUTING"):
        configured.server()


def test_a_server_is_set_by_kind_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WITHI_ROUTING_KIND", raising=False)
    monkeypatch.delenv("WITHI_ROUTING_URL", raising=False)
    assert configured.server() is None
    monkeypatch.setenv("WITHI_ROUTING_KIND", "OSRM")
    monkeypatch.setenv("WITHI_ROUTING_URL", "http://127.0.0.1:5000/")
    assert configured.server() == ("osrm", "http://127.0.0.1:5000")
