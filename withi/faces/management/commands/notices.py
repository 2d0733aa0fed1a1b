"""`withi notices`: send the e-mails that wait, remind of what is due, forget what is old. For cron, or by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from withi.ground.notices.actions import forget_expired, send_emails
from withi.ground.notices.queries import outbox_counts
from withi.ground.people.queries import addresses
from withi.registers.villages.actions import remind_of_confirming


class Command(BaseCommand):
    """Each word may be run again at any time, also twice at once: nothing is done a second time."""

    help = "Notices: send, remind, forget, or run for all three"

    def add_arguments(self, parser: CommandParser) -> None:
        words = {
            "send": "send the e-mails that wait",
            "remind": "tell who should confirm a receiving state; once a week at most",
            "forget": "delete notices that are past their last day",
            "run": "all three",
        }
        parser.add_argument(
            "word", choices=list(words), help="; ".join(f"{word}: {text}" for word, text in words.items())
        )

    def handle(self, *args: Any, **options: Any) -> None:
        word = options["word"]
        if word in ("remind", "run"):
            self.stdout.write(f"เตือน {remind_of_confirming(today=timezone.localdate())} คน / people reminded")
        if word in ("send", "run"):
            self.send()
        if word in ("forget", "run"):
            self.stdout.write(f"ลบ {forget_expired()} เรื่องที่พ้นกำหนด / old notices deleted")

    def send(self) -> None:
        sent = send_emails(addresses=addresses)
        thai = f"อีเมล: ส่ง {sent.done} ไม่ต้องส่ง {sent.skipped} ลองใหม่ {sent.later} ส่งไม่ได้ {sent.failed}"
        waiting = outbox_counts().get("waiting", 0)
        self.stdout.write(f"{thai} ค้าง {waiting} / e-mails: sent, not needed, later, failed, waiting")
