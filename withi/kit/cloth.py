"""Every community has its own cloth: `cloth(code)` is an SVG of about 2 kB, the same bytes for ever.

The province sets the technique, the district the dyes, the village code the motif, so neighbours look related. It is
woven, not painted: every run of equal cells is one float of weft over plain weave, with the shadow between the picks
on top. One's own, never "unique": two codes may share a cloth. No clock, no randomness, no style attribute.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from withi.kit import looms
from withi.kit.batik import SIZE as BATIK_SIZE
from withi.kit.batik import batik
from withi.kit.codes import region
from withi.kit.looms import Dice, Rows
from withi.kit.problem import Problem

DYES: Final = {
    "indigo": "#1f3768",
    "sky": "#8fabd0",
    "lac": "#8d1f31",
    "rose": "#cf6a5f",
    "ebony": "#221d1c",
    "jack": "#e2a52c",
    "prahot": "#d8c24a",
    "green": "#1d5546",
    "leaf": "#7fa383",
    "bark": "#70401f",
    "tan": "#c08a52",
    "cotton": "#f3e8d2",
    "sappan": "#a94a22",
    "sea": "#2a6570",
    "plum": "#5b3048",
}
"""Natural dyes by the names weavers use: คราม คราม(อ่อน) ครั่ง ฝาง มะเกลือ ขนุน ประโหด and their mixtures."""

OF_REGION: Final = {"n": "chok", "ne": "mudmee", "c": "khaoma", "e": "san", "s": "batik"}
OF_PROVINCE: Final = {
    **dict.fromkeys(("35", "37", "39", "46", "48", "49"), "khit"),
    **dict.fromkeys(("31", "32", "33"), "hol"),
    **dict.fromkeys(("55", "56", "57"), "namlai"),
    **dict.fromkeys(("15", "16", "17", "51", "76", "77", "80", "84", "90", "92"), "yok"),
    **dict.fromkeys(("18", "61", "70", "72"), "chok"),
    **dict.fromkeys(("20", "24", "27"), "khaoma"),
    **dict.fromkeys(("65", "66", "67"), "mudmee"),
}
"""Provinces known for another cloth than their region's. Weavers of a province may correct its line."""

# Ground, first thread, second thread, accent.
PALETTES: Final[dict[str, tuple[str, ...]]] = {
    "chok": (
        "lac jack cotton ebony",
        "ebony jack cotton lac",
        "lac cotton jack indigo",
        "ebony rose cotton jack",
        "lac jack rose cotton",
        "indigo jack rose cotton",
        "plum jack cotton rose",
        "green jack cotton rose",
    ),
    "mudmee": (
        "indigo cotton sky jack",
        "lac jack rose cotton",
        "indigo cotton sky rose",
        "ebony jack tan cotton",
        "green prahot leaf cotton",
        "plum cotton rose jack",
        "sappan cotton jack ebony",
        "bark cotton tan jack",
    ),
    "khit": (
        "indigo cotton jack sky",
        "lac cotton jack rose",
        "ebony cotton tan lac",
        "green cotton prahot leaf",
        "bark cotton tan jack",
        "plum cotton rose jack",
    ),
    "hol": (
        "lac jack ebony rose",
        "ebony jack lac cotton",
        "sappan jack ebony cotton",
        "plum jack rose cotton",
        "bark prahot ebony rose",
        "green prahot ebony jack",
    ),
    "yok": (
        "lac jack tan cotton",
        "green jack tan cotton",
        "indigo jack tan cotton",
        "bark jack cotton lac",
        "plum jack rose cotton",
        "sea jack cotton leaf",
        "ebony jack tan rose",
    ),
    "namlai": (
        "lac jack ebony cotton",
        "ebony rose jack cotton",
        "green jack lac cotton",
        "indigo sky cotton rose",
        "plum rose jack cotton",
        "bark jack cotton lac",
    ),
    "khaoma": (
        "cotton lac ebony jack",
        "cotton indigo green jack",
        "prahot lac bark cotton",
        "cotton lac rose indigo",
        "cotton green jack bark",
        "rose cotton lac ebony",
        "sky cotton indigo lac",
    ),
    "san": (
        "bark tan cotton lac",
        "bark jack cotton indigo",
        "green tan cotton bark",
        "lac tan cotton ebony",
        "ebony tan cotton lac",
        "plum tan cotton jack",
    ),
    "batik": (
        "green cotton leaf jack",
        "indigo cotton sky jack",
        "sea cotton sky prahot",
        "bark cotton tan jack",
        "lac cotton rose jack",
        "plum cotton rose jack",
        "sea cotton leaf rose",
    ),
}
LOOMS: Final = {
    "chok": looms.chok,
    "khit": looms.khit,
    "mudmee": looms.mudmee,
    "hol": looms.hol,
    "yok": looms.yok,
    "namlai": looms.namlai,
    "san": looms.san,
}
QUARTER: Final = {"mudmee", "hol", "san"}
SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg"'
CODE: Final = re.compile(r"[1-9][0-9]{1,19}", re.ASCII)
PAPER: Final = "#d8bc8c"
PARCEL_ICONS: Final = {
    "food": '<path d="M2 15h28c0 7-5 11-10 12v3h-8v-3C7 26 2 22 2 15zM11 10c-2-3 2-4 0-7M19 10c-2-3 2-4 0-7"/>',
    "drink": '<path d="M7 10h18l-3 20H10zM9 18h14M16 10l3-8h5"/>',
    "herb": '<path d="M5 29C3 14 12 5 29 4c0 15-8 25-19 21M4 30L19 15M11 22v-8M15 18h8"/>',
    "utensil": '<path d="M2 13h28l-4 17H6zM8 13C9 1 23 1 24 13M4 19h24M5 25h22M12 13l1 17M20 13l-1 17"/>',
}


