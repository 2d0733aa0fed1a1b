"""Every write of an import: read and check a file, decide its points, store it once."""

import itertools
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from operator import itemgetter
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.faces.imports import queries, sets
from withi.faces.imports.models import ImportChunk, ImportDecision, ImportHeading, ImportRun
from withi.faces.imports.placing import DISTRICT, PROVINCE, Places
from withi.faces.imports.rules import COLUMNS, READERS, Sheet, mark_twins, place_of
from withi.faces.imports.sets import made_ready
from withi.ground.files import actions as files
from withi.ground.files.models import Upload
from withi.ground.jobs.actions import Kind, Running, enqueue, register_kind
from withi.ground.jobs.models import Job
from withi.ground.notices import actions as notices
from withi.ground.notices.models import NoticeKind
from withi.ground.notices.models import register_kind as register_notice
from withi.ground.people.models import User
from withi.ground.people.queries import acting, allowed
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.sets import seldom_collected
from withi.kit import columns, sheets
from withi.kit.columns import PLAIN, Dialect
from withi.kit.intake import Act, Line, Severity
from withi.kit.problem import Problem
from withi.registers.publication.actions import Pick, step_many
from withi.registers.publication.rules import Step

__all__ = ["made_ready"]
CHUNK = 500
SENT_AT_ONCE = 2_000
IMPORTED = "imported"
CHECK, COMMIT = "imports.check", "imports.commit"


def nothing(_: object) -> None:
    """What a caller wants done meanwhile, where it wants nothing."""


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
    *,
    actor: User | None,
    scope: Scope,
    kind: Sheet,
    upload: Upload,
    mapping: Mapping[str, int] | None = None,
    sheet: str = "",
    dialect: Dialect = PLAIN,
    told: Callable[[int], None] = nothing,
    closing: Callable[[ImportRun], None] = nothing,
) -> ImportRun:
    """One pass over a kept file: every row read, compared and staged; an earlier check of the file is replaced.

    `told` gets the number of rows seen so far; `closing` is the last act of the transaction.
    """
    with seldom_collected(), sheets.read(files.kept(upload), name=upload.name, sheet=sheet, ahead=True) as table:
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
            dialect=dialect.kept(),
        )
        batches = table.batches()
        first = next(batches, [])  # the sheet's child ends here, before memory is taken for the check
        checked = _Check(kind, chosen, scope, dialect)
        chunks: list[ImportChunk] = []
        for batch in itertools.chain([first], batches):
            chunks += checked.chunks(run, batch)
            told(checked.acts.total())
    run.counts = checked.counts()
    with transaction.atomic():
        ImportRun.objects.filter(upload=upload, state=ImportRun.State.CHECKED).delete()
        run.save(force_insert=True)
        ImportChunk.objects.bulk_create(chunks, batch_size=50)
        closing(run)
    return run


def refuse_unknown(kind: Sheet, mapping: Mapping[str, int], header: Iterable[str]) -> None:
    """A sheet without the column that names its rows cannot be read."""
    missing = [column for column in COLUMNS[kind] if column.required and column.key not in mapping]
    if missing:
        shown = ", ".join(text for text in header if text)[:200]
        raise Problem("import.column", field="file", column=missing[0].th, column_en=missing[0].en, found=shown)


class Reader:
    """Rows of a sheet as lines of one kind: cells by field, read by its rules, placed inside the areas of import."""

    def __init__(self, kind: Sheet, mapping: Mapping[str, int], scope: Scope, dialect: Dialect = PLAIN) -> None:
        self.mapping = dict(mapping)
        self.width = max(self.mapping.values(), default=0) + 1
        self.cells_of = itemgetter(*self.mapping.values(), 0, 0)  # with two more it gives a tuple in any case
        self.dialect = dialect
        self.place = Places(scope.areas(Ability.IMPORT), PROVINCE if kind is Sheet.PARTNERS else DISTRICT)
        self.read = READERS[kind]
        self.today = timezone.localdate()
        self.seen: dict[int, int] = {}

    def lines(self, rows: Iterable[sheets.Row]) -> list[Line]:
        """Lines in the order of the rows; a row equal to one before in every cell is only marked."""
        lines = [self.line(row) for row in rows]
        mark_twins(lines, self.seen)
        for line in lines:
            if line.act is not Act.TWIN:
                self.read(line, self.place)
        return lines

    def line(self, row: sheets.Row) -> Line:
        texts = row.cells if len(row.cells) >= self.width else (*row.cells, *[""] * self.width)
        cells = dict(zip(self.mapping, self.cells_of(texts), strict=False))
        return Line(row.number, self.dialect.spoken(cells), self.today)


