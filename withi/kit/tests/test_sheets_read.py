"""Reading sheets: what comes out of good files of every kind."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from withi.kit import sheets
from withi.kit.sheets import Row, Table
from withi.kit.tests import sheet_files as files

Reader = Callable[..., Table]
FOUR: list[list[object]] = [["ชื่อผลิตภัณฑ์", "ราคา"], ["ผ้าไหม", 4500], ["ข้าวแต๋น", 35]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Reader]:
    """Reads bytes as a file and closes what was opened."""
    tables: list[Table] = []

    def read(content: bytes, sheet: str = "") -> Table:
        path = tmp_path / f"{len(tables)}.bin"
        path.write_bytes(content)
        tables.append(sheets.read(path, name="ไฟล์.xlsx", sheet=sheet))
        return tables[-1]

    yield read
    for table in tables:
        table.close()


def saved(workbook: openpyxl.Workbook) -> bytes:
    """A workbook's bytes."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_headings_and_rows_come_with_their_row_numbers(opened: Reader) -> None:
    table = opened(files.xlsx(files.xml_rows(FOUR)))
    assert (table.format, table.sheet, table.header, table.header_row) == ("xlsx", "S1", ("ชื่อผลิตภัณฑ์", "ราคา"), 1)
    assert list(table) == [Row(2, ("ผ้าไหม", "4500"), "tn"), Row(3, ("ข้าวแต๋น", "35"), "tn")]


def test_every_type_of_cell_comes_as_plain_text_and_as_its_value(opened: Reader) -> None:
    workbook = openpyxl.Workbook()
    moment = dt.datetime.fromisoformat("2020-06-19T10:30:05")
    values = ["0812345678", 812345678, 4500.5, dt.date(2020, 6, 19), moment, True, dt.time(8, 30), 1e-7, -5, 0]
    workbook.active.append([f"หัว {at}" for at in range(len(values))])
    workbook.active.append(values)
    row = next(iter(opened(saved(workbook))))
    assert row.cells[:5] == ("0812345678", "812345678", "4500.5", "2020-06-19", "2020-06-19 10:30:05")
    assert row.cells[5:] == ("TRUE", "08:30:00", "0.0000001", "-5", "0")
    assert row.kinds == "tnndmbhnnn"
    assert [row.value(at) for at in range(10)] == [*values[:6], "08:30:00", 1e-7, -5, 0]


def test_a_whole_number_keeps_its_digits_and_no_zero_is_invented(opened: Reader) -> None:
    row = next(iter(opened(files.xlsx(files.xml_rows([["a", "b"], [1234567890123, 4e20]])))))
    assert row.cells == ("1234567890123", "400000000000000000000")


def test_formula_errors_are_flagged_in_each_format(opened: Reader) -> None:
    rows: list[list[object]] = [["ชื่อ", "ราคา"], ["ผ้า", "#REF!"], ["#N/A", 2], ["ข้าว", None]]
    assert [(row.number, row.errors) for row in opened(files.xlsx(files.xml_rows(rows)))] == [
        (2, (1,)),
        (3, (0,)),
        (4, ()),
    ]
    stream = files.biff(
        *(files.biff_label(0, at, "หัว") for at in (0, 1)), files.biff_number(1, 0, 7), files.biff_error(1, 1, 23)
    )
    assert list(opened(files.compound("Workbook", stream))) == [Row(2, ("7", "#REF!"), "ne")]
    assert next(iter(opened(b"a,b\n#DIV/0!,1\n"))).errors == (0,)


def test_errors_are_found_in_the_sheet_that_is_read_and_only_there(opened: Reader) -> None:
    content = files.xlsx(files.xml_rows(FOUR), files.xml_rows([["a", "b"], ["#VALUE!", 1]]))
    assert not any(row.errors for row in opened(content))
    assert [row.cells for row in opened(content, sheet="S2")] == [("#VALUE!", "1")]


def test_titles_above_the_headings_are_skipped_and_told(opened: Reader) -> None:
    rows: list[list[object]] = [
        ["ทะเบียนผลิตภัณฑ์ อำเภอเปือยน้อย"],
        [None],
        [2568, None, 1],
        ["ที่", "ชื่อ", "โทร"],
        [1, "ผ้า", "08"],
    ]
    table = opened(files.xlsx(files.xml_rows(rows)))
    assert (table.header_row, table.header) == (4, ("ที่", "ชื่อ", "โทร"))
    assert [(title.number, title.cells[0]) for title in table.titles] == [(1, "ทะเบียนผลิตภัณฑ์ อำเภอเปือยน้อย"), (3, "2568")]
    assert table.layout == sheets.Layout("S1", 4, table.header, table.titles)


def test_a_list_of_one_column_has_headings_too(opened: Reader) -> None:
    table = opened("ที่อยู่\n12 ม.3 ต.เปือยน้อย\n".encode())
    assert (table.header, [row.cells for row in table]) == (("ที่อยู่",), [("12 ม.3 ต.เปือยน้อย",)])


