"""The last resorts of a search that found nothing, a few statements more, and only then.

An area among its words, a shortened spelling, slips in several words, and one in a word that is cut in two.
"""
# ruff: noqa: S608 - statements are put together from fixed texts; every value is a parameter

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from withi.ground.search import asked, instead, rules, slips
from withi.ground.search.asked import FAR, FIT, Search
from withi.ground.search.probes import Part, Piece, Where, among, run
from withi.ground.search.reading import Reader
from withi.ground.search.rules import Row, Step
from withi.kit.thai import AFTER_FOLD, clean, words

LEVELS = ("province", "district", "tambon")
MOST_AREA_WORDS = 3
MOST_AREAS = 3
"""Areas of one name that are searched; more say nothing."""
MOST_READ = 3
"""Ways to read some of the words as an area that are tried."""
SHORTEST_SLIPPED = 4
"""Pieces of a word that a slip can be told in."""
SHORTEST_DOUBTED = 5
"""Words that a few names hold, and yet may have a slip."""
MOST_CUTS = 8
MOST_COMPARED = 500
"""Words of names that are compared with a cut word, for each of its pieces."""

# --- an area among the words -----------------------------------------------------------------------


def areas(search: Search) -> Iterator[tuple[str, str, Where]]:
    """Ways to read words at the end or at the beginning as a province, district or tambon: the other words, the area's,
    and where it lies. The most words first; a larger area before a smaller one."""
    typed = clean(search.typed.typed).split()
    runs = list(_runs(typed)) if len(search.typed.words) > 1 else []
    known = _codes([area for _, area in runs]) if runs else {}
    ways = ((rest, area, codes) for rest, area in runs for level in LEVELS if (codes := known.get((level, area))))
    for _, (rest, area, codes) in zip(range(MOST_READ), ways, strict=False):
        where = search.where.inside(codes)
        if where.can_hold_any:
            yield rest, area, where


def _runs(typed: list[str]) -> Iterator[tuple[str, str]]:
    for size in range(min(MOST_AREA_WORDS, len(typed) - 1), 0, -1):
        yield " ".join(typed[:-size]), " ".join(typed[-size:])
        yield " ".join(typed[size:]), " ".join(typed[:size])


def _codes(names: list[str]) -> dict[tuple[str, str], list[str]]:
    """The codes of the areas that have one of the names, by level and name; none where too many have it."""
    found = sorted(set(run([_called(level, names) for level in LEVELS])))
    codes = {(level, name): _of(found, level, name) for level in LEVELS for name in names}
    return {way: some for way, some in codes.items() if 0 < len(some) <= MOST_AREAS}


def _called(level: str, names: list[str]) -> Piece:
    is_called, values = among("n.folded", sorted({key for name in names for key in rules.keys(name, level)}))
    text = f"select n.kind, n.area_code, n.folded from search_name n where n.kind = %s and {is_called}"
    return text, [level, *values]


def _of(found: list[tuple[str, str, str]], level: str, name: str) -> list[str]:
    return [code for kind, code, folded in found if kind == level and folded in rules.keys(name, level)]


# --- as it may have been spelled -------------------------------------------------------------------


def respelled(search: Search) -> Iterator[str]:
    """What the keys give on the other keyboard, slips and all, where that is long enough to tell one; and what people
    write shorter, in full."""
    if len(search.readings) > 1 and len(search.readings[1].folded) >= slips.SHORTEST_FAR:
        yield search.readings[1].typed
    typed = clean(search.typed.typed)
    if (full := slips.in_full(typed)) != typed:
        yield full


# --- slips in several words ------------------------------------------------------------------------


def find(search: Search) -> list[Row]:
    """Names that hold all words, some of them begun with a slip; or both pieces of a word, one of them with a slip."""
    if not search.where.worded_kinds:
        return []
    return _slipped(search) if search.typed.words else _cut(search)


def _slipped(search: Search) -> list[Row]:
    """Names that hold all words, those that no name holds and one more of them begun with a slip."""
    reader, typed = Reader(search.where, None), search.typed.words
    known = {word: search.seen.parts[word] for word in typed if search.seen.parts[word]}
    for slipped in _ways(typed, known):
        rest = sorted(known.keys() - set(slipped), key=lambda word: (asked.names(known[word]), word))
        near = [_begun_near(reader, word) for word in slipped]
        first, *others = [*near, *(asked.table(reader, known[word]) for word in rest)]
        reader.holding(FAR, first, others, typed=rest)
    return _judged(typed, reader) or _beside(search, known)


def _ways(typed: Sequence[str], known: Mapping[str, list[Part]]) -> list[list[str]]:
    """The words that may have a slip: those unknown, by themselves and each with a known one."""
    unknown = [word for word in typed if word not in known]
    doubted = [word for word in known if len(word) >= SHORTEST_DOUBTED and asked.names(known[word]) <= instead.RARE][
        : instead.MOST_DRIVEN
    ]
    ways = [unknown, *([*unknown, word] for word in doubted)]
    return [way for way in ways if 0 < len(way) <= instead.MOST_SLIPS and min(map(len, way)) >= rules.SHORTEST_NEAR]


