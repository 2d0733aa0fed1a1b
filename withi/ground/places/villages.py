"""Which village an address means, once its province, district and tambon are known: by number, by name, or by both.

A number counts before a name. A name alone is certain only where the area named has one village spelled so. Villages
that are spelled nearly so, or lie outside the area, are offered and never taken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from withi.ground.places.answers import MOST_CANDIDATES, Candidate, Match, Reason, Status, Way, Written, because
from withi.ground.places.names import SIZES, Names
from withi.ground.places.rules import aliases, short_name
from withi.ground.search.rules import is_near
from withi.kit import address
from withi.kit.address import Address
from withi.kit.codes import area_around
from withi.kit.spellings import SHORTEST_NEAR, sound
from withi.kit.thai import clean, digits, fold, has_thai

DISTRICT: Final = SIZES["district"]
_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d{1,4}(?=\.0+(?!\d)|(?!\.?\d))")
_VILLAGE_WORD = re.compile(r"(?:ชุมชน|หมู่บ้าน|บ้าน|บ\.)\s*")
_KIND_OF_VILLAGE = re.compile(r"(?:ชุมชน|หมู่บ้าน)(?P<rest>.+)")
_BEHIND = re.compile(r"\s*[(,]?\s*(?:หมู่(?:บ้าน)?(?:ที่)?|(?<![ก-๙])ม)\s*\.?\s*\d.*")


@dataclass(frozen=True, slots=True)
class Given:
    """All that was given, and the area that is beyond doubt."""

    written: Written
    read: Address
    sure: str
    names: Names

    @property
    def name(self) -> str:
        """The name in the village's column."""
        return clean(_BEHIND.sub("", clean(self.written.name)))

    @property
    def names_a_village(self) -> bool:
        """Whether that name says itself that it is a village's."""
        return bool(_VILLAGE_WORD.match(self.name))

    @property
    def spoken(self) -> tuple[str, ...]:
        """Names said to be a village's."""
        return (self.name,) if self.name else self.read.villages

    def moos(self) -> tuple[int, ...]:
        """Numbers of villages, without repetition: those of the column, else of the address, else beside the name."""
        column = [int(number) for number in _NUMBER.findall(digits(clean(self.written.moo)))]
        moos = tuple(dict.fromkeys(number for number in column if number))
        return moos or self.read.moos or address.read(self.written.name).moos

    def candidates(self, codes: Iterable[str], reason: Reason | None = None) -> tuple[Candidate, ...]:
        """Areas with one reason for all, or each as the village of its name."""
        shown = dict.fromkeys(codes)
        return tuple(
            Candidate(code, self.names.path(code), reason or self.called(code)) for code in [*shown][:MOST_CANDIDATES]
        )

    def called(self, code: str) -> Reason:
        path = self.names.path(code)
        return because("match.village_name", written=next(iter(self.spoken), path.split()[0]), path=path)

    def several(self, codes: Iterable[str], doubt: Reason) -> Match:
        return Match("", Status.AMBIGUOUS, self.candidates(codes, doubt), doubt, self.sure)

    def proposed(self, code: str, doubt: Reason, more: Iterable[Candidate] = ()) -> Match:
        first = Candidate(code, self.names.path(code), doubt)
        return Match(code, Status.PROPOSED, (first, *more), doubt, self.sure)

    def last_name(self) -> str:
        """The deepest name of a level, or all words where there is none."""
        columns = (self.written.tambon, self.written.district, self.written.province)
        texts = (address.first_name(text) for level in reversed(address.LEVELS) for text in self.read.after[level])
        return next(filter(None, (*columns, *texts)), "") or " ".join(self.read.words)


def is_slip_of(one: str, other: str) -> bool:
    """Folded names one slip apart; very short ones are too near one another."""
    return len(one) >= SHORTEST_NEAR and is_near(one, other)


def is_slip(one: str, other: str) -> bool:
    """Names that sound one slip apart."""
    return is_slip_of(sound(one), sound(other))


# --- names of villages ---------------------------------------------------------------------------


