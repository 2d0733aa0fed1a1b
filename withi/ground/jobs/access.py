"""Loading a job: it is its owner's alone."""

from pathlib import Path
from uuid import UUID

from django.http import Http404

from withi.ground.jobs.models import Job, State
from withi.ground.jobs.running import folder


def job_of(key: UUID, owner_id: int) -> Job:
    """The person's own job; anybody else's answers like one that does not exist."""
    job = Job.objects.of(owner_id).filter(key=key).first()
    if job is None:
        raise Http404
    return job


def file_of(job: Job) -> Path:
    """The file that came of it; 404 where there is none."""
    path: Path = folder() / job.result_path
    if job.state != State.DONE or not job.result_path or not path.is_file():
        raise Http404
    return path
