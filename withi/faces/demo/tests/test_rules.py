"""The province is the same every time, and every fact of it holds."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from withi.faces.demo import offers, queries, rules
from withi.faces.demo.rules import Fate, Maker, Place
from withi.kit import codes, hours, ids, phones
from withi.registers.producers.rules import PHONES_LENGTH, check_people, pack_phones
from withi.registers.products.rules import Certificate, Channel, Licence, Origin, Type
from withi.registers.publication.rules import State
from withi.registers.routes import rules as route_rules
from withi.registers.routes.rules import Halt
from withi.registers.villages import rules as village_rules

TODAY = date(2026, 11, 21)
CONTENT = queries.content()
COMMUNITIES = {
    "40150205": "บ้านศุภชัย",
    "40150604": "บ้านวังคูณ",
    "40150806": "บ้านหัวละเลิง",
    "40150807": "บ้านโนนม่วง",
    "40150808": "บ้านดงเค็ง",
    "40250105": "บ้านตอประดู่",
    "40250503": "บ้านหนองทุ่ม",
    "40250505": "บ้านหนองหว้า",
    "40110101": "บ้านหัวขัว",
    "40110202": "บ้านวังม่วง",
    "40110407": "บ้านวังหิน",
    "40140201": "บ้านก้านเหลือง",
}


def places() -> dict[str, list[Place]]:
    """Two tambons in every district, and the communities' villages."""
    found = {
        district: [Place(f"{district}0{place}", f"ตำบลที่ {place}", f"Tambon {place}") for place in (1, 2)]
        for district in CONTENT.names["districts"]
    }
    for row in CONTENT.communities:
        found[row["code"]] = [Place(row["code"], row["name_th"], row["name_en"], row["code"], (row["lat"], row["lon"]))]
    return found


SHARE = 0.18
"""Of the producers of the districts: enough for every fact, in little time."""
MAKERS = rules.makers(CONTENT, places(), TODAY, SHARE)
GOODS = [goods for maker in MAKERS for goods in maker.goods]


def test_the_numbers_of_the_province() -> None:
    assert (len(MAKERS), len(GOODS)) == (300, 600)
    assert {maker.facts["area_code"][:4] for maker in MAKERS} == set(CONTENT.names["districts"])
    assert {row["code"]: row["name_th"] for row in CONTENT.communities} == COMMUNITIES
    linked = Counter(maker.community for maker in MAKERS if maker.community)
    assert linked == {code: count for code, (count, _work) in CONTENT.names["linked"].items()}
    assert set(linked) == set(COMMUNITIES)


def test_all_of_khon_kaens_producers() -> None:
    whole = rules.makers(CONTENT, places(), TODAY)
    assert len(whole) + len(CONTENT.old_producers) == 1441
    assert sum(len(maker.goods) for maker in whole) == 2874
    phones = [phone for maker in whole for phone in maker.facts["phones"].split(",")]
    assert len(set(phones)) == len(phones)


def test_the_same_every_time_on_every_python() -> None:
    assert rules.makers(CONTENT, places(), TODAY, SHARE) == MAKERS
    assert rules.chance("place", "4015", 3) == pytest.approx(0.61691146881, abs=1e-9)
    assert rules.shuffled("กขคงจ", "order") == list("คงขจก")


def test_another_day_moves_days_only() -> None:
    later = rules.makers(CONTENT, places(), TODAY + timedelta(days=1), SHARE)
    assert [plain(maker) for maker in later] == [plain(maker) for maker in MAKERS]
    for old, new in zip(licences(MAKERS), licences(later), strict=True):
        assert new.valid_until == (old.valid_until and old.valid_until + timedelta(days=1))


def licences(makers: list[Maker]) -> list[Licence]:
    return [licence for maker in makers for goods in maker.goods for licence in goods.licences]


