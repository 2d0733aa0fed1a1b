"""What a report says of communities, without a database."""

from dataclasses import replace
from datetime import date

import pytest

from withi.faces.followup import rules
from withi.faces.followup.rules import Reason, Standing

TODAY = date(2026, 11, 27)
MONTHS = (202610, 202611)
FRESH = date(2026, 11, 20)
GOOD = Standing(
    1, "บ้านดี", "", "401508", "open", FRESH, FRESH, times=2, last_given=FRESH,
    reports=((202610, 100), (202611, 0)), scans=4, prints=2, built=1, seen=1,
)  # fmt: skip


def test_nothing_asks_for_a_look_where_all_is_known_and_well() -> None:
    assert rules.reasons(GOOD, MONTHS, TODAY) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"confirmed_on": None}, Reason.UNSAID),
        ({"receiving": "paused"}, Reason.CLOSED),
        ({"reports": ()}, Reason.SILENT),
        ({"facts_on": date(2026, 9, 1)}, Reason.UNCONFIRMED),
        ({"outdated": 1}, Reason.OUTDATED),
        ({"times": 0}, Reason.UNSUPPORTED),
        ({"untold": 3}, Reason.UNTOLD),
    ],
)
def test_each_reason_stands_for_itself(change: dict[str, object], reason: Reason) -> None:
    assert rules.reasons(replace(GOOD, **change), MONTHS, TODAY) == (reason,)  # type: ignore[arg-type]  # reason: one field each


def test_a_community_that_gave_up_owes_no_month_and_asks_only_for_its_prints() -> None:
    gone = replace(GOOD, receiving="ceased", reports=(), confirmed_on=date(2020, 1, 1), times=0, prints=0)
    assert rules.reasons(gone, MONTHS, TODAY) == ()
    assert rules.reasons(replace(gone, prints=1), MONTHS, TODAY) == (Reason.OUTDATED,)
    assert gone.due(MONTHS) == 0


def test_not_reported_is_no_zero() -> None:
    silent = replace(GOOD, reports=())
    assert (silent.satang, replace(GOOD, reports=((202610, 0),)).satang) == (None, 0)
    assert rules.by_month([GOOD, silent], (202609, *MONTHS)) == [None, 100, 0]


def test_sums_say_of_how_many() -> None:
    rows = [GOOD, replace(GOOD, pk=2, reports=(), scans=None), replace(GOOD, pk=3, confirmed_on=None, times=0)]
    found = rules.totals(rows, MONTHS, TODAY)
    assert (found.communities, found.taking, found.unsaid, found.supported, found.supported_taking) == (3, 2, 1, 2, 2)
    assert (found.come, found.due, found.silent, found.whole, found.satang) == (4, 6, 1, 2, 200)
    assert (found.scans, found.scanned) == (8, 2)


def test_those_with_most_reasons_come_first_then_the_heaviest() -> None:
    few, many = replace(GOOD, pk=2, outdated=1), replace(GOOD, pk=3, reports=(), times=0)
    heavy = replace(GOOD, pk=4, receiving="paused")
    found = rules.first_looked_at([GOOD, few, heavy, many], MONTHS, TODAY)
    assert [one.pk for one, _why in found] == [3, 4, 2]


def test_years_and_the_months_that_have_ended() -> None:
    assert rules.years(TODAY) == [2570, 2569, 2568]
    assert rules.months_of(2570, TODAY) == (202610,)
    assert len(rules.months_of(2569, TODAY)) == 12
    assert rules.years(date(2026, 10, 15)) == [2569, 2568, 2567]
