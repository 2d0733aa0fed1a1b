"""One xlsx workbook being written, row after row from the top, with little in memory.

Every text is written as a text, whatever it looks like, and dangerous ones carry the "quote prefix" style, so that they
stay text when somebody edits the cell. Only text that `read` would take an apostrophe from gets one more.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from withi.kit.problem import Problem
from withi.kit.sheets.decoder.disarm import disarm, is_armed, restore
from withi.kit.sheets.marks import FILLS, Mark, Wording, worst
from withi.kit.sheets.values import Cell, cell_of, refuse_long, shown_width, text_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_HEADING = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EFEAE0"}
_QUOTED: dict[str, object] = {"quote_prefix": True}
_DATES: dict[type, str] = {dt.datetime: "yyyy-mm-dd hh:mm:ss", dt.date: "yyyy-mm-dd"}
_NARROWEST, _WIDEST, _NOTES_WIDTH = 8, 48, 60
_COMMENTS = 2_000
"""Spreadsheet programs slow down with many comments; findings beyond these stand in the last column alone."""
_ROWS = 1_048_576
_LONGEST = 32_767


class SheetColumn(NamedTuple):
    """A column to write: its heading, its width in letters (0: by content), its number format ("#,##0.00")."""

    title: str
    width: int = 0
    format: str = ""


class Book:
    """A workbook of one sheet, for a `with`. `notes`: the findings' column, from 0; cells from there on move right."""

    def __init__(self, file: BinaryIO | Path, sheet: str, *, notes: int | None = None) -> None:
        import xlsxwriter  # three MiB that a process which writes no workbook does without

        self._book = xlsxwriter.Workbook(file, _OPTIONS)
        self._sheet = self._book.add_worksheet(_sheet_name(sheet))
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self._notes = notes
        self._comments = 0
        self._columns: Sequence[SheetColumn] = ()

    def columns(self, columns: Sequence[SheetColumn], sample: Iterable[Sequence[object]]) -> None:
        """Sets widths by heading and a sample of rows, and keeps each column's number format."""
        self._columns = columns
        widths = [shown_width(column.title) for column in columns]
        for row in sample:
            for index, value in enumerate(row[: len(widths)]):
                widths[index] = max(widths[index], shown_width(text_of(value)))
        for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
            self._sheet.set_column(index, index, column.width or min(max(width + 2, _NARROWEST), _WIDEST))
        if self._notes is not None:
            self._sheet.set_column(self._notes, self._notes, _NOTES_WIDTH)

    def headings(self, at: int, titles: Sequence[str], notes: str = "") -> None:
        """Writes the heading row and keeps it in view."""
        style = self._format(_HEADING)
        for index, title in enumerate(titles):
            self._text(at, index, title, style)
        if self._notes is not None:
            self._text(at, self._notes, notes, style)
        self._sheet.freeze_panes(at + 1, 0)

    def row(
        self, at: int, values: Sequence[object], marks: Sequence[Mark] = (), wording: Wording | None = None
    ) -> None:
        """Writes one row; its marked cells get a colour and a comment, and the notes column tells all."""
        if at >= _ROWS:
            raise Problem("sheet.cannot_hold", limit=_ROWS - 1)
        marked: dict[int | None, list[Mark]] = {}
        for mark in marks:
            marked.setdefault(mark.column, []).append(mark)
        for index, value in enumerate(values):
            cell, found = cell_of(value), marked.get(index, [])
            if found or cell not in (None, ""):
                self._cell(at, index, cell, found)
        if wording:
            self._remarks(at, marked, wording)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *told: object) -> None:
        """Completes the file, or lets go of what was written of it when something went wrong."""
        if kind is None:
            self._book.close()
            return
        self._sheet.row_data_fh.close()
        Path(self._sheet.row_data_filename).unlink()

    def _cell(self, at: int, index: int, cell: Cell, marks: list[Mark]) -> None:
        style: dict[str, object] = {"bg_color": FILLS[worst(marks)]} if marks else {}
        place = self._place(index)
        if isinstance(cell, str) and cell:
            self._text(at, place, cell, self._format(style | _QUOTED if is_armed(cell) else style))
        elif cell is None or cell == "":
            self._sheet.write_blank(at, place, None, self._format(style))
        elif isinstance(cell, bool):
            self._sheet.write_boolean(at, place, cell, self._format(style))
        else:
            self._figure(at, place, cell, self._format(style | self._number_format(index, cell)))

    def _figure(self, at: int, place: int, cell: Cell, style: "Format | None") -> None:
        if isinstance(cell, dt.date):
            self._sheet.write_datetime(at, place, cell, style)
        else:
            self._sheet.write_number(at, place, cell, style)

    def _number_format(self, index: int, cell: Cell) -> dict[str, object]:
        """The column's own format, or the one by which a date is shown as a date."""
        own = self._columns[index].format if index < len(self._columns) else ""
        shape = own or next((shape for kind, shape in _DATES.items() if isinstance(cell, kind)), "")
        return {"num_format": shape} if shape else {}

    def _text(self, at: int, place: int, text: str, style: "Format | None") -> None:
        kept = text if "'" not in text or restore(text) == text else disarm(text)
        self._sheet.write_string(at, place, refuse_long(kept, at + 1), style)

    def _remarks(self, at: int, marked: dict[int | None, list[Mark]], wording: Wording) -> None:
        for index, marks in marked.items():
            text = "\n".join(map(wording.sentence, marks))
            if index is not None and self._comments < _COMMENTS:
                self._comments += 1
                lines = text.count("\n") + len(text) // 30 + 1
                self._sheet.write_comment(
                    at, self._place(index), text[:_LONGEST], {"x_scale": 2, "y_scale": 0.3 * lines + 0.3}
                )
        every = [wording.sentence(mark) for marks in marked.values() for mark in marks]
        if every and self._notes is not None:
            self._text(
                at, self._notes, _shortened(every, wording.more), self._format({"text_wrap": True, "valign": "top"})
            )

    def _place(self, index: int) -> int:
        return index + 1 if self._notes is not None and index >= self._notes else index

    def _format(self, properties: dict[str, object]) -> "Format | None":
        if not properties:
            return None
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats.get(key)


def _shortened(sentences: Sequence[str], more: str) -> str:
    text = "\n".join(sentences)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - len(more) - 1]}\n{more}"


def _sheet_name(name: str) -> str:
    """A name that spreadsheet programs accept: up to 31 letters, none of []:*?/\\, no apostrophe at either end."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip(" '")[:31].strip(" '") or "Sheet1"
