"""Reading jobs: a person's own, and whether anybody works."""

from django.utils import timezone

from withi.ground.jobs.models import Job, JobQuerySet, Worker
from withi.ground.jobs.rules import LEASE, Progress


def of_person(owner_id: int) -> JobQuerySet:
    """A person's jobs, the newest first."""
    return Job.objects.of(owner_id).order_by("-created_at", "-pk")


def waiting_for(owner_id: int) -> tuple[int, int]:
    """How many of a person's jobs have not ended, and how many ended unseen."""
    mine = Job.objects.of(owner_id)
    return mine.unfinished().count(), mine.unseen().count()


def waiting() -> int:
    """How many jobs of everybody have not ended."""
    return Job.objects.unfinished().count()


def progress_of(job: Job) -> Progress:
    return Progress(job.progress_done, job.progress_total, job.progress_since)


def workers() -> int:
    """How many workers spoke within the time of a lease."""
    return Worker.objects.filter(seen_at__gt=timezone.now() - LEASE).count()
