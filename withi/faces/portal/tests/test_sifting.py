"""Pages of the catalogue are put together from parts of indexes: the same rows in the same order as sorted by hand."""

import re
from datetime import timedelta
from itertools import product as every
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from withi.faces.portal import queries, sifting
from withi.faces.portal.rules import PRICES, Wish
from withi.faces.portal.tests import factory
from withi.registers.products.models import Product

pytestmark = pytest.mark.django_db
SIZE = 5
PLACES = ("40150101", "50010101", "83010101", "10010100")
TYPES = ("textile", "food", "drink")
BAHT = (20, 500, 501, 2_000, 2_001, 20, None)
WISHES = [
    Wish(types=types, regions=regions, area=area, price=price, order=order)
    for types, (regions, area), price, order in every(
        ((), ("food",), ("drink", "textile"), ("herbal",)),
        (((), ""), (("n",), ""), (("ne", "s"), ""), (("ne",), "40"), (("s",), "4015"), ((), "40")),
        ("", *PRICES),
        ("new", "cheap", "dear"),
    )
]


def goods() -> list[Product]:
    """Sixty products whose prices, types and places fall together in every way; some are kept back."""
    maker, start = factory.producer(), timezone.now()
    made = [
        Product(
            producer=maker,
            name_th=f"ของ {turn}",
            sort_key=f"{turn:03}",
            type=TYPES[turn % 3],
            area_code=PLACES[turn // 3 % 4],
            price_from=None if (baht := BAHT[turn % 7]) is None else baht * 100,
            is_alcohol=turn % 3 == 2 and turn % 5 == 0,
            is_public=turn % 11 > 0,
            state="draft" if turn % 13 == 0 else "published",
            published_at=start - timedelta(minutes=turn * 17 % 30),
        )
        for turn in range(60)
    ]
    return Product.objects.bulk_create(made)


def shown_price(row: Product) -> int | None:
    return None if row.is_alcohol else row.price_from


def costs(row: Product, price: str) -> bool:
    """Whether its shown price lies in the band that is wished."""
    above, up_to = PRICES[price]
    shown = shown_price(row)
    return shown is not None and shown > (above or 0) and (up_to is None or shown <= up_to)


def fits(row: Product, wish: Wish) -> bool:
    is_public = row.state == "published" and row.is_public
    is_there = not wish.prefixes or row.area_code.startswith(wish.prefixes)
    is_such = not wish.types or row.type in wish.types
    return is_public and is_there and is_such and (not wish.price or costs(row, wish.price))


def place(row: Product, order: str) -> Any:
    """What it is sorted by."""
    if order == "new":
        assert row.published_at is not None
        return -row.published_at.timestamp(), -row.pk
    price = shown_price(row)
    return price is None, (price or 0) * (-1 if order == "dear" else 1), row.pk


def by_hand(wish: Wish, rows: list[Product]) -> list[int]:
    """The ids that fit, in order."""
    return [row.pk for row in sorted((row for row in rows if fits(row, wish)), key=lambda row: place(row, wish.order))]


@pytest.mark.parametrize("is_sorted", [True, False])
def test_pages_are_the_same_as_sorted_by_hand(monkeypatch: pytest.MonkeyPatch, *, is_sorted: bool) -> None:
    factory.areas()
    rows = goods()
    monkeypatch.setattr(queries, "PAGE", SIZE)
    monkeypatch.setattr(queries, "is_sorted_sooner", lambda *_figures: is_sorted)
    some = 0
    for wish in WISHES:
        expected = by_hand(wish, rows)
        some += len(expected) > SIZE
        for offset in (0, SIZE, 3 * SIZE):
            shelf = queries.catalogue(wish, offset=offset)
            assert [row["id"] for row in shelf.rows] == expected[offset : offset + SIZE], (wish, offset)
            assert (shelf.total, shelf.is_exact) == (len(expected), True), wish
    assert some > len(WISHES) / 4


def test_more_than_is_counted_is_told_and_found(monkeypatch: pytest.MonkeyPatch) -> None:
    factory.areas()
    rows = goods()
    monkeypatch.setattr(queries, "COUNT_TO", 3)
    for wish in WISHES:
        expected, shelf = by_hand(wish, rows), queries.catalogue(wish)
        assert [row["id"] for row in shelf.rows] == expected[: queries.PAGE], wish
        assert (shelf.total, shelf.is_exact) == (min(len(expected), 3), len(expected) <= 3), wish


def plan(statement: str, values: list[Any]) -> list[str]:
    """The plan line by line, of PostgreSQL where it reads by an index whatever it can."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not on_sqlite:  # a small table is always read whole
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("set local enable_bitmapscan = off")
            cursor.execute("analyze products_product")
        cursor.execute(f"explain {'query plan ' if on_sqlite else ''}{statement}", values)
        return [str(row[-1]).strip() for row in cursor.fetchall()]


@pytest.mark.parametrize("order", ["cheap", "dear"])
@pytest.mark.parametrize("types", [("textile",), ("food", "textile")])
def test_types_are_read_along_their_prices(types: tuple[str, ...], order: str) -> None:
    """A part that is sorted otherwise than its index is would be read whole: of a type that is a quarter of all."""
    goods()
    told = plan(*sifting.page_of(Wish(types=types, order=order), 20, 40))
    by_type = [line for line in told if "products_product_type" in line]
    assert len(by_type) == 2 * len(types), told
    if connection.vendor == "sqlite":
        assert all("<expr>" in line for line in by_type), told
        # the page itself, and what is shown without a price; of prices only the ids of one at a time
        assert len([line for line in told if "FOR ORDER BY" in line]) == 1 + len(types), told
    else:
        assert len([line for line in told if "Index Cond" in line and "CASE WHEN is_alcohol" in line]) == len(by_type)


@pytest.mark.parametrize(("order", "index"), [("cheap", "products_product_cheap"), ("dear", "products_product_dear")])
def test_what_lies_between_two_prices_is_read_along_all_prices(order: str, index: str) -> None:
    goods()
    told = plan(*sifting.page_of(Wish(price="high", order=order, regions=("n",)), 20, 0))
    found = next(place for place, line in enumerate(told) if index in line)
    assert "<expr>>?" in told[found] or "> 200000" in told[found + 1], told
    assert not [line for line in told if re.match(".*TEMP B-TREE|.*Sort", line)], told


@pytest.mark.parametrize(
    ("wish", "index", "ranges"),
    [
        (Wish(regions=("n",)), "area|state", 2),
        (Wish(types=("food",)), "type", 1),
        (Wish(types=("food", "drink"), price="mid", regions=("s",)), "type", 2),
        (Wish(price="high", regions=("s",)), "cheap|dear", 1),
    ],
)
def test_what_fits_is_counted_range_by_range(wish: Wish, index: str, ranges: int) -> None:
    """PostgreSQL range by range, SQLite in one look at an index."""
    goods()
    told = plan(*sifting.count_of(wish, 1_001))
    found = [line for line in told if re.search(f"products_product_({index}) ", line)]
    assert found, told
    assert connection.vendor == "sqlite" or len(found) == ranges, told
    assert not [line for line in told if re.match("SCAN p$|SCAN p |.*Seq Scan", line)], told


@pytest.mark.parametrize("order", ["new", "cheap"])
def test_a_province_is_read_by_its_area(order: str) -> None:
    """However much of the nation PostgreSQL thinks lies there: along no order of the whole nation."""
    goods()
    told = plan(*sifting.page_of(Wish(area="40", order=order), 20, 0))
    assert not [line for line in told if re.search("products_product_(new|cheap|dear)", line)], told
    assert [line for line in told if re.search(r"area_code\)?(::text)? *>", line)], told
