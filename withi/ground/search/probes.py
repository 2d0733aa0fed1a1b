"""The first statement of a search looks up texts (`reading` has the second); and what both are made of.

Each is made of pieces, and every piece is bounded: it looks keys up in ranges and stops at a cap. Both databases give
the same answer, for keys are compared byte by byte and every order ends in the key and the id.
"""
# ruff: noqa: S608, ISC004 - statements are put together from fixed texts; every value is a parameter

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.db import connection

from withi.ground.search import rules, slips
from withi.ground.search.rules import Row
from withi.ground.web import reading
from withi.kit.codes import prefix_range
from withi.kit.thai import AFTER_FOLD

MOST_PARTS = 60
"""Parts that fit a text, at its beginning and inside."""
LOOKED_THROUGH = 2_000
"""Parts that begin with a text, looked through for another text in them."""
LOOKED_BEHIND = 8_000
"""The same where nothing else was found."""
COUNTED_TO = 101
MOST_CLUES = 500
"""Texts compared for two edits, for each clue."""

Range = tuple[str, str]
Piece = tuple[str, list[Any]]
"""A part of a statement, and its values."""
NAME = "n.kind, n.ref_id, n.name, n.area_code, n.popularity, n.folded"


@dataclass(frozen=True)
class Where:
    """The filter of one search; `cap` bounds the names of a kind."""

    kinds: tuple[str, ...]
    ranges: tuple[Range, ...] | None
    public_only: bool
    cap: int

    @property
    def by_area(self) -> bool:
        """Whether the areas are one or two provinces or smaller: then their names are looked through for a text."""
        return self._is_small(2)

    @property
    def is_narrow(self) -> bool:
        """Whether they are one or two districts or smaller: then these few names are looked through word by word."""
        return self._is_small(4)

    def _is_small(self, digits: int) -> bool:
        return self.ranges is not None and len(self.ranges) < 3 and all(len(low) >= digits for low, _ in self.ranges)

    @property
    def key(self) -> str:
        """The folded name; joined to an empty text where the planner must not use its index."""
        return "n.folded || ''" if self.by_area else "n.folded"

    @property
    def can_hold_any(self) -> bool:
        return bool(self.kinds) and self.ranges != ()

    @property
    def worded_kinds(self) -> list[str]:
        """The kinds whose words are indexed."""
        return [kind for kind in self.kinds if kind not in rules.WHOLE_KINDS]

    @property
    def whole_kinds(self) -> list[str]:
        return [kind for kind in self.kinds if kind in rules.WHOLE_KINDS]

    def narrowed(self, *, by_name: bool = False) -> Piece:
        """What names `n` must fulfil besides their kind, to stand after other conditions; and its values.

        `by_name`: they are looked up by something else than the area, though it be small.
        """
        text, values = "", list[Any]()
        if self.ranges is not None:
            column = "n.area_code" if self.by_area and not by_name else "n.area_code || ''"
            spans = " or ".join([f"({column} >= %s and {column} < %s)"] * len(self.ranges)) or "1 = 0"
            text = f" and ({spans})"
            values = [bound for span in self.ranges for bound in span]
        return (text + " and n.is_public" if self.public_only else text), values

    def is_within(self, home: str) -> bool:
        """Whether all that is searched lies in one area."""
        return bool(home) and self.near_home(home) == self

    def near_home(self, home: str) -> "Where":
        """The same search, in one area only."""
        return self.inside([home])

    def inside(self, codes: Iterable[str]) -> "Where":
        """The same search, in some areas only."""
        inner = [prefix_range(code) for code in codes]
        spans = [
            (max(low, first), min(high, last)) for low, high in inner for first, last in self.ranges or [(low, high)]
        ]
        return replace(self, ranges=tuple((first, last) for first, last in spans if first < last))


