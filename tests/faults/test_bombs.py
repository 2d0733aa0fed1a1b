"""Bombs at a running server: refused, with little memory, and other pages hardly notice."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from http.client import HTTPException
from statistics import quantiles

import pytest

from tests.faults.conftest import MakeSite
from tests.faults.figures import tell
from tests.faults.pictures import huge
from tests.faults.served import LOST, Browser, Forked, Server, Started
from tests.hostile_files import BAD
from withi.ground.web.bodies import MIB

pytestmark = pytest.mark.faults
SEED = 25_681_125
GIB = 1024 * MIB
MEMORY = 64 * MIB
SLOWER = 2.0
FLOOR = 0.05
"""Seconds under which a page is as quick as any: on a loaded machine a ratio of two small times proves nothing."""
SLOW = "Content-Length: 1000000\r\nContent-Type: application/x-www-form-urlencoded\r\n"
PAGES = ["/", "/products/", "/communities/"]


@dataclass(frozen=True)
class Target:
    """A server with somebody signed in."""

    server: Server
    browser: Browser


@pytest.fixture
def target(make_site: MakeSite) -> Iterator[Target]:
    site = make_site()
    session = site.do("sign_in", person="worker")[0]["session"]
    server = Started(site, workers=1)
    try:
        server.await_answer()
        browser = server.browser().with_session(session)
        assert browser.ask("/desk/") == 200
        times(server.browser(), 0.5)
        yield Target(server, browser)
    finally:
        server.kill()


def times(browser: Browser, seconds: float, most: int = 100_000) -> list[float]:
    """How long pages take one after the other, for so long."""
    found: list[float] = []
    until_then = time.monotonic() + seconds
    while time.monotonic() < until_then and len(found) < most:
        began = time.monotonic()
        assert browser.ask(PAGES[len(found) % len(PAGES)]) == 200
        found.append(time.monotonic() - began)
    return found


def p99(found: list[float]) -> float:
    return quantiles(found, n=100)[-1]


def compared(target: Target, fault: str, count: int, throw: Callable[[], object], full: bool) -> None:
    """Pages' p99 and the server's memory with and without what is thrown at it; times are judged in full runs only."""
    seconds = 10.0 if full else 0.5
    quiet, memory, most = p99(times(target.server.browser(), seconds)), target.server.memory(), 0
    thrower = threading.Thread(target=throw, daemon=True)
    thrower.start()
    found: list[float] = []
    while thrower.is_alive() or len(found) < (300 if full else 10):
        found += times(target.server.browser(), 0.5)
        most = max(most, target.server.memory() - memory)
    thrower.join()
    loud = p99(found)
    told = f"memory {most / MIB:+.0f} MiB, pages' p99 {loud * 1000:.0f} ms against {quiet * 1000:.0f} ms"
    tell(fault, count, told, seed=SEED)
    assert most <= MEMORY
    assert not full or loud <= max(quiet * SLOWER, FLOOR)
    assert target.browser.ask("/desk/") == 200


def raw(target: Target, head: str) -> socket.socket:
    """A connection on which a request has begun."""
    line = socket.create_connection(("127.0.0.1", target.server.port), timeout=30)
    cookie = f"Cookie: {target.browser.cookie}\r\n"
    line.sendall(f"POST /desk/import/ HTTP/1.1\r\nHost: localhost\r\n{cookie}{head}\r\n".encode())
    return line


def status_of(line: socket.socket) -> int:
    """The status that a server answers with on this connection; 0 where it just ends it."""
    with suppress(OSError):
        first = line.recv(4096).split(b" ", 2)
        return int(first[1]) if len(first) > 1 else 0
    return 0


def poured(line: socket.socket, piece: bytes, size: int) -> int:
    """How much of so much a server takes before it stops listening."""
    taken = 0
    with suppress(OSError):
        while taken < size:
            line.sendall(piece)
            taken += len(piece)
    return taken


def test_zip_bombs_are_refused(target: Target, full: bool) -> None:
    count, statuses = 40 if full else 3, set()
    bombs = [BAD["zip bomb"].make(), BAD["two cells"].make()]

    def throw() -> None:
        for at in range(count):
            sent = ("รายการ.xlsx", bombs[at % len(bombs)])
            statuses.add(target.browser.open("/desk/import/", {"kind": "products"}, sent).status)

    compared(target, "zip bombs", count, throw, full)
    assert statuses == {422}


def test_ten_gigabytes_are_refused_before_they_come(target: Target, full: bool) -> None:
    statuses, taken = [], []

    def throw() -> None:
        with raw(target, f"Content-Length: {10 * GIB}\r\nContent-Type: multipart/form-data; boundary=x\r\n") as line:
            statuses.append(status_of(line))
            taken.append(poured(line, bytes(MIB), 10 * GIB))
        with raw(target, "Transfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=x\r\n") as line:
            taken.append(poured(line, b"100000\r\n" + bytes(MIB) + b"\r\n", 10 * GIB))

    compared(target, "bodies of 10 GB, with their length said and in chunks", 2, throw, full)
    assert statuses == [413]
    assert max(taken) < 64 * MIB


def test_a_picture_of_nine_hundred_megapixels_is_no_sheet(target: Target, full: bool) -> None:
    """Photos have a door of their own, with a test of its own there; a sheet's door must not decode a picture."""
    count, statuses = 20 if full else 2, set()
    picture = huge(30_000, 30_000)

    def throw() -> None:
        for _ in range(count):
            statuses.add(target.browser.open("/desk/import/", {"kind": "products"}, ("ภาพ.png", picture)).status)

    compared(target, "pictures of 30,000 x 30,000 px as sheets", count, throw, full)
    assert statuses == {422}


def test_two_hundred_slow_uploads_hold_nobody_up(target: Target, full: bool) -> None:
    count, seconds = 200 if full else 40, 40.0 if full else 3.0
    answers: list[int] = []

    def throw() -> None:
        with ExitStack() as stack:
            lines = [stack.enter_context(raw(target, SLOW)) for _ in range(count)]
            until_then = time.monotonic() + seconds
            while time.monotonic() < until_then:
                for line in lines:
                    with suppress(OSError):
                        line.send(b"x")
                time.sleep(1)
            for line in lines:
                line.settimeout(0.05)
                answers.append(status_of(line))

    compared(target, "slow uploads at once", count, throw, full)
    assert answers.count(503) >= count * 3 // 4, "one address may hold a few places only"


def test_without_places_slow_uploads_would_hold_everyone_up(make_site: MakeSite) -> None:
    """The canary: a server that gives every slow sender a thread answers nobody else."""
    site = make_site(WITHI_DEBUG="1", WITHI_LOOSE="endless")
    session = site.do("sign_in", person="worker")[0]["session"]
    server = Forked(site)
    try:
        server.await_answer()
        target = Target(server, server.browser().with_session(session))
        with ExitStack() as stack:
            for _ in range(60):
                stack.enter_context(raw(target, SLOW))
            time.sleep(1)
            with pytest.raises((*LOST, HTTPException)):
                server.browser().opener.open(f"http://127.0.0.1:{server.port}/about/", timeout=3)
    finally:
        server.kill()
