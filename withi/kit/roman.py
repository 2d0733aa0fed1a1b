"""Thai names in Latin letters, by the sounds that the Royal Institute's general system (RTGS) writes.

For searching: a name that nobody wrote in English is found by how it is read. It is no dictionary. A word is cut into
the likeliest syllables that its signs allow; what is not read as it is written stands in `_READ`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from withi.kit.thai import clean, digits


def _table(text: str) -> dict[str, str]:
    """The sound of each sign: "กข:k" gives both k."""
    pairs = (pair.partition(":") for pair in text.split())
    return {sign: latin for signs, _, latin in pairs for sign in signs}


_BEGIN: Final = _table(
    "ก:k ขฃคฅฆ:kh ง:ng จฉชฌ:ch ซศษส:s ญย:y ฎด:d ฏต:t ฐฑฒถทธ:th ณน:n บ:b ป:p ผพภ:ph ฝฟ:f ม:m ร:r ลฬ:l ว:w หฮ:h อ:"
)
_END: Final = _table("กขคฆ:k ง:ng จฉชซฎฏฐฑฒดตถทธศษส:t ญณนรลฬ:n บปผพฟภ:p ม:m")
_TWO: Final = frozenset(["กร", "กล", "กว", "ขร", "ขล", "ขว", "คร", "คล", "คว", "ตร", "ปร", "ปล", "ผล", "พร", "พล"])
"""Consonants read together."""
_AS_S: Final = frozenset(["ทร", "สร", "ศร", "ซร"])
_LED: Final = "งญนมยรลว"
"""What a silent ห stands before and, behind `_LEADS`, a short a that is not written."""
_LEADS: Final = "ขฉถผสจตพช"
_REMEMBERED: Final = 8_192
_SILENT: Final = re.compile("(?:[ทตดฎ](?=ร)|ษ(?=ณ))?[ก-ฮ][\u0e34\u0e38]?\u0e4c")
_TONES: Final = re.compile("[\u0e47-\u0e4e]")
_TWO_LAST: Final = re.compile("[กตทช]ร$")
_THAI: Final = re.compile("[ก-\u0e4e]+")
_LONGEST: Final = 300

_VOWELS: Final = (
    # before and behind the consonants that begin; how it ends: "-" by itself, "+" in a consonant, "?" either
    ("เ", "\u0e35ยว", "iao", "-"), ("เ", "\u0e35ย", "ia", "?"), ("เ", "\u0e37อย", "ueai", "-"),
    ("เ", "\u0e37อ", "uea", "?"), ("เ", "าะ", "o", "-"), ("เ", "า", "ao", "-"), ("เ", "อะ", "oe", "-"),
    ("เ", "อ", "oe", "?"), ("เ", "\u0e34", "oe", "+"), ("เ", "ย", "oei", "-"), ("เ", "ว", "eo", "-"),
    ("เ", "ะ", "e", "-"), ("เ", "", "e", "?"),
    ("แ", "ว", "aeo", "-"), ("แ", "ะ", "ae", "-"), ("แ", "", "ae", "?"),
    ("โ", "ย", "oi", "-"), ("โ", "ะ", "o", "-"), ("โ", "", "o", "?"),
    ("ไ", "ย", "ai", "-"), ("ไ", "", "ai", "-"), ("ใ", "", "ai", "-"),
    ("", "\u0e31วย", "uai", "-"), ("", "\u0e31วะ", "ua", "-"), ("", "\u0e31ว", "ua", "-"), ("", "\u0e31ย", "ai", "-"),
    ("", "\u0e31", "a", "+"), ("", "าย", "ai", "-"), ("", "าว", "ao", "-"), ("", "า", "a", "?"), ("", "ะ", "a", "-"),
    ("", "\u0e33", "am", "-"), ("", "\u0e34ว", "io", "-"), ("", "\u0e34", "i", "?"), ("", "\u0e35", "i", "?"),
    ("", "\u0e36", "ue", "?"), ("", "\u0e37อ", "ue", "-"), ("", "\u0e37", "ue", "+"), ("", "\u0e38ย", "ui", "-"),
    ("", "\u0e38", "u", "?"), ("", "\u0e39ย", "ui", "-"), ("", "\u0e39", "u", "?"), ("", "วย", "uai", "-"),
    ("", "ว", "ua", "+"), ("", "อย", "oi", "-"), ("", "อ", "o", "?"), ("", "รร", "a", "+"), ("", "รร", "an", "-"),
    ("", "", "o", "+"),
)  # fmt: skip
_LEADING: Final = "เแโใไ"
_BY_SIGNS: Final = {
    (before, sign): tuple(vowel[1:] for vowel in _VOWELS if vowel[0] == before and vowel[1][:1] == sign)
    for before in ("", *_LEADING)
    for sign in {behind[:1] for first, behind, *_ in _VOWELS if first == before} | {""}
}
_RUE: Final = (
    (re.compile("ฤๅ"), "รือ"),
    (re.compile("(?<=[กตทปศส])ฤ"), "ริ"),
    (re.compile("ฤ"), "รึ"),
)
_AS_READ: Final = """
    พัฒนา:phatthana วัฒนา:watthana รัตน:rattana ราษฎร:rat ชาติ:chat ธาตุ:that เหตุ:het เกียรติ:kiat เพชร:phet
    สระ:sa สราญ:saran ราชการ:ratchakan กาญจน:kanchana สุวรรณ:suwan จันทร:chan อยุธยา:ayutthaya พุทธ:phuttha
    ศิลป:sinlapa โสน:sano แหน:nae แคว:khwae สหกร:sahakon เกษตร:kaset เกษม:kasem บูรพา:burapha สารภี:saraphi
    มิตรภาพ:mittraphap เจริญ:charoen สวาง:sawang สวัส:sawat สวรร:sawan สวาท:sawat สนุก:sanuk สวาย:sawai ควาย:khwai
    เกตุ:ket เสลา:salao พุทรา:phutsa บริ:bori ปลัด:palat นคร:nakhon พรหม:phrom ธรณี:thorani แพรก:phraek ภูมิ:phum
    มงคล:mongkhon ไผ:phai มวง:muang นวน:nuan นวล:nuan สรร:san จรเข:chorakhe จระเข:chorakhe มหา:maha แสวง:sawaeng
    สงา:sanga เฉลิม:chaloem สมุทร:samut สงคราม:songkhram ปทุม:pathum ราชธานี:ratchathani ราชสีมา:ratchasima
    ราชบุรี:ratchaburi เพชรบุรี:phetchaburi เพชรบูร:phetchabun ธรรมราช:thammarat ชัยภูมิ:chaiyaphum นนทบุรี:nonthaburi
    สระบุรี:saraburi พิษณุโลก:phitsanulok พัทลุง:phatthalung อุตรดิต:uttaradit สารคาม:sarakham กาฬสิน:kalasin
