"""Loading a community to be scored, or refusing."""

from withi.ground.people import access as people
from withi.ground.people.rules import Ability, Scope
from withi.registers.villages.models import Community


def community_of(pk: int, scope: Scope, ability: Ability) -> Community:
    """The community if the officer may do this with it: 404 outside his area, 403 for its own editors."""
    row: Community = people.load(Community.objects.all(), pk, scope, ability)
    people.needs_area(scope, ability)
    return row


def hold(pk: int, scope: Scope) -> Community:
    """Inside a verb: the community locked, refused to those who do not enter there."""
    people.needs_area(scope, Ability.ENTER)
    row: Community = people.hold(Community.objects.all(), pk, scope)
    return row
