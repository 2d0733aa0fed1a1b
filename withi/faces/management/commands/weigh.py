"""`withi weigh`: how guests are spread over the communities of each province, made anew for today."""

from typing import Any

from django.core.management.base import BaseCommand

from withi.faces.planner import actions


class Command(BaseCommand):
    help = "Weigh anew what trips to each community count, from what was counted in 90 days"

    def handle(self, *args: Any, **options: Any) -> None:
        many = actions.weigh()
        self.stdout.write(f"คิดน้ำหนักใหม่ {many:,} ชุมชน / {many:,} communities weighed")
