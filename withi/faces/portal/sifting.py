"""How a wish for products is written so that the index is taken by which it is found soonest: pieces of statements.

`products.models` says which indexes there are; `tests/scale` asks how much of them a page reads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from withi.faces.portal.access import add_marks
from withi.faces.portal.rules import PRICES, TYPES, Wish
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
# The same of the few columns by which parts of a wish are put together.
TOGETHER = {
    "new": "published_at desc, id desc",
    "cheap": "shown is null, shown, id",
    "dear": "shown is null, shown desc, id",
}
PART = f"select p.id, p.published_at, {PRICE} as shown from products_product p where {{where}} {{order}} limit %s"  # noqa: S608
COUNTED = "select 1 from products_product p where {where} {order} limit %s"
# The largest id tells how many there may be, and takes one look.
COUNT = """select count(*) as total, (select coalesce(max(p.id), 0) from products_product p) as among
from ({counted}) as counted"""


@dataclass(frozen=True)
class Part:
    """What fits a wish in one range of an index: its condition, the values of that, and the order of the index."""

    where: str
    values: list[Any]
    order: str = ""


def count_of(wish: Wish, most: int) -> tuple[str, list[Any]]:
    """A statement that counts what fits up to so many as `total`, the whole catalogue as `among`, and its values.

    Part by part, each in the order of its index: a database that only knows how much of the whole fits would read the
    table from its beginning, where all of it may lie elsewhere, or a price may be none of that type's.
    """
    parts = _parts(_plain(wish))
    statement, values = _together(COUNTED, parts, most)
    if len(parts) == 1:
        return COUNT.format(counted=statement), values
    return COUNT.format(counted=f"select 1 from ({statement}) as parts limit %s"), [*values, most]  # noqa: S608


def page_of(wish: Wish, size: int, offset: int, *, fitting: int = 0) -> tuple[str, list[Any]]:
    """A statement that chooses one page by ids, in the order of the wish, and its values.

    Where only so many are `fitting` that they are read and sorted sooner than met on the way, say so.
    """
    wish = _plain(wish)
    if fitting:
        statement, values = _together(PART, _parts(wish), fitting)
    elif wish.types and wish.order != "new" and not _is_among_few(wish):
        statement, values = _together(PART, list(_along_types(wish)), offset + size)
    else:
        where, values, order = _way(wish)
        return one_page(where, order), [*values, size, offset]
    page = f"select id from ({statement}) as parts order by {TOGETHER[wish.order]} limit %s offset %s"  # noqa: S608
    return page, [*values, size, offset]


def _plain(wish: Wish) -> Wish:
    """All types are no wish: what is public has one."""
    return replace(wish, types=()) if len(wish.types) == len(TYPES) else wish


def one_page(where: str, order: str) -> str:
    """The ids of one page of products, read in their order."""
    return f"select p.id from products_product p where {where} order by {order} limit %s offset %s"  # noqa: S608


def _together(statement: str, parts: Sequence[Part], most: int) -> tuple[str, list[Any]]:
    """Parts one behind the other, so many of each at most."""
    said = [statement.format(where=part.where, order=part.order) for part in parts]
    if len(said) > 1:  # SQLite neither orders nor limits a part of a union by itself
        said = [f"select * from ({each}) t" for each in said]  # noqa: S608
    return " union all ".join(said), [value for part in parts for value in (*part.values, most)]


def _is_among_few(wish: Wish) -> bool:
    """Whether all that fits is of one community, bears a mark, or lies in a province or less: all of it is read."""
    return wish.community is not None or bool(wish.marks) or bool(wish.area and not wish.regions)


def _way(wish: Wish) -> tuple[str, list[Any], str]:
    """The condition, its values and the order, written so that the index is taken by which it is found soonest."""
    pieces, values = pieces_of(wish)
    where, order = " and ".join(pieces) or "1 = 1", ORDERS[wish.order]
    if wish.community is not None or wish.marks:
        return f"{ALSO_PUBLIC} and {without_keys(where)}", values, order
    if _is_among_few(wish):  # PostgreSQL would else walk the whole nation in the order of the wish
        public = BY_AREA if connection.vendor == "sqlite" else ALSO_PUBLIC
        return f"{public} and {without_keys(where, 'p.type ', 'p.price_from ')}", values, order
    if wish.price and wish.order != "new":
        return _by_prices(without_keys(where, "p.area_code ")), values, order.removeprefix(f"{UNPRICED}, ")
    return f"{PUBLIC_PRODUCT} and {without_keys(where)}", values, order


def _parts(wish: Wish) -> list[Part]:
    """The parts of a wish that lie together: types with their prices, regions with their codes; else all in one.

    SQLite reads several ranges of an index for one condition; PostgreSQL might look for all of them in the table.
    """
    if _is_among_few(wish):
        where, values, _order = _way(wish)
        return [Part(where, values)]
    is_one, (pieces, values) = connection.vendor == "sqlite", pieces_of(wish)
    if wish.types:
        return [_of_types(each) for each in _each(wish, "types", wish.types, is_one=is_one)]
    if wish.price:
        asked = _by_prices(without_keys(" and ".join(pieces), "p.area_code "))
        return [Part(asked, values, f"order by {PRICE}")]
    if wish.regions:
        return [_of_places(each) for each in _each(wish, "area", wish.prefixes, is_one=is_one)]
    return [Part(PUBLIC_PRODUCT, [])]


def _each(wish: Wish, name: str, values: Sequence[str], *, is_one: bool) -> list[Wish]:
    """A wish for each of these types or areas, if it is not to be `is_one`."""
    if is_one:
        return [wish]
    if name == "types":
        return [replace(wish, types=(value,)) for value in values]
    return [replace(wish, regions=(), area=value) for value in values]


def _of_places(wish: Wish) -> Part:
    pieces, values = pieces_of(wish)
    return Part(" and ".join((BY_AREA, *pieces)), values, "order by p.area_code" if wish.area else "")


def _of_types(wish: Wish, order: str = "", shown: str = "") -> Part:
    """Types along `products_product_type`, as that keeps them; in its order if one is narrowed further."""
    pieces, values = pieces_of(wish)
    asked = _by_shown_price(without_keys(" and ".join(pieces), "p.area_code "))
    if not order and len(wish.types) == 1 and len(pieces) > 1:
        order = f"order by {PRICE}"
    return Part(f"{PUBLIC_PRODUCT} and {asked}{shown}", values, order)


def _along_types(wish: Wish) -> Iterator[Part]:
    """The first of each type, the cheapest or dearest, and what is shown without its price, which comes last."""
    direction = "desc" if wish.order == "dear" else "asc"
    for each in _each(wish, "types", wish.types, is_one=False):
        yield _of_types(each, f"order by {PRICE} {direction}, p.id", f" and {PRICE} >= 0")
        if not wish.price:
            # "+ 0": else PostgreSQL reads all ids of the table in their order
            yield _of_types(each, "order by p.id + 0", f" and {PRICE} is null")


def _by_prices(where: str) -> str:
    """A condition on the price as `products_product_cheap` is looked up by it: by each database in its own words."""
    priced = f"{UNPRICED} = false" if connection.vendor == "sqlite" else f"({UNPRICED}) is false"
    return f"{PUBLIC_PRODUCT} and {priced} and {_by_shown_price(where)}"


def _by_shown_price(where: str) -> str:
    """A condition on the price, as indexes keep what is shown: all that is asked stands there."""
    return where.replace(f" and {PRICED}", "").replace("p.price_from ", f"{PRICE} ")


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
