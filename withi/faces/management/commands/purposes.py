"""`withi purposes`: the texts of the privacy notice that hold today, and new versions from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from withi.faces.privacy import actions, queries
from withi.kit.era import format_date
from withi.kit.problem import Problem


class Command(BaseCommand):
    """No text is ever changed: a new one begins on its day and ends the one before."""

    help = "Texts of the privacy notice: list them, or load new versions"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--load", type=Path, metavar="FILE", help="a file like fixtures/privacy/purposes.toml")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = actions.load_purposes(actor=None, path=options["load"]) if options["load"] else []
        except Problem as problem:
            raise CommandError(f"{problem.message('th')} / {problem.message('en')}") from problem
        for new in made:
            self.stdout.write(f"+ {new.code} ({new.version}) {format_date(new.valid_from)}")
        for each in queries.purposes(timezone.localdate()):
            self.stdout.write(
                f"{each.code} ({each.version}) {each.basis} {format_date(each.valid_from)}: {each.title_th}"
            )
