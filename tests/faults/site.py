"""A site of its own for one fault test: folder, database, keys and a process that does what it is told."""

import json
import os
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from tests.faults import stem

ROOT = Path(settings.BASE_DIR)
# What an import writes. Words it has learned (search_part) may stay: no page shows them.
TABLES = (
    "producers_producer",
    "producers_status",
    "producers_series",
    "products_product",
    "products_size",
    "publication_check_item",
    "search_name",
    "search_posting",
    "trail_entry",
    "trail_change",
)
PATIENCE = 180.0
_numbers = count(1)


@dataclass(frozen=True)
class Database:
    """Where the data lies: a file of SQLite, or a database of the server that the suite runs on."""

    folder: Path
    name: str

    @property
    def is_file(self) -> bool:
        return connection.vendor == "sqlite"

    @property
    def url(self) -> str:
        if self.is_file:
            return ""
        return f"postgresql://{_address()}/{self.name}"

    def copied(self, folder: Path) -> "Database":
        """The same data under another name."""
        twin = Database(folder, f"withi_fault_{os.getpid()}_{next(_numbers)}")
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        if not self.is_file:
            _serve("create database {} template {}", twin.name, self.name)
        return twin

    def drop(self) -> None:
        if not self.is_file:
            _serve("drop database if exists {} with (force)", self.name)

    def ask(self, query: str) -> list[Any]:
        """Rows of a query, read from outside."""
        if self.is_file:
            with closing(sqlite3.connect(self.folder / "withi.sqlite3", timeout=30)) as reader:
                return reader.execute(query).fetchall()
        with psycopg.connect(self.url) as asked:
            return asked.execute(query).fetchall()

    def settle(self) -> None:
        """Wait for what a killed client's session still does: a commit that had reached PostgreSQL comes to its end."""
        busy = (
            "select count(*) from pg_stat_activity where datname = current_database() and state <> 'idle'"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        until_then = time.monotonic() + 10
        while not self.is_file and self.ask(busy) != [(0,)] and time.monotonic() < until_then:
            time.sleep(0.02)

    def is_whole(self) -> bool:
        """Whether SQLite finds its file in order; PostgreSQL looks after its own."""
        return not self.is_file or self.ask("pragma integrity_check") == [("ok",)]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock that every write needs; reading stays free."""
        if self.is_file:
            writer = sqlite3.connect(self.folder / "withi.sqlite3", isolation_level=None, timeout=30)
            writer.execute("begin immediate")
            try:
                yield
            finally:
                writer.execute("rollback")
                writer.close()
            return
        with psycopg.connect(self.url) as held:
            tables = [row[0] for row in held.execute("select tablename from pg_tables where schemaname = 'public'")]
            names = sql.SQL(", ").join(map(sql.Identifier, tables))
            held.execute(sql.SQL("lock table {} in exclusive mode").format(names))
            yield
            held.rollback()


def _address() -> str:
    """User, password, host and port of the server that the suite runs on."""
    known = connection.settings_dict
    return f"{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}"


def _serve(statement: str, *names: str) -> None:
    with psycopg.connect(f"postgresql://{_address()}/postgres", autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@dataclass
class Doing:
    """One order being done."""

    site: "Site"
    pid: int
    told: list[dict[str, Any]] = field(default_factory=list)
    ended: int | None = None

    def line(self) -> dict[str, Any] | None:
        """The next thing told; None when it has ended."""
        while self.ended is None:
            said = self.site.read()
            if "ended" in said:
                self.ended = said["ended"]
            elif "pid" not in said:
                self.told.append(said)
                return said
        return None

    def finish(self) -> list[dict[str, Any]]:
        """All that it told; AssertionError where it broke."""
        while self.line():
            pass
        assert self.ended == 0, self.site.errors()
        return self.told

    def kill(self) -> None:
        """As the machine would lose it: no signal that it could catch."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        while self.line():
            pass
        self.site.database.settle()


class Site:
    """The process that does the orders; `about` is what `prepare` told of the data."""

    def __init__(self, database: Database, about: dict[str, Any] | None = None, **more: str) -> None:
        self.database = database
        self.about = about or {}
        self.environment = environment(database, **more)
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed with the site
        begin = stem.fork if more.keys() <= stem.OWN else _started
        self.process = begin(self.environment, self.log)
        self.heard = b""

    def start(self, act: str, **order: Any) -> Doing:
        """Give an order; it is being done when this returns."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps({'act': act, **order})}\n".encode())
        self.process.stdin.flush()
        early = []
        while "pid" not in (said := self.read()):
            early.append(said)
        return Doing(self, said["pid"], early)

    def do(self, act: str, **order: Any) -> list[dict[str, Any]]:
        """Give an order and wait for all that it tells."""
        return self.start(act, **order).finish()

    def read(self) -> dict[str, Any]:
        """The next line it says; what came with it is kept."""
        assert self.process.stdout is not None
        while b"\n" not in self.heard:
            ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
            some = os.read(self.process.stdout.fileno(), 1 << 20) if ready else b""
            assert some, f"no answer: {self.errors()}"
            self.heard += some
        text, _, self.heard = self.heard.partition(b"\n")
        said: dict[str, Any] = json.loads(text)
        return said

    def errors(self) -> str:
        self.log.seek(0)
        return self.log.read()[-4_000:]

    def visit(self, session: str, path: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        """Status, headers, body and seconds of one request; a form where there is data."""
        return self.do("visit", session=session, path=path, data=data)[0]

    def counts(self) -> dict[str, int]:
        """Rows of every table that an import writes, and how many imports are done."""
        parts = [f"select '{table}', count(*) from {table}" for table in TABLES]
        parts.append("select 'done', count(*) from imports_run where state = 'done'")
        return dict(self.database.ask(" union all ".join(parts)))

    def close(self) -> None:
        """Let it end by itself, as it does when no orders can come."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE)
        self.log.close()


def _started(environment: dict[str, str], log: Any) -> "subprocess.Popen[bytes]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.forked"], cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=log
    )


def environment(database: Database, **more: str) -> dict[str, str]:
    """Only what the site needs: a folder and a database of its own."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("WITHI_", "PYTEST_", "COV_"))}
    return known | {
        "DJANGO_SETTINGS_MODULE": "withi.config.settings",
        "WITHI_VAR": str(database.folder),
        "WITHI_DATABASE_URL": database.url,
        "WITHI_REQUIRE_MFA": "0",
        "WITHI_HOSTS": "testserver,localhost,127.0.0.1",
        "WITHI_BUSY_SECONDS": "10",
        **more,
    }
