"""What an import has to say about cells, and the words and colours it says it with in a report."""

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "repair"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "repair")
"""From the gravest on; a cell with several marks shows the first."""

FILLS: dict[Severity, str] = {"error": "#F4C0B8", "warning": "#FBE6A2", "repair": "#CBE1F2"}
"""Fill colours. They differ in lightness too, and each mark is also told by word."""


class Mark(NamedTuple):
    """One finding about a row, or about one of its cells (`column` from 0)."""

    severity: Severity
    text: str
    column: int | None = None


class Wording(NamedTuple):
    """The report's own words in one language."""

    notes: str
    error: str
    warning: str
    repair: str
    more: str

    def sentence(self, mark: Mark) -> str:
        """The mark with its severity before it."""
        word: dict[Severity, str] = {"error": self.error, "warning": self.warning, "repair": self.repair}
        return f"{word[mark.severity]}: {mark.text}"


THAI = Wording("ผลการตรวจ", "ต้องแก้", "ควรตรวจ", "แก้ให้แล้ว", "… ยังมีอีก")
ENGLISH = Wording("Findings", "To correct", "To check", "Repaired", "… and more")


def worst(marks: list[Mark]) -> Severity:
    """The gravest severity among at least one mark."""
    return min((mark.severity for mark in marks), key=SEVERITIES.index)
