"""Loading the one whose support is asked for, or refusing."""

from dataclasses import dataclass

from django.http import Http404

from withi.ground.people.rules import Ability, Scope
from withi.registers.producers.access import producer_of
from withi.registers.producers.models import Producer
from withi.registers.villages.access import community_of
from withi.registers.villages.models import Community
from withi.work.support.rules import Subject


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
