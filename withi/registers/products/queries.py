"""Lists of products, their parts, words and rows for export."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.search.queries import find
from withi.ground.web.answers import language
from withi.ground.web.reading import in_pieces
from withi.kit import era, money, thai
from withi.kit.codes import asked_range
from withi.kit.ready import Ready
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import phone_lines
from withi.registers.products.models import (
    CERTIFICATE_NAMES,
    CHANNEL_NAMES,
    ORIGIN_NAMES,
    TYPE_NAMES,
    Product,
    ProductCertificate,
    ProductQuerySet,
    ProductSize,
)
from withi.registers.products.rules import BANDS, Certificate, Licence, Size
from withi.registers.publication.models import STATE_NAMES
from withi.registers.publication.queries import paths_of
from withi.registers.publication.rules import State

FOUND_AT_MOST = 400
PANEL = 30
ORDERS = {
    "": ("sort_key", "pk"),
    "price": (models.F("price_from").asc(nulls_last=True), "sort_key", "pk"),
    "new": ("-updated_at", "-pk"),
}
MANY_PRICED = 50_000
"""So many between two prices are met everywhere among the others."""
NO_PRICE = -1
"""Of a product that has none, where prices are compared row by row."""
NOWHERE = (-2, -2)
"""A band that is none of ours."""
LACKS = {
    "producer": models.Q(producer=None),
    # with what stands before it in `products_product_type`, so that the few are looked up there
    "type": models.Q(state__in=[*State], is_public__in=(True, False), type=""),
    "price": models.Q(price_from=None),
}


@dataclass(frozen=True)
class Filters:
    """What a list of products is narrowed by; empty values narrow nothing."""

    text: str = ""
    area: str = ""
    type: str = ""
    state: str = ""
    price: str = ""
    lacks: str = ""
    producer: str = ""
    order: str = ""


def listed(scope: Scope, filters: Filters, ability: Ability = Ability.READ) -> ProductQuerySet:
    """Products this person may see (or do `ability` with), narrowed and in order, with their producers joined."""
    rows: ProductQuerySet = Product.objects.in_scope(scope, ability).select_related("producer")
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    rows = _of_type_and_state(rows, scope, filters, ability)
    if filters.producer:
        rows = rows.filter(producer=int(filters.producer)) if is_id(filters.producer) else rows.none()
    rows = _of_price(rows, scope, filters, ability)
    if filters.lacks not in ("", "price"):
        rows = rows.filter(LACKS.get(filters.lacks, models.Q(pk=None)))
    if filters.text.strip():
        rows = rows.filter(_named(scope, thai.clean(filters.text)))
    return rows.order_by(*ORDERS.get(filters.order, ORDERS[""]))


def _of_type_and_state(rows: ProductQuerySet, scope: Scope, filters: Filters, ability: Ability) -> ProductQuerySet:
    """The list narrowed by type and state.

    What is found by its producer or area is looked up so, and by no index of the whole nation.
    """
    for name in ("type", "state"):
        if value := getattr(filters, name):
            # an index holds the state and the area
            is_few = _is_few(scope, replace(filters, area="") if name == "state" else filters, ability)
            rows = rows.among_few(**{name: value}) if is_few else rows.filter(**{name: value})
    return rows


def _of_price(rows: ProductQuerySet, scope: Scope, filters: Filters, ability: Ability) -> ProductQuerySet:
    """The list narrowed to prices, or to what lacks one; the few rows of an area by no index of all prices."""
    column, lacking = "price_from", LACKS["price"]
    if _is_few(scope, filters, ability):
        # a signed field, or nothing could lie below 0
        known = Coalesce("price_from", models.Value(NO_PRICE), output_field=models.BigIntegerField())
        rows = rows.alias(own_price=known)
        column, lacking = "own_price", models.Q(own_price=NO_PRICE)
    if filters.lacks == "price":
        rows = rows.filter(lacking)
    return rows.filter(**{f"{column}__range": BANDS.get(filters.price, NOWHERE)}) if filters.price else rows


def _is_few(scope: Scope, filters: Filters, ability: Ability) -> bool:
    """Whether the rows are those of a producer or of a part of the nation."""
    return bool(filters.producer or filters.area) or not scope.is_national(ability)


def is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _named(scope: Scope, text: str) -> models.Q:
    """Products whose name the text may mean, mistyped too; also all products of a producer of that number."""
    ranges = scope.ranges(Ability.READ)
    if not ranges:  # a producer's own account: the few rows it owns
        numbered = models.Q(producer__number=text) | models.Q(official_number=text)
        return numbered | models.Q(name_th__icontains=text)
    found = find(
        text,
        kinds=(Product.SUBJECT,),
        ranges=ranges,
        public_only=False,
        home=scope.home_area,
        limit=FOUND_AT_MOST,
    )
    return models.Q(pk__in={*(hit.ref_id for hit in found.hits), *_numbered(text)})


def _numbered(text: str) -> Iterable[int]:
    """Products of that number, and of a producer of that number. One query, by the indexes of both."""
    official = Product.objects.filter(official_number=text).exclude(official_number="")
    made = Product.objects.filter(producer__number=text)
    both = official.order_by().values_list("pk").union(made.order_by().values_list("pk"))
    return [pk for (pk,) in both[:FOUND_AT_MOST]]


@dataclass(frozen=True)
class Line(Ready):
    """A product as a list shows it."""

    row: Product
    path: str
    price: str


def in_page_order(rows: ProductQuerySet, total: int, scope: Scope, filters: Filters) -> ProductQuerySet:
    """The `total` rows of `listed`, for a page of them.

    What lies between two prices may be of one kind, and is told by the index of prices; an area's products may all
    have come at one time.
    """
    is_new = filters.order == "new" and _is_few(scope, filters, Ability.READ)
    is_priced = bool(filters.price) and filters.order != "price" and total < MANY_PRICED
    return rows.for_page(total, lie_together=is_new or is_priced)


def lines(rows: Iterable[Product]) -> list[Line]:
    """Rows of one page, ready for the template. One query for the areas."""
    listed_rows = list(rows)
    paths = paths_of(row.area_code for row in listed_rows)
    return [Line(row, paths.get(row.area_code, ""), price_text(row.price_from)) for row in listed_rows]


def of_producer(scope: Scope, producer: Producer) -> list[Line]:
    """The products of one producer, as far as this person sees them; at most some thirty."""
    return lines(listed(scope, Filters(producer=str(producer.pk)))[:PANEL])


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


# --- export --------------------------------------------------------------------------------------

OPEN_COLUMNS = (
    _("Name"),
    _("Name in English"),
    _("Type"),
    _("Producer"),
    _("Producer's number"),
    _("Area"),
    _("Area code"),
    _("Price from (baht)"),
    _("Sizes and prices"),
    _("Materials"),
    _("Sold"),
    _("Licences and certificates"),
    _("State"),
    _("Shown to guests"),
    _("Latitude"),
    _("Longitude"),
    _("Official registration number"),
)
PERSONAL_COLUMNS = (_("Address"), _("Phones"))
OPEN_FIELDS = (
    "pk",
    "name_th",
    "name_en",
    "type",
    "producer__name_th",
    "producer__number",
    "area_code",
    "price_from",
    "materials",
    "channels",
    "state",
    "is_public",
    "lat",
    "lon",
    "official_number",
)
PERSONAL_FIELDS = ("address", "phones")


def export_columns(*, personal: bool) -> list[str]:
    """Headings, in the language of the page."""
    return [str(column) for column in (*OPEN_COLUMNS, *(PERSONAL_COLUMNS if personal else ()))]


def export_rows(rows: ProductQuerySet, *, personal: bool) -> Iterator[list[Any]]:
    """The rows of a sheet, read a thousand at a time with their sizes and certificates; personal facts where asked."""
    fields = (*OPEN_FIELDS, *(PERSONAL_FIELDS if personal else ()))
    for some in in_pieces(rows.values_list(*fields, named=True)):
        yield from _exported(some, personal=personal)


def _exported(products: list[Any], *, personal: bool) -> Iterator[list[Any]]:
    paths = paths_of(product.area_code for product in products)
    sizes, licences = _parts_of([product.pk for product in products])
    types, states = dict(TYPE_NAMES), dict(STATE_NAMES)
    for row in products:
        shown = [
            row.name_th,
            row.name_en,
            str(types.get(row.type, "")),
            row.producer__name_th or "",
            row.producer__number or "",
            paths.get(row.area_code, ""),
            row.area_code,
            baht(row.price_from),
            "; ".join(sizes[row.pk]),
            row.materials,
            channels_text(row.channels),
            "; ".join(licences[row.pk]),
            str(states[row.state]),
            row.is_public,
            row.lat,
            row.lon,
            row.official_number,
        ]
        if personal:
            shown += [row.address, ", ".join(text for text, _ in phone_lines(row.phones))]
        yield shown


def _parts_of(ids: list[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Sizes and certificates of some products, each in a line. Two queries."""
    sizes: dict[int, list[str]] = defaultdict(list)
    licences: dict[int, list[str]] = defaultdict(list)
    sold = ProductSize.objects.filter(product__in=ids)
    for pk, label, unit, price in sold.values_list("product", "label", "unit", "price"):
        sizes[pk].append(size_text(label, unit, price))
    held = ProductCertificate.objects.filter(product__in=ids).order_by("pk")
    for pk, kind, name, number, until in held.values_list("product", "kind", "name", "number", "valid_until"):
        licences[pk].append(licence_text(kind, name, number, until.isoformat() if until else None))
    return sizes, licences


