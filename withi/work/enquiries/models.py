"""Enquiries of guests, the e-mails that carry answers, and how often an address asked."""

import uuid
from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from withi.ground.notices.rules import Sending
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.villages.models import Community
from withi.work.enquiries.rules import (
    LINE_LENGTH,
    MOST_NIGHTS,
    MOST_NUMBER,
    NAME_LENGTH,
    NOTE_LENGTH,
    WISH_LENGTH,
    About,
    Reply,
)

REPLY_NAMES: Mapping[About, list[tuple[str, Any]]] = {
    About.COMMUNITY: [
        (Reply.YES.value, _("We can receive you")),
        (Reply.LATER.value, _("Another day, please")),
        (Reply.NO.value, _("We cannot receive you")),
        (Reply.CALLED.value, _("Called back")),
    ],
    About.PRODUCT: [
        (Reply.YES.value, pgettext_lazy("enquiry", "In stock")),
        (Reply.LATER.value, _("It has to be made first")),
        (Reply.NO.value, _("Not to be had")),
        (Reply.CALLED.value, _("Called back")),
        (Reply.SOLD.value, pgettext_lazy("enquiry", "Sold")),
    ],
}

NUMBER = "enquiries_payee.number_sealed"


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Whose enquiries they are: of the place's own people at once, of officers only where help is needed."""

    def waiting(self) -> Self:
        return self.filter(reply=Reply.WAITING)

    def answered(self) -> Self:
        return self.exclude(reply=Reply.WAITING)

    def within(self, ranges: tuple[tuple[str, str], ...]) -> Self:
        """Those about rows of these areas, to be counted; none for no range."""
        condition = Q(pk__in=())
        for low, high in ranges:
            condition |= Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition)

    def in_scope(self, scope: Scope, ability: Ability = Ability.READ) -> Self:
        """One's own community's or products'; officers of the area see what nobody of the place answered in time."""
        late = self.filter(officers_from__lte=timezone.now()).within(scope.ranges(ability))
        return self.filter(
            Q(community__in=scope.subjects(ability, Community.SUBJECT))
            | Q(producer__in=scope.subjects(ability, Producer.SUBJECT))
            | Q(pk__in=late.order_by().values("pk"))
        )


class Enquiry(models.Model):
    """What a guest without an account asks a community, or the maker of a product; and what she was answered.

    `number` is people or pieces. `officers_from` is when officers of the area may see it: at once where nobody of the
    place has an account, later where nobody answered, never where somebody did. Personal data: the guest's name, how
    to reach her and what she wrote; the whole row goes on the day after `forget_on`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, related_name="+")
    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, null=True, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, related_name="+")
    area_code = AreaCodeField(blank=True)
    name = models.CharField(_("your name"), max_length=NAME_LENGTH)
    phone = CodeField(_("phone"), max_length=20, blank=True)
    line_id = CodeField(_("LINE id"), max_length=LINE_LENGTH, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    number = models.PositiveIntegerField()
    first_day = models.DateField(null=True)
    nights = models.PositiveSmallIntegerField(_("nights"), default=0)
    wish = models.CharField(_("what you would like"), max_length=WISH_LENGTH, blank=True)
    lang = CodeField(max_length=2)
    same = CodeField(max_length=64, editable=False)
    asked_at = models.DateTimeField()
    officers_from = models.DateTimeField(null=True)
    forget_on = models.DateField()
    reply = CodeField(max_length=6, blank=True, default=Reply.WAITING.value)
    reply_note = models.CharField(_("a line of your own"), max_length=NOTE_LENGTH, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sold = models.BigIntegerField(_("sold for"), null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        db_table = "enquiries_enquiry"
        default_permissions = ()
        indexes = [
            # what waits at a place, and in an area
            models.Index(fields=["community", "reply", "asked_at"], name="enquiries_enquiry_community"),
            models.Index(fields=["producer", "reply", "asked_at"], name="enquiries_enquiry_producer"),
            models.Index(fields=["area_code", "reply", "asked_at"], name="enquiries_enquiry_area"),
            # what is to be deleted
            models.Index(fields=["forget_on"], name="enquiries_enquiry_forget"),
        ]
        constraints = [
            models.CheckConstraint(
                name="enquiries_enquiry_about",
                condition=Q(community__isnull=False, producer=None, product=None)
                | Q(community=None, producer__isnull=False, product__isnull=False),
            ),
            models.CheckConstraint(
                name="enquiries_enquiry_reach", condition=~Q(phone="") | ~Q(line_id="") | ~Q(email="")
            ),
            models.CheckConstraint(
                name="enquiries_enquiry_number",
                condition=Q(number__gte=1, number__lte=MOST_NUMBER, nights__lte=MOST_NIGHTS),
            ),
            models.CheckConstraint(
                name="enquiries_enquiry_replied",
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="enquiries_enquiry_sold",
                condition=Q(sold=None) | Q(sold__gt=0, reply=Reply.SOLD.value, product__isnull=False),
            ),
            # the same asked twice is one enquiry while it waits
            models.UniqueConstraint(fields=["same"], name="enquiries_enquiry_same", condition=Q(reply="")),
        ]

    @property
    def about(self) -> About:
        return About.PRODUCT if self.product_id else About.COMMUNITY

    @property
    def target(self) -> Community | Product:
        """What it is about; loaded with the row."""
        found = self.product or self.community
        assert found is not None
        return found

    @property
    def is_answered(self) -> bool:
        return bool(self.reply)


class EnquiryMail(models.Model):
    """The outbox: one answer on its way by e-mail; claimed before it is sent, marked after it.

    `key` is its Message-ID at every attempt. Personal data: none beside the enquiry's own.
    """

    enquiry = models.OneToOneField(Enquiry, on_delete=models.CASCADE, related_name="mail")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = CodeField(max_length=12, default=Sending.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "enquiries_mail"
        default_permissions = ()
        indexes = [models.Index(fields=["state", "not_before"], name="enquiries_mail_outbox")]


class EnquiryTries(models.Model):
    """How often one address asked within an hour, one place or all; rows go two hours later.

    Personal data: a keyed digest of an address.
    """

    slot = models.PositiveIntegerField()
    sender = CodeField(max_length=64)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "enquiries_tries"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["slot", "sender"], name="enquiries_tries_once")]


class EnquiryPayee(models.Model):
    """That a producer agreed to show a PromptPay square on the products' pages: which number, who agreed, when.

    No row: no consent. Personal data: the number, sealed (bound to `key`); `masked` is what pages write beside the
    square.
    """

    producer = models.OneToOneField(Producer, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    number_sealed = CodeField(max_length=200, editable=False)
    masked = CodeField(max_length=20)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_payee"
        default_permissions = ()