class _Check:
    """One pass over the rows of a file: what was found is counted as it goes."""

    def __init__(self, kind: Sheet, mapping: Mapping[str, int], scope: Scope, dialect: Dialect) -> None:
        self.reader = Reader(kind, mapping, scope, dialect)
        self.register = sets.register_of(kind, scope)
        self.numbers = queries.Numbers(kind)
        self.moment = sets.moment(kind)
        self.acts: Counter[str] = Counter()
        self.rules: dict[str, Counter[str]] = {}
        self.positions = itertools.count(1)

    def chunks(self, run: ImportRun, rows: list[sheets.Row]) -> Iterator[ImportChunk]:
        """Staged chunks of a batch of rows, compared with the register."""
        lines = self.reader.lines(rows)
        self.register.compare([line for line in lines if line.act is not Act.TWIN])
        self.numbers.point_out(line for line in lines if line.act is not Act.TWIN)
        for start in range(0, len(lines), CHUNK):
            yield self.chunk(run, lines[start : start + CHUNK])

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
        return ImportChunk(
            run=run,
            position=next(self.positions),
            errors=found[Severity.ERROR],
            warnings=found[Severity.WARNING],
            repairs=found[Severity.REPAIR],
            body=queries.pack(lines),
        )

    def counts(self) -> dict[str, Any]:
        rules = {key: dict(count) for key, count in sorted(self.rules.items())}
        return {"acts": dict(self.acts), "rules": rules, "moment": self.moment}


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


def refuse_errors(run: ImportRun, *, good_rows_only: bool) -> None:
    """Rows that cannot be stored stop the file, unless only the good ones are wanted."""
    stopped = run.counts["acts"].get(Act.STOPPED, 0)
    if stopped and not good_rows_only:
        raise Problem("import.errors", count=stopped)


class Commit:
    """Storing a checked file: `steps` does it and tells how far it is; killed in the middle, nothing is there.

    Rows are made ready before the lock; if someone changed the same registers meanwhile they are made ready again
    inside it. The second commit of a run is refused. `closing` gets the counts, as the last act of the transaction.
    """

    def __init__(
        self,
        *,
        actor: User | None,
        scope: Scope,
        run: ImportRun,
        good_rows_only: bool = False,
        closing: Callable[[dict[str, Any]], None] = nothing,
    ) -> None:
        self.actor = actor
        self.scope = scope
        self.run = run
        self.good_rows_only = good_rows_only
        self.closing = closing
        self.sheet = Sheet(run.kind)
        self.result: dict[str, Any] = {}

    def steps(self) -> Iterator[tuple[str, int]]:
        """Yields ("ready", rows so far) while rows are made ready, ("storing", rows), and at last ("done", rows)."""
        refuse_errors(self.run, good_rows_only=self.good_rows_only)
        moment = sets.moment(self.sheet)
        with ExitStack() as kept:
            batch = kept.enter_context(self.batch(moment))
            for count in batch.prepare():
                yield "ready", count
            yield "storing", batch.count
            with transaction.atomic():
                self.close()
                if sets.moment(self.sheet) != moment:
                    batch = kept.enter_context(self.batch())
                    for _count in batch.prepare():
                        pass
                self.result = batch.store()
                ImportRun.objects.filter(pk=self.run.pk).update(result=self.result)
                self.tell()
                self.closing(self.result)
            yield "done", batch.count

    def tell(self) -> None:
        """Who imported hears of the points that are left to check, also when the page was closed meanwhile."""
        points = self.result.get("points", 0)
        if self.actor is None or not points:
            return
        with translation.override("th"):
            link = reverse("imports:review", args=[self.run.key])
        notices.notify(kind=IMPORTED, drafts=[notices.Draft(self.actor.pk, points, link=link)])

    def batch(self, moment: list[Any] | None = None) -> sets.Batch:
        """The lines with what was decided on them. Where nothing was, and the registers are at the moment of the check,
        they need not be compared again."""
        decisions = queries.decisions_of(self.run)
        is_as_checked = not decisions and not self.run.accepted and self.run.counts.get("moment") == moment
        lines = queries.ready(self.run, decisions)
        return sets.BATCHES[self.sheet](self.actor, self.scope, self.sheet, self.run.upload.name, lines, is_as_checked)

    def close(self) -> None:
        """The run is done with this transaction; someone else's commit of it was first otherwise."""
        now = timezone.now()
        fields = {"state": ImportRun.State.DONE, "committed_at": now, "good_rows_only": self.good_rows_only}
        if not ImportRun.objects.filter(pk=self.run.pk, state=ImportRun.State.CHECKED).update(**fields):
            raise Problem("import.done", status=409)


def commit(*, actor: User | None, scope: Scope, run: ImportRun, good_rows_only: bool = False) -> dict[str, Any]:
    """Store a checked file in one go; the counts of what it came to."""
    work = Commit(actor=actor, scope=scope, run=run, good_rows_only=good_rows_only)
    with seldom_collected():
        for _step in work.steps():
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


def _say_imported(count: int, _values: Mapping[str, Any]) -> str:
    return ngettext(
        "A file is imported. %(count)s point of it is to be checked.",
        "A file is imported. %(count)s points of it are to be checked.",
        count,
    ) % {"count": f"{count:,}"}


