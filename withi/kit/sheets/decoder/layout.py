"""Where the table begins: lines of title above, the row of headings, and the rows below it in batches."""

from collections.abc import Iterator, Sequence
from itertools import compress, islice, zip_longest
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
    Headings of two rows ("ที่อยู่" over "ตำบล", "อำเภอ", "จังหวัด") come as one in the lower, the upper is a title then.
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
    if _has_parts(lines[at : at + 3]):
        at += 1
        number, cells = lines[at][0], _joined(cells, lines[at][1])
        kinds = "t" * len(cells)
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


def _has_parts(lines: Sequence[Line]) -> bool:
    """Whether the headings go on in the second row: words for the parts of a heading that spans several columns.

    Nothing else stands there, but headings that span both rows again; and below them the table's first row has
    something, which a row that merely lacks those cells would not make likely.
    """
    if len(lines) < 3 or lines[1][0] != lines[0][0] + 1:
        return False
    (_, upper, _), (_, lower, kinds), (_, below, _) = lines
    heads = [head for head, *_ in zip_longest(upper, lower, below, fillvalue="")]
    parts = {at for at, part in enumerate(lower) if part not in ("", heads[at])}
    names = all(_is_name(lower[at], kinds[at]) for at in parts)
    return names and _are_spanned(heads, parts) and any(compress(_without(heads, parts), below))


def _without(heads: Sequence[str], parts: set[int]) -> list[str]:
    """The headings that have no parts, each in its place."""
    return ["" if at in parts else head for at, head in enumerate(heads)]


def _are_spanned(heads: Sequence[str], parts: set[int]) -> bool:
    """Whether each part stands below a heading that goes on over the next part, or to the right of the first."""
    named = {at for at in parts if heads[at]}
    return bool(named) and all(at + 1 in parts - named for at in named)


def _is_name(cell: str, kind: str) -> bool:
    return _is_words(cell, kind) and not any(map(str.isdigit, cell))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """One heading a column: its part, with what it is a part of where two parts have one name."""
    heads: list[tuple[str, str]] = []
    for head, part in zip_longest(upper, lower, fillvalue=""):
        heads.append((head or (heads[-1][0] if heads and part else ""), part))
    parts = [part for _, part in heads]
    return tuple(f"{head} {part}" if part and parts.count(part) > 1 else part or head for head, part in heads)


def _is_words(cell: str, kind: str) -> bool:
    return kind == "t" and any(map(str.isalpha, cell))
