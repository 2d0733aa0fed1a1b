"""How a wish for products is written so that the index is taken by which it is found soonest: pieces of statements.

`products.models` says which indexes there are; `tests/scale` asks how much of them a page reads.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from withi.faces.portal.access import add_marks
from withi.faces.portal.rules import PRICES, Wish
from withi.ground.web.reading import marks
from withi.kit.codes import prefix_range

# Alcohol that is public by an officer's word is shown without price and picture (`products.rules.PUBLISHING`).
PRICE = "case when p.is_alcohol then null else p.price_from end"
PRICED = "not p.is_alcohol"
"""What is shown without its price is neither found by it nor told by its place in the order of prices."""
UNPRICED = "(p.is_alcohol or p.price_from is null)"
# "= true": a bare flag is no key that SQLite can look an index up by.
PUBLIC_PRODUCT = "p.state = 'published' and p.is_public = true"
# Without that key the index of areas is taken.
BY_AREA = "p.state = 'published' and p.is_public"
# The same that no index can be looked up by, where another key finds the few rows sooner.
ALSO_PUBLIC = "p.state || '' = 'published' and p.is_public"
KEYLESS = {"p.type ": "p.type || '' ", "p.area_code ": "p.area_code || '' ", "p.price_from ": "p.price_from + 0 "}
ORDERS = {
    "new": "p.published_at desc, p.id desc",
    "cheap": f"{UNPRICED}, {PRICE}, p.id",
    "dear": f"{UNPRICED}, {PRICE} desc, p.id",
}


def way(wish: Wish, where: str) -> tuple[str, str, str]:
    """Condition, order and what is public, written so that the index is taken by which the wish is found soonest."""
    order = ORDERS[wish.order]
    if wish.community is not None or wish.marks:
        return without_keys(where), order, ALSO_PUBLIC
    if wish.area:  # a province's are few: read and sorted, however far on the page is
        return without_keys(where, "p.type ", "p.price_from "), order, BY_AREA
    if wish.order == "new":
        return without_keys(where) if wish.is_broad else where, order, PUBLIC_PRODUCT
    if wish.types and not wish.price:  # a type is kept with its prices, and all that is sorted stands there
        return where, order.replace("p.price_from", "p.price_from + 0"), PUBLIC_PRODUCT
    return _along_prices(wish, where, order)


def _along_prices(wish: Wish, where: str, order: str) -> tuple[str, str, str]:
    """The whole catalogue is kept in the order of prices, and what is narrowed is read along it."""
    sifted, by_price = without_keys(where, "p.type ", "p.area_code "), order.removeprefix(f"{UNPRICED}, ")
    if wish.price and len(wish.types) == 1 and not wish.regions:
        return where, by_price.replace(PRICE, "p.price_from"), PUBLIC_PRODUCT
    if wish.price and connection.vendor == "sqlite":
        return _by_shown_price(sifted), by_price, PUBLIC_PRODUCT
    return sifted, order, PUBLIC_PRODUCT


def counted_by(wish: Wish, where: str, public: str) -> str:
    """The condition by which products are counted up to `COUNT_TO`: in a region by area, of a type in it by type."""
    if public == ALSO_PUBLIC:
        return f"{public} and {without_keys(where)}"
    if wish.regions and not wish.area:
        keyless = without_keys(where, "p.area_code ", "p.price_from ")
        return f"{PUBLIC_PRODUCT} and {keyless}" if wish.types else f"{BY_AREA} and {where}"
    if wish.price and public == PUBLIC_PRODUCT and not wish.types:
        return f"{public} and {_by_shown_price(where)}"
    return f"{public} and {where}"


def _by_shown_price(where: str) -> str:
    """A condition on the price, as `products_product_cheap` keeps what has one: all that is asked stands there."""
    asked = where.replace(f" and {PRICED}", "").replace("p.price_from ", f"{PRICE} ")
    return f"{UNPRICED} = false and {asked}"


def without_keys(where: str, *keys: str) -> str:
    """The same condition that no index can be looked up by.

    What fits broad wishes is found soonest from the newest on; by their own keys there is too much to sort. PostgreSQL
    knows that by itself, and a condition without its key would hide from it how much fits.
    """
    for key in (keys or KEYLESS) if connection.vendor == "sqlite" else ():
        where = where.replace(key, KEYLESS[key])
    return where


def pieces_of(wish: Wish) -> tuple[list[str], list[Any]]:
    """The conditions of a wish, written from fixed pieces, and their values."""
    pieces, values = list[str](), list[Any]()
    if wish.types:
        pieces.append(f"p.type in ({marks(wish.types)})")
        values += wish.types
    add_marks(pieces, values, wish.marks)
    add_places(pieces, values, "p", wish.prefixes)
    above, up_to = PRICES.get(wish.price, (None, None))
    for compared, bound in ((">", above), ("<=", up_to)):
        if bound is not None:
            pieces.append(f"p.price_from {compared} %s")
            values.append(bound)
    if wish.price in PRICES:
        pieces.append(PRICED)
    if wish.community is not None:
        pieces.append("p.producer_id in (select r.id from producers_producer r where r.community_id = %s)")
        values.append(wish.community)
    return pieces, values


def add_places(pieces: list[str], values: list[Any], table: str, prefixes: Sequence[str]) -> None:
    if prefixes:
        span = f"({table}.area_code >= %s and {table}.area_code < %s)"
        pieces.append(f"({' or '.join([span] * len(prefixes))})")
        values += [bound for prefix in prefixes for bound in prefix_range(prefix)]
