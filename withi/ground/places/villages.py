"""Which village an address means, once its province, district and tambon are known: by number, by name, or by both.

A number counts before a name. A name alone is certain only where the area named has one village spelled so. Villages
that are spelled nearly so, or lie outside the area, are offered and never taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from withi.ground.places.answers import MOST_CANDIDATES, Candidate, Match, Reason, Status, Way, because
from withi.ground.places.lone import holds, lone, outer
from withi.ground.places.names import SIZES, Names
from withi.ground.places.rules import short_name
from withi.ground.places.spoken import (
    Given,
    called,
    is_another,
    nearly_called,
    sounding,
    spelled,
    spoken_as,
    with_moo,
)
from withi.kit import address
from withi.kit.codes import area_around
from withi.kit.thai import fold, has_thai

DISTRICT: Final = SIZES["district"]
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
    if found := lone(given):
        return found
    if given.name and address.is_given(given.name):
        return _failed(given, because("match.no_village", written=given.name, above=given.names.path("")))
    is_blank = not any(map(address.is_given, given.written))
    return Match("", Status.NONE, (), because("match.empty" if is_blank else "match.no_place"), "")


def _in_areas(given: Given, areas: Sequence[str], *, is_sure: bool) -> Match | None:
    """By name in the areas: certain where one village is spelled so and `is_sure`; None where no name is near."""
    codes = with_moo(called(given, areas), given.moos())
    if len(codes) == 1:
        return _the_only(given, codes[0], areas, is_sure=is_sure)
    above = _paths(given, areas)
    if codes:
        return given.several(codes, _why_villages(given, codes, above))
    near = with_moo(nearly_called(given, areas), given.moos()) if all(areas) else []
    if not near:
        return None
    reasons = {
        code: because("match.alike", written=given.spoken[0], above=above, path=given.names.path(code)) for code in near
    }
    if len(near) == 1:
        return given.proposed(near[0], reasons[near[0]])
    shown = tuple(Candidate(code, given.names.path(code), reason) for code, reason in reasons.items())
    return Match("", Status.AMBIGUOUS, shown[:MOST_CANDIDATES], next(iter(reasons.values())), given.sure)


def _why_villages(given: Given, codes: Iterable[str], above: str) -> Reason:
    """Several villages of one name, or several names in one cell."""
    names = dict.fromkeys(given.names.villages_by_code(code[:6])[code] for code in codes)
    if given.pieces and len(names) > 1:
        return because("match.names", names=", ".join(names))
    return because("match.several", written=given.spoken[0], above=above)


def _the_only(given: Given, code: str, areas: Sequence[str], *, is_sure: bool) -> Match:
    if not is_sure or not _may_be(code, given.moos()) or given.name.startswith("ชุมชน"):
        return given.proposed(code, given.called(code))
    if not spelled(given, code):
        name = given.names.villages_by_code(code[:6])[code]
        return given.proposed(code, because("match.folded", written=given.spoken[0], name=name))
    others = [other for other in sounding(given, areas) if _may_be(other, given.moos())]
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
    codes = called(given, provinces)
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
    tambon = address.without_word(given.written.tambon, "tambon")
    said = {fold(short_name(tambon))}
    spoken = spoken_as(given.name) - {fold(tambon)}
    tambons = {code for folded in spoken for code in given.names.called(folded, given.sure, "tambon")}
    named = [
        code for tambon in sorted(tambons) for folded in said for code in given.names.villages_called(folded, tambon)
    ]
    found = with_moo(named, given.moos())
    if not found:
        return None
    doubt = because("match.exchanged", written=given.written.tambon, name=given.names.names[found[0][:6]])
    return given.proposed(found[0], doubt) if len(found) == 1 else given.several(found, doubt)


def _by_village(given: Given, failed: Reason) -> Match:
    """Villages of the name in the column in the district, of the given number if any; else spelled nearly so."""
    if not given.name:
        return _failed(given, failed)
    codes = with_moo(called(given, [given.sure]), given.moos())
    codes = codes or with_moo(nearly_called(given, [given.sure]), given.moos())
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
    named = [code for code in called(given, tambons) if not moos or int(code[6:]) in moos]
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
        name, said = self.names.names[self.way.code[:6]], address.plain(f"{written.tambon} {written.address}")
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
    fitting = [code for code in called(given, doubts) if int(code[6:]) in given.moos()]
    if len(fitting) != 1:
        return None
    return given.proposed(fitting[0], next(iter(doubts[fitting[0][:6]]), given.called(fitting[0])))


def _any_of(given: Given, ways: Sequence[Way]) -> Match:
    several = _why_several(given, ways)
    candidates = tuple(
        Candidate(way.code, given.names.path(way.code), way.doubts[-1] if way.doubts else several)
        for way in ways[:MOST_CANDIDATES]
    )
    told = {reason.rule for way in ways for reason in way.doubts[-1:]}
    is_told = told & {"match.conflict", "match.abolished", "match.names"}
    return Match("", Status.AMBIGUOUS, candidates, candidates[0].reason if is_told else several, given.sure)


_NOT_THERE: Final = frozenset({"match.elsewhere", "match.alike", "match.old"})


def _why_several(given: Given, ways: Sequence[Way]) -> Reason:
    """Several of one name; or names that were written side by side; or, where the name fits nowhere, what it may be."""
    doubts = [way.doubts[-1] for way in ways if way.doubts]
    written = _written_in(doubts) or [given.last_name()]
    if _NOT_THERE.intersection(doubt.rule for doubt in doubts):
        return because("match.maybe", written=written[0], above=given.names.path(given.sure))
    names = dict.fromkeys(given.names.names[way.code] for way in ways)
    if len(written) > 1 or (not doubts and len(set(map(fold, names))) > 1):
        return because("match.names", names=", ".join(names))
    return because("match.several", written=written[0], above=given.names.path(given.sure))


def _written_in(doubts: Iterable[Reason]) -> list[str]:
    """The names that the doubts are about, each once."""
    return list(dict.fromkeys(text for doubt in doubts for key, text in doubt.values if key == "written"))


def _above_tambon(end: _End) -> Match:
    """A province or district and the name of a village; what is no village's name changes nothing.

    Where a column tells the area, a name in the address beside it is offered only.
    """
    given, area = end.given, end.way.code
    if not given.spoken:
        return _without_village(end)
    by_name = with_moo(called(given, (area,)), given.moos())
    if not given.name and (given.has_columns or not by_name):
        return _only_told(end, by_name)
    found = _in_areas(given, (area,), is_sure=len(area) == DISTRICT and bool(given.name))
    if found is not None:
        return _doubted(found, end.way)
    if not given.names_a_village or not given.names.villages_by_code(area):
        return end.answer()
    doubt = because("match.no_village", written=given.name, above=given.names.path(area))
    return end.answer("", doubt, more=given.candidates(called(given, [area[:2]])))


def _without_village(end: _End) -> Match:
    """The number of a village without its tambon is told, and doubtful where the text is all there is; so are words
    beside a bare name that nothing explains (ร้านป้าแดง เลย)."""
    given = end.given
    doubt = None
    if given.moos() and end.names.villages_by_code(end.way.code):
        doubt = because("match.moo_alone", moo=", ".join(map(str, given.moos())))
    elif not given.has_columns and not any(given.read.after.values()) and (unread := _unread(end)):
        doubt = because("match.unread", written=unread, above=end.names.path(end.way.code))
    return _told_or_doubted(end, doubt) if doubt else end.answer()


def _unread(end: _End) -> str:
    """The first word that names none of the areas reached."""
    sizes = range(SIZES["province"], len(end.way.code) + 1, 2)
    known = {name for size in sizes for name in end.names.spellings(end.way.code[:size])} | _COUNTRY
    words = dict.fromkeys(end.given.read.words)
    read = [word for word in words if fold(word) in known]
    left = [word for word in words if not any(holds(word, each) or holds(each, word) for each in read)]
    return next(iter(outer(left)), "")


_COUNTRY: Final = frozenset(map(fold, ("ประเทศไทย", "ไทย", "Thailand")))


def _only_told(end: _End, by_name: Sequence[str]) -> Match:
    """What a text calls a village may be a shop: those of the name are told; that there is none is doubtful only where
    the text is all there is."""
    given, area = end.given, end.way.code
    more = given.candidates(by_name)
    if by_name or not end.names.villages_by_code(area):
        return end.answer(more=more)
    return _told_or_doubted(end, because("match.no_village", written=given.spoken[0], above=end.names.path(area)))


def _told_or_doubted(end: _End, reason: Reason) -> Match:
    return end.answer(told=reason) if end.given.has_columns else end.answer("", reason)


def _doubted(found: Match, way: Way) -> Match:
    """An answer at the end of a doubtful way is no more certain than the way."""
    if found.status is not Status.EXACT or not way.doubts:
        return found
    return replace(found, status=Status.PROPOSED, reason=way.doubts[-1], sure="")


def _village(end: _End) -> Match:
    """The village by its number; without a number, by its name."""
    given, tambon = end.given, end.way.code
    villages = end.names.villages_by_code(tambon)
    by_name, moos = called(given, [tambon]), given.moos()
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
    if swapped := _swapped(end):
        return swapped
    doubt = because("match.no_village", written=given.name, above=end.names.path(end.way.code))
    beside = called(given, [end.way.code[:DISTRICT]])
    if not end.names.villages_by_code(end.way.code):
        return _in_town(end, doubt, _with_number(beside, given.moos()))
    if not given.names_a_village:
        return end.answer(told=doubt, more=given.candidates(beside))
    return end.answer("", doubt, more=given.candidates(beside))


def _swapped(end: _End) -> Match | None:
    """The village where the two columns read the other way round fit whole, though the tambon's names one as well."""
    given = replace(end.given, sure=end.way.code[:DISTRICT])
    found = _exchanged(given) if given.written.tambon else None
    return found if found and found.code and _may_be(found.code, given.moos()) else None


