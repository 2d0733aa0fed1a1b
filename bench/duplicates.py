"""D1-D3: whether producers entered once more are recognised, how often a new one is taken for another, and how fast."""

import statistics
from collections.abc import Iterator
from typing import Any

from bench import nation
from bench.figures import Figure, say, table
from bench.goals import D1, D2, D3
from bench.search import p95
from bench.sites import Site

SOURCES = (
    "bench/duplicates_run.py",
    "bench/search_names.py",
    "withi/*/migrations/*.py",
    "withi/kit/thai.py",
)
WAY, TAKEN, WORKED, FOUND, OFFERED, NAME, NAMES = range(7)
"""Columns of a case as `duplicates_run` tells it."""
NEW = "new"
MOST_SHOWN = 8


def measure(database: str, *, is_quick: bool) -> Iterator[Figure]:
    """The figures of one database, and a table by what was changed."""
    size = "small" if is_quick else "whole"
    with nation.loaded(database, f"duplicates_{size}", SOURCES, lambda site: _fill(site, size)) as site:
        cases = site.child("duplicates_run", "ask", size)
    again, new = [case for case in cases if case[WAY] != NEW], [case for case in cases if case[WAY] == NEW]
    _show(database, again, new)
    detail = f"{len(again):,} entered once more, each changed in one way"
    yield Figure(D1, share(case[FOUND] for case in again), database, detail)
    yield Figure(D2, share(case[OFFERED] > 0 for case in new), database, f"{len(new):,} that nobody entered before")
    middle = statistics.median(case[TAKEN] for case in cases)
    detail = f"p50 {middle:.1f}; processor time of the process p95 {p95(cases, WORKED):.1f}"
    yield Figure(D3, p95(cases, TAKEN), database, detail)


def share(facts: Any) -> float:
    """How many in a hundred are true."""
    return 100 * statistics.fmean(map(bool, facts))


def _fill(site: Site, size: str) -> None:
    site.manage("migrate", "--noinput", "--verbosity", "0")
    told = site.child("duplicates_run", "fill", size)
    say(", ".join(f"{name} stored in {taken:.1f} s" for name, taken in told.items()))


def _show(database: str, again: list[list[Any]], new: list[list[Any]]) -> None:
    ways = {way: [case for case in again if case[WAY] == way] for way in dict.fromkeys(case[WAY] for case in again)}
    rows = [
        (way, len(some), share(case[FOUND] for case in some), statistics.fmean(case[OFFERED] for case in some))
        for way, some in {**ways, NEW: new}.items()
    ]
    say(f"\nLikely duplicates ({database})")
    say(table(("entered again", "count", "found %", "offers each"), rows))
    for told, some in (
        ("missed", [case for case in again if not case[FOUND]]),
        ("wrongly offered", [case for case in new if case[OFFERED]]),
    ):
        for case in some[:MOST_SHOWN]:
            say(f"{told}: {case[NAME]} ({case[WAY]}){': ' if case[NAMES] else ''}{', '.join(case[NAMES])}")
