"""`withi worker`: does the long work that waits, one job after the other, and what is regular, until told to end."""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connection
from django.urls import get_resolver

from withi.ground.backup import actions as _backup  # noqa: F401 - no address leads to it, and it is regular
from withi.ground.jobs import actions
from withi.ground.jobs.rules import BEAT
from withi.ground.management.commands.serve import pending_migrations, staying

logger = logging.getLogger(__name__)
LOOKS_EVERY = 1.0
"""Seconds between two looks for work: one indexed read, which waits for nobody and locks nothing."""
REGULAR_EVERY = 60.0
"""Seconds between two looks for what is regular: one indexed read for each."""
BEHIND = 5
"""How far a worker and all it begins stand back where pages want the processor: they get three times as much."""


class Ending:
    """Whether to end. A plain mark: a signal may come while any lock is held."""

    def __init__(self, follow: int | None) -> None:
        self.follow = follow
        self.is_told = False

    def told(self, *_signal: object) -> None:
        self.is_told = True

    def __call__(self) -> bool:
        return self.is_told or (self.follow is not None and os.getppid() != self.follow)


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Be known as a worker, also while a job takes long: a thread says so every beat, on a connection of its own."""
    over = threading.Event()
    thread = threading.Thread(target=_speak, args=(name, over), name="worker-beat", daemon=True)
    actions.come(worker=name)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        with suppress(DatabaseTrouble):
            actions.go(worker=name)


def _speak(name: str, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT.total_seconds()):
            try:
                actions.beat(worker=name)
            except DatabaseTrouble:
                close_old_connections()
    finally:
        with suppress(DatabaseTrouble):
            connection.close()


@contextmanager
def regularly(ending: Ending) -> Iterator[None]:
    """Do what is regular beside the jobs, in a thread with a connection of its own: neither waits for the other."""
    over = threading.Event()
    thread = threading.Thread(target=_do_regularly, args=(over, ending), name="worker-regular", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _do_regularly(over: threading.Event, ending: Ending) -> None:
    try:
        while not over.is_set():
            try:
                actions.run_periods(ending=lambda: over.is_set() or ending())
            except DatabaseTrouble:
                logger.warning("the database does not answer; what is regular is looked for again", exc_info=True)
            close_old_connections()
            over.wait(REGULAR_EVERY)
    finally:
        with suppress(DatabaseTrouble):
            connection.close()


def work(ending: Ending) -> None:
    """Look for work and do it, until told to end; a database that is busy or away is asked again."""
    while not ending():
        try:
            actions.run_due(ending=ending)
        except DatabaseTrouble:
            logger.warning("the database does not answer; work is looked for again", exc_info=True)
        close_old_connections()
        if not ending():
            time.sleep(LOOKS_EVERY)


class Command(BaseCommand):
    """Ends at SIGTERM or Ctrl-C: the job at hand is given back and begun anew by the next worker."""

    help = "Do the long work that waits, and what is regular: backups, notices, forgetting"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--follow", type=int, help="end when this parent process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        if pending := pending_migrations():
            raise CommandError(f"ฐานข้อมูลยังไม่ตรงรุ่น ({len(pending)}) ให้สั่ง withi migrate ก่อน / run withi migrate first")
        # Every room's actions make their kinds of work known; the addresses lead to all of them.
        list(get_resolver().url_patterns)
        ending = Ending(options["follow"])
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, ending.told)
        with staying():
            os.nice(BEHIND)
            with speaking(actions.worker_name()), regularly(ending):
                work(ending)
