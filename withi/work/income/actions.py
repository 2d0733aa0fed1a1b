"""Every write of monthly income: reports, their correction and taking back, and how far a tambon's month has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from withi.ground.files import actions as files
from withi.ground.files.models import Photo
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import record
from withi.kit import era
from withi.kit.money import format_baht
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.villages.models import Community
from withi.work.figures import actions as figures
from withi.work.income import access, queries, rules, storing
from withi.work.income.dated import Aim, approve_target, set_cutoff, set_target
from withi.work.income.lists import MonthRow, Stored, drop_demo, store_closes, store_new, store_reports
from withi.work.income.models import (
    IncomeClose,
    IncomeMonth,
    IncomeTourism,
    IncomeTourismRevision,
    SalesFacts,
)
from withi.work.income.photos import attach_photo, remove_photo
from withi.work.income.rules import COUNTS, Close, Receipt, Report, State, Step, Tourism
from withi.work.income.storing import Work

__all__ = [
    "Aim",
    "MonthRow",
    "Stored",
    "add_sale",
    "approve_target",
    "attach_photo",
    "drop_demo",
    "remove_photo",
    "report",
    "report_many",
    "report_tourism",
    "set_cutoff",
    "set_target",
    "step",
    "store_closes",
    "store_new",
    "store_reports",
    "take_back",
]

SUBJECT = storing.SUBJECT
TOURISM_SUBJECT = "income_tourism"
CLOSE_SUBJECT = "income_close"


@dataclass(frozen=True)
class Saved:
    """What storing reports came to; `rows` by producer, as they stand now."""

    rows: Mapping[int, IncomeMonth]
    new: int
    changed: int
    same: int


# --- a producer's month --------------------------------------------------------------------------


def report(*, actor: User, scope: Scope, producer: Producer, facts: Report) -> SalesFacts:
    """Store a producer's month, or its correction; the row that it made.

    The same id and body again gives the same row, whatever replaced it since, and writes nothing. Raises Problem
    income.*: 422 with every refusal at its field, 409 where the month is closed, someone else was first
    (`income.changed`), or the id came with another body (`income.other_body`).
    """
    if facts.state is State.ESTIMATED and not access.can(scope, Ability.ENTER, producer.area_code):
        raise Problem("income.not_estimated", field="basis", status=403)
    saved = report_many(actor=actor, scope=scope, month=facts.month, reports=[facts])
    return queries.row_sent(facts.key) or saved.rows[producer.pk]


def report_many(*, actor: User, scope: Scope, month: int, reports: Sequence[Report]) -> Saved:
    """Store many producers' reports of one month, all or none: one transaction, one trail entry.

    Raises Problem as `report` does; Problems where several rows are refused, each at the field `<producer>_<field>`.
    """
    rules.check_month(month, timezone.localdate())
    wanted = {said.producer_id: said for said in reports}
    producers = access.producers_of(wanted, scope, Ability.ENTER)
    with transaction.atomic():
        sent = queries.sent_before([said.key for said in wanted.values() if said.key])
        fresh = {pk: said for pk, said in wanted.items() if not _is_replay(said, sent)}
        standing = storing.hold(month, {pk: producers[pk] for pk in fresh})
        known = queries.known(month, fresh)
        _refuse(fresh, standing, known, is_many=len(reports) > 1)
        work = Work(actor, month, queries.last_revisions(month, fresh))
        for pk, said in sorted(fresh.items()):
            work.take(producers[pk], standing.get(pk), said)
        work.write()
    rows = {row.producer_id: row for row in IncomeMonth.objects.filter(month=month, producer_id__in=list(wanted))}
    return Saved(rows, len(work.new), len(work.changed), len(wanted) - len(work.new) - len(work.changed))


def add_sale(*, actor: User, scope: Scope, product: Product, satang: int) -> SalesFacts:
    """One online sale of a product more in its producer's month that runs; what was reported of it stays beside it.

    Raises Problem income.estimated (409) over an officer's estimate, and as `report` does: income.closed (409) above
    all. What looks like a slip is asked when the whole month is reported.
    """
    producer = access.producer_of(product.producer_id or 0, scope, Ability.ENTER)
    month = era.month_key(timezone.localdate())
    with transaction.atomic():
        row = storing.hold(month, {producer.pk: producer}).get(producer.pk)
        if row is not None and row.state == State.ESTIMATED:
            raise Problem("income.estimated", status=409, **rules.told_month(month))
        amounts = rules.with_sale(queries.amounts_of(row) if row else (), satang)
        parts = rules.with_part(queries.kept_parts(row, amounts), product.pk, satang)
        return report(
            actor=actor,
            scope=scope,
            producer=producer,
            facts=Report(
                producer_id=producer.pk,
                month=month,
                amounts=amounts,
                state=State.REPORTED,
                why=row.why if row else "",
                note=row.note if row else "",
                parts=parts,
                revision=row.revision if row else 0,
                sure=True,
                runs=True,
            ),
        )


def take_back(*, actor: User, scope: Scope, producer: Producer, month: int, reason: str) -> None:
    """The month is not reported any more (it was entered for another producer, say); what stood is kept."""
    access.producers_of([producer.pk], scope, Ability.ENTER)
    if not reason.strip():
        raise Problem("income.reason", field="reason")
    with transaction.atomic():
        row = storing.hold(month, {producer.pk: producer}).get(producer.pk)
        if row is None:
            raise Problem("income.nothing", status=409)
        work = Work(actor, month, {})
        work.replace(row)
        storing.keep_revisions(work.replaced, work.lines)
        row_id = row.pk
        files.remove_photos(photos=Photo.objects.of(SUBJECT, row_id))
        row.delete()
        figures.shift(month=month, changes=work.tally.changes())
        record(
            actor=actor,
            verb="income.take_back",
            subject=SUBJECT,
            subject_id=row_id,
            area_code=row.area_code,
            note=reason.strip(),
            before={"month": month, "total": row.total, "state": row.state},
            after={"state": ""},
        )


def _is_replay(said: Report, sent: Mapping[UUID, tuple[int, str, int]]) -> bool:
    """Whether this very sending has been stored; the same id with another body is refused, with both totals."""
    if said.key is None or said.key not in sent:
        return False
    producer_id, digest, total = sent[said.key]
    if (producer_id, digest) != (said.producer_id, said.digest):
        raise Problem("income.other_body", status=409, before=format_baht(total), now=format_baht(said.total))
    return True


def _refuse(
    wanted: Mapping[int, Report],
    standing: Mapping[int, IncomeMonth],
    known: Mapping[int, rules.Known],
    *,
    is_many: bool,
) -> None:
    """Every refusal of every report at once; in a set each at its own producer's field."""
    found: list[Problem] = []
    for pk, said in sorted(wanted.items()):
        problems = _refusals(standing.get(pk), said, known[pk])
        found += [problem.at(f"{pk}_{problem.field or 'in_village'}") for problem in problems] if is_many else problems
    _raise(found)


