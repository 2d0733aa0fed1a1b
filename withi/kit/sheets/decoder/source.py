"""What every kind of file is turned into before its rows are laid out."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from .cells import Errors


class Source(NamedTuple):
    """One sheet's rows of values, from the file's first row on.

    `lead`: empty columns left of the values; `rows_expected`: rows the sheet reaches down to, blank ones counted.
    """

    format: str
    sheet: str
    others: tuple[str, ...]
    rows: Iterator[Sequence[Any]]
    rows_expected: int
    lead: int = 0
    errors: Errors = {}
    encoding: str = ""
    delimiter: str = ""
