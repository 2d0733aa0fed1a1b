"""The map of an area as ready strings: a province's districts, a district's tambons, each a link with its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from withi.faces.portal.pictures import BANGKOK
from withi.faces.portal.rules import Line, Row, Tongue, area_line, region_of
from withi.kit.outlines import LETTER_WIDE, letters
from withi.kit.ready import Plain, Ready
from withi.kit.thai import has_thai

DISTRICTS: Final = 4
NOUNS: Final = (("district", "khet"), ("tambon", "khwaeng"))
"""What lies in a province and in a district, in the country and in Bangkok."""
CAPITALS: Final = ("เมือง", "Mueang")


@dataclass(frozen=True, slots=True)
class Shape(Ready):
    """One area on the map: where it leads, what is read aloud, its outline, and the name and figure written on it."""

    url: str
    label: str
    path: Plain
    is_pale: bool
    x: int
    y: int
    name: str
    thai: bool
    figure: str
    figure_y: int


@dataclass(frozen=True, slots=True)
class LandMap(Ready):
    """The areas inside one area, drawn and listed; `is_inner` where they stand on no page of their own."""

    view: str
    label: str
    region: str
    credit: str
    thai_credit: bool
    is_inner: bool
    heading: str
    shapes: list[Shape]
    places: list[Line]


def land_map(around: Sequence[Row], code: str, name: str, spoken: Tongue) -> LandMap | None:
    """The map of the areas inside `code` among those around it; None where no boundaries are loaded."""
    rows = [row for row in around if row["code"][:-2] == code and row["drawn"] and not row["is_abolished"]]
    return _drawn(rows, code, name, spoken) if rows else None


def _drawn(rows: Sequence[Row], code: str, name: str, spoken: Tongue) -> LandMap:
    places = [_line(row, spoken) for row in rows]
    is_inner = len(code) == DISTRICTS
    noun = NOUNS[is_inner][code.startswith(BANGKOK)]
    return LandMap(
        view=rows[0]["view"],
        label=spoken.word(f"map_{noun}", place=name),
        region=region_of(code),
        credit=rows[0]["credit"],
        thai_credit=spoken.lang == "en" and has_thai(rows[0]["credit"]),
        is_inner=is_inner,
        heading=spoken.word(f"inside_{noun}", place=name) if is_inner else "",
        shapes=[_shape(row, place, spoken) for row, place in zip(rows, places, strict=True)],
        places=places if is_inner else [],
    )


def districts_of(around: Sequence[Row], code: str, spoken: Tongue) -> str:
    """The heading above the districts of a province."""
    province = next((spoken.said(row, "name") for row in around if row["code"] == code[:2]), "")
    return _("Bangkok's districts") if code.startswith(BANGKOK) else _("Districts of %(place)s") % {"place": province}


def _line(row: Row, spoken: Tongue) -> Line:
    """A district leads to its page, a tambon to its communities."""
    if len(row["code"]) <= DISTRICTS:
        return area_line(row, spoken)
    return Line(
        Plain(f"{spoken.url('portal:communities')}?area={row['code']}"),
        spoken.said(row, "name"),
        thai=spoken.is_thai(row, "name"),
        figure=f"{row['receiving']:,}" if row["receiving"] else "",
    )


def _shape(row: Row, place: Line, spoken: Tongue) -> Shape:
    room, y = row["label_room"], row["label_y"]
    written = next((name for name in _short_names(row, place.name) if letters(name) * LETTER_WIDE <= room), "")
    # one line stands in the middle of the area, two stand above and below it
    shift = 13 if written and place.figure else 0
    return Shape(
        url=place.url,
        label=spoken.word("map_region", region=place.name, n=f"{row['receiving']:,}"),
        path=Plain(row["drawn"]),
        is_pale=not row["receiving"],
        x=row["label_x"],
        y=y + 9 - shift,
        name=written,
        thai=place.thai,
        figure=place.figure,
        figure_y=y + 9 + (shift + 2 if shift else 0),
    )


def _short_names(row: Row, name: str) -> tuple[str, ...]:
    """The name, and how people call the district of a provincial capital: just "เมือง"."""
    is_capital = len(row["code"]) == DISTRICTS and row["code"].endswith("01")
    return (name, *(word for word in CAPITALS if is_capital and name.startswith(word)))
