"""Loading a centre or one of its steps, or refusing."""

from django.http import Http404

from withi.ground.people import access as people
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.centres.models import Centre, CentreStep


def centre_of(pk: int, scope: Scope, ability: Ability) -> Centre:
    """The centre if the person may do this with it: 404 outside his area, 403 without the ability."""
    row: Centre = people.load(Centre.objects.all(), pk, scope, ability)
    return row


def step_of(pk: int, centre: Centre) -> CentreStep:
    """A step of a centre already loaded; another centre's is a 404."""
    row = centre.steps.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def hold(pk: int, scope: Scope) -> Centre:
    """Inside a verb: the centre locked as it is now, refused to those who do not enter there."""
    row: Centre = people.hold(Centre.objects.all(), pk, scope)
    return row


def refuse_outside(scope: Scope, area_code: str) -> None:
    """Nobody writes or moves a centre into an area that is not his."""
    if not scope.can(Ability.ENTER, area_code):
        raise Problem("publication.area", field="area_code")


def needs_centres(scope: Scope) -> None:
    """Refuse (403) whoever reads centres nowhere and is no centre's staff."""
    if not (scope.areas(Ability.READ) or scope.subjects(Ability.READ, Centre.SUBJECT)):
        raise Problem("access.ability", status=403)
