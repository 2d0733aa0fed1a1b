"""A map of places as a page shows it (`web/_sketch.html`): drawing, what is read aloud, the places as a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from withi.ground.places import queries
from withi.kit import sketch
from withi.kit.ready import Ready
from withi.kit.sketch import Drawing, Spot


@dataclass(frozen=True, slots=True)
class Listed(Ready):
    """A stone as its line below the map; `place` is its position, empty where a guest sets out from her own."""

    number: str
    name: str
    home: str
    place: str


@dataclass(frozen=True, slots=True)
class MapDay(Ready):
    """A day in the key of the lines."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Figure:
    """The drawing and all that is written beside it; `link` opens the map that moves."""

    heading: str
    label: str
    region: str
    link: SafeString
    drawing: Drawing
    scale: str
    foot: int
    days: list[MapDay]
    spots: list[Listed]
    credit: str


def figure(
    spots: Sequence[Spot],
    areas: Iterable[str],
    *,
    heading: str,
    label: str,
    region: str,
    link: SafeString,
    own: int = 0,
    by_name: bool = False,
) -> Figure:
    """The map of some places with the borders around their areas. The position of the first `own` is told to nobody.

    Stones bear the names of places (`by_name`), or else of the villages they lie in.
    """
    rings, credit = queries.rings_around(areas)
    drawing = sketch.drawing(_named(spots) if by_name else spots, rings)
    days = sorted({spot.day for spot in spots} - {0})
    return Figure(
        heading=heading,
        label=label,
        region=region,
        link=link,
        drawing=drawing,
        scale=_("%(n)s km") % {"n": drawing.scale_km},
        foot=drawing.tall - 20,
        days=[MapDay(day, _("Day %(n)s") % {"n": day}) for day in days if len(days) > 1],
        spots=[_listed(spot, is_own=place < own) for place, spot in enumerate(spots)],
        credit=credit,
    )


def _named(spots: Sequence[Spot]) -> list[Spot]:
    """The spots with their own names on the stones; of several on one place the first has it."""
    first = {id(heap[0]) for _at, heap in sketch.heaped(spots)}
    return [replace(spot, home=spot.name if id(spot) in first else "") for spot in spots]


def _listed(spot: Spot, *, is_own: bool) -> Listed:
    lat, lon = spot.point
    return Listed(spot.number, spot.name, spot.home, "" if is_own else f"{lat:.5f},{lon:.5f}")
