"""An order as a sheet with its stamp: which facts it shows, what found no room, and how sharp its photo is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.printing import brochures, prints, signs
from withi.faces.printing.prints import BROCHURES, TELLING, Order, What
from withi.faces.printing.told import GROUPS, Told, facts_of, size_of, told_of
from withi.kit.paper import press
from withi.kit.paper.press import Sheet
from withi.kit.problem import Problem
from withi.registers.villages.actions import KIND
from withi.registers.villages.models import Community

LEAVES: Mapping[What, int] = {What.TRIFOLD: 2, What.A5: 4, What.SIGN: 1, What.BOARD: 1}
PREVIEW_PX = 1_000


@dataclass(frozen=True)
class Made:
    """A print that is ready: `sheet` is None for a poster, which its own room draws. `dots` is None without a photo."""

    told: Told
    facts: Mapping[str, str]
    stamp: str
    sheet: Sheet | None
    left: tuple[str, ...] = ()
    dots: int | None = None
    has_photo: bool = True
    least_dots: int = prints.DPI

    def is_coarse(self) -> bool:
        return self.dots is not None and self.dots < self.least_dots


def made_of(row: Community, order: Order) -> Made:
    """The print of an order. Problem print.not_public (409), paper.sign for what no face holds."""
    if not KIND.public(row):
        raise Problem("print.not_public", status=409)
    told = told_of(row, order.lang)
    facts = facts_of(told, order)
    if order.what in TELLING:
        return _brochure(row, told, order, facts)
    stamp = prints.stamp_of(facts)
    return Made(told, facts, stamp, signs.sheet_of(row, told, order, stamp) if order.what == What.SIGN else None)


def _brochure(row: Community, told: Told, order: Order, facts: Mapping[str, str]) -> Made:
    """Set twice: what found no room is known only then, and is no part of the stamp. No photo changes that."""
    cover = brochures.cover_of(row, order)
    parts = press.told(brochures.sheet_of(row, told, order, None), "left")
    left = (*brochures.too_long(told), *(key for part in parts for key in part))
    seen = prints.shown(facts, left)
    stamp = prints.stamp_of(seen)
    sheet = brochures.sheet_of(row, told, order, cover, stamp)
    dots = cover.dots if cover else None
    words, least = tuple(left_words(told, left)), prints.least_dots(order.what)
    return Made(told, seen, stamp, sheet, words, dots, has_photo=cover is not None, least_dots=least)


def left_words(told: Told, left: Iterable[str]) -> list[str]:
    """What found no room, in words: each thing by its name, details by their number."""
    keys = set(left)
    names = [item.name for item in told.every() if item.key in keys]
    details = sum(f"{item.key}/text" in keys and item.key not in keys for item in told.every())
    found = [_("the story; the sentence on the community stands in")] if "story" in keys else []
    if details:
        found.append(ngettext("details of %(n)d entry", "details of %(n)d entries", details) % {"n": details})
    return [*found, *names]


def picture_of(kind: str) -> str:
    """The pictogram of a sign that leads to an asset of this kind; the village's own where it leads to none."""
    return next((group for group, kinds in GROUPS.items() if kind in kinds), "pin" if kind else "village")


def ppi_of(order: Order) -> float:
    """Dots to an inch at which a page is so wide on a screen."""
    from_mm = brochures.trim_of(order) if order.what in BROCHURES else size_of(order)
    return PREVIEW_PX / (from_mm[0] / 25.4)
