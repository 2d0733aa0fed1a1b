"""Every write of jobs: sending work, taking it up, how it ended, cancelling, trying again, forgetting; what is regular.

The row itself says who had what done and when; the trail tells of what the work did to the registers.
"""

import logging
import os
import platform
import uuid
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from withi.ground.jobs.models import NO_LEASE, OPEN, Job, Period, State, Worker
from withi.ground.jobs.rules import HELD_FOR, LEASE, MOST_ATTEMPTS, PERIOD, again_at
from withi.ground.jobs.running import (
    KINDS,
    PERIODS,
    Cancelled,
    GiveBack,
    Kind,
    Running,
    Stopped,
    folder,
    kept,
    register_kind,
    register_period,
)
from withi.ground.web.answers import is_busy, is_full, language
from withi.kit import problem
from withi.kit.problem import Problem, Problems, Rule

# What a room needs to have long work done is open to it here, beside the verbs.
__all__ = [
    "Cancelled",
    "Kind",
    "Running",
    "Stopped",
    "cancel",
    "enqueue",
    "register_kind",
    "register_period",
    "retry",
    "run_due",
    "run_periods",
]

logger = logging.getLogger(__name__)
TAKEN_AT_ONCE = 10
FORGOTTEN_AT_ONCE = 20
FORGOTTEN_REGULARLY = 1_000
GONE_AFTER = timedelta(days=1)

register_period("jobs.forget", lambda: forget_expired(most=FORGOTTEN_REGULARLY))

problem.register(
    Rule(
        "jobs.not_allowed",
        th="ตำแหน่งของท่านสั่งงานนี้ไม่ได้แล้ว หากควรทำได้ กรุณาติดต่อสำนักงานพัฒนาชุมชนจังหวัด",
        en="Your position may no longer have this done. If it should, please ask your provincial office.",
    ),
    Rule(
        "jobs.cut_off",
        th="งานนี้ถูกตัดกลางคัน {count} ครั้งแล้ว จึงหยุดไว้ กด “ลองใหม่” ได้ จะไม่บันทึกซ้ำ หรือแจ้งผู้ดูแลระบบ",
        en="This was cut off {count} times and was stopped. Try again (nothing is stored twice) or tell your operator.",
    ),
    Rule(
        "jobs.broken",
        th="งานนี้ขัดข้อง เราจดไว้ให้ผู้ดูแลแล้ว กด “ลองใหม่” ได้ จะไม่บันทึกซ้ำ",
        en="This broke down and was written down for your operator. Try again: nothing is stored twice.",
    ),
    Rule(
        "jobs.busy",
        th="ฐานข้อมูลไม่ว่างนานเกินไป งานนี้จึงยังไม่เสร็จ กรุณากด “ลองใหม่” อีกสักครู่",
        en="The database was busy for too long, so this is not done yet. Please try again in a while.",
    ),
    Rule(
        "jobs.full",
        th="เครื่องแม่ข่ายเขียนข้อมูลลงที่เก็บไม่ได้ งานนี้จึงยังไม่เสร็จ กรุณาแจ้งผู้ดูแลระบบ แล้วกด “ลองใหม่” ภายหลัง",
        en="The server cannot write just now, so this is not done yet. Tell whoever runs it, then try again.",
    ),
    Rule(
        "jobs.ended",
        th="งานนี้จบไปแล้ว กรุณาเปิดหน้างานใหม่เพื่อดูผล",
        en="This has ended already. Load its page again to see what came of it.",
    ),
    Rule(
        "jobs.under_way",
        th="งานเดียวกันนี้กำลังทำอยู่ กรุณาเปิดดูที่ “งานเบื้องหลัง”",
        en="The same work is under way already. See it among your jobs.",
    ),
)


# --- what a person does ----------------------------------------------------------------------------


