"""The nation is the same every time, and every fact of it holds."""

from collections import Counter
from datetime import date

import pytest

from withi.faces.demo import queries as demo_queries
from withi.faces.demo.rules import Fate, Place, juristic_number
from withi.faces.scale import queries, rules
from withi.kit import ids, phones
from withi.registers.villages import rules as village_rules

TODAY = date(2026, 11, 21)
NATION = queries.nation()
CONTENT = rules.content(demo_queries.content(), NATION)
HOMES = [Place(f"3001{tambon:02d}{moo:02d}", f"บ้านที่ {moo}", f"Ban {moo}") for tambon in (1, 2) for moo in range(1, 31)]
LINKED = [Place(place.code, place.th, place.en, place.code) for place in HOMES[:5]]
MAKERS = list(rules.makers(CONTENT, rules.Homes(HOMES, LINKED), range(10_000, 10_400), TODAY))
FOLK = [rules.folk(NATION, place, TODAY) for place in HOMES]


def test_the_same_every_time() -> None:
    assert list(rules.makers(CONTENT, rules.Homes(HOMES, LINKED), range(10_000, 10_400), TODAY)) == MAKERS
    assert [rules.folk(NATION, place, TODAY) for place in HOMES] == FOLK


def test_five_products_for_two_producers() -> None:
    assert sum(len(maker.goods) for maker in MAKERS) == 1000


def test_each_community_has_four_producers_and_a_published_group_leads() -> None:
    linked = [maker for maker in MAKERS if maker.community]
    assert Counter(maker.community for maker in linked) == {place.code: rules.LINKED for place in LINKED}
    leading = linked[:: rules.LINKED]
    assert {(maker.fate, maker.facts["kind"]) for maker in leading} == {(Fate.PUBLISHED, "group")}


def test_shares_are_those_one_expects() -> None:
    assert {maker.fate for maker in MAKERS} == set(rules.PRODUCERS)
    published = sum(maker.fate is Fate.PUBLISHED for maker in MAKERS)
    assert 0.78 < published / len(MAKERS) < 0.92
    assert {folk.said.receiving for folk in FOLK} == set(village_rules.Receiving)


def test_no_telephone_stands_twice_or_is_anyones() -> None:
    given = [number for maker in MAKERS for number in maker.facts["phones"].split(",")]
    assert len(set(given)) == len(given)
    assert all(phone.number.startswith("041") for number in given for phone in phones.split_phones(number))
    last = rules.FIRST + rules.Size().producers - 1
    assert len(str(500_000 + last)) == 6
    assert ids.parse_tax(juristic_number(last)).kind == "juristic"


def test_communities_say_what_the_rules_allow() -> None:
    for folk in FOLK:
        assert village_rules.check(folk.said, TODAY) == []
        assert not [
            found
            for told in folk.assets
            for found in village_rules.check_offer(told.price, told.price_unit, told.capacity)
        ]
        assert "{" not in "".join(map(str, folk.facts.values()))


@pytest.mark.parametrize("total", [0, 1, 7, 1000])
def test_shares_add_up(total: int) -> None:
    parted = rules.shares({"10": 3, "40": 5, "96": 1}, total)
    assert sum(parted.values()) == total
    assert min(parted.values()) >= 0


def test_villages_are_laid_evenly_into_tambons() -> None:
    tambons = [f"4015{number:02d}" for number in range(1, 9)]
    made = list(rules.villages(NATION, tambons, 20))
    assert len({code for code, _, _ in made}) == len(made) == 20
    assert {code[:6] for code, _, _ in made} == set(tambons)
    assert all(thai.startswith("บ้าน") and latin.startswith("Ban ") for _, thai, latin in made)


def test_a_share_keeps_one_of_each() -> None:
    assert rules.Size().times(0.01) == rules.Size(750, 80, 1000)
    assert rules.Size().times(0) == rules.Size(1, 1, 1)
