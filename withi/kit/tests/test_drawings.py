"""Charts on paper: SARA AM apart, looks inside, and what is really drawn."""

import io

import pytest
from PIL import Image

from withi.kit.paper import drawings

NAMED = '<svg class="chart" viewBox="0 0 400 60"><text class="s" x="10" y="40">{}</text></svg>'


@pytest.mark.parametrize(
    ("written", "apart"),
    [("น้ำ", "นํ้า"), ("คำ", "คํา"), ("ซ้ำซ้ำ", "ซํ้าซํ้า"), ("มา", "มา")],
)
def test_sara_am_is_written_apart_with_its_tone_mark_between(written: str, apart: str) -> None:
    assert drawings.apart(written) == apart
    assert drawings.apart(apart) == apart


def test_a_drawing_bears_its_namespace_and_looks_once() -> None:
    made = drawings.for_paper(NAMED.format("ก"))
    assert made.count("xmlns=") == 1
    assert made.index("<style>") < made.index("<text")
    assert drawings.for_paper(made).count("xmlns=") == 1


def ink(svg: str) -> tuple[int, int]:
    """How wide the drawn text is, and how many dots are black."""
    image = Image.open(io.BytesIO(drawings.picture(svg))).convert("L").point(lambda dot: 255 * (dot < 128))
    found = image.getbbox()
    assert found is not None
    return found[2] - found[0], image.histogram()[255]


def test_no_letter_is_drawn_upon_sara_am() -> None:
    """Unsplit, what follows น้ำ is drawn upon it; split, the word is as wide as with SARA AA, and has its ring."""
    split, plain = (ink(drawings.for_paper(NAMED.format(word))) for word in ("น้ำพอง", "น้าพอง"))
    unsplit = ink(drawings.for_paper(NAMED.format("@")).replace("@", "น้ำพอง"))
    assert abs(split[0] - plain[0]) <= 2
    assert split[1] > plain[1]
    assert unsplit[0] < split[0] - 5
