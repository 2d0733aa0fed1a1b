"""Who hears of a step: one notice a person, in the transaction of the step."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from withi.ground.notices.models import Notice
from withi.ground.people.rules import Position
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.actions import Pick, step_many
from withi.registers.publication.rules import State, Step
from withi.registers.publication.tests.factory import Cast, Person, make_cast, make_person
from withi.registers.villages import actions as villages
from withi.registers.villages.rules import Belongings
from withi.registers.villages.tests.factory import open_community

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def take(person: Person, step: Step, *rows: Any, reason: str = "") -> None:
    picks = [Pick(row.SUBJECT, row.pk) for row in rows]
    outcome = step_many(actor=person.user, scope=person.scope, step=step, picks=picks, reason=reason)
    assert len(outcome.done) == len(rows), outcome.refused


def told(person: Person) -> list[tuple[str, int, list[Any]]]:
    return list(Notice.objects.of(person.user.pk).order_by("pk").values_list("kind", "count", "rows"))


def test_who_entered_rows_hears_once_that_they_came_back(cast: Cast) -> None:
    rows = [make_producer(state=State.WAITING, entered_by=cast.worker.user) for _each in range(3)]
    other = make_producer(state=State.WAITING, entered_by=cast.colleague.user)
    take(cast.chief, Step.RETURN, *rows, other, reason="ขาดรูป โทร 081-234-5678")
    assert told(cast.worker) == [("returned", 3, [["producer", row.pk] for row in rows])]
    assert told(cast.colleague) == [("returned", 1, [["producer", other.pk]])]
    assert "081-234" not in str(list(Notice.objects.values()))


def test_published_rows_of_one_person_grow_into_one_notice(cast: Cast) -> None:
    first, second = (make_producer(state=State.WAITING, entered_by=cast.worker.user) for _each in range(2))
    take(cast.chief, Step.APPROVE, first)
    take(cast.chief, Step.APPROVE, second)
    assert told(cast.worker) == [("published", 2, [["producer", second.pk], ["producer", first.pk]])]


def test_rows_that_wait_are_counted_for_the_nearest_approver(cast: Cast) -> None:
    """The district's chief; where a district has none, the province."""
    here = [make_producer(entered_by=cast.worker.user) for _each in range(2)]
    take(cast.worker, Step.SUBMIT, *here)
    take(cast.worker, Step.SUBMIT, make_product(producer=here[0], entered_by=cast.worker.user))
    assert told(cast.chief) == [("waiting", 3, [])]
    assert told(cast.officer) == []
    beside = make_person("beside", Position.DISTRICT_WORKER, "4011")
    take(beside, Step.SUBMIT, make_producer(area_code="4011", entered_by=beside.user))
    assert told(cast.officer) == [("waiting", 1, [])]


def test_an_edit_of_a_published_row_waits_again_and_is_told(cast: Cast) -> None:
    row = open_community(area="401508")
    for summary in ("ผ้าหมี่ย้อมครั่ง", "ผ้าหมี่ย้อมคราม"):
        row.refresh_from_db()
        villages.change(
            actor=cast.worker.user,
            scope=cast.worker.scope,
            row=row,
            version=row.version,
            facts={"summary_th": summary},
            given=Belongings(),
        )
        assert told(cast.chief) == [("waiting", 1, [])]  # after the first change it waits already


def test_nobody_is_told_of_what_he_did_himself(cast: Cast) -> None:
    row = make_producer(entered_by=cast.officer.user)
    take(cast.officer, Step.SUBMIT, row)
    assert told(cast.officer) == []


def test_a_step_that_is_taken_back_tells_nobody(cast: Cast) -> None:
    row = make_producer(state=State.WAITING, entered_by=cast.worker.user)
    with transaction.atomic():
        take(cast.chief, Step.RETURN, row, reason="ขาดรูป")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("step", [Step.SUBMIT, Step.RETURN, Step.APPROVE])
def test_the_queries_of_a_step_do_not_grow_with_its_rows(cast: Cast, step: Step) -> None:
    state = State.DRAFT if step is Step.SUBMIT else State.WAITING
    person = cast.worker if step is Step.SUBMIT else cast.chief

    def asked(count: int) -> int:
        rows = [make_producer(state=state, entered_by=cast.worker.user, area_code="401508") for _each in range(count)]
        Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            take(person, step, *rows, reason="ขาดรูป")
        return sum("notices_" in query["sql"] or "people_posting" in query["sql"] for query in queries)

    assert asked(1) == asked(30) <= 8
