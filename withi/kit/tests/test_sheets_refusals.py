"""Reading sheets: what cannot be read is refused by its own rule, and this process is none the worse."""

import io
import json
import struct
import sys
import zipfile
from pathlib import Path

import pytest

from withi.kit import child, sheets
from withi.kit.problem import Problem
from withi.kit.sheets import process
from withi.kit.sheets.decoder.wire import END, HEAD, ROWS, frame
from withi.kit.sheets.rules import CODES
from withi.kit.tests import sheet_files as files

GOOD = files.xlsx(files.xml_rows([["ชื่อ", "ราคา"], ["ผ้า", 1]]))
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8
EXE = b"MZ\x90\x00\x03" + bytes(400)
RULES = sheets.DEFAULT
HEADER = json.dumps(
    {"format": "xlsx", "sheet": "", "others": [], "titles": [], "header": [1, ["a"], "t"]}
    | {"expected": 1, "encoding": "", "delimiter": ""}
)


def refusal(tmp_path: Path, content: bytes, limits: sheets.Limits = RULES) -> Problem:
    """The problem that reading these bytes ends with."""
    path = tmp_path / "upload.bin"
    path.write_bytes(content)
    with pytest.raises(Problem) as caught, sheets.read(path, name="รายการ.xlsx", limits=limits) as table:
        list(table)
    assert (caught.value.status, caught.value.field) == (422, "file")
    assert caught.value.message("th") != caught.value.message("en")
    return caught.value


def code(tmp_path: Path, content: bytes, limits: sheets.Limits = RULES) -> str:
    """The code of `refusal`."""
    return refusal(tmp_path, content, limits).code


def children() -> set[str]:
    """The processes that this one has started and not yet taken leave of."""
    lists = Path("/proc/self/task").glob("*/children")
    return {number for each in lists for number in each.read_text(encoding="ascii").split()}


def lying(content: bytes) -> bytes:
    """The zip with every size in its directory declared as a hundred bytes."""
    data, at = bytearray(content), 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 24 : at + 28] = struct.pack("<I", 100)
        at += 4
    return bytes(data)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_an_upload_that_broke_off(tmp_path: Path, part: float) -> None:
    content = files.xlsx(files.xml_rows([["ชื่อ", "ราคา"], *([f"ผ้า {at}", at] for at in range(3000))]))
    assert code(tmp_path, content[: int(len(content) * part)]) == "sheet.truncated"


