"""Certificates and the numbers of each office."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import AreaCodeField, CodeField
from withi.work.certificates.rules import Kind, Mark, Standing, State, number_of, state_on

KIND_NAMES = [
    (Kind.REGISTRATION.value, _("registration")),
    (Kind.MARK.value, _("OTOP mark")),
    (Kind.TRAINING.value, _("training")),
]
MARK_NAMES = [
    (Mark.GOLD.value, _("gold mark, Premium")),
    (Mark.SILVER.value, _("silver mark, Classic")),
    (Mark.RED.value, _("red mark, Standard")),
    (Mark.BLUE.value, _("blue mark, Rising Star")),
]
STANDINGS = [(one.value, one.value) for one in Standing]
STATE_NAMES = {
    State.VALID: _("Valid"),
    State.EXPIRED: _("Expired"),
    State.WITHDRAWN: _("Withdrawn by the office"),
    State.REPLACED: _("Replaced by a new one"),
}


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def about(self, subject: str, subject_id: int) -> "CertificateQuerySet":
        """Those of one row, the newest first."""
        return self.filter(subject=subject, subject_id=subject_id).order_by("-issued_on", "-pk")

    def of_producer(self, producer_id: int, product_ids: Any) -> "CertificateQuerySet":
        """Those of a producer and of its products, the newest first."""
        own = models.Q(subject="producer", subject_id=producer_id)
        goods = models.Q(subject="product", subject_id__in=product_ids)
        return self.filter(own | goods).order_by("-issued_on", "-pk")

    def holding(self, day: date) -> "CertificateQuerySet":
        """Those that hold on a day."""
        holds = models.Q(valid_until=None) | models.Q(valid_until__gte=day)
        return self.filter(holds, standing=Standing.VALID)


class Certificate(models.Model):
    """A paper that an office issued for a producer, a product or a community, as it said on its day.

    What it says is copied, so that a printed sheet and its public page tell the same for ever. `token` is what its QR
    leads to: random, and nothing else opens the page. `source_kind` and `source_id` name what it rests on (an
    application, a mark, a training of the support ledger); empty where an officer issued it by himself. A paper of a
    mark bears the number under which the mark was given (`mark_number`) and takes no place in the office's own row.
    Personal data: the name of a sole owner, who signs, the reason for taking it back.
    """

    token = CodeField(max_length=32, unique=True)
    kind = CodeField(_("kind"), max_length=12, choices=KIND_NAMES)
    mark = CodeField(_("mark"), max_length=6, choices=MARK_NAMES, blank=True)
    subject = CodeField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    source_kind = CodeField(max_length=20, blank=True)
    source_id = models.PositiveBigIntegerField(null=True)
    area_code = AreaCodeField(_("area"))
    office = CodeField(max_length=4)
    year = models.PositiveSmallIntegerField()
    place = models.PositiveIntegerField(null=True)
    mark_number = CodeField(_("certificate number"), max_length=20, blank=True)
    name_th = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    maker_th = models.CharField(_("producer"), max_length=200, blank=True)
    maker_en = models.CharField(max_length=200, blank=True)
    maker_kind = CodeField(max_length=6, blank=True)
    register_number = CodeField(_("registration number"), max_length=40, blank=True)
    occasion_th = models.CharField(_("what it rests on"), max_length=200, blank=True)
    occasion_en = models.CharField(_("what it rests on, in English"), max_length=200, blank=True)
    signer = models.CharField(_("who signs"), max_length=120)
    signer_title = models.CharField(_("position of who signs"), max_length=160)
    issued_on = models.DateField()
    valid_until = models.DateField(_("valid until"), null=True)
    standing = CodeField(max_length=9, choices=STANDINGS, default=Standing.VALID.value)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        db_table = "certificates_certificate"
        default_permissions = ()
        indexes = [
            # the certificates of one row
            models.Index(fields=["subject", "subject_id", "-issued_on"], name="certificates_subject"),
            # what an application or a mark led to
            models.Index(
                fields=["source_kind", "source_id"], name="certificates_source", condition=~models.Q(source_kind="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "place"], name="certificates_number_once"),
            models.CheckConstraint(
                name="certificates_numbered",
                condition=models.Q(place__isnull=False, mark_number="")
                | (models.Q(place=None) & ~models.Q(mark_number="")),
            ),
            models.CheckConstraint(
                name="certificates_source_whole",
                condition=models.Q(source_kind="", source_id=None)
                | (~models.Q(source_kind="") & models.Q(source_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="certificates_ended",
                condition=models.Q(standing=Standing.VALID.value, ended_on=None)
                | (~models.Q(standing=Standing.VALID.value) & models.Q(ended_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As it stands on the paper."""
        return self.mark_number if self.place is None else number_of(self.office, self.place, self.year)

    def state(self, day: date) -> State:
        """How it stands on a day."""
        return state_on(self.standing, self.valid_until, day)


class CertificateSeries(models.Model):
    """The last number an office gave in a Buddhist year. Personal data: none."""

    office = CodeField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "certificates_series"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="certificates_series_once")]