# --- words ---------------------------------------------------------------------------------------


def _licence_line(licence: Licence) -> str:
    until = licence.valid_until.isoformat() if licence.valid_until else None
    return licence_text(licence.kind, licence.name, licence.number, until)


def baht(satang: int | None) -> Decimal | None:
    """An amount as a number of a sheet."""
    return None if satang is None else Decimal(satang) / 100


def price_text(satang: int | None) -> str:
    return "" if satang is None else money.format_baht(satang, lang=language(), unit=True)


def size_text(label: str, unit: str, price: int) -> str:
    """A size in one line: "ถุง 100 กรัม · 35 บาท / ถุง"."""
    amount = price_text(price)
    return " · ".join(part for part in (label, f"{amount} / {unit}" if unit else amount) if part)


def licence_text(kind: str, name: str, number: str, valid_until: str | None) -> str:
    """A certificate in one line with its last day."""
    title = name or str(dict(CERTIFICATE_NAMES).get(kind, kind))
    until = f" ({era.format_date(date.fromisoformat(valid_until), lang=language())})" if valid_until else ""
    return f"{title} {number}{until}"


def channels_text(stored: str) -> str:
    names = dict(CHANNEL_NAMES)
    return ", ".join(str(names.get(channel, channel)) for channel in stored.split(",") if channel)


