"""`withi photos FILE.zip --as PERSON`: photos named by product number from the command line, with the desk's rules."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from withi.ground.files import actions as files
from withi.ground.people.models import User
from withi.ground.people.queries import acting
from withi.kit.problem import Problem
from withi.registers.photos import actions, queries


class Command(BaseCommand):
    """Stores the photos of one ZIP with the products their names mean; `--dry-run` only says which go where."""

    help = "Store the photos of a ZIP with their products, by the numbers in their names"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True, help="as this person, inside his area")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"ไม่พบบัญชี {options['username']} / no such account")
        if not options["file"].is_file():
            raise CommandError(f"ไม่พบไฟล์ {options['file']} / no such file")
        try:
            self.store(person.pk, options["file"], dry_run=options["dry_run"])
        except Problem as problem:
            raise CommandError(f"{problem.message('th')}\n{problem.message('en')}") from problem

    def store(self, person_id: int, path: Path, *, dry_run: bool) -> None:
        actor, scope = acting(person_id)
        with path.open("rb") as handle:
            upload = actions.keep_zip(actor=actor, scope=scope, sent=File(handle, name=path.name))
        try:
            for line in queries.plan(upload, scope).lines:
                self.stdout.write(f"{line.meant.value:9} {line.number:14} {line.path}")
            if not dry_run:
                brought = actions.store_zip(actor=actor, scope=scope, upload=upload, tell=lambda *_: None)
                for name, problem in brought.refused:
                    self.stderr.write(f"{name}: {problem.message('th')}")
                self.stdout.write(f"new={brought.new} refused={len(brought.refused)}")
        finally:
            files.forget(upload=upload)
