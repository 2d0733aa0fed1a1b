"""Writing sheets: no formula in them, every letter back when read, and reports that show what was found where."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from withi.kit import sheets
from withi.kit.problem import Problem
from withi.kit.sheets import Layout, Mark, Row, SheetColumn
from withi.kit.sheets.values import shown_width
from withi.kit.tests.test_sheets_disarm import ARMED, HARMLESS

WRITERS: dict[str, Callable[..., None]] = {"xlsx": sheets.write_xlsx, "csv": sheets.write_csv}
LETTERS = st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")
TEXT = st.one_of(st.text(LETTERS, max_size=20), st.lists(st.sampled_from([*ARMED, *HARMLESS]), max_size=3).map("".join))


def written(kind: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """The bytes of a sheet written with these rows."""
    buffer = io.BytesIO()
    WRITERS[kind](buffer, columns, rows)
    return buffer.getvalue()


def read(path: Path, content: bytes) -> list[Row]:
    """The rows of a written sheet."""
    path.write_bytes(content)
    with sheets.read(path, name=path.name) as table:
        return list(table)


def report(layout: Layout, rows: Sequence[Row], marks: dict[int, list[Mark]]) -> bytes:
    """The bytes of an import report."""
    buffer = io.BytesIO()
    sheets.write_report(buffer, layout, rows, marks=marks)
    return buffer.getvalue()


def part(content: bytes, name: str) -> str:
    """One part of an xlsx file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_dangerous_and_harmless_text_comes_back_letter_for_letter(tmp_path: Path, kind: str) -> None:
    rows = [(text, "x") for text in (*ARMED, *HARMLESS)]
    assert [row.cells for row in read(tmp_path / "a", written(kind, ["ชื่อ", "อื่น"], rows))] == rows


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(TEXT, TEXT), min_size=30, max_size=60))
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_any_text_comes_back_letter_for_letter(tmp_path: Path, kind: str, cells: list[tuple[str, str]]) -> None:
    rows = [(*pair, "x") for pair in cells]
    assert [row.cells for row in read(tmp_path / "a", written(kind, ["ก", "ข", "ค"], rows))] == rows


def test_a_workbook_holds_text_and_never_a_formula() -> None:
    content = written("xlsx", ["ชื่อ", "=หัว"], [(text, text) for text in ARMED])
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")
    assert 'quotePrefix="1"' in part(content, "xl/styles.xml")
    assert {name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "hyperlink" in name.lower()} == set()
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert all(cell.quotePrefix for cell in cells[2:] if cell.value)


def test_a_text_file_opens_no_cell_with_a_formula_sign() -> None:
    content = written("csv", ["ชื่อ", "ราคา"], [(text, -5) for text in ARMED])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    assert {row[1] for row in rows} == {"-5"}
    assert not any(row[0].lstrip().startswith(tuple("=+-@|%＝＋－＠")) for row in rows)


def test_values_keep_their_type_or_their_digits(tmp_path: Path) -> None:
    moment = dt.datetime(2025, 11, 20, 18, 30, tzinfo=dt.UTC)
    values = [-5, Decimal("4500.50"), 12345678901234567, True, dt.date(2025, 11, 21), moment, None, float("nan"), -0.5]
    values += [Decimal("0.1234567890123456"), dt.date(1890, 1, 2), dt.timedelta(hours=30), "0812345678"]
    heads = [f"หัว {at}" for at in range(len(values))]
    expected: tuple[str, ...] = (
        "-5",
        "4500.5",
        "12345678901234567",
        "TRUE",
        "2025-11-21",
        "2025-11-21 01:30:00",
        "",
        "nan",
        "-0.5",
    )
    expected += ("0.1234567890123456", "1890-01-02", "30:00:00", "0812345678")
    (row,) = read(tmp_path / "a", written("xlsx", heads, [values]))
    assert (row.cells, row.kinds) == (expected, "nntbdmttntttt")
    (row,) = read(tmp_path / "a", written("csv", heads, [values]))
    assert row.cells == expected


def test_a_list_that_is_empty_keeps_its_headings(tmp_path: Path) -> None:
    for kind in WRITERS:
        assert read(tmp_path / "a", written(kind, ["ชื่อ", "ราคา"], [])) == []


