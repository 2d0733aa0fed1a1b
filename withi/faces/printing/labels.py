"""A label as sheets of A4 in one of several shapes: the product's facts, brand or cloth, a QR to its page."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from withi.faces.printing import looks
from withi.faces.printing.queries import Label
from withi.faces.printing.rules import SHAPES, Shape
from withi.ground.places.models import Area
from withi.ground.web.pages import absolute, is_invented, url
from withi.kit import codes
from withi.kit.paper import press
from withi.kit.paper.press import Sheet, said
from withi.kit.paper.squares import square
from withi.kit.problem import Problem
from withi.registers.brands.queries import look_of
from withi.registers.brands.rules import Look
from withi.registers.products.actions import KIND
from withi.registers.products.models import Product
from withi.registers.products.rules import Type

TEMPLATE = Path(__file__).parent / "templates/printing/label.typ"
LANGUAGES = ("th", "en")
PX_OF_MM = 96 / 25.4
THREAD_PX = 2
EATEN = frozenset({Type.FOOD, Type.DRINK})


def sheet_of(
    product: Product, label: Label, lang: str, shape: Shape = SHAPES["wide"], count: int | None = None
) -> Sheet:
    """So many labels, one sheet of them where no number is given; names stand in both languages.

    Problem paper.* where it cannot be printed.
    """
    look = look_of(product.producer.community_id if product.producer else None)
    pixels = (round(shape.width * PX_OF_MM), round(shape.height * PX_OF_MM))
    with translation.override(lang):
        values = {
            "region": codes.region(product.area_code),
            "cloth": looks.woven(look, product.area_code, pixels, THREAD_PX),
            "look": looks.values_of(look, lang),
            "shape": asdict(shape),
            "count": count,
            **_names(product, lang),
            "lines": [said(line) for line in _lines(product, label, lang, look)],
            "dates": [said(text) for text in _dates(product)],
            "price": said(label.price) if label.price else None,
            "qr": square(absolute(url("portal:product", product.pk, lang="th"))) if KIND.public(product) else None,
            "qr_alt": _("QR code that leads to the page of this product"),
        }
    title = f"{_('Labels')} {product.name_th}"
    return Sheet(TEMPLATE, values, title, lang, is_invented=is_invented(product))


def refused(product: Product, label: Label, lang: str, shape: Shape) -> Problem | None:
    """Why this label is not printed in this shape: a sign that no face holds, too much text; None where it is."""
    try:
        crowded = press.told(sheet_of(product, label, lang, shape, 1), "crowded")
    except Problem as found:
        if found.status >= 500:
            raise
        return found
    return Problem("label.room") if crowded else None


def _names(product: Product, lang: str) -> dict[str, Any]:
    thai, english = product.name_th, product.name_en
    first, second = (english or thai, thai if english else "") if lang == "en" else (thai, english)
    return {"name": said(first), "other": said(second) if second else None}


def _lines(product: Product, label: Label, lang: str, look: Look | None) -> list[str]:
    """What stands below the name, one fact a line; those that are known."""
    number = label.facts.fda(timezone.localdate())
    told = {
        _("Brand"): look.name(lang) if look else "",
        _("Net"): label.size,
        _("Ingredients") if product.type in EATEN else _("Made of"): product.materials,
        _("Made by"): " · ".join(_makers(product, lang)),
        _("Place"): _place(product, lang),
        _("FDA no."): number,
    }
    return [f"{name} {text}" for name, text in told.items() if text]


def _makers(product: Product, lang: str) -> Iterator[str]:
    """The producer's name, and on a Thai label its community's."""
    if maker := product.producer:
        yield maker.name_en or maker.name_th if lang == "en" else maker.name_th
        if maker.community and lang == "th":
            yield maker.community.name_th


def _dates(product: Product) -> list[str]:
    """Days to write in by hand, for what is eaten and drunk."""
    return [_("Made on"), _("Best before")] if product.type in EATEN else []


def _place(product: Product, lang: str) -> str:
    area = Area.objects.filter(pk=product.area_code).first()
    if area is None:
        return ""
    return area.path_en or area.path_th if lang == "en" else area.path_th
