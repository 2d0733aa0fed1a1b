"""Reading jobs: a person's own, and whether anybody works."""

from datetime import timedelta

from django.utils import timezone

from withi.ground.jobs.models import ENDED, OPEN, Job, JobQuerySet, Period, State, Worker
from withi.ground.jobs.rules import LEASE, Progress
from withi.ground.jobs.running import KINDS
from withi.kit.problem import RULES, Problem


def of_person(owner_id: int) -> JobQuerySet:
    """A person's jobs, the newest first."""
    return Job.objects.of(owner_id).order_by("-created_at", "-pk")


def countable(owner_id: int) -> dict[str, JobQuerySet]:
    """A person's jobs that have not ended ("going"), and those that ended unseen ("ended"), to be counted."""
    own = Job.objects.of(owner_id)
    return {"going": own.filter(state__in=OPEN), "ended": own.filter(state__in=ENDED, seen_at=None)}


def waiting() -> int:
    """How many jobs of everybody have not ended."""
    return Job.objects.unfinished().count()


def progress_of(job: Job) -> Progress:
    return Progress(job.progress_done, job.progress_total, job.progress_since)


def workers() -> int:
    """How many workers spoke within the time of a lease."""
    return Worker.objects.filter(seen_at__gt=timezone.now() - LEASE).count()


def periods() -> list[Period]:
    """What workers did from time to time within a day."""
    return list(Period.objects.filter(begun_at__gt=timezone.now() - timedelta(days=1)).order_by("name"))


def ahead_of(job: Job) -> int:
    """How many jobs of everybody wait before this one."""
    return Job.objects.filter(state=State.WAITING, pk__lt=job.pk).count()


def title(job: Job) -> str:
    """What kind of work it is, in the reader's language; its bare name where no room knows it any more."""
    kind = KINDS.get(job.kind)
    return str(kind.title) if kind else job.kind


def problem_of(job: Job, lang: str) -> str:
    """Why it failed, in this language; "" where it did not."""
    if not job.problem:
        return ""
    code = job.problem if job.problem in RULES else "jobs.broken"
    return Problem(code, **job.problem_values).message(lang)
