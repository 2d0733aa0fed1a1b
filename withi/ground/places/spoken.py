"""What is said of a village in an address, and the villages that go by it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from withi.ground.places.answers import MOST_CANDIDATES, Candidate, Match, Reason, Status, Written, because
from withi.ground.places.names import SIZES, Names
from withi.ground.places.rules import aliases, short_name
from withi.ground.search.rules import is_near
from withi.kit import address
from withi.kit.address import Address
from withi.kit.roman import roman
from withi.kit.spellings import SHORTEST_NEAR, look, sound
from withi.kit.thai import clean, fold, has_thai

_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d{1,4}(?=\.0+(?!\d)|(?!\.?\d))")
_VILLAGE_WORD = re.compile(r"(?:ชุมชน|หมู่บ้าน|(?:บ้าน\s*)+|บ\.)\s*")
_KIND_OF_VILLAGE = re.compile(r"(?:ชุมชน|หมู่บ้าน)(?P<rest>.+)")
_APART: Final = re.compile(r"[/,()-]|\s+(?=บ้าน)|(?:และ|กับ)\s*(?=บ้าน)")
"""Between two names in one cell: บ้านรัตนะ (บ้านใหม่), บ้านน้ำคำ/บ้านเขาเลื่อม, บ้านน้ำคำ บ้านเขาเลื่อม."""
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
        return clean(_BEHIND.sub("", address.plain(self.written.name)))

    @property
    def has_columns(self) -> bool:
        """Whether a province, district or tambon stands in its own column, beside which a text is an addition."""
        return any(map(clean, (self.written.province, self.written.district, self.written.tambon)))

    @property
    def names_a_village(self) -> bool:
        """Whether that name says itself that it is a village's."""
        return bool(_VILLAGE_WORD.match(self.name))

    @property
    def spoken(self) -> tuple[str, ...]:
        """Names said to be a village's."""
        return (self.name,) if self.name else self.read.villages

    @property
    def pieces(self) -> tuple[str, ...]:
        """The names in the village's column one by one, where it holds more than one."""
        found = tuple(filter(None, map(clean, _APART.split(self.name))))
        return found if len(found) > 1 else ()

    def moos(self) -> tuple[int, ...]:
        """Numbers of villages, without repetition: those of the column, else of the address, else beside the name
        or the tambon."""
        column = address.in_figures(address.plain(self.written.moo))
        moos = tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(column) if int(number)))
        if len(moos) > 1:
            moos = address.moos(f"หมู่ {column}") or moos
        beside = (address.read(cell).moos for cell in (self.written.name, self.written.tambon))
        return moos or self.read.moos or next(filter(None, beside), ())

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


def called(given: Given, areas: Iterable[str]) -> list[str]:
    """Codes of the villages in the areas that have one of the spoken names, in order; else one of two in a cell."""
    known = tuple(areas)
    return _of_names(given, given.spoken, known) or _of_names(given, given.pieces, known)


def _of_names(given: Given, spoken: Iterable[str], areas: Iterable[str]) -> list[str]:
    names = tuple(spoken)
    latin = {fold(short_name(name)) for name in names if not has_thai(name)}
    if latin:
        return _of_latin(given, latin, areas)
    wanted = {folded for name in names for folded in spoken_as(name)}
    return sorted({code for area in areas for folded in wanted for code in given.names.villages_called(folded, area)})


def _of_latin(given: Given, wanted: set[str], areas: Iterable[str]) -> list[str]:
    """Villages whose Thai name sounds so; within districts only, since reading a province takes too long."""
    narrow = [area for area in areas if len(area) >= SIZES["district"]]
    return sorted({code for code, name in _around(given, narrow) if fold(roman(name)) in wanted})


def sounding(given: Given, areas: Iterable[str]) -> list[str]:
    """Codes of the villages in the areas that sound as one of the spoken names."""
    wanted = {sound(each) for each in _bare_names(given)}
    return [code for code, name in _around(given, areas) if sound(name) in wanted]


def nearly_called(given: Given, areas: Iterable[str]) -> list[str]:
    """Those that sound so, else those one slip away or that look so."""
    wanted = _bare_names(given)
    return sounding(given, areas) or [
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
    return is_slip_of(fold(one), fold(other)) or is_slip(one, other) or look(one) == look(other)


def is_another(given: Given, code: str) -> bool:
    """Whether a name right beside the number is neither nearly the register's for it, nor holds it or is in it."""
    official = _own_names(given.names.villages_by_code(code[:6])[code])
    return bool(given.read.beside_moo) and not any(
        _is_nearly(one, other) or fold(one) in fold(other) or fold(other) in fold(one)
        for one in given.read.beside_moo
        for other in official
    )


def with_moo(codes: list[str], moos: Sequence[int]) -> list[str]:
    """Of the codes those with one of the numbers, where any has."""
    return [code for code in codes if int(code[6:]) in moos] or codes


def spelled(given: Given, code: str) -> bool:
    """Whether the register spells the village as the column does."""
    own = clean(short_name(given.names.villages_by_code(code[:6])[code]))
    return own in {short_name(given.name), _VILLAGE_WORD.sub("", given.name, count=1)}
