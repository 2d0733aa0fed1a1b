"""A throw-away PostgreSQL server from the system's own binaries: made in seconds, gone afterwards.

As a library: `with cluster() as url: …`. By hand: `python tools/postgres.py COMMAND…` runs the command with
WITHI_DATABASE_URL set to it.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import LiteralString, TypedDict
from urllib.parse import urlsplit

import psycopg

INSTALL = "apt-get install postgresql"
# PostgreSQL refuses to run as root; one of these owns the server then.
SERVANTS = ("postgres", "nobody")
# Speed only: the data may be lost with the machine. What a look-up costs is as the guide to PostgreSQL sets it.
OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
    "max_connections=200",
    "random_page_cost=1.1",
    "shared_buffers=64MB",
    "wal_level=minimal",
    "max_wal_senders=0",
    "log_min_messages=fatal",
    "timezone=UTC",
)
REPLICATING = ("wal_level=replica", "max_wal_senders=4")
# How a standby is copied from its primary: with what it needs to follow it, and at once.
COPYING = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast")
START_SECONDS, STOP_SECONDS = 30, 20


class Identity(TypedDict, total=False):
    user: str
    group: int
    extra_groups: list[str]


def binaries() -> Path | None:
    """The folder of initdb and postgres: the newest Debian keeps, else the PATH; None where there is none."""
    kept = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    found = [*kept, *(Path(path).resolve() for path in [shutil.which("initdb")] if path)]
    return next((path.parent for path in found if (path.parent / "postgres").exists()), None)


def servant() -> str | None:
    """The user the server runs as: None for ourselves, a powerless account when we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in SERVANTS if name in known)


def _identity(user: str | None) -> Identity:
    """How subprocess becomes that user, with none of our own groups."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def cluster(*more: str) -> Iterator[str]:
    """A running server with an empty database `withi`; yields its URL. RuntimeError where it cannot start.

    `more` settings count before OPTIONS; REPLICATING lets standbys follow it.
    """
    place, user = binaries(), servant()
    if place is None:
        raise RuntimeError(f"no PostgreSQL binaries here; {INSTALL}")
    folder = Path(tempfile.mkdtemp(prefix="withi-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        password = _create(place, folder, user)
        with _running(place, folder, user, more) as port:
            url = f"postgresql://withi:{password}@127.0.0.1:{port}"
            _await(f"{url}/postgres", folder, "CREATE DATABASE withi")
            yield f"{url}/withi"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def standby(primary: str) -> Iterator[str]:
    """A hot standby that streams from a running cluster made with REPLICATING; yields the URL of its `withi`."""
    place, user = binaries(), servant()
    assert place is not None  # the primary runs from it
    folder = Path(tempfile.mkdtemp(prefix="withi-standby-"))
    try:
        if user:
            shutil.chown(folder, user)
        command = [str(place / "pg_basebackup"), "--dbname", primary, "--pgdata", str(folder / "data"), *COPYING]
        subprocess.run(command, **_identity(user), cwd=folder, capture_output=True, check=True)
        with _running(place, folder, user, REPLICATING) as port:
            parts = urlsplit(primary)
            url = parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}").geturl()
            _await(url, folder, "SELECT 1")
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _create(place: Path, folder: Path, user: str | None) -> str:
    """Lay out the data folder; answers the password of its owner `withi`."""
    password, file = secrets.token_hex(16), folder / "password"
    file.write_text(password, encoding="utf-8")
    file.chmod(0o644)  # the folder itself is closed to others
    arguments = ["-D", str(folder / "data"), "-U", "withi", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    access = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={file}"]
    done = subprocess.run(
        [str(place / "initdb"), *arguments, *access],
        **_identity(user),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")
    return password


@contextlib.contextmanager
def _running(place: Path, folder: Path, user: str | None, more: Sequence[str]) -> Iterator[int]:
    port = free_port()
    options = [*OPTIONS, *more, "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", f"port={port}"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [str(place / "postgres"), "-D", str(folder / "data"), *(part for o in options for part in ("-c", o))],
            **_identity(user),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield port
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: sessions are cut
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await(url: str, folder: Path, statement: LiteralString) -> None:
    """Wait until the server answers to the statement."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(statement)
                return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                log = (folder / "log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {log}") from None
            time.sleep(0.1)


def main(command: list[str]) -> int:
    with cluster() as url:
        return subprocess.run(command, env={**os.environ, "WITHI_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
