"""The looms: each builds the threads of one technique as rows of digits, 0 ground and 1 to 3 the dyed threads.

A loom writes the left half of its cloth, axis included, because a weaver repeats it mirrored; mudmee, mat and hol are
mirrored downward too and write a quarter. What a loom chooses, it chooses from the village's dice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from typing import TypeVar

Rows = list[str]
Cell = Callable[[int, int], int]
T = TypeVar("T")


class Dice:
    """Choices that are the same for ever for one text: bytes of its BLAKE2s hash, taken in turn."""

    def __init__(self, text: str) -> None:
        self._bytes = blake2s(text.encode()).digest()
        self._at = 0

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        value = self._bytes[self._at % len(self._bytes)]
        self._at += 1
        return options[value % len(options)]


def threads(columns: int, rows: int, cell: Cell) -> Rows:
    """Rows 0 to `rows` of columns 0 to `columns` (both axes included), as a cell function of the distance from them."""
    return ["".join(str(cell(x, y)) for x in range(columns + 1)) for y in range(rows + 1)]


# Borders, left half; a space is ground. Their length divides 8, so they meet their mirror image at both axes.
BORDERS: dict[str, Rows] = {
    "teeth": ["#   ", "## #", "####"],
    "beads": [" ## ", "####", " ## "],
    "zigzag": ["#      #", "##    ##", " ##  ## ", "  ####  ", "   ##   "],
    "hooks": ["####### ", "#     # ", "# ### # ", "#   # # ", "##### # "],
    "lozenge": ["   #    ", "  ###   ", " ## ##  ", "  ###   ", "   #    "],
    "key": ["###### #", "#    # #", "# ## # #", "# #### #"],
    "leaves": ["#   #   ", " # #   #", "  #   # ", " # #   #", "#   #   "],
    "stars": ["#   #   ", "  #   # ", " ### ###", "  #   # ", "#   #   "],
}
BIRD = [
    "       ##    ",
    "      ####   ",
    "       ## #  ",
    "##    ##  ## ",
    " ##  ####  # ",
    "  ########## ",
    "   #######  #",
    "    #####  ##",
    "     # #  ###",
    "    ## ## ## ",
]


def border(name: str, columns: int, thread: int) -> Rows:
    """A narrow border in one thread."""
    return [
        "".join(str(thread) if line[x % len(line)] == "#" else "0" for x in range(columns + 1))
        for line in BORDERS[name]
    ]


def birds(columns: int, thread: int) -> Rows:
    """A pair of birds that drink from one bowl: the axis at the right end of the half."""
    lines = (line.rjust(columns + 1)[-columns - 1 :] for line in BIRD)
    return [line.replace("#", str(thread)).replace(" ", "0") for line in lines]


def plain(columns: int, thread: int) -> str:
    """One pick of one thread."""
    return str(thread) * (columns + 1)


def ring_colours(size: int, dice: Dice) -> list[int]:
    """Thread of each nested diamond, from the heart (0) over the edge (size) to the opposite heart (2 x size)."""
    heart = dice.pick(([3, 3, 0], [3, 0, 1], [1, 3, 0], [3, 1, 0, 3, 0], [2, 2, 0], [3, 0, 2, 0]))
    step = dice.pick(([1, 1, 0, 0], [1, 0], [2, 1, 0], [1, 1, 0, 2, 0], [1, 2, 0, 0], [2, 0, 1, 1, 0]))
    away = dice.pick(
        ([2, 2, 0, 1, 0, 0], [1, 0, 2, 0, 0], [3, 0, 2, 2, 0, 0, 1, 0], [2, 0, 1, 1, 0, 0], [3, 3, 0, 1, 0])
    )
    inner = (heart + step * size)[: size - 1]
    outer = (away + [0, 0, 2, 0] * size)[:size]
    return [*inner, 1, 1, *reversed(outer)]


def lantern(size: int, dice: Dice) -> Cell:
    """A lantern (khom): nested diamonds, and hooks (kho) that grow from one of them."""
    colours, root = ring_colours(size, dice), size - dice.pick((4, 5, 6))
    spread, cross = dice.pick((4, 5, 6)), dice.pick((0, 2, 3))

    def cell(dx: int, dy: int) -> int:
        ring, along = dx + dy, abs(dx - dy)
        if root <= ring < min(root + 4, size):
            stem, tip = along % spread == 0, ring == root + 2 and along % spread == 2
            return 1 if ring == root or stem or tip else 0
        if ring <= cross and 0 in (dx, dy):
            return 3
        return colours[min(ring, 2 * size)]

    return cell


def chok(dice: Dice) -> Rows:
    """Tin chok, a hem: birds or a border, a row of lanterns, a border, hanging tassels, the plain red end."""
    size = dice.pick((12, 14, 16))
    gap, rule = plain(size, 0), plain(size, 2)
    top = dice.pick(("birds", "hooks", "zigzag", "birds", "key", "stars"))
    head = birds(size, 2) if top == "birds" else border(top, size, 2)
    cell = lantern(size, dice)
    lanterns = threads(size, size, cell)
    whole = [*reversed(lanterns[1:]), *lanterns]
    foot = border(dice.pick(("teeth", "beads", "lozenge", "leaves")), size, 3)
    tassel = dice.pick(
        (["1000", "1000", "1110", "0100"], ["1000", "1010", "1010", "0010"], ["1100", "1100", "0100", "0100"])
    )
    tassels = ["".join(line[x % 4] for x in range(size + 1)) for line in tassel]
    return [rule, gap, *head, gap, rule, gap, *whole, gap, rule, gap, *foot, gap, plain(size, 1), *tassels, gap, gap]


def khit(dice: Dice) -> Rows:
    """Khit: one light thread floats in wide and narrow bands over one ground."""
    size = dice.pick((8, 10, 12, 14))
    gap, rule, dots = plain(size, 0), plain(size, 1), "".join("03"[x % 2] for x in range(size + 1))
    cell = lantern(size, dice)
    field = [line.translate({50: "1", 51: "2"}) for line in threads(size, size, cell)]
    small = border(dice.pick(("zigzag", "lozenge", "leaves", "stars", "key")), size, 2)
    return [gap, rule, gap, *small, gap, rule, gap, dots, gap, *reversed(field[1:]), *field, gap, dots]


def mudmee(dice: Dice) -> Rows:
    """Mudmee, weft ikat: diamonds, naga waves or the naga's hooks, all over or in columns between plain stripes."""
    size, stripe = dice.pick((10, 11, 12, 13)), dice.pick((0, 0, 0, 4, 5))
    motif = dice.pick((_diamonds, _diamonds, _naga, _hooks))(size, dice)
    stripes = dice.pick(([0, 1, 0, 2, 0], [0, 2, 2, 0, 3], [0, 1, 3, 1, 0], [0, 0, 2, 0, 1]))

    def cell(dx: int, dy: int) -> int:
        return stripes[dx - size - 1] if dx > size else motif(dx, dy)

    return threads(size + stripe, size, cell)


