"""Where the time of a page goes: middleware, queries, templates, and the view's own work.

Run as `bench.child shares` on the prepared site. Taken in the process itself, without a server, with a clock around
each part; the clocks cost a little, so the shares are what counts, not the milliseconds.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote_to_bytes

from django.core.handlers.wsgi import WSGIHandler
from django.db.backends.utils import CursorWrapper
from django.template.backends.django import Template

from bench.web import PARTS
from withi.ground.web import pagecache

WARM_UP, TIMES = 5, 40


class Clock:
    """Processor time by part: what runs inside another part counts for the inner one only."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since = time.thread_time()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def _turn(self) -> None:
        now = time.thread_time()
        if self._open:
            self.spent[self._open[-1]] += now - self._since
        self._since = now

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, its time counted for a part."""

        def timed(*arguments: Any, **named: Any) -> Any:
            with self.part(name):
                return call(*arguments, **named)

        return timed


class Handler(WSGIHandler):
    """Django's handler, whose innermost part (the view) has a clock of its own."""

    clock: Clock

    def _get_response(self, request: Any) -> Any:
        with self.clock.part("view"):
            return super()._get_response(request)  # type: ignore[misc]


def main(paths: str) -> list[dict[str, float]]:
    """Seconds a page by part, for each of the paths (a JSON list)."""
    return [spent(path) for path in json.loads(paths)]


def spent(path: str) -> dict[str, float]:
    """One page, asked for again and again, nothing of it being kept."""
    clock, handler = Clock(), Handler()
    handler.clock = clock
    fetch = clock.around("queries", lambda cursor: cursor.cursor.fetchall())

    def fetchall(cursor: CursorWrapper) -> Any:
        return fetch(cursor)

    with (
        patch.object(Template, "render", clock.around("templates", Template.render)),
        patch.object(CursorWrapper, "execute", clock.around("queries", CursorWrapper.execute)),
        patch.object(CursorWrapper, "fetchall", fetchall, create=True),
    ):
        for turn in range(WARM_UP + TIMES):
            if turn == WARM_UP:
                clock.spent.clear()
            pagecache.PAGES.clear()
            with clock.part("middleware"):
                answer = handler(environment(path), started)
                b"".join(answer)
                answer.close()
    return {part: clock.spent[part] / TIMES for part in PARTS}


def started(*_: Any) -> Any:
    """What a server does with status and headers: nothing here."""


def environment(path: str) -> dict[str, Any]:
    """What a server hands on for a GET."""
    name, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(name).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
