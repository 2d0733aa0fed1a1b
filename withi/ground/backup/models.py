"""Backups made, and when each was last restored for a trial."""

from django.db import models

from withi.ground.web.fields import CodeField


class BackupRun(models.Model):
    """One backup file: what it held, and when it was proven by restoring it elsewhere. Personal data: none.

    It tells of files outside the database; the file itself never holds its own row.
    """

    file = models.CharField(max_length=255)
    folder = models.CharField(max_length=500)
    sha256 = CodeField(max_length=64, unique=True)
    release = CodeField(max_length=40)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    files = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_index=True)
    seconds = models.FloatField(null=True)
    proven_at = models.DateTimeField(null=True, db_index=True)
    proven_in = CodeField(max_length=12, blank=True)

    class Meta:
        db_table = "backup_run"
        default_permissions = ()
