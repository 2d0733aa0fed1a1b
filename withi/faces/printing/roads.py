"""A route's stops as places of signs: which sign leads to each, and which have none yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from withi.faces.printing.models import PrintRun
from withi.faces.printing.prints import What
from withi.registers.routes import queries as routes
from withi.registers.routes import words
from withi.registers.routes.models import Route, RouteStop


@dataclass(frozen=True, slots=True)
class Place:
    """A stop that a sign may lead to; `closed` says why none does."""

    stop: int
    number: int
    name: str
    home: str
    has_sign: bool
    closed: str

    @property
    def is_lacking(self) -> bool:
        return not (self.has_sign or self.closed)


def places_of(route: Route) -> list[Place]:
    """The stops of a route in order, each once, with whether a sign to it is in use. Two queries."""
    stops = once(routes.stops_of(route))
    runs = PrintRun.objects.in_use().filter(what=What.SIGN, community__in=[stop.community_id for stop in stops])
    signed = {(community, choices.get("asset")) for community, choices in runs.values_list("community_id", "choices")}
    return [_place(stop, number, signed) for number, stop in enumerate(stops, 1)]


def once(stops: Sequence[RouteStop]) -> list[RouteStop]:
    """Stops without those that lead to the same thing as an earlier one."""
    found: dict[tuple[int, int | None], RouteStop] = {}
    for stop in stops:
        found.setdefault((stop.community_id, stop.asset_id), stop)
    return list(found.values())


def _place(stop: RouteStop, number: int, signed: set[tuple[int, int | None]]) -> Place:
    return Place(
        stop=stop.pk,
        number=number,
        name=str(stop),
        home=stop.community.name_th if stop.asset else "",
        has_sign=(stop.community_id, stop.asset_id) in signed,
        closed=words.obstacle_words(stop.obstacle()),
    )