"""
_READ: Final = dict(pair.split(":") for pair in _AS_READ.split())
"""What is not read as its signs say; the tones left out."""
_BY_FIRST: Final = {sign: [pair for pair in _READ.items() if pair[0][0] == sign] for sign in {key[0] for key in _READ}}
_ONE, _KNOWN, _OPEN, _SHORT_O, _SHORT_A, _LED_A, _BROKEN, _NEVER = 1.0, 0.6, 1.07, 1.1, 1.2, 1.1, 9.0, 1e9
"""How unlikely a syllable is: as written, a known word, before another consonant, with an o or a that is not written,
with such an a before `_LED`, with a sign that fits nowhere."""
_CLOSED: Final = {"": _SHORT_O, "ว": 1.05}
"""How unlikely a syllable closed by a consonant is, by its vowel, where not `_ONE`: a ว is seldom a vowel."""
_LEADING_A, _LAST_A, _TOGETHER = 1.15, 3.0, -0.12
"""What is added for a short a between two consonants behind a vowel, for one at the end, for consonants that belong
together."""

Syllable = tuple[int, str, float]
"""Where it ends, its sound, and how unlikely it is."""


@lru_cache(_REMEMBERED)
def roman(name: str) -> str:
    """A name as it sounds, in small Latin letters; what is not Thai stays as it is. Empty where nothing is Thai."""
    plain = digits(clean(name[:_LONGEST]))
    if not _THAI.search(plain):
        return ""
    return _THAI.sub(lambda found: _read(found[0]), plain).strip()


def _read(word: str) -> str:
    """The likeliest way to cut a word into syllables, read."""
    signs = _plain(word)
    best: list[tuple[float, str]] = [(0.0, "")] + [(_NEVER, "")] * len(signs)
    for start in range(len(signs)):
        so_far, read = best[start]
        for end, sound, unlikely in _syllables(signs, start):
            if so_far + unlikely < best[end][0]:
                best[end] = so_far + unlikely, read + sound
    return best[-1][1]


def _plain(word: str) -> str:
    """The word without what is not heard, ฤ written as it is read."""
    for written, read in _RUE:
        word = written.sub(read, word)
    return _TONES.sub("", _SILENT.sub("", word))


def _syllables(signs: str, start: int) -> Iterator[Syllable]:
    """What can begin at a place."""
    for written, sound in _BY_FIRST.get(signs[start], ()):
        if signs.startswith(written, start):
            yield start + len(written), sound, _KNOWN
    before = signs[start] if signs[start] in _LEADING else ""
    for place, onset, unlikely in _onsets(signs, start + len(before), before):
        for behind, vowel, ends in _vowels(before, signs[place : place + 1]):
            if signs.startswith(behind, place):
                how = (before, behind, onset + vowel, ends)
                yield from _ended(signs, place + len(behind), how, unlikely)
    yield from _unwritten(signs, start)
    yield start + 1, _BEGIN.get(signs[start], ""), _BROKEN


def _onsets(signs: str, at: int, before: str) -> Iterator[Syllable]:
    """The consonants that a syllable can begin with."""
    one, two = signs[at : at + 1], signs[at : at + 2]
    if one in _BEGIN:
        yield at + 1, _BEGIN[one], 0.0
    if two in _AS_S:
        yield at + 2, "s", _TOGETHER
    elif two in _TWO:
        yield at + 2, _BEGIN[one] + _BEGIN[two[1]], 0.0 if two[1] == "ว" else _TOGETHER
    elif len(two) == 2 and two[1] in _LED:
        yield from _led(one, two[1], at + 2, before)


def _led(one: str, other: str, end: int, before: str) -> Iterator[Syllable]:
    """A silent ห, or a consonant with a short a, before another."""
    if one == "ห":
        yield end, _BEGIN[other], 0.0
    elif before and one in _LEADS:
        yield end, _BEGIN[one] + "a" + _BEGIN[other], _LEADING_A


def _vowels(before: str, sign: str) -> tuple[tuple[str, str, str], ...]:
    """What a vowel can be behind the consonants, where it goes on with a sign: all longer ones first."""
    return _BY_SIGNS.get((before, sign), ()) + _BY_SIGNS.get((before, ""), ()) if sign else _BY_SIGNS[before, ""]


def _ended(signs: str, at: int, how: tuple[str, str, str, str], unlikely: float) -> Iterator[Syllable]:
    """A syllable as it stands, and closed by the consonant that follows."""
    before, behind, sound, ends = how
    is_followed = signs[at : at + 1] in _END
    if ends != "+":
        yield at, sound, unlikely + (_OPEN if ends == "?" and is_followed else _ONE)
    if ends != "-" and is_followed:
        likely = _CLOSED.get(before + behind, _ONE)
        for end in (at + 1, at + 2) if _TWO_LAST.match(signs, at) else (at + 1,):
            yield end, sound + _END[signs[at]], unlikely + likely


def _unwritten(signs: str, start: int) -> Iterator[Syllable]:
    """A consonant by itself has a short a."""
    one, two = signs[start], signs[start + 1 : start + 2]
    if one in _BEGIN:
        is_led = one in _LEADS + "อ" and two and two in _LED
        yield start + 1, _BEGIN[one] + "a", _LED_A if is_led else _SHORT_A if two else _LAST_A
