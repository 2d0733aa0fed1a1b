"""Compound files (the container of xls): what they hold, whether they are protected, where xls keeps formula errors.

Layout after Microsoft's open specifications [MS-CFB] (sectors, chains, directory) and [MS-XLS] (BIFF records). calamine
gives an error cell as an empty one, so the records BOOLERR and FORMULA are walked here for the chosen sheet.
"""

import struct
from collections.abc import Iterator

from .cells import Errors, by_row
from .refusal import Refusal

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_MINI_CUTOFF = 4096
_SIZES = {9: 512, 12: 4096}
"""Bytes of a sector, by what the header says: the format knows two."""
_FOREIGN = (("WordDocument", "DOC"), ("PowerPoint Document", "PPT"), ("__properties_version1.0", "MSG"))
_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _FORMULA, _BOOLERR, _DIMENSIONS = (
    0x0809,
    0x000A,
    0x0085,
    0x002F,
    0x0006,
    0x0205,
    0x0200,
)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class Compound:
    """An opened compound file holding a workbook; refuses protected, damaged and other files."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._size = _SIZES[struct.unpack_from("<H", content, 30)[0]]
            self._table = self._allocation()
            self._entries = dict(self._directory())
            self._book = self._workbook()
        except (struct.error, IndexError, KeyError, ValueError, MemoryError) as error:
            raise Refusal("sheet.truncated") from error

    def errors(self, index: int) -> Errors:
        """Formula errors of the sheet with this place in the workbook, by row and column from 0."""
        try:
            return by_row(_found_errors(self._book, _offsets(self._book)[index]))
        except (struct.error, IndexError):
            return {}

    def extent(self) -> tuple[int, int]:
        """The rows and columns of the largest sheet, as the sheets themselves declare."""
        sizes = [
            struct.unpack_from("<4xI2xH", data)
            for kind, data in self._sheet_records()
            if _is(kind, data, _DIMENSIONS, 12)
        ]
        return max((rows for rows, _ in sizes), default=0), max((columns for _, columns in sizes), default=0)

    def _sheet_records(self) -> Iterator[tuple[int, bytes]]:
        for start in _offsets(self._book):
            yield from _records(self._book, start)

    def _allocation(self) -> list[int]:
        """The sector chain table, gathered from the sectors the header and its continuation name."""
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        following, left = struct.unpack_from("<II", self._content, 68)
        per_sector, most = self._size // 4, len(self._content) // self._size
        left = min(left, most)  # a continuation that runs in a circle ends too
        while following not in (_END, _FREE) and left:
            chain = struct.unpack_from(f"<{per_sector}I", self._sector(following))
            sectors += chain[:-1]
            following, left = chain[-1], left - 1
        used = [sector for sector in sectors if sector not in (_END, _FREE)]
        if len(used) > most:
            raise ValueError
        return [entry for sector in used for entry in struct.unpack_from(f"<{per_sector}I", self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._content[start : start + self._size]

    def _chain(self, first: int, table: list[int]) -> Iterator[int]:
        """The numbers of a chain's sectors; ValueError when it runs in a circle."""
        for _ in range(len(table)):
            if first in (_END, _FREE):
                return
            yield first
            first = table[first]
        if first not in (_END, _FREE):
            raise ValueError

    def _directory(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Name, first sector and size of every stream; the root entry carries the small streams."""
        first = struct.unpack_from("<I", self._content, 48)[0]
        raw = b"".join(self._sector(number) for number in self._chain(first, self._table))
        for at in range(0, len(raw) - 127, 128):
            length = struct.unpack_from("<H", raw, at + 64)[0]
            name = raw[at : at + min(length, 64)].decode("utf-16-le", "replace").rstrip("\x00")
            start, size = struct.unpack_from("<II", raw, at + 116)
            if name:
                yield name, (start, size)

    def _workbook(self) -> bytes:
        if "EncryptedPackage" in self._entries:
            raise Refusal("sheet.password")
        name = next((name for name in ("Workbook", "Book") if name in self._entries), "")
        if not name:
            found = next((kind for sign, kind in _FOREIGN if sign in self._entries), "OLE")
            raise Refusal("sheet.not_a_sheet", found=found)
        book = self._stream(*self._entries[name])
        if any(kind == _FILEPASS for kind, _ in _records(book, 0)):
            raise Refusal("sheet.password")
        return book

    def _stream(self, first: int, size: int) -> bytes:
        if size >= _MINI_CUTOFF:
            data = b"".join(self._sector(number) for number in self._chain(first, self._table))
        else:
            data = self._small_stream(first)
        if len(data) < size:
            raise ValueError
        return data[:size]

    def _small_stream(self, first: int) -> bytes:
        """Streams under 4,096 bytes lie in 64-byte pieces inside the root entry's stream."""
        start = struct.unpack_from("<I", self._content, 60)[0]
        raw = b"".join(self._sector(number) for number in self._chain(start, self._table))
        table = list(struct.unpack_from(f"<{len(raw) // 4}I", raw))
        root = next(iter(self._entries.values()))[0]
        store = b"".join(self._sector(number) for number in self._chain(root, self._table))
        return b"".join(store[number * 64 : number * 64 + 64] for number in self._chain(first, table))


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records of the substream that begins at `start`, up to its end; inner substreams (charts) are passed over."""
    depth, at = 0, start
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size


def _offsets(book: bytes) -> list[int]:
    return [struct.unpack_from("<I", data)[0] for kind, data in _records(book, 0) if _is(kind, data, _BOUNDSHEET, 4)]


def _is(kind: int, data: bytes, wanted: int, size: int) -> bool:
    """Whether a record is of this kind and not cut short."""
    return kind == wanted and len(data) >= size


def _found_errors(book: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, data in _records(book, start):
        if kind == _BOOLERR and data[7]:
            code = data[6]
        elif kind == _FORMULA and data[6] == 2 and data[12:14] == b"\xff\xff":
            code = data[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", data)
        yield (row, column), _ERRORS.get(code, "#N/A")
