"""The statements of the index, each bounded: it looks keys up in ranges and stops at a cap.

Both databases give the same answer, for keys are compared byte by byte and every order ends in the key and the id.
"""
# ruff: noqa: S608 - statements are put together from fixed texts; every value is a parameter

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from withi.ground.search import rules
from withi.ground.search.rules import Row, Step
from withi.ground.web import reading
from withi.kit.codes import prefix_range
from withi.kit.thai import AFTER_FOLD

MOST_PARTS = 100
MOST_CANDIDATES = 12_000
HOT = 300
"""A part with more names than this is read from the most popular down, and not to the end."""
MOST_HOT = 4
MOST_POSTINGS = 1_200
MOST_VARIANTS = 20
MOST_HALVES = 1_500

Range = tuple[str, str]
Piece = tuple[str, list[Any]]
"""A part of a statement, and its values."""


@dataclass(frozen=True)
class Where:
    """The filter of one search."""

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
    def has_whole_kinds_only(self) -> bool:
        return rules.WHOLE_KINDS.issuperset(self.kinds)

    def condition(self, kind: str) -> tuple[str, list[Any]]:
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


def _run(statement: str, values: Sequence[Any]) -> list[Any]:
    with reading.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def _together(statements: list[str], values: Sequence[Any]) -> list[Any]:
    return _run(" union all ".join(statements), values) if statements else []


def _row(row: Sequence[Any], matched: tuple[str, ...], step: Step = Step.NONE, fit: int = 0) -> Row:
    kind, ref_id, name, area_code, popularity, folded = row[:6]
    return Row(kind, ref_id, name, area_code, popularity, folded, matched, step, fit)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def all_kinds() -> list[str]:
    return [
        row[0]
        for row in _run(
            "with recursive k(kind) as (select min(kind) from search_name union all"
            " select (select min(n.kind) from search_name n where n.kind > k.kind) from k where k.kind is not null)"
            " select kind from k where kind is not null",
            [],
        )
    ]


# --- names ----------------------------------------------------------------------------------------


def named(keys: Sequence[tuple[str, Sequence[str]]], condition: str, where: Where) -> list[Row]:
    """Names by a condition on their key {0} and the texts {1}; of each entry at most `cap`, the first by key."""
    statements, values = [], []
    for kind, bounds in keys:
        filtered, filters = where.condition(kind)
        compared = condition.format(where.key, _marks(bounds))
        statements.append(
            "select * from (select n.kind, n.ref_id, n.name, n.area_code, n.popularity, n.folded from search_name n"
            f" where {filtered} and {compared} order by {where.key}, n.popularity desc, n.ref_id limit %s) as found"
        )
        values += [*filters, *bounds, where.cap]
    return [_row(row, (row[5],)) for row in _together(statements, values)]


def is_full(rows: list[Row], where: Where) -> bool:
    """Whether a kind gave as many names as are taken, so that it may have more."""
    return max(Counter(row.kind for row in rows).values(), default=0) >= where.cap


def one_edit(table: str, folded: str) -> list[str]:
    """Keys one edit from the text, by the half that the edit left whole."""
    first, last = rules.probes(folded)
    rows = _run(
        f"select * from (select distinct folded from {table} where first in ({_marks(first)}) limit %s) as one union "
        f"select * from (select distinct folded from {table} where last in ({_marks(last)}) limit %s) as other",
        [*first, MOST_CANDIDATES, *last, MOST_CANDIDATES],
    )
    return sorted(text for (text,) in rows if rules.is_near(folded, text))


# --- parts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A part that fits a word: `text` is what it was looked up by."""

    pk: int
    text: str
    fit: int


def parts_like(*texts: str) -> list[Part]:
    """Parts that are, begin with, or from some syllable on begin with one of the texts; best fit first."""
    statements, values = [], []
    for text in texts:
        statements.append(
            "select * from (select id, folded, %s, 1 from search_part where folded >= %s and folded < %s"
            " order by folded limit %s) as beginning union all select * from (select i.part_id, i.folded, %s, 2"
            " from search_inside i where i.folded >= %s and i.folded < %s"
            " order by i.folded, i.part_id limit %s) as inside"
        )
        values += [text, text, text + AFTER_FOLD, MOST_PARTS] * 2
    rows = _together(statements, values)
    parts = sorted((Part(pk, text, 0 if fold == text and fit == 1 else fit) for pk, fold, text, fit in rows), key=_fit)
    return list({part.pk: part for part in reversed(parts)}.values())[::-1]


def _fit(part: Part) -> tuple[int, str, int]:
    return part.fit, part.text, part.pk


def parts_called(folded: list[str]) -> list[Part]:
    if not folded:
        return []
    rows = _run(f"select id, folded from search_part where folded in ({_marks(folded)}) order by folded", folded)
    return [Part(pk, text, 0) for pk, text in rows]


def with_parts(words: list[list[Part]], where: Where, step: Step = Step.PART) -> tuple[list[Row], bool]:
    """Names that hold, for every word, one of the parts that fit it; found from the rarest word."""
    counts = _counts(chain.from_iterable(words))
    rarest, *others = sorted(words, key=lambda word: _frequency(word, counts))
    hot, cold, is_cut = ([], rarest, False) if where.by_area else _portions(rarest, counts)
    held, names = _held(others), _frequency(cold, counts)
    pieces = [_popular(where, kind, held, part) for kind in where.worded_kinds for part in hot]
    if cold:
        pieces += [_every(where, kind, held, cold, names) for kind in where.worded_kinds]
    rows = _joined(pieces)
    fits = {part.pk: part for part in rarest}
    found = [_posted_row(row, fits[row[6]], step) for row in rows]
    return found, is_cut or is_full(found, where)


