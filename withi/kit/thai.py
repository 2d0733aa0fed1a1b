"""Thai text: mending what keyboards and copied files break, dictionary order, and the search fold.

`clean` mends the way a text is stored without changing what it says. `sort_key` puts names in the order
of the Royal Institute dictionary by plain byte comparison. `fold` forgets what people mistype: it writes
each sign that matters as one ASCII byte, so one slip of the finger stays one edit.
"""

from __future__ import annotations

import codecs
import re
import string
import unicodedata
from functools import lru_cache
from itertools import chain
from typing import Final

_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_UPPER = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47"
_LOWER = "\u0e38\u0e39"
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_I, _UE, _PHINTHU, _NIKHAHIT, _AM = "\u0e34", "\u0e36", "\u0e3a", "\u0e4d", "\u0e33"
_SHORT_MARK, _OVER_E = "\u0e47", "\u0e34\u0e35\u0e37"
_MARK_ORDER = {_PHINTHU: 0, **dict.fromkeys(_UPPER + _LOWER, 1), _NIKHAHIT: 2, **dict.fromkeys(_TONES, 3)}
_LAST_MARKS = 4


class _Signs(dict[int, str | None]):
    """A table for str.translate that drops every sign it does not list."""

    def __missing__(self, sign: int) -> str | None:
        return None


# How a text is stored

_INVISIBLE: Final = (
    range(0x09),
    range(0x0E, 0x1C),
    range(0x7F, 0x85),
    range(0x86, 0xA0),
    range(0xAD, 0xAE),
    range(0x180E, 0x180F),
    range(0x200B, 0x2010),
    range(0x202A, 0x202F),
    range(0x2060, 0x2070),
    range(0xD800, 0xE000),
    range(0xFEFF, 0xFF00),
    range(0xFFF9, 0xFFFD),
)
_OLD_FONT_SIGNS: Final = (
    "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b"
    "\u0e4c\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a"
)
"""What Thai fonts of the nineties kept from U+F700 on: the same signs, shifted for drawing."""

_STORED: Final[dict[int, str | None]] = dict.fromkeys(chain.from_iterable(_INVISIBLE))
_STORED.update({0xF700 + place: sign for place, sign in enumerate(_OLD_FONT_SIGNS)})
_BROKEN = re.compile("[" + "".join(f"\\U{sign:08x}" for sign in _STORED) + "]")
"""Any sign of _STORED. Hardly a text holds one, and looking is far cheaper than str.translate, which asks the table
about every sign."""
_REMEMBERED: Final = 8_192
"""Texts whose clean and folded form is kept: in a list, names of places, units and sellers come again and again."""

_SUSPECT = re.compile(
    rf"[{_MARK}ๅเแโใไ](?:(?<=[\u0e31\u0e34-\u0e39])(?![{_TONES}\u0e4c])[{_MARK}]|(?<=[\u0e3a\u0e47-\u0e4e])[{_MARK}]"
    rf"|(?<=[{_MARK}])(?:[{_MARK}][{_MARK}]|(?<![ก-ฮ{_MARK}].))|(?<=\u0e4d)[าำ]|(?<=ๅ)(?<![ฤฦ].)"
    r"|(?<=[เแ])[เแ]|(?<=โ)โ|(?<=ใ)ใ|(?<=ไ)ไ)",
    re.DOTALL,
)
"""Where a sign may stand wrong. It begins with one set of signs, so that the search hops over all others."""
_MARK_BEFORE_CONSONANT = re.compile(rf"([เแโใไ])([{_MARK}]+)([ก-ฮ]?)")
_MARK_AFTER_VOWEL = re.compile(rf"([ก-ฮ][{_MARK}]*)([าำะๅ]+)([{_MARK}]+)")
_LONE_LAKKHANG = re.compile("(?<![ฤฦ])ๅ")
_RUN = re.compile(rf"([ก-ฮ]?)([{_MARK}]+)([าำ]?)")
_TWICE_LEADING = re.compile(r"[เแ]{2,}|([โใไ])\1+")


