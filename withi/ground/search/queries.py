"""Finding names: as typed, by the other keyboard, then with one slip or two. Two statements for any search; two more
where a word finds nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from withi.ground.search import cuts, probes, rules, slips
from withi.ground.search.models import LONGEST_NAME
from withi.ground.search.probes import Part, Range, Seen, Where
from withi.ground.search.reading import NEAR_EACH, Reader
from withi.ground.search.rules import Found, Reading, Row, Step
from withi.kit.thai import clean, fold

COUNT_TO = 100
"""Names taken per kind and step; where there are more, a total is "at least"."""
HOME, TYPED, OTHER, NEAR, BEGUN, FAR, BESIDE, MEANT, TOGETHER = range(9)
"""Pieces of the second statement, by what they answer to."""
FIT = 10
"""Each slip weighs more than how unlikely it is."""
INSIDE = 3
"""What stands inside a name is less likely meant than its beginning."""
RARE = 100
"""Names of a word that are read to look for the other words in them; of a part more are not counted."""
MOST_BESIDE = 400
"""Names of a word that are compared, word by word, with a text that has two slips in its other words."""
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
    limit: int | None = 20,
    offset: int = 0,
    count_to: int = COUNT_TO,
) -> Found:
    """Objects whose name is the text, begins with it or holds its words; where these are few, what was meant instead.

    Order: equal, beginning, within, typed on the wrong keyboard, one slip away, two; in each the person's own area
    (`home`, a code) first, then the most popular. `ranges` are half-open code ranges (`Scope.ranges`,
    `codes.prefix_range`); None is everywhere, none at all nowhere. Two slips count only where nothing else was found.
    No `limit` gives all that were counted, up to `count_to` a kind and step.
    """
    raw = text[:LONGEST_NAME]
    typed = clean(raw)
    where = Where(
        tuple(probes.all_kinds() if kinds is None else kinds),
        None if ranges is None else tuple(ranges),
        public_only,
        count_to if limit is None else max(count_to, offset + limit + 1),
    )
    # of marks alone nothing is left that is Thai, and yet they may be a word of the other keyboard
    if not fold(raw) or not where.can_hold_any:
        return Found((), 0, True, typed, Step.NONE, literal)
    # nothing lies outside the own area for one who may look nowhere else
    search = _search(raw, where, "" if where.is_within(home) else home, literal=literal)
    rows, is_cut = _found(search)
    rows.sort(key=lambda row: row.order(home))
    return Found(
        hits=tuple(row.hit() for row in rows[offset : None if limit is None else offset + limit]),
        total=len(rows),
        total_is_exact=not is_cut,
        searched=_answered(typed, rows),
        step=rows[0].step if rows else Step.NONE,
        literal=literal,
        meant=search.meant,
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
    judged: dict[tuple[str, str], tuple[int, int, tuple[str, ...]]] = field(default_factory=dict)
    meant: str = ""

    @property
    def typed(self) -> Reading:
        return self.readings[0]

    def reader(self) -> Reader:
        return Reader(self.where, self.where.near_home(self.home) if self.home else None)

    def fits(self, reading: Reading) -> bool:
        """Whether anything begins with a reading, or each of its words is known."""
        begins = self.seen.names[self.readings.index(reading)] or self.seen.parts[reading.folded]
        return bool(begins) or (bool(reading.words) and all(self.seen.parts[word] for word in reading.words))


def _search(raw: str, where: Where, home: str, *, literal: bool) -> _Search:
    # as typed and not as mended: what `clean` takes for a broken sign may be the slip itself
    first, other = rules.reading(raw), rules.reading(slips.other_layout(raw))
    is_other = not literal and len(other.folded) >= rules.SHORTEST_NEAR
    readings = (first, other) if is_other else (first,)
    is_deep = not literal and len(first.folded) >= slips.SHORTEST_FAR
    return _Search(readings, where, home, literal, probes.look(readings, where, deep=is_deep))


def _found(search: _Search) -> tuple[list[Row], bool]:
    """The rows, each object once, and whether there may be more."""
    rows = _begun(search, 0)
    is_cut = _is_full(rows, search.where)
    if is_cut and not search.home:
        return _enough(search, rules.once(rows)), True
    found = _read(search, rows)
    rows += [row for row, _ in found[HOME]] + _held(search, found[TYPED]) + _together(search, found[TOGETHER])
    is_cut = is_cut or _is_full(rows, search.where)
    rows = rules.once(_stepped(search, rows))
    if not rows and len(search.readings) > 1:
        rows = _by_other_keys(search, found)
    if rules.wants_near(rows) and not search.literal:
        rows = rules.once([*rows, *_near(search, found, is_last=not rows)]) or _in_two(search)
    search.meant = _meant(search, rows, found)
    return rows, is_cut


def _enough(search: _Search, rows: list[Row]) -> list[Row]:
    """The rows where so many names begin as typed that none else is read, with what may be meant beside them."""
    search.meant = _meant(search, rows, _offered(search, rows)) if _may_be_meant(search, rows) else ""
    return rows


def _in_two(search: _Search) -> list[Row]:
    """Names that hold both pieces of a word that nothing is near; several words are apart already."""
    return [] if search.typed.words else rules.once(cuts.find(search.typed.folded, search.where))


def _by_other_keys(search: _Search, found: dict[int, list[tuple[Row, int]]]) -> list[Row]:
    """Names that the other keyboard's reading finds."""
    rows = [*_begun(search, 1), *_held(search, found[OTHER])]
    text = (search.readings[1].folded,)
    stepped = rules.once(_stepped(search, rows, 1))
    return [row._replace(step=Step.KEYS, fit=_fit_of_keys(row), matched=text) for row in stepped]


