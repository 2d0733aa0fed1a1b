"""Python values as a sheet can hold them without losing a digit."""

import datetime as dt
import math
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from withi.kit.problem import Problem
from withi.kit.sheets.decoder.cells import duration_text, number_text
from withi.kit.sheets.decoder.limits import DEFAULT

Cell = str | int | float | bool | dt.date | dt.datetime | None
_BANGKOK = ZoneInfo("Asia/Bangkok")
_EXACT = 10**15
"""Sheets keep 15 digits of a number; longer ones are kept as text."""
_OLDEST = dt.date(1900, 3, 1)
"""The first day that every spreadsheet program counts alike."""


def cell_of(value: object) -> Cell:
    """The value as text, number, truth value, date or nothing; times of day, long numbers and anything else as text.

    Moments with a time zone come out as Bangkok's clock shows them.
    """
    convert = _CELLS.get(type(value))
    if convert:
        return convert(value)
    base = next((kind for kind in _CELLS if isinstance(value, kind)), None)
    return _CELLS[base](value) if base else str(value)


def text_of(value: object) -> str:
    """The value as the text that `read` gives for it; empty for None."""
    cell = cell_of(value)
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else number_text(float(cell))


def refuse_long(text: str, row: int) -> str:
    """The text, when a sheet's cell can hold it; Problem `sheet.cell_too_long` with the row's number otherwise."""
    if len(text) > DEFAULT.cell_chars:
        raise Problem("sheet.cell_too_long", row=row, limit=DEFAULT.cell_chars)
    return text


def shown_width(text: str) -> int:
    """How many letters wide the longest line is; Thai vowels and tone marks above and below take no room."""
    return max((sum(map(_room, line)) for line in text.splitlines()), default=0)


def _room(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _whole(value: int) -> Cell:
    return value if abs(value) < _EXACT else str(value)


def _float(value: float) -> Cell:
    return value if math.isfinite(value) else str(value)


def _decimal(value: Decimal) -> Cell:
    if not value.is_finite() or len(value.as_tuple().digits) > 15:
        return f"{value:f}"
    return _whole(int(value)) if value == value.to_integral_value() else float(value)


def _moment(value: dt.datetime) -> Cell:
    local = value.astimezone(_BANGKOK).replace(tzinfo=None) if value.tzinfo else value
    return local if local.date() >= _OLDEST and not local.microsecond else local.isoformat(" ")


def _day(value: dt.date) -> Cell:
    return value if value >= _OLDEST else value.isoformat()


_CELLS: dict[type, Callable[[Any], Cell]] = {
    str: str,
    type(None): lambda _: None,
    bool: bool,
    int: _whole,
    float: _float,
    Decimal: _decimal,
    dt.datetime: _moment,
    dt.date: _day,
    dt.time: dt.time.isoformat,
    dt.timedelta: duration_text,
}
"""In an order in which a subclass comes before its base: bool before int, datetime before date."""
