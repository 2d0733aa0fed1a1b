"""Bombs at a running server and its worker: refused, with little memory, and other pages hardly notice."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from http.client import HTTPException
from statistics import quantiles

import pytest

from tests.faults.clock import company, timed
from tests.faults.conftest import MakeSite
from tests.faults.figures import tell
from tests.faults.ledger import SMALL, followed, sheet
from tests.faults.pictures import huge
from tests.faults.served import LOST, Browser, Forked, Server, Started
from tests.faults.site import Site
from tests.hostile_files import BAD
from withi.ground.web.bodies import MIB
from withi.kit.tests.picture_files import packed, photo, png, text_bomb

pytestmark = pytest.mark.faults
SEED = 25_681_125
GIB = 1024 * MIB
MEMORY = 64 * MIB
SLOWER = 2.0
SLOW = "Content-Length: 1000000\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@dataclass(frozen=True)
class Target:
    """A server with its worker, and somebody signed in."""

    server: Server
    browser: Browser
    site: Site

    def read(self, name: str, content: bytes) -> str:
        """Where a sheet leads when the worker has read it; "" where it was refused."""
        sent = self.browser.open("/desk/import/", {"kind": "products"}, (name, content))
        assert sent.status == 302
        return followed(self.browser, sent.location)

    def photo(self, name: str, content: bytes) -> int:
        """What the form of a product's photos answers."""
        path = f"/desk/photos/product/{self.site.about['product']}/"
        return self.browser.open(path, {}, (name, content), "photos").status


@pytest.fixture
def target(make_site: MakeSite) -> Iterator[Target]:
    site = make_site()
    session = site.do("sign_in", person="worker")[0]["session"]
    server = Started(site, workers=1)
    try:
        server.await_answer()
        target = Target(server, server.browser().with_session(session), site)
        assert target.browser.ask("/desk/") == 200
        assert target.read("รายการ.csv", sheet("warm")), "the worker is there, and has read what it needs"
        yield target
    finally:
        server.kill()


def p99(found: list[float]) -> float:
    return quantiles(found, n=100)[-1]


def compared(target: Target, fault: str, count: int, throw: Callable[[], object], full: bool) -> None:
    """Pages' p99 and the server's memory with and without what is thrown at it; times are judged in full runs only.

    On two processors any program that works for some milliseconds holds up one page in a hundred, so pages are timed
    beside such a one, too.
    """
    with timed(target.server.port) as calm:
        time.sleep(10 if full else 0.5)
    with company(), timed(target.server.port) as shared:
        time.sleep(10 if full else 0.5)
    memory, most = target.server.usual_memory(), 0
    with timed(target.server.port) as found:
        thrower = threading.Thread(target=throw, daemon=True)
        thrower.start()
        while thrower.is_alive():
            thrower.join(0.25)
            most = max(most, target.server.memory() - memory)
    quiet, beside, loud = p99(calm), p99(shared), p99(found)
    alone = f"{quiet * 1000:.1f} ms alone and {beside * 1000:.1f} beside a process that counts"
    told = f"memory {most / MIB:+.0f} MiB, pages' p99 {loud * 1000:.1f} ms against {alone}"
    tell(fault, count, told, seed=SEED)
    assert most <= MEMORY
    assert not full or loud <= max(quiet, beside) * SLOWER
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
    count, led = 40 if full else 3, set()
    bombs = [BAD["zip bomb"].make(), BAD["two cells"].make()]

    def throw() -> None:
        for at in range(count):
            led.add(target.read("รายการ.xlsx", bombs[at % len(bombs)]))

    compared(target, "zip bombs", count, throw, full)
    assert led == {""}


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
    """Whoever reads sheets must not decode a picture."""
    count, led = 20 if full else 2, set()
    picture = huge(30_000, 30_000)

    def throw() -> None:
        for _ in range(count):
            led.add(target.read("ภาพ.png", picture))

    compared(target, "pictures of 30,000 x 30,000 px as sheets", count, throw, full)
    assert led == {""}


def test_photo_bombs_are_refused_by_what_their_head_says(target: Target, full: bool) -> None:
    """True pictures of 900 and of 55 megapixels, one that only says so, and a note that unpacks to 200 MB."""
    bombs = [huge(30_000, 30_000), huge(11_000, 5_000), png(30_000, 30_000), text_bomb()]
    count, statuses = 40 if full else len(bombs), set()

    def throw() -> None:
        for at in range(count):
            statuses.add(target.photo(f"b{at}.png", bombs[at % len(bombs)]))

    compared(target, "photo bombs", count, throw, full)
    assert statuses == {422}
    assert not target.site.database.ask("select 1 from files_photo where name like 'b%.png'")


def test_photo_bombs_in_a_zip_are_left_out(target: Target, full: bool) -> None:
    """A worker opens them; the photo beside them is stored."""
    number, count = target.site.about["number"], 10 if full else 1
    led = []

    def throw() -> None:
        for at in range(count):
            inside = {"good.jpg": SMALL + bytes([at]), "bomb.png": huge(30_000, 30_000), "zeros.jpg": bytes(25 * MIB)}
            whole = packed({f"{number}/{at}{name}": content for name, content in inside.items()})
            page = target.browser.open("/desk/photos/zip/", {}, ("z.zip", whole)).location
            led.append(followed(target.browser, target.browser.open(page, {}).location) == page)

    compared(target, "photo bombs in a ZIP", count, throw, full)
    assert led == [True] * count
    names = {name for (name,) in target.site.database.ask("select name from files_photo") if name[0].isdigit()}
    assert names == {f"{at}good.jpg" for at in range(count)}


POLYGLOTS: dict[str, tuple[int, bytes]] = {
    "page behind": (302, photo() + b"<html><script>alert(1)</script>"),
    "zip behind": (302, photo() + packed({"a.html": b"<script>alert(1)</script>"})),
    "page before": (422, b"<script>alert(1)</script>" + photo()),
    "pdf before": (422, b"%PDF-1.7\n" + photo()),
    "script in a gif": (422, b"GIF89a=1/*" + bytes(200) + b"*/;alert(1)"),
    "page named so": (422, b"<!doctype html><script>alert(1)</script>"),
}
"""Files that are two things at once, and what becomes of them."""


def test_of_a_polyglot_only_the_picture_is_kept(target: Target) -> None:
    told = {name: target.photo(f"y{name}.jpg", content) for name, (_, content) in POLYGLOTS.items()}
    assert told == {name: status for name, (status, _) in POLYGLOTS.items()}
    kept = [path.read_bytes() for path in (target.site.database.folder / "files" / "photos").rglob("*.*")]
    assert any(content.startswith(b"\xff\xd8") for content in kept)
    assert not [content for content in kept if b"script" in content or b"PK\x03\x04" in content]
    tell("polyglots as photos", len(POLYGLOTS), "refused, or drawn anew without what was behind", seed=SEED)


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
        target = Target(server, server.browser().with_session(session), site)
        with ExitStack() as stack:
            for _ in range(60):
                stack.enter_context(raw(target, SLOW))
            time.sleep(1)
            with pytest.raises((*LOST, HTTPException)):
                server.browser().opener.open(f"http://127.0.0.1:{server.port}/about/", timeout=3)
    finally:
        server.kill()