def _fit_of_keys(row: Row) -> int:
    """Equal before beginning before within, on the other keyboard too."""
    return rules.ORDER[row.step] * FIT + row.fit


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


def _together(search: _Search, found: list[tuple[Row, int]]) -> list[Row]:
    """Names found by one part that holds all words, each of them common."""
    return [row._replace(step=Step.PART, matched=search.typed.words, fit=INSIDE) for row, _ in found]


def _read(search: _Search, rows: list[Row]) -> dict[int, list[tuple[Row, int]]]:
    """The second statement: names that hold what was typed, and those near it where that may be too few."""
    reader = search.reader()
    if search.home and _is_full(rows, search.where):
        reader.names_begun(HOME, _keys(search, search.where.kinds))
    _whole(search, reader, search.typed, TYPED)
    _words(search, reader, search.typed, TYPED)
    if not search.literal and rules.wants_near(rows):
        if len(search.readings) > 1 and not search.fits(search.typed):
            _whole(search, reader, search.readings[1], OTHER)
            _words(search, reader, search.readings[1], OTHER)
        if len(search.typed.folded) >= rules.SHORTEST_NEAR:
            _near_by(search, reader)
    if _may_be_meant(search, rows):
        _offer(search, reader, rows)
    return reader.rows()


def _keys(search: _Search, kinds: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, key) for kind in kinds for key in rules.keys(search.typed.typed, kind)]


def _whole(search: _Search, reader: Reader, reading: Reading, number: int) -> None:
    parts = search.seen.parts[reading.folded]
    search.parts |= {part.pk: part for part in parts}
    if parts:
        reader.holding(number, reader.parts([part.pk for part in parts]), typed=[reading.folded])


def _words(search: _Search, reader: Reader, reading: Reading, number: int) -> None:
    """Names that hold every word, found from the rarest."""
    words = {word: search.seen.parts[word] for word in reading.words}
    if words and all(words.values()):
        first, *rest = sorted(words, key=lambda word: (_is_cut(words[word]), _names(words[word])))
        rarest, cut = words[first], [word for word in rest if _is_cut(words[word])]
        search.parts = {part.pk: part for part in rarest} | search.parts
        others = [_table(reader, words[word]) for word in rest if word not in cut]
        reader.holding(number, _table(reader, rarest), others, texts=cut, typed=[*words])
        if number == TYPED:
            _common(reader, words, first, cut)


def _common(reader: Reader, words: dict[str, list[Part]], first: str, others: list[str]) -> None:
    """Names with one part that holds all words, where each is in more parts than were looked up."""
    if all(map(_is_cut, words.values())):
        reader.holding(TOGETHER, reader.parts_together(first, others), typed=[first, *others])


def _is_cut(parts: list[Part]) -> bool:
    """Whether more parts may fit than were looked up; then the names themselves are looked at."""
    return len(parts) >= probes.MOST_PARTS


def _names(parts: list[Part]) -> int:
    """How many names hold one of the parts, as far as counted."""
    return sum(part.names for part in parts)


def _table(reader: Reader, parts: list[Part]) -> str:
    return reader.parts([part.pk for part in parts])


# --- offered beside ------------------------------------------------------------------------------


