"""Frames on the pipe from the child to its parent: one kind byte, four length bytes, UTF-8 text.

Rows travel as columns of text joined by control signs and are taken apart with str.split: as fast as marshal, and
unlike marshal or pickle it cannot harm the reader, whatever a decoder gone wrong may write. A batch whose own text
holds those signs travels as JSON instead. Everything unexpected is a `Corrupt`, which counts like a dead child.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

HEAD, ROWS, END, REFUSED = b"H", b"R", b"E", b"P"
PREFIX = struct.Struct(">cI")
LARGEST = 64 * 1024 * 1024
KINDS = frozenset("tndmhbe")
_CELL, _COLUMN, _META = "\x1f", "\x1e", "\x1d"


class Corrupt(Exception):
    """The stream is not what our own child writes."""


class Block(NamedTuple):
    """Consecutive rows as columns of text, all equally long.

    `numbers`: sheet row numbers from 1. `kinds`: per column one letter for all its cells, or one letter a cell:
    t text, n number, d date, m date and time, h time or duration, b truth value, e formula error.
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]
    kinds: Sequence[str]


def frame(kind: bytes, payload: bytes) -> bytes:
    """The bytes of one frame."""
    return PREFIX.pack(kind, len(payload)) + payload


def pack_object(value: dict[str, Any]) -> bytes:
    """A header, end or refusal as JSON."""
    return json.dumps(value, ensure_ascii=False).encode()


def unpack_object(payload: bytes) -> dict[str, Any]:
    """What `pack_object` wrote; Corrupt when it is no JSON object."""
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Corrupt from error
    if not isinstance(value, dict):
        raise Corrupt
    return value


def pack_block(block: Block) -> bytes:
    """One batch of rows, at least one row and one column."""
    numbers = list(block.numbers)
    run = numbers[-1] - numbers[0] + 1 == len(numbers)
    meta: dict[str, Any] = {"n": len(numbers), "at": numbers[0] if run else numbers, "kinds": list(block.kinds)}
    body = _COLUMN.join([_CELL.join(column) for column in block.columns])
    if _is_plain(body, len(numbers), len(block.columns)):
        return (json.dumps(meta) + _META + body).encode()
    return pack_object(meta | {"cells": [list(column) for column in block.columns]})


def unpack_block(payload: bytes) -> Block:
    """The rows of one batch; Corrupt when counts, types or letters do not fit together."""
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise Corrupt from error
    head, sign, body = text.partition(_META)
    meta = unpack_object(head.encode())
    columns = [column.split(_CELL) for column in body.split(_COLUMN)] if sign else _cells(meta.get("cells"))
    return _checked(Block(_numbers(meta), columns, meta.get("kinds", ())))


def _is_plain(body: str, rows: int, columns: int) -> bool:
    """Whether the joints are the only control signs in the body, so that splitting gives the same cells back."""
    return body.count(_CELL) == columns * (rows - 1) and body.count(_COLUMN) == columns - 1


def _numbers(meta: dict[str, Any]) -> Sequence[int]:
    first, count = meta.get("at"), meta.get("n")
    if isinstance(first, int) and isinstance(count, int) and 0 < count < 1_000_000:
        return range(first, first + count)
    if isinstance(first, list) and len(first) == count and all(isinstance(number, int) for number in first):
        return first
    raise Corrupt


def _cells(columns: object) -> list[list[str]]:
    if not isinstance(columns, list) or not columns:
        raise Corrupt
    if not all(isinstance(column, list) and all(isinstance(cell, str) for cell in column) for column in columns):
        raise Corrupt
    return columns


def _checked(block: Block) -> Block:
    rows = len(block.numbers)
    fits = isinstance(block.kinds, list) and len(block.kinds) == len(block.columns)
    if not fits or any(len(column) != rows for column in block.columns):
        raise Corrupt
    if any(not isinstance(kinds, str) or len(kinds) not in (1, rows) for kinds in block.kinds):
        raise Corrupt
    if not KINDS.issuperset("".join(block.kinds)):
        raise Corrupt
    return block