def spoken_as(name: str) -> set[str]:
    """A village's name, folded, without the words people put before it: ชุมชนบ้านหัวขัว, หมู่บ้านหัวขัว are หัวขัว."""
    plain = clean(name)
    kind = _KIND_OF_VILLAGE.fullmatch(plain)
    behind = kind["rest"].rpartition("บ้าน")[2] if kind else ""
    return {fold(each) for each in (short_name(plain), _VILLAGE_WORD.sub("", plain, count=1), behind)} - {""}


def _called(given: Given, areas: Iterable[str]) -> list[str]:
    """Codes of the villages in the areas that have one of the spoken names, in order."""
    wanted = {folded for name in given.spoken for folded in spoken_as(name)}
    return sorted({code for area in areas for folded in wanted for code in given.names.villages_called(folded, area)})


def _sounding(given: Given, areas: Iterable[str]) -> list[str]:
    """Codes of the villages in the areas that sound as one of the spoken names."""
    wanted = {sound(each) for each in _bare_names(given)}
    return [code for code, name in _around(given, areas) if sound(name) in wanted]


def _nearly_called(given: Given, areas: Iterable[str]) -> list[str]:
    """Those that sound so, else those one slip away."""
    wanted = _bare_names(given)
    return _sounding(given, areas) or [
        code for code, name in _around(given, areas) if any(_is_nearly(each, name) for each in wanted)
    ]


def _bare_names(given: Given) -> list[str]:
    return [_VILLAGE_WORD.sub("", name, count=1) for name in given.spoken]


