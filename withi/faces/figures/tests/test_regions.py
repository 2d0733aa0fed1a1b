"""Regions between province and nation: their sums, their way up and down, the spread over their districts."""

import io
import re
from itertools import pairwise

import openpyxl
import pytest
from django.test import Client

from tests.cast import Cast
from tests.pages import bytes_of
from withi.faces.figures.tests.factory import fill, make_report
from withi.faces.figures.tests.test_pages import FAR, HERE, MONTH, NEAR, YEAR, csv, page, total_on, url
from withi.ground.places import actions as places
from withi.ground.places.rules import Named
from withi.ground.trail.models import TrailEntry
from withi.kit.evenness import gini, theil_split
from withi.registers.producers.tests.factory import make_producer

UDON = "41010101"
NORTH_EAST = "region-ne"


@pytest.fixture
def udon(cast: Cast) -> None:
    """A second province of the region, with its own district."""
    province, district = Named("อุดรธานี", "Udon Thani"), Named("เมืองอุดรธานี", "Mueang Udon Thani")
    rows = [places._columns("41", province, Named("")), places._columns("4101", district, province)]
    places._write(rows)


@pytest.mark.django_db
def test_a_region_is_the_sum_of_its_provinces_and_the_nation_of_its_regions(cast: Cast, udon: None) -> None:
    for area, baht in ((HERE, 100), (NEAR, 20), (UDON, 3_000), (FAR, 50_000)):
        make_report(make_producer(area_code=area), MONTH, in_village=baht * 100)
    totals = {code: total_on(cast.department, code) for code in ("nation", NORTH_EAST, "region-e", "40", "41", "27")}
    assert totals[NORTH_EAST] == totals["40"] + totals["41"] == 3_120_00
    assert totals["nation"] == totals[NORTH_EAST] + totals["region-e"] == 53_120_00
    assert [row[0] for row in csv(cast.department, NORTH_EAST)] == ["40", "41"]
    text = page(cast.department, NORTH_EAST)
    assert "สระแก้ว" not in text.split('id="main"')[1]


@pytest.mark.django_db
def test_one_click_leads_up_and_down_the_chain(cast: Cast) -> None:
    fill(HERE, [100_00], MONTH)
    chain = ("nation", NORTH_EAST, "40", "4015", "401508", HERE)
    for above, below in pairwise(chain):
        if len(below) < len(HERE) or not below.isdigit():
            assert f'href="{url(below)}?' in page(cast.department, above)
        back = re.search(r'class="back-to" href="([^"?]+)', page(cast.department, below))
        assert back
        assert back[1] == url(above)


@pytest.mark.django_db
def test_six_answers_of_a_region(cast: Cast) -> None:
    fill(HERE, [100_00] * 9, MONTH)
    assert "ภาคอีสาน" in page(cast.department, NORTH_EAST)
    assert cast.stranger.client.get(url(NORTH_EAST)).status_code == 200
    assert cast.department.client.get(url("region-x")).status_code == 404
    assert cast.department.client.get(f"{url(NORTH_EAST)}target/").status_code == 404
    assert cast.local_authority.client.post(f"{url(NORTH_EAST)}export/csv/").status_code == 403
    assert cast.department.client.post(url(NORTH_EAST)).status_code == 405
    assert Client().get(url(NORTH_EAST)).status_code == 302


@pytest.mark.django_db
def test_a_region_of_few_has_no_report_for_others(cast: Cast) -> None:
    """The nation stands on enough and is shown; the region is hidden on its page, and so on paper."""
    fill(HERE, [100_00] * 9, MONTH)
    fill(FAR, [100_00] * 2, MONTH)
    paths = [f"/desk/figures/{code}/report.{form}" for code in ("region-e", NORTH_EAST) for form in ("pdf", "docx")]
    assert [cast.department.client.get(path).status_code for path in paths] == [200] * 4
    assert [cast.auditor.client.get(path).status_code for path in paths] == [200] * 4
    assert [cast.neighbour.client.get(path).status_code for path in paths] == [404] * 4
    assert cast.neighbour.client.get("/desk/figures/nation/report.pdf").status_code == 200


@pytest.mark.django_db
def test_a_region_as_a_file_stands_in_the_trail_by_its_name(cast: Cast) -> None:
    fill(HERE, [100_00] * 6, MONTH)
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(cast.department.client.post(f"{url(NORTH_EAST)}export/xlsx/"))))
    assert [row[0] for row in book.active.iter_rows(values_only=True)][-1] == "40"
    assert TrailEntry.objects.get(verb="figures.export").note.endswith(" ne")


@pytest.mark.django_db
def test_the_spread_over_districts_splits_between_and_within_provinces(cast: Cast, udon: None) -> None:
    sold = {HERE: 100, NEAR: 700, UDON: 5_000, "41020101": 200}
    for area, baht in sold.items():
        make_report(make_producer(area_code=area), MONTH, in_village=baht * 100)
    text = page(cast.department, NORTH_EAST, year=YEAR, part=MONTH)
    split = theil_split({"40": [100, 700], "41": [5_000, 200]})
    assert split
    assert "คิดจาก 4 อำเภอที่มีรายงาน" in text
    assert f"จีนี {gini(list(sold.values())):.2f} · 40 % ล่าง" in text
    assert f"ระหว่างจังหวัด {split.between:.2f} และภายในจังหวัด {split.within:.2f}" in text


@pytest.mark.django_db
@pytest.mark.parametrize("place", [NORTH_EAST, "nation"])
def test_where_one_province_alone_has_reported_the_spread_is_over_its_districts(cast: Cast, place: str) -> None:
    for area, baht in {HERE: 100, NEAR: 300}.items():
        make_report(make_producer(area_code=area), MONTH, in_village=baht * 100)
    text = page(cast.department, place, year=YEAR, part=MONTH)
    assert "มีรายงานจากจังหวัดเดียว" in text
    assert "อำเภอครึ่งที่ขายได้น้อยกว่าได้รวมกัน 25 บาท" in text
    assert "คิดจาก 2 อำเภอที่มีรายงาน" in text
    assert "ระหว่างจังหวัด" not in text
    make_report(make_producer(area_code=FAR), MONTH, in_village=100)
    assert ("มีรายงานจากจังหวัดเดียว" in page(cast.department, "nation", year=YEAR, part=MONTH)) is False


@pytest.mark.django_db
def test_what_a_kind_of_producer_sold_is_told_of_a_region_too(cast: Cast, udon: None) -> None:
    make_report(make_producer(area_code=HERE, kind="sme"), MONTH, in_village=40_00)
    make_report(make_producer(area_code=UDON, kind="group"), MONTH, in_village=70_00)
    make_report(make_producer(area_code=FAR, kind="sme"), MONTH, in_village=900_00)
    assert total_on(cast.department, NORTH_EAST, kind="sme") == 40_00
    assert total_on(cast.department, "nation", kind="sme") == 940_00