@dataclass(frozen=True, slots=True)
class Part:
    """A part that fits a text: `text` is what it was looked up by; `names` how many hold it, as far as counted."""

    pk: int
    text: str
    fit: int
    names: int = 0


@dataclass
class Seen:
    """What the first statement found: names by the reading they begin with, parts by text, and texts to compare."""

    names: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    begun: dict[str, int] = field(default_factory=dict)
    begun_rows: list[str] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)
    areas: list[str] = field(default_factory=list)


def run(pieces: Sequence[Piece], ahead: Piece = ("", [])) -> list[Any]:
    if not pieces:
        return []
    statement = ahead[0] + " union all ".join(text for text, _ in pieces)
    with reading.prepared() as cursor:
        cursor.execute(statement, [*ahead[1], *(value for _, values in pieces for value in values)])
        rows: list[Any] = cursor.fetchall()
    return rows


def among(column: str, values: Sequence[Any]) -> Piece:
    """The condition that a column is one of many values: one text however many, so that a statement is known again."""
    if connection.vendor == "postgresql":
        return f"{column} = any({ARRAY}::{kind_of(values)}[])", [joined(values)]
    return f"{column} in (select value from json_each(%s))", [json.dumps(list(values))]


ARRAY = "string_to_array(%s, ' ')"
"""Many values as one text: the driver takes longer for each item of a list than the search for all of them."""
PATTERNS = f"(select {ARRAY})::text[]"
"""The same for rows to be compared with: taken apart once, not for every row, by a plan that knows no values."""


def joined(values: Iterable[Any]) -> str:
    """What ARRAY takes apart: ids, or folded texts, which hold no space."""
    return " ".join(map(str, values))


def kind_of(values: Sequence[Any]) -> str:
    return "bigint" if values and isinstance(values[0], int) else "text"


def all_kinds() -> list[str]:
    rows = run(
        [
            (
                "select kind from k where kind is not null",
                [],
            )
        ],
        (
            "with recursive k(kind) as (select min(kind) from search_name union all"
            " select (select min(n.kind) from search_name n where n.kind > k.kind) from k where k.kind is not null) ",
            [],
        ),
    )
    return [kind for (kind,) in rows]


# --- the first statement: looking texts up ---------------------------------------------------------

PARTS_FROM, BEGUN, ENDED, AREAS = 100, 200, 201, 202
"""What a row of the first statement is: below the first, a name; then parts; then what is compared with the text."""


def look(typed: Sequence[rules.Reading], where: Where, *, deep: bool) -> Seen:
    """Names that begin with a reading of what was typed, and parts that fit it or its words.

    With `deep`, where nothing begins with the first reading, also the texts to compare with it for two slips.
    """
    pieces = [
        _beginning(number, kind, key, where)
        for number, reading in enumerate(typed)
        for kind in where.kinds
        for key in rules.keys(reading.typed, kind)
    ]
    texts = _texts(typed) if where.worded_kinds else {}
    for number, (text, is_word) in enumerate(texts.items(), PARTS_FROM):
        pieces += _parts_beginning(number, text, is_counted=is_word)
    ahead: Piece = ("", [])
    if deep:
        ahead = _gate(typed[0], where)
        pieces += _to_compare(typed[0], where)
    return _seen(run(pieces, ahead), list(texts))


def _texts(typed: Sequence[rules.Reading]) -> dict[str, bool]:
    """What parts are looked up by, and whether it is a word of several, whose names are counted."""
    return dict.fromkeys((reading.folded for reading in typed), False) | {
        word: True for reading in typed for word in reading.words
    }


