"""Every write of an import: read and check a file, decide its points, store it once."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.utils import timezone

from withi.faces.imports import queries, sets
from withi.faces.imports.models import ImportChunk, ImportDecision, ImportHeading, ImportRun
from withi.faces.imports.placing import Places
from withi.faces.imports.rules import COLUMNS, READERS, Sheet, mark_twins, place_of
from withi.ground.files import actions as files
from withi.ground.files.models import Upload
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.kit import columns, sheets
from withi.kit.intake import Act, Line, Severity
from withi.kit.problem import Problem
from withi.registers.publication.actions import Pick, step_many
from withi.registers.publication.rules import Step

CHUNK = 500
SENT_AT_ONCE = 2_000


def start(*, actor: User | None, scope: Scope, kind: Sheet, sent: files.Sent) -> ImportRun:
    """Keep the file and check it; nothing is in the registers yet. Raises Problem where it is no readable sheet."""
    if not scope.areas(Ability.IMPORT):
        raise Problem("access.ability", status=403)
    upload = files.keep(actor=actor, sent=sent, purpose="import")
    try:
        return check(actor=actor, scope=scope, kind=kind, upload=upload)
    except Problem:
        files.forget(upload=upload)
        raise


def check(
    *, actor: User | None, scope: Scope, kind: Sheet, upload: Upload, mapping: Mapping[str, int] | None = None
) -> ImportRun:
    """One pass over a kept file: every row read, compared and staged; an earlier check of the file is replaced."""
    with sheets.read(files.kept(upload), name=upload.name) as table:
        chosen = dict(
            mapping or columns.guess(table.header, COLUMNS[kind], queries.memory_of(actor, kind) if actor else None)
        )
        refuse_unknown(kind, chosen, table.header)
        run = ImportRun(
            owner=actor,
            upload=upload,
            kind=kind,
            sheet_name=table.sheet[:100],
            headings=list(table.header),
            header_row=table.header_row,
            mapping=chosen,
        )
        checked = _Check(kind, chosen, scope)
        chunks = [chunk for batch in table.batches() for chunk in checked.chunks(run, batch)]
    run.counts = checked.counts()
    with transaction.atomic():
        ImportRun.objects.filter(upload=upload, state=ImportRun.State.CHECKED).delete()
        run.save(force_insert=True)
        ImportChunk.objects.bulk_create(chunks, batch_size=50)
    return run


def refuse_unknown(kind: Sheet, mapping: Mapping[str, int], header: Iterable[str]) -> None:
    """A sheet without the column that names its rows cannot be read."""
    missing = [column for column in COLUMNS[kind] if column.required and column.key not in mapping]
    if missing:
        shown = ", ".join(text for text in header if text)[:200]
        raise Problem("import.column", field="file", column=missing[0].th, column_en=missing[0].en, found=shown)


class _Check:
    """One pass over the rows of a file: what was found is counted as it goes."""

    def __init__(self, kind: Sheet, mapping: Mapping[str, int], scope: Scope) -> None:
        self.kind = kind
        self.mapping = dict(mapping)
        self.place = Places(scope.areas(Ability.IMPORT))
        self.register = queries.Register(kind)
        self.read = READERS[kind]
        self.today = timezone.localdate()
        self.seen: dict[int, int] = {}
        self.acts: Counter[str] = Counter()
        self.rules: dict[str, Counter[str]] = {}
        self.position = 0

    def chunks(self, run: ImportRun, rows: list[sheets.Row]) -> Iterator[ImportChunk]:
        """Staged chunks of a batch of rows, compared with the register."""
        lines = [self.line(row) for row in rows]
        mark_twins(lines, self.seen)
        for line in lines:
            if line.act is not Act.TWIN:
                self.read(line, self.place)
        self.register.compare([line for line in lines if line.act is not Act.TWIN])
        for start in range(0, len(lines), CHUNK):
            yield self.chunk(run, lines[start : start + CHUNK])

    def line(self, row: sheets.Row) -> Line:
        cells = {key: row.cells[index] for key, index in self.mapping.items() if index < len(row.cells)}
        return Line(row.number, cells, self.today)

    def chunk(self, run: ImportRun, lines: list[Line]) -> ImportChunk:
        found: Counter[Severity] = Counter()
        for line in lines:
            line.act = Act.STOPPED if line.stopped else line.act
            self.acts[line.act] += 1
            for finding in line.findings:
                found[finding.severity] += 1
                count = self.rules.setdefault(f"{finding.severity}|{finding.rule}|{finding.column}", Counter())
                count["found"] += 1
                count["proposed"] += bool(finding.proposal)
        self.position += 1
        return ImportChunk(
            run=run,
            position=self.position,
            errors=found[Severity.ERROR],
            warnings=found[Severity.WARNING],
            repairs=found[Severity.REPAIR],
            body=queries.pack(lines),
        )

    def counts(self) -> dict[str, Any]:
        return {"acts": dict(self.acts), "rules": {key: dict(count) for key, count in sorted(self.rules.items())}}


def remember(*, actor: User, run: ImportRun, mapping: Mapping[str, int]) -> None:
    """Keep what this person said the headings mean; columns left out are remembered too."""
    meant = {index: key for key, index in mapping.items()}
    rows = [
        ImportHeading(owner=actor, kind=run.kind, heading=columns.normal(text)[:120], column=meant.get(index, ""))
        for index, text in enumerate(run.headings)
        if columns.normal(text)
    ]
    unique = {row.heading: row for row in reversed(rows)}
    with transaction.atomic():
        ImportHeading.objects.bulk_create(
            unique.values(), update_conflicts=True, unique_fields=["owner", "kind", "heading"], update_fields=["column"]
        )


def decide(*, run: ImportRun, chosen: Mapping[tuple[int, str], str | None], kept: Iterable[tuple[int, str]]) -> None:
    """What a person decided on single points: a value to store, "right as it is", or (None) to decide later."""
    keep = set(kept)
    with transaction.atomic():
        _refuse_done(run)
        for line, column in chosen.keys() | keep:
            ImportDecision.objects.filter(run=run, line=line, column=column).delete()
        ImportDecision.objects.bulk_create(
            ImportDecision(run=run, line=line, column=column, value=value or "", is_kept=(line, column) in keep)
            for (line, column), value in [*chosen.items(), *((point, "") for point in keep)]
            if value or (line, column) in keep
        )


def accept_rule(*, run: ImportRun, rule: str, accepted: bool) -> None:
    """Take over every single proposal of one rule, or take that back; single decisions count before it."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        _refuse_done(held)
        held.accepted = sorted(set(held.accepted) - {rule} | ({rule} if accepted else set()))
        held.save(update_fields=["accepted"])
    run.accepted = held.accepted


