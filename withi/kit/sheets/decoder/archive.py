"""Zip containers (xlsx, xlsm, ods): what they are, what they unpack to, and where xlsx keeps formula errors.

A zip directory may lie about sizes, so besides judging what it declares, every part is unpacked once and counted. The
same pass notes the parts that hold formula errors, which calamine gives as empty cells.
"""

import io
import mmap
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, cast
from xml.parsers.expat import ExpatError, ParserCreate

from .cells import Errors, by_row
from .limits import Limits
from .refusal import Refusal

XLSX, ODS = "xlsx", "ods"
_FOREIGN = (
    ("xl/workbook.bin", "XLSB"),
    ("word/", "DOCX"),
    ("ppt/", "PPTX"),
    ("Index/", "NUMBERS"),
    ("AndroidManifest.xml", "APK"),
    ("META-INF/MANIFEST.MF", "JAR"),
)
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ERROR_MARK = b't="e"'
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c ([^<>]*\bt="e"[^<>]*)>(?:<(?:\w+:)?f[^<>]*/>|<(?:\w+:)?f[^<>]*>[^<]*</(?:\w+:)?f>)?'
    rb"<(?:\w+:)?v>([^<]{1,20})</"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_CHUNK, _STEP = 256 * 1024, 2 * 1024 * 1024
_ERRORS_KEPT = 100_000
_MALFORMED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, IndexError, EOFError)


