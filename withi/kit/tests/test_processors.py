"""Threads are bound to a processor and loosed again, and what they begin is free."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

from withi.kit import processors

T = TypeVar("T")
ONE = processors.ALL[-1:]
WHERE = "import os; print(sorted(os.sched_getaffinity(0)))"
pytestmark = pytest.mark.skipif(len(processors.ALL) < 2, reason="one processor: nothing to choose")


def apart(call: Callable[[], T]) -> T:
    """What the call gives in a thread of its own, so that no test binds another's thread."""
    found: list[T] = []
    thread = threading.Thread(target=lambda: found.append(call()))
    thread.start()
    thread.join()
    return found[0]


def here() -> tuple[int, ...]:
    return tuple(sorted(os.sched_getaffinity(0)))


def told(where: int | None) -> tuple[int, ...]:
    """Where this thread is after it was told so."""
    processors.stay(where)
    return here()


def began() -> str:
    """Where a process may go that this thread begins."""
    return subprocess.run([sys.executable, "-c", WHERE], capture_output=True, text=True, check=True).stdout.strip()


def test_a_thread_stays_and_goes_again() -> None:
    assert apart(lambda: [told(where) for where in (ONE[0], ONE[0], None)]) == [ONE, ONE, processors.ALL]


def test_others_go_where_they_went() -> None:
    assert apart(lambda: told(ONE[0])) == ONE
    assert here() == processors.ALL


def test_a_thread_begun_by_one_that_stays_is_loosed_when_it_is_told_so() -> None:
    def call() -> tuple[int, ...]:
        processors.stay(ONE[0])
        return apart(lambda: told(None))

    assert apart(call) == processors.ALL


def test_processes_begun_meanwhile_go_anywhere() -> None:
    def call() -> tuple[str, str, tuple[int, ...]]:
        processors.stay(ONE[0])
        bound = began()
        with processors.everywhere():
            free = began()
        return bound, free, here()

    assert apart(call) == (str(list(ONE)), str(list(processors.ALL)), ONE)


def test_a_processor_that_is_gone_stops_nobody() -> None:
    assert apart(lambda: told(100_000)) == processors.ALL
