"""W1-W3: processor time per request of our pages, against the ceiling in the same run.

Rounds go through every page in turn, so that a busy moment of the machine falls on all of them; each page is compared
with the ceiling of its own round, and the middle round counts.
"""

import json
import statistics
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench import peers
from bench.figures import ROOT, Figure, say, table
from bench.goals import W1, W2, W3, W5_DESK, W5_DETAIL, W5_LIST, W5_REPEATED, W7, Goal
from bench.load import Load, drive
from bench.processes import cpu_seconds, free_port, server
from bench.sites import Site

Pages = list[dict[str, Any]]
"""Pages with the counts of their queries, as `pages` tells them."""
CEILING = "hello"
WARM_UP = 6
QUERY_GOALS = {W5_DETAIL: ("detail", "form"), W5_LIST: ("list",), W5_DESK: ("desk",)}
PARTS = ("middleware", "queries", "templates", "view")
STATES = ("cold", "small")
COLD_GOALS = {"detail": W1, "form": W1, "list": W2}
KEPT = ("detail", "list")
"""Kinds of pages that have a goal when they come from memory: a form that posts never does."""


@dataclass(frozen=True)
class Plan:
    """How long: seconds per page and round, and rounds."""

    seconds: float = 3.0
    rounds: int = 3


@dataclass(frozen=True)
class Target:
    """One page of one server; `state` is cold, warm, 304, small (cold, the small site) or empty for a ceiling."""

    name: str
    url: str
    server: int
    state: str = ""
    kind: str = ""
    headers: tuple[str, ...] = ()


@dataclass
class Taken:
    """What the rounds of one target came to; times in milliseconds per request."""

    cpu: list[float] = field(default_factory=list)
    ratio: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    wait: list[float] = field(default_factory=list)
    bad: int = 0

    def take(self, load: Load, cpu: float, seconds: float) -> None:
        self.cpu.append(1000 * cpu / max(load.answers, 1))
        self.rate.append(load.answers / seconds)
        self.wait.append(load.middle_ms)
        self.bad += load.bad


def measure(site: Site, plan: Plan, counts: Pages, small: Site, small_counts: Pages) -> list[Figure]:
    """W1-W3 of this site, and W7 against a small one, page by page in the same rounds."""
    with ExitStack() as stack:
        targets = _paired(_targets(site, stack, counts), _small_targets(small, stack, small_counts))
        taken = {target: Taken() for target in targets}
        for _ in range(plan.rounds):
            for target in targets:
                before = cpu_seconds(target.server)
                load = drive(target.url, plan.seconds, target.headers)
                taken[target].take(load, cpu_seconds(target.server) - before, plan.seconds)
            for each in taken.values():
                each.ratio.append(each.cpu[-1] / (taken[targets[0]].cpu[-1] or float("inf")))
    _explain(site, plan, taken, {count["page"]["path"]: count["size"] for count in counts})
    _refuse_bad(taken)
    return [*_figures(site, taken), _growth(site, taken)]


def queries(site: Site, counts: Pages) -> list[Figure]:
    """W5 of this site: the worst page of each kind."""
    heads = ("page", "path", "status", "kB", "queries at first", "later", "repeated")
    say(f"\nQueries on {site.database}: pages not kept, data versions read")
    say(table(heads, (_query_row(count) for count in counts)))
    broken = [count["page"]["path"] for count in counts if count["status"] != 200]
    if broken:
        raise RuntimeError(f"no page at {', '.join(broken)}")
    worst = [
        _worst(
            goal, site, {count["page"]["name"]: count["later"] for count in counts if count["page"]["kind"] in kinds}
        )
        for goal, kinds in QUERY_GOALS.items()
    ]
    return [*worst, _worst(W5_REPEATED, site, {count["page"]["name"]: count["repeated"] for count in counts})]


