"""Loading the one whose support is asked for, or refusing."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from withi.ground.people.rules import Ability, Scope
from withi.kit.codes import prefix_range
from withi.kit.problem import Problem
from withi.registers.partners.models import Partner
from withi.registers.producers.access import producer_of
from withi.registers.producers.models import Producer
from withi.registers.villages.access import community_of
from withi.registers.villages.models import Community, CommunityQuerySet
from withi.work.support.models import SupportEntry
from withi.work.support.rules import TAKEN_BACK, Subject


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


def told_of(partner: Partner, community_pk: int | None, number: str) -> Supported:
    """The published community, or the producer of a number, where the partner works. Problem support.unknown, 404."""
    if community_pk is not None:
        community = communities_around(partner).filter(pk=community_pk).first()
        if community is None:
            raise Http404
        return Supported(Subject.COMMUNITY.value, community, sees_amounts=False, approves=False)
    rows = Producer.objects.published().filter(within(partner))
    producer = rows.filter(Q(number=number) | Q(official_number=number)).order_by("pk").first()
    if producer is None:
        raise Problem("support.unknown", field="number", found=number)
    return Supported(Subject.PRODUCER.value, producer, sees_amounts=False, approves=False)


def communities_around(partner: Partner) -> CommunityQuerySet:
    """The published communities where a partner works, in Thai order."""
    rows: CommunityQuerySet = Community.objects.published().filter(within(partner)).order_by("sort_key", "pk")
    return rows


def within(partner: Partner) -> Q:
    """Rows that stand where a partner works."""
    condition = Q(pk__in=())
    for code in partner.areas.values_list("area_code", flat=True):
        low, high = prefix_range(code)
        condition |= Q(area_code__gte=low, area_code__lt=high)
    return condition


def waiting(pk: int, to: Supported) -> SupportEntry:
    """What a partner told of this subject, and waits for an officer's word; 404 for any other."""
    entry = SupportEntry.objects.waiting().of(to.subject, to.row.pk).select_related("partner").filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def by_hand(pk: int, to: Supported) -> SupportEntry:
    """A support of this subject that was written down by hand, or told, and not taken back; 404 for any other."""
    rows = SupportEntry.objects.of(to.subject, to.row.pk).filter(source_kind__in=TAKEN_BACK, withdrawn_at=None)
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
