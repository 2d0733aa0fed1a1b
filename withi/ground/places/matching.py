"""Which area a written address means. Pure decisions over names held in memory; nothing is ever guessed in silence.

A name counts inside the area around it only: a tambon of that name in the named district. What does not fit so is
proposed, with the reason, for a person to decide. From the tambon down the room's `villages` decide.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Final

from withi.ground.places import villages
from withi.ground.places.answers import (
    LEVEL_NAMES,
    Match,
    Reason,
    Way,
    Written,
    bare,
    because,
    left_out,
)
from withi.ground.places.names import CAPITALS, SIZES, Names
from withi.ground.places.rules import OLD_PROVINCES, PROVINCE_SIGNS
from withi.ground.places.spoken import Given, is_slip, is_slip_of
from withi.kit import address
from withi.kit.address import Address, Level
from withi.kit.spellings import SHORTEST_NEAR, look, sound
from withi.kit.thai import clean, fold

MOST_REMEMBERED: Final = 20_000
MOST_CELLS: Final = 4_096
_FIGURE = re.compile("[0-9]")


# --- levels --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    """What is written of one level: the name in the column, and what follows the level's words in the address.
    `has_province`: whether the address has a word for the province."""

    level: Level
    column: str
    after: tuple[str, ...]
    words: tuple[str, ...]
    has_province: bool

    @property
    def is_named(self) -> bool:
        return bool(self.column or self.after)

    @property
    def written(self) -> str:
        """The name as it stands; empty where the level's words stand without one."""
        return self.column or next(map(address.first_name, self.after), "")


@dataclass(frozen=True, slots=True)
class _Reached:
    """How far the names of the levels lead: the ways, the area beyond doubt, and why they lead no further."""

    ways: list[Way]
    sure: str
    failed: Reason | None = None


def match(written: Written, names: Names, within: Sequence[str] = ()) -> Match:
    """The area that an address means; see Match. `within`: codes of the areas to look in where it names none."""
    read = address.read(written.address)
    said = _said(written, read)
    reached = _reached(said, names)
    if _is_lost(reached):
        reached = _reordered(said, names, reached)
    given = Given(written, read, reached.sure, names)
    if reached.failed:
        return villages.without_tambon(given, reached.failed)
    if reached.ways != [Way("")]:
        return villages.of_ways(given, reached.ways)
    return villages.by_name_alone(given, within)


def _said(written: Written, read: Address) -> tuple[_Said, ...]:
    """What is written of each level. No area has a figure in its name, so words with one are left out: then what a
    list says of one tambon is the same in all its rows, whatever the number of the house."""
    words = tuple(word for word in read.words if not _FIGURE.search(word))
    after = {level: tuple(filter(_is_name, read.after[level])) for level in address.LEVELS}
    return tuple(
        _Said(level, _in_cell(column, level), after[level], words, bool(after["province"]))
        for level, column in zip(address.LEVELS, (written.province, written.district, written.tambon), strict=True)
    )


def _is_name(text: str) -> bool:
    """Whether what follows a level's word may be a name: "ต.- อ.-" names nothing."""
    name = address.first_name(text)
    return not name or address.is_given(name)


@lru_cache(MOST_CELLS)
def _in_cell(column: str, level: Level) -> str:
    """The name in a column, without the number of a village beside it; a dash or "ไม่ระบุ" is none."""
    name = address.without_word(address.without_moo(address.plain(column)), level) if column.strip() else ""
    return name if address.is_given(name) else ""


def _reached(levels: tuple[_Said, ...], names: Names) -> _Reached:
    """The way down through the levels, remembered: rows of a list name the same places again and again."""
    known: _Reached | None = names.reached.get(levels)
    if known is None:
        if len(names.reached) >= MOST_REMEMBERED:
            names.reached.clear()
        known = names.reached[levels] = _walk(levels, names)
    return known


def _walk(levels: tuple[_Said, ...], names: Names) -> _Reached:
    ways, sure = [Way("")], ""
    for said in levels:
        ways, failed = _go_down(said, ways, names)
        if failed:
            return _Reached(ways, sure, failed)
        sure = _sure(said, ways) or sure
    return _Reached(ways, sure)


