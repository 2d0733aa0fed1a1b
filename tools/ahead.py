"""What every process of the tests would make for itself, made once for a whole run: tables, and compiled code.

It is made beside the gates. What could not be made is left to the tests, which then make it themselves and say why not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
TABLES, TEMPLATE = "WITHI_TESTS_TABLES", "WITHI_TESTS_TEMPLATE"
"""Where tests find a migrated file of SQLite, and which database of their PostgreSQL has the tables."""
MIGRATE = ("manage.py", "migrate", "--noinput", "--verbosity", "0")
COMPILE = ("-m", "withi.kit.trips")
DATABASE = "withi_migrated"


@dataclass(frozen=True)
class Ahead:
    """What is being made: the tables of both databases, and the search of the trip planner, compiled."""

    folder: Path
    making: Mapping[str, subprocess.Popen[bytes]]

    def environment(self, url: str) -> dict[str, str]:
        """What a run on the database of this URL ("" is SQLite) is told; waits for it to be made."""
        told = {}
        if self._is_made("sqlite"):
            told[TABLES] = str(self.folder / "withi.sqlite3")
        if url and self._is_made("postgresql"):
            told[TEMPLATE] = DATABASE
        if self._is_made("planner"):
            told["NUMBA_CACHE_DIR"] = str(self.folder / "numba")
        return told

    def put_into(self, var: Path) -> None:
        """A site keeps its own compiled code; one with this folder finds it there."""
        if self._is_made("planner") and (self.folder / "numba").exists():
            shutil.copytree(self.folder / "numba", var / "numba")

    def _is_made(self, name: str) -> bool:
        return name in self.making and self.making[name].wait() == 0


@contextmanager
def made(server: str) -> Iterator[Ahead]:
    """Begin to make it all; `server` is the URL of a database on the run's PostgreSQL, "" where there is none."""
    with tempfile.TemporaryDirectory(prefix="withi-ahead-") as place, ExitStack() as stack:
        folder = Path(place)
        own = {"WITHI_VAR": place, "WITHI_DATABASE_URL": ""}
        wanted = {"planner": (COMPILE, own), "sqlite": (MIGRATE, own)}
        if server:
            with psycopg.connect(server, autocommit=True) as asked:
                asked.execute(f"CREATE DATABASE {DATABASE}")
            elsewhere = {"WITHI_VAR": str(folder / "postgresql")}
            there = {"WITHI_DATABASE_URL": f"{server.rpartition('/')[0]}/{DATABASE}"}
            wanted["postgresql"] = (MIGRATE, elsewhere | there)
        making = {name: _begin(command, known) for name, (command, known) in wanted.items()}
        for process in making.values():
            stack.callback(_end, process)
        yield Ahead(folder, making)


def _begin(command: tuple[str, ...], known: Mapping[str, str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    environment = {**os.environ, **known}
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdin=quiet, stdout=quiet)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
