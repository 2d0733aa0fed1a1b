"""The two statements of a search: one looks up texts, the other reads the names that hold what was found.

Each is made of pieces, and every piece is bounded: it looks keys up in ranges and stops at a cap. Both databases give the
same answer, for keys are compared byte by byte and every order ends in the key and the id.
"""
# ruff: noqa: S608 - statements are put together from fixed texts; every value is a parameter

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from withi.ground.search import rules, slips
from withi.ground.search.rules import Row
from withi.kit.codes import prefix_range
from withi.kit.thai import AFTER_FOLD

MOST_PARTS = 60
"""Parts that fit a text, at its beginning and inside."""
COUNTED_TO = 101
MOST_NEAR = 40
"""Texts one edit away."""
MOST_CLUES = 500
"""Texts compared for two edits, for each clue."""
NEAR_CAP = 200
"""Names taken of texts near by, each kind."""
NEAR_EACH = 30

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
        """Whether the areas are one or two districts or smaller: then their few names are looked through."""
        return self.ranges is not None and len(self.ranges) < 3 and all(len(low) >= 4 for low, _ in self.ranges)

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

    def condition(self, kind: str) -> Piece:
        """The condition on names `n` of one kind, and its values."""
        text, values = "n.kind = %s", [kind]
        if self.ranges is not None:
            column = "n.area_code" if self.by_area else "n.area_code || ''"
            spans = " or ".join([f"({column} >= %s and {column} < %s)"] * len(self.ranges)) or "1 = 0"
            text += f" and ({spans})"
            values += [bound for span in self.ranges for bound in span]
        return (text + " and n.is_public" if self.public_only else text), values

    def near_home(self, home: str) -> "Where":
        """The same search, in one area only."""
        low, high = prefix_range(home)
        spans = [(max(low, first), min(high, last)) for first, last in self.ranges or [(low, high)]]
        return replace(self, ranges=tuple((first, last) for first, last in spans if first < last))


@dataclass(frozen=True, slots=True)
class Part:
    """A part that fits a text: `text` is what it was looked up by; `names` how many hold it, as far as they are counted."""

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
    ended: dict[str, int] = field(default_factory=dict)
    areas: list[str] = field(default_factory=list)