def _in_town(end: _End, doubt: Reason, beside: list[str]) -> Match:
    """A town's tambon has no villages but communities (ชุมชน); a village of the district's other tambons is doubtful."""
    if not beside or not end.given.names_a_village or end.given.name.startswith("ชุมชน"):
        return end.answer()
    return end.answer("", doubt, more=end.given.candidates(beside))


def _with_number(codes: Iterable[str], moos: Sequence[int]) -> list[str]:
    return [code for code in codes if _may_be(code, moos)]


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
    found = [pair for pair in pairs if len({f"{tambon}{each:02}" for each in pair} & known) > 1]
    rising = [pair for pair in found if pair[0] < pair[1]] or found
    return sorted({f"{tambon}{each:02}" for each in chain.from_iterable(rising)})


def _by_number(end: _End, code: str, by_name: list[str]) -> Match:
    """The number counts; another name beside it is told, and doubtful where the tambon has a village of that name."""
    given, official = end.given, end.names.villages_by_code(end.way.code)[code]
    spoken = next(iter(given.spoken), "")
    if not spoken or (code in by_name and (len(by_name) == 1 or not given.pieces)):
        return end.answer(code, told=_read_as(given, code))
    other = because("match.other_name", moo=str(int(code[6:])), name=official, written=spoken)
    if by_name:
        return given.several([code, *by_name], other)
    if code in sounding(given, [end.way.code]):
        return end.answer(code, told=because("match.folded", written=spoken, name=official))
    return _by_other_name(end, code, other)


def _read_as(given: Given, code: str) -> Reason | None:
    """That the register spells the village otherwise than the column."""
    if not has_thai(given.name) or spelled(given, code):
        return None
    return because("match.folded", written=given.name, name=given.names.villages_by_code(code[:6])[code])


def _by_other_name(end: _End, code: str, other: Reason) -> Match:
    """Told beside the number of a text, where it may be a shop's or an estate's, or is nearly the register's. Right
    beside the number, or in a column, it is doubtful, in a column more so where another village is spelled nearly so,
    or another tambon of the district has the one village of that name and number."""
    given = end.given
    if not given.name:
        return end.answer(code, other) if is_another(given, code) else end.answer(code, told=other)
    if swapped := _swapped(end):
        return swapped
    near = nearly_called(given, [end.way.code])
    beside = [] if near else called(given, [end.way.code[:DISTRICT]])
    fitting = near or _with_number(beside, given.moos())
    if code in fitting or (not near and len(fitting) != 1):
        return end.answer(code, other, more=given.candidates(beside))
    return given.several([code, *fitting], other)
