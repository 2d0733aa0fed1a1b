"""Loading a trip by its link, and the place a guest plans from; what is not public does not exist."""

import json
import re
import zlib
from datetime import time
from typing import Any

from django.http import Http404

from withi.faces.planner import rules
from withi.faces.planner.models import Trip
from withi.faces.planner.rules import Basis, State
from withi.ground.places.models import Area
from withi.ground.web import reading
from withi.kit.codes import is_code
from withi.registers.publication.rules import State as Published
from withi.registers.routes.models import TURNED_AWAY
from withi.registers.villages.rules import TAKES_GUESTS

COMMUNITY = f"""
select c.area_code, c.name_th, c.name_en, a.id, a.name_th, a.name_en
from villages_community c
left join villages_asset a on a.community_id = c.id and a.kind in ({", ".join(["%s"] * len(rules.INTEREST))})
where c.id = %s and c.state = %s and c.receiving in (%s, %s)
order by a.kind, a.position, a.id limit 12
"""  # noqa: S608 - only its marks are written here
# As `Route.objects.shown()` tells a route that can be travelled now.
ROUTE = f"""
select r.area_code, r.name_th, r.name_en, r.days, r.begins_at, r.mode, a.id, a.name_th, a.name_en
from routes_route r join routes_stop s on s.route_id = r.id
left join villages_asset a on a.id = s.asset_id and a.kind in ({", ".join(["%s"] * len(rules.INTEREST))})
where r.id = %s and r.state = %s and not exists (
  select 1 from routes_stop o join villages_community c on c.id = o.community_id
  where o.route_id = r.id and (c.state <> %s or c.receiving in ({", ".join(["%s"] * len(TURNED_AWAY))}))
)
order by s.position, s.id
"""  # noqa: S608 - only its marks are written here
NAMED = ("id", "name_th", "name_en")
ROAD = ("area_code", "name_th", "name_en", "days", "begins_at", "mode")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}")


def trip_of(token: str) -> Trip | None:
    """The trip of a link with its basis; None for a link that is none. One query."""
    if not TOKEN.fullmatch(token):
        return None
    return Trip.objects.select_related("basis").filter(pk=token).first()


def packed(basis: Basis) -> bytes:
    return zlib.compress(json.dumps(basis.as_json(), ensure_ascii=False, separators=(",", ":")).encode())


def basis_of(trip: Trip) -> Basis:
    return Basis.of_json(json.loads(zlib.decompress(bytes(trip.basis.body))))


def state_of(trip: Trip) -> State:
    return State.of_json(trip.state)


def community(pk: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A public community that takes guests, and what it has to visit (a guest's musts), or 404. One query."""
    given = [*rules.INTEREST, min(pk, reading.LARGEST_ID), Published.PUBLISHED, *TAKES_GUESTS]
    with reading.prepared() as cursor:
        cursor.execute(COMMUNITY, given)
        rows = cursor.fetchall()
    if not rows:
        raise Http404
    musts = [dict(zip(NAMED, row[3:], strict=True)) for row in rows if row[3]]
    return dict(zip(("area_code", "name_th", "name_en"), rows[0], strict=False)), musts


def route(pk: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A route that can be travelled now, and what its stops are at: its musts in its order, or 404. One query."""
    state = Published.PUBLISHED
    given = [*rules.INTEREST, min(pk, reading.LARGEST_ID), state, state, *TURNED_AWAY]
    with reading.prepared() as cursor:
        cursor.execute(ROUTE, given)
        rows = cursor.fetchall()
    if not rows:
        raise Http404
    found = dict(zip(ROAD, rows[0], strict=False))
    musts = {row[6]: dict(zip(NAMED, row[6:], strict=True)) for row in rows if row[6]}
    return found | {"begins_at": time.fromisoformat(str(found["begins_at"]))}, [*musts.values()][: rules.MOST_MUSTS]


def area(code: str) -> Area:
    """A province or district that there is today, or 404. One query."""
    row = Area.objects.filter(pk=code, is_abolished=False).first() if is_code(code) and len(code) <= 4 else None
    if row is None:
        raise Http404
    return row
