"""Guests read from a real standby that streams from its primary; whoever writes, and whenever it fails, does not."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import postgres
import psycopg
import pytest

from tests.faults.served import Forked
from tests.faults.site import ROOT, Database, Site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(postgres.binaries() is None, reason=f"no PostgreSQL here: {postgres.INSTALL}"),
]
LAG = 5.0
PATIENCE = 60.0


@dataclass(frozen=True)
class Primary(Database):
    """A database at an address of its own, whatever the suite runs on."""

    address: str = ""

    @property
    def is_file(self) -> bool:
        return False

    @property
    def url(self) -> str:
        return self.address

    def change(self, community: int, name: str) -> None:
        """What an officer's edit does to the row, with the data version that its page depends on."""
        with psycopg.connect(self.url) as primary:
            primary.execute("update villages_community set name_th = %s where id = %s", [name, community])
            primary.execute(
                "insert into web_data_version (kind, province, number)"
                " select 'community', substr(area_code, 1, 2), 1 from villages_community where id = %s"
                " on conflict (kind, province) do update set number = web_data_version.number + 1",
                [community],
            )


@dataclass
class Pair:
    """A primary with a site on it, its standby, and what stops that."""

    primary: Primary
    standby: str
    site: Site
    stop_standby: Callable[[], None]

    def on_standby(self, statement: Any) -> None:
        with psycopg.connect(self.standby, autocommit=True) as there:
            there.execute(statement)

    def doctor(self) -> str:
        command = [sys.executable, "manage.py", "doctor", "--lang", "en"]
        return subprocess.run(
            command, cwd=ROOT, env=self.site.environment, capture_output=True, text=True, check=False
        ).stdout


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as stack, ExitStack() as second:
        url = stack.enter_context(postgres.cluster(*postgres.REPLICATING))
        standby = second.enter_context(postgres.standby(url))
        primary = Primary(tmp_path, "withi", url)
        site = Site(primary, WITHI_REPLICA_URL=standby, WITHI_REPLICA_LAG=f"{LAG:g}", WITHI_POOL="3")
        stack.callback(site.close)
        site.about = site.do("prepare", rows=5)[0]
        yield Pair(primary, standby, site, second.close)


def until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def test_a_day_with_a_standby(pair: Pair) -> None:
    community = pair.site.about["community"]
    path = f"/communities/{community}/"
    session = pair.site.do("sign_in", person="worker")[0]["session"]
    server = Forked(pair.site)
    try:
        server.await_answer()
        guest, officer = server.browser(), server.browser().with_session(session)
        opened_a_form = server.browser()
        opened_a_form.ask("/accounts/login/")
        assert "csrftoken" in opened_a_form.cookies

        # it keeps up: what an officer changed reaches guests
        pair.primary.change(community, "ชุมชนชื่อที่หนึ่ง")
        until(lambda: "ชุมชนชื่อที่หนึ่ง" in guest.open(path).text, "the standby never got it")
        assert "the standby keeps up" in pair.doctor()

        # it stands still: guests see the page of before, and who writes sees what was written
        pair.on_standby("select pg_wal_replay_pause()")
        pair.primary.change(community, "ชุมชนชื่อที่สอง")
        assert "ชุมชนชื่อที่หนึ่ง" in guest.open(path).text
        assert "ชุมชนชื่อที่สอง" in officer.open(path).text
        assert "ชุมชนชื่อที่สอง" in opened_a_form.open(path).text

        # too long: guests read from the primary, and the doctor tells
        until(lambda: "ชุมชนชื่อที่สอง" in guest.open(path).text, "guests are left with an old page")
        assert "bytes behind" in pair.doctor()

        # it goes on: guests read from it again, which a page that the primary alone knows would show
        pair.on_standby("select pg_wal_replay_resume()")
        until(lambda: "the standby keeps up" in pair.doctor(), "it does not catch up")
        pair.on_standby("select pg_wal_replay_pause()")
        pair.primary.change(community, "ชุมชนชื่อที่สาม")
        assert "ชุมชนชื่อที่สอง" in guest.open(path).text
        pair.on_standby("select pg_wal_replay_resume()")

        # the pool: never more connections than were allowed, whatever comes
        with psycopg.connect(pair.standby) as there:
            rows = there.execute("select count(*) from pg_stat_activity where usename = 'withi' and datname = 'withi'")
            found = rows.fetchone()
        assert found is not None
        assert 1 <= found[0] - 1 <= 3

        # it is gone in the middle: not one page fails
        pair.stop_standby()
        assert {guest.ask(path) for _ in range(20)} == {200}
        assert "ชุมชนชื่อที่สาม" in guest.open(path).text
        assert "the standby does not answer" in pair.doctor()
    finally:
        server.kill()
