"""withi boundaries load FILE: the lines around areas, for maps and for checking positions."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from withi.ground.places.actions import load_boundaries
from withi.kit.intake import Finding
from withi.kit.problem import Problem, Problems

MOST_SHOWN = 10


class Command(BaseCommand):
    """Safe to run again: what has not changed is left alone."""

    help = "Load boundaries of provinces, districts or tambons from a GeoJSON file whose features have a `code`"

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True, metavar="load")
        load = words.add_parser("load", help="withi boundaries load FILE --credit TEXT")
        load.add_argument("file", type=Path)
        load.add_argument("--credit", default="", help="whose boundaries they are; shown below every map")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"ไม่พบไฟล์ {options['file']} / no such file")
        try:
            report = load_boundaries(options["file"], credit=options["credit"])
        except (Problem, Problems) as refused:
            problems: Sequence[Problem] = refused.problems if isinstance(refused, Problems) else [refused]
            raise CommandError(
                "\n".join(f"{each.message('th')} / {each.message('en')}" for each in problems)
            ) from refused
        for _, finding in report.findings[:MOST_SHOWN]:
            self.stdout.write(told(finding))
        if len(report.findings) > MOST_SHOWN:
            more = len(report.findings) - MOST_SHOWN
            self.stdout.write(f"และอีก {more:,} พื้นที่ / and {more:,} more")
        thai = f"แนวเขต {report.rows:,} ใหม่ {report.new:,} เปลี่ยน {report.changed:,} เหมือนเดิม {report.same:,}"
        self.stdout.write(f"{thai} / boundaries, new, changed, same")


def told(finding: Finding) -> str:
    return f"{finding.message('th')} / {finding.message('en')}"
