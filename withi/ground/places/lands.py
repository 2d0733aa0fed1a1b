"""The light map without tiles: outlines of the provinces, and borders loaded around a place, as GeoJSON."""

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from django.conf import settings

from withi.ground.places import queries
from withi.ground.places.models import Boundary
from withi.kit import geojson, provincemap
from withi.kit.geo import Point
from withi.kit.geojson import Feature

PROVINCE_PATHS: Final = "vendor/province_paths.json"
PROVINCES_FINE: Final = 3
Names = dict[str, str]


@lru_cache(maxsize=1)
def province_paths() -> dict[str, str]:
    """Shapes of the provinces, as tools/assets.py wrote them."""
    return provincemap.read_paths(Path(settings.STATICFILES_DIRS[0]) / PROVINCE_PATHS)


def land(code: str, lang: str) -> bytes:
    """Provinces of the nation with districts and tambons around an area; each with its name in the middle. Two queries.

    Features bear `level` (2, 4, 6: digits of a code) and names `name`; the file names whose borders they are.
    """
    loaded = queries.boundaries_near(code)
    known = queries.names_of([*province_paths(), *(row.code for row in loaded)])
    names = {code: (lang == "en" and english) or thai for code, (thai, english) in known.items()}
    sources = dict.fromkeys(row.credit for row in loaded if row.credit)
    return geojson.collection(chain(_provinces(names), _borders(loaded, names)), ", ".join(sources))


def _provinces(names: Names) -> Iterator[Feature]:
    for code, (shape, middle) in _outlines().items():
        yield shape
        yield geojson.point(middle, level=2, name=names.get(code, ""))


@lru_cache(maxsize=1)
def _outlines() -> dict[str, tuple[Feature, Point]]:
    """The shape of each province and its middle, drawn once: the file they come from never changes."""
    found = {}
    for code, path in province_paths().items():
        parts = [[[(lon, lat) for lat, lon in ring]] for ring in provincemap.rings(path)]
        shape = geojson.area(parts, PROVINCES_FINE, level=2, code=code)
        found[code] = shape, provincemap.position(*provincemap.middle(path))
    return found


def _borders(loaded: list[Boundary], names: Names) -> Iterator[Feature]:
    for row in loaded:
        polygons = json.loads(row.body)
        yield geojson.area(polygons, level=row.level, code=row.code)
        yield geojson.point(_middle(polygons), level=row.level, name=names.get(row.code, ""))


def _middle(polygons: list[list[list[list[float]]]]) -> tuple[float, float]:
    """The middle of the box around the largest polygon."""
    boxes = [tuple(zip(*polygon[0], strict=True)) for polygon in polygons]
    lons, lats = max(boxes, key=lambda box: (max(box[0]) - min(box[0])) * (max(box[1]) - min(box[1])))
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