def _may_be_meant(search: _Search, rows: list[Row]) -> bool:
    """Whether to look for a text that may have been meant though names begin as typed: over all names.

    A text that is a name or a word by itself is believed.
    """
    typed = search.typed
    if search.literal or search.where.ranges is not None or len(typed.folded) < rules.SHORTEST_DOUBTED:
        return False
    parts = search.seen.parts[typed.folded]
    is_itself = any(row.step is Step.EQUAL for row in rows) or any(part.fit == 0 for part in parts)
    return not is_itself and (len(rows) >= rules.FEW or bool(parts))


def _offer(search: _Search, reader: Reader, rows: list[Row]) -> None:
    """Words (of one) and names of areas one slip away that far more names have than the rows found so far."""
    fewest, most = rules.fewest_meant(rows), rules.MUCH * search.where.cap
    if search.where.worded_kinds and not search.typed.words:
        reader.words_meant(MEANT, reader.near("search_part", search.typed.folded), fewest, most)
    keys = [key for _, key in _keys(search, search.where.whole_kinds)]
    if keys and min(map(len, keys)) >= rules.SHORTEST_DOUBTED:
        reader.areas_meant(MEANT, _areas_near(search, reader), fewest, most)


def _offered(search: _Search, rows: list[Row]) -> dict[int, list[tuple[Row, int]]]:
    """The same as a statement of its own, where nothing else is read."""
    reader = search.reader()
    _offer(search, reader, rows)
    return reader.rows()


def _meant(search: _Search, rows: list[Row], found: dict[int, list[tuple[Row, int]]]) -> str:
    """Of the texts one slip away that far more names have than were found, the one of most names; as it is written."""
    if not rows or any(row.step in rules.OTHER for row in rows):
        return ""
    fewest = rules.fewest_meant(rows)
    offered = [row for row, _ in found[MEANT] if row.name and row.popularity >= fewest and _is_other(search, row)]
    if not offered:
        return ""
    typed = search.typed.folded
    best = min(offered, key=lambda row: (-row.popularity, slips.cost(typed, row.folded), row.folded))
    return rules.shown(best.name, best.folded) or best.name


def _is_other(search: _Search, row: Row) -> bool:
    """Whether a text is another than the typed one, in a way that any kind compares them."""
    keys = (search.typed.folded, *(key for _, key in _keys(search, search.where.kinds)))
    return any(rules.is_other(key, row.folded) for key in keys)


# --- meant instead ---------------------------------------------------------------------------------


def _near_by(search: _Search, reader: Reader) -> None:
    """Names, words and areas one slip away; where these are none, what is further off."""
    typed, where = search.typed, search.where
    tables: list[str] = []
    if where.worded_kinds:
        tables += [reader.near("search_name", typed.folded), reader.near("search_part", typed.folded)]
        reader.names_near(NEAR, tables[0])
        reader.holding(NEAR, tables[1])
        _near_words(search, reader)
    if where.whole_kinds:
        tables.append(_areas_near(search, reader))
        reader.areas_called(NEAR, tables[-1])
    if not search.fits(typed):
        gate = reader.gate(tables)
        # an area near by does not hide goods that begin so
        _begun_near(search, reader, gate, reader.gate(tables[:2]) if where.worded_kinds else gate)
        _far(search, reader, gate)


def _areas_near(search: _Search, reader: Reader) -> str:
    kinds = search.where.whole_kinds
    texts = {text for kind in kinds for text in rules.mistyped_settlement(search.typed.folded, kind)}
    return reader.areas_near(dict.fromkeys(key for _, key in _keys(search, kinds)), sorted(texts))


def _near_words(search: _Search, reader: Reader) -> None:
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
    counts = {word: _names(parts) for word, parts in words.items() if parts and word != but}
    rare = min(counts, key=counts.__getitem__, default="")
    return rare if counts.get(rare, RARE + 1) <= RARE else ""


def _tables(reader: Reader, known: Mapping[str, list[Part]]) -> dict[str, str]:
    return {word: _table(reader, parts) for word, parts in known.items() if parts}


def _long(words: Iterable[str]) -> list[str]:
    """Those in which a slip can be told."""
    return [word for word in words if len(word) >= rules.SHORTEST_NEAR]