@lru_cache(_REMEMBERED)
def clean(text: str) -> str:
    """The text as it was meant, on one line; applied twice it changes nothing more.

    NFC; zero-width and control signs, BOM and marks without a letter removed; every kind of space one
    plain space, none at the ends; เ+เ made แ, ํ+า made ำ, ิ+ํ made ึ; marks in order (vowel, tone, ์),
    also those typed after า or before the consonant; of marks that exclude each other the first stays.
    """
    if text.isascii() and text.isprintable():  # figures and Latin names, which nothing of the above concerns
        return " ".join(text.split())
    plain = unicodedata.normalize("NFC", _unbroken(text))
    if _SUSPECT.search(plain):
        plain = unicodedata.normalize("NFC", _mended(plain))
    return " ".join(plain.split())


def _unbroken(text: str) -> str:
    """The text without invisible signs, and with the signs of old fonts as they are written today."""
    # Of the signs of _STORED only U+FFFC is printable, and asking for that is far cheaper still.
    if text.isprintable() and "\ufffc" not in text:
        return text
    return text.translate(_STORED) if _BROKEN.search(text) else text


def clean_lines(text: str) -> str:
    """`clean` for a text of several lines: line breaks stay, at most one empty line between two others."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _mended(text: str) -> str:
    text = _MARK_BEFORE_CONSONANT.sub(_mark_behind_consonant, text)
    text = _MARK_AFTER_VOWEL.sub(lambda m: m[1] + _only(_TONES + _NIKHAHIT, m[3]) + m[2], text)
    text = _LONE_LAKKHANG.sub("า", text)
    text = _RUN.sub(_ordered_run, text)
    return _TWICE_LEADING.sub(lambda m: m[1] or "แ", text)


def _mark_behind_consonant(found: re.Match[str]) -> str:
    """เ่ก means เก่; a vowel above fits only after เ, as in เีรยน for เรียน."""
    fitting = _TONES + _SHORT_MARK + (_OVER_E if found[1] == "เ" else "")
    return found[1] + found[3] + (_only(fitting, found[2]) if found[3] else "")


def _only(fitting: str, marks: str) -> str:
    return "".join(mark for mark in marks if mark in fitting)


def _ordered_run(found: re.Match[str]) -> str:
    """One consonant with its marks in order, each kind once; marks on no consonant vanish."""
    consonant, tail = found[1], found[3]
    marks = _first_of_each_kind(found[2])
    if _NIKHAHIT in marks and tail:
        marks, tail = marks.replace(_NIKHAHIT, ""), _AM
    elif _NIKHAHIT in marks and _I in marks:
        marks = marks.replace(_NIKHAHIT, "").replace(_I, _UE)
    ordered = sorted(marks, key=lambda mark: _MARK_ORDER.get(mark, _LAST_MARKS))
    return consonant + ("".join(ordered) if consonant else "") + tail


def _first_of_each_kind(marks: str) -> str:
    kept: dict[str, str] = {}
    for mark in marks:
        kind = next((kind for kind in (_UPPER, _LOWER, _TONES) if mark in kind), mark)
        kept.setdefault(kind, mark)
    return "".join(kept.values())


_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", string.digits)
_THAI_DIGIT = re.compile("[๐-๙]")
_THAI_LETTER = re.compile("[ก-ฮะ-ูเ-ๅ]")


def digits(text: str) -> str:
    """The text with Thai digits written 0-9."""
    return text.translate(_THAI_DIGITS) if _THAI_DIGIT.search(text) else text


def has_thai(text: str) -> bool:
    """Whether any Thai letter or vowel stands in the text (Thai digits alone do not count)."""
    return _THAI_LETTER.search(text) is not None


_FOREIGN = re.compile(r"[^\x00-\x7f\u0e00-\u0e7f]+")


def _plain_lower(text: str) -> str:
    """Lower case, Latin letters without their accents."""
    lower = text.lower()
    if lower.isascii() or not _FOREIGN.search(lower):
        return lower
    return _FOREIGN.sub(lambda m: _without_accents(m[0]), lower)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


# Dictionary order

_SIGN_OF_BYTE: Final = bytes(range(256)).decode("tis_620", "replace").replace("\ufffd", "\ufffe")
"""The 256 signs of TIS-620: by way of a byte table, a text is changed without a look-up per sign."""
_BYTES: Final = codecs.charmap_build(_SIGN_OF_BYTE)

_DICTIONARY: Final = (
    "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮะ\u0e31า\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39เแโใไ"
)
"""Letters, then vowels, in the order of the Royal Institute dictionary; a leading vowel counts after
the consonant it is written before."""
_SECOND: Final = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d"
"""Marks that only part words spelled alike, in order: ็ ่ ้ ๊ ๋ ์ ํ."""


class _Order(_Signs):
    """Letters of other scripts come last, by code point; punctuation is left out."""

    def __missing__(self, sign: int) -> str | None:
        return f"~{sign:05x}" if chr(sign).isalnum() else None


def _first_weights() -> _Order:
    """Space below digits, digits below Latin, Latin below Thai: each Thai letter is one sign."""
    table = _Order({ord(" "): "!"})
    table.update({ord(sign): sign for sign in string.digits})
    table.update({ord(sign): ":" + sign for sign in string.ascii_lowercase})
    table.update({ord(sign): chr(ord(";") + place) for place, sign in enumerate(_DICTIONARY)})
    table.update({ord("ๅ"): table[ord("า")], **dict.fromkeys(map(ord, _SECOND + _PHINTHU + "\u0e4e"))})
    table.update({thai: chr(latin) for thai, latin in _THAI_DIGITS.items()})
    return table


_FIRST: Final = _first_weights()
_SECOND_WEIGHTS: Final = _Signs({sign: "0" for sign, weight in _FIRST.items() if weight not in (None, "!")})
_SECOND_WEIGHTS.update({ord(mark): str(place) for place, mark in enumerate(_SECOND, start=1)})
_ONE_WEIGHT = "".join(sign for sign in _SIGN_OF_BYTE if sign != "\ufffe" and len(_FIRST[ord(sign)] or "") < 2)
_OF_SEVERAL_BYTES = re.compile(f"[^{re.escape(_ONE_WEIGHT)}]")
"""What weighs more than a byte: Latin letters, those of other scripts, ฯ and ๆ."""


def _byte_table(weights: _Signs) -> tuple[bytes, bytes]:
    """The weight of each byte of TIS-620, and the bytes that have none, for bytes.translate."""
    told = [(weights[ord(sign)] or "") if sign in _ONE_WEIGHT else "" for sign in _SIGN_OF_BYTE]
    return "".join(weight or "?" for weight in told).encode(), bytes(byte for byte in range(256) if not told[byte])


_FIRST_BYTES, _SECOND_BYTES = _byte_table(_FIRST), _byte_table(_SECOND_WEIGHTS)
_LEADING = re.compile("([เแโใไ])([ก-ฮ])")
_MARK_WEIGHTS: Final = string.digits[1 : len(_SECOND) + 1]
_SPACES = re.compile("!{2,}")


def sort_key(text: str) -> str:
    """An ASCII key whose byte order is that of the Royal Institute dictionary.

    Consonants before vowels, a leading vowel read after its consonant, tone marks and ็ ์ only where all
    else is equal. A space comes before any letter, digits before Latin before Thai; case, accents and
    punctuation do not count.
    """
    plain = _as_read(_plain_lower(clean(text)))
    first = _weighed(plain, _FIRST, _FIRST_BYTES)
    first = (_SPACES.sub("!", first) if "!!" in first else first).strip("!")
    if plain.isascii():
        return first
    second = _marks_in_place(plain)
    return f"{first} {second}" if second else first


def _as_read(text: str) -> str:
    """The text with each vowel in front behind the consonant it belongs to."""
    pieces = _LEADING.split(text)  # what stands between, vowel, consonant, what stands between, …
    pieces[1::3], pieces[2::3] = pieces[2::3], pieces[1::3]
    return "".join(pieces)


def _weighed(plain: str, signs: _Signs, table: tuple[bytes, bytes]) -> str:
    """The weight of each sign; most names are Thai, and then each weighs one byte."""
    if _OF_SEVERAL_BYTES.search(plain):
        return plain.translate(signs)
    return codecs.charmap_encode(plain, "strict", _BYTES)[0].translate(*table).decode("ascii")


def _marks_in_place(plain: str) -> str:
    """One digit a letter: the mark it carries, or 0; empty when there is none."""
    weights = _weighed(plain, _SECOND_WEIGHTS, _SECOND_BYTES)
    for mark in _MARK_WEIGHTS:
        weights = weights.replace("0" + mark, mark)
    return weights.rstrip("0")


# The search fold

MERGED: Final = (
    ("ก", "A"),
    ("ขฃ", "B"),
    ("คฅฆ", "C"),
    ("ง", "D"),
    ("จ", "E"),
    ("ฉ", "F"),
    ("ชฌ", "G"),
    ("ซศษส", "H"),
    ("ญย", "I"),
    ("ฎฏด", "J"),
    ("ต", "K"),
    ("ฐถ", "L"),
    ("ฑฒทธ", "M"),
    ("ณน", "N"),
    ("บ", "O"),
    ("ป", "P"),
    ("ผ", "Q"),
    ("ฝ", "R"),
    ("พภ", "S"),
    ("ฟ", "T"),
    ("ม", "U"),
    ("รฤ", "V"),
    ("ลฦฬ", "W"),
    ("ว", "X"),
    ("ห", "Y"),
    ("อ", "Z"),
    ("ฮ", "!"),
    ("ะ\u0e31", "#"),
    ("าๅ", "$"),
    ("\u0e33", "&"),
    ("\u0e34\u0e35", "+"),
    ("\u0e36\u0e37", ","),
    ("\u0e38\u0e39", "/"),
    ("เ", ";"),
    ("แ", ":"),
    ("โ", "="),
    ("ใไ", "@"),
)
"""Signs people take for one another, and the byte that stands for them.

