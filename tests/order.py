"""In which order the processes of a run take the tests: each begins with its part of the long ones."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def long_first(tests: Iterable[T], processes: int, is_long: Callable[[T], bool]) -> list[T]:
    """The same tests, so that each process has as many long ones as the others, and before all else.

    pytest-xdist hands the list out in as many pieces as there are processes, and who has done his takes from the end of
    another's; so what is left at the end is short, and all end at the same time.
    """
    every = list(tests)
    long, short = [one for one in every if is_long(one)], iter([one for one in every if not is_long(one)])
    order: list[T] = []
    for place in range(processes):
        size, own = (len(every) - len(order)) // (processes - place), long[place::processes]
        order += [*own, *islice(short, max(size - len(own), 0))]
    return [*order, *short]
