"""Every write on the support ledger: the calling verb checked access, opened the transaction and writes the trail."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import models
from django.utils import timezone

from withi.ground.people.models import User
from withi.work.support import rules
from withi.work.support.models import SupportEntry, SupportQuerySet
from withi.work.support.rules import TITLE_LENGTH, Given

CHUNK = 200
WRITTEN = ("given_on", "amount", "minutes", "title_th", "title_en")
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
    is_demo: bool = False,
) -> SupportEntry:
    """Write one support down; the same kind, source and subject again is the same entry, corrected where facts differ.

    An entry in force keeps the area of its day; one that was taken back is given anew. `amount` is satang.
    """
    given = Given(
        subject, subject_id, area_code, kind, on, source, title_th, title_en=title_en, amount=amount, minutes=minutes
    )
    return record_many(actor=actor, given=[given], is_demo=is_demo)[0]


def record_many(*, actor: User | None, given: Collection[Given], is_demo: bool = False) -> list[SupportEntry]:
    """As `record`, for many at once, in the order given: some statements for each two hundred."""
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
    rows = _of_source(kind, source).in_force()
    return rows.update(withdrawn_at=timezone.now(), withdrawn_by=actor, withdrawn_reason=kept)


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
