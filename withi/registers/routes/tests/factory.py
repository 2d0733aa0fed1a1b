"""Routes for tests, over communities that receive guests."""

from collections.abc import Sequence
from datetime import time
from itertools import count
from typing import Any

from django.utils import timezone

from withi.kit.thai import sort_key
from withi.registers.publication.rules import State
from withi.registers.routes.actions import RouteRow
from withi.registers.routes.models import Route, RouteHost, RouteStop
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import open_community

HERE = "4015"
PLACES = [("บ้านดงเค็ง", "40150808", 15.6762, 102.8268), ("บ้านศุภชัย", "40150205", 15.8187, 102.8121)]
_names = count(1)


def communities() -> list[Community]:
    """Two communities of the district that receive guests, about 16 km apart."""
    return [open_community(name, code, lat=lat, lon=lon) for name, code, lat, lon in PLACES]


def make_route(stops: Sequence[Community] = (), **values: Any) -> Route:
    """A published route of the district with an hour in each community, all on the first day."""
    name = values.setdefault("name_th", f"เส้นทางตัวอย่าง {next(_names)}")
    facts: dict[str, Any] = {
        "summary_th": "ไปสองหมู่บ้านในวันเดียว",
        "area_code": HERE,
        "begins_at": time(9),
        "state": State.PUBLISHED.value,
        "sort_key": sort_key(name),
        **values,
    }
    if facts["state"] == State.PUBLISHED:
        facts.setdefault("published_at", timezone.now())
    route = Route.objects.create(**facts)
    RouteStop.objects.bulk_create(
        RouteStop(route=route, community=community, position=place) for place, community in enumerate(stops, start=1)
    )
    return route


def make_host(route: Route, community: Community, name: str) -> RouteHost:
    return RouteHost.objects.create(route=route, community=community, name=name, position=route.hosts.count() + 1)


def row_of(**values: Any) -> RouteRow:
    """What an officer typed of a new route."""
    return RouteRow(**{"name_th": "เส้นทางใหม่", "area_code": HERE, "summary_th": "ไปกันเถอะ", **values})
