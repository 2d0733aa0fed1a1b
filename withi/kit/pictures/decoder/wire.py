"""Frames on the pipe from the child to its parent: one kind byte, four length bytes, JSON or a picture's bytes."""

import struct

HEAD, PICTURE, REFUSED = b"H", b"V", b"P"
PREFIX = struct.Struct(">cI")
LARGEST = 32 * 1024 * 1024


class Refusal(Exception):
    """The picture cannot be taken; `code` is one of `withi.kit.pictures.rules`."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def frame(kind: bytes, payload: bytes) -> bytes:
    """The bytes of one frame."""
    return PREFIX.pack(kind, len(payload)) + payload
