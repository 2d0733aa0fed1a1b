"""What is assumed, what a trip is planned from, and what a button does to it."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from withi.faces.planner import edits, rules
from withi.faces.planner.rules import Basis, Candidate, State, Wish
from withi.kit import travel

TODAY, SATURDAY = date(2026, 11, 26), date(2026, 12, 5)
HERE, NEAR = (15.68, 102.79), (15.75, 102.83)


def wish(**fields: object) -> Wish:
    ordinary: dict[str, object] = {
        "first": SATURDAY, "days": 2, "begin": 540, "end": 1020, "company": "couple", "party": 4, "community": 1,
    }  # fmt: skip
    return Wish(**(ordinary | fields))  # type: ignore[arg-type]


def candidate(pk: int, kind: str = "activity", **fields: object) -> Candidate:
    ordinary: dict[str, object] = {
        "community": 1, "point": HERE, "price": 10_000, "unit": "person", "capacity": None, "verified": None,
        "notice": 0, "smallest": 1, "closed": frozenset(),
    }  # fmt: skip
    return Candidate(id=pk, kind=kind, **(ordinary | fields))  # type: ignore[arg-type]


def basis(*more: Candidate, **fields: object) -> Basis:
    own = [candidate(1), candidate(2, "food"), candidate(3, "attraction", point=NEAR), candidate(4, "homestay")]
    return rules.basis_of(wish(**fields), [*own, *more], HERE, TODAY)


def state(*routes: tuple[int | None, ...]) -> State:
    return State(routes=routes, nights=(4, None))


@pytest.mark.parametrize(
    ("told", "days"),
    [("", set()), ("วันพระ", set()), ("วันจันทร์", {0}), ("ทุกวันพุธและวันพฤหัสบดี", {2, 3}), ("เสาร์-อาทิตย์", {5, 6})],
)
def test_days_of_the_week_are_read_and_nothing_else(told: str, days: set[int]) -> None:
    assert rules.closed_weekdays(told) == days


def test_a_closed_day_has_no_hours() -> None:
    made = basis(candidate(5, closed=frozenset({5})))
    item = made.item(5)
    assert item is not None
    assert item.windows == [[], [[540, 960]]]


def test_prices_are_for_all_of_the_party_where_they_are_by_head() -> None:
    assert rules.fee_of(10_000, "person", 4) == 40_000
    assert rules.fee_of(10_000, "group", 4) == 10_000
    assert rules.fee_of(None, "", 4) == 0


def test_taste_nearness_and_a_late_confirmation_count() -> None:
    plain = rules.worth(candidate(1), wish(), HERE, TODAY)
    assert rules.worth(candidate(1), wish(tastes=("do",)), HERE, TODAY) > plain
    assert rules.worth(candidate(1, point=NEAR), wish(), HERE, TODAY) < plain
    assert rules.worth(candidate(1, verified=TODAY), wish(), HERE, TODAY) > plain
    assert rules.worth(candidate(1, community=2), wish(), HERE, TODAY) < plain


def test_a_basis_comes_back_from_its_json_as_it_was() -> None:
    made = basis()
    assert Basis.of_json(made.as_json()) == made
    one = state((1, None), (3,))
    assert State.of_json({**one.as_json(), "routes": [[1, None], [3]]}) == one


def test_a_start_of_ones_own_is_kept_as_a_neighbourhood_only() -> None:
    made = basis(lat=15.712345, lon=102.798765)
    assert made.points[0] == [15.71, 102.8]
    assert made.own_start
    assert made.wish["lat"] is None


def test_very_many_stops_are_cut_to_the_best() -> None:
    many = [candidate(10 + number, "structure") for number in range(400)]
    made = basis(*many)
    assert len(made.items) == rules.MOST_STOPS
    assert {1, 2, 3} <= {one.id for one in made.items}


def test_times_are_those_of_the_order_and_trouble_is_told() -> None:
    fine = rules.timed(basis(), state((1, 2), (3,)))
    assert fine.trouble == []
    assert [visit.start for visit in fine.visits[0]] == [540, 660]
    late = rules.timed(basis(begin=900), state((1, 2), (3,)))
    assert {reason for _day, _stop, reason in late.trouble}


def test_a_stop_moves_and_goes_over_the_edge_of_its_day() -> None:
    one = state((1, 2), (3,))
    assert edits.moved(one, 1, 1).routes == ((2, 1), (3,))
    assert edits.moved(one, 2, 1).routes == ((1,), (2, 3))
    assert edits.moved(one, 3, -1).routes == ((1, 2, 3), ())
    assert edits.moved(one, 1, -1).routes == one.routes
    assert edits.moved(one, 99, 1) == one


def test_pins_come_and_go_and_a_removed_stop_loses_its_pin() -> None:
    one = edits.pinned(state((1, 2), (3,)), 1)
    assert one.pinned == (1,)
    assert edits.pinned(one, 1).pinned == ()
    gone = edits.without(one, 1)
    assert (gone.routes, gone.pinned, gone.removed) == (((2,), (3,)), (), (1,))


def test_another_one_fits_and_does_not_come_back() -> None:
    made, one = basis(candidate(5), candidate(6, closed=frozenset({5, 6}))), state((1, 2), (3,))
    assert edits.other_for(made, one, 1) == 5
    after = edits.exchanged(one, 1, 5)
    assert (after.routes[0], after.removed) == ((5, 2), (1,))
    assert edits.other_for(made, after, 5) is None


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_another_one_is_the_first_that_whole_timing_lets_in(dice: Random) -> None:
    def somewhere() -> tuple[float, float]:
        return HERE[0] + dice.uniform(0, 0.3), HERE[1] + dice.uniform(0, 0.3)

    def opened() -> str:
        return dice.choice(
            ["", "Mo-Su 08:00-10:00", "Mo-Su 13:00-15:00", "Mo-Su 09:00-10:00,14:00-17:00", "Su 09:00-11:00"]
        )

    places = [
        candidate(pk, dice.choice(["activity", "food"]), point=somewhere(), hours=opened()) for pk in range(10, 26)
    ]
    made = basis(*places, company=dice.choice(["couple", "elders"]))
    asked = state((10, None, 11, 12), (13, 14, None)[: dice.randrange(2, 4)])
    if rules.timed(made, asked).trouble and dice.random() < 0.8:
        asked = state((10, None), (13,))
    for stop in (10, 13, 14):
        timings = (
            (one.id, rules.timed(made, edits.exchanged(asked, stop, one.id)))
            for one in edits.instead_of(made, asked, stop)
        )
        before = len(rules.timed(made, asked).trouble)
        expected = next((pk for pk, times in timings if len(times.trouble) <= before), None)
        assert stop not in asked.visited or edits.other_for(made, asked, stop) == expected


def test_hours_of_a_version_stay() -> None:
    assert rules.hours_on(date(2020, 1, 1)).version == rules.HOURS[0].version
    assert {one.version for one in rules.HOURS} >= {basis().hours}
    assert basis().travel in travel.TABLES


def test_what_a_community_told_goes_before_ordinary_hours() -> None:
    first = wish().first
    closed = f"{first.year} {first:%b} {first.day:02d} off"
    line = f"Mo-Su 07:00-08:30; {closed}"
    weekend = candidate(7, hours="Sa-Su 07:00-08:30")
    told = candidate(5, hours=line, minutes=20)
    some = [told, candidate(6), weekend, candidate(8, hours=line, closed=frozenset(range(7)))]
    items = {one.id: one for one in basis(*some, days=3).items}
    assert items[5].windows == [[], [[420, 510]], [[420, 510]]]
    assert (items[5].minutes, items[5].told) == (20, True)
    assert (items[6].windows[0], items[6].minutes, items[6].told) == ([[540, 960]], 90, False)
    assert (items[7].windows, items[7].told) == ([[[420, 510]], [[420, 510]], [[540, 960]]], False)
    assert items[8].windows == [[], [], []]
