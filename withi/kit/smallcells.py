"""Which figures of neighbouring areas are not shown to people outside them, so that no single reporter can be read off.

A figure stands on too few where fewer than five report or one makes more than four fifths. What is hidden together must
itself stand on enough: else the total of the area above, less the figures shown, would give it away.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 5
MOST_TENTHS: Final = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """An area's figure: how many report, what they report together, and the largest of them."""

    reporters: int
    total: int
    largest: int

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.reporters + other.reporters, self.total + other.total, max(self.largest, other.largest))


NOTHING: Final = Cell(0, 0, 0)


def stands_on_enough(cell: Cell) -> bool:
    """Whether nobody can be read off the figure; where nobody reports there is nobody to read off."""
    if not cell.reporters:
        return True
    return cell.reporters >= FEWEST and cell.largest * 10 <= cell.total * MOST_TENTHS


def hidden(cells: Mapping[str, Cell]) -> frozenset[str]:
    """The codes to hide among areas whose total is shown; cells hold only what the reader does not know anyway.

    After those that stand on too few, the smallest others follow until at least two are hidden and all of them
    together stand on enough. Where that cannot be reached, everything is hidden, and the area around them stands on
    too few itself.
    """
    free = {code: cell for code, cell in cells.items() if cell.reporters}
    out = {code for code, cell in free.items() if not stands_on_enough(cell)}
    if not out:
        return frozenset()
    rest = sorted(free.keys() - out, key=lambda code: (free[code].total, free[code].reporters, code))
    for code in rest:
        if len(out) > 1 and stands_on_enough(together(free, out)):
            break
        out.add(code)
    return frozenset(out)


def hidden_in_groups(
    periods: Sequence[Mapping[str, Cell]], group_of: Callable[[str], str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Groups and areas to hide in all of several periods, where the totals of groups of areas are shown as well.

    A group that is not shown shows none of its areas; in the others they are hidden as among themselves.
    """
    grouped = [_grouped(cells, group_of) for cells in periods]
    closed = frozenset[str]().union(
        *(hidden({name: together(some, some) for name, some in groups.items()}) for groups in grouped)
    )
    out = {
        code
        for groups in grouped
        for name, some in groups.items()
        for code in (some.keys() if name in closed else hidden(some))
    }
    return closed, frozenset(out)


def _grouped(cells: Mapping[str, Cell], group_of: Callable[[str], str]) -> dict[str, dict[str, Cell]]:
    groups: dict[str, dict[str, Cell]] = {}
    for code, cell in cells.items():
        groups.setdefault(group_of(code), {})[code] = cell
    return groups


def together(cells: Mapping[str, Cell], codes: Collection[str]) -> Cell:
    """The figure that several areas have together."""
    whole = NOTHING
    for code in codes:
        whole += cells[code]
    return whole
