"""Lists of routes, their stops and hosts, for the desk and for guests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from withi.ground.people.rules import Scope
from withi.ground.web.answers import language
from withi.kit.codes import asked_range, prefix_range
from withi.kit.era import format_date
from withi.registers.publication.queries import paths_of
from withi.registers.routes import rules, words
from withi.registers.routes.guests import (
    SHOWN,
    PublicHome,
    PublicRoute,
    PublicStop,
    Wish,
    provinces,
    public_stops,
    shown,
)
from withi.registers.routes.models import (
    EFFORT_NAMES,
    THEME_NAMES,
    Route,
    RouteHost,
    RouteQuerySet,
    RouteStop,
    RouteTurn,
)
from withi.registers.routes.rules import Standing
from withi.registers.routes.words import (
    StopLine,
    days,
    facts,
    group,
    lasting,
    leg,
    length,
    on_day,
    season,
    shown_km,
    sums,
    timetable,
)
from withi.registers.villages.models import Community, CommunityAsset

# What the public pages show too is open to them here.
__all__ = [
    "SHOWN",
    "PublicHome",
    "PublicRoute",
    "PublicStop",
    "StopLine",
    "Wish",
    "days",
    "facts",
    "group",
    "lasting",
    "leg",
    "length",
    "on_day",
    "provinces",
    "public_stops",
    "season",
    "shown",
    "shown_km",
    "sums",
    "timetable",
]

TURNS_SHOWN = 12
MOST_OFFERED = 400

# --- the desk ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the list of routes is narrowed by; empty values narrow nothing."""

    text: str = ""
    area: str = ""
    theme: str = ""
    state: str = ""


def listed(scope: Scope, filters: Filters) -> RouteQuerySet:
    """Routes this person may see, narrowed, in Thai order."""
    rows: RouteQuerySet = Route.objects.all().in_scope(scope)
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    for name in ("theme", "state"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if text := filters.text.strip():
        rows = rows.filter(models.Q(name_th__icontains=text) | models.Q(name_en__icontains=text))
    return rows.order_by("sort_key", "pk")


@dataclass(frozen=True)
class Line:
    """A route as the desk's list shows it; `closed` says which village keeps it from guests."""

    row: Route
    path: str
    length: str
    stops: int
    closed: str


def lines(rows: Iterable[Route]) -> list[Line]:
    """Rows of one page, ready for the template. Two queries."""
    found = list(rows)
    paths = paths_of(row.area_code for row in found)
    stops = stops_by_route([row.pk for row in found])
    return [
        Line(row, paths.get(row.area_code, ""), length(row), len(stops[row.pk]), words.closed(stops[row.pk]))
        for row in found
    ]


def stops_of(route: Route) -> list[RouteStop]:
    """The stops of a route in order, with what they are at. One query."""
    return list(route.stops.select_related("community", "asset").order_by("position", "pk"))


def stops_by_route(ids: Sequence[int]) -> dict[int, list[RouteStop]]:
    """The stops of several routes, each in order. One query."""
    found: dict[int, list[RouteStop]] = {pk: [] for pk in ids}
    rows = RouteStop.objects.filter(route__in=ids).select_related("community", "asset")
    for stop in rows.order_by("route", "position", "pk"):
        found[stop.route_id].append(stop)
    return found


def missing(route: Route) -> list[str]:
    """What must be there before a route is sent, in words. One query."""
    stops = stops_of(route)
    lacking = [str(_("one sentence on the route"))] if not route.summary_th else []
    if len({stop.community_id for stop in stops}) < rules.LEAST_STOPS:
        lacking.append(_("stops in two communities at least"))
    empty = [day for day in range(1, route.days + 1) if day not in {stop.day for stop in stops}] if stops else []
    lacking += [_("a stop on day %(day)d") % {"day": day} for day in empty]
    if closed := words.closed(stops):
        lacking.append(_("communities that receive guests now (%(which)s)") % {"which": closed})
    return lacking


def brief(route: Route) -> str:
    """What an approver reads of a new route in one line."""
    parts = [
        length(route),
        str(dict(THEME_NAMES)[route.theme]),
        str(dict(EFFORT_NAMES)[route.effort]),
        route.summary_th,
    ]
    return " · ".join(part for part in parts if part)


def offered_communities(scope: Scope, route: Route, kept: int | None = None) -> "models.QuerySet[Community]":
    """Communities that may be a stop: of one's own area in the route's province, public and receiving; and `kept`."""
    low, high = prefix_range(route.area_code[:2]) if route.area_code else ("?", "?")
    open_rows = Community.objects.published().receiving().in_scope(scope).filter(area_code__gte=low, area_code__lt=high)
    ids = set(open_rows.order_by("sort_key").values_list("pk", flat=True)[:MOST_OFFERED])
    return Community.objects.filter(pk__in=ids | ({kept} if kept else set())).order_by("sort_key", "pk")


def offered_assets(communities: Iterable[int]) -> "models.QuerySet[CommunityAsset]":
    """What there is in these communities, by name only: a province has a thousand."""
    rows = CommunityAsset.objects.filter(community__in=list(communities)).only("community", "kind", "name_th")
    return rows.order_by("community__sort_key", "community", "position", "pk")


# --- hosts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HostLine:
    """A host in the order of turns."""

    row: RouteHost
    last: str
    groups: int
    is_next: bool
    closed: str


def standings(route: Route) -> dict[int, tuple[RouteHost, Standing]]:
    """The hosts of a route by id, with how they stand. One query."""
    rows = route.hosts.select_related("community").annotate(
        last=models.Max("turns__taken_on"), entry=models.Max("turns__pk"), groups=models.Count("turns__people")
    )
    return {row.pk: (row, _standing(row)) for row in rows.order_by("position", "pk")}


def _standing(row: Any) -> Standing:
    is_open = not rules.obstacle(row.community.state, row.community.receiving)
    return Standing(row.pk, row.position, row.last, row.entry or 0, is_open)


def hosts_in_turn(route: Route) -> list[HostLine]:
    """The hosts of a route, whose turn is next first. One query."""
    found = standings(route)
    order = rules.in_turn(standing for _row, standing in found.values())
    next_pk = rules.next_host(order)
    return [_host_line(found[standing.pk][0], standing, is_next=standing.pk == next_pk) for standing in order]


def _host_line(row: Any, standing: Standing, *, is_next: bool) -> HostLine:
    closed = words.obstacle_words(rules.obstacle(row.community.state, row.community.receiving))
    last = format_date(standing.last, language()) if standing.last else ""
    return HostLine(row, last, row.groups, is_next, closed)


@dataclass(frozen=True)
class TurnLine:
    """A group that was taken, or passed on."""

    day: str
    name: str
    people: int | None


def turns_of(route: Route) -> list[TurnLine]:
    """The latest turns. One query."""
    rows = RouteTurn.objects.filter(host__route=route).select_related("host")[:TURNS_SHOWN]
    return [TurnLine(format_date(row.taken_on, language()), row.host.name, row.people) for row in rows]
