"""How long pages take a guest, timed by a process of its own: whoever builds a bomb beside the clock would hold it up.

Knows nothing of the site, so that such a process begins at once.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.request import ProxyHandler, build_opener

PAGES = ["/", "/products/", "/communities/"]
WARM = 1.0
COUNTS, RESTS = 0.06, 0.09
"""Seconds: about what a bomb of a photo takes, and the time until the next one comes."""


def times(port: int, is_enough: Callable[[], bool]) -> list[float]:
    """Seconds that pages took one after the other, until it is enough."""
    found: list[float] = []
    opener = build_opener(ProxyHandler({}))
    while not is_enough():
        began = time.monotonic()
        with opener.open(f"http://127.0.0.1:{port}{PAGES[len(found) % len(PAGES)]}", timeout=60) as answer:
            answer.read()
        found.append(time.monotonic() - began)
    return found


@contextmanager
def timed(port: int) -> Iterator[list[float]]:
    """Pages are asked for without a pause during this block; the list has the seconds they took when it is left.

    Who has just begun, or paused, is slower for a moment: the first second is not counted.
    """
    found: list[float] = []
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_run, args=(port, there), daemon=True)
    process.start()
    here.recv()
    try:
        yield found
        here.send(None)
        found += here.recv()
    finally:
        process.kill()
        process.join()


@contextmanager
def company() -> Iterator[None]:
    """Somebody else's process beside the site during this block, which counts for a while and rests for a while.

    It asks the site for nothing: what pages take beside it is what this machine makes of any two programs at once.
    """
    process = get_context("spawn").Process(target=_count, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _count() -> None:
    while True:
        until_then = time.monotonic() + COUNTS
        while time.monotonic() < until_then:
            pass
        time.sleep(RESTS)


def _run(port: int, line: Connection) -> None:
    until_then = time.monotonic() + WARM
    times(port, lambda: time.monotonic() > until_then)
    line.send(None)
    line.send(times(port, line.poll))
