"""Finding names: as typed, by the other keyboard, then with one slip or two. Two statements for any search."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from withi.ground.search import probes, rules, slips
from withi.ground.search.models import LONGEST_NAME
from withi.ground.search.probes import Part, Piece, Range, Seen, Where
from withi.ground.search.rules import Found, Reading, Row, Step
from withi.kit.thai import clean, fold

COUNT_TO = 100
"""Names taken per kind and step; where there are more, a total is "at least"."""
HOME, WHOLE, WORDS, OTHER, NEAR, BEGUN, FAR = range(7)
"""Pieces of the second statement, by what they answer to."""
FIT = 10
"""Each slip weighs more than how unlikely it is."""
MOST_DRIVEN = 4
"""Words of a text that are looked for with a slip, each beside the others as typed."""


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
    """Objects whose name is the text, begins with it or holds its words; where these are few, what was meant instead.

    Order: equal, beginning, within, typed on the wrong keyboard, one slip away, two; in each the person's own area
    (`home`, a code) first, then the most popular. `ranges` are half-open code ranges (`Scope.ranges`,
    `codes.prefix_range`); None is everywhere, none at all nowhere. Two slips count only where nothing else was found.
    """
    raw = text[:LONGEST_NAME]
    typed = clean(raw)
    where = Where(
        tuple(probes.all_kinds() if kinds is None else kinds),
        None if ranges is None else tuple(ranges),
        public_only,
        max(count_to, offset + limit + 1),
    )
    if not fold(typed) or not where.can_hold_any:
        return Found((), 0, True, typed, Step.NONE, literal)
    rows, is_cut = _found(_search(raw, typed, where, home, literal=literal))
    rows.sort(key=lambda row: row.order(home))
    return Found(
        hits=tuple(row.hit() for row in rows[offset : offset + limit]),
        total=len(rows),
        total_is_exact=not is_cut,
        searched=_answered(typed, rows),
        step=rows[0].step if rows else Step.NONE,
        literal=literal,
    )


def _answered(typed: str, rows: list[Row]) -> str:
    """The text that the first name answers to."""
    if not rows or rows[0].step not in rules.OTHER:
        return typed
    return " ".join(rules.shown(rows[0].name, text) for text in rows[0].matched).strip() or rows[0].name


@dataclass
class _Search:
    """One search: how the text can be read, where it is looked for, and what the first statement found."""

    readings: tuple[Reading, ...]
    where: Where
    home: str
    literal: bool
    seen: Seen
    parts: dict[int, Part] = field(default_factory=dict)

    @property
    def typed(self) -> Reading:
        return self.readings[0]

    @property
    def areas(self) -> list[Where]:
        """Everywhere, and the own area by itself, whose names must not be lost among many."""
        return [self.where, self.where.near_home(self.home)] if self.home else [self.where]

    def fits(self, reading: Reading) -> bool:
        """Whether anything begins with a reading, or each of its words is known."""
        begins = self.seen.names[self.readings.index(reading)] or self.seen.parts[reading.folded]
        return bool(begins) or (bool(reading.words) and all(self.seen.parts[word] for word in reading.words))


def _search(raw: str, typed: str, where: Where, home: str, *, literal: bool) -> _Search:
    first, other = rules.reading(typed), rules.reading(clean(slips.other_layout(raw)))
    is_other = not literal and bool(other.folded) and other.folded != first.folded
    readings = (first, other) if is_other else (first,)
    is_deep = not literal and len(first.folded) >= slips.SHORTEST_FAR
    return _Search(readings, where, home, literal, probes.look(readings, where, deep=is_deep))


def _found(search: _Search) -> tuple[list[Row], bool]:
    """The rows, each object once, and whether there may be more."""
    rows = _begun(search, 0)
    is_cut = _is_full(rows, search.where)
    if is_cut and not search.home:
        return rules.once(rows), True
    found = probes.read(list(_pieces(search, rows)))
    rows += [row for row, _ in found[HOME]] + _held(search, found[WHOLE] + found[WORDS])
    is_cut = is_cut or _is_full(rows, search.where)
    rows = rules.once(_stepped(search, rows))
    if not rows and len(search.readings) > 1:
        other = [*_begun(search, 1), *_held(search, found[OTHER])]
        text = (search.readings[1].folded,)
        rows = [row._replace(step=Step.KEYS, matched=text) for row in rules.once(_stepped(search, other, 1))]
    if rules.wants_near(rows) and not search.literal:
        rows = rules.once([*rows, *_near(search, found, is_last=not rows)])
    return rows, is_cut


def _is_full(rows: list[Row], where: Where) -> bool:
    """Whether a kind gave as many names as are taken, so that it may have more."""
    return max(Counter(row.kind for row in rows).values(), default=0) >= where.cap


# --- as typed --------------------------------------------------------------------------------------


def _begun(search: _Search, number: int) -> list[Row]:
    """Names that are or begin with a reading."""
    return _stepped(search, search.seen.names[number], number)


def _stepped(search: _Search, rows: list[Row], number: int = 0) -> list[Row]:
    """Rows without a step, found by their beginning, with the step they are."""
    keys = {kind: set(rules.keys(search.readings[number].typed, kind)) for kind in search.where.kinds}
    return [
        row
        if row.step is not Step.NONE
        else row._replace(step=Step.EQUAL if row.folded in keys[row.kind] else Step.PREFIX)
        for row in rows
    ]


def _held(search: _Search, found: list[tuple[Row, int]]) -> list[Row]:
    """Names found by a part as it was typed."""
    parts = search.parts
    return [row._replace(step=Step.PART, matched=(parts[pk].text,), fit=parts[pk].fit) for row, pk in found]


def _pieces(search: _Search, rows: list[Row]) -> Iterator[tuple[int, Piece]]:
    """What the second statement reads: names that hold what was typed, and those near it where that may be too few."""
    if search.home and _is_full(rows, search.where):
        for kind in search.where.kinds:
            for key in rules.keys(search.typed.typed, kind):
                yield HOME, probes.names_begun(key, kind, search.areas[-1])
    yield from _whole_pieces(search, search.typed, WHOLE)
    yield from _word_pieces(search, search.typed, WORDS)
    if search.literal or not rules.wants_near(rows):
        return
    if len(search.readings) > 1 and not search.fits(search.typed):
        yield from _whole_pieces(search, search.readings[1], OTHER)
        yield from _word_pieces(search, search.readings[1], OTHER)
    if len(search.typed.folded) >= rules.SHORTEST_NEAR:
        yield from _near_pieces(search)
        if not search.fits(search.typed):
            yield from _begun_pieces(search)
            yield from _far_pieces(search)


def _whole_pieces(search: _Search, reading: Reading, number: int) -> Iterator[tuple[int, Piece]]:
    parts = search.seen.parts[reading.folded]
    search.parts |= {part.pk: part for part in parts}
    if parts:
        yield from _holding(search, number, probes.parts_of([part.pk for part in parts]))


def _word_pieces(search: _Search, reading: Reading, number: int) -> Iterator[tuple[int, Piece]]:
    """Names that hold every word, found from the rarest."""
    words = [search.seen.parts[word] for word in reading.words]
    if words and all(words):
        rarest, *others = sorted(words, key=lambda parts: sum(part.names for part in parts))
        search.parts |= {part.pk: part for part in rarest if part.pk not in search.parts}
        held = probes.held(probes.parts_of([part.pk for part in parts]) for parts in others)
        yield from _holding(search, number, probes.parts_of([part.pk for part in rarest]), held)


def _holding(search: _Search, number: int, parts: Piece, held: Piece = ("", [])) -> Iterator[tuple[int, Piece]]:
    for where in search.areas:
        for kind in where.worded_kinds:
            yield number, probes.holding(parts, kind, where, held)


# --- meant instead ---------------------------------------------------------------------------------


def _near_pieces(search: _Search) -> Iterator[tuple[int, Piece]]:
    """Names, words and areas one slip away."""
    typed, where = search.typed, search.where
    for kind in where.worded_kinds:
        yield NEAR, probes.names_near(typed.folded, kind, where)
    yield from _holding(search, NEAR, probes.parts_near(typed.folded))
    yield from _near_word_pieces(search)
    for kind in where.whole_kinds:
        texts = rules.mistyped_settlement(typed.folded, kind)
        keys = sorted({slip for key in rules.keys(typed.typed, kind) for slip in slips.near_keys(key)})
        for area in search.areas:
            yield NEAR, probes.areas_near(keys, texts, kind, area)


def _near_word_pieces(search: _Search) -> Iterator[tuple[int, Piece]]:
    """Names that hold every word, one of them with a slip; or all that nothing begins with."""
    words = search.typed.words
    known = {word: search.seen.parts[word] for word in words}
    unknown = [word for word in words if not known[word]]
    if any(len(word) < rules.SHORTEST_NEAR for word in unknown):
        return
    for word in unknown[:1] or words[:MOST_DRIVEN]:
        if len(word) >= rules.SHORTEST_NEAR:
            others = [
                probes.parts_of([part.pk for part in known[other]]) if known[other] else probes.parts_near(other)
                for other in words
                if other != word
            ]
            yield from _holding(search, NEAR, probes.parts_near(word), probes.held(others))


def _begun_pieces(search: _Search) -> Iterator[tuple[int, Piece]]:
    """Names that begin with, or hold words that begin with, a text one slip away, or spelled otherwise."""
    where = search.where
    if texts := _begun_texts(search.typed.folded):
        if where.worded_kinds:
            yield from _holding(search, BEGUN, probes.parts_begun(texts))
        for kind in where.whole_kinds:
            own = [text for key in rules.keys(search.typed.typed, kind) for text in _begun_texts(key)]
            for area in search.areas:
                yield BEGUN, probes.areas_begun(own, kind, area)


def _begun_texts(folded: str) -> list[str]:
    short = rules.SHORTEST_NEAR <= len(folded) <= rules.LONGEST_VARIED
    return [*slips.spellings(folded), *(slips.variants(folded) if short else [])]


def _far_pieces(search: _Search) -> Iterator[tuple[int, Piece]]:
    """Names that hold words begun with one slip, or with two; areas with two."""
    seen, folded = search.seen, search.typed.folded
    last = slips.clues(folded)[1]
    near = slips.begun_near(folded, seen.begun) | slips.ended_near(folded, seen.ended, last)
    ids = seen.ended | seen.begun
    search.parts |= {ids[key]: Part(ids[key], piece, 0) for key, piece in near.items()}
    if near:
        yield from _holding(search, FAR, probes.parts_of([ids[key] for key in near]))
    for kind in search.where.whole_kinds:
        texts = {text for key in rules.keys(search.typed.typed, kind) for text in slips.whole_near(key, seen.areas)}
        if texts:
            for area in search.areas:
                yield FAR, probes.areas_near([], sorted(texts), kind, area)


def _near(search: _Search, found: dict[int, list[tuple[Row, int]]], *, is_last: bool) -> list[Row]:
    """Names one slip away; where nothing else was found also those that begin so, and last those two slips away."""
    rows = [near for row, _ in found[NEAR] if (near := _with_slip(search, row, 1))]
    if rows or not is_last:
        return rows
    rows = [near for row, _ in found[BEGUN] if (near := _with_slip(search, row, 1, spelled=True))]
    if rows:
        return rows
    named = [row._replace(matched=(search.parts[pk].text,)) if pk else row for row, pk in found[FAR]]
    rows = [near for row in named if (near := _with_slip(search, row, 2))]
    nearest = min((row.fit for row in rows), default=0) // FIT
    return [row for row in rows if row.fit // FIT == nearest]


def _with_slip(search: _Search, row: Row, most: int, *, spelled: bool = False) -> Row | None:
    """A row found by a text near by, with how far and how unlikely it is; None where it is none of ours."""
    (text,) = row.matched
    meant = [*rules.keys(search.typed.typed, row.kind), *search.typed.words]
    if text in rules.mistyped_settlement(search.typed.folded, row.kind):
        return row._replace(step=Step.NEAR)
    far, unlikely, word = min((slips.distance(typed, text), slips.cost(typed, text), typed) for typed in meant)
    if spelled:
        far, unlikely = min(far, 1), unlikely if far == 1 else 0
    if not 0 < far <= most:
        return None
    matched = tuple(text if one == word else one for one in search.typed.words) if word in search.typed.words else (text,)
    return row._replace(step=Step.NEAR if far == 1 else Step.FAR, fit=far * FIT + unlikely, matched=matched)
