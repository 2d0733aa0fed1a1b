"""One import as people do it, from the upload to the commit; run as `bench.child import_run FILE [again] [steps]`."""

import os
import pickle
import resource
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Self

from django.db import connection
from django.urls import reverse

from bench import officer, tables
from bench.processes import cpu_seconds
from bench.steps import clocked
from withi.faces.imports import actions
from withi.faces.imports.rules import Sheet
from withi.ground.people.queries import scope_of

PIECE = 64 * 1024


class Sent:
    """A file as a form hands it over."""

    def __init__(self, path: Path) -> None:
        self.name: str | None = path.name
        self.path = path

    def chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def main(file: str, *wishes: str) -> dict[str, Any]:
    """What the import took and came to. Wishes: "steps" times them, "again" imports the same file once more.

    `ready=FILE` keeps the rows it made in the registers for the bare run.
    """
    before = tables.highest()
    reverse("imports:start")  # a worker has read its own code and its addresses long before
    with clocked() if "steps" in wishes else nullcontext() as clock, Spent() as spent:
        counts = whole(Path(file))
    told = {"counts": counts, "wall": spent.wall, "cpu": spent.cpu, "steps": clock.spent if clock else {}}
    for ready in (wish.partition("=")[2] for wish in wishes if wish.startswith("ready=")):
        Path(ready).write_bytes(pickle.dumps(tables.added(before)))
    if "again" in wishes:
        told["again"] = again(Path(file))
    return told


def whole(file: Path) -> dict[str, Any]:
    """Upload, check, commit."""
    person = officer.person()
    scope = scope_of(person)
    run = actions.start(actor=person, scope=scope, kind=Sheet.PRODUCTS, sent=Sent(file))
    result = actions.commit(actor=person, scope=scope, run=run)
    return {"acts": run.counts["acts"], "result": {key: value for key, value in result.items() if key != "ids"}}


def again(file: Path) -> dict[str, int]:
    """The same file once more: what changed in the registers, and what the trail gained beside the upload's entry."""
    connection.close()
    state, trail = tables.state(), tables.trail()
    result = whole(file)["result"]
    differing = sum(state[name] != value for name, value in tables.state().items())
    return {
        "changes": result["new"] + result["changed"] + result["points"] + differing,
        "trail": tables.trail() - trail,
        "same": result["same"],
    }


class Spent:
    """Wall seconds, and processor seconds of this process, its children and the database server."""

    def __enter__(self) -> Self:
        self.keeper = int(os.environ.get("BENCH_KEEPER", "0"))
        self.wall, self.cpu = time.perf_counter(), self.all_cpu()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self.wall, self.all_cpu() - self.cpu

    def all_cpu(self) -> float:
        used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        server = cpu_seconds(self.keeper) if self.keeper else 0.0
        return sum(one.ru_utime + one.ru_stime for one in used) + server
