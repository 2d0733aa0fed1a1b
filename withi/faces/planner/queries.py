"""What may be planned: communities that receive guests and what they have; and names for a page, read anew each time.

Paused, ceased and unpublished communities never come out of here, nor one that has not said whether it receives guests.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians
from typing import Any

from django.db import connection
from django.utils import timezone

from withi.faces.planner import rules
from withi.faces.planner.rules import Candidate, Wish
from withi.ground.places.models import Area
from withi.ground.web import reading
from withi.kit import holidays
from withi.kit.codes import prefix_range
from withi.kit.geo import Point, distance_km
from withi.registers.publication.rules import State
from withi.registers.routes.models import Route, RouteStop
from withi.registers.villages.models import Community, CommunityAsset, CommunityQuerySet
from withi.registers.villages.rules import TAKES_GUESTS

KM_TO_A_DEGREE = 111.2
MOST_COMMUNITIES = 60
LATELY = 90
"""Days in which trips make a community popular."""
PLANNED = """
select c.id, (select sum(t.trips) from planner_count t where t.community_id = c.id and t.day > %s) as trips
from villages_community c where c.state = 'published'
"""
# ":" follows the digits, so the first one in the index of what begins with a code answers.
PROVINCES = """
select p.code, p.name_th, p.name_en from places_area p
where p.level = 2 and exists (
  select 1 from villages_community c
  where c.state = %s and c.area_code >= p.code and c.area_code < p.code || ':' and c.receiving in (%s, %s)
    and c.confirmed_on is not null and c.lat is not null and c.lon is not null
)
order by p.sort_key
"""
HEAD = ("id", "name_th", "name_en", "area_code", "lat", "lon", "receiving", "notice_days", "group_min", "closed_days")
TOLD = (*HEAD, "state", "phone", "call_hours", "confirmed_on", "is_demo")


@dataclass(frozen=True, slots=True)
class Around:
    """Where a trip may go: its middle, and the communities from near to far."""

    center: Point
    communities: list[dict[str, Any]]


def open_communities() -> CommunityQuerySet:
    """Communities a trip may lead to: public, receiving guests by their own word, with a position."""
    rows: CommunityQuerySet = Community.objects.filter(
        state=State.PUBLISHED, confirmed_on__isnull=False, lat__isnull=False, lon__isnull=False
    ).receiving()
    return rows


def planned_lately() -> dict[int, int]:
    """How many trips were planned to each public community lately, for the order of equal names. One query."""
    with connection.cursor() as cursor:
        cursor.execute(PLANNED, [timezone.localdate() - timedelta(days=LATELY)])
        return {pk: trips for pk, trips in cursor.fetchall() if trips}


def where(wish: Wish) -> Around | None:
    """Where a wish may lead: along its route, else around what was chosen; None where nobody receives guests."""
    if wish.route is not None:
        return along(wish.route)
    return around(wish.community, wish.area, rules.REACH_KM[wish.transport], rules.start_of(wish))


def along(route: int) -> Around | None:
    """The communities of a route in its order, its middle where it sets out; None while one of them is closed.

    Two queries.
    """
    stops = RouteStop.objects.filter(route__in=Route.objects.shown().filter(pk=route)).order_by("position", "pk")
    order = list(dict.fromkeys(stops.values_list("community_id", flat=True)))
    rows = [dict(row) for row in open_communities().filter(pk__in=order).values(*HEAD)]
    rows.sort(key=lambda row: order.index(row["id"]))
    return Around((rows[0]["lat"], rows[0]["lon"]), rows) if rows else None


def around(community: int | None, area: str, reach: float, near: Point | None = None) -> Around | None:
    """Communities near one, in and near an area, or near where a guest is, from near to far; None where there are none.

    Two queries.
    """
    own = _own(community, area, near)
    if not own:
        return None
    center = _middle(own)
    box = reach / KM_TO_A_DEGREE
    wide = box / cos(radians(center[0]))
    inside = open_communities().filter(
        lat__range=(center[0] - box, center[0] + box), lon__range=(center[1] - wide, center[1] + wide)
    )
    rows = [dict(row) for row in inside.values(*HEAD)]
    found = [row for row in rows if distance_km(center, (row["lat"], row["lon"])) <= reach]
    found.sort(key=lambda row: (distance_km(center, (row["lat"], row["lon"])), row["id"]))
    return Around(center, found[:MOST_COMMUNITIES]) if found else None


def _own(community: int | None, area: str, near: Point | None) -> list[Point]:
    """The points whose middle a trip is planned around."""
    if community is not None:
        return list(open_communities().filter(pk=community).values_list("lat", "lon"))
    if area:
        return list(open_communities().within((prefix_range(area),)).values_list("lat", "lon"))
    return [near] if near else []


def _middle(points: list[tuple[float, float]]) -> Point:
    """The point that lies nearest to the middle of all: somewhere real."""
    lat = sum(point[0] for point in points) / len(points)
    lon = sum(point[1] for point in points) / len(points)
    return min(points, key=lambda point: (distance_km(point, (lat, lon)), point))


def candidates(communities: Iterable[dict[str, Any]]) -> list[Candidate]:
    """What these communities have to visit and to sleep in. One query."""
    known = {row["id"]: row for row in communities}
    kinds = (*rules.INTEREST, "homestay")
    assets = CommunityAsset.objects.filter(community__in=list(known), kind__in=kinds).order_by("pk")
    return [_candidate(asset, known[asset.community_id]) for asset in assets]


def _candidate(asset: CommunityAsset, home: dict[str, Any]) -> Candidate:
    has_own = asset.lat is not None and asset.lon is not None
    return Candidate(
        id=asset.pk,
        community=home["id"],
        kind=asset.kind,
        point=(asset.lat, asset.lon) if has_own else (home["lat"], home["lon"]),  # type: ignore[arg-type]
        price=asset.price,
        unit=asset.price_unit,
        capacity=asset.capacity,
        verified=asset.verified_on,
        notice=(home["notice_days"] or 0) if home["receiving"] == "appointment" else 0,
        smallest=home["group_min"] or 1,
        closed=rules.closed_weekdays(home["closed_days"]),
        off=holidays.named_in(home["closed_days"]),
        hours=asset.hours,
        minutes=asset.minutes,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What the registers say today of the places of a trip: assets and communities by id.

    `chosen` are both names of the area or route that it was planned for.
    """

    assets: dict[int, dict[str, Any]]
    communities: dict[int, dict[str, Any]]
    chosen: tuple[str, str] | None


