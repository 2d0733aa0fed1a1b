"""Pictures that no one should send: few bytes, very many pixels."""

import struct
import zlib


def huge(width: int, height: int) -> bytes:
    """A true PNG of one bit a pixel, all black: 30,000 x 30,000 px are about 110 kB, 900 million pixels in memory."""
    packer = zlib.compressobj(9)
    line = bytes(1 + -(-width // 8))
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
