"""Labels as sheets of A4 in one of several shapes: the product's facts, brand or cloth, mark, a QR to its page.

What a label shows are its facts; they make its stamp, and a run of labels is held against them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from withi.faces.printing import looks, prints, queries
from withi.faces.printing.queries import Label
from withi.faces.printing.rules import PAYING, SHAPES, Wish
from withi.ground.places.models import Area
from withi.ground.vault import actions as vault
from withi.ground.web.pages import absolute, is_invented, url
from withi.kit import codes, promptpay
from withi.kit.paper import press
from withi.kit.paper.press import Sheet, said
from withi.kit.paper.squares import square
from withi.kit.problem import Problem
from withi.registers.brands.queries import brands_of
from withi.registers.brands.rules import Look
from withi.registers.products.actions import KIND
from withi.registers.products.models import Product
from withi.registers.products.rules import Type
from withi.work.enquiries.models import NUMBER, EnquiryPayee
from withi.work.marks.models import COLOUR_NAMES, Mark

TEMPLATE = Path(__file__).parent / "templates/printing/label.typ"
LANGUAGES = ("th", "en")
PX_OF_MM = 96 / 25.4
THREAD_PX = 2
EATEN = frozenset({Type.FOOD, Type.DRINK})
BLIND = "printing.label_payee"
"""What the digest is for, by which a changed number is known on a run of labels without keeping the number."""
DIGEST_SIGNS = 16


@dataclass(frozen=True)
class Known:
    """A product as labels tell of it today: its sizes, its place, its maker's brand, mark and PromptPay."""

    product: Product
    labels: Sequence[Label]
    area: Area | None
    look: Look | None
    colour: str
    payee: EnquiryPayee | None

    def label(self, place: int) -> Label | None:
        """The label of one size; None for a size that the product has not."""
        return next((each for each in self.labels if each.place == place), None)


def known(product: Product) -> Known:
    return known_many([product])[product.pk]


def known_many(products: Iterable[Product]) -> dict[int, Known]:
    """What labels of these products tell, by product. Six queries."""
    rows = {product.pk: product for product in products}
    sizes = queries.labels_of_many(list(rows.values()))
    areas = Area.objects.in_bulk({product.area_code for product in rows.values()})
    brands = brands_of({maker.community_id for maker in _makers_of(rows.values()) if maker.community_id})
    payees = {row.producer_id: row for row in EnquiryPayee.objects.filter(producer__in=_makers_of(rows.values()))}
    marks = Mark.objects.all().held(timezone.localdate()).filter(product__in=rows).order_by("decided_at", "pk")
    colours = dict(marks.values_list("product_id", "colour"))
    return {
        pk: Known(
            product,
            sizes[pk],
            areas.get(product.area_code),
            brand.look() if (brand := brands.get(_home(product))) else None,
            colours.get(pk, ""),
            payees.get(product.producer_id or 0),
        )
        for pk, product in rows.items()
    }


def facts_of(told: Known, wish: Wish) -> dict[str, str]:
    """Every fact that these labels show; empty where the product has no such size any more."""
    label = told.label(wish.place)
    if label is None:
        return {}
    with translation.override(wish.lang):
        first, other = _names(told.product, wish.lang)
        lines = {key: text for key, (_name, text) in _lines(told, label, wish).items()}
        facts = {"name": first, "other": other, **lines, "price": label.price}
        if wish.has_pay and told.payee:
            facts[f"promptpay:{_digest(told.payee)}"] = told.payee.masked
    return {key: text for key, text in facts.items() if text}


def stamp_of(told: Known, wish: Wish) -> str:
    return prints.stamp_of(facts_of(told, wish))