def _seen(rows: Iterable[Sequence[Any]], texts: list[str]) -> Seen:
    seen = Seen()
    for number, *row in rows:
        if number < PARTS_FROM:
            kind, ref_id, name, area_code, popularity, folded = row
            seen.names[number].append(Row(kind, ref_id, name, area_code, popularity, folded, (folded,)))
        elif number < BEGUN:
            text = texts[number - PARTS_FROM]
            fit, pk, _, _, names, folded = row
            seen.parts[text].append(Part(pk, text, 0 if folded == text and fit == "1" else int(fit), names))
        elif number == AREAS:
            seen.areas.append(row[5])
        elif number == BEGUN:
            seen.begun.setdefault(row[5], row[1])
            seen.begun_rows.append(row[5])
        else:
            seen.ended.setdefault(row[5], row[1])
    for text, parts in seen.parts.items():
        parts.sort(key=lambda part: (part.fit, part.pk))
        seen.parts[text] = list({part.pk: part for part in reversed(parts)}.values())[::-1]
    return seen


def _beginning(number: int, kind: str, key: str, where: Where) -> Piece:
    """Names of a kind that begin with a key, the first by key."""
    narrowed, values = where.narrowed()
    return (
        f"select * from (select {number}, {NAME} from search_name n where n.kind = %s{narrowed} and {where.key} >= %s"
        f" and {where.key} < %s order by {where.key}, n.popularity desc, n.ref_id limit %s) as names",
        [kind, *values, key, key + AFTER_FOLD, where.cap],
    )


COUNTED = (
    f"(select count(*) from (select 1 from search_posting t where t.part_id = {{}} limit {COUNTED_TO}) as counted)"
)


def _parts_beginning(number: int, text: str, *, is_counted: bool) -> list[Piece]:
    """Parts that begin with a text, or do from a syllable on; each with how many names hold it."""
    span = [text, text + AFTER_FOLD, MOST_PARTS]
    own, inside = (COUNTED.format("p.id"), COUNTED.format("i.part_id")) if is_counted else ("0", "0")
    return [
        (
            f"select * from (select {number}, '1', p.id, '', '', {own}, p.folded from search_part p"
            " where p.folded >= %s and p.folded < %s order by p.folded limit %s) as parts",
            [*span],
        ),
        (
            f"select * from (select {number}, '2', i.part_id, '', '', {inside}, i.folded from search_inside i"
            " where i.folded >= %s and i.folded < %s order by i.folded, i.part_id limit %s) as insides",
            [*span],
        ),
    ]


def begun_parts(number: str, text: str) -> list[Piece]:
    """The number and the ids of parts that begin with a text, or do from a syllable on."""
    return [
        (
            f"select * from (select {number}, {pk}, s.folded from {table} s where s.folded >= %s and s.folded < %s"
            f" order by s.folded, {pk} limit %s) as {table}_begun",
            [text, text + AFTER_FOLD, MOST_PARTS],
        )
        for table, pk in (("search_part", "s.id"), ("search_inside", "s.part_id"))
    ]


def together(told: str, text: str, others: Sequence[str], *, is_behind: bool = False) -> list[Piece]:
    """Parts (`k.pk`) that begin with a text, or do from a syllable on, and hold the others too: anywhere, or
    `is_behind` the text. Of the common ones not all are looked through. `told` are the columns."""
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    span = [text, text + AFTER_FOLD, LOOKED_BEHIND if is_behind else LOOKED_THROUGH]
    pieces: list[Piece] = []
    for table, pk in (("search_part", "s.id"), ("search_inside", "s.part_id")):
        held = f"{place}(substr(k.folded, {len(text) + 1}), %s) > 0" if is_behind else f"{place}(p.folded, %s) > 0"
        pieces.append(
            (
                f"select * from (select {told} from (select {pk} as pk, s.folded from {table} s"
                f" where s.folded >= %s and s.folded < %s order by s.folded, {pk} limit %s) k"
                f" cross join search_part p where p.id = k.pk and {' and '.join([held] * len(others))}"
                f" order by k.folded, k.pk limit %s) as {table}_held",
                [*span, *others, MOST_PARTS],
            )
        )
    return pieces


BEHIND = "(select is_open from gate)"
"""Joined to the lower end of a range, it leaves the range as it is or, where the gate is shut, makes it none."""