def plain(maker: Maker) -> Maker:
    """The producer without what is counted from today."""
    goods = [
        replace(item, licences=tuple(replace(licence, valid_until=None) for licence in item.licences))
        for item in maker.goods
    ]
    return replace(maker, goods=tuple(goods))


def test_every_type_kind_and_fate_is_there() -> None:
    assert {goods.facts["type"] for goods in GOODS} == set(Type)
    assert min(Counter(goods.facts["type"] for goods in GOODS).values()) > 60
    kinds = Counter(maker.facts["kind"] for maker in MAKERS)
    assert kinds["group"] > kinds["owner"] > kinds["sme"] > 10
    assert {maker.fate for maker in MAKERS} == set(Fate) - {Fate.CHANGED}
    assert {goods.fate for goods in GOODS} == set(Fate) - {Fate.PAUSED}
    assert {goods.facts["materials_origin"] for goods in GOODS} == set(Origin)
    assert {channel for goods in GOODS for channel in goods.facts["channels"].split(",")} == set(Channel)


def test_most_is_published_and_each_desk_has_its_work() -> None:
    planned = rules.planned(MAKERS)
    assert planned["producer"][State.PUBLISHED] > 240
    assert planned["product"][State.PUBLISHED] > 400
    for desk, plan in CONTENT.names["desks"].items():
        fates = Counter(maker.fate for maker in MAKERS if maker.desk == desk)
        assert {fate: fates[Fate(fate)] for fate in plan["producers"]} == plan["producers"]
        shelf = Counter(
            goods.fate
            for maker in MAKERS
            if maker.desk == desk and maker.fate in (Fate.PUBLISHED, Fate.PAUSED)
            for goods in maker.goods
        )
        assert {fate: shelf[Fate(fate)] for fate in plan["products"]} == plan["products"]


def test_no_product_is_further_than_its_producer() -> None:
    for maker in MAKERS:
        if maker.fate not in rules.ONCE_PUBLISHED:
            assert not any(goods.fate in rules.ONCE_PUBLISHED for goods in maker.goods)
        assert all(goods.days <= maker.days for goods in maker.goods)


def test_a_community_leads_with_a_published_group() -> None:
    first = {maker.community: maker for maker in reversed(MAKERS) if maker.community}
    assert {maker.fate for maker in first.values()} == {Fate.PUBLISHED}
    assert {maker.facts["kind"] for maker in first.values()} == {"group"}
    assert {goods.fate for maker in first.values() for goods in maker.goods} == {Fate.PUBLISHED}


def test_names_tell_producers_and_their_products_apart() -> None:
    names = Counter((maker.facts["name_th"], maker.facts["area_code"][:4]) for maker in MAKERS)
    assert names.most_common(1)[0][1] == 1
    for maker in MAKERS:
        shelf = [goods.facts["name_th"] for goods in maker.goods]
        assert len(set(shelf)) == len(shelf)


def test_texts_are_finished() -> None:
    rows = [maker.facts for maker in MAKERS] + [goods.facts for goods in GOODS]
    texts = [str(value) for facts in rows for value in facts.values()]
    assert not [text for text in texts if set(text) & set("{}") or "  " in text]


def test_most_products_tell_their_story() -> None:
    thai = [goods.facts["story_th"] for goods in GOODS if "story_th" in goods.facts]
    assert 400 < len(thai) < 500
    assert len(set(thai)) > len(thai) / 2
    assert 200 < sum("story_en" in goods.facts for goods in GOODS) < len(thai)


def test_nobody_real_is_called_or_numbered() -> None:
    for maker in MAKERS:
        facts = maker.facts
        assert pack_phones(facts["phones"]) == facts["phones"]
        assert len(facts["phones"]) < PHONES_LENGTH
        assert all(phone.number.startswith(rules.PHONE) for phone in phones.split_phones(facts["phones"]))
        assert facts["contact"].endswith("(ตัวอย่าง)")
        check_people(facts.get("people"), facts["women"])
        if facts["identity"]:
            assert ids.parse_tax(facts["identity"]).kind == "juristic"
            assert facts["identity"][1:3] == rules.NO_PROVINCE
    for row in CONTENT.communities:
        assert not row["phone"] or row["phone"].startswith(rules.PHONE)
    assert all("ตัวอย่าง" in licence.number for goods in GOODS for licence in goods.licences)


