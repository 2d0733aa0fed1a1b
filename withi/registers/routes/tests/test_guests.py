"""What guests read by plain statements is what the models say."""

from datetime import datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from withi.ground.web import versions
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import make_areas
from withi.registers.routes import queries
from withi.registers.routes.access import published_route
from withi.registers.routes.models import Route, RouteStop
from withi.registers.routes.queries import Wish
from withi.registers.routes.tests.factory import communities, make_route
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import asset

pytestmark = pytest.mark.django_db


def asked(wish: Wish, offset: int = 0, limit: int = 20) -> tuple[list[int], int]:
    rows, total = queries.shown(wish, versions.snapshot(), offset, limit)
    return [row.id for row in rows], total


@pytest.fixture
def routes() -> list[Route]:
    """Three that guests see, then a draft, one without stops, and one over a village that pauses."""
    make_areas()
    one, two = communities()
    seen = [make_route([one], name_th=name) for name in ("ขนมจีน", "กล้วย", "งา")]
    Route.objects.filter(pk=seen[0].pk).update(theme="food", area_code="5001")
    make_route([one], state=State.DRAFT.value)
    make_route()
    make_route([one, two])
    Community.objects.filter(pk=two.pk).update(receiving="paused")
    return seen


def test_the_list_is_that_of_the_models_in_thai_order(routes: list[Route]) -> None:
    first, second, third = routes
    shown = list(Route.objects.shown().order_by("sort_key", "pk").values_list("pk", flat=True))
    assert asked(Wish()) == (shown, 3) == ([second.pk, first.pk, third.pk], 3)
    assert asked(Wish(), offset=1, limit=1) == ([first.pk], 3)
    assert asked(Wish(), offset=20) == ([], 3)
    assert asked(Wish(area="50")) == asked(Wish(theme="food")) == asked(Wish(area="5001", theme="food"))
    assert asked(Wish(area="50")) == ([first.pk], 1)
    assert asked(Wish(area="10")) == ([], 0)


@pytest.mark.usefixtures("routes")
def test_which_there_are_is_read_once_until_a_community_changes() -> None:
    ids, total = asked(Wish())
    seen = versions.snapshot()
    assert queries.provinces(seen)
    with CaptureQueriesContext(connection) as once:
        queries.shown(Wish(), seen, 0, 20)
        queries.provinces(seen)
    assert len(once) == 1
    Community.objects.update(receiving="paused")
    assert asked(Wish()) == (ids, total)
    versions.bump("community", ["40"])
    assert asked(Wish()) == ([], 0)
    assert queries.provinces(versions.snapshot()) == []


def test_a_route_and_its_stops_are_those_of_the_models() -> None:
    make_areas()
    one, two = communities()
    row = make_route([one, two], days=2, season_first=11, season_last=2, begins_at=time(8, 30), name_en="Two")
    boats = asset(two, "ลงเรือ", lat=15.7, lon=102.8)
    RouteStop.objects.filter(route=row, position=2).update(day=2, asset=boats, note_th="มาแต่เช้า")
    read = published_route(row.pk)
    model = Route.objects.get(pk=row.pk)
    told = {name: value for name, value in vars(read).items() if not name.startswith("path_")}
    assert told == {name: getattr(model, name) for name in told}
    assert isinstance(read.updated_at, datetime)
    assert "หนองสองห้อง" in (read.path_th or "")
    stops, models = queries.public_stops([row.pk])[row.pk], queries.stops_of(model)
    assert [(stop.halt(), stop.obstacle(), stop.community_id) for stop in stops] == [
        (stop.halt(), stop.obstacle(), stop.community_id) for stop in models
    ]
    assert [stop.asset and stop.asset.name_th for stop in stops] == [None, "ลงเรือ"]
    assert queries.days(read, stops) != []
    assert queries.sums(read, stops) == queries.sums(model, models) != ""
    assert queries.facts(read) == queries.facts(model)
    assert queries.public_stops([]) == {}
