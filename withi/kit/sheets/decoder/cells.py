"""Cells as people read them: every value becomes plain text, with one letter that says what it was.

Whole batches are turned column by column, since a column nearly always holds one type.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, zip_longest
from typing import Any

from .disarm import restore
from .limits import Limits
from .refusal import Refusal
from .wire import Block

_OLD_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"))
_NEW_ERRORS = frozenset(("#SPILL!", "#CALC!", "#BLOCKED!", "#BUSY!", "#CONNECT!", "#EXTERNAL!", "#FIELD!", "#UNKNOWN!"))
ERROR_TEXTS = _OLD_ERRORS | _NEW_ERRORS
"""What a cell shows whose formula failed, in any language of the spreadsheet program's file format."""
Errors = dict[int, dict[int, str]]
"""Formula errors by row and column, both from 0."""
_LARGEST_WHOLE = 1e21


def number_text(value: float) -> str:
    """A number as its cell shows it: whole ones without a point, others with up to 15 digits, never an exponent."""
    if value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    text = f"{value:.15g}"
    return _without_exponent(text) if "e" in text else text


def duration_text(value: dt.timedelta) -> str:
    """A duration as hours, minutes and seconds: "30:00:00"."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def block_of(rows: Sequence[Sequence[Any]], first: int, lead: int, errors: Errors) -> Block | None:
    """Rows of values as a block of text without blank rows; None when all are blank.

    `first`: sheet row (from 1) of the first row; `lead`: empty columns to the left.
    """
    columns, kinds = _converted(rows, lead)
    _place_errors(columns, first - 1, len(rows), errors)
    block = Block(range(first, first + len(rows)), columns, kinds)
    return without_blank_rows(block)


def by_row(found: Iterable[tuple[tuple[int, int], str]]) -> Errors:
    """Formula errors, told with their row and column, gathered by row."""
    errors: Errors = {}
    for (row, column), text in found:
        errors.setdefault(row, {})[column] = text
    return errors


def without_blank_rows(block: Block) -> Block | None:
    """The block's rows that hold anything but spaces; None when there is none."""
    if any(all(map(str.strip, column)) for column in block.columns):
        return block
    keep = [any(map(str.strip, row)) for row in zip(*block.columns, strict=True)]
    if not any(keep):
        return None
    if all(keep):
        return block
    kinds = [kind if len(kind) == 1 else "".join(compress(kind, keep)) for kind in block.kinds]
    return Block(list(compress(block.numbers, keep)), [list(compress(column, keep)) for column in block.columns], kinds)


def finished(block: Block, limits: Limits) -> Block:
    """Takes export apostrophes away, refuses over-long cells, marks error texts; looks only where there may be any."""
    columns, kinds = list(block.columns), list(block.kinds)
    for index, sent in enumerate(block.columns):
        joined = "".join(sent)
        columns[index] = [restore(cell) if "'" in cell else cell for cell in sent] if "'" in joined else sent
        if len(joined) > limits.cell_chars:
            _refuse_long(columns[index], block.numbers, limits.cell_chars)
        if "#" in joined:
            kinds[index] = _with_errors(columns[index], kinds[index])
    return Block(block.numbers, columns, kinds)


def _with_errors(column: Sequence[str], kinds: str) -> str:
    if ERROR_TEXTS.isdisjoint(column):
        return kinds
    each = kinds if len(kinds) == len(column) else kinds * len(column)
    return "".join(["e" if cell in ERROR_TEXTS else kind for cell, kind in zip(column, each, strict=True)])


def _without_exponent(text: str) -> str:
    """1.5e-07 as 0.00000015; figures too large for a cell's digits, and nan or inf, stay as they are."""
    digits, _, power = text.partition("e")
    if not power.startswith("-"):
        return text
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    return f"{sign}0.{'0' * (int(power[1:]) - 1)}{digits.replace('.', '')}"


def _moment_text(value: dt.datetime) -> str:
    return value.isoformat(" ")


def _truth_text(value: bool) -> str:
    return "TRUE" if value else "FALSE"


_TEXTS: dict[type, tuple[str, Callable[[Any], str]]] = {
    str: ("t", str),
    float: ("n", number_text),
    int: ("n", str),
    bool: ("b", _truth_text),
    dt.date: ("d", dt.date.isoformat),
    dt.datetime: ("m", _moment_text),
    dt.time: ("h", dt.time.isoformat),
    dt.timedelta: ("h", duration_text),
}


def _converted(rows: Sequence[Sequence[Any]], lead: int) -> tuple[list[Sequence[str]], list[str]]:
    columns: list[Sequence[str]] = [[""] * len(rows) for _ in range(lead)]
    kinds = ["t"] * lead
    for column in zip_longest(*rows, fillvalue=""):
        text, kind = _column(column)
        columns.append(text)
        kinds.append(kind)
    return columns, kinds


def _column(column: Sequence[Any]) -> tuple[Sequence[str], str]:
    types = set(map(type, column))
    if len(types) == 1:
        kind, convert = _TEXTS[types.pop()]
        return (column if kind == "t" else _alike(column, convert)), kind
    pairs = [(_TEXTS[type(value)], value) for value in column]
    return [convert(value) for (_, convert), value in pairs], "".join([kind for (kind, _), _ in pairs])


def _alike(column: Sequence[Any], convert: Callable[[Any], str]) -> list[str]:
    """A column of one type: whole numbers by the short way, repeated values (years, dates) turned once each."""
    if convert is number_text and all(map(float.is_integer, column)) and max(map(abs, column)) < _LARGEST_WHOLE:
        return list(map(str, map(int, column)))
    different = set(column)
    if len(different) * 2 > len(column):
        return list(map(convert, column))
    texts = dict(zip(different, map(convert, different), strict=True))
    return [texts[value] for value in column]


def _place_errors(columns: list[Sequence[str]], first: int, count: int, errors: Errors) -> None:
    """Writes the formula errors of these rows over the empty cells calamine gave for them."""
    for row in range(first, first + count) if errors else ():
        for index, text in errors.get(row, {}).items():
            if index < len(columns):
                columns[index] = [*columns[index][: row - first], text, *columns[index][row - first + 1 :]]


def _refuse_long(column: Sequence[str], numbers: Sequence[int], longest: int) -> None:
    for number, cell in zip(numbers, column, strict=True):
        if len(cell) > longest:
            raise Refusal("sheet.cell_too_long", row=number, limit=longest)
