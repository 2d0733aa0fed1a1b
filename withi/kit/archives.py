"""A ZIP someone sent, opened without trust: names in whatever letters, sizes as they say and no more, nothing written.

No file is ever stored under a name from the archive: names are only read, and paths lead nowhere.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from withi.kit import problem, thai
from withi.kit.problem import Problem, Rule

MIB = 1024 * 1024
MOST_FILES = 2_000
MOST_UNPACKED = 1024 * MIB
MOST_DIRECTORY = 1 * MIB
UTF8_NAMES = 0x800
LOCKED = 0x1
TAKEN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Other methods may ask for gigabytes to unpack a few bytes."""
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
END_RECORD, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
LARGE_RECORD, LARGE_SIZE = b"PK\x06\x07", 20

problem.register(
    Rule(
        "archive.damaged",
        th="เปิดไฟล์ ZIP นี้ไม่ได้ มาไม่ครบหรือไม่ใช่ไฟล์ ZIP ให้บีบอัดใหม่แล้วส่งอีกครั้ง",
        en="This ZIP cannot be opened: it is incomplete or no ZIP. Make it again and send it once more.",
    ),
    Rule(
        "archive.too_much",
        th="ไฟล์ ZIP นี้มีของมากเกินไป รับได้ไม่เกิน {files:,} ไฟล์ และเมื่อคลายแล้วไม่เกิน {limit:,} MB ให้แบ่งเป็นหลายไฟล์",
        en="This ZIP holds too much: at most {files:,} files and {limit:,} MB unpacked. Please split it.",
    ),
    Rule(
        "archive.locked",
        th="ไฟล์ ZIP นี้ใส่รหัสผ่านไว้ หรือบีบอัดด้วยวิธีที่รับไม่ได้ ให้บีบอัดใหม่เป็น ZIP ธรรมดา",
        en="This ZIP has a password or is packed in a way that cannot be taken. Make a plain ZIP of it.",
    ),
)


class Entry(NamedTuple):
    """One file of an archive: the parts of its path as people wrote them, its size unpacked, its place in the list."""

    parts: tuple[str, ...]
    size: int
    place: int

    @property
    def path(self) -> str:
        return "/".join(self.parts)


class Archive:
    """An open archive; `entries` are its files in their order, folders and the notes of other systems left out."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self._infos = opened.infolist()
        self.entries = [entry for place, info in enumerate(self._infos) if (entry := _entry(info, place))]

    def chunks(self, entry: Entry, size: int = 64 * 1024) -> Iterator[bytes]:
        """The bytes of one file, never more than it said; Problem where they cannot be unpacked."""
        try:
            with self._opened.open(self._infos[entry.place]) as file:
                while chunk := file.read(size):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise Problem("archive.damaged", field="file") from error


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive in a file; Problem `archive.*` where it is damaged, locked or too much."""
    with path.open("rb") as file:
        _refuse_directory(file)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Problem("archive.damaged", field="file") from error
        with archive:
            _refuse(archive.infolist())
            yield Archive(archive)


def _refuse_directory(file: BinaryIO) -> None:
    """A list of files that alone would fill the memory is not read at all."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_SIZE - LONGEST_COMMENT - LARGE_SIZE))
    tail = file.read()
    at = tail.rfind(END_RECORD)
    if at < 0 or at + END_SIZE > len(tail):
        raise Problem("archive.damaged", field="file")
    listed = int.from_bytes(tail[at + 12 : at + 16], "little")
    if listed > MOST_DIRECTORY or tail[max(0, at - LARGE_SIZE) : at].startswith(LARGE_RECORD):
        raise _too_much()
    file.seek(0)


def _refuse(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise _too_much()
    if any(info.flag_bits & LOCKED or info.compress_type not in TAKEN for info in infos):
        raise Problem("archive.locked", field="file")


def _too_much() -> Problem:
    return Problem("archive.too_much", field="file", files=MOST_FILES, limit=MOST_UNPACKED // MIB)


def _entry(info: zipfile.ZipInfo, place: int) -> Entry | None:
    if info.is_dir():
        return None
    written = CONTROL.sub("", _name(info)).replace("\\", "/").split("/")
    parts = tuple(thai.clean(part) for part in written if part.strip(". "))
    hidden = not parts or parts[0] == "__MACOSX" or parts[-1].startswith(".")
    return None if hidden else Entry(parts, info.file_size, place)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was written: UTF-8 where it says so or reads so, else the Thai code page of Windows."""
    if info.flag_bits & UTF8_NAMES:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for letters in ("utf-8", "cp874"):
        try:
            return raw.decode(letters)
        except UnicodeDecodeError:
            continue
    return info.filename
