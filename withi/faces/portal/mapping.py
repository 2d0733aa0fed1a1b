"""Places on a map: a page with the drawing and the list for everybody, and the same places as GeoJSON for the script.

Which position of a maker may be shown says `placing`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from withi.faces.portal import access, roads
from withi.faces.portal.placing import link, made_at, point_of
from withi.faces.portal.routes import reasons
from withi.faces.portal.rules import REGISTERS, Row, Tongue, dotted, region_of
from withi.faces.portal.views import answer, tongue
from withi.ground.places import sketches
from withi.ground.places.pins import pins
from withi.ground.web.pagecache import needs, public_page
from withi.kit.sketch import Spot
from withi.registers.routes import access as routes_access
from withi.registers.routes import queries as routes
from withi.registers.villages import queries as villages
from withi.registers.villages.rules import TAKES_GUESTS


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a map is about: its name and page, the area it lies in, and its places."""

    name: str
    back: str
    code: str
    places: list[Spot]


@require_safe
@public_page()
def map_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The places drawn to scale and as a list; with script the link above them opens a map that moves."""
    spoken = tongue(request)
    mapped = _mapped(request, kind, pk, spoken)
    figure = sketches.figure(
        [replace(spot, number=spot.number or str(place)) for place, spot in enumerate(mapped.places, start=1)],
        [mapped.code],
        heading=_("Map"),
        label=_("Map: %(places)s") % {"places": ", ".join(spot.name for spot in mapped.places)},
        region=region_of(mapped.code),
        link=link(kind, pk, mapped.code, spoken, page="portal:map_file"),
        by_name=True,
    )
    title = _("Map of %(name)s") % {"name": mapped.name}
    context = {"map": figure, "name": mapped.name, "back": mapped.back}
    return answer(
        request,
        "map",
        spoken,
        context,
        title=title,
        region=region_of(mapped.code),
        section="communities",
        robots="noindex",
    )


@require_safe
@public_page()
def map_file(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The places as GeoJSON."""
    mapped = _mapped(request, kind, pk, tongue(request))
    return HttpResponse(pins(mapped.places, mapped.name), content_type="application/geo+json")


def _mapped(request: HttpRequest, kind: str, pk: int, spoken: Tongue) -> Mapped:
    """What the map is about, or 404: of no such kind, not public, or without any position."""
    needs(request, *((register, "") for register in REGISTERS))
    maker = MAKERS.get(kind)
    found = maker(pk, spoken) if maker else None
    if found is None or not found.places:
        raise Http404
    return found


def _community(pk: int, spoken: Tongue) -> Mapped:
    """The community, what it has to visit, and its neighbours that receive guests."""
    row = access.community(pk, spoken.lang)
    parts = access.community_parts(row, spoken.lang)
    assets = [asset for some in parts["assets"].values() for asset in some]
    places = [
        *_placed([row], lambda one: Spot(0, "", one["name"], "", point_of(one), "home")),
        *_placed(assets, lambda one: Spot(0, "", one["title"], _sort(one, spoken), point_of(one), one["kind"])),
        *_near(parts, spoken),
    ]
    return Mapped(row["name"], spoken.url("portal:community", pk), row["area_code"], places)


def _near(parts: Row, spoken: Tongue) -> list[Spot]:
    """The neighbours of a community that receive guests."""
    return _placed([row for row in parts["near"] if row["kind"] in TAKES_GUESTS], lambda one: _neighbour(one, spoken))


def _neighbour(row: Row, spoken: Tongue) -> Spot:
    home = spoken.url("portal:community", row["id"])
    return Spot(0, "", row["title"], spoken.word(row["kind"]), point_of(row), "near", home)


def _sort(asset: Row, spoken: Tongue) -> str:
    """Of what sort an asset is, in the words of its page."""
    return spoken.words.get(f"sight_{asset['kind']}") or spoken.words.get(
        f"topic_{TOPIC_OF.get(asset['kind'], '')}", ""
    )


TOPIC_OF = {"activity": "do", "food": "eat", "homestay": "sleep"}


def _placed(rows: Iterable[Row], made: Callable[[Row], Spot]) -> list[Spot]:
    return [made(row) for row in rows if row["lat"] is not None and row["lon"] is not None]


def _producer(pk: int, spoken: Tongue) -> Mapped:
    return _made(access.producer(pk), "producer", spoken)


def _product(pk: int, spoken: Tongue) -> Mapped:
    return _made(access.product(pk), "product", spoken)


def _made(row: Row, kind: str, spoken: Tongue) -> Mapped:
    name, found = spoken.said(row, "name"), made_at(row)
    back = spoken.url(f"portal:{kind}", row["id"])
    if found is None:
        return Mapped(name, back, row["area_code"], [])
    point, code = found
    home = spoken.said(row, "community") if row["community_id"] else ""
    is_own = code == row["area_code"] and point == (row["lat"], row["lon"])
    about = dotted(spoken.said(row, "producer") if kind == "product" else "", home)
    place = Spot(0, "", name if is_own else home, about if is_own else name, point, "home")
    return Mapped(name, back, code, [place, *_around(row, is_own, spoken)])


def _around(row: Row, is_own: bool, spoken: Tongue) -> list[Spot]:
    """What a guest knows nearby: the maker's community where the maker lies elsewhere, and its neighbours."""
    home = villages.public_community(row["community_id"], spoken.lang) if row["community_id"] else None
    if home is None:
        return []
    own = {**home, "title": home["name"], "kind": home["receiving"]}
    lies_apart = is_own and own["kind"] in TAKES_GUESTS
    own_spot = _placed([own] if lies_apart else [], lambda one: _neighbour(one, spoken))
    return [*own_spot, *_near(access.community_parts(home, spoken.lang), spoken)]


def _route(pk: int, spoken: Tongue) -> Mapped | None:
    """The stops in their order; nothing while a village on it is closed."""
    row = routes_access.published_route(pk)
    stops = routes.public_stops([row.id])[row.id]
    if reasons(stops, spoken):
        return None
    places = [
        Spot(day, str(place + 1), one.name, one.text, (one.lat, one.lon), "stop", _home(stops[place], spoken))
        for day, points in roads.waypoints(row, stops, spoken)
        for place, one in points
    ]
    return Mapped(spoken.said(vars(row), "name"), spoken.url("portal:route", pk), row.area_code, places)


def _home(stop: routes.PublicStop, spoken: Tongue) -> str:
    return spoken.url("portal:community", stop.community_id)


MAKERS: dict[str, Callable[[int, Tongue], Mapped | None]] = {
    "community": _community,
    "producer": _producer,
    "product": _product,
    "route": _route,
}
