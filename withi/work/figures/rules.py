"""What a report adds to the figures of the areas around it, and what published yearly figures say. Pure decisions.

Satang throughout. Source of the channels and states: the department's monthly report of OTOP sales (`work/income`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

CHANNELS: Final = ("in_village", "outside", "online", "fair")
AMOUNT_OF: Final = {"reported": "reported", "repeated": "repeated", "estimated": "estimated", "zero": "reported"}
"""The column that keeps what reports of a state brought (a zero report brings nothing)."""
COUNT_OF: Final = {"reported": "reports", "repeated": "repeats", "zero": "zeros", "estimated": "estimates"}
MEASURES: Final = (
    *CHANNELS, "reported", "repeated", "estimated", "reports", "repeats", "zeros", "estimates",
)  # fmt: skip
LEAF, DISTRICT, PROVINCE = 6, 4, 2
LEVELS: Final = (LEAF, DISTRICT, PROVINCE)
SHARDS: Final = 8
GINI_PARTS: Final = 10_000
"""A Gini that others measured is kept in ten-thousandths."""
FALL_TENTHS, RISE_TIMES = 2, 5
"""A year at a fifth of the one before, and at five times of it, look like missing reports rather than like business."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one report adds to (or takes from) one cell; `reports` in one change of a report alone, the one without a
    channel. `area_code` is the tambon, or what is known; `product_type` "" is not split by product.
    """

    area_code: str
    kind: str
    channel: str
    product_type: str
    state: str
    satang: int
    reports: int


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One stored row of a month: leaves first and the rows that many writers share last, in the order of locking."""

    depth: int
    area_code: str
    kind: str
    product_type: str
    shard: int

    @property
    def level(self) -> int:
        return LEVELS[self.depth]


Amounts = tuple[int, ...]
"""In the order of MEASURES."""


def leaves(changes: Iterable[Change]) -> dict[Key, Amounts]:
    """The changes as differences of leaf rows, zeros left out."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    for change in changes:
        row = sums[Key(0, change.area_code[:LEAF], change.kind, change.product_type, 0)]
        if change.channel:
            row[MEASURES.index(change.channel)] += change.satang
            row[MEASURES.index(AMOUNT_OF[change.state])] += change.satang
        row[MEASURES.index(COUNT_OF[change.state])] += change.reports
    return {key: tuple(row) for key, row in sorted(sums.items()) if any(row)}


def with_levels(rows: dict[Key, Amounts]) -> dict[Key, Amounts]:
    """Leaf rows and what they add to the districts and provinces above them, in the order of locking."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    for leaf, amounts in rows.items():
        for key in (leaf, district_key(leaf), province_key(leaf)):
            sums[key] = [one + other for one, other in zip(sums[key], amounts, strict=True)]
    return {key: tuple(row) for key, row in sorted(sums.items()) if any(row)}


def district_key(leaf: Key) -> Key:
    return Key(1, leaf.area_code[:DISTRICT], leaf.kind, leaf.product_type, 0)


def province_key(leaf: Key) -> Key:
    """A province's row is kept in eight parts, by district, so that a month's end does not wait for one row."""
    return Key(2, leaf.area_code[:PROVINCE], "", "", int(leaf.area_code[PROVINCE:DISTRICT] or 0) % SHARDS)


@dataclass(frozen=True, slots=True)
class YearWord:
    """How one fiscal year of published figures stands beside the year before, where reports are likelier missing than
    income: how many areas fell to a fifth or less, from what to what part, and how many came back five times or more
    in the year after."""

    year: int
    fell: int
    lowest: float
    highest: float
    back: int
    least_back: float
    most_back: float


def odd_years(series: dict[str, dict[int, int]]) -> list[YearWord]:
    """Years in which at least two areas fell that far and some of them came straight back; `series` by area and year.

    Two areas, since one alone may have lost its one big producer.
    """
    years = sorted({year for by_year in series.values() for year in by_year})
    return [word for year in years if (word := _odd(year, list(series.values()))) is not None]


def _odd(year: int, areas: Sequence[dict[int, int]]) -> YearWord | None:
    fallen = [area for area in areas if _fell(area, year)]
    falls = [area[year] / area[year - 1] for area in fallen]
    rises = [area[year + 1] / area[year] for area in fallen if area.get(year + 1, 0) >= RISE_TIMES * area[year] > 0]
    if len(fallen) <= 1 or not rises:
        return None
    return YearWord(year, len(fallen), min(falls), max(falls), len(rises), min(rises), max(rises))


def _fell(area: dict[int, int], year: int) -> bool:
    before, now = area.get(year - 1, 0), area.get(year)
    return now is not None and before > 0 and now * 10 <= before * FALL_TENTHS
