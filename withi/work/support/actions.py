"""Every write on the support ledger.

`record`, `record_many` and `withdraw` are for other rooms: the calling verb checked access, opened the transaction and
writes the trail. `give` and `take_back` are verbs of their own: what officers write down by hand; `tell` and `confirm`
what a partner says that it gave.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail import actions as trail
from withi.ground.web import versions
from withi.kit.problem import Problem
from withi.registers.partners.models import Partner
from withi.registers.partners.rules import is_active
from withi.registers.producers.actions import KIND as PRODUCERS
from withi.registers.publication.models import teach_verbs
from withi.registers.villages.actions import KIND as COMMUNITIES
from withi.work.support import access, helping, rules
from withi.work.support.access import Supported
from withi.work.support.models import SupportEntry, SupportQuerySet
from withi.work.support.rules import HAND, TITLE_LENGTH, TOLD, Given

CHUNK = 200
UUID_SPARE = 65
"""Bits of a form's mark that a source's number has no room for."""
WRITTEN = ("given_on", "amount", "minutes", "title_th", "title_en", "partner_id")
VERBS = {
    "support.give": _("wrote down a support"),
    "support.tell": _("told of a support it gave"),
    "support.confirm": _("confirmed a support"),
    "support.take_back": _("took back a support"),
    "support.photo_add": _("added a photo to a support"),
    "support.photo_remove": _("took a photo of a support out"),
}
for kind in (COMMUNITIES, PRODUCERS):
    teach_verbs(kind.subject, VERBS)
REVIVED = (*WRITTEN, "area_code", "recorded_by", "recorded_at", "withdrawn_at", "withdrawn_by", "withdrawn_reason")


def record(
    *,
    actor: User | None,
    subject: str,
    subject_id: int,
    area_code: str,
    kind: str,
    on: date,
    source: tuple[str, int],
    title_th: str,
    title_en: str = "",
    amount: int | None = None,
    minutes: int | None = None,
    partner_id: int | None = None,
    is_demo: bool = False,
) -> SupportEntry:
    """Write one support down; the same kind, source and subject again is the same entry, corrected where facts differ.

    An entry in force keeps the area of its day; one that was taken back is given anew. `amount` is satang.
    """
    given = Given(subject, subject_id, area_code, kind, on, source, title_th, title_en, amount, minutes, partner_id)
    return record_many(actor=actor, given=[given], is_demo=is_demo)[0]


def record_many(*, actor: User | None, given: Collection[Given], is_demo: bool = False) -> list[SupportEntry]:
    """As `record`, for many at once, in the order given: some statements for each two hundred."""
    if not given:
        return []
    now = timezone.now()
    wanted = {one.key: one for one in given}
    new = [_entry(actor, one, now, is_demo=is_demo) for one in wanted.values()]
    SupportEntry.objects.bulk_create(new, ignore_conflicts=True, batch_size=CHUNK)
    stored = {_key(row): row for row in _locked(list(wanted.values()))}
    fresh = {row.key for row in new}
    _mend([(stored[key], one) for key, one in wanted.items() if stored[key].key not in fresh], actor, now)
    return [stored[one.key] for one in given]


def withdraw(*, actor: User | None, kind: str, source: tuple[str, int], reason: str) -> int:
    """Take back what a source gave, of one kind; how many entries. They stay readable, with when and why."""
    kept = rules.check_reason(reason)
    rows = _of_source(kind, source).filter(withdrawn_at=None)
    return rows.update(waits=False, withdrawn_at=timezone.now(), withdrawn_by=actor, withdrawn_reason=kept)


# --- by hand -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A support as an officer writes it down: `partner` None for his own office, `amount` satang.

    `once` is the form's own mark: the same form sent twice is one support.
    """

    kind: str
    on: date
    title_th: str
    once: UUID
    partner: Partner | None = None
    amount: int | None = None
    minutes: int | None = None


def give(*, actor: User, scope: Scope, to: Supported, facts: GivenRow, is_demo: bool = False) -> SupportEntry:
    """Write down what a producer or community was given, by whom; a community's public page names the partner.

    Problem support.future for a day to come, support.over for a partner that did not work along on that day.
    """
    access.refuse_outside(scope, to)
    _check_day(facts)
    with transaction.atomic():
        entry = record_many(actor=actor, given=[_given(to, facts, HAND)], is_demo=is_demo)[0]
        _note(actor, "support.give", entry, after={"kind": facts.kind, "partner": entry.partner_id})
    return entry


def tell(*, actor: User, scope: Scope, to: Supported, facts: GivenRow, is_demo: bool = False) -> SupportEntry:
    """What a partner's own account says that the partner gave: it counts once an officer of the place confirms it.

    Problems as `give`; access.ability (403) for another partner's account. The same form again is the same entry.
    """
    partner = facts.partner
    if partner is None or not Partner.objects.in_scope(scope, Ability.ENTER).filter(pk=partner.pk).exists():
        raise Problem("access.ability", status=403)
    _check_day(facts)
    given = _given(to, facts, TOLD)
    with transaction.atomic():
        if (known := _of_source(given.kind, given.source).of(to.subject, to.row.pk).first()) is not None:
            return known
        entry = record_many(actor=actor, given=[given], is_demo=is_demo)[0]
        SupportEntry.objects.filter(pk=entry.pk).update(waits=True)
        _note(actor, "support.tell", entry, after={"kind": facts.kind, "partner": partner.pk})
    entry.refresh_from_db()
    return entry


