"""Dated rules of monthly income: until when a month is reported, and by how much sales shall grow."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import record
from withi.kit import era
from withi.kit.problem import Problem
from withi.work.income import access, queries, rules
from withi.work.income.models import IncomeCutoff, IncomeTarget, IncomeTargetMember

CUTOFF_SUBJECT = "income_cutoff"
TARGET_SUBJECT = "income_target"


def set_cutoff(
    *,
    actor: User | None,
    scope: Scope,
    area_code: str,
    valid_from: int,
    day: int,
    source: str,
    is_demo: bool = False,
) -> IncomeCutoff:
    """From a month on, an area reports until this day of the month after. Raises Problem income.cutoff_past for months
    that were due already; the demonstration alone begins in the past."""
    access.refuse_dated(scope, area_code)
    if not is_demo:
        rules.check_cutoff(valid_from, timezone.localdate())
    with transaction.atomic():
        rows = IncomeCutoff.objects.select_for_update().filter(area_code=area_code, valid_from=valid_from)
        stood = rows.first()
        row, _made = IncomeCutoff.objects.update_or_create(
            area_code=area_code,
            valid_from=valid_from,
            defaults={"day": day, "source": source, "is_demo": is_demo},
        )
        record(
            actor=actor,
            verb="income.set_cutoff",
            subject=CUTOFF_SUBJECT,
            subject_id=row.pk,
            area_code=area_code,
            note=source,
            before={"day": stood.day} if stood else None,
            after={"valid_from": valid_from, "day": day},
        )
    return row


@dataclass(frozen=True, slots=True)
class Aim:
    """A growth target as it is set: `rate` in hundredths of a percent over the average of the base years (BE)."""

    area_code: str
    fiscal_year: int
    rate: int
    first_base_year: int
    last_base_year: int
    base_round: str
    source: str


FACTS = ("rate", "first_base_year", "last_base_year", "base_round", "source")


def set_target(*, actor: User, scope: Scope, aim: Aim) -> IncomeTarget:
    """Set an area's target of a year, or set it anew while nobody has approved it (409 income.target_frozen)."""
    access.refuse_dated(scope, aim.area_code)
    rules.check_years(aim.fiscal_year, aim.first_base_year, aim.last_base_year)
    with transaction.atomic():
        before = _held(aim.area_code, aim.fiscal_year)
        row = before or IncomeTarget(area_code=aim.area_code, fiscal_year=aim.fiscal_year)
        was = {name: getattr(row, name) for name in FACTS} if before else None
        for name in FACTS:
            setattr(row, name, getattr(aim, name))
        row.entered_by = actor
        row.save()
        _note(actor, "income.set_target", row, before=was, after={name: getattr(aim, name) for name in FACTS})
    return row


def approve_target(*, actor: User, scope: Scope, area_code: str, year: int, producers: Iterable[int]) -> IncomeTarget:
    """Freeze what a target is measured by: the producers of its round, and what they sold in the base years.

    Raises Problem income.target_own (403) where the same person set it, income.target_frozen (409) where it was
    approved, income.no_base (409) where the round's producers reported no sales of a base year.
    """
    access.refuse_dated(scope, area_code)
    with transaction.atomic():
        row = _held(area_code, year)
        if row is None:
            raise Problem("income.no_target", status=404)
        if row.entered_by_id == actor.pk:
            raise Problem("income.target_own", status=403)
        members = sorted(set(producers))
        base = _base(row, members)
        row.base_total, row.base_reports, row.base_producers = base.satang, base.reports, len(members)
        row.approved_by, row.approved_at = actor, timezone.now()
        row.save(update_fields=["base_total", "base_reports", "base_producers", "approved_by", "approved_at"])
        IncomeTargetMember.objects.bulk_create(IncomeTargetMember(target=row, producer_id=pk) for pk in members)
        frozen = {"base_total": base.satang, "base_reports": base.reports, "base_producers": len(members)}
        _note(actor, "income.approve_target", row, before=None, after=frozen)
    return row


def _base(row: IncomeTarget, members: list[int]) -> queries.Sold:
    """What the members sold in the base years; a year that none of them reported would pass a gap off as a low base."""
    whole = queries.Sold(0, 0)
    for year in range(row.first_base_year, row.last_base_year + 1):
        one = queries.sold(members, era.fiscal_months(year))
        if not one.satang:
            raise Problem("income.no_base", status=409, round=row.base_round, year=year)
        whole = queries.Sold(whole.satang + one.satang, whole.reports + one.reports)
    return whole


def _held(area_code: str, year: int) -> IncomeTarget | None:
    """The target of a year, locked; refused where its base is frozen."""
    row = IncomeTarget.objects.select_for_update().filter(area_code=area_code, fiscal_year=year).first()
    if row is not None and row.approved_at is not None:
        raise Problem("income.target_frozen", status=409)
    return row


def _note(actor: User, verb: str, row: IncomeTarget, *, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=TARGET_SUBJECT,
        subject_id=row.pk,
        area_code=row.area_code,
        note=row.source,
        before=before,
        after=after | {"fiscal_year": row.fiscal_year},
    )
