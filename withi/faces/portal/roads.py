"""A route as ready strings: its days on the road, whom to call, a line of the list, and as search machines read it.

routes and views use it; the words of days and lengths are the register's own (`registers/routes/queries`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from withi.faces.portal.jsonld import Data
from withi.faces.portal.pictures import community_tile
from withi.faces.portal.rules import (
    SHAPES,
    Call,
    Line,
    Row,
    Tongue,
    call,
    dotted,
    receiving_of,
    region_of,
    state_words,
    with_region,
)
from withi.ground.web.pages import absolute
from withi.kit import geojson as files
from withi.kit.gpx import Waypoint
from withi.kit.hours import call_words
from withi.kit.ready import Plain, Ready
from withi.registers.routes import queries
from withi.registers.routes.queries import PublicHome, PublicRoute, PublicStop

NAMES_SHOWN = 4
Stops = Sequence[PublicStop]


@dataclass(frozen=True, slots=True)
class Card(Ready):
    """A route in the list."""

    url: str
    name: str
    thai: bool
    region: str
    place: str
    why: str
    why_thai: bool
    through: str
    length: str
    far: str
    season: str
    tile: str
    demo: bool


def card(row: PublicRoute, stops: Stops, spoken: Tongue) -> Card:
    """A route with how long it takes and the villages it leads through."""
    told = vars(row)
    villages = list(dict.fromkeys(spoken.said(vars(stop.community), "name") for stop in stops))
    more = "…" if len(villages) > NAMES_SHOWN else ""
    return Card(
        url=spoken.url("portal:route", row.id),
        name=spoken.said(told, "name"),
        thai=spoken.is_thai(told, "name"),
        region=region_of(row.area_code),
        place=with_region(row.area_code, spoken.said(told, "path"), spoken),
        why=spoken.said(told, "summary"),
        why_thai=spoken.is_thai(told, "summary"),
        through=" → ".join(villages[:NAMES_SHOWN]) + more,
        length=queries.length(row),
        far=queries.sums(row, stops),
        season=queries.season(row),
        tile=community_tile(told, spoken.lang),
        demo=row.is_demo,
    )


def found(row: Row, spoken: Tongue) -> Line:
    """A route in a list: where it leads."""
    return Line(
        spoken.url("portal:route", row["id"]),
        spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        about=spoken.said(row, "path"),
        picture=community_tile(row, spoken.lang),
        demo=bool(row["is_demo"]),
    )


def passing(row: Row, spoken: Tongue) -> Line:
    """A route on the page of a community that it leads through: what for, and how long."""
    days = int(row["price_from"])
    return Line(
        spoken.url("portal:route", row["id"]),
        spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        about=spoken.said(row, "producer"),
        figure=ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
        demo=bool(row["is_demo"]),
    )


# --- the page of a route -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contact(Ready):
    """A community on the route: whether and how it receives, whom to call."""

    name: str
    thai: bool
    url: str
    shape: str
    state: str
    call: Call | None
    hours: str


@dataclass(frozen=True, slots=True)
class Stop(Ready):
    """One stop on the road: the stone with its kilometre, when, how long, what for, its hours, and the way here."""

    url: str
    name: str
    thai: bool
    home: str
    km: str
    time: str
    until: str
    stay: str
    note: str
    note_thai: bool
    hours: str
    misses: bool
    leg: str


@dataclass(frozen=True, slots=True)
class Day(Ready):
    """A day of a route with its stops."""

    number: Plain
    title: str
    stops: list[Stop]


def days(row: PublicRoute, stops: Stops, spoken: Tongue) -> list[Day]:
    """The days of a route with their stops."""
    return [
        Day(
            Plain(day.number),
            spoken.word("the_way") if row.days == 1 else queries.on_day(day.number),
            [_stop(line, spoken) for line in day.stops],
        )
        for day in queries.days(row, stops)
    ]


def _stop(line: queries.StopLine, spoken: Tongue) -> Stop:
    at = vars(line.row.asset or line.row.community)
    return Stop(
        url=spoken.url("portal:community", line.row.community_id),
        name=line.name,
        thai=spoken.is_thai(at, "name"),
        home=line.home,
        km=line.km,
        time=line.time,
        until=line.until,
        stay=line.stay,
        note=line.note,
        note_thai=spoken.is_thai(vars(line.row), "note"),
        hours=line.hours,
        misses=line.misses,
        leg=line.leg,
    )


def communities(stops: Iterable[PublicStop]) -> list[PublicHome]:
    """The communities of a route in its order, each once."""
    return list({stop.community_id: stop.community for stop in stops}.values())


def contacts(stops: Iterable[PublicStop], spoken: Tongue) -> list[Contact]:
    """Whom to call before one sets out."""
    return [_contact(vars(row), spoken) for row in communities(stops)]


def _contact(row: dict[str, Any], spoken: Tongue) -> Contact:
    receiving = receiving_of(row)
    return Contact(
        spoken.said(row, "name"),
        spoken.is_thai(row, "name"),
        spoken.url("portal:community", row["id"]),
        SHAPES[receiving],
        state_words(receiving, row["notice_days"], spoken),
        call(row["phone"]),
        call_words(row["call_hours"], spoken.lang),
    )


def notice(stops: Iterable[PublicStop]) -> int:
    """So many days ahead the strictest community wants to know; 0 where none does."""
    asked = [row.notice_days or 0 for row in communities(stops) if row.receiving == "appointment"]
    return max(asked, default=0)


def waypoints(row: PublicRoute, stops: Stops, spoken: Tongue) -> list[tuple[int, list[tuple[int, Waypoint]]]]:
    """The days of a route with the stops that have a position: day, and the stop's place in the route with it."""
    found: dict[int, list[tuple[int, Waypoint]]] = {day: [] for day in range(1, row.days + 1)}
    for place, (stop, one) in enumerate(zip(stops, queries.timetable(row, stops), strict=True)):
        point = stop.point()
        if point is not None:
            about = dotted(spoken.said(vars(stop.community), "name") if stop.asset else "", queries.leg(one))
            text = dotted(about, spoken.said(vars(stop), "note"))
            found[stop.day].append((place, Waypoint(*point, None, name_of(stop, spoken), text)))
    return list(found.items())


