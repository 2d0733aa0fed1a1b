"""Text files (csv and its kin): the encoding, the separator and the rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from .archive import column_letters
from .limits import Limits
from .refusal import Refusal
from .sniff import looks_wide
from .source import Source

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DELIMITERS = ",;\t|"
_HINT = re.compile(r"\Asep=([^\w\s\"\0]|\t)\r?\n", re.IGNORECASE)
_SAMPLE_LINES = 60
_END = "\0end\0"


def open_text(content: bytes, limits: Limits) -> Source:
    """The rows of a text file; refuses broken encodings, an open quotation mark and over-long cells."""
    text, encoding = decoded(content)
    if not text.strip():
        raise Refusal("sheet.empty")
    hint = _HINT.match(text)
    body = text[hint.end() :] if hint else text
    delimiter = hint[1] if hint else likely_delimiter(body)
    return Source(
        format="csv",
        sheet="",
        others=(),
        rows=_rows(body, delimiter, limits),
        rows_expected=body.count("\n") + (not body.endswith("\n")) or 1,
        encoding=encoding,
        delimiter=delimiter,
    )


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: by its mark, else UTF-16 by its zeros, UTF-8 when valid, else cp874 (with TIS-620)."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], name), name
    wide = looks_wide(content[:65536])
    if wide:
        return _strict(content, wide), wide
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(content):
            raise _broken(content, error.start, "UTF-8") from error
    return _strict(content, "cp874"), "cp874"


def likely_delimiter(text: str) -> str:
    """The separator that cuts the most of the first lines into the same number of cells, more than one."""
    lines = list(islice(io.StringIO(text[:262144], newline=""), _SAMPLE_LINES))
    return max(_DELIMITERS, key=lambda sign: _agreement(lines, sign))


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return 0, 0
    width, count = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]), default=(0, 0))
    return (count, width) if width > 1 else (0, 0)


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _broken(content, error.start, encoding.upper()) from error


def _broken(content: bytes, at: int, encoding: str) -> Refusal:
    return Refusal("sheet.encoding", line=content.count(b"\n", 0, at) + 1, encoding=encoding)


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether a file that is not valid UTF-8 is a damaged UTF-8 file rather than an older Thai one."""
    text = content.decode(errors="replace")
    good = sum(text.count(sign) for sign in set(text) if sign > "\x7f" and sign != "\ufffd")
    return good > 4 * text.count("\ufffd")


def _rows(text: str, delimiter: str, limits: Limits) -> Iterator[Sequence[str]]:
    """Rows of the text; a last line of our own, two cells wide, is one cell where a quotation mark was left open."""
    csv.field_size_limit(2 * limits.cell_chars)
    last = f"{_END}{delimiter}{_END}"
    reader = csv.reader(chain(io.StringIO(text, newline=""), [last]), delimiter=delimiter)
    number = 1
    try:
        for row in reader:
            if row == [_END, _END]:
                return
            if row and row[-1].endswith(last):
                raise Refusal("sheet.open_quote", row=number)
            yield row if len(row) <= limits.columns else _narrowed(row, limits)
            number += 1
    except csv.Error as error:
        raise Refusal("sheet.cell_too_long", row=number, limit=limits.cell_chars) from error


def _narrowed(row: list[str], limits: Limits) -> list[str]:
    """The row without empty cells at its end; refuses it when too wide even so."""
    width = max((at for at, cell in enumerate(row, 1) if cell), default=0)
    if width > limits.columns:
        raise Refusal("sheet.too_wide", column=column_letters(width), limit=limits.columns)
    return row[:width]