def enqueue(
    *, kind: str, owner_id: int, params: Mapping[str, Any] | None = None, about: str = "", once: str = ""
) -> Job:
    """Have long work of a kind done for somebody; 403 where that person may not have it done.

    `about` names what it is about (a file, a list). Work of the same person with the same `once` that has not ended is
    given back instead: two presses of a button are one job. Inside a transaction it is sent with its commit.
    """
    known = KINDS[kind]
    if not known.may(owner_id):
        raise Problem("jobs.not_allowed", status=403)
    now = timezone.now()
    job = Job(
        kind=kind,
        owner_id=owner_id,
        params=dict(params or {}),
        about=about[:255],
        lang=language(),
        once=once,
        due_at=now,
        created_at=now,
        expires_at=now + timedelta(days=known.keep_days),
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        # It may end at this very moment; then its page says how.
        return Job.objects.of(owner_id).filter(once=once).latest("pk")
    forget_expired()
    return job


def cancel(*, job: Job) -> None:
    """At once where nobody does it; else whoever does it stops at the next step, and nothing is stored. 409 when ended.

    A worker that is gone will not hear it, so a lease that has run out counts as nobody.
    """
    now = timezone.now()
    row = Job.objects.filter(pk=job.pk)
    idle = row.filter(state=State.WAITING) | row.filter(state=State.RUNNING, lease_until__lte=now)
    if idle.update(**ended(State.CANCELLED), is_cancel_asked=True):
        return
    if not row.filter(state=State.RUNNING).update(is_cancel_asked=True):
        raise Problem("jobs.ended", status=409)


def retry(*, job: Job) -> None:
    """Begin failed or cancelled work anew; 409 where it is neither, or the same work is under way."""
    fresh = {
        "state": State.WAITING,
        "due_at": timezone.now(),
        "attempts": 0,
        "is_cancel_asked": False,
        "problem": "",
        "problem_values": {},
        "finished_at": None,
        "seen_at": None,
        **NO_PROGRESS,
    }
    try:
        with transaction.atomic():
            again = Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED)).update(**fresh)
    except IntegrityError as trouble:
        raise Problem("jobs.under_way", status=409) from trouble
    if not again:
        raise Problem("jobs.ended", status=409)


def see(*, job: Job) -> None:
    """Its owner has looked at what came of it."""
    now = timezone.now()
    if Job.objects.filter(pk=job.pk, seen_at=None).exclude(state__in=OPEN).update(seen_at=now):
        job.seen_at = now


def forget_expired(*, most: int = FORGOTTEN_AT_ONCE) -> int:
    """Delete what has passed its day with its files, a few at a time; how many."""
    late = Job.objects.filter(expires_at__lt=timezone.now()).exclude(state=State.RUNNING)
    return _forget(late.order_by("expires_at", "pk")[:most])


def forget_all(*, owner_id: int) -> int:
    """Delete a person's jobs with their files, but for one that is being done now; how many."""
    return _forget(Job.objects.of(owner_id).exclude(state=State.RUNNING))


def _forget(rows: "QuerySet[Job]") -> int:
    gone = list(rows.values_list("pk", "key"))
    Job.objects.filter(pk__in=[pk for pk, _ in gone]).exclude(state=State.RUNNING).delete()
    for _, key in gone:
        for path in (folder() / key.hex[:2]).glob(f"{key.hex}-*"):
            path.unlink(missing_ok=True)
    return len(gone)


# --- what a worker does ----------------------------------------------------------------------------

NO_PROGRESS = {"progress_done": 0, "progress_total": 0, "progress_words": "", "progress_since": None}


def ended(state: State) -> dict[str, Any]:
    """The fields of a job that ended so."""
    return {"state": state, "lease": NO_LEASE, "lease_until": None, "finished_at": timezone.now()}


def take() -> Job | None:
    """The oldest work that is due, held by the caller from now on; None where there is none.

    Every change asks for the state and lease it was found with, so of several workers one gets it. Work cut off too
    often, or cancelled while nobody held it, ends here.
    """
    for job in Job.objects.due(timezone.now())[:TAKEN_AT_ONCE]:
        found = Job.objects.filter(pk=job.pk, state=job.state, lease=job.lease)
        if job.is_cancel_asked:
            found.update(**ended(State.CANCELLED))
        elif job.attempts >= MOST_ATTEMPTS:
            found.update(**ended(State.FAILED), problem="jobs.cut_off", problem_values={"count": job.attempts})
        elif _hold(job, found):
            return job
    return None


def _hold(job: Job, found: "QuerySet[Job]") -> bool:
    now = timezone.now()
    fields = {
        "state": State.RUNNING,
        "lease": uuid.uuid4().hex,
        "lease_until": now + LEASE,
        "attempts": job.attempts + 1,
        "started_at": now,
        **NO_PROGRESS,
    }
    if not found.update(**fields):
        return False
    for name, value in fields.items():
        setattr(job, name, value)
    return True


