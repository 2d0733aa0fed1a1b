"""Sheets out: xlsx and csv that no program runs as formulas and that `read` gives back letter for letter."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from withi.kit.sheets.book import Book, SheetColumn
from withi.kit.sheets.decoder.disarm import disarm
from withi.kit.sheets.marks import THAI, Mark, Wording
from withi.kit.sheets.table import Layout, Row
from withi.kit.sheets.values import refuse_long, text_of

_SAMPLE = 200
_CHUNK_ROWS = 1_000


def write_xlsx(
    file: BinaryIO | Path,
    columns: Sequence[SheetColumn | str],
    rows: Iterable[Sequence[object]],
    *,
    sheet: str = "",
    above: Sequence[str] = (),
    marks: Mapping[int, Sequence[Mark]] | None = None,
    wording: Wording = THAI,
) -> None:
    """Writes headings and rows as an xlsx workbook of one sheet.

    Numbers, dates and truth values keep their type, everything else becomes text; None leaves a cell empty. With
    `marks`, by place of the row in `rows` from 0, cells are coloured and commented and a last column tells everything.
    `above` are lines over the headings, one row each.
    Problem `sheet.cell_too_long` or `sheet.cannot_hold` when a workbook cannot hold it.
    """
    shapes = [column if isinstance(column, SheetColumn) else SheetColumn(column) for column in columns]
    coming = iter(rows)
    sample = list(islice(coming, _SAMPLE))
    with Book(file, sheet, notes=None if marks is None else len(shapes)) as book:
        book.columns(shapes, sample)
        for line, text in enumerate(above):
            book.row(line, [text])
        book.headings(len(above), [shape.title for shape in shapes], wording.notes)
        for place, row in enumerate(chain(sample, coming)):
            book.row(len(above) + place + 1, row, (marks or {}).get(place, ()), wording)


def write_report(
    file: BinaryIO | Path,
    layout: Layout,
    rows: Iterable[Row],
    *,
    marks: Mapping[int, Sequence[Mark]],
    wording: Wording = THAI,
) -> None:
    """Writes an uploaded sheet again, every cell in its old place, with what the import found.

    `rows` in the sheet's order; `marks` by row number of the sheet, from 1. Marked cells are coloured and commented;
    a column after the last heading tells everything found in the row.
    """
    coming = iter(rows)
    sample = list(islice(coming, _SAMPLE))
    with Book(file, layout.sheet, notes=len(layout.header)) as book:
        book.columns([SheetColumn(title) for title in layout.header], (row.cells for row in sample))
        for title in layout.titles:
            book.row(title.number - 1, _values(title))
        book.headings(layout.header_row - 1, layout.header, wording.notes)
        for row in chain(sample, coming):
            book.row(row.number - 1, _values(row), marks.get(row.number, ()), wording)


def write_csv(file: BinaryIO, columns: Sequence[SheetColumn | str], rows: Iterable[Sequence[object]]) -> None:
    """Writes headings and rows as `csv_chunks` gives them."""
    file.writelines(csv_chunks(columns, rows))


def csv_chunks(columns: Sequence[SheetColumn | str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Headings and rows as csv: UTF-8 with its mark, commas, CRLF, a thousand rows a piece.

    Text that a spreadsheet would run gets an apostrophe, which `read` takes away; numbers, also negative ones, stay as
    they are. Problem `sheet.cell_too_long` for a text no sheet can hold.
    """
    titles = [column.title if isinstance(column, SheetColumn) else column for column in columns]
    yield b"\xef\xbb\xbf"
    numbered = enumerate(chain([titles], rows), 1)
    while some := list(islice(numbered, _CHUNK_ROWS)):
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows([[_csv_text(value, number) for value in row] for number, row in some])
        yield buffer.getvalue().encode()


def _csv_text(value: object, row: int) -> str:
    text = text_of(value)
    return text if isinstance(value, int | float) else disarm(refuse_long(text, row))


def _values(row: Row) -> list[object]:
    return [row.value(index) for index in range(len(row.cells))]
