"""Loading a row with owners, or one of its postings, or refusing."""

from django.http import Http404

from withi.ground.people.access import load
from withi.ground.people.models import Posting
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.owners.rules import POSITIONS
from withi.registers.publication import access as publication
from withi.registers.publication.models import Kind, Publication

GIVE = (Ability.ENTER, Ability.APPROVE)


def kind_of(subject: str) -> Kind:
    """The kind of row; 404 for one that nobody owns."""
    if subject not in POSITIONS:
        raise Http404
    return publication.kind_of(subject)


def row_of(subject: str, pk: int, scope: Scope) -> Publication:
    """The row if the person gives access to it, as an officer of its area: 404 outside, 403 inside for others."""
    row: Publication = load(kind_of(subject).rows, pk, scope, Ability.READ)
    if not gives(scope, row):
        raise Problem("access.ability", status=403)
    return row


def gives(scope: Scope, row: Publication) -> bool:
    """Whether an area posting, not the row's own account, lets this person give access."""
    return any(scope.can(ability, row.area_code) for ability in GIVE)


def posting_of(pk: int, row: Publication) -> Posting:
    """A posting about a row already loaded; another row's is a 404."""
    found = Posting.objects.about(row.SUBJECT, row.pk).filter(pk=pk).select_related("user").first()
    if found is None:
        raise Http404
    return found
