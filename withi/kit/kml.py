"""A map file (KML 2.2) of places to come by, in their order. Pure."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from withi.kit.gpx import Waypoint

SPACE = "http://www.opengis.net/kml/2.2"


def kml(title: str, days: Iterable[tuple[str, Iterable[Waypoint]]]) -> bytes:
    """Each day as a folder with its places and the line through them; longitude stands first."""
    root = Element("kml", {"xmlns": SPACE})
    document = SubElement(root, "Document")
    SubElement(document, "name").text = title
    for name, points in days:
        folder = SubElement(document, "Folder")
        SubElement(folder, "name").text = name
        places = list(points)
        for place in places:
            _place(folder, place)
        if len(places) > 1:
            _line(folder, name, places)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _place(folder: Element, place: Waypoint) -> None:
    made = SubElement(folder, "Placemark")
    SubElement(made, "name").text = place.name
    if place.text:
        SubElement(made, "description").text = place.text
    SubElement(SubElement(made, "Point"), "coordinates").text = _written(place)


def _line(folder: Element, name: str, places: Iterable[Waypoint]) -> None:
    made = SubElement(folder, "Placemark")
    SubElement(made, "name").text = name
    line = SubElement(made, "LineString")
    SubElement(line, "tessellate").text = "1"
    SubElement(line, "coordinates").text = " ".join(map(_written, places))


def _written(place: Waypoint) -> str:
    return f"{place.lon:.6f},{place.lat:.6f}"
