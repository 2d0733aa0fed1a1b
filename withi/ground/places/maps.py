"""Neighbouring areas drawn on one small map: the districts of a province, the tambons of a district. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from withi.kit.borders import Point, Polygon
from withi.kit.outlines import Label, Points, drawn, label, thinned

WIDE: Final = 600
TALL: Final = 620
MARGIN: Final = 8
TOLERANCE: Final = 1.6
"""Units by which a border may move; at 390 px one pixel."""
SMALLEST: Final = 14.0
"""Square units; smaller islands are not drawn, unless they are all there is."""
LETTERS_TALL: Final = 33.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One area on the map: view box, SVG path data, and where its name stands."""

    view: str
    path: str
    label: Label


def draw(areas: Mapping[str, Iterable[Polygon]]) -> dict[str, Drawn]:
    """The areas on one map, by code; the outer rings only, since holes are other areas."""
    rings = {code: [polygon[0] for polygon in polygons] for code, polygons in areas.items()}
    frame = _Frame([point for several in rings.values() for ring in several for point in ring])
    shapes = {code: [frame.ring(ring) for ring in several] for code, several in rings.items()}
    thin = thinned(shapes, TOLERANCE)
    return {
        code: Drawn(frame.view, drawn(several, SMALLEST) or drawn(shapes[code], 0), label(several, LETTERS_TALL))
        for code, several in thin.items()
    }


class _Frame:
    """Puts positions on the map: degrees of longitude as short as they are there, north up."""

    def __init__(self, points: list[Point]) -> None:
        self.west, self.north = min(lon for lon, _ in points), max(lat for _, lat in points)
        east, south = max(lon for lon, _ in points), min(lat for _, lat in points)
        self.narrow = cos(radians((self.north + south) / 2))
        wide, tall = (east - self.west) * self.narrow, self.north - south
        self.scale = min((WIDE - 2 * MARGIN) / wide, (TALL - 2 * MARGIN) / tall)
        self.view = f"0 0 {round(wide * self.scale) + 2 * MARGIN} {round(tall * self.scale) + 2 * MARGIN}"

    def ring(self, ring: Iterable[Point]) -> Points:
        return [
            (MARGIN + (lon - self.west) * self.narrow * self.scale, MARGIN + (self.north - lat) * self.scale)
            for lon, lat in ring
        ]