def confirm(*, actor: User, scope: Scope, to: Supported, entry: SupportEntry) -> None:
    """An officer of the place confirms what a partner told: it counts from now on. 409 where it was answered."""
    access.refuse_outside(scope, to)
    with transaction.atomic():
        if not SupportEntry.objects.waiting().filter(pk=entry.pk).update(waits=False):
            raise Problem("support.answered", status=409)
        _note(actor, "support.confirm", entry, note=entry.title_th)


def take_back(*, actor: User, scope: Scope, to: Supported, entry: SupportEntry, reason: str) -> None:
    """A support that was written down by hand is taken back; it stays readable, with when and why."""
    access.refuse_outside(scope, to)
    with transaction.atomic():
        if not withdraw(actor=actor, kind=entry.kind, source=(entry.source_kind, entry.source_id), reason=reason):
            raise Problem("support.gone", status=409)
        _note(actor, "support.take_back", entry, note=reason)


def export(*, actor: User, scope: Scope, partner: Partner) -> list[list[Any]]:
    """A partner's supports as far as this person may see them, as rows of a file; in the trail."""
    rows = list(helping.export_rows(partner, scope))
    told = {"subject": Partner.SUBJECT, "subject_id": partner.pk, "area_code": partner.area_code}
    with transaction.atomic():
        trail.record(actor=actor, verb="support.export", note=str(len(rows)), **told)
    return rows


def _note(actor: User, verb: str, entry: SupportEntry, **told: Any) -> None:
    trail.record(
        actor=actor, verb=verb, subject=entry.subject, subject_id=entry.subject_id, area_code=entry.area_code, **told
    )
    if entry.partner_id is not None:
        versions.bump(Partner.SUBJECT, [entry.area_code])


# --- parts ---------------------------------------------------------------------------------------


def _check_day(facts: GivenRow) -> None:
    if facts.on > timezone.localdate():
        raise Problem("support.future", field="on")
    if (by := facts.partner) and not is_active(by.since, by.until, facts.on):
        raise Problem("support.over", field="on")


def _given(to: Supported, facts: GivenRow, source: str) -> Given:
    return Given(
        subject=to.subject,
        subject_id=to.row.pk,
        area_code=to.row.area_code,
        kind=facts.kind,
        on=facts.on,
        source=(source, facts.once.int >> UUID_SPARE),
        title_th=facts.title_th,
        amount=facts.amount,
        minutes=facts.minutes,
        partner_id=facts.partner.pk if facts.partner else None,
    )


def _of_source(kind: str, source: tuple[str, int]) -> SupportQuerySet:
    return SupportEntry.objects.filter(kind=kind, source_kind=source[0], source_id=source[1])


def _entry(actor: User | None, one: Given, now: datetime, *, is_demo: bool) -> SupportEntry:
    return SupportEntry(
        kind=one.kind,
        subject=one.subject,
        subject_id=one.subject_id,
        area_code=one.area_code,
        source_kind=one.source[0],
        source_id=one.source[1],
        recorded_by=actor,
        recorded_at=now,
        is_demo=is_demo,
        **_facts(one),
    )


def _facts(one: Given) -> dict[str, object]:
    return {
        "given_on": one.on,
        "amount": one.amount,
        "minutes": one.minutes,
        "title_th": one.title_th[:TITLE_LENGTH],
        "title_en": one.title_en[:TITLE_LENGTH],
        "partner_id": one.partner_id,
    }


def _key(row: SupportEntry) -> tuple[str, str, int, str, int]:
    return row.kind, row.source_kind, row.source_id, row.subject, row.subject_id


def _locked(given: list[Given]) -> Iterator[SupportEntry]:
    """The stored entries of these supports, locked in the order of ids."""
    for start in range(0, len(given), CHUNK):
        condition = models.Q(pk__in=())
        for kind, source_kind, source_id, subject, subject_id in (one.key for one in given[start : start + CHUNK]):
            condition |= models.Q(
                kind=kind, source_kind=source_kind, source_id=source_id, subject=subject, subject_id=subject_id
            )
        yield from SupportEntry.objects.select_for_update().filter(condition).order_by("pk")


def _mend(pairs: list[tuple[SupportEntry, Given]], actor: User | None, now: datetime) -> None:
    """Entries that stood already: given anew where they were taken back, corrected where their facts differ."""
    changed = []
    for row, one in pairs:
        facts = _facts(one)
        if row.withdrawn_at is not None:
            facts |= {"area_code": one.area_code, "recorded_by": actor, "recorded_at": now}
            facts |= {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""}
        if any(getattr(row, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(row, name, value)
            changed.append(row)
    SupportEntry.objects.bulk_update(changed, REVIVED, batch_size=CHUNK)
