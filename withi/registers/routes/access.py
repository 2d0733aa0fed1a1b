"""Loading a route, its stops and its hosts, or refusing."""

from django.http import Http404

from withi.ground.people import access as people
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.reading import LARGEST_ID
from withi.kit.problem import Problem
from withi.registers.routes.guests import PublicRoute, public_route
from withi.registers.routes.models import Route, RouteHost, RouteStop


def route_of(pk: int, scope: Scope, ability: Ability) -> Route:
    """The route if the person may do this with it: 404 outside his area, 403 without the ability."""
    row: Route = people.load(Route.objects.all(), pk, scope, ability)
    return row


def published_route(pk: int) -> PublicRoute:
    """A route that was approved, with its place, also while a village on it is closed; else a 404. One query."""
    row = public_route(pk) if pk <= LARGEST_ID else None
    if row is None:
        raise Http404
    return row


def stop_of(pk: int, route: Route) -> RouteStop:
    """A stop of a route already loaded; another route's is a 404."""
    row = route.stops.select_related("community", "asset").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def host_of(pk: int, route: Route) -> RouteHost:
    """A host of a route already loaded; another route's is a 404."""
    row = route.hosts.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def hold(pk: int, scope: Scope) -> Route:
    """Inside a verb: the route locked as it is now, refused to those who do not enter there."""
    row: Route = people.hold(Route.objects.all(), pk, scope)
    return row


def refuse_outside(scope: Scope, area_code: str) -> None:
    """Only an officer of the place writes a route there."""
    if not scope.can(Ability.ENTER, area_code):
        raise Problem("publication.area", field="area_code")


def refuse_adding(scope: Scope) -> None:
    """Routes are written by officers of an area."""
    people.needs_area(scope, Ability.ENTER)
