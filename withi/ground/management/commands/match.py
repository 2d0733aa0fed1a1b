"""withi match FILE OUT.csv: which area each row's address means."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from withi.ground.places.queries import Candidate, Match, Matcher, Written
from withi.ground.places.rules import ADDRESS_COLUMNS
from withi.kit import sheets
from withi.kit.columns import guess
from withi.kit.problem import Problem

ADDED = ("code", "status", "candidates", "reason", "sure")


class Command(BaseCommand):
    help = (
        "Adds to a list of addresses (columns province, district, tambon, moo, name, or one address column; Thai or "
        "English headings) what each means: code, status (exact, proposed, ambiguous, none), candidates, reason, and "
        "the area that is sure."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("out", type=Path)
        parser.add_argument("--lang", choices=["th", "en"], default="th", help="language of the reasons")

    def handle(self, *args: Any, **options: Any) -> None:
        counted: Counter[str] = Counter()
        try:
            self.convert(options["file"], options["out"], options["lang"], counted)
        except Problem as problem:
            raise CommandError(f"{problem.message('th')}\n{problem.message('en')}") from problem
        self.stdout.write(", ".join(f"{status} {count:,}" for status, count in sorted(counted.items())))

    def convert(self, source: Path, target: Path, lang: str, counted: Counter[str]) -> None:
        with sheets.read(source, name=source.name) as table, target.open("wb") as out:
            found = guess(table.header, ADDRESS_COLUMNS)
            if not found:
                raise CommandError(
                    "ไม่พบคอลัมน์ที่อยู่ / no column of an address: province, district, tambon, moo, name, address"
                )
            sheets.write_csv(out, [*table.header, *ADDED], rows(table, found, lang, counted))


def rows(table: sheets.Table, found: Mapping[str, int], lang: str, counted: Counter[str]) -> Iterator[list[str]]:
    """Each row as it was, with the answer's columns behind it."""
    matcher, width = Matcher(), len(table.header)
    for row in table:
        match = matcher.match(Written(**{key: row.cells[index] for key, index in found.items()}))
        counted[match.status.value] += 1
        yield [*row.cells[:width], *answer(match, lang)]


def answer(match: Match, lang: str) -> list[str]:
    candidates = " | ".join(f"{each.code} {each.path} ({reason(each, lang)})" for each in match.candidates)
    return [match.code, match.status.value, candidates, match.reason.text(lang), match.sure]


def reason(candidate: Candidate, lang: str) -> str:
    return candidate.reason.text(lang)
