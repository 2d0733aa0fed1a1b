"""Products and what stands on their label and price board."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import CodeField
from withi.registers.producers.models import Producer
from withi.registers.products.rules import Certificate, Channel, Origin, Type
from withi.registers.publication.models import Publication, PublicationQuerySet
from withi.registers.publication.rules import State

TYPE_NAMES = [
    (Type.FOOD.value, _("food")),
    (Type.DRINK.value, _("drink")),
    (Type.TEXTILE.value, _("textile and apparel")),
    (Type.UTENSIL.value, _("utensil, decoration, souvenir")),
    (Type.HERBAL.value, _("herbal non-food")),
]
CERTIFICATE_NAMES = [
    (Certificate.FDA.value, _("FDA number")),
    (Certificate.COMMUNITY_STANDARD.value, _("community product standard")),
    (Certificate.HALAL.value, _("Halal")),
    (Certificate.GI.value, _("GI")),
    (Certificate.OTHER.value, _("other")),
]
CHANNEL_NAMES = [
    (Channel.VILLAGE.value, _("in the village")),
    (Channel.OUTSIDE.value, _("outside")),
    (Channel.ONLINE.value, _("online")),
    (Channel.FAIR.value, _("fairs")),
]
ORIGIN_NAMES = [
    (Origin.COMMUNITY.value, _("from the community")),
    (Origin.PROVINCE.value, _("from the province")),
    (Origin.ELSEWHERE.value, _("from elsewhere")),
]


UNPRICED = models.ExpressionWrapper(
    models.Q(is_alcohol=True) | models.Q(price_from__isnull=True), output_field=models.BooleanField()
)
SHOWN_PRICE = models.Case(models.When(is_alcohol=True, then=None), default=models.F("price_from"))
"""The price guests see: alcohol is shown without."""


class ProductQuerySet(PublicationQuerySet):
    def public(self) -> "ProductQuerySet":
        """What guests may see: approved, and not kept back (alcohol is, by default)."""
        return self.filter(state=State.PUBLISHED, is_public=True)

    def owned(self, scope: Scope, ability: Ability) -> models.Q:
        """A producer's own accounts own its products."""
        return models.Q(producer_id__in=scope.subjects(ability, Producer.SUBJECT))


class Product(Publication):
    """A product of one producer; without one (an open list may name none) it stays a draft.

    Personal data: phones of rows without a producer. Money is satang; `price_from` is the lowest of its sizes.
    """

    SUBJECT: ClassVar[str] = "product"

    producer = models.ForeignKey(
        Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("Producer")
    )
    official_number = models.CharField(_("official registration number"), max_length=40, blank=True)
    type = CodeField(_("type"), max_length=8, choices=TYPE_NAMES, blank=True)
    name_th = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    sort_key = CodeField(max_length=700, editable=False)
    story_th = models.TextField(_("story"), blank=True)
    story_en = models.TextField(_("story in English"), blank=True)
    materials = models.CharField(_("materials"), max_length=300, blank=True)
    materials_origin = CodeField(_("materials come"), max_length=10, choices=ORIGIN_NAMES, blank=True)
    price_from = models.PositiveBigIntegerField(_("price"), null=True, editable=False)
    capacity_month = models.PositiveIntegerField(_("can make in a month"), null=True, blank=True)
    capacity_unit = models.CharField(_("unit"), max_length=30, blank=True)
    channels = CodeField(_("sold"), max_length=40, blank=True)
    is_alcohol = models.BooleanField(_("contains alcohol"), default=False)
    is_public = models.BooleanField(_("show to guests"), default=True)
    local_authority = models.CharField(_("local authority"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phones = CodeField(_("phones"), max_length=120, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta(Publication.Meta):
        db_table = "products_product"
        indexes = [
            models.Index(fields=["area_code", "sort_key"], name="products_product_area"),
            models.Index(fields=["state", "area_code"], name="products_product_state"),
            # the catalogue: by type, then by the price that is shown; newest first
            models.Index("state", "is_public", "type", SHOWN_PRICE, name="products_product_type"),
            models.Index(fields=["state", "is_public", "-published_at"], name="products_product_new"),
            # the whole nation by name, and what is in one state or of one type
            models.Index(fields=["sort_key", "id"], name="products_product_name"),
            models.Index(fields=["state", "sort_key", "id"], name="products_product_named"),
            models.Index(fields=["type", "sort_key", "id"], name="products_product_kind"),
            # all of it by the price that is shown, both ways; what is shown without comes last
            models.Index("state", "is_public", UNPRICED, SHOWN_PRICE, "id", name="products_product_cheap"),
            models.Index("state", "is_public", UNPRICED, SHOWN_PRICE.desc(), "id", name="products_product_dear"),
            # all of it by price, and what lies between two prices; the newest changes
            models.Index(fields=["price_from", "sort_key", "id"], name="products_product_price"),
            models.Index(fields=["updated_at", "id"], name="products_product_newest"),
            # what still lacks a price, by name
            models.Index(
                fields=["sort_key", "id"], name="products_product_unpriced", condition=models.Q(price_from__isnull=True)
            ),
            # lists of the department name a product by its number
            models.Index(
                fields=["official_number"],
                name="products_product_official",
                condition=~models.Q(official_number=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="products_product_complete",
                condition=~models.Q(state__in=[State.WAITING.value, State.PUBLISHED.value])
                | (~models.Q(type="") & models.Q(producer__isnull=False)),
                violation_error_message=_("A product needs its type and its producer before it can be sent."),
            )
        ]

    def __str__(self) -> str:
        return self.name_th

    def channel_list(self) -> list[str]:
        return [channel for channel in self.channels.split(",") if channel]


class ProductSize(models.Model):
    """A size or variety and its price in satang. Personal data: none."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="sizes")
    position = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(_("size"), max_length=80, blank=True)
    unit = models.CharField(_("sold by"), max_length=30, blank=True)
    price = models.PositiveBigIntegerField(_("price"))

    class Meta:
        db_table = "products_size"
        default_permissions = ()
        ordering = ["position", "pk"]


class ProductCertificate(models.Model):
    """A licence or certificate with its expiry. Personal data: none."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="certificates")
    kind = CodeField(_("kind"), max_length=6, choices=CERTIFICATE_NAMES)
    name = models.CharField(_("name"), max_length=80, blank=True)
    number = models.CharField(_("number"), max_length=60)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        db_table = "products_certificate"
        default_permissions = ()
        indexes = [models.Index(fields=["valid_until"], name="products_certificate_expiry")]
