"""Killed in the middle of storing a file (kill -9), nothing is there or everything; the next try stores it."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.cookies import SimpleCookie
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from tests.cast import PASSWORD
from tests.faults.conftest import MakeSite
from tests.faults.site import ROOT, Database, Doing, Site, environment

pytestmark = pytest.mark.faults
SEED = 25_681_121
STORING = "storing"


def timed(site: Site) -> tuple[dict[str, int], float, float]:
    """A commit that nobody disturbs: the rows there are after it, its whole seconds and those spent in storing."""
    doing, began, storing = site.start("commit", key=site.about["key"]), time.monotonic(), 0.0
    while said := doing.line():
        storing = time.monotonic() if said["step"] == STORING else storing
    ended = time.monotonic()
    assert doing.ended == 0, site.errors()
    return site.counts(), ended - began, ended - storing


def in_storing(doing: Doing, chance: random.Random, seconds: float) -> None:
    """Kill it somewhere between the first and the last write."""
    while (said := doing.line()) and said["step"] != STORING:
        pass
    time.sleep(chance.uniform(0, seconds))
    doing.kill()


def anywhere(doing: Doing, chance: random.Random, seconds: float) -> None:
    """Kill it somewhere between its first and its last step."""
    time.sleep(chance.uniform(0, seconds))
    doing.kill()


def test_a_commit_that_is_killed_leaves_nothing_or_everything(make_site: MakeSite, full: bool) -> None:
    everything, whole, storing = timed(make_site())
    chance, kills, cut = random.Random(SEED), 200 if full else 10, 0
    site = make_site()
    nothing = site.counts()
    for turn in range(kills):
        doing = site.start("commit", key=site.about["key"])
        if turn % 2:
            anywhere(doing, chance, whole)
        else:
            in_storing(doing, chance, storing)
        found = site.counts()
        assert found in (nothing, everything), (turn, found)
        cut += found == nothing
        if found == everything:
            site = make_site()
    assert cut >= kills // 3, "most kills should come before the end, or they prove nothing"
    if site.counts() == nothing:
        site.do("commit", key=site.about["key"])
    assert site.counts() == everything
    assert is_whole(site.database)


def is_whole(database: Database) -> bool:
    """Whether SQLite finds its file in order; PostgreSQL looks after its own."""
    return not database.is_file or database.ask("pragma integrity_check") == [("ok",)]


def test_half_a_commit_would_be_seen(site: Site) -> None:
    """The canary: the same file stored without its transaction and cut off leaves neither nothing nor everything."""
    nothing = site.counts()
    doing = site.start("commit_in_pieces", key=site.about["key"])
    while (said := doing.line()) and said["step"] != "some":
        pass
    doing.kill()
    assert site.counts() not in (nothing, {**nothing, "done": 1})


# --- the whole server ------------------------------------------------------------------------------


class Stay(HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer."""

    def redirect_request(self, *_args: object) -> None:
        return None


class Browser:
    """Just enough of one: cookies and forms."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}
        self.opener = build_opener(Stay)

    def ask(self, path: str, form: dict[str, str] | None = None) -> int:
        """The status; the body is read to its end."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": self.base}
        sent = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **form} if form is not None else None
        data = urlencode(sent).encode() if sent is not None else None
        try:
            answer = self.opener.open(Request(self.base + path, data, headers), timeout=30)
        except HTTPError as told:
            answer = told
        with answer:
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: part.value for name, part in SimpleCookie(line).items()}
            answer.read()
            return int(answer.status)

    def sign_in(self, name: str) -> None:
        self.ask("/accounts/login/")
        assert self.ask("/accounts/login/", {"login": name, "password": PASSWORD}) == 302


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(site: Site) -> Iterator[tuple[Browser, Callable[[], None]]]:
    """`withi serve` on the site's data: a browser before it, and what kills all of it at once."""
    port = free_port()
    debug = {"WITHI_DEBUG": "1"}  # static files as they lie: collecting them is not what is tried here
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1", "--with-worker"]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(site.database, **debug),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

    def kill() -> None:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    try:
        browser = Browser(port)
        await_answer(browser)
        yield browser, kill
    finally:
        kill()


def await_answer(browser: Browser) -> None:
    until_then = time.monotonic() + 30
    while time.monotonic() < until_then:
        with suppress(URLError, ConnectionError, TimeoutError):
            browser.ask("/about/")
            return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


def test_a_server_that_is_killed_leaves_nothing_or_everything(make_site: MakeSite, full: bool) -> None:
    """With its worker: whoever starts it again finds the job taken up by itself."""
    everything, whole, _ = timed(make_site())
    site, chance = make_site(), random.Random(SEED)
    nothing, path = site.counts(), f"/desk/import/{site.about['key']}/commit/"
    for _ in range(20 if full else 1):
        with served(site) as (browser, kill):
            browser.sign_in("worker")
            assert browser.ask(path, {}) == 302
            time.sleep(chance.uniform(0, 1 + whole))
            kill()
        assert site.counts() in (nothing, everything)
        if site.counts() == everything:
            site = make_site()
        site.do("forsake")
    with served(site) as (browser, _kill):
        browser.sign_in("worker")
        assert browser.ask(path, {}) == 302
        await_end(site)
        assert browser.ask("/products/") == 200
    assert site.counts() == everything


def await_end(site: Site) -> None:
    until_then = time.monotonic() + 60
    while site.counts()["done"] == 0 and time.monotonic() < until_then:
        time.sleep(0.2)
