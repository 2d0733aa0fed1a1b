"""`withi yearly FILE --province 90`: yearly figures that were published, with their source."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from withi.faces.figures import actions
from withi.kit.era import parse_date
from withi.kit.problem import Problem


class Command(BaseCommand):
    """Safe to run again: what has not changed is left alone."""

    help = "Keep published yearly figures of a province's districts (columns ปีงบประมาณ, อำเภอ, ค่าข้อมูล)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--province", required=True, help="two digits of the province, such as 90")
        parser.add_argument("--source", required=True, help="who published the figures, and where")
        parser.add_argument("--as-of", required=True, help="the day they were taken, such as 30 ก.ย. 2567")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"ไม่พบไฟล์ {options['file']} / no such file")
        try:
            count = actions.import_years(
                actor=None,
                path=options["file"],
                province=options["province"],
                source=options["source"],
                as_of=parse_date(options["as_of"], today=timezone.localdate()).date,
            )
        except Problem as problem:
            raise CommandError(f"{problem.message('th')} / {problem.message('en')}") from problem
        self.stdout.write(f"เก็บตัวเลขใหม่หรือที่เปลี่ยน {count:,} รายการ / figures new or changed: {count:,}")
