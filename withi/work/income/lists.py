"""Months of many producers stored in sets: what a list or the demonstration brings, a month at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from withi.ground.files import actions as files
from withi.ground.files.models import Photo
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import Change as TrailChange
from withi.ground.trail.actions import record_bulk
from withi.ground.web import sets
from withi.kit.problem import Problem
from withi.work.figures import actions as figures
from withi.work.income import queries, rules
from withi.work.income.access import producers_of
from withi.work.income.models import (
    IncomeClose,
    IncomeCutoff,
    IncomeLine,
    IncomeMonth,
    IncomeRevision,
    IncomeTourism,
    IncomeTourismRevision,
)
from withi.work.income.rules import CHANNELS, Close, Report, State
from withi.work.income.storing import SUBJECT, Tally, Work, hold, hold_open

COLUMNS = (
    "id", "producer", "month", "area_code", "kind", *(channel.value for channel in CHANNELS), "total", "state", "why",
    "basis", "note", "key", "digest", "revision", "entered_by", "since", "is_demo",
)  # fmt: skip
OF_DEMO: tuple[Any, ...] = (IncomeMonth, IncomeRevision, IncomeTourism, IncomeTourismRevision, IncomeCutoff)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A producer's month as a list brings it; area and kind are those of that time, amounts in satang."""

    producer_id: int
    month: int
    area_code: str
    kind: str
    amounts: tuple[int | None, ...]
    state: State
    since: datetime
    basis: str = ""


def store_new(*, actor: User | None, rows: Iterable[MonthRow], note: str, is_demo: bool = False) -> int:
    """Store months that nobody reported yet, all or none, in rising order of months; how many there were.

    One transaction, one trail entry, no access check of its own. A month that is reported already breaks the unique
    constraint, and all is off.
    """
    wanted = sorted(rows, key=attrgetter("month", "producer_id"))
    if not wanted:
        return 0
    with transaction.atomic(), sets.seldom_collected():
        ids = sets.reserve_ids(IncomeMonth, len(wanted))
        writer = actor.pk if actor else None
        values = (_values(pk, row, writer, is_demo=is_demo) for pk, row in zip(ids, wanted, strict=True))
        months = [(month, list(some)) for month, some in groupby(wanted, key=attrgetter("month"))]
        for month, some in months:
            hold_open(month, {rules.tambon_of(row.area_code) for row in some})
        sets.insert(IncomeMonth, COLUMNS, values)
        for month, some in months:
            figures.shift(month=month, changes=_tallied(some).changes())
        record_bulk(
            actor=actor,
            verb="income.store",
            subject=SUBJECT,
            changes=(TrailChange(SUBJECT, pk, None, None) for pk in ids),
            count=len(ids),
            note=note,
        )
    return len(wanted)


class Stored(NamedTuple):
    """What storing a list of reports came to."""

    new: int
    changed: int
    same: int


def store_reports(*, actor: User | None, scope: Scope, reports: Iterable[Report]) -> Stored:
    """Store the reports of a list, of any months, all or none; in rising order of months, a trail entry for each.

    What is to be asked about them was asked before. Raises Problem access.ability (403) where a producer is not in the
    person's area, income.closed (409) where a month is, income.changed (409) where another report came meanwhile.
    """
    new = changed = same = 0
    wanted = sorted(reports, key=attrgetter("month", "producer_id"))
    with transaction.atomic():
        for month, some in groupby(wanted, key=attrgetter("month")):
            rules.check_month(month, timezone.localdate())
            of_month = {said.producer_id: said for said in some}
            work = _stored(actor, scope, month, of_month)
            new, changed = new + len(work.new), changed + len(work.changed)
            same += len(of_month) - len(work.new) - len(work.changed)
    return Stored(new, changed, same)


def _stored(actor: User | None, scope: Scope, month: int, reports: Mapping[int, Report]) -> Work:
    """Reports of one month, written under the locks of their tambons."""
    producers = producers_of(reports, scope, Ability.ENTER)
    standing = hold(month, producers)
    work = Work(actor, month, queries.last_revisions(month, reports))
    for pk, said in reports.items():
        row = standing.get(pk)
        if said.revision not in (None, row.revision if row else 0):
            raise Problem("income.changed", status=409)
        work.take(producers[pk], row, said)
    work.write()
    return work


def store_closes(*, rows: Sequence[tuple[int, str]], at: datetime) -> None:
    """Inside the demonstration's loading: months that were locked long ago."""
    for month, some in groupby(sorted(rows), key=lambda row: row[0]):
        codes = [code for _month, code in some]
        IncomeClose.objects.filter(month=month, area_code__in=codes).update(
            state=Close.LOCKED.value, submitted_at=at, approved_at=at, locked_at=at
        )


def drop_demo() -> int:
    """Inside the taking out of the demonstration: its months go, and what they added to the roll-ups; how many."""
    rows = IncomeMonth.objects.filter(is_demo=True).order_by("month", "pk")
    files.remove_photos(photos=Photo.objects.filter(subject=SUBJECT, subject_id__in=rows.values("pk")))
    parts = _parts(rows)
    names = ("area_code", "kind", "state", *(channel.value for channel in CHANNELS))
    for month, some in groupby(rows.values_list("month", "pk", *names), key=itemgetter(0)):
        tally = Tally()
        for _month, pk, area, kind, state, *amounts in some:
            tally.count((area, kind, state), amounts, parts.get(pk, ()), -1)
        figures.shift(month=month, changes=tally.changes())
    taken: int = sum(table.objects.filter(is_demo=True).delete()[0] for table in OF_DEMO)
    real = IncomeMonth.objects.values("month").union(IncomeTourism.objects.values("month"))
    IncomeClose.objects.exclude(month__in=[row["month"] for row in real]).delete()
    theirs = Q(submitted_by__is_demo=True) | Q(approved_by__is_demo=True)
    IncomeClose.objects.filter(theirs).update(submitted_by=None, approved_by=None)
    return taken


def _parts(rows: "QuerySet[IncomeMonth]") -> dict[int, list[tuple[str, str, int]]]:
    found: dict[int, list[tuple[str, str, int]]] = {}
    lines = IncomeLine.objects.filter(report__in=rows)
    for pk, product_type, channel, amount in lines.values_list("report_id", "product_type", "channel", "amount"):
        found.setdefault(pk, []).append((product_type, channel, amount))
    return found


def _values(pk: int, row: MonthRow, writer: int | None, *, is_demo: bool) -> tuple[Any, ...]:
    total = sum(amount or 0 for amount in row.amounts)
    whose = (pk, row.producer_id, row.month, row.area_code, row.kind)
    return (*whose, *row.amounts, total, row.state.value, "", row.basis, "", None, "", 1, writer, row.since, is_demo)


def _tallied(rows: Iterable[MonthRow]) -> Tally:
    tally = Tally()
    for row in rows:
        tally.count((row.area_code, row.kind, row.state.value), row.amounts, (), 1)
    return tally
