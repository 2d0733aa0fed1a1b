"""Kinds of work for tests, made known for the length of one test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from withi.ground.jobs import actions
from withi.ground.jobs.models import Job
from withi.ground.jobs.running import KINDS, Kind, Running

OWNER = 7


@contextmanager
def known(
    run: Callable[[Running], None] = lambda _: None, *, name: str = "tests.work", may: Callable[[int], bool] = bool
) -> Iterator[Kind]:
    """A kind that runs this."""
    kind = KINDS[name] = Kind(name, "Work of a test", run, may)
    try:
        yield kind
    finally:
        del KINDS[name]


def send(**more: Any) -> Job:
    """One job of the kind, of one and the same person."""
    return actions.enqueue(**{"kind": "tests.work", "owner_id": OWNER, **more})