def _diamonds(size: int, dice: Dice) -> Cell:
    colours, heart, arm = ring_colours(size, dice), dice.pick((1, 2, 3)), dice.pick((0, 1, 0))

    def cell(dx: int, dy: int) -> int:
        ring = dx + dy
        if arm and 0 in (dx, dy) and heart < ring < size - 2:
            return 2
        return (3 if ring < heart else 1) if ring <= heart else colours[ring]

    return cell


def _naga(size: int, dice: Dice) -> Cell:
    """Waves of the naga beside a spine of small diamonds."""
    colours = dice.pick(([1, 1, 0, 2, 0, 0], [2, 1, 1, 0, 0], [1, 0, 2, 2, 0, 3, 0], [1, 1, 2, 0, 0, 3, 0]))
    bend, core = dice.pick((3, 4, 5)), dice.pick((2, 3))

    def cell(dx: int, dy: int) -> int:
        if dx + dy <= core or (size - dx) + (size - dy) <= core:
            return 3 if dx + dy <= 1 else 1
        wave = dx + abs(dy % (2 * bend) - bend)
        return colours[wave % len(colours)]

    return cell


def _hooks(size: int, dice: Dice) -> Cell:
    """A stepped diamond with the naga's hooks (kho nak) on its flanks, small stars between."""
    edge, tooth, star = size - dice.pick((2, 3)), dice.pick((3, 4)), dice.pick((1, 2, 3))
    rings = {edge: 1, edge - 4: 1, edge - 6: 2} | dict.fromkeys(range(3), 3)

    def cell(dx: int, dy: int) -> int:
        ring, far = dx + dy, 2 * size - dx - dy
        if far <= star + 1:
            return 3 if far <= 1 else 2
        if ring in rings:
            return rings[ring]
        if edge - 4 < ring < edge:
            return 0 if (dx - dy) % tooth else 2
        if edge < ring <= edge + 5:
            is_hook = (dy % tooth == 0 and dx > 1) or (ring == edge + 1 and dx % 2 == 1)
            return int(is_hook)
        return 0

    return cell


