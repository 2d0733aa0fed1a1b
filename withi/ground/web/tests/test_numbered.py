"""Places for values become PostgreSQL's numbers."""

import pytest
from django.db import connection

from withi.ground.web import reading
from withi.ground.web.numbered import in_numbers


@pytest.mark.parametrize(
    ("statement", "numbered", "names"),
    [
        ("select 1", "select 1", ()),
        ("a = %s and b in (%s, %s)", "a = $1 and b in ($2, $3)", ()),
        ("a = %(id)s or b = %(day)s or c = %(id)s", "a = $1 or b = $2 or c = $1", ("id", "day")),
        ("name like 'ผ้า%%' and a = %s", "name like 'ผ้า%' and a = $1", ()),
    ],
)
def test_places_are_numbered_in_their_order_and_those_of_a_name_once(
    statement: str, numbered: str, names: tuple[str, ...]
) -> None:
    assert in_numbers(statement) == (numbered, names)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("select cast(%s as text) || '%%', cast(%s as integer)", ["ผ้า", 7]),
        ("select cast(%(name)s as text) || '%%', cast(%(many)s as integer)", {"many": 7, "name": "ผ้า", "more": 0}),
    ],
)
def test_a_statement_that_is_planned_once_gets_its_values_however_often_it_is_asked(
    statement: str, values: object
) -> None:
    for _ in range(4):
        with reading.prepared() as cursor:
            cursor.execute(statement, values)
            assert cursor.fetchall() == [("ผ้า%", 7)], connection.vendor
