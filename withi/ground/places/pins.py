"""Places and ways for the map that moves, as GeoJSON: what stands on one place is one pin."""

from collections.abc import Sequence

from withi.kit import geojson, sketch
from withi.kit.geo import Point
from withi.kit.geojson import Feature
from withi.kit.sketch import Spot

MOST_NAMES = 3


def pins(spots: Sequence[Spot], name: str) -> bytes:
    """Each place as a point with its names, numbers and where more is told, each day as a line of `day`.

    A day begins where the one before ended.
    """
    return geojson.collection([*_ways(spots), *(_pin(at, heap) for at, heap in sketch.heaped(spots))], name)


def _pin(at: Point, heap: list[Spot]) -> Feature:
    """The first of a heap gives its kind and its page."""
    names = list(dict.fromkeys(spot.name for spot in heap))
    numbers = sketch.shortened([spot.number for spot in heap if spot.number])
    more = ["…"] if len(names) > MOST_NAMES else []
    return geojson.point(
        at,
        name="\n".join([*names[:MOST_NAMES], *more]),
        text="\n".join(dict.fromkeys(spot.home for spot in heap if spot.home)),
        kind=heap[0].kind,
        number=numbers,
        url=heap[0].url,
    )


def _ways(spots: Sequence[Spot]) -> list[Feature]:
    found = []
    for day in sorted({spot.day for spot in spots} - {0}):
        along = [*[spot for spot in spots if spot.day < day][-1:], *(spot for spot in spots if spot.day == day)]
        points = [at for at, _heap in sketch.heaped(along)]
        if len(points) > 1:
            found.append(geojson.line([spot.point for spot in along], day=day))
    return found