def _around(given: Given, areas: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every village in the areas with each of its names."""
    for area in areas:
        for code, official in given.names.villages_by_code(area).items():
            for name in _own_names(official):
                yield code, name


def _own_names(official: str) -> list[str]:
    """What the register calls a village, without "บ้าน"; a second name stands in brackets."""
    return [short_name(name) for name in (official, *aliases(official))]


def _is_nearly(one: str, other: str) -> bool:
    return is_slip_of(fold(one), fold(other)) or is_slip(one, other)


def _with_moo(codes: list[str], moos: Sequence[int]) -> list[str]:
    """Of the codes those with one of the numbers, where any has."""
    return [code for code in codes if int(code[6:]) in moos] or codes


def _spelled(given: Given, code: str) -> bool:
    """Whether the register spells the village as the column does."""
    own = clean(short_name(given.names.villages_by_code(code[:6])[code]))
    return own in {short_name(given.name), _VILLAGE_WORD.sub("", given.name, count=1)}


# --- no tambon -----------------------------------------------------------------------------------


def by_name_alone(given: Given, within: Sequence[str]) -> Match:
    """No area is named: the villages of the name inside `within`, or in the country."""
    if within and not given.spoken and given.read.words:
        given = replace(given, written=given.written._replace(name=" ".join(given.read.words[:1])))
    given = replace(given, sure=area_around(within))
    if given.spoken:
        found = _in_areas(given, within or ("",), is_sure=bool(within))
        return found or _outside(given, within) if within else found or _nowhere(given)
    return _nowhere(given)


def _nowhere(given: Given) -> Match:
    fields = (given.written.province, given.written.district, given.written.tambon, given.written.address)
    is_blank = not any(map(clean, (*fields, given.written.name)))
    return Match("", Status.NONE, (), because("match.empty" if is_blank else "match.no_place"), "")


def _in_areas(given: Given, areas: Sequence[str], *, is_sure: bool) -> Match | None:
    """By name in the areas: certain where one village is spelled so and `is_sure`; None where no name is near."""
    codes = _with_moo(_called(given, areas), given.moos())
    if len(codes) == 1:
        return _the_only(given, codes[0], areas, is_sure=is_sure)
    above = _paths(given, areas)
    if codes:
        return given.several(codes, because("match.several", written=given.spoken[0], above=above))
    near = _with_moo(_nearly_called(given, areas), given.moos()) if all(areas) else []
    if not near:
        return None
    reasons = {
        code: because("match.alike", written=given.spoken[0], above=above, path=given.names.path(code)) for code in near
    }
    if len(near) == 1:
        return given.proposed(near[0], reasons[near[0]])
    shown = tuple(Candidate(code, given.names.path(code), reason) for code, reason in reasons.items())
    return Match("", Status.AMBIGUOUS, shown[:MOST_CANDIDATES], next(iter(reasons.values())), given.sure)


def _the_only(given: Given, code: str, areas: Sequence[str], *, is_sure: bool) -> Match:
    if not is_sure or not _may_be(code, given.moos()) or given.name.startswith("ชุมชน"):
        return given.proposed(code, given.called(code))
    if not _spelled(given, code):
        name = given.names.villages_by_code(code[:6])[code]
        return given.proposed(code, because("match.folded", written=given.spoken[0], name=name))
    others = [other for other in _sounding(given, areas) if _may_be(other, given.moos())]
    if others != [code]:
        return given.proposed(code, given.called(code), given.candidates(_without(others, code)))
    reason = because("match.only_one", written=given.spoken[0], above=_paths(given, areas))
    return Match(code, Status.EXACT, given.candidates([code], reason), reason, code)


def _may_be(code: str, moos: Sequence[int]) -> bool:
    """Whether a village has one of the numbers, or none is given."""
    return not moos or int(code[6:]) in moos


def _without(codes: Iterable[str], code: str) -> list[str]:
    return [each for each in codes if each != code]


def _outside(given: Given, within: Sequence[str]) -> Match:
    """None in the areas; those in the rest of the provinces are offered."""
    provinces = dict.fromkeys(area[:2] for area in within)
    codes = _called(given, provinces)
    reason = because("match.no_village", written=given.spoken[0], above=_paths(given, within))
    return Match("", Status.NONE, given.candidates(codes), reason, given.sure)


def _paths(given: Given, areas: Sequence[str]) -> str:
    return " / ".join(map(given.names.path, areas))


def without_tambon(given: Given, failed: Reason) -> Match:
    """The name of a level fits nowhere: what the village's name and number, or the tambon's, say instead."""
    if len(given.sure) == DISTRICT:
        return _exchanged(given) or _by_village(given, failed)
    return _by_tambon(given, failed) if len(given.sure) == SIZES["province"] else _failed(given, failed)


def _failed(given: Given, failed: Reason) -> Match:
    return Match("", Status.NONE, (), failed, given.sure)


def _exchanged(given: Given) -> Match | None:
    """Tambon and village in each other's column: the tambon has a village called as the tambon's column says."""
    said = {fold(short_name(address.without_word(given.written.tambon, "tambon")))}
    tambons = {code for folded in spoken_as(given.name) for code in given.names.called(folded, given.sure, "tambon")}
    named = [
        code for tambon in sorted(tambons) for folded in said for code in given.names.villages_called(folded, tambon)
    ]
    found = _with_moo(named, given.moos())
    if not found:
        return None
    tambon = given.names.names[found[0][:6]]
    doubt = because("match.exchanged", written=given.written.tambon, name=tambon)
    return given.proposed(found[0], doubt) if len(found) == 1 else given.several(found, doubt)


def _by_village(given: Given, failed: Reason) -> Match:
    """Villages of the name in the column in the district, of the given number if any; else spelled nearly so."""
    if not given.name:
        return _failed(given, failed)
    codes = _with_moo(_called(given, [given.sure]), given.moos())
    codes = codes or _with_moo(_nearly_called(given, [given.sure]), given.moos())
    if len(codes) == 1:
        return given.proposed(codes[0], given.called(codes[0]))
    found = given.candidates(codes)
    return Match("", Status.AMBIGUOUS if found else Status.NONE, found, failed, given.sure)


def _by_tambon(given: Given, failed: Reason) -> Match:
    """The district fits nowhere: the tambon's name in the province, and the village in it."""
    tambon = address.without_word(given.written.tambon, "tambon") or next(
        map(address.first_name, given.read.after["tambon"]), ""
    )
    tambons = given.names.called(fold(tambon), given.sure, "tambon") if tambon else []
    codes = _narrowed(given, tambons)
    if len(codes) == 1:
        return given.proposed(codes[0], failed)
    return given.several(codes, failed) if codes else _failed(given, failed)


def _narrowed(given: Given, tambons: Sequence[str]) -> list[str]:
    """The village of the name and number, where just one of the tambons has it; else the tambons."""
    moos = given.moos()
    named = [code for code in _called(given, tambons) if not moos or int(code[6:]) in moos]
    if named:
        return named
    return [_numbered(given, tambons[0])] if len(tambons) == 1 else list(tambons)


def _numbered(given: Given, tambon: str) -> str:
    """The village of the number, where one number is given and the tambon has it; else the tambon."""
    moos = given.moos()
    code = f"{tambon}{moos[0]:02}" if len(moos) == 1 else ""
    return code if code in given.names.villages_by_code(tambon) else tambon


# --- the way through the levels ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _End:
    """The one way that is left, and all that was given."""

    given: Given
    way: Way

    @property
    def names(self) -> Names:
        return self.given.names

    def answer(
        self, code: str = "", *doubts: Reason, more: Sequence[Candidate] = (), told: Reason | None = None
    ) -> Match:
        """The area (or a village in it), exact where nothing is doubtful; `told` is what is to be known even so."""
        doubts = (*self.way.doubts, *doubts)
        reason = doubts[-1] if doubts else told or self.spelling()
        first = Candidate(code or self.way.code, self.names.path(code or self.way.code), reason)
        status = Status.PROPOSED if doubts else Status.EXACT
        return Match(first.code, status, (first, *more), reason, self.given.sure if doubts else first.code)

    def spelling(self) -> Reason:
        """Exact, or that the tambon is spelled otherwise than in the register."""
        written = self.given.written
        name, said = self.names.names[self.way.code[:6]], clean(f"{written.tambon} {written.address}")
        if len(self.way.code) < SIZES["tambon"] or name in said or not has_thai(said):
            return because("match.exact")
        return because("match.folded", written=self.given.last_name(), name=name)


def of_ways(given: Given, ways: Sequence[Way]) -> Match:
    """The village at the end of the one way that is left; of several ways the one whose village fits is proposed."""
    if len(ways) > 1:
        return _one_of(given, ways)
    end = _End(given, ways[0])
    return _village(end) if len(ways[0].code) == SIZES["tambon"] else _above_tambon(end)


def _one_of(given: Given, ways: Sequence[Way]) -> Match:
    return _by_name_and_number(given, ways) or _any_of(given, ways)


def _by_name_and_number(given: Given, ways: Sequence[Way]) -> Match | None:
    """The one tambon that has the village of that name under that number."""
    doubts = {way.code: way.doubts[-1:] for way in ways if len(way.code) == SIZES["tambon"]}
    fitting = [code for code in _called(given, doubts) if int(code[6:]) in given.moos()]
    if len(fitting) != 1:
        return None
    return given.proposed(fitting[0], next(iter(doubts[fitting[0][:6]]), given.called(fitting[0])))


def _any_of(given: Given, ways: Sequence[Way]) -> Match:
    several = because("match.several", written=given.last_name(), above=given.names.path(given.sure))
    candidates = tuple(
        Candidate(way.code, given.names.path(way.code), way.doubts[-1] if way.doubts else several)
        for way in ways[:MOST_CANDIDATES]
    )
    told = {reason.rule for way in ways for reason in way.doubts[-1:]}
    is_told = told & {"match.conflict", "match.abolished"}
    return Match("", Status.AMBIGUOUS, candidates, candidates[0].reason if is_told else several, given.sure)


def _above_tambon(end: _End) -> Match:
    """A province or district and the name of a village; what is no village's name changes nothing.

    Where a column tells the area, a name in the address beside it is offered only.
    """
    given, area = end.given, end.way.code
    if not given.spoken:
        return end.answer()
    by_name = _with_moo(_called(given, (area,)), given.moos())
    if not given.name and (given.written.district or given.written.province or not by_name):
        return end.answer(more=given.candidates(by_name))
    found = _in_areas(given, (area,), is_sure=len(area) == DISTRICT and bool(given.name))
    if found is not None:
        return _doubted(found, end.way)
    if not given.names_a_village or not given.names.villages_by_code(area):
        return end.answer()
    doubt = because("match.no_village", written=given.name, above=given.names.path(area))
    return end.answer("", doubt, more=given.candidates(_called(given, [area[:2]])))


def _doubted(found: Match, way: Way) -> Match:
    """An answer at the end of a doubtful way is no more certain than the way."""
    if found.status is not Status.EXACT or not way.doubts:
        return found
    return replace(found, status=Status.PROPOSED, reason=way.doubts[-1], sure="")


def _village(end: _End) -> Match:
    """The village by its number; without a number, by its name."""
    given, tambon = end.given, end.way.code
    villages = end.names.villages_by_code(tambon)
    by_name, moos = _called(given, [tambon]), given.moos()
    if not moos or not villages:
        return _by_name(end, by_name)
    codes = [f"{tambon}{moo:02}" for moo in moos]
    if len(codes) > 1:
        doubt = because("match.moos", moos=", ".join(map(str, moos)))
        known = sorted(villages.keys() & set(codes))
        return given.several(known, doubt) if known else end.answer("", doubt)
    if codes[0] not in villages:
        return _no_such_number(end, moos[0], by_name)
    return _by_number(end, codes[0], by_name)


def _by_name(end: _End, by_name: list[str]) -> Match:
    """In a column the name is meant as the village; in a text it may be that of a shop or temple."""
    given = end.given
    if not given.name:
        return end.answer(more=given.candidates(by_name))
    found = _in_areas(given, (end.way.code,), is_sure=True) if by_name or given.names_a_village else None
    if found is not None:
        return _doubted(replace(found, sure=found.sure or given.sure), end.way)
    if not given.names_a_village or not end.names.villages_by_code(end.way.code):
        return end.answer()
    doubt = because("match.no_village", written=given.name, above=end.names.path(end.way.code))
    return end.answer("", doubt, more=given.candidates(_called(given, [end.way.code[:DISTRICT]])))


def _no_such_number(end: _End, moo: int, by_name: list[str]) -> Match:
    """Two numbers written as one (117 is 1 and 17), else the village of the name; the tambon is what is sure."""
    villages = end.names.villages_by_code(end.way.code)
    above = end.names.path(end.way.code)
    run = [code for code in _run_together(end.way.code, moo, villages) if not by_name or code in by_name]
    if run:
        moos, last = " และ ".join(str(int(code[6:])) for code in run), str(int(max(villages)[6:]))
        doubt = because("match.moo_run", moo=str(moo), above=above, last=last, moos=moos)
        return end.answer("", doubt, more=end.given.candidates(run, doubt))
    doubt = because("match.moo", moo=str(moo), above=above)
    if by_name and end.given.name:
        return end.given.proposed(by_name[0], doubt) if len(by_name) == 1 else end.given.several(by_name, doubt)
    return end.answer("", doubt, more=end.given.candidates(by_name))


def _run_together(tambon: str, moo: int, villages: Iterable[str]) -> list[str]:
    """The villages of two numbers that stand together in one, in rising order as people list them if so read."""
    known, text = set(villages), str(moo)
    pairs = [(int(text[:cut]), int(text[cut:])) for cut in range(1, len(text)) if text[cut] != "0"]
    found = [pair for pair in pairs if {f"{tambon}{each:02}" for each in pair} <= known]
    rising = [pair for pair in found if pair[0] < pair[1]] or found
    return sorted({f"{tambon}{each:02}" for each in chain.from_iterable(rising)})


def _by_number(end: _End, code: str, by_name: list[str]) -> Match:
    """The number counts; another name beside it is told, and doubtful where the tambon has a village of that name."""
    given, official = end.given, end.names.villages_by_code(end.way.code)[code]
    spoken = next(iter(given.spoken), "")
    if code in by_name or not spoken:
        return end.answer(code, told=_read_as(given, code))
    other = because("match.other_name", moo=str(int(code[6:])), name=official, written=spoken)
    if by_name:
        return given.several([code, *by_name], other)
    if code in _sounding(given, [end.way.code]):
        return end.answer(code, told=because("match.folded", written=spoken, name=official))
    return _by_other_name(end, code, other)


def _read_as(given: Given, code: str) -> Reason | None:
    """That the register spells the village otherwise than the column."""
    if not has_thai(given.name) or _spelled(given, code):
        return None
    return because("match.folded", written=given.name, name=given.names.villages_by_code(code[:6])[code])


def _by_other_name(end: _End, code: str, other: Reason) -> Match:
    """Told beside the number; doubtful where the column names a village, more so where another is spelled nearly so."""
    if not end.given.names_a_village:
        return end.answer(code, told=other)
    near = _nearly_called(end.given, [end.way.code])
    return end.answer(code, other) if code in near or not near else end.given.several([code, *near], other)
