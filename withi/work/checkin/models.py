"""Guests counted: scans by day, groups that hosts wrote down, and what is forgotten after the day."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField
from withi.registers.villages.models import Community
from withi.work.checkin.rules import LARGEST_GROUP, MOST_NIGHTS, Proof, Purpose

PROOF_NAMES = [
    (Proof.SCREEN.value, _("code on the screen")),
    (Proof.POSITION.value, _("position")),
    (Proof.WORD.value, _("word of the day")),
    (Proof.UNVERIFIED.value, _("position not verified")),
]
PURPOSE_NAMES = [
    (Purpose.LEISURE.value, _("to see the place")),
    (Purpose.STUDY.value, _("study visit")),
    (Purpose.FESTIVAL.value, _("festival or ceremony")),
    (Purpose.TRADE.value, _("to buy goods")),
    (Purpose.OTHER.value, _("something else")),
]


class CheckinPoster(models.Model):
    """Which poster of a community counts; without a row the first one does. Personal data: none."""

    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="+")
    serial = models.PositiveIntegerField(default=1)
    renewed_on = models.DateField()

    class Meta:
        db_table = "checkin_poster"
        default_permissions = ()


class CheckinDay(models.Model):
    """How many telephones checked in at a place on a day, by what proved it. Personal data: none."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    month = models.PositiveIntegerField()
    proof = CodeField(max_length=10, choices=PROOF_NAMES)
    scans = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "checkin_day"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["community", "day", "proof"], name="checkin_day_once")]


class CheckinToken(models.Model):
    """That a telephone was counted at a place today: a keyed digest of a cookie that ends with the day.

    Rows go the day after. Personal data: a pseudonym for one day and one place.
    """

    day = models.DateField()
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+", db_index=False)
    token = CodeField(max_length=64)

    class Meta:
        db_table = "checkin_token"
        default_permissions = ()
        indexes = [models.Index(fields=["community"], name="checkin_token_community")]
        # the days that are over are deleted by its first column
        constraints = [models.UniqueConstraint(fields=["day", "community", "token"], name="checkin_token_once")]


class CheckinTries(models.Model):
    """How often one address sent something to one place within ten minutes; rows go within the hour.

    Personal data: a keyed digest of an address.
    """

    slot = models.PositiveIntegerField()
    sender = CodeField(max_length=64)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "checkin_tries"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["slot", "sender"], name="checkin_tries_once")]


class CheckinGroupQuerySet(models.QuerySet["CheckinGroup"]):
    def counted(self) -> "CheckinGroupQuerySet":
        """Those that nobody took back."""
        return self.filter(taken_back_at=None)

    def totals(self, by: str) -> "models.QuerySet[Any, Any]":
        """Guests, foreign ones among them, and guest nights by day or month."""
        guests = F("guests_thai") + F("guests_foreign")
        found: models.QuerySet[Any, Any] = (
            self.counted()
            .order_by()
            .values(by)
            .annotate(
                guests=models.Sum(guests),
                foreign=models.Sum("guests_foreign"),
                stays=models.Sum(guests * F("nights")),
                groups=models.Count("pk"),
            )
        )
        return found


class CheckinGroup(models.Model):
    """A group that a host counted. A second sending with the same `key` is the same entry.

    Personal data: who entered it and who took it back, as accounts; nothing of the guests.
    """

    key = models.UUIDField(unique=True)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    month = models.PositiveIntegerField()
    guests_thai = models.PositiveIntegerField(_("Thai guests"))
    guests_foreign = models.PositiveIntegerField(_("foreign guests"))
    purpose = CodeField(_("purpose"), max_length=10, choices=PURPOSE_NAMES)
    nights = models.PositiveSmallIntegerField(_("nights"), default=0)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    objects = CheckinGroupQuerySet.as_manager()

    class Meta:
        db_table = "checkin_group"
        default_permissions = ()
        indexes = [
            # a place's days and months
            models.Index(fields=["community", "day"], name="checkin_group_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="checkin_group_some",
                condition=Q(guests_thai__gt=0) | Q(guests_foreign__gt=0),
            ),
            models.CheckConstraint(
                name="checkin_group_size",
                condition=Q(guests_thai__lte=LARGEST_GROUP, guests_foreign__lte=LARGEST_GROUP),
            ),
            models.CheckConstraint(name="checkin_group_nights", condition=Q(nights__lte=MOST_NIGHTS)),
            models.CheckConstraint(
                name="checkin_group_back",
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
            ),
        ]

    @property
    def guests(self) -> int:
        """How many people the group had."""
        return self.guests_thai + self.guests_foreign
