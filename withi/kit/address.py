"""Reading Thai addresses as people write them: which words stand for which level. Which area is meant, places say.

Written from the ways addresses are typed in lists of products: words in full or short (ตำบล ต. ต, แขวง), with or
without spaces, the number of the village in many spellings (หมู่ที่ หมู่ ม. หมุ่), Thai digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Final, Literal

from withi.kit.thai import clean, digits, fold, has_thai

Level = Literal["province", "district", "tambon"]
LEVELS: Final[tuple[Level, ...]] = ("province", "district", "tambon")

_OFFICES = r"(?<!เทศบาล)(?<!บริหารส่วน)(?<!ว่าการ)"
"""Before a word of a level: an office (เทศบาลตำบล ที่ว่าการอำเภอ), not part of the address."""
_FIRMS = r"(?<!อบ)(?<!(?<![ก-๙])ผ)(?<!(?<![ก-๙])บ)"
"""Before a short word as well: อบต. ผอ. บจ., but not the end of a name (บางพลับอ.เมือง)."""
_WORDS: Final[dict[Level, str]] = {
    "province": rf"{_OFFICES}(?:จังหว(?:ัด|ดั|ด)|{_FIRMS}จ\s*\.|(?<![ก-๙])จ[\s,])",
    "district": rf"{_OFFICES}(?:(?:กิ่ง\s*)?(?:อ[ำา]?เภอ|{_FIRMS}อ\s*\.|(?<![ก-๙])อ[\s,])(?:\s*กิ่ง(?=[ก-๙]))?"
    r"|(?<![ก-๙/])เขต)",
    "tambon": rf"{_OFFICES}(?:ต[ำา]บล|{_FIRMS}ต\s*\.|(?<![ก-๙])ต[\s,]|(?<![ก-๙])แขวง)",
}
_LATIN: Final[dict[Level, str]] = {
    "province": r"\b(?:changwat|chang wat)\b",
    "district": r"\b(?:amphoe|amphur|khet)\b|\bA\s*\.",
    "tambon": r"\b(?:tambon|tambol|khwaeng)\b|\bT\s*\.",
}
_MARKS = {
    level: re.compile(rf"(?:{words}|{_LATIN[level]})[\s.:,/]*(?:(?:เขต|แขวง)[\s.:,]*)?", re.IGNORECASE)
    for level, words in _WORDS.items()
}
_LEVEL_SIGN = re.compile("[จตอขA-Za-z]")
"""Every word for a level holds one of these."""
_ANY_MARK = re.compile("|".join(_WORDS.values()))
_WITH_NAME = re.compile(rf"(?:{'|'.join(_WORDS.values())})[\s.:,/]*[ก-๙]*")
_MASKED = re.compile(r"\[[^\]]*\]")
_LATIN_BEHIND: Final[dict[Level, re.Pattern[str]]] = {
    "province": re.compile(r"(?P<name>[^,]+?)\s+province\b", re.IGNORECASE),
    "district": re.compile(r"(?P<name>[^,]+?)(?<!sub)(?<!sub-)\s+district\b", re.IGNORECASE),
    "tambon": re.compile(r"(?P<name>[^,]+?)\s+sub-?district\b", re.IGNORECASE),
}
_LATIN_WORD = re.compile("province|district", re.IGNORECASE)
_MOO_WORD: Final = r"(?:ห\s?ม[ูุ]?[่-๋]?(?:\s?บ้าน)?\s?(?:ที่|ที)?|(?<![ก-๙])ม|village\s*no|moo|mu|\bM(?=\s*\.))"
_MOO = re.compile(
    rf"{_MOO_WORD}\s*[.,:]?\s*(?P<moo>\d{{1,3}})(?!\d)"
    rf"(?P<more>(?:\s*(?:,|-|–|/|ถึง|และ|กับ|&|and|to)\s*(?:{_MOO_WORD}\s*[.,:]?\s*)?\d{{1,2}}(?![\d/.-]))*)(?!/)",
    re.IGNORECASE,
)
"""The number of a village, and more of them behind it: หมู่ 1,7; หมู่ 4/5; หมู่ที่ 1-3; ม.2 และ 5."""
_NEXT_MOO = re.compile(r"\s*(?P<is_range>[-–]|ถึง|to)?\D*?(?P<moo>\d{1,2})", re.IGNORECASE)
MOST_MOOS = 40
_UNITS: Final = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_TENS: Final = ("สิบ", "ยี่สิบ", *(f"{unit}สิบ" for unit in _UNITS[2:]))
_NUMBERS: Final = {
    **{unit: number for number, unit in enumerate(_UNITS, 1)},
    **{ten: 10 * number for number, ten in enumerate(_TENS, 1)},
    **{
        ten + unit: 10 * tens + number
        for tens, ten in enumerate(_TENS, 1)
        for number, unit in enumerate(("เอ็ด", *_UNITS[1:]), 1)
    },
}
_IN_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_MOO_IN_WORDS = re.compile(
    rf"(?:(?<![ก-๙])|(?<=และ)|(?<=กับ)|(?<=ถึง))(?P<moo>หม[ูุ]่?\s?(?:ที่)?)\s*(?P<number>{_IN_WORDS})"
    rf"(?=[^ก-๙]|$|(?:และ|กับ|ถึง|บ้าน|ถนน|ซอย)|{'|'.join(_WORDS.values())})"
)
"""The number of a village in words: หมู่สี่, หมู่ที่ สิบเอ็ด. หมู่บ้านสองพี่น้อง and หมู่สามแยก are names."""
_NUMBER_IN_WORDS = re.compile(rf"(?<![ก-๙])(?:หม[ูุ]่?\s?(?:ที่)?\s*)?(?P<number>{_IN_WORDS})(?![ก-๙])")
_SPLIT_MARK = re.compile("(?<=[ก-ฮ])\\s+(?=[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])")
_SPLIT_AM = re.compile("([ก-ฮ][\u0e48-\u0e4b]?)(?:\\s+[าำ]|ำา)")
NOT_GIVEN: Final = frozenset({"ไม่ระบุ", "ไม่มี", "ไม่ทราบ", "N/A", "n/a", "null"})
_TOGETHER = re.compile(r"\s*(?:[,/+&–-]|และ|กับ)\s*")
_VILLAGE = re.compile(
    r"(?<![ก-๙])(?P<kind>หมู่|ชุมชน)?(?:บ้าน(?!เลขที)|บ\.)\s*(?P<name>[ก-๙]+?)(?=หมู่(?:ที่)?\s*\d|ม\.\s*\d|[^ก-๙]|$)"
)
_OFFICE_NAME = re.compile(r"(?<![ก-๙])(?:อบต|ทต|ทม|รพ\s*\.?\s*สต|ร\s*\.?\s*ร|ศพด|กศน|สพอ)\s*\.\s*[ก-๙]*")
_POSTCODE = re.compile(r"(?<!\d)(?P<code>[1-9]\d{4})(?!\d)")
_BREAK = re.compile(
    "|".join([r"[\s\d,;:()\[\]/]+", *_WORDS.values(), r"รหัส|ไปรษณีย์|โทร|เบอร์|ถนน|ถ\.|ซอย|ซ\.|หมู่|ม\.\s*\d|ประเทศไทย"])
)
MOST_BREAKS = 6
LONGEST = 90


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says.

    `after`: for each level the texts that follow its words, to their end. `moos`: numbers of villages, without
    repetition. `villages`: names said to be villages, without "บ้าน". `beside_moo`: those of them that stand right
    before or behind a number. `words`: every word as often as it stands, for names without the word of their level;
    of Latin names those between commas, else every run of words. `postcode`: "" where none is written.
    """

    after: dict[Level, tuple[str, ...]]
    moos: tuple[int, ...] = ()
    villages: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    postcode: str = ""
    beside_moo: tuple[str, ...] = ()


