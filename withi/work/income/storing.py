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
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.work.figures import actions as figures
from withi.work.figures.rules import Change
from withi.work.income import access, queries, rules
from withi.work.income.models import IncomeClose, IncomeLine, IncomeMonth, IncomeRevision
from withi.work.income.rules import CHANNELS, Close, Report

SUBJECT = access.MONTH
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


def hold_open(month: int, tambons: Iterable[str]) -> None:
    """Nothing is written into a month that was submitted, approved or locked."""
    for close in locked(month, tambons):
        if close.state != Close.OPEN:
            values = rules.told_month(month) | rules.told_state(Close(close.state))
            raise Problem("income.closed", status=409, **values)


def locked(month: int, tambons: Iterable[str]) -> list[IncomeClose]:
    """The rows that say how far each tambon's month has come, held until the transaction ends, in code order."""
    codes = sorted(tambons)
    there = set(IncomeClose.objects.filter(month=month, area_code__in=codes).values_list("area_code", flat=True))
    made = [IncomeClose(month=month, area_code=code) for code in codes if code not in there]
    IncomeClose.objects.bulk_create(made, ignore_conflicts=True)
    held = IncomeClose.objects.filter(month=month, area_code__in=codes)
    return list(held.order_by("area_code").select_for_update())


def hold(month: int, producers: Mapping[int, Producer]) -> dict[int, IncomeMonth]:
    """Lock the month of every tambon concerned, refuse where one is closed; the reports that stand, then.

    A report keeps the area it was first made in, whatever became of the producer since. The producers are held too, and
    their area and kind read again: of one that moves meanwhile, two would else hold two tambons.
    """
    held = Producer.objects.filter(pk__in=list(producers)).order_by("pk").select_for_update(no_key=True)
    for pk, area_code, kind in held.values_list("pk", "area_code", "kind"):
        producers[pk].area_code, producers[pk].kind = area_code, kind
    rows = IncomeMonth.objects.filter(month=month, producer_id__in=list(producers))
    areas = dict(rows.values_list("producer_id", "area_code"))
    tambons = {rules.tambon_of(areas.get(pk, producer.area_code)) for pk, producer in producers.items()}
    hold_open(month, tambons)
    return {row.producer_id: row for row in rows.all().prefetch_related("lines")}


@dataclass
class Tally:
    """What reports of one month change in the cells of the roll-ups."""

    delta: Counter[tuple[str, str, str, str, str]] = field(default_factory=Counter)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def count(
        self,
        whose: tuple[str, str, str],
        amounts: Iterable[int | None],
        parts: Iterable[tuple[str, str, int]],
        sign: int,
    ) -> None:
        """A report of (area, kind, state) that comes (1) or goes (-1); `parts`: (product type, channel, satang)."""
        area_code, kind, state = whose
        tambon = rules.tambon_of(area_code)
        self.counts[tambon, kind, state] += sign
        for (channel, product_type), amount in rules.cells(amounts, parts).items():
            self.delta[tambon, kind, channel, product_type, state] += sign * amount

    def changes(self) -> list[Change]:
        """Cells that changed and numbers of reports that changed."""
        sums = [Change(*cell, satang=satang, reports=0) for cell, satang in self.delta.items() if satang]
        reports = [
            Change(area, kind, "", "", state, satang=0, reports=count)
            for (area, kind, state), count in self.counts.items()
            if count
        ]
        return [*sums, *reports]


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
    tally: Tally = field(default_factory=Tally)

    def take(self, producer: Producer, row: IncomeMonth | None, said: Report) -> None:
        """One report: nothing to do where it says what stands."""
        if not differs(row, said):
            return
        before = None if row is None else {name: getattr(row, name) for name in SAID}
        if row is None:
            row = self._started(producer)
            self.new.append(row)
        else:
            self.replace(row)
            self.changed.append(row)
        for name, value in zip(SAID, _said_by(said), strict=True):
            setattr(row, name, value)
        row.total, row.key, row.digest = said.total, said.key, said.digest if said.key else ""
        row.revision, row.entered_by, row.since = row.revision + 1, self.actor, timezone.now()
        self.parts[producer.pk] = said.parts
        self._note(row, before)

    def _started(self, producer: Producer) -> IncomeMonth:
        return IncomeMonth(
            producer=producer,
            month=self.month,
            area_code=producer.area_code,
            kind=producer.kind,
            revision=self.last.get(producer.pk, 0),
            is_demo=producer.is_demo,
        )

    def _note(self, row: IncomeMonth, before: Mapping[str, Any] | None) -> None:
        """What the trail is told of one report: the fields that changed."""
        after = {name: getattr(row, name) for name in SAID}
        changes = {name: value for name, value in after.items() if not before or before[name] != value}
        was = {name: before[name] for name in changes} if before else None
        self.told.append(TrailChange(SUBJECT, row.producer_id, was, changes | {"month": self.month}))

    def replace(self, row: IncomeMonth) -> None:
        """What stood is kept with the time until which it stood, and taken out of the roll-ups."""
        parts = [(line.product_id, line.product_type, line.channel, line.amount) for line in row.lines.all()]
        self.replaced.append({name: getattr(row, name) for name in KEPT})
        self.lines[row.producer_id] = [list(part) for part in parts]
        self.count(row, [(kind, channel, amount) for _, kind, channel, amount in parts], -1)

    def count(self, row: IncomeMonth, parts: Iterable[tuple[str, str, int]], sign: int) -> None:
        """The change that a report makes in every cell of the roll-ups."""
        amounts = [getattr(row, name) for name in AMOUNTS]
        self.tally.count((row.area_code, row.kind, row.state), amounts, parts, sign)

    def write(self) -> None:
        """Everything at once; nothing where nothing changed."""
        if not self.new and not self.changed:
            return
        keep_revisions(self.replaced, self.lines)
        self._insert()
        written = [tuple(getattr(row, name) for name in (*COLUMNS, "id")) for row in self.changed]
        sets.update(IncomeMonth, WRITTEN, written)
        self._write_lines()
        figures.shift(month=self.month, changes=self.tally.changes())
        self._tell()

    def _insert(self) -> None:
        """New rows as plain values: two hundred of them through the ORM take longer than all else that is written."""
        if not self.new:
            return
        for pk, row in zip(sets.reserve_ids(IncomeMonth, len(self.new)), self.new, strict=True):
            row.pk = pk
        names = ("id", *KEPT)
        sets.insert(
            IncomeMonth, [*map(_field, names)], [tuple(getattr(row, name) for name in names) for row in self.new]
        )

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


def keep_revisions(replaced: Sequence[Mapping[str, Any]], lines: Mapping[int, list[list[Any]]]) -> None:
    """Figures that are replaced now, kept with their products' parts."""
    if not replaced:
        return
    now = timezone.now()
    rows = [(*(values[name] for name in KEPT), now, lines[values["producer_id"]]) for values in replaced]
    sets.insert(IncomeRevision, [*map(_field, KEPT), "until", "lines"], rows)


def _field(name: str) -> str:
    """The field of a column's name."""
    return name.removesuffix("_id")
