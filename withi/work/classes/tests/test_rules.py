"""Points, classes and what is missing, by dated tables."""

from dataclasses import replace
from datetime import date

import pytest

from withi.kit.problem import Problem
from withi.work.classes import rules
from withi.work.classes.rules import VERSIONS, WEIGHTS, WHOLE, Cut, Group

FIRST = VERSIONS[0]
FULL = {one.code: one.most for one in FIRST.criteria}
LATER = replace(FIRST, number=2, valid_from=date(2030, 1, 1), cuts=(Cut("A", 90), Cut("B", 0)))


def points_of(total: int) -> dict[str, int]:
    """Every criterion judged, with so many points in all."""
    given = {}
    for code, most in FULL.items():
        given[code] = min(most, total)
        total -= given[code]
    return given


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_the_programmes_weights(version: rules.Version) -> None:
    assert {group: version.most(group) for group in Group} == WEIGHTS
    assert sum(WEIGHTS.values()) == WHOLE
    assert len({one.code for one in version.criteria}) == len(version.criteria)
    least = [cut.least for cut in version.cuts]
    assert least == sorted(least, reverse=True)
    assert least[-1] == 0  # nobody falls out of the table


@pytest.mark.parametrize(
    ("total", "letter"), [(100, "A"), (80, "A"), (79, "B"), (70, "B"), (69, "C"), (60, "C"), (59, "D"), (0, "D")]
)
def test_cut_offs_part_the_classes(total: int, letter: str) -> None:
    verdict = rules.judge(FIRST, points_of(total))
    assert (verdict.total, verdict.letter) == (total, letter)
    assert sum(verdict.groups.values()) == total


def test_what_nobody_judged_is_no_zero() -> None:
    known = {code: most for code, most in FULL.items() if code != "g4"}
    verdict = rules.judge(FIRST, known)
    assert (verdict.total, verdict.letter, verdict.open) == (96, "", ("g4",))
    assert rules.judge(FIRST, known | {"g4": 0}).letter == "A"


@pytest.mark.parametrize("wrong", [-1, 11])
def test_points_stay_within_their_criterion(wrong: int) -> None:
    with pytest.raises(Problem, match=r"classes\.points") as found:
        rules.judge(FIRST, FULL | {"a1": wrong})
    assert found.value.field == "a1"


def test_the_next_class_says_how_much_and_where_from() -> None:
    gap = rules.gap(FIRST, FULL | {"a1": 0, "a2": 3, "g1": 0, "g2": 0})
    assert gap is not None
    assert (gap.letter, gap.points) == ("A", 8)
    assert [(one.code, room) for one, room in gap.room] == [("a1", 10)]  # the most room first, and no more than needed
    low = rules.gap(FIRST, points_of(0))
    assert low is not None
    assert low.letter == "C"
    assert sum(room for _one, room in low.room) >= low.points == 60
    assert rules.gap(FIRST, FULL) is None


def test_a_day_has_the_version_of_its_time() -> None:
    both = (LATER, FIRST)
    assert rules.version_on(date(2029, 12, 31), both) is FIRST
    assert rules.version_on(date(2030, 1, 1), both) is LATER
    assert rules.judge(LATER, points_of(80)).letter == "B"
    assert rules.judge(rules.numbered(1, both), points_of(80)).letter == "A"  # old scores keep their class
    with pytest.raises(Problem, match=r"classes\.before"):
        rules.version_on(date(2001, 1, 1), both)
