"""S1-S3: how fast names of a nation are found, how many of them, and whether a person would call them right."""

import statistics
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from bench import nation
from bench.figures import Figure, say, table
from bench.goals import S1, S2_EDIT, S2_EXACT, S2_PLACES, S2_PREFIX, S2_SAME, S3
from bench.sites import Site

SOURCES = (
    "bench/search_names.py",
    "bench/search_run.py",
    "requirements/base.txt",
    "withi/*/migrations/*.py",
    "withi/ground/places/*.py",
    "withi/ground/search/actions.py",
    "withi/ground/search/models.py",
    "withi/ground/search/rules.py",
    "withi/ground/search/slips.py",
    "withi/kit/thai.py",
)
HOW, FORM, TYPED, CLOCK, WORKED, SHARE, HITS, OFFERED = range(8)
"""Columns of a typing as `search_run` tells it."""
GOALS = {"exact": S2_EXACT, "prefix": S2_PREFIX, "edit": S2_EDIT}
MOST_SHOWN = 5
Typings = list[list[Any]]
Told = dict[str, Mapping[str, Typings]]
"""By database: the typings of each list."""


def measure(database: str, small: Site, told: Told, *, is_quick: bool) -> Iterator[Figure]:
    """The figures of one database; `told` gets what came back, to be held beside the other's."""
    size = "small" if is_quick else "whole"
    with nation.loaded(database, f"search_{size}", SOURCES, lambda site: _fill(site, size)) as site:
        told[database] = site.child("search_run", "ask", size)
    for name, typings in told[database].items():
        _show(database, name, typings)
        yield _speed(database, name, typings)
        yield from _recall(database, name, typings)
    yield _judged(database, small.child("judged"))


def same(told: Told) -> Iterator[Figure]:
    """How many typings two databases answer alike, where two were asked."""
    if len(told) < 2:
        return
    (one, mine), (other, theirs) = told.items()
    pairs = [
        (name, *pair) for name in mine for pair in zip_longest(mine[name], theirs.get(name, []), fillvalue=[None] * 8)
    ]
    different = [(name, a[TYPED]) for name, a, b in pairs if a[HITS] != b[HITS]]
    for name, typed in different[:MOST_SHOWN]:
        say(f"not the same on both: {typed} ({name})")
    alike = 100 * (1 - len(different) / len(pairs))
    yield Figure(
        S2_SAME, alike, f"{one}, {other}", f"{len(pairs) - len(different):,} of {len(pairs):,}, order included"
    )


def _fill(site: Site, size: str) -> None:
    site.manage("migrate", "--noinput", "--verbosity", "0")
    site.manage("areas")
    seconds = site.child("search_run", "fill", size)
    say(", ".join(f"{name} stored in {taken:.1f} s" for name, taken in seconds.items()))


def _show(database: str, name: str, typings: Typings) -> None:
    """A table by how and what was typed, and the first that were missed."""
    kinds = sorted({(row[HOW], row[FORM]) for row in typings})
    groups = {" ".join(kind): [row for row in typings if (row[HOW], row[FORM]) == kind] for kind in kinds}
    rows = [
        (
            kind,
            len(some),
            _share(some),
            _middle(some, CLOCK),
            p95(some, CLOCK),
            p95(some, WORKED),
            max(row[CLOCK] for row in some),
        )
        for kind, some in {**groups, "all": typings}.items()
    ]
    say(f"\nSearch, {name} ({database})")
    say(table(("typed", "count", "found %", "p50 ms", "p95 ms", "p95 ms CPU", "most ms"), rows))
    missed = [row[TYPED] for row in typings if row[SHARE] < 1]
    say(f"missed: {len(missed)}{': ' if missed else ''}{' | '.join(missed[:MOST_SHOWN])}")
    _show_offered(typings)


def _show_offered(typings: Typings) -> None:
    """What was offered beside the answers: of use, or only in the way."""
    mended = sum(row[SHARE] < 1 and row[OFFERED] == "right" for row in typings)
    wrong = [row for row in typings if row[OFFERED] == "wrong"]
    well = sum(row[HOW] != "edit" for row in wrong)
    say(f"offered beside: {mended} of the missed; another than meant {len(wrong)} times, {well} of them typed well")


def _speed(database: str, name: str, typings: Typings) -> Figure:
    detail = f"{name}; p50 {_middle(typings, CLOCK):.2f}; processor time of the process p95 {p95(typings, WORKED):.2f}"
    return Figure(S1, p95(typings, CLOCK), database, detail)


def _recall(database: str, name: str, typings: Typings) -> Iterator[Figure]:
    for how, goal in GOALS.items():
        some = [row for row in typings if row[HOW] == how]
        is_place_edit = how == "edit" and name != "register"
        yield Figure(S2_PLACES if is_place_edit else goal, _share(some), database, f"{name}; {len(some):,} typings")


def _judged(database: str, verdicts: list[list[Any]]) -> Figure:
    """The right ones among the first five, the mean of all queries; nothing found is nothing right."""
    for query, right, of in verdicts:
        if right < of or not of:
            say(f"not all right: {query} ({right} of {of})")
    share = 100 * statistics.fmean(right / of if of else 0 for _, right, of in verdicts)
    none = sum(not of for *_, of in verdicts)
    return Figure(S3, share, database, f"{len(verdicts)} queries judged by hand, {none} of them without an answer")


def p95(typings: Typings, column: int) -> float:
    """The value that five in a hundred are above."""
    values = sorted(row[column] for row in typings)
    return float(values[max(0, -(-len(values) * 95 // 100) - 1)])


def _middle(typings: Typings, column: int) -> float:
    return float(statistics.median(row[column] for row in typings))


def _share(typings: Typings) -> float:
    return 100 * statistics.fmean(row[SHARE] for row in typings)