def sheet_of(told: Known, wish: Wish, count: int | None = None) -> Sheet:
    """So many labels, one sheet of them where no number is given; names stand in both languages.

    Problem paper.* where it cannot be printed, label.pay_shape, label.gone.
    """
    product, label, shape = told.product, told.label(wish.place), SHAPES[wish.shape]
    if label is None:
        raise Problem("label.gone")
    payee = told.payee if wish.has_pay else None
    if payee and wish.shape != PAYING:
        raise Problem("label.pay_shape")
    pixels = (round(shape.width * PX_OF_MM), round(shape.height * PX_OF_MM))
    with translation.override(wish.lang):
        first, other = _names(product, wish.lang)
        lines = _lines(told, label, wish)
        values = {
            "region": codes.region(product.area_code),
            "cloth": looks.woven(told.look, product.area_code, pixels, THREAD_PX),
            "look": looks.values_of(told.look, wish.lang),
            "shape": asdict(shape),
            "count": count,
            "name": said(first),
            "other": _optional(other),
            "lines": _set(lines),
            "mark": (wish.has_mark and told.colour) or None,
            "dates": [said(text) for text in _dates(product)],
            "price": _optional(label.price),
            "qr": _page_code(product),
            "qr_alt": _("QR code that leads to the page of this product"),
            "pay": _pay(payee) if payee else None,
            "stamp": said(_("Version %(stamp)s") % {"stamp": stamp_of(told, wish)}),
        }
        title = f"{_('Labels')} {product.name_th}"
    return Sheet(TEMPLATE, values, title, wish.lang, is_invented=is_invented(product))


def refused(told: Known, wish: Wish) -> Problem | None:
    """Why this label is not printed in this shape: a sign that no face holds, too much text; None where it is."""
    try:
        crowded = press.told(sheet_of(told, wish, 1), "crowded")
    except Problem as found:
        if found.status >= 500:
            raise
        return found
    return Problem("label.room") if crowded else None


# --- parts ---------------------------------------------------------------------------------------


def _makers_of(products: Iterable[Product]) -> list[Any]:
    return [product.producer for product in products if product.producer]


def _home(product: Product) -> int:
    return (product.producer.community_id if product.producer else None) or 0


def _set(lines: Mapping[str, tuple[str, str]]) -> list[Any]:
    return [said(f"{name} {text}") for name, text in lines.values() if text]


def _optional(text: str) -> Any:
    return said(text) if text else None


def _page_code(product: Product) -> str | None:
    """The code that leads to the product's page; None where guests see none."""
    return square(absolute(url("portal:product", product.pk, lang="th"))) if KIND.public(product) else None


def _names(product: Product, lang: str) -> tuple[str, str]:
    """The name in this language, large, and in the other one below where there is one."""
    thai, english = product.name_th, product.name_en
    return (english or thai, thai if english else "") if lang == "en" else (thai, english)


def _lines(told: Known, label: Label, wish: Wish) -> Mapping[str, tuple[str, str]]:
    """What stands below the name by key, each with its word; empty where nothing is known."""
    product, lang = told.product, wish.lang
    colour = str(dict(COLOUR_NAMES)[told.colour]) if wish.has_mark and told.colour else ""
    return {
        "brand": (_("Brand"), told.look.name(lang) if told.look else ""),
        "mark": (_("OTOP mark"), colour),
        "size": (_("Net"), label.size),
        "materials": (_("Ingredients") if product.type in EATEN else _("Made of"), product.materials),
        "maker": (_("Made by"), " · ".join(_makers(product, lang))),
        "place": (_("Place"), _place(told.area, lang)),
        "fda": (_("FDA no."), label.facts.fda(timezone.localdate())),
    }


def _makers(product: Product, lang: str) -> Iterator[str]:
    """The producer's name, and on a Thai label its community's."""
    if maker := product.producer:
        yield maker.name_en or maker.name_th if lang == "en" else maker.name_th
        if maker.community and lang == "th":
            yield maker.community.name_th


def _dates(product: Product) -> list[str]:
    """Days to write in by hand, for what is eaten and drunk."""
    return [_("Made on"), _("Best before")] if product.type in EATEN else []


def _place(area: Area | None, lang: str) -> str:
    if area is None:
        return ""
    return area.path_en or area.path_th if lang == "en" else area.path_th


def _number(payee: EnquiryPayee) -> str:
    return vault.open_sealed(NUMBER, payee.key, payee.number_sealed)


def _digest(payee: EnquiryPayee) -> str:
    return vault.blind(BLIND, _number(payee))[:DIGEST_SIGNS]


def _pay(payee: EnquiryPayee) -> dict[str, Any]:
    """The square that a banking app reads, without an amount, and what stands below it."""
    return {
        "qr": square(promptpay.payload(_number(payee))),
        "alt": _("PromptPay QR code of the maker; the amount is typed by who pays"),
        "words": said(f"{_('PromptPay')} {payee.masked}"),
    }