def _sure(said: _Said, ways: list[Way]) -> str:
    """The area reached without doubt; where columns and address disagree, the one in the columns."""
    clean_ways = [way for way in ways if not way.doubts]
    if len(ways) == 1 and clean_ways:
        return ways[0].code
    if said.column and all(reason.rule == "match.conflict" for way in ways for reason in way.doubts):
        return ways[0].code
    return ""


_NOT_THERE: Final = frozenset({"match.elsewhere", "match.alike", "match.old"})


def _is_lost(reached: _Reached) -> bool:
    """Whether some level's name fits nowhere as it stands."""
    return bool(reached.failed) or all(_NOT_THERE & {doubt.rule for doubt in way.doubts} for way in reached.ways)


def _reordered(levels: tuple[_Said, ...], names: Names, reached: _Reached) -> _Reached:
    """Where the columns lead nowhere as they stand but fit in one other order, that is proposed."""
    columns = [said.column for said in levels]
    if columns.count("") > 1 or _straight_down(columns, names):
        return reached
    found = {code for order in permutations(columns) for code in _straight_down(order, names)}
    if len(found) != 1:
        return reached
    (code,) = found
    doubt = because("match.order", path=names.path(code))
    return _Reached([Way(code, (doubt,))], reached.sure if code.startswith(reached.sure) else "")


def _straight_down(columns: Sequence[str], names: Names) -> list[str]:
    """The areas that names in this order lead to without any doubt."""
    codes = [""] if columns[0] else []
    for level, column in zip(address.LEVELS, columns, strict=True):
        if column:
            codes = [code for above in codes for code in _named(column, above, level, names)]
    return codes


def _go_down(said: _Said, ways: list[Way], names: Names) -> tuple[list[Way], Reason | None]:
    """The ways one level further; unchanged where the level is not named, a reason where its name fits nowhere."""
    found = _fitting(said, ways, names) if said.is_named else []
    if said.written and not found:
        found = _doubtful(said, ways, names)
        return (found, None) if found else (ways, _unknown(said, ways, names))
    return found or _bare(said, ways, names) or ways, None


def _unknown(said: _Said, ways: list[Way], names: Names) -> Reason:
    thai, english = LEVEL_NAMES[said.level]
    return because("match.unknown", level=thai, level_en=english, written=said.written, above=names.path(ways[0].code))


def _fitting(said: _Said, ways: list[Way], names: Names) -> list[Way]:
    """Areas of that name inside the areas reached; the column's first, the address's with a doubt if it differs."""
    in_column = _once(way for above in ways for way in _in_column(said, above, names))
    in_text = _once(way for above in ways for way in _in_text(said, above, names))
    others = _others(in_text, in_column)
    if not in_column or not others:
        return [_with_gap(way, said, ways, names) for way in in_column or in_text]
    doubt = because("match.conflict", column=names.path(in_column[0].code), path=names.path(others[0].code))
    return [Way(way.code, (*way.doubts, doubt)) for way in (*in_column, *others)]


def _others(ways: list[Way], known: list[Way]) -> list[Way]:
    codes = {way.code for way in known}
    return [way for way in ways if way.code not in codes]


def _in_column(said: _Said, above: Way, names: Names) -> list[Way]:
    if side_by_side := _side_by_side(said.column, above, said.level, names):
        return side_by_side
    pieces = (_named(piece.strip(), above.code, said.level, names) for piece in address.beginnings(said.column))
    return [Way(code, above.doubts) for code in next(filter(None, pieces), [])]


def _in_text(said: _Said, above: Way, names: Names) -> list[Way]:
    found: list[Way] = []
    for text in said.after:
        found += _side_by_side(text, above, said.level, names) or [
            Way(code, above.doubts) for code in _following(text, above.code, said.level, names)
        ]
    return found


def _side_by_side(text: str, above: Way, level: Level, names: Names) -> list[Way]:
    """Several areas of the level named together (ภูเรือ/ด่านซ้าย), each in doubt; a path of names is not that."""
    found: dict[str, None] = {}
    for piece in address.together(text):
        codes = _named(address.without_word(piece, level), above.code, level, names)
        if not codes:
            return []
        found.update(dict.fromkeys(codes))
    if len(found) < 2:
        return []
    doubt = because("match.names", names=", ".join(names.names[code] for code in found))
    return [Way(code, (*above.doubts, doubt)) for code in found]


