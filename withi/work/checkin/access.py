"""Loading a place for its guests by a signed code, or for its people by their scope; or refusing."""

import hmac
from dataclasses import dataclass

from django.db import connection
from django.http import Http404
from django.utils import timezone

from withi.ground.people.access import load
from withi.ground.people.rules import Ability, Scope
from withi.ground.vault import actions as vault
from withi.kit.problem import Problem
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.registers.villages.rules import TAKES_GUESTS
from withi.work.checkin import rules
from withi.work.checkin.models import CheckinGroup, CheckinPoster
from withi.work.checkin.rules import Code

SIGNED = "checkin.code"
SIGNATURE = 20
"""Signs of a signature: 80 bits."""
# Written out, for a check-in has no time to build statements.
PLACE = """
select c.id, c.name_th, c.name_en, c.area_code, c.receiving, c.receiving_reason, c.lat, c.lon, c.state,
  coalesce(p.serial, 1)
from villages_community c left join checkin_poster p on p.community_id = c.id where c.id = %s
"""


@dataclass(frozen=True, slots=True)
class Host:
    """Of a community what a check-in needs."""

    pk: int
    name_th: str
    name_en: str
    area_code: str
    receiving: str
    receiving_reason: str
    lat: float | None
    lon: float | None


def signed(code: Code) -> str:
    """A code as it is scanned."""
    return f"{code.plain}-{signature_of(code)}"


def signature_of(code: Code) -> str:
    return vault.blind(SIGNED, code.plain)[:SIGNATURE]


def scanned(text: str) -> tuple[Code, Host]:
    """The code that a guest scanned, and its place, published whether or not it takes guests now.

    Problem checkin.unknown (404) for a forged one and for a place that the public does not see, checkin.expired or
    checkin.replaced (410), checkin.clock (409). One query.
    """
    code, signature = rules.read_code(text)
    if not hmac.compare_digest(signature_of(code), signature):
        raise Problem("checkin.unknown", status=404)
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [code.community])
        found = cursor.fetchone()
    *facts, state, serial = found or (None, 1)
    rules.check_life(code, timezone.now().timestamp(), serial if code.kind == rules.PAPER else 0)
    if state != State.PUBLISHED:
        raise Problem("checkin.unknown", status=404)
    return code, Host(*facts)


def serial_of(community_id: int) -> int:
    """The number of the poster that counts."""
    found = CheckinPoster.objects.filter(community_id=community_id).values_list("serial", flat=True).first()
    return found or 1


def takes_guests(community: Community | Host) -> bool:
    """Whether guests are counted there now."""
    return community.receiving in TAKES_GUESTS


def community_of(pk: int, scope: Scope, ability: Ability = Ability.READ) -> Community:
    """The community if the person may see, or count, its guests: 404 outside his area, 403 without the ability."""
    row: Community = load(Community.objects.all(), pk, scope, ability)
    return row


def may(scope: Scope, row: Community, ability: Ability) -> bool:
    """Whether the person may do this with the place: an officer by area, an editor with her own. No query."""
    return scope.can(ability, row.area_code, subject=(Community.SUBJECT, row.pk))


def group_of(pk: int, community: Community) -> CheckinGroup:
    """A group of a place already loaded; another place's is a 404."""
    found = CheckinGroup.objects.filter(pk=pk, community=community).first()
    if found is None:
        raise Http404
    return found