def _refusals(row: IncomeMonth | None, said: Report, known: rules.Known) -> list[Problem]:
    """Nothing where the report says what stands; someone else's report first of all."""
    if not storing.differs(row, said):
        return []
    if said.revision not in (None, row.revision if row else 0):
        return [Problem("income.changed", status=409)]
    return rules.refusals(said, known)


def _raise(found: Sequence[Problem]) -> None:
    if len(found) == 1:
        raise found[0]
    if found:
        raise Problem.many(found)


# --- a community's month -------------------------------------------------------------------------

TOURISM = (*COUNTS, *(kind.value for kind in Receipt), "households", "paid", "sharing", "state", "why", "basis",
           "note", "shared")  # fmt: skip


def report_tourism(*, actor: User, scope: Scope, community: Community, facts: Tourism) -> IncomeTourism:
    """Store a community's month, or its correction; the row that stands then. Refusals as for `report`."""
    rules.check_month(facts.month, timezone.localdate())
    if not Community.objects.in_scope(scope, Ability.ENTER).filter(pk=community.pk).exists():
        raise Problem("access.ability", status=403)
    with transaction.atomic():
        row = _hold_tourism(community, facts.month)
        said = _tourism_said(facts)
        is_same = row is not None and said == {name: getattr(row, name) for name in TOURISM}
        if row is not None and (_is_tourism_replay(facts) or is_same):
            return row
        if facts.revision not in (None, row.revision if row else 0):
            raise Problem("income.changed", status=409)
        _raise(rules.tourism_refusals(facts, queries.tourism_total(community.pk, era.month_shifted(facts.month, -12))))
        return _write_tourism(actor, community, row, facts, said)


