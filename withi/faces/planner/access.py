"""Loading a trip by its link, and the place a guest plans from; what is not public does not exist."""

import json
import re
import zlib

from django.http import Http404

from withi.faces.planner.models import Trip
from withi.faces.planner.rules import Basis, State
from withi.ground.places.models import Area
from withi.kit.codes import is_code
from withi.registers.publication.rules import State as Published
from withi.registers.villages.models import Community

LARGEST_ID = 2**63 - 1
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


def community(pk: int) -> Community:
    """A public community that takes guests, or 404. One query."""
    rows = Community.objects.filter(state=Published.PUBLISHED).receiving()
    row: Community | None = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if row is None:
        raise Http404
    return row


def area(code: str) -> Area:
    """A province or district that there is today, or 404. One query."""
    row = Area.objects.filter(pk=code, is_abolished=False).first() if is_code(code) and len(code) <= 4 else None
    if row is None:
        raise Http404
    return row