def _gate(typed: rules.Reading, where: Where) -> Piece:
    """The table that BEHIND asks: one empty text where nothing begins with what was typed, else no row."""
    span = [typed.folded, typed.folded + AFTER_FOLD]
    tables = ["search_part", "search_inside"] if where.worded_kinds else []
    nothing = [f"not exists (select 1 from {table} where folded >= %s and folded < %s)" for table in tables]
    values = span * len(tables)
    if where.whole_kinds:
        for key in dict.fromkeys(key for kind in where.whole_kinds for key in rules.keys(typed.typed, kind)):
            nothing.append("not exists (select 1 from search_slip where key = 0 and folded >= %s and folded < %s)")
            values += [key, key + AFTER_FOLD]
    for kind in where.worded_kinds:
        nothing.append("not exists (select 1 from search_name where kind = %s and folded >= %s and folded < %s)")
        values += [kind, *span]
    return f"with gate(is_open) as materialized (select '' where {' and '.join(nothing) or '1 = 1'}) ", values


def _to_compare(typed: rules.Reading, where: Where) -> list[Piece]:
    pieces: list[Piece] = []
    begun, last = slips.clues(typed.folded)
    if where.worded_kinds and not typed.words:
        pieces += _begun_compared("search_part", "k.id", begun)
        pieces += _begun_compared("search_inside", "k.part_id", begun)
        whole = "search_inside k cross join search_part p"
        pieces.append(_compared(whole, "p.id", "p.folded", ENDED, (last, "p.id = k.part_id and ")))
    if where.whole_kinds:
        keys = dict.fromkeys(chain.from_iterable(rules.keys(typed.typed, kind) for kind in where.whole_kinds))
        long = (key for key in keys if len(key) >= slips.SHORTEST_FAR - 1)
        pieces += chain.from_iterable(map(_areas_compared, long))
    return pieces


def _begun_compared(table: str, pk: str, begun: Sequence[str]) -> list[Piece]:
    """Texts of a table that begin with one of some texts, of each so many."""
    if connection.vendor != "postgresql":
        return [_compared(f"{table} k", pk, "k.folded", BEGUN, (text, "")) for text in begun]
    # as one piece: every piece of a statement costs PostgreSQL as much as what it finds
    text = (
        f"select {BEGUN}, '', found.pk, '', '', 0, found.folded from unnest({ARRAY}::text[]) v cross join lateral"
        f" (select {pk} as pk, k.folded from {table} k"
        f" where k.folded >= v || {BEHIND} and k.folded < v || '{AFTER_FOLD}'"
        f" order by k.folded, {pk} limit %s) as found"
    )
    return [(text, [joined(begun), MOST_CLUES])]


def _compared(tables: str, pk: str, shown: str, number: int, span: tuple[str, str]) -> Piece:
    text, joined = span
    return (
        f"select * from (select {number}, '', {pk}, '', '', 0, {shown} from {tables}"
        f" where {joined}k.folded >= %s || {BEHIND} and k.folded < %s order by k.folded, {pk} limit %s) as compared",
        [text, text + AFTER_FOLD, MOST_CLUES],
    )


def _areas_compared(key: str) -> list[Piece]:
    sizes = dict.fromkeys(max(3, len(key) // part) for part in (2, 3))
    is_kept, keys = among("s.key", slips.far_keys(key))
    select = f"select * from (select {AREAS}, '', 0, '', '', 0, s.folded from search_slip s where"
    begun = f"{select} s.key = 0 and s.folded >= %s || {BEHIND} and s.folded < %s order by s.folded limit %s) as begun"
    return [
        *((begun, [key[:size], key[:size] + AFTER_FOLD, MOST_CLUES]) for size in sizes),
        (
            f"{select} {is_kept} and s.folded > {BEHIND} order by s.folded limit %s) as shortened",
            [*keys, MOST_CLUES],
        ),
    ]
