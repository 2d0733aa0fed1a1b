"""Pages made by several threads of one process take turns on SQLite, and nobody waits for long."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from withi.ground.web import turns
from withi.ground.web.turns import Turn


class Counted:
    """How many threads were inside at once, at most."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.lock = threading.Lock()

    def enter(self) -> None:
        with Turn():
            with self.lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            time.sleep(0.005)
            with self.lock:
                self.inside -= 1


def most_at_once() -> int:
    counted = Counted()
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(counted.enter) for _ in range(8)]:
            done.result()
    return counted.most


def test_pages_take_turns_where_the_database_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 30)
    assert (most_at_once() == 1) is (connection.vendor == "sqlite")


def test_a_slow_page_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.01)
    entered = threading.Event()

    def other() -> None:
        with Turn():
            entered.set()

    with Turn():
        waiting = threading.Thread(target=other)
        waiting.start()
        assert entered.wait(30)
    waiting.join()


def is_free() -> bool:
    """Whether another thread gets the turn at once; it gives it back."""
    found: list[bool] = []

    def ask() -> None:
        found.append(turns._turn.acquire(blocking=False))
        if found[0]:
            turns._turn.release()

    other = threading.Thread(target=ask)
    other.start()
    other.join()
    return found[0]


def test_a_page_made_within_a_page_does_not_wait_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", -1)
    with Turn(), Turn():
        assert is_free() is (connection.vendor != "sqlite")
    assert is_free()


def test_who_fails_gives_the_turn_back() -> None:
    with pytest.raises(ValueError, match="page"), Turn():
        raise ValueError("page")
    assert is_free()
