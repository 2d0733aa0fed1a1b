"""What fingers, ears and keyboards get wrong, and the texts and keys by which it is found again. Pure decisions.

Texts are folded (`kit.thai.fold`) except in `other_layout`.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA, Postfix, Prefix

from withi.ground.search import rules
from withi.kit.thai import SIGNS, fold, has_thai

LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
LONGEST_SLIP: Final = 24
"""Longer names of areas have too many beginnings to keep; there are hardly any."""
SHORTEST_FAR: Final = 7
"""Two slips in fewer signs leave too little to tell what was meant."""
MOST_SPELLINGS: Final = 48

# --- keyboards -----------------------------------------------------------------------------------

_ROWS: Final = (
    ("1234567890-=", "ๅ/-ภถุึคตจขช"),
    ("qwertyuiop[]\\", "ๆไำพะัีรนยบลฃ"),
    ("asdfghjkl;'", "ฟหกดเ้่าสวง"),
    ("zxcvbnm,./", "ผปแอิืทมใฝ"),
)
_SHIFTED: Final = (
    ("!@#$%^&*()_+", "+๑๒๓๔ู฿๕๖๗๘๙"),
    ("QWERTYUIOP{}|", '๐"ฎฑธํ๊ณฯญฐ,ฅ'),
    ('ASDFGHJKL:"', "ฤฆฏโฌ็๋ษศซ."),
    ("ZXCVBNM<>?", "()ฉฮฺ์?ฒฬฦ"),
)
_TO_THAI: Final = {ord(key): sign for keys, signs in (*_ROWS, *_SHIFTED) for key, sign in zip(keys, signs, strict=True)}
_TO_LATIN: Final = {
    ord(sign): key for keys, signs in (*_ROWS, *_SHIFTED) for key, sign in zip(keys, signs, strict=True)
}


def other_layout(typed: str) -> str:
    """What the same keys give on the other of the two keyboards (Kedmanee, US English); empty where that is no word."""
    if not has_thai(typed):
        return typed.translate(_TO_THAI)
    latin = typed.translate(_TO_LATIN)
    return latin if latin.replace(" ", "").isalnum() and latin.isascii() else ""


def _neighbours() -> frozenset[tuple[str, str]]:
    """Pairs of folded signs whose keys lie beside or above each other, on either keyboard."""
    places = [
        (fold(sign), row, place)
        for row, lines in enumerate(zip(_ROWS, _SHIFTED, strict=True))
        for line in chain.from_iterable(lines)
        for place, sign in enumerate(line)
        if len(fold(sign)) == 1
    ]
    return frozenset(
        (one, other)
        for one, row, place in places
        for other, next_row, next_place in places
        if one != other and abs(row - next_row) <= 1 and abs(place - next_place) <= 1
    )


NEIGHBOURS: Final = _neighbours()

# --- sounds --------------------------------------------------------------------------------------

_ALIKE: Final = ("ขค", "ฉช", "ถท", "ผพ", "ฝฟ", "หฮ", "รล", "ดต", "บป", "ชซ", "ิึ", "เแ", "โอ", "าะ", "าำ")
SOUNDS: Final = frozenset(
    (fold(one), fold(other)) for group in _ALIKE for one in group for other in group if one != other
) | frozenset(
    (one, other) for group in ("kc", "vw", "rl", "sz", "iy", "jc", "bp", "dt", "kg") for one in group for other in group
)
LIKELY: Final = NEIGHBOURS | SOUNDS
VOWELS: Final = frozenset(fold("ะาิึุเแโไำ") + "aeiouy")
_SPELLED: Final = (
    *(
        (fold(one), fold(other))
        for one, other in (("ำ", "ัม"), ("รร", "ั"), ("รร", "ัน"), ("ทร", "ซ"), ("ศร", "ส"), ("กระ", "กะ"))
    ),
    *(
        ("kh", "k"),
        ("ph", "p"),
        ("th", "t"),
        ("ch", "j"),
        ("ae", "e"),
        ("ue", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("orn", "on"),
    ),
    *(
        ("aa", "a"),
        ("ou", "u"),
        ("aeo", "aew"),
        ("ao", "aow"),
        ("ai", "y"),
        ("uea", "ua"),
        ("ng", "ngh"),
        ("rr", "r"),
        ("chiang", "chieng"),
    ),
)
_LEADING_AI: Final = fold("ไ")
_CLOSING_AI: Final = fold("ัย")


def spellings(folded: str) -> list[str]:
    """Other ways to write what sounds the same, where more than one sign differs: one or two of them at once."""
    found = dict.fromkeys(_respelled(folded))
    for once in list(found):
        if len(found) >= MOST_SPELLINGS:
            break
        found.update(dict.fromkeys(_respelled(once)))
    found.pop(folded, None)
    return list(found)[:MOST_SPELLINGS]


def _respelled(folded: str) -> Iterator[str]:
    for one, other in _SPELLED:
        for wrong, right in ((one, other), (other, one)):
            place = folded.find(wrong)
            while place >= 0:
                yield folded[:place] + right + folded[place + len(wrong) :]
                place = folded.find(wrong, place + 1)
    for place, sign in enumerate(folded[:-1]):
        if sign == _LEADING_AI:
            # a silent ย may follow: ไชย is ชัย
            rest = folded[place + 2 :].removeprefix(_CLOSING_AI[-1])
            yield folded[:place] + folded[place + 1] + _CLOSING_AI + rest
        if folded.startswith(_CLOSING_AI, place + 1):
            yield folded[:place] + _LEADING_AI + sign + folded[place + 1 + len(_CLOSING_AI) :]


_SHORTENED: Final = (
    (re.compile("([กคตปพ])ะ"), r"\1ระ"),
    (re.compile(r"\bหจก\b\.?"), "ห้างหุ้นส่วนจำกัด"),
    (re.compile(r"\bบจก\b\.?"), "บริษัท"),
)
"""Clusters whose ร is not heard, and what firms call themselves for short."""


def in_full(typed: str) -> str:
    """The text with what people leave out of words as they hear or shorten them: กะเป๋า is กระเป๋า."""
    for shortened, full in _SHORTENED:
        typed = shortened.sub(full, typed)
    return typed


# --- one edit ------------------------------------------------------------------------------------


def distance(one: str, other: str) -> int:
    """Signs put in, left out, exchanged, or swapped with their neighbour."""
    return int(OSA.distance(one, other))


def cost(typed: str, meant: str) -> int:
    """How unlikely one slip is: 0 for signs that sound alike, lie side by side, were doubled or are vowels."""
    start = int(Prefix.similarity(typed, meant))
    one, other = typed[start:], meant[start:]
    end = int(Postfix.similarity(one, other))
    one, other = one[: len(one) - end], other[: len(other) - end]
    if not one or not other:
        rest = one or other
        return 0 if rest in VOWELS or (start and rest == meant[start - 1 : start]) else 1
    is_swapped = len(one) > 1 and one == other[::-1]
    return 0 if is_swapped or (one, other) in LIKELY else 2


def edited(folded: str, sign: str, start: int = 0, stop: int | None = None) -> tuple[list[str], list[str]]:
    """Texts with a sign left out or two swapped; and those with one exchanged or put in, as patterns: `sign` is any.

    Only edits between two places, where these are given.
    """
    places = range(max(0, start), min(len(folded), len(folded) if stop is None else stop))
    shorter = [folded[:place] + folded[place + 1 :] for place in places]
    swapped = [folded[:place] + folded[place : place + 2][::-1] + folded[place + 2 :] for place in places]
    exchanged = [f"{folded[:place]}{sign}{folded[place + 1 :]}" for place in places]
    longer = [f"{folded[:place]}{sign}{folded[place:]}" for place in (*places, places.stop)]
    return list(dict.fromkeys(text for text in (*shorter, *swapped) if text != folded)), [*exchanged, *longer]


def variants(folded: str, whole: int | None = None) -> list[str]:
    """Every text one edit away, in signs of the script it is written in; the few shorter and swapped ones first.

    `whole`: only those whose first signs, so many at most, are left as they are.
    """
    last = len(folded) if whole is None else whole
    alphabet = LATIN if any(sign in LATIN for sign in folded) else SIGNS
    exact, _ = edited(folded, "?", 0, last + 1)
    longer = (folded[:place] + sign + folded[place:] for place in range(last + 1) for sign in alphabet)
    places = range(min(last + 1, len(folded)))
    exchanged = (folded[:place] + sign + folded[place + 1 :] for place in places for sign in alphabet)
    found = dict.fromkeys(chain(exact, longer, exchanged))
    found.pop(folded, None)
    return list(found)


# --- names of areas ------------------------------------------------------------------------------


def kept_keys(folded: str) -> set[int]:
    """Keys a name of an area is kept under: 0 (all are), its own and that of each text one sign shorter."""
    return {0, *map(_key, (folded, *_shorter([folded])))} if len(folded) <= LONGEST_SLIP else {0}


def near_keys(folded: str) -> list[int]:
    """Keys under which names one edit from the text are kept."""
    return sorted(set(map(_key, (folded, *_shorter([folded])))))


def far_keys(folded: str) -> list[int]:
    """Keys under which names stand that one or two signs left out of the text make alike."""
    shorter = _shorter([folded])
    return sorted(set(map(_key, shorter | _shorter(shorter))))


def _shorter(texts: Iterable[str]) -> set[str]:
    return {text[:place] + text[place + 1 :] for text in texts for place in range(len(text))}


def _key(text: str) -> int:
    return len(text) + 1 << 32 | crc32(text.encode())


# --- two edits -----------------------------------------------------------------------------------


def clues(folded: str) -> tuple[list[str], str]:
    """Beginnings of a text, and what begins at a syllable in its last half: slips most likely leave one whole."""
    size = len(folded)
    sizes = dict.fromkeys(
        max(2, at) for at in (size - 1, size - 2, size - 3, size - 5, size // 2, size // 3, size // 4)
    )
    ends = (end for end in rules.insides(folded) if len(end) <= size - size // 2)
    return [folded[:at] for at in sizes], next(ends, folded[size // 2 :])


def kept_whole(folded: str, begun: Iterable[str], most: int) -> int:
    """How many first signs of a text something begins with, at most: all of them where nothing is known.

    `begun` are the texts of rows that begin with one of its `clues`; of each clue `most` rows at most.
    """
    rows, longer = list(begun), len(folded) + 1
    for clue in sorted(clues(folded)[0], key=len, reverse=True):
        texts = [text for text in rows if text.startswith(clue)]
        if len(texts) >= most:
            return longer - 1
        if texts:
            return max(int(Prefix.similarity(text, folded)) for text in set(texts))
        longer = len(clue)
    return len(folded)


def begun_near(folded: str, keys: Iterable[str]) -> dict[str, str]:
    """Keys that begin with a text at most two edits away, and that text."""
    sizes = range(len(folded) + 2, len(folded) - 3, -1)
    return _nearest(folded, {key[:size]: key for key in keys for size in sizes})


def ended_near(folded: str, keys: Iterable[str], last: str) -> dict[str, str]:
    """Keys that hold, up to the end of its last half, a text at most two edits away, and that text."""
    pieces = {}
    for key in keys:
        end = key.find(last) + len(last)
        for size in range(len(folded) + 2, len(folded) - 3, -1):
            if last in key and end >= size:
                pieces[key[end - size : end]] = key
    return _nearest(folded, pieces)


def whole_near(folded: str, keys: Iterable[str]) -> dict[str, str]:
    """Keys at most two edits away."""
    return _nearest(folded, {key: key for key in keys})


def nearest(word: str, name: Iterable[str]) -> tuple[int, int, str]:
    """What begins like a word among the words of a name, or from a syllable of them on, and lies nearest to it.

    How many edits away, how unlikely, and the text, at most a sign longer or shorter. A beginning comes before what
    stands inside, and a longer text before its own beginning.
    """
    begun = ((place > 0, end) for whole in name for place, end in enumerate((whole, *rules.insides(whole))))
    sizes = range(max(1, len(word) - 1), len(word) + 2)
    texts = ((is_inside, end[:size]) for is_inside, end in begun for size in sizes)
    judged = [((distance(word, text), is_inside, -len(text)), text) for is_inside, text in dict.fromkeys(texts)]
    best, _ = min(judged)
    unlikely, text = min((cost(word, text), text) for how, text in judged if how == best)
    return best[0], unlikely, text


def _nearest(folded: str, pieces: dict[str, str]) -> dict[str, str]:
    """The keys of the pieces at most two edits away, each with its nearest piece."""
    found = process.extract(folded, list(pieces), scorer=OSA.distance, score_cutoff=2, limit=None)
    return {pieces[piece]: piece for piece, *_ in reversed(found)}


def one_off(folded: str, texts: Iterable[str]) -> set[str]:
    """Those of the texts that are one edit away."""
    found = process.extract(folded, list(dict.fromkeys(texts)), scorer=OSA.distance, score_cutoff=1, limit=None)
    return {text for text, far, _ in found if far == 1}
