"""GeoJSON (RFC 7946): positions turned round, longitude before latitude, and only as fine as a map shows. Pure."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from withi.kit.geo import Point

Feature = dict[str, Any]
FINE: Final = 5
"""Decimals of a place: about a metre."""
ROUGH: Final = 4
"""Decimals of a border: about ten metres."""


def point(at: Point, **told: Any) -> Feature:
    """A place with what is told of it."""
    return _feature("Point", [round(at[1], FINE), round(at[0], FINE)], told)


def line(points: Iterable[Point], **told: Any) -> Feature:
    """A way along places."""
    return _feature("LineString", [[round(lon, FINE), round(lat, FINE)] for lat, lon in points], told)


def area(polygons: Iterable[Sequence[Sequence[Sequence[float]]]], fine: int = ROUGH, **told: Any) -> Feature:
    """An area of polygons that are written longitude first, as files have them, with `fine` decimals."""
    return _feature("MultiPolygon", [[_ring(ring, fine) for ring in polygon] for polygon in polygons], told)


def collection(features: Iterable[Feature], name: str = "") -> bytes:
    """All of them as a file."""
    whole = {"type": "FeatureCollection", **({"name": name} if name else {}), "features": list(features)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _ring(ring: Iterable[Sequence[float]], fine: int) -> list[list[float]]:
    """A ring without the points that rounding lays on one another."""
    found: list[list[float]] = []
    for lon, lat in ring:
        spot = [round(lon, fine), round(lat, fine)]
        if not found or found[-1] != spot:
            found.append(spot)
    return found if found[0] == found[-1] else [*found, found[0]]


def _feature(kind: str, coordinates: Any, told: dict[str, Any]) -> Feature:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": told}
