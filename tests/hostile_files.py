"""Files that no one should send, each built in the smallest way that does the harm."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from withi.kit.tests import sheet_files as files

HEADING = ("ชื่อผลิตภัณฑ์", "ผู้ผลิต", "อำเภอ", "จังหวัด", "ราคา")
ROW = ("ผ้าขาวม้า", "กลุ่มทอผ้า", "หนองสองห้อง", "ขอนแก่น", "350")
GOOD = files.xlsx(files.xml_rows([HEADING, ROW]))
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8
MIB = 1024 * 1024


@dataclass(frozen=True)
class Bad:
    """A file by its sent name; `rule` is the code of the refusal."""

    name: str
    rule: str
    make: Callable[[], bytes]


def behind_a_password() -> bytes:
    """What spreadsheet programs write for "protect with a password": an encrypted package in a compound file."""
    return files.compound("EncryptedPackage", b"x" * 5_000)


def locked_parts() -> bytes:
    """A zip whose parts are marked as encrypted."""
    locked = bytearray(GOOD)
    for at in (place for place in range(len(GOOD)) if GOOD.startswith(b"PK\x01\x02", place)):
        locked[at + 8] |= 1
    return bytes(locked)


def two_cells() -> bytes:
    """A1 and XFD1048576: five kilobytes that stand for 17 thousand million cells."""
    return files.xlsx(files.xml_rows([["a"]]) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def empty_rows() -> bytes:
    """One row of goods, and a million more that hold a format and nothing else."""
    shell = files.xlsx(files.xml_rows([HEADING, ROW]) + "<!-- rows -->")
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(shell)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (at, at) for at in range(3, 1_000_003))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<!-- rows -->", rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


BAD = {
    "cut off": Bad("รายการ.xlsx", "sheet.truncated", lambda: GOOD[: len(GOOD) // 2]),
    "zip bomb": Bad(
        "รายการ.xlsx", "sheet.zip_bomb", lambda: files.xlsx(files.xml_rows([["a", "b"]]) + " " * 80_000_000)
    ),
    "two cells": Bad("รายการ.xlsx", "sheet.too_wide", two_cells),
    "password": Bad("รายการ.xlsx", "sheet.password", behind_a_password),
    "locked parts": Bad("รายการ.xlsx", "sheet.password", locked_parts),
    "photo": Bad("รายการ.xlsx", "sheet.not_a_sheet", lambda: JPEG),
    "web page": Bad("รายการ.xlsx", "sheet.not_a_sheet", lambda: b"<!DOCTYPE html><html><table></table></html>"),
    "pdf": Bad("รายการ.xlsx", "sheet.not_a_sheet", lambda: b"%PDF-1.7\n1 0 obj"),
    "program": Bad("รายการ.xlsx", "sheet.not_a_sheet", lambda: b"MZ\x90\x00\x03" + bytes(400)),
    "document": Bad("รายการ.xlsx", "sheet.not_a_sheet", lambda: files.zipped({"word/document.xml": "<w/>"})),
    "nothing": Bad("รายการ.xlsx", "file.empty", lambda: b""),
    "blanks": Bad("รายการ.csv", "sheet.empty", lambda: b"\n \n\n"),
    "no headings": Bad("รายการ.csv", "sheet.no_header", lambda: b"1,2,3\n4,5,6\n"),
    "no names": Bad("รายการ.csv", "import.column", "อำเภอ,จังหวัด\nหนองสองห้อง,ขอนแก่น\n".encode),
    "open quotation": Bad("รายการ.csv", "sheet.open_quote", 'ชื่อผลิตภัณฑ์,ราคา\nผ้า,"2 เมตร\nข้าว,1\n'.encode),
    "broken letters": Bad("รายการ.csv", "sheet.encoding", lambda: "ชื่อผลิตภัณฑ์,ราคา\nผ้าไหม".encode()[:-1] + b"\xe0,1\n"),
    "too large": Bad("รายการ.xlsx", "file.too_big", lambda: bytes(20 * MIB + 1)),
}
