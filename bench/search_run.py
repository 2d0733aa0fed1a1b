"""Searching a nation of names: fills the index, types, and judges what comes back; run as `bench.child search_run`.

`main("fill", …)` stores villages and register as the product does; `main("ask", …)` times as many typings over each and
says which of them found what was wanted.
"""

import tempfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

from django.db import connection

from bench.search_names import SEED, Typing, Wanted, register, typings, villages, write_villages
from withi.ground.places.actions import import_villages
from withi.ground.places.models import Area
from withi.ground.search import actions
from withi.ground.search.queries import find
from withi.ground.search.rules import Hit
from withi.kit.thai import fold, words

SIZES = {"whole": (75_000, 350_000, 1_000), "small": (800, 2_000, 60)}
"""Villages, names of the register, typings."""
PLACE_KINDS = ("province", "district", "tambon", "village")
REGISTER_KINDS = ("product", "producer")
FULL = 20
WARM_UP = 30


def main(step: str, size: str) -> dict[str, Any]:
    return {"fill": fill, "ask": ask}[step](size)


def fill(size: str) -> dict[str, Any]:
    """Store the lists as the product stores them; the seconds it took."""
    places, names = _lists(size)
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
    return took


def ask(size: str) -> dict[str, Any]:
    """Type as many texts over the register and over the places: what came back, how fast, and whether it was right."""
    _, names = _lists(size)
    count = SIZES[size][2]
    rng = Random(SEED + 1)
    areas = [
        Wanted(PLACE_KINDS[len(code) // 2 - 1], int(code), name, code)
        for code, name in Area.objects.current().order_by("code").values_list("code", "name_th")
    ]
    typed, placed = typings(names, count, rng), typings(areas, count, rng)
    return {
        "register": _asked(typed, REGISTER_KINDS, _Beginnings(names)),
        "places": _asked(placed, PLACE_KINDS, _Beginnings(areas)),
        "places, own district": _asked(placed, PLACE_KINDS, _Beginnings(areas), home=4),
    }


def _lists(size: str) -> tuple[list[tuple[str, str, str]], list[Wanted]]:
    """The villages and the register, always the same."""
    rng = Random(SEED)
    places = villages(SIZES[size][0], rng)
    return places, register(SIZES[size][1], places, rng)


class _Beginnings:
    """How many entries, up to a full answer, have a text at the beginning of their name or of a word in it."""

    def __init__(self, entries: Iterable[Wanted]) -> None:
        self.texts = ["\n".join(("", fold(row.name), *words(row.name))) for row in entries]
        self.known: dict[str, int] = {}

    def count(self, folded: str) -> int:
        if folded not in self.known:
            begun, found = f"\n{folded}", 0
            for text in self.texts:
                found += begun in text
                if found == FULL:
                    break
            self.known[folded] = found
        return self.known[folded]


def _asked(typed: Sequence[Typing], kinds: tuple[str, ...], all_names: _Beginnings, home: int = 0) -> list[Any]:
    """Each typing with milliseconds by the clock and of the processor, its share of right answers, the answers, and
    whether what was offered beside them was right, wrong or nothing.

    `home`: so many signs of the wanted entry's code are the area of who asks.
    """
    for typing in typed[:WARM_UP]:
        find(typing.typed, kinds=kinds)
    answers = []
    for typing in typed:
        near = typing.wanted.area_code[:home]
        start, worked = perf_counter(), process_time()
        found = find(typing.typed, kinds=kinds, home=near)
        answers.append((found, (perf_counter() - start) * 1000, (process_time() - worked) * 1000))
    told = []
    # judged when all are asked: each look through all names would push the next search out of the processor's memory
    for typing, (found, *taken) in zip(typed, answers, strict=True):
        share = reached(typing, found.hits, all_names.count(fold(typing.text)), is_home=bool(home))
        hits = [[hit.kind, hit.ref_id] for hit in found.hits]
        told.append([typing.how, typing.form, typing.typed, *taken, share, hits, offered(typing, found.meant)])
    return told


def offered(typing: Typing, meant: str) -> str:
    """Whether the text offered beside the answers is what was typed with a slip."""
    if not meant:
        return ""
    text = fold(typing.text)
    is_right = typing.how == "edit" and fold(meant).startswith((text, text.removeprefix(fold("บ้าน"))))
    return "right" if is_right else "wrong"


def reached(typing: Typing, hits: Sequence[Hit], every: int, *, is_home: bool) -> float:
    """1 where the wanted name is among the answers; of a beginning, the share of `every` that is there.

    With a home the very entry is wanted, without one any of the same name and kind: names of areas come often.
    """
    text = fold(typing.text)
    if typing.how == "prefix":
        return min(1.0, sum(text in fold(hit.name) for hit in hits) / min(FULL, every)) if every else 1.0
    if typing.form != "whole":
        return float(any(text in fold(hit.name) for hit in hits))
    wanted = typing.wanted
    if is_home:
        return float(any((hit.kind, hit.ref_id) == (wanted.kind, wanted.ref_id) for hit in hits))
    return float(any((fold(hit.name), hit.kind) == (fold(wanted.name), wanted.kind) for hit in hits))
