"""Jobs as their pages show them, in ready strings."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.jobs.models import OPEN, Job, State
from withi.ground.jobs.queries import ahead_of, problem_of, progress_of, title, workers
from withi.ground.jobs.rules import Progress
from withi.ground.web.answers import language
from withi.kit import era

__all__ = ["is_open", "lines", "nobody_works", "result_page", "shown", "title"]

ICONS = {
    State.WAITING: "clock",
    State.RUNNING: "gear",
    State.DONE: "ok",
    State.FAILED: "error",
    State.CANCELLED: "close",
}
COLOURED = ("ok", "error")
MINUTE, HOUR = 60, 3600


def is_open(job: Job) -> bool:
    """Whether it has not ended."""
    return job.state in OPEN


def nobody_works() -> bool:
    """Whether jobs would wait because no worker is running."""
    return not workers()


def lines(jobs: Iterable[Job]) -> list[dict[str, Any]]:
    """The rows of the list."""
    return [
        {
            "url": reverse("jobs:job", args=[job.key]),
            "title": title(job),
            "about": job.about,
            "state": tag(job),
            "is_new": not is_open(job) and job.seen_at is None,
            "result": job.result_words or job.result_name or problem_of(job, language()),
            "at": moment(job.created_at),
            "at_iso": job.created_at.isoformat(),
        }
        for job in jobs
    ]


def tag(job: Job) -> dict[str, Any]:
    icon = ICONS[State(job.state)]
    label = _("stopping") if is_open(job) and job.is_cancel_asked else str(State(job.state).label)
    return {"icon": icon, "label": label, "is_coloured": icon in COLOURED}


def moment(at: datetime) -> str:
    """A day and a time as people write them."""
    local = timezone.localtime(at)
    return _("%(day)s at %(time)s") % {"day": era.format_date(local.date(), lang=language()), "time": f"{local:%H.%M}"}


def result_page(job: Job) -> str:
    """Where what came of it is seen: the page it names, or its file; "" for neither."""
    if job.state != State.DONE:
        return ""
    return job.result_url or (reverse("jobs:file", args=[job.key]) if job.result_path else "")


def shown(job: Job, *, goes_on: bool) -> dict[str, Any]:
    """One job for its page; `goes_on` keeps the refreshing page on its way to the result."""
    to = {name: reverse(f"jobs:{name}", args=[job.key]) for name in ("job", "look", "open", "cancel", "retry")}
    more = "?go=1" if goes_on else ""
    return {
        "title": title(job),
        "about": job.about,
        "state": tag(job),
        "is_open": is_open(job),
        "is_done": job.state == State.DONE,
        "is_cancelled": job.state == State.CANCELLED,
        "is_unseen": not is_open(job) and job.seen_at is None,
        "is_file": not job.result_url,
        "look_url": to["look"] + more,
        "again_url": to["job"] + more,
        "open_url": to["open"],
        "open_words": open_words(job),
        "cancel_url": to["cancel"] if is_open(job) and not job.is_cancel_asked else "",
        "retry_url": to["retry"] if job.state in (State.FAILED, State.CANCELLED) else "",
        "mend_url": mend_page(job),
        "problem": problem_of(job, language()),
        "result": result_words(job),
        "facts": facts(job),
        "list_url": reverse("jobs:list"),
        **going(job),
    }


def mend_page(job: Job) -> str:
    """Where its owner mends what was refused; "" where the reason lies with the system and trying again is the way."""
    is_refused = job.state == State.FAILED and not job.problem.startswith("jobs.")
    return str(job.result_url) if is_refused else ""


def result_words(job: Job) -> str:
    return job.result_words or (_("The file is ready.") if job.result_path else _("Everything is done."))


def open_words(job: Job) -> str:
    """What the button to the result says; "" where there is none."""
    if not result_page(job):
        return ""
    return _("See the result") if job.result_url else _("Fetch %(name)s") % {"name": job.result_name}


def facts(job: Job) -> list[tuple[str, str]]:
    """When it was sent, began and ended, and until when it is kept."""
    told = [(_("Sent off"), moment(job.created_at))]
    if job.started_at and job.state != State.WAITING:
        told.append((_("Begun"), moment(job.started_at)))
    if job.attempts > 1:
        told.append((_("Begun anew"), _("%(count)s times") % {"count": f"{job.attempts - 1:,}"}))
    if not is_open(job):
        if job.finished_at:
            told.append((_("Ended"), moment(job.finished_at)))
        day = era.format_date(timezone.localtime(job.expires_at).date(), lang=language())
        told.append((_("Kept here until"), day))
    return told


def going(job: Job) -> dict[str, Any]:
    """Progress and remaining time of a job that has not ended; why it stands still, where it does."""
    if not is_open(job):
        return {}
    now = timezone.now()
    progress = progress_of(job)
    is_running = job.state == State.RUNNING
    return {
        "is_running": is_running,
        "step": job.progress_words or _("It has begun."),
        "percent": progress.percent,
        "counts": counted(progress),
        "left": left_words(progress.seconds_left(now)),
        "turn": "" if is_running else turn_words(job),
        "nobody_works": not is_running and nobody_works(),
        "is_silent": is_running and job.lease_until is not None and job.lease_until < now,
    }


def counted(progress: Progress) -> str:
    """How much is done, of how much where that is known; "" before anything is."""
    counts = {"done": f"{progress.done:,}", "total": f"{progress.total:,}"}
    if progress.total:
        return _("%(done)s of %(total)s") % counts
    return _("%(done)s so far") % counts if progress.done else ""


def turn_words(job: Job) -> str:
    count = ahead_of(job)
    if not count:
        return _("It is the next to begin.")
    return ngettext("%(count)s job is before it", "%(count)s jobs are before it", count) % {"count": f"{count:,}"}


def left_words(seconds: int | None) -> str:
    """The remaining time, no finer than it can be known."""
    if seconds is None:
        return _("How long it still takes cannot be said yet.")
    if seconds < MINUTE:
        return _("less than a minute left")
    if seconds < HOUR:
        minutes = -(-seconds // MINUTE)
        return ngettext("about %(count)s minute left", "about %(count)s minutes left", minutes) % {"count": minutes}
    hours = -(-seconds // HOUR)
    return ngettext("about %(count)s hour left", "about %(count)s hours left", hours) % {"count": hours}