register_notice(NoticeKind(IMPORTED, "sheet", gettext_lazy("Import finished"), _say_imported))


# --- as jobs ---------------------------------------------------------------------------------------


def send_file(*, actor: User, scope: Scope, kind: Sheet, sent: files.Sent) -> Job:
    """Keep a file and have it checked; Problem where it is empty or too large."""
    if not scope.areas(Ability.IMPORT):
        raise Problem("access.ability", status=403)
    upload = files.keep(actor=actor, sent=sent, purpose="import")
    return _send_check(actor, upload, kind)


def send_columns(*, actor: User, run: ImportRun, mapping: Mapping[str, int]) -> Job:
    """Have the file of a run checked again with other columns, which are remembered; Problem where one is missing."""
    refuse_unknown(Sheet(run.kind), mapping, run.headings)
    remember(actor=actor, run=run, mapping=mapping)
    spoken = Dialect.of(run.dialect)
    return _send_check(actor, run.upload, Sheet(run.kind), mapping=mapping, sheet=run.sheet_name, dialect=spoken)


def _send_check(
    actor: User,
    upload: Upload,
    kind: Sheet,
    *,
    mapping: Mapping[str, int] | None = None,
    sheet: str = "",
    dialect: Dialect = PLAIN,
) -> Job:
    params = {
        "kind": kind,
        "upload": str(upload.key),
        "mapping": None if mapping is None else dict(mapping),
        "sheet": sheet,
        "dialect": dialect.kept(),
    }
    return enqueue(kind=CHECK, owner_id=actor.pk, params=params, about=upload.name, once=f"check {upload.key}")


def send_commit(*, actor: User, run: ImportRun, good_rows_only: bool) -> Job:
    """Have a checked file stored; pressed twice it is one job."""
    refuse_errors(run, good_rows_only=good_rows_only)
    params = {"run": str(run.key), "good_rows_only": good_rows_only}
    return enqueue(kind=COMMIT, owner_id=actor.pk, params=params, about=run.upload.name, once=f"commit {run.key}")


def _check_job(running: Running) -> None:
    """The file of a job read and checked; one that cannot be read is forgotten, and its owner chooses another."""
    actor, scope = acting(running.owner_id)
    upload = Upload.objects.filter(key=UUID(running.params["upload"]), owner_id=actor.pk).first()
    running.result(url=reverse("imports:start"))
    if upload is None:
        raise Problem("import.gone")

    def close(run: ImportRun) -> None:
        running.result(words=read_words(run), url=reverse("imports:review", args=[run.key]))
        running.finish()

    def told(rows: int) -> None:
        running.progress(rows, words=_("reading and checking the rows"))

    mapping = running.params["mapping"]
    try:
        check(
            actor=actor,
            scope=scope,
            kind=Sheet(running.params["kind"]),
            upload=upload,
            mapping=mapping,
            sheet=running.params["sheet"],
            dialect=Dialect.of(running.params["dialect"]),
            told=told,
            closing=close,
        )
    except Problem:
        if mapping is None:
            files.forget(upload=upload)
        raise


def read_words(run: ImportRun) -> str:
    """What came of reading a file, in a sentence."""
    rows = sum(run.counts["acts"].values())
    told = ngettext("%(count)s row read and checked", "%(count)s rows read and checked", rows)
    return told % {"count": f"{rows:,}"}


def _commit_job(running: Running) -> None:
    """A checked file stored in one transaction, and the job done with it."""
    actor, scope = acting(running.owner_id)
    run = ImportRun.objects.select_related("upload").filter(key=UUID(running.params["run"]), owner=actor).first()
    if run is None:
        raise Problem("import.gone")
    running.result(url=reverse("imports:review", args=[run.key]))

    def close(result: dict[str, Any]) -> None:
        counts = {name: f"{result[name]:,}" for name in ("new", "changed", "same")}
        words = _("Stored: new %(new)s, changed %(changed)s, already there %(same)s") % counts
        running.result(words=words, url=reverse("imports:review", args=[run.key]))
        running.finish()

    rows = sum(run.counts["acts"].get(act, 0) for act in (Act.NEW, Act.CHANGED, Act.SAME))
    steps = {"ready": _("making the rows ready"), "storing": _("storing; this page stands still until it is done")}
    good = bool(running.params["good_rows_only"])
    work = Commit(actor=actor, scope=scope, run=run, good_rows_only=good, closing=close)
    with seldom_collected():
        for step, count in work.steps():
            running.progress(count, rows if step == "ready" else 0, steps.get(step, ""))


register_kind(Kind(CHECK, gettext_lazy("Reading and checking a file"), _check_job, allowed(Ability.IMPORT)))
register_kind(Kind(COMMIT, gettext_lazy("Importing a file"), _commit_job, allowed(Ability.IMPORT)))
