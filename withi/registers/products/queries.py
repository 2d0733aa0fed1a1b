"""Lists of products, their parts, and rows for export."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from withi.ground.web.answers import language
from withi.kit import era, money
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import phone_lines
from withi.registers.products.models import CERTIFICATE_NAMES, CHANNEL_NAMES, Product, ProductSize
from withi.registers.products.rules import Certificate, Licence, Size


def sizes_of(product: Product) -> list[Size]:
    """Sizes in their order. One query."""
    return [Size(size.label, size.unit, size.price) for size in product.sizes.all()]


def licences_of(product: Product) -> list[Licence]:
    """Licences and certificates in the order they were entered. One query."""
    return [
        Licence(Certificate(licence.kind), licence.number, licence.name, licence.valid_until)
        for licence in product.certificates.order_by("pk")
    ]


def prices_of(ids: Iterable[int]) -> dict[int, list[int]]:
    """Prices of all sizes of each product that has any. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for pk, price in ProductSize.objects.filter(product__in=list(ids)).values_list("product_id", "price"):
        found[pk].append(price)
    return dict(found)


# --- words ---------------------------------------------------------------------------------------


def size_text(label: str, unit: str, price: int) -> str:
    """A size in one line: "ถุง 100 กรัม · 35 บาท / ถุง"."""
    amount = money.format_baht(price, lang=language(), unit=True)
    return " · ".join(part for part in (label, f"{amount} / {unit}" if unit else amount) if part)


def licence_text(kind: str, name: str, number: str, valid_until: str | None) -> str:
    title = name or str(dict(CERTIFICATE_NAMES).get(kind, kind))
    until = f" ({era.format_date(date.fromisoformat(valid_until), lang=language())})" if valid_until else ""
    return f"{title} {number}{until}"


def say(field: str, value: Any) -> str | None:
    """Stored facts that the model's own fields cannot word; for the trail and lists of changes."""
    words = _WORDS.get(field)
    return words(value) if words else None


def producer_names(ids: set[Any]) -> dict[Any, str]:
    return dict(Producer.objects.filter(pk__in=ids).values_list("pk", "name_th"))


def _channels(value: Any) -> str:
    names = dict(CHANNEL_NAMES)
    return ", ".join(str(names.get(channel, channel)) for channel in str(value).split(","))


_WORDS: dict[str, Any] = {
    "sizes": lambda value: "; ".join(size_text(*size) for size in value) or "–",
    "licences": lambda value: "; ".join(licence_text(*licence) for licence in value) or "–",
    "price_from": lambda value: money.format_baht(value, lang=language(), unit=True),
    "channels": _channels,
    "phones": lambda value: ", ".join(text for text, _ in phone_lines(str(value))),
}
