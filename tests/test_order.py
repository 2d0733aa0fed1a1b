"""Long tests come first, in every process of a run."""

import pytest

from tests.order import long_first


def pieces(order: list[str], processes: int) -> list[list[str]]:
    """As pytest-xdist hands them out."""
    found: list[list[str]] = []
    rest = order
    for place in range(processes):
        size = len(rest) // (processes - place)
        found, rest = [*found, rest[:size]], rest[size:]
    return found


def is_long(test: str) -> bool:
    return test.startswith("long")


def test_each_process_begins_with_its_part_of_the_long_ones() -> None:
    tests = [f"short {at}" for at in range(40)] + [f"long {at}" for at in range(7)]
    order = long_first(tests, 3, is_long)
    assert sorted(order) == sorted(tests)
    found = pieces(order, 3)
    assert [sum(map(is_long, piece)) for piece in found] == [3, 2, 2]
    assert all(piece == sorted(piece, key=lambda one: not is_long(one)) for piece in found)


@pytest.mark.parametrize("tests", [[], ["long 1"], ["short 1", "long 1", "long 2", "long 3", "long 4", "long 5"]])
def test_none_is_lost_where_there_are_few(tests: list[str]) -> None:
    assert sorted(long_first(tests, 3, is_long)) == sorted(tests)