def technique(code: str) -> str:
    """The technique of an area's province: chok, khit, mudmee, hol, yok, namlai, khaoma, san or batik."""
    return OF_PROVINCE.get(code[:2]) or OF_REGION[region(code[:2])]


def dyes(code: str) -> list[str]:
    """Four colours of the area's district (of the province, for a province): ground, two threads, accent."""
    names = Dice(f"dyes {code[:4]}").pick(PALETTES[technique(code)])
    return [DYES[name] for name in names.split()]


def cloth(code: str, *, thread: int = 4, size: tuple[int, int] | None = None) -> str:
    """SVG that fills whatever box it is put in; `thread` is the width of a thread in whole px (2 a stamp, 5 a banner).

    On paper nothing tells how large the box is, so there the `size` in px is given.

    `code` is an area code of 2, 4, 6 or 8 digits, or longer (a producer's own). Ids end in code and thread, so several
    cloths fit one page. Raises Problem code.shape where the code names no province.
    """
    mark = f"{_checked(code)}-{thread}"
    width, height = size or ("100%", "100%")
    area = _fill("M0 0h9999v9999H0z", mark)
    return f'{SVG} width="{width}" height="{height}">{_pattern(code, mark, thread)}{area}</svg>'


def parcel(code: str, kind: str) -> str:
    """SVG of a paper parcel tied with the community's band, for goods without a photo that no cloth should stand for.

    `kind` is food, drink, herb or utensil (KeyError else); it fills its box, the middle stays in sight.
    """
    mark, icon = f"{_checked(code)}-{kind}", PARCEL_ICONS[kind]
    folds = '<path d="M0 0l46 46M120 0L74 46M0 120l46-46M120 120L74 74" stroke="#fff" stroke-opacity=".7"/>'
    band = _fill("M43 0h34v120H43zM0 56h120v22H0z", mark)
    band += '<path d="M43 0v56H0M43 120V78H0M77 0v56h43M77 120V78h43" stroke="#231d1a"/>'
    label = '<path d="M32 88V56a28 28 0 0 1 56 0v32z" fill="#fff" stroke="#231d1a" stroke-width="2"/>'
    line = 'stroke="#231d1a" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"'
    drawing = f'<g transform="translate(44 46)" {line}>{icon}</g>'
    return (
        f'{SVG} width="100%" height="100%" viewBox="0 0 120 120" preserveAspectRatio="xMidYMid slice" fill="none">'
        f'{_pattern(code, mark, 2)}<path d="M0 0h120v120H0z" fill="{PAPER}"/>{folds}{band}{label}{drawing}</svg>'
    )


def _checked(code: str) -> str:
    if not CODE.fullmatch(code):
        raise Problem("code.shape", field="code", code=code)
    return code


def _fill(area: str, mark: str) -> str:
    return f'<path d="{area}" fill="url(#c{mark})"/>'


@dataclass(frozen=True)
class Tile:
    """What repeats: size in threads, ground dye, and the drawing over it; `fine` has two picks to a thread."""

    width: int
    height: int
    ground: str
    drawing: str
    fine: bool = False


def _pattern(code: str, mark: str, thread: int) -> str:
    """The definition of the cloth as `<pattern id="c{mark}">`."""
    kind, colours, dice = technique(code), dyes(code), Dice(f"motif {code}")
    if kind == "batik":
        tile = Tile(BATIK_SIZE, BATIK_SIZE, colours[0], batik(dice, colours, mark), fine=True)
    elif kind == "khaoma":
        tile = _plaid(dice, colours)
    else:
        tile = _woven(kind, LOOMS[kind](dice), colours, mark)
    return _define(tile, mark, thread)


