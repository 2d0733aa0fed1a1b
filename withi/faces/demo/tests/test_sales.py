"""The demonstration's sales: a published sum, divided to the baht."""

from datetime import date

from withi.faces.demo import sales
from withi.faces.demo.sales import PUBLISHED_BAHT, PUBLISHED_MONTHS, Seller
from withi.kit.money import SATANG
from withi.work.income.actions import MonthRow
from withi.work.income.rules import State

SELLERS = [Seller(pk, "401508", "group") for pk in range(1, 121)]
DUE = 202510


def rows() -> list[MonthRow]:
    cells = sales.shared(list(sales._cells(SELLERS, PUBLISHED_MONTHS, DUE)), PUBLISHED_BAHT)
    return list(sales._rows(cells, DUE))


def test_the_published_sum_is_divided_to_the_baht() -> None:
    assert sum(sum(amount or 0 for amount in row.amounts) for row in rows()) == 6_199_333_184 * SATANG
    assert {row.month for row in rows()} == set(PUBLISHED_MONTHS)


def test_every_state_is_there_and_keeps_its_word() -> None:
    told = {(row.producer_id, row.month): row for row in rows()}
    assert {row.state for row in told.values()} == set(State)
    assert len(told) < len(SELLERS) * len(PUBLISHED_MONTHS), "some month is missing"
    for row in told.values():
        total = sum(amount or 0 for amount in row.amounts)
        assert (row.state is State.ZERO) == (total == 0)
        if row.state is State.REPEATED:
            before = told[row.producer_id, PUBLISHED_MONTHS[PUBLISHED_MONTHS.index(row.month) - 1]]
            assert before.amounts == row.amounts


def test_the_same_every_time() -> None:
    assert rows() == rows()
    assert sales._moment(202510, DUE).date() == date(2025, 11, 2) != sales._moment(202509, DUE).date()
