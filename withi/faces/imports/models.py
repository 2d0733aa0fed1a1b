"""Imports on their way: what a file held, what was found, what was decided."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.files.models import Upload
from withi.ground.web.fields import CodeField


class ImportRun(models.Model):
    """One file of one person: read, checked, then committed once or left to expire.

    Personal data: the file's rows (names, phones, IDs) in its chunks, seen by its owner only, deleted with
    the upload.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("checked, nothing stored yet")
        DONE = "done", _("imported")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    kind = CodeField(max_length=12)
    sheet_name = models.CharField(max_length=100, blank=True)
    headings = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=1)
    mapping = models.JSONField(default=dict)
    dialect = models.JSONField(default=dict)  # the sender's words for ours, see kit.columns
    state = models.CharField(max_length=8, choices=State.choices, default=State.CHECKED)
    good_rows_only = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    accepted = models.JSONField(default=list)  # rules whose proposals were all taken over
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "imports_run"
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "-created_at"], name="imports_run_owner")]


class ImportChunk(models.Model):
    """Some hundred checked lines in one packed body: staging costs a row per chunk, not per line.

    Personal data: whatever the lines hold; goes with the run.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="chunks")
    position = models.PositiveIntegerField()
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    repairs = models.PositiveIntegerField(default=0)
    body = models.BinaryField()

    class Meta:
        db_table = "imports_chunk"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="imports_chunk_once")]


class ImportDecision(models.Model):
    """What the person decided on one point of one line: the value to store, or "keep" as found.

    Personal data: the value may be a name or a telephone; goes with the run.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="decisions")
    line = models.PositiveIntegerField()
    column = CodeField(max_length=40)
    value = models.CharField(max_length=300, blank=True)
    is_kept = models.BooleanField(default=False)

    class Meta:
        db_table = "imports_decision"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["run", "line", "column"], name="imports_decision_once")]


class ImportHeading(models.Model):
    """A heading a person once gave a meaning: the next file with it needs no choosing.

    Personal data: whose choice it was.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = CodeField(max_length=12)
    heading = CodeField(max_length=120)
    column = CodeField(max_length=40, blank=True)

    class Meta:
        db_table = "imports_heading"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "heading"], name="imports_heading_once")]
