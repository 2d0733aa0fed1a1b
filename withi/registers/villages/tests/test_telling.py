"""Who hears of a community's receiving state."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from withi.ground.notices.models import Notice
from withi.ground.people.models import User
from withi.ground.people.rules import Position
from withi.registers.publication.rules import State
from withi.registers.villages import actions
from withi.registers.villages.models import Community
from withi.registers.villages.rules import Receiving, Statement
from withi.registers.villages.tests import factory

pytestmark = pytest.mark.django_db
PAUSED = Statement(Receiving.PAUSED, None, None, None, None, "น้ำท่วมทางเข้า", "", True)


def told(user: User) -> list[str]:
    return [notice.text() for notice in Notice.objects.of(user.pk).order_by("pk")]


def say(user: User, row: Community, said: Statement = PAUSED) -> None:
    actions.say_receiving(actor=user, scope=factory.scope(user), row=row, seen=row.receiving, said=said)


def test_the_other_editors_and_the_officers_nearest_to_it_hear_of_a_new_state() -> None:
    row = factory.open_community()
    speaker, other, worker = factory.editor(row), factory.editor(row), factory.person()
    office = factory.person(Position.PROVINCE_OFFICER, "40")
    say(speaker, row)
    assert told(worker) == told(other) == ["ชุมชนท่องเที่ยวเปลี่ยนสถานะการรับนักท่องเที่ยวเป็น “งดรับชั่วคราว”"]
    assert told(speaker) == told(office) == []
    assert Notice.objects.of(worker.pk).get().rows == [["community", row.pk]]


def test_the_same_state_again_tells_nobody() -> None:
    row, worker = factory.open_community(receiving="paused", receiving_reason="ฝนตก"), factory.person()
    say(factory.editor(row), row)
    assert told(worker) == []


def late(name: str, **fields: Any) -> Community:
    return factory.open_community(name, confirmed_on=timezone.localdate() - timedelta(days=40), **fields)


def remind() -> int:
    return actions.remind_of_confirming(today=timezone.localdate())


def test_who_looks_after_late_communities_is_reminded_once_a_week() -> None:
    first, _second = late("บ้านหนึ่ง"), late("บ้านสอง")
    factory.open_community("บ้านที่ยืนยันแล้ว")
    late("บ้านที่เลิกแล้ว", receiving="ceased")
    late("บ้านที่ยังไม่เผยแพร่", state=State.DRAFT)
    editor, worker = factory.editor(first), factory.person()
    assert remind() == 2
    assert told(worker) == ["มี 2 ชุมชนที่ไม่ได้ยืนยันมาเกิน 30 วันว่ายังรับนักท่องเที่ยวหรือไม่"]
    assert Notice.objects.of(worker.pk).get().link == "/desk/communities/?stale=yes"
    assert Notice.objects.of(editor.pk).get().count == 1
    assert remind() == 0


def test_a_week_later_the_reminder_that_nobody_read_takes_the_new_count() -> None:
    late("บ้านหนึ่ง")
    worker = factory.person()
    remind()
    Notice.objects.update(created_at=timezone.now() - timedelta(days=8))
    late("บ้านสอง")
    assert remind() == 1
    assert Notice.objects.of(worker.pk).get().count == 2


def test_nothing_late_reminds_nobody() -> None:
    factory.open_community()
    factory.person()
    assert remind() == 0
