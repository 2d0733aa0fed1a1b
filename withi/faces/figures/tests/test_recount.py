"""Sums and reports agree whatever is done to them, and the recount finds and mends what does not."""

import random
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from withi.faces.figures.actions import WRONG, recount
from withi.faces.figures.tests.factory import make_report, take_out
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product
from withi.work.figures.models import FigureMonth
from withi.work.figures.queries import by_month
from withi.work.income.models import IncomeLine, IncomeMonth

MONTHS = (202410, 202411)
AREAS = ("40150808", "40150205", "40110101", "27010202", "4015", "40", "")
STATES = ("reported", "repeated", "estimated", "zero")


@pytest.mark.django_db
def test_reports_as_they_come_need_no_recount() -> None:
    producers = [make_producer(area_code=area) for area in AREAS]
    rows = [make_report(producer, month, in_village=500, online=7) for producer in producers for month in MONTHS]
    take_out(rows[3])
    assert recount(actor=None).differences == 0
    assert by_month("", MONTHS)[MONTHS[0]].total == 507 * (len(AREAS)) - (507 if rows[3].month == MONTHS[0] else 0)


@pytest.mark.django_db
@pytest.mark.parametrize("level", [6, 4, 2])
def test_a_wrong_sum_is_found_and_mended_at_every_level(level: int) -> None:
    make_report(make_producer(area_code="40150808"), MONTHS[0], in_village=500)
    FigureMonth.objects.filter(level=level).update(in_village=900, reported=900)
    assert recount(actor=None).differences >= 1
    assert recount(actor=None).differences == 0
    assert {row.in_village for row in FigureMonth.objects.all()} == {500}


@pytest.mark.django_db
def test_missing_and_surplus_sums_are_found() -> None:
    make_report(make_producer(area_code="40150808"), MONTHS[0], in_village=500)
    FigureMonth.objects.all().delete()
    make_report(make_producer(area_code="27010202"), MONTHS[1], in_village=30)
    IncomeMonth.objects.filter(month=MONTHS[1]).delete()
    assert recount(actor=None).differences > 0
    assert by_month("", MONTHS)[MONTHS[0]].total == 500
    assert by_month("", MONTHS)[MONTHS[1]].total == 0
    assert recount(actor=None).differences == 0


@pytest.mark.django_db
def test_what_products_brought_is_recounted_by_type() -> None:
    producer = make_producer(area_code="40150808")
    product = Product.objects.create(
        producer=producer, name_th="ผ้า", sort_key="ผ้า", type="textile", area_code="40150808"
    )
    row = make_report(producer, MONTHS[0], in_village=500)
    IncomeLine.objects.create(report=row, product=product, product_type="textile", channel="in_village", amount=200)
    assert recount(actor=None).differences == 2
    split = {one.product_type: one.in_village for one in FigureMonth.objects.filter(level=6)}
    assert split == {"": 300, "textile": 200}
    assert recount(actor=None).differences == 0


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL sums without sorting, by itself")
def test_nothing_is_sorted_to_sum_a_month() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"explain query plan {WRONG}", [MONTHS[0], MONTHS[0]])
        plan = [line[-1] for line in cursor.fetchall()]
    reports = plan[plan.index(next(line for line in plan if "income_month_recount" in line)) :]
    assert "B-TREE" not in reports[1], plan


@pytest.mark.django_db
def test_the_command_says_how_much_differed(capsys: pytest.CaptureFixture[str]) -> None:
    make_report(make_producer(area_code="40150808"), MONTHS[0], in_village=500)
    call_command("recount")
    assert "ต่างกัน 0" in capsys.readouterr().out


class Hands(threading.Thread):
    """Somebody who enters, changes and takes out reports of his own producers, at random."""

    def __init__(self, seed: int, producers: list[Producer], turns: int) -> None:
        super().__init__()
        self.chance, self.producers, self.turns = random.Random(seed), producers, turns
        self.trouble: Exception | None = None

    def run(self) -> None:
        try:
            rows: dict[tuple[int, int], IncomeMonth] = {}
            for _turn in range(self.turns):
                self.turn(rows)
        except Exception as trouble:  # noqa: BLE001 - told by the test
            self.trouble = trouble
        finally:
            connection.close()

    def turn(self, rows: dict[tuple[int, int], IncomeMonth]) -> None:
        producer, month = self.chance.choice(self.producers), self.chance.choice(MONTHS)
        held = rows.pop((producer.pk, month), None)
        if held is not None:
            take_out(held)
        if held is None or self.chance.random() < 0.6:
            if self.chance.random() < 0.2:
                producer.area_code = self.chance.choice(AREAS)
            rows[producer.pk, month] = self.report(producer, month)

    def report(self, producer: Producer, month: int) -> IncomeMonth:
        state = self.chance.choice(STATES)
        sold: dict[str, Any] = {"in_village": self.chance.randrange(1, 10**8), "fair": self.chance.randrange(10**6)}
        return make_report(producer, month, state=state, **({} if state == "zero" else sold))


@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_leave_no_difference(full: bool) -> None:
    """Eight writers of the same two months; `--full`: 100,000 acts."""
    makers = [[make_producer(area_code=area) for area in AREAS] for _hand in range(8)]
    hands = [Hands(seed, own, 12_500 if full else 12) for seed, own in enumerate(makers)]
    for hand in hands:
        hand.start()
    counted = recount(actor=None)
    for hand in hands:
        hand.join()
    assert [hand.trouble for hand in hands] == [None] * len(hands)
    assert counted.differences == 0
    assert recount(actor=None).differences == 0
    assert IncomeMonth.objects.count() == sum(one.producer_months for one in by_month("", MONTHS).values())
