"""withi match FILE OUT.csv: which area each row's address means."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from withi.ground.places.queries import Candidate, Match, Matcher, Status, Written
from withi.ground.places.rules import ADDRESS_COLUMNS
from withi.kit import sheets
from withi.kit.codes import is_code
from withi.kit.columns import guess
from withi.kit.problem import Problem

ADDED = ("code", "status", "candidates", "reason", "sure")


class Command(BaseCommand):
    help = (
        "Adds to a list of addresses (columns province, district, tambon, moo, name, or one address column; Thai or "
        "English headings) what each means: code, status (exact, proposed, ambiguous, none), candidates, reason, and "
        "the area that is sure. Rows that name no area are looked for in the areas of --within."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("out", type=Path)
        parser.add_argument(
            "--within",
            action="append",
            default=[],
            metavar="AREA",
            help='codes of areas, or their names ("อ.เปือยน้อย จ.ขอนแก่น"); several with commas or given again',
        )
        parser.add_argument("--lang", choices=["th", "en"], default="th", help="language of the reasons")

    def handle(self, *args: Any, **options: Any) -> None:
        counted: Counter[str] = Counter()
        if not options["file"].is_file():
            raise CommandError(f"ไม่พบไฟล์ {options['file']} / no such file")
        if not options["out"].resolve().parent.is_dir():
            raise CommandError(f"ไม่มีโฟลเดอร์ {options['out'].parent} / no such folder")
        try:
            self.convert(options["file"], options["out"], Answers(options["within"], options["lang"], counted))
        except Problem as problem:
            raise CommandError(f"{problem.message('th')}\n{problem.message('en')}") from problem
        self.stdout.write(", ".join(f"{status} {count:,}" for status, count in sorted(counted.items())))

    def convert(self, source: Path, target: Path, answers: "Answers") -> None:
        with sheets.read(source, name=source.name) as table, target.open("wb") as out:
            found = guess(table.header, ADDRESS_COLUMNS)
            if not found:
                raise CommandError(
                    "ไม่พบคอลัมน์ที่อยู่ / no column of an address: province, district, tambon, moo, name, address"
                )
            sheets.write_csv(out, [*table.header, *ADDED], answers.rows(table, found))


class Answers:
    """The rows of a list with their answers, and how many there are of each status."""

    def __init__(self, within: Iterable[str], lang: str, counted: Counter[str]) -> None:
        self.matcher, self.lang, self.counted = Matcher(), lang, counted
        self.within = [self.area(text.strip()) for part in within for text in part.split(",") if text.strip()]

    def area(self, text: str) -> str:
        """The code of an area given by code or name; CommandError where it is not certain."""
        code = text if is_code(text) else ""
        match = self.matcher.match(Written(address=text))
        if not code and match.status is not Status.EXACT:
            raise CommandError(f"--within {text}: {match.reason_th} / {match.reason_en}")
        return code or match.code

    def rows(self, table: sheets.Table, found: Mapping[str, int]) -> Iterator[list[str]]:
        """Each row as it was, with the answer's columns behind it; an empty line of a csv stays in its place."""
        width, nothing = len(table.header), self.matcher.match(Written())
        before = table.header_row
        for row in table:
            for _ in range(before + 1, row.number if table.format == "csv" else 0):
                self.counted[nothing.status.value] += 1
                yield [*[""] * width, *answer(nothing, self.lang)]
            before = row.number
            written = Written(**{key: row.cells[index] for key, index in found.items()})
            match = self.matcher.match(written, self.within)
            self.counted[match.status.value] += 1
            yield [*row.cells[:width], *answer(match, self.lang)]


def answer(match: Match, lang: str) -> list[str]:
    candidates = " | ".join(f"{each.code} {each.path} ({reason(each, lang)})" for each in match.candidates)
    return [match.code, match.status.value, candidates, match.reason.text(lang), match.sure]


def reason(candidate: Candidate, lang: str) -> str:
    return candidate.reason.text(lang)
