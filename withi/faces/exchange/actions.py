"""Every write of the exchange: layouts, a comparison, its decisions, and storing what was decided."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.faces.exchange import access, queries, rules
from withi.faces.exchange.examples import EXAMPLES, SOURCE
from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeMemory, ExchangeRun, ItemQuerySet
from withi.faces.exchange.rules import Decision, Direction, LayoutColumn, Nature, Part
from withi.faces.exchange.staging import Comparison, Told, silent
from withi.faces.exchange.storing import Applied, apply
from withi.faces.imports import actions as imports
from withi.faces.imports.models import ImportRun
from withi.faces.imports.queries import REGISTERS, chunked
from withi.faces.imports.rules import Sheet
from withi.ground.files import actions as files
from withi.ground.files.models import Upload
from withi.ground.jobs.actions import Kind, Running, enqueue, register_kind
from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.queries import acting, allowed
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import record
from withi.ground.web.sets import seldom_collected
from withi.kit import sheets
from withi.kit.problem import Problem
from withi.registers.producers import actions as producers
from withi.registers.products import actions as products
from withi.registers.products.access import exports_personal
from withi.registers.publication import actions as publication
from withi.registers.villages import actions as villages

__all__ = ["Applied", "apply"]

DAYS_KEPT = 60
BATCH = 500
LAYOUT, RUN = "exchange_layout", "exchange_run"
APPLY, COMPARE, IMPORT = "exchange.apply", "exchange.compare", "exchange.import"
AT_ONCE = 200
"""So many decided items are stored within the answer, more as a job."""


# --- layouts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LayoutFacts:
    """Everything that is written about a layout."""

    name: str
    kind: Sheet
    columns: tuple[LayoutColumn, ...]
    direction: str = Direction.BOTH.value
    sheet_name: str = ""
    header_row: int = 1
    date_form: str = rules.DateForm.BE.value
    number_form: str = rules.NumberForm.PLAIN.value
    valid_from: date | None = None
    valid_until: date | None = None
    source_note: str = ""

    def values(self) -> dict[str, Any]:
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return told | {"kind": self.kind.value, "columns": [column.kept() for column in self.columns]}


def add_layout(*, actor: User, scope: Scope, facts: LayoutFacts, is_example: bool = False) -> ExchangeLayout:
    """Keep a new layout for one's province, or for the nation."""
    area = access.refuse_making(scope)
    _check(facts)
    with transaction.atomic():
        layout = ExchangeLayout.objects.create(**facts.values(), area_code=area, is_example=is_example)
        record(
            actor=actor,
            verb="exchange.layout_add",
            subject=LAYOUT,
            subject_id=layout.pk,
            area_code=area,
            note=facts.name,
        )
    return layout


def change_layout(*, actor: User, scope: Scope, layout: ExchangeLayout, facts: LayoutFacts, version: int) -> None:
    """Store a changed layout; 409 where somebody else stored it first. Comparisons made before keep their columns."""
    if not access.may_edit(scope, layout.area_code):
        raise Problem("access.ability", status=403)
    _check(facts)
    with transaction.atomic():
        held = ExchangeLayout.objects.select_for_update().get(pk=layout.pk)
        if held.version != version:
            raise Problem("publication.changed", status=409)
        before = {name: getattr(held, name) for name in facts.values()}
        changed = {name: value for name, value in facts.values().items() if _told(before[name]) != _told(value)}
        if not changed:
            return
        for name, value in {**changed, "version": version + 1}.items():
            setattr(held, name, value)
        held.save(update_fields=[*changed, "version", "updated_at"])
        record(
            actor=actor,
            verb="exchange.layout_change",
            subject=LAYOUT,
            subject_id=held.pk,
            area_code=held.area_code,
            note=held.name,
            before={name: _told(before[name]) for name in changed},
            after={name: _told(value) for name, value in changed.items()},
        )


def add_examples(*, actor: User, scope: Scope) -> None:
    """Keep our own example layouts, for a demonstration."""
    for one in EXAMPLES.values():
        facts = LayoutFacts(
            one.name,
            one.kind,
            one.columns,
            sheet_name=one.sheet_name,
            header_row=one.header_row,
            date_form=one.date_form.value,
            number_form=one.number_form.value,
            source_note=SOURCE,
        )
        add_layout(actor=actor, scope=scope, facts=facts, is_example=True)


