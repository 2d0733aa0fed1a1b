"""The backup file: a zip that any tool opens, whose comment holds the digests of everything before it."""

import hashlib
import hmac
import os
import re
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from withi.ground.backup.rules import FORMAT, Manifest, Tally
from withi.ground.vault import actions as vault
from withi.kit.problem import Problem

CHUNK = 1 << 20
FAST = 3
"""Level of compression: half the time of the usual 6 for a twentieth more bytes."""
MANIFEST, TABLES, FILES = "manifest.json", "tables/", "files/"
COMMENT = re.compile(rb"withi-backup 1 sha256=([0-9a-f]{64}) hmac=([0-9a-f]{64}) keys=([0-9a-f]{16})")
COMMENT_BYTES = len("withi-backup 1 sha256= hmac= keys=") + 64 + 64 + 16
HALF = ".half"
PLAIN_NAME = re.compile(r"(?!.*(^|/)\.\.?(/|$))[^/\\\x00][^\\\x00]*")


class Readable(Protocol):
    """The part of an open file that is read here; the storage of photos gives no more."""

    def read(self, size: int = -1, /) -> bytes: ...


class Writer:
    """An open backup: tables and files go in as streams, the manifest last."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self._book = book

    def table(self, name: str, lines: Iterable[bytes]) -> Tally:
        """Write the rows of a table, a line each."""
        tally = Tally()
        with self._book.open(f"{TABLES}{name}.jsonl", "w", force_zip64=True) as out:
            for line in lines:
                tally.add(line)
                out.write(line + b"\n")
        return tally

    def file(self, name: str, source: Readable) -> tuple[int, str]:
        """Copy an open file in; its length and SHA-256."""
        digest, size = hashlib.sha256(), 0
        with self._book.open(f"{FILES}{name}", "w", force_zip64=True) as out:
            for chunk in _chunks(source):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
        return size, digest.hexdigest()

    def manifest(self, manifest: Manifest) -> None:
        self._book.writestr(MANIFEST, manifest.text())


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """A new backup, readable by its owner only: under a hidden name until it is whole and on the disk."""
    half = target.with_name(f".{target.name}.{secrets.token_hex(4)}{HALF}")
    try:
        with os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as book:
                book.comment = b" " * COMMENT_BYTES
                yield Writer(book)
            _sign(out)
        half.rename(target)
        sync_folder(target.parent)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make sure that a name put into a folder is there after a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sha256_of(path: Path) -> str:
    """The whole file's digest as `sha256sum` prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(path: Path, *, without_keys: bool = False) -> Manifest:
    """Read the whole file before anything is done with it, and give its manifest.

    Problem backup.broken where one byte is missing or changed, backup.other_keys where it was not sealed with the
    keys of this installation; `without_keys` then trusts the plain digest, which finds damage but no forger.
    """
    try:
        found = _comment(path)
        with path.open("rb") as file:
            digest = _digest(file, path.stat().st_size - COMMENT_BYTES)
    except OSError as error:
        raise Problem("backup.broken", file=path.name, why=error.strerror or "?") from error
    if digest != found[1].decode():
        raise Problem("backup.broken", file=path.name, why="SHA-256")
    is_ours = hmac.compare_digest(found[3].decode(), _keys_mark())
    if is_ours and not hmac.compare_digest(found[2].decode(), _seal(digest)):
        raise Problem("backup.broken", file=path.name, why="HMAC")
    if not is_ours and not without_keys:
        raise Problem("backup.other_keys", file=path.name)
    return _manifest(path)


def lines_of(path: Path, table: str) -> Iterator[bytes]:
    """The rows of a table, a line each."""
    with zipfile.ZipFile(path) as book, book.open(f"{TABLES}{table}.jsonl") as source:
        for line in source:
            yield line.rstrip(b"\n")


def unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write the files of a checked backup below `folder`, each on the disk and with the digest it had."""
    with zipfile.ZipFile(path) as book:
        for name, (_, wanted) in manifest.files.items():
            target = folder / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with book.open(f"{FILES}{name}") as source:
                digest = _copy(source.read, target)
            if digest != wanted:
                raise Problem("backup.broken", file=path.name, why=name)


def _copy(read: Callable[[int], bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while chunk := read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _manifest(path: Path) -> Manifest:
    """The manifest, after a look that it and the names in the zip tell the same."""
    try:
        with zipfile.ZipFile(path) as book:
            manifest, names = Manifest.read(book.read(MANIFEST)), book.namelist()
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise Problem("backup.broken", file=path.name, why=MANIFEST) from error
    told = {f"{TABLES}{name}.jsonl" for name in manifest.tables} | {f"{FILES}{name}" for name in manifest.files}
    if set(names) != told | {MANIFEST} or not all(map(PLAIN_NAME.fullmatch, told)):
        raise Problem("backup.broken", file=path.name, why=MANIFEST)
    if manifest.format != FORMAT:
        raise Problem("backup.newer", release=manifest.release)
    return manifest


def _comment(path: Path) -> "re.Match[bytes]":
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - COMMENT_BYTES))
        found = COMMENT.fullmatch(file.read())
    if found is None:
        raise Problem("backup.broken", file=path.name, why="EOF")
    return found


def _sign(out: BinaryIO) -> None:
    """Put the digests of all bytes before the comment into it, and everything onto the disk."""
    out.flush()
    out.seek(0, os.SEEK_END)
    length = out.tell() - COMMENT_BYTES
    out.seek(0)
    digest = _digest(out, length)
    out.seek(length)
    out.write(f"withi-backup {FORMAT} sha256={digest} hmac={_seal(digest)} keys={_keys_mark()}".encode())
    out.flush()
    os.fsync(out.fileno())


def _digest(file: BinaryIO, length: int) -> str:
    digest = hashlib.sha256()
    while length > 0 and (chunk := file.read(min(CHUNK, length))):
        digest.update(chunk)
        length -= len(chunk)
    return digest.hexdigest()


def _seal(digest: str) -> str:
    return vault.blind("backup.digest", digest)


def _keys_mark() -> str:
    """Tells the keys of one installation from another's, and nothing of them."""
    return vault.blind("backup.keys", "mark")[:16]


def _chunks(source: Readable) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk
