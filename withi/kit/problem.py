"""One type for every refusal, one catalogue of the rules that refuse or repair.

A rule has a code ("money.negative"), and the same sentence in Thai and English that names the rule and
says what to do. Each module registers its own rules when it is imported; views and imports translate a
Problem once, at the edge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue; `{name}` in the texts is filled from a Problem's values."""

    code: str
    th: str
    en: str

    def text(self, lang: str = "th") -> str:
        """The sentence in Thai, or in English for any language code that starts with "en"."""
        return self.en if lang.startswith("en") else self.th


RULES: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Add rules to the catalogue; ValueError when a code is taken by other words."""
    for rule in rules:
        if RULES.setdefault(rule.code, rule) != rule:
            raise ValueError(f"rule {rule.code} is already registered with another text")


class Problem(Exception):
    """A refusal that names its rule, the field it concerns and the HTTP status it answers with.

    KeyError at construction when the code, or a value the rule's texts ask for, is unknown.
    """

    def __init__(self, code: str, /, *, field: str = "", status: int = 422, **values: object) -> None:
        rule = RULES[code]
        super().__init__(code)
        self.code = code
        self.field = field
        self.status = status
        self.values = values
        self._texts = (rule.th.format_map(values), rule.en.format_map(values))

    def message(self, lang: str = "th") -> str:
        """The sentence for the person, filled in, in Thai or English."""
        return self._texts[1] if lang.startswith("en") else self._texts[0]

    def at(self, field: str) -> Problem:
        """The same problem, told of `field`."""
        return Problem(self.code, field=field, status=self.status, **self.values)

    @staticmethod
    def many(problems: Iterable[Problem]) -> Problems:
        """All refusals of one pass as a single exception; ValueError when there is none."""
        return Problems(tuple(problems))

    def __str__(self) -> str:
        return f"{self.code}: {self._texts[1]}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.code, self.field, self.status))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.code, self.field, self.status, self.values)

    def _key(self) -> tuple[object, ...]:
        return self.code, self.field, self.status, self.values


def _rebuild(code: str, field: str, status: int, values: dict[str, object]) -> Problem:
    """Problems cross from a child process to its parent by pickle, which passes no keywords."""
    return Problem(code, field=field, status=status, **values)


class Problems(Exception):
    """Several refusals at once, in the order they were found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        if not problems:
            raise ValueError("no problem to raise")
        super().__init__(problems)
        self.problems = problems

    @property
    def status(self) -> int:
        """The status of the answer: that of the first problem."""
        return self.problems[0].status

    def __str__(self) -> str:
        return "; ".join(str(problem) for problem in self.problems)
