"""What was decided on a comparison, stored in the registers; `actions` opens it to the house."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from withi.faces.exchange import queries
from withi.faces.exchange.models import ExchangeItem, ExchangeRun
from withi.faces.exchange.rules import Decision, Part, mark_of
from withi.faces.imports import actions as imports
from withi.faces.imports.queries import unpack
from withi.faces.imports.rules import Sheet
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import record_bulk
from withi.kit.codes import area_around
from withi.kit.intake import Line
from withi.kit.problem import Problem

RUN = "exchange_run"
BATCH = 500


@dataclass(frozen=True)
class Applied:
    """What storing came to: items stored, and those whose row changed meanwhile and are asked again."""

    stored: int
    changed: int

    def words(self) -> str:
        counts = {"stored": f"{self.stored:,}", "changed": f"{self.changed:,}"}
        return _("Stored: %(stored)s. Changed meanwhile and asked again: %(changed)s.") % counts


def apply(
    *, actor: User, scope: Scope, run: ExchangeRun, closing: Callable[[Applied], None] = imports.nothing
) -> Applied:
    """Store everything that was decided to be taken over or created, in one transaction, as an import would.

    The rows are made ready before it, and inside it only where the register or the decisions have moved since. An item
    whose row says something else now than when it was decided is left and asked again. Problem exchange.nothing where
    nothing is decided. `closing` is the last act of the transaction.
    """
    told: dict[str, Any] = {"actor": actor, "scope": scope, "kind": Sheet(run.kind)}
    told["note"] = f"{run.layout.name} · {run.upload.name}"
    before = Decided(run, scope)
    with imports.made_ready(**told, lines=before.lines()) as ready, transaction.atomic():
        ExchangeRun.objects.select_for_update().get(pk=run.pk)
        queries.hold(Sheet(run.kind), scope, before.subjects)
        if before.items and before.stands() and ready.stands():
            ready.store()
            return _close(actor, before, told["note"], closing)
        now = Decided(run, scope)
        if not now.items:
            raise Problem("exchange.nothing", status=409)
        queries.hold(Sheet(run.kind), scope, now.subjects)
        with imports.made_ready(**told, lines=now.lines()) as anew:
            anew.store()
        return _close(actor, now, told["note"], closing)


class Decided:
    """The items that are to be stored, beside our rows as they are at the first look."""

    def __init__(self, run: ExchangeRun, scope: Scope) -> None:
        self.kind, self._pending = Sheet(run.kind), queries.pending(run, scope)
        self.items = list(self._pending)
        self._scope = scope

    @property
    def subjects(self) -> list[int]:
        return [item.subject_id for item in self.items if item.subject_id]

    def stands(self) -> bool:
        """Whether the same is decided still."""
        known = [(item.pk, item.decision) for item in self.items]
        return list(self._pending.values_list("pk", "decision")) == known

    @cached_property
    def rows(self) -> dict[int, queries.Row]:
        return queries.rows_now(self.kind, self._scope, self.subjects)

    @cached_property
    def sorted_out(self) -> tuple[list[ExchangeItem], list[ExchangeItem]]:
        """Items that may be stored, and those on which our side has changed, with its value now."""
        ready, moved = [], []
        now = {pk: queries.plain_row(self.kind, row) for pk, row in self.rows.items()}
        for item in self.items:
            if item.part == Part.THERE:
                ready.append(item)
            elif item.subject_id not in now:
                moved.append(item)
            elif (value := now[item.subject_id].get(item.field, "")) == item.ours:
                ready.append(item)
            else:
                item.ours = value
                item.mark = mark_of(self.kind, item.subject_id, item.field, value, item.theirs)
                moved.append(item)
        return ready, moved

    def lines(self) -> list[Line]:
        """A line for each row that changes, holding what is taken over, and one for each that is created."""
        changing: dict[int, Line] = {}
        fresh = []
        for item in self.sorted_out[0]:
            (line,) = unpack(item.body)
            if item.subject_id is None:
                line.match_id = 0  # never an existing row: it was looked for when the file was read
                fresh.append(line)
                continue
            row = self.rows[item.subject_id]
            known = changing.setdefault(
                item.subject_id,
                Line(line.number, {}, line.today, {"name_th": row["name_th"], "area_code": row["area_code"]}),
            )
            known.match_id = item.subject_id
            known.values |= line.values
            known.findings += line.findings
        return [*changing.values(), *fresh]


def _close(actor: User, decided: Decided, note: str, closing: Callable[[Applied], None]) -> Applied:
    """Mark the items, write the trail, and end what the caller has to end."""
    ready, moved = decided.sorted_out
    now = timezone.now()
    for item in ready:
        item.applied_at = now
    for item in moved:
        item.decision, item.is_changed = Decision.LATER, True
    ExchangeItem.objects.bulk_update(ready, ["applied_at"], batch_size=BATCH)
    ExchangeItem.objects.bulk_update(moved, ["decision", "is_changed", "ours", "mark"], batch_size=BATCH)
    record_bulk(
        actor=actor,
        verb="exchange.apply",
        subject=RUN,
        changes=(),
        count=len(ready),
        area_code=area_around([item.area_code for item in ready]),
        note=note,
    )
    done = Applied(len(ready), len(moved))
    closing(done)
    return done
