"""Reading sales of areas: through which index names are found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from withi.faces.figures import queries
from withi.registers.publication.tests.factory import make_areas

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("area", "index"), [("", "level"), ("40", "code")])
def test_names_are_read_by_what_leads_to_few(area: str, index: str) -> None:
    make_areas()
    with CaptureQueriesContext(connection) as seen:
        assert [code for code in queries.names_inside(area) if len(code) != len(area) + 2] == []
    assert queries.names_inside(area)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            plan = " ".join(row[3] for row in cursor.execute(f"explain query plan {seen[0]['sql']}").fetchall())
        assert f"({index}" in plan
        assert "SCAN" not in plan
