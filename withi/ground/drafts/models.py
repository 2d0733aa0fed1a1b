"""What people typed and have not saved yet."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from withi.ground.web.fields import CodeField


class DraftQuerySet(models.QuerySet["Draft"]):
    def held(self, owner_id: int, now: datetime, claim: str = "") -> "DraftQuerySet":
        """What this person may take up again; what was sent after his session ended, in that very browser only."""
        mine = Q(claim="") | Q(claim=claim)
        return self.filter(mine, owner_id=owner_id, expires_at__gt=now)


class Draft(models.Model):
    """The fields of one person's form in one tab, sealed (a JSON object of name and values; never filtered on).

    Personal data: whatever the person typed about others, so it opens for its owner only and is deleted on
    `expires_at`, or when the form is saved. `owner_id` is no foreign key: people stand above drafts. `claim` is the
    digest of a browser's secret where the form came after the session had ended.
    """

    FIELDS = "drafts_draft.fields_sealed"

    key = models.UUIDField(unique=True, editable=False)
    owner_id = models.BigIntegerField()
    address = CodeField(max_length=300)
    tab = CodeField(max_length=32)
    claim = CodeField(max_length=64, blank=True)
    version = models.PositiveIntegerField(null=True)
    fields_sealed = models.TextField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        db_table = "drafts_draft"
        default_permissions = ()
        indexes = [
            # what waits on one form; all of one person
            models.Index(fields=["owner_id", "address"], name="drafts_draft_owner"),
            models.Index(fields=["expires_at"], name="drafts_draft_expiry"),
        ]
