"""One search as it was asked: how the text can be read, where it is looked for, and what the first statement found."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from withi.ground.search import rules
from withi.ground.search.probes import Part, Seen, Where
from withi.ground.search.reading import Reader
from withi.ground.search.rules import Reading

HOME, TYPED, OTHER, NEAR, BEGUN, FAR, BESIDE, MEANT, TOGETHER = range(9)
"""Pieces of the second statement, by what they answer to."""
FIT = 10
"""Each slip weighs more than how unlikely it is."""
INSIDE = 3
"""What stands inside a name is less likely meant than its beginning."""


@dataclass
class Search:
    """One search: how the text can be read, where it is looked for, and what the first statement found."""

    readings: tuple[Reading, ...]
    where: Where
    home: str
    literal: bool
    seen: Seen
    parts: dict[int, Part] = field(default_factory=dict)
    judged: dict[tuple[str, str], tuple[int, int, tuple[str, ...]]] = field(default_factory=dict)
    meant: str = ""
    is_open: bool = False
    """Whether to look further though words lie near: those that no name searched holds hide nothing."""
    said: str = ""
    """What was searched in place of the text, where the names found do not tell."""

    @property
    def typed(self) -> Reading:
        return self.readings[0]

    def reader(self) -> Reader:
        return Reader(self.where, self.where.near_home(self.home) if self.home else None)

    def knows_words(self, reading: Reading) -> bool:
        """Whether a reading has several words, each of which some name holds."""
        return bool(reading.words) and all(self.seen.parts[word] for word in reading.words)

    def fits(self, reading: Reading) -> bool:
        """Whether anything begins with a reading, or each of its words is known."""
        begins = self.seen.names[self.readings.index(reading)] or self.seen.parts[reading.folded]
        return bool(begins) or self.knows_words(reading)


def keys(search: Search, kinds: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, key) for kind in kinds for key in rules.keys(search.typed.typed, kind)]


def names(parts: list[Part]) -> int:
    """How many names hold one of the parts, as far as counted."""
    return sum(part.names for part in parts)


def table(reader: Reader, parts: list[Part]) -> str:
    return reader.parts([part.pk for part in parts])
