"""Producers: community groups, sole owners and SMEs."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.producers.rules import PHONES_LENGTH, SHARES_LENGTH, Kind, Status
from withi.registers.publication.models import Publication, PublicationQuerySet
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community

KIND_NAMES = [
    (Kind.GROUP.value, _("community group")),
    (Kind.OWNER.value, _("sole owner")),
    (Kind.SME.value, _("SME")),
]
STATUS_NAMES = [
    (Status.ACTIVE.value, _("active")),
    (Status.PAUSED.value, _("paused")),
    (Status.CLOSED.value, _("closed")),
]
IDENTITY = "producers_producer.id_sealed"
"""The name under which a producer's 13-digit number is sealed and indexed."""


class ProducerQuerySet(PublicationQuerySet):
    def public(self) -> "ProducerQuerySet":
        """What guests may see: approved, and not closed for good."""
        return self.filter(state=State.PUBLISHED).exclude(status=Status.CLOSED)


class Producer(Publication):
    """A registered producer (ผู้ผลิต/ผู้ประกอบการ OTOP).

    Personal data: contact person, phones, LINE, address; citizen or juristic ID sealed (`id_sealed`, bound to `key`)
    with a keyed blind index for look-up. Phones are shown to guests only where `shows_phone`.

    `status` repeats the last row of `statuses` (none lies in the future), so that lists ask one table.
    """

    SUBJECT: ClassVar[str] = "producer"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = CodeField(_("number"), max_length=20, unique=True)
    official_number = models.CharField(_("official registration number"), max_length=40, blank=True)
    kind = CodeField(_("kind"), max_length=6, choices=KIND_NAMES, blank=True)
    name_th = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    sort_key = CodeField(max_length=500, editable=False)
    community = models.ForeignKey(
        Community,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="producers",
        verbose_name=_("tourism community"),
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    people = models.PositiveIntegerField(_("members"), null=True, blank=True)
    women = models.PositiveIntegerField(_("of them women"), null=True, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    shares = CodeField(_("how it divides what it takes"), max_length=SHARES_LENGTH, blank=True)
    contact = models.CharField(_("contact person"), max_length=120, blank=True)
    phones = CodeField(_("phones"), max_length=PHONES_LENGTH, blank=True)
    shows_phone = models.BooleanField(_("show the phone to guests"), default=False)
    line_id = CodeField(_("LINE id"), max_length=60, blank=True)
    id_sealed = CodeField(max_length=200, blank=True, editable=False)
    id_blind = CodeField(max_length=64, blank=True, editable=False)
    status = CodeField(_("status"), max_length=8, choices=STATUS_NAMES, default=Status.ACTIVE.value, editable=False)
    joins_production = models.BooleanField(_("the community takes part in production"), default=False)
    joins_management = models.BooleanField(_("the community takes part in management"), default=False)
    gives_benefit = models.BooleanField(_("the community benefits"), default=False)

    objects = ProducerQuerySet.as_manager()

    class Meta(Publication.Meta):
        db_table = "producers_producer"
        indexes = [
            models.Index(fields=["area_code", "sort_key"], name="producers_producer_area"),
            models.Index(fields=["state", "area_code"], name="producers_producer_state"),
            # the whole nation by name, and how many are active, on the first page of the desk
            models.Index(fields=["sort_key", "id"], name="producers_producer_name"),
            # those who report, or do not, are told from the index alone
            models.Index(fields=["status", "area_code", "id"], name="producers_producer_status"),
            # the whole nation of one kind, by name
            models.Index(fields=["kind", "sort_key", "id"], name="producers_producer_kind"),
            # the newest changes; what waits to be approved, the oldest first
            models.Index(fields=["updated_at", "id"], name="producers_producer_newest"),
            models.Index(
                fields=["state", "updated_at", "id"],
                name="producers_producer_waiting",
                condition=models.Q(state=State.WAITING.value),
            ),
            # lists of the department name a producer by its number
            models.Index(
                fields=["official_number"],
                name="producers_producer_official",
                condition=~models.Q(official_number=""),
            ),
            models.Index(fields=["id_blind"], name="producers_producer_blind", condition=~models.Q(id_blind="")),
            # digits anywhere in a telephone, in the whole nation: none of the rows is read for them
            models.Index(fields=["phones", "id"], name="producers_producer_phones"),
        ]
        constraints = [
            models.CheckConstraint(
                name="producers_producer_women",
                condition=models.Q(people=None) | models.Q(women=None) | models.Q(people__gte=models.F("women")),
                violation_error_message=_("More women than people."),
            )
        ]

    def __str__(self) -> str:
        return self.name_th

    def phone_list(self) -> list[str]:
        """The numbers, first one first; each plain digits, an extension after `x`."""
        return [number for number in self.phones.split(",") if number]


class ProducerSeries(models.Model):
    """The last own number given in a district: the next producer of 4015 is "4015-0001" + 1. Personal data: none."""

    area_code = AreaCodeField(unique=True, max_length=4)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "producers_series"
        default_permissions = ()


class ProducerStatus(models.Model):
    """Whether a producer is active, from when; totals count producers active on the period's last day.

    Personal data: the reason may tell of a sole owner.
    """

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="statuses")
    status = CodeField(max_length=8, choices=STATUS_NAMES)
    since = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "producers_status"
        default_permissions = ()
        ordering = ["-since", "-pk"]
        constraints = [models.UniqueConstraint(fields=["producer", "since"], name="producers_status_once")]
