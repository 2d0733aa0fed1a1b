"""Reading imports: staged lines, points to decide, and what the register already has."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from withi.faces.imports.models import ImportChunk, ImportDecision, ImportHeading, ImportRun
from withi.faces.imports.rules import COLUMNS, Sheet
from withi.ground.people.models import User
from withi.kit.intake import Act, Finding, Line, Severity

PAGE = 50


def pack(lines: Iterable[Line]) -> bytes:
    """Lines as one compressed body; cells are left out, the report reads them from the file again."""
    rows = [
        [line.number, line.act, line.match_id, line.values, [_pack_finding(finding) for finding in line.findings]]
        for line in lines
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _pack_finding(finding: Finding) -> list[Any]:
    return [
        finding.column,
        finding.severity,
        finding.rule,
        finding.found[:300],
        finding.proposal,
        finding.choices,
        finding.blocks,
        finding.values,
    ]


def unpack(body: bytes | memoryview) -> list[Line]:
    """The lines of a packed body, without their cells."""
    return [
        Line(number, {}, date.min, values, [_unpack_finding(packed) for packed in findings], Act(act), match_id)
        for number, act, match_id, values, findings in json.loads(zlib.decompress(body))
    ]


def _unpack_finding(packed: list[Any]) -> Finding:
    column, severity, rule, found, proposal, choices, blocks, values = packed
    options = tuple((str(value), str(label)) for value, label in choices)
    filled = tuple((str(name), str(value)) for name, value in values)
    return Finding(column, Severity(severity), rule, found, proposal, options, blocks, filled)


def lines_of(run: ImportRun, *, severity: Severity | None = None) -> Iterator[Line]:
    """The staged lines in file order; with a severity only chunks that hold such a point are unpacked."""
    chunks = ImportChunk.objects.filter(run=run).order_by("position")
    if severity is not None:
        chunks = chunks.filter(**{f"{severity}s__gt": 0})
    for body in chunks.values_list("body", flat=True).iterator(chunk_size=4):
        yield from unpack(body)


@dataclass(frozen=True)
class Point:
    """One finding on screen, with what was decided on it."""

    line: int
    finding: Finding
    decided: str | None
    is_kept: bool

    @property
    def key(self) -> str:
        return f"{self.line}-{self.finding.column}"


def decisions_of(run: ImportRun) -> dict[tuple[int, str], ImportDecision]:
    return {(decision.line, decision.column): decision for decision in run.decisions.all()}


def points(
    run: ImportRun, severity: Severity, rule: str = "", offset: int = 0, limit: int = PAGE
) -> tuple[list[Point], int]:
    """One page of the findings of a severity (and rule), and how many there are in all."""
    decided, page, total = decisions_of(run), [], 0
    for line in lines_of(run, severity=severity):
        for finding in line.findings:
            if finding.severity is not severity or (rule and finding.rule != rule):
                continue
            if offset <= total < offset + limit:
                decision = decided.get((line.number, finding.column))
                kept = decision is not None and decision.is_kept
                page.append(Point(line.number, finding, decision.value if decision else None, kept))
            total += 1
    return page, total


def memory_of(owner: User, kind: Sheet) -> dict[str, str]:
    """Headings this person gave a meaning before: folded heading to column key."""
    rows = ImportHeading.objects.filter(owner=owner, kind=kind).values_list("heading", "column")
    return dict(rows)


def label_of(kind: Sheet, column: str, lang: str) -> str:
    """The column's name as people read it."""
    for known in COLUMNS[kind]:
        if known.key == column:
            return known.en if lang == "en" else known.th
    return column
