"""The map of a trip as its page shows it: what stands where, in words of one language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from withi.faces.planner import access, drawn, queries
from withi.faces.planner.drawn import Drawing, Spot
from withi.faces.planner.models import Trip
from withi.faces.planner.shapes import DayPlan, TripPage
from withi.ground.web.pages import Language


@dataclass(frozen=True, slots=True)
class Listed:
    """A stone as its line below the map; `place` is its position, empty where a guest sets out from her own."""

    number: str
    name: str
    home: str
    place: str


@dataclass(frozen=True, slots=True)
class MapDay:
    """A day in the key of the lines."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class TripMap:
    """The drawing and all that is written beside it."""

    drawing: Drawing
    label: str
    region: str
    scale: str
    foot: int
    days: list[MapDay]
    spots: list[Listed]
    credit: str


def map_of(trip: Trip, told: TripPage, lang: Language) -> TripMap:
    """The map of a trip that was told. One query beside."""
    with translation.override(lang):
        basis = access.basis_of(trip)
        lat, lon = basis.points[0]
        begin = Spot(0, pgettext("trip map", "Start"), _("Where the trip begins"), "", (lat, lon))
        spots = [begin, *_spots(told.days)]
        borders, credit = queries.borders(told.areas)
        drawing = drawn.drawing(spots, borders)
        return TripMap(
            drawing=drawing,
            label=_("Map of the trip: %(places)s") % {"places": ", ".join(spot.name for spot in spots[1:])},
            region=told.region,
            scale=_("%(n)s km") % {"n": drawing.scale_km},
            foot=drawing.tall - 20,
            days=[MapDay(day.number, _("Day %(n)s") % {"n": day.number}) for day in told.days if len(told.days) > 1],
            spots=[_listed(spot, is_own=spot is begin and basis.own_start) for spot in spots],
            credit=credit,
        )


def _spots(days: list[DayPlan]) -> Iterator[Spot]:
    """Stops numbered over the whole trip, and its beds."""
    number = 0
    for day in days:
        for line in day.lines:
            if line.stop:
                number += 1
                yield Spot(day.number, str(number), line.name, line.home, (line.lat, line.lon))
        if day.bed:
            bed = day.bed
            yield Spot(day.number, pgettext("trip map", "Bed"), bed.name, bed.home, (bed.lat, bed.lon))


def _listed(spot: Spot, *, is_own: bool) -> Listed:
    lat, lon = spot.point
    return Listed(spot.number, spot.name, spot.home, "" if is_own else f"{lat:.5f},{lon:.5f}")
