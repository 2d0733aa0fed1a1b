"""What everyone sees of sales: the last whole year, nobody told by it, and at no cost once it is known."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.pages import text_of
from withi.faces.figures import public, sight
from withi.faces.figures.access import sees_all
from withi.faces.figures.tests.factory import fill, make_report
from withi.faces.figures.tests.test_pages import LISTS, holds, settle, subtracted, told_to
from withi.faces.portal.tests import factory
from withi.ground.people.rules import Scope
from withi.kit.smallcells import Cell, hidden
from withi.registers.producers.tests.factory import make_producer
from withi.work.figures.models import FigureMonth
from withi.work.figures.queries import bounds
from withi.work.income.models import IncomeMonth

pytestmark = pytest.mark.django_db
TODAY = date.today()  # noqa: DTZ011 - the page asks for today too
PERIOD = public.last_year(TODAY)
MONTH = PERIOD.months[-1]
HERE, ALSO, NEAR, FAR = "40150808", "40150205", "40110101", "27010202"


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    cache.clear()


@pytest.fixture
def country() -> None:
    factory.areas([*factory.AREAS, ("4011", "พล", "Phon", "อ.พล จ.ขอนแก่น", "Phon, Khon Kaen")])


def page(client: Client, code: str) -> str:
    response = client.get(f"/areas/{code}/")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", text_of(response, response.content))


def data(client: Client, code: str) -> dict[str, Any]:
    response = client.get(f"/figures/{code}.json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    told: dict[str, Any] = response.json()
    return told


def test_a_province_and_its_district_tell_the_last_whole_year(client: Client, country: None) -> None:
    fill(HERE, [100_00] * 9, MONTH)
    fill(NEAR, [200_00] * 9, MONTH)
    fill(FAR, [100_00] * 9, MONTH)
    make_report(make_producer(area_code=HERE), MONTH + 1 if MONTH % 100 < 12 else MONTH + 89, in_village=999_00)
    html = page(client, "40")
    assert f"ปีงบประมาณ {PERIOD.year}" in html
    assert "2,700" in html
    assert "50.0" in html
    assert "3,699" not in html
    assert "900" in page(client, "4015")
    told = data(client, "40")
    assert told["fiscal_year"] == PERIOD.year
    assert (told["area"]["sales_baht"], told["area"]["reported_baht"]) == ("2700", "2700")
    assert {row["code"]: row["sales_baht"] for row in told["inside"]} == {"4015": "900", "4011": "1800"}
    assert (told["area"]["reports"], told["area"]["reports_due"] > 18) == (18, True)
    assert data(client, "nation")["area"]["sales_baht"] == "3600"


def test_where_few_report_the_larger_area_is_named(client: Client, country: None) -> None:
    fill(HERE, [100_00] * 9, MONTH)
    fill(NEAR, [77_77] * 2, MONTH)
    html = page(client, "4011")
    assert "155.54" not in html
    assert "จึงไม่แสดงตัวเลข" in html
    assert 'href="/areas/40/"' in html
    told = data(client, "40")
    assert {row["code"]: row["sales_baht"] for row in told["inside"]} == {"4011": None, "4015": None}
    told = data(client, "4011")
    assert (told["area"], told["is_shown"]) == (None, False)


def test_where_nobody_reported_nothing_is_said(client: Client, country: None) -> None:
    assert "/figures/40.json" not in page(client, "40")
    told = data(client, "40")
    assert (told["area"], told["inside"], told["is_shown"]) == (None, [], True)


@pytest.mark.parametrize("code", ["401508", "40150808", "99", "x", "region-ne", "4"])
def test_other_areas_have_no_data(client: Client, country: None, code: str) -> None:
    fill(HERE, [100_00] * 9, MONTH)
    assert client.get(f"/figures/{code}.json").status_code == 404
    assert client.post("/figures/40.json").status_code == 405


def test_a_page_asks_nothing_for_what_it_knows(country: None) -> None:
    """And the first page asks as much for one producer as for many."""
    taken = []
    for many in (6, 30):
        fill(HERE, [100_00] * many, MONTH)
        fill(NEAR, [100_00] * many, MONTH)
        cache.clear()
        with CaptureQueriesContext(connection) as first:
            public.panel("40", TODAY)
        with CaptureQueriesContext(connection) as later:
            public.panel("40", TODAY)
        taken.append(len(first))
        assert len(later) == 0
    assert taken[0] == taken[1]


@pytest.mark.parametrize("sold", [[100] * 9, [100] * 4, [9_000, 1, 1, 1, 1, 1], [0] * 6, [7]])
@pytest.mark.parametrize("other", [[60] * 9, [3]])
def test_kept_sums_hide_what_single_producers_would(sold: list[int], other: list[int]) -> None:
    """The quick look must give what reading every producer gives, in the nation and in a province."""
    fill(HERE, [one * 100 for one in sold], MONTH)
    fill(ALSO, [one * 100 for one in other], MONTH)
    fill(NEAR, [100_00] * 9, MONTH)
    fill(FAR, [one * 100 for one in other], MONTH)
    for area in ("", "40"):
        exact = hidden(sight.cells(area, PERIOD.months, Scope()))
        assert sight.hidden_inside(area, [PERIOD.months], Scope()) == exact or not area
        assert bool(sight.hidden_inside(area, [PERIOD.months], Scope())) == bool(exact)


def test_kept_sums_promise_no_more_than_there_is() -> None:
    """At least as many reported, and nobody sold more, than the quick look says."""
    fill(HERE, [100_00, 50_00, 1_00], MONTH)
    rows = fill(ALSO, [10_00] * 6, MONTH)
    for row in rows[:2]:
        make_report(row, MONTH - 1, in_village=500_00)
    come, total, most = bounds("", PERIOD.months)["40"]
    exact: Cell = sight.cells("", PERIOD.months, Scope())["40"]
    assert (come <= exact.reporters, total, most >= exact.largest) == (True, exact.total, True)


@pytest.mark.parametrize("areas", LISTS)
@pytest.mark.parametrize("reader", ["executive", "stranger"])
def test_pages_files_and_data_together_tell_nobody(cast: Cast, areas: dict[str, list[int]], reader: str) -> None:
    """What an outsider of the desk reads on pages and in files of that year, with all that everyone is told."""
    FigureMonth.objects.all().delete()
    IncomeMonth.objects.all().delete()
    settle(areas, MONTH)
    person = getattr(cast, reader)
    public_only = told_to_everyone(cast.guest.client)
    found = subtracted(told_to(person, year=PERIOD.year) | public_only)
    assert found.keys() >= public_only.keys()
    foreign = {area: sold for area, sold in areas.items() if not sees_all(person.scope, area)}
    for code in found:
        inside = [one for area, sold in foreign.items() if holds(code, area) for one in sold]
        assert len(inside) not in range(1, 5), (code, inside)
        assert max(inside, default=0) * 10 <= sum(inside) * 8, (code, inside)


def told_to_everyone(client: Client) -> dict[str, int]:
    """Totals in satang on the public pages and in their data."""
    known: dict[str, int] = {}
    for code in ("nation", "40", "41", "27", "4015", "4011", "4101", "2701"):
        told = client.get(f"/figures/{code}.json")
        if told.status_code != 200:
            continue
        rows = told.json()["inside"]
        whole = told.json()["area"]
        rows += [{**whole, "code": code}] if whole else []
        known |= {row["code"]: round(float(row["sales_baht"]) * 100) for row in rows if row["sales_baht"] is not None}
        shown = re.search(r'class="num nb">([\d,.]+)\D*บาท', page(client, code)) if code != "nation" else None
        assert bool(shown) == bool(whole) or code == "nation"
        if shown and whole:
            assert round(float(shown[1].replace(",", ""))) == round(float(whole["sales_baht"]))
    return known
