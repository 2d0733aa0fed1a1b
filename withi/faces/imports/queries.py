"""Reading imports: staged lines, points to decide, and what the register already has."""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from django.db.models import Q

from withi.faces.imports.models import ImportChunk, ImportDecision, ImportHeading, ImportRun
from withi.faces.imports.rules import COLUMNS, MATCH, Sheet
from withi.ground.people.models import User
from withi.ground.search.models import LONGEST_NAME, SearchName
from withi.ground.web.sets import among
from withi.kit.intake import Act, Finding, Line, Severity
from withi.kit.thai import fold
from withi.registers.partners.models import Partner
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.models import KINDS, PublicationQuerySet
from withi.registers.publication.rules import DOUBLED, State
from withi.registers.villages.models import Community, CommunityCategory
from withi.work.income.models import IncomeMonth

PAGE = 15
ACTS = {act.value: act for act in Act}
DISTRICT = 4
Key = tuple[str, str, str | None]
"""Folded name, district and folded producer of a row; None instead of the producer stands for any."""
Keyed = tuple[Line, list[Key]]
KEYED = ("name_th", "tambon", "producer")
"""The columns whose cells make the key."""

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
        | {"type": "type", "official_number": "official_number", "local_authority": "local_authority"}
        | {"materials": "materials", "story": "story_th", "price": "price_from"},
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
    Sheet.INCOME: (IncomeMonth, {}, "income_month"),
    Sheet.PARTNERS: (Partner, {}, Partner.SUBJECT),
}


def pack(lines: Iterable[Line]) -> bytes:
    """Lines as one compressed body; cells are left out, the report reads them from the file again.

    The names of the values stand once, before the lines that have the same.
    """
    names: list[str] = []
    rows: list[list[Any]] = []
    for line in lines:
        if names != (own := list(line.values)):
            names = own
            rows.append(names)
        findings = [_pack_finding(finding) for finding in line.findings]
        rows.append([line.number, line.act, line.match_id, list(line.values.values()), findings])
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
    names: list[str] = []
    lines = []
    for row in json.loads(zlib.decompress(body)):
        if not row or isinstance(row[0], str):
            names = row
            continue
        number, act, match_id, values, packed = row
        findings = [_unpack_finding(finding) for finding in packed]
        lines.append(Line(number, {}, date.min, dict(zip(names, values, strict=True)), findings, ACTS[act], match_id))
    return lines


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
    # One by one, so that no statement is open while who takes the lines writes.
    for pk in list(chunks.values_list("pk", flat=True)):
        for body in ImportChunk.objects.filter(pk=pk).values_list("body", flat=True):
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
        value, is_settled = _chosen(finding, decisions.get((line.number, finding.column)), accepted)
        if value in allowed(finding):
            apply(line, finding.column, value)
        elif not is_settled:
            left.append(finding)
    line.findings = left
    return line


def _chosen(finding: Finding, decision: ImportDecision | None, accepted: frozenset[str]) -> tuple[str, bool]:
    """The value chosen on a point, "" for none; and whether the point is gone even where that is not taken over."""
    if decision is None:
        return finding.proposal if finding.rule in accepted else "", False
    return (finding.found, True) if decision.is_kept else (decision.value, False)


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


