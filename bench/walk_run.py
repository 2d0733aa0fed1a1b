"""Every page that links and filters lead to, each asked of the prepared site; run as `bench.child walk_run`.

Each visitor goes from the first page on. Of pages that one view shows for the same kind of question a few are asked, of
a filter every choice. What took long is asked again with a clock on each statement, and the dear statements' plans are
read. Of every visitor each statement is run once more for how much of the tables it reads (`reads`).
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from bench.walk_links import leads
from withi.ground.people.models import User
from withi.ground.web import pagecache

GUEST = "guest"
FIRST = {GUEST: ("/", "/en/", "/sitemap.xml", "/robots.txt")}
SAME_KIND = 3
"""Pages asked of one view with the same questions, whatever their values."""
MOST_PAGES = 900
"""Of one visitor."""
SLOW_SECONDS = 0.04
DEAR_SECONDS = 0.01
MANY_ROWS = 5000
"""So many rows read for one answer are told: a tenth of a second would be near."""
STEPS_A_ROW = 12
"""Of SQLite's machine, to read a row and to judge it."""
STEPS_A_LOOK = 1000
ASKING = ("select", "with", "(")
Statement = tuple[str, Any]
_VALUES = re.compile(r"%s(?:, *%s)+|\$\d+(?:, *\$\d+)+")
_READ = re.compile(r"Scan.*\(actual rows=(\d+) loops=(\d+)\)")
_REMOVED = re.compile(r"Rows Removed by (?:Filter|Index Recheck): (\d+)")


class Listening:
    """The statements of a page with their values."""

    def __init__(self) -> None:
        self.heard: list[Statement] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many:
            self.heard.append((sql, params))
        return execute(sql, params, many, context)


def main(*visitors: str) -> list[dict[str, Any]]:
    """Every page asked: visitor, view, path, status, milliseconds by the clock and of the process, bytes, statements,
    and of a slow one its dear statements with time and plan. No visitors named: everyone with an account, and guests.
    """
    names = visitors or (
        GUEST,
        *User.objects.filter(is_active=True, is_demo=True).order_by("pk").values_list("username", flat=True),
    )
    return [asked for name in names for asked in _walked(name)]


def _walked(visitor: str) -> Iterator[dict[str, Any]]:
    client, looked = Client(headers={"host": "localhost"}, raise_request_exception=False), set[str]()
    if visitor != GUEST:
        client.force_login(User.objects.get(username=visitor))
    waiting, known, kinds, asked = list(FIRST.get(visitor, ("/desk/",))), set[str](), Counter[Any](), 0
    while waiting and asked < MOST_PAGES:
        path = waiting.pop(0)
        kind = _kind(path, visitor)
        if path in known or kind is None or kinds[kind] >= SAME_KIND:
            continue
        known.add(path)
        kinds[kind] += 1
        asked += 1
        told, html = _asked(client, path, looked)
        yield {"visitor": visitor, "view": kind[0], "path": path, **told}
        waiting += leads(html, path) if html else []


def _kind(path: str, visitor: str) -> tuple[Any, ...] | None:
    """What is asked, whatever the values; every choice of a filter is a kind of its own. None: no page of the site,
    or one of the public site for somebody who is signed in."""
    parts = urlsplit(path)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return None
    if visitor != GUEST and not parts.path.removeprefix("/en").startswith("/desk"):
        return None
    questions = parse_qsl(parts.query)
    short = (
        questions
        if len(questions) == 1 and len(questions[0][1]) < 20 and not questions[0][1].isdigit()
        else [(name, "") for name, _ in questions]
    )
    return (view, parts.path.startswith("/en/"), *sorted(short))


def _asked(client: Client, path: str, looked: set[str]) -> tuple[dict[str, Any], str]:
    """One page, measured the second time if the first was slow: what a process remembers is remembered then."""
    answer, clock, worked, heard = _once(client, path)
    if clock > SLOW_SECONDS:
        answer, clock, worked, heard = _once(client, path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = {
        "status": answer.status_code,
        "ms": round(clock * 1000, 1),
        "ms_process": round(worked * 1000, 1),
        "bytes": len(body),
        "statements": len(heard),
        "dear": list(_dear(heard)) if clock > SLOW_SECONDS else [],
        "reads": list(_reads(heard, looked)),
    }
    is_page = answer.headers.get("Content-Type", "").startswith(("text/html", "application/xml"))
    return told, body.decode("utf-8", "replace") if is_page else ""


def _once(client: Client, path: str) -> tuple[Any, float, float, list[Statement]]:
    pagecache.PAGES.clear()
    listening = Listening()
    with connection.execute_wrapper(listening):
        clock, worked = time.perf_counter(), time.process_time()
        answer = client.get(path)
        return answer, time.perf_counter() - clock, time.process_time() - worked, listening.heard


def _reads(heard: list[Statement], looked: set[str]) -> Iterator[dict[str, Any]]:
    """Statements that no page before asked in these words and that read very many rows, with their plans."""
    for sql, params in heard:
        shape = _VALUES.sub("…", sql)
        if shape in looked or not sql.lstrip().lower().startswith(ASKING):
            continue
        looked.add(shape)
        plan = _plan(sql, params)
        rows = _steps(sql, params) // STEPS_A_ROW if connection.vendor == "sqlite" else _read(plan)
        if rows > MANY_ROWS:
            yield {"rows": rows, "plan": plan, "sql": sql, "values": repr(params)}


def _steps(sql: str, params: Any) -> int:
    """How many steps SQLite's machine takes, to a thousand."""
    count = 0

    def look() -> int:
        nonlocal count
        count += STEPS_A_LOOK
        return 0

    connection.connection.set_progress_handler(look, STEPS_A_LOOK)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return count


def _read(plan: list[str]) -> int:
    """How many rows a plan of PostgreSQL read from tables and indexes, thrown away ones with them."""
    read, loops = 0, 1
    for line in plan:
        if found := _READ.search(line):
            loops = int(found[2])
            read += int(found[1]) * loops
        elif found := _REMOVED.search(line):
            read += int(found[1]) * loops
    return read


def _dear(heard: list[Statement]) -> Iterator[dict[str, Any]]:
    for sql, params in heard:
        if not sql.lstrip().lower().startswith(ASKING):
            continue
        with connection.cursor() as cursor:
            clock = time.perf_counter()
            cursor.execute(sql, params)
            rows = len(cursor.fetchall())
            taken = time.perf_counter() - clock
        if taken > DEAR_SECONDS:
            told = {"ms": round(taken * 1000, 1), "rows": rows, "plan": _plan(sql, params)}
            yield told | {"sql": sql, "values": repr(params)}


def _plan(sql: str, params: Any) -> list[str]:
    word = "explain query plan" if connection.vendor == "sqlite" else "explain (analyze, costs off, timing off)"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}", params)
        return [str(row[-1]) for row in cursor.fetchall()]
