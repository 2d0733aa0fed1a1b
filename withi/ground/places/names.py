"""Every area's names in memory, for matching thousands of addresses a second. Pure: it is given its rows."""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from withi.ground.places.rules import BANGKOK, SHORT_NAMES, aliases, path_th, short_name
from withi.kit.address import Level
from withi.kit.thai import fold

SIZES: Final[dict[Level, int]] = {"province": 2, "district": 4, "tambon": 6}
CAPITALS: Final = ("เมือง", "Mueang", "Muang")
"""What the district of a provincial capital is called in its own province."""
COUNTRY: Final = "ประเทศไทย"
MOST_REMEMBERED: Final = 1_000
_Area = tuple[str, str, str]
"""Code, Thai name, English name."""


class Names:
    """Every area's names, small enough for each process (about 12 MB with the nation's villages)."""

    def __init__(
        self,
        areas: Iterable[tuple[str, str, str, bool]],
        successors: Iterable[tuple[str, str]] = (),
        villages: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Areas above the villages as code, Thai name, English name, abolished; villages as code and name, in order."""
        self.names: dict[str, str] = {}
        self._old: list[_Area] = []
        self._areas: dict[str, list[_Area]] = defaultdict(list)
        for code, thai, english, is_old in areas:
            self.names[code] = thai
            (self._old if is_old else self._areas[code[:-2]]).append((code, thai, english))
        self._inside: dict[str, dict[str, tuple[str, ...]]] = {}
        self.successors: dict[str, tuple[str, ...]] = {}
        for old, new in successors:
            _add(self.successors, old, new)
        self._take_villages(villages)
        self._paths: dict[str, str] = {"": COUNTRY}
        self._villages: dict[str, dict[str, str]] = {}
        self._called: dict[str, dict[str, tuple[str, ...]]] = {}
        self._spellings: dict[str, frozenset[str]] = {}
        self.reached: dict[Any, Any] = {}
        """What matching found out about these names; it alone reads and fills it."""

    def _take_villages(self, villages: Iterable[tuple[str, str]]) -> None:
        """Kept as one text: as separate strings they would take ten times the room."""
        codes, ends, text = array("I"), array("I", [0]), bytearray()
        for code, name in villages:
            codes.append(int(code))
            text += name.encode()
            ends.append(len(text))
        self._codes, self._ends, self._text = codes, ends, bytes(text)

    def villages(self, above: str) -> list[tuple[str, str]]:
        """Code and name of the villages of an area, by code; "" is the country."""
        size = 10 ** (8 - len(above))
        first, last = (bisect_left(self._codes, int(above or 0) * size + place) for place in (0, size))
        return [
            (str(self._codes[place]), self._text[self._ends[place] : self._ends[place + 1]].decode())
            for place in range(first, last)
        ]

    def villages_by_code(self, above: str) -> Mapping[str, str]:
        """The same as a mapping, remembered for some areas."""
        if above not in self._villages:
            if len(self._villages) >= MOST_REMEMBERED:
                self._villages.clear()
            self._villages[above] = dict(self.villages(above))
        return self._villages[above]

    def villages_called(self, folded: str, above: str) -> tuple[str, ...]:
        """Codes of the villages of an area with this name, without "บ้าน" and folded; remembered for some areas."""
        if above not in self._called:
            if len(self._called) >= MOST_REMEMBERED:
                self._called.clear()
            called: dict[str, tuple[str, ...]] = {}
            for code, name in self.villages(above):
                for known in (name, *aliases(name)):
                    _add(called, fold(short_name(known)), code)
            self._called[above] = called
        return self._called[above].get(folded, ())

    def inside(self, above: str) -> Mapping[str, tuple[str, ...]]:
        """Codes of the current areas right inside `above` by folded name; folded when first asked for, since a list
        seldom tells of more than a province."""
        if above not in self._inside:
            self._inside[above] = _by_name(self._areas.get(above, ()))
        return self._inside[above]

    def spellings(self, code: str) -> frozenset[str]:
        """Every name of a current area above the villages, folded, Latin ones too."""
        if code not in self._spellings:
            known = self.inside(code[:-2])
            self._spellings[code] = frozenset(name for name, codes in known.items() if code in codes)
        return self._spellings[code]

    @cached_property
    def old(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of all abolished areas by folded name."""
        return _by_name(self._old)

    def below(self, above: str, level: Level) -> Iterator[tuple[str, str]]:
        """Folded name and code of every current area of a level inside `above` ("" is the country)."""
        if len(above) == SIZES[level] - 2:
            yield from ((name, code) for name, codes in self.inside(above).items() for code in codes)
            return
        children = dict.fromkeys(code for codes in self.inside(above).values() for code in codes)
        for child in children:
            yield from self.below(child, level)

    def called(self, folded: str, above: str, level: Level) -> list[str]:
        """Areas of a level inside `above` that have this name."""
        if len(above) == SIZES[level] - 2:
            return list(self.inside(above).get(folded, ()))
        return sorted({code for name, code in self.below(above, level) if name == folded})

    def path(self, code: str) -> str:
        """The path in Thai; "" is the country."""
        if len(code) == 8:
            return path_th(code, self.villages_by_code(code[:6]).get(code, ""), self.path(code[:6]))
        if code not in self._paths:
            above = self.path(code[:-2]) if len(code) > 2 else ""
            self._paths[code] = path_th(code, self.names.get(code, ""), above)
        return self._paths[code]


def _by_name(areas: Iterable[_Area]) -> dict[str, tuple[str, ...]]:
    """Codes by each folded name that an area goes by."""
    found: dict[str, tuple[str, ...]] = {}
    for code, thai, english in areas:
        for name in _spellings(code, thai, english):
            _add(found, fold(name), code)
    return found


def _add(names: dict[str, tuple[str, ...]], key: str, code: str) -> None:
    if key and code not in names.get(key, ()):
        names[key] = (*names.get(key, ()), code)


_LATIN_HABITS: Final = (("Mueang", "Muang"), ("Ko ", "Koh "), ("Si ", "Sri "))
"""How parts of names are written in Latin letters, beside the official way."""


def _latin_habits(english: str) -> list[str]:
    return [english.replace(official, habit) for official, habit in _LATIN_HABITS if official in english]


def _spellings(code: str, thai: str, english: str) -> Iterator[str]:
    """The names an area goes by: a provincial capital's district is just "เมือง"."""
    yield from (thai, english)
    yield from _latin_habits(english)
    if len(code) == 6 and "(" in thai:  # an official name that is two: "ปอภาร (ปอพาน)"
        yield from filter(None, re.split(r"\s*[()]\s*", thai))
    if len(code) == 2:
        yield from (short for short, province in SHORT_NAMES.items() if province == code)
    if len(code) == 4 and code.endswith("01") and not code.startswith(BANGKOK):
        yield from CAPITALS
