"""`withi scale --national`: fill a demonstration database with as many rows as the whole country may have."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from withi.faces.scale import actions, history
from withi.kit.problem import Problem


class Command(BaseCommand):
    help = "Fill a demonstration database with a nation of invented villages, communities, producers and products."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--national", action="store_true", help="the whole country")
        what.add_argument("--history", action="store_true", help="years of monthly sales for all of its producers")
        parser.add_argument("--months", type=int, default=120, help="with --history: so many months until last month")
        parser.add_argument(
            "--share", type=float, default=1.0, help="so much of it, to load sooner (0.01: a hundredth)"
        )
        parser.add_argument("--villages", type=Path, metavar="FILE", help="real villages, as for withi import villages")
        parser.add_argument("--beside-real-data", action="store_true", help="even where there is real data")

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        try:
            if options["history"]:
                self._tell_history(history.load(months=options["months"]), time.monotonic() - start)
                return
            counts = actions.load(
                share=options["share"], villages=options["villages"], beside_real_data=options["beside_real_data"]
            )
        except Problem as problem:
            raise CommandError(problem.message(get_language() or settings.LANGUAGE_CODE)) from None
        said = {
            "communities": f"{counts['community']:,}",
            "producers": f"{counts['producer']:,}",
            "products": f"{counts['product']:,}",
            "seconds": f"{time.monotonic() - start:.0f}",
        }
        self.stdout.write(
            _(
                "Loaded in %(seconds)s seconds, marked as demonstration: %(communities)s communities, %(producers)s"
                " producers, %(products)s products."
            )
            % said
        )

    def _tell_history(self, count: int, seconds: float) -> None:
        said = {"count": f"{count:,}", "seconds": f"{seconds:.0f}"}
        self.stdout.write(_("Loaded in %(seconds)s seconds: %(count)s monthly reports.") % said)
