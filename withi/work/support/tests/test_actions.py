"""The support ledger's writes."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from withi.kit.problem import Problem
from withi.work.support import actions, queries
from withi.work.support.models import KIND_NAMES, SUBJECT_NAMES, SupportEntry
from withi.work.support.rules import Given, Kind, Subject
from withi.work.support.tests.factory import make_support

pytestmark = pytest.mark.django_db
DAY = date(2018, 7, 20)


def given(subject_id: int, **values: Any) -> Given:
    facts: dict[str, Any] = {"area_code": "4015", "kind": "market", "on": DAY, "source": ("round", 1), "title_th": "ก"}
    return Given(subject="producer", subject_id=subject_id, **(facts | values))


def test_the_same_support_twice_is_one_entry_that_keeps_the_area_of_its_day() -> None:
    first = make_support(7, source=("session", 1), amount=250_000)
    again = make_support(7, source=("session", 1), amount=300_000, area_code="401502")
    assert again.pk == first.pk
    stored = SupportEntry.objects.get()
    assert (stored.amount, stored.area_code, stored.key) == (300_000, "401508", first.key)


@pytest.mark.parametrize(
    "other", [{"kind": "visit"}, {"source": ("session", 2)}, {"source": ("fair", 1)}, {"subject": "community"}]
)
def test_another_kind_source_or_subject_is_another_entry(other: dict[str, Any]) -> None:
    make_support(7, source=("session", 1))
    make_support(7, **{"source": ("session", 1), **other})
    assert SupportEntry.objects.count() == 2


def test_what_is_taken_back_stays_with_its_reason_and_may_be_given_anew() -> None:
    make_support(7, source=("session", 1))
    kept = make_support(8, source=("session", 2))
    assert actions.withdraw(actor=None, kind="training", source=("session", 1), reason=" ไม่ได้มา ") == 1
    assert actions.withdraw(actor=None, kind="training", source=("session", 1), reason="ซ้ำ") == 0
    assert [row.pk for row in SupportEntry.objects.in_force()] == [kept.pk]
    assert SupportEntry.objects.get(subject_id=7).withdrawn_reason == "ไม่ได้มา"
    again = make_support(7, source=("session", 1), area_code="401502")
    assert (again.withdrawn_at, again.withdrawn_reason, again.area_code) == (None, "", "401502")
    assert SupportEntry.objects.in_force().count() == 2


def test_taking_back_needs_a_reason_and_touches_one_kind_only() -> None:
    make_support(7, source=("round", 1))
    make_support(7, source=("round", 1), kind="decision")
    with pytest.raises(Problem, match=r"support\.reason"):
        actions.withdraw(actor=None, kind="decision", source=("round", 1), reason="  ")
    actions.withdraw(actor=None, kind="decision", source=("round", 1), reason="มติใหม่")
    assert [row.kind for row in SupportEntry.objects.in_force()] == ["training"]


def test_many_are_written_in_a_few_statements_and_come_back_in_order() -> None:
    make_support(2, kind="market", source=("round", 1))
    with CaptureQueriesContext(connection) as few:
        rows = actions.record_many(actor=None, given=[given(pk) for pk in (3, 1, 2, 3)])
    assert [row.subject_id for row in rows] == [3, 1, 2, 3]
    assert SupportEntry.objects.count() == 3
    with CaptureQueriesContext(connection) as many:
        actions.record_many(actor=None, given=[given(pk) for pk in range(10, 110)])
    assert len(many) <= len(few) + 1  # SQLite takes some fifty rows in one statement


@pytest.mark.parametrize("wrong", [{"kind": "gift"}, {"amount": -1}, {"minutes": -1}])
def test_what_the_ledger_does_not_know_is_an_error_of_the_caller(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"gift|below zero"):
        given(1, **wrong)


def test_the_database_refuses_a_negative_amount_and_a_silent_withdrawal() -> None:
    row = make_support(7)
    for values in ({"amount": -1}, {"withdrawn_at": row.recorded_at}, {"withdrawn_reason": "ก"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportEntry.objects.filter(pk=row.pk).update(**values)


def test_every_kind_and_subject_has_a_name() -> None:
    assert [code for code, _ in KIND_NAMES] == [kind.value for kind in Kind]
    assert [code for code, _ in SUBJECT_NAMES] == [subject.value for subject in Subject]


# --- lists ---------------------------------------------------------------------------------------


def test_an_areas_support_by_kind_says_how_many_of_whom_and_what_is_known() -> None:
    make_support(1, area_code="401508", amount=100_000)
    make_support(1, area_code="401508")
    make_support(2, area_code="401502", kind="market")
    make_support(3, area_code="4011", amount=900_000)
    back = make_support(4, area_code="4015")
    actions.withdraw(actor=None, kind="training", source=(back.source_kind, back.source_id), reason="ก")
    training, market = queries.by_kind("4015")
    assert (training.kind, training.entries, training.subjects) == ("training", 2, 1)
    assert (training.amount, training.known) == (100_000, 1)
    assert (market.kind, market.entries, market.amount, market.known) == ("market", 1, 0, 0)
    assert queries.by_kind("30") == []


def test_how_often_each_was_served() -> None:
    make_support(1)
    make_support(1, kind="market")
    make_support(2, kind="market")
    make_support(9, kind="market", subject="household")
    assert queries.times_given("producer", [1, 2, 3]) == {1: 2, 2: 1}
    assert queries.times_given("producer", [1, 2, 3], "training") == {1: 1}
