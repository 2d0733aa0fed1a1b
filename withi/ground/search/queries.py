"""Finding names: equal, beginning alike, holding the words, and last with one slip of the finger."""

from collections.abc import Iterable

from withi.ground.search import probes, rules
from withi.ground.search.models import LONGEST_NAME
from withi.ground.search.probes import Part, Range, Where
from withi.ground.search.rules import Found, Row, Step
from withi.kit.thai import AFTER_FOLD, clean, fold

COUNT_TO = 200
"""Names taken per kind and step; where there are more, a total is "at least"."""
MOST_WORDS = 6


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
    where = Where(
        tuple(probes.all_kinds() if kinds is None else kinds),
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


def _found(typed: str, where: Where, home: str, literal: bool) -> tuple[list[Row], bool]:
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


# --- as typed --------------------------------------------------------------------------------------


def _literal(typed: str, where: Where, home: str) -> tuple[list[Row], bool]:
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


def _beginning(typed: str, where: Where) -> tuple[list[Row], bool]:
    """Names that are or begin with the text, each kind's at most `cap`, the first ones by key."""
    keys = [(kind, key) for kind in where.kinds for key in rules.keys(typed, kind)]
    rows = probes.named([(kind, (key, key + AFTER_FOLD)) for kind, key in keys], "{0} >= %s and {0} < %s", where)
    equal = set(keys)
    return [
        row._replace(step=Step.EQUAL if (row.kind, row.folded) in equal else Step.PREFIX) for row in rows
    ], probes.is_full(rows, where)


def _holding(typed: str, where: Where) -> tuple[list[Row], bool]:
    """Names that hold the text as words, or each of its words."""
    if where.has_whole_kinds_only:
        return [], False
    whole = probes.parts_like(fold(typed))
    rows, is_cut = probes.with_parts([whole], where) if whole else ([], False)
    words = list(dict.fromkeys(filter(None, map(fold, typed.split()))))[:MOST_WORDS]
    if len(words) < 2 or len(rows) >= where.cap:
        return rows, is_cut
    fitting = [probes.parts_like(word) for word in words]
    if not all(fitting):
        return rows, is_cut
    more, cut = probes.with_parts(fitting, where)
    return [*rows, *more], is_cut or cut


# --- one slip away ---------------------------------------------------------------------------------


def _near(typed: str, where: Where, *, is_last: bool) -> list[Row]:
    """Names one edit from the text: whole names and words of its length, else (`is_last`) what begins so."""
    if len(fold(typed)) < rules.SHORTEST_NEAR:
        return []
    rows = _near_whole(typed, where)
    if is_last:
        rows = rows or _near_words(typed, where) or _near_beginning(typed, where)
    return [row._replace(step=Step.NEAR, fit=0) for row in rows]


def _near_whole(typed: str, where: Where) -> list[Row]:
    folded = fold(typed)
    names = [text for key in _all_keys(typed, where) for text in probes.one_edit("search_name", key)]
    wanted = [(kind, [*names, *rules.mistyped_settlement(folded, kind)]) for kind in where.kinds]
    rows = probes.named([(kind, texts) for kind, texts in wanted if texts], "{0} in ({1})", where)
    parts = [] if where.has_whole_kinds_only else probes.parts_called(probes.one_edit("search_part", folded))
    return rows + (probes.with_parts([parts], where)[0] if parts else [])


def _all_keys(typed: str, where: Where) -> list[str]:
    return sorted({key for kind in where.kinds for key in rules.keys(typed, kind)})


def _near_beginning(typed: str, where: Where) -> list[Row]:
    """Names and words that begin with a text one edit away: it may be typed in part only."""
    pairs = [pair for key in _all_keys(typed, where) for pair in _varied(key, where)]
    begun = [(kind, (text, text + AFTER_FOLD)) for kind, text in pairs if kind]
    rows = probes.named(begun, "{0} >= %s and {0} < %s", where)
    rows += _holding_any([text for kind, text in pairs if not kind], where)
    texts = [text for _, text in pairs]
    return [row._replace(matched=_begun(row.folded, texts) or row.matched) for row in rows]


def _varied(folded: str, where: Where) -> list[tuple[str, str]]:
    """Kinds (none for words) and the texts near `folded` with which their names begin."""
    has_words = bool(where.worded_kinds)
    pairs = probes.varied(folded, where.kinds, words=has_words)
    return pairs or [("", text) for text in (probes.halved(folded) if has_words else [])]


def _holding_any(texts: list[str], where: Where) -> list[Row]:
    parts = probes.parts_like(*texts)
    return probes.with_parts([parts], where)[0] if parts else []


def _begun(folded: str, texts: list[str]) -> tuple[str, ...]:
    return next(((text,) for text in texts if folded.startswith(text)), ())


def _near_words(typed: str, where: Where) -> list[Row]:
    """Names that hold every word of the text, some of them one edit away."""
    words = list(dict.fromkeys(filter(None, map(fold, typed.split()))))[:MOST_WORDS]
    if len(words) < 2 or where.has_whole_kinds_only:
        return []
    fitting = [probes.parts_like(word) or _parts_near(word) for word in words]
    if not all(fitting):
        return []
    rows, _ = probes.with_parts(fitting, where)
    return [row._replace(matched=tuple(_held_text(row.folded, parts) for parts in fitting)) for row in rows]


def _parts_near(word: str) -> list[Part]:
    if len(word) < rules.SHORTEST_NEAR:
        return []
    called = probes.parts_called(probes.one_edit("search_part", word))
    return called or probes.parts_like(*(text for _, text in probes.varied(word, (), words=True)))


def _held_text(folded: str, parts: list[Part]) -> str:
    return next((part.text for part in parts if part.text in folded), "")
