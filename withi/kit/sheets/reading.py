"""Reading an uploaded sheet: what the child process tells, as a Table or a Problem."""

import os
import tempfile
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

from withi.kit.problem import Problem
from withi.kit.sheets.decoder.limits import DEFAULT, MIB, Limits
from withi.kit.sheets.decoder.wire import END, HEAD, REFUSED, ROWS, Block, Corrupt, unpack_block, unpack_object
from withi.kit.sheets.process import Child, Death, Task
from withi.kit.sheets.rules import CODES
from withi.kit.sheets.table import Head, Row, Table


def read(path: Path, *, name: str, sheet: str = "", limits: Limits = DEFAULT, ahead: bool = False) -> Table:
    """The table in an xlsx, xlsm, xls, ods or csv file, judged by content; `name` is what its sender called it.

    `sheet` chooses one by name; else the first visible one that holds anything is taken. With `ahead` the child, which
    holds the whole sheet, has ended before the first row is given: for those who then need memory of their own. Raises
    Problem (`sheet.*`) here, or later while the rows are taken.
    """
    reading = _Reading(path, "read", name, sheet, limits)
    try:
        return reading.begun(ahead=ahead)
    except Death as death:
        raise _explained(path, name, death, limits) from death


def _explained(path: Path, name: str, death: Death, limits: Limits) -> Problem:
    """Why a child died before its first row: asked of a second child that only counts."""
    if death.timed_out:
        return _problem("sheet.timeout", name, seconds=round(limits.wall_seconds))
    try:
        _Reading(path, "explain", name, "", limits).begun()
    except Problem as problem:
        return problem
    except Death:
        pass
    return _problem("sheet.crashed", name)


class _Reading:
    """A child at work on one file."""

    def __init__(self, path: Path, task: Task, name: str, sheet: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        with path.open("rb") as file:
            _refuse_size(os.fstat(file.fileno()).st_size, name, limits)
            self._child = Child(file, task, sheet, limits)

    def begun(self, *, ahead: bool = False) -> Table:
        """The table once its headings are known; Problem or Death when it does not come to that."""
        try:
            head = _head(self._child.take(self._begun(HEAD)[1]))
        except Corrupt as corrupt:
            self._child.stop()
            raise _problem("sheet.crashed", self._name) from corrupt
        except (Death, Problem):
            self._child.stop()
            raise
        blocks = self._kept_blocks() if ahead else self._blocks()
        return Table(self._name, head, self._batches(blocks, len(head.header.cells)), self._child.stop)

    def _blocks(self) -> Iterator[bytes]:
        for size in self._sizes():
            yield self._child.take(size)

    def _sizes(self) -> Iterator[int]:
        """Bytes of each block of rows, which are to be taken before the next is asked for."""
        while (frame := self._begun(ROWS, END))[0] == ROWS:
            yield frame[1]
        self._child.take(frame[1])

    def _kept_blocks(self) -> Iterator[bytes]:
        """The same, all of them taken into a file without a name first."""
        with tempfile.TemporaryFile() as file:
            sizes = []
            for size in self._sizes():
                self._child.pour(size, file)
                sizes.append(size)
            self._child.stop()
            file.seek(0)
            for size in sizes:
                yield file.read(size)

    def _batches(self, blocks: Iterator[bytes], width: int) -> Iterator[list[Row]]:
        try:
            for block in blocks:
                yield _rows(unpack_block(block), width)
        except Corrupt as corrupt:
            raise _problem("sheet.crashed", self._name) from corrupt
        except Death as death:
            code = "sheet.timeout" if death.timed_out else "sheet.crashed"
            raise _problem(code, self._name, seconds=round(self._limits.wall_seconds)) from death
        finally:
            self._child.stop()

    def _begun(self, *expected: bytes) -> tuple[bytes, int]:
        kind, size = self._child.begin()
        if kind == REFUSED:
            raise self._refused(unpack_object(self._child.take(size)))
        if kind not in expected:
            raise Corrupt
        return kind, size

    def _refused(self, told: dict[str, Any]) -> Problem:
        code, values = told.get("code"), told.get("values")
        if code not in CODES or not isinstance(values, dict):
            raise Corrupt
        try:
            return _problem(str(code), self._name, **values)
        except (KeyError, TypeError, ValueError) as error:
            raise Corrupt from error


def _problem(code: str, name: str, **values: Any) -> Problem:
    return Problem(code, field="file", **{"name": name, **values})


def _refuse_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise _problem("sheet.too_big", name, size=f"{size / MIB:.1f}", limit=limits.file_bytes // MIB)
    if not size:
        raise _problem("sheet.empty", name)


def _rows(block: Block, width: int) -> list[Row]:
    count = len(block.numbers)
    kinds = repeat("".join(block.kinds)) if all(len(kind) == 1 for kind in block.kinds) else _kinds(block, count)
    rows = list(map(Row, block.numbers, zip(*block.columns, strict=True), kinds))
    return rows if len(block.columns) <= width else [_narrowed(row, width) for row in rows]


def _kinds(block: Block, count: int) -> Iterator[str]:
    spread = [kind * count if len(kind) == 1 else kind for kind in block.kinds]
    return map("".join, zip(*spread, strict=True))


def _narrowed(row: Row, width: int) -> Row:
    """A row of a block with cells to the right of the headings, without the blank ones among these at its end."""
    end = len(row.cells)
    while end > width and not row.cells[end - 1]:
        end -= 1
    return row if end == len(row.cells) else Row(row.number, row.cells[:end], row.kinds[:end])


def _head(payload: bytes) -> Head:
    """The table's head; Corrupt when the child's words do not have its shape."""
    told = unpack_object(payload)
    try:
        return Head(
            format=str(told["format"]),
            sheet=str(told["sheet"]),
            others=tuple(map(str, told["others"])),
            titles=tuple(map(_line, told["titles"])),
            header=_line(told["header"]),
            expected=int(told["expected"]),
            encoding=str(told["encoding"]),
            delimiter=str(told["delimiter"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Corrupt from error


def _line(told: Any) -> Row:
    number, cells, kinds = told
    return Row(int(number), tuple(map(str, cells)), str(kinds))
