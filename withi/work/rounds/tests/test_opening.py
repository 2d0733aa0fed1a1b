"""Rounds as data: who opens and changes them, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from withi.ground.people.rules import Position
from withi.kit.problem import Problem
from withi.registers.publication.tests.factory import Cast, Person, make_cast, make_person
from withi.work.rounds import actions, queries
from withi.work.rounds.actions import RoundRow
from withi.work.rounds.rules import PaperRule, Window
from withi.work.rounds.tests.factory import make_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def by(person: Person) -> dict[str, Any]:
    return {"actor": person.user, "scope": person.scope}


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Problem) as refused:
        call()
    return refused.value.code


def facts(**changes: Any) -> RoundRow:
    today = timezone.localdate()
    windows = (Window(today, today + timedelta(days=20)),)
    papers = ((None, PaperRule("บัตรประจำตัวประชาชน")),)
    told: dict[str, Any] = {
        "name_th": "รอบใหม่",
        "year_from": 2569,
        "year_to": 2570,
        "kinds": ("group",),
        "turns": ("new",),
        "windows": windows,
        "papers": papers,
        "area_code": "40",
    }
    return RoundRow(**told | changes)


def test_a_province_opens_and_changes_its_round(cast: Cast) -> None:
    row = actions.add_round(**by(cast.officer), facts=facts())
    kept = row.papers.get()
    changed = facts(name_th="รอบที่แก้แล้ว", papers=((None, PaperRule("ทะเบียนพาณิชย์")),))
    actions.change_round(**by(cast.officer), opened=row, facts=changed, version=1)
    assert (row.name_th, row.version) == ("รอบที่แก้แล้ว", 2)
    assert [paper.name for paper in queries.papers_of(row.pk)] == ["ทะเบียนพาณิชย์"]
    kept.refresh_from_db()
    assert kept.is_off, "what was seen of a paper stays"


def test_a_round_is_kept_by_its_own_office(cast: Cast) -> None:
    for person, area in ((cast.officer, ""), (cast.officer, "30"), (cast.chief, "40"), (cast.worker, "4015")):
        found = code_of(partial(actions.add_round, **by(person), facts=facts(area_code=area)))
        assert found == "publication.area"


def test_the_second_of_two_who_change_a_round_is_told(cast: Cast) -> None:
    row = actions.add_round(**by(cast.officer), facts=facts())
    actions.change_round(**by(cast.officer), opened=row, facts=facts(source="หนังสือ"), version=1)
    again: dict[str, Any] = {"opened": row, "facts": facts(), "version": 1}
    assert code_of(lambda: actions.change_round(**by(cast.officer), **again)) == "publication.changed"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"windows": ()}, "round.windows"),
        ({"year_from": 2570, "year_to": 2569}, "round.years"),
        ({"papers": ((None, PaperRule("บัตร", keeps_copy=True)),)}, "round.copy_rule"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(cast: Cast, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda: actions.add_round(**by(cast.officer), facts=facts(**changes))) == code


def test_a_round_with_applications_keeps_its_area(cast: Cast) -> None:
    department = make_person("department", Position.DEPARTMENT, "")
    row = actions.add_round(**by(department), facts=facts(area_code=""))
    make_application(to=row)
    again: dict[str, Any] = {"opened": row, "facts": facts(), "version": 1}
    assert code_of(lambda: actions.change_round(**by(department), **again)) == "round.in_use"
