"""Killed in the middle of storing a file (kill -9), nothing is there or everything; the next try stores it."""

import random
import time

import pytest

from tests.faults.conftest import MakeSite
from tests.faults.served import served
from tests.faults.site import Doing, Site

pytestmark = pytest.mark.faults
SEED = 25_681_121
STORING = "storing"
STARTS = 3
"""Seconds in which the worker beside a server is there."""


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
    assert site.database.is_whole()


def test_half_a_commit_would_be_seen(site: Site) -> None:
    """The canary: the same file stored without its transaction and cut off leaves neither nothing nor everything."""
    nothing = site.counts()
    doing = site.start("commit_in_pieces", key=site.about["key"])
    while (said := doing.line()) and said["step"] != "some":
        pass
    doing.kill()
    assert site.counts() not in (nothing, {**nothing, "done": 1})


# --- the whole server ------------------------------------------------------------------------------


def test_a_server_that_is_killed_leaves_nothing_or_everything(make_site: MakeSite, full: bool) -> None:
    """With its worker: whoever starts it again finds the job taken up by itself."""
    everything, whole, _ = timed(make_site())
    site, chance = make_site(), random.Random(SEED)
    nothing, path = site.counts(), f"/desk/import/{site.about['key']}/commit/"
    for _ in range(20 if full else 1):
        with served(site) as (browser, kill):
            browser.sign_in("worker")
            assert browser.ask(path, {}) == 302
            time.sleep(chance.uniform(0, STARTS + whole))
            kill()
        site.database.settle()
        found = site.counts()
        assert found in (nothing, everything)
        if found == everything:
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
