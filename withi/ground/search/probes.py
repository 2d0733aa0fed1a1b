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
NEAR_EACH = 20
"""Rows read of each text or part near by."""
MOST_BEGUN = 20
"""Texts one slip away that something begins with."""

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
    narrowed, values = where.narrowed()
    return (
        f"select * from (select {number}, {NAME} from search_name n where n.kind = %s{narrowed} and {where.key} >= %s"
        f" and {where.key} < %s order by {where.key}, n.popularity desc, n.ref_id limit %s) as names",
        [kind, *values, key, key + AFTER_FOLD, where.cap],
    )


COUNTED = f"(select count(*) from (select 1 from search_posting t where t.part_id = {{}} limit {COUNTED_TO}) as counted)"


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
        f"select * from (select {number}, '', {pk}, '', '', 0, {shown} from {tables}"
        f" where {joined}k.folded >= %s || {BEHIND} and k.folded < %s order by k.folded limit %s) as compared",
        [text, text + AFTER_FOLD, MOST_CLUES],
    )


def _areas_compared(key: str) -> list[Piece]:
    begun = key[: max(3, len(key) // 2)]
    keys = slips.far_keys(key)
    select = f"select * from (select {AREAS}, '', 0, '', '', 0, s.folded from search_slip s where"
    return [
        (
            f"{select} s.key = 0 and s.folded >= %s || {BEHIND} and s.folded < %s order by s.folded limit %s) as begun",
            [begun, begun + AFTER_FOLD, MOST_CLUES],
        ),
        (
            f"{select} s.key in ({_marks(keys)}) and s.folded > {BEHIND} order by s.folded limit %s) as shortened",
            [*keys, MOST_CLUES],
        ),
    ]


# --- the second statement: reading names -----------------------------------------------------------

FOUND = f"found.* from (select {NAME}, "


@dataclass
class Reader:
    """The second statement as it grows: tables of texts and parts that pieces share, and the pieces by number."""

    where: Where
    home: Where | None
    tables: dict[str, Piece] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)

    @property
    def areas(self) -> list[Where]:
        """Everywhere, and the own area by itself, whose names must not be lost among many."""
        return [self.where, self.home] if self.home else [self.where]

    def table(self, columns: str, text: str, values: Sequence[Any]) -> str:
        """A table for pieces to come; its name."""
        name = f"t{len(self.tables)}"
        self.tables[f"{name}({columns})"] = text, list(values)
        return name

    def add(self, number: int, text: str, values: Sequence[Any]) -> None:
        self.pieces.append((f"select {number}, {text}", list(values)))

    def rows(self) -> dict[int, list[tuple[Row, int]]]:
        """Rows by the number of their piece, each with the part it was found by; `matched` is the text that fits."""
        found: dict[int, list[tuple[Row, int]]] = defaultdict(list)
        ahead = ", ".join(f"{name} as materialized ({text})" for name, (text, _) in self.tables.items())
        values = [value for _, values in self.tables.values() for value in values]
        for number, kind, ref_id, name, area_code, popularity, folded, text, part in _run(
            self.pieces, (f"with {ahead} " if ahead else "", values)
        ):
            found[number].append((Row(kind, ref_id, name, area_code, popularity, folded, (text,)), part))
        return found

    # tables

    def parts(self, ids: Sequence[int], gate: str = "") -> str:
        """Known parts; what text they fit is known by their ids. None at all where the gate is shut."""
        table, values = listed(ids, of_ids=True)
        return self.table("id, folded", f"select value, '' from {_behind(gate)}{table} as ids", values)

    def areas_kept(self, texts: Sequence[str], gate: str) -> str:
        """Known names of areas; none at all where the gate is shut."""
        table, values = listed(texts)
        return self.table("folded", f"select value from {_behind(gate)}{table} as texts", values)

    def near(self, table: str, folded: str) -> str:
        """Ids and texts of a table one edit from a text, by the half that the edit left whole."""
        size = len(folded)
        first, last = rules.probes(folded)
        middle = (size - 1) // 2
        ways = (
            ("first", first, _edited("k.folded", folded, middle - 1, size), _either(folded, middle - 1, size)),
            ("last", last, _edited("k.folded", folded, 0, middle + 2), _either(folded, 0, middle + 1)),
        )
        halves = [
            f"select * from (select k.id, k.folded from {table} k where k.{column} in ({_marks(keys)}) and {some[0]}"
            f"{near[0]} order by k.folded, k.id limit {MOST_NEAR}) as {column}_half"
            for column, keys, near, some in ways
        ]
        values = [value for _, keys, near, some in ways for value in (*keys, *some[1], *near[1])]
        return self.table("id, folded", " union ".join(halves), values)

    def areas_near(self, names: Iterable[str], texts: Sequence[str]) -> str:
        """Names of areas one edit from one of the names, or equal to one of the texts."""
        table, values = listed(texts)
        known = "select s.folded from search_slip s where s.key = 0 and s.folded = v.value"
        pieces, given = [f"select value from {table} as v where exists ({known})"], values
        for name in names:
            keys, near = slips.near_keys(name), _edited("s.folded", name, 0, len(name))
            pieces.append(f"select s.folded from search_slip s where s.key in ({_marks(keys)}) and {near[0]}")
            given = [*given, *keys, *near[1]]
        return self.table("folded", " union ".join(pieces), given)

    def gate(self, tables: Iterable[str]) -> str:
        """A table of one row where all the others are empty, else of none."""
        empty = " and ".join(f"not exists (select 1 from {name})" for name in tables)
        return self.table("is_open", f"select 1 where {empty}", [])

    def begun(self, gate: str, texts: Sequence[str], tables: Sequence[str]) -> str:
        """Those of the texts with which something in the tables begins."""
        table, values = listed(texts)
        some = " or ".join(f"exists (select 1 from {source} k where {key}{BEGINS})" for source, key in map(_keyed, tables))
        return self.table(
            "value", f"select v.value from {gate} cross join {table} as v where {some} limit {MOST_BEGUN}", values
        )

    def parts_begun(self, texts: str) -> str:
        """Parts that begin, or do from a syllable on, with one of the texts: at most a few of each."""
        pieces = []
        for source, pk in (("search_part", "id"), ("search_inside", "part_id")):
            tables, condition = _each(texts, source, "k", BEGINS, "k.folded, k.id")
            pieces.append(f"select k.{pk}, v.value from {tables} where {condition}")
        return self.table("id, folded", " union ".join(pieces), [])

    def areas_begun(self, texts: str) -> str:
        """Names of areas that begin with one of the texts: at most a few of each."""
        tables, condition = _each(texts, "search_slip", "k", f"k.key = 0 and {BEGINS}", "k.folded")
        return self.table("folded, value", f"select k.folded, v.value from {tables} where {condition}", [])

    # pieces

    def names_begun(self, number: int, keys: Iterable[tuple[str, str]]) -> None:
        """Names of the own area that begin with a key of their kind, the first by key."""
        where = self.areas[-1]
        narrowed, values = where.narrowed()
        for kind, key in keys:
            text = (
                f"{FOUND} n.folded as text, 0 as part from search_name n where n.kind = %s{narrowed} and {where.key} >= %s"
                f" and {where.key} < %s order by {where.key}, n.popularity desc, n.ref_id limit %s) as found"
            )
            self.add(number, text, [kind, *values, key, key + AFTER_FOLD, where.cap])

    def names_near(self, number: int, near: str) -> None:
        """Names of worded kinds that a table holds the ids of."""
        narrowed, values = self.where.narrowed(by_name=True)
        kinds = self.where.worded_kinds
        text = (
            f"{FOUND} n.folded as text, 0 as part from {near} near cross join search_name n where n.id = near.id"
            f" and n.kind in ({_marks(kinds)}){narrowed} order by n.popularity desc, n.folded, n.ref_id limit {NEAR_CAP}"
            ") as found"
        )
        self.add(number, text, [*kinds, *values])

    def areas_called(self, number: int, names: str, text: str = "v.folded") -> None:
        """Areas by the names in a table, of each name a few; `text` is what they are found by."""
        for where in self.areas:
            narrowed, values = where.narrowed(by_name=True)
            kinds = where.whole_kinds
            called = f"n.folded = v.folded and n.kind in ({_marks(kinds)}){narrowed}"
            tables, condition = _each(names, "search_name", "n", called, "n.popularity desc, n.area_code, n.ref_id")
            piece = (
                f"{FOUND} {text} as text, 0 as part from {tables} where {condition}"
                f" order by n.popularity desc, n.folded, n.area_code, n.ref_id limit {NEAR_CAP}) as found"
            )
            self.add(number, piece, [*kinds, *values])

    def holding(self, number: int, parts: str, others: Sequence[str] = (), *, each: int = 0) -> None:
        """Names that hold one of the parts and, for each other table, one of its parts.

        Of each part the most popular come, at most `each` of a kind.
        """
        held = "".join(
            " and exists (select 1 from search_posting o where o.name_id = n.id and o.part_id in"
            f" (select e.id from {other} e))"
            for other in others
        )
        for where in self.areas:
            self.add(number, *(_in_areas if where.by_area else _popular)(parts, held, where, each or where.cap))


BEGINS = "k.folded >= v.value and k.folded < v.value || '" + AFTER_FOLD + "'"


def _edited(column: str, folded: str, start: int, stop: int) -> Piece:
    """The condition that a text has one edit between two places."""
    if connection.vendor == "postgresql":
        exact, patterns = slips.edited(folded, "_", start, stop)
        # of the bare column the planner would look every pattern up in its statistics
        return f"({column} || '') like any(%s)", [[*exact, *patterns]]
    exact, patterns = slips.edited(folded, "?", start, stop)
    return f"({column} in ({_marks(exact)}) or {' or '.join([f'{column} glob %s'] * len(patterns))})", [*exact, *patterns]


def _either(folded: str, start: int, stop: int) -> Piece:
    """A cheap condition that is true of every text with one edit between two places: what is before or behind it stands.

    Of a long text only; it spares the comparison with each pattern.
    """
    quarter = (stop - start) // 2 - 1
    if quarter < 2:
        return "", []
    if start:
        head, tail = folded[: start + quarter], folded[len(folded) - quarter :]
    else:
        head, tail = folded[:quarter], folded[stop - quarter :]
    return "(k.folded || '' like %s or k.folded || '' like %s) and ", [f"{head}%", f"%{tail}"]


def _behind(gate: str) -> str:
    return f"{gate} cross join " if gate else ""


def _keyed(table: str) -> tuple[str, str]:
    return table, "k.key = 0 and " if table == "search_slip" else ""


def listed(values: Sequence[Any], *, of_ids: bool = False) -> Piece:
    """Values as a table with the column `value`, in their order."""
    if connection.vendor == "postgresql":
        return f"(select * from unnest(%s::{'bigint' if of_ids else 'text'}[]) as listed(value))", [list(values)]
    return "(select value from json_each(%s))", [json.dumps(list(values))]


def _each(outer: str, table: str, name: str, condition: str, order: str) -> tuple[str, str]:
    """For each row of `outer` (v) a few rows of a table: the tables, and the condition on them."""
    some = f"from {table} {name} where {condition} order by {order} limit {NEAR_EACH}"
    if connection.vendor == "postgresql":
        return f"{outer} v cross join lateral (select {name}.* {some}) {name}", "true"
    return f"{outer} v cross join {table} {name}", f"{name}.id in (select {name}.id {some})"


def _in_areas(parts: str, held: str, where: Where, each: int) -> Piece:
    """Names that hold one of the parts, from the few names of an area."""
    narrowed, values = where.narrowed()
    kinds = where.worded_kinds
    text = (
        f"{FOUND} p.folded as text, p.id as part from search_name n cross join search_posting t cross join {parts} p"
        f" where n.kind in ({_marks(kinds)}){narrowed}{held} and t.name_id = n.id and p.id = t.part_id"
        " order by n.popularity desc, n.folded, n.ref_id limit %s) as found"
    )
    return text, [*kinds, *values, 2 * max(where.cap, each)]


def _popular(parts: str, held: str, where: Where, each: int) -> Piece:
    """Names that hold one of the parts, of each part and kind the most popular first."""
    narrowed, values = where.narrowed()
    kinds, kind_values = listed(where.worded_kinds)
    inner = (
        "from search_posting t cross join search_name n where t.part_id = p.id and t.kind = q.value and n.id = t.name_id"
        f"{narrowed}{held} order by t.popularity desc, t.name_id limit %s"
    )
    outer = f"{FOUND} p.folded as text, p.id as part from {parts} p cross join {kinds} q"
    if connection.vendor == "postgresql":
        text = f"{outer} cross join lateral (select n.* {inner}) n limit %s) as found"
    else:
        text = (
            f"{outer} cross join search_posting t cross join search_name n"
            f" where t.id in (select t.id {inner}) and n.id = t.name_id limit %s) as found"
        )
    return text, [*kind_values, *values, each, 2 * len(where.worded_kinds) * where.cap]
