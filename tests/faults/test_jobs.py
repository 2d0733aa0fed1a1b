"""A worker killed at any point (kill -9): its work is taken up by the next one, and nothing comes twice."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from tests.faults.conftest import MakeSite
from tests.faults.site import ROOT, Doing, Site

pytestmark = pytest.mark.faults
SEED = 25_681_125
POINTS = ("taken", "storing", "stored")
"""Before the work; in its transaction, with everything written; after the commit, before anybody heard of it."""


def killed_at(site: Site, point: str) -> Doing:
    """A worker that reached the point and was killed there."""
    doing = site.start("work", stop_at=point)
    while (said := doing.line()) and "at" not in said:
        pass
    doing.kill()
    return doing


def states(site: Site) -> list[tuple[str, str, int]]:
    return [tuple(row) for row in site.database.ask("select state, problem, attempts from jobs_job order by id")]


def entries(site: Site) -> int:
    return int(site.database.ask("select count(*) from trail_entry where verb = 'tests.entry'")[0][0])


@pytest.mark.parametrize("point", POINTS)
def test_an_import_is_taken_up_again_and_nothing_is_stored_twice(make_site: MakeSite, point: str) -> None:
    whole = make_site()
    whole.do("commit", key=whole.about["key"])
    site = make_site()
    nothing = site.counts()
    site.do("send_commit", key=site.about["key"])
    killed_at(site, point)
    is_stored = point == "stored"
    assert site.counts() == (whole.counts() if is_stored else nothing)
    assert site.do("work", stop_at="") == [{"done": 0}], "nobody takes it while the lease holds"
    site.do("forsake")
    assert site.do("work", stop_at="") == [{"done": 0 if is_stored else 1}]
    assert site.counts() == whole.counts()
    assert states(site) == [("done", "", 1 if is_stored else 2)]


@pytest.mark.parametrize("point", POINTS)
def test_what_would_show_twice_comes_once(site: Site, point: str, full: bool) -> None:
    rounds = 60 if full else 2
    for at in range(1, rounds + 1):
        site.do("send_entry", apart=False)
        killed_at(site, point)
        site.do("forsake")
        site.do("work", stop_at="")
        assert entries(site) == at
    assert {row[:2] for row in states(site)} == {("done", "")}


def test_an_end_told_apart_from_the_work_does_it_twice(site: Site) -> None:
    """The canary: killed between the commit and the telling, the same work is done again."""
    site.do("send_entry", apart=True)
    killed_at(site, "stored")
    assert (entries(site), states(site)[0][0]) == (1, "running")
    site.do("forsake")
    site.do("work", stop_at="")
    assert entries(site) == 2


# --- a worker that lives ---------------------------------------------------------------------------


def patiently(site: Site, query: str, wanted: Callable[[Any], bool]) -> Any:
    """The first answer to a query that is as wanted; the last one after half a minute."""
    until_then = time.monotonic() + 30
    while not wanted(found := site.database.ask(query)[0][0]) and time.monotonic() < until_then:
        time.sleep(0.1)
    return found


def test_progress_comes_out_while_it_runs_and_the_wish_to_cancel_goes_in(site: Site) -> None:
    key = site.do("send_slow")[0]["job"]
    with closing(Site(site.database, site.about)) as desk:
        session = desk.do("sign_in", person="worker")[0]["session"]
        doing = site.start("work", stop_at="")
        assert patiently(site, "select progress_done from jobs_job", bool) > 0
        held = site.database.ask("select lease_until from jobs_job")[0][0]
        assert patiently(site, "select lease_until from jobs_job", lambda until: until > held) > held, "it is renewed"
        assert desk.visit(session, f"/desk/jobs/{key}/cancel/", {})["status"] == 302
        assert doing.finish() == [{"done": 1}]
    assert states(site) == [("cancelled", "", 1)]


def test_a_worker_that_is_told_to_end_gives_its_work_back(site: Site) -> None:
    site.do("send_slow")
    command = [sys.executable, "-c", "from tests.faults import acts; acts.call_command('worker')"]
    with subprocess.Popen(command, cwd=ROOT, env=site.environment, stderr=subprocess.PIPE) as worker:
        assert patiently(site, "select state from jobs_job", lambda state: state == "running") == "running"
        assert site.database.ask("select count(*) from jobs_worker") == [(1,)]
        worker.terminate()
        _, said = worker.communicate(timeout=30)
        assert worker.returncode == 0, said
    assert states(site) == [("waiting", "", 0)]
    assert site.database.ask("select count(*) from jobs_worker") == [(0,)]


# --- at any moment ---------------------------------------------------------------------------------


def test_killed_at_any_moment_an_import_is_stored_once(make_site: MakeSite, full: bool) -> None:
    """Also while its lease is renewed and its progress written: the moments are drawn, not chosen."""
    whole = make_site()
    whole.do("send_commit", key=whole.about["key"])
    began = time.monotonic()
    whole.do("work", stop_at="")
    seconds, everything = time.monotonic() - began, whole.counts()
    chance, site = random.Random(SEED), make_site()
    nothing = site.counts()
    for _ in range(200 if full else 3):
        site.do("send_commit", key=site.about["key"])
        doing = site.start("work", stop_at="")
        time.sleep(chance.uniform(0, seconds))
        doing.kill()
        is_stored = site.counts() == everything
        assert is_stored or site.counts() == nothing
        assert (states(site)[0][0] == "done") == is_stored, "done and stored are one"
        if is_stored:
            site = make_site()
        site.do("forsake")
    site.do("send_commit", key=site.about["key"])
    site.do("work", stop_at="")
    assert site.counts() == everything
    assert [state for state, *_ in states(site)] == ["done"]
