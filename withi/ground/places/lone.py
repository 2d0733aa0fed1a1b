"""What an address means that is one name and nothing else: all that are called so. Pure decisions."""

from collections.abc import Iterable
from typing import Final

from withi.ground.places.answers import Match, Reason, bare, because
from withi.ground.places.names import SIZES, Names
from withi.ground.places.rules import short_name
from withi.ground.places.spoken import Given, is_slip_of
from withi.kit.address import Level
from withi.kit.spellings import SHORTEST_NEAR
from withi.kit.thai import fold


def lone(given: Given) -> Match | None:
    """An address that is one name: every district, tambon and village of the country that is called so."""
    words = outer(dict.fromkeys(given.read.words))
    if len(words) != 1 or given.name or given.read.moos:
        return None
    (word,) = words
    codes = [code for level in _LOWER for code in given.names.called(fold(word), "", level)]
    provinces = [] if codes else _nearly_provinces(given.names, word)
    found = [*provinces, *codes, *given.names.villages_called(fold(short_name(word)), "")]
    if len(found) > 1:
        return given.several(found, because("match.several", written=word, above=given.names.path("")))
    return given.proposed(found[0], _why_lone(given, word, found[0])) if found else None


def outer(words: Iterable[str]) -> list[str]:
    """The words that are no part of another: of a Latin name each run of words is one."""
    known = list(words)
    return [word for word in known if not any(word != other and holds(other, word) for other in known)]


def _nearly_provinces(names: Names, word: str) -> list[str]:
    """Provinces whose name begins so, as people shorten it, or is one slip away; in a short one it is another name."""
    folded = fold(word)
    is_long = len(folded) > SHORTEST_NEAR + 1
    found = [
        code
        for name, code in names.below("", "province")
        if (len(folded) >= SHORTEST_NEAR and name.startswith(folded)) or (is_long and is_slip_of(folded, name))
    ]
    return list(dict.fromkeys(found))


_LOWER: Final[tuple[Level, ...]] = ("district", "tambon")


def _why_lone(given: Given, word: str, code: str) -> Reason:
    if len(code) == SIZES["province"]:
        return because("match.alike", written=word, above=given.names.path(""), path=given.names.path(code))
    return next((bare(word, level) for level in _LOWER if len(code) == SIZES[level]), given.called(code))


def holds(one: str, other: str) -> bool:
    return f" {other} " in f" {one} "