def _once(ways: Iterable[Way]) -> list[Way]:
    """Each area by its least doubtful way; where some ways are beyond doubt, only those."""
    best: dict[str, Way] = {}
    for way in sorted(ways, key=lambda way: len(way.doubts)):
        best.setdefault(way.code, way)
    return list(best.values())


def _with_gap(way: Way, said: _Said, above: list[Way], names: Names) -> Way:
    """A level was left out above: a tambon whose district is not named is found in the whole province."""
    if any(len(other.code) == len(way.code) - 2 and way.code.startswith(other.code) for other in above):
        return way
    level = address.LEVELS[len(way.code) // 2 - 2]
    return Way(way.code, (*way.doubts, left_out(level, said.written, names.path(way.code))))


def _named(name: str, above: str, level: Level, names: Names) -> list[str]:
    """Areas of that name; of several that only sound alike, the one spelled so."""
    codes = names.called(fold(name), above, level) if name else []
    spelled = [code for code in codes if names.names[code] == clean(name)]
    return spelled if len(spelled) == 1 else codes


def _following(text: str, above: str, level: Level, names: Names) -> list[str]:
    pieces = (_named(piece.strip(), above, level, names) for piece in address.beginnings(text))
    return next(filter(None, pieces), [])


# --- doubts --------------------------------------------------------------------------------------


def _doubtful(said: _Said, ways: list[Way], names: Names) -> list[Way]:
    """Areas that may be meant by a name that fits nowhere: abolished, in another district, spelled nearly so."""
    if said.level == "province" and (short := _by_sign(said, names)):
        return short
    pieces = [piece for piece in _pieces(said) if fold(piece) not in _CAPITALS]
    if gone := _gone(pieces, said.level, names):
        return gone
    found = [
        maybe for way in ways for piece in dict.fromkeys(pieces) for maybe in _maybe(piece, way, said.level, names)
    ]
    return _alive(_once(found), said.level)


def _pieces(said: _Said) -> list[str]:
    """What may be the name: the column, else the shortest beginnings of what follows the level's words."""
    return [said.column] if said.column else [piece.strip() for text in said.after for piece in _shortest(text)]


def _maybe(piece: str, way: Way, level: Level, names: Names) -> Iterator[Way]:
    for look_up in (_abolished, _elsewhere, _capital, _alike):
        yield from look_up(piece, way, level, names)


def _by_sign(said: _Said, names: Names) -> list[Way]:
    """The province whose letters are written: จ.มส."""
    texts = (said.column,) if said.column else said.after
    signs = (first.replace(".", "") for text in texts for first in text.split()[:1])
    found = [(sign, PROVINCE_SIGNS[sign]) for sign in signs if sign in PROVINCE_SIGNS]
    return [Way(code, (because("match.sign", written=sign, path=names.path(code)),)) for sign, code in found[:1]]


def _gone(pieces: Iterable[str], level: Level, names: Names) -> list[Way]:
    """What a province of old papers became."""
    known = {fold(name): code for name, code in OLD_PROVINCES.items()} if level == "province" else {}
    found = [(piece, known[fold(piece)]) for piece in pieces if fold(piece) in known]
    return [Way(code, (because("match.abolished", written=piece, path=names.path(code)),)) for piece, code in found[:1]]


def _alive(ways: list[Way], level: Level) -> list[Way]:
    """Of a district that was abolished with nothing said of what it became, and the only one of that name today, the
    latter: districts went over to new provinces under their names."""
    today = [way for way in ways if way.doubts[-1].rule != "match.old"]
    is_moved = level == "district" and len(today) == 1 and today[0].doubts[-1].rule == "match.elsewhere"
    return today if is_moved else ways


_CAPITALS: Final = frozenset(map(fold, CAPITALS))
"""Every province but Bangkok has a district of that name, so outside its own it says nothing."""


def _shortest(text: str) -> list[str]:
    return address.beginnings(text)[-2:]


def _abolished(piece: str, way: Way, level: Level, names: Names) -> Iterator[Way]:
    for old in names.old.get(fold(piece), ()):
        if old.startswith(way.code) and len(old) == SIZES[level]:
            for new in names.successors.get(old, ()):
                yield Way(new, (*way.doubts, because("match.abolished", written=piece, path=names.path(new))))
            if old not in names.successors:
                yield Way(old, (*way.doubts, because("match.old", written=piece)))


def _elsewhere(piece: str, way: Way, level: Level, names: Names) -> Iterator[Way]:
    """Of that name in the rest of the province (a district: of the country)."""
    if not way.code:
        return
    for code in names.called(fold(piece), way.code[:-2], level):
        values = {"written": piece, "above": names.path(way.code), "path": names.path(code)}
        yield Way(code, (*way.doubts, because("match.elsewhere", **values)))


def _capital(piece: str, way: Way, level: Level, names: Names) -> Iterator[Way]:
    """The district of the capital of the province of that name, which may have been another's district once."""
    capitals = names.called(fold(f"เมือง{piece}"), "", level) if level == "district" else ()
    for code in capitals:
        if way.code and code.startswith(way.code):
            continue
        values = {"written": piece, "above": names.path(way.code), "path": names.path(code)}
        yield Way(code, (*way.doubts, because("match.elsewhere" if way.code else "match.alike", **values)))


def _alike(piece: str, way: Way, level: Level, names: Names) -> Iterator[Way]:
    """Of the same sound, else one slip away, else of which the piece is a part; "ขอนแก่น" is the capital's district."""
    around = list(names.below(way.code, level))
    near = [code for _, code in around if sound(piece) == sound(names.names[code])] or [
        code
        for name, code in around
        if is_slip(piece, names.names[code]) or is_slip_of(fold(piece), name) or look(piece) == look(names.names[code])
    ]
    for code in dict.fromkeys(near or _with_piece(fold(piece), around)):
        values = {"written": piece, "above": names.path(way.code), "path": names.path(code)}
        yield Way(code, (*way.doubts, because("match.alike", **values)))


def _with_piece(folded: str, around: list[tuple[str, str]]) -> list[str]:
    """The one area whose name begins or ends with the piece."""
    if len(folded) < SHORTEST_NEAR:
        return []
    found = {code for name, code in around if name.startswith(folded) or name.endswith(folded)}
    return list(found) if len(found) == 1 else []


def _bare(said: _Said, ways: list[Way], names: Names) -> list[Way]:
    """Areas that words of the address name without the word for their level, longer names first; a province needs
    none. A name inside one that counts says nothing more: Songkhla's "Tak Bai" is not in Tak."""
    found: list[Way] = []
    for way in ways:
        taken: list[str] = []
        for word in sorted(dict.fromkeys(said.words), key=lambda word: -len(word.split())):
            codes = [] if any(f" {word} " in f" {longer} " for longer in taken) else _bare_codes(word, way, said, names)
            taken += [word] * bool(codes)
            found += [Way(code, (*way.doubts, *_bare_doubts(word, code, way, said, names))) for code in codes]
    return _once(found)


def _bare_codes(word: str, way: Way, said: _Said, names: Names) -> list[str]:
    above, level = way.code, said.level
    others = _other_words(said, above, names)
    if word not in others and not (level == "tambon" and _stands_twice(said, above, names)):
        return []  # the word that named the district does not name a tambon as well
    if len(above) == SIZES[level] - 2:
        spellings = (word, word.removeprefix("ตำ"), word.removeprefix("ต")) if level == "tambon" else (word,)
        return next(filter(None, (_named(spelling, above, level, names) for spelling in spellings)), [])
    is_all = level == "tambon" and len(above) == SIZES["province"] and others == [word]
    return names.called(fold(word), above, level) if is_all else []


def _other_words(said: _Said, above: str, names: Names) -> list[str]:
    """Without those that named the area above, or its province where no word says so and it stands but once."""
    known = names.spellings(above) if above else frozenset()
    province = names.spellings(above[: SIZES["province"]]) if above and not said.has_province else frozenset()
    return [
        each
        for each in said.words
        if fold(each) not in known and not (fold(each) in province and said.words.count(each) == 1)
    ]


def _stands_twice(said: _Said, above: str, names: Names) -> bool:
    """Whether words name the area above more than once."""
    return sum(fold(each) in names.spellings(above) for each in said.words) > 1


def _bare_doubts(word: str, code: str, way: Way, said: _Said, names: Names) -> tuple[Reason, ...]:
    if said.level == "province":
        return ()
    if len(code) - len(way.code) == len("00"):
        return (bare(word, said.level),)
    return (left_out("district", word, names.path(code)),)
