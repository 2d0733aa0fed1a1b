"""Guests who look are answered on the process's own processor, everybody else where there is room."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site

from withi.ground.web.processor import Own, staying
from withi.kit import processors

FOUR = (2, 3, 5, 7)
SESSION = f"{site.SESSION_COOKIE_NAME}=abc"
TAKE = f"""
from pathlib import Path
from withi.ground.web.processor import Own
print(Own(Path(__import__("sys").argv[1]), {FOUR}).number(), flush=True)
input()
"""


class Taken:
    """Processes that hold a processor each until they are let go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[str]] = []

    def one(self) -> int:
        """The processor that one more process takes."""
        begun = subprocess.Popen(
            [sys.executable, "-c", TAKE, str(self.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.processes.append(begun)
        assert begun.stdout is not None
        return int(begun.stdout.readline())

    def end(self, number: int) -> None:
        self.processes[number].kill()
        self.processes[number].communicate()


def stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **environ: str) -> list[int | None]:
    """Where a thread is told to be for a request."""
    told: list[int | None] = []
    monkeypatch.setattr(processors, "stay", told.append)
    application = staying(lambda _environ, _start: [], Own(tmp_path, FOUR))
    application({"REQUEST_METHOD": "GET", **environ}, lambda *_: None)
    return told


def test_guests_who_look_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for environ in ({}, {"REQUEST_METHOD": "HEAD"}, {"HTTP_COOKIE": "csrftoken=a"}):
        (where,) = stays(monkeypatch, tmp_path, **environ)
        assert where in FOUR


@pytest.mark.parametrize("environ", [{"REQUEST_METHOD": "POST"}, {"HTTP_COOKIE": SESSION}])
def test_who_sends_or_is_signed_in_goes_anywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environ: dict[str, str]
) -> None:
    assert stays(monkeypatch, tmp_path, **environ) == [None]


def test_it_can_be_turned_off(settings: Any, tmp_path: Path) -> None:
    def application(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        return []

    settings.OWN_PROCESSOR = False
    assert staying(application, Own(tmp_path, FOUR)) is application


def test_each_process_takes_another_and_all_come_round(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    first = [taken.one() for _ in FOUR]
    again = taken.one()
    taken.end(1)
    instead = taken.one()
    for number in range(len(taken.processes)):
        taken.end(number)
    assert (sorted(first), again, instead) == (list(FOUR), first[0], first[1])


def test_where_there_is_one_or_nothing_can_be_written_there_is_no_choice(tmp_path: Path) -> None:
    assert Own(tmp_path, (4,)).number() is None
    assert Own(tmp_path / "no" / "folder", FOUR).number() is None


def test_a_folder_without_locks_has_processors_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise OSError(37, "no locks available")

    monkeypatch.setattr(fcntl, "lockf", refuse)
    numbers = set()
    for process in range(1, 5):
        monkeypatch.setattr(os, "getpid", lambda process=process: process)
        numbers.add(Own(tmp_path, FOUR).number())
    assert numbers == set(FOUR)