Letters that sound alike at the same place (ศ ษ ส ซ, ณ น, ท ธ ฒ ฑ, พ ภ, ญ ย, ล ฬ) and the pair misread for
each other (ฎ ฏ, with ด whose sound they end on) become one; so do short and long ิ ี, ึ ื, ุ ู, which are
hard to tell apart in small print, the short a written ะ or ั, and ใ ไ. High and low letters of one sound
(ข ค, ถ ท, ผ พ, ฝ ฟ, ฉ ช, ห ฮ) stay apart, as do ด ต, บ ป and ร ล: they part too many names. Bytes shun
quotes, brackets and the wild cards of LIKE and GLOB.
"""
SIGNS: Final = "".join(byte for _, byte in MERGED)
ALPHABET: Final = string.digits + string.ascii_lowercase + SIGNS
"""Every byte a folded text can hold."""
AFTER_FOLD: Final = "~"
"""Above every byte of ALPHABET: `prefix` to `prefix + AFTER_FOLD` bounds all that starts with prefix."""

_FOLD: Final = {ord(sign): sign for sign in string.digits + string.ascii_lowercase}
_FOLD.update({ord(sign): byte for signs, byte in MERGED for sign in signs})
_FOLD.update({thai: chr(latin) for thai, latin in _THAI_DIGITS.items()})
_LEFT_OUT: Final = bytes(byte for byte, sign in enumerate(_SIGN_OF_BYTE) if ord(sign) not in _FOLD)
_FOLD_BYTES: Final = bytes(ord(_FOLD.get(ord(sign), "?")) for sign in _SIGN_OF_BYTE)
_BREAKS = re.compile(r"[^0-9a-z\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59]+")
_BREAK = re.compile(r"[^0-9a-z\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\s]")
"""A break other than a space; most names have none."""


_APART_AM = re.compile(f"{_NIKHAHIT}([{_TONES}]*)า")


@lru_cache(_REMEMBERED)
def fold(text: str) -> str:
    """The text as search compares it: one ASCII byte for each sign of MERGED, digit and Latin letter.

    Tone marks, ์ ็ ๆ ฯ, spaces, punctuation and other scripts are left out; case and accents do not
    count; เ+เ is แ and ํ+า is ำ. Unlike `clean` it looks at no other neighbours, so one wrong sign in the
    text is at most one wrong byte, and the fold of a beginning is the beginning of the fold.
    """
    return _folded(_searched(text))


def _folded(plain: str) -> str:
    """Each sign of _FOLD as its byte, the others left out; by way of a byte table, which takes no look-up per sign."""
    return codecs.charmap_encode(plain, "ignore", _BYTES)[0].translate(_FOLD_BYTES, _LEFT_OUT).decode("ascii")


def words(text: str) -> list[str]:
    """The distinct folded parts of a text, in order: cut at spaces and punctuation, then at spaces only."""
    plain = _searched(text)
    between = plain.split()
    parts = chain(_BREAKS.split(plain), between) if _BREAK.search(plain) else between
    return list(dict.fromkeys(filter(None, (_folded(part) for part in parts))))


def _searched(text: str) -> str:
    plain = _plain_lower(_unbroken(text)).replace("เเ", "แ")
    return _APART_AM.sub(rf"{_AM}\1", plain) if _NIKHAHIT in plain else plain
