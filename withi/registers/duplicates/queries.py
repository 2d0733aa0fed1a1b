"""Producers that may be the one about to be entered."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.search.queries import find
from withi.ground.vault import actions as vault
from withi.kit import ids
from withi.kit.codes import prefix_range
from withi.kit.problem import Problem
from withi.registers.duplicates.rules import Facts, Known, Reason, Verdict, judge, numbers_of
from withi.registers.producers.models import IDENTITY, Producer
from withi.registers.producers.rules import Status
from withi.registers.publication.queries import paths_of

PROVINCE, DISTRICT = 2, 4
NAMED_AT_MOST = 40
OFFERED = 5
REASONS = {
    Reason.IDENTITY: _("the same 13-digit number"),
    Reason.PHONE: _("the same phone"),
    Reason.NAME: _("the same name"),
    Reason.NEAR_PHONE: _("almost the same phone"),
    Reason.LIKE_NAME: _("a similar name"),
    Reason.PLACE: _("in the same place"),
}


@dataclass(frozen=True)
class Likely:
    """A registered producer that may be the same, how likely (0 to 100), and why, in words."""

    pk: int
    number: str
    name: str
    path: str
    score: int
    reasons: list[str]


def likely(facts: Facts, *, scope: Scope | None, limit: int = OFFERED) -> list[Likely]:
    """Producers that may be the one described, the likeliest first; never a block, only to be asked.

    Only of the person's own area, and telephones and numbers count only where they may be seen. `scope` None is the
    whole register, for a producer who applies himself: tell him that there is one, never whose. At most four queries.
    """
    numbers, blind = numbers_of(facts.phones), _blind(facts.identity)
    found = []
    for row in _candidates(facts, numbers, blind, scope):
        verdict = judge(facts, numbers, _known(row, blind, scope))
        if verdict.is_likely:
            found.append((verdict, row))
    found.sort(key=lambda pair: (-pair[0].score, pair[1].pk))
    return _worded(found[:limit])


class Row(NamedTuple):
    """A registered producer, as far as it is looked at."""

    pk: int
    number: str
    name: str
    area_code: str
    phones: str
    id_blind: str


def _candidates(facts: Facts, numbers: frozenset[str], blind: str, scope: Scope | None) -> Iterator[Row]:
    """Whoever bears the number, lies in the district, or has a telephone in the province; once each.

    A union and not an OR, so that each part is read by its own index.
    """
    rows = Producer.objects.exclude(status=Status.CLOSED).exclude(pk=facts.skip or 0).order_by()
    if scope is not None:
        rows = rows.in_scope(scope, Ability.READ)
    parts = [rows.filter(_near(facts))]
    if numbers and facts.area_code:
        parts.append(rows.filter(_within(facts.area_code[:PROVINCE]) & _called(numbers)))
    if blind:
        parts.append(rows.filter(id_blind=blind).exclude(id_blind=""))
    fields = ("pk", "number", "name_th", "area_code", "phones", "id_blind")
    first, *others = (part.values_list(*fields) for part in parts)
    yield from map(Row._make, first.union(*others) if others else first)


def _known(row: Row, blind: str, scope: Scope | None) -> Known:
    """The row as it is compared; telephone and number only for whom they are meant."""
    if scope is not None and not scope.can(Ability.PERSONAL, row.area_code, subject=(Producer.SUBJECT, row.pk)):
        return Known(row.name, row.area_code, frozenset())
    phones = frozenset(filter(None, row.phones.split(",")))
    return Known(row.name, row.area_code, phones, is_same_person=bool(blind) and row.id_blind == blind)


def _near(facts: Facts) -> models.Q:
    """The district's producers; where no district is known, those of nearly that name."""
    if len(facts.area_code) >= DISTRICT:
        return _within(facts.area_code[:DISTRICT])
    ranges = (prefix_range(facts.area_code),) if facts.area_code else None
    found = find(facts.name, kinds=(Producer.SUBJECT,), ranges=ranges, public_only=False, limit=NAMED_AT_MOST)
    return models.Q(pk__in=[hit.ref_id for hit in found.hits])


def _called(numbers: frozenset[str]) -> models.Q:
    condition = models.Q(pk__in=())
    for number in sorted(numbers):
        condition |= models.Q(phones__contains=number)
    return condition


def _within(area: str) -> models.Q:
    low, high = prefix_range(area)
    return models.Q(area_code__gte=low, area_code__lt=high)


def _blind(identity: str) -> str:
    """The blind index of a whole 13-digit number; empty for any other text."""
    try:
        return vault.blind(IDENTITY, ids.parse_tax(identity).digits) if identity else ""
    except Problem:
        return ""


def _worded(found: list[tuple[Verdict, Row]]) -> list[Likely]:
    paths = paths_of(row.area_code for _verdict, row in found)
    return [
        Likely(
            row.pk,
            row.number,
            row.name,
            paths.get(row.area_code, ""),
            verdict.score,
            [str(REASONS[reason]) for reason in verdict.reasons],
        )
        for verdict, row in found
    ]
