"""How likely two entries are one producer. Pure decisions.

Evidence is the 13-digit number, the telephone, the name as it sounds, and how near the two lie. A score of `LEAST` or
more is offered; the weights were set on the seeded pairs of `python -m bench --only duplicates`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from withi.kit import phones, thai
from withi.kit.spellings import sound

LEAST = 60
SURE = 100
REMEMBERED = 8_192
SHORTEST_CORE = 5
WEAKER = 0.03
"""What a name without its opening words loses against the whole one: fewer signs agree by chance."""


class Reason(StrEnum):
    """What speaks for it, the strongest first."""

    IDENTITY = "identity"
    PHONE = "phone"
    NAME = "name"
    NEAR_PHONE = "near_phone"
    LIKE_NAME = "like_name"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Facts:
    """A producer that is about to be entered; `phones` as typed or stored, `identity` 13 digits, `skip` its own id."""

    name: str
    area_code: str = ""
    phones: str = ""
    identity: str = ""
    skip: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A registered producer, as far as it is compared; `is_same_person`: the same 13-digit number."""

    name: str
    area_code: str
    phones: frozenset[str]
    is_same_person: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely, 0 to 100, and why."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_likely(self) -> bool:
        return self.score >= LEAST


# Opening words that people add, leave out or shorten: they tell what a producer is, not which.
OPENINGS = re.compile(
    "^(?:กลุ่มวิสาหกิจชุมชน|วิสาหกิจชุมชน|วิสาหกิจฯ?|วสช\\.?|กลุ่มสตรีแม่บ้าน|กลุ่มแม่บ้านเกษตรกร|กลุ่มแม่บ้าน|กลุ่มสตรี|กลุ่มอาชีพ|กลุ่มฯ?|"
    "แม่บ้านเกษตรกร|แม่บ้าน|สตรี|บริษัท|บจก\\.?|ห้างหุ้นส่วนจำกัด|ห้างหุ้นส่วน|หจก\\.?|ร้าน|นางสาว|น\\.ส\\.|นาง|นาย)\\s*"
)
BESIDE = re.compile("บ้าน|ม\\.\\s*\\d+|หมู่(?:ที่)?\\s*\\d+|ตำบล|อำเภอ|จำกัด")
"""Words and numbers of the address that some write into the name."""


def numbers_of(text: str) -> frozenset[str]:
    """The telephones in a text, each as plain digits."""
    return frozenset(phone.number for phone in phones.split_phones(text) if phone.number)


PROGRAMME = re.compile(r"\(?\b(?:otop|โอทอป)\b\)?", re.IGNORECASE)
"""The programme's own name, which everybody may write behind theirs."""


@lru_cache(REMEMBERED)
def whole_of(name: str) -> str:
    """The name as it sounds, without spaces and signs."""
    return sound(PROGRAMME.sub("", name))


@lru_cache(REMEMBERED)
def core_of(name: str) -> str:
    """What tells this producer from its neighbours, as it sounds: no opening words, no บ้าน, no moo."""
    rest = thai.digits(thai.clean(PROGRAMME.sub("", name)))
    while (shorter := OPENINGS.sub("", rest)) != rest:
        rest = shorter
    return sound(BESIDE.sub("", rest))


def alike(one: str, other: str) -> float:
    """How alike two names are, 0 to 1: the better of whole and core; a short core says nothing."""
    best = OSA.normalized_similarity(whole_of(one), whole_of(other))
    first, second = core_of(one), core_of(other)
    if min(len(first), len(second)) >= SHORTEST_CORE:
        best = max(best, OSA.normalized_similarity(first, second) - WEAKER)
    return float(best)


def judge(facts: Facts, numbers: frozenset[str], known: Known) -> Verdict:
    """The verdict on one registered producer; `numbers` are those of `facts`."""
    if known.is_same_person:
        return Verdict(SURE, (Reason.IDENTITY,))
    name = alike(facts.name, known.name)
    reasons, score = _by_phone(numbers, known.phones, name)
    by_name = _by_name(name, levels_shared(facts.area_code, known.area_code))
    if by_name >= LEAST:
        reasons += [Reason.NAME if name >= EQUAL else Reason.LIKE_NAME, Reason.PLACE]
    score = max(score, by_name)
    return Verdict(min(score + (5 if len(reasons) > 1 else 0), SURE - 1), tuple(dict.fromkeys(reasons)))


EQUAL = 0.96
LIKE = 0.8
NEAR_PHONE_NAME = 0.7
AT_HOME: dict[int, float] = {8: 0.8, 6: 0.84, 4: 0.93}
"""How alike a name must be where only it speaks: in the same village, tambon, district. Farther away it never does."""


def _by_phone(mine: frozenset[str], theirs: frozenset[str], name: float) -> tuple[list[Reason], int]:
    if mine & theirs:
        return [Reason.PHONE], 65 + round(30 * name)
    if name >= NEAR_PHONE_NAME and _any_near(mine, theirs):
        return [Reason.NEAR_PHONE], 50 + round(40 * name)
    return [], 0


def _any_near(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether two numbers differ by one digit, or by two neighbours that changed places."""
    others = list(theirs)
    return any(OSA.distance(one, other, score_cutoff=1) <= 1 for one in mine for other in others)


def _by_name(name: float, level: int) -> int:
    least = AT_HOME.get(level)
    return round(100 * name) - 10 if least is not None and name >= least else 0


def levels_shared(one: str, other: str) -> int:
    """How much of two area codes is the same: 8 village, 6 tambon, 4 district, 2 province; a tambon alone is 6."""
    return next((size for size in (8, 6, 4, 2) if len(one) >= size and one[:size] == other[:size]), 0)