def test_an_empty_corner_keeps_columns_and_rows_in_place(opened: Reader) -> None:
    workbook = openpyxl.Workbook()
    for place, value in {"C5": "ชื่อ", "D5": "ราคา", "C7": "ผ้า", "D9": 3}.items():
        workbook.active[place] = value
    table = opened(saved(workbook))
    assert (table.header_row, table.header) == (5, ("", "", "ชื่อ", "ราคา"))
    assert [(row.number, row.cells) for row in table] == [(7, ("", "", "ผ้า", "")), (9, ("", "", "", "3"))]


def test_blank_rows_and_columns_at_the_end_are_dropped(opened: Reader) -> None:
    rows: list[list[object]] = [["a", "b", " ", ""], ["1", "2", "", ""], [" ", "", "", ""], ["3", "", "", ""]]
    table = opened(files.xlsx(files.xml_rows(rows)))
    assert (table.header, [(row.number, row.cells) for row in table]) == (("a", "b"), [(2, ("1", "2")), (4, ("3", ""))])


def test_cells_right_of_the_headings_come_with_their_row(opened: Reader) -> None:
    rows: list[list[object]] = [["a", "b"], ["1", "2"], ["3", "4", "", "stray"]]
    assert [row.cells for row in opened(files.xlsx(files.xml_rows(rows)))] == [("1", "2"), ("3", "4", "", "stray")]


def test_the_first_sheet_that_holds_anything_is_read_and_the_others_named(opened: Reader) -> None:
    content = files.xlsx("", files.xml_rows([["x", "y"]]), files.xml_rows(FOUR), hidden=("S2",))
    table = opened(content)
    assert (table.sheet, table.others) == ("S3", ("S1", "S2"))
    assert opened(content, sheet="S2").header == ("x", "y")


def test_merged_cells_hold_their_text_once(opened: Reader) -> None:
    workbook = openpyxl.Workbook()
    for row in (["ตำบล", "บ้าน"], ["เปือยน้อย", "หัวขัว"], [None, "วังม่วง"]):
        workbook.active.append(row)
    workbook.active.merge_cells("A2:A3")
    assert [row.cells for row in opened(saved(workbook))] == [("เปือยน้อย", "หัวขัว"), ("", "วังม่วง")]


TWO: list[list[object]] = [
    ["ทะเบียนผลิตภัณฑ์ อำเภอหนองสองห้อง"],
    ["ที่", "ชื่อ", "ที่อยู่", None, None, "ราคา"],
    [None, None, "ตำบล", "อำเภอ", "จังหวัด"],
    [1, "ผ้าไหม", "ดงเค็ง", "หนองสองห้อง", "ขอนแก่น", 1200],
]


