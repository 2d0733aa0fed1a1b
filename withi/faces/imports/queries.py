"""Reading imports: staged lines, points to decide, and what the register already has."""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from withi.faces.imports.models import ImportChunk, ImportDecision, ImportHeading, ImportRun
from withi.faces.imports.rules import COLUMNS, MATCH, PLACE, Sheet, tambon_of
from withi.ground.people.models import User
from withi.ground.places.queries import Match, Matcher, Status, Written, path_of
from withi.ground.search.models import LONGEST_NAME, SearchName
from withi.ground.search.rules import is_near
from withi.kit.intake import Act, Finding, Line, Severity, read_position
from withi.kit.thai import fold
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.models import KINDS
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community, CommunityCategory

PAGE = 15
DISTRICT, TAMBON = 4, 6
PLACE_COLUMNS = tuple(column.key for column in PLACE)
Key = tuple[str, str, str | None]
"""Folded name, district and folded producer of a row; None instead of the producer stands for any."""

COMMON = {
    "name_th": "name_th",
    "name_en": "name_en",
    "area_code": "area_code",
    "address": "address",
    "phones": "phones",
}
POINT = {"lat": "lat", "lon": "lon"}
# value of a line: field of the register it goes to
REGISTERS: dict[Sheet, tuple[Any, dict[str, str], str]] = {
    Sheet.PRODUCTS: (
        Product,
        COMMON
        | POINT
        | {"type": "type", "local_authority": "local_authority", "materials": "materials", "story": "story_th"}
        | {"price": "price_from"},
        Product.SUBJECT,
    ),
    Sheet.PRODUCERS: (
        Producer,
        COMMON
        | POINT
        | {"kind": "kind", "official_number": "official_number", "line_id": "line_id", "contact": "contact"}
        | {"people": "people", "founded": "founded_on"},
        Producer.SUBJECT,
    ),
    Sheet.COMMUNITIES: (
        Community,
        {"name_th": "name_th", "area_code": "area_code", "category": "category"},
        Community.SUBJECT,
    ),
}


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
    for known in (*COLUMNS[kind], MATCH):
        if known.key == column:
            return known.en if lang == "en" else known.th
    return column


def decided(
    line: Line, decisions: Mapping[tuple[int, str], ImportDecision], accepted: frozenset[str] = frozenset()
) -> Line:
    """The line with what was decided on it: proposals taken over, points confirmed as right gone, the others left."""
    left = []
    for finding in line.findings:
        decision = decisions.get((line.number, finding.column))
        value = decision.value if decision else finding.proposal if finding.rule in accepted else ""
        if decision is not None and decision.is_kept:
            continue
        if value and value in allowed(finding):
            apply(line, finding.column, value)
        else:
            left.append(finding)
    line.findings = left
    return line


def allowed(finding: Finding) -> set[str]:
    """The values a person may choose on a point: nothing that the check did not offer."""
    return {finding.proposal, *(value for value, _ in finding.choices)} - {""}


def apply(line: Line, column: str, value: str) -> None:
    """Put a chosen value where the point's column keeps it."""
    if column == "tambon":
        line.values["area_code"] = value
    elif column == "match":
        line.match_id = int(value.removeprefix("=")) if value.startswith("=") else None
    else:
        line.values[column] = value


def ready(run: ImportRun) -> Iterator[Line]:
    """The lines that the commit may store, with the decisions applied."""
    decisions, accepted = decisions_of(run), frozenset(run.accepted)
    for line in lines_of(run):
        if line.act not in (Act.STOPPED, Act.TWIN):
            yield decided(line, decisions, accepted)


