"""Reports for tests, stored as reports are: the tambon's month held, the row written, the sums of its areas shifted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.work.figures.actions import shift
from withi.work.figures.rules import CHANNELS, Change
from withi.work.income.models import IncomeClose, IncomeMonth
from withi.work.income.rules import tambon_of


def make_report(
    producer: Producer, month: int, *, state: str = "reported", since: datetime | None = None, **sold: int
) -> IncomeMonth:
    """A producer's month; amounts in satang by channel, the others not reported."""
    amounts: dict[str, Any] = {channel: sold.get(channel) for channel in CHANNELS}
    if not sold:
        amounts["in_village"] = 0
    total = sum(amount or 0 for amount in amounts.values())
    with transaction.atomic():
        IncomeClose.objects.get_or_create(month=month, area_code=tambon_of(producer.area_code))
        row = IncomeMonth.objects.create(
            producer=producer, month=month, area_code=producer.area_code, kind=producer.kind, state=state, total=total,
            basis="ตัวอย่าง" if state == "estimated" else "", since=since or timezone.now(), **amounts,
        )  # fmt: skip
        shift(month=month, changes=changes(row, 1))
    return row


def changes(row: IncomeMonth, sign: int) -> list[Change]:
    """What the report adds to its areas, or takes away."""
    area = tambon_of(row.area_code)
    parts = [(channel, getattr(row, channel) or 0) for channel in CHANNELS]
    sold = [Change(area, row.kind, channel, "", row.state, sign * amount, 0) for channel, amount in parts if amount]
    return [Change(area, row.kind, "", "", row.state, 0, sign), *sold]


def take_out(row: IncomeMonth) -> None:
    with transaction.atomic():
        shift(month=row.month, changes=changes(row, -1))
        row.delete()


def fill(area: str, sold: list[int], month: int) -> list[Producer]:
    """As many producers as amounts in an area, each with one report of that many satang, a half in the village."""
    made = [make_producer(area_code=area, name_th=f"ผู้ขาย {area} {place}") for place in range(len(sold))]
    for producer, satang in zip(made, sold, strict=True):
        state = {"state": "zero"} if not satang else {}
        make_report(producer, month, in_village=satang // 2, outside=satang - satang // 2, **state)  # type: ignore[arg-type]
    return made
