"""What fixtures build, kept as it lies in the database and on the disk, to be there again in a few statements.

Every table of the database is looked at before and after the building, so that no room has to say what it writes.
What is put back is what was built: the same rows with the same ids, in the same order, and the same files. It is
built anew where that would not be so: when rows lie in those tables already, and when the clock went on.

A test's rows are rolled back, which on PostgreSQL leaves them lying dead, and every later look at a table goes past
them; so the tables are swept now and then.
"""

import pickle
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

Contents = dict[str, Any]
"""By table: raw rows on SQLite, what COPY writes on PostgreSQL; nothing where it is empty."""
LASTS = timedelta(minutes=5)
"""How long "now" in a row may pass for now: half as long as a sign-in stands for another proof of who it is."""
MOST_SENT = 1_000_000
"""Bytes that PostgreSQL takes in one message; more is copied in, table by table."""
SWEPT_EVERY = 40
"""Times that something is put back before PostgreSQL clears away what was rolled back since."""


@dataclass(frozen=True)
class Kept:
    """Tables that were empty before, files that were not there, and the objects that speak of them."""

    rows: Contents
    files: Mapping[Path, bytes]
    counters: Mapping[str, int]
    """PostgreSQL's sequences, each with the last id that the rows were given; SQLite's follow the rows."""
    objects: bytes
    at: datetime
    script: str = ""
    """PostgreSQL: statements that write all rows in one message; copying them in is a talk for each table."""

    def is_old(self) -> bool:
        now = timezone.now()
        return abs(now - self.at) > LASTS or timezone.localdate(now) != timezone.localdate(self.at)

    def has_room(self) -> bool:
        """Whether all its tables are empty, as they were when it was built. One query."""
        some = " or ".join(f"exists (select 1 from {_quoted(table)})" for table in self.rows)
        with connection.cursor() as cursor:
            cursor.execute(f"select {some or '1 = 0'}")
            return not cursor.fetchone()[0]

    def put(self) -> Any:
        """Have it all there again; gives the objects, new ones each time."""
        with transaction.atomic():
            if self.script:
                _send(self.script)
            else:
                for table, rows in self.rows.items():
                    _write(table, rows)
            _count_on(self.counters)
        self._put_files()
        return pickle.loads(self.objects)

    def _put_files(self) -> None:
        """Other files of these folders are of tests that are over: nothing may be found there under a key put back."""
        folders = {path.parent for path in self.files}
        for path in {path for folder in folders for path in folder.glob("*")} - set(self.files):
            if path.is_file():
                path.unlink()
        for path, body in self.files.items():
            if not path.exists() or path.read_bytes() != body:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(body)


PUTS = count(1)
KEPT: dict[str, Kept] = {}
"""By who built them, and into what: the database, the storages, the keys that sealed them."""


def again(build: Callable[[], Any]) -> Any:
    """What `build` builds and gives, put back where it has been built before."""
    into = (connection.settings_dict["NAME"], settings.MEDIA_ROOT, settings.KEYS, settings.STORAGES)
    place = repr((build.__module__, build.__qualname__, into))
    kept = KEPT.get(place)
    if kept is not None and not kept.is_old():
        _sweep_now_and_then(kept.rows)
        return kept.put() if kept.has_room() else build()
    KEPT.pop(place, None)
    built, new = take(build, Path(settings.MEDIA_ROOT))
    if new is not None:
        KEPT[place] = new
    return built


def take(build: Callable[[], Any], folder: Path) -> tuple[Any, Kept | None]:
    """Build, and keep what came; nothing is kept where rows were added to rows, or rows of before were changed."""
    before, files_before = contents(), files_in(folder)
    built = build()
    after, files = contents(), files_in(folder)
    if any(after[table] != rows for table, rows in before.items() if rows):
        return built, None
    rows = {table: some for table, some in after.items() if some and not before[table]}
    came = {path: path.read_bytes() for path in files - files_before}
    return built, Kept(rows, came, _counters(rows), pickle.dumps(built), timezone.now(), _script(rows))


def contents() -> Contents:
    """All rows of all tables, exactly as the database holds them."""
    return {table: _read(table) for table in sorted(connection.introspection.table_names())}


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _read(table: str) -> Any:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"copy {_quoted(table)} to stdout") as copy:
                return b"".join(copy)
        cursor.execute(f"select * from {_quoted(table)} limit 0")
        # With its sign a column has no declared type, so that nothing is made of its values.
        columns = ", ".join(f"+{_quoted(column[0])}" for column in cursor.description)
        return list(cursor.execute(f"select {columns} from {_quoted(table)}"))


def _write(table: str, rows: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"copy {_quoted(table)} from stdin") as copy:
                copy.write(rows)
            return
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"insert into {_quoted(table)} values ({marks})", rows)


def _send(script: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(script)


def _script(rows: Contents) -> str:
    """What writes these rows of PostgreSQL, which lie there now; "" on SQLite and where they are many."""
    if connection.vendor != "postgresql" or sum(map(len, rows.values())) > MOST_SENT:
        return ""
    with connection.cursor() as cursor:
        return ";\n".join(_statement(cursor, _quoted(table)) for table in rows)


def _statement(cursor: Any, table: str) -> str:
    cursor.execute(f"select string_agg(quote_literal(row_of::text), ', ') from {table} as row_of")
    return f"insert into {table} select * from unnest(array[{cursor.fetchone()[0]}]::{table}[])"


def _sweep_now_and_then(tables: Iterable[str]) -> None:
    """Dead rows go, and their places are filled again; by a connection of its own, as a transaction cannot do it."""
    if connection.vendor != "postgresql" or next(PUTS) % SWEPT_EVERY:
        return
    broom = connection.copy()
    try:
        with broom.cursor() as cursor:
            # Without giving room back, and not where the test itself has emptied a table: it would wait for it in vain.
            cursor.execute(f"vacuum (truncate false, skip_locked) {', '.join(map(_quoted, tables))}")
    finally:
        broom.close()


def _counters(rows: Contents) -> dict[str, int]:
    """The sequence of each table that has one, as far as it has counted."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        found = [one["name"] for table in rows for one in connection.introspection.get_sequences(cursor, table)]
        counted = {}
        for name in found:
            cursor.execute(f"select last_value from {_quoted(name)}")
            counted[name] = cursor.fetchone()[0]
    return counted


def _count_on(counters: Mapping[str, int]) -> None:
    """Sequences go on past the rows; none goes back. One query."""
    if not counters:
        return
    with connection.cursor() as cursor:
        every = (
            f"setval('{_quoted(name)}', greatest({last}, (select last_value from {_quoted(name)})))"
            for name, last in counters.items()
        )
        cursor.execute(f"select {', '.join(every)}")