def test_an_old_workbook_that_broke_off(tmp_path: Path) -> None:
    content = files.compound("Workbook", files.biff(*(files.biff_label(at, 0, "ก" * 50) for at in range(200))))
    assert code(tmp_path, content[: len(content) // 2]) == "sheet.truncated"


def test_a_sheet_part_that_is_no_xml(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row><c r='A1'><v>1</x>"
    assert code(tmp_path, files.zipped(parts)) in ("sheet.truncated", "sheet.empty")


def test_an_open_document_that_ends_amid_its_cells(tmp_path: Path) -> None:
    """calamine alone would look for the end for ever."""
    content = files.ods("<table:table-row><table:table-cell><text:p>ผ้า</text:p></table:table-row>")
    assert code(tmp_path, content) == "sheet.truncated"


def test_a_zip_bomb_that_declares_its_size(tmp_path: Path) -> None:
    assert code(tmp_path, files.xlsx(files.xml_rows([["a", "b"]]) + " " * 80_000_000)) == "sheet.zip_bomb"


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    bomb = lying(files.xlsx(files.xml_rows([["a", "b"]]) + " " * 80_000_000))
    assert code(tmp_path, bomb) == "sheet.zip_bomb"


def test_a_zip_with_thousands_of_parts(tmp_path: Path) -> None:
    assert code(tmp_path, files.zipped({f"xl/{at}.xml": b"" for at in range(5_001)})) == "sheet.zip_bomb"


def test_two_cells_at_the_far_corners_of_a_sheet(tmp_path: Path) -> None:
    """The file of 5 KB that aborts an unguarded calamine process."""
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    problem = refusal(tmp_path, files.xlsx(files.xml_rows([["a"]]) + corner))
    assert (problem.code, problem.values["column"]) == ("sheet.too_wide", "XFD")


def test_a_table_that_is_too_wide(tmp_path: Path) -> None:
    assert refusal(tmp_path, files.xlsx(files.xml_rows([["x"] * 201]))).values["column"] == "GS"
    assert refusal(tmp_path, b",".join([b"x"] * 201)).values["column"] == "GS"


def test_cells_far_below_the_table(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="F1048576"><v>1</v></c></row>'
    assert code(tmp_path, files.xlsx(files.xml_rows([["a", "b"]]) + far)) == "sheet.too_many_cells"


def test_more_rows_than_can_be_taken(tmp_path: Path) -> None:
    few = RULES._replace(rows=2_500)
    assert code(tmp_path, files.xlsx(files.xml_rows([["a", "b"]] * 2_502)), few) == "sheet.too_many_rows"
    assert code(tmp_path, b"a,b\n" * 2_502, few) == "sheet.too_many_rows"


def test_more_text_than_can_be_taken(tmp_path: Path) -> None:
    assert code(tmp_path, b"a,b\n" + b"xxxx,y\n" * 90_000, RULES._replace(text_bytes=500_000)) == "sheet.too_much_text"


def test_a_cell_longer_than_a_sheet_can_hold(tmp_path: Path) -> None:
    problem = refusal(tmp_path, f"a,b\n1,2\n{'ก' * 32_768},2\n".encode())
    assert (problem.code, problem.values["row"]) == ("sheet.cell_too_long", 3)
    assert code(tmp_path, f"a,b\n{'ก' * 70_000},2\n".encode()) == "sheet.cell_too_long"


def test_a_quotation_mark_left_open(tmp_path: Path) -> None:
    problem = refusal(tmp_path, 'ชื่อ,ขนาด\nผ้า,"2 เมตร\nข้าว,1\n'.encode())
    assert (problem.code, problem.values["row"]) == ("sheet.open_quote", 2)


@pytest.mark.parametrize("text", ['a,b\n1,2\n"', 'a,b\n1,2\n"3,4\n', 'a;b\n1;"', "\r" * 100 + '"', 'sep=;\na;b\n"'])
def test_a_quotation_mark_left_open_where_a_line_begins(tmp_path: Path, text: str) -> None:
    assert code(tmp_path, text.encode()) == "sheet.open_quote"


def test_files_behind_a_password(tmp_path: Path) -> None:
    assert code(tmp_path, files.compound("EncryptedPackage", b"x" * 5000)) == "sheet.password"
    assert code(tmp_path, files.compound("Workbook", files.biff(protected=True))) == "sheet.password"
    assert code(tmp_path, files.ods("", manifest="<manifest:encryption-data/>")) == "sheet.password"
    locked = bytearray(GOOD)
    for at in (place for place in range(len(GOOD)) if GOOD.startswith(b"PK\x01\x02", place)):
        locked[at + 8] |= 1
    assert code(tmp_path, bytes(locked)) == "sheet.password"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (JPEG, "JPEG"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (EXE, "EXE"),
        (b"  <!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "HTML"),
        ("\ufeff<table><tr><td>ชื่อ</td></tr></table>".encode(), "HTML"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (files.zipped({"word/document.xml": "<w/>"}), "DOCX"),
        (files.zipped({"xl/workbook.bin": b"\x00"}), "XLSB"),
        (files.zipped({"photo.jpg": JPEG}), "ZIP"),
        (files.compound("WordDocument", b"x" * 5000), "DOC"),
        (files.compound("Something", b"x" * 5000), "OLE"),
        (bytes(range(256)) * 40, "binary"),
    ],
)
def test_other_files_named_like_a_sheet(tmp_path: Path, content: bytes, found: str) -> None:
    problem = refusal(tmp_path, content)
    assert (problem.code, problem.values["found"]) == ("sheet.not_a_sheet", found)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", files.xlsx(""), files.ods("")])
def test_nothing_in_it(tmp_path: Path, content: bytes) -> None:
    assert code(tmp_path, content) == "sheet.empty"


def test_figures_without_headings(tmp_path: Path) -> None:
    assert code(tmp_path, b"1,2,3\n4,5,6\n") == "sheet.no_header"


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    with pytest.raises(Problem, match="no_such_sheet"):
        sheets.read(path, name="a.xlsx", sheet="ไม่มี")


def test_broken_letters_name_their_line_and_encoding(tmp_path: Path) -> None:
    thai = "ชื่อ,ราคา\nผ้าไหมมัดหมี่ลายดอกแก้ว,1\n".encode()
    problem = refusal(tmp_path, thai[:-9] + b"\xe0,1\n")
    assert (problem.code, problem.values["line"], problem.values["encoding"]) == ("sheet.encoding", 2, "UTF-8")
    assert refusal(tmp_path, "ชื่อ,ราคา\n".encode("cp874") + b"\xfc,1\n").values["encoding"] == "CP874"
    assert refusal(tmp_path, "a,b\n".encode("utf-16") + b"\x00\xd8").values["encoding"] == "UTF-16-LE"


def test_a_file_over_the_size_limit_starts_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_BOOT", "raise SystemExit")
    problem = refusal(tmp_path, GOOD, RULES._replace(file_bytes=100))
    assert (problem.code, problem.values["limit"]) == ("sheet.too_big", 0)


ROGUE = {
    "sheet.crashed": [
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        "pass",
        "print('hello, this is no frame')",
        f"import os; os.write(1, {frame(HEAD, b'[]')!r})",
        f"import os; os.write(1, {frame(END, b'{}')!r})",
        "import os; os.write(1, b'H' + b'\\xff' * 4)",
    ],
    "sheet.timeout": ["import time; time.sleep(60)", "import resource as r; r.setrlimit(0, (0, 1))\nwhile 1: pass"],
}


@pytest.mark.parametrize(("expected", "boot"), [(key, boot) for key, boots in ROGUE.items() for boot in boots])
def test_whatever_a_child_does_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected: str, boot: str
) -> None:
    monkeypatch.setattr(child, "_BOOT", boot)
    assert code(tmp_path, GOOD, RULES._replace(wall_seconds=0.5 if expected == "sheet.timeout" else 30.0)) == expected


@pytest.mark.parametrize(
    ("expected", "after"),
    [
        ("sheet.crashed", "os.kill(os.getpid(), 9)"),
        ("sheet.crashed", f"os.write(1, {frame(ROWS, b'nonsense')!r})"),
        ("sheet.crashed", f"os.write(1, {frame(HEAD, b'{}')!r})"),
        ("sheet.timeout", "time.sleep(60)"),
    ],
)
def test_whatever_a_child_does_after_its_headings_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected: str, after: str
) -> None:
    head = frame(HEAD, HEADER.encode())
    monkeypatch.setattr(child, "_BOOT", f"import os, time; os.write(1, {head!r}); {after}")
    assert code(tmp_path, GOOD, RULES._replace(wall_seconds=0.5 if expected == "sheet.timeout" else 30.0)) == expected


def test_too_little_memory_or_time_is_a_refusal(tmp_path: Path) -> None:
    big = files.xlsx(files.xml_rows([["a", "b"], *([f"x{at}", at] for at in range(60_000))]))
    assert code(tmp_path, big, RULES._replace(memory_bytes=36 * 1024 * 1024)) == "sheet.crashed"
    assert code(tmp_path, big, RULES._replace(wall_seconds=0.01)) == "sheet.timeout"


def test_the_child_sees_no_secrets_and_no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WITHI_SECRET_KEY", "do not pass on")
    told = "import os, sys, json; told = json.loads(sys.argv.pop())"
    told += "; told['others'] = [*os.environ, os.getcwd(), *os.listdir('/proc/self/fd')]"
    send = "data = json.dumps(told).encode(); os.write(1, b'H' + len(data).to_bytes(4, 'big') + data)"
    monkeypatch.setattr(child, "_BOOT", f"{told}; {send}")
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    with sheets.read(path, name="a", sheet=HEADER) as table:
        assert set(table.others) == {"LANG", "RUST_BACKTRACE", "MALLOC_ARENA_MAX", "/", "0", "1", "2", "3"}


def test_no_child_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 100_000)
    before = children()
    table = sheets.read(path, name="a.csv")
    next(table.batches())
    assert len(children() - before) == 1
    table.close()
    assert children() == before
    left = sheets.read(path, name="a.csv")
    assert len(children() - before) == 1
    del left
    assert children() == before


def test_the_child_imports_nothing_of_the_site() -> None:
    """It runs as a package of its own, with the standard library and calamine."""
    folder = Path(process.__file__).parent / "decoder"
    lines = [line for path in folder.glob("*.py") for line in path.read_text(encoding="utf-8").splitlines()]
    names = [line.split()[1] for line in lines if line.startswith(("from ", "import "))]
    outside = {name.split(".")[0] for name in names if not name.startswith(".")}
    assert outside <= {*sys.stdlib_module_names, "python_calamine"}


def test_every_code_the_child_may_send_is_known() -> None:
    folder = Path(process.__file__).parent / "decoder"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert {part.split('"')[0] for part in text.split('"')[1:] if part.startswith("sheet.")} <= CODES


def test_a_table_of_sectors_that_runs_in_a_circle_is_refused_at_once(tmp_path: Path) -> None:
    """Found by the coverage-guided run: the continuation named itself, four thousand million times."""
    content = bytearray(files.compound("Workbook", files.biff(files.biff_label(0, 0, "ชื่อ"))))
    struct.pack_into("<II", content, 68, 0, 0xFFFFFFFF)
    struct.pack_into("<I", content, 512 + 508, 0)
    assert code(tmp_path, bytes(content), RULES._replace(cpu_seconds=3)) == "sheet.truncated"


@pytest.mark.parametrize("shift", [0, 2, 8, 15, 60_000])
def test_a_sector_of_a_size_that_the_format_does_not_know_is_refused(tmp_path: Path, shift: int) -> None:
    content = bytearray(files.compound("Workbook", files.biff(files.biff_label(0, 0, "ชื่อ"))))
    struct.pack_into("<H", content, 30, shift)
    assert code(tmp_path, bytes(content)) == "sheet.truncated"


def test_read_ahead_the_child_has_ended_before_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 10_000)
    before = children()
    with sheets.read(path, name="a.csv") as table:
        rows = list(table)
    with sheets.read(path, name="a.csv", ahead=True) as table:
        batches = table.batches()
        first = next(batches)
        assert children() == before
        assert [*first, *(row for batch in batches for row in batch)] == rows


def test_read_ahead_what_cannot_be_read_is_said_before_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("ก,ข\n".encode() + b"1,2\n" * 10_000 + b"\xff\xfe\xff,2\n")
    before = children()
    with pytest.raises(Problem), sheets.read(path, name="a.csv", ahead=True) as table:
        next(table.batches())
    assert children() == before