def ready(run: ImportRun, decisions: Mapping[tuple[int, str], ImportDecision]) -> Iterator[Line]:
    """The lines that the commit may store, with the decisions applied."""
    accepted = frozenset(run.accepted)
    lines = (line for line in lines_of(run) if line.act not in (Act.STOPPED, Act.TWIN))
    return (decided(line, decisions, accepted) for line in lines) if decisions or accepted else lines


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
        going = [(line, keys_of(line)) for line in lines if not line.stopped]
        stored = self.stored(going)
        matched: dict[int, dict[str, Any]] = {}
        for line, keys in going:
            found = self.match(line, keys, stored) if stored else None
            if found is None:
                line.act = Act.NEW
                self.point_out(line, stored)
                continue
            matched[found["id"]] = found
            line.act = Act.CHANGED if self.differs(line, found) else Act.SAME
        return matched

    def matched(self, lines: Sequence[Line]) -> dict[int, dict[str, Any]]:
        """The rows by id that lines change, where nothing moved since they were compared."""
        return {row["id"]: row for row in self.rows({line.match_id for line in lines if line.act is Act.CHANGED})}

    def stored(self, lines: Sequence[Keyed]) -> dict[Key, list[dict[str, Any]]]:
        """Stored rows that bear an official number or a name of these lines, by their keys."""
        found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows(self.named(lines) | self.numbered(lines)):
            for key in keys_of_row(row):
                found[key].append(row)
        return found

    def named(self, lines: Sequence[Keyed]) -> set[int]:
        """Ids of stored rows that bear a name of these lines, and of those that were chosen for them."""
        names = {name[:LONGEST_NAME] for _, keys in lines for name, _, _ in keys}
        found = among(SearchName, ("ref_id",), "folded", names, also={"kind": self.subject})
        return {pk for (pk,) in found} | {line.match_id for line, _ in lines if line.match_id is not None}

    def numbered(self, lines: Sequence[Keyed]) -> set[int]:
        """Ids of stored rows that bear an official number of these lines; no query where none is given."""
        if "official_number" not in self.fields:
            return set()
        numbers = {text for line, _ in lines if (text := line.values.get("official_number"))}
        return {pk for (pk,) in among(self.model, ("id",), "official_number", numbers)}

    def rows(self, ids: Collection[int | None]) -> list[dict[str, Any]]:
        """Stored rows in id order; a community with the names of the categories it holds."""
        rows = [
            row
            for some in chunked(sorted(filter(None, ids)))
            for row in self.model.objects.filter(pk__in=some).order_by("pk").values(*self.columns())
        ]
        if self.kind is Sheet.COMMUNITIES:
            held: dict[int, set[str]] = defaultdict(set)
            for pk, name in CommunityCategory.objects.filter(community__in=ids).values_list("community", "name"):
                held[pk].add(name)
            rows = [row | {"category": held[row["id"]]} for row in rows]
        return rows

    def columns(self) -> list[str]:
        extra = ["producer_id", "producer__name_th"] if self.kind is Sheet.PRODUCTS else []
        return list(dict.fromkeys(["id", "name_th", "area_code", *extra, *(set(self.fields.values()) - {"category"})]))

    def match(
        self, line: Line, keys: Sequence[Key], stored: Mapping[Key, list[dict[str, Any]]]
    ) -> dict[str, Any] | None:
        """The stored row this line is about: chosen by a person, else found by official number, else by name.

        A number that two rows of a district bear tells nothing. A row decided in an earlier import is recognised by
        what was proposed then: a mended name, another district, a producer.
        """
        if line.match_id is not None:
            return self.chosen(line, stored)
        if (numbered := stored.get(number_key(line), ())) and len(numbered) == 1 and not self.met[number_key(line)]:
            self.met[number_key(line)] += 1
            line.match_id = numbered[0]["id"]
            return self.chosen(line, stored)
        for key in keys:
            place = self.met[key]
            if place < len(stored.get(key, ())):
                self.met[key] += 1
                row = stored[key][place]
                take_over(line, row)
                line.match_id = row["id"]
                return row
        return None

    def chosen(self, line: Line, stored: Mapping[Key, list[dict[str, Any]]]) -> dict[str, Any] | None:
        """The row an earlier comparison or a person gave the line; later lines of its key count on from it."""
        row = next(iter(stored.get(("", "", str(line.match_id)), ())), None)
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
        twins = list(stored.get(any_maker(line), ()))[:3] if stored else []
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


