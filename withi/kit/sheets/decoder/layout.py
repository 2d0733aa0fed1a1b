"""Where the table begins: lines of title above, the row of headings, and the rows below it in batches."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from .cells import block_of, finished
from .limits import Limits
from .refusal import Refusal
from .source import Source
from .wire import Block

_HEADER_WITHIN = 50

Line = tuple[int, tuple[str, ...], str]
"""A row with its number, its cells and one kind letter a cell."""


class Layout(NamedTuple):
    """The table of a sheet: title rows, heading row, and the blocks of rows below."""

    titles: list[Line]
    header: Line
    blocks: Iterator[Block]


def lay_out(source: Source, limits: Limits) -> Layout:
    """Finds the heading row among the first 50 rows that hold anything; refuses empty sheets and sheets without one.

    The last column with a heading is the table's last; what a row holds to the right of it still comes with that row.
    """
    blocks = _blocks(source, limits)
    lines: list[Line] = []
    for block in blocks:
        lines += lines_of(block)
        if len(lines) >= _HEADER_WITHIN:
            break
    if not lines:
        raise Refusal("sheet.empty")
    at = _heading(lines[:_HEADER_WITHIN])
    number, cells, kinds = lines[at]
    width = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    below = lines[at + 1 :]
    return Layout(lines[:at], (number, cells[:width], kinds[:width]), _fitted(below, blocks, width))


def lines_of(block: Block) -> list[Line]:
    """The block row by row."""
    count = len(block.numbers)
    spread = [kind * count if len(kind) == 1 else kind for kind in block.kinds]
    kinds = map("".join, zip(*spread, strict=True))
    return list(zip(block.numbers, zip(*block.columns, strict=True), kinds, strict=True))


def fit(block: Block, width: int) -> Block:
    """The block with at least `width` columns; columns beyond it stay only where one of them holds something."""
    columns, kinds = list(block.columns), list(block.kinds)
    while len(columns) > width and not any(columns[-1]):
        del columns[-1], kinds[-1]
    for _ in range(len(columns), width):
        columns.append([""] * len(block.numbers))
        kinds.append("t")
    return Block(block.numbers, columns, kinds)


def _blocks(source: Source, limits: Limits) -> Iterator[Block]:
    first, total = 1, 0
    while rows := list(islice(source.rows, limits.batch_rows)):
        block = block_of(rows, first, source.lead, source.errors)
        first += len(rows)
        if block:
            total += len(block.numbers)
            if total > limits.rows:
                raise Refusal("sheet.too_many_rows", limit=limits.rows)
            yield finished(block, limits)


def _fitted(below: list[Line], blocks: Iterator[Block], width: int) -> Iterator[Block]:
    if below:
        numbers, cells, kinds = zip(*below, strict=True)
        widest = max(map(len, cells))
        padded = [row + ("",) * (widest - len(row)) for row in cells]
        letters = [kind.ljust(widest, "t") for kind in kinds]
        yield fit(Block(numbers, list(zip(*padded, strict=True)), _columns_of(letters)), width)
    for block in blocks:
        yield fit(block, width)


def _columns_of(letters: list[str]) -> list[str]:
    """One kind text a column, shortened to one letter where the whole column agrees."""
    joined = ["".join(column) for column in zip(*letters, strict=True)]
    return [kind[0] if kind.count(kind[0]) == len(kind) else kind for kind in joined]


def _heading(lines: list[Line]) -> int:
    for at, (_, cells, kinds) in enumerate(lines):
        if sum(map(_is_words, cells, kinds)) >= 2:
            return at
    if all(sum(map(bool, cells)) <= 1 for _, cells, _ in lines):
        return next((at for at, line in enumerate(lines) if any(map(_is_words, line[1], line[2]))), 0)
    raise Refusal("sheet.no_header", within=_HEADER_WITHIN)


def _is_words(cell: str, kind: str) -> bool:
    return kind == "t" and any(map(str.isalpha, cell))
