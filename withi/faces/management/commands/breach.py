"""`withi breach`: who touched how many people's data between two days, from the trail."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from withi.faces.privacy import actions, queries
from withi.ground.people.models import User
from withi.kit import sheets
from withi.kit.era import parse_date
from withi.kit.problem import Problem

KINDS = (".csv", ".xlsx")


class Command(BaseCommand):
    """A list for the duty to tell of a breach within 72 hours (section 37 (4))."""

    help = "Who did what to how many people's data between two days"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="start", required=True, help="first day, such as 1 ต.ค. 2569")
        parser.add_argument("--to", dest="end", required=True, help="last day, counted in")
        parser.add_argument("--actor", default="", help="one account only")
        parser.add_argument("--out", type=Path, help="a file, .xlsx or .csv; else it is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("th"):
                self.do(options)
        except Problem as problem:
            raise CommandError(f"{problem.message('th')} / {problem.message('en')}") from problem

    def do(self, options: dict[str, Any]) -> None:
        start, end = day(options["start"]), day(options["end"])
        rows = list(queries.breach(moment(start), moment(end + timedelta(days=1)), self.account(options["actor"])))
        if options["out"]:
            self.write(options["out"], rows)
            actions.note_breach_list(actor=None, start=start, end=end, rows=len(rows))
        else:
            for row in (queries.BREACH_COLUMNS, *rows):
                self.stdout.write("  ".join(str(value) if value not in (None, "") else "-" for value in row))

    def write(self, file: Path, rows: list[tuple[Any, ...]]) -> None:
        if file.suffix not in KINDS or file.exists():
            raise CommandError(f"{file}: ต้องเป็นไฟล์ใหม่ .xlsx หรือ .csv / a new file, .xlsx or .csv")
        file.touch(mode=0o600)
        if file.suffix == ".csv":
            with file.open("wb") as out:
                out.writelines(sheets.csv_chunks(queries.BREACH_COLUMNS, rows))
        else:
            sheets.write_xlsx(file, queries.BREACH_COLUMNS, rows)
        self.stdout.write(f"{file}: {len(rows)}")

    def account(self, name: str) -> int | None:
        if not name:
            return None
        found = User.objects.filter(username=name).first()
        if found is None:
            raise CommandError(f"ไม่มีบัญชี {name} / there is no such account")
        return found.pk


def day(text: str) -> date:
    return parse_date(text, today=timezone.localdate()).date


def moment(first: date) -> datetime:
    return timezone.make_aware(datetime.combine(first, time.min))