def _later(counts: Pages, kinds: Collection[str]) -> dict[str, float]:
    """Queries of each page of these kinds, once it was asked for before."""
    return {count["page"]["name"]: count["later"] for count in counts if count["page"]["kind"] in kinds}


def shares(site: Site, counts: Pages) -> dict[str, dict[str, float]]:
    """Where the time of every public page goes, printed: by page the per cent of each part, and milliseconds."""
    pages = [count["page"] for count in counts if count["page"]["kind"] != "desk"]
    found = site.child("shares", json.dumps([quoted(page["path"]) for page in pages]))
    say(f"\nWhere the time goes on {site.database}: processor time in the process, per cent")

    def of(parts: dict[str, float]) -> dict[str, float]:
        whole = sum(parts.values())
        return {"ms": round(1000 * whole, 3), **{part: round(100 * parts[part] / whole) for part in PARTS}}

    told = {page["name"]: of(parts) for page, parts in zip(pages, found, strict=True)}
    say(table(("page", "ms", *PARTS), ((name, *row.values()) for name, row in told.items())))
    return told


def one_of_each(counts: Pages) -> Pages:
    """The first page of each kind: enough to see that everything runs."""
    return list({count["page"]["kind"]: count for count in reversed(counts)}.values())


def _query_row(count: dict[str, Any]) -> tuple[object, ...]:
    page = count["page"]
    figures = (count["first"], count["later"], count["repeated"])
    return (page["name"], page["path"], count["status"], count["size"] / 1000, *figures)


def _targets(site: Site, stack: ExitStack, counts: Pages) -> list[Target]:
    """The ceilings first, then every page cold, warm, and as a browser asks that has it already."""
    pages = [count["page"] for count in counts if count["page"]["kind"] != "desk"]
    hello, port = stack.enter_context(ceiling(site))
    own, own_port = stack.enter_context(_ceiling_on_granian(site))
    targets = [
        Target(CEILING, f"http://127.0.0.1:{port}/hello", hello),
        Target("hello behind granian", f"http://127.0.0.1:{own_port}/hello", own),
    ]
    for state, megabytes in (("cold", "0"), ("warm", "32")):
        pid, port = stack.enter_context(served(site, megabytes))
        for page in pages:
            if state == "warm" and page["kind"] == "form":
                continue
            url = f"http://127.0.0.1:{port}{quoted(page['path'])}"
            etag = _warmed(url)
            targets.append(Target(page["name"], url, pid, state, page["kind"]))
            if state == "warm" and page["kind"] in KEPT:
                targets.append(Target(page["name"], url, pid, "304", page["kind"], (f"If-None-Match: {etag}",)))
    return targets


def _small_targets(site: Site, stack: ExitStack, counts: Pages) -> list[Target]:
    """The same pages of a small site, cold."""
    pid, port = stack.enter_context(served(site, "0"))
    pages = [count["page"] for count in counts if count["page"]["kind"] != "desk"]
    targets = [
        Target(page["name"], f"http://127.0.0.1:{port}{quoted(page['path'])}", pid, "small", page["kind"])
        for page in pages
    ]
    for target in targets:
        _warmed(target.url)
    return targets


def _paired(targets: list[Target], small: list[Target]) -> list[Target]:
    """Each page of the small site right after the one it is compared with, in the same mood of the machine."""
    of_small = {one.name: one for one in small}
    return [each for one in targets for each in (one, of_small.get(one.name) if one.state == "cold" else None) if each]


@contextmanager
def ceiling(site: Site) -> Iterator[tuple[int, int]]:
    """The ceiling behind gunicorn, one sync worker."""
    port = free_port()
    command = [str(peers.python()), "-m", "gunicorn", "-w", "1", "-b", f"127.0.0.1:{port}", "bench.ceiling:application"]
    with server(command, port, peers.environment(), site.folder) as pid:
        yield pid, port


