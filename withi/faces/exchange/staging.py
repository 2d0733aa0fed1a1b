"""A file of the other system compared with the register, before anything is written; used by `actions` only."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from withi.faces.exchange import queries, rules
from withi.faces.exchange.models import ExchangeItem, ExchangeMemory
from withi.faces.exchange.rules import PLACES, Difference, Entry, How, LayoutColumn, Nature, Part, mark_of
from withi.faces.imports.actions import Reader
from withi.faces.imports.queries import REGISTERS, chunked, pack
from withi.faces.imports.rules import Sheet
from withi.ground.people.rules import Ability, Scope
from withi.kit import sheets, thai
from withi.kit.intake import EMPTY, Act, Finding, Line, Severity

UNREAD_SHOWN = 50
OUTSIDE = "import.outside"
TOLD_EVERY = 500
Told = Callable[[str, int], None]
"""Gets the step ("read", "compare", "keep") and the rows seen so far."""


def silent(_step: str, _rows: int) -> None:
    """What is told to where nobody listens."""


@dataclass
class Comparison:
    """One file against the register: `items` to decide, `counts` of everything that needs no decision."""

    kind: Sheet
    scope: Scope
    columns: tuple[LayoutColumn, ...]
    mapping: Mapping[str, int]
    whole_area: bool
    told_of: Told = silent
    lines: list[Line] = field(default_factory=list)
    items: list[ExchangeItem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    unread: list[tuple[int, str, str, dict[str, str]]] = field(default_factory=list)
    doubled: dict[str, list[str]] = field(default_factory=dict)

    def read(self, table: sheets.Table) -> None:
        """Take the rows of the file that may be compared; the others are counted, and said as far as they are mine."""
        reader = Reader(self.kind, self.mapping, self.scope, rules.dialect_of(self.columns))
        for batch in table.batches():
            for line in reader.lines(batch):
                self.counts["rows"] += 1
                if line.act is Act.TWIN:
                    self.counts["twins"] += 1
                elif any(finding.rule == OUTSIDE for finding in line.findings):
                    self.counts["outside"] += 1
                else:
                    self.lines.append(line)
            self.told_of("read", self.counts["rows"])

    def compare(self) -> None:
        """Pair both sides, and list what differs and what only one side has."""
        self.told_of("compare", 0)
        ours = self.ours()
        mine, theirs = list(map(self.our_entry, ours)), list(map(their_entry, self.lines))
        self.doubled = {"here": rules.doubles(mine), "there": rules.doubles(theirs)}
        pairs = rules.pair(theirs, mine)
        fields = rules.compared(self.kind, self.mapping, REGISTERS[self.kind][1])
        for count, (place, (other, how)) in enumerate(sorted(pairs.items()), 1):
            self.add_differences(self.lines[place], ours[other], how, fields)
            if not count % TOLD_EVERY:
                self.told_of("compare", count)
        for line in (line for place, line in enumerate(self.lines) if place not in pairs):
            self.add_theirs(line)
        met = {other for other, _how in pairs.values()}
        for row in self.covered(row for place, row in enumerate(ours) if place not in met):
            self.add_ours(row)
        self.keep_quiet()

    def covered(self, rows: Iterable[queries.Row]) -> Iterator[queries.Row]:
        """Rows of ours that the file would hold if they were there: of districts that it names, or of everywhere."""
        districts = {line.values["area_code"][:4] for line in self.lines}
        return (row for row in rows if self.whole_area or row["area_code"][:4] in districts)

    def ours(self) -> list[queries.Row]:
        """Rows of the provinces that the file speaks of; all of one's area where it is said to cover that."""
        provinces = {code[:2] for line in self.lines if (code := line.values["area_code"])}
        within = None if self.whole_area else sorted(provinces)
        return queries.register(self.kind, self.scope, Ability.IMPORT, within)

    def our_entry(self, row: queries.Row) -> Entry:
        return Entry(
            thai.fold(row["name_th"]),
            row["area_code"],
            row.get("official_number") or "",
            row.get("number") or "",
            thai.fold(row.get("producer__name_th") or ""),
        )

    def add_differences(self, line: Line, row: queries.Row, how: How, fields: Collection[str]) -> None:
        self.counts["matched"] += 1
        ours = queries.plain_row(self.kind, row)
        found = rules.differences(self.kind, fields, ours, self.theirs(line), unread_cells(line))
        self.counts["same"] += not found
        for one in found:
            self.items.append(
                self.item(
                    Part.DIFFERS,
                    row["area_code"],
                    row["name_th"],
                    row.get("official_number") or "",
                    field=one.field,
                    nature=one.nature,
                    subject_id=row["id"],
                    line=line.number,
                    ours=one.ours,
                    theirs=one.theirs,
                    how=how,
                    can_take=one.can_take,
                    body=pack([part_of(line, one)]) if one.can_take else b"",
                    mark=mark_of(self.kind, row["id"], one.field, one.ours, one.theirs),
                )
            )

    def theirs(self, line: Line) -> dict[str, str]:
        """What the line says as comparable text; a kind only where the file itself tells it."""
        told = {name: rules.plain(value) for name, value in line.values.items()}
        return told if line.cells.get("kind") else told | {"kind": ""}

    def add_theirs(self, line: Line) -> None:
        if line.stopped:
            self.counts["unread"] += 1
            if len(self.unread) < UNREAD_SHOWN:
                reason = next(found for found in line.findings if found.severity is Severity.ERROR)
                told = {"found": reason.found, **dict(reason.values)}
                self.unread.append((line.number, line.values["name_th"], reason.rule, told))
            return
        values = line.values
        entry = their_entry(line)
        self.items.append(
            self.item(
                Part.THERE,
                values["area_code"],
                values["name_th"],
                entry.official,
                nature=Nature.ROW,
                line=line.number,
                can_take=True,
                body=pack([line]),
                cells={key: text for key, text in line.cells.items() if text},
                mark=mark_of(self.kind, "there", entry),
            )
        )

    def add_ours(self, row: queries.Row) -> None:
        mark = mark_of(self.kind, "here", row["id"], self.our_entry(row))
        official = row.get("official_number") or ""
        self.items.append(
            self.item(
                Part.HERE,
                row["area_code"],
                row["name_th"],
                official,
                nature=Nature.ROW,
                subject_id=row["id"],
                mark=mark,
            )
        )

    def item(self, part: Part, area_code: str, name: str, official: str, **more: Any) -> ExchangeItem:
        return ExchangeItem(
            position=len(self.items) + 1, part=part, area_code=area_code, name=name[:300], official=official, **more
        )

    def keep_quiet(self) -> None:
        """Differences that somebody in charge decided to leave, and on which neither side changed since."""
        known: set[str] = set()
        for some in chunked(sorted({item.mark for item in self.items})):
            known |= set(ExchangeMemory.objects.filter(mark__in=some).values_list("mark", flat=True))
        for item in self.items:
            item.is_quiet = item.mark in known

    def told(self) -> dict[str, Any]:
        """The counts as the run keeps them."""
        return dict(self.counts) | {"unread_lines": self.unread, "doubled": self.doubled}


def their_entry(line: Line) -> Entry:
    return Entry(
        thai.fold(line.values["name_th"]),
        line.values["area_code"],
        line.values.get("official_number") or "",
        line.cells.get("own_number", "").strip(),
        thai.fold(line.values.get("producer") or ""),
    )


def unread_cells(line: Line) -> dict[str, str]:
    """Cells that hold something, though reading gave no value."""
    texts = {"phones": line.cells.get("phone", ""), **line.cells}
    texts["area_code"] = " ".join(text for key, text in line.cells.items() if key in PLACES and text)
    return {name: text.strip() for name, text in texts.items() if text.strip().casefold() not in EMPTY}


def part_of(line: Line, one: Difference) -> Line:
    """The line as far as one field of it is taken over, with the points that an import would list on it."""
    values = {one.field: line.values[one.field]}
    if one.field == "price":
        values["unit"] = line.values.get("unit", "")
    return Line(line.number, {}, date.min, values, list(_points_on(line.findings, one.field)))


def _points_on(findings: Iterable[Finding], name: str) -> Iterator[Finding]:
    columns = {"phones": {"phone"}, "area_code": {"tambon", "district"}}.get(name, {name})
    return (found for found in findings if found.column in columns and found.severity is Severity.WARNING)
