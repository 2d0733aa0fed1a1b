"""Loading a community to be scored, or refusing."""

from withi.ground.people.access import load
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.villages.models import Community


def needs(scope: Scope, ability: Ability) -> None:
    """Refuse (403) whoever may not do this in some area; owners' accounts have no area."""
    if not scope.areas(ability):
        raise Problem("access.ability", status=403)


def community_of(pk: int, scope: Scope, ability: Ability) -> Community:
    """The community if the officer may do this with it: 404 outside his area, 403 for its own editors."""
    row: Community = load(Community.objects.all(), pk, scope, ability)
    needs(scope, ability)
    return row


def hold(pk: int, scope: Scope) -> Community:
    """Inside a verb: the community locked, refused to those who do not enter there."""
    needs(scope, Ability.ENTER)
    row: Community | None = Community.objects.in_scope(scope, Ability.ENTER).filter(pk=pk).select_for_update().first()
    if row is None:
        raise Problem("access.ability", status=403)
    return row
