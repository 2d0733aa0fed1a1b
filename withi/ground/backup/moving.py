"""An installation carried over to another, empty database: every row with its id, all or nothing."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from withi.ground.backup import queries, tables
from withi.ground.backup.rules import Tally, cause, place_in_copy
from withi.ground.trail.actions import record
from withi.ground.web import sets
from withi.kit.problem import Problem

TARGET = "move"
LOCK = "in-use.lock"
MOST_TOLD = 3
STEP = 100_000
"""Rows after which a long table says how far it is."""
Say = Callable[[str, int, str], None]
"""Told of a table, its rows so far, and its sum of hashes once it is whole."""


@dataclass(frozen=True)
class Moved:
    """What a move carried over, and where the data lies now."""

    tables: int
    rows: int
    seconds: float
    place: str


def move(*, url: str, target: dict[str, Any], say: Say) -> Moved:
    """Carry every table over to the empty database `target` (its settings, and the URL they were read from).

    Refused while `withi serve` or `withi worker` runs on this folder, or anybody else is connected to a PostgreSQL;
    whoever writes by another way waits, and is told that the register is busy. The target's one transaction ends only
    if every count and sum of hashes is that of the source. Then a mark says that the data lies elsewhere, so that
    nobody goes on writing here. Files and keys stay where they are. Problem move.*, backup.*.
    """
    began = time.monotonic()
    _refuse_silence()
    with alone(), _connected(target):
        _refuse_source()
        _refuse_target()
        _set_up(url)
        known = tables.models_at(tables.applied())
        try:
            rows = _carry(known, say, queries.place(target))
        except DatabaseError as error:
            raise Problem("move.refused", why=cause(str(error))) from error
        _mark(queries.place(target))
        sets.settle(TARGET)
    return Moved(len(known), rows, time.monotonic() - began, queries.place(target))


# --- who else is there ---------------------------------------------------------------------------


@contextmanager
def in_use() -> Iterator[None]:
    """As long as this block lasts nobody moves the data of this folder; Problem while somebody does."""
    with _locked(fcntl.LOCK_SH, "move.moving"):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Neither site nor worker runs on this folder, nor may begin to; Problem where one does."""
    with _locked(fcntl.LOCK_EX, "move.in_use"):
        yield


@contextmanager
def _locked(kind: int, code: str) -> Iterator[None]:
    var = Path(settings.VAR)
    var.mkdir(parents=True, exist_ok=True)
    with (var / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Problem(code) from error
        yield


def _refuse_source() -> None:
    """The tables must be those of this code, and on a server nobody else may be connected."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Problem("move.pending")
    if others := queries.others_connected():
        raise Problem("move.connected", count=others)


def _refuse_silence() -> None:
    """The database in use must answer: what fails later is then the target's."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise Problem("move.no_source", why=cause(str(error))) from error


# --- the target ----------------------------------------------------------------------------------


@contextmanager
def _connected(target: dict[str, Any]) -> Iterator[None]:
    """The target as a second database of this process, for as long as the block lasts."""
    if queries.place(target) == queries.place(connection.settings_dict):
        raise Problem("move.same")
    known = connections.configure_settings({"default": settings.DATABASES["default"], TARGET: target})
    connections.settings[TARGET] = known[TARGET]
    try:
        connections[TARGET].ensure_connection()
        yield
    except DatabaseError as error:
        raise Problem("move.refused", why=cause(str(error))) from error
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]


def _refuse_target() -> None:
    """Nothing is carried over into a database that is in use, or in which Thai letters count for nothing."""
    if trouble := queries.locale_trouble(TARGET):
        raise Problem("move.locale", why=trouble)
    present = tables.applied(TARGET)
    if not present:
        if strangers := connections[TARGET].introspection.table_names():
            raise Problem("move.not_empty", what=", ".join(strangers[:MOST_TOLD]))
        return
    if present != tables.applied():
        raise Problem("backup.other_schema")
    if what := tables.filled(tables.models_at(present), TARGET):
        raise Problem("move.not_empty", what=", ".join(what[:MOST_TOLD]))


def _set_up(url: str) -> None:
    """Make the tables, in a process whose own database the target is."""
    with tempfile.TemporaryDirectory(prefix="withi-move-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--noinput", "--verbosity", "0"],
            env=environment(Path(folder), url),
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise Problem("move.refused", why=cause(done.stderr))


def environment(folder: Path, url: str) -> dict[str, str]:
    """Settings of a process on another database: nothing of this site but its keys."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("WITHI_")}
    return own | {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "withi.config.settings"),
        "PYTHONPATH": str(settings.BASE_DIR),
        "WITHI_VAR": str(folder),
        "WITHI_KEYS": str(settings.KEYS),
        "WITHI_DATABASE_URL": url,
        "WITHI_DEBUG": "1",
        "WITHI_RELEASE": settings.RELEASE,
    }


# --- the rows ------------------------------------------------------------------------------------


def _carry(known: dict[str, tables.Model], say: Say, place: str) -> int:
    """All rows in one transaction of the target, while nobody writes to the source; gives how many."""
    rows = 0
    with _held(known), transaction.atomic(using=TARGET):
        record(actor=None, verb="backup.move", subject="backup", note=place)  # carried over with the others
        tables.clear(known, TARGET)
        for table, model in known.items():
            tally = Tally()
            with _row_named(model, tally), closing(tables.lines(model)) as lines:
                tables.load(model, _counted(lines, tally, table, say), TARGET)
            if tables.tally(model, TARGET) != tally.as_list():
                raise Problem("move.differs", what=table)
            say(table, *tally.as_list())
            rows += tally.rows
        tables.set_given_ids(known, tables.given_ids(known.values()), TARGET)
    return rows


@contextmanager
def _held(known: Iterable[str]) -> Iterator[None]:
    """Nobody writes to this database until the end of the block; everybody may read."""
    with transaction.atomic():  # on SQLite that alone takes the one lock of writers
        if connection.vendor == "postgresql":
            quoted = ", ".join(connection.ops.quote_name(table) for table in known)
            with connection.cursor() as cursor:
                cursor.execute(f"lock table {quoted} in share mode")
        yield


@contextmanager
def _row_named(model: tables.Model, tally: Tally) -> Iterator[None]:
    """Say which row it is that the target does not take: PostgreSQL counts it, SQLite stops at it."""
    try:
        yield
    except (DataError, IntegrityError) as error:
        number, column = place_in_copy(str(error)) or (tally.rows, "")
        row = model._default_manager.order_by("pk").values_list("pk", flat=True)[number - 1]  # noqa: SLF001
        place = ".".join(filter(None, (model._meta.db_table, column)))
        raise Problem("move.row", row=row, place=place, why=cause(str(error))) from error


def _counted(lines: Iterable[bytes], tally: Tally, table: str, say: Say) -> Iterator[bytes]:
    for line in lines:
        tally.add(line)
        if tally.rows % STEP == 0:
            say(table, tally.rows, "")
        yield line


def _mark(place: str) -> None:
    """Say on the disk where the data went; every command refuses the old place from then on."""
    told = {name: left for name, left in queries.places_left().items() if name != place}
    told[queries.place(connection.settings_dict)] = {"to": place, "at": timezone.now().isoformat()}
    half = queries.moved_file().with_suffix(".half")
    half.write_text(json.dumps(told), encoding="utf-8")
    half.replace(queries.moved_file())