def _run(pieces: Sequence[Piece], ahead: Piece = ("", [])) -> list[Any]:
    if not pieces:
        return []
    statement = ahead[0] + " union all ".join(text for text, _ in pieces)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*ahead[1], *(value for _, values in pieces for value in values)])
        rows: list[Any] = cursor.fetchall()
    return rows


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def all_kinds() -> list[str]:
    rows = _run(
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
    worded = bool(where.worded_kinds)
    texts = {text: False for reading in typed for text in [reading.folded]} if worded else {}
    texts |= {word: True for reading in typed for word in reading.words} if worded else {}
    for number, (text, is_word) in enumerate(texts.items(), PARTS_FROM):
        pieces += _parts_beginning(number, text, is_counted=is_word)
    ahead: Piece = ("", [])
    if deep:
        ahead = _gate(typed[0], where)
        pieces += _to_compare(typed[0], where)
    return _seen(_run(pieces, ahead), list(texts))


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
        else:
            (seen.begun if number == BEGUN else seen.ended).setdefault(row[5], row[1])
    for text, parts in seen.parts.items():
        parts.sort(key=lambda part: (part.fit, part.pk))
        seen.parts[text] = list({part.pk: part for part in reversed(parts)}.values())[::-1]
    return seen


def _beginning(number: int, kind: str, key: str, where: Where) -> Piece:
    """Names of a kind that begin with a key, the first by key."""
    filtered, filters = where.condition(kind)
    return (
        f"select * from (select {number}, {NAME} from search_name n where {filtered} and {where.key} >= %s"
        f" and {where.key} < %s order by {where.key}, n.popularity desc, n.ref_id limit %s) as names",
        [*filters, key, key + AFTER_FOLD, where.cap],
    )


COUNTED = f"(select count(*) from (select 1 from search_posting t where t.part_id = {{}} limit {COUNTED_TO}) as some)"


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


def _gate(typed: rules.Reading, where: Where) -> Piece:
    """A table of one row where nothing begins with what was typed, else of none."""
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
    return f"with gate(is_open) as (select 1 where {' and '.join(nothing) or '1 = 1'}) ", values


def _to_compare(typed: rules.Reading, where: Where) -> list[Piece]:
    pieces: list[Piece] = []
    begun, last = slips.clues(typed.folded)
    if where.worded_kinds and not typed.words:
        pieces += [_compared("search_part k", "k.id", "k.folded", BEGUN, text) for text in begun]
        pieces += [_compared("search_inside k", "k.part_id", "k.folded", BEGUN, text) for text in begun]
        whole = "search_inside k cross join search_part p"
        pieces.append(_compared(whole, "p.id", "p.folded", ENDED, last, "p.id = k.part_id and "))
    if where.whole_kinds:
        keys = dict.fromkeys(key for kind in where.whole_kinds for key in rules.keys(typed.typed, kind))
        pieces += [piece for key in keys if len(key) >= slips.SHORTEST_FAR - 1 for piece in _areas_compared(key)]
    return pieces


def _compared(tables: str, pk: str, shown: str, number: int, text: str, joined: str = "") -> Piece:
    return (
        f"select * from (select {number}, '', {pk}, '', '', 0, {shown} from gate cross join {tables}"
        f" where {joined}k.folded >= %s and k.folded < %s order by k.folded limit %s) as compared",
        [text, text + AFTER_FOLD, MOST_CLUES],
    )


def _areas_compared(key: str) -> list[Piece]:
    begun = key[: max(3, len(key) // 2)]
    keys = slips.far_keys(key)
    select = f"select * from (select {AREAS}, '', 0, '', '', 0, s.folded from gate cross join search_slip s where"
    return [
        (
            f"{select} s.key = 0 and s.folded >= %s and s.folded < %s order by s.folded limit %s) as begun",
            [begun, begun + AFTER_FOLD, MOST_CLUES],
        ),
        (f"{select} s.key in ({_marks(keys)}) order by s.folded limit %s) as shortened", [*keys, MOST_CLUES]),
    ]


# --- the second statement: reading names -----------------------------------------------------------


def read(pieces: Sequence[tuple[int, Piece]]) -> dict[int, list[tuple[Row, int]]]:
    """Rows by the number of their piece, each with the part they were found by; `matched` is what the part is."""
    found: dict[int, list[tuple[Row, int]]] = defaultdict(list)
    numbered: list[Piece] = [(f"select {number}, {text}", values) for number, (text, values) in pieces]
    for number, kind, ref_id, name, area_code, popularity, folded, text, part in _run(numbered):
        found[number].append((Row(kind, ref_id, name, area_code, popularity, folded, (text,)), part))
    return found


ONE_SIGN = {"postgresql": ("like", "_"), "sqlite": ("glob", "?")}
"""How a pattern with one sign of any kind is compared, letter by letter."""
COLUMNS = f"found.* from (select {NAME}, "


def listed(values: Sequence[Any], *, of_ids: bool = False) -> Piece:
    """Values as a table with the column `value`, in their order."""
    if connection.vendor == "postgresql":
        return f"(select * from unnest(%s::{'bigint' if of_ids else 'text'}[]) as listed(value))", [list(values)]
    return "(select value from json_each(%s))", [json.dumps(list(values))]


def parts_of(ids: Sequence[int]) -> Piece:
    """Known parts as a table of parts; what text they fit is known by their ids."""
    table, values = listed(ids, of_ids=True)
    return f"(select value as id, '' as folded from {table} as ids)", values


def parts_near(folded: str) -> Piece:
    """Parts one edit from a text."""
    return _one_edit("search_part", folded)


def _one_edit(table: str, folded: str) -> Piece:
    """Ids and texts of a table that are one edit from a text, by the half that the edit left whole."""
    compared, sign = ONE_SIGN[connection.vendor]
    exact, patterns = slips.edited(folded, sign)
    near = f"(k.folded in ({_marks(exact)}) or {' or '.join([f'k.folded {compared} %s'] * len(patterns))})"
    halves = [
        f"select * from (select k.id, k.folded from {table} k where k.{column} in ({_marks(keys)}) and {near}"
        f" order by k.folded, k.id limit {MOST_NEAR}) as {column}_half"
        for column, keys in zip(("first", "last"), rules.probes(folded), strict=True)
    ]
    values = [value for keys in rules.probes(folded) for value in (*keys, *exact, *patterns)]
    return f"({' union '.join(halves)})", values


def parts_begun(texts: Sequence[str]) -> Piece:
    """Parts that begin, or do from a syllable on, with one of the texts: at most a few of each."""
    table, values = listed(texts)
    span = "k.folded >= v.value and k.folded < v.value || '" + AFTER_FOLD + "'"
    begun = (
        f"(select v.value from {table} as v where exists (select 1 from search_part k where {span})"
        f" or exists (select 1 from search_inside k where {span}) limit {MOST_NEAR})"
    )
    pieces = []
    for table_name, pk in (("search_part", "id"), ("search_inside", "part_id")):
        source, condition = _each(begun, table_name, "k", span, "k.folded, k.id", NEAR_EACH)
        pieces.append(f"select k.{pk} as id, v.value as folded from {source} where {condition}")
    return f"({' union '.join(pieces)})", values * 2


def _each(outer: str, table: str, name: str, condition: str, order: str, limit: int) -> tuple[str, str]:
    """For each row of `outer` (v) at most `limit` rows of a table: the tables, and the condition on them."""
    some = f"from {table} {name} where {condition} order by {order} limit {limit}"
    if connection.vendor == "postgresql":
        return f"{outer} v cross join lateral (select {name}.* {some}) {name}", "true"
    return f"{outer} v cross join {table} {name}", f"{name}.id in (select {name}.id {some})"


def holding(parts: Piece, kind: str, where: Where, held: Piece = ("", []), each: int = 0, most: int = 0) -> Piece:
    """Names of one kind that hold one of the parts, of each part the most popular first."""
    filtered, filters = where.condition(kind)
    table, values = parts
    limits = [each or where.cap, most or 2 * where.cap]
    if where.by_area:
        text = (
            f"{COLUMNS} p.folded as text, p.id as part from search_name n cross join search_posting t cross join {table} p"
            f" where {filtered}{held[0]} and t.name_id = n.id and p.id = t.part_id and t.kind = n.kind"
            f" order by n.popularity desc, n.folded, n.ref_id limit %s) as found"
        )
        return text, [*values, *filters, *held[1], limits[1]]
    inner = (
        f"from search_posting t cross join search_name n where t.part_id = p.id and t.kind = %s and n.id = t.name_id"
        f" and {filtered}{held[0]} order by t.popularity desc, t.name_id limit %s"
    )
    within = [kind, *filters, *held[1], limits[0]]
    if connection.vendor == "postgresql":
        text = (
            f"{COLUMNS} p.folded as text, p.id as part from {table} p cross join lateral (select n.* {inner}) n limit %s"
            ") as found"
        )
    else:
        text = (
            f"{COLUMNS} p.folded as text, p.id as part from {table} p cross join search_posting t cross join search_name n"
            f" where t.id in (select t.id {inner}) and n.id = t.name_id limit %s) as found"
        )
    return text, [*values, *within, limits[1]]


def held(words: Iterable[Piece]) -> Piece:
    """The condition that a name holds a part of each word."""
    text, values = "", []
    for table, given in words:
        text += (
            " and exists (select 1 from search_posting o where o.name_id = n.id and o.part_id in"
            f" (select p.id from {table} p))"
        )
        values += given
    return text, values


def names_near(folded: str, kind: str, where: Where) -> Piece:
    """Names of a worded kind one edit from a text."""
    filtered, filters = where.condition(kind)
    table, values = _one_edit("search_name", folded)
    text = (
        f"{COLUMNS} n.folded as text, 0 as part from {table} near cross join search_name n"
        f" where n.id = near.id and {filtered} order by n.popularity desc, n.folded, n.ref_id limit {NEAR_CAP}) as found"
    )
    return text, [*values, *filters]


def names_begun(key: str, kind: str, where: Where) -> Piece:
    """Names of a kind that begin with a key, the first by key."""
    filtered, filters = where.condition(kind)
    text = (
        f"{COLUMNS} n.folded as text, 0 as part from search_name n where {filtered} and {where.key} >= %s"
        f" and {where.key} < %s order by {where.key}, n.popularity desc, n.ref_id limit %s) as found"
    )
    return text, [*filters, key, key + AFTER_FOLD, where.cap]


def areas_near(keys: Sequence[int], texts: Sequence[str], kind: str, where: Where) -> Piece:
    """Names of a whole kind kept under one of the keys, or equal to one of the texts."""
    filtered, filters = where.condition(kind)
    table, values = listed(texts)
    kept = f"select s.folded from search_slip s where s.key in ({_marks(keys)}) union " if keys else ""
    near = f"({kept}select value as folded from {table} as v)"
    text = (
        f"{COLUMNS} n.folded as text, 0 as part from {near} near cross join search_name n"
        f" where n.folded = near.folded and {filtered}"
        f" order by n.popularity desc, n.folded, n.area_code, n.ref_id limit {NEAR_CAP}) as found"
    )
    return text, [*keys, *values, *filters]


def areas_begun(texts: Sequence[str], kind: str, where: Where) -> Piece:
    """Names of a whole kind that begin with one of the texts: at most a few of each."""
    table, values = listed(texts)
    filtered, filters = where.condition(kind)
    span = "{0} >= v.value and {0} < v.value || '" + AFTER_FOLD + "'"
    begun = (
        f"(select v.value from {table} as v where exists (select 1 from search_slip s where s.key = 0 and"
        f" {span.format('s.folded')}) limit {MOST_NEAR})"
    )
    source, condition = _each(
        begun, "search_name", "n", f"{filtered} and {span.format('n.folded')}", "n.folded, n.ref_id", NEAR_EACH
    )
    text = (
        f"{COLUMNS} v.value as text, 0 as part from {source} where {condition}"
        f" order by n.popularity desc, n.folded, n.area_code, n.ref_id limit {NEAR_CAP}) as found"
    )
    return text, [*values, *filters]
