"""The worker does what waits until it is told to end; the doctor says when nobody does."""

import os
import subprocess
import threading
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from withi.config.cli import usage
from withi.ground.jobs import actions
from withi.ground.jobs.models import Job, State, Worker
from withi.ground.jobs.tests.factory import known, send
from withi.ground.management.commands import doctor, serve, worker

pytestmark = pytest.mark.django_db


class Rounds(worker.Ending):
    """Ends after so many questions whether to."""

    def __init__(self, questions: int) -> None:
        super().__init__(None)
        self.left = questions

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting, and the connection stays: a test is one transaction on it."""
    monkeypatch.setattr(worker, "LOOKS_EVERY", 0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


def test_a_worker_does_what_waits() -> None:
    with known():
        job = send()
        worker.work(Rounds(4))
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_database_that_is_away_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def away(**_more: Any) -> int:
        asked.append("asked")
        raise OperationalError("away")

    monkeypatch.setattr(actions, "run_due", away)
    worker.work(Rounds(4))
    assert len(asked) == 2
    assert "looked for again" in caplog.text


def test_a_worker_ends_when_told_and_when_its_parent_is_gone() -> None:
    ending = worker.Ending(None)
    assert not ending()
    ending.told()
    assert ending()
    assert not worker.Ending(os.getppid())()
    assert worker.Ending(os.getpid())(), "nobody is his own parent"


def test_a_worker_is_known_as_long_as_it_works() -> None:
    with worker.speaking("a"):
        assert Worker.objects.filter(name="a").exists()
    assert not Worker.objects.filter(name="a").exists()


def test_a_worker_refuses_an_old_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "pending_migrations", lambda: ["ground.0002_more"])
    with pytest.raises(CommandError, match="withi migrate"):
        call_command("worker")


def test_pages_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    behind: list[int] = []
    monkeypatch.setattr(os, "nice", behind.append)
    monkeypatch.setattr(worker, "work", lambda _ending: None)
    # its thread writes by a connection of its own, which this test does not take back
    monkeypatch.setattr(worker, "regularly", lambda _ending: nullcontext())
    call_command("worker")
    assert behind == [worker.BEHIND]


def test_the_word_is_among_the_others() -> None:
    assert "withi worker" in usage()


class Child:
    """A process that runs until it is terminated; the first of a test falls by itself."""

    made: list["Child"]

    def __init__(self, command: list[str]) -> None:
        self.command, self.ended = command, threading.Event()
        self.made.append(self)

    def wait(self) -> None:
        if len(self.made) > 1:
            self.ended.wait(10)

    def terminate(self) -> None:
        self.ended.set()

    def kill(self) -> None:
        self.ended.set()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[Child]:
    Child.made = []
    monkeypatch.setattr(serve, "PAUSE", 0.001)
    monkeypatch.setattr(subprocess, "Popen", Child)
    return Child.made


def test_a_site_begins_its_worker_again_and_ends_it(children: list[Child]) -> None:
    until = threading.Event()
    with serve.beside():
        while len(children) < 2:
            until.wait(0.01)
        assert not children[1].ended.is_set()
        assert children[1].command[-3:] == ["worker", "--follow", str(os.getpid())]
    assert children[1].ended.is_set()
    assert len(children) == 2


def levels() -> list[str]:
    return [finding.level for finding in doctor.worker()]


def test_the_doctor_says_whether_anybody_works() -> None:
    assert levels() == ["note"]
    with known():
        send()
    assert levels() == ["bad"]
    actions.come(worker="a")
    assert levels() == ["ok"]
    Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    Job.objects.all().delete()
    assert levels() == ["note"]
