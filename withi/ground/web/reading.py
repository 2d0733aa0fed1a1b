"""Which database a request reads from: the primary, or for guests' pages a standby that keeps up with it.

Guests who only look read from the standby where one is set (`WITHI_REPLICA_URL`). Who is signed in, or has opened a
form, reads from the primary, so everybody finds what he has just written. Fixed SQL takes its `cursor` from here, the
ORM asks the `Router`; both follow what was chosen for the request.
"""

import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from functools import lru_cache
from math import inf
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX, SQLiteCursorWrapper
from django.db.models import QuerySet
from django.http import HttpRequest

T = TypeVar("T")
REPLICA = "replica"
LOOK_EVERY = 1.0
"""Seconds between two looks at how far the standby is; one request of the process in that time pays for it."""
REST = 5.0
"""Seconds for which a standby that broke is left alone."""
PIECE = 1_000
LARGEST_ID = 2**63 - 1
"""No row has a larger one, and databases refuse to look for it."""
_chosen: ContextVar[str] = ContextVar("reading", default=DEFAULT_DB_ALIAS)


def is_set() -> bool:
    """Whether this site has a standby to read from."""
    return REPLICA in settings.DATABASES


def alias() -> str:
    """The name of the database that is read from here and now."""
    return _chosen.get()


def cursor() -> Any:
    """A cursor for reading; what is written goes through `django.db.connection`."""
    using = connections[_chosen.get()]
    if using.vendor != "sqlite":
        return using.cursor()
    using.ensure_connection()
    return _counted(using, using.connection.cursor(factory=_Marked))


def prepared() -> Any:
    """The same, where PostgreSQL understands and plans each text of a statement once a session, not each time.

    For long statements of few texts, whose look-ups are bounded and go by one index whatever their values.
    """
    using = connections[_chosen.get()]
    if using.vendor != "postgresql":
        return cursor()
    # the driver is loaded only where it is used
    from withi.ground.web.numbered import Numbered

    using.ensure_connection()
    opened = Numbered(using.connection)
    opened.is_told = using.queries_logged
    return _counted(using, opened)


@contextmanager
def one_moment() -> Iterator[bool]:
    """Whatever is read within is read as of one moment, and whether it is: by PostgreSQL, where no transaction runs."""
    using = connections[_chosen.get()]
    if using.vendor != "postgresql" or using.in_atomic_block:
        yield False
        return
    with transaction.atomic(using.alias):
        with using.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
        yield True


def _counted(using: Any, opened: Any) -> Any:
    """A cursor as Django gives it, its statements counted where that was asked for."""
    return using.make_debug_cursor(opened) if using.queries_logged else using.make_cursor(opened)


class _Marked(SQLiteCursorWrapper):
    """SQLite's cursor, where a fixed statement gets the driver's own marks once.

    Else that is done each time, and the driver, which knows statements by their text, meets a new text each time.
    """

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        return _marks(query, None if param_names is None else tuple(param_names))


@lru_cache(maxsize=512)
def _marks(query: str, names: tuple[str, ...] | None) -> str:
    if names is not None:
        return query % {name: f":{name}" for name in names}
    return str(FORMAT_QMARK_REGEX.sub("?", query)).replace("%%", "%")


def marks(values: Sized) -> str:
    """Places for so many values in a statement."""
    return ", ".join(["%s"] * len(values))


def rows(statement: str, values: Any = ()) -> list[dict[str, Any]]:
    """The rows of a plain statement as dictionaries."""
    return _rows(cursor(), statement, values)


def looked_up(statement: str, values: Any = ()) -> list[dict[str, Any]]:
    """The same of a statement with one good plan whatever its values, as `prepared` wants it: a row by its id and what
    hangs on it, or the first few of an order, their number written out.
    """
    return _rows(prepared(), statement, values)


def _rows(opened: Any, statement: str, values: Any) -> list[dict[str, Any]]:
    with opened as asked:
        asked.execute(statement, values)
        names = _names(asked)
        return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


def _names(asked: Any) -> list[str]:
    """The columns of what was asked; PostgreSQL's cursor would describe each at length, its result names them."""
    result = getattr(asked, "pgresult", None)
    if result is None:
        return [column[0] for column in asked.description]
    return [result.fname(place).decode() for place in range(result.nfields)]


def day_of(value: date | str) -> date:
    """A day as a plain statement gives it: SQLite tells it as text, and that of a combined query with an hour."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def hour_of(value: time_of_day | str) -> time_of_day:
    """An hour of the day as a plain statement gives it: SQLite tells that of a combined query as text."""
    return time_of_day.fromisoformat(value) if isinstance(value, str) else value


def moment_of(value: datetime | str) -> datetime:
    """A moment as a plain statement gives it: SQLite does not say that it is UTC's, and may tell it as text."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_pieces(rows: "QuerySet[Any]", size: int = PIECE) -> Iterator[list[Any]]:
    """The rows of a long list in its order, `size` at a time, each piece by a short statement of its own.

    Which rows and in what order is settled by the first; who goes meanwhile is left out. Between two pieces nothing is
    held open: on SQLite an open reading keeps its connection from writing once another has written, and the log from
    being emptied. Rows may be models or named values with their `pk`.
    """
    ids = array("q", rows.values_list("pk", flat=True).iterator())
    for start in range(0, len(ids), size):
        some = ids[start : start + size].tolist()
        found = {row.pk: row for row in rows.order_by().filter(pk__in=some)}
        yield [found[pk] for pk in some if pk in found]


