"""A track file (GPX 1.1) of places to come by, in their order. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

SPACE = "http://www.topografix.com/GPX/1/1"


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place with its moment, timezone-aware, None where no day is chosen; `text` says what is there."""

    lat: float
    lon: float
    at: datetime | None
    name: str
    text: str = ""


def gpx(title: str, days: Iterable[tuple[str, Iterable[Waypoint]]]) -> bytes:
    """Each day as a route; every place of it as a waypoint too, as devices show only one of the two."""
    root = Element("gpx", {"version": "1.1", "creator": "Withi", "xmlns": SPACE})
    SubElement(SubElement(root, "metadata"), "name").text = title
    routes = [(name, list(points)) for name, points in days]
    for _name, points in routes:
        for point in points:
            _point(root, "wpt", point)
    for name, points in routes:
        route = SubElement(root, "rte")
        SubElement(route, "name").text = name
        for point in points:
            _point(route, "rtept", point)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _point(parent: Element, tag: str, point: Waypoint) -> None:
    made = SubElement(parent, tag, {"lat": f"{point.lat:.6f}", "lon": f"{point.lon:.6f}"})
    if point.at is not None:
        SubElement(made, "time").text = point.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    SubElement(made, "name").text = point.name
    if point.text:
        SubElement(made, "desc").text = point.text
