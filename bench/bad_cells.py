"""I3: sheets with bad cells planted in known places; run as `bench.child bad_cells`.

A planted cell counts as reported when one pass names its row, its column, what stood there and the rule, in Thai, both
on screen and in the sheet that comes back.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from bench import lists, officer, tables
from bench.import_run import Sent
from withi.faces.imports import actions, queries
from withi.faces.imports.models import ImportRun
from withi.faces.imports.rules import COLUMNS, Sheet
from withi.ground.people.queries import scope_of
from withi.kit.intake import Finding, Severity
from withi.kit.problem import Problem
from withi.kit.thai import has_thai

GOOD_BETWEEN = 7
TIMES = 3
Row = dict[str, lists.Cell]


@dataclass(frozen=True)
class Planted:
    """Cells that make a row bad, and how it must be reported: under which column, found what, by which rule."""

    cells: Row
    column: str
    rule: str
    found: str


def planted(column: str, value: str, rule: str, **more: str) -> Planted:
    return Planted({column: value, **more}, column, rule, value)


CASES: dict[Sheet, tuple[Planted, ...]] = {
    Sheet.PRODUCTS: (
        planted("name_th", "", "import.name"),
        planted("district", "อำเภอที่ไม่มีจริง", "import.area", tambon=""),
        Planted({"province": "เชียงใหม่", "district": "แม่แตง", "tambon": "อินทขิล"}, "district", "import.outside", "แม่แตง"),
        planted("type", "ของแปลก", "import.type_unknown"),
        planted("type", "", "import.type_missing"),
        planted("producer", "", "import.producer_missing"),
        planted("phone", "0812345", "phone.too_short"),
        planted("phone", "ไม่มีสายตรง", "phone.unreadable"),
        planted("price", "ถามที่ร้าน", "cell.price"),
        planted("lat", "48.8566", "geo.outside_country", lon="2.3522"),
        planted("lat", "สิบหก", "geo.unreadable"),
        Planted({"name_th": "เสื่อกกทอมือ โดย นายชื่อสมมติ"}, "name_th", "import.person", "นายชื่อสมมติ"),
    ),
    Sheet.PRODUCERS: (
        planted("name_th", "", "import.name"),
        planted("identity", "1234567890123", "cell.identity"),
        planted("district", "อำเภอที่ไม่มีจริง", "import.area", tambon=""),
        planted("kind", "สมาคมลับ", "import.kind_unknown"),
        planted("people", "หลายคน", "cell.number"),
        planted("founded", "นานมาแล้ว", "cell.date"),
        planted("phone", "0812345", "phone.too_short"),
    ),
}
GOOD: dict[Sheet, Row] = {
    Sheet.PRODUCTS: {"type": "อาหาร", "producer": "กลุ่มตัวอย่าง", "price": 50, "lat": 16.43, "lon": 102.83},
    Sheet.PRODUCERS: {"kind": "กลุ่มผู้ผลิตชุมชน", "people": 12, "founded": "12 ม.ค. 2550", "identity": ""},
}


def main() -> dict[str, Any]:
    """Counts over all sheets: planted, reported, reported on clean cells; rows written in spite of errors."""
    told: dict[str, Any] = dict.fromkeys(("planted", "reported", "extra", "written", "good_rows", "files"), 0)
    told["missed"] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, cases in CASES.items():
            for name, value in one_sheet(kind, cases, Path(folder, f"{kind}.xlsx")).items():
                told[name] += value
    return told


def one_sheet(kind: Sheet, cases: tuple[Planted, ...], file: Path) -> dict[str, Any]:
    rows = list(sheet_rows(kind, cases))
    keys = list(dict.fromkeys(key for row, _ in rows for key in row))
    names = {column.key: column.th for column in COLUMNS[kind]}
    lists.write_rows(
        file, tuple(names[key] for key in keys), (tuple(row.get(key, "") for key in keys) for row, _ in rows)
    )
    person = officer.person()
    scope = scope_of(person)
    run = actions.start(actor=person, scope=scope, kind=kind, sent=Sent(file))
    wanted = {number: case for number, (_, case) in enumerate(rows, 2) if case}
    missed, extra = compare(run, wanted)
    written = refused(run)
    stored = actions.commit(actor=person, scope=scope, run=run, good_rows_only=True)
    return {
        "files": 1,
        "planted": len(wanted),
        "reported": len(wanted) - len(missed),
        "missed": missed,
        "extra": extra,
        "written": written,
        "good_rows": stored["new"],
    }


def sheet_rows(kind: Sheet, cases: tuple[Planted, ...]) -> Iterator[tuple[Row, Planted | None]]:
    """Good rows with every case among them a few times."""
    province, district, tambon, _ = lists.places()[0]
    number = 0
    for case in cases * TIMES:
        for planted_case in (*[None] * GOOD_BETWEEN, case):
            number += 1
            place: Row = {"province": province, "district": district, "tambon": tambon, "phone": f"08{number:08}"}
            row = {"name_th": f"กล้วยตากตัวอย่าง {number}", **place, **GOOD[kind]}
            yield row | (planted_case.cells if planted_case else {}), planted_case


def compare(run: ImportRun, wanted: dict[int, Planted]) -> tuple[list[str], int]:
    """Planted cells that were not reported as they should, and how many points stand on cells nobody spoiled."""
    points = {line.number: line.findings for line in queries.lines_of(run)}
    notes = report_notes(run)
    missed = [
        f"{run.kind} row {number}: {case.rule} on {case.column} {case.found!r}"
        for number, case in wanted.items()
        if not any(is_told(point, case, notes[number]) for point in points.get(number, ()))
    ]
    extra = sum(
        point.severity is not Severity.REPAIR
        for number, found in points.items()
        if number not in wanted
        for point in found
    )
    return missed, extra


def is_told(point: Finding, case: Planted, note: str) -> bool:
    """The rule, the column, what was found, and a filled-in Thai sentence that the returned sheet bears too."""
    sentence = point.message("th")
    told = (point.rule, point.column) == (case.rule, case.column) and plain(case.found) in plain(point.found)
    return told and has_thai(sentence) and "{" not in sentence and sentence in note


def plain(cell: str) -> str:
    """The cell without hyphens and spaces: a telephone number may be shown parted."""
    return cell.replace("-", "").replace(" ", "")


def report_notes(run: ImportRun) -> dict[int, str]:
    """What the last column of the returned sheet says, by row number of the sheet."""
    with actions.report(run=run, lang="th") as file:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return {number: str(row[-1]) for number, row in enumerate(rows, 1)}


def refused(run: ImportRun) -> int:
    """Rows that were written although the file was refused: it has errors, and nobody chose "good rows only"."""
    person, before = officer.person(), tables.highest()
    try:
        actions.commit(actor=person, scope=scope_of(person), run=run)
    except Problem as problem:
        if problem.code != "import.errors":
            raise
    return sum(tables.highest()[name] - last for name, last in before.items())
