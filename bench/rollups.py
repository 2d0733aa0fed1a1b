"""W4 and A1-A4: pages and sums of a nation with years of monthly sales, and what keeping the sums costs.

The small nation has two years of months, the large one as many as were asked for; both are kept between runs.
"""

import statistics
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from bench import nation, web
from bench.figures import Figure, say, table
from bench.goals import A1_MAP, A1_TILE, A2, A3_BULK, A3_SINGLE, A4, A4_SECONDS, NATION_PAGE, W4
from bench.load import drive
from bench.processes import cpu_seconds
from bench.sites import Site

LOOK_UP, TILE, MAP = "an indexed look-up", "a month of the nation", "a month of all provinces"
"""Names of the queries that have goals of their own; `rollups_run` tells them so."""
SMALL_MONTHS = 24
SOURCES = (*nation.SOURCES, "withi/work/income/models.py", "withi/work/figures/models.py")


@dataclass(frozen=True)
class Plan:
    """Months of the large nation, the part of its producers, how long its pages are asked for, and turns of queries."""

    months: int = 120
    share: float = 1.0
    seconds: float = 3.0
    rounds: int = 3
    turns: int = 3


def measure(database: str, plan: Plan) -> Iterator[Figure]:
    """The figures of one database."""
    with ExitStack() as stack:
        large, small = (stack.enter_context(_nation(database, plan, months)) for months in (plan.months, SMALL_MONTHS))
        reads, rows = _reads(large, small, plan.turns)
        yield from _of_reads(large, reads)
        yield _growth(large, reads, rows)
        yield from _of_writes(large)
        yield from _of_recount(large, rows[0])
        yield from _of_pages(large, plan)


def _nation(database: str, plan: Plan, months: int) -> Any:
    def load(bare: Site) -> None:
        bare.manage("migrate", "--noinput", "--verbosity", "0")
        bare.manage("scale", "--national", "--share", f"{plan.share:g}")
        bare.child("officer")
        bare.manage("scale", "--history", "--months", str(months))

    return nation.loaded(database, f"months_{plan.share:g}_{months}", SOURCES, load)


def _keeper(site: Site) -> list[str]:
    return [str(site.keeper)] if site.keeper else []


Times = Mapping[str, list[float]]


def _reads(large: Site, small: Site, turns: int) -> tuple[tuple[Times, Times], tuple[int, int]]:
    """Milliseconds of every query on both sites, asked by turns."""
    found: tuple[dict[str, list[float]], dict[str, list[float]]] = {}, {}
    rows = [0, 0]
    for _ in range(turns):
        for place, site in enumerate((large, small)):
            told = site.child("rollups_run", "reads", *_keeper(site))
            rows[place] = told["rows"]
            for name, taken in told["reads"].items():
                found[place].setdefault(name, []).append(min(taken))
    return found, (rows[0], rows[1])


def _of_reads(site: Site, reads: tuple[Times, Times]) -> Iterator[Figure]:
    """A1: the tile and the map, to an indexed look-up of the same turn."""
    large, small = reads
    say(f"\nQueries of figures on {site.database}, processor milliseconds")
    heads = ("query", "large", "small", "to a look-up")
    middle = {name: statistics.median(taken) for name, taken in large.items()}
    say(table(heads, ((name, ms, min(small[name]), ms / middle[LOOK_UP]) for name, ms in middle.items())))
    for goal, name in ((A1_TILE, TILE), (A1_MAP, MAP)):
        ratio = statistics.median(one / other for one, other in zip(large[name], large[LOOK_UP], strict=True))
        yield Figure(goal, ratio, site.database, f"{middle[name]:.2f} ms, the look-up {middle[LOOK_UP]:.2f}")


def _growth(site: Site, reads: tuple[Times, Times], rows: tuple[int, int]) -> Figure:
    """A2: the worst query, the best turn of each; busy moments fall on one site and not on the other."""
    large, small = reads
    grown = {name: min(taken) / (min(small[name]) or 1) for name, taken in large.items()}
    name = max(grown, key=lambda query: grown[query])
    others = ", ".join(f"{query} {value:.2f}" for query, value in grown.items())
    return Figure(A2, grown[name], site.database, f"{rows[0]:,} against {rows[1]:,} months; {others}")


def _of_writes(site: Site) -> Iterator[Figure]:
    """A3: storing reports with their sums, to storing them alone."""
    told = site.child("rollups_run", "writes", *_keeper(site))
    for goal, name in ((A3_BULK, "bulk"), (A3_SINGLE, "single")):
        kept, bare = told[f"{name} kept"], told[f"{name} bare"]
        ratio = statistics.median(one / other for one, other in zip(kept, bare, strict=True))
        detail = f"{statistics.median(kept):.0f} ms against {statistics.median(bare):.0f}, in a transaction undone"
        yield Figure(goal, ratio, site.database, detail)


def _of_recount(site: Site, rows: int) -> Iterator[Figure]:
    """A4: what the recount finds, and its processor time."""
    told = site.child("rollups_run", "recount", *_keeper(site))
    detail = f"{rows:,} reports of {told['months']} months"
    yield Figure(A4, told["differences"], site.database, detail)
    yield Figure(A4_SECONDS, told["seconds"], site.database, detail)


def _of_pages(site: Site, plan: Plan) -> Iterator[Figure]:
    """W4: processor time of the officer's pages to the ceiling of the same round; the nation's page in milliseconds."""
    told = site.child("rollups_run", "pages")
    cookie = f"Cookie: {told['cookie']}"
    ratios: dict[str, list[float]] = {name: [] for name in told["paths"]}
    spent: dict[str, list[float]] = {name: [] for name in told["paths"]}
    with web.ceiling(site) as (hello, port), web.served(site, "0") as (pid, own):
        for turn in range(plan.rounds + 1):
            base = _per_answer(f"http://127.0.0.1:{port}/hello", hello, plan.seconds, [])
            for name, path in told["paths"].items():
                each = _per_answer(f"http://127.0.0.1:{own}{path}", pid, plan.seconds, [cookie], site.keeper)
                if turn:
                    ratios[name].append(each / base)
                    spent[name].append(each)
    say(f"\nAn officer's pages on {site.database}, processor time")
    middle = {name: statistics.median(some) for name, some in ratios.items()}
    say(table(("page", "ms", "x hello"), ((name, statistics.median(spent[name]), middle[name]) for name in middle)))
    judged = {name: middle[name] for name in ("officer's home", "district table")}
    yield Figure(W4, max(judged.values()), site.database, ", ".join(f"{name} {of:.1f}" for name, of in middle.items()))
    yield Figure(
        NATION_PAGE, statistics.median(spent["nation"]), site.database, "the whole stack, after the first time"
    )


def _per_answer(url: str, pid: int, seconds: float, headers: list[str], keeper: int | None = None) -> float:
    """Processor milliseconds of the server (and of its database) for one answer; RuntimeError for what is no page."""
    roots = [pid, *([keeper] if keeper else [])]
    before = cpu_seconds(*roots)
    load = drive(url, seconds, headers)
    if load.bad or not load.answers:
        raise RuntimeError(f"{url}: {load.bad} of {load.answers} answers are no page")
    return 1000 * (cpu_seconds(*roots) - before) / load.answers
