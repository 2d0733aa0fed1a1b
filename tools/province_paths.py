"""Simplifies the shapes of @svg-maps/thailand with the kit's outlines.

The package writes every province as rings of relative moves; the same border point differs by rounding between two
provinces.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from withi.kit.outlines import Points, drawn, thinned
from withi.kit.provincemap import LAKE, OFFICIAL_CODES

SHAPE = re.compile(r'id="(\w+)"\s+aria-label="[^"]*"\s+d="([^"]+)"')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TOLERANCE = 1.05
SMALLEST_ISLAND = 4.0


def build(source: Path, target: Path) -> int:
    """Write the JSON of simplified paths by official code; bytes written."""
    shapes = dict(SHAPE.findall(source.read_text(encoding="utf-8")))
    shapes.pop(LAKE, None)
    paths = {OFFICIAL_CODES[name]: path for name, path in simplify(shapes).items()}
    text = json.dumps(dict(sorted(paths.items())), separators=(",", ":"))
    target.write_text(text, encoding="utf-8")
    return len(text)


def simplify(shapes: dict[str, str]) -> dict[str, str]:
    """Path data with whole numbers for each shape's path data."""
    rings = thinned({name: list(_rings(path)) for name, path in shapes.items()}, TOLERANCE)
    return {name: drawn(several, SMALLEST_ISLAND) for name, several in rings.items()}


def _rings(path: str) -> Iterator[Points]:
    x = y = 0.0
    for piece in path.split("z"):
        numbers = [float(number) for number in NUMBER.findall(piece)]
        ring: Points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        if ring:
            x, y = ring[0]
            yield ring
