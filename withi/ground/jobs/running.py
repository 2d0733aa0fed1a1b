"""What a job's function gets, kinds of work, what is regular, the thread that keeps a lease; `actions` opens it."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from withi.ground.jobs.models import NO_LEASE, Job, State
from withi.ground.jobs.rules import BEAT, LEASE

logger = logging.getLogger(__name__)
TOLD_EVERY = 1.0
"""Seconds between two looks at the row while a job runs: progress out, a wish to cancel in."""


class Stopped(Exception):
    """The work ends here, and everything of its open transaction is taken back. Never caught by a job's function."""


class Cancelled(Stopped):
    """Its owner asked for it."""


class LeaseLost(Stopped):
    """Someone else does it now, or did it."""


class GiveBack(Stopped):
    """The worker is told to end: the next one begins anew."""


@dataclass
class Told:
    """What the function said last."""

    done: int = 0
    total: int = 0
    words: str = ""
    is_new_step: bool = False


def folder() -> Path:
    """Where the files of results lie."""
    return Path(settings.MEDIA_ROOT) / "jobs"


class Running:
    """One job being done: what it is about, how to tell of progress, when to stop, what came of it.

    `progress` and `check` cost nothing and may be called for every row: a thread of its own carries them to the
    database and back, on a connection of its own, so that a long transaction is neither kept waiting nor seen through.
    """

    def __init__(self, job: Job, *, has_keeper: bool) -> None:
        self.key: UUID = job.key
        self.params: dict[str, Any] = job.params
        self.owner_id: int = job.owner_id
        self.attempt: int = job.attempts
        self.is_finished = False
        self._pk, self._lease = job.pk, job.lease
        self._has_keeper = has_keeper
        self._outcome: dict[str, Any] = {}
        self.told = self._written = Told()
        self.stop: type[Stopped] | None = None

    # --- for the function -------------------------------------------------------------------------

    def progress(self, done: int, total: int = 0, words: str = "") -> None:
        """How far it is; without a total nobody can say how long it takes. Other words begin a new step."""
        is_new = words[:200] != self.told.words
        self.told = Told(done, total, words[:200], is_new_step=is_new or self.told.is_new_step)
        if is_new and not self.is_finished and not connection.in_atomic_block:
            # The next step may hold SQLite's only lock for long, so this is written before it begins.
            with suppress(DatabaseTrouble):
                self.look()
        self.check()

    def check(self) -> None:
        """Raises `Stopped` when its owner cancelled it, the lease was lost, or the worker is to end."""
        if self.is_finished:
            return
        if not self._has_keeper:
            self.look()
        if self.stop is not None:
            raise self.stop

    def result(self, *, words: str = "", url: str = "") -> None:
        """What came of it, in a sentence, and the page that shows it; a later call replaces an earlier one.

        Said at the beginning, the page is also where its owner mends what a refusal names.
        """
        self._outcome |= {"result_words": words[:300], "result_url": url}

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """The file that comes of it, called `name` where it is fetched; it counts when it is closed whole."""
        path = f"{self.key.hex[:2]}/{self.key.hex}-{self._lease}"
        target = folder() / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
        self._outcome |= {"result_path": path, "result_name": name[:120]}

    def finish(self) -> None:
        """Done: call it last inside the transaction of the effect, so that both are there or neither is.

        Raises `Stopped` where the owner cancelled meanwhile or somebody else does it now. A function that writes
        nothing need not call it: returning is enough.
        """
        now = timezone.now()
        ended = {"state": State.DONE, "lease": NO_LEASE, "lease_until": None, "finished_at": now, "seen_at": None}
        if not self.held().filter(is_cancel_asked=False).update(**ended, **self._outcome):
            raise Cancelled if self.held().exists() else LeaseLost
        self.is_finished = True

    # --- for the worker ---------------------------------------------------------------------------

    @property
    def way_on(self) -> str:
        """The page named so far."""
        return str(self._outcome.get("result_url", ""))

    def held(self) -> "QuerySet[Job]":
        """The row, as long as this is who holds it."""
        return Job.objects.filter(pk=self._pk, state=State.RUNNING, lease=self._lease)

    def look(self) -> None:
        """Write what was told, and read whether to go on: one read, and a write where there is something new."""
        asked = self.held().values_list("is_cancel_asked", flat=True).first()
        if asked is None:
            self.stop = self.stop or LeaseLost
            return
        if asked:
            self.stop = Cancelled
        self._write_progress()

    def _write_progress(self) -> None:
        told = self.told
        if told == self._written or self.is_finished:
            return
        fields: dict[str, Any] = {"progress_done": told.done, "progress_total": told.total}
        if told.is_new_step:
            fields |= {"progress_words": told.words, "progress_since": timezone.now()}
        self.held().update(**fields)
        told.is_new_step = False
        self._written = Told(told.done, told.total, told.words)

    def renew(self) -> None:
        """Hold the lease for longer; finds out when it is lost."""
        if not self.held().update(lease_until=timezone.now() + LEASE):
            self.stop = self.stop or LeaseLost


@dataclass(frozen=True)
class Kind:
    """A kind of long work: its name ("imports.commit"), its words, what does it, and who may have it done.

    `may` gets the owner's id; it is asked when the work is sent and again when it begins.
    """

    name: str
    title: str | Promise
    run: Callable[[Running], None]
    may: Callable[[int], bool]
    keep_days: int = 7


KINDS: dict[str, Kind] = {}
PERIODS: dict[str, Callable[[], object]] = {}
"""What workers do from time to time, by name."""


def register_kind(kind: Kind) -> None:
    """Make a kind known: once, by the `actions` of its room, which every process loads at start."""
    KINDS[kind.name] = kind


def register_period(name: str, run: Callable[[], object]) -> None:
    """Have workers call this every ten minutes, one of them at a time: by the `actions` of its room.

    It must bear being cut off anywhere and begun again.
    """
    PERIODS[name] = run


@contextmanager
def kept(running: Running, ending: Callable[[], bool]) -> Iterator[None]:
    """While it runs, a thread renews the lease every beat and carries progress and the wish to cancel.

    Where the database is busy (on SQLite also while this job itself stores, whose lock nobody can pass) it tries again
    a moment later: nobody else can take the job meanwhile either. `ending`: whether the worker is to end.
    """
    over = threading.Event()
    thread = threading.Thread(target=_keep, args=(running, over, ending), name=f"lease-{running.key}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep(running: Running, over: threading.Event, ending: Callable[[], bool]) -> None:
    beats = int(BEAT.total_seconds() / TOLD_EVERY)
    turn = 0
    try:
        while not over.wait(TOLD_EVERY):
            turn += 1
            if ending():
                running.stop = running.stop or GiveBack
            try:
                running.look()
                if turn >= beats:
                    running.renew()
                    turn = 0
            except DatabaseTrouble:
                logger.info("job %s: the database is busy, the lease is renewed later", running.key)
                close_old_connections()
    finally:
        with suppress(DatabaseTrouble):
            connection.close()
