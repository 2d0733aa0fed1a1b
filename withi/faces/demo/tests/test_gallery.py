"""Drawn pictures: the same each time, small, and said to be drawings."""

from io import BytesIO

import pytest
from PIL import Image

from withi.faces.demo import gallery
from withi.kit import cloth


@pytest.mark.parametrize("name", sorted(gallery.PAINTERS))
def test_a_picture_is_the_same_each_time_and_ones_own(name: str) -> None:
    first = gallery.paint(name, "40150808")
    assert first == gallery.paint(name, "40150808")
    assert first != gallery.paint(name, "40110202")
    assert len(first) < 20_000
    picture = Image.open(BytesIO(first))
    assert (picture.format, picture.size) == ("PNG", gallery.SIZE)


def test_every_picture_says_what_it_shows_in_both_languages() -> None:
    assert gallery.WORDS.keys() == gallery.PAINTERS.keys()
    assert {name for names in gallery.SHOWN.values() for name in names} <= gallery.WORDS.keys()
    assert all(thai.startswith("ภาพวาด") and "drawing" in english for thai, english in gallery.WORDS.values())


def test_it_is_the_communitys_own_cloth() -> None:
    woven = gallery.woven("40150808", 1)
    colours = {colour for _count, colour in woven.getcolors() or []}
    assert {bytes(colour).hex() for colour in colours if isinstance(colour, tuple)} <= {
        dye[1:] for dye in cloth.dyes("40150808")
    }
    assert len(colours) > 2
