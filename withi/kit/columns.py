"""Which column of a sheet means what: guessed from Thai and English headings, and remembered.

A heading is compared folded (`kit.thai.fold`), so "ชื่อผลิตภัณฑ์", "ชื่อ ผลิตภัณฑ์ " and a missing tone mark agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from withi.kit.thai import fold


@dataclass(frozen=True)
class Column:
    """A field an import knows: its key, its name in Thai and English, and the headings seen in real sheets."""

    key: str
    th: str
    en: str
    headings: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Dialect:
    """How one sender fills his sheets: his words for ours in some columns, and cells that stand in no column.

    `words` by field key and folded word of his.
    """

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    def spoken(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Cells by field key in our own words; a fixed cell stands where the sheet has none or an empty one."""
        if not self.words and not self.fixed:
            return dict(cells)
        own = {key: self.words.get(key, {}).get(fold(text), text) for key, text in cells.items()}
        return own | {key: text for key, text in self.fixed.items() if not own.get(key)}

    def kept(self) -> dict[str, Any]:
        """As plain values, for `of`."""
        return {"words": {key: dict(words) for key, words in self.words.items()}, "fixed": dict(self.fixed)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Dialect":
        return cls(kept.get("words", {}), kept.get("fixed", {}))


PLAIN = Dialect()


def normal(heading: str) -> str:
    """The form in which headings are compared and remembered."""
    return fold(heading.replace("_", " "))


def guess(
    headings: Sequence[str], columns: Iterable[Column], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Column index per field key: what was chosen before counts first, then equal headings, then one that begins alike.

    Each column serves one field, the first of two equal headings wins, and a field without a column is left out.
    """
    known = {normal(text): column.key for column in columns for text in _texts(column)}
    memory = remembered or {}
    seen = [normal(text) for text in headings]
    found: dict[str, int] = {}
    for choose in (memory.get, known.get, lambda heading: _begins(heading, known)):
        _take(found, [(index, choose(heading)) for index, heading in enumerate(seen) if heading])
    return found


def _take(found: dict[str, int], chosen: Iterable[tuple[int, str | None]]) -> None:
    """Give each field the first column chosen for it that no field has yet."""
    for index, key in chosen:
        if key and key not in found and index not in found.values():
            found[key] = index


def _texts(column: Column) -> tuple[str, ...]:
    return (column.key, column.th, column.en, *column.headings)


def _begins(heading: str, known: Mapping[str, str]) -> str | None:
    """A heading that begins with a known one, as "โทรศัพท์ (ถ้ามี)" does; only for spellings of four signs and more."""
    fits = [(len(text), key) for text, key in known.items() if len(text) >= 4 and heading.startswith(text)]
    return max(fits)[1] if fits else None
