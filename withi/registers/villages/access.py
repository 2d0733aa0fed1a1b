"""Loading a community, its assets and its editors, or refusing."""

from dataclasses import dataclass

from django.db import models
from django.http import Http404

from withi.ground.people.access import is_officer_of, load
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.villages.models import Community, CommunityAsset, CommunityQuerySet

# Doors are closed to guests at once by whoever answers for the community; nobody approves that.
SAY_RECEIVING = (Ability.ENTER, Ability.APPROVE)
APPOINT = (Ability.ENTER, Ability.APPROVE)


def community_of(pk: int, scope: Scope, ability: Ability) -> Community:
    """The community if the person may do `ability` on it: 404 outside his area, 403 without the ability."""
    row: Community = load(Community.objects.all(), pk, scope, ability)
    return row


def community_for(pk: int, scope: Scope, abilities: tuple[Ability, ...]) -> Community:
    """The community if the person holds one of the abilities on it."""
    found: Community | None = reachable(scope, abilities).filter(pk=pk).first()
    return found or community_of(pk, scope, abilities[0])


def asset_of(pk: int, community: Community) -> CommunityAsset:
    """An asset of a community already loaded; another community's is a 404."""
    found = community.assets.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def reachable(scope: Scope, abilities: tuple[Ability, ...]) -> CommunityQuerySet:
    """The communities on which the person holds at least one of the abilities."""
    condition = models.Q(pk__in=())
    for ability in abilities:
        condition |= Community.objects.all().reach(scope, ability)
    return Community.objects.filter(condition)


def hold(pk: int, scope: Scope, abilities: tuple[Ability, ...]) -> Community:
    """Inside a verb: the community locked as it is now, refused without one of the abilities."""
    found: Community | None = reachable(scope, abilities).filter(pk=pk).select_for_update(of=("self",)).first()
    if found is None:
        raise Problem("access.ability", status=403)
    return found


@dataclass(frozen=True)
class May:
    """What the person may do with one community, for the buttons on its page."""

    enter: bool
    receiving: bool
    appoint: bool
    verify: bool


def may(scope: Scope, row: Community) -> May:
    """What the buttons offer; the verbs check again. No query."""

    def can(*abilities: Ability) -> bool:
        owned = any(row.pk in scope.subjects(ability, Community.SUBJECT) for ability in abilities)
        return owned or is_officer_of(scope, row.area_code, abilities)

    return May(
        enter=can(Ability.ENTER),
        receiving=can(*SAY_RECEIVING),
        appoint=can(*APPOINT),
        verify=is_officer_of(scope, row.area_code, SAY_RECEIVING),
    )


def refuse_outside(scope: Scope, area_code: str) -> None:
    """Only an officer of the place enters a community there or moves one there."""
    if not scope.can(Ability.ENTER, area_code):
        raise Problem("publication.area", field="area_code")
