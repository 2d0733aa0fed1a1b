"""Files people sent: sheets to import, and photos with the files that are shown of them."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.files.rules import CENTRE, Consent
from withi.ground.web.fields import CodeField

CONSENT_NAMES = [
    (Consent.OWN.value, _("I took it myself")),
    (Consent.GIVEN.value, _("the photographer agreed")),
    (Consent.OFFICE.value, _("it belongs to our office or community")),
]


class Upload(models.Model):
    """A file kept under a name of our own; its given name is only shown.

    Personal data: who sent it; the content may hold personal data, so only its owner reads it back,
    and it is deleted on `expires_at`. `owner_id` is no foreign key: people stand above files.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner_id = models.BigIntegerField()
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = CodeField(max_length=64)
    purpose = CodeField(max_length=20)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "files_upload"
        default_permissions = ()
        indexes = [
            models.Index(fields=["owner_id", "purpose"], name="files_upload_owner"),
            models.Index(fields=["expires_at"], name="files_upload_expiry"),
        ]


class PhotoQuerySet(models.QuerySet["Photo"]):
    def of(self, subject: str, subject_id: int) -> Self:
        """The photos of one row, in their order."""
        return self.filter(subject=subject, subject_id=subject_id).order_by("place", "pk")

    def told(self) -> Self:
        """Photos that say in Thai what they show; no other is ever public."""
        return self.exclude(alt_th="")


class Photo(models.Model):
    """A photo of one row of a register, drawn anew from what was sent; what was sent is not kept.

    Personal data: who sent it, the credit, and the position only where the person said that it may be kept. The people
    on it are the photographer's to ask (`consent`). `subject` names the row as the trail does; `owner_id` is no foreign
    key: people stand above files. `sha256` is of the file as it was sent, `dhash` of what it looks like (as signed 64
    bits), so that the same picture can be found again.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = CodeField(max_length=20)
    subject_id = models.BigIntegerField()
    place = models.PositiveSmallIntegerField(default=1)
    owner_id = models.BigIntegerField()
    name = models.CharField(_("file name"), max_length=255)
    alt_th = models.CharField(_("what is to be seen"), max_length=200, blank=True)
    alt_en = models.CharField(_("what is to be seen, in English"), max_length=200, blank=True)
    credit = models.CharField(_("photographer"), max_length=120, blank=True)
    consent = CodeField(_("may it be shown"), max_length=8, choices=CONSENT_NAMES, blank=True)
    focal = models.PositiveSmallIntegerField(_("what matters is"), default=CENTRE)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = CodeField(max_length=64)
    dhash = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = PhotoQuerySet.as_manager()

    class Meta:
        db_table = "files_photo"
        default_permissions = ()
        indexes = [
            # the same picture elsewhere
            models.Index(fields=["sha256"], name="files_photo_sha"),
            models.Index(fields=["dhash"], name="files_photo_dhash"),
        ]
        constraints = [
            # a form sent twice makes no second photo; it also serves the photos of one row
            models.UniqueConstraint(fields=["subject", "subject_id", "sha256"], name="files_photo_once"),
            models.CheckConstraint(name="files_photo_focal", condition=models.Q(focal__gte=1, focal__lte=9)),
            models.CheckConstraint(
                name="files_photo_position",
                condition=models.Q(lat=None, lon=None) | models.Q(lat__isnull=False, lon__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.alt_th or self.name


class PhotoVariant(models.Model):
    """One file of a photo in the photo storage. Personal data: none."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="variants")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    form = CodeField(max_length=4)
    size = models.PositiveIntegerField()

    class Meta:
        db_table = "files_photo_variant"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["photo", "width", "form"], name="files_photo_variant_once"),
        ]


class Photographed(models.Model):
    """A row that has photos: the first one and the others as ready lines (`rules.line`), so that pages join nothing.

    Written by the room that keeps the photos, in the transaction of every change of theirs. Personal data: the credit.
    """

    photo = models.TextField(blank=True, default="", db_default="", editable=False)
    photos = models.TextField(blank=True, default="", db_default="", editable=False)

    class Meta:
        abstract = True
