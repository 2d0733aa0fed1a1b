"""Loading a partner, or refusing."""

from withi.ground.people import access as people
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.partners.models import Partner


def partner_of(pk: int, scope: Scope, ability: Ability) -> Partner:
    """The partner if the person may do this with it: 404 where it works nowhere near, 403 without the ability."""
    row: Partner = people.load(Partner.objects.all(), pk, scope, ability)
    return row


def hold(pk: int, scope: Scope) -> Partner:
    """Inside a verb: the partner locked as it is now, refused to those who do not enter where it is at home."""
    row: Partner = people.hold(Partner.objects.all(), pk, scope)
    return row


def needs_partners(scope: Scope) -> None:
    """Refuse (403) whoever reads partners nowhere and is none's own account."""
    if not (scope.areas(Ability.READ) or scope.subjects(Ability.READ, Partner.SUBJECT)):
        raise Problem("access.ability", status=403)


def refuse_outside(scope: Scope, area_code: str) -> None:
    """Nobody writes or moves a partner into an area that is not his."""
    if not scope.can(Ability.ENTER, area_code):
        raise Problem("publication.area", field="area_code")
