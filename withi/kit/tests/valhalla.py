"""A routing server for tests: Valhalla itself on a small map made here, where its programs are; else a stand-in.

The programs come with the package `pyvalhalla` for Python 3.12 and later. On an older Python its wheel is unpacked
anywhere and WITHI_VALHALLA names the folder (README of faces/planner says how).
"""

import heapq
import importlib.util
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from withi.kit.geo import Point, distance_km

KM_AN_HOUR = 60
STATUS = {"version": "3.9.1", "tileset_last_modified": 1_795_716_050}
LATITUDES = [round(15.62 + 0.02 * row, 2) for row in range(9)]
LONGITUDES = [round(102.75 + 0.02 * column, 2) for column in range(7)]


def streets() -> list[tuple[list[Point], bool]]:
    """Lines of a grid with whether they lead one way only: all northwards ones do, but the last, farthest east."""
    across = [([(lat, lon) for lon in LONGITUDES], False) for lat in LATITUDES]
    north = [([(lat, lon) for lat in LATITUDES], lon != LONGITUDES[-1]) for lon in LONGITUDES]
    return across + north


def driven(one: Point, other: Point) -> float:
    """Seconds on the made streets from the crossing nearest to a point to the one nearest to another."""
    links: dict[Point, list[Point]] = {}
    for line, one_way in streets():
        for here, there in pairwise(line):
            links.setdefault(here, []).append(there)
            if not one_way:
                links.setdefault(there, []).append(here)
    start, end = (min(links, key=lambda crossing: distance_km(crossing, point)) for point in (one, other))
    seen: set[Point] = set()
    ahead = [(0.0, start)]
    while ahead[0][1] != end:
        done, here = heapq.heappop(ahead)
        if here not in seen:
            seen.add(here)
            for there in links[here]:
                heapq.heappush(ahead, (done + distance_km(here, there) / KM_AN_HOUR * 3600, there))
    return ahead[0][0]


# --- Valhalla itself -----------------------------------------------------------------------------


def folder() -> Path | None:
    """Where the package lies; None where it is not."""
    if named := os.environ.get("WITHI_VALHALLA"):
        return Path(named) / "valhalla"
    found = importlib.util.find_spec("valhalla")
    own = Path(found.origin).parent if found and found.origin else None
    return own if own and (own / "bin" / "valhalla_build_tiles").exists() else None


@contextmanager
def server(work: Path) -> Iterator[str]:
    """The address of a server that knows the made streets: Valhalla where it is there, else what stands for it."""
    programs = folder()
    with _valhalla(programs, work) if programs else _stand_in() as url:
        yield url


@contextmanager
def _valhalla(programs: Path, work: Path) -> Iterator[str]:
    """Tiles built from the made map, and the server over them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    (work / "made.osm.pbf").write_bytes(map_file())
    given = {"mjolnir-tile-dir": work / "tiles", "httpd-service-listen": url.replace("http", "tcp")}
    given |= {f"httpd-service-{name}": f"ipc://{work}/{name}" for name in ("loopback", "interrupt")}
    given |= {f"{name}-service-proxy": f"ipc://{work}/{name}" for name in ("loki", "thor", "odin")}
    words = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    made = subprocess.run(
        [sys.executable, programs / "valhalla_build_config.py", *words], capture_output=True, check=True, cwd=work
    )
    (work / "valhalla.json").write_bytes(made.stdout)
    for name in (programs / "bin").iterdir():
        name.chmod(0o755)
    build = [str(programs / "bin" / "valhalla_build_tiles"), "-c", "valhalla.json", "made.osm.pbf"]
    subprocess.run(build, cwd=work, check=True, capture_output=True)
    serve = [str(programs / "bin" / "valhalla_service"), "valhalla.json", "1"]
    with subprocess.Popen(serve, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            _wait_for(url)
            yield url
        finally:
            running.kill()


def _wait_for(url: str) -> None:
    for _ in range(300):
        with suppress(URLError, ConnectionError), urlopen(f"{url}/status", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("Valhalla does not start")


def map_file() -> bytes:
    """The made streets as OpenStreetMap's binary form: a head, and one block of nodes and ways."""
    numbers: dict[Point, int] = {}
    for line, _one_way in streets():
        for point in line:
            numbers.setdefault(point, len(numbers) + 1)
    words = ["", "highway", "secondary", "maxspeed", str(KM_AN_HOUR), "oneway", "yes"]
    nodes = [_part(1, _node(number, point)) for point, number in numbers.items()]
    ways = [
        _part(3, _way(number, [numbers[point] for point in line], one_way=one_way))
        for number, (line, one_way) in enumerate(streets(), 1)
    ]
    table = b"".join(_part(1, word.encode()) for word in words)
    block = _part(1, table) + _part(2, b"".join(nodes)) + _part(2, b"".join(ways))
    return _blob("OSMHeader", _part(4, b"OsmSchema-V0.6")) + _blob("OSMData", block)


def _node(number: int, point: Point) -> bytes:
    lat, lon = (round(degrees * 1e7) for degrees in point)
    return _number(1, _signed(number)) + _number(8, _signed(lat)) + _number(9, _signed(lon))


def _way(number: int, nodes: Sequence[int], *, one_way: bool) -> bytes:
    keys, values = ([1, 3, 5], [2, 4, 6]) if one_way else ([1, 3], [2, 4])
    steps = [_signed(there - here) for here, there in pairwise((0, *nodes))]
    return _number(1, number) + _part(2, _packed(keys)) + _part(3, _packed(values)) + _part(8, _packed(steps))


def _blob(kind: str, body: bytes) -> bytes:
    blob = _number(2, len(body)) + _part(3, zlib.compress(body))
    head = _part(1, kind.encode()) + _number(3, len(blob))
    return struct.pack(">I", len(head)) + head + blob


def _signed(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])


def _packed(numbers: Iterable[int]) -> bytes:
    return b"".join(map(_varint, numbers))


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _part(field: int, body: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(body)) + body


# --- what stands for it --------------------------------------------------------------------------


class _Answering(BaseHTTPRequestHandler):
    """Answers in Valhalla's words what is driven on the made streets."""

    def do_GET(self) -> None:
        self._answer(STATUS)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        sources, targets = ([_point(place) for place in asked[side]] for side in ("sources", "targets"))
        rows = [[{"time": round(driven(one, other))} for other in targets] for one in sources]
        self._answer({"sources_to_targets": rows})

    def _answer(self, told: Mapping[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Nothing on standard error."""


def _point(place: Mapping[str, float]) -> Point:
    return place["lat"], place["lon"]


@contextmanager
def _stand_in() -> Iterator[str]:
    made = HTTPServer(("127.0.0.1", 0), _Answering)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        made.server_close()
        thread.join()
