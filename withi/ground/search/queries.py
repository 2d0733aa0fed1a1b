"""Finding names: as typed, by the other keyboard, then with one slip or two. Two statements for any search; a few more
where nothing is found."""

from collections import Counter
from collections.abc import Iterable

from withi.ground.search import asked, cuts, instead, loose, probes, rules, slips
from withi.ground.search.asked import FIT, HOME, INSIDE, MEANT, NEAR, OTHER, TOGETHER, TYPED, Search
from withi.ground.search.models import LONGEST_NAME
from withi.ground.search.probes import Part, Range, Where
from withi.ground.search.reading import Reader
from withi.ground.search.rules import Found, Reading, Row, Step
from withi.kit.thai import clean, fold

COUNT_TO = 100
"""Names taken per kind and step; where there are more, a total is "at least"."""


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
        hits=tuple(map(Row.hit, rows[offset : None if limit is None else offset + limit])),
        total=len(rows),
        total_is_exact=not is_cut,
        searched=_answered(typed, rows, search.said),
        step=rows[0].step if rows else Step.NONE,
        literal=literal,
        meant=search.meant,
    )


def _answered(typed: str, rows: list[Row], said: str = "") -> str:
    """The text that the first name answers to; what is `said` of that, where anything is."""
    if said or not rows or rows[0].step not in rules.OTHER:
        return said or typed
    return " ".join(rules.shown(rows[0].name, text) for text in rows[0].matched).strip() or rows[0].name


def _search(raw: str, where: Where, home: str, *, literal: bool) -> Search:
    # as typed and not as mended: what `clean` takes for a broken sign may be the slip itself
    first, other = rules.reading(raw), rules.reading(slips.other_layout(raw))
    is_other = not literal and len(other.folded) >= rules.SHORTEST_NEAR
    readings = (first, other) if is_other else (first,)
    is_deep = not literal and len(first.folded) >= slips.SHORTEST_FAR
    return Search(readings, where, home, literal, probes.look(readings, where, deep=is_deep))


def _found(search: Search) -> tuple[list[Row], bool]:
    """The rows, each object once, and whether there may be more."""
    rows, is_cut = _as_asked(search)
    if rows or search.literal:
        return rows, is_cut
    rows = _further(search)
    if rows:
        return rows, False
    return _in_area(search, is_last=True) or _respelled(search) or (rules.once(loose.find(search)), False)


def _further(search: Search) -> list[Row]:
    """What lies further off, where only names that are not searched hold the words near by, or none does any more."""
    if search.fits(search.typed) or len(search.typed.folded) < rules.SHORTEST_NEAR:
        return []
    search.is_open = True
    return rules.once(instead.near(search, _read(search, []), is_last=True))


def _as_asked(search: Search) -> tuple[list[Row], bool]:
    """Names of the text, or of what was meant instead."""
    rows = _begun(search, 0)
    is_cut = _is_full(rows, search.where)
    if is_cut and not search.home:
        return _enough(search, rules.once(rows)), True
    found = _read(search, rows)
    rows += [row for row, _ in found[HOME]] + _held(search, found[TYPED]) + _together(search, found[TOGETHER])
    is_cut = is_cut or _is_full(rows, search.where)
    rows = rules.once(_stepped(search, rows))
    if not rows and (inside := _in_area(search)):
        return inside
    if rules.wants_near(rows) and not search.literal:
        rows = _with_near(search, rows, found)
    search.meant = _meant(search, rows, found)
    return rows, is_cut


def _with_near(search: Search, rows: list[Row], found: dict[int, list[tuple[Row, int]]]) -> list[Row]:
    """The few rows found, with what the other keyboard or a slip finds."""
    if not rows and len(search.readings) > 1:
        rows = _by_other_keys(search, found)
        if not rules.wants_near(rows):
            return rows
    found[NEAR] += instead.of_known_words(search)
    return rules.once([*rows, *instead.near(search, found, is_last=not rows)]) or _in_two(search)


def _in_area(search: Search, *, is_last: bool = False) -> tuple[list[Row], bool] | None:
    """Names that hold all words but those of an area, in that area: ผ้าไหม ขอนแก่น. `is_last`: with slips too."""
    if search.literal or not (is_last or search.knows_words(search.typed)):
        return None
    for rest, area, where in loose.areas(search):
        inner = _search(rest, where, search.home, literal=not is_last)
        rows, is_cut = _found(inner)
        if rows:
            rows.sort(key=lambda row: row.order(search.home))
            search.said = f"{inner.said or _answered(rest, rows)} ({area})"
            return [_instead(row, Step.WITHIN) for row in rows], is_cut
    return None


def _respelled(search: Search) -> tuple[list[Row], bool] | None:
    """What the text finds as the other keyboard gives it, with its slips, or in the spelling people shorten."""
    for text in loose.respelled(search):
        inner = _search(text, search.where, search.home, literal=False)
        rows, is_cut = _as_asked(inner)
        if rows:
            rows.sort(key=lambda row: row.order(search.home))
            search.said = _answered(clean(text), rows)
            return [row if row.step in rules.OTHER else _instead(row, Step.NEAR) for row in rows], is_cut
    return None


def _instead(row: Row, step: Step) -> Row:
    """A row that answers to another text than the typed one, in the order that it has among these."""
    return row._replace(step=step, fit=_fit_of_keys(row), matched=())


def _enough(search: Search, rows: list[Row]) -> list[Row]:
    """The rows where so many names begin as typed that none else is read, with what may be meant beside them."""
    search.meant = _meant(search, rows, _offered(search, rows)) if _may_be_meant(search, rows) else ""
    return rows


def _in_two(search: Search) -> list[Row]:
    """Names that hold both pieces of a word that nothing is near; several words are apart already."""
    return [] if search.typed.words else rules.once(cuts.find(search.typed.folded, search.where))


