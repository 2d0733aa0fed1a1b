"""What counts as near, where a word can begin, and how names turn into keys. Pure decisions.

Every text here is folded (`kit.thai.fold`): one ASCII byte a sign, so one slip of the finger is one edit.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import category
from zlib import crc32

from rapidfuzz.distance import OSA

from withi.kit.thai import clean, fold, words

LEADING_VOWELS = frozenset(fold("เแโใ"))
CONSONANTS = frozenset(fold("".join(map(chr, range(0x0E01, 0x0E2F)))))
_LEADING, _CONSONANT = (f"[{re.escape(''.join(sorted(signs)))}]" for signs in (LEADING_VOWELS, CONSONANTS))
BEGINNING = re.compile(f"{_LEADING}|(?<!{_LEADING}){_CONSONANT}(?!{_LEADING})")
"""Where a syllable can begin: at a vowel written in front, or at a consonant that stands beside none."""
HEARD = re.compile(r"(?:[ckpt]h|(?<![ckpt])h|[bcdfgjklmnprstwy])[rlw]?[aeiou]")
"""Where a syllable can begin in a Thai name written in Latin letters."""
LONG_LATIN = 8
"""Longer words of Latin letters are mostly Thai names written as they sound, without spaces."""
MARKS = ("Mn", "Lm")
"""What belongs to the letter before it: tone marks, ็ ์ and ๆ."""
SHORTEST_INSIDE = 3
"""Shorter ends of words would be found by nearly every query."""
SHORTEST_LEFT = 2
"""Of a word cut in two the first piece; the second is an end of a word."""
SHORTEST_NEAR = 3
"""With one edit, two signs mean anything."""
FEW = 20
"""Names one slip away are added where fewer than these were found as typed."""
SHORTEST_DOUBTED = 4
"""Shorter texts that begin many names are half typed; nothing else is offered beside these."""
MUCH = 4
"""How many times as many names another text must have to be offered beside what was found as typed."""
FEWEST_MEANT = 10
"""A text that fewer names have is no better founded than any slip."""
LONGEST_VARIED = 12
"""Longer texts have too many variants to probe."""
MOST_WORDS = 6


class Step(StrEnum):
    EQUAL = "equal"
    PREFIX = "prefix"
    PART = "part"
    KEYS = "keys"
    NEAR = "near"
    FAR = "far"
    CUT = "cut"
    WITHIN = "within"
    NONE = "none"


ORDER = {step: place for place, step in enumerate(Step)}


@dataclass(frozen=True, slots=True)
class Hit:
    """One object, found by one of its names; `step` says how."""

    kind: str
    ref_id: int
    name: str
    area_code: str
    step: Step


OTHER = frozenset({Step.KEYS, Step.NEAR, Step.FAR, Step.CUT, Step.WITHIN})
"""Steps that answer to another text than the typed one: the other keyboard's, one slip away, two, cut in two; or to
some of its words, within the area that the others name."""


@dataclass(frozen=True)
class Reading:
    """What was typed, as one of the two keyboards gives it; `words` are its folded words where there are several."""

    typed: str
    folded: str
    words: tuple[str, ...]


def reading(typed: str) -> Reading:
    folded = list(dict.fromkeys(filter(None, map(fold, typed.split()))))[:MOST_WORDS]
    return Reading(typed, fold(typed), tuple(folded) if len(folded) > 1 else ())


@dataclass(frozen=True)
class Found:
    """One page of what was found.

    `total` counts the objects, at least so many where `total_is_exact` is False. `searched` is the text that the
    first hits answer to: other than typed only where `step` is near; asking again with `literal` looks for what was
    typed and nothing else. `meant` is another text, one slip away, that far more names have than were found as typed:
    to be offered beside them, empty where there is none.
    """

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    searched: str
    step: Step
    literal: bool
    meant: str = ""


class Row(NamedTuple):
    """A name found.

    `matched` are the folded texts it was found by; `fit` says how: 0 is the word, 1 begins with it, 2 holds it inside.
    """

    kind: str
    ref_id: int
    name: str
    area_code: str
    popularity: int
    folded: str
    matched: tuple[str, ...] = ()
    step: Step = Step.NONE
    fit: int = 0

    def hit(self) -> Hit:
        return Hit(self.kind, self.ref_id, self.name, self.area_code, self.step)

    def order(self, home: str) -> tuple[Any, ...]:
        away = not (home and self.area_code.startswith(home))
        return ORDER[self.step], self.fit, away, -self.popularity, self.folded, self.kind, self.ref_id


def popularity(count: int) -> int:
    """How popular something is that so many people went to or read lately: it rises by one as they double."""
    return max(0, count).bit_length()


def once(rows: Iterable[Row]) -> list[Row]:
    """Each object by its best name only."""
    best: dict[tuple[str, int], Row] = {}
    for row in rows:
        held = best.setdefault((row.kind, row.ref_id), row)
        if (ORDER[row.step], row.fit) < (ORDER[held.step], held.fit):
            best[row.kind, row.ref_id] = row
    return list(best.values())


def wants_near(rows: list[Row]) -> bool:
    """Whether to look one slip further: few names were found, and none that is the text itself."""
    return len(rows) < FEW and not any(row.step is Step.EQUAL for row in rows)


def fewest_meant(rows: list[Row]) -> int:
    """How many names another text must have to be offered beside these, which begin as typed."""
    return max(FEWEST_MEANT, MUCH * len(rows))


def is_other(typed: str, text: str) -> bool:
    """Whether a text near the typed one is another: not its beginning, and not what it may be the beginning of."""
    return is_near(typed, text) and not typed.startswith(text) and not text.startswith(typed)


def halves(folded: str) -> tuple[int, int]:
    """Hashes of the first and the last half, each with the length.

    For m signs the halves are the first (m-1)//2 and the last m-1-(m-1)//2: one sign in the middle belongs
    to neither, so that even two swapped signs break only one half.
    """
    size = len(folded)
    return _half(folded, size), _end(folded, size)


def probes(folded: str) -> tuple[list[int], list[int]]:
    """First and last halves that a name one edit away from this text can have."""
    sizes = [size for size in range(len(folded) - 1, len(folded) + 2) if size > 1]
    return [_half(folded, size) for size in sizes], [_end(folded, size) for size in sizes]


def _half(folded: str, size: int) -> int:
    return size << 32 | crc32(folded[: (size - 1) // 2].encode())


def _end(folded: str, size: int) -> int:
    taken = size - 1 - (size - 1) // 2
    return size << 32 | crc32(folded[len(folded) - taken :].encode() if taken > 0 else b"")


def is_near(one: str, other: str) -> bool:
    """One sign put in, left out, exchanged, or two neighbours swapped; not the same text."""
    return one != other and OSA.distance(one, other, score_cutoff=1) <= 1


def insides(folded: str) -> list[str]:
    """The ends of a word from every place where a Thai syllable can begin, the word itself left out.

    A syllable begins with a vowel written in front, or with a consonant that has none and does not end the one before;
    in a long Latin word with the consonants before a vowel.
    """
    last = len(folded) - SHORTEST_INSIDE
    is_latin = len(folded) > LONG_LATIN and folded.isalpha() and folded.islower()
    begun = (HEARD if is_latin else BEGINNING).finditer(folded, 1)
    return [folded[place:] for place in map(re.Match.start, begun) if place <= last]


def cuts(folded: str) -> list[tuple[str, str]]:
    """A word cut in two at every place where a syllable can begin, most even first: long pieces mean most."""
    ends = ((folded[: len(folded) - len(end)], end) for end in insides(folded))
    fitting = [(left, right) for left, right in ends if len(left) >= SHORTEST_LEFT]
    return sorted(fitting, key=lambda cut: (-min(map(len, cut)), cut))


def parts(name: str) -> list[str]:
    """The distinct folded words of a name."""
    return words(name)


def shown(name: str, folded: str) -> str:
    """The piece of a name that folds to `folded`, as it is written there; empty where there is none."""
    text = clean(name)
    starts = (start for start in range(len(text)) if fold(text[start]) and fold(text[start:]).startswith(folded))
    return next(filter(None, (_piece(text[start:], folded) for start in starts)), "")


def _piece(text: str, folded: str) -> str:
    """The beginning of `text` that folds so, with the marks that belong to its last letter."""
    end = next((size for size in range(1, len(text) + 1) if fold(text[:size]) == folded), 0)
    while 0 < end < len(text) and category(text[end]) in MARKS and not fold(text[end]):
        end += 1
    return text[:end]


WHOLE_KINDS = frozenset({"province", "district", "tambon", "village", "oldarea"})
"""Kinds found by whole names and their beginnings only: of 85,000 areas the words inside would be found too often."""
SETTLEMENTS = {"village": (fold("บ้าน"), "ban")}
"""Kinds whose names begin with a word that people leave out or mistype; names are kept without it."""


_OF_DISTRICT = r"(?:อำเภอ|เขต|อ\.|amphoe |khet )(.+)|(.+) district"
_OF_TAMBON = r"(?:ตำบล|แขวง|ต\.|tambon |khwaeng )(.+)|(.+) sub-?district"
LEVELS = {
    "province": re.compile(r"(?:จังหวัด|จ\.|changwat )(.+)|(.+) province"),
    "district": re.compile(_OF_DISTRICT),
    "tambon": re.compile(_OF_TAMBON),
    "oldarea": re.compile(f"{_OF_DISTRICT}|{_OF_TAMBON}"),
    "village": re.compile(r"(?:หมู่บ้าน|บ\.)(.+)|(.+) village"),
}
"""What people write before or behind the name of an area, which is kept without it."""
_REMEMBERED = 2_048


@lru_cache(_REMEMBERED)
def keys(typed: str, kind: str) -> tuple[str, ...]:
    """The folded texts to look for among the names of a kind.

    What was typed, and the same without the word that says what it is: "บ้าน", "จังหวัด", "อ.".
    """
    folded = fold(typed)
    thai, latin = SETTLEMENTS.get(kind, ("", ""))
    if thai and folded.startswith(thai) and len(folded) > len(thai):
        return folded, folded[len(thai) :]
    if latin and typed.lower().startswith(latin + " ") and len(folded) > len(latin):
        return folded, folded[len(latin) :]
    rest = _without_level(typed, kind)
    return (folded, rest) if rest and rest != folded else (folded,)


def _without_level(typed: str, kind: str) -> str:
    named = LEVELS[kind].fullmatch(typed.strip().lower()) if kind in LEVELS else None
    return fold(next(filter(None, named.groups()))) if named else ""


def mistyped_settlement(folded: str, kind: str) -> tuple[str, ...]:
    """What is left of a text that begins with a "บ้าน" with one wrong sign, or run together with the name behind it."""
    left = (rest for word in SETTLEMENTS.get(kind, ()) for rest in _without_mistyped(folded, word))
    return tuple(dict.fromkeys(rest for rest in left if len(rest) > 1))


def _without_mistyped(folded: str, word: str) -> Iterator[str]:
    size = len(word)
    if folded.startswith(word):
        yield folded[size:]
    for taken in range(size - 1, size + 2):
        if is_near(folded[:taken], word):
            yield folded[taken:]
    # its last sign and the first one of the name are swapped
    if folded.startswith(word[:-1]) and folded[size : size + 1] == word[-1]:
        yield folded[size - 1] + folded[size + 1 :]
