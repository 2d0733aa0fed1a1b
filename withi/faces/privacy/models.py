"""Purposes of keeping personal data as dated texts, and who agreed to which."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.faces.privacy.rules import Basis
from withi.ground.web.fields import CodeField

BASIS_NAMES = [
    (Basis.TASK.value, _("a task in the public interest (section 24 (4))")),
    (Basis.LAW.value, _("a duty under the law (section 24 (6))")),
    (Basis.CONSENT.value, _("the person's consent (section 19)")),
    (Basis.INTEREST.value, _("a legitimate interest (section 24 (5))")),
]


class PrivacyPurposeQuerySet(models.QuerySet["PrivacyPurpose"]):
    def on(self, day: date) -> "PrivacyPurposeQuerySet":
        """The texts in force on a day, in their order."""
        ended = models.Q(valid_to=None) | models.Q(valid_to__gte=day)
        return self.filter(ended, valid_from__lte=day).order_by("position", "code")


class PrivacyPurpose(models.Model):
    """Why something is kept of whom, what, who sees it and how long: one version of the text. Personal data: none.

    A new version ends the one before on the day before its first; none is ever changed, so that each consent names
    the words it was given to.
    """

    code = CodeField(max_length=30)
    version = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    basis = CodeField(max_length=10, choices=BASIS_NAMES)
    title_th = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    kept_th = models.CharField(max_length=600)
    kept_en = models.CharField(max_length=600)
    why_th = models.CharField(max_length=600)
    why_en = models.CharField(max_length=600)
    seen_th = models.CharField(max_length=600)
    seen_en = models.CharField(max_length=600)
    until_th = models.CharField(max_length=400)
    until_en = models.CharField(max_length=400)
    retention_days = models.PositiveIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = PrivacyPurposeQuerySet.as_manager()

    class Meta:
        db_table = "privacy_purpose"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="privacy_purpose_version"),
            models.CheckConstraint(
                name="privacy_purpose_dates",
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]


class PrivacyConsent(models.Model):
    """A person agreed to a purpose in the words of one version, and may have taken it back.

    Personal data: links a record to a consent; `note` says how it was given. `subject` and `subject_id` name the
    record, as in the trail.
    """

    subject = CodeField(max_length=20)
    subject_id = models.BigIntegerField()
    purpose = models.ForeignKey(PrivacyPurpose, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "privacy_consent"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "purpose"],
                name="privacy_consent_once",
                condition=models.Q(withdrawn_at=None),
            )
        ]
