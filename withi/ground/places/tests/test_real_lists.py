"""The real lists of villages and products, where they are at hand; small look-alikes stand in the other tests."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from withi.ground.places import actions
from withi.ground.places.queries import Match, Matcher, Written
from withi.kit.thai import clean

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data"
VILLAGES, PRODUCTS = FOLDER / "th_villages_8digit.csv", FOLDER / "otop_products_open.csv"
COMMUNITIES = FOLDER / "nawatwithi_communities_open.csv"
NAMES_TAMBON = re.compile(r"ต\.|ตำบล|แขวง")
THREE_DISTRICTS = ("4011", "4015", "4025")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (VILLAGES.exists() and PRODUCTS.exists() and COMMUNITIES.exists()), reason="the real lists are not here"
    ),
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
    communities_are_found(matcher)
    bare_names_are_answered(matcher)


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
    named = [place for place in places if NAMES_TAMBON.search(place.address)]
    found = [(place, matcher.match(place)) for place in named]
    certain = [(place, match) for place, match in found if match.status == "exact" and len(match.code) > 4]
    assert len(certain) >= 0.96 * len(named)
    assert sum(len(match.sure) > 4 for _, match in found) >= 0.97 * len(named)
    assert [place.address for place, match in certain if tambon_in(match) not in clean(place.address)] == []


def tambon_in(match: Match) -> str:
    """The name of the tambon in the answer's path; of two names the first."""
    return match.candidates[0].path.split(" อ.")[0].partition("ต.")[2].partition(" (")[0]


def communities() -> list[Written]:
    with COMMUNITIES.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return [
        Written(row["province_th"], row["district_th"], row["tambon_th"], row["moo"], row["community_th"])
        for row in rows
    ]


def communities_are_found(matcher: Matcher) -> None:
    """Each certain one is the village of that number, called as the list says but for one spelling."""
    found = [(place, matcher.match(place)) for place in communities()]
    statuses = Counter(match.status.value for _, match in found)
    assert statuses["exact"] + statuses["proposed"] >= 0.95 * len(found)
    certain = [(place, match) for place, match in found if match.status == "exact"]
    assert [place for place, match in certain if int(match.code[6:]) != int(place.moo)] == []
    assert len([place for place, match in certain if place.name not in match.candidates[0].path]) == 1


def bare_names_are_answered(matcher: Matcher) -> None:
    """Names of villages without anything else, inside three districts of Khon Kaen."""
    found = {name: matcher.match(Written(name=f"บ้าน{name}"), within=THREE_DISTRICTS) for name in BARE}
    assert Counter(match.status.value for match in found.values()) == {
        "exact": 5,
        "proposed": 1,
        "ambiguous": 5,
        "none": 1,
    }
    several = {name: len(match.candidates) for name, match in found.items() if match.status == "ambiguous"}
    assert several == {"หนองหว้า": 2, "หนองทุ่ม": 4, "หัวขัว": 3, "วังม่วง": 2, "วังหิน": 3}
    assert "บ้านวังคูณ" in found["วังคูน"].candidates[0].path
    assert {each.code[:4] for each in found["ก้านเหลือง"].candidates} == {"4014"}


BARE = (
    *("ศุภชัย", "วังคูน", "หัวละเลิง", "โนนม่วง", "ดงเค็ง", "หนองหว้า"),
    *("หนองทุ่ม", "ตอประดู่", "ก้านเหลือง", "หัวขัว", "วังม่วง", "วังหิน"),
)