def test_headings_over_two_rows_are_one(opened: Reader, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in TWO:
        workbook.active.append(row)
    for span in ("A1:F1", "A2:A3", "B2:B3", "C2:E2", "F2:F3"):
        workbook.active.merge_cells(span)
    table = opened(saved(workbook))
    assert (table.header_row, table.header) == (3, ("ที่", "ชื่อ", "ตำบล", "อำเภอ", "จังหวัด", "ราคา"))
    rows = list(table)
    assert [row.cells for row in rows] == [("1", "ผ้าไหม", "ดงเค็ง", "หนองสองห้อง", "ขอนแก่น", "1200")]
    with (tmp_path / "again.xlsx").open("wb") as file:
        sheets.write_report(file, table.layout, rows, marks={})
    again = opened((tmp_path / "again.xlsx").read_bytes())
    assert (again.header_row, again.header[:6], [row.cells[:6] for row in again]) == (3, table.header, [rows[0].cells])


def test_parts_of_one_name_say_of_what(opened: Reader) -> None:
    rows: list[list[object]] = [
        ["ชื่อ", "ปีก่อน", "", "ปีนี้", ""],
        ["", "ชิ้น", "บาท", "ชิ้น", "บาท"],
        ["ผ้า", "1", "2", "3", "4"],
    ]
    table = opened(files.xlsx(files.xml_rows(rows)))
    assert table.header == ("ชื่อ", "ปีก่อน ชิ้น", "ปีก่อน บาท", "ปีนี้ ชิ้น", "ปีนี้ บาท")


@pytest.mark.parametrize(
    "first",
    [
        ["", "", "ดงเค็ง", "", "", ""],
        ["", "", "", "", "", "แก้ราคาแล้ว"],
        ["", "", "ดงเค็ง ม.8", "หนองสองห้อง", "ขอนแก่น", ""],
        ["", "ผ้าขิด", "ดงเค็ง", "หนองสองห้อง", "ขอนแก่น", ""],
    ],
)
def test_a_row_with_gaps_is_no_heading(opened: Reader, first: list[object]) -> None:
    rows: list[list[object]] = [[cell or "" for cell in TWO[1]], first, [str(cell) for cell in TWO[3]]]
    table = opened(files.xlsx(files.xml_rows(rows)))
    assert (table.header_row, len(list(table))) == (1, 2)


def test_an_open_document_sheet_with_a_million_styled_rows(opened: Reader) -> None:
    cells = "".join(map(files.ods_cell, ("ชื่อ", "โทร")))
    table = (
        f"<table:table-row>{cells}</table:table-row>"
        f"<table:table-row>{files.ods_cell('ผ้า')}<table:table-cell office:value-type='float' office:value='812345678'/>"
        "</table:table-row><table:table-row table:number-rows-repeated='1048570'>"
        "<table:table-cell table:style-name='x' table:number-columns-repeated='1024'/></table:table-row>"
    )
    read = opened(files.ods(table))
    assert (read.format, list(read)) == ("ods", [Row(2, ("ผ้า", "812345678"), "tn")])


@pytest.mark.slow
def test_a_million_styled_empty_rows_are_no_rows(opened: Reader) -> None:
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="0"/><c r="B{at}" s="0"/></row>' for at in range(4, 1_000_001))
    table = opened(files.xlsx(files.xml_rows(FOUR) + empty))
    assert len(list(table)) == 2


def test_an_old_workbook_with_its_stream_in_ordinary_or_small_sectors(opened: Reader) -> None:
    cells = [
        files.biff_label(0, 0, "ชื่อ"),
        files.biff_label(0, 1, "ปี"),
        files.biff_label(1, 0, "ผ้า"),
        files.biff_number(1, 1, 2561),
    ]
    stream = files.biff(*cells)
    for small in (False, True):
        table = opened(files.compound("Workbook", stream, small=small))
        assert (table.format, table.header, list(table)) == ("xls", ("ชื่อ", "ปี"), [Row(2, ("ผ้า", "2561"), "tn")])


def test_signs_that_join_cells_on_the_pipe_come_through(opened: Reader) -> None:
    rows: list[list[object]] = [["a", "b"], ["x_x001F_y", "_x001E_"], ["_x001D_", "z"]]
    assert [row.cells for row in opened(files.xlsx(files.xml_rows(rows)))] == [("x\x1fy", "\x1e"), ("\x1d", "z")]


def test_batches_are_of_two_thousand_rows_and_numbers_run_on(opened: Reader) -> None:
    table = opened(files.xlsx(files.xml_rows([["ก", "ข"], *([f"r{at}", at] for at in range(2, 5002))])))
    batches = list(table.batches())
    assert [row.number for batch in batches for row in batch] == list(range(2, 5002))
    assert max(map(len, batches)) <= 2000
    assert table.expected == 5001


def test_long_rows_travel_in_halves(opened: Reader) -> None:
    text = "ก" * 30_000
    table = opened(files.xlsx(files.xml_rows([["a", "b"], *[[text, text]] * 100])))
    assert [len(row.cells[1]) for row in table] == [30_000] * 100


CSV_ROWS = [("ชื่อ", "ราคา"), ('ผ้า, "มัดหมี่"', "1,200"), ("สอง\nบรรทัด", "")]
QUOTED = 'ชื่อ{0}ราคา\r\n"ผ้า, ""มัดหมี่"""{0}"1,200"\r\n"สอง\nบรรทัด"{0}\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp874", "tis-620"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_files_in_every_encoding_and_with_every_separator(opened: Reader, encoding: str, delimiter: str) -> None:
    table = opened(QUOTED.format(delimiter).encode(encoding))
    assert (table.format, table.delimiter, table.header) == ("csv", delimiter, CSV_ROWS[0])
    assert [row.cells for row in table] == CSV_ROWS[1:]
    assert table.encoding in (encoding, encoding.removesuffix("-sig"), "utf-16-le", "cp874")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\r1,2\r3,4", [("1", "2"), ("3", "4")]),
        ("a,b\n1,2,3\n4\n", [("1", "2", "3"), ("4", "")]),
        ("sep=;\na;b\n1,5;2\n", [("1,5", "2")]),
        ("sep=x\na,b\n1,2\n", [("1", "2")]),
        ("a,b,,\n1,2,,\n,,,\n", [("1", "2")]),
        ("a,b\n0812,001\n", [("0812", "001")]),
    ],
)
def test_text_files_as_people_make_them(opened: Reader, text: str, rows: list[tuple[str, ...]]) -> None:
    assert [row.cells for row in opened(text.encode())] == rows


def test_thousands_of_blank_lines_are_no_rows(opened: Reader) -> None:
    assert [row.cells for row in opened(b"a,b\n1,2\n" + b"\n" * 20_000 + b"3,4\n" + b"\n" * 20_000)] == [
        ("1", "2"),
        ("3", "4"),
    ]


def test_more_than_two_hundred_empty_cells_at_a_line_s_end_are_nothing(opened: Reader) -> None:
    assert [row.cells for row in opened(b"a,b" + b"," * 300 + b"\n1,2" + b"," * 300 + b"\n")] == [("1", "2")]
