"""Which area a written address means. Pure decisions over names held in memory; nothing is ever guessed in silence.

A name counts inside the area around it only: a tambon of that name in the named district. What does not fit so is
proposed, with the reason, for a person to decide.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from withi.ground.places.names import SIZES, Names
from withi.ground.places.rules import short_name
from withi.ground.search.rules import is_near
from withi.kit import address
from withi.kit.address import Address, Level
from withi.kit.problem import RULES, Rule, register
from withi.kit.thai import clean, digits, fold, has_thai

LEVEL_NAMES: Final[dict[Level, tuple[str, str]]] = {
    "province": ("จังหวัด", "province"),
    "district": ("อำเภอ", "district"),
    "tambon": ("ตำบล", "tambon"),
}
SHORTEST_ALIKE: Final = 4
MOST_CANDIDATES: Final = 8
MOST_REMEMBERED: Final = 20_000
_FIGURE = re.compile("[0-9]")

register(
    Rule("match.exact", "ตรงกับชื่อทางการ", "The official name."),
    Rule("match.folded", "อ่าน “{written}” เป็น “{name}”", "“{written}” was read as “{name}”."),
    Rule("match.empty", "ไม่ได้บอกที่อยู่", "No address is given."),
    Rule("match.no_place", "ไม่พบชื่อจังหวัด อำเภอ หรือตำบล", "No province, district or tambon is named."),
    Rule("match.unknown", "ไม่มี{level}ชื่อ “{written}” ใน{above}", "There is no {level_en} “{written}” in {above}."),
    Rule(
        "match.left_out",
        "ไม่ได้บอก{level} ชื่อ “{written}” คือ {path}",
        "No {level_en} is named; “{written}” is {path}.",
    ),
    Rule(
        "match.elsewhere", "ไม่มี “{written}” ใน{above} แต่มี {path}", "“{written}” is not in {above}, but there is {path}."
    ),
    Rule(
        "match.alike",
        "ไม่มี “{written}” ใน{above} ชื่อที่ใกล้เคียงคือ {path}",
        "“{written}” is not in {above}; {path} is spelled nearly so.",
    ),
    Rule("match.abolished", "“{written}” ยกเลิกแล้ว ปัจจุบันคือ {path}", "“{written}” was abolished; today it is {path}."),
    Rule(
        "match.old",
        "“{written}” ยกเลิกแล้ว และไม่มีบันทึกว่าไปรวมกับที่ใด",
        "“{written}” was abolished, and nothing says what it became.",
    ),
    Rule("match.several", "มี “{written}” หลายแห่งใน{above}", "Several places in {above} are called “{written}”."),
    Rule(
        "match.bare", "พบชื่อ “{written}” ที่ไม่มีคำบอกว่าเป็น{level}", "“{written}” stands without the word for a {level_en}."
    ),
    Rule("match.conflict", "คอลัมน์บอก {column} แต่ที่อยู่บอก {path}", "The columns say {column}, the address says {path}."),
    Rule("match.moo", "ไม่มีหมู่ที่ {moo} ใน{above}", "There is no moo {moo} in {above}."),
    Rule("match.moos", "บอกไว้หลายหมู่: {moos}", "Several moos are given: {moos}."),
    Rule(
        "match.other_name",
        "หมู่ที่ {moo} ในทะเบียนชื่อ {name} ไม่ใช่ {written}",
        "Moo {moo} is {name} in the register, not {written}.",
    ),
    Rule("match.village_name", "หมู่บ้านที่ชื่อ “{written}” คือ {path}", "The village called “{written}” is {path}."),
)


class Status(StrEnum):
    EXACT = "exact"
    PROPOSED = "proposed"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a rule of the catalogue and what fills it in."""

    rule: str
    values: tuple[tuple[str, str], ...] = ()

    def text(self, lang: str = "th") -> str:
        return RULES[self.rule].text(lang).format_map(dict(self.values))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area that may be meant, its path, and why."""

    code: str
    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Match:
    """What an address means.

    `code`: the area, where the status is exact (every level that is named fits) or proposed (one answer, for a person
    to confirm); else empty. `sure`: the deepest area beyond doubt, to be stored meanwhile; empty where there is none.
    """

    code: str
    status: Status
    candidates: tuple[Candidate, ...]
    reason: Reason
    sure: str

    @property
    def reason_th(self) -> str:
        return self.reason.text("th")

    @property
    def reason_en(self) -> str:
        return self.reason.text("en")


@dataclass(frozen=True, slots=True)
class Written:
    """An address as it was given: in columns, in one text, or both (then the columns count first)."""

    province: str = ""
    district: str = ""
    tambon: str = ""
    moo: str = ""
    name: str = ""
    address: str = ""


# --- levels --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """One reading of the address so far: the area reached, and what is doubtful about it."""

    code: str
    doubts: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """What is written of one level: the name in the column, and what follows the level's words in the address."""

    level: Level
    column: str
    after: tuple[str, ...]
    words: tuple[str, ...]

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

    ways: list[_Way]
    sure: str
    failed: Reason | None = None


