"""The province map of the public site: which shape of the map package is which official province, and its plates.

Shapes come from @svg-maps/thailand (CC BY 4.0); `tools/assets.py` simplifies them into
`assets/vendor/province_paths.json`.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape
from math import atan, degrees, exp, pi, radians
from pathlib import Path

from withi.kit.codes import region

VIEW_BOX = "-64 0 628 1025"
LAKE = "lksg"  # the package draws Songkhla Lake as a shape of its own; it is water, so it is left out

OFFICIAL_CODES = {
    "bkk": "10", "spk": "11", "nbi": "12", "pte": "13", "aya": "14", "atg": "15", "lri": "16", "sbr": "17",
    "cnt": "18", "sri": "19", "cbi": "20", "ryg": "21", "cti": "22", "trt": "23", "cco": "24", "pri": "25",
    "nyk": "26", "skw": "27", "nma": "30", "brm": "31", "srn": "32", "ssk": "33", "ubn": "34", "yst": "35",
    "cpm": "36", "acr": "37", "bkn": "38", "nbp": "39", "kkn": "40", "udn": "41", "lei": "42", "nki": "43",
    "mkm": "44", "ret": "45", "ksn": "46", "snk": "47", "npm": "48", "mdh": "49", "cmi": "50", "lpn": "51",
    "lpg": "52", "utd": "53", "pre": "54", "nan": "55", "pyo": "56", "cri": "57", "msn": "58", "nsn": "60",
    "uti": "61", "kpt": "62", "tak": "63", "sti": "64", "plk": "65", "pct": "66", "pnb": "67", "rbr": "70",
    "kri": "71", "spb": "72", "npt": "73", "skn": "74", "skm": "75", "pbi": "76", "pkn": "77", "nrt": "80",
    "kbi": "81", "pna": "82", "pkt": "83", "sni": "84", "rng": "85", "cpn": "86", "ska": "90", "stn": "91",
    "trg": "92", "plg": "93", "ptn": "94", "yla": "95", "nwt": "96",
}  # fmt: skip


@dataclass(frozen=True)
class Plate:
    """Where a region's name stands beside the land, in units of VIEW_BOX, and the line that leads to the land."""

    x: int
    y: int
    width: int
    lead: str

    @property
    def text_x(self) -> int:
        return self.x + 14

    @property
    def name_y(self) -> int:
        return self.y + 36

    @property
    def count_y(self) -> int:
        return self.y + 74


REGION_VIEWS = {
    "n": "-8 -8 316 405", "ne": "228 136 339 318", "c": "49 331 236 340", "e": "227 411 159 218", "s": "50 650 278 382",
}  # fmt: skip
"""The part of the map that each region fills, with a little air around it."""
PLATE_HEIGHT = 88
WEST, EASTWARD = 97.34144, 0.0148320
"""Longitude at x = 0, and degrees to a unit."""
NORTH, SOUTHWARD = 20.91959, -0.0149276
"""Mercator's degrees of latitude at y = 0, and to a unit."""
_TOKEN = re.compile(r"[A-Za-z]|-?[0-9]+(?:\.[0-9]+)?")
PLATES = {
    "n": Plate(330, 40, 176, "M330 84L240 120"),
    "ne": Plate(392, 478, 168, "M470 478L440 400"),
    "c": Plate(-60, 560, 164, "M22 560L120 470"),
    "e": Plate(346, 598, 214, "M380 598L310 520"),
    "s": Plate(300, 800, 164, "M300 844L190 830"),
}


def read_paths(file: Path) -> dict[str, str]:
    """Path data by official province code, from the file `tools/assets.py` writes; empty where it was never built."""
    if not file.is_file():
        return {}
    paths: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return paths


def middle(path: str) -> tuple[int, int]:
    """Where a figure stands on a shape: the middle of the box around its largest part."""
    boxes = [(max(xs) - min(xs), max(ys) - min(ys), min(xs), min(ys)) for xs, ys in _parts(path)]
    width, height, x, y = max(boxes, key=lambda box: box[0] * box[1])
    return round(x + width / 2), round(y + height / 2)


def _parts(path: str) -> list[tuple[list[float], list[float]]]:
    """The corners of each closed part of path data: M and L in full, m and l from the corner before, z."""
    tokens = _TOKEN.findall(path)
    parts: list[tuple[list[float], list[float]]] = []
    x = y = 0.0
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
            if command in "Mm":
                parts.append(([], []))
            elif command in "Zz":
                x, y = parts[-1][0][0], parts[-1][1][0]
            continue
        across, down = float(tokens[at]), float(tokens[at + 1])
        x, y = (across, down) if command.isupper() else (x + across, y + down)
        parts[-1][0].append(x)
        parts[-1][1].append(y)
        at += 2
    return parts


def position(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a point of the map, within a few kilometres.

    The package draws in Mercator's projection without saying how; the figures were fitted to the outermost points of
    the provinces in the boundaries of the Royal Thai Survey Department (half of them within 600 m, nine in ten within
    1.9 km).
    """
    return degrees(2 * atan(exp(radians(NORTH + SOUTHWARD * y))) - pi / 2), WEST + EASTWARD * x


def rings(path: str) -> list[list[tuple[float, float]]]:
    """The closed parts of path data on the ground: latitude and longitude."""
    return [[position(x, y) for x, y in zip(*part, strict=True)] for part in _parts(path)]


def shapes(paths: Mapping[str, str], of_region: str, *, names: Mapping[str, str], pale: Collection[str]) -> str:
    """SVG `<path>` of every province of a region, named by `names`; pale where nobody receives (codes in `pale`)."""
    mark = dict.fromkeys(pale, ' class="none"')
    drawn = (
        f'<path{mark.get(code, "")} d="{path}"><title>{escape(names[code])}</title></path>'
        for code, path in paths.items()
        if region(code) == of_region
    )
    return "".join(drawn)
