"""The second statement of a search: it reads the names that hold what the first one found, or are near it."""
# ruff: noqa: S608 - statements are put together from fixed texts; every value is a parameter

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from withi.ground.search import rules, slips
from withi.ground.search.probes import ARRAY, NAME, PATTERNS, Piece, Where, among, joined, run, together
from withi.ground.search.rules import Row
from withi.ground.web.reading import marks
from withi.kit.thai import AFTER_FOLD

MOST_NEAR = 40
"""Texts one edit away."""
NEAR_CAP = 200
"""Names taken of texts near by, each kind."""
NEAR_EACH = 20
"""Rows read of each text or part near by."""
STRETCHES = 4
"""Of the half of a text that has an edit."""
MOST_BEGUN = 20
"""Texts one slip away that something begins with."""
PARTS = "id, folded, place"
"""Columns of a table of parts, of which one place comes before another."""
MOST_PAIRS = 10_000
"""More than there can be of parts by kinds: without a limit SQLite leaves out the order of a table that is joined."""
FOUND = f"found.* from (select {NAME}, "


@dataclass
class Reader:
    """The second statement as it grows: tables of texts and parts that pieces share, and the pieces by number."""

    where: Where
    home: Where | None
    tables: dict[str, Piece] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    by_kind: dict[str, str] = field(default_factory=dict)

    @property
    def areas(self) -> list[Where]:
        """Everywhere, and the own area by itself, whose names must not be lost among many."""
        return [self.where, self.home] if self.home else [self.where]

    def table(self, columns: str, text: str, values: Sequence[Any]) -> str:
        """A table for pieces to come, or the same that is there already; its name."""
        wanted = text, list(values)
        for known, table in self.tables.items():
            if table == wanted:
                return known.partition("(")[0]
        name = f"t{len(self.tables)}"
        self.tables[f"{name}({columns})"] = wanted
        return name

    def add(self, number: int, text: str, values: Sequence[Any]) -> None:
        self.pieces.append((f"select {number}, {text}", list(values)))

    def rows(self) -> dict[int, list[tuple[Row, int]]]:
        """Rows by the number of their piece, each with the part it was found by; `matched` is the text that fits."""
        found: dict[int, list[tuple[Row, int]]] = defaultdict(list)
        ahead = ", ".join(f"{name} as materialized ({text})" for name, (text, _) in self.tables.items())
        values = [value for _, values in self.tables.values() for value in values]
        for number, kind, ref_id, name, area_code, popularity, folded, text, part in run(
            self.pieces, (f"with {ahead} " if ahead else "", values)
        ):
            found[number].append((Row(kind, ref_id, name, area_code, popularity, folded, (text,)), part))
        return found

    # tables

    def parts(self, ids: Sequence[int], gate: str = "") -> str:
        """Known parts, in their order; what text they fit is known by their ids. None at all where the gate is shut."""
        table, values = listed(ids, of_ids=True)
        return self.table(PARTS, f"select ids.value, '', ids.place from {_behind(gate)}{table} as ids", values)

    def parts_together(self, text: str, others: Sequence[str]) -> str:
        """Parts that hold a text, at their beginning or a syllable's, and the others."""
        pieces = together("k.pk, '', 0", text, others)
        values = [value for _, values in pieces for value in values]
        return self.table(PARTS, " union ".join(piece for piece, _ in pieces), values)

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
            ("first", first, _edited("k.folded", folded, middle - 1, size), _around(folded, middle - 1, size)),
            ("last", last, _edited("k.folded", folded, 0, middle + 2), _around(folded, 0, middle + 2)),
        )
        halves = [
            f"select * from (select k.id, k.folded, 0 from {table} k where k.{column} in ({marks(keys)}) and {some[0]}"
            f"{near[0]} order by k.folded, k.id limit {MOST_NEAR}) as {column}_half"
            for column, keys, near, some in ways
        ]
        values = [value for _, keys, near, some in ways for value in (*keys, *some[1], *near[1])]
        return self.table(PARTS, " union ".join(halves), values)

    def areas_near(self, names: Iterable[str], texts: Sequence[str], gate: str = "") -> str:
        """Names of areas one edit from one of the names, or equal to one of the texts. None where the gate is shut."""
        table, values = listed(texts)
        known = "select s.folded from search_slip s where s.key = 0 and s.folded = v.value"
        pieces, given = [f"select value from {table} as v where exists ({known})"], values
        for name in names:
            is_kept, near = among("s.key", slips.near_keys(name)), _edited("s.folded", name, 0, len(name))
            pieces.append(f"select s.folded from {_behind(gate)}search_slip s where {is_kept[0]} and {near[0]}")
            given = [*given, *is_kept[1], *near[1]]
        return self.table("folded", " union ".join(pieces), given)

    def gate(self, tables: Iterable[str]) -> str:
        """A table of one row where all the others are empty, else of none; of no others always one."""
        empty = " and ".join(f"not exists (select 1 from {name})" for name in tables) or "1 = 1"
        return self.table("is_open", f"select 1 where {empty}", [])

    def begun(self, gate: str, texts: Sequence[str], tables: Sequence[str]) -> str:
        """Those of the texts with which something in the tables begins."""
        table, values = listed(texts)
        some = " or ".join(
            f"exists (select 1 from {source} k where {key}{BEGINS})" for source, key in map(_keyed, tables)
        )
        return self.table(
            "value, place",
            # asked as a condition and not joined, the gate is asked first
            f"select v.value, v.place from {table} as v where exists (select 1 from {gate}) and ({some})"
            f" order by v.place limit {MOST_BEGUN}",
            values,
        )

    def parts_begun(self, texts: str) -> str:
        """Parts that begin, or do from a syllable on, with one of the texts: at most a few of each."""
        pieces = []
        for source, pk in (("search_part", "id"), ("search_inside", "part_id")):
            tables, condition = _each(texts, source, "k", BEGINS, f"k.folded, k.{pk}")
            pieces.append(f"select k.{pk}, v.value, v.place from {tables} where {condition}")
        return self.table(PARTS, " union ".join(pieces), [])

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
                f"{FOUND} n.folded as text, 0 as part from search_name n where n.kind = %s{narrowed}"
                f" and {where.key} >= %s and {where.key} < %s"
                f" order by {where.key}, n.popularity desc, n.ref_id limit %s) as found"
            )
            self.add(number, text, [kind, *values, key, key + AFTER_FOLD, where.cap])

    def names_near(self, number: int, near: str) -> None:
        """Names of worded kinds that a table holds the ids of."""
        narrowed, values = self.where.narrowed(by_name=True)
        kinds = self.where.worded_kinds
        text = (
            f"{FOUND} n.folded as text, 0 as part from {near} near cross join search_name n where n.id = near.id"
            f" and n.kind in ({marks(kinds)}){narrowed}"
            f" order by n.popularity desc, n.folded, n.kind, n.ref_id limit {NEAR_CAP}) as found"
        )
        self.add(number, text, [*kinds, *values])

    def areas_called(self, number: int, names: str, text: str = "v.folded") -> None:
        """Areas by the names in a table, of each name a few; `text` is what they are found by."""
        for where in self.areas:
            narrowed, values = where.narrowed(by_name=True)
            kinds = where.whole_kinds
            called = f"n.folded = v.folded and n.kind in ({marks(kinds)}){narrowed}"
            tables, condition = _each(names, "search_name", "n", called, "n.popularity desc, n.area_code, n.ref_id")
            piece = (
                f"{FOUND} {text} as text, 0 as part from {tables} where {condition}"
                f" order by n.popularity desc, n.folded, n.area_code, n.ref_id limit {NEAR_CAP}) as found"
            )
            self.add(number, piece, [*kinds, *values])

    def holding(
        self,
        number: int,
        parts: str,
        others: Sequence[str] = (),
        *,
        texts: Sequence[str] = (),
        typed: Sequence[str] = (),
        each: int = 0,
        found_by: str = "",
    ) -> None:
        """Names that hold one of the parts and, for each other table, one of its parts; and the texts, anywhere.

        `typed` are texts that they all hold anyway, because the parts do. Of each part the most popular come, at most
        `each` of a kind. `found_by` is the table, of `others`, whose text they are found by, where that is not the
        part itself.
        """
        by = (
            f"(select min(e.folded) from search_posting o cross join {found_by} e where o.name_id = n.id"
            " and e.id = o.part_id)"
        )
        text = by if found_by else "p.folded"
        for where in self.areas:
            is_by_area = _is_by_area(where, typed, [*others, *texts])
            inside, values = _inside([*texts, *(typed if is_by_area else ())])
            table, names = (parts, _in_areas) if is_by_area else (self._by_kind(parts), _popular)
            held = inside + _holding(others, "n.id" if is_by_area or inside else "t.name_id")
            self.add(number, *names(table, text, (held, values), where, each or where.cap))

    def words_meant(self, number: int, near: str, fewest: int, most: int) -> None:
        """Each word of a table that `fewest` names hold, with one of them.

        How many of the first `most` are among those searched is its popularity.
        """
        narrowed, values = self.where.narrowed()
        kinds = self.where.worded_kinds
        # kind by kind, as the index has them: the names of all kinds would have to be sorted
        shown = (
            "(select n.name from (select t.name_id from search_posting t where t.part_id = p.id and t.kind = %s"
            f" order by t.popularity desc, t.name_id limit {NEAR_EACH}) t cross join search_name n"
            f" where n.id = t.name_id{narrowed} order by n.popularity desc, n.id limit 1), "
        ) * len(kinds)
        held = f"(select t.name_id from search_posting t where t.part_id = p.id and t.kind in ({marks(kinds)})"
        text = (
            f"found.* from (select '' as kind, 0 as ref_id, coalesce({shown}'') as name, '' as area_code,"
            f" (select count(*) from {held} limit %s) t cross join search_name n where n.id = t.name_id{narrowed})"
            f" as names, p.folded, p.folded as text, 0 as part from {near} p"
            f" where (select count(*) from {held} limit %s) as counted) >= %s) as found"
        )
        some = [value for kind in kinds for value in (kind, *values)]
        self.add(number, text, [*some, *kinds, most, *values, *kinds, fewest, fewest])

    def areas_meant(self, number: int, names: str, fewest: int, most: int) -> None:
        """The same of names of areas."""
        narrowed, values = self.where.narrowed()
        kinds = self.where.whole_kinds
        called = f"search_name n where n.folded = v.folded and n.kind in ({marks(kinds)}){narrowed}"
        counted = f"(select count(*) from (select 1 from {called} limit %s) as counted)"
        shown = f"(select n.name from {called} order by n.popularity desc, n.ref_id limit 1)"
        text = (
            f"found.* from (select '' as kind, 0 as ref_id, {shown} as name, '' as area_code, {counted} as names,"
            f" v.folded, v.folded as text, 0 as part from {names} v) as found where found.names >= %s"
        )
        self.add(number, text, [*kinds, *values, *kinds, *values, most, fewest])

    def _by_kind(self, parts: str) -> str:
        """A table of parts with each worded kind, in the order in which their names are taken until there are enough.

        That is kept from here on: a look-up for each row gives its rows as the rows come.
        """
        kinds, values = listed(self.where.worded_kinds)
        if parts not in self.by_kind:
            self.by_kind[parts] = self.table(
                "id, folded, kind",
                f"select p.id, p.folded, q.value from {parts} p cross join {kinds} q"
                f" order by p.place, p.folded, p.id, q.place limit {MOST_PAIRS}",
                values,
            )
        return self.by_kind[parts]


