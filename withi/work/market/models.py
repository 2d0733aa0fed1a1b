"""Who asked for a place in a Pracharat market, and what came of it."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import PHONES_LENGTH
from withi.work.market.rules import (
    CODE_LENGTH,
    NAME_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
    SMILE,
    Goods,
    Market,
    Office,
    Seller,
    State,
)

STATE_NAMES = [
    (State.WAITING.value, _("waiting for a place")),
    (State.ALLOCATED.value, _("has a place")),
    (State.DECLINED.value, _("declined")),
]
SELLER_NAMES = [
    (Seller.FARMER.value, _("farmer")),
    (Seller.LOW_INCOME.value, _("person of low income")),
    (Seller.PRODUCER.value, _("OTOP producer")),
    (Seller.ENTERPRISE.value, _("community enterprise")),
    (Seller.VENDOR.value, _("other seller")),
]
GOODS_NAMES = [
    (Goods.PRODUCE.value, _("fresh produce")),
    (Goods.FOOD.value, _("food and drink")),
    (Goods.PROCESSED.value, _("processed produce")),
    (Goods.TEXTILE.value, _("cloth and clothes")),
    (Goods.CRAFT.value, _("things for use and souvenirs")),
    (Goods.OTHER.value, _("other goods")),
]
OFFICE_NAMES = [
    (Office.DISTRICT.value, _("Damrongdhama centre of the district")),
    (Office.PROVINCE.value, _("Damrongdhama centre of the province")),
]
IDENTITY = "market_registrant.id_sealed"
"""The name under which a registrant's 13-digit number is sealed and indexed."""


class MarketKind(models.Model):
    """A kind of market as the department told of it: one of the programme's list in a new wording, or one more.

    The list itself is `rules.MARKETS`; a row with one of its codes stands in that place. Personal data: none.
    """

    SUBJECT: ClassVar[str] = "market_kind"

    code = CodeField(max_length=CODE_LENGTH, unique=True)
    name_th = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    agency_th = models.CharField(_("run by"), max_length=160)
    agency_en = models.CharField(_("run by, in English"), max_length=160, blank=True)
    since = models.DateField(_("Takes registrants from"))
    until = models.DateField(_("Last day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    version = models.PositiveIntegerField(default=2)

    class Meta:
        db_table = "market_kind"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="market_kind_days",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name_th

    def market(self) -> Market:
        """The row as the rules know it; only one kind is the department's own."""
        return Market(
            self.code, self.name_th, self.name_en, self.agency_th, self.agency_en, self.since, self.until,
            self.code == SMILE, self.source,
        )  # fmt: skip


class RegistrantQuerySet(models.QuerySet["MarketRegistrant"]):
    """Registrants are people at a counter: officers of the area alone see them, no owner's account does."""

    def in_scope(self, scope: Scope, ability: Ability = Ability.READ) -> Self:
        condition = models.Q(pk__in=())
        for low, high in scope.ranges(ability):
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition)

    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)


class MarketRegistrant(models.Model):
    """One who registered for a place in one kind of market (ผู้ลงทะเบียนตลาดประชารัฐ): a person or a producer.

    Personal data: name, phones, address and that the income is low; the 13-digit number sealed (`id_sealed`, bound to
    `key`) with a keyed blind index.
    """

    SUBJECT: ClassVar[str] = "registrant"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    sort_key = CodeField(max_length=500, editable=False)
    seller = CodeField(_("who sells"), max_length=10, choices=SELLER_NAMES)
    producer = models.ForeignKey(
        Producer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("producer")
    )
    area_code = AreaCodeField(_("area"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    phones = CodeField(_("phones"), max_length=PHONES_LENGTH, blank=True)
    id_sealed = CodeField(max_length=200, blank=True, editable=False)
    id_blind = CodeField(max_length=64, blank=True, editable=False)
    office = CodeField(_("registered at"), max_length=8, choices=OFFICE_NAMES, default=Office.DISTRICT.value)
    registered_on = models.DateField(_("registered on"))
    market = CodeField(_("kind of market"), max_length=CODE_LENGTH)
    goods_kind = CodeField(_("kind of goods"), max_length=10, choices=GOODS_NAMES)
    goods = models.CharField(_("what is sold"), max_length=200, blank=True)
    state = CodeField(max_length=10, choices=STATE_NAMES, default=State.WAITING.value)
    place = models.CharField(_("place"), max_length=PLACE_LENGTH, blank=True)
    begins_on = models.DateField(_("sells from"), null=True)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = RegistrantQuerySet.as_manager()

    class Meta:
        db_table = "market_registrant"
        default_permissions = ()
        indexes = [
            # a district's list in Thai order; what waits there, and the counts by kind
            models.Index(fields=["area_code", "sort_key"], name="market_registrant_area"),
            models.Index(fields=["market", "state", "area_code"], name="market_registrant_kind"),
            # places that the same person was given before
            models.Index(fields=["id_blind"], name="market_registrant_blind", condition=~models.Q(id_blind="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "id_blind"],
                name="market_registrant_once",
                condition=models.Q(state=State.WAITING.value) & ~models.Q(id_blind=""),
            ),
            models.CheckConstraint(
                name="market_registrant_place",
                condition=models.Q(state=State.ALLOCATED.value, begins_on__isnull=False) & ~models.Q(place="")
                | ~models.Q(state=State.ALLOCATED.value) & models.Q(begins_on=None, place=""),
            ),
            models.CheckConstraint(
                name="market_registrant_reason",
                condition=~models.Q(state=State.DECLINED.value) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name