def told(assets: Iterable[int], communities: Iterable[int], area: str = "", route: int | None = None) -> Told:
    """Names and states as they are now; what guests may not see is not in it. Three queries at most."""
    homes = {
        row["id"]: dict(row)
        for row in Community.objects.filter(pk__in=set(communities), state=State.PUBLISHED).values(*TOLD)
    }
    known = CommunityAsset.objects.filter(pk__in=set(assets), community__in=list(homes))
    columns = ("id", "community_id", "kind", "name_th", "name_en", "price", "price_unit", "verified_on")
    return Told({row["id"]: dict(row) for row in known.values(*columns)}, homes, _names(area, route))


def _names(area: str, route: int | None) -> tuple[str, str] | None:
    """Both names of what was chosen, where that is an area or a route that guests see. One query at most."""
    if route is not None:
        return Route.objects.shown().filter(pk=route).values_list("name_th", "name_en").first()
    return Area.objects.filter(pk=area).values_list("name_th", "name_en").first() if area else None


def provinces() -> list[tuple[str, str, str]]:
    """Provinces where somebody receives guests: code and both names, in Thai order. One query."""
    with reading.cursor() as cursor:
        cursor.execute(PROVINCES, [State.PUBLISHED, *TAKES_GUESTS])
        return list(cursor.fetchall())