def hol(dice: Dice) -> Rows:
    """Hol of Surin and Buriram: columns of tied dashes between thin plain and twisted stripes."""
    orders = ("t1a0t2b0", "t3a1a3t0b2b0", "1a2t0b1t3", "t1b0a3a0b1t2", "0a1t2c2t1a0b3")
    order, height = dice.pick(orders) * 3, dice.pick((8, 10, 12))
    colours, wide = dice.pick(((1, 2, 3), (2, 1, 1), (1, 3, 2), (3, 1, 2))), dice.pick((1, 2, 2, 3))
    beat = {"a": dice.pick((3, 4, 5)), "b": dice.pick((2, 4, 6)), "c": dice.pick((5, 7))}
    columns: list[Cell] = []
    for sign in order[:16]:
        columns += [_column(sign, colours, beat)] * (wide if sign in "abc" else 1)
    size = min(len(columns) - 1, 18)
    return threads(size, height, lambda dx, dy: columns[dx](dx, dy))


def _column(sign: str, colours: tuple[int, int, int], beat: dict[str, int]) -> Cell:
    if sign == "t":
        return lambda dx, dy: (dx + dy) % 2 * 3
    if sign.isdigit():
        return lambda _dx, _dy: int(sign)
    shade = colours["abc".index(sign)]
    return lambda _dx, dy: shade if dy % beat[sign] < beat[sign] // 2 + 1 else 0


# A quarter of each flower, from its heart outward; 0 is ground.
FLOWERS = (
    ["3310", "3220", "1201", "0010"],
    ["310", "120", "001"],
    ["3011", "0120", "1210", "1001"],
    ["22102", "21100", "11000", "00010", "20000"],
    ["3120", "1100", "2020", "0001"],
    ["11001", "13100", "01210", "00100", "10000"],
    ["3301", "3010", "0101", "1010"],
)


def yok(dice: Dice) -> Rows:
    """Yok, brocade: flowers in the eyes of a lattice, two in turn, over a hem of tall cones (kruai choeng)."""
    size = dice.pick((6, 7, 8, 9))
    one, other = dice.pick(FLOWERS), dice.pick(FLOWERS)
    net, steep, tall = dice.pick((1, 1, 2, 0)), dice.pick((2, 3)), dice.pick((7, 9, 11))

    def cell(dx: int, dy: int) -> int:
        ring = dx + dy
        if ring == size and net:
            return net if (dx % 2 or net == 1) else 0
        flower, x, y = (one, dx, dy) if ring < size else (other, size - dx, size - dy)
        return int(flower[y][x]) if y < len(flower) and x < len(flower) and x + y < size - 1 else 0

    def cone(x: int, y: int) -> int:
        side = (size - x) * steep
        if side <= y * 2:
            return 3 if side > y * 2 - 3 and y % 2 else 1 if (y + side) % 3 else 0
        return 2 if x == 0 and y % 2 else 0

    eyes = threads(size, size, cell)
    rule = [plain(size, thread) for thread in (0, 1, 0, 2, 0)]
    hem = ["".join(str(cone(x, y)) for x in range(size + 1)) for y in range(tall)]
    beads = border(dice.pick(("beads", "teeth", "stars")), size, 3)
    return [*eyes, *reversed(eyes[:-1]), *rule, *beads, *rule, *hem, *rule[1:2]]


