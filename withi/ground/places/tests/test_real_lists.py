"""The real lists of villages and products, where they are at hand; small look-alikes stand in the other tests."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from withi.ground.places import actions
from withi.ground.places.queries import Match, Matcher, Written
from withi.kit.thai import clean

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data"
VILLAGES, PRODUCTS = FOLDER / "th_villages_8digit.csv", FOLDER / "otop_products_open.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (VILLAGES.exists() and PRODUCTS.exists()), reason="the real lists are not here"),
]


def test_villages_and_product_addresses() -> None:
    actions.load_areas()
    villages_are_stored_once()
    matcher = Matcher()
    with PRODUCTS.open(encoding="utf-8-sig") as file:
        places = [
            Written(row["province_th"], row["district_th"], address=row["address_th"]) for row in csv.DictReader(file)
        ]
    districts_are_certain(matcher, places)
    tambons_are_certain(matcher, places)


def villages_are_stored_once() -> None:
    report = actions.import_villages(VILLAGES)
    assert (report.new, {finding.rule for _, finding in report.findings}) == (75_207, {"village.no_name"})
    assert len(report.findings) == 12
    again = actions.import_villages(VILLAGES)
    assert (again.new, again.changed, again.same) == (0, 0, 75_207)


def districts_are_certain(matcher: Matcher, places: list[Written]) -> None:
    alone = [matcher.match(Written(place.province, place.district)) for place in places]
    assert Counter((match.status.value, len(match.code)) for match in alone) == {("exact", 4): 3_415}


def tambons_are_certain(matcher: Matcher, places: list[Written]) -> None:
    """Of the addresses that name a tambon; each certain one is named in the address in so many letters."""
    named = [place for place in places if any(word in place.address for word in ("ต.", "ตำบล", "แขวง"))]
    found = [(place, matcher.match(place)) for place in named]
    certain = [(place, match) for place, match in found if match.status == "exact" and len(match.code) > 4]
    assert len(certain) >= 0.95 * len(named)
    assert [place.address for place, match in certain if tambon_in(match) not in clean(place.address)] == []


def tambon_in(match: Match) -> str:
    """The name of the tambon in the answer's path; of two names the first."""
    return match.candidates[0].path.split(" อ.")[0].partition("ต.")[2].partition(" (")[0]
