"""Searching a nation of names: fills the index, types, and judges what comes back; run as `bench.child search_run`.

`main("fill", …)` stores villages and register as the product does; `main("ask", …)` times 1,000 typings over each and says
which of them found what was wanted.
"""

import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

from django.core.management import call_command
from django.db import connection

from bench.search_names import SEED, Typing, Wanted, register, typings, villages, write_villages
from withi.ground.places.actions import import_villages
from withi.ground.places.models import Area
from withi.ground.search import actions
from withi.ground.search.queries import find
from withi.ground.search.rules import Hit
from withi.kit.thai import fold

SIZES = {"whole": (75_000, 350_000, 1_000), "small": (800, 2_000, 60)}
"""Villages, names of the register, typings."""
PLACE_KINDS = ("province", "district", "tambon", "village")
WARM_UP = 30
Asked = Callable[[Typing], tuple[Hit, ...]]


def main(step: str, size: str) -> dict[str, Any]:
    return {"fill": fill, "ask": ask}[step](size)


def lists(size: str) -> tuple[list[tuple[str, str, str]], list[Wanted]]:
    """The villages and the register, always the same."""
    rng = Random(SEED)
    places = villages(SIZES[size][0], rng)
    return places, register(SIZES[size][1], places, rng)


def fill(size: str) -> dict[str, Any]:
    """Store the lists as the product stores them; the seconds it took."""
    places, names = lists(size)
    start = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "villages.csv")
        write_villages(path, places)
        import_villages(path)
    stored = perf_counter()
    for kind, rows in groupby(sorted(names, key=lambda row: row.kind), key=lambda row: row.kind):
        actions.put(kind, (actions.Name(row.ref_id, row.name, row.area_code, True) for row in rows), are_new=True)
    took = {"villages": stored - start, "register": perf_counter() - stored}
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze" if connection.vendor == "postgresql" else "analyze")
    return {"seconds": took}


def ask(size: str) -> dict[str, Any]:
    """Type as many texts over the register and over the places; times in ms, and whether each found its target."""
    places, names = lists(size)
    rng = Random(SEED + 1)
    count = SIZES[size][2]
    # the kinds of a list: the search over everything is another question
    areas = [Wanted(_kind(code), int(code), name, code) for code, name in areas_and_villages()]
    return {
        "register": asked(typings(names, count, rng), lambda typing: found(typing, ("product", "producer"), "")),
        "places": asked(typings(areas, count, rng), lambda typing: found(typing, PLACE_KINDS, "")),
        "places, own district": asked(
            typings(areas, count, rng), lambda typing: found(typing, PLACE_KINDS, typing.wanted.area_code[:4])
        ),
    }


def areas_and_villages() -> list[tuple[str, str]]:
    return list(Area.objects.current().order_by("code").values_list("code", "name_th"))


def _kind(code: str) -> str:
    return PLACE_KINDS[len(code) // 2 - 1]


def found(typing: Typing, kinds: tuple[str, ...], home: str) -> tuple[Hit, ...]:
    return find(typing.typed, kinds=kinds, home=home).hits


def asked(typed: Iterable[Typing], answer: Asked) -> dict[str, Any]:
    """Milliseconds of each, and the share that found what was wanted, by how it was typed."""
    rows = list(typed)
    for typing in rows[:WARM_UP]:
        answer(typing)
    times: dict[str, list[float]] = defaultdict(list)
    right: dict[str, list[float]] = defaultdict(list)
    missed = []
    for typing in rows:
        start = perf_counter()
        hits = answer(typing)
        taken = (perf_counter() - start) * 1000
        share = reached(typing, hits)
        for name in (typing.how, f"{typing.how} {typing.form}"):
            times[name].append(taken)
            right[name].append(share)
        if share < 1:
            missed.append((typing.how, typing.form, typing.typed, typing.text, typing.wanted.name, [h.name for h in hits[:3]]))
    every = [taken for name, some in times.items() if " " not in name for taken in some]
    return {
        "p50": statistics.median(every),
        "p95": p95(every),
        "most": max(every),
        "by": {name: (100 * statistics.fmean(right[name]), statistics.median(times[name]), p95(times[name]), len(times[name])) for name in sorted(times)},
        "missed": missed,
    }


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, int(len(values) * 0.95) - 1)]


def reached(typing: Typing, hits: tuple[Hit, ...]) -> float:
    """1 where the target is there; of a beginning, the share of rows that truly hold it."""
    text = fold(typing.text)
    if typing.how == "prefix":
        return sum(holds(hit, text) for hit in hits) / len(hits) if hits else 0.0
    if typing.form == "whole":
        wanted = typing.wanted
        return float(any(fold(hit.name) == fold(wanted.name) and hit.kind == wanted.kind for hit in hits))
    return float(any(text in fold(hit.name) for hit in hits))


def holds(hit: Hit, text: str) -> bool:
    return text in fold(hit.name)


__all__ = ["call_command", "main"]