def test_prices_are_those_of_a_board() -> None:
    for goods in GOODS:
        assert goods.sizes
        assert goods.facts["price"] == goods.sizes[0].price
        assert all(size.price > 0 and size.price % 500 == 0 for size in goods.sizes)


def test_certificates_run_out_as_in_life() -> None:
    for licence in licences(MAKERS):
        licence.check()
    assert {licence.kind for licence in licences(MAKERS)} == set(Certificate)
    left = [(licence.valid_until - TODAY).days for licence in licences(MAKERS) if licence.valid_until]
    assert sum(days < 0 for days in left) > 5
    assert sum(0 <= days <= 60 for days in left) > 5


def test_the_geographical_indication_is_chonnabots() -> None:
    marked = [maker for maker in MAKERS if any(licence.kind is Certificate.GI for licence in licences([maker]))]
    assert {maker.facts["area_code"][:4] for maker in marked} == {rules.SILK_DISTRICT}


def test_alcohol_is_there_and_left_to_the_rule() -> None:
    drinks = [goods for goods in GOODS if goods.facts["is_alcohol"]]
    assert 3 <= len(drinks) <= 20
    assert all("is_public" not in goods.facts for goods in drinks)


def test_every_community_says_what_the_rules_allow() -> None:
    for row in CONTENT.communities:
        said = rules.statement(row, TODAY)
        facts, given = rules.community(row, TODAY), rules.belongings(row)
        assert village_rules.check(said, TODAY) == []
        assert village_rules.check_place(row["code"], given.villages or ()) == []
        assert village_rules.check_now(facts.get("now_th", ""), facts["now_until"]) == []
        assets = offers.assets(row, TODAY)
        assert not [found for told in assets for found in village_rules.check_asset(told, TODAY)]
        assert all(hours.written(hours.parsed(told.hours)) == told.hours for told in assets)
    assert {row["receiving"] for row in CONTENT.communities} == set(village_rules.Receiving)


def test_the_one_outside_the_named_districts_says_so() -> None:
    outside = [row for row in CONTENT.communities if row["code"][:4] not in {"4015", "4025", "4011"}]
    assert [row["code"] for row in outside] == ["40140201"]
    assert "นอกสามอำเภอ" in outside[0]["story_th"]
    assert "outside the three districts" in outside[0]["story_en"]


@pytest.mark.parametrize(("area", "desk"), [("40150808", "4015"), ("4015", "4015"), ("4001", "40"), ("402505", "4025")])
def test_the_nearest_desk_is_in_charge(area: str, desk: str) -> None:
    assert rules.desk_of(area, CONTENT.names["desks"]) == desk
    assert all(codes.is_code(name) for name in CONTENT.names["desks"])


@pytest.mark.parametrize("route", queries.routes(), ids=lambda route: route["name_en"])
def test_no_route_comes_to_what_is_never_open_then(route: dict[str, Any]) -> None:
    homes = {row["code"]: row for row in CONTENT.communities}
    points = [(homes[code]["lat"], homes[code]["lon"]) for _day, code, *_rest in route["stops"]]
    halts = [Halt(stop[0], point, stop[3]) for stop, point in zip(route["stops"], points, strict=True)]
    for stop, passed in zip(
        route["stops"], route_rules.timetable(halts, route["begins_at"], route.get("mode", "car")), strict=True
    ):
        home = homes[stop[1]]
        names = [asset[1] for asset in home["assets"]]
        line = home["hours"][names.index(stop[2])][0] if stop[2] else ""
        assert route_rules.open_days(line, passed.arrives, passed.leaves) != (), (stop[2], line, passed.arrives)
