"""What a print is: its stamp, what changed, what found no room, and where things stand on a plan."""

import math

import pytest

from withi.faces.printing import prints

CENTRE = (15.75, 102.8)


def test_a_stamp_is_made_of_the_facts_alone() -> None:
    assert prints.stamp_of({"phone": "1", "name": "ก"}) == prints.stamp_of({"name": "ก", "phone": "1"})
    assert prints.stamp_of({"phone": "1"}) != prints.stamp_of({"phone": "2"})
    assert prints.stamp_of({"phone": "1"}) != prints.stamp_of({"line": "1"})


def test_a_stamp_stays_the_same_for_ever() -> None:
    """It stands on paper: another way of making it would call every print out of date."""
    assert prints.stamp_of({"phone": "043-000-000", "name": "บ้านดงเค็ง"}) == "PYG2B7"


def test_what_changed_is_named_and_what_is_new_is_no_fault() -> None:
    printed = {"phone": "1", "asset:1": "แพ", "name": "ก"}
    assert prints.changes(printed, {"phone": "2", "name": "ก", "asset:2": "ใหม่"}) == [
        prints.Change("phone", "1", "2"),
        prints.Change("asset:1", "แพ", ""),
    ]
    assert prints.changes(printed, {**printed, "line": "x"}) == []


def test_what_found_no_room_is_not_shown() -> None:
    facts = {"asset:1": "ก", "asset:1/text": "ข", "asset:2": "ค", "asset:2/text": "ง", "story": "จ"}
    assert prints.shown(facts, ["asset:1", "asset:2/text", "story"]) == {"asset:2": "ค"}


def test_sharpness_is_told_for_what_is_seen_of_the_photo() -> None:
    assert prints.dots((1600, 1067), (103, 90)) == 301
    assert prints.dots((1067, 1600), (103, 90)) == 263
    assert prints.dots((600, 400), (130, 88)) == 115


def test_a_plan_has_north_above_and_says_how_far() -> None:
    north, east = prints.plan_of(CENTRE, [(15.76, 102.8), (15.75, 102.81)])
    assert north.y == pytest.approx(-prints.REACH)
    assert north.x == pytest.approx(0)
    assert east.x > 0.3
    assert east.km == pytest.approx(1.07, abs=0.02)


def test_nothing_on_a_plan_covers_another() -> None:
    points = prints.plan_of(CENTRE, [CENTRE] * prints.MOST_POINTS)
    spots = [(0.0, 0.0), *((point.x, point.y) for point in points)]
    apart = [math.dist(one, other) for at, one in enumerate(spots) for other in spots[at + 1 :]]
    assert min(apart) > prints.APART * 0.8
    assert max(abs(side) for spot in spots for side in spot) <= 0.46
