"""An official letter as the parts it is laid out of, one under the other: the same parts become DOCX and PDF.

Source: the regulation of the Prime Minister's Office on correspondence (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ
พ.ศ. 2526 and its amendments) and its annexes: what stands where in a letter, a memo, an order and minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from withi.kit.paper import drawings, press
from withi.kit.paper.press import Sheet, said

TEMPLATE: Final = Path(__file__).parent / "letter.typ"
FACE: Final = "TH SarabunPSK"
STAND_IN: Final = "Sarabun"
"""The face that a program takes where the first is not installed; PDF is set in it."""
SIZE: Final = 16
TITLE_SIZE: Final = 29
LABEL_SIZE: Final = 20
MARGIN_MM: Final = {"left": 30, "right": 20, "top": 25, "bottom": 20}
TEXT_MM: Final = 160
"""An A4 sheet less its margins."""
HALF_MM: Final = 80
"""From the left margin: where the date, the closing words and the signature stand."""
SIGNED_MM: Final = 70
"""From the left margin: a signature stands in the middle of what is right of it."""
INDENT_MM: Final = 25
LETTER_EMBLEM_MM: Final = 30
MEMO_EMBLEM_MM: Final = 15
BLANK: Final = "." * 24
"""What is left to be written by hand."""
_THAI: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class Shape(StrEnum):
    EMBLEM = "emblem"  # the office's own, in the middle
    TITLE = "title"  # a memo's: the emblem at the left, the word in the middle
    LINE = "line"  # one text at its place
    LABELLED = "labelled"  # a bold or plain word, and what it names, hanging
    PAIR = "pair"  # two labelled ones on a line: label, text, label, text
    SIDES = "sides"  # left, and lines at the right
    PARAGRAPH = "paragraph"  # its first line stands in
    LIST = "list"  # rows without lines
    TABLE = "table"  # rows with lines, the first is its head
    DRAWING = "drawing"
    RULE = "rule"
    CLOSING = "closing"  # over a signature
    SIGNATURE = "signature"  # room for a hand, the name, what the person is
    SHEET = "sheet"  # what follows begins a new sheet


class Place(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its texts or rows. `widths` in mm; `size` in points of the regulation's face; `height` in mm; columns
    of `ends` hold figures, which stand at the right. `svg` is a drawing as paper takes it (kit/paper/drawings.py)."""

    shape: Shape
    texts: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    place: Place = Place.LEFT
    is_bold: bool = False
    size: int = SIZE
    height: int = 0
    ends: tuple[int, ...] = ()
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter: what the file says of itself, and its parts in order."""

    title: str
    office: str
    parts: tuple[Part, ...]
    has_thai_digits: bool = False
    is_invented: bool = False
    lang: str = "th"


def emblem(height: int = LETTER_EMBLEM_MM) -> Part:
    return Part(Shape.EMBLEM, height=height)


def title(word: str) -> Part:
    return Part(Shape.TITLE, (word,), size=TITLE_SIZE, is_bold=True, height=MEMO_EMBLEM_MM)


def line(text: str, place: Place = Place.LEFT, *, is_bold: bool = False) -> Part:
    return Part(Shape.LINE, (text,), place=place, is_bold=is_bold)


def labelled(label: str, text: str, *, width: int, is_bold: bool = False) -> Part:
    """A word and what it names, which stands `width` mm from the margin."""
    return Part(Shape.LABELLED, (label, text), widths=(width,), is_bold=is_bold, size=LABEL_SIZE if is_bold else SIZE)


def pair(first: tuple[str, str], second: tuple[str, str], *, widths: tuple[int, int]) -> Part:
    """Two bold labels with their texts on one line; the second begins in the middle."""
    return Part(Shape.PAIR, (*first, *second), widths=widths, is_bold=True, size=LABEL_SIZE)


def sides(left: str, right: Sequence[str]) -> Part:
    return Part(Shape.SIDES, (left, *right))


def paragraph(text: str) -> Part:
    return Part(Shape.PARAGRAPH, (text,))


def rows(found: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> Part:
    return Part(Shape.LIST, rows=tuple(found), widths=widths)


def table(
    head: tuple[str, ...], found: Sequence[tuple[str, ...]], widths: tuple[int, ...], *, ends: tuple[int, ...] = ()
) -> Part:
    return Part(Shape.TABLE, rows=(head, *found), widths=widths, ends=ends)


def drawing(svg: str, said: str, *, height: int = 0) -> Part:
    """A chart over the whole width, or so many mm high; `said` is what it says to who does not see it."""
    return Part(Shape.DRAWING, (said,), svg=svg, height=height)


def rule() -> Part:
    return Part(Shape.RULE)


def closing(text: str) -> Part:
    return Part(Shape.CLOSING, (text,))


def signature(name: str, *standing: str) -> Part:
    """Room to sign, the name in brackets (dots where nobody is named), and below it what the person is."""
    return Part(Shape.SIGNATURE, (f"({name or BLANK * 2})", *filter(None, standing)))


def sheet() -> Part:
    return Part(Shape.SHEET)


def thai_digits(text: str) -> str:
    """The text with 0-9 written ๐-๙."""
    return text.translate(_THAI)


def in_thai_digits(letter: Letter) -> Letter:
    """The whole letter with Thai digits, numbers of registers and telephones included."""
    parts = tuple(
        replace(
            part,
            texts=tuple(map(thai_digits, part.texts)),
            rows=tuple(tuple(map(thai_digits, row)) for row in part.rows),
        )
        for part in letter.parts
    )
    return replace(letter, title=thai_digits(letter.title), parts=parts, has_thai_digits=True)


LINES: Final = 60
"""More lines than a page can hold: none is set lower than 5 mm."""


def beginning(letter: Letter, pages: int) -> Letter:
    """As much of a letter as fills so many pages, and no less: what comes later changes nothing on them. The same
    letter where all of it may be needed."""
    room, parts = pages * LINES, list[Part]()
    for part in letter.parts:
        if room <= 0:
            return replace(letter, parts=tuple(parts))
        parts.append(replace(part, rows=part.rows[: room + 1]))
        room -= max(1, len(part.rows))
    return letter if parts == list(letter.parts) else replace(letter, parts=tuple(parts))


SUBJECT: Final = "เรื่อง"


def levels(parts: Sequence[Part]) -> list[int]:
    """What readers of the file find as heads: 1 for what paper it is or is about, 2 for bold lines after it, 0 else."""
    found: list[int] = []
    for part in parts:
        names_it = part.shape == Shape.TITLE or (part.shape == Shape.LABELLED and part.texts[0] == SUBJECT)
        is_head = part.shape == Shape.LINE and part.is_bold
        if 1 in found:
            found.append(2 if is_head else 0)
        else:
            found.append(1 if names_it or is_head else 0)
    return found


def sheet_of(letter: Letter, emblem: dict[str, Any] | None) -> Sheet:
    """The same letter for the press. Problem paper.sign where a sign of it cannot be printed."""
    parts = [
        {
            "shape": part.shape.value,
            "texts": [said(text) for text in part.texts],
            "rows": [[said(text) for text in row] for row in part.rows],
            "widths": part.widths,
            "place": part.place.value,
            "bold": part.is_bold,
            "size": part.size,
            "height": part.height,
            "ends": part.ends,
            **drawn(part),
            "alt": "".join(part.texts) if part.svg else "",
            "level": level,
        }
        for part, level in zip(letter.parts, levels(letter.parts), strict=True)
    ]
    values = {"parts": parts, "emblem": emblem, "thai": letter.has_thai_digits}
    return Sheet(TEMPLATE, values, title=letter.title, lang=letter.lang, is_invented=letter.is_invented)


def drawn(part: Part) -> dict[str, Any]:
    """A chart as the template takes it. In SVG a Thai vowel over its letter has no sign of its own that programs could
    read, which PDF/UA-1 refuses: there the chart is a picture, told by its words."""
    if part.svg and press.is_accessible():
        return {"svg": list(drawings.picture(part.svg)), "form": "png"}
    return {"svg": part.svg, "form": "svg"}