BEGINS = "k.folded >= v.value and k.folded < v.value || '" + AFTER_FOLD + "'"


def _edited(column: str, folded: str, start: int, stop: int) -> Piece:
    """The condition that a text has one edit between two places, and is not the same."""
    if connection.vendor == "postgresql":
        exact, patterns = slips.edited(folded, "_", start, stop)
        # of the bare column the planner would look every pattern up in its statistics
        return f"({column} || '') like any({PATTERNS}) and {column} <> %s", [joined((*exact, *patterns)), folded]
    exact, patterns = slips.edited(folded, "?", start, stop)
    is_exact, values = among(column, exact)
    globs = f"exists (select 1 from json_each(%s) g where {column} glob g.value)"
    return f"({is_exact} or {globs}) and {column} <> %s", [*values, json.dumps(patterns), folded]


def _around(folded: str, start: int, stop: int) -> Piece:
    """A cheap condition that holds for every text with one edit between two places: all before and behind it stands.

    The places are taken in a few stretches, each with a sign more, for neighbours may be swapped. Of a long text only;
    thousands may share its beginning, and this spares the comparison of each with every pattern.
    """
    start, stop = max(0, start), min(len(folded), stop)
    size = -(-(stop - start) // STRETCHES)
    if size < 2:
        return "", []
    rest = "%" if connection.vendor == "postgresql" else "*"
    patterns = [f"{folded[:low]}{rest}{folded[low + size + 1 :]}" for low in range(start, stop, size)]
    if connection.vendor == "postgresql":
        return f"(k.folded || '') like any({PATTERNS}) and ", [joined(patterns)]
    either = " or ".join(["k.folded || '' glob %s"] * len(patterns))
    return f"({either}) and ", patterns


def _behind(gate: str) -> str:
    return f"{gate} cross join " if gate else ""


def _keyed(table: str) -> tuple[str, str]:
    return table, "k.key = 0 and " if table == "search_slip" else ""


def listed(values: Sequence[Any], *, of_ids: bool = False) -> Piece:
    """Values as a table with the columns `value` and `place`, their order."""
    if connection.vendor == "postgresql":
        array = f"{ARRAY}::{'bigint' if of_ids else 'text'}[]"
        return f"(select * from unnest({array}) with ordinality as listed(value, place))", [joined(values)]
    return "(select value, key as place from json_each(%s))", [json.dumps(list(values))]


def _each(outer: str, table: str, name: str, condition: str, order: str) -> tuple[str, str]:
    """For each row of `outer` (v) a few rows of a table: the tables, and the condition on them."""
    some = f"from {table} {name} where {condition} order by {order} limit {NEAR_EACH}"
    if connection.vendor == "postgresql":
        return f"{outer} v cross join lateral (select {name}.* {some}) {name}", "true"
    return f"{outer} v cross join {table} {name}", f"{name}.id in (select {name}.id {some})"


def _inside(texts: Sequence[str]) -> Piece:
    """The condition that names hold texts, anywhere; a cheap one, that stands before dearer ones without values."""
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    return f" and {place}(n.folded, %s) > 0" * len(texts), list(texts)


def _is_by_area(where: Where, typed: Sequence[str], more: Sequence[str]) -> bool:
    """Whether the few names of the areas are looked through, in place of those of a word."""
    return where.is_narrow or (where.by_area and bool(typed and more))


def _holding(others: Sequence[str], name: str) -> str:
    """The condition that a name holds, for each table of parts, one of them; `name` is where its id stands."""
    # not "exists", which PostgreSQL turns round: it would read every name of the other word first; and with the
    # sign a name's few words are looked through, where SQLite would look up each of the parts
    return "".join(
        f" and (select 1 from search_posting o where o.name_id = {name} and +o.part_id in"
        f" (select e.id from {other} e) limit 1) = 1"
        for other in others
    )


def _in_areas(parts: str, shown: str, held: Piece, where: Where, each: int) -> Piece:
    """Names that hold one of the parts, from the few names of an area."""
    narrowed, values = where.narrowed()
    kinds = where.worded_kinds
    text = (
        f"{FOUND} {shown} as text, p.id as part from search_name n cross join search_posting t cross join {parts} p"
        f" where n.kind in ({marks(kinds)}){narrowed}{held[0]} and t.name_id = n.id"
        # else SQLite looks through all the parts for every word of every name
        f" and +t.part_id in (select e.id from {parts} e) and p.id = t.part_id"
        " order by n.popularity desc, n.folded, n.kind, n.ref_id, p.place, p.folded, p.id limit %s) as found"
    )
    return text, [*kinds, *values, *held[1], 2 * max(where.cap, each)]


def _popular(pairs: str, shown: str, held: Piece, where: Where, each: int) -> Piece:
    """Names that hold one of the parts, of each part and kind the most popular first."""
    narrowed, values = _searched(where)
    some = (
        "from search_posting t cross join search_name n where t.part_id = p.id and t.kind = p.kind"
        f" and n.id = t.name_id{narrowed}{held[0]} order by t.popularity desc, t.name_id limit %s"
    )
    if connection.vendor == "postgresql":
        names = f"cross join lateral (select n.* {some}) n"
    else:
        # "id in (...)" would give them in the order of their ids
        taken = f"json_each((select json_group_array(s.name_id) from (select t.name_id {some}) s))"
        names = f"cross join {taken} taken cross join search_name n where n.id = taken.value"
    text = f"{FOUND} {shown} as text, p.id as part from {pairs} p {names} limit %s) as found"
    return text, [*values, *held[1], each, 2 * len(where.worded_kinds) * where.cap]


def _searched(where: Where) -> Piece:
    """The condition that the name `n` of a posting `t` is one that is searched.

    The ids in a small area are read first: few, where common words have tens of thousands of names.
    """
    if not where.by_area:
        return where.narrowed(by_name=True)
    narrowed, values = replace(where, public_only=False).narrowed()
    kinds = where.worded_kinds
    held = f"select a.id from search_name a where a.kind in ({marks(kinds)}){narrowed.replace('n.', 'a.')}"
    # "is true" keeps PostgreSQL from looking each posting's name up in place of reading the ids once
    inside = f" and (t.name_id in ({held}))" + " is true" * (connection.vendor == "postgresql")
    return inside + " and n.is_public" * where.public_only, [*kinds, *values]
