"""`withi move --to URL`: carry the installation over to another, empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from withi.config import database
from withi.ground.backup import moving
from withi.kit.problem import Problem

SHOWN = 16
"""Letters of a sum of hashes that are printed; all of it was compared."""


class Command(BaseCommand):
    """Prints every table as it arrives; anything that goes wrong takes all of it back."""

    help = "Carry everything over to another, empty database"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, metavar="URL", help="as WITHI_DATABASE_URL will be afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            target = database.from_url(options["to"], settings.VAR, settings.BUSY_SECONDS)
            moved = moving.move(url=options["to"], target=target, say=self.say)
        except (Problem, ValueError) as found:
            both = f"{found.message('th')} / {found.message('en')}" if isinstance(found, Problem) else str(found)
            raise CommandError(both) from found
        self.stdout.write(
            f"ย้าย {moved.tables} ตาราง {moved.rows:,} แถว ตรงกันทุกแถว ใน {moved.seconds:.1f} วินาที / "
            f"{moved.tables} tables, {moved.rows:,} rows moved, all equal, in {moved.seconds:.1f} s\n"
            f"ตั้ง WITHI_DATABASE_URL เป็น {moved.place} แล้วเริ่มเซิร์ฟเวอร์ใหม่ / set WITHI_DATABASE_URL to it and start "
            "the servers again"
        )

    def say(self, table: str, rows: int, total: str) -> None:
        """A line as a table arrives; `=`: the same count and sum of hashes on both sides."""
        self.stdout.write(f"{table:<32} {rows:>12,}  {f'= {total[:SHOWN]}' if total else '…'}")
        self.stdout.flush()
