"""When stops are reached, whose turn it is, and what is refused; no database."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit import travel
from withi.kit.problem import Problem
from withi.registers.routes import rules
from withi.registers.routes.rules import Halt, Standing

DONG_KHENG, SUPHACHAI = (15.6762, 102.8268), (15.8187, 102.8121)
NINE = time(9)


def test_a_day_adds_stays_and_legs() -> None:
    halts = [Halt(1, DONG_KHENG, 60), Halt(1, SUPHACHAI, 90)]
    first, second = rules.timetable(halts, NINE)
    riding = travel.minutes(DONG_KHENG, SUPHACHAI)
    assert (first.km, first.leg_minutes, first.arrives, first.leaves) == (0, None, 540, 600)
    assert (second.arrives, second.leaves) == (600 + riding, 690 + riding)
    assert second.km == second.leg_km == travel.road_km(DONG_KHENG, SUPHACHAI)


def test_a_new_day_sets_out_from_where_the_last_one_ended() -> None:
    halts = [Halt(1, DONG_KHENG, 60), Halt(2, SUPHACHAI, 60), Halt(2, DONG_KHENG, 60)]
    passed = rules.timetable(halts, NINE)
    assert passed[1].arrives == 540 + travel.minutes(DONG_KHENG, SUPHACHAI)
    assert passed[2].km == pytest.approx(2 * travel.road_km(DONG_KHENG, SUPHACHAI))


def test_kilometres_end_where_a_position_is_missing() -> None:
    passed = rules.timetable([Halt(1, DONG_KHENG, 60), Halt(1, None, 60), Halt(1, SUPHACHAI, 60)], NINE)
    assert [one.km for one in passed] == [0, None, None]
    assert [one.arrives for one in passed] == [540, 600, 660]


def test_a_bicycle_takes_longer() -> None:
    halts = [Halt(1, DONG_KHENG, 60), Halt(1, SUPHACHAI, 60)]
    assert rules.timetable(halts, NINE, "bicycle")[1].arrives > rules.timetable(halts, NINE)[1].arrives


def test_a_day_that_lasts_into_the_night_is_refused() -> None:
    rules.refuse_late(rules.timetable([Halt(1, DONG_KHENG, 600)], time(12)))
    with pytest.raises(Problem, match=r"route\.late"):
        rules.refuse_late(rules.timetable([Halt(1, DONG_KHENG, 600), Halt(1, DONG_KHENG, 15)], time(12)))


@pytest.mark.parametrize(
    ("state", "receiving", "found"),
    [
        ("published", "open", ""),
        ("published", "appointment", ""),
        ("published", "paused", "paused"),
        ("published", "ceased", "ceased"),
        ("waiting", "open", "unpublished"),
        ("draft", "paused", "unpublished"),
    ],
)
def test_what_keeps_a_village_from_being_a_stop(state: str, receiving: str, found: str) -> None:
    assert rules.obstacle(state, receiving) == found


def standing(pk: int, last: date | None = None, entry: int = 0, *, is_open: bool = True) -> Standing:
    return Standing(pk, pk, last, entry, is_open)


def test_turns_go_round() -> None:
    new, old, late = standing(3), standing(2, date(2026, 1, 5), 1), standing(1, date(2026, 2, 1), 2)
    assert [one.pk for one in rules.in_turn([late, old, new])] == [3, 2, 1]
    assert rules.next_host([late, old, standing(3, is_open=False)]) == 2
    assert rules.next_host([standing(1, is_open=False)]) is None


@given(st.integers(1, 6), st.integers(1, 30))
def test_groups_of_one_day_are_spread_evenly(hosts: int, groups: int) -> None:
    day = date(2026, 1, 5)
    stands = {pk: standing(pk) for pk in range(1, hosts + 1)}
    taken = dict.fromkeys(stands, 0)
    for entry in range(1, groups + 1):
        pk = rules.next_host(stands.values())
        assert pk is not None
        stands[pk], taken[pk] = standing(pk, day, entry), taken[pk] + 1
    assert max(taken.values()) - min(taken.values()) <= 1


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("", None),
        ("Mo-Su 09:00-12:00", None),
        ("Mo-Sa 09:00-12:00,13:00-16:00", (0, 1, 2, 3, 4, 5)),
        ("Mo-Sa 09:00-12:00; Su off", (0, 1, 2, 3, 4, 5)),
        ("Sa-Su 08:00-17:00; Mo-Fr off", (5, 6)),
        ("Mo-Su 17:30-20:00", ()),
        ("Mo-Su 09:31-12:00", ()),
        ("Mo-Su 08:00-10:29", ()),
        ("Mo-Su 09:30-10:30", None),
        ("2027 May 08 08:00-22:00", None),
    ],
)
def test_a_stop_lies_within_the_hours_of_what_one_comes_for(line: str, days: tuple[int, ...] | None) -> None:
    """From 9.30 to 10.30; a week that nobody told, and a day that differs by its date, are no closed ones."""
    assert rules.open_days(line, 570, 630) == days


def test_a_day_with_other_hours_is_looked_at_by_its_date() -> None:
    line, festival = "Mo-Su 09:00-17:00; 2027 Apr 13 off", date(2027, 4, 13)
    assert not rules.is_open_on(line, festival, 570, 630)
    assert rules.is_open_on(line, date(2027, 4, 16), 570, 630)
    assert not rules.is_open_on(line, date(2027, 4, 16), 990, 1050)
    assert rules.is_open_on("", festival, 570, 630)


def test_half_a_season_and_a_smaller_largest_group_are_refused() -> None:
    with pytest.raises(Problem, match=r"route\.season"):
        rules.check_season(11, None)
    with pytest.raises(Problem, match=r"route\.group"):
        rules.check_group(5, 4)
    with pytest.raises(Problem, match=r"route\.days"):
        rules.check_days(1, [1, 2])
