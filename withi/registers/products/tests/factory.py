"""Products for tests."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from withi.kit import thai
from withi.registers.products.actions import KIND
from withi.registers.products.models import Product, ProductSize
from withi.registers.publication import actions as publication

_places = count(1)


def make_product(*, prices: Sequence[int] = (), **values: Any) -> Product:
    """A draft textile in district 4015 with these sizes (satang), in the name index; any field may be given."""
    place = next(_places)
    fields = {"name_th": f"ผ้าตัวอย่าง {place}", "type": "textile", "area_code": "401508"} | values
    lowest = min(prices, default=None)
    product = Product.objects.create(sort_key=thai.sort_key(str(fields["name_th"])), price_from=lowest, **fields)
    for position, price in enumerate(prices, 1):
        ProductSize.objects.create(product=product, position=position, unit="ผืน", price=price)
    publication.reindex(KIND, [product])
    return product
