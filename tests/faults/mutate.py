"""Sheets as people really send them, gone wrong in every way that people and machines make them go wrong; seeded."""

import csv
import io
import random
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from tests.hostile_files import empty_rows
from withi.kit.tests import sheet_files as files
from withi.kit.tests.test_sheets_fuzz import flipped, flipped_inside

Table = list[list[str]]
ROOT = Path(settings.BASE_DIR)
SHARED = ROOT.parent / "shared" / "data"
SOURCES = {
    "products": [ROOT / "fixtures/demo/products_to_import.csv", SHARED / "otop_products_open.csv"],
    "communities": [SHARED / "nawatwithi_communities_open.csv"],
    "producers": [],
}
"""Look-alikes of the project, and real open lists where they are at hand."""
OWN = {
    "communities": [["ชื่อชุมชน", "ตำบล", "อำเภอ", "จังหวัด"], ["บ้านใหม่", "ดงเค็ง", "หนองสองห้อง", "ขอนแก่น"]] * 4,
    "producers": [
        ["ชื่อผู้ผลิต", "ประเภท", "อำเภอ", "จังหวัด", "โทรศัพท์", "เลขประจำตัวประชาชน", "จำนวนสมาชิก", "วันที่ก่อตั้ง"],
        ["กลุ่มทอผ้า", "กลุ่มผู้ผลิตชุมชน", "หนองสองห้อง", "ขอนแก่น", "081-234-5678", "1101700230708", "25", "29 มิ.ย. 61"],
        ["นางสาวตัวอย่าง", "เจ้าของรายเดียว", "หนองสองห้อง", "ขอนแก่น", "043100001", "", "๑๒", "20/07/2561"],
    ],
}
MOST_ROWS = 25
ODD = [
    "",
    " ",
    "-",
    "N/A",
    "#REF!",
    "#NAME?",
    "ไม่มี",
    "๑,๒๐๐.๕๐",
    "1e309",
    "-5",
    "NaN",
    "0",
    "9" * 40,
    "00000000000000000001",
    "31 ก.พ. 2566",
    "29 มิ.ย. 61",
    "20 กค 2561",
    "26 - 27 มิถุนายน 2561",
    "2020-06-19T25:61",
    "43999",
    "-1",
    "2958466",
    "0/0/0",
    "TRUE",
    "=1+1",
    '=HYPERLINK("http://x")',
    "@SUM(A1)",
    "'",
    '"',
    '","',
    "\t",
    "\r\n",
    "\x0b",
    "\ufeff",
    "\u200b",
    "\u202egnp",
    "ก" + "\u0e48" * 60,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "<b>ผ้า</b>",
    "&#0;",
    "]]>",
    "ย" * 3_000,
    "40150808",
    "ม.7 ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น",
    "อ.เมือง",
    "0-4310-0001 ต่อ 12",
    "1-1017-00230-70-8",
    "16.5,102.8",
]
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class Sent(NamedTuple):
    """A file as it is sent: what it is said to hold, its name, its bytes."""

    kind: str
    name: str
    content: bytes


def mutated(seed: int) -> Sent:
    """The file of this seed: a real table with some cells changed, in some form, perhaps with its bytes damaged."""
    chance = random.Random(seed)
    if chance.random() < 0.001:
        return Sent("products", "ว่าง.xlsx", _million())
    kind = chance.choice(["products", "products", "producers", "communities"])
    table = _cut(chance.choice(_tables(kind)), chance)
    for _ in range(chance.choice((0, 1, 1, 2, 5, 15))):
        chance.choice(CHANGES)(table, chance)
    name, content = chance.choice(FORMS)(table, chance)
    if chance.random() < 0.4:
        damage = flipped_inside if content.startswith(b"PK") and chance.random() < 0.7 else flipped
        content = damage(content, chance)
    return Sent(kind, name, content)


@cache
def _million() -> bytes:
    return empty_rows()


@cache
def _tables(kind: str) -> list[Table]:
    read = [list(csv.reader(io.StringIO(path.read_text("utf-8-sig")))) for path in SOURCES[kind] if path.exists()]
    return [*read, *([OWN[kind]] if kind in OWN else [])]


def _cut(table: Table, chance: random.Random) -> Table:
    """The headings and some rows in a run."""
    start = chance.randrange(1, max(2, len(table) - MOST_ROWS))
    return [list(table[0]), *(list(row) for row in table[start : start + chance.randint(1, MOST_ROWS)])]


# --- what goes wrong in a table ---------------------------------------------------------------------


def _cell(table: Table, chance: random.Random) -> None:
    row = chance.choice(table)
    if row:
        row[chance.randrange(len(row))] = chance.choice(ODD)


