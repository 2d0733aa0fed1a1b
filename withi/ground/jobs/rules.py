"""Decisions of jobs: how long a lease holds, when a try is the last, how long it may still take. Pure functions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BEAT = timedelta(seconds=10)
"""How often a lease is renewed and a worker says that it is there."""
LEASE = 4 * BEAT
"""How long a lease holds without being renewed: three beats may fail."""
MOST_ATTEMPTS = 3
"""How often work that was cut off is begun again; then a person decides."""
PERIOD = timedelta(minutes=10)
"""How long after its last beginning something regular is due again."""
HELD_FOR = timedelta(hours=1)
"""How long nobody else begins something regular that one worker began and did not end."""
FEWEST_SECONDS = 3.0
"""A rate measured for less time than this says nothing."""
FEWEST_PARTS = 50
"""A rate says nothing before one part in so many is done."""


@dataclass(frozen=True)
class Progress:
    """How far work has come, and when its present step began."""

    done: int
    total: int
    since: datetime | None

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down; None where the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None

    def seconds_left(self, now: datetime) -> int | None:
        """Seconds to go at the measured rate; None before there is enough to measure, or nothing to measure with."""
        if self.since is None or not self.total or self.done * FEWEST_PARTS < self.total:
            return None
        taken = (now - self.since).total_seconds()
        if taken < FEWEST_SECONDS:
            return None
        return round(taken * (self.total - min(self.done, self.total)) / self.done)


def again_at(now: datetime, attempts: int) -> datetime:
    """When work that met a busy database is tried again: later each time."""
    return now + timedelta(seconds=5 * 2**attempts)
