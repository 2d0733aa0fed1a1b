"""The cast and its register are what they say: real areas, the positions of the house, rows in every state."""

import geothai
import pytest
from django.contrib.auth import SESSION_KEY

from tests.cast import PASSWORD, Cast
from tests.places import AREAS, VILLAGES, mark
from tests.register import Register
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Position
from withi.ground.places.models import Area
from withi.registers.publication.rules import State


def test_the_areas_are_real() -> None:
    by_level = {2: geothai.province, 4: geothai.district, 6: geothai.subdistrict}
    for code, names in AREAS.items():
        if len(code) < 8:
            area = by_level[len(code)](code)
            assert area is not None
            assert (area.name_th, area.name_en) == names


def test_every_position_of_the_house_plays(cast: Cast) -> None:
    assert {person.position for person in cast} == {*Position, None}


def test_everyone_may_do_what_the_posting_says(cast: Cast) -> None:
    for person in cast:
        if person.user is not None:
            assert person.scope == scope_of(person.user), person.name


def test_everyone_can_sign_in(cast: Cast) -> None:
    assert all(person.account.check_password(PASSWORD) for person in cast if person.user)


def test_each_one_is_signed_in_as_himself(cast: Cast) -> None:
    """Without a query before the first page that somebody opens."""
    for person in cast:
        found = person.client.session.get(SESSION_KEY)
        assert found == (str(person.account.pk) if person.user else None), person.name


def test_each_place_has_rows_in_every_state(register: Register) -> None:
    for place, code in VILLAGES.items():
        rows = register[place]
        assert set(rows.products) == set(State)
        assert Area.objects.get(code=code).path_th.endswith(f"จ.{AREAS[code[:2]][0]}")
        assert mark(place, "product", "draft") in rows.products[State.DRAFT].name_th
        assert rows.point.subject_id == rows.products[State.DRAFT].pk


def test_nobody_enters_a_row_outside_his_own_area(cast: Cast, register: Register) -> None:
    for person, rows in (
        (cast.worker, register.here),
        (cast.colleague, register.beside),
        (cast.neighbour, register.near),
        (cast.stranger, register.far),
    ):
        assert rows.community.entered_by_id == person.account.pk
        assert rows.area.startswith(person.area)


@pytest.mark.parametrize("kind", ["community", "producer", "product"])
def test_a_mark_tells_one_row(register: Register, kind: str) -> None:
    assert len({str(register[place].row(kind)) for place in VILLAGES}) == len(VILLAGES)