def _column(table: Table, chance: random.Random) -> None:
    """One kind of value all the way down."""
    at, odd = chance.randrange(max(1, len(table[0]))), chance.choice(ODD)
    for row in table[1:]:
        if at < len(row):
            row[at] = odd


def _thai_digits(table: Table, chance: random.Random) -> None:
    for row in table[1:]:
        row[:] = [cell.translate(THAI_DIGITS) for cell in row]


def _swapped(table: Table, chance: random.Random) -> None:
    """Columns in another order."""
    order = list(range(len(table[0])))
    chance.shuffle(order)
    for row in table:
        row[:] = [row[at] for at in order if at < len(row)]


def _ragged(table: Table, chance: random.Random) -> None:
    row = chance.choice(table)
    row[chance.randint(0, len(row)) :] = chance.choice(([], ["เกิน"] * 3, [""] * 40))


def _titles(table: Table, chance: random.Random) -> None:
    """Lines above the headings, as official lists have them."""
    table[0:0] = [["ทะเบียนผลิตภัณฑ์ ปี 2568"], [], ["จังหวัดขอนแก่น", "", "ข้อมูล ณ 30 ก.ย. 68"]][: chance.randint(1, 3)]


def _twice(table: Table, chance: random.Random) -> None:
    """A row or a heading for the second time."""
    if chance.random() < 0.5:
        table.insert(chance.randint(0, len(table)), list(chance.choice(table)))
    elif table[0]:
        at = chance.randrange(len(table[0]))
        for row in table:
            row.append(row[at] if at < len(row) else "")


def _blank_rows(table: Table, chance: random.Random) -> None:
    at = chance.randint(0, len(table))
    table[at:at] = [[""] * len(table[0]) for _ in range(chance.choice((1, 3, 200)))]


CHANGES: list[Callable[[Table, random.Random], None]] = [
    _cell,
    _cell,
    _cell,
    _column,
    _thai_digits,
    _swapped,
    _ragged,
    _titles,
    _twice,
    _blank_rows,
]


# --- the forms in which a table is sent ---------------------------------------------------------------


def _csv(table: Table, chance: random.Random) -> tuple[str, bytes]:
    out = io.StringIO()
    delimiter, quoting = chance.choice(",,;\t|"), chance.random() < 0.5
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL).writerows(table)
    encoding = chance.choice(("utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-le", "tis-620"))
    return "รายการ.csv", out.getvalue().encode(encoding, "replace" if chance.random() < 0.8 else "ignore")


def _xlsx(table: Table, chance: random.Random) -> tuple[str, bytes]:
    return "รายการ.xlsx", files.xlsx(files.xml_rows(_typed(table, chance)) + _merged(table, chance))


def _merged(table: Table, chance: random.Random) -> str:
    """Merged cells, sometimes over one another or beyond the table."""
    if chance.random() < 0.6:
        return ""
    areas = "".join(
        f'<mergeCell ref="{chance.choice("ABC")}{chance.randint(1, 9)}:{chance.choice("BCDZ")}{last}"/>'
        for last in (chance.randint(1, 40) for _ in range(chance.randint(1, 6)))
    )
    return f"</sheetData><mergeCells>{areas}</mergeCells><sheetData>"


def _ods(table: Table, chance: random.Random) -> tuple[str, bytes]:
    rows = ("".join(map(files.ods_cell, (escape(cell) for cell in row))) for row in table)
    return "รายการ.ods", files.ods("".join(f"<table:table-row>{row}</table:table-row>" for row in rows))


def _xls(table: Table, chance: random.Random) -> tuple[str, bytes]:
    cells = [
        files.biff_number(at, column, float(value))
        if isinstance(value, int | float)
        else files.biff_label(at, column, value)
        for at, row in enumerate(_typed(table, chance))
        for column, value in enumerate(row)
        if value is not None and len(str(value)) < 250
    ]
    return "รายการ.xls", files.compound("Workbook", files.biff(*cells, columns=max(map(len, table), default=1) or 1))


def _typed(table: Table, chance: random.Random) -> list[list[float | str | None]]:
    """The same cells as numbers here and there, or holding nothing at all."""

    def cell(text: str) -> float | str | None:
        draw = chance.random()
        if draw < 0.03:
            return None
        return chance.choice((0, -1, 12.5, 43999, 1e15, 2561)) if draw < 0.06 else escape(text)

    return [[cell(text) for text in row] for row in table]


FORMS: list[Callable[[Table, random.Random], tuple[str, bytes]]] = [_csv, _csv, _xlsx, _xlsx, _ods, _xls]
