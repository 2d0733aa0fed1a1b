"""`withi areas`: the provinces, districts and tambons of Thailand, current and abolished, from the geothai package."""

from typing import Any

from django.core.management.base import BaseCommand

from withi.ground.places.actions import load_areas


class Command(BaseCommand):
    """Safe to run again: what has not changed is left alone."""

    help = "Load or refresh the areas of Thailand"

    def handle(self, *args: Any, **options: Any) -> None:
        report = load_areas()
        thai = f"พื้นที่ {report.rows:,} ใหม่ {report.new:,} เปลี่ยน {report.changed:,} เหมือนเดิม {report.same:,}"
        self.stdout.write(f"{thai} / areas, new, changed, same")
