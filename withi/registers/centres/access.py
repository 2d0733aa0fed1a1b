"""Loading a centre or one of its steps, or refusing."""

from django.http import Http404

from withi.ground.people import access as people
from withi.ground.people.models import Posting
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


def is_officer(scope: Scope, row: Centre) -> bool:
    """Whether he enters or approves where the centre stands; its own staff does neither."""
    return scope.can(Ability.ENTER, row.area_code) or scope.can(Ability.APPROVE, row.area_code)


def for_officer(pk: int, scope: Scope) -> Centre:
    """The centre for what only officers do: confirming, and saying who its staff is."""
    row = centre_of(pk, scope, Ability.READ)
    refuse_staff(scope, row)
    return row


def refuse_staff(scope: Scope, row: Centre) -> None:
    if not is_officer(scope, row):
        raise Problem("access.ability", status=403)


def term_of(pk: int, row: Centre) -> Posting:
    """A posting of this centre's staff; another's is a 404."""
    term = Posting.objects.about(Centre.SUBJECT, row.pk).filter(pk=pk).first()
    if term is None:
        raise Http404
    return term
