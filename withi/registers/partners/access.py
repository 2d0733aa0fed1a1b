"""Loading a partner, or refusing."""

from django.http import Http404

from withi.ground.people import access as people
from withi.ground.people.models import Posting
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


def is_officer(scope: Scope, row: Partner) -> bool:
    """Whether he enters or approves where the partner is at home; its own account does neither."""
    return scope.can(Ability.ENTER, row.area_code) or scope.can(Ability.APPROVE, row.area_code)


def for_officer(pk: int, scope: Scope) -> Partner:
    """The partner for what only officers do: changing its facts, and saying whose account keeps it."""
    row = partner_of(pk, scope, Ability.READ)
    refuse_own(scope, row)
    return row


def refuse_own(scope: Scope, row: Partner) -> None:
    if not is_officer(scope, row):
        raise Problem("access.ability", status=403)


def term_of(pk: int, row: Partner) -> Posting:
    """A posting of this partner's own account; another's is a 404."""
    term = Posting.objects.about(Partner.SUBJECT, row.pk).filter(pk=pk).first()
    if term is None:
        raise Http404
    return term


def refuse_outside(scope: Scope, area_code: str) -> None:
    """Nobody writes or moves a partner into an area that is not his."""
    if not scope.can(Ability.ENTER, area_code):
        raise Problem("publication.area", field="area_code")
