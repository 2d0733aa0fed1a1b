"""What was meant instead of what was typed: names one slip away; where nothing else was found, two."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from withi.ground.search import asked, probes, rules, slips
from withi.ground.search.asked import BEGUN, BESIDE, FAR, FIT, INSIDE, NEAR, Search
from withi.ground.search.probes import Part
from withi.ground.search.reading import NEAR_EACH, Reader
from withi.ground.search.rules import Reading, Row, Step
from withi.kit.thai import clean, fold

Near = TypeVar("Near", bound=tuple[Any, ...])
RARE = 100
"""Names of a word that are read to look for the other words in them; of a part more are not counted."""
MOST_BESIDE = 400
"""Names of a word that are compared, word by word, with a text that has two slips in its other words."""
MOST_SLIPS = 2
MOST_DRIVEN = 4
"""Words of a text that are looked for with a slip, each beside the others as typed."""


def read(search: Search, reader: Reader) -> None:
    """Names, words and areas one slip away; where these are none, what is further off."""
    typed, where = search.typed, search.where
    tables: list[str] = []
    if where.worded_kinds:
        tables += [reader.near("search_name", typed.folded), reader.near("search_part", typed.folded)]
        reader.names_near(NEAR, tables[0])
        reader.holding(NEAR, tables[1])
        if not search.knows_words(typed):
            _near_words(search, reader)
    if where.whole_kinds:
        tables.append(areas_near(search, reader))
        reader.areas_called(NEAR, tables[-1])
    if not search.fits(typed):
        tables = [] if search.is_open else tables
        gate = reader.gate(tables)
        # an area near by does not hide goods that begin so
        _begun_near(search, reader, gate, reader.gate(tables[:2]) if where.worded_kinds else gate)
        _far(search, reader, gate)


def of_known_words(search: Search) -> list[tuple[Row, int]]:
    """Names that hold all words, one of them with a slip, where each is known as it stands: looked for only where
    names with all of them are few. One statement, or none."""
    typed = search.typed
    if not (search.where.worded_kinds and search.knows_words(typed) and len(typed.folded) >= rules.SHORTEST_NEAR):
        return []
    reader = search.reader()
    _near_words(search, reader)
    return reader.rows()[NEAR]


def areas_near(search: Search, reader: Reader) -> str:
    kinds = search.where.whole_kinds
    texts = {text for kind in kinds for text in rules.mistyped_settlement(search.typed.folded, kind)}
    return reader.areas_near(dict.fromkeys(key for _, key in asked.keys(search, kinds)), sorted(texts))


def _near_words(search: Search, reader: Reader) -> None:
    """Names that hold every word, one of them with a slip; or all that nothing begins with."""
    known = {word: search.seen.parts[word] for word in search.typed.words}
    unknown = [word for word, parts in known.items() if not parts]
    if len(_long(unknown)) < len(unknown):
        return
    tables = _tables(reader, known)
    for word in _long(unknown[:1] or list(known)[:MOST_DRIVEN]):
        others = {other: tables.get(other) or reader.near("search_part", other) for other in known if other != word}
        _beside(reader, reader.near("search_part", word), others, _rarest(known, but=word), tables)


def _beside(reader: Reader, near: str, others: dict[str, str], rare: str, known: Iterable[str]) -> None:
    """Names that hold a part near a word and the other words, read from the rare one where there is one.

    Those of the others that are `known` are looked for as they were typed.
    """
    typed = [word for word in known if word in others]
    rest = [table for word, table in others.items() if word != rare]
    if rare:
        reader.holding(NEAR, others[rare], [near, *rest], typed=typed, found_by=near)
    else:
        reader.holding(NEAR, near, rest, typed=typed)


def _rarest(words: Mapping[str, list[Part]], *, but: str) -> str:
    """The known word that the fewest names hold, but one; empty where none is rare."""
    counts = {word: asked.names(parts) for word, parts in words.items() if parts and word != but}
    rare = min(counts, key=counts.__getitem__, default="")
    return rare if counts.get(rare, RARE + 1) <= RARE else ""


def _tables(reader: Reader, known: Mapping[str, list[Part]]) -> dict[str, str]:
    return {word: asked.table(reader, parts) for word, parts in known.items() if parts}


def _long(words: Iterable[str]) -> list[str]:
    """Those in which a slip can be told."""
    return [word for word in words if len(word) >= rules.SHORTEST_NEAR]


def _begun_near(search: Search, reader: Reader, gate: str, worded_gate: str) -> None:
    """Names that begin with, or hold words that begin with, a text one slip away, or spelled otherwise."""
    if search.where.worded_kinds:
        folded, rows = search.typed.folded, search.seen.begun_rows
        texts = other_beginnings([folded], slips.kept_whole(folded, rows, probes.MOST_CLUES))
        begun = reader.begun(worded_gate, texts, ["search_part", "search_inside"])
        reader.holding(BEGUN, reader.parts_begun(begun), each=NEAR_EACH)
    if search.where.whole_kinds:
        kinds = search.where.whole_kinds
        left = (text for kind in kinds for text in rules.mistyped_settlement(search.typed.folded, kind))
        keys = other_beginnings(key for _, key in asked.keys(search, kinds))
        texts = list(dict.fromkeys([*(text for text in left if len(text) >= rules.SHORTEST_NEAR), *keys]))
        reader.areas_called(BEGUN, reader.areas_begun(reader.begun(gate, texts, ["search_slip"])), "v.value")


def other_beginnings(keys: Iterable[str], whole: int | None = None) -> list[str]:
    """The texts a beginning may have been meant for: those spelled otherwise first.

    `whole`: so many of its first signs something begins with, at most; what leaves more of them is not there.
    """
    found = dict.fromkeys(keys)
    short = [key for key in found if rules.SHORTEST_NEAR <= len(key) <= rules.LONGEST_VARIED]
    texts = [text for key in found for text in slips.spellings(key)] + [
        text for key in short for text in slips.variants(key, whole)
    ]
    return list(dict.fromkeys(texts))


def _far(search: Search, reader: Reader, gate: str) -> None:
    """Names that hold words begun with one slip, or with two; areas with two."""
    seen, folded = search.seen, search.typed.folded
    near = slips.begun_near(folded, seen.begun) | slips.ended_near(folded, seen.ended, slips.clues(folded)[1])
    ids = seen.ended | seen.begun
    search.parts |= {ids[key]: Part(ids[key], piece, 0) for key, piece in near.items()}
    if near:
        reader.holding(FAR, reader.parts([ids[key] for key in near], gate), each=NEAR_EACH)
    _beside_known(search, reader, gate)
    keys = {key for _, key in asked.keys(search, search.where.whole_kinds)}
    texts = {text for key in keys for text in slips.whole_near(key, seen.areas)}
    if texts:
        reader.areas_called(FAR, reader.areas_kept(sorted(texts), gate))
    if rests := _mistyped(search.typed.folded, search.where.whole_kinds):
        reader.areas_called(FAR, reader.areas_near(rests, [], gate))


def _mistyped(folded: str, kinds: Iterable[str]) -> list[str]:
    """What is left of a text behind a "บ้าน" with a slip, long enough to tell another slip in it."""
    if len(folded) < slips.SHORTEST_FAR:
        return []
    return sorted({rest for kind in kinds for rest in _long(rules.mistyped_settlement(folded, kind))})


def _beside_known(search: Search, reader: Reader, gate: str) -> None:
    """Names that hold those words of the text that are words, whatever stands beside them."""
    known = {word: [part for part in search.seen.parts[word] if part.fit == 0] for word in search.typed.words}
    rarest, *rest = sorted((word for word in known if known[word]), key=lambda word: asked.names(known[word])) or [""]
    if rarest:
        others = [asked.table(reader, known[word]) for word in rest]
        reader.holding(BESIDE, reader.parts([part.pk for part in known[rarest]], gate), others, each=MOST_BESIDE)


def near(search: Search, found: dict[int, list[tuple[Row, int]]], *, is_last: bool) -> list[Row]:
    """Names one slip away; where nothing else was found also those that begin so, and last those two slips away.

    Areas one slip away are found by whole names, so goods that begin so are found beside them.
    """
    rows = _with_slips(search, (row for row, _ in found[NEAR]), 1)
    if is_last and all(row.kind in rules.WHOLE_KINDS for row in rows):
        rows += _with_slips(search, (row for row, _ in found[BEGUN]), 1, spelled=True)
    return rows if rows or not is_last else _two_slips(search, found)


def _two_slips(search: Search, found: dict[int, list[tuple[Row, int]]]) -> list[Row]:
    """Of the names two slips away the nearest."""
    named = (row._replace(matched=(search.parts[pk].text,)) if pk else row for row, pk in found[FAR])
    beside = (_word_by_word(search, row) for row, _ in found[BESIDE])
    rows = [*_with_slips(search, named, 2), *(row for row in beside if row)]
    nearest = min((row.fit for row in rows), default=0) // FIT
    return [row for row in rows if row.fit // FIT == nearest]


def _word_by_word(search: Search, row: Row) -> Row | None:
    """A name whose words lie beside those typed, with how far off they are together; None beyond two slips."""
    words = [fold(word) for word in clean(row.name).split()]
    found = nearest(search.typed.words, lambda typed: min((slips.distance(typed, word), word) for word in words))
    if found is None:
        return None
    far, near = found
    return row._replace(step=Step.FAR, fit=far * FIT + INSIDE, matched=tuple(word for _, word in near))


def nearest(typed: Iterable[str], of: Callable[[str], Near], each: int = MOST_SLIPS) -> tuple[int, list[Near]] | None:
    """How many slips all words are away, and what lies nearest to each of them as `of` tells, its slips first.

    None where they are as typed, and as soon as one is more than `each` away or all are more than MOST_SLIPS.
    """
    far, near = 0, list[Near]()
    for word in typed:
        near.append(of(word))
        away = near[-1][0]
        far += away
        if away > each or far > MOST_SLIPS:
            return None
    return (far, near) if far else None


def _with_slips(search: Search, rows: Iterable[Row], most: int, *, spelled: bool = False) -> list[Row]:
    return [near for row in rows if (near := _with_slip(search, row, most, spelled=spelled))]


def _with_slip(search: Search, row: Row, most: int, *, spelled: bool = False) -> Row | None:
    """A row found by a text near by, with how far and how unlikely it is; None where it is none of ours."""
    (text,) = row.matched
    if (row.kind, text) not in search.judged:
        search.judged[row.kind, text] = _judged(search.typed, row.kind, text)
    far, unlikely, matched = search.judged[row.kind, text]
    if spelled and far > 1:
        far, unlikely = 1, 0
    if not 0 < far <= most:
        return None
    fit = far * FIT + unlikely + (0 if row.folded.startswith(text) else INSIDE)
    return row._replace(step=Step.NEAR if far == 1 else Step.FAR, fit=fit, matched=matched)


def _judged(typed: Reading, kind: str, text: str) -> tuple[int, int, tuple[str, ...]]:
    """How many slips a text is away, how unlikely they are, and what was searched in the end, word by word."""
    if text in rules.mistyped_settlement(typed.folded, kind):
        return 1, 0, (text,)
    meant = [(one, 0) for one in (*rules.keys(typed.typed, kind), *typed.words)]
    meant += [(rest, 1) for rest in _mistyped(typed.folded, [kind])]
    far, unlikely, word = min((slips.distance(one, text) + more, slips.cost(one, text), one) for one, more in meant)
    if word in typed.words:
        return far, unlikely, tuple(text if one == word else one for one in typed.words)
    return far, unlikely, (text,)