def _by_other_keys(search: Search, found: dict[int, list[tuple[Row, int]]]) -> list[Row]:
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


def _begun(search: Search, number: int) -> list[Row]:
    """Names that are or begin with a reading."""
    return _stepped(search, search.seen.names[number], number)


def _stepped(search: Search, rows: list[Row], number: int = 0) -> list[Row]:
    """Rows without a step, found by their beginning, with the step they are."""
    keys = {kind: set(rules.keys(search.readings[number].typed, kind)) for kind in search.where.kinds}
    return [
        row
        if row.step is not Step.NONE
        else row._replace(step=Step.EQUAL if row.folded in keys[row.kind] else Step.PREFIX)
        for row in rows
    ]


def _held(search: Search, found: list[tuple[Row, int]]) -> list[Row]:
    """Names found by a part as it was typed."""
    parts, words = search.parts, search.typed.words
    return [
        # of several words the one that leads its name means most
        row._replace(
            step=Step.PART, matched=(parts[pk].text,), fit=2 * parts[pk].fit + (not row.folded.startswith(words))
        )
        for row, pk in found
    ]


def _together(search: Search, found: list[tuple[Row, int]]) -> list[Row]:
    """Names found by one part that holds all words, each of them common."""
    return [row._replace(step=Step.PART, matched=search.typed.words, fit=2 * INSIDE) for row, _ in found]


def _read(search: Search, rows: list[Row]) -> dict[int, list[tuple[Row, int]]]:
    """The second statement: names that hold what was typed, and those near it where that may be too few."""
    reader = search.reader()
    if search.home and _is_full(rows, search.where):
        reader.names_begun(HOME, asked.keys(search, search.where.kinds))
    _whole(search, reader, search.typed, TYPED)
    _words(search, reader, search.typed, TYPED)
    if not search.literal and rules.wants_near(rows):
        if len(search.readings) > 1 and not search.fits(search.typed):
            _whole(search, reader, search.readings[1], OTHER)
            _words(search, reader, search.readings[1], OTHER)
        if len(search.typed.folded) >= rules.SHORTEST_NEAR:
            instead.read(search, reader)
    if _may_be_meant(search, rows):
        _offer(search, reader, rows)
    return reader.rows()


def _whole(search: Search, reader: Reader, reading: Reading, number: int) -> None:
    parts = search.seen.parts[reading.folded]
    search.parts |= {part.pk: part for part in parts}
    if parts:
        reader.holding(number, reader.parts([part.pk for part in parts]), typed=[reading.folded])


def _words(search: Search, reader: Reader, reading: Reading, number: int) -> None:
    """Names that hold every word, found from the rarest."""
    words = {word: search.seen.parts[word] for word in reading.words}
    if words and all(words.values()):
        first, *rest = sorted(words, key=lambda word: (_is_cut(words[word]), asked.names(words[word])))
        rarest, cut = words[first], [word for word in rest if _is_cut(words[word])]
        search.parts = {part.pk: part for part in rarest} | search.parts
        others = [asked.table(reader, words[word]) for word in rest if word not in cut]
        reader.holding(number, asked.table(reader, rarest), others, texts=cut, typed=[*words])
        if number == TYPED:
            _common(reader, words, first, cut)


def _common(reader: Reader, words: dict[str, list[Part]], first: str, others: list[str]) -> None:
    """Names with one part that holds all words, where each is in more parts than were looked up."""
    if all(map(_is_cut, words.values())):
        reader.holding(TOGETHER, reader.parts_together(first, others), typed=[first, *others])


def _is_cut(parts: list[Part]) -> bool:
    """Whether more parts may fit than were looked up; then the names themselves are looked at."""
    return len(parts) >= probes.MOST_PARTS


# --- offered beside ------------------------------------------------------------------------------


def _may_be_meant(search: Search, rows: list[Row]) -> bool:
    """Whether to look for a text that may have been meant though names begin as typed: over all names.

    A text that is a name or a word by itself is believed.
    """
    typed = search.typed
    if search.literal or search.where.ranges is not None or len(typed.folded) < rules.SHORTEST_DOUBTED:
        return False
    parts = search.seen.parts[typed.folded]
    is_itself = any(row.step is Step.EQUAL for row in rows) or any(part.fit == 0 for part in parts)
    return not is_itself and (len(rows) >= rules.FEW or bool(parts))


def _offer(search: Search, reader: Reader, rows: list[Row]) -> None:
    """Words (of one) and names of areas one slip away that far more names have than the rows found so far."""
    fewest, most = rules.fewest_meant(rows), rules.MUCH * search.where.cap
    if search.where.worded_kinds and not search.typed.words:
        reader.words_meant(MEANT, reader.near("search_part", search.typed.folded), fewest, most)
    keys = [key for _, key in asked.keys(search, search.where.whole_kinds)]
    if keys and min(map(len, keys)) >= rules.SHORTEST_DOUBTED:
        reader.areas_meant(MEANT, instead.areas_near(search, reader), fewest, most)


def _offered(search: Search, rows: list[Row]) -> dict[int, list[tuple[Row, int]]]:
    """The same as a statement of its own, where nothing else is read."""
    reader = search.reader()
    _offer(search, reader, rows)
    return reader.rows()


def _meant(search: Search, rows: list[Row], found: dict[int, list[tuple[Row, int]]]) -> str:
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


def _is_other(search: Search, row: Row) -> bool:
    """Whether a text is another than the typed one, in a way that any kind compares them."""
    keys = (search.typed.folded, *(key for _, key in asked.keys(search, search.where.kinds)))
    return any(rules.is_other(key, row.folded) for key in keys)