def brief(product: Product) -> str:
    """What an approver reads of a new product in one line; needs the producer joined."""
    parts = [
        str(dict(TYPE_NAMES).get(product.type, "")),
        price_text(product.price_from),
        product.producer.name_th if product.producer else "",
    ]
    return " · ".join(part for part in parts if part)


def say(field: str, value: Any) -> str | None:
    """Stored facts that the model's own fields cannot word; for the trail and lists of changes."""
    words = _WORDS.get(field)
    return words(value) if words else None


def producer_names(pks: set[Any]) -> dict[Any, str]:
    return dict(Producer.objects.filter(pk__in=pks).values_list("pk", "name_th"))


_WORDS: dict[str, Any] = {
    "sizes": lambda value: "; ".join(size_text(*size) for size in value) or "–",
    "licences": lambda value: "; ".join(licence_text(*licence) for licence in value) or "–",
    "price_from": price_text,
    "channels": lambda value: channels_text(str(value)),
    "phones": lambda value: ", ".join(text for text, _ in phone_lines(str(value))),
}


@dataclass(frozen=True)
class Told:
    """What a product's page says, in words."""

    sizes: list[tuple[str, str]]
    licences: list[tuple[str, bool]]
    channels: str
    origin: str
    phones: list[tuple[str, str]]


def told(product: Product, today: date) -> Told:
    """Sizes with prices, certificates (and whether they have run out), channels, telephones. Two queries."""
    return Told(
        [
            (size.label, f"{price_text(size.price)}{f' / {size.unit}' if size.unit else ''}")
            for size in sizes_of(product)
        ],
        [
            (_licence_line(licence), licence.valid_until is not None and licence.valid_until < today)
            for licence in licences_of(product)
        ],
        channels_text(product.channels),
        str(dict(ORIGIN_NAMES).get(product.materials_origin, "")),
        phone_lines(product.phones),
    )