def match(written: Written, names: Names) -> Match:
    """The area that an address means; see Match."""
    read = address.read(written.address)
    reached = _reached(_said(written, read), names)
    if reached.failed:
        return _by_village_only(written, reached.sure, reached.failed, names)
    return _ended(written, read, reached.ways, reached.sure, names)


def _said(written: Written, read: Address) -> tuple[_Said, ...]:
    """What is written of each level. No area has a figure in its name, so words with one are left out: then what a
    list says of one tambon is the same in all its rows, whatever the number of the house."""
    words = tuple(word for word in read.words if not _FIGURE.search(word))
    return tuple(
        _Said(level, address.without_word(column, level) if column.strip() else "", read.after[level], words)
        for level, column in zip(address.LEVELS, (written.province, written.district, written.tambon), strict=True)
    )


def _reached(levels: tuple[_Said, ...], names: Names) -> _Reached:
    """The way down through the levels, remembered: rows of a list name the same places again and again."""
    known: _Reached | None = names.reached.get(levels)
    if known is None:
        if len(names.reached) >= MOST_REMEMBERED:
            names.reached.clear()
        known = names.reached[levels] = _walk(levels, names)
    return known


def _walk(levels: tuple[_Said, ...], names: Names) -> _Reached:
    ways, sure = [_Way("")], ""
    for said in levels:
        ways, failed = _go_down(said, ways, names)
        if failed:
            return _Reached(ways, sure, failed)
        sure = _sure(said, ways) or sure
    return _Reached(ways, sure)


def _sure(said: _Said, ways: list[_Way]) -> str:
    """The area reached without doubt; where columns and address disagree, the one in the columns."""
    clean_ways = [way for way in ways if not way.doubts]
    if len(ways) == 1 and clean_ways:
        return ways[0].code
    if said.column and all(reason.rule == "match.conflict" for way in ways for reason in way.doubts):
        return ways[0].code
    return ""


def _go_down(said: _Said, ways: list[_Way], names: Names) -> tuple[list[_Way], Reason | None]:
    """The ways one level further; unchanged where the level is not named, a reason where its name fits nowhere."""
    found = _fitting(said, ways, names) if said.is_named else []
    if said.written and not found:
        found = _doubtful(said, ways, names)
        return (found, None) if found else (ways, _unknown(said, ways, names))
    return found or _bare(said, ways, names) or ways, None


def _unknown(said: _Said, ways: list[_Way], names: Names) -> Reason:
    thai, english = LEVEL_NAMES[said.level]
    return _reason("match.unknown", level=thai, level_en=english, written=said.written, above=names.path(ways[0].code))