def plain(text: str) -> str:
    """The text with plain digits, and with the signs that files for printing tear off: "ส ำราญ", "ส าราญ", "น ้ำ".

    No word begins with า or a mark above, so what stands behind the gap belongs before it, and า alone was ำ.
    """
    return digits(clean(_SPLIT_AM.sub(r"\1ำ", _SPLIT_MARK.sub("", text))))


def is_given(name: str) -> bool:
    """Whether a name is one: a dash and "ไม่ระบุ" are none."""
    return bool(fold(name)) and clean(name) not in NOT_GIVEN


def in_figures(text: str) -> str:
    """A cell of numbers of villages, those in words as figures: "หมู่ที่สี่" is 4."""
    return _NUMBER_IN_WORDS.sub(lambda found: str(_NUMBERS[found["number"]]), text)


def without_moo(text: str) -> str:
    """The text without the number of a village."""
    return _MOO.sub(" ", text).strip()


def together(text: str) -> list[str]:
    """The names that stand side by side up to the next word of a level: ภูเรือ/ด่านซ้าย; none where only one does."""
    mark = _ANY_MARK.search(text)
    pieces = [piece.strip() for piece in _TOGETHER.split(text[: mark.start()] if mark else text)]
    found = [piece for piece in pieces if piece]
    return found if len(found) > 1 else []


def read(text: str) -> Address:
    """The address in a text; nothing is looked up."""
    whole = plain(_MASKED.sub(" ", text))
    whole = _MOO_IN_WORDS.sub(lambda found: f"{found['moo']} {_NUMBERS[found['number']]} ", whole)
    postcodes = _POSTCODE.findall(whole)
    villages, beside = _villages(_OFFICE_NAME.sub(" ", _WITH_NAME.sub(" ", whole)))
    return Address(
        after={level: _after(level, whole) for level in LEVELS},
        moos=moos(whole),
        villages=villages,
        words=tuple(word for word in _words(whole) if fold(word) and not word.isdigit()),
        postcode=postcodes[-1] if postcodes else "",
        beside_moo=beside,
    )


