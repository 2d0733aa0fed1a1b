"""A small base map for tests, written by hand: one vector tile in a PMTiles file, and a server that gives parts of it.

PMTiles v3: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md. The tile is a Mapbox Vector Tile 2.1 with a
layer `water` over the whole world and a layer `places` with one name.
"""

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HEADER = 127
EXTENT = 4096
NOT_PACKED, VECTOR = 1, 1
PART = 206


def varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def field(number: int, content: bytes | int) -> bytes:
    """A protobuf field: a number, or bytes with their length."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def packed(numbers: list[int]) -> bytes:
    return b"".join(map(varint, numbers))


def turned(number: int) -> int:
    """Zigzag."""
    return number << 1 ^ number >> 31


def layer(name: str, kind: int, steps: list[int], told: dict[str, str]) -> bytes:
    tags = [value for place in range(len(told)) for value in (place, place)]
    feature = field(2, packed(tags)) + field(3, kind) + field(4, packed(steps))
    keys = b"".join(field(3, key.encode()) for key in told)
    values = b"".join(field(4, field(1, value.encode())) for value in told.values())
    return field(3, field(15, 2) + field(1, name.encode()) + field(2, feature) + keys + values + field(5, EXTENT))


def tile(at: tuple[float, float], name: str) -> bytes:
    """The world under water, and one name at shares of its width and height."""
    whole = [9, turned(0), turned(0), 26, turned(EXTENT), 0, 0, turned(EXTENT), turned(-EXTENT), 0, 15]
    spot = [9, turned(round(at[0] * EXTENT)), turned(round(at[1] * EXTENT))]
    return layer("water", 3, whole, {}) + layer("places", 1, spot, {"name": name})


def archive(body: bytes) -> bytes:
    """A PMTiles file of one tile at zoom 0, nothing in it compressed."""
    root = varint(1) + varint(0) + varint(1) + varint(len(body)) + varint(1)
    told = b'{"vector_layers":[{"id":"water","fields":{}},{"id":"places","fields":{"name":"String"}}]}'
    after = HEADER + len(root)
    places = (HEADER, len(root), after, len(told), after + len(told), 0, after + len(told), len(body), 1, 1, 1)
    kinds = (1, NOT_PACKED, NOT_PACKED, VECTOR, 0, 0)
    box = (-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000)
    head = b"PMTiles\x03" + struct.pack("<11Q", *places) + struct.pack("<6B4i", *kinds, *box)
    return head + struct.pack("<B2i", 0, 0, 0) + root + told + body


@contextmanager
def served(content: bytes) -> Iterator[str]:
    """The address of a host that gives parts of a file to pages of any site, as an operator's store does."""

    class Store(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            first, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")
            part = content[int(first) : int(last or len(content)) + 1]
            self.send_response(PART)
            self.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(part)))
            self.end_headers()
            self.wfile.write(part)

        def log_request(self, *_told: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/base.pmtiles"
    server.shutdown()
    server.server_close()