def name_of(stop: PublicStop, spoken: Tongue) -> str:
    """What a stop is called: its asset, else its community."""
    return spoken.said(vars(stop.asset or stop.community), "name")


def geojson(row: PublicRoute, stops: Stops, spoken: Tongue) -> bytes:
    """The stops as points and each day as a line."""
    times = queries.timetable(row, stops)
    features = []
    for day, points in waypoints(row, stops, spoken):
        for place, point in points:
            told: Data = {"name": point.name, "text": point.text, "day": day, "minutes": stops[place].minutes}
            told |= {"km": None if times[place].km is None else round(times[place].km or 0, 1)}
            features.append(files.point((point.lat, point.lon), **told))
        if len(points) > 1:
            features.append(files.line([(point.lat, point.lon) for _place, point in points], day=day))
    return files.collection(features, spoken.said(vars(row), "name"))


def trip(row: PublicRoute, stops: Stops, spoken: Tongue, url: str) -> Data:
    """A route as schema.org's TouristTrip: its stops in order, each with where it lies."""
    steps = [
        {"@type": "ListItem", "position": place, "item": _destination(stop, spoken)}
        for place, stop in enumerate(stops, start=1)
    ]
    told: Data = {
        "@type": "TouristTrip",
        "name": spoken.said(vars(row), "name"),
        "url": url,
        "itinerary": {"@type": "ItemList", "numberOfItems": len(steps), "itemListElement": steps},
    }
    if about := spoken.said(vars(row), "summary"):
        told["description"] = about
    return told


def _destination(stop: PublicStop, spoken: Tongue) -> Data:
    kind = "TouristAttraction" if stop.asset else "TouristDestination"
    home = absolute(spoken.url("portal:community", stop.community_id))
    told: Data = {"@type": kind, "name": name_of(stop, spoken), "url": home}
    if point := stop.point():
        told["geo"] = {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]}
    return told