def forget_examples() -> None:
    """Inside the clearing of a demonstration: its layouts go too. ProtectedError where somebody compares with one."""
    ExchangeLayout.objects.filter(is_example=True).delete()


def headings_of(*, sent: files.Sent, actor: User) -> tuple[list[str], str, int]:
    """Headings, sheet and heading row of a sample file, which is forgotten at once. Problem sheet.*, file.*."""
    upload = files.keep(actor=actor, sent=sent, purpose="layout", days=1)
    try:
        with sheets.read(files.path_of(upload), name=upload.name) as table:
            return list(table.header), table.sheet, table.header_row
    finally:
        files.forget(upload=upload)


def _check(facts: LayoutFacts) -> None:
    rules.refuse_layout(facts.kind, facts.columns)
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        raise Problem("exchange.dates", field="valid_until")


def _told(value: Any) -> Any:
    """A value as the trail and a layout keep it."""
    if isinstance(value, date):
        return value.isoformat()
    return [_told(one) for one in value] if isinstance(value, list | tuple) else value


def export(*, actor: User, scope: Scope, layout: ExchangeLayout, form: str) -> publication.Listing | Job:
    """Every row of one's area in this layout, in the trail: to be sent at once, or the job that writes many."""
    return publication.take_out(
        EXPORTS[Sheet(layout.kind)], actor=actor, scope=scope, form=form, filters={"layout": layout.pk}
    )


def _listing(actor: User, scope: Scope, filters: Mapping[str, Any]) -> publication.Listing:
    layout = access.layout_of(filters["layout"], scope, Ability.EXPORT)
    kind, personal = Sheet(layout.kind), exports_personal(scope)
    rows = queries.registered(kind, scope, Ability.EXPORT)
    count, writer = rows.count(), queries.Writer(layout, layout.column_list(), personal=personal)
    return publication.Listing(
        count,
        writer.headings,
        writer.whole(rows),
        lambda: note_export(actor=actor, scope=scope, kind=kind, count=count, personal=personal),
        sheet=layout.sheet_name,
        above=queries.above(layout),
    )


EXPORTS = {
    kind: publication.Export(f"exchange-{kind.value}", gettext_lazy("The register in a layout"), _listing)
    for kind in REGISTERS
}
for _export in EXPORTS.values():
    publication.register_export(_export)


def note_export(*, actor: User, scope: Scope, kind: Sheet, count: int, personal: bool) -> None:
    """Write into the trail that rows of a register left the house."""
    if kind is Sheet.COMMUNITIES:
        villages.note_export(actor=actor, scope=scope, count=count)
    else:
        room = producers if kind is Sheet.PRODUCERS else products
        room.note_export(actor=actor, scope=scope, count=count, personal=personal)


# --- a file --------------------------------------------------------------------------------------


def send_file(
    *, actor: User, scope: Scope, layout: ExchangeLayout, sent: files.Sent, whole_area: bool | None = None
) -> Job:
    """Keep a file of this layout and have it compared, or with `whole_area` None checked as an import.

    Problem where it is empty or too large; whether it fits the layout is said by the job.
    """
    if not scope.areas(Ability.IMPORT):
        raise Problem("access.ability", status=403)
    if whole_area is None:
        kind, upload = IMPORT, files.keep(actor=actor, sent=sent, purpose="import")
    else:
        kind, upload = COMPARE, files.keep(actor=actor, sent=sent, purpose="exchange", days=DAYS_KEPT)
    params = {"upload": str(upload.key), "layout": layout.pk, "whole_area": bool(whole_area)}
    return enqueue(kind=kind, owner_id=actor.pk, params=params, about=upload.name)