def moos(text: str) -> tuple[int, ...]:
    """Every number of a village, those of a list or a range (หมู่ 1-3) one by one."""
    found: list[int] = []
    for moo in _MOO.finditer(text):
        found.append(int(moo["moo"]))
        for following in _NEXT_MOO.finditer(moo["more"]):
            last = int(following["moo"])
            found += range(found[-1] + 1, last) if following["is_range"] and last - found[-1] < MOST_MOOS else ()
            found.append(last)
    return tuple(dict.fromkeys(moo for moo in found if moo))


def _villages(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names said to be villages, and those beside a number; หมู่บ้าน and ชุมชน may be an estate or a quarter."""
    moos = [(moo.start(), moo.end()) for moo in _MOO.finditer(text)]
    named: dict[str, bool] = {}
    for found in _VILLAGE.finditer(text):
        gaps = (text[min(end, found.end()) : max(start, found.start())] for start, end in moos)
        is_beside = not found["kind"] and any(not gap.strip(" ,(") for gap in gaps)
        named[found["name"]] = named.get(found["name"], False) or is_beside
    return tuple(named), tuple(name for name, is_beside in named.items() if is_beside)


_APART: Final = re.compile(r"[\s,;/|>]+")
_LATIN_APART: Final = re.compile(r"\s*[,;/|>]\s*|\s*\d[\d/-]*\s*")
MOST_LATIN_WORDS = 4


def _words(text: str) -> Iterator[str]:
    """Each word, and of a Latin text each name: a Latin name has several words."""
    if has_thai(text):
        yield from _APART.split(text)
        yield from (piece for piece in map(str.strip, text.split(",")) if " " in piece and piece != text)
        return
    pieces = [piece for piece in _LATIN_APART.split(text) if piece]
    is_cut = any(sign in text for sign in ",;/|>")
    yield from pieces if is_cut else chain.from_iterable(map(_runs, pieces))


def _runs(text: str) -> Iterator[str]:
    """Every run of words."""
    words = text.split()
    for first in range(len(words)):
        for last in range(first + 1, min(first + MOST_LATIN_WORDS, len(words)) + 1):
            yield " ".join(words[first:last])


def _after(level: Level, text: str) -> tuple[str, ...]:
    if not _LEVEL_SIGN.search(text):
        return ()
    following = (text[found.end() : found.end() + LONGEST] for found in _MARKS[level].finditer(text))
    latin = _LATIN_BEHIND[level].finditer(text) if _LATIN_WORD.search(text) else ()
    behind = (found["name"].strip() for found in latin)
    return (*filter(None, following), *behind)


def beginnings(text: str) -> list[str]:
    """What a name at the start of the text can be: up to each place where a name can end, the longest first."""
    ends = [found.start() for found in _BREAK.finditer(text) if found.start()][:MOST_BREAKS]
    if len(ends) < MOST_BREAKS:
        ends.append(len(text))
    return [text[:end] for end in reversed(ends) if text[:end].strip()]


def first_name(text: str) -> str:
    """The name a text begins with, as far as the writing tells; empty where another level's word follows at once."""
    if _ANY_MARK.match(text):
        return ""
    return beginnings(text)[-1].strip() if has_thai(text) else text.partition(",")[0].strip()


@dataclass(frozen=True, slots=True)
class Part:
    """A name out of a search for a place, and its level where a word of it says so."""

    text: str
    level: Level | None = None


def parts(text: str) -> tuple[tuple[Part, ...], int | None]:
    """The names in what a person types to find a place, in order, and the number of a village.

    Names part at commas, at the words of levels and, in Thai or where nothing else parts them, at spaces.
    """
    whole = plain(text)
    moo = _MOO.search(whole)
    rest = f"{whole[: moo.start()]}, {whole[moo.end() :]}" if moo else whole
    pieces = [piece for piece in _levelled(rest) if fold(piece.text)]
    apart = len(pieces) == 1 and pieces[0].level is None and not has_thai(whole)
    split = (_words_of(piece, apart=apart) for piece in pieces)
    return tuple(chain.from_iterable(split)), int(moo["moo"]) if moo else None


def _words_of(piece: Part, *, apart: bool) -> list[Part]:
    """Thai words one by one, Latin words in a row as one name unless `apart`. The first has the piece's level."""
    names: list[str] = []
    for is_thai, words in groupby(piece.text.split(), key=has_thai):
        run = list(words)
        names += run if is_thai or apart else [" ".join(run)]
    return [Part(names[0], piece.level), *map(Part, names[1:])]


def _levelled(text: str) -> Iterator[Part]:
    for piece in text.split(","):
        marks = sorted(
            (found.start(), found.end(), level) for level in LEVELS for found in _MARKS[level].finditer(piece)
        )
        starts = [mark[0] for mark in marks] + [len(piece)]
        yield Part(piece[: starts[0]].strip())
        for (_, end, level), following in zip(marks, starts[1:], strict=True):
            yield Part(piece[end:following].strip(), level)


def without_word(text: str, level: Level) -> str:
    """A name without the word of its level in front: "ต.หนองไผ่" and "ตำบล หนองไผ่" are "หนองไผ่"."""
    whole = plain(text)
    mark = _MARKS[level].match(whole)
    return whole[mark.end() :] if mark and whole[mark.end() :] else whole