@contextmanager
def _ceiling_on_granian(site: Site) -> Iterator[tuple[int, int]]:
    """The same hello behind our own server: shows what the server alone makes of the ratio."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--no-ws"]
    command += ["--blocking-threads", "8", "--host", "127.0.0.1", "--port", str(port), "bench.ceiling:application"]
    with server(command, port, peers.environment(), site.folder) as pid:
        yield pid, port


@contextmanager
def served(site: Site, megabytes: str) -> Iterator[tuple[int, int]]:
    """Our full stack as `withi serve` starts it, with one worker."""
    port = free_port()
    command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port), "--workers", "1"]
    with server(command, port, site.environment(WITHI_PAGE_CACHE_MB=megabytes), site.folder) as pid:
        yield pid, port


def quoted(path: str) -> str:
    return urllib.request.quote(path, safe="/?=&")  # type: ignore[attr-defined,no-any-return]


def _warmed(url: str) -> str:
    """Ask a few times, so that everything a process remembers is there; the page's tag."""
    etag = ""
    for _ in range(WARM_UP):
        with urllib.request.urlopen(url, timeout=60) as answer:
            answer.read()
            etag = answer.headers.get("ETag", "")
    return etag


def _refuse_bad(taken: Mapping[Target, Taken]) -> None:
    bad = [f"{target.name} {target.state}: {each.bad}" for target, each in taken.items() if each.bad]
    if bad:
        raise RuntimeError(f"answers that are no page: {', '.join(bad)}")


def _figures(site: Site, taken: Mapping[Target, Taken]) -> Iterator[Figure]:
    worst: dict[Goal, dict[str, float]] = defaultdict(dict)
    for target, each in taken.items():
        ratio = statistics.median(each.ratio)
        if target.state == "cold" and target.kind in COLD_GOALS:
            worst[COLD_GOALS[target.kind]][target.name] = ratio
        elif target.state in ("warm", "304") and target.kind in KEPT:
            worst[W3][f"{target.name} {target.state}"] = ratio
    for goal in (W1, W2, W3):
        yield _worst(goal, site, worst[goal])


def _growth(site: Site, taken: Mapping[Target, Taken]) -> Figure:
    """W7: processor time of each page to that of the same page on the small site, in the middle round."""
    cold, small = ({one.name: each.cpu for one, each in taken.items() if one.state == state} for state in STATES)
    rounds = {name: zip(cold[name], small[name], strict=True) for name in small if name in cold}
    grown = {name: statistics.median(big / (less or 1) for big, less in pairs) for name, pairs in rounds.items()}
    return _worst(W7, site, grown)


def _worst(goal: Goal, site: Site, found: Mapping[str, float]) -> Figure:
    """The figure of the worst page, which must hold for all of them; the others stand beside it."""
    name = max(found, key=lambda page: found[page])
    others = ", ".join(f"{page} {value:.3g}" for page, value in found.items())
    return Figure(goal, found[name], site.database, others)


def _explain(site: Site, plan: Plan, taken: Mapping[Target, Taken], sizes: Mapping[str, int]) -> None:
    say(f"\nPages on {site.database}: {plan.rounds} rounds of {plan.seconds:g} s a page, one worker")
    heads = ("page", "", "kB", "CPU ms", "x hello", "spread", "pages/s", "wait ms")
    known = {quoted(path): size for path, size in sizes.items()}

    def row(target: Target, each: Taken) -> tuple[object, ...]:
        ratio = statistics.median(each.ratio)
        spread = f"{50 * (max(each.ratio) - min(each.ratio)) / (ratio or 1):.0f} %"
        path = "/" + target.url.split("/", 3)[3]
        middle = [statistics.median(values) for values in (each.cpu, each.rate, each.wait)]
        size = known[path] / 1000 if path in known else ""
        return target.name, target.state, size, middle[0], ratio, spread, middle[1], middle[2]

    say(table(heads, (row(target, each) for target, each in taken.items())))
