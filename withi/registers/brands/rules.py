"""What a community's brand is made of: dyes, a weave, an emblem. Pure.

Dyes are those of the house; each ground bears white letters (contrast 4.5), each thread is seen on every ground (3).
For four inks each has a mixture of its own, never more than 250 % of ink.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from withi.kit import crests
from withi.kit.cloth import cloth

NAME_LENGTH: Final = 60
CLOTH: Final = "cloth"
"""The weave that every community has by its place; it has its own colours."""
Ink = tuple[int, int, int, int]


class Dye(StrEnum):
    """The ground of a brand."""

    INDIGO = "indigo"
    LAC = "lac"
    SAPPAN = "sappan"
    GREEN = "green"
    PRAHOT = "prahot"
    EBONY = "ebony"
    SEA = "sea"
    PLUM = "plum"
    BARK = "bark"


class Thread(StrEnum):
    """The second colour of a brand."""

    COTTON = "cotton"
    JACK = "jack"
    SKY = "sky"
    ROSE = "rose"
    TAN = "tan"


DYES: Final[dict[Dye, tuple[str, Ink]]] = {
    Dye.INDIGO: ("#1f3768", (100, 85, 25, 15)),
    Dye.LAC: ("#8d1f31", (25, 95, 75, 25)),
    Dye.SAPPAN: ("#a94a22", (20, 80, 95, 15)),
    Dye.GREEN: ("#1d5546", (85, 40, 70, 35)),
    Dye.PRAHOT: ("#665f14", (45, 45, 100, 35)),
    Dye.EBONY: ("#221d1c", (40, 40, 40, 95)),
    Dye.SEA: ("#2a6570", (85, 45, 45, 20)),
    Dye.PLUM: ("#5b3048", (55, 85, 40, 40)),
    Dye.BARK: ("#70401f", (35, 70, 90, 45)),
}
THREADS: Final[dict[Thread, str]] = {
    Thread.COTTON: "#f3e8d2",
    Thread.JACK: "#f3b83c",
    Thread.SKY: "#b7cbe6",
    Thread.ROSE: "#f0b3aa",
    Thread.TAN: "#e0bd92",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How the prints of a community look: its own name of the brand, colours, weave and emblem."""

    name_th: str
    dye: Dye
    thread: Thread
    weave: str
    frame: str
    drawing: str
    name_en: str = ""

    @property
    def colour(self) -> str:
        return DYES[self.dye][0]

    @property
    def ink(self) -> Ink:
        return DYES[self.dye][1]

    def emblem(self) -> str:
        """The emblem as SVG."""
        return crests.emblem(self.frame, self.drawing, self.colour, THREADS[self.thread])

    def name(self, lang: str) -> str:
        return self.name_en if lang == "en" and self.name_en else self.name_th

    def woven(self, area_code: str, size: tuple[int, int], thread_px: int) -> str:
        """The cloth of the brand as SVG; the place's own where it chose none."""
        if self.weave == CLOTH:
            return cloth(area_code, thread=thread_px, size=size)
        return crests.weave(self.weave, self.colour, THREADS[self.thread], size, zoom=thread_px / 2)