class Places:
    """Finds the area of each line inside the areas a person may import into; the names are read once per file.

    Province and district must be certain, or the row cannot be stored: nobody could say whose it is. Below that a
    doubt is a warning, and the row waits at its district.
    """

    def __init__(self, areas: Sequence[str]) -> None:
        self.areas = tuple(areas)
        self.matcher = Matcher()
        self.paths: dict[str, str] = {}

    def __call__(self, line: Line) -> None:
        """Put the area's code (and the position) into the line's values, and say what is not certain."""
        cells = {name: line.text(name) for name in ("province", "district", "tambon", "moo")}
        written = Written(**cells, name=line.text("village"), address=line.cells.get("address", ""))
        match = self.matcher.match(written)
        line.values["area_code"] = code = match.code if match.status is Status.EXACT else match.sure
        if len(code) < DISTRICT:
            line.say(
                "district", Severity.ERROR, "import.area", shown_place(line), values=(("reason", match.reason_th),)
            )
        elif not code.startswith(self.areas):
            line.say(
                "district", Severity.ERROR, "import.outside", shown_place(line), values=(("path", self.path(code)),)
            )
        elif match.status is not Status.EXACT:
            self.doubt(line, written, match)
        else:
            self.remark(line, written, match)
        read_position(line, code)

    def path(self, code: str) -> str:
        """The area's whole name; looked up once for each area outside one's own."""
        if code not in self.paths:
            self.paths[code] = path_of(code)
        return self.paths[code]

    def remark(self, line: Line, written: Written, match: Match) -> None:
        """What stays to be said of a certain area: no tambon is named, or its number goes by another name."""
        if len(match.code) >= TAMBON:
            if match.reason.rule == "match.other_name" and not is_spelling(match):
                line.say("tambon", Severity.WARNING, "import.village", shown_place(line), values=reason(match))
            return
        found = self.of_authority(line, written, match.code)
        if found is None:
            line.say("tambon", Severity.WARNING, "import.tambon_missing", shown_place(line))
            return
        line.say(
            "tambon",
            Severity.WARNING,
            "import.tambon_authority",
            line.cells["local_authority"].strip(),
            proposal=found[0],
            choices=(found,),
            values=(("path", found[1]),),
        )

    def of_authority(self, line: Line, written: Written, district: str) -> tuple[str, str] | None:
        """Code and path of the tambon (or village in it) whose own local authority the row names."""
        tambon = tambon_of(line.cells.get("local_authority", ""))
        if not tambon:
            return None
        match = self.matcher.match(replace(written, tambon=tambon))
        code = match.code if match.status is Status.EXACT else match.sure
        if len(code) < TAMBON or not code.startswith(district):
            return None
        paths = {found.code: found.path for found in match.candidates}
        return code, paths.get(code) or self.path(code)

    def doubt(self, line: Line, written: Written, match: Match) -> None:
        """Offer what the address may mean; one candidate is a proposal, several are choices.

        Where the local authority speaks for a tambon that the address does not, neither is proposed.
        """
        choices = [
            (found.code, found.path)
            for found in match.candidates
            if found.code.startswith(self.areas) and len(found.code) >= DISTRICT
        ]
        proposal = match.code if match.code in dict(choices) else ""
        known = line.values["area_code"]
        other = self.of_authority(line, written, known) if len(known) < TAMBON else None
        if other and not any(code.startswith(other[0][:TAMBON]) for code, _ in choices):
            choices, proposal = [other, *choices], ""
        line.say(
            "tambon",
            Severity.WARNING,
            "import.tambon",
            shown_place(line),
            proposal=proposal,
            choices=tuple(choices),
            values=reason(match),
        )


def reason(match: Match) -> tuple[tuple[str, str], ...]:
    return (("reason", match.reason_th),)


def is_spelling(match: Match) -> bool:
    """Whether a village's other name is only another spelling of the register's, or part of the area's own path."""
    told = dict(match.reason.values)
    written, official = fold(told["written"]), fold(told["name"].removeprefix("บ้าน"))
    return written in fold(match.candidates[0].path) or official in written or is_near(written, official)


def shown_place(line: Line) -> str:
    """What the row says of its place, for the point's "in the file"."""
    return " ".join(line.cells[name].strip() for name in PLACE_COLUMNS if line.cells.get(name))[:300]