class Router:
    """Reads follow the request, writes go to the primary, and the standby gets its tables from there."""

    def db_for_read(self, _model: Any, **_hints: Any) -> str:
        return _chosen.get()

    def db_for_write(self, _model: Any, **_hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Any, _other: Any, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        return db != REPLICA


@dataclass
class Gauge:
    """How many seconds a standby is behind, told by positions in the log, so an idle primary is no lag."""

    waiting: tuple[int, float] | None = None

    def behind(self, now: float, written: int, replayed: int, age: float = 0.0) -> float:
        """Since when the position it has not reached has been known; `written` and `replayed` only grow.

        `age`: how long ago what it replayed last was written, which is all that a first look can go by.
        """
        if self.waiting and replayed < self.waiting[0]:
            return now - self.waiting[1]
        self.waiting = (written, now - age) if replayed < written else None
        return age if self.waiting else 0.0


@dataclass
class Standby:
    """What this process knows of the standby."""

    behind: float = inf
    looked: float = -LOOK_EVERY
    is_troubled: bool = False
    """The last look met a server that did not answer, or a page did: the next one may wait for seconds."""
    gauge: Gauge = field(default_factory=Gauge)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keeps_up(self) -> bool:
        """Whether guests may read from it; looks again when its time has come.

        One request pays for a look; after trouble nobody does, it is done beside.
        """
        if time.monotonic() - self.looked >= LOOK_EVERY and self.lock.acquire(blocking=False):
            if self.is_troubled:
                threading.Thread(target=self._look_beside, name="standby-look", daemon=True).start()
            else:
                self._look_once()
        return self.behind <= settings.REPLICA_LAG

    def _look_once(self) -> None:
        try:
            self.look()
        finally:
            self.lock.release()

    def _look_beside(self) -> None:
        """The same in a thread, whose connections end with it."""
        try:
            self._look_once()
        finally:
            connections.close_all()

    def look(self) -> None:
        """Compare positions. Where the primary does not answer, what was known of the standby holds."""
        try:
            replayed = position(REPLICA)
            age = replayed_ago() if self.looked < 0 else 0.0
        except Error:
            self.lose()
            return
        now = self.looked = time.monotonic()
        self.is_troubled = False
        if replayed is None:
            self.behind = inf
            return
        try:
            written = position(DEFAULT_DB_ALIAS)
        except Error:
            self.is_troubled = True
            return
        self.behind = self.gauge.behind(now, written or 0, replayed, age)

    def lose(self) -> None:
        """It broke: the primary serves for a while, then it is tried again."""
        self.behind, self.looked, self.is_troubled = inf, time.monotonic() + REST - LOOK_EVERY, True
        connections[REPLICA].close()


STANDBY = Standby()
PLACES = {
    DEFAULT_DB_ALIAS: "select pg_current_wal_lsn() - '0/0'",
    # a server that has been made a primary of its own is no standby
    REPLICA: "select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() - '0/0' end",
}


def position(using: str) -> int | None:
    """How many bytes of log were written (primary) or replayed (standby; None for a server that is none)."""
    with connections[using].cursor() as asked:
        asked.execute(PLACES[using])
        found = asked.fetchone()[0]
    return None if found is None else int(found)


def replayed_ago() -> float:
    """Seconds since what the standby replayed last was written on the primary; long ago on one that idles, too."""
    with connections[REPLICA].cursor() as asked:
        asked.execute("select extract(epoch from now() - pg_last_xact_replay_timestamp())")
        found = asked.fetchone()[0]
    return float(found or 0)


def only_looks(request: HttpRequest) -> bool:
    """Whether a guest asks who has not signed in, and has opened no form: such a form leaves a cookie."""
    if request.method not in ("GET", "HEAD"):
        return False
    cookies = request.META.get("HTTP_COOKIE", "")
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
    return not cookies or not any(f"{name}=" in cookies for name in names)


def for_guests(request: HttpRequest, make: Callable[[], T]) -> T:
    """What `make` reads for this request: from the standby for a guest, while it keeps up; else from the primary.

    Where the standby breaks, all of it is made again from the primary, so `make` must only read.
    """
    if is_set() and only_looks(request) and STANDBY.keeps_up():
        before = _chosen.set(REPLICA)
        try:
            return make()
        except Error:
            STANDBY.lose()
        finally:
            _chosen.reset(before)
    return make()
