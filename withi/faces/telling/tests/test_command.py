"""`withi notices`."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from withi.ground.notices.models import Notice
from withi.ground.notices.tests.factory import mail_server, make_notice
from withi.registers.villages.tests import factory

pytestmark = pytest.mark.django_db


def output(word: str) -> str:
    out = StringIO()
    call_command("notices", word, stdout=out)
    return out.getvalue()


def test_one_word_reminds_sends_and_forgets(settings: Any) -> None:
    factory.open_community(confirmed_on=timezone.localdate() - timedelta(days=40))
    worker = factory.person()
    worker.email = "worker@withi.example"
    worker.save()
    make_notice(worker.pk, expires_at=timezone.now() - timedelta(days=1))
    with mail_server(settings) as server:
        said = output("run")
    assert said.splitlines() == [
        "เตือน 1 คน / people reminded",
        "อีเมล: ส่ง 1 ไม่ต้องส่ง 0 ลองใหม่ 0 ส่งไม่ได้ 0 ค้าง 0 / e-mails: sent, not needed, later, failed, waiting",
        "ลบ 1 เรื่องที่พ้นกำหนด / old notices deleted",
    ]
    assert len(server.letters) == 1
    assert Notice.objects.get().told_how == "emailed"


def test_without_a_sender_nothing_is_sent() -> None:
    factory.open_community(confirmed_on=timezone.localdate() - timedelta(days=40))
    factory.person()
    assert "เตือน 1 คน" in output("remind")
    assert "ส่ง 0" in output("send")
    assert Notice.objects.get().told_how == ""


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(CommandError):
        output("shout")
