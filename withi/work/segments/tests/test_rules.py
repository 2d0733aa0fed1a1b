"""The table of segments: every combination, what decides, what blocks, what a new table may be."""

from datetime import date
from itertools import product

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.problem import Problem
from withi.work.segments import rules
from withi.work.segments.queries import first
from withi.work.segments.rules import GROUPS, LETTERS, OPTIONS, Segment, Table, Version
from withi.work.segments.tests.factory import OF_A, OF_B, OF_C, OF_NONE, ONLY_STANDARD

# The department's table, written here a second time and in another shape.
WRITTEN = {
    Segment.A: "1.1|1.2 2.1 3.1|3.2 4.1 5.1",
    Segment.B: "1.1|1.2 2.2|2.3 3.3 4.2 5.1|5.2|5.3|5.4",
    Segment.C: "1.1|1.2 2.2|2.3 3.2 4.3|4.4 5.1|5.3|5.4",
}
TABLE = first().table()
some_answers = st.tuples(*(st.sampled_from([*OPTIONS[group], ""]) for group in GROUPS))


def written(answers: tuple[str, ...]) -> set[Segment]:
    """The segments that take these answers by the text of the table."""
    found = {
        letter
        for letter, text in WRITTEN.items()
        if all(answer in part.split("|") for answer, part in zip(answers, text.split(), strict=True))
    }
    return found | ({Segment.D} if answers[0] == "1.3" else set())


def test_every_combination_falls_where_the_department_puts_it() -> None:
    combinations = list(rules.every())
    assert len(combinations) == len(set(combinations)) == 3 * 3 * 3 * 4 * 4
    for answers in combinations:
        fits = written(answers)
        assert len(fits) <= 1, answers
        verdict = rules.judge(TABLE, answers)
        assert verdict.segment == (next(iter(fits)) if fits else Segment.REVIEW), answers
        assert verdict.fits == tuple(fits), answers


def test_each_segment_takes_so_many_combinations() -> None:
    counts = dict.fromkeys(Segment, 0)
    for answers in rules.every():
        counts[rules.judge(TABLE, answers).segment] += 1
    assert [counts[segment] for segment in Segment] == [4, 16, 24, 144, 432 - 144 - 44, 0]


@given(some_answers)
def test_missing_answers_never_place_a_product_but_in_the_last_segment(answers: tuple[str, ...]) -> None:
    verdict = rules.judge(TABLE, answers)
    if "" in answers:
        assert verdict.segment == (Segment.D if answers[0] == "1.3" else Segment.OPEN)


@given(some_answers)
def test_what_blocks_is_just_what_has_to_change(answers: tuple[str, ...]) -> None:
    verdict = rules.judge(TABLE, answers)
    if verdict.goal is None:
        assert verdict.blocks == ()
        return
    assert verdict.blocks
    ways = [TABLE.takes[verdict.goal][GROUPS.index(group)] for group in verdict.blocks]
    for chosen in product(*ways):
        mended = list(answers)
        for group, answer in zip(verdict.blocks, chosen, strict=True):
            mended[GROUPS.index(group)] = answer
        assert rules.judge(TABLE, tuple(mended)).segment == verdict.goal
    for group in verdict.blocks:
        assert answers[GROUPS.index(group)] not in TABLE.takes[verdict.goal][GROUPS.index(group)]


@given(some_answers)
def test_the_deciding_groups_rule_out_every_other_segment(answers: tuple[str, ...]) -> None:
    verdict, groups = rules.judge(TABLE, answers), rules.deciding(TABLE, answers)
    if verdict.segment not in LETTERS:
        assert groups == ()
        return
    others = [letter for letter in LETTERS if letter is not verdict.segment]
    assert all(set(TABLE.blocks(letter, answers)) & set(groups) for letter in others)


@pytest.mark.parametrize(
    ("answers", "segment", "goals", "blocks", "nearer"),
    [
        (ONLY_STANDARD, "D", ("C",), ("1",), ()),
        (("1.3", "2.2", "3.3", "4.2", "5.2"), "D", ("C",), ("1", "3", "4", "5"), ("B",)),
        (("1.3", "2.1", "3.2", "4.1", "5.1"), "D", ("C",), ("1", "2", "4"), ("A",)),
        (("1.3", "", "", "", ""), "D", ("C",), ("1", "2", "3", "4", "5"), ()),
        (OF_A, "A", (), (), ()),
        (OF_B, "B", (), (), ()),
        (OF_C, "C", (), (), ()),
        (OF_NONE, "review", ("C",), ("2",), ()),
        (("1.1", "2.1", "3.3", "4.2", "5.1"), "review", ("B",), ("2",), ()),
        (("1.1", "", "3.1", "4.1", "5.1"), "open", (), (), ()),
    ],
)
def test_verdicts(
    answers: tuple[str, ...], segment: str, goals: tuple[str, ...], blocks: tuple[str, ...], nearer: tuple[str, ...]
) -> None:
    verdict = rules.judge(TABLE, answers)
    assert (verdict.segment, verdict.goals, verdict.blocks, verdict.nearer) == (segment, goals, blocks, nearer)


def test_what_decides() -> None:
    assert rules.deciding(TABLE, ONLY_STANDARD) == ("1",)
    assert rules.deciding(TABLE, OF_A) == ("1", "2")
    assert rules.deciding(TABLE, OF_NONE) == ()


def changed(letter: Segment, answers: list[str]) -> Table:
    return rules.table_of({**first().body["rules"], letter.value: answers})


def test_a_combination_that_fits_two_is_said_and_placed_nowhere() -> None:
    doubled = changed(Segment.A, [*first().body["rules"]["C"]])
    verdict = rules.judge(doubled, OF_C)
    assert (verdict.segment, verdict.fits, verdict.goals) == (Segment.REVIEW, (Segment.A, Segment.C), ())
    with pytest.raises(Problem) as refused:
        rules.check(doubled)
    assert refused.value.code == "segments.overlap"
    assert refused.value.values["found"] == "A, C"


def test_a_segment_that_takes_nothing_in_particular_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        rules.check(changed(Segment.B, []))
    assert refused.value.code == "segments.empty"
    rules.check(TABLE)


def test_an_answer_that_its_group_does_not_have_is_refused() -> None:
    rules.check_answers(("1.3", "", "", "", ""))
    for answers in (("2.1", "", "", "", ""), ("1.4", "", "", "", ""), ("", "", "", "", "x")):
        with pytest.raises(Problem):
            rules.check_answers(answers)


def test_the_first_version_has_every_text_and_says_that_it_is_not_confirmed() -> None:
    version = first()
    assert not version.is_confirmed
    assert all(version.name(letter) for letter in LETTERS)
    assert all(version.option(option) for group in GROUPS for option in OPTIONS[group])
    assert all(version.group(group) and version.service(group) for group in GROUPS)


def test_every_text_of_the_first_version_stands_in_english_beside_the_thai() -> None:
    with translation.override("en"):
        version = first()
    for part in ("names", "groups", "options", "services"):
        assert version.body[part].keys() == version.body[f"{part}_en"].keys()
        assert all(version.text(part, code).isascii() for code in version.body[part])


def test_a_text_without_english_is_told_in_thai() -> None:
    body = {"names": {"A": "ดาวเด่น", "B": "เอกลักษณ์"}, "names_en": {"B": "Own"}}
    version = Version(2, date(2026, 1, 1), "", is_confirmed=False, body=body, lang="en")
    assert (version.name("A"), version.name("B"), version.name("review")) == ("ดาวเด่น", "Own", "")
