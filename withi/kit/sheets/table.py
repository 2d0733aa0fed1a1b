"""What reading a sheet gives: its headings at once, its rows as they come."""

import datetime as dt
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import NamedTuple, Self

Value = str | int | float | bool | dt.date | dt.datetime | None


class Row(NamedTuple):
    """One row of a sheet: its number there (from 1), its cells as plain text, and one kind letter a cell.

    Kinds: t text, n number, d date, m date and time, h time or duration, b truth value, e formula error.
    There are at least as many cells as headings; more only where the row holds something to their right.
    """

    number: int
    cells: tuple[str, ...]
    kinds: str

    def value(self, index: int) -> Value:
        """The cell as the value it was: a number, date, time of day or truth value; text otherwise, None when blank."""
        text = self.cells[index]
        return _VALUES[self.kinds[index]](text) if text else None

    @property
    def errors(self) -> tuple[int, ...]:
        """Indexes of the cells in which a formula failed (#REF!, #N/A …)."""
        return tuple(index for index, kind in enumerate(self.kinds) if kind == "e")


class Layout(NamedTuple):
    """Where a sheet had what: enough to write it again as it was, with `write_report`."""

    sheet: str
    header_row: int
    header: tuple[str, ...]
    titles: tuple[Row, ...] = ()


class Head(NamedTuple):
    """What is known of a table before its first row."""

    format: str
    sheet: str
    others: tuple[str, ...]
    titles: tuple[Row, ...]
    header: Row
    expected: int
    encoding: str
    delimiter: str


class Table:
    """A sheet being read. Iterate once, row by row or in `batches`; close it (or use `with`) when stopping early.

    `format`: xlsx, xls, ods or csv. `sheet`, `others`: the sheet read, and the names of the rest. `titles`: rows above
    the heading row `header_row`. `expected`: rows the sheet reaches down to, for progress. `encoding`, `delimiter`: of
    text files. A Problem raised while iterating means that the rest cannot be read.
    """

    def __init__(self, name: str, head: Head, batches: Iterator[list[Row]], close: Callable[[], object]) -> None:
        self.name = name
        self.format = head.format
        self.sheet = head.sheet
        self.others = head.others
        self.titles = head.titles
        self.header = head.header.cells
        self.header_row = head.header.number
        self.expected = head.expected
        self.encoding = head.encoding
        self.delimiter = head.delimiter
        self._batches = batches
        self._close = close

    def batches(self) -> Iterator[list[Row]]:
        """The rows below the headings, blank ones left out, in lists of about 2,000."""
        return self._batches

    def __iter__(self) -> Iterator[Row]:
        for batch in self._batches:
            yield from batch

    @property
    def layout(self) -> Layout:
        """The sheet's name, headings and titles, for the report."""
        return Layout(self.sheet, self.header_row, self.header, self.titles)

    def close(self) -> None:
        """Ends the child process, however far it got."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _number(text: str) -> int | float:
    return int(text) if text.removeprefix("-").isdecimal() else float(text)


def _truth(text: str) -> bool:
    return text == "TRUE"


_VALUES: dict[str, Callable[[str], Value]] = {
    "t": str,
    "e": str,
    "h": str,
    "n": _number,
    "b": _truth,
    "d": dt.date.fromisoformat,
    "m": dt.datetime.fromisoformat,
}