def _woven(kind: str, rows: Rows, colours: list[str], mark: str) -> Tile:
    """Half or a quarter is written, the rest mirrored. Tied threads never meet exactly, so mudmee is blurred."""
    width, height = 2 * (len(rows[0]) - 1), len(rows)
    body = f'<g id="h{mark}">{_floats(rows, colours)}</g><use href="#h{mark}" transform="matrix(-1 0 0 1 {width} 0)"/>'
    if kind in QUARTER:
        height = 2 * (len(rows) - 1)
        body = f'<g id="q{mark}">{body}</g><use href="#q{mark}" transform="matrix(1 0 0 -1 0 {height})"/>'
    if kind == "mudmee":
        blurs = (f'<use href="#f{mark}" x="{x}" opacity=".3"/>' for x in ("-.8", ".8"))
        body = f'<g id="f{mark}">{body}</g>{"".join(blurs)}'
    stroke = 'fill="none" stroke-linecap="round" stroke-width=".86"'
    return Tile(width, height, colours[0], f'<g transform="translate(.5 .5)" {stroke}>{body}</g>')


def _floats(rows: Rows, colours: list[str]) -> str:
    paths = ((thread, _path(rows, thread)) for thread in "123")
    return "".join(f'<path stroke="{colours[int(thread)]}" d="{path}"/>' for thread, path in paths if path)


def _path(rows: Rows, thread: str) -> str:
    """One stroke for each run of the thread; a run over the edge of the half reaches over it, so no seam shows."""
    drawn: list[str] = []
    column = line = 0
    for x, y, length in _runs(rows, thread):
        far, near = f"M{x} {y}", f"m{x - column} {y - line}".replace(" -", "-")
        drawn.append(f"{min(far, near, key=len)}h{length}")
        column, line = x + length, y
    return "".join(drawn)


def _runs(rows: Rows, thread: str) -> Iterator[tuple[int, int, int]]:
    for y, row in enumerate(rows):
        x = 0
        for sign, group in groupby(row):
            length = len(list(group))
            if sign == thread:
                over = 1 if x == 0 and length > 1 else 0
                yield x - over, y, length - 1 + over
            x += length


def _plaid(dice: Dice, colours: list[str]) -> Tile:
    """Where a weft stripe crosses a warp stripe it lets it show through."""
    warp, weft = looms.khaoma(dice), looms.khaoma(dice)
    width, height = warp[-1].at + warp[-1].width, weft[-1].at + weft[-1].width
    down = (
        f'<path fill="{colours[s.thread]}" d="M{s.at} 0h{s.width}v{height}h-{s.width}z"/>' for s in warp if s.thread
    )
    over = (f'<path fill="{colours[s.thread]}" d="M0 {s.at}h{width}v{s.width}H0z"/>' for s in weft if s.thread)
    checks = f'<g fill-opacity=".82">{"".join(down)}</g><g fill-opacity=".66">{"".join(over)}</g>'
    return Tile(width, height, colours[0], checks)


def _define(tile: Tile, mark: str, thread: int) -> str:
    """Ground, plain weave, the drawing, and the shadow between two picks."""
    area = f'<path d="M0 0h{tile.width}v{tile.height}H0z" fill='
    pick, scale = ("1", f"{thread / 2:g}") if tile.fine else ("2", str(thread))
    user = 'patternUnits="userSpaceOnUse"'
    size = f'width="{pick}" height="{pick}" viewBox="0 0 2 2" {user}'
    weave = (
        '<path stroke="#fff" stroke-opacity=".12" d="M0 .5h1M1 1.5h1"/>'
        '<path stroke="#000" stroke-opacity=".15" d="M1 .5h1M0 1.5h1"/>'
    )
    shadow = '<path stroke="#000" stroke-opacity=".3" stroke-width=".14" d="M0 .95h2M0 1.95h2"/>'
    whole = f'width="{tile.width}" height="{tile.height}" {user} patternTransform="scale({scale})"'
    return (
        f'<defs><pattern id="w{mark}" {size}>{weave}</pattern><pattern id="s{mark}" {size}>{shadow}</pattern>'
        f'<pattern id="c{mark}" {whole}>{area}"{tile.ground}"/>{area}"url(#w{mark})"/>{tile.drawing}'
        f'{area}"url(#s{mark})"/></pattern></defs>'
    )
