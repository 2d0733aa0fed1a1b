"""A site to measure: a folder and a database with the demo province, and copies of it for runs that write."""

import atexit
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.figures import ROOT
from bench.processes import Peak

sys.path.append(str(ROOT / "tools"))

import postgres

DATABASES = ("sqlite", "postgresql")
MEMORY = ("shared_buffers=1GB", "effective_cache_size=2GB", "work_mem=16MB", "maintenance_work_mem=256MB")
"""What a PostgreSQL beside a site has of a machine of 4 GB, as docs/how-to/postgresql.md sets it."""


@dataclass(frozen=True)
class Site:
    """Where one prepared site lies. `keeper` is the process of its database server, None for an embedded one."""

    database: str
    folder: Path
    url: str
    keeper: int | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """The variables a process of this site runs under."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WITHI_")}
        own = {"WITHI_VAR": str(self.folder), "WITHI_DATABASE_URL": self.url, "WITHI_DEMO": "1"}
        return {**kept, "DJANGO_SETTINGS_MODULE": "withi.config.settings", **own, **more} | _trial()

    def manage(self, *words: str) -> None:
        """A command of the product; RuntimeError with what it said where it fails."""
        self._finished(self._started(["manage.py", *words]))

    def child(self, module: str, *arguments: str, **more: str) -> Any:
        """What `bench.<module>` prints as JSON when it runs in a process of its own."""
        return json.loads(self._finished(self._started(["-m", "bench.child", module, *arguments], **more)))

    def watched(self, module: str, *arguments: str) -> tuple[Any, float]:
        """The same, and the highest memory it took with its children, in MiB."""
        process = self._started(["-m", "bench.child", module, *arguments])
        peak = Peak(process)
        return json.loads(self._finished(process)), peak.mib

    def _started(self, arguments: Sequence[str], **more: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _finished(self, process: "subprocess.Popen[str]") -> str:
        """What it printed; RuntimeError with its complaint where it failed."""
        out, complaint = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{process.args!r} failed:\n{(complaint or out)[-3000:]}")
        return out

    @contextmanager
    def copy(self) -> Iterator["Site"]:
        """The same site with a database of its own, gone afterwards."""
        make = _copy_file if self.database == "sqlite" else _copy_database
        with make(self) as url:
            yield replace(self, url=url)


def _trial() -> dict[str, str]:
    """Settings of one's own to try the bench with, as in any Django command."""
    chosen = os.environ.get("DJANGO_SETTINGS_MODULE")
    return {"DJANGO_SETTINGS_MODULE": chosen} if chosen else {}


def binaries() -> Path | None:
    """The folder of PostgreSQL's own tools."""
    return postgres.binaries()


def missing(database: str) -> str:
    """Why this machine cannot run that database; empty when it can."""
    return "" if database == "sqlite" or postgres.binaries() else f"no PostgreSQL here: {postgres.INSTALL}"


@contextmanager
def prepared(database: str, share: float = 1.0) -> Iterator[Site]:
    """A new site with the demo province (or a share of it), gone afterwards."""
    with bare(database) as site:
        furnish(site, share)
        yield site


def furnish(site: Site, share: float = 1.0) -> None:
    """The demo province, and the officer who imports."""
    site.manage("migrate", "--noinput", "--verbosity", "0")
    site.manage("demo", "--share", f"{share:g}")
    site.child("officer")


@contextmanager
def bare(database: str) -> Iterator[Site]:
    """A new site with an empty database, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="withi-bench-") as name, _server(database) as (url, keeper):
        folder = Path(name)
        site = Site(database, folder, url or f"sqlite:///{folder / 'withi.sqlite3'}", keeper)
        shutil.copytree(_static(), folder / "static")
        (folder / "numba").symlink_to(_compiled())
        yield site


@cache
def _static() -> Path:
    """The static files as a site has them, collected and compressed once for all sites of a run."""
    folder = Path(tempfile.mkdtemp(prefix="withi-bench-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Site("sqlite", folder, "").manage("collectstatic", "--noinput", "--verbosity", "0")
    return folder / "static"


@cache
def _compiled() -> Path:
    """Where the planner's compiled code lies for all sites of a run: every one of them would compile the same."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or ROOT / "var" / "numba")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


@contextmanager
def _server(database: str) -> Iterator[tuple[str, int | None]]:
    if database == "sqlite":
        yield "", None
        return
    with postgres.cluster(*MEMORY) as url, psycopg.connect(url) as connection:
        row = connection.execute("select pg_read_file('postmaster.pid')").fetchone()
        assert row is not None
        connection.close()
        yield url, int(str(row[0]).split(maxsplit=1)[0])


@contextmanager
def _copy_file(site: Site) -> Iterator[str]:
    source = site.url.removeprefix("sqlite:///")
    with tempfile.TemporaryDirectory(dir=site.folder) as folder:
        target = Path(folder, "copy.sqlite3")
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
        yield f"sqlite:///{target}"


@contextmanager
def _copy_database(site: Site) -> Iterator[str]:
    name = f"run_{os.urandom(4).hex()}"
    parts = urlsplit(site.url)
    own = parts.path.lstrip("/")
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{own}"')
        try:
            yield parts._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'drop database "{name}" with (force)')


def browser() -> str | None:
    """The system's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)
