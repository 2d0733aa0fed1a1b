"""What is drawn of a brand: an emblem (a drawing in a frame) and simple weaves of two threads. SVG, the same for ever.

No clock, no randomness, no style attribute. Colours are "#rrggbb"; who calls sees to their contrast.
"""

from typing import Final

SIDE: Final = 96
"""An emblem is drawn in a square of so many units."""
_MIDDLE: Final = SIDE // 2
FRAMES: Final = {
    "round": '<circle cx="48" cy="48" r="{r}"/>',
    "board": '<rect x="{a}" y="{a}" width="{w}" height="{w}" rx="12"/>',
    "stone": '<path d="M{a} {z}V48a{r} {r} 0 0 1 {w} 0V{z}z"/>',
    "diamond": '<path d="M48 {a}L{z} 48 48 {z} {a} 48z" stroke-linejoin="round"/>',
}
"""Outlines: a circle, a painted board, a milestone, a woven diamond."""
_ROOM: Final = {"round": 0.56, "board": 0.66, "stone": 0.58, "diamond": 0.46}
"""How large a drawing may be in each, as a share of the side."""
_PETALS: Final = "".join(
    f'<ellipse cx="24" cy="11" rx="6" ry="9" transform="rotate({turn} 24 24)"/>' for turn in range(0, 360, 60)
)
_GRAINS: Final = "".join(
    f'<path d="M24 {y}q-9-1-11-10 9 0 11 10zM24 {y}q9-1 11-10-9 0-11 10z"/>' for y in (18, 27, 36)
)  # fmt: skip
DRAWINGS: Final = {
    "flower": f'{_PETALS}<circle cx="24" cy="24" r="5" fill="{{ground}}"/>',
    "rice": f'<path d="M24 4q5 5 0 12-5-7 0-12z"/>{_GRAINS}<path d="M24 14V46" {{line}}/>',
    "leaf": (
        '<path d="M24 3c18 12 18 28 0 38-18-10-18-26 0-38z"/>'
        '<path d="M24 14V46M24 24l7-6M24 32l8-7M24 24l-7-6M24 32l-8-7" {cut}/>'
    ),
    "fish": (
        '<path d="M3 24c8-14 24-14 32 0l10-9v18l-10-9c-8 14-24 14-32 0z"/>'
        '<circle cx="12" cy="22" r="2.4" fill="{ground}"/><path d="M19 16q5 8 0 16" {cut}/>'
    ),
    "hill": '<circle cx="34" cy="12" r="7"/><path d="M2 42L18 15l10 16 5-7 13 18z"/>',
    "house": (
        '<path d="M24 4L46 23h-6v13H8V23H2z"/><path d="M12 36v9M24 36v9M36 36v9" {line}/>'
        '<path d="M20 36V26h8v10" {cut}/>'
    ),
    "loom": (
        '<path d="M24 2L46 24 24 46 2 24z"/><path d="M24 11L37 24 24 37 11 24z" {cut}/>'
        '<path d="M24 19l5 5-5 5-5-5z" fill="{ground}"/>'
    ),
    "pot": (
        '<path d="M16 5h16v6c10 5 13 11 13 17 0 9-8 16-21 16S3 37 3 28c0-6 3-12 13-17z"/>'
        '<path d="M5 25q5 6 9.5 0t9.5 0 9.5 0 9.5 0" {cut}/>'
    ),
}
"""Drawings of 48 by 48 units in one thread; {ground} is the colour behind them."""


def emblem(frame: str, drawing: str, ground: str, thread: str) -> str:
    """An emblem: a frame filled with `ground`, a keyline and a drawing in `thread`."""
    share = _ROOM[frame]
    far, scale = _MIDDLE - 24 * share * SIDE / 48, share * SIDE / 48
    drop = 4 if frame == "stone" else 0
    line = f'fill="none" stroke="{thread}" stroke-width="2.6" stroke-linecap="round"'
    cut = f'fill="none" stroke="{ground}" stroke-width="2.6" stroke-linecap="round"'
    inside = DRAWINGS[drawing].format(ground=ground, line=line, cut=cut)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}">'
        f'<g fill="{ground}" stroke="{thread}" stroke-width="0">{_outline(frame, 2)}</g>'
        f'<g fill="none" stroke="{thread}" stroke-width="2">{_outline(frame, 7)}</g>'
        f'<g fill="{thread}" transform="translate({far:.1f} {far + drop:.1f}) scale({scale:.3f})">{inside}</g></svg>'
    )


def _outline(frame: str, inset: int) -> str:
    """The frame, so far inside the square; a diamond's edge lies deeper than its points."""
    deep = inset + 2 if frame == "diamond" and inset > 2 else inset
    return FRAMES[frame].format(a=deep, z=SIDE - deep, w=SIDE - 2 * deep, r=_MIDDLE - deep)


WEAVES: Final = {
    "stripe": '<path d="M0 4h24M0 14h24" stroke="{thread}" stroke-width="3"/><path d="M0 20h24" stroke="{thread}"/>',
    "check": (
        '<path d="M0 6h24" stroke="{thread}" stroke-width="7" opacity=".55"/>'
        '<path d="M6 0v24" stroke="{thread}" stroke-width="7" opacity=".55"/>'
        '<path d="M2.5 2.5h7v7h-7z" fill="{thread}"/>'
    ),
    "diamond": (
        '<path d="M12 1L23 12 12 23 1 12z" fill="none" stroke="{thread}" stroke-width="2"/>'
        '<path d="M12 8l4 4-4 4-4-4z" fill="{thread}"/>'
    ),
    "wave": '<path d="M0 8q6-8 12 0t12 0M0 20q6-8 12 0t12 0" fill="none" stroke="{thread}" stroke-width="2.4"/>',
    "plain": "",
}
"""Simple weaves: what is drawn in each square of 24 px."""
_SQUARE: Final = 24


def weave(name: str, ground: str, thread: str, size: tuple[int, int], *, zoom: float = 1.0) -> str:
    """A cloth of two threads, `size` px wide and high; what repeats is `zoom` times 24 px."""
    drawn = WEAVES[name].format(thread=thread)
    width, height = size
    mark = f"{name}-{ground[1:]}-{thread[1:]}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<defs><pattern id="{mark}" width="{_SQUARE}" height="{_SQUARE}" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({zoom:g})">{drawn}</pattern></defs>'
        f'<path fill="{ground}" d="M0 0h{width}v{height}H0z"/>'
        f'<path fill="url(#{mark})" d="M0 0h{width}v{height}H0z"/></svg>'
    )