def _fitting(said: _Said, ways: list[_Way], names: Names) -> list[_Way]:
    """Areas of that name inside the areas reached; the column's first, the address's with a doubt if it differs."""
    in_column = _once(way for above in ways for way in _in_column(said, above, names))
    in_text = _once(way for above in ways for way in _in_text(said, above, names))
    others = _others(in_text, in_column)
    if not in_column or not others:
        return [_with_gap(way, said, ways, names) for way in in_column or in_text]
    doubt = _reason("match.conflict", column=names.path(in_column[0].code), path=names.path(others[0].code))
    return [_Way(way.code, (*way.doubts, doubt)) for way in (*in_column, *others)]


def _others(ways: list[_Way], known: list[_Way]) -> list[_Way]:
    codes = {way.code for way in known}
    return [way for way in ways if way.code not in codes]


def _in_column(said: _Said, above: _Way, names: Names) -> list[_Way]:
    return [_Way(code, above.doubts) for code in _named(said.column, above.code, said.level, names)]


def _in_text(said: _Said, above: _Way, names: Names) -> list[_Way]:
    return [_Way(code, above.doubts) for code in dict.fromkeys(_following(said, above.code, names))]


def _once(ways: Iterable[_Way]) -> list[_Way]:
    """Each area by its least doubtful way; where some ways are beyond doubt, only those."""
    best: dict[str, _Way] = {}
    for way in sorted(ways, key=lambda way: len(way.doubts)):
        best.setdefault(way.code, way)
    return list(best.values())


