"""Data versions: what the page cache compares before it serves a kept page."""

from django.db import models


class DataVersion(models.Model):
    """One counter per kind of public data and province; raised by the write that changes it. Personal data: none."""

    kind = models.CharField(max_length=20)
    province = models.CharField(max_length=2)
    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        db_table = "web_data_version"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "province"], name="web_data_version_once")]
