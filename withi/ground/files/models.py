"""Files people sent: for now sheets to import."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField


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