class Commit:
    """Storing a checked file: `steps` does it and tells how far it is; killed in the middle, nothing is there.

    Rows are made ready before the lock; if someone changed the same registers meanwhile they are made ready again
    inside it. The second commit of a run is refused.
    """

    def __init__(self, *, actor: User | None, scope: Scope, run: ImportRun, good_rows_only: bool = False) -> None:
        self.actor = actor
        self.scope = scope
        self.run = run
        self.good_rows_only = good_rows_only
        self.sheet = Sheet(run.kind)
        self.result: dict[str, Any] = {}

    def steps(self) -> Iterator[tuple[str, int]]:
        """Yields ("ready", rows so far) while rows are made ready, ("storing", rows), and at last ("done", rows)."""
        self.refuse_errors()
        moment = sets.moment(self.sheet)
        batch = sets.BATCHES[self.sheet](self.actor, self.scope, self.run)
        for count in batch.prepare():
            yield "ready", count
        yield "storing", batch.count
        with transaction.atomic():
            self.close()
            if sets.moment(self.sheet) != moment:
                batch = sets.BATCHES[self.sheet](self.actor, self.scope, self.run)
                for _ in batch.prepare():
                    pass
            self.result = batch.store()
            ImportRun.objects.filter(pk=self.run.pk).update(result=self.result)
        yield "done", batch.count

    def refuse_errors(self) -> None:
        """Rows that cannot be stored stop the file, unless only the good ones are wanted."""
        stopped = self.run.counts["acts"].get(Act.STOPPED, 0)
        if stopped and not self.good_rows_only:
            raise Problem("import.errors", count=stopped)

    def close(self) -> None:
        """The run is done with this transaction; someone else's commit of it was first otherwise."""
        now = timezone.now()
        fields = {"state": ImportRun.State.DONE, "committed_at": now, "good_rows_only": self.good_rows_only}
        if not ImportRun.objects.filter(pk=self.run.pk, state=ImportRun.State.CHECKED).update(**fields):
            raise Problem("import.done", status=409)


def commit(*, actor: User | None, scope: Scope, run: ImportRun, good_rows_only: bool = False) -> dict[str, Any]:
    """Store a checked file in one go; the counts of what it came to."""
    work = Commit(actor=actor, scope=scope, run=run, good_rows_only=good_rows_only)
    for _ in work.steps():
        pass
    run.refresh_from_db()
    return work.result


def discard(*, run: ImportRun) -> None:
    """Throw a file away with all that was read from it."""
    upload = run.upload
    with transaction.atomic():
        _refuse_done(run)
        run.delete()
    files.forget(upload=upload)


def _refuse_done(run: ImportRun) -> None:
    if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.CHECKED).exists():
        raise Problem("import.done", status=409)


def send(*, actor: User, scope: Scope, run: ImportRun) -> tuple[int, int]:
    """Send the drafts this import brought to be approved: how many went, and how many still miss something."""
    sent = left = 0
    for subject in sorted(run.result.get("ids", {})):
        picks = [Pick(subject, pk) for pk in queries.drafts_of(run, subject)]
        for start in range(0, len(picks), SENT_AT_ONCE):
            some = picks[start : start + SENT_AT_ONCE]
            outcome = step_many(actor=actor, scope=scope, step=Step.SUBMIT, picks=some)
            sent += len(outcome.done)
            left += len(outcome.refused)
    return sent, left


def report(*, run: ImportRun, lang: str) -> BinaryIO:
    """The uploaded sheet again, with every found cell coloured and commented; an open temporary file."""
    kind = Sheet(run.kind)
    places = {key: int(index) for key, index in run.mapping.items()}
    marks: dict[int, list[sheets.Mark]] = {}
    for line in queries.lines_of(run):
        found = [
            sheets.Mark(point.severity.value, point.message(lang), places.get(place_of(kind, point.column)))
            for point in line.findings
        ]
        if found:
            marks[line.number] = found
    wording = sheets.ENGLISH if lang == "en" else sheets.THAI
    with sheets.read(files.kept(run.upload), name=run.upload.name, sheet=run.sheet_name) as table:
        out = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - handed on open to the answer, which closes it
        try:
            sheets.write_report(out, table.layout, table, marks=marks, wording=wording)
        except BaseException:
            out.close()
            raise
    out.seek(0)
    return out
