"""Loading the one whose support is asked for, or refusing."""

from dataclasses import dataclass

from django.http import Http404

from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.producers.access import producer_of
from withi.registers.producers.models import Producer
from withi.registers.villages.access import community_of
from withi.registers.villages.models import Community
from withi.work.support.models import SupportEntry
from withi.work.support.rules import HAND, Subject


@dataclass(frozen=True)
class Supported:
    """A row of a register whose support may be read; `sees_amounts`: what a sole owner got is personal.

    `approves`: certificates of it may be issued."""

    subject: str
    row: Producer | Community
    sees_amounts: bool
    approves: bool

    @property
    def url_name(self) -> str:
        """The page of the row on the desk."""
        return "producers:detail" if self.subject == Subject.PRODUCER else "villages:detail"


def supported(subject: str, pk: int, scope: Scope) -> Supported:
    """The producer or community if the person may read it; 404 outside the area and for any other subject."""
    if subject == Subject.PRODUCER:
        row: Producer | Community = producer_of(pk, scope, Ability.READ)
    elif subject == Subject.COMMUNITY:
        row = community_of(pk, scope, Ability.READ)
    else:
        raise Http404
    sees = scope.can(Ability.PERSONAL, row.area_code, subject=(subject, pk))
    approves = any(row.area_code.startswith(area) for area in scope.areas(Ability.APPROVE))
    return Supported(subject, row, sees, approves)


def gives(scope: Scope, to: Supported) -> bool:
    """Officers who enter there write supports down; nobody does of his own record."""
    return scope.can(Ability.ENTER, to.row.area_code)


def refuse_outside(scope: Scope, to: Supported) -> None:
    if not gives(scope, to):
        raise Problem("access.ability", status=403)


def by_hand(pk: int, to: Supported) -> SupportEntry:
    """A support of this subject that was written down by hand and is in force; 404 for any other."""
    rows = SupportEntry.objects.in_force().of(to.subject, to.row.pk).filter(source_kind=HAND)
    entry = rows.select_related("partner").filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def entry_of(pk: int, to: Supported) -> SupportEntry:
    """A support of this subject, taken back or not, to who sees its worth: 404 for any other, 403 for who does not."""
    rows = SupportEntry.objects.of(to.subject, to.row.pk).select_related("partner", "recorded_by")
    entry = rows.filter(pk=pk).first()
    if entry is None:
        raise Http404
    if not to.sees_amounts:
        raise Problem("access.ability", status=403)
    return entry


def entry_seen(pk: int, scope: Scope) -> SupportEntry:
    """As `entry_of`, of a support known by its number alone."""
    found = SupportEntry.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return entry_of(pk, supported(found.subject, found.subject_id, scope))
