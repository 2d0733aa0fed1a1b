"""Reports of one month on their way into the tables, the roll-ups and the trail."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from withi.ground.people.models import User
from withi.ground.trail.actions import Change as TrailChange
from withi.ground.trail.actions import record, record_bulk
from withi.ground.web import sets
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.work.figures import actions as figures
from withi.work.figures.rules import Change
from withi.work.income import queries, rules
from withi.work.income.models import IncomeLine, IncomeMonth, IncomeRevision
from withi.work.income.rules import CHANNELS, Report

SUBJECT = "income_month"
AMOUNTS = tuple(channel.value for channel in CHANNELS)
SAID = ("state", *AMOUNTS, "why", "basis", "note")
KEPT = (
    "producer_id", "month", "area_code", "kind", "total", *SAID,
    "key", "digest", "revision", "entered_by_id", "since", "is_demo",
)  # fmt: skip
WRITTEN = (*SAID, "total", "key", "digest", "revision", "entered_by", "since")
COLUMNS = (*SAID, "total", "key", "digest", "revision", "entered_by_id", "since")


def differs(row: IncomeMonth | None, said: Report) -> bool:
    return row is None or _said(row) != _said_by(said) or queries.parts_of(row) != sorted_parts(said)


def _said(row: IncomeMonth) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in SAID)


def _said_by(said: Report) -> tuple[Any, ...]:
    return (said.state.value, *said.amounts, said.why, said.basis, said.note)


def sorted_parts(said: Report) -> list[tuple[int, str, int]]:
    return sorted((part.product_id, part.channel, part.amount) for part in said.parts)


@dataclass
class Work:
    """Reports of one month on their way into the tables."""

    actor: User | None
    month: int
    last: Mapping[int, int]
    new: list[IncomeMonth] = field(default_factory=list)
    changed: list[IncomeMonth] = field(default_factory=list)
    replaced: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[int, list[list[Any]]] = field(default_factory=dict)
    parts: dict[int, tuple[rules.Part, ...]] = field(default_factory=dict)
    told: list[TrailChange] = field(default_factory=list)
    delta: Counter[tuple[str, str, str, str, str]] = field(default_factory=Counter)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def take(self, producer: Producer, row: IncomeMonth | None, said: Report) -> None:
        """One report: nothing to do where it says what stands."""
        if row is not None and not differs(row, said):
            return
        before = None
        if row is None:
            row = IncomeMonth(
                producer=producer,
                month=self.month,
                area_code=producer.area_code,
                kind=producer.kind,
                revision=self.last.get(producer.pk, 0),
                is_demo=producer.is_demo,
            )
            self.new.append(row)
        else:
            before = {name: getattr(row, name) for name in SAID}
            self.replace(row)
            self.changed.append(row)
        for name, value in zip(SAID, _said_by(said), strict=True):
            setattr(row, name, value)
        row.total, row.key, row.digest = said.total, said.key, said.digest if said.key else ""
        row.revision, row.entered_by, row.since = row.revision + 1, self.actor, timezone.now()
        self.parts[producer.pk] = said.parts
        after = {name: getattr(row, name) for name in SAID}
        changes = {name: value for name, value in after.items() if before is None or before[name] != value}
        was = {name: before[name] for name in changes} if before else None
        self.told.append(TrailChange(SUBJECT, producer.pk, was, changes | {"month": self.month}))

    def replace(self, row: IncomeMonth) -> None:
        """What stood is kept with the time until which it stood, and taken out of the roll-ups."""
        parts = [(line.product_id, line.product_type, line.channel, line.amount) for line in row.lines.all()]
        self.replaced.append({name: getattr(row, name) for name in KEPT})
        self.lines[row.producer_id] = [list(part) for part in parts]
        self.count(row, [(kind, channel, amount) for _, kind, channel, amount in parts], -1)

    def count(self, row: IncomeMonth, parts: Iterable[tuple[str, str, int]], sign: int) -> None:
        """The change that a report makes in every cell of the roll-ups."""
        tambon, amounts = rules.tambon_of(row.area_code), [getattr(row, name) for name in AMOUNTS]
        self.counts[tambon, row.kind, row.state] += sign
        for (channel, product_type), amount in rules.cells(amounts, parts).items():
            self.delta[tambon, row.kind, channel, product_type, row.state] += sign * amount

    def changes(self) -> list[Change]:
        """What the roll-ups are told: cells that changed and numbers of reports that changed, in a fixed order."""
        sums = [Change(*cell, satang=satang, reports=0) for cell, satang in self.delta.items() if satang]
        reports = [
            Change(area, kind, "", "", state, satang=0, reports=count)
            for (area, kind, state), count in self.counts.items()
            if count
        ]
        return sorted(
            [*sums, *reports],
            key=lambda change: (change.area_code, change.kind, change.channel, change.product_type, change.state),
        )

    def write(self) -> None:
        """Everything at once; nothing where nothing changed."""
        if not self.new and not self.changed:
            return
        keep_revisions(self.replaced, self.lines)
        IncomeMonth.objects.bulk_create(self.new)
        written = [tuple(getattr(row, name) for name in (*COLUMNS, "id")) for row in self.changed]
        sets.update(IncomeMonth, WRITTEN, written)
        self._write_lines()
        figures.shift(month=self.month, changes=self.changes())
        self._tell()

    def _write_lines(self) -> None:
        rows = [*self.changed, *self.new]
        IncomeLine.objects.filter(report__in=[row.pk for row in self.changed]).delete()
        products = {part.product_id for parts in self.parts.values() for part in parts}
        types = dict(Product.objects.filter(pk__in=products).values_list("pk", "type")) if products else {}
        made = []
        for row in rows:
            parts = self.parts[row.producer_id]
            self.count(row, [(types[part.product_id], part.channel, part.amount) for part in parts], 1)
            made += [
                IncomeLine(
                    report=row, product_id=part.product_id, product_type=types[part.product_id], channel=part.channel,
                    amount=part.amount,
                )
                for part in parts
            ]  # fmt: skip
        IncomeLine.objects.bulk_create(made)

    def _tell(self) -> None:
        ids = {row.producer_id: row for row in [*self.new, *self.changed]}
        if len(self.told) == 1:
            told = self.told[0]
            row = ids[told.subject_id]
            record(
                actor=self.actor, verb="income.report", subject=SUBJECT, subject_id=row.pk, area_code=row.area_code,
                before=told.before, after=told.after,
            )  # fmt: skip
            return
        changes = [TrailChange(SUBJECT, ids[told.subject_id].pk, told.before, told.after) for told in self.told]
        record_bulk(
            actor=self.actor, verb="income.report_many", subject=SUBJECT, changes=changes, count=len(changes),
            area_code=_around([row.area_code for row in ids.values()]), note=str(self.month),
        )  # fmt: skip


def _around(areas: Sequence[str]) -> str:
    """The smallest area that holds all of them."""
    first, last = min(areas), max(areas)
    sizes = [size for size in (8, 6, 4, 2) if first[:size] == last[:size] and len(first) >= size]
    return first[: sizes[0]] if sizes else ""


def keep_revisions(replaced: Iterable[Mapping[str, Any]], lines: Mapping[int, list[list[Any]]]) -> None:
    now = timezone.now()
    IncomeRevision.objects.bulk_create(
        IncomeRevision(**values, until=now, lines=lines[values["producer_id"]]) for values in replaced
    )