def test_columns_are_as_wide_as_their_thai_text_and_headings_stay_in_view() -> None:
    buffer = io.BytesIO()
    columns = [SheetColumn("ที่"), SheetColumn("ที่อยู่", width=30), SheetColumn("ราคา", format="#,##0.00")]
    sheets.write_xlsx(buffer, columns, [("บ้านหัวขัว ตำบลเปือยน้อย", "x", 4500)], sheet="รายการ: [2568]/1")
    sheet = openpyxl.load_workbook(buffer).active
    assert (sheet.title, sheet.freeze_panes, sheet["C2"].number_format) == ("รายการ   2568  1", "A2", "#,##0.00")
    widths = [round(sheet.column_dimensions[letter].width) for letter in "ABC"]
    assert widths == [shown_width("บ้านหัวขัว ตำบลเปือยน้อย") + 3, 31, 9]
    assert shown_width("ที่อยู่") == 3


def test_what_no_sheet_can_hold_is_refused() -> None:
    for kind in WRITERS:
        with pytest.raises(Problem, match="cell_too_long"):
            written(kind, ["ก"], [["ข" * 32_768]])


def test_a_report_is_the_same_sheet_with_its_cells_marked(tmp_path: Path) -> None:
    path = tmp_path / "upload.xlsx"
    workbook = openpyxl.Workbook()
    for row in (["ทะเบียน"], ["ชื่อ", "ราคา", "วันที่"], ["ผ้า", -5, dt.date(2020, 6, 19)], [], ["=ข้าว", "๓๕", None]):
        workbook.active.append(row)
    workbook.save(path)
    with sheets.read(path, name="a") as table:
        layout, rows = table.layout, list(table)
    marks = {3: [Mark("error", "ราคาติดลบ", 1), Mark("warning", "ซ้ำแถว 9")], 5: [Mark("repair", "อ่าน ๓๕ เป็น 35", 1)]}
    content = report(layout, rows, marks)
    again = read(path, content)
    assert [(row.number, row.cells[:3]) for row in again] == [(row.number, row.cells) for row in rows]
    assert [row.cells[3] for row in again] == ["ต้องแก้: ราคาติดลบ\nควรตรวจ: ซ้ำแถว 9", "แก้ให้แล้ว: อ่าน ๓๕ เป็น 35"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet["A1"].value, sheet["D2"].value, sheet.freeze_panes) == ("ทะเบียน", "ผลการตรวจ", "A3")
    assert (sheet["B3"].fill.fgColor.rgb, sheet["B5"].fill.fgColor.rgb) == ("FFF4C0B8", "FFCBE1F2")
    assert sheet["B3"].comment.text == "ต้องแก้: ราคาติดลบ"
    assert sheet["C3"].value == dt.datetime.fromisoformat("2020-06-19")


def test_the_gravest_mark_gives_a_cell_its_colour_and_an_empty_cell_gets_one_too() -> None:
    buffer = io.BytesIO()
    marks = {0: [Mark("repair", "ก", 0), Mark("error", "ข", 0)], 1: [Mark("warning", "ค", 1)]}
    sheets.write_xlsx(buffer, ["ชื่อ", "โทร"], [("ผ้า", "1"), ("ข้าว", None)], marks=marks, wording=sheets.ENGLISH)
    sheet = openpyxl.load_workbook(buffer).active
    assert (sheet["A2"].fill.fgColor.rgb, sheet["B3"].fill.fgColor.rgb) == ("FFF4C0B8", "FFFBE6A2")
    assert [sheet[place].value for place in ("C1", "C2", "C3")] == [
        "Findings",
        "Repaired: ก\nTo correct: ข",
        "To check: ค",
    ]


def test_cells_right_of_the_headings_stand_right_of_the_findings() -> None:
    content = report(Layout("", 1, ("a", "b")), [Row(2, ("1", "2", "stray"), "ttt")], {2: [Mark("error", "เกิน", 2)]})
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[2]] == ["1", "2", "ต้องแก้: เกิน", "stray"]


def test_many_and_long_findings_fit() -> None:
    rows = [Row(at, ("1",), "t") for at in range(2, 2_302)]
    marks = {row.number: [Mark("error", "ข" * 20, 0)] for row in rows}
    marks[2] = [Mark("error", "ก" * 20_000, 0), Mark("error", "ก" * 20_000)]
    sheet = openpyxl.load_workbook(io.BytesIO(report(Layout("S", 1, ("a",)), rows, marks))).active
    assert sum(1 for row in sheet.iter_rows() for cell in row if cell.comment) == 2_000
    assert len(sheet["B2"].value) == 32_767
    assert sheet["B2"].value.endswith("… ยังมีอีก")
