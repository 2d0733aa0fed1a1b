"""The open product list, 3,415 dirty rows, where it is at hand; small look-alikes stand in the other tests."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files import File

from tests.cast import Cast
from withi.faces.imports import actions, queries
from withi.faces.imports.rules import Sheet
from withi.ground.places.actions import load_areas
from withi.kit.intake import Severity

PRODUCTS = Path(settings.BASE_DIR).parent / "shared" / "data" / "otop_products_open.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PRODUCTS.exists(), reason="the open product list is not here"),
]


def test_every_named_row_of_the_open_list_can_be_stored_in_its_district(cast: Cast) -> None:
    load_areas()
    with PRODUCTS.open("rb") as handle:
        sent = File(handle, name=PRODUCTS.name)
        run = actions.start(actor=cast.department.account, scope=cast.department.scope, kind=Sheet.PRODUCTS, sent=sent)
    assert run.counts["acts"] == {"new": 3_367, "twin": 30, "stopped": 18}
    errors = Counter(
        finding.rule
        for line in queries.lines_of(run)
        for finding in line.findings
        if finding.severity is Severity.ERROR
    )
    assert errors == {"import.name": 18}
    codes = [line.values["area_code"] for line in queries.lines_of(run) if line.values]
    assert len(codes) == 3_385
    assert min(map(len, codes)) >= 4
