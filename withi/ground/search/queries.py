"""Finding names: equal, beginning alike, holding the words, and last with one slip of the finger.

Every statement is bounded: it looks keys up in ranges and stops at a cap. Both databases give the same answer, for
keys are compared byte by byte and every order ends in the key and the id.
"""
# ruff: noqa: S608 - statements are put together from fixed texts; every value is a parameter

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.db import connection

from withi.ground.search import rules
from withi.ground.search.models import LONGEST_NAME
from withi.ground.search.rules import Found, Row, Step
from withi.kit.codes import prefix_range
from withi.kit.thai import AFTER_FOLD, clean, fold

COUNT_TO = 200
"""Names taken per kind and step; where there are more, a total is "at least"."""
MOST_PARTS = 100
MOST_WORDS = 6
MOST_CANDIDATES = 12_000
HOT = 300
"""A part with more names than this is read from the most popular down, and not to the end."""
MOST_HOT = 4
MOST_POSTINGS = 1_200
MOST_VARIANTS = 30
MOST_HALVES = 1_500

Range = tuple[str, str]


@dataclass(frozen=True)
class _Where:
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

    def near_home(self, home: str) -> "_Where":
        """The same search, in one area only."""
        low, high = prefix_range(home)
        spans = [(max(low, first), min(high, last)) for first, last in self.ranges or [(low, high)]]
        return replace(self, ranges=tuple((first, last) for first, last in spans if first < last))


def find(
    text: str,
    *,
    kinds: Iterable[str] | None = None,
    ranges: Iterable[Range] | None = None,
    public_only: bool = True,
    home: str = "",
    literal: bool = False,
    limit: int = 20,
    offset: int = 0,
    count_to: int = COUNT_TO,
) -> Found:
    """Objects whose name is the text, begins with it or holds its words; then names one slip of the finger away.

    Order: equal, beginning, within, near; in each the person's own area (`home`, a code) first, then the most popular.
    `ranges` are half-open code ranges (`Scope.ranges`, `codes.prefix_range`); None is everywhere, none at all nowhere.
    Names one slip away come only where few were found and none was equal.
    """
    typed = clean(text[:LONGEST_NAME])
    where = _Where(
        tuple(_all_kinds() if kinds is None else kinds),
        None if ranges is None else tuple(ranges),
        public_only,
        max(count_to, offset + limit + 1),
    )
    rows, is_cut = _found(typed, where, home, literal) if fold(typed) and where.can_hold_any else ([], False)
    return Found(
        hits=tuple(row.hit() for row in rows[offset : offset + limit]),
        total=len(rows),
        total_is_exact=not is_cut,
        searched=_answered(typed, rows),
        step=rows[0].step if rows else Step.NONE,
        literal=literal,
    )


def _found(typed: str, where: _Where, home: str, literal: bool) -> tuple[list[Row], bool]:
    """The rows in order, and whether there may be more."""
    rows, is_cut = _literal(typed, where, home)
    if not literal and rules.wants_near(rows):
        rows = rules.once([*rows, *_near(typed, where, is_last=not rows)])
    return sorted(rows, key=lambda row: row.order(home)), is_cut


def _answered(typed: str, rows: list[Row]) -> str:
    """The text that the first name answers to."""
    if not rows or rows[0].step is not Step.NEAR:
        return typed
    return " ".join(rules.shown(rows[0].name, text) for text in rows[0].matched).strip() or rows[0].name


def _all_kinds() -> list[str]:
    return [
        row[0]
        for row in _run(
            "with recursive k(kind) as (select min(kind) from search_name union all"
            " select (select min(n.kind) from search_name n where n.kind > k.kind) from k where k.kind is not null)"
            " select kind from k where kind is not null",
            [],
        )
    ]