def do(*, job: Job, ending: Callable[[], bool] | None = None) -> None:
    """Do work that is held, to its end: done, failed with its reason, cancelled, or given back.

    `ending` says whether the worker was told to stop; None does it in this thread alone, which tests want.
    """
    running = Running(job, has_keeper=ending is not None)
    keeper = kept(running, ending) if ending else nullcontext()
    try:
        with keeper, translation.override(job.lang):
            _run(job, running)
    except Cancelled:
        running.held().update(**ended(State.CANCELLED))
    except GiveBack:
        back = {"state": State.WAITING, "lease": NO_LEASE, "lease_until": None, "attempts": job.attempts - 1}
        running.held().update(**back, **NO_PROGRESS)
    except Stopped:
        logger.warning("job %s: somebody else does it", job.key)
    except Problems as found:
        _fail(running, found.problems[0])
    except Problem as found:
        _fail(running, found)
    except Exception as trouble:  # noqa: BLE001 - whatever breaks in a job is told to its owner, and logged
        _broken(job, running, trouble)


def _run(job: Job, running: Running) -> None:
    kind = KINDS[job.kind]
    if not kind.may(job.owner_id):
        raise Problem("jobs.not_allowed", status=403)
    kind.run(running)
    if not running.is_finished:
        running.finish()


def _fail(running: Running, found: Problem) -> None:
    values = {name: value if isinstance(value, int) else str(value) for name, value in found.values.items()}
    way_on = {"result_url": running.way_on}
    running.held().update(**ended(State.FAILED), **way_on, problem=found.code, problem_values=values)


def _broken(job: Job, running: Running, trouble: Exception) -> None:
    """A busy database or a full disk passes, so the work waits and is tried again; anything else is ours to mend."""
    if not (is_busy(trouble) or is_full(trouble)):
        logger.error("job %s (%s) broke", job.key, job.kind, exc_info=trouble)
        _fail(running, Problem("jobs.broken"))
    elif job.attempts >= MOST_ATTEMPTS:
        _fail(running, Problem("jobs.busy" if is_busy(trouble) else "jobs.full"))
    else:
        due = again_at(timezone.now(), job.attempts)
        running.held().update(state=State.WAITING, lease=NO_LEASE, lease_until=None, due_at=due, **NO_PROGRESS)


def run_due(*, ending: Callable[[], bool] | None = None) -> int:
    """Do everything that is due, one after the other; how many. Tests call it in place of a worker."""
    count = 0
    while not (ending and ending()) and (job := take()) is not None:
        do(job=job, ending=ending)
        count += 1
    return count


def run_periods(*, ending: Callable[[], bool] | None = None) -> list[str]:
    """Do what is regular and due, one after the other; the names of what was done well.

    Of several workers one does each. What fails is logged, keeps nobody from the rest, and is tried at its next turn.
    """
    done = []
    for name in sorted(PERIODS):
        if ending and ending():
            break
        begun = _begin_period(name)
        if begun is not None:
            trouble = _do_period(name)
            Period.objects.filter(name=name, begun_at=begun).update(held_until=None, trouble=trouble)
            done += [] if trouble else [name]
    return done


def _begin_period(name: str) -> datetime | None:
    """Take what is regular as it was found; when it was begun, None where it is not due or another was first."""
    now = timezone.now()
    found, is_new = Period.objects.get_or_create(name=name, defaults={"begun_at": now, "held_until": now + HELD_FOR})
    if is_new:
        return now
    if found.begun_at > now - PERIOD or (found.held_until and found.held_until > now):
        return None
    mine = Period.objects.filter(pk=found.pk, begun_at=found.begun_at)
    return now if mine.update(begun_at=now, held_until=now + HELD_FOR) else None


def _do_period(name: str) -> str:
    """The kind of trouble it met; "" for none."""
    try:
        PERIODS[name]()
    except Exception as trouble:
        logger.exception("%s, done regularly, broke", name)
        return type(trouble).__name__[:80]
    return ""


# --- who works -------------------------------------------------------------------------------------


def worker_name() -> str:
    """This machine and process, and a sign of its own: process ids come again."""
    return f"{platform.node()[:50]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def come(*, worker: str) -> None:
    """A worker begins; those who went without a word are struck off after a day."""
    now = timezone.now()
    with transaction.atomic():
        Worker.objects.filter(seen_at__lt=now - GONE_AFTER).delete()
        Worker.objects.create(name=worker, started_at=now, seen_at=now)


def beat(*, worker: str) -> None:
    """It is still there."""
    now = timezone.now()
    Worker.objects.update_or_create(
        name=worker, defaults={"seen_at": now}, create_defaults={"started_at": now, "seen_at": now}
    )


def go(*, worker: str) -> None:
    """A worker ends."""
    Worker.objects.filter(name=worker).delete()
