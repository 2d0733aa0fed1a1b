"""Verdicts of a person on the first answers to a hundred searches of the demo's names; run as `bench.child judged`.

A line of `judged.csv` holds what is typed, the kinds searched ("" is all of them) and what a right answer holds, as a
person decided who knew what was meant: texts joined by "+" stand all in it, folded as names are. "=" before a text: the
answer is that name, with "บ้าน" or without.
"""

import csv
from pathlib import Path

from withi.ground.search.queries import find
from withi.kit.thai import fold

JUDGED = Path(__file__).with_name("judged.csv")
FIRST = 5


def main() -> list[tuple[str, int, int]]:
    """Of each search: what was typed, how many of the first five are right, and how many there were."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return [judge(row["query"], row["kinds"], row["right"]) for row in csv.DictReader(file)]


def judge(query: str, kinds: str, right: str) -> tuple[str, int, int]:
    hits = find(query, kinds=kinds.split() or None, limit=FIRST).hits
    return query, sum(is_right(hit.name, right) for hit in hits), len(hits)


def is_right(name: str, right: str) -> bool:
    folded = fold(name)
    if right.startswith("="):
        return folded.removeprefix(fold("บ้าน")) == fold(right[1:])
    return all(fold(text) in folded for text in right.split("+"))
