"""Lists sent to the one import by a test: what came of a run, and what it asks."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from withi.faces.imports import actions, queries
from withi.faces.imports.models import ImportRun
from withi.faces.imports.rules import Sheet
from withi.kit.intake import Severity


def sent_in(person: Any, kind: Sheet, head: str, *rows: str) -> ImportRun:
    """A run of a text file with this head and these rows."""
    sent = SimpleUploadedFile("รายการ.csv", "\n".join([head, *rows]).encode("utf-8-sig"))
    return actions.start(actor=person.user, scope=person.scope, kind=kind, sent=sent)


def stored(person: Any, run: ImportRun, **more: Any) -> tuple[int, int, int, int]:
    """What became of a run: new, changed, the same, waiting."""
    result = actions.commit(actor=person.user, scope=person.scope, run=run, **more)
    return result["new"], result["changed"], result["same"], result["waiting"]


def points(run: ImportRun) -> list[tuple[int, str, str]]:
    """What is said of its lines, repairs left out: number, column, rule."""
    return [
        (line.number, point.column, point.rule)
        for line in queries.lines_of(run)
        for point in line.findings
        if point.severity is not Severity.REPAIR
    ]
