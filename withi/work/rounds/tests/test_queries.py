"""Lists with very many rows: read in their order through an index, by as many queries as short ones."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from withi.ground.people.rules import Grant, Position, Scope
from withi.registers.producers.models import Producer
from withi.work.rounds import actions, queries
from withi.work.rounds.actions import Stored
from withi.work.rounds.models import ApplicationQuerySet
from withi.work.rounds.queries import Filters
from withi.work.rounds.rules import State
from withi.work.rounds.tests.factory import make_application, make_round

pytestmark = pytest.mark.django_db
MANY = 1_000
NATION = Scope(1, (Grant(Position.DEPARTMENT),))
DISTRICT = Scope(1, (Grant(Position.DISTRICT_WORKER, "4015"),))
PROVINCE = Scope(1, (Grant(Position.PROVINCE_CHIEF, "40"),))


def many(state: State) -> None:
    """A thousand producers with an application in each of three rounds, and one that stands in `state`."""
    today = timezone.localdate()
    makers = Producer.objects.bulk_create(
        Producer(name_th="กลุ่ม", sort_key="กลุ่ม", number=f"m-{turn}", area_code="401508") for turn in range(MANY)
    )
    for other in (State.APPROVED, State.DRAFT, State.REFUSED):
        rows = [
            Stored(maker.pk, "401508", "group", other, today - timedelta(days=turn % 200), due_on=today)
            for turn, maker in enumerate(makers)
        ]
        actions.store_many(actor=None, to=make_round(name_th=f"รอบ {other}"), rows=rows, note="")
    make_application(state=state)
    with connection.cursor() as cursor:
        cursor.execute("analyze" if connection.vendor == "sqlite" else "analyze rounds_application")


def plan_of(rows: ApplicationQuerySet) -> str:
    """How the database would read the keys of one page."""
    sql, values = rows.values_list("pk")[:25].query.sql_with_params()
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(f"{'explain query plan' if on_sqlite else 'explain'} {sql}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize(("scope", "state"), [(NATION, State.PASSED), (PROVINCE, State.PASSED), (DISTRICT, State.SENT)])
def test_what_waits_is_read_through_an_index(scope: Scope, state: State) -> None:
    many(state)
    plan = plan_of(queries.listed(scope, 0, Filters(), timezone.localdate()))
    assert "rounds_application_waiting" in plan or "rounds_application_area" in plan, plan
    assert "SCAN rounds_application" not in plan.replace("SCAN rounds_application USING", "")
    assert "Seq Scan" not in plan


def test_what_is_late_is_read_through_an_index() -> None:
    many(State.SENT)
    plan = plan_of(queries.listed(DISTRICT, 0, Filters("late"), timezone.localdate() - timedelta(days=1)))
    assert "rounds_application_late" in plan or "rounds_application_area" in plan, plan
    assert "Seq Scan" not in plan


def test_what_waited_longest_comes_first() -> None:
    today = timezone.localdate()
    days = (3, 9, 1)
    made = {day: make_application(state=State.SENT, moved_on=today - timedelta(days=day)).pk for day in days}
    rows: Any = queries.listed(DISTRICT, 0, Filters(), today)
    assert list(rows.values_list("pk", flat=True)) == [made[9], made[3], made[1]]
