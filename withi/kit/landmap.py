"""A map of areas in tones, as pages draw it: finished texts and outlines (`web/_land.html`)."""

from dataclasses import dataclass
from typing import Final

from withi.kit.ready import Plain, Ready

LIFTED: Final = 9
"""How far below its point a figure is written, so that it stands in the middle."""


@dataclass(frozen=True, slots=True)
class Shape(Ready):
    """An area on the map: its tone, what is read aloud, its outline, and its place in the ranking."""

    url: str
    label: str
    look: str
    path: Plain
    x: int
    y: int
    mark: str


@dataclass(frozen=True, slots=True)
class Land(Ready):
    """The map: view box, shapes, the key of tones, who drew the borders, and whether its units are small."""

    view: str
    label: str
    shapes: list[Shape]
    key: list[tuple[str, str]]
    credit: str
    is_fine: bool = False
