"""An import as long work: read, stored once, stopped when asked, and honest about why it was not."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.register import Register
from withi.faces.imports import actions
from withi.faces.imports.models import ImportHeading, ImportRun
from withi.faces.imports.rules import Sheet
from withi.faces.imports.tests.test_actions import HEAD, ROWS, checked, sheet, traces
from withi.ground.files import actions as files
from withi.ground.files.models import Upload
from withi.ground.jobs.actions import Running, cancel, run_due
from withi.ground.jobs.models import Job, State
from withi.ground.jobs.running import LeaseLost
from withi.ground.people.models import Posting
from withi.kit.problem import Problem
from withi.registers.products.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_else_waits(register: Register) -> None:
    Job.objects.all().delete()


def send(cast: Cast, sent: Any) -> Job:
    return actions.send_file(actor=cast.worker.account, scope=cast.worker.scope, kind=Sheet.PRODUCTS, sent=sent)


def send_commit(cast: Cast, run: ImportRun, **more: Any) -> Job:
    return actions.send_commit(actor=cast.worker.account, run=run, **{"good_rows_only": False, **more})


def done(job: Job) -> Job:
    run_due()
    job.refresh_from_db()
    return job


def test_a_file_is_read_and_leads_to_what_was_found(cast: Cast) -> None:
    before = traces()
    job = done(send(cast, sheet(*ROWS)))
    run = ImportRun.objects.latest("pk")
    assert (job.state, job.about) == (State.DONE, "รายการทดลอง.csv")
    assert job.result_url == f"/desk/import/{run.key}/"
    assert (run.owner, run.counts["acts"]) == (cast.worker.account, {"new": 3})
    assert traces() == before


def test_a_file_that_cannot_be_read_is_forgotten_and_said(cast: Cast) -> None:
    before = Upload.objects.count()
    job = done(send(cast, SimpleUploadedFile("ภาพ.xlsx", b"\x89PNG\r\n\x1a\n" * 20)))
    assert (job.state, job.result_url) == (State.FAILED, "/desk/import/")
    assert not job.problem.startswith("jobs."), "the reason is the file's"
    assert Upload.objects.count() == before


def test_a_file_that_is_gone_meanwhile_is_said_to_be(cast: Cast) -> None:
    job = send(cast, sheet(*ROWS))
    files.forget(upload=Upload.objects.latest("pk"))
    assert done(job).problem == "import.gone"
    job = send_commit(cast, checked(cast, *ROWS))
    files.forget(upload=Upload.objects.latest("pk"))
    assert done(job).problem == "import.gone"


def test_other_columns_are_refused_at_once_or_read_anew_and_remembered(cast: Cast) -> None:
    run = checked(cast, *ROWS)
    with pytest.raises(Problem) as refused:
        actions.send_columns(actor=cast.worker.account, run=run, mapping={"type": 1})
    assert refused.value.code == "import.column"
    mapping = {key: place for key, place in run.mapping.items() if key != "price"}
    job = done(actions.send_columns(actor=cast.worker.account, run=run, mapping=mapping))
    fresh = ImportRun.objects.latest("pk")
    assert (fresh.mapping, job.state) == (mapping, State.DONE)
    assert not ImportRun.objects.filter(pk=run.pk).exists()
    assert ImportHeading.objects.filter(owner=cast.worker.account).count() == len(HEAD.split(","))


def test_a_commit_sent_twice_is_one_job_and_stores_once(cast: Cast) -> None:
    run = checked(cast, *ROWS)
    first, second = send_commit(cast, run), send_commit(cast, run)
    assert first.pk == second.pk
    assert done(first).state == State.DONE
    assert "ใหม่ 3" in first.result_words
    assert Product.objects.filter(name_th="ผ้าขาวม้าใบหม่อน").count() == 1


def test_rows_that_cannot_be_stored_stop_it_before_it_is_sent(cast: Cast) -> None:
    run = checked(cast, *ROWS, ",,,ขอนแก่น,หนองสองห้อง,,,")
    with pytest.raises(Problem) as refused:
        send_commit(cast, run)
    assert refused.value.code == "import.errors"
    assert not Job.objects.exists()
    assert done(send_commit(cast, run, good_rows_only=True)).state == State.DONE


def test_who_lost_the_lease_stores_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_running: Running) -> None:
        raise LeaseLost

    run, before = checked(cast, *ROWS), traces()
    job = send_commit(cast, run)
    with monkeypatch.context() as patch:
        patch.setattr(Running, "finish", lost)
        done(job)
    run.refresh_from_db()
    assert (job.state, run.state, traces()) == (State.RUNNING, ImportRun.State.CHECKED, before)


def test_cancelled_before_its_turn_it_stores_nothing(cast: Cast) -> None:
    run, before = checked(cast, *ROWS), traces()
    job = send_commit(cast, run)
    cancel(job=job)
    assert done(job).state == State.CANCELLED
    assert traces() == before


def test_whoever_lost_his_posting_meanwhile_stores_nothing(cast: Cast) -> None:
    run, before = checked(cast, *ROWS), traces()
    job = send_commit(cast, run)
    Posting.objects.filter(user=cast.worker.account).delete()
    assert done(job).problem == "jobs.not_allowed"
    assert traces() == before
