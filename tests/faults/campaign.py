"""The whole server killed again and again in the midst of everything, and what was found each time."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import islice

from tests.faults.ledger import KINDS, Act
from tests.faults.served import LOST, Browser, Forked, Server
from tests.faults.site import Site

PATIENCE = 60.0
HANDS = "16"
"""Threads of the server: all kinds of act come from one address, which gets half of the places for bodies."""


@dataclass
class Found:
    """For each kind of act: how many kills met one under way, and what was wrong afterwards."""

    kills: int = 0
    met: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, Counter[str]] = field(default_factory=dict)

    def total(self, fault: str) -> int:
        return sum(count[fault] for count in self.wrong.values())


class Done:
    """What was acknowledged in this round."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.lock = threading.Condition()

    def add(self, name: str) -> None:
        with self.lock:
            self.count[name] += 1
            self.lock.notify_all()

    def wait_for(self, enough: int) -> None:
        with self.lock:
            assert self.lock.wait_for(lambda: self.count.total() >= enough, PATIENCE), "nothing is acknowledged"


class Doing(threading.Thread):
    """One kind of act done over and over by one browser until the server is gone."""

    def __init__(self, act: Act, browser: Browser, done: Done) -> None:
        super().__init__(daemon=True)
        self.act = act
        self.browser = browser
        self.done = done

    def run(self) -> None:
        with suppress(*LOST, HTTPException, KeyError):
            self.act.again(self.browser)
            while True:
                self.act.once(self.browser)
                if not self.act.pending:
                    self.done.add(self.act.name)


def campaign(site: Site, kills: int, seed: int) -> Found:
    """Kill until each kind of act was met that often under way."""
    tried = islice(rounds(site, seed), len(KINDS) * kills + 10)
    enough = (found for found in tried if min(found.met[kind.name] for kind in KINDS) >= kills)
    found = next(enough, None)
    assert found, "kills meet too little to prove anything"
    return found


def rounds(site: Site, seed: int, loose: str = "") -> Iterator[Found]:
    """Kill again and again, and tell each time what was found so far; `loose` takes a protection from the server."""
    chance, found = random.Random(seed), Found()
    acts: list[Act] = [kind(site) for kind in KINDS]
    sessions = [site.do("sign_in", person="worker")[0]["session"] for _ in acts]
    pairs = list(zip(acts, sessions, strict=True))
    found.wrong = {act.name: Counter() for act in acts}
    with closing(Site(site.database, site.about, WITHI_DEBUG="1", WITHI_LOOSE=loose, WITHI_THREADS=HANDS)) as stem:
        while True:
            least = min(acts, key=lambda act: found.met[act.name])
            one_round(Forked(stem), site, acts=pairs, least=least, chance=chance, found=found)
            yield found


def one_round(
    server: Server, site: Site, *, acts: list[tuple[Act, str]], least: Act, chance: random.Random, found: Found
) -> None:
    """Let everything go on for a little while, kill when the act met least so far is under way, and judge.

    It is judged twice: as the kill left it, and when the next worker has done what was left.
    """
    doings: list[Doing] = []
    done = Done()
    try:
        server.await_answer()
        doings = [Doing(act, server.browser().with_session(session), done) for act, session in acts]
        for doing in doings:
            doing.start()
        done.wait_for(chance.randint(1, 5))
        until_then = time.monotonic() + PATIENCE
        while not least.pending and time.monotonic() < until_then:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, least.span))
    finally:
        server.kill()
        for doing in doings:
            doing.join(PATIENCE)
    assert not any(doing.is_alive() for doing in doings)
    found.kills += 1
    for act, _session in acts:
        found.acknowledged[act.name] = act.told
        found.met[act.name] += bool(act.pending)
        found.wrong[act.name] += act.judge(site)
    site.do("forsake")
    site.do("work", stop_at="")
    for act, _session in acts:
        found.wrong[act.name] += act.settle(site)
