"""The brand of a community as templates take it: colours, emblem, cloth; the place's own cloth where there is none."""

from typing import Any

from django.utils.translation import gettext as _

from withi.kit.cloth import cloth
from withi.kit.paper.press import said
from withi.registers.brands.rules import Look


def values_of(look: Look | None, lang: str) -> dict[str, Any] | None:
    """The look as values, in a language; None where there is no brand."""
    if look is None:
        return None
    name = look.name(lang)
    return {
        "name": said(name),
        "colour": look.colour,
        "ink": look.ink,
        "emblem": look.emblem(),
        "alt": _("Emblem of %(brand)s") % {"brand": name},
    }


def woven(look: Look | None, area_code: str, size: tuple[int, int], thread: int) -> str:
    """The cloth of a print, `size` px wide and high."""
    return look.woven(area_code, size, thread) if look else cloth(area_code, thread=thread, size=size)
