"""`withi import KIND FILE`: the import of the desk from the command line, with the same rules."""

import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from withi.faces.imports import actions, queries
from withi.faces.imports.models import ImportRun
from withi.faces.imports.rules import Sheet
from withi.ground.people.models import User
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import NATION, Grant, Position, Scope
from withi.ground.places.actions import import_villages
from withi.ground.places.rules import Report
from withi.kit.intake import Severity
from withi.kit.problem import RULES, Problem

OPERATOR = Scope(None, (Grant(Position.DEPARTMENT, NATION),))
MOST_ERRORS = 20


class Command(BaseCommand):
    """Reads, checks and stores one file; nothing is stored when a row cannot be, unless good rows only are wanted."""

    help = "Import a file of products, producers, communities, villages, months of income or partners"

    def create_parser(self, prog_name: str, subcommand: str, **more: Any) -> CommandParser:
        """Under the word that people type: Python cannot name a module `import`."""
        return super().create_parser(prog_name, "import", **more)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[kind.value for kind in Sheet])
        parser.add_argument("file", type=Path)
        parser.add_argument("--good-rows-only", action="store_true", help="store the good rows, leave the others out")
        parser.add_argument("--report", type=Path, help="write the sheet with its cells marked to this .xlsx")
        parser.add_argument("--as", dest="username", default="", help="import as this person, inside his area")

    def handle(self, *args: Any, **options: Any) -> None:
        self.refuse(options)
        began = time.perf_counter()
        try:
            if options["kind"] == Sheet.VILLAGES:
                self.tell_villages(import_villages(options["file"], good_rows_only=options["good_rows_only"]))
            else:
                self.sheet(options)
        except Problem as problem:
            raise CommandError(f"{problem.message('th')}\n{problem.message('en')}") from problem
        self.stdout.write(f"{time.perf_counter() - began:.1f} s")

    def refuse(self, options: dict[str, Any]) -> None:
        """Say what cannot be done before anything is read."""
        if not options["file"].is_file():
            raise CommandError(f"ไม่พบไฟล์ {options['file']} / no such file")
        if options["username"] and not User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"ไม่มีบัญชี {options['username']} / no such account")
        if options["report"] and options["kind"] == Sheet.VILLAGES:
            raise CommandError("หมู่บ้านบอกจุดที่ต้องดูที่นี่ ไม่มี --report / villages are told of here, without --report")
        if options["report"] and not options["report"].resolve().parent.is_dir():
            raise CommandError(f"ไม่มีโฟลเดอร์ {options['report'].parent} / no such folder")

    def tell_villages(self, report: Report) -> None:
        """Counts, then the points by rule; CommandError where rows that cannot be stored kept the file out."""
        for act in ("new", "changed", "same", "missing"):
            if count := getattr(report, act):
                self.stdout.write(f"{act}: {count:,}")
        found = Counter((finding.severity, finding.rule, finding.column) for _, finding in report.findings)
        for (severity, rule, column), count in found.items():
            self.stdout.write(f"{severity:8} {rule:28} {column:16} {count:>7,}")
        errors = [(row, point) for row, point in report.findings if point.severity is Severity.ERROR]
        for row, point in errors[:MOST_ERRORS]:
            sys.stderr.write(f"แถว {row} {point.column}: {point.message('th')}\n")
        if report.stopped:
            words = {"count": len({row for row, _ in errors})}
            refusal = RULES["import.errors"]
            raise CommandError(f"{refusal.th.format_map(words)}\n{refusal.en.format_map(words)}")

    def sheet(self, options: dict[str, Any]) -> None:
        actor = User.objects.get(username=options["username"]) if options["username"] else None
        scope = scope_of(actor) if actor else OPERATOR
        with options["file"].open("rb") as handle:
            sent = File(handle, name=options["file"].name)
            run = actions.start(actor=actor, scope=scope, kind=Sheet(options["kind"]), sent=sent)
        self.tell_counts(run)
        if options["report"]:
            with actions.report(run=run, lang="th") as marked, options["report"].open("wb") as out:
                shutil.copyfileobj(marked, out)
        try:
            result = actions.commit(actor=actor, scope=scope, run=run, good_rows_only=options["good_rows_only"])
        except Problem:
            self.tell_errors(run)
            actions.discard(run=run)
            raise
        self.stdout.write(" ".join(f"{key}={value}" for key, value in result.items() if key != "ids"))

    def tell_counts(self, run: ImportRun) -> None:
        for act, count in sorted(run.counts["acts"].items()):
            self.stdout.write(f"{act}: {count:,}")
        for key, count in run.counts["rules"].items():
            severity, rule, column = key.split("|")
            self.stdout.write(f"{severity:8} {rule:28} {column:16} {count['found']:>7,}")

    def tell_errors(self, run: ImportRun) -> None:
        points, total = queries.points(run, Severity.ERROR, limit=MOST_ERRORS)
        for point in points:
            sys.stderr.write(f"แถว {point.line} {point.finding.column}: {point.finding.message('th')}\n")
        if total > len(points):
            sys.stderr.write(f"… {total - len(points):,} more\n")
