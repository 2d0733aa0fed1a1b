"""A trip to take along: one page of paper, a track, a calendar, its places for a map."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from withi.faces.planner.mapped import geojson_of
from withi.faces.planner.models import Trip
from withi.faces.planner.pages import trip_page
from withi.faces.planner.shapes import DayPlan, Line, TripPage
from withi.ground.web.pages import Language, is_invented
from withi.kit.cloth import cloth
from withi.kit.gpx import Waypoint, gpx
from withi.kit.ical import Event, calendar
from withi.kit.paper import press
from withi.kit.paper.press import Sheet, said
from withi.kit.paper.squares import square

TEMPLATE = Path(__file__).parent / "templates/planner/trip.typ"
LANGUAGES: tuple[Language, ...] = ("th", "en")
KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "gpx": "application/gpx+xml",
    "ics": "text/calendar; charset=utf-8",
    "geojson": "application/geo+json",
}
STRIP_PX = (794, 60)
ANYWHERE = "40150808"
NIGHT = 12 * 60


def made(trip: Trip, lang: Language, form: str) -> bytes:
    """The trip as a file of this kind in one language. Problem paper.* where it cannot be printed."""
    with translation.override(lang):
        told = trip_page(trip, lang)
        return MAKERS[form](trip, told, lang)


def _pdf(_trip: Trip, told: TripPage, lang: Language) -> bytes:
    return press.pdf(sheet_of(told, lang))


def _png(_trip: Trip, told: TripPage, lang: Language) -> bytes:
    return press.pictures(sheet_of(told, lang))[0]


def sheet_of(told: TripPage, lang: Language) -> Sheet:
    """The page of paper: all days, whom to call, a QR that opens the trip."""
    values = {
        "region": told.region or "ne",
        "cloth": cloth(told.code or ANYWHERE, thread=3, size=STRIP_PX),
        "heading": said(told.title),
        "about": said(" · ".join(told.about)),
        "days": [_printed(day) for day in told.days],
        "cost": said(f"{told.cost} {_('for all, as far as prices are told')}"),
        "calls_title": said(_("Whom to call")),
        "calls": [said(" · ".join(filter(None, (one.name, one.phone, one.by)))) for one in told.contacts],
        "notes": [said(text) for text in _notes(told)],
        "qr": square(told.address),
        "qr_alt": _("QR code that opens this trip"),
    }
    return Sheet(TEMPLATE, values, told.title, lang, is_invented=is_invented())


def _notes(told: TripPage) -> list[str]:
    hours = (
        _("Hours marked “usually” are assumed: call before you go.") if told.hours_source else _("Call before you go.")
    )
    fair = _("A trip is a suggestion. This site sells no package and takes no payment: you pay the people you visit.")
    changes = [_("Changed since it was planned: %(what)s") % {"what": text} for text in told.changes[:3]]
    return [*changes, told.roads_source, hours, fair]


def _printed(day: DayPlan) -> dict[str, Any]:
    lines = [
        {"time": line.time, "name": said(line.name), "about": said(_about(line))}
        for line in (*day.lines, *([day.bed] if day.bed else ()))
    ]
    return {"title": said(f"{_('Day %(n)s') % {'n': day.number}} {day.title}"), "lines": lines}


def _about(line: Line) -> str:
    return " · ".join(filter(None, (line.home, line.leg, line.cost, line.warning)))


def _gpx(_trip: Trip, told: TripPage, _lang: Language) -> bytes:
    days = []
    for day in told.days:
        lines = [line for line in (*day.lines, *([day.bed] if day.bed else ())) if line.stop]
        days.append((day.title, [Waypoint(o.lat, o.lon, _at(day, o.begins), o.name, _about(o)) for o in lines]))
    return gpx(told.title, days)


def _ics(trip: Trip, told: TripPage, _lang: Language) -> bytes:
    events = []
    for day in told.days:
        for place, line in enumerate(day.lines):
            events.append(_event(day, line, f"{day.number}-{place}-{trip.pk}", told.address))
        if day.bed:
            night = replace(day.bed, leaves=day.bed.begins + NIGHT)
            events.append(_event(day, night, f"{day.number}-night-{trip.pk}", told.address))
    return calendar(events, timezone.now())


def _event(day: DayPlan, line: Line, name: str, address: str) -> Event:
    return Event(
        uid=f"{name}@withi",
        begins=_at(day, line.begins),
        ends=_at(day, line.leaves),
        title=line.name,
        place=line.home,
        text=_about(line),
        address=address,
        position=(line.lat, line.lon) if line.stop else None,
    )


def _at(day: DayPlan, minutes: int) -> datetime:
    """Minutes from midnight of a day of the trip, in Thailand."""
    midnight = datetime.combine(date.fromisoformat(day.iso), time(), tzinfo=timezone.get_default_timezone())
    return midnight + timedelta(minutes=minutes)


MAKERS: dict[str, Callable[[Trip, TripPage, Language], bytes]] = {
    "pdf": _pdf,
    "png": _png,
    "gpx": _gpx,
    "ics": _ics,
    "geojson": lambda trip, told, _lang: geojson_of(trip, told),
}