def _begun_near(search: _Search, reader: Reader, gate: str, worded_gate: str) -> None:
    """Names that begin with, or hold words that begin with, a text one slip away, or spelled otherwise."""
    if search.where.worded_kinds:
        folded, rows = search.typed.folded, search.seen.begun_rows
        texts = _other_beginnings([folded], slips.kept_whole(folded, rows, probes.MOST_CLUES))
        begun = reader.begun(worded_gate, texts, ["search_part", "search_inside"])
        reader.holding(BEGUN, reader.parts_begun(begun), each=NEAR_EACH)
    if search.where.whole_kinds:
        kinds = search.where.whole_kinds
        left = (text for kind in kinds for text in rules.mistyped_settlement(search.typed.folded, kind))
        keys = _other_beginnings(key for _, key in _keys(search, kinds))
        texts = list(dict.fromkeys([*(text for text in left if len(text) >= rules.SHORTEST_NEAR), *keys]))
        reader.areas_called(BEGUN, reader.areas_begun(reader.begun(gate, texts, ["search_slip"])), "v.value")


def _other_beginnings(keys: Iterable[str], whole: int | None = None) -> list[str]:
    """The texts a beginning may have been meant for: those spelled otherwise first.

    `whole`: so many of its first signs something begins with, at most; what leaves more of them is not there.
    """
    found = dict.fromkeys(keys)
    short = [key for key in found if rules.SHORTEST_NEAR <= len(key) <= rules.LONGEST_VARIED]
    texts = [text for key in found for text in slips.spellings(key)] + [
        text for key in short for text in slips.variants(key, whole)
    ]
    return list(dict.fromkeys(texts))


def _far(search: _Search, reader: Reader, gate: str) -> None:
    """Names that hold words begun with one slip, or with two; areas with two."""
    seen, folded = search.seen, search.typed.folded
    near = slips.begun_near(folded, seen.begun) | slips.ended_near(folded, seen.ended, slips.clues(folded)[1])
    ids = seen.ended | seen.begun
    search.parts |= {ids[key]: Part(ids[key], piece, 0) for key, piece in near.items()}
    if near:
        reader.holding(FAR, reader.parts([ids[key] for key in near], gate), each=NEAR_EACH)
    _beside_known(search, reader, gate)
    keys = {key for _, key in _keys(search, search.where.whole_kinds)}
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


def _beside_known(search: _Search, reader: Reader, gate: str) -> None:
    """Names that hold those words of the text that are words, whatever stands beside them."""
    known = {word: [part for part in search.seen.parts[word] if part.fit == 0] for word in search.typed.words}
    rarest, *rest = sorted((word for word in known if known[word]), key=lambda word: _names(known[word])) or [""]
    if rarest:
        others = [_table(reader, known[word]) for word in rest]
        reader.holding(BESIDE, reader.parts([part.pk for part in known[rarest]], gate), others, each=MOST_BESIDE)


def _near(search: _Search, found: dict[int, list[tuple[Row, int]]], *, is_last: bool) -> list[Row]:
    """Names one slip away; where nothing else was found also those that begin so, and last those two slips away.

    Areas one slip away are found by whole names, so goods that begin so are found beside them.
    """
    rows = _with_slips(search, (row for row, _ in found[NEAR]), 1)
    if is_last and all(row.kind in rules.WHOLE_KINDS for row in rows):
        rows += _with_slips(search, (row for row, _ in found[BEGUN]), 1, spelled=True)
    return rows if rows or not is_last else _two_slips(search, found)


def _two_slips(search: _Search, found: dict[int, list[tuple[Row, int]]]) -> list[Row]:
    """Of the names two slips away the nearest."""
    named = (row._replace(matched=(search.parts[pk].text,)) if pk else row for row, pk in found[FAR])
    beside = (_word_by_word(search, row) for row, _ in found[BESIDE])
    rows = [*_with_slips(search, named, 2), *(row for row in beside if row)]
    nearest = min((row.fit for row in rows), default=0) // FIT
    return [row for row in rows if row.fit // FIT == nearest]


def _word_by_word(search: _Search, row: Row) -> Row | None:
    """A name whose words lie beside those typed, with how far off they are together; None beyond two slips."""
    words = [fold(word) for word in clean(row.name).split()]
    nearest = [min((slips.distance(typed, word), word) for word in words) for typed in search.typed.words]
    far = sum(away for away, _ in nearest)
    if not 0 < far <= 2:
        return None
    return row._replace(step=Step.FAR, fit=far * FIT + INSIDE, matched=tuple(word for _, word in nearest))


def _with_slips(search: _Search, rows: Iterable[Row], most: int, *, spelled: bool = False) -> list[Row]:
    return [near for row in rows if (near := _with_slip(search, row, most, spelled=spelled))]


def _with_slip(search: _Search, row: Row, most: int, *, spelled: bool = False) -> Row | None:
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
