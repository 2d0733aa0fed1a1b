"""An official letter read back from its DOCX by structure, and set by the press."""

import io
from datetime import UTC, datetime
from typing import Any

import docx as word
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from PIL import Image

from withi.kit.paper import emblems, letters, press
from withi.kit.paper.docx import docx
from withi.kit.paper.letters import FACE, INDENT_MM, STAND_IN, Letter, Place

MADE = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
LETTER = Letter(
    "เรื่องทดสอบ 1",
    "สำนักงานทดสอบ",
    (
        letters.emblem(),
        letters.title("บันทึกข้อความ"),
        letters.sides("ที่ ขก 0019/12", ["สำนักงานทดสอบ", "จังหวัดขอนแก่น 40190"]),
        letters.labelled("เรื่อง", "ทดสอบ 1", width=15, is_bold=True),
        letters.pair(("ที่", "12"), ("วันที่", "26 พฤศจิกายน 2569"), widths=(9, 15)),
        letters.line("กลาง", Place.CENTRE, is_bold=True),
        letters.rule(),
        letters.paragraph("ด้วยสำนักงานกำหนดประชุม จำนวน 3 ราย"),
        letters.rows([("1.", "ชื่อ", "ตำแหน่ง")], (10, 80, 70)),
        letters.table(("ที่", "ผู้ผลิต"), [("1", "ก" * 60), ("2", "ข")], (20, 140)),
        letters.closing("ขอแสดงความนับถือ"),
        letters.signature("", "พัฒนาการอำเภอ"),
        letters.sheet(),
        letters.line("แผ่นที่ 2"),
    ),
)


def opened(letter: Letter = LETTER, emblem: bytes | None = None) -> Any:
    return word.Document(io.BytesIO(docx(letter, emblem, MADE)))


def runs_of(document: Any) -> list[Any]:
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(line for cell in cells for line in cell.paragraphs)]
    return [run for line in paragraphs for run in line.runs if run.text.strip()]


def test_margins_and_sheet_are_those_of_the_regulation() -> None:
    section = opened().sections[0]
    given = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    assert [round(length.mm) for length in given] == [210, 297, 30, 20]


def test_every_run_names_the_face_and_size_for_thai_too() -> None:
    runs = runs_of(opened())
    assert len(runs) > 20
    for run in runs:
        properties = run._element.rPr
        fonts = properties.find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs")} == {FACE}, run.text
        assert properties.find(qn("w:szCs")).get(qn("w:val")) == str(round(run.font.size / Pt(1) * 2))
        assert properties.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"
        assert bool(run.font.bold) == bool(run.font.cs_bold)


def test_no_theme_s_face_comes_before_it_and_the_stand_in_is_named() -> None:
    document = opened()
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        assert not any("Theme" in name for name in fonts.attrib)
    (table,) = [part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml"]
    assert f'w:altName w:val="{STAND_IN}"' in table.blob.decode()


def test_parts_stand_in_their_order_and_place() -> None:
    document = opened()
    texts = [line.text for line in document.paragraphs]
    assert "เรื่อง\tทดสอบ 1" in texts
    assert "ที่\t12\tวันที่\t26 พฤศจิกายน 2569" in texts
    body = next(line for line in document.paragraphs if line.text.startswith("ด้วย"))
    assert round(body.paragraph_format.first_line_indent.mm) == INDENT_MM
    assert body.alignment == WD_ALIGN_PARAGRAPH.THAI_JUSTIFY
    sides, people, table = document.tables
    assert sides.cell(0, 1).text == "สำนักงานทดสอบ\nจังหวัดขอนแก่น 40190"
    assert [cell.text for cell in people.rows[0].cells] == ["1.", "ชื่อ", "ตำแหน่ง"]
    assert [row.cells[0].text for row in table.rows] == ["ที่", "1", "2"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert (document.core_properties.title, document.core_properties.author) == ("เรื่องทดสอบ 1", "สำนักงานทดสอบ")


def test_thai_digits_are_written_everywhere_also_on_the_sheets() -> None:
    document = opened(letters.in_thai_digits(LETTER))
    written = "".join(run.text for run in runs_of(document))
    assert not any(sign in written for sign in "0123456789")
    assert "ขก ๐๐๑๙/๑๒" in written
    field = document.sections[0].header._element.find(f".//{qn('w:fldSimple')}")
    assert "ThaiArabic" in field.get(qn("w:instr"))


def test_the_first_pages_are_set_alike_without_what_follows() -> None:
    """However low its lines are: rows without lines, of one word each."""
    head = (letters.line("กลาง", Place.CENTRE, is_bold=True), letters.rule(), letters.paragraph("ข้อความ " * 60))
    rows = tuple((str(number), "ชื่อ") for number in range(400))
    for body in (letters.rows(rows, (20, 140)), letters.table(("ที่", "ชื่อ"), rows, (20, 140))):
        whole = Letter("ยาว", "สำนักงาน", (*head, body, letters.rule(), letters.table(("ก", "ข"), rows, (20, 140))))
        cut = letters.beginning(whole, 2)
        assert sum(len(part.rows) for part in cut.parts) <= 2 * letters.LINES + 2
        first, shown = (press.pictures(letters.sheet_of(one, None), ppi=20) for one in (whole, cut))
        assert len(first) > len(shown) > 2
        assert first[:2] == shown[:2]


def test_a_letter_that_fits_is_set_whole() -> None:
    assert letters.beginning(LETTER, 1) is LETTER


def test_no_emblem_is_drawn_where_the_office_gave_none() -> None:
    assert not opened().inline_shapes


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_office_s_own_emblem_stands_in_both_files(form: str, tmp_path: Any) -> None:
    file = tmp_path / f"4015.{form}"
    if form == "svg":
        file.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20"><rect width="10" height="20"/></svg>'
        )
    else:
        Image.new("RGB", (10, 20), "black").save(file)
    own = emblems.of(str(tmp_path), "4015")
    shapes = opened(emblem=emblems.drawn(own)).inline_shapes
    assert [(round(shape.height.mm), round(shape.width.mm)) for shape in shapes] == [(30, 15), (15, 8)]
    first, _second = press.pictures(letters.sheet_of(LETTER, own))
    plain, _other = press.pictures(letters.sheet_of(LETTER, None))
    assert first != plain