def import_with(
    *,
    actor: User,
    scope: Scope,
    layout: ExchangeLayout,
    upload: Upload,
    told: Callable[[int], None] = imports.nothing,
    closing: Callable[[ImportRun], None] = imports.nothing,
) -> ImportRun:
    """Check a kept file of this layout as an import; the rest is the import's own way."""
    sheet = _sheet_in(upload, layout)
    with sheets.read(files.kept(upload), name=upload.name, sheet=sheet) as table:
        mapping = rules.mapping_of(layout.name, layout.column_list(), list(table.header))
    return imports.check(
        actor=actor,
        scope=scope,
        kind=layout.sheet,
        upload=upload,
        mapping={key: index for key, index in mapping.items() if key != rules.OWN_NUMBER.key},
        sheet=sheet,
        dialect=rules.dialect_of(layout.column_list()),
        told=told,
        closing=closing,
    )


def compare(
    *,
    actor: User,
    scope: Scope,
    layout: ExchangeLayout,
    upload: Upload,
    whole_area: bool = False,
    told: Told = silent,
    closing: Callable[[ExchangeRun], None] = imports.nothing,
) -> ExchangeRun:
    """Compare a kept file of this layout with the register; nothing is changed there.

    Rows outside one's area are counted and not kept. `whole_area`: the file is said to hold everything of one's area,
    so that a row of any district may be missing in it; else only of districts that it names. `told` gets the step
    ("read", "compare", "keep") and the rows so far; `closing` is the last act of the transaction.
    """
    columns, sheet = layout.column_list(), _sheet_in(upload, layout)
    with seldom_collected():
        with sheets.read(files.kept(upload), name=upload.name, sheet=sheet) as table:
            mapping = rules.mapping_of(layout.name, columns, table.header)
            found = Comparison(layout.sheet, scope, columns, mapping, whole_area, told)
            found.read(table)
        found.compare()
        run = ExchangeRun(owner=actor, upload=upload, layout=layout, kind=layout.kind, columns=layout.columns)
        run.counts = found.told()
        told("keep", len(found.items))
        with transaction.atomic():
            run.save(force_insert=True)
            for item in found.items:
                item.run = run
            ExchangeItem.objects.bulk_create(found.items, batch_size=BATCH)
            closing(run)
    return run


def _sheet_in(upload: Upload, layout: ExchangeLayout) -> str:
    """The layout's sheet where the file has it; files are often sent on with another name of it."""
    if not layout.sheet_name:
        return ""
    with suppress(Problem), sheets.read(files.kept(upload), name=upload.name, sheet=layout.sheet_name):
        return layout.sheet_name
    return ""


def discard(*, run: ExchangeRun) -> None:
    """Throw a comparison away with its file; what was decided to stay quiet stays so."""
    upload = run.upload
    run.delete()
    files.forget(upload=upload)


# --- decisions -----------------------------------------------------------------------------------


def decide(*, actor: User, scope: Scope, run: ExchangeRun, item: ExchangeItem, decision: Decision) -> ExchangeItem:
    """Keep what a person decided on one item (LATER takes it back); the next comparison remembers what stays."""
    rules.refuse_choice(decision, Part(item.part), can_take=item.can_take)
    with transaction.atomic():
        rows = queries.items_of(run, scope).filter(pk=item.pk)
        if not rows.filter(applied_at=None).update(decision=decision, is_quiet=False, is_changed=False):
            raise Problem("exchange.applied", status=409)
        _remember(actor, rows, decision)
    item.decision, item.is_quiet, item.is_changed = decision, False, False
    return item


def decide_every(
    *, actor: User, scope: Scope, run: ExchangeRun, part: Part, field: str, nature: Nature, decision: Decision
) -> int:
    """The same decision for every open item of one kind of difference; how many those were."""
    with transaction.atomic():
        ExchangeRun.objects.select_for_update().get(pk=run.pk)
        rows = queries.items_of(run, scope).open().filter(part=part, field=field, nature=nature, applied_at=None)
        if decision is Decision.THEIRS:
            rows = rows.filter(can_take=True)
        rules.refuse_choice(decision, part, can_take=True)
        ids = list(rows.values_list("pk", flat=True))
        for some in chunked(ids, BATCH):
            chosen = queries.items_of(run, scope).filter(pk__in=some)
            chosen.update(decision=decision)
            _remember(actor, chosen, decision)
    return len(ids)


