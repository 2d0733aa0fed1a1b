"""A ZIP is opened without trust: Thai names are read, nothing leads out of it, and no more comes out than it may."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from withi.kit import archives
from withi.kit.problem import Problem
from withi.kit.tests.picture_files import packed


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    def put(body: bytes) -> Path:
        path = tmp_path / "sent.zip"
        path.write_bytes(body)
        return path

    return put


def paths(path: Path) -> list[str]:
    with archives.opened(path) as archive:
        return [entry.path for entry in archive.entries]


@pytest.mark.parametrize("letters", ["", "utf-8", "cp874"])
def test_thai_names_are_read_as_written(put: Any, letters: str) -> None:
    body = packed({"ผ้าไหม/หน้าร้าน.jpg": b"x"}, letters=letters)
    assert paths(put(body)) == ["ผ้าไหม/หน้าร้าน.jpg"]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("../../etc/passwd.jpg", ["etc/passwd.jpg"]),
        ("/root/x.jpg", ["root/x.jpg"]),
        ("..\\..\\x.jpg", ["x.jpg"]),
        ("a/./../b.jpg", ["a/b.jpg"]),
        ("a\nb.jpg", ["ab.jpg"]),
        ("__MACOSX/x.jpg", []),
        ("a/.hidden.jpg", []),
        ("..", []),
    ],
)
def test_names_lead_nowhere(put: Any, name: str, read: list[str]) -> None:
    assert paths(put(packed({name: b"x"}))) == read


def test_files_come_out_whole(put: Any) -> None:
    with archives.opened(put(packed({"a.jpg": b"x" * 200_000, "b.jpg": b""}))) as archive:
        assert [b"".join(archive.chunks(entry)) for entry in archive.entries] == [b"x" * 200_000, b""]


def locked() -> bytes:
    body = bytearray(packed({"a.jpg": b"x"}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(sign) + at] |= 1
    return bytes(body)


def in_another_way() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.jpg", b"x")
    return out.getvalue()


def says_more(size: int) -> bytes:
    """An archive whose list says that its file is so large."""
    body = bytearray(packed({"a.jpg": b"x"}))
    at = body.index(b"PK\x01\x02")
    body[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(body)


def list_too_long() -> bytes:
    body = bytearray(packed({"a.jpg": b"x"}))
    at = body.rindex(b"PK\x05\x06")
    body[at + 12 : at + 16] = struct.pack("<I", archives.MOST_DIRECTORY + 1)
    return bytes(body)


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("archive.damaged", lambda: b""),
    "no archive": ("archive.damaged", lambda: b"<html>" * 100),
    "cut": ("archive.damaged", lambda: packed({"a.jpg": b"x" * 90_000})[:-40]),
    "locked": ("archive.locked", locked),
    "another way": ("archive.locked", in_another_way),
    "many files": ("archive.too_much", lambda: packed({f"{each}.jpg": b"" for each in range(2_001)})),
    "a bomb that says so": ("archive.too_much", lambda: says_more(2**31)),
    "a long list": ("archive.too_much", list_too_long),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_taken_is_refused_in_words(put: Any, name: str) -> None:
    code, body = BAD[name]
    with pytest.raises(Problem) as refused, archives.opened(put(body())):
        pass
    assert (refused.value.code, refused.value.status) == (code, 422)


def test_no_more_comes_out_than_was_said(put: Any) -> None:
    lying = bytearray(packed({"a.jpg": bytes(1_000_000)}))
    at = lying.index(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    with archives.opened(put(bytes(lying))) as archive:
        chunks = archive.chunks(archive.entries[0])
        with pytest.raises(Problem) as refused:
            assert sum(map(len, chunks)) <= 10
    assert refused.value.code == "archive.damaged"
