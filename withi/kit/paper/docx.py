"""An official letter as DOCX, so that the office goes on writing in its own word processor.

Thai is a complex script: Word takes its face, size and boldness from attributes of their own (cs, szCs, bCs), so each
is set beside the one for Latin. The file names the regulation's face; where that is not installed, the program takes
the stand-in that the table of faces names.
"""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from withi.kit.paper import drawings, press
from withi.kit.paper.letters import (
    FACE,
    HALF_MM,
    INDENT_MM,
    MARGIN_MM,
    SIGNED_MM,
    SIZE,
    STAND_IN,
    TEXT_MM,
    Letter,
    Part,
    Place,
    Shape,
    levels,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SIGNING_POINTS: Final = 44
RULE_SIGNS: Final = 24
_FONTS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    f'<w:font w:name="{FACE}"><w:altName w:val="{STAND_IN}"/><w:charset w:val="DE"/>'
    '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)
_FONTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"


def docx(letter: Letter, emblem: bytes | None, made: datetime) -> bytes:
    """The letter as a file; `emblem` is the office's own as PNG, and where there is none nothing stands for it."""
    import docx as word  # with lxml 20 MiB that a process which writes no letter never takes

    document = word.Document()
    _Writer(document, emblem).write(letter)
    core = document.core_properties
    title = f"{press.INVENTED['th']}: {letter.title}" if letter.is_invented else letter.title
    core.title, core.author, core.language, core.comments = title, letter.office, "th-TH", ""
    core.created = core.modified = made
    body = BytesIO()
    document.save(body)
    return body.getvalue()


class _Writer:
    """Writes parts into a document one after the other."""

    def __init__(self, document: "Document", emblem: bytes | None) -> None:
        from docx.shared import Mm, Pt  # as in docx()

        self.document, self.emblem, self.mm, self.pt = document, emblem, Mm, Pt

    def write(self, letter: Letter) -> None:
        _set_faces(self.document)
        self._set_page(letter)
        shapes: dict[Shape, Callable[[Part], None]] = {
            Shape.EMBLEM: self._emblem,
            Shape.TITLE: self._title,
            Shape.LINE: self._line,
            Shape.LABELLED: self._labelled,
            Shape.PAIR: self._pair,
            Shape.SIDES: self._sides,
            Shape.PARAGRAPH: self._paragraph,
            Shape.LIST: self._list,
            Shape.TABLE: self._table,
            Shape.DRAWING: self._drawing,
            Shape.RULE: self._rule,
            Shape.CLOSING: self._closing,
            Shape.SIGNATURE: self._signature,
            Shape.SHEET: self._next_sheet,
        }
        for part, level in zip(letter.parts, levels(letter.parts), strict=True):
            shapes[part.shape](part)
            if level:
                _outline(self.document.paragraphs[-1], level)

    def _set_page(self, letter: Letter) -> None:
        """A4, the margins of the regulation, numbers over the sheets from the second; invented data said on each."""
        section = self.document.sections[0]
        section.page_width, section.page_height = self.mm(210), self.mm(297)
        section.left_margin, section.right_margin = self.mm(MARGIN_MM["left"]), self.mm(MARGIN_MM["right"])
        section.top_margin, section.bottom_margin = self.mm(MARGIN_MM["top"]), self.mm(MARGIN_MM["bottom"])
        section.header_distance = self.mm(15)
        section.different_first_page_header_footer = True
        head = section.header.paragraphs[0]
        _centre(head)
        _field(head, r"PAGE \* ThaiArabic" if letter.has_thai_digits else "PAGE")
        if letter.is_invented:
            for foot in (section.first_page_footer, section.footer):
                _centre(foot.paragraphs[0])
                _run(foot.paragraphs[0], press.INVENTED["th"], is_bold=True)

    def _add(self, *runs: tuple[str, bool, int]) -> "Paragraph":
        """A paragraph of runs: text, whether bold, size."""
        made = self.document.add_paragraph()
        for text, is_bold, size in runs:
            _run(made, text, is_bold=is_bold, size=size)
        return made

    def _emblem(self, part: Part) -> None:
        if self.emblem:
            made = self.document.add_paragraph()
            made.add_run().add_picture(BytesIO(self.emblem), height=self.mm(part.height))
            _centre(made)

    def _title(self, part: Part) -> None:
        made = self.document.add_paragraph()
        if self.emblem:
            made.add_run().add_picture(BytesIO(self.emblem), height=self.mm(part.height))
        from docx.enum.text import WD_TAB_ALIGNMENT  # as in docx()

        made.paragraph_format.tab_stops.add_tab_stop(self.mm(HALF_MM), WD_TAB_ALIGNMENT.CENTER)
        _run(made, f"\t{part.texts[0]}", is_bold=part.is_bold, size=part.size)

    def _line(self, part: Part) -> None:
        made = self._add((part.texts[0], part.is_bold, part.size))
        made.paragraph_format.keep_with_next = part.is_bold
        if part.place == Place.CENTRE:
            _centre(made)
        elif part.place == Place.HALF:
            made.paragraph_format.left_indent = self.mm(HALF_MM)

    def _labelled(self, part: Part) -> None:
        label, text = part.texts
        made = self._add((f"{label}\t", part.is_bold, part.size), (text, False, SIZE))
        self._hang(made, part.widths[0])

    def _hang(self, made: "Paragraph", width: int) -> None:
        shape = made.paragraph_format
        shape.left_indent, shape.first_line_indent = self.mm(width), -self.mm(width)
        shape.tab_stops.add_tab_stop(self.mm(width))

    def _pair(self, part: Part) -> None:
        label, text, other, more = part.texts
        made = self._add(
            (f"{label}\t", part.is_bold, part.size), (f"{text}\t", False, SIZE),
            (f"{other}\t", part.is_bold, part.size), (more, False, SIZE),
        )  # fmt: skip
        for at in (part.widths[0], HALF_MM, HALF_MM + part.widths[1]):
            made.paragraph_format.tab_stops.add_tab_stop(self.mm(at))

    def _sides(self, part: Part) -> None:
        left, *right = part.texts
        grid = self._grid((HALF_MM + 10, TEXT_MM - HALF_MM - 10))
        cells = grid.add_row().cells
        _run(cells[0].paragraphs[0], left)
        for place, text in enumerate(right):
            _run(cells[1].add_paragraph() if place else cells[1].paragraphs[0], text)

    def _paragraph(self, part: Part) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # as in docx()

        made = self._add((part.texts[0], part.is_bold, part.size))
        made.paragraph_format.first_line_indent = self.mm(INDENT_MM)
        made.paragraph_format.space_before = self.pt(6)
        made.alignment = WD_ALIGN_PARAGRAPH.THAI_JUSTIFY

    def _grid(self, widths: tuple[int, ...], style: str | None = None) -> Any:
        """An empty table with columns of these widths."""
        grid = self.document.add_table(0, len(widths), style)
        grid.autofit = False
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = self.mm(width)
        return grid

    def _list(self, part: Part) -> None:
        grid = self._grid(part.widths)
        for row in part.rows:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                _run(cell.paragraphs[0], text)

    def _table(self, part: Part) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # as in docx()

        self.document.add_paragraph().paragraph_format.space_after = self.pt(0)
        grid = self._grid(part.widths, "Table Grid")
        for place, row in enumerate(part.rows):
            made = grid.add_row()
            _keep(made, is_head=place == 0)
            for column, (cell, text) in enumerate(zip(made.cells, row, strict=True)):
                _run(cell.paragraphs[0], text, is_bold=place == 0)
                if place == 0:
                    _centre(cell.paragraphs[0])
                elif column in part.ends:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _drawing(self, part: Part) -> None:
        """A chart as a picture, with its words for who does not see it."""
        made = self.document.add_paragraph()
        size = {"height": self.mm(part.height)} if part.height else {"width": self.mm(TEXT_MM)}
        made.add_run().add_picture(BytesIO(drawings.picture(part.svg)), **size)
        made.paragraph_format.element.xpath(".//wp:docPr")[0].set("descr", part.texts[0])

    def _rule(self, _part: Part) -> None:
        _centre(self._add(("_" * RULE_SIGNS, False, SIZE)))

    def _closing(self, part: Part) -> None:
        made = self._add((part.texts[0], part.is_bold, part.size))
        made.paragraph_format.left_indent = self.mm(SIGNED_MM)
        made.paragraph_format.keep_with_next = True
        _centre(made)

    def _signature(self, part: Part) -> None:
        for place, text in enumerate(part.texts):
            made = self._add((text, False, SIZE))
            made.paragraph_format.left_indent = self.mm(SIGNED_MM)
            made.paragraph_format.keep_with_next = place < len(part.texts) - 1
            if place == 0:
                made.paragraph_format.space_before = self.pt(SIGNING_POINTS)
            _centre(made)

    def _next_sheet(self, _part: Part) -> None:
        from docx.enum.text import WD_BREAK  # as in docx()

        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _set_faces(document: "Document") -> None:
    """The face, its size and the language for Latin and Thai alike; no theme's face before them."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # as in docx()
    from docx.opc.packuri import PackURI  # as in docx()
    from docx.opc.part import Part as File  # as in docx()
    from docx.oxml.ns import qn  # as in docx()
    from docx.shared import Pt  # as in docx()

    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            del fonts.attrib[name]
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(SIZE)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    _complex(normal.element.get_or_add_rPr(), SIZE)
    part = document.part
    for key, relation in list(part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            part.drop_rel(key)
    table = File(PackURI("/word/fontTable.xml"), _FONTS_TYPE, _FONTS.encode(), part.package)
    part.relate_to(table, RELATIONSHIP_TYPE.FONT_TABLE)


def _complex(properties: Any, size: int) -> None:
    """The face for every script, and what Thai takes its size and language from."""
    from docx.oxml.ns import qn  # as in docx()
    from docx.oxml.parser import OxmlElement  # as in docx()

    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FACE)
    for tag, name, value in (("w:szCs", "w:val", str(size * 2)), ("w:lang", "w:bidi", "th-TH")):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        made = OxmlElement(tag)
        made.set(qn(name), value)
        properties.append(made)


def _run(paragraph: "Paragraph", text: str, *, is_bold: bool = False, size: int = SIZE) -> None:
    """A run whose face, size and boldness count for Thai too."""
    from docx.shared import Pt  # as in docx()

    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if is_bold:
        run.font.bold = run.font.cs_bold = True
    _complex(run.element.get_or_add_rPr(), size)


def _centre(paragraph: "Paragraph") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # as in docx()

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _outline(paragraph: "Paragraph", level: int) -> None:
    """Make a paragraph a head for readers and the navigator; it looks as before."""
    from docx.oxml.ns import qn  # as in docx()
    from docx.oxml.parser import OxmlElement  # as in docx()

    made = OxmlElement("w:outlineLvl")
    made.set(qn("w:val"), str(level - 1))
    paragraph.paragraph_format.element.get_or_add_pPr().append(made)


def _keep(row: Any, *, is_head: bool) -> None:
    """A row that no sheet's end cuts; the head is said again on each sheet."""
    from docx.oxml.parser import OxmlElement  # as in docx()

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx opens no other way to a row's properties
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _field(paragraph: "Paragraph", code: str) -> None:
    """A field that the word processor fills in, such as the number of the sheet."""
    from docx.oxml.ns import qn  # as in docx()
    from docx.oxml.parser import OxmlElement  # as in docx()

    _run(paragraph, "- ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph.paragraph_format.element.append(field)
    _run(paragraph, " -")