def _is_tourism_replay(facts: Tourism) -> bool:
    """Whether this very sending has been stored; with another body it is refused."""
    if facts.key is None:
        return False
    sent = queries.tourism_before([facts.key])
    if facts.key in sent and sent[facts.key][:2] != (facts.community_id, facts.digest):
        before = sent[facts.key][2]
        raise Problem("income.other_body", status=409, before=format_baht(before), now=format_baht(facts.total))
    return facts.key in sent


def _tourism_said(facts: Tourism) -> dict[str, Any]:
    return {
        **dict(zip(COUNTS, facts.counts, strict=True)),
        **dict(zip((kind.value for kind in Receipt), facts.amounts, strict=True)),
        "households": facts.households,
        "paid": facts.paid,
        "sharing": facts.sharing,
        "state": facts.state.value,
        "why": facts.why,
        "basis": facts.basis,
        "note": facts.note,
        "shared": facts.shared,
    }


def _hold_tourism(community: Community, month: int) -> IncomeTourism | None:
    """Lock the tambon's month and refuse where it is closed; the report that stands."""
    row = queries.tourism_of(community.pk, month)
    storing.hold_open(month, {rules.tambon_of(row.area_code if row else community.area_code)})
    return queries.tourism_of(community.pk, month)


def _write_tourism(
    actor: User, community: Community, row: IncomeTourism | None, facts: Tourism, said: dict[str, Any]
) -> IncomeTourism:
    now, before = timezone.now(), None
    if row is None:
        row = IncomeTourism(
            community=community, month=facts.month, area_code=community.area_code, revision=0, is_demo=community.is_demo
        )
    else:
        before = _keep_tourism(row, now)
    said_by = {"total": facts.total, "key": facts.key, "digest": facts.digest if facts.key else ""}
    for name, value in {**said, **said_by}.items():
        setattr(row, name, value)
    row.revision, row.entered_by, row.since = row.revision + 1, actor, now
    row.save()
    changes = {name: value for name, value in said.items() if not before or before[name] != value}
    record(
        actor=actor,
        verb="income.tourism",
        subject=TOURISM_SUBJECT,
        subject_id=row.pk,
        area_code=row.area_code,
        before={name: before[name] for name in changes} if before else None,
        after=changes | {"month": facts.month},
    )
    return row


def _keep_tourism(row: IncomeTourism, until: datetime) -> dict[str, Any]:
    """What stood is kept with the time until which it stood; its facts."""
    before = {name: getattr(row, name) for name in TOURISM}
    kept = (
        "community_id",
        "month",
        "area_code",
        "total",
        "key",
        "digest",
        "revision",
        "entered_by_id",
        "since",
        "is_demo",
    )
    IncomeTourismRevision.objects.create(**before, **{name: getattr(row, name) for name in kept}, until=until)
    return before


# --- how far a tambon's month has come -----------------------------------------------------------


def step(*, actor: User, scope: Scope, step: Step, month: int, tambon: str, reason: str = "") -> Close:
    """Submit, return, approve, lock or unlock the month of one tambon; the state it has then.

    Raises Problem access.ability (403), income.step (409) where the month stands otherwise, income.reason (422) and
    income.own_submission (403).
    """
    access.refuse_step(scope, step, tambon)
    rules.check_month(month, timezone.localdate())
    with transaction.atomic():
        row = storing.locked(month, [tambon])[0]
        was = Close(row.state)
        ends = rules.check_step(step, was, submitted_by=row.submitted_by_id, actor_id=actor.pk, reason=reason)
        now = timezone.now()
        values: dict[str, Any] = {"state": ends.value, "reason": reason.strip()[:300]}
        values |= _stamps(step, actor, now)
        IncomeClose.objects.filter(pk=row.pk, state=was.value).update(**values)
        record(
            actor=actor,
            verb=f"income.{step.value}",
            subject=CLOSE_SUBJECT,
            subject_id=row.pk,
            area_code=tambon,
            note=reason.strip(),
            before={"state": was.value},
            after={"state": ends.value, "month": month},
        )
    return ends


def _stamps(step: Step, actor: User, now: datetime) -> dict[str, Any]:
    """Who did a step and when."""
    stamps: dict[Step, dict[str, Any]] = {
        Step.SUBMIT: {"submitted_by": actor, "submitted_at": now},
        Step.RETURN: {"submitted_by": None, "submitted_at": None},
        Step.APPROVE: {"approved_by": actor, "approved_at": now},
        Step.LOCK: {"locked_at": now},
        Step.UNLOCK: {"unlocked_at": now, "approved_by": None, "approved_at": None, "locked_at": None},
    }
    return stamps[step]
