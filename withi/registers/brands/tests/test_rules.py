"""Dyes and threads that can be read, and drawings that stand whole in their frames."""

from itertools import product
from xml.etree import ElementTree as ET

import pytest

from withi.kit import crests
from withi.registers.brands.models import DRAWING_NAMES, DYE_NAMES, FRAME_NAMES, THREAD_NAMES, WEAVE_NAMES
from withi.registers.brands.rules import CLOTH, DYES, THREADS, Dye, Look, Thread


def light(colour: str) -> float:
    """Relative luminance as WCAG counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_white_letters_and_every_thread_are_read_on_every_dye() -> None:
    for colour, _ink in DYES.values():
        assert contrast("#ffffff", colour) >= 4.5, colour
    for (colour, _ink), thread in product(DYES.values(), THREADS.values()):
        assert contrast(thread, colour) >= 3, (colour, thread)


def test_no_mixture_has_more_ink_than_paper_holds() -> None:
    assert max(sum(ink) for _colour, ink in DYES.values()) <= 250


def test_every_choice_has_its_drawing() -> None:
    assert {code for code, _name in DYE_NAMES} == set(DYES)
    assert {code for code, _name in THREAD_NAMES} == set(THREADS)
    assert {code for code, _name in WEAVE_NAMES} == {CLOTH, *crests.WEAVES}
    assert {code for code, _name in FRAME_NAMES} == set(crests.FRAMES)
    assert {code for code, _name in DRAWING_NAMES} == set(crests.DRAWINGS)


@pytest.mark.parametrize("frame", crests.FRAMES)
@pytest.mark.parametrize("drawing", crests.DRAWINGS)
def test_an_emblem_is_sound_and_no_style_is_in_it(frame: str, drawing: str) -> None:
    drawn = Look("ก", Dye.SEA, Thread.SKY, CLOTH, frame, drawing).emblem()
    ET.fromstring(drawn)
    assert "style" not in drawn
    assert "{" not in drawn


@pytest.mark.parametrize("weave", [CLOTH, *crests.WEAVES])
def test_a_weave_is_sound_and_always_the_same(weave: str) -> None:
    look = Look("ก", Dye.LAC, Thread.TAN, weave, "round", "leaf")
    drawn = look.woven("40150808", (300, 80), 3)
    ET.fromstring(drawn)
    assert "style=" not in drawn
    assert drawn == look.woven("40150808", (300, 80), 3)
    assert (look.colour in drawn) == (weave != CLOTH)
