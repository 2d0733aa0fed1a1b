"""The part of the table of doors (`tests/doors.py`) that is about routes."""

from collections.abc import Mapping
from typing import Any

from tests.openings import AREA, PLACE, ROUTES, Door, May, public, route
from tests.register import Rows


def written(rows: Rows) -> Mapping[str, Any]:
    """The facts of a new route in the place."""
    return {"name_th": "เส้นทางใหม่", "area_code": rows.area}


def stop(rows: Rows) -> Mapping[str, Any]:
    return {"place": f"c{rows.community.pk}", "day": "2", "minutes": "60"}


def signs(rows: Rows) -> Mapping[str, Any]:
    """The sign to one stop of the route."""
    stop = rows.stop.pk
    return {"size": "60x40", "lang": "th", f"on_{stop}": "on", f"arrow_{stop}": "left"}


ROUTE_DOORS: dict[str, Door | tuple[Door, ...]] = {
    "routes:list": Door(May.READ, lists=ROUTES, asks=(AREA,)),
    "routes:add": Door(May.ENTER, May.ENTER, officers=True, fill=written, asks=(PLACE,)),
    "routes:detail": route(May.READ),
    "routes:edit": route(May.ENTER, May.ENTER),
    "routes:stop_add": route(May.ENTER, May.ENTER, fill=stop),
    "routes:stop_edit": route(May.ENTER, May.ENTER, part="stop_pk"),
    "routes:stop_remove": route(None, May.ENTER, part="stop_pk"),
    "routes:stop_move": route(None, May.ENTER, part="stop_pk", fill=lambda _: {"step": "down"}),
    "routes:hosts": route(May.ENTER, May.ENTER, fill=lambda _: {"name": "คุ้มใต้"}, asks=(("community", "community"),)),
    "routes:host_remove": route(None, May.ENTER, part="host_pk"),
    "routes:turn": route(May.ENTER, May.ENTER, fill=lambda _: {"people": "12", "step": "take"}),
    "printing:signs": route(May.READ, May.READ, fill=signs),
    "portal:routes": public(lists=ROUTES),
    "portal:route": public("route"),
    "portal:route_file": (
        *(public("route", fixed={"form": form}) for form in ("gpx", "kml", "geojson")),
        public("route", fixed={"form": "ics"}, query={"on": "2030-01-05"}),
    ),
}
