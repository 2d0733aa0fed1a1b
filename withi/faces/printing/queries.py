"""A product's labels, one a size, with what keeps them from being printed; and where a community's signs lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from withi.faces.printing import rules
from withi.faces.printing.rules import Facts
from withi.faces.printing.told import GROUPS
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.answers import language
from withi.kit.money import format_baht
from withi.registers.products.models import Product, ProductSize
from withi.registers.publication.rules import State
from withi.registers.villages.models import ASSET_NAMES, Community

MOST_GOODS = 100
Licences = tuple[tuple[str, str, date | None], ...]


@dataclass(frozen=True)
class Label:
    """A label that may be printed, or why not. `place` counts the sizes; 0 where there is none. `cost` in satang."""

    place: int
    size: str
    cost: int | None
    facts: Facts
    lacks: tuple[str, ...]

    @property
    def price(self) -> str:
        """The price in the language that is spoken now; nothing where none is known."""
        return "" if self.cost is None else format_baht(self.cost, lang=language(), unit=True)


def labels_of(product: Product) -> list[Label]:
    """The labels of a product, one a size; one without size where it has none. Two queries."""
    return labels_of_many([product])[product.pk]


def labels_of_many(products: Sequence[Product]) -> dict[int, list[Label]]:
    """The labels of products, by product. Two queries."""
    models.prefetch_related_objects(list(products), "sizes", "certificates")
    return {product.pk: _labels(product) for product in products}


def _labels(product: Product) -> list[Label]:
    held = sorted(product.certificates.all(), key=lambda row: row.pk)
    licences = tuple((row.kind, row.number, row.valid_until) for row in held)
    sizes = list(product.sizes.all())
    return [_label(product, size, place, licences) for place, size in enumerate(sizes, 1)] or [
        _label(product, None, 0, licences)
    ]


def _label(product: Product, size: ProductSize | None, place: int, licences: Licences) -> Label:
    facts = Facts(
        type=product.type,
        name=product.name_th,
        maker=product.producer.name_th if product.producer else "",
        area_code=product.area_code,
        size=size.label if size else "",
        materials=product.materials,
        licences=licences,
        is_alcohol=product.is_alcohol,
    )
    lacks = tuple(found.message(language()) for found in rules.lacking(facts, timezone.localdate()))
    return Label(place, facts.size, size.price if size else None, facts, lacks)


def label_of(product: Product, place: int) -> Label | None:
    """The label of one size; None for a size that the product has not."""
    return next((each for each in labels_of(product) if each.place == place), None)


def refuse_lacking(label: Label) -> None:
    """Problem label.* where a rule of today forbids this label."""
    for refusal in rules.lacking(label.facts, timezone.localdate()):
        raise refusal


def labelled(scope: Scope) -> models.QuerySet[Product]:
    """Products whose labels the person may print: those seen on the desk, and public ones of a community of his."""
    mine = Community.objects.in_scope(scope, Ability.READ)
    public = models.Q(own_state=State.PUBLISHED, is_public=True, producer__community__in=mine)
    # whoever asks names a few products: they are looked at, and not all that are published in the nation
    rows = Product.objects.alias(own_state=Coalesce("state", models.Value("")))
    return rows.filter(Product.objects.all().reach(scope, Ability.READ) | public)


def goods_of(community: Community, scope: Scope) -> list[Product]:
    """Products of a community's makers whose labels the person may print, at most MOST_GOODS. Two queries."""
    # by the makers first: a few products, not all that are published in the nation
    theirs = list(Product.objects.filter(producer__community=community).order_by().values_list("pk", flat=True))
    rows = labelled(scope).filter(pk__in=theirs)
    return list(rows.select_related("producer__community").order_by("sort_key", "pk")[:MOST_GOODS])


def goals_of(community: Community) -> list[tuple[str, str]]:
    """The things of a community that a sign may lead to, each with its kind, in their order. One query."""
    kinds = dict(ASSET_NAMES)
    wanted = [kind for group in GROUPS.values() for kind in group]
    rows = community.assets.filter(kind__in=wanted).order_by("kind", "position", "pk")
    return [(str(pk), f"{name} ({kinds[kind]})") for pk, kind, name in rows.values_list("pk", "kind", "name_th")]