def _joined(pieces: list[Piece]) -> list[Any]:
    return _together([text for text, _ in pieces], [value for _, values in pieces for value in values])


def _posted_row(row: Sequence[Any], part: Part, step: Step) -> Row:
    return _row(row, (part.text,), step, part.fit)


POSTED = "select * from (select n.kind, n.ref_id, n.name, n.area_code, n.popularity, n.folded, t.part_id from "


def _popular(where: Where, kind: str, held: Piece, part: Part) -> Piece:
    """Names of one kind that hold a part, from the most popular down."""
    filtered, filters = where.condition(kind)
    text = (
        f"{POSTED} search_posting t cross join search_name n where t.kind = %s and t.part_id = %s"
        f" and n.id = t.name_id and {filtered}{held[0]} order by t.popularity desc, t.name_id limit %s) as found"
    )
    return text, [kind, part.pk, *filters, *held[1], where.cap]


def _every(where: Where, kind: str, held: Piece, parts: list[Part], names: int) -> Piece:
    """Every name of one kind that holds one of the parts: from the postings, or from the few names of an area.

    SQLite keeps the order of a cross join; PostgreSQL expects as many postings as the limit says, and would read the
    whole table of names if it expected more.
    """
    filtered, filters = where.condition(kind)
    posted = f"select name_id, part_id from search_posting where part_id in ({_marks(parts)}) and kind = %s"
    values = [*(part.pk for part in parts), kind]
    if where.by_area:
        tables, limit = "search_name n cross join search_posting t", []
        filtered = f"t.part_id in ({_marks(parts)}) and t.kind = %s and {filtered}"
    else:
        tables, limit = f"({posted} limit %s) t cross join search_name n", [names]
    text = f"{POSTED} {tables} where n.id = t.name_id and {filtered}{held[0]}) as found"
    return text, [*values, *limit, *filters, *held[1]]


def _held(words: list[list[Part]]) -> Piece:
    """The condition that a name holds a part of each word."""
    text = "".join(
        f" and exists (select 1 from search_posting o where o.name_id = n.id and o.part_id in ({_marks(word)}))"
        for word in words
    )
    return text, [part.pk for word in words for part in word]


def _counts(parts: Iterable[Part]) -> dict[int, int]:
    """Names that hold each part."""
    ids = [part.pk for part in parts]
    return dict(
        _run(f"select part_id, count(*) from search_posting where part_id in ({_marks(ids)}) group by part_id", ids)
    )


def _frequency(word: list[Part], counts: dict[int, int]) -> int:
    return sum(counts.get(part.pk, 0) for part in word)


def _portions(parts: list[Part], counts: dict[int, int]) -> tuple[list[Part], list[Part], bool]:
    """Parts read from the most popular name down, parts read whole, and whether some are left out."""
    hot = [part for part in parts if counts.get(part.pk, 0) > HOT]
    cold: list[Part] = []
    room = MOST_POSTINGS
    for part in parts:
        if 0 < counts.get(part.pk, 0) <= min(HOT, room):
            cold.append(part)
            room -= counts[part.pk]
    is_cut = len(parts) >= MOST_PARTS or len(hot) > MOST_HOT or room < HOT
    return hot[:MOST_HOT], cold, is_cut


# --- one edit from what was typed -----------------------------------------------------------------


_BEGINS = "{0} >= v.text and {0} < v.text || '" + AFTER_FOLD + "'"


def varied(folded: str, kinds: Sequence[str], *, words: bool) -> list[tuple[str, str]]:
    """Texts one edit from a short one with which some name of a kind begins, or (of kind "") some word."""
    if not rules.SHORTEST_NEAR <= len(folded) <= rules.LONGEST_VARIED:
        return []
    texts = rules.variants(folded)
    pieces = [_names_begin(kind) for kind in kinds] + [_words_begin()] * words
    listed = ", ".join(["(%s)"] * len(texts))
    rows = _run(
        f"with v(text) as (values {listed}) {' union all '.join(text for text, _ in pieces)}",
        [*texts, *chain.from_iterable(values for _, values in pieces)],
    )
    return sorted((kind, text) for kind, text in rows)


def _names_begin(kind: str) -> Piece:
    names = f"exists (select 1 from search_name n where n.kind = %s and {_BEGINS.format('n.folded')})"
    return f"select * from (select %s, v.text from v where {names} limit %s) as names", [kind, kind, MOST_VARIANTS]


def _words_begin() -> Piece:
    parts = f"exists (select 1 from search_part p where {_BEGINS.format('p.folded')})"
    insides = f"exists (select 1 from search_inside i where {_BEGINS.format('i.folded')})"
    return f"select * from (select '', v.text from v where {parts} or {insides} limit %s) as words", [MOST_VARIANTS]


def halved(folded: str) -> list[str]:
    """Pieces of words one edit from a longer text: they begin with its first half, or hold its last."""
    if len(folded) <= rules.LONGEST_VARIED:
        return []
    first, last = rules.halved(folded)
    span = [first, first + AFTER_FOLD, MOST_HALVES]
    rows = _run(
        "select * from (select folded from search_part where folded >= %s and folded < %s limit %s) as parts union "
        "select * from (select folded from search_inside where folded >= %s and folded < %s limit %s) as insides union "
        "select * from (select p.folded from search_inside i join search_part p on p.id = i.part_id"
        " where i.folded >= %s and i.folded < %s limit %s) as holding",
        [*span, *span, last, last + AFTER_FOLD, MOST_HALVES],
    )
    found = sorted({text for (key,) in rows for text in rules.near_pieces(folded, key, last)})
    return found[:MOST_VARIANTS]