def namlai(dice: Dice) -> Rows:
    """Nam lai, flowing water, of Nan: stepped waves of tapestry, a hooked border and plain stripes."""
    size, step = dice.pick((8, 10, 12)), dice.pick((2, 3))
    bands = dice.pick(("1112220033", "11122330", "1110330022", "1112223300", "11133222000", "1113302220", "1100220033"))

    def cell(x: int, y: int) -> int:
        return int(bands[(y + x // step) % len(bands)])

    water = threads(size, len(bands) * dice.pick((2, 3)) - 1, cell)
    small = border(dice.pick(("zigzag", "teeth", "leaves", "hooks")), size, 3)
    gap, rule = plain(size, 0), [plain(size, thread) for thread in (1, 1, 0, 2, 0)]
    return [*water, plain(size, 0), *rule, *small, gap, *reversed(rule), gap]


def san(dice: Dice) -> Rows:
    """Reed mat of the east: twill diamonds (dao lom duean, stars around the moon) plaited both ways."""
    size = dice.pick((10, 12, 14, 16))
    pair, third, start = dice.pick((2, 3, 4, 5)), dice.pick((1, 2, 3, 4, 5)), dice.pick((0, 2))
    cross, frame = dice.pick((0, 1, 2)), dice.pick((0, 2, 3))

    def cell(dx: int, dy: int) -> int:
        ring = dx + dy + start
        if frame and max(dx, dy) > size - frame:
            return 3 if (dx + dy) % 4 < 2 else 2
        if cross and min(dx, dy) < cross and ring > 3:
            return 3
        if ring // 2 % (2 * pair) == third:
            return 3
        return 1 if ring % 4 < 2 else 2 if ring // 4 % pair == 0 else 0

    return threads(size, size, cell)


@dataclass(frozen=True)
class Stripe:
    """A stripe of one thread, `width` threads wide, that begins at thread `at`; thread 0 is ground."""

    at: int
    width: int
    thread: int


# Pha khao ma: width and thread of each stripe in turn.
SETTS = (
    "8:0 3:1 1:0 1:1 5:0 2:2",
    "5:0 4:1 1:3 4:1 7:0 1:2 2:0 1:2",
    "6:0 1:1 2:0 1:1 2:0 1:1 5:0 4:2",
    "4:0 5:1 2:0 2:2 8:0 1:3",
    "7:0 2:2 1:1 2:2 6:0 4:1",
    "3:0 1:1 3:0 1:1 3:0 5:2",
    "9:0 1:3 2:0 4:1 1:2 4:1",
    "5:0 2:1 1:0 3:1 1:0 4:1",
    "6:0 3:3 1:2 3:3 6:0 2:1",
    "4:0 1:2 1:0 1:2 1:0 1:2 4:0 3:1",
)


def khaoma(dice: Dice) -> list[Stripe]:
    """The stripes of warp or weft of one check: two setts, then the same back to the first."""
    there = f"{dice.pick(SETTS)} {dice.pick(SETTS)}".split()
    stripes, at = [], 0
    for part in [*there, *reversed(there[1:-1])]:
        width, thread = part.split(":")
        stripes.append(Stripe(at, int(width), int(thread)))
        at += int(width)
    return stripes
