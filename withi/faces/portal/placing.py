"""Where things of the public pages are found, and the link to their map. views, routes and mapping use it.

Of a maker only what it agreed to: its own position where it shows its telephone, else that of its community.
"""

from typing import cast

from django.utils.safestring import SafeString

from withi.faces.portal.rules import Row, Tongue
from withi.ground.web.mapping import map_link
from withi.ground.web.pages import Language
from withi.kit.geo import Point

DISTRICT = 4


def link(kind: str, pk: int, code: str, spoken: Tongue, page: str = "portal:map") -> SafeString:
    """The link to the map of a thing; `code` is the area around which borders are drawn.

    Without script it leads to `page`: the map drawn on a page of its own, where it stands itself to the file.
    """
    return map_link(
        f"{spoken.url(page, kind, pk)}",
        file=spoken.url("portal:map_file", kind, pk),
        land=spoken.url("places:land", code[:DISTRICT]),
        lang=cast("Language", spoken.lang),
    )


def point_of(row: Row) -> Point:
    """The position of a row that has one."""
    return row["lat"], row["lon"]


def has_point(row: Row) -> bool:
    return row["lat"] is not None and row["lon"] is not None


def made_at(row: Row) -> tuple[Point, str] | None:
    """Where a product or producer is found, and in which area; None where neither its own place may be told nor its
    community's is known.
    """
    if row["shows_phone"] and row["producer_shown"] and has_point(row):
        return point_of(row), row["area_code"]
    known = row["community_id"] and None not in (row["community_lat"], row["community_lon"])
    return ((row["community_lat"], row["community_lon"]), row["community_code"]) if known else None


def community_link(row: Row, spoken: Tongue) -> SafeString | None:
    """The link to the map of a community, where its position is known."""
    return link("community", row["id"], row["area_code"], spoken) if has_point(row) else None


def maker_link(kind: str, row: Row, spoken: Tongue) -> SafeString | None:
    """The link to the map of a product or producer, where there is anything to show."""
    found = made_at(row)
    return link(kind, row["id"], found[1], spoken) if found else None