def _run(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
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


# --- as typed ------------------------------------------------------------------------------------


def _literal(typed: str, where: _Where, home: str) -> tuple[list[Row], bool]:
    """The names that are, begin with or hold the text; and whether there may be more."""
    rows: list[Row] = []
    is_cut = False
    for step in (_beginning, _holding):
        found, cut = step(typed, where)
        if cut and home:
            found += step(typed, where.near_home(home))[0]
        rows, is_cut = rules.once([*rows, *found]), is_cut or cut
        if len(rows) >= where.cap:
            return rows, True
    return rows, is_cut


def _beginning(typed: str, where: _Where) -> tuple[list[Row], bool]:
    """Names that are or begin with the text, each kind's at most `cap`, the first ones by key."""
    keys = [(kind, key) for kind in where.kinds for key in rules.keys(typed, kind)]
    rows = _named([(kind, (key, key + AFTER_FOLD)) for kind, key in keys], "{0} >= %s and {0} < %s", where)
    equal = set(keys)
    return [
        row._replace(step=Step.EQUAL if (row.kind, row.folded) in equal else Step.PREFIX) for row in rows
    ], _is_full(rows, where)


def _is_full(rows: list[Row], where: _Where) -> bool:
    """Whether a kind gave as many names as are taken, so that it may have more."""
    return max(Counter(row.kind for row in rows).values(), default=0) >= where.cap


def _named(keys: Sequence[tuple[str, Sequence[str]]], condition: str, where: _Where) -> list[Row]:
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


def _holding(typed: str, where: _Where) -> tuple[list[Row], bool]:
    """Names that hold the text as words, or each of its words."""
    if where.has_whole_kinds_only:
        return [], False
    whole = _parts_like(fold(typed))
    rows, is_cut = _with_parts([whole], where) if whole else ([], False)
    words = list(dict.fromkeys(filter(None, map(fold, typed.split()))))[:MOST_WORDS]
    if len(words) < 2 or len(rows) >= where.cap:
        return rows, is_cut
    fitting = [_parts_like(word) for word in words]
    if not all(fitting):
        return rows, is_cut
    more, cut = _with_parts(fitting, where)
    return [*rows, *more], is_cut or cut


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that fits a word: `text` is what it was looked up by."""

    pk: int
    text: str
    fit: int


def _parts_like(*texts: str) -> list[_Part]:
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
    parts = sorted((_Part(pk, text, 0 if fold == text and fit == 1 else fit) for pk, fold, text, fit in rows), key=_fit)
    return list({part.pk: part for part in reversed(parts)}.values())[::-1]


def _fit(part: _Part) -> tuple[int, str, int]:
    return part.fit, part.text, part.pk


def _with_parts(words: list[list[_Part]], where: _Where, step: Step = Step.PART) -> tuple[list[Row], bool]:
    """Names that hold, for every word, one of the parts that fit it; found from the rarest word."""
    counts = _counts(chain.from_iterable(words))
    rarest, *others = sorted(words, key=lambda word: _frequency(word, counts))
    hot, cold, is_cut = ([], rarest, False) if where.by_area else _portions(rarest, counts)
    held = _held(others)
    pieces = [piece for kind in where.worded_kinds for piece in _pieces(where, kind, held, hot, cold)]
    rows = _together([text for text, _ in pieces], list(chain.from_iterable(values for _, values in pieces)))
    fits = {part.pk: part for part in rarest}
    found = [_posted_row(row, fits[row[6]], step) for row in rows]
    return found, is_cut or _is_full(found, where)


Piece = tuple[str, list[Any]]
"""A part of a statement, and its values."""


def _pieces(where: _Where, kind: str, held: Piece, hot: list[_Part], cold: list[_Part]) -> Iterator[Piece]:
    for part in hot:
        yield _posted(where, kind, held, [part])
    if cold:
        yield _posted(where, kind, held, cold, is_whole=True)


def _posted_row(row: Sequence[Any], part: _Part, step: Step) -> Row:
    return _row(row, (part.text,), step, part.fit)


def _posted(where: _Where, kind: str, held: Piece, parts: list[_Part], *, is_whole: bool = False) -> Piece:
    """Names of one kind that hold one of the parts: all of them, or from the most popular down.

    SQLite keeps the order of a cross join: the smaller side first.
    """
    tables = ("search_name n", "search_posting t")[:: 1 if where.by_area else -1]
    filtered, filters = where.condition(kind)
    order, most = ("", MOST_POSTINGS) if is_whole else (" order by t.popularity desc, t.name_id", where.cap)
    text = (
        "select * from (select n.kind, n.ref_id, n.name, n.area_code, n.popularity, n.folded, t.part_id"
        f" from {' cross join '.join(tables)} where t.kind = %s and t.part_id in ({_marks(parts)})"
        f" and n.id = t.name_id and {filtered}{held[0]}{order} limit %s) as found"
    )
    return text, [kind, *(part.pk for part in parts), *filters, *held[1], most]


def _held(words: list[list[_Part]]) -> Piece:
    """The condition that a name holds a part of each word."""
    text = "".join(
        f" and exists (select 1 from search_posting o where o.name_id = n.id and o.part_id in ({_marks(word)}))"
        for word in words
    )
    return text, [part.pk for word in words for part in word]


def _counts(parts: Iterable[_Part]) -> dict[int, int]:
    """Names that hold each part."""
    ids = [part.pk for part in parts]
    return dict(
        _run(f"select part_id, count(*) from search_posting where part_id in ({_marks(ids)}) group by part_id", ids)
    )


def _frequency(word: list[_Part], counts: dict[int, int]) -> int:
    return sum(counts.get(part.pk, 0) for part in word)


def _portions(parts: list[_Part], counts: dict[int, int]) -> tuple[list[_Part], list[_Part], bool]:
    """Parts read from the most popular name down, parts read whole, and whether some are left out."""
    hot = [part for part in parts if counts.get(part.pk, 0) > HOT]
    cold: list[_Part] = []
    room = MOST_POSTINGS
    for part in parts:
        if 0 < counts.get(part.pk, 0) <= min(HOT, room):
            cold.append(part)
            room -= counts[part.pk]
    is_cut = len(parts) >= MOST_PARTS or len(hot) > MOST_HOT or room < HOT
    return hot[:MOST_HOT], cold, is_cut


# --- one slip away -------------------------------------------------------------------------------


def _near(typed: str, where: _Where, *, is_last: bool) -> list[Row]:
    """Names one edit from the text: whole names and words of its length, else (`is_last`) what begins so."""
    if len(fold(typed)) < rules.SHORTEST_NEAR:
        return []
    rows = _near_whole(typed, where)
    if is_last:
        rows = rows or _near_words(typed, where) or _near_beginning(typed, where)
    return [row._replace(step=Step.NEAR, fit=0) for row in rows]


def _near_whole(typed: str, where: _Where) -> list[Row]:
    folded = fold(typed)
    names = [text for key in _all_keys(typed, where) for text in _one_edit("search_name", key)]
    wanted = [(kind, [*names, *rules.mistyped_settlement(folded, kind)]) for kind in where.kinds]
    rows = _named([(kind, texts) for kind, texts in wanted if texts], "{0} in ({1})", where)
    parts = [] if where.has_whole_kinds_only else _parts_called(_one_edit("search_part", folded))
    return rows + (_with_parts([parts], where)[0] if parts else [])


def _all_keys(typed: str, where: _Where) -> list[str]:
    return sorted({key for kind in where.kinds for key in rules.keys(typed, kind)})


def _one_edit(table: str, folded: str) -> list[str]:
    """Keys one edit from the text, by the half that the edit left whole."""
    first, last = rules.probes(folded)
    rows = _run(
        f"select * from (select distinct folded from {table} where first in ({_marks(first)}) limit %s) as one union "
        f"select * from (select distinct folded from {table} where last in ({_marks(last)}) limit %s) as other",
        [*first, MOST_CANDIDATES, *last, MOST_CANDIDATES],
    )
    return sorted(text for (text,) in rows if rules.is_near(folded, text))


def _parts_called(folded: list[str]) -> list[_Part]:
    if not folded:
        return []
    rows = _run(f"select id, folded from search_part where folded in ({_marks(folded)}) order by folded", folded)
    return [_Part(pk, text, 0) for pk, text in rows]


def _near_beginning(typed: str, where: _Where) -> list[Row]:
    """Names and words that begin with a text one edit away: it may be typed in part only."""
    texts = [text for key in _all_keys(typed, where) for text in (_varied(key, where) or _halved(key, where))]
    texts = texts[:MOST_VARIANTS]
    bounds = [(kind, (text, text + AFTER_FOLD)) for kind in where.kinds for text in texts]
    rows = _named(bounds, "{0} >= %s and {0} < %s", where)
    rows += _holding_any(texts, where)
    return [row._replace(matched=_begun(row.folded, texts) or row.matched) for row in rows]


def _holding_any(texts: list[str], where: _Where) -> list[Row]:
    parts = [] if where.has_whole_kinds_only else _parts_like(*texts)
    return _with_parts([parts], where)[0] if parts else []


def _varied(folded: str, where: _Where | None = None) -> list[str]:
    """Texts one edit away with which some word begins, or a name of the kinds looked for."""
    if not rules.SHORTEST_NEAR <= len(folded) <= rules.LONGEST_VARIED:
        return []
    texts = rules.variants(folded)
    begins = "{0} >= v.text and {0} < v.text || %s)"
    known, values = [], []
    if where is None or not where.has_whole_kinds_only:
        known.append(f"exists (select 1 from search_part p where {begins.format('p.folded')}")
        known.append(f"exists (select 1 from search_inside i where {begins.format('i.folded')}")
        values += [AFTER_FOLD] * 2
    for kind in where.kinds if where else ():
        known.append(f"exists (select 1 from search_name n where n.kind = %s and {begins.format('n.folded')}")
        values += [kind, AFTER_FOLD]
    rows = _run(
        f"with v(text) as (values {', '.join(['(%s)'] * len(texts))})"
        f" select text from v where {' or '.join(known)} limit %s",
        [*texts, *values, MOST_VARIANTS],
    )
    return sorted(text for (text,) in rows)


def _halved(folded: str, where: _Where) -> list[str]:
    """The same for a longer text: what begins with its first half, or holds its last, and differs by one edit."""
    if len(folded) <= rules.LONGEST_VARIED or where.has_whole_kinds_only:
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
    return sorted({text for (key,) in rows for text in rules.near_pieces(folded, key, last)})


def _begun(folded: str, texts: list[str]) -> tuple[str, ...]:
    return next(((text,) for text in texts if folded.startswith(text)), ())


def _near_words(typed: str, where: _Where) -> list[Row]:
    """Names that hold every word of the text, some of them one edit away."""
    words = list(dict.fromkeys(filter(None, map(fold, typed.split()))))[:MOST_WORDS]
    if len(words) < 2 or where.has_whole_kinds_only:
        return []
    fitting = [_parts_like(word) or _parts_near(word) for word in words]
    if not all(fitting):
        return []
    rows, _ = _with_parts(fitting, where)
    return [row._replace(matched=tuple(_held_text(row.folded, parts) for parts in fitting)) for row in rows]


def _parts_near(word: str) -> list[_Part]:
    if len(word) < rules.SHORTEST_NEAR:
        return []
    called = _parts_called(_one_edit("search_part", word))
    return called or _parts_like(*_varied(word))


def _held_text(folded: str, parts: list[_Part]) -> str:
    return next((part.text for part in parts if part.text in folded), "")
