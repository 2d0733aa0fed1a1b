"""The pictures of a page as finished markup: the photos of a row, else the cloth or parcel that stands for them. Pure.

rules, boards and views use it. A row's photos are the ready lines of `ground.files.rules`: no query joins them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from withi.ground.files.rules import Shown, large, read, small
from withi.kit.ready import Plain, Ready

Row = Mapping[str, Any]
BANGKOK = "10"
PARCELS = {"food": "food", "drink": "drink", "herbal": "herb", "utensil": "utensil"}
FIRST_SIZES = "(min-width:1000px) 780px, 100vw"
OTHER_SIZES = "(min-width:1000px) 260px, 50vw"
OG_WIDTH = 1600

# --- in lists ------------------------------------------------------------------------------------


def cloth_url(area_code: str, thread: int = 4) -> Plain:
    """The cloth of an area; Bangkok's where none is known. An area code holds digits only."""
    return Plain(f"/cloth/{area_code or BANGKOK}-{thread}.svg")


def tile_url(kind: str, area_code: str) -> Plain:
    """What stands for a photo: the place's cloth for textiles, a parcel tied with its band for anything else."""
    parcel = PARCELS.get(kind)
    return Plain(f"/parcel/{area_code or BANGKOK}-{parcel}.svg") if parcel else cloth_url(area_code)


def community_tile(row: Row, lang: str) -> Plain:
    """The first photo of a community or producer in a list, else its cloth."""
    return _tile(row["photo"], cloth_url(row["area_code"]), lang)


def product_tile(row: Row, lang: str) -> Plain:
    """The first photo of a product in a list, else its cloth or parcel."""
    return _tile(row["photo"], tile_url(row["type"], row["area_code"]), lang)


def _tile(photo: str, stand_in: str, lang: str) -> Plain:
    if photo:
        return Plain(small(read(photo), lang))
    return Plain(f'<img class="cloth" src="{stand_in}" alt="" width="300" height="150" loading="lazy">')


# --- on the page of a row ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Print(Ready):
    """A photo on the page of its row: markup, who took it, and what it is of where that is another thing."""

    picture: Plain
    credit: str
    of: str = ""
    of_thai: bool = False


def album(row: Row, lang: str, assets: Iterable[Row] = ()) -> dict[str, Any]:
    """`album`: the photos of a row, the first one large, then those of its `assets` under their names.

    `image`: the address of the first one for machines, empty without any.
    """
    own = [read(text) for text in (row["photo"], *row["photos"].split("\n")) if text]
    hung = [(read(asset["photo"]), asset) for asset in assets if asset["photo"]]
    photos: list[tuple[Shown, Row]] = [*((photo, {}) for photo in own), *hung]
    first = photos[0][0] if photos else None
    return {
        "album": [_print(photo, of, lang, is_first=not place) for place, (photo, of) in enumerate(photos)],
        "image": first.url(first.at_most(OG_WIDTH)) if first else "",
    }


def _print(photo: Shown, of: Row, lang: str, *, is_first: bool) -> Print:
    sizes = FIRST_SIZES if is_first else OTHER_SIZES
    picture = Plain(large(photo, lang, sizes=sizes, is_first=is_first))
    return Print(picture, photo.credit, of.get("title", ""), "title" in of.get("in_thai", ()))
