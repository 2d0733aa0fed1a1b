"""Where an import's time goes: the steps of one run, each without the steps inside it.

The product has no clock of its own; its functions are wrapped from outside, only those that are called for many rows at
once (and the one that finds a row's area). A name that is no longer there fails loudly.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any

IMPORTS = "withi.faces.imports"
CALLS = (
    ("keep the upload", "withi.ground.files.actions", "keep"),
    ("read the sheet", "withi.kit.sheets", "read"),
    ("validate the cells", f"{IMPORTS}.actions", "check"),
    ("find the areas, scope", f"{IMPORTS}.placing", "Places.__call__"),
    ("find duplicates", f"{IMPORTS}.actions", "mark_twins"),
    ("find duplicates", f"{IMPORTS}.queries", "Register.compare"),
    ("stage", f"{IMPORTS}.queries", "pack"),
    ("stage", f"{IMPORTS}.models", "ImportChunk.objects.bulk_create"),
    ("find duplicates", f"{IMPORTS}.sets", "registered"),
    ("store the rows", f"{IMPORTS}.sets", "store_products"),
    ("store the rows", f"{IMPORTS}.sets", "store_producers"),
    ("name index", "withi.ground.search.actions", "learn"),
    ("name index", "withi.ground.search.actions", "put"),
    ("trail", "withi.registers.publication.edits", "record_bulk"),
    ("points to check", f"{IMPORTS}.sets", "note_points"),
)
STREAMS = (
    ("read the sheet", "withi.kit.sheets.table", "Table.batches"),
    ("unstage", f"{IMPORTS}.queries", "ready"),
    ("make rows", f"{IMPORTS}.sets", "Products.prepare"),
)
REST = "transaction and the rest"


class Clock:
    """Wall and own processor seconds by step; time inside an inner step is not counted for the outer one."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}
        self._open = [REST]
        self._since = self._now()

    def _now(self) -> tuple[float, float]:
        return time.perf_counter(), time.process_time()

    def _charge(self) -> None:
        now = self._now()
        wall, cpu = self.spent.get(self._open[-1], (0.0, 0.0))
        self.spent[self._open[-1]] = wall + now[0] - self._since[0], cpu + now[1] - self._since[1]
        self._since = now

    def enter(self, step: str) -> None:
        self._charge()
        self._open.append(step)

    def leave(self) -> None:
        self._charge()
        self._open.pop()

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time counted for the step."""

        @wraps(function)
        def call(*values: Any, **named: Any) -> Any:
            self.enter(step)
            try:
                return function(*values, **named)
            finally:
                self.leave()

        return call

    def streamed(self, step: str, function: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
        """A function whose work is done while its results are taken."""

        @wraps(function)
        def stream(*values: Any, **named: Any) -> Iterator[Any]:
            take = self.timed(step, iter(function(*values, **named)).__next__)
            while True:
                try:
                    item = take()
                except StopIteration:
                    return
                yield item

        return stream


@contextmanager
def clocked() -> Iterator[Clock]:
    """Every step's function under a clock that starts now; as it was afterwards."""
    clock = Clock()
    undo = [_replace(place, name, clock.timed, step) for step, place, name in CALLS]
    undo += [_replace(place, name, clock.streamed, step) for step, place, name in STREAMS]
    clock.enter(REST)
    try:
        yield clock
    finally:
        clock.leave()
        for restore in reversed(undo):
            restore()


def _replace(place: str, path: str, wrap: Callable[..., Any], step: str) -> Callable[[], None]:
    *owners, name = path.split(".")
    owner: Any = import_module(place)
    for part in owners:
        owner = getattr(owner, part)
    was = getattr(owner, name)
    is_own = name in vars(owner)
    setattr(owner, name, wrap(step, was))
    return lambda: setattr(owner, name, was) if is_own else delattr(owner, name)
