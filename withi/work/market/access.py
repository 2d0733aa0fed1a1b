"""Loading a registrant or refusing."""

from withi.ground.people.access import load
from withi.ground.people.rules import NATION, Ability, Scope
from withi.kit.problem import Problem
from withi.work.market.models import MarketRegistrant


def registrant_of(pk: int, scope: Scope, ability: Ability) -> MarketRegistrant:
    """The registrant if the person may do this with it: 404 outside his area, 403 without the ability."""
    row: MarketRegistrant = load(MarketRegistrant.objects.select_related("producer"), pk, scope, ability)
    return row


def refuse_outside(scope: Scope, area_code: str) -> None:
    """Nobody registers or moves a person into an area that is not his."""
    if not scope.can(Ability.ENTER, area_code):
        raise Problem("publication.area", field="area_code")


def keeps_kinds(scope: Scope) -> bool:
    """The list of kinds is the department's: whoever approves in the whole nation."""
    return NATION in scope.areas(Ability.APPROVE)


def refuse_kinds(scope: Scope) -> None:
    if not keeps_kinds(scope):
        raise Problem("access.ability", status=403)


def exports(scope: Scope) -> bool:
    """Whether the person may take the list along: it is personal as a whole, so in every area he exports."""
    return bool(scope.areas(Ability.EXPORT)) and set(scope.areas(Ability.EXPORT)) <= set(scope.areas(Ability.PERSONAL))
