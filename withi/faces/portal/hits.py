"""What a search found, group by group, as the rows of its page."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from withi.faces.portal import queries, roads, rules
from withi.faces.portal.rules import Tongue, community_card, product_card

SHOWN = {"community": 6, "route": 6, "product": 8, "producer": 8, "news": 6, "place": 10}
GROUPS = {
    "community": "communities",
    "route": "routes",
    "product": "products",
    "producer": "producers",
    "news": "articles",
    "place": "places",
}
"""What the page calls the rows of each group."""


def rows(found: queries.Everything, spoken: Tongue, today: date) -> dict[str, Any]:
    """The rows of each group, looked up again so that nothing shows that was withdrawn; and how many were found.

    Where nothing is left to show, nothing was searched in place of what was typed either.
    """
    shapes: dict[str, Callable[[Any], Any]] = {
        "community": lambda row: community_card(row, spoken, today),
        "route": lambda row: roads.found(row, spoken),
        "product": lambda row: product_card(row, spoken, today),
        "producer": lambda row: rules.producer_line(row, spoken),
        "news": lambda row: rules.article_line(row, spoken),
        "place": lambda row: rules.place_line(row, spoken),
    }
    ids = {name: [hit.ref_id for hit in group.hits[: SHOWN[name]]] for name, group in found.groups.items()}
    again: Mapping[str, list[Any]] = queries.found_rows(ids) if any(ids.values()) else ids
    shown = {GROUPS[name]: [shape(row) for row in again[name]] for name, shape in shapes.items()}
    count = {name: spoken.at_least(group.total, is_exact=group.is_exact) for name, group in found.groups.items()}
    more = found.groups["product"].total > SHOWN["product"]
    is_empty = not any(shown.values())
    told = {"count": count, "more_products": more, "is_empty": is_empty, "searched": "" if is_empty else found.searched}
    return shown | told
