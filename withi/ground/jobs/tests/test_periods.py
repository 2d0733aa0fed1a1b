"""What is regular is done by one worker at a time, every ten minutes, and what fails keeps nothing else waiting."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from withi.ground.jobs import actions, queries
from withi.ground.jobs.models import Period, State
from withi.ground.jobs.rules import HELD_FOR, PERIOD
from withi.ground.jobs.running import PERIODS
from withi.ground.jobs.tests.factory import known, send
from withi.ground.management.commands import doctor, worker


@pytest.fixture(autouse=True)
def none_yet() -> Iterator[None]:
    """Only what a test makes known."""
    known = dict(PERIODS)
    PERIODS.clear()
    yield
    PERIODS.clear()
    PERIODS.update(known)


@pytest.fixture
def done(none_yet: None) -> list[str]:
    """Names in the order in which they were done: two that go well around one that does not."""
    seen: list[str] = []

    def break_down() -> None:
        seen.append("b")
        raise ValueError("no luck")

    actions.register_period("a", lambda: seen.append("a"))
    actions.register_period("b", break_down)
    actions.register_period("c", lambda: seen.append("c"))
    return seen


def earlier(by: timedelta) -> datetime:
    """Let everything have begun so long ago."""
    at = timezone.now() - by
    Period.objects.update(begun_at=at)
    return at


@pytest.mark.django_db
def test_what_fails_is_told_and_keeps_nothing_else_waiting(done: list[str], caplog: pytest.LogCaptureFixture) -> None:
    assert actions.run_periods() == ["a", "c"]
    assert done == ["a", "b", "c"]
    assert "b, done regularly, broke" in caplog.text
    assert [(each.name, each.trouble, each.held_until) for each in queries.periods()] == [
        ("a", "", None),
        ("b", "ValueError", None),
        ("c", "", None),
    ]


@pytest.mark.django_db
def test_it_is_done_again_after_ten_minutes_and_not_before(done: list[str]) -> None:
    actions.run_periods()
    earlier(PERIOD - timedelta(seconds=30))
    assert actions.run_periods() == []
    earlier(PERIOD + timedelta(seconds=1))
    PERIODS["b"] = lambda: done.append("b")
    assert actions.run_periods() == ["a", "b", "c"]
    assert done == ["a", "b", "c"] * 2
    assert not [each for each in queries.periods() if each.trouble]


@pytest.mark.django_db
def test_what_a_killed_worker_began_waits_until_it_is_surely_over(done: list[str]) -> None:
    now = timezone.now()
    for name in "abc":
        Period.objects.create(name=name, begun_at=now - 2 * PERIOD, held_until=now + timedelta(minutes=1))
    assert actions.run_periods() == []
    Period.objects.update(held_until=now - timedelta(seconds=1))
    assert actions.run_periods() == ["a", "c"]
    assert HELD_FOR > PERIOD


@pytest.mark.django_db
def test_a_worker_that_is_told_to_end_begins_nothing_more(done: list[str]) -> None:
    assert actions.run_periods(ending=lambda: bool(done)) == ["a"]
    assert done == ["a"]


@pytest.mark.django_db
def test_whoever_found_it_the_same_way_and_comes_second_does_nothing(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker takes it between this one's look and its change."""
    actions.run_periods()
    earlier(2 * PERIOD)
    look = Period.objects.get_or_create

    def overtaken(**found: Any) -> tuple[Period, bool]:
        told = look(**found)
        Period.objects.filter(name=found["name"]).update(begun_at=timezone.now())
        return told

    monkeypatch.setattr(Period.objects, "get_or_create", overtaken)
    done.clear()
    assert actions.run_periods() == []
    assert done == []


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_does_it() -> None:
    seen: list[str] = []
    actions.register_period("a", lambda: seen.append("a"))
    start, troubles = threading.Barrier(6), list[BaseException]()

    def run() -> None:
        try:
            start.wait(10)
            actions.run_periods()
        except BaseException as trouble:  # noqa: BLE001 - told to the test
            troubles.append(trouble)
        finally:
            connection.close()

    for _ in range(3):
        together(run, 6)
        earlier(2 * PERIOD)
    assert (len(seen), troubles) == (3, [])


def together(run: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", ["job", "period"])
def test_neither_a_job_nor_what_is_regular_holds_up_the_other(waits: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in its turn goes on only when the other has come."""
    monkeypatch.setattr(worker, "LOOKS_EVERY", 0.01)
    monkeypatch.setattr(worker, "REGULAR_EVERY", 0.01)
    ending, came = worker.Ending(None), {"job": threading.Event(), "period": threading.Event()}

    def come(name: str) -> None:
        other = came["period" if name == "job" else "job"]
        if name == waits:
            assert other.wait(30), f"the {name} is alone"
        came[name].set()
        if other.is_set():
            ending.told()

    actions.register_period("a", lambda: come("period"))
    with known(lambda _running: come("job")):
        job = send()
        with worker.regularly(ending):
            worker.work(ending)
    job.refresh_from_db()
    assert (job.state, [each.trouble for each in queries.periods()]) == (State.DONE, [""])


@pytest.mark.django_db
def test_the_doctor_says_what_broke(done: list[str]) -> None:
    assert list(doctor.periods()) == []
    actions.run_periods()
    (finding,) = doctor.periods()
    assert finding.level == "bad"
    assert "b (ValueError)" in finding.th
    Period.objects.update(trouble="")
    (finding,) = doctor.periods()
    assert finding.level == "ok"
