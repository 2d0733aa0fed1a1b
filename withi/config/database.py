"""The database from one URL: nothing set means SQLite in `var/`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
)
MOST_MAPPED = 2_147_418_112
"""Bytes of a file that SQLite looks at where the system holds them, at most (SQLITE_MAX_MMAP_SIZE)."""
KEEP_SECONDS = 60
REPLICA_SECONDS = 5
REPLICA_CONNECT_SECONDS = 2
PREPARED_AFTER = 2
"""Times a session sees a statement to be prepared (`ground.web.reading.prepared`) before it keeps its plan."""


def sqlite(path: str, busy_seconds: float) -> dict[str, Any]:
    """An embedded database: writers queue up to `busy_seconds`, readers never wait."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening the file and setting it up costs more than a guest's page; a thread keeps its connection.
        "CONN_MAX_AGE": KEEP_SECONDS,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": busy_seconds, "init_command": SQLITE_PRAGMAS},
    }


def postgresql(url: str, busy_seconds: float) -> dict[str, Any]:
    """A server database; a query part such as `?sslmode=require&host=/run/postgresql` is passed to libpq.

    A write waits `busy_seconds` for another's lock, then the person is told, as on SQLite.
    """
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    # Django puts the values into the text of a statement, so each is planned for its values. What is prepared is the
    # search, whose plans need no values, and the server's own checks of foreign keys: planned once a session. Starting
    # parallel workers costs more than the short statements of a page take.
    options["prepare_threshold"] = PREPARED_AFTER
    options["options"] = (
        "-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0"
        f" -c lock_timeout={int(busy_seconds * 1000)}"
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEEP_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def replica(url: str, primary: dict[str, Any]) -> dict[str, Any]:
    """A standby of the primary, to be read from; it is given up quickly, for the primary can always serve instead."""
    if not (url.startswith(("postgresql://", "postgres://")) and primary["ENGINE"].endswith("postgresql")):
        raise ValueError("WITHI_REPLICA_URL: only PostgreSQL has standbys; set WITHI_DATABASE_URL to the primary too")
    found = postgresql(url, REPLICA_SECONDS)
    limits = f" -c statement_timeout={REPLICA_SECONDS * 1000} -c default_transaction_read_only=on"
    found["OPTIONS"] |= {
        "options": found["OPTIONS"]["options"] + limits,
        "connect_timeout": REPLICA_CONNECT_SECONDS,
        "tcp_user_timeout": REPLICA_SECONDS * 1000,
    }
    return found | {"TEST": {"MIRROR": "default"}}


def keep_pool(databases: Mapping[str, dict[str, Any]], size: int, wait_seconds: float) -> None:
    """Let the threads of this process share `size` connections to each PostgreSQL; 0: each thread keeps its own.

    A thread waits `wait_seconds` for one, or as long as connecting may take where that is shorter (a standby).
    Only for a process that answers pages and begins no others: a pool does not live through a fork.
    """
    for found in databases.values():
        if size and found["ENGINE"].endswith("postgresql"):
            found["CONN_MAX_AGE"] = 0
            wait = min(wait_seconds, float(found["OPTIONS"].get("connect_timeout", wait_seconds)))
            found["OPTIONS"]["pool"] = {"min_size": 1, "max_size": size, "timeout": wait, "name": "withi"}


def map_whole(databases: Mapping[str, dict[str, Any]]) -> None:
    """Let this process look at the whole of a file database in place, where else each thread copies what it reads.

    Only for a process that answers pages. What it has looked at counts as its memory, though the system lends it to all
    processes at once and takes it back; a command that reads through whole tables would seem to hold them all.
    """
    for found in databases.values():
        if found["ENGINE"].endswith("sqlite3"):
            found["OPTIONS"]["init_command"] += f" PRAGMA mmap_size={MOST_MAPPED};"


def from_url(url: str, var: Path, busy_seconds: float) -> dict[str, Any]:
    """Settings of one database for `sqlite:///path`, `postgresql://…` or an empty URL."""
    if not url:
        return sqlite(str(var / "withi.sqlite3"), busy_seconds)
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return sqlite(rest.removeprefix("/") if rest.startswith("//") else rest, busy_seconds)
    if scheme in ("postgresql", "postgres"):
        return postgresql(url, busy_seconds)
    raise ValueError(f"WITHI_DATABASE_URL: unknown kind of database {scheme!r}; use sqlite:/// or postgresql://")
