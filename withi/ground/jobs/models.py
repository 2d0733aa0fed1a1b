"""Long work that waits, runs, and ended; who works; and what workers do from time to time."""

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField

NO_LEASE = ""


class State(models.TextChoices):
    WAITING = "waiting", _("in the queue")
    RUNNING = "running", _("being done")
    DONE = "done", _("finished")
    FAILED = "failed", _("did not succeed")
    CANCELLED = "cancelled", _("called off")


OPEN = (State.WAITING, State.RUNNING)
ENDED = (State.DONE, State.FAILED)
"""Ended by itself, which its owner wants to know; who cancelled it knows."""


class JobQuerySet(models.QuerySet["Job"]):
    def of(self, owner_id: int) -> "JobQuerySet":
        """One person's own."""
        return self.filter(owner_id=owner_id)

    def unfinished(self) -> "JobQuerySet":
        """Waiting or being done."""
        return self.filter(state__in=OPEN)

    def due(self, now: datetime) -> "JobQuerySet":
        """What a worker may take: what waits, and what someone began and holds no longer; the oldest first."""
        waits = models.Q(state=State.WAITING, due_at__lte=now)
        left = models.Q(state=State.RUNNING, lease_until__lte=now)
        return self.unfinished().filter(waits | left).order_by("pk")


class Job(models.Model):
    """One piece of long work of one person.

    `lease` is the token of whoever does it now: every write of that worker asks for it, so one who lost it writes
    nothing more. `params` and `problem_values` are never filtered on. Personal data: whose it is; the result's file may
    hold personal data, so only the owner reads it, and it goes on `expires_at`. `owner_id` is no foreign key: people
    stand above jobs.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = CodeField(max_length=40)
    owner_id = models.BigIntegerField()
    about = models.CharField(max_length=255, blank=True)
    lang = CodeField(max_length=2, default="th")
    once = CodeField(max_length=120, blank=True)
    params = models.JSONField(default=dict)
    state = CodeField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    lease = CodeField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    is_cancel_asked = models.BooleanField(default=False)
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)  # 0: nobody can say
    progress_words = models.CharField(max_length=200, blank=True)
    progress_since = models.DateTimeField(null=True)  # when these words began
    result_words = models.CharField(max_length=300, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    result_path = CodeField(max_length=80, blank=True)  # below the folder of results
    result_name = models.CharField(max_length=120, blank=True)
    problem = CodeField(max_length=60, blank=True)
    problem_values = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "jobs_job"
        default_permissions = ()
        indexes = [
            # what a worker may take; the list of one person; what has passed its day
            models.Index(fields=["state", "id"], name="jobs_job_state"),
            models.Index(fields=["owner_id", "-created_at"], name="jobs_job_owner"),
            models.Index(fields=["expires_at"], name="jobs_job_expiry"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "once"],
                name="jobs_job_once",
                condition=~models.Q(once="") & models.Q(state__in=OPEN),
            ),
            models.CheckConstraint(
                name="jobs_job_leased",
                condition=models.Q(state=State.RUNNING, lease_until__isnull=False) & ~models.Q(lease=NO_LEASE)
                | ~models.Q(state=State.RUNNING) & models.Q(lease=NO_LEASE, lease_until=None),
            ),
        ]


class Worker(models.Model):
    """A process that does jobs, for as long as it says so every few seconds. Personal data: none."""

    name = CodeField(max_length=80, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "jobs_worker"
        default_permissions = ()


class Period(models.Model):
    """Something a worker does from time to time: when it was last begun, and how that ended. Personal data: none.

    `held_until` is set while a worker does it; one that was killed holds it until then.
    """

    name = CodeField(max_length=40, unique=True)
    begun_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    trouble = CodeField(max_length=80, blank=True)

    class Meta:
        db_table = "jobs_period"
        default_permissions = ()
