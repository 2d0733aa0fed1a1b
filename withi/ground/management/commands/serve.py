"""`withi serve`: the site behind granian, with static files in place and the database up to date."""

import gc
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from withi.ground.backup.moving import in_use
from withi.kit.problem import Problem

# Connections a process keeps open: those that only wait hold no thread (withi/ground/web/bodies.py).
BACKLOG = 2_048
HEADER_MILLISECONDS = 10_000
HEADER_BYTES = 64 * 1024
TARGET = "withi.config.wsgi:application"
PATIENCE = 20.0
"""Seconds that the worker is left to give its work back."""
PAUSE = 1.0
"""Seconds before a worker that fell is begun again."""


def pending_migrations() -> list[str]:
    """Names of the migrations that the database lacks."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def static_sources() -> Iterator[Path]:
    """Every file that belongs among the static files."""
    ignored = apps.get_app_config("staticfiles").ignore_patterns  # type: ignore[attr-defined]
    for finder in get_finders():
        for path, storage in finder.list(ignored):
            yield Path(storage.path(path))


def static_is_old() -> bool:
    """Whether a static file is newer than the manifest that names them, or there is none."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    made = manifest.stat().st_mtime
    return any(source.stat().st_mtime > made for source in static_sources())


def refresh_static() -> None:
    """Collect the static files anew; the manifest counts as made now even where its content stays the same."""
    call_command("collectstatic", interactive=False, verbosity=0)
    (Path(settings.STATIC_ROOT) / "staticfiles.json").touch()


def here(host: str, port: int) -> str:
    """The address to open on this machine; a name, because passkeys refuse a number."""
    return f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::1', '::') else host}:{port}"  # noqa: S104


def refuse_taken(host: str, port: int) -> None:
    """Say in words that something else listens there, which the server would only say in a dump."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as trouble:
            told = f"เปิดที่ {host}:{port} ไม่ได้: {trouble.strerror}"
            raise CommandError(f"{told} ลองใช้ --port อื่น / cannot listen there, try another --port") from trouble


@contextmanager
def staying() -> Iterator[None]:
    """The data are not moved to another database as long as this lasts (`withi move`)."""
    try:
        with in_use():
            yield
    except Problem as problem:
        raise CommandError(f"{problem.message('th')} / {problem.message('en')}") from problem


@contextmanager
def beside() -> Iterator[None]:
    """A worker (`withi worker`) of this process's own, begun again if it falls, and ended with it."""
    over = threading.Event()
    children: list[subprocess.Popen[bytes]] = []
    thread = threading.Thread(target=_watch, args=(over, children), name="worker-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        for child in children[-1:]:
            child.terminate()
        thread.join(PATIENCE)
        for child in children[-1:]:
            child.kill()


def _watch(over: threading.Event, children: list[subprocess.Popen[bytes]]) -> None:
    command = [sys.executable, "-m", "django", "worker", "--follow", str(os.getpid())]
    while not over.is_set():
        children.append(subprocess.Popen(command))
        children[-1].wait()
        over.wait(PAUSE)


class Command(BaseCommand):
    """Serves until it is stopped; put HTTPS in front of it (docs/how-to/settings.md)."""

    help = "Serve the site"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for every network")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="processes that answer pages")
        parser.add_argument("--with-worker", action="store_true", help="also do the long work (withi worker) beside it")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken(options["host"], options["port"])
        if pending := pending_migrations():
            raise CommandError(f"ฐานข้อมูลยังไม่ตรงรุ่น ({len(pending)}) ให้สั่ง withi migrate ก่อน / run withi migrate first")
        if not settings.DEBUG and static_is_old():
            refresh_static()
        for address in dict.fromkeys([settings.SITE_URL, here(options["host"], options["port"])]):
            self.stdout.write(f"Withi {settings.RELEASE}: {address}")
        if settings.DEMO:
            call_command("demo", accounts=True, stdout=self.stdout)
        self.stdout.flush()
        connection.close()
        with staying(), beside() if options["with_worker"] else nullcontext():
            self.serve(options)

    def serve(self, options: dict[str, Any]) -> None:
        # What is loaded by now is shared with the processes that are forked: their collectors leave its pages alone.
        gc.freeze()
        Granian(
            TARGET,
            address=options["host"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=options["workers"],
            blocking_threads=settings.THREADS + settings.BODIES_AT_ONCE,
            backlog=BACKLOG,
            backpressure=BACKLOG,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES),
            websockets=False,
            respawn_failed_workers=True,
            log_level=LogLevels.error,
            log_access=False,
        ).serve()
