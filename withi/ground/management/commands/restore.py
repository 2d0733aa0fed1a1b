"""`withi restore`: bring a backup back into an empty place."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client

from withi.ground.backup import actions, moving
from withi.ground.management.commands.serve import refresh_static, static_is_old
from withi.kit.problem import Problem

ASKED = ("/", "/en/", "/communities/", "/products/")


class Command(BaseCommand):
    """Judges the whole file first; then all of it comes back, or nothing. Refused while a site or worker runs here."""

    help = "Restore a backup into an empty database and folder"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--keys", action="store_true", help="the file is one of keys")
        parser.add_argument("--replace", action="store_true", help="replace what is there")
        parser.add_argument("--without-keys", action="store_true", help="the keys it was made with are lost")
        parser.add_argument("--ask", action="store_true", help="ask the restored site for its first pages")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with moving.alone():
                self.do(options)
        except Problem as problem:
            raise CommandError(f"{problem.message('th')} / {problem.message('en')}") from problem

    def do(self, options: dict[str, Any]) -> None:
        if options["keys"]:
            actions.restore_keys(file=options["file"], replace=options["replace"])
            self.stdout.write("กู้คืนกุญแจแล้ว ให้เริ่มเซิร์ฟเวอร์ใหม่ / the keys are back; restart the servers")
            return
        found = actions.restore(file=options["file"], replace=options["replace"], without_keys=options["without_keys"])
        self.stdout.write(
            f"กู้คืน {found.rows:,} แถว {found.files:,} ไฟล์ ตรงกันทุกแถว ใน {found.seconds:.1f} วินาที "
            "ให้เริ่มเซิร์ฟเวอร์ใหม่\n"
            f"{found.rows:,} rows and {found.files:,} files are back, all equal, in {found.seconds:.1f} s; "
            "restart the servers"
        )
        if options["ask"]:
            self.ask()

    def ask(self) -> None:
        """Whether the site answers from what was restored; an empty folder lacks the static files too."""
        if not settings.DEBUG and static_is_old():
            refresh_static()
        client = Client(SERVER_NAME="localhost")
        for path in ASKED:
            if (status := client.get(path).status_code) != 200:
                raise CommandError(f"{path}: {status}")
        self.stdout.write("หน้าเว็บตอบจากข้อมูลที่กู้คืน / the site answers from it")
