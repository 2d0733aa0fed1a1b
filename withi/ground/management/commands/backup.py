"""`withi backup`: write a backup, prove one by restoring it elsewhere, or write the keys to their own file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from withi.ground.backup import actions, queries
from withi.ground.backup.models import BackupRun
from withi.kit.problem import Problem


class Command(BaseCommand):
    """Everything but the keys goes into one file; people may go on working meanwhile."""

    help = "Back up the database and the files; prove a backup; write the keys elsewhere"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", nargs="?", type=Path, help="a folder, or a file that is not there yet")
        word = parser.add_mutually_exclusive_group()
        word.add_argument("--if-due", action="store_true", help="as the settings say: for cron, systemd, the worker")
        word.add_argument("--prove", type=Path, metavar="FILE", help="restore it elsewhere, compare, write that down")
        word.add_argument("--keys", type=Path, metavar="FILE", help="write the keys, which no backup holds")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.do(options)
        except Problem as problem:
            raise CommandError(f"{problem.message('th')} / {problem.message('en')}") from problem

    def do(self, options: dict[str, Any]) -> None:
        if options["prove"]:
            run = actions.prove(file=options["prove"])
            self.stdout.write(
                f"{run.file} ({run.proven_in}): กู้คืนทดลองสำเร็จ ข้อมูลตรงทุกแถว / "
                "restored for a trial, every row and file equal"
            )
        elif options["keys"]:
            path = actions.write_keys(target=options["keys"])
            self.stdout.write(
                f"{path}\nเก็บไฟล์นี้คนละที่กับไฟล์สำรอง ใครมีทั้งสองไฟล์จะเปิดเลข 13 หลักได้\n"
                "Store it elsewhere than the backups: who has both can open every 13-digit number."
            )
        elif options["if_due"]:
            run_or_none = actions.run_if_due()
            self.stdout.write(told(run_or_none) if run_or_none else "ยังไม่ถึงเวลา / not due")
        else:
            self.stdout.write(told(actions.make(target=options["target"] or queries.folder())))


def told(run: BackupRun) -> str:
    """What was made, in one line."""
    size = f"{run.size / 1024**2:.1f} MB"
    return (
        f"{Path(run.folder) / run.file}\n"
        f"{run.rows:,} แถว {run.files:,} ไฟล์ {size} ใน {run.seconds:.1f} วินาที / "
        f"{run.rows:,} rows, {run.files:,} files, {size} in {run.seconds:.1f} s"
    )
