"""Decisions on communities, without a database."""

from datetime import date

import pytest

from withi.registers.villages import rules
from withi.registers.villages.rules import Listed, Receiving, Statement

TODAY = date(2026, 11, 21)
OPEN = Statement(Receiving.OPEN, reachable=True)


def codes(said: Statement) -> list[tuple[str, str]]:
    return [(found.code, found.field) for found in rules.check(said, TODAY)]


def test_open_with_a_phone_says_enough() -> None:
    assert codes(OPEN) == []


@pytest.mark.parametrize("receiving", [Receiving.OPEN, Receiving.APPOINTMENT])
def test_who_receives_guests_can_be_called(receiving: Receiving) -> None:
    assert ("receiving.phone", "phone") in codes(Statement(receiving, notice_days=3))


@pytest.mark.parametrize("days", [None, 0, 91])
def test_an_appointment_tells_its_notice(days: int | None) -> None:
    said = Statement(Receiving.APPOINTMENT, notice_days=days, reachable=True)
    assert codes(said) == [("receiving.notice", "notice_days")]


@pytest.mark.parametrize("receiving", [Receiving.PAUSED, Receiving.CEASED])
def test_closed_doors_tell_why_and_need_no_phone(receiving: Receiving) -> None:
    assert codes(Statement(receiving)) == [("receiving.reason", "receiving_reason")]
    assert codes(Statement(receiving, reason="น้ำท่วมทาง")) == []


def test_a_pause_ends_today_or_later() -> None:
    past = Statement(Receiving.PAUSED, reason="ซ่อมทาง", until=date(2026, 11, 20))
    assert codes(past) == [("receiving.past", "receiving_until")]
    assert codes(Statement(Receiving.PAUSED, reason="ซ่อมทาง", until=TODAY)) == []


def test_groups_have_sizes_in_order() -> None:
    assert codes(Statement(Receiving.OPEN, group_min=20, group_max=4, reachable=True)) == [
        ("receiving.group", "group_max")
    ]
    assert codes(Statement(Receiving.OPEN, group_min=0, reachable=True)) == [("receiving.group_size", "group_min")]
    assert codes(Statement(Receiving.OPEN, group_max=2_001, reachable=True)) == [("receiving.group_size", "group_max")]


def test_answers_of_another_state_fall_away_but_group_sizes_and_notice_stay() -> None:
    said = Statement(Receiving.OPEN, 3, 4, 40, TODAY, "เหตุ", "วันพระ", reachable=True)
    assert rules.settled(said) == Statement(Receiving.OPEN, 3, 4, 40, None, "", "วันพระ", reachable=True)
    paused = rules.settled(Statement(Receiving.PAUSED, 3, 4, 40, TODAY, "เหตุ"))
    assert (paused.notice_days, paused.until, paused.reason) == (3, TODAY, "เหตุ")
    assert rules.settled(Statement(Receiving.CEASED, until=TODAY, reason="เหตุ")).until is None


@pytest.mark.parametrize("days", [0, 100_000])
def test_days_of_notice_that_nobody_may_say_are_not_kept_behind_another_state(days: int) -> None:
    assert rules.settled(Statement(Receiving.PAUSED, days, reason="เหตุ")).notice_days is None
    assert codes(rules.settled(Statement(Receiving.APPOINTMENT, days, reachable=True)))


def test_a_statement_is_stale_after_thirty_days() -> None:
    assert rules.is_stale(None, TODAY)
    assert not rules.is_stale(date(2026, 10, 22), TODAY)
    assert rules.is_stale(date(2026, 10, 21), TODAY)


@pytest.mark.parametrize(
    ("place", "villages", "area"),
    [
        ("40150808", ["40150801", "40150808"], "40150808"),
        ("401508", ["40150808", "40150801"], "40150801"),
        ("401508", [], "401508"),
    ],
)
def test_the_main_area_is_the_chosen_village_else_the_first_else_the_tambon(
    place: str, villages: list[str], area: str
) -> None:
    assert rules.main_area(place, villages) == area


def test_a_community_lies_in_one_tambon() -> None:
    assert [found.code for found in rules.check_place("4015", [])] == ["community.tambon"]
    assert [found.code for found in rules.check_place("401508", ["40250505"])] == ["community.village"]
    assert rules.check_place("401508", ["40150808"]) == []


def test_a_category_tells_its_source_and_ends_after_it_began() -> None:
    assert rules.check_category(date(2018, 6, 1), None, "บัญชีรายชื่อ 2561") == []
    found = rules.check_category(date(2018, 6, 1), date(2018, 5, 1), "")
    assert [each.code for each in found] == ["community.category_dates", "community.category_source"]


def test_why_come_now_says_until_when() -> None:
    assert [found.field for found in rules.check_now("บัวแดงบาน", None)] == ["now_until"]
    assert rules.check_now("บัวแดงบาน", TODAY) == rules.check_now("", None) == []


def test_a_price_tells_its_unit_and_free_needs_none() -> None:
    assert [found.code for found in rules.check_offer(15_000, "", None)] == ["asset.price_unit"]
    assert rules.check_offer(0, "", 10) == rules.check_offer(None, "", None) == []
    assert [found.code for found in rules.check_offer(None, "", 0)] == ["asset.capacity"]


def test_a_term_ends_after_it_began() -> None:
    assert [found.field for found in rules.check_term(TODAY, date(2026, 11, 20))] == ["valid_until"]
    assert rules.check_term(TODAY, TODAY) == rules.check_term(TODAY, None) == []


def test_an_ended_category_is_held_anew_only_where_it_began_later() -> None:
    entry = Listed("40150808", "บ้านดงเค็ง", "ชุมชนท่องเที่ยว OTOP นวัตวิถี", date(2018, 6, 1))
    name = entry.category
    assert rules.holds({name: None}, entry)
    assert rules.holds({name: date(2019, 1, 1)}, entry)
    assert not rules.holds({name: date(2018, 1, 1)}, entry)
    assert not rules.holds({}, entry)
