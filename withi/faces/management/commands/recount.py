"""`withi recount`: every sum of sales against the reports it is of, while people go on reporting."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from withi.faces.figures import actions


class Command(BaseCommand):
    help = "Compare the sums of all areas with their reports, and set right what differs"

    def handle(self, *args: Any, **options: Any) -> None:
        began, used = time.perf_counter(), time.process_time()
        done = actions.recount(actor=None)
        thai = f"นับใหม่ {done.months:,} เดือน ต่างกัน {done.differences:,} แถว"
        english = f"months recounted, rows that differed: {done.differences:,}"
        taken = f"{time.perf_counter() - began:.1f} s, {time.process_time() - used:.1f} s CPU"
        self.stdout.write(f"{thai} / {done.months:,} {english} ({taken})")
