"""The append-only audit trail."""

from django.db import models
from django.utils.translation import gettext as _

from withi.ground.web.fields import AreaCodeField, CodeField


class TrailEntry(models.Model):
    """One act of one person: who, under which posting, what, on what, when, why, and who typed for him.

    Personal data: the actor's id, the name and posting as they were, and the name of a helper. Nothing here is ever
    changed or deleted; erasing a person keeps the id and empties the names. `actor_id` is no foreign key: the trail
    outlives accounts.
    """

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160, blank=True)
    actor_post = models.CharField(max_length=200, blank=True)
    helper = models.CharField(max_length=80, blank=True, default="")
    verb = CodeField(max_length=40)
    subject = CodeField(max_length=20)
    subject_id = models.BigIntegerField(null=True)
    area_code = AreaCodeField(blank=True)
    note = models.CharField(max_length=1000, blank=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "trail_entry"
        default_permissions = ()
        indexes = [
            # the panel of one object; what one person did
            models.Index(fields=["subject", "subject_id", "-at"], name="trail_entry_subject"),
            models.Index(fields=["actor_id", "-at"], name="trail_entry_actor"),
        ]

    @property
    def who(self) -> str:
        """Who did it, and who typed for that person; empty for the system itself."""
        if not self.helper:
            return self.actor_name
        return _("%(name)s (typed by %(helper)s)") % {"name": self.actor_name, "helper": self.helper}


class TrailChange(models.Model):
    """What one entry changed on one object: JSON of the changed fields before and after; never filtered on.

    Personal data: names, telephones and addresses as they were. Erasing a person takes those values out; the change
    itself stays.
    """

    entry = models.ForeignKey(TrailEntry, on_delete=models.PROTECT, related_name="changes")
    subject = CodeField(max_length=20)
    subject_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        db_table = "trail_change"
        default_permissions = ()
        indexes = [models.Index(fields=["subject", "subject_id"], name="trail_change_subject")]