def _with_gap(way: _Way, said: _Said, above: list[_Way], names: Names) -> _Way:
    """A level was left out above: a tambon whose district is not named is found in the whole province."""
    if any(len(other.code) == len(way.code) - 2 and way.code.startswith(other.code) for other in above):
        return way
    level = address.LEVELS[len(way.code) // 2 - 2]
    thai, english = LEVEL_NAMES[level]
    path = names.path(way.code)
    left_out = _reason("match.left_out", level=thai, level_en=english, written=said.written, path=path)
    return _Way(way.code, (*way.doubts, left_out))


def _named(name: str, above: str, level: Level, names: Names) -> list[str]:
    """Areas of that name; of several that only sound alike, the one spelled so."""
    codes = names.called(fold(name), above, level) if name else []
    spelled = [code for code in codes if names.names[code] == clean(name)]
    return spelled if len(spelled) == 1 else codes


def _following(said: _Said, above: str, names: Names) -> Iterator[str]:
    for text in said.after:
        pieces = (_named(piece.strip(), above, said.level, names) for piece in address.beginnings(text))
        yield from next(filter(None, pieces), [])


def _reason(rule: str, **values: str) -> Reason:
    return Reason(rule, tuple(values.items()))


# --- doubts --------------------------------------------------------------------------------------


def _doubtful(said: _Said, ways: list[_Way], names: Names) -> list[_Way]:
    """Areas that may be meant by a name that fits nowhere: abolished, in another district, spelled nearly so."""
    pieces = [said.column] if said.column else [piece.strip() for text in said.after for piece in _shortest(text)]
    found: list[_Way] = []
    for way in ways:
        for piece in dict.fromkeys(pieces):
            found += _abolished(piece, way, said.level, names)
            found += _elsewhere(piece, way, said.level, names)
            found += _alike(piece, way, said.level, names)
    return _once(found)


def _shortest(text: str) -> list[str]:
    return address.beginnings(text)[-2:]


def _abolished(piece: str, way: _Way, level: Level, names: Names) -> Iterator[_Way]:
    for old in names.old.get(fold(piece), ()):
        if old.startswith(way.code) and len(old) == SIZES[level]:
            for new in names.successors.get(old, ()):
                yield _Way(new, (*way.doubts, _reason("match.abolished", written=piece, path=names.path(new))))
            if old not in names.successors:
                yield _Way(old, (*way.doubts, _reason("match.old", written=piece)))


def _elsewhere(piece: str, way: _Way, level: Level, names: Names) -> Iterator[_Way]:
    """Of that name in the rest of the province (a district: of the country)."""
    if not way.code:
        return
    for code in names.called(fold(piece), way.code[:-2], level):
        values = {"written": piece, "above": names.path(way.code), "path": names.path(code)}
        yield _Way(code, (*way.doubts, _reason("match.elsewhere", **values)))


def _alike(piece: str, way: _Way, level: Level, names: Names) -> Iterator[_Way]:
    """One slip away; very short names are too near one another."""
    folded = fold(piece)
    if len(folded) < SHORTEST_ALIKE:
        return
    for name, code in names.below(way.code, level):
        if is_near(folded, name):
            values = {"written": piece, "above": names.path(way.code), "path": names.path(code)}
            yield _Way(code, (*way.doubts, _reason("match.alike", **values)))


def _bare(said: _Said, ways: list[_Way], names: Names) -> list[_Way]:
    """Areas that a word of the address names without the word for their level; a province needs none."""
    found: list[_Way] = []
    for way in ways:
        for word in said.words:
            for code in _bare_codes(word, way.code, said.level, names):
                doubt = _bare_reason(word, said.level)
                found.append(_Way(code, way.doubts if said.level == "province" else (*way.doubts, doubt)))
    return _once(found)


def _bare_codes(word: str, above: str, level: Level, names: Names) -> list[str]:
    if len(above) != SIZES[level] - 2 or fold(word) in _own_spellings(above, names):
        return []
    spellings = (word, word.removeprefix("ตำ"), word.removeprefix("ต")) if level == "tambon" else (word,)
    return next(filter(None, (_named(spelling, above, level, names) for spelling in spellings)), [])


def _own_spellings(above: str, names: Names) -> set[str]:
    """The word that named the district does not name a tambon as well."""
    return {fold(names.names[above])} if above else set()


def _bare_reason(word: str, level: Level) -> Reason:
    thai, english = LEVEL_NAMES[level]
    return _reason("match.bare", written=word, level=thai, level_en=english)


# --- villages and the answer ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _End:
    """The one way that is left, and all that was given."""

    written: Written
    read: Address
    way: _Way
    sure: str
    names: Names

    def answer(self, code: str = "", *doubts: Reason, more: Sequence[Candidate] = ()) -> Match:
        """The area (or a village in it), exact where nothing is doubtful."""
        doubts = (*self.way.doubts, *doubts)
        reason = doubts[-1] if doubts else self.spelling()
        first = Candidate(code or self.way.code, self.names.path(code or self.way.code), reason)
        status = Status.PROPOSED if doubts else Status.EXACT
        return Match(first.code, status, (first, *more), reason, self.sure if doubts else first.code)

    def several(self, codes: Iterable[str], doubt: Reason) -> Match:
        candidates = tuple(Candidate(code, self.names.path(code), doubt) for code in codes)
        return Match("", Status.AMBIGUOUS, candidates[:MOST_CANDIDATES], doubt, self.sure)

    def spelling(self) -> Reason:
        """Exact, or that the tambon is spelled otherwise than in the register."""
        name, given = self.names.names[self.way.code[:6]], clean(f"{self.written.tambon} {self.written.address}")
        if len(self.way.code) < 6 or name in given or not has_thai(given):
            return Reason("match.exact")
        return _reason("match.folded", written=_last_name(self.written, self.read), name=name)


def _ended(written: Written, read: Address, ways: list[_Way], sure: str, names: Names) -> Match:
    if ways == [_Way("")]:
        is_blank = not any(
            clean(text) for text in (written.province, written.district, written.tambon, written.address)
        )
        return Match("", Status.NONE, (), Reason("match.empty" if is_blank else "match.no_place"), "")
    end = _End(written, read, ways[0], sure, names)
    if len(ways) > 1:
        return _one_of(ways, end)
    return _village(end) if len(ways[0].code) == 6 else end.answer()


def _one_of(ways: list[_Way], end: _End) -> Match:
    several = _reason("match.several", written=_last_name(end.written, end.read), above=end.names.path(end.sure))
    candidates = tuple(
        Candidate(way.code, end.names.path(way.code), way.doubts[-1] if way.doubts else several)
        for way in ways[:MOST_CANDIDATES]
    )
    told = {reason.rule for way in ways for reason in way.doubts[-1:]}
    is_told = told & {"match.conflict", "match.abolished"}
    return Match("", Status.AMBIGUOUS, candidates, candidates[0].reason if is_told else several, end.sure)


def _last_name(written: Written, read: Address) -> str:
    columns = (written.tambon, written.district, written.province)
    texts = (address.first_name(text) for level in reversed(address.LEVELS) for text in read.after[level])
    return next(filter(None, (*columns, *texts)), "") or " ".join(read.words)


def _village(end: _End) -> Match:
    """The village by its number; without a number, a village of that name is proposed."""
    villages = end.names.villages_by_code(end.way.code)
    by_name = _of_name(villages, (end.written.name, *end.read.villages))
    moos = _moos(end.written, end.read)
    if not moos:
        return _by_name(end, by_name)
    codes = [f"{end.way.code}{moo:02}" for moo in moos]
    if len(codes) > 1:
        doubt = _reason("match.moos", moos=", ".join(map(str, moos)))
        return end.several(sorted(villages.keys() & codes), doubt)
    if codes[0] not in villages:
        doubt = _reason("match.moo", moo=str(moos[0]), above=end.names.path(end.way.code))
        return end.answer("", doubt) if villages else end.answer()
    return _by_number(end, codes[0], by_name, villages[codes[0]])


def _moos(written: Written, read: Address) -> tuple[int, ...]:
    number = "".join(filter(str.isdigit, digits(clean(written.moo))))[:3]
    return (int(number),) if number and 0 < int(number) < 100 else read.moos


def _of_name(villages: Mapping[str, str], spoken: Sequence[str]) -> list[str]:
    """Codes of the villages that have one of the names, with or without "บ้าน"."""
    wanted = {fold(short_name(clean(name))) for name in spoken} - {""}
    return [code for code, name in villages.items() if wanted and fold(short_name(name)) in wanted]


def _by_name(end: _End, by_name: list[str]) -> Match:
    """In a column the name is meant as the village; in a text it may be that of a shop or temple."""
    named = [(code, _village_called(end.written.name, code, end.names)) for code in by_name]
    if not clean(end.written.name) or not named:
        return end.answer(more=[Candidate(code, end.names.path(code), reason) for code, reason in named])
    if len(named) == 1:
        return end.answer(*named[0])
    return end.several(by_name, _reason("match.several", written=end.written.name, above=end.names.path(end.way.code)))


def _village_called(name: str, code: str, names: Names) -> Reason:
    path = names.path(code)
    return _reason("match.village_name", written=name or path.split()[0], path=path)


def _by_number(end: _End, code: str, by_name: list[str], official: str) -> Match:
    """The number counts; another name beside it is told, and doubtful where the tambon has a village of that name."""
    spoken = clean(end.written.name) or next(iter(end.read.villages), "")
    if code in by_name or not spoken:
        return end.answer(code)
    told = _reason("match.other_name", moo=str(int(code[6:])), name=official, written=spoken)
    if by_name:
        return end.several([code, *by_name], told)
    if clean(end.written.name).startswith("บ้าน"):
        return end.answer(code, told)
    exact = end.answer(code)
    return replace(exact, reason=told) if exact.status is Status.EXACT else exact


def _by_village_only(written: Written, sure: str, failed: Reason, names: Names) -> Match:
    """The name of the tambon fits nowhere: villages of the given name in the district, of the given number if any."""
    villages = names.villages_by_code(sure) if len(sure) == 4 else {}
    by_name = _of_name(villages, [written.name])
    numbers = {f"{moo:02}" for moo in _moos(written, address.read(""))}
    codes = [code for code in by_name if code[6:] in numbers] or by_name
    found = [Candidate(code, names.path(code), _village_called(written.name, code, names)) for code in codes]
    if len(found) == 1:
        return Match(found[0].code, Status.PROPOSED, (found[0],), found[0].reason, sure)
    return Match("", Status.AMBIGUOUS if found else Status.NONE, tuple(found[:MOST_CANDIDATES]), failed, sure)
