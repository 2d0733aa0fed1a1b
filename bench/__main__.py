"""`make bench`, or `python -m bench`: measure, print the tables, keep bench/latest.json."""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import duplicates, imports, nation, processes, rollups, search, sites, web
from bench.care import care
from bench.figures import LATEST, Figure, conditions, say, summary, write
from bench.load import tool
from bench.sites import Site

FULL_ROWS, QUICK_ROWS = 100_000, 300
PARTS = ("pages", "import", "search", "duplicates", "figures")
UNFINISHED = "the run has not come to its end"
QUICK_SHARE, QUICK_DEMO, QUICK_MONTHS = 0.001, 0.18, 30


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    databases: tuple[str, ...]
    parts: tuple[str, ...]
    web: web.Plan
    imports: imports.Plan
    rollups: rollups.Plan
    share: float
    is_quick: bool
    out: Path


@dataclass
class Run:
    """What one run has found: figures, what could not be measured, what searches told, where the time of pages goes."""

    figures: list[Figure] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    told: search.Told = field(default_factory=dict)
    shares: dict[str, Any] = field(default_factory=dict)


def wish(arguments: list[str]) -> Wish:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--database", choices=(*sites.DATABASES, "both"), default="both")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part of it; again for another")
    parser.add_argument("--share", type=float, default=1.0, help="so much of the nation behind the pages")
    parser.add_argument("--rows", type=int, help="rows of the timed import (20,000)")
    parser.add_argument("--months", type=int, default=rollups.Plan.months, help="of sales behind the figures (120)")
    parser.add_argument("--full", action="store_true", help=f"time the import with {FULL_ROWS:,} rows")
    parser.add_argument("--quick", action="store_true", help="only see that everything runs; the figures mean nothing")
    parser.add_argument("--out", type=Path, help="where the figures go (bench/latest.json; with --quick nowhere)")
    return _meant(parser.parse_args(arguments))


def _meant(given: argparse.Namespace) -> Wish:
    usual = QUICK_ROWS if given.quick else FULL_ROWS if given.full else imports.Plan.rows
    rows = given.rows or usual
    return Wish(
        databases=sites.DATABASES if given.database == "both" else (given.database,),
        parts=tuple(given.only or PARTS),
        web=web.Plan(0.2, 1) if given.quick else web.Plan(),
        imports=imports.Plan(rows, 1, rows, rows) if given.quick else imports.Plan(rows),
        rollups=_years(given),
        share=QUICK_SHARE if given.quick else given.share,
        is_quick=given.quick,
        out=given.out or _place(given),
    )


def _years(given: argparse.Namespace) -> rollups.Plan:
    """How much stands behind the figures of sales."""
    return (
        rollups.Plan(QUICK_MONTHS, QUICK_SHARE, 0.2, 1, 1) if given.quick else rollups.Plan(given.months, given.share)
    )


def _place(given: argparse.Namespace) -> Path:
    """Where the figures go if it was not said."""
    return Path("/dev/null") if given.quick else LATEST


def measure(wanted: Wish, database: str, run: Run) -> Iterator[Figure]:
    """Every figure on one database."""
    if "figures" in wanted.parts:
        yield from rollups.measure(database, wanted.rollups)
    if wanted.parts == ("figures",):
        return
    demo = QUICK_DEMO if wanted.is_quick else 1.0
    with sites.prepared(database, demo) as small:
        if "pages" in wanted.parts:
            with nation.site(database, wanted.share, demo) as site, nation.little(small) as little:
                yield from pages(wanted, site, little, run)
        if "import" in wanted.parts:
            yield from imports.measure(small, wanted.imports, run.missed)
        if "search" in wanted.parts:
            yield from search.measure(database, small, run.told, is_quick=wanted.is_quick)
        if "duplicates" in wanted.parts:
            yield from duplicates.measure(database, is_quick=wanted.is_quick)


def pages(wanted: Wish, site: Site, small: Site, run: Run) -> Iterator[Figure]:
    """W1-W7: the pages of a nation, against those of a little one where it is about growing."""
    counts, small_counts = (one.child("pages")["pages"] for one in (site, small))
    if wanted.is_quick:
        counts, small_counts = web.one_of_each(counts), web.one_of_each(small_counts)
    yield from web.queries(site, counts)
    run.shares[site.database] = web.shares(site, counts)
    yield from web.measure(site, wanted.web, counts, small, small_counts)
    yield from care(site, counts, run.missed)


def _conditions(wanted: Wish, run: Run, minutes: float) -> dict[str, Any]:
    return conditions(
        databases=list(wanted.databases),
        load=tool(wanted.web.seconds),
        seconds_a_page=wanted.web.seconds,
        rounds=wanted.web.rounds,
        import_rows=wanted.imports.rows,
        share_of_the_nation=wanted.share,
        months_of_sales=wanted.rollups.months,
        minutes=round(minutes, 1),
        not_measured=run.missed,
        shares=run.shares,
    )


def main(arguments: list[str]) -> int:
    """1 where something could not be measured; a missed goal is told, and fails nothing."""
    wanted = wish(arguments)
    if not processes.is_possible():
        say("the bench reads /proc: it runs on Linux only")
        return 1
    start, run = time.monotonic(), Run()

    def keep() -> None:
        write(run.figures, _conditions(wanted, run, (time.monotonic() - start) / 60), wanted.out)

    run.missed.append(UNFINISHED)
    for database in wanted.databases:
        if reason := sites.missing(database):
            run.missed.append(reason)
            continue
        for figure in measure(wanted, database, run):
            run.figures.append(figure)
            keep()
    run.missed.remove(UNFINISHED)
    run.figures += search.same(run.told)
    keep()
    say(f"\n{summary(run.figures)}")
    for reason in run.missed:
        say(f"!!!!!! NOT MEASURED: {reason} !!!!!!")
    minutes = (time.monotonic() - start) / 60
    say(f"{minutes:.1f} minutes{'; only a trial run' if wanted.is_quick else f', kept in {wanted.out}'}")
    return 1 if run.missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