def keys_of(line: Line) -> list[Key]:
    """Keys under which a line may already be stored, that of the line as found first; the others are of what its points
    offered instead, for a row may have been stored under either."""
    values = line.values
    found = (values["name_th"], values["area_code"], values.get("producer", ""))
    points = [point for point in line.findings if point.column in KEYED and point.severity is Severity.WARNING]
    if not points:
        return [key_of(fold(found[0]), line)]
    offers = ([value, *offers_of(points, column)] for value, column in zip(found, KEYED, strict=True))
    names, codes, makers = offers
    districts = [code[:DISTRICT] for code in codes]
    return list(dict.fromkeys(product(map(fold, names), districts, map(fold, makers))))


def offers_of(points: Iterable[Finding], column: str) -> Iterator[str]:
    """What the points on a column offer."""
    for point in points:
        if point.column == column:
            yield from sorted(allowed(point))


def take_over(line: Line, row: Mapping[str, Any]) -> None:
    """Give the line what was decided on it before, as far as the stored row differs from the line as found."""
    values = line.values
    decided = {}
    if fold(row["name_th"]) != fold(values["name_th"]):
        decided["name_th"] = row["name_th"]
    if row["area_code"][:DISTRICT] != values["area_code"][:DISTRICT]:
        decided["tambon"] = row["area_code"]
    if not values.get("producer") and row.get("producer__name_th"):
        decided["producer"] = row["producer__name_th"]
    for column, value in decided.items():
        apply(line, column, value)
    line.findings = [finding for finding in line.findings if finding.column not in decided]


def key_of(name: str, line: Line) -> Key:
    return name, line.values["area_code"][:4], fold(line.values.get("producer", ""))


def keys_of_row(row: Mapping[str, Any]) -> tuple[Key, ...]:
    """By name and producer, by name alone, by official number, and by the row's own id."""
    name, district, number = fold(row["name_th"]), row["area_code"][:4], row.get("official_number")
    named = (name, district, fold(row.get("producer__name_th") or "")), (name, district, None)
    return (*named, *([(f"#{number}", district, None)] if number else []), ("", "", str(row["id"])))


def number_key(line: Line) -> Key:
    return f"#{line.values.get('official_number') or ''}", line.values["area_code"][:DISTRICT], None


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


def rows_of(run: ImportRun, subject: str) -> PublicationQuerySet:
    """Rows of one kind that this import stored."""
    within = Q(pk__in=())
    for first, last in run.result.get("ids", {}).get(subject, []):
        within |= Q(pk__gte=first, pk__lte=last)
    return KINDS[subject].rows.filter(within)


def drafts_of(run: ImportRun, subject: str) -> list[int]:
    """Those of them that are still drafts."""
    return list(rows_of(run, subject).filter(state=State.DRAFT).order_by("pk").values_list("pk", flat=True))


class Numbers:
    """Official numbers that several records bear: said of the lines of one pass over a file, refused nowhere."""

    def __init__(self, kind: Sheet) -> None:
        self.model = REGISTERS[kind][0] if "official_number" in REGISTERS[kind][1] else None
        self.rows: dict[str, int] = {}

    def point_out(self, lines: Iterable[Line]) -> None:
        """Lines compared with the register whose number another record, or an earlier row of the file, bears too."""
        told = [line for line in lines if not line.stopped and line.values.get("official_number")]
        if self.model is None or not told:
            return
        held = self.model.objects.bearers(line.values["official_number"] for line in told)
        for line in told:
            number = line.values["official_number"]
            first = self.rows.setdefault(number, line.number)
            if others := held.get(number, set()) - {line.match_id}:
                self.say(line, DOUBLED, "count", len(others))
            elif first != line.number:
                self.say(line, "import.number_twice", "row", first)

    def say(self, line: Line, rule: str, name: str, value: int) -> None:
        found = line.values["official_number"]
        line.say("official_number", Severity.WARNING, rule, found, values=((name, f"{value:,}"),))
