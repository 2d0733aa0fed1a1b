"""The map of a trip as its page shows it: what stands where, in words of one language."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from withi.faces.planner import access
from withi.faces.planner.models import Trip
from withi.faces.planner.shapes import DayPlan, TripPage
from withi.ground.places import sketches
from withi.ground.places.pins import pins
from withi.ground.places.sketches import Figure
from withi.ground.web.mapping import map_link
from withi.ground.web.pages import Language, url
from withi.kit.sketch import Spot


def map_of(trip: Trip, told: TripPage, lang: Language) -> Figure:
    """The map of a trip that was told. One query beside."""
    with translation.override(lang):
        basis = access.basis_of(trip)
        spots = [_begin(trip), *_spots(told.days)]
        file = url("planner:take", trip.pk, lang, "geojson", lang=lang)
        land = url("places:land", next(iter(told.areas), "")[:4] or "00", lang=lang)
        return sketches.figure(
            spots,
            told.areas,
            heading=_("Map of the trip"),
            label=_("Map of the trip: %(places)s") % {"places": ", ".join(spot.name for spot in spots[1:])},
            region=told.region,
            link=map_link(file, file=file, land=land, lang=lang),
            own=1 if basis.own_start else 0,
        )


def geojson_of(trip: Trip, told: TripPage) -> bytes:
    """The trip's places as points and each day as a line from where the one before ended.

    Where a guest sets out from her own place, that place is left out.
    """
    spots = [*([] if access.basis_of(trip).own_start else [_begin(trip)]), *_spots(told.days)]
    return pins(spots, told.title)


def _begin(trip: Trip) -> Spot:
    lat, lon = access.basis_of(trip).points[0]
    return Spot(0, pgettext("trip map", "Start"), _("Where the trip begins"), "", (lat, lon))


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