def _beside(search: Search, known: Mapping[str, list[Part]]) -> list[Row]:
    """The same of words that too many others begin with: the most popular names of the rarest known words are read."""
    reader = Reader(search.where, None)
    for word in sorted(known, key=lambda word: asked.names(known[word]))[: instead.MOST_SLIPS]:
        reader.holding(FAR, asked.table(reader, known[word]), each=instead.MOST_BESIDE)
    return _judged(search.typed.words, reader)


def _judged(typed: Sequence[str], reader: Reader) -> list[Row]:
    rows = (_by_words(typed, row) for row, _ in reader.rows()[FAR])
    return [row for row in rows if row]


def _begun_near(reader: Reader, word: str) -> str:
    """A table of the parts that begin with a text one slip from a word, or do from a syllable on."""
    texts = instead.other_beginnings([word])
    return reader.parts_begun(reader.begun(reader.gate([]), texts, ["search_part", "search_inside"]))


def _by_words(typed: Sequence[str], row: Row) -> Row | None:
    """A name with how far off its words are, together; None beyond two slips, or more than one in a word."""
    held = words(row.name)
    found = instead.nearest(typed, lambda word: slips.nearest(word, held), each=1)
    if found is None:
        return None
    far, nearest = found
    step = Step.NEAR if far == 1 else Step.FAR
    fit = far * FIT + sum(unlikely for _, unlikely, _ in nearest)
    return row._replace(step=step, fit=fit, matched=tuple(text for _, _, text in nearest))


# --- a cut word with a slip ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """A word cut in two, one piece of it as typed."""

    left: str
    right: str
    left_is_typed: bool

    @property
    def typed(self) -> str:
        return self.left if self.left_is_typed else self.right

    @property
    def slipped(self) -> str:
        return self.right if self.left_is_typed else self.left

    def pieces(self, part: str) -> Iterator[str]:
        """What of a part can be the piece with the slip: behind the other one, or the part's beginning before it."""
        if self.left_is_typed:
            behind = (end for end in rules.insides(part) if len(end) <= len(part) - len(self.left))
            yield from (end[:size] for end in behind for size in self._sizes(len(end)))
        else:
            yield from (part[:size] for size in self._sizes(part.find(self.right, 1)))

    def _sizes(self, most: int) -> range:
        """The longest first: a piece one sign shorter is near wherever a longer one is."""
        size = len(self.slipped)
        return range(min(size + 1, most), size - 2, -1)


def _cut(search: Search) -> list[Row]:
    """Names that hold both pieces of the likeliest cut, the one as typed and the other with a slip."""
    cuts = list(_cuts(search.typed.folded))
    parts: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for number, pk, part in run([_compared(number, cut) for number, cut in enumerate(cuts)]):
        parts[number].append((pk, part))
    found = ((_near(parts[number], cut), cut) for number, cut in enumerate(cuts))
    return next(filter(None, (_holding(search, near, cut) for near, cut in found if near)), [])


def _cuts(folded: str) -> Iterator[_Cut]:
    for left, right in rules.cuts(folded)[:MOST_CUTS]:
        for cut in (_Cut(left, right, left_is_typed=True), _Cut(left, right, left_is_typed=False)):
            if len(cut.typed) >= rules.SHORTEST_NEAR and len(cut.slipped) >= SHORTEST_SLIPPED:
                yield cut


def _compared(number: int, cut: _Cut) -> Piece:
    """Words of names that begin with the piece as typed, or hold it from a syllable on."""
    table, pk = ("search_part", "k.id") if cut.left_is_typed else ("search_inside", "k.part_id")
    text = (
        f"select * from (select {number}, p.id, p.folded from {table} k cross join search_part p"
        f" where k.folded >= %s and k.folded < %s and p.id = {pk} order by k.folded, {pk} limit %s) as compared"
    )
    return text, [cut.typed, cut.typed + AFTER_FOLD, MOST_COMPARED]


def _near(parts: list[tuple[int, str]], cut: _Cut) -> dict[int, str]:
    """The parts in which something lies one slip from the other piece, each with what does."""
    pieces = {pk: list(cut.pieces(part)) for pk, part in parts}
    near = slips.one_off(cut.slipped, chain.from_iterable(pieces.values()))
    found = {pk: next((piece for piece in some if piece in near), "") for pk, some in pieces.items()}
    return {pk: piece for pk, piece in found.items() if piece}


def _holding(search: Search, near: dict[int, str], cut: _Cut) -> list[Row]:
    reader = Reader(search.where, None)
    reader.holding(FAR, reader.parts(sorted(near)))
    return [
        row._replace(
            step=Step.CUT,
            fit=slips.cost(cut.slipped, near[pk]),
            matched=(cut.left, near[pk]) if cut.left_is_typed else (near[pk], cut.right),
        )
        for row, pk in reader.rows()[FAR]
    ]
