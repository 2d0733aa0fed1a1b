"""Nobody outside can work a single reporter out of what is shown."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit.smallcells import Cell, hidden, hidden_in_groups, stands_on_enough, together

AREAS = st.lists(st.lists(st.integers(0, 1_000), max_size=7), min_size=1, max_size=6)


GROUPS = st.lists(st.tuples(AREAS, AREAS), min_size=1, max_size=4)


def cell(*sold: int) -> Cell:
    return Cell(len(sold), sum(sold), max(sold, default=0))


@pytest.mark.parametrize(
    ("sold", "enough"),
    [
        ((10, 10, 10, 10, 10), True),
        ((10, 10, 10, 10), False),
        ((80, 5, 5, 5, 5), True),
        ((81, 5, 5, 5, 4), False),
        ((0, 0, 0, 0, 0), True),
        ((), True),
    ],
)
def test_five_reporters_and_none_over_four_fifths(sold: tuple[int, ...], enough: bool) -> None:
    assert stands_on_enough(cell(*sold)) is enough


def test_a_second_area_is_hidden_with_the_first() -> None:
    cells = {"1": cell(*[100] * 9), "2": cell(*[10] * 6), "3": cell(50, 50)}
    assert hidden(cells) == {"2", "3"}


def test_two_small_ones_may_not_be_the_only_hidden_ones() -> None:
    """Their sum can be worked out, and of two reporters each would know the other."""
    cells = {"1": cell(*[100] * 9), "2": cell(7), "3": cell(9), "4": cell(*[10] * 6)}
    assert hidden(cells) == {"2", "3", "4"}


def test_an_area_without_reports_hides_nobody() -> None:
    cells = {"1": cell(*[100] * 9), "2": cell(), "3": cell(9)}
    assert hidden(cells) == {"1", "3"}


def test_where_all_stand_on_enough_all_is_shown() -> None:
    assert hidden({"1": cell(*[5] * 5), "2": cell(*[6] * 8)}) == frozenset()


@given(AREAS)
def test_subtracting_what_is_shown_from_the_total_leaves_enough(areas: list[list[int]]) -> None:
    cells = {str(code): cell(*sold) for code, sold in enumerate(areas)}
    out = hidden(cells)
    rest = together(cells, out)
    whole = together(cells, cells.keys())
    assert rest.total == whole.total - together(cells, cells.keys() - out).total
    assert all(stands_on_enough(cells[code]) for code in cells.keys() - out)
    assert not out or (len(out) > 1 and stands_on_enough(rest)) or not stands_on_enough(whole)


def test_no_other_two_periods_give_a_small_one_away() -> None:
    """Hidden in either of two years means hidden in both, and what is hidden together still stands on enough."""
    now = {"1": cell(*[100] * 9), "2": cell(*[10] * 6), "3": cell(50, 50), "4": cell(*[20] * 7)}
    before = {"1": cell(*[90] * 9), "2": cell(*[10] * 6), "3": cell(*[40] * 6), "4": cell(30)}
    both = hidden(now) | hidden(before)
    for year in (now, before):
        assert stands_on_enough(together(year, both))
        shown = chain.from_iterable(combinations(sorted(year.keys() - both), size) for size in (1, 2))
        assert all(stands_on_enough(year[code]) for several in shown for code in several)


@given(GROUPS)
def test_neither_groups_nor_areas_leave_too_few_by_subtraction(groups: list[tuple[list[list[int]], ...]]) -> None:
    """Of groups and areas shown beside the whole, in each of two periods: what is hidden together stands on enough."""
    periods = [
        {f"{place}{at}": cell(*sold) for place, both in enumerate(groups) for at, sold in enumerate(both[period])}
        for period in (0, 1)
    ]
    closed, out = hidden_in_groups(periods, lambda code: code[0])
    for cells in periods:
        wholes: dict[str, Cell] = {}
        for name in sorted({code[0] for code in cells}):
            inside = {code: one for code, one in cells.items() if code[0] == name}
            wholes[name] = together(inside, inside)
            assert inside.keys() <= out if name in closed else enough_or_all(inside, out)
        assert enough_or_all(wholes, closed)


def enough_or_all(cells: dict[str, Cell], out: frozenset[str]) -> bool:
    """Whether what is shown stands on enough, and so does what is hidden, together; or all of it stands on too few."""
    gone = cells.keys() & out
    rest_is_enough = not gone or stands_on_enough(together(cells, gone))
    is_fine = rest_is_enough and all(stands_on_enough(cells[code]) for code in cells.keys() - gone)
    reporting = {code for code, one in cells.items() if one.reporters}
    return is_fine or (gone >= reporting and not stands_on_enough(together(cells, reporting)))