class Register:
    """What one register already has, compared with lines in file order; one object for one pass over a file.

    The n-th line of one name, district and producer is the n-th stored row of the same: a list that names a product
    twice finds both again. An empty cell never empties what is stored.
    """

    def __init__(self, kind: Sheet) -> None:
        self.kind = kind
        self.model, self.fields, self.subject = REGISTERS[kind]
        self.met: Counter[Key] = Counter()

    def compare(self, lines: Sequence[Line]) -> dict[int, dict[str, Any]]:
        """Set each line's act and match, and point out likely twins; the matched rows by id."""
        stored = self.stored(lines)
        matched: dict[int, dict[str, Any]] = {}
        for line in lines:
            if line.stopped:
                continue
            found = self.match(line, stored)
            if found is None:
                line.act = Act.NEW
                self.point_out(line, stored)
                continue
            matched[found["id"]] = found
            line.act = Act.CHANGED if self.differs(line, found) else Act.SAME
        return matched

    def stored(self, lines: Sequence[Line]) -> dict[Key, list[dict[str, Any]]]:
        """Stored rows that bear a name of these lines, by key and, under a key without producer, by name alone."""
        names = {name[:LONGEST_NAME] for line in lines if not line.stopped for name in names_of(line)}
        found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        for some in chunked(sorted(names)):
            ids = SearchName.objects.filter(kind=self.subject, folded__in=some).values_list("ref_id", flat=True)
            for row in self.rows(set(ids)):
                for key in keys_of_row(row):
                    found[key].append(row)
        return found

    def rows(self, ids: set[int]) -> list[dict[str, Any]]:
        """Stored rows in id order; a community with the names of the categories it holds."""
        rows = list(self.model.objects.filter(pk__in=ids).order_by("pk").values(*self.columns()))
        if self.kind is Sheet.COMMUNITIES:
            held: dict[int, set[str]] = defaultdict(set)
            for pk, name in CommunityCategory.objects.filter(community__in=ids).values_list("community", "name"):
                held[pk].add(name)
            rows = [row | {"category": held[row["id"]]} for row in rows]
        return rows

    def columns(self) -> list[str]:
        extra = ["producer_id", "producer__name_th"] if self.kind is Sheet.PRODUCTS else []
        return list(dict.fromkeys(["id", "name_th", "area_code", *extra, *(set(self.fields.values()) - {"category"})]))

    def match(self, line: Line, stored: Mapping[Key, list[dict[str, Any]]]) -> dict[str, Any] | None:
        """The stored row this line is about, chosen by a person or found by name.

        A name mended by an earlier import is recognised by its proposal.
        """
        if line.match_id is not None:
            return self.chosen(line, stored)
        for name in names_of(line):
            key = key_of(name, line)
            place = self.met[key]
            if place < len(stored.get(key, ())):
                self.met[key] += 1
                if name != fold(line.values["name_th"]):
                    take_over_name(line)
                line.match_id = stored[key][place]["id"]
                return stored[key][place]
        return None

    def chosen(self, line: Line, stored: Mapping[Key, list[dict[str, Any]]]) -> dict[str, Any] | None:
        """The row an earlier comparison or a person gave the line; later lines of its key count on from it."""
        row = next((row for row in stored.get(any_maker(line), ()) if row["id"] == line.match_id), None)
        key = key_of(fold(line.values["name_th"]), line)
        if row is not None and key in keys_of_row(row):
            self.met[key] += 1
        return row

    def differs(self, line: Line, row: Mapping[str, Any]) -> bool:
        """Whether the line says something that the stored row does not."""
        if (maker := fold(line.values.get("producer", ""))) and maker != fold(row.get("producer__name_th") or ""):
            return True
        return any(not agrees(column, line.values.get(column), row[name]) for column, name in self.fields.items())

    def point_out(self, line: Line, stored: Mapping[Key, list[dict[str, Any]]]) -> None:
        """A row of the same name in the same district under another producer may be the same product."""
        twins = list(stored.get(any_maker(line), ()))[:3]
        if not twins:
            return
        words = [(f"={row['id']}", twin_words(row)) for row in twins]
        choices = (*words, ("new", "คนละราย เพิ่มใหม่"))
        line.say("match", Severity.WARNING, "import.likely", words[0][1], choices=choices)


def merged(kind: Sheet, line: Line, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values to store: the line's; on a matched row the stored ones where the line says nothing new."""
    fields = REGISTERS[kind][1]
    if row is None:
        return {name: line.values[column] for column, name in fields.items() if column in line.values}
    return {
        name: row[name] if agrees(column, line.values.get(column), row[name]) else line.values[column]
        for column, name in fields.items()
    }


def any_maker(line: Line) -> Key:
    return fold(line.values["name_th"]), line.values["area_code"][:4], None


def field_of(kind: str, column: str) -> str:
    """The register's field that a column of the sheet goes to; the column itself where it goes to none."""
    return REGISTERS[Sheet(kind)][1].get(column, column)


def twin_words(row: Mapping[str, Any]) -> str:
    maker = row.get("producer__name_th") or row.get("number") or ""
    return f"รายเดียวกัน: {row['name_th']} {maker}".strip()


def names_of(line: Line) -> list[str]:
    """Folded names under which a line may already be stored: as found, and as a mended name."""
    mended = [finding.proposal for finding in line.findings if finding.rule == "import.person" and finding.proposal]
    return list(dict.fromkeys(fold(name) for name in (line.values["name_th"], *mended)))


def take_over_name(line: Line) -> None:
    """The stored row bears the mended name: the point was decided before."""
    for finding in [finding for finding in line.findings if finding.rule == "import.person"]:
        line.values["name_th"] = finding.proposal
        line.findings.remove(finding)


def key_of(name: str, line: Line) -> Key:
    return name, line.values["area_code"][:4], fold(line.values.get("producer", ""))


def keys_of_row(row: Mapping[str, Any]) -> tuple[Key, Key]:
    name, district = fold(row["name_th"]), row["area_code"][:4]
    return (name, district, fold(row.get("producer__name_th") or "")), (name, district, None)


def agrees(column: str, given: Any, stored: Any) -> bool:
    """Whether a cell says nothing new: empty, equal, an area around the stored one, or phones all known."""
    if given in ("", None):
        return True
    if column == "area_code":
        return str(stored).startswith(given)
    if column == "category":
        return given in stored
    if column == "phones":
        return set(given.split(",")) <= set(str(stored).split(","))
    if isinstance(stored, date):
        return bool(stored.isoformat() == given)
    return bool(given == stored)


def chunked(items: Sequence[Any], size: int = 900) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def drafts_of(run: ImportRun, subject: str) -> list[int]:
    """Rows of one kind that this import stored and that are still drafts."""
    within = Q(pk__in=())
    for first, last in run.result.get("ids", {}).get(subject, []):
        within |= Q(pk__gte=first, pk__lte=last)
    return list(KINDS[subject].rows.filter(within, state=State.DRAFT).order_by("pk").values_list("pk", flat=True))
