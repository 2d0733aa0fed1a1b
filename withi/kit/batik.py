"""Batik of the south: wax lines drawn with a tjanting, petals and leaves filled by brush, waves, and fine crackle.

Coordinates are whole threads of a 64 x 64 tile; the second flower stands half a tile away, so rows never line up.
"""

from dataclasses import dataclass

from withi.kit.looms import Dice

SIZE = 64


@dataclass(frozen=True)
class Flower:
    """One petal or ray drawn upward from the heart, its vein, how many stand around it, and the heart."""

    petal: str
    vein: str
    petals: int
    heart: int


FLOWERS = {
    "hibiscus": Flower("M0 0C-9-5-9-15-2-17Q0-15 3-17C9-14 8-5 0 0z", "M0-3V-12M0-8l-3-3M0-8l3-3", 5, 3),
    "frangipani": Flower("M0 0C-7-3-9-13-1-18C6-15 5-5 0 0z", "M0-3Q-3-8-1-13", 5, 2),
    "lotus": Flower("M0 0C-6-5-5-12 0-18C5-12 6-5 0 0z", "M0-4V-12", 8, 4),
    "torch": Flower("M0 0L-5-9Q-3-15 0-19Q3-15 5-9z", "M-2-9L0-13L2-9", 10, 5),
    "starflower": Flower("M0 0C-5-4-5-9 0-19C5-9 5-4 0 0z", "M0-3V-14M-2-7h4", 6, 3),
    "daisy": Flower("M0 0C-4-6-4-15 0-16C4-15 4-6 0 0z", "M0-6V-12", 12, 5),
}
LEAVES = (
    ("M0 0C-6-4-6-12 0-18C6-12 6-4 0 0z", "M0 0V-14M0-5l-3-3M0-5l3-3M0-9l-2-3M0-9l2-3"),
    ("M0 0C-9-2-10-10-3-17C-1-12 3-6 0 0z", "M0 0Q-4-7-3-13"),
    ("M0 0C-4-5-3-13 0-20C3-13 4-5 0 0z", "M0 0V-16"),
)
WAVES = (
    "M-8 12q8-8 16 0t16 0 16 0 16 0 16 0M-8 44q8-8 16 0t16 0 16 0 16 0 16 0",
    "M0 20c11-12 21-12 32 0s21 12 32 0M0 52c11-12 21-12 32 0s21 12 32 0",
    "M0 0C4 20 20 28 32 32S60 44 64 64M32 32c8-2 12-8 10-14s-10-4-8 1",
    "M4 4a6 6 0 1 1 9 6M44 52a6 6 0 1 1 9 6M60 4a4 4 0 1 1-7 4M12 60a4 4 0 1 1-7-3",
)
CRACKLE = (
    "M6 0l3 11-5 9 4 7M40 64l3-9 8-6M64 38l-10 3-4 7M18 52l5-4 1-9M48 4l-4 8 6 7",
    "M0 30l9-3 4-8M28 64l-2-8 5-7M64 10l-9 5-2 8M36 0l2 7-4 6M52 40l6 3 6-2",
    "M12 64l2-9-5-7M24 0l-3 8 6 6M64 54l-8-2-3-6M0 8l7 4 8-2M46 30l6-5 7 1",
)


def batik(dice: Dice, dyes: list[str], mark: str) -> str:
    """The drawing of one tile; `mark` ends every id in it."""
    large, small = dice.pick(list(FLOWERS)), dice.pick(list(FLOWERS))
    turn, lean = dice.pick(range(0, 72, 9)), dice.pick((-30, -15, 10, 25))
    flowers = _bloom(FLOWERS[large], dyes, f"b{mark}", "translate(18 20)", turn)
    flowers += _bloom(FLOWERS[small], dyes[:2] + dyes[:1:-1], f"d{mark}", "translate(50 52)scale(.7)", turn + 36)
    leaf, vein = dice.pick(LEAVES)
    spots = dice.pick(
        (
            ((34, 8, 70), (38, 22, 110), (4, 44, 200)),
            ((46, 10, 20), (54, 22, 60), (8, 52, 240)),
            ((32, 30, 130), (60, 30, 30), (2, 2, 300)),
        )
    )
    leaves = f'<g id="l{mark}"><path fill="{dyes[2]}" fill-opacity=".6" d="{leaf}"/><path fill="none" d="{vein}"/></g>'
    places = [f"translate({x} {y})rotate({angle + lean})" for x, y, angle in spots]
    leaves = f'<g transform="{places[0]}">{leaves}</g>' + "".join(
        f'<use href="#l{mark}" transform="{place}"/>' for place in places[1:]
    )
    dots = "M34 40h0M58 8h0M6 34h0M30 58h0M62 60h0M44 34h0"
    return (
        f'<g stroke="{dyes[1]}" stroke-linecap="round" stroke-linejoin="round">'
        f'<path fill="none" stroke-opacity=".7" d="{dice.pick(WAVES)}"/>'
        f'{leaves}<path stroke-width="2" d="{dots}"/>{flowers}'
        f'<path fill="none" stroke-width=".3" stroke-opacity=".55" d="{dice.pick(CRACKLE)}"/></g>'
    )


def _bloom(flower: Flower, dyes: list[str], name: str, place: str, turn: int) -> str:
    vein = f'<path fill="none" stroke-width=".7" d="{flower.vein}"/>'
    first = f'<g id="{name}" transform="rotate({turn})"><path d="{flower.petal}"/>{vein}</g>'
    others = "".join(
        f'<use href="#{name}" transform="rotate({360 * i // flower.petals})"/>' for i in range(1, flower.petals)
    )
    heart = f'<circle r="{flower.heart}" fill="{dyes[3]}"/><path d="M-1-1h0M1-1h0M0 1h0"/>'
    return f'<g transform="{place}" fill="{dyes[2]}">{first}{others}{heart}</g>'
