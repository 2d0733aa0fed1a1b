"""The support ledger: what the programme did for whom."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import AreaCodeField, CodeField
from withi.kit.codes import prefix_range
from withi.registers.partners.models import Partner
from withi.work.support.rules import REASON_LENGTH, TITLE_LENGTH, Kind, Subject

KIND_NAMES = [
    (Kind.TRAINING.value, _("training")),
    (Kind.EQUIPMENT.value, _("equipment")),
    (Kind.FAIR.value, _("fair booth")),
    (Kind.VISIT.value, _("visit by officers")),
    (Kind.LOAN.value, _("loan")),
    (Kind.BUDGET.value, _("budget")),
    (Kind.DECISION.value, _("committee decision")),
    (Kind.MARK.value, _("quality mark")),
    (Kind.STAR.value, _("star rating")),
    (Kind.MARKET.value, _("market place")),
]
SUBJECT_NAMES = [
    (Subject.PRODUCER.value, _("producer")),
    (Subject.COMMUNITY.value, _("community")),
    (Subject.HOUSEHOLD.value, _("household")),
    (Subject.REGISTRANT.value, _("market registrant")),
]


class SupportQuerySet(models.QuerySet["SupportEntry"]):
    def in_force(self) -> "SupportQuerySet":
        """Entries that were not taken back, and wait for nobody's word."""
        return self.filter(withdrawn_at=None, waits=False)

    def waiting(self) -> "SupportQuerySet":
        """What partners told and no officer answered yet."""
        return self.filter(waits=True)

    def of(self, subject: str, subject_id: int) -> "SupportQuerySet":
        return self.filter(subject=subject, subject_id=subject_id)

    def within(self, area: str) -> "SupportQuerySet":
        """Entries given in an area, by the area of that day."""
        low, high = prefix_range(area)
        return self.filter(area_code__gte=low, area_code__lt=high)


class SupportEntry(models.Model):
    """One support, for one producer, community or household, on one day.

    `partner` is who gave it; None for the department's own offices. `area_code` is where the subject was on that day
    and stays. `amount` is satang; None where nobody knows it. `waits`: the partner's own account told it, and no
    officer confirmed it yet; until then it counts nowhere. Photos that show it are of subject PHOTOS.
    Personal data: what a sole owner or a household was given; who wrote it down; people on its photos.
    """

    PHOTOS = "support"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = CodeField(max_length=10, choices=KIND_NAMES)
    subject = CodeField(max_length=10, choices=SUBJECT_NAMES)
    subject_id = models.BigIntegerField()
    area_code = AreaCodeField(blank=True)
    given_on = models.DateField()
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    source_kind = CodeField(max_length=20)
    source_id = models.BigIntegerField()
    amount = models.BigIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    title_th = models.CharField(max_length=TITLE_LENGTH)
    title_en = models.CharField(max_length=TITLE_LENGTH, blank=True)
    waits = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = SupportQuerySet.as_manager()

    class Meta:
        db_table = "support_entry"
        default_permissions = ()
        indexes = [
            # the panel of one subject; how many an area was given of each kind
            models.Index(fields=["subject", "subject_id", "-given_on"], name="support_entry_subject"),
            models.Index(fields=["area_code", "kind"], name="support_entry_area"),
            # whom a partner helped
            models.Index(
                fields=["partner", "-given_on"],
                name="support_entry_partner",
                condition=models.Q(partner__isnull=False),
            ),
            # what waits for an officer's word in an area
            models.Index(fields=["area_code"], name="support_entry_waits", condition=models.Q(waits=True)),
        ]
        constraints = [
            # also the look-up of a source whose support is taken back
            models.UniqueConstraint(
                fields=["kind", "source_kind", "source_id", "subject", "subject_id"], name="support_entry_once"
            ),
            models.CheckConstraint(
                name="support_entry_amount", condition=models.Q(amount=None) | models.Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="support_entry_waits",
                condition=models.Q(waits=False) | models.Q(withdrawn_at=None, partner__isnull=False),
            ),
            models.CheckConstraint(
                name="support_entry_withdrawn",
                condition=models.Q(withdrawn_at=None, withdrawn_reason="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title_th

    @property
    def is_in_force(self) -> bool:
        """Whether it was not taken back, and waits for nobody's word."""
        return self.withdrawn_at is None and not self.waits
