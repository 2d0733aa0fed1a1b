"""The look's own promises: every icon that a template names is drawn, and every pair of colours can be read."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
SPRITE = (ROOT / "assets/icons.svg").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (ROOT / "assets/css/site.css").read_text(encoding="utf-8")))
TEMPLATES = sorted((ROOT / "withi").glob("*/*/templates/**/*.html"))
DRAWN = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
NAMED = re.compile(r"\{\{ ?icons ?\}\}#([a-z]-[\w-]+)(?![\w-]|\{)")
WORDS = [("ink", "wall"), ("ink-2", "wall"), ("ink-2", "sand"), ("ink", "jack"), ("link", "wall"), ("lac", "board")]
SHEETS = [("ink", tint) for tint in ("wait-tint", "ok-tint", "stop-tint", "sand")]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_named_is_drawn(template: Path) -> None:
    named = set(NAMED.findall(template.read_text(encoding="utf-8")))
    assert not {name for name in named if not name.endswith("-")} - DRAWN


def test_states_marks_and_publication_have_their_shapes() -> None:
    assert {f"s-{state}" for state in ("open", "appoint", "pause", "ceased")} <= DRAWN
    assert {f"m-{mark}" for mark in ("gold", "silver", "red", "blue")} <= DRAWN
    assert {f"p-{state}" for state in ("draft", "waiting", "published", "withdrawn")} <= DRAWN


@pytest.mark.parametrize(("text", "ground"), WORDS + SHEETS)
def test_words_can_be_read(text: str, ground: str) -> None:
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("dye", ["lac", "indigo", "sappan", "prahot", "green", "ink"])
def test_every_field_carries_white(dye: str) -> None:
    assert contrast(TOKENS[dye], TOKENS["board"]) >= 4.5


@pytest.mark.parametrize("ground", ["wall", "board"])
def test_borders_of_controls_can_be_seen(ground: str) -> None:
    assert contrast(TOKENS["line-2"], TOKENS[ground]) >= 3