class Archive:
    """An opened zip; refuses what its directory tells of bombs, protection and other file types."""

    def __init__(self, content: bytes | mmap.mmap, limits: Limits) -> None:
        self._content = content
        self._limits = limits
        self._parts = self._directory()
        self.format = self._recognised()
        self._with_errors: set[str] = set()

    def count(self) -> None:
        """Unpacks every part; refuses a bomb whose directory lied, and an ods whose content is no well-formed XML.

        To be called before `errors`, and for an ods before calamine, which would look for a lost end for ever.
        """
        unpacked = 0
        for name, part in self._parts.items():
            watch = _well_formed if self.format == ODS and name == "content.xml" else _without_watch
            tail = b""
            for chunk in watch(self._unpacked(part)):
                unpacked += len(chunk)
                self._refuse_bomb(unpacked)
                if _ERROR_MARK in chunk or _ERROR_MARK in tail + chunk[: len(_ERROR_MARK)]:
                    self._with_errors.add(name)
                tail = chunk[-len(_ERROR_MARK) :]
        if isinstance(self._content, mmap.mmap):
            # calamine, which is at its largest soon, reads the file by itself; what is asked for after it comes again
            self._content.madvise(mmap.MADV_DONTNEED)

    def errors(self, sheet: str) -> Errors:
        """Formula errors of the sheet called `sheet`, by row and column from 0."""
        if self.format != XLSX or not self._with_errors:
            return {}
        name = self._path_of(sheet)
        return by_row(_found_errors(self._unpacked(self._parts[name]))) if name in self._with_errors else {}

    def extent(self) -> tuple[int, int]:
        """The lowest row and rightmost column of any xlsx sheet, by every cell's reference; slow, for a post-mortem."""
        rows = columns = 0
        for name, part in self._parts.items():
            if name.startswith("xl/worksheets/"):
                for match in _references(self._unpacked(part)):
                    rows, columns = max(rows, int(match[2])), max(columns, column_number(match[1].decode()))
        return rows, columns

    def _directory(self) -> dict[str, zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(self._file()) as zipped:
                parts = zipped.infolist()
        except _MALFORMED as error:
            raise Refusal("sheet.truncated") from error
        if any(part.flag_bits & 1 for part in parts):
            raise Refusal("sheet.password")
        if len(parts) > self._limits.parts:
            raise Refusal("sheet.zip_bomb")
        self._refuse_bomb(sum(part.file_size for part in parts))
        return {part.filename: part for part in parts}

    def _recognised(self) -> str:
        if "xl/workbook.xml" in self._parts:
            return XLSX
        if self._small("mimetype").strip() == _ODS_TYPE:
            if b"encryption-data" in self._small("META-INF/manifest.xml"):
                raise Refusal("sheet.password")
            return ODS
        names = tuple(self._parts)
        found = (name for sign, name in _FOREIGN if any(part.startswith(sign) for part in names))
        raise Refusal("sheet.not_a_sheet", found=next(found, "ZIP"))

    def _refuse_bomb(self, unpacked: int) -> None:
        limits = self._limits
        steep = unpacked > limits.bomb_floor and unpacked > limits.bomb_ratio * len(self._content)
        if steep or unpacked > limits.unpacked_bytes:
            raise Refusal("sheet.zip_bomb")

    def _file(self) -> IO[bytes]:
        content = self._content
        return cast(IO[bytes], content) if isinstance(content, mmap.mmap) else io.BytesIO(content)

    def _unpacked(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part's real content in pieces, whatever size the directory declares."""
        try:
            yield from _inflated(self._packed(part), part.compress_type)
        except _MALFORMED as error:
            raise Refusal("sheet.truncated") from error

    def _packed(self, part: zipfile.ZipInfo) -> memoryview:
        """The part as it lies in the file, not copied: of a large sheet it is nearly the whole file."""
        header = self._content[part.header_offset : part.header_offset + 30]
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise EOFError
        start = (
            part.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        )
        packed = memoryview(self._content)[start : start + part.compress_size]
        if len(packed) < part.compress_size:
            raise EOFError
        return packed

    def _small(self, name: str) -> bytes:
        """The first piece of a part that is small in every honest file; empty when there is none."""
        part = self._parts.get(name)
        return next(iter(self._unpacked(part)), b"") if part else b""

    def _path_of(self, sheet: str) -> str:
        """The part that holds a sheet, through the workbook's list and its relations."""
        book, links = self._small("xl/workbook.xml"), self._small("xl/_rels/workbook.xml.rels")
        for tag in re.findall(rb"<(?:\w+:)?sheet\s([^<>]*)>", book):
            if _attribute(tag, b"name") == sheet:
                target = _target(links, _attribute(tag, rb"\w+:id"))
                return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        return ""


def column_number(letters: str) -> int:
    """1 for A, 27 for AA, 16384 for XFD."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27, XFD for 16384."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _STEP]) for at in range(0, len(packed), _STEP))
        return
    if method != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    stream = zlib.decompressobj(-15)
    for at in range(0, len(packed), _CHUNK):
        piece: memoryview | bytes = packed[at : at + _CHUNK]
        while piece:
            yield stream.decompress(piece, _STEP)
            piece = stream.unconsumed_tail
    yield stream.flush()
    if not stream.eof:
        raise EOFError


def _without_watch(chunks: Iterator[bytes]) -> Iterator[bytes]:
    return chunks


def _well_formed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces; refuses them as soon as they are no well-formed XML."""
    parser = ParserCreate()
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            yield chunk
        parser.Parse(b"", True)
    except ExpatError as error:
        raise Refusal("sheet.truncated") from error


def _attribute(tag: bytes, name: bytes) -> str:
    match = re.search(rb'(?:^|\s)%b="([^"]*)"' % name, tag)
    text = match[1].decode(errors="replace") if match else ""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _target(links: bytes, identifier: str) -> str:
    for tag in re.findall(rb"<(?:\w+:)?Relationship\s([^<>]*)>", links):
        if _attribute(tag, b"Id") == identifier:
            return _attribute(tag, b"Target")
    return ""


def _found_errors(chunks: Iterator[bytes]) -> Iterator[tuple[tuple[int, int], str]]:
    """Error cells with their place; cells without a reference of their own cannot be placed and are passed over."""
    kept = 0
    for text in _overlapping(chunks):
        for match in _ERROR_CELL.finditer(text):
            place = _REFERENCE.search(match[1])
            if place and kept < _ERRORS_KEPT:
                kept += 1
                yield (int(place[2]) - 1, column_number(place[1].decode()) - 1), match[2].decode(errors="replace")


def _references(chunks: Iterator[bytes]) -> Iterator[re.Match[bytes]]:
    for text in _overlapping(chunks):
        yield from _REFERENCE.finditer(text)


def _overlapping(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces cut at the end of a tag's start, so that no cell is torn; a match at a seam may come twice."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = max(text.rfind(b"<c "), len(text) - 8 * 1024, 0)
        rest = text[cut:]
        yield text
    yield rest
