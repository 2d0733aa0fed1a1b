"""Sums of areas: to the satang, at every level, whatever comes in whatever order."""

import random

import pytest
from django.db import IntegrityError, transaction

from withi.work.figures import queries
from withi.work.figures.actions import restate, shift
from withi.work.figures.models import FigureMonth
from withi.work.figures.rules import CHANNELS, Change, Key, leaves, province_key, with_levels

MONTH = 202410
AREAS = ("401508", "401507", "401201", "501203", "40", "4015", "")
KINDS = ("group", "owner", "sme", "")
STATES = ("reported", "repeated", "estimated")


def report(area: str, *, satang: int = 100, sign: int = 1, state: str = "reported", **more: str) -> list[Change]:
    """The changes of one report that sold in one channel, entered or (sign -1) taken out."""
    kind, channel = more.get("kind", "group"), more.get("channel", "in_village")
    counted = Change(area, kind, "", "", state, 0, sign)
    if not satang:
        return [counted]
    return [counted, Change(area, kind, channel, more.get("product_type", ""), state, sign * satang, 0)]


def put(*changes: Change, month: int = MONTH) -> None:
    with transaction.atomic():
        shift(month=month, changes=changes)


def test_a_report_adds_to_tambon_district_and_province() -> None:
    rows = with_levels(leaves(report("401508", satang=250)))
    assert [(key.level, key.area_code, key.kind) for key in rows] == [
        (6, "401508", "group"),
        (4, "4015", "group"),
        (2, "40", ""),
    ]
    assert {amounts[CHANNELS.index("in_village")] for amounts in rows.values()} == {250}


def test_changes_that_undo_each_other_leave_nothing() -> None:
    assert leaves([*report("401508"), *report("401508", sign=-1)]) == {}


def test_rows_that_many_writers_share_are_locked_last() -> None:
    keys = list(with_levels(leaves([*report("501203"), *report("401508")])))
    assert [key.depth for key in keys] == sorted(key.depth for key in keys)


def test_a_province_is_kept_in_parts_by_district() -> None:
    parts = {province_key(Key(0, f"40{district:02d}01", "group", "", 0)).shard for district in range(1, 30)}
    assert parts == set(range(8))


def test_a_village_counts_in_its_tambon() -> None:
    assert next(iter(leaves(report("40150801")))).area_code == "401508"


@pytest.mark.django_db
def test_every_area_is_the_sum_of_those_inside_it() -> None:
    chance = random.Random(20)
    sent: list[list[Change]] = []
    for _turn in range(60):
        if sent and chance.random() < 0.3:
            gone = sent.pop(chance.randrange(len(sent)))
            put(*(Change(c.area_code, c.kind, c.channel, c.product_type, c.state, -c.satang, -c.reports) for c in gone))
            continue
        fresh = report(
            chance.choice(AREAS),
            satang=chance.randrange(10**9),
            state=chance.choice(STATES),
            kind=chance.choice(KINDS),
            channel=chance.choice(CHANNELS),
            product_type=chance.choice(("", "food")),
        )
        sent.append(fresh)
        put(*fresh)
    wanted = sum(change.satang for changes in sent for change in changes)
    assert queries.by_month("", [MONTH])[MONTH].total == wanted
    assert queries.by_month("", [MONTH])[MONTH].producer_months == len(sent)
    for area in ("", "40", "4015"):
        inside = queries.by_area(area, [MONTH])
        whole = queries.by_month(area, [MONTH])[MONTH]
        assert sum((one.total for one in inside.values()), 0) == whole.total
        assert sum(one.producer_months for one in inside.values()) == whole.producer_months


@pytest.mark.django_db
def test_a_filter_reads_what_was_split() -> None:
    put(*report("401508", satang=70, product_type="food"), *report("401508", satang=30, kind="sme"))
    assert queries.by_month("40", [MONTH], queries.Filters(product_type="food"))[MONTH].total == 70
    assert queries.by_month("", [MONTH], queries.Filters(kind="sme"))[MONTH].total == 30
    assert queries.by_kind("40", [MONTH])["group", "food"].in_village == 70


@pytest.mark.django_db
def test_zero_and_missing_are_two_things() -> None:
    put(*report("401508", satang=0, state="zero"))
    found = queries.by_month("4015", [MONTH, 202411])
    assert (found[MONTH].zeros, found[MONTH].total) == (1, 0)
    assert 202411 not in found


@pytest.mark.django_db
def test_more_cannot_be_taken_than_there_is() -> None:
    put(*report("401508", satang=10))
    with pytest.raises(IntegrityError):
        put(*report("401508", satang=20, sign=-1))
    assert queries.by_month("40", [MONTH])[MONTH].total == 10


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_shifted() -> None:
    with pytest.raises(RuntimeError):
        shift(month=MONTH, changes=report("401508"))


@pytest.mark.django_db
def test_restating_mends_what_is_wrong_and_only_that() -> None:
    right = [*report("401508", satang=500), *report("401508", satang=40, kind="sme")]
    put(*right)
    with transaction.atomic():
        assert restate(month=MONTH, area_code="401508", changes=right) == 0
        put(*report("401508", satang=60))
        assert restate(month=MONTH, area_code="401508", changes=right) == 1
    assert queries.by_month("", [MONTH])[MONTH].total == 540
    assert FigureMonth.objects.get(level=6, kind="group").reports == 1