def _remember(actor: User, rows: ItemQuerySet, decision: Decision) -> None:
    """What stays is remembered by its mark; any other decision forgets it."""
    marks = list(rows.values_list("mark", flat=True))
    if decision not in rules.QUIET:
        ExchangeMemory.objects.filter(mark__in=marks).delete()
        return
    now = timezone.now()
    ExchangeMemory.objects.bulk_create(
        [
            ExchangeMemory(mark=mark, decision=decision, decided_by=actor, decided_at=now)
            for mark in dict.fromkeys(marks)
        ],
        update_conflicts=True,
        unique_fields=["mark"],
        update_fields=["decision", "decided_by", "decided_at"],
    )


# --- storing -------------------------------------------------------------------------------------


def store(*, actor: User, scope: Scope, run: ExchangeRun) -> Applied | Job:
    """Store what was decided at once, or have it done where it is much; pressed twice it is one job."""
    if queries.pending(run, scope).count() <= AT_ONCE:
        return apply(actor=actor, scope=scope, run=run)
    told: dict[str, Any] = {"params": {"run": str(run.key)}, "about": run.upload.name, "once": f"apply {run.key}"}
    return enqueue(kind=APPLY, owner_id=actor.pk, **told)


# --- as jobs -------------------------------------------------------------------------------------


@contextmanager
def _file_of(running: Running) -> Iterator[dict[str, Any]]:
    """What a job has in hand: actor, scope, layout, file. A file that cannot be read so is forgotten and sent anew."""
    actor, scope = acting(running.owner_id)
    running.result(url=reverse("exchange:start"))
    upload = Upload.objects.filter(key=UUID(running.params["upload"]), owner_id=actor.pk).first()
    layouts = ExchangeLayout.objects.in_scope(scope, Ability.IMPORT)
    layout = layouts.filter(pk=running.params["layout"]).first()
    if upload is None or layout is None:
        raise Problem("exchange.gone")
    try:
        yield {"actor": actor, "scope": scope, "layout": layout, "upload": upload}
    except Problem:
        files.forget(upload=upload)
        raise


def _compare_job(running: Running) -> None:
    """The file of a job compared, and the job done with it."""
    steps = {
        "read": _("reading and checking the rows"),
        "compare": _("comparing with the register"),
        "keep": _("keeping what is to be decided"),
    }

    def told(step: str, rows: int) -> None:
        running.progress(rows, words=steps[step])

    def close(run: ExchangeRun) -> None:
        rows = run.counts.get("rows", 0)
        words = ngettext("%(count)s row compared", "%(count)s rows compared", rows) % {"count": f"{rows:,}"}
        running.result(words=words, url=reverse("exchange:run", args=[run.key]))
        running.finish()

    with _file_of(running) as held:
        compare(**held, whole_area=bool(running.params["whole_area"]), told=told, closing=close)


def _import_job(running: Running) -> None:
    """The file of a job checked as an import, and the job done with it."""

    step = _("reading and checking the rows")

    def close(run: ImportRun) -> None:
        running.result(words=imports.read_words(run), url=reverse("imports:review", args=[run.key]))
        running.finish()

    with _file_of(running) as held:
        import_with(**held, told=lambda rows: running.progress(rows, words=step), closing=close)


def _apply_job(running: Running) -> None:
    """What was decided on a comparison stored in one transaction, and the job done with it."""
    actor, scope = acting(running.owner_id)
    found = ExchangeRun.objects.filter(key=UUID(running.params["run"]), owner=actor)
    run = found.select_related("layout", "upload").first()
    if run is None:
        raise Problem("exchange.gone")
    running.result(url=(url := reverse("exchange:run", args=[run.key])))
    running.progress(0, words=_("storing; this page stands still until it is done"))

    def close(done: Applied) -> None:
        running.result(words=done.words(), url=url)
        running.finish()

    with seldom_collected():
        apply(actor=actor, scope=scope, run=run, closing=close)


register_kind(Kind(APPLY, gettext_lazy("Storing what was decided"), _apply_job, allowed(Ability.IMPORT)))
register_kind(Kind(COMPARE, gettext_lazy("Comparing a file"), _compare_job, allowed(Ability.IMPORT)))
register_kind(Kind(IMPORT, gettext_lazy("Reading and checking a file"), _import_job, allowed(Ability.IMPORT)))
