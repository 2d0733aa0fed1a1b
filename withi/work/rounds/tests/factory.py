"""Rounds and applications for tests."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from withi.ground.vault import actions as vault
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.work.rounds.models import IDENTITY, Round, RoundApplication, RoundGoods, RoundPaper, RoundWindow
from withi.work.rounds.rules import State

CITIZEN = "1101700230708"
"""A number whose check digit is right; nobody's."""


def make_round(*, opens: int = -5, closes: int = 30, **values: Any) -> Round:
    """A round of the nation for everybody, open from and until so many days from today."""
    today = timezone.localdate()
    fields: dict[str, Any] = {
        "name_th": "รอบทดสอบ",
        "year_from": 2569,
        "year_to": 2570,
        "kinds": "group,owner,sme",
        "turns": "new,renewal",
        "last_day": today + timedelta(days=closes),
    } | values
    row = Round.objects.create(**fields)
    RoundWindow.objects.create(
        round=row, opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes)
    )
    return row


def make_paper(row: Round, name: str = "บัตรประจำตัวประชาชน", **values: Any) -> RoundPaper:
    return RoundPaper.objects.create(round=row, place=1, name=name, **values)


def make_application(
    *,
    state: State = State.DRAFT,
    producer: Producer | None = None,
    to: Round | None = None,
    **values: Any,
) -> RoundApplication:
    """A whole application of a producer in district 4015, with one product; any field may be given."""
    maker = producer or make_producer()
    today: date = timezone.localdate()
    fields: dict[str, Any] = {
        "area_code": maker.area_code,
        "site_code": maker.area_code,
        "kind": "group",
        "turn": "new",
        "applicant": "นางทดสอบ ตัวอย่าง",
        "is_thai": True,
        "joins_production": True,
        "moved_on": today,
        "due_on": today + timedelta(days=30),
    } | values
    row = RoundApplication(round=to or make_round(), producer=maker, state=state.value, **fields)
    row.id_sealed, row.id_blind = vault.seal(IDENTITY, row.key, CITIZEN), vault.blind(IDENTITY, CITIZEN)
    row.save()
    RoundGoods.objects.create(application=row, product=make_product(producer=maker))
    return row
