"""Work is done once, told of honestly, stopped when asked, and taken up again when its worker is gone."""

import errno
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from withi.ground.jobs import access, actions, queries
from withi.ground.jobs.models import Job, State, Worker
from withi.ground.jobs.rules import MOST_ATTEMPTS
from withi.ground.jobs.running import LeaseLost, Running
from withi.ground.jobs.tests.factory import OWNER, known, send
from withi.kit.problem import Problem

pytestmark = pytest.mark.django_db


def outcome(job: Job) -> tuple[str, str]:
    job.refresh_from_db()
    return job.state, job.problem


def leave(job: Job) -> None:
    """As if its worker had been killed and the lease had run out."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_work_is_done_once_with_what_it_got(db: None) -> None:
    got: list[Any] = []
    with known(lambda running: got.append((running.params, running.owner_id, running.attempt))):
        job = send(params={"rows": 3}, about="รายการ.xlsx")
        assert (actions.run_due(), actions.run_due()) == (1, 0)
    assert got == [({"rows": 3}, OWNER, 1)]
    assert outcome(job) == (State.DONE, "")
    assert (job.about, job.seen_at) == ("รายการ.xlsx", None)


def test_two_presses_are_one_job_until_it_ended() -> None:
    with known():
        first, second = send(once="run-1"), send(once="run-1")
        assert first.pk == second.pk
        assert send(once="run-1", owner_id=8).pk != first.pk, "another person's work is another"
        assert send().pk != send().pk, "without a sign every press is one"
        actions.run_due()
        assert send(once="run-1").pk != first.pk


def test_whom_it_is_not_allowed_it_is_refused_now_and_when_it_begins() -> None:
    allowed = {OWNER}
    with known(may=allowed.__contains__):
        with pytest.raises(Problem) as refused:
            send(owner_id=8)
        assert (refused.value.code, refused.value.status) == ("jobs.not_allowed", 403)
        job = send()
        allowed.clear()
        actions.run_due()
    assert outcome(job) == (State.FAILED, "jobs.not_allowed")


def test_a_refusal_is_told_and_what_was_written_is_taken_back() -> None:
    def refuse(running: Running) -> None:
        with transaction.atomic():
            Worker.objects.create(name="half", started_at=timezone.now(), seen_at=timezone.now())
            raise Problem("jobs.cut_off", count=2)

    with known(refuse):
        job = send()
        actions.run_due()
    assert outcome(job) == (State.FAILED, "jobs.cut_off")
    assert job.problem_values == {"count": 2}
    assert not Worker.objects.exists()


def test_what_breaks_is_logged_and_told_as_broken(caplog: pytest.LogCaptureFixture) -> None:
    def work(_running: Running) -> None:
        raise ZeroDivisionError

    with known(work):
        job = send()
        actions.run_due()
    assert outcome(job) == (State.FAILED, "jobs.broken")
    assert "ZeroDivisionError" in caplog.text


def busy(_running: Running) -> None:
    cause = Exception()
    cause.sqlite_errorname = "SQLITE_BUSY"  # type: ignore[attr-defined]
    raise OperationalError from cause


def full(_running: Running) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("trouble", "problem"), [(busy, "jobs.busy"), (full, "jobs.full")])
def test_what_passes_by_itself_is_tried_again_later_and_not_for_ever(
    trouble: Callable[[Running], None], problem: str
) -> None:
    with known(trouble):
        job = send()
        for _ in range(MOST_ATTEMPTS - 1):
            assert actions.run_due() == 1
            assert outcome(job) == (State.WAITING, "")
            assert job.due_at > timezone.now()
            Job.objects.update(due_at=timezone.now())
        actions.run_due()
    assert outcome(job) == (State.FAILED, problem)


def test_only_one_worker_gets_it() -> None:
    with known():
        send()
        assert actions.take() is not None
        assert actions.take() is None


def test_who_lost_the_lease_writes_nothing_more() -> None:
    with known():
        job = send()
        slow = actions.take()
        assert slow is not None
        late = Running(slow, has_keeper=False)
        leave(job)
        quick = actions.take()
        assert quick is not None
        with pytest.raises(LeaseLost), transaction.atomic():
            late.finish()
        with pytest.raises(LeaseLost):
            late.check()
        late.renew()
        assert outcome(job)[0] == State.RUNNING
        Running(quick, has_keeper=False).finish()
    assert outcome(job) == (State.DONE, "")
    assert job.attempts == 2


def test_work_that_is_cut_off_again_and_again_is_stopped() -> None:
    with known():
        job = send()
        for _ in range(MOST_ATTEMPTS):
            assert actions.take() is not None
            leave(job)
        assert actions.take() is None
    assert outcome(job) == (State.FAILED, "jobs.cut_off")


def test_done_is_written_with_the_effect_or_not_at_all() -> None:
    def cut(running: Running) -> None:
        with transaction.atomic():
            running.finish()
            raise Problem("jobs.broken")

    with known(cut):
        job = send()
        actions.run_due()
    assert outcome(job) == (State.FAILED, "jobs.broken")


def test_progress_and_result_are_kept() -> None:
    def work(running: Running) -> None:
        running.progress(1, 4, "เตรียม")
        running.progress(3, 4, "เตรียม")
        running.result(words="เก็บแล้ว", url="/desk/")

    with known(work):
        job = send()
        actions.run_due()
    assert outcome(job) == (State.DONE, "")
    assert (job.progress_done, job.progress_total, job.progress_words) == (3, 4, "เตรียม")
    assert (job.result_words, job.result_url) == ("เก็บแล้ว", "/desk/")


def test_a_file_waits_for_its_owner_and_goes_with_the_job() -> None:
    def work(running: Running) -> None:
        with running.file("สินค้า.csv") as out:
            out.write("ก,ข\n".encode())

    with known(work):
        job = send()
        actions.run_due()
    job.refresh_from_db()
    path = access.file_of(job)
    assert path.read_text("utf-8") == "ก,ข\n"
    assert path.stat().st_mode & 0o077 == 0
    Job.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert actions.forget_expired() == 1
    assert not path.exists()
    assert not Job.objects.exists()


def test_waiting_work_is_cancelled_at_once() -> None:
    with known():
        job = send()
        actions.cancel(job=job)
        assert actions.run_due() == 0
    assert outcome(job)[0] == State.CANCELLED


def test_running_work_hears_that_it_is_cancelled() -> None:
    def work(running: Running) -> None:
        actions.cancel(job=Job.objects.get(key=running.key))
        running.progress(1, 2)
        raise AssertionError("it should have stopped")

    with known(work):
        job = send()
        actions.run_due()
    assert outcome(job) == (State.CANCELLED, "")


def test_cancelled_in_the_last_moment_nothing_is_stored() -> None:
    def work(running: Running) -> None:
        actions.cancel(job=Job.objects.get(key=running.key))
        with transaction.atomic():
            actions.come(worker="effect")
            running.finish()

    with known(work):
        job = send()
        actions.run_due()
    assert outcome(job) == (State.CANCELLED, "")
    assert not Worker.objects.exists()


def test_cancelled_while_nobody_held_it_it_is_not_begun_again() -> None:
    with known():
        job = send()
        actions.take()
        actions.cancel(job=job)
        assert outcome(job)[0] == State.RUNNING
        leave(job)
        assert actions.take() is None
    assert outcome(job)[0] == State.CANCELLED


def test_ended_work_is_not_cancelled_and_done_work_not_tried_again() -> None:
    with known():
        job = send()
        actions.run_due()
        for verb in (actions.cancel, actions.retry):
            with pytest.raises(Problem) as refused:
                verb(job=job)
            assert (refused.value.code, refused.value.status) == ("jobs.ended", 409)


def test_tried_again_it_is_as_new() -> None:
    fails = [True, False]

    def work(_running: Running) -> None:
        if fails.pop(0):
            raise Problem("jobs.broken")

    with known(work):
        job = send()
        actions.run_due()
        actions.see(job=job)
        actions.retry(job=job)
        assert outcome(job) == (State.WAITING, "")
        assert (job.attempts, job.seen_at) == (0, None)
        actions.run_due()
    assert outcome(job) == (State.DONE, "")


def test_tried_again_beside_the_same_work_it_is_refused() -> None:
    with known():
        job = send(once="run-1")
        actions.cancel(job=job)
        send(once="run-1")
        with pytest.raises(Problem) as refused:
            actions.retry(job=job)
    assert refused.value.code == "jobs.under_way"


def going_and_ended(person: int) -> tuple[int, ...]:
    return tuple(rows.count() for rows in queries.countable(person).values())


def test_what_ended_waits_until_it_is_seen() -> None:
    with known():
        job = send()
        actions.see(job=job)
        assert going_and_ended(OWNER) == (1, 0)
        actions.run_due()
        assert going_and_ended(OWNER) == (0, 1), "nobody has seen a result that was not there"
        assert going_and_ended(8) == (0, 0)
        actions.see(job=job)
        assert going_and_ended(OWNER) == (0, 0)


def test_workers_count_as_long_as_they_speak() -> None:
    actions.come(worker="a")
    actions.come(worker="b")
    assert queries.workers() == 2
    Worker.objects.filter(name="a").update(seen_at=timezone.now() - timedelta(minutes=2))
    assert queries.workers() == 1
    actions.beat(worker="a")
    assert queries.workers() == 2
    actions.go(worker="a")
    assert queries.workers() == 1
    Worker.objects.update(seen_at=timezone.now() - timedelta(days=2))
    actions.come(worker="c")
    assert list(Worker.objects.values_list("name", flat=True)) == ["c"]
