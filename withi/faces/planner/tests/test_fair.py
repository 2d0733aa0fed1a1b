"""Who is sent more guests and who fewer, a day of rain, and a stop set down elsewhere; all without a database."""

from datetime import date, timedelta
from itertools import product

import pytest

from withi.faces.planner import edits, fair, rain, rules
from withi.faces.planner.fair import Standing
from withi.faces.planner.tests.test_rules import NEAR, TODAY, basis, candidate, state

LATELY = TODAY - timedelta(days=10)


def standing(pk: int, **fields: object) -> Standing:
    ready: dict[str, object] = {
        "province": "40", "can_be_called": True, "confirmed": LATELY, "fresh_stops": 3, "agreed": True,
    }  # fmt: skip
    return Standing(id=pk, **(ready | fields))  # type: ignore[arg-type]


def weights(*signals: dict[int, int], **fields: object) -> list[int]:
    """Of two communities, whose second one is as told."""
    found = fair.weighed([standing(1), standing(2, **fields)], signals, TODAY)
    return [one.weight for one in found]


def test_who_had_more_than_a_share_counts_less_and_who_had_less_counts_more() -> None:
    assert weights({1: 90, 2: 10}) == [850, 1150]
    assert weights({1: 52, 2: 48}) == [962, 1042]
    assert weights({1: 100, 2: 0}) == [850, 1150]


@pytest.mark.parametrize(
    ("called", "confirmed", "stops", "agreed"),
    list(product([True, False], [LATELY, TODAY - timedelta(days=181), None], [1, 0], [True, False])),
)
def test_an_unready_village_never_gains(called: bool, confirmed: date | None, stops: int, agreed: bool) -> None:
    told = {"can_be_called": called, "confirmed": confirmed, "fresh_stops": stops, "agreed": agreed}
    may_gain = called and confirmed == LATELY and stops > 0 and agreed
    assert weights({1: 90, 2: 10}, **told)[1] == (1150 if may_gain else 1000)
    assert weights({1: 10, 2: 90}, **told)[1] == 850, "but it counts less like every other"


def test_what_was_not_counted_is_not_zero() -> None:
    assert weights({1: 500}) == [1000, 1000], "one alone has no share"
    assert weights({1: 20, 2: 5}) == [1000, 1000], "25 guests say nothing yet"
    both = fair.weighed([standing(1), standing(2), standing(3)], [{1: 50, 2: 50}, {1: 30, 2: 30, 3: 30}], TODAY)
    assert [(one.served, one.signals) for one in both] == [(1000, 2), (1000, 2), (1000, 1)]


# --- rain ----------------------------------------------------------------------------------------


def test_on_a_wet_day_open_places_count_a_quarter_and_roofs_all() -> None:
    made, one = basis(), state((1, 2), (3,))
    dry = {stop.id: stop.score for stop in rules.stops(made)}
    wet = {stop.id: stop for stop in rain.stops(made, one, 0)}
    assert wet[1].score == dry[1]
    assert wet[3].score == dry[3] // 4
    assert wet[3].forbidden, "it stands in the other day"
    assert not wet[1].forbidden
    assert all(len(stop.windows) == 1 for stop in wet.values())


def test_a_wet_day_begins_and_ends_in_its_beds_and_pays_what_is_left() -> None:
    made, one = basis(budget=200_000), state((1, 2), (3,))
    bed = made.item(4)
    assert bed is not None
    first, last = rain.journey(made, one, 0), rain.journey(made, one, 1)
    assert (first.days[0].start, first.days[0].end) == (0, bed.place)
    assert (last.days[0].start, last.days[0].end) == (bed.place, 0)
    assert first.budget == 200_000 - 40_000 - 40_000
    assert last.lead == (first.lead or 0) + 1


def test_what_rain_took_out_is_told_and_a_pin_in_the_open_is_let_go() -> None:
    one = edits.pinned(state((1, 3), (2,)), 3)
    wet = rain.answered(one, 0, (1,))
    assert (wet.routes, wet.wet, wet.pinned) == (((1,), (2,)), (0,), ())
    assert wet.left_out == ((3, rain.RAIN),)
    assert rules.State.of_json(wet.as_json()) == wet


def test_roofs_of_a_version_stay() -> None:
    assert rain.roofs_on(date(2020, 1, 1)) == rain.ROOFS[0]
    assert rain.roofs_on(TODAY).kinds == {"activity", "wisdom", "food", "homestay"}


# --- set down elsewhere --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stop", "day", "place", "routes"),
    [
        (1, 0, 1, ((2, 1, None), (3,))),
        (1, 0, 99, ((2, None, 1), (3,))),
        (1, 1, 0, ((2, None), (1, 3))),
        (3, 0, 2, ((1, 2, 3, None), ())),
        (1, 7, 0, ((1, 2, None), (3,))),
        (99, 0, 0, ((1, 2, None), (3,))),
    ],
)
def test_a_stop_is_set_down(stop: int, day: int, place: int, routes: tuple[tuple[int | None, ...], ...]) -> None:
    assert edits.placed(state((1, 2, None), (3,)), stop, day, place).routes == routes


def test_a_community_closed_on_holidays_has_no_hours_then() -> None:
    songkran = date(2027, 4, 13)
    shut = candidate(5, off=frozenset({"songkran"}), point=NEAR)
    item = basis(shut, first=songkran - timedelta(days=1)).item(5)
    assert item is not None
    assert item.windows == [[[540, 960]], []]
