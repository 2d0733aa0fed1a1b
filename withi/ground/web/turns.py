"""Guests' pages one after the other in a process whose database is a file.

SQLite's driver lets other threads run at every row it reads. Where several pages are made at once, each row is then a
change of threads and back: all of them together cost up to twice what they cost one by one, and none is ready sooner.
"""

from threading import RLock

from django.db import connection

LONGEST = 0.25
"""Seconds one page waits for another; then both are made at once, so that a slow page holds nobody up for long."""
_turn = RLock()


class Turn:
    """Entered by a thread that makes a page; it waits only where that makes all pages cheaper."""

    __slots__ = ("is_held",)

    def __enter__(self) -> None:
        self.is_held = connection.vendor == "sqlite" and _turn.acquire(timeout=LONGEST)

    def __exit__(self, *_: object) -> None:
        if self.is_held:
            _turn.release()
