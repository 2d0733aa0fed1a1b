"""The pages of long work: how it goes is told as it is, and only its owner sees it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, Person
from tests.pages import bytes_of
from withi.ground.jobs import actions
from withi.ground.jobs.models import Job, State
from withi.ground.jobs.running import Running
from withi.ground.jobs.tests.factory import known
from withi.kit.problem import Problem

HTMX = {"HX-Request": "true"}
POSTED = ("look", "open", "cancel", "retry")
WAITS = "รอคิว"
NOBODY = "ยังไม่มีตัวทำงานเบื้องหลังเปิดอยู่"


@pytest.fixture
def kind() -> Any:
    with known() as kind:
        yield kind


def send(person: Person, **more: Any) -> Job:
    return actions.enqueue(kind="tests.work", owner_id=person.account.pk, **more)


def at(job: Job, page: str = "job") -> str:
    return reverse(f"jobs:{page}", args=[job.key])


def shown(client: Client, job: Job) -> str:
    answer = client.get(at(job))
    assert answer.status_code == 200
    return str(answer.content.decode())


def holding(job: Job, **more: Any) -> None:
    """As a worker holds it."""
    soon = timezone.now() + timedelta(minutes=1)
    fields = {"state": State.RUNNING, "lease": "held", "lease_until": soon, "started_at": timezone.now(), **more}
    Job.objects.filter(pk=job.pk).update(**fields)


def test_my_jobs_and_nobody_elses(cast: Cast, kind: Any) -> None:
    send(cast.worker, about="ของฉัน.xlsx")
    send(cast.colleague, about="ของเพื่อน.xlsx")
    page = cast.worker.client.get(reverse("jobs:list")).content.decode()
    assert "ของฉัน.xlsx" in page
    assert "ของเพื่อน.xlsx" not in page


def test_the_list_costs_the_same_for_one_job_and_for_many(cast: Cast, kind: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert cast.worker.client.get(reverse("jobs:list")).status_code == 200
        return len(asked)

    Job.objects.all().delete()
    send(cast.worker)
    cost()  # signs in
    first = cost()
    for _ in range(15):
        send(cast.worker)
    assert cost() == first


@pytest.mark.parametrize("page", ["job", "file", *POSTED])
def test_a_job_is_its_owners_alone(cast: Cast, kind: Any, page: str) -> None:
    job = send(cast.worker)
    for person in (cast.colleague, cast.chief, cast.officer, cast.stranger, cast.department):
        ask = person.client.post if page in POSTED else person.client.get
        assert ask(at(job, page)).status_code == 404
    job.refresh_from_db()
    assert (job.state, job.is_cancel_asked) == (State.WAITING, False)


def test_a_job_that_there_is_not_and_a_wrong_method(cast: Cast, kind: Any) -> None:
    job, client = send(cast.worker), cast.worker.client
    assert client.get(reverse("jobs:job", args=[uuid4()])).status_code == 404
    assert client.get("/desk/jobs/nonsense/").status_code == 404
    assert client.post(at(job)).status_code == 405
    assert {client.get(at(job, page)).status_code for page in POSTED} == {405}


def test_without_a_worker_a_waiting_job_says_so(cast: Cast, kind: Any) -> None:
    job = send(cast.worker)
    assert NOBODY in shown(cast.worker.client, job)
    actions.come(worker="a")
    page = shown(cast.worker.client, job)
    assert NOBODY not in page
    assert WAITS in page


def test_progress_is_told_with_the_time_left_once_it_can_be_known(cast: Cast, kind: Any) -> None:
    job, now = send(cast.worker), timezone.now()
    holding(job, progress_done=1, progress_total=1_000, progress_words="เตรียมแถว", progress_since=now)
    page = shown(cast.worker.client, job)
    assert "ยังบอกไม่ได้ว่าเหลืออีกนานเท่าใด" in page
    holding(job, progress_done=250, progress_since=now - timedelta(seconds=70))
    page = shown(cast.worker.client, job)
    assert 'max="100" value="25"' in page
    assert "250 จาก 1,000" in page
    assert "เหลือราว 4 นาที" in page
    holding(job, progress_total=0)
    assert 'max="100">' in shown(cast.worker.client, job), "an unknown length is shown as unknown"


def test_a_job_that_fell_silent_says_so(cast: Cast, kind: Any) -> None:
    job = send(cast.worker)
    holding(job, lease_until=timezone.now() - timedelta(minutes=1))
    assert "งานนี้เงียบไปครู่หนึ่งแล้ว" in shown(cast.worker.client, job)


def test_the_page_asks_for_itself_or_is_asked_for_until_it_ends(cast: Cast, kind: Any) -> None:
    job, client = send(cast.worker), cast.worker.client
    page = shown(client, job)
    assert f'<a class="act quiet" href="{at(job)}">' in page
    assert f'hx-post="{at(job, "look")}" hx-trigger="every 2s"' in page
    part = client.post(at(job, "look"), headers=HTMX).content.decode()
    assert part.startswith('<section id="job"')
    assert 'hx-trigger="every 2s"' in part
    actions.run_due()
    page = shown(client, job)
    assert f'<a class="act quiet" href="{at(job)}">' not in page
    assert 'hx-trigger="load"' in page
    assert "hx-trigger" not in client.post(at(job, "look"), headers=HTMX).content.decode(), "seen, it asks no more"


def test_reading_writes_nothing_and_looking_sees_what_ended(cast: Cast, kind: Any) -> None:
    job, client = send(cast.worker), cast.worker.client
    client.post(at(job, "look"), headers=HTMX)
    actions.run_due()
    shown(client, job)
    job.refresh_from_db()
    assert job.seen_at is None
    client.post(at(job, "look"), headers=HTMX)
    job.refresh_from_db()
    assert job.seen_at is not None


def test_what_ended_stands_on_the_first_page_until_it_is_seen(cast: Cast, kind: Any) -> None:
    Job.objects.all().delete()
    client = cast.worker.client
    job = send(cast.worker)
    assert "กำลังทำงานเบื้องหลังให้ท่าน 1 งาน" in client.get("/desk/").content.decode()
    actions.run_due()
    home = client.get("/desk/").content.decode()
    assert "งานเบื้องหลังของท่านจบแล้ว 1 งาน" in home
    assert home.count('<span class="fig">') <= 6
    assert client.post(at(job, "open")).headers["Location"] == at(job), (
        "without a result the job itself is what there is to see"
    )
    assert "งานเบื้องหลัง" not in client.get("/desk/").content.decode()


def to_the_desk(running: Running) -> None:
    running.result(words="เก็บแล้ว 3 แถว", url="/desk/producers/")


def test_the_result_is_opened_and_a_page_on_its_way_goes_on(cast: Cast) -> None:
    client = cast.worker.client
    with known(to_the_desk):
        job = send(cast.worker)
        actions.run_due()
    assert "เก็บแล้ว 3 แถว" in shown(client, job)
    assert client.post(at(job, "open")).headers["Location"] == "/desk/producers/"
    answer = client.post(f"{at(job, 'look')}?go=1", headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/desk/producers/")


def test_the_file_is_fetched_under_its_name(cast: Cast) -> None:
    def work(running: Running) -> None:
        with running.file("ผู้ผลิต.csv") as out:
            out.write("ชื่อ\n".encode())

    client = cast.worker.client
    with known(work):
        job = send(cast.worker)
        assert client.get(at(job, "file")).status_code == 404
        actions.run_due()
    assert client.post(at(job, "open")).headers["Location"] == at(job, "file")
    answer = client.get(at(job, "file"))
    assert bytes_of(answer).decode() == "ชื่อ\n"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.post(f"{at(job, 'look')}?go=1", headers=HTMX).status_code == 200, "a page does not fetch by itself"


def test_cancelled_tried_again_and_done(cast: Cast, kind: Any) -> None:
    job, client = send(cast.worker), cast.worker.client
    assert client.post(at(job, "cancel")).headers["Location"] == at(job)
    assert "ยกเลิกแล้ว" in shown(client, job)
    assert client.post(at(job, "cancel")).status_code == 409
    assert client.post(at(job, "retry")).headers["Location"] == at(job)
    assert WAITS in shown(client, job)
    actions.run_due()
    assert client.post(at(job, "retry")).status_code == 409
    assert "ทำเสร็จเรียบร้อย" in shown(client, job)


def test_a_refusal_names_its_rule_and_the_way_on(cast: Cast) -> None:
    def refuse(running: Running) -> None:
        running.result(url="/desk/import/")
        raise Problem("import.gone")

    with known(refuse):
        job = send(cast.worker)
        actions.run_due()
    page = shown(cast.worker.client, job)
    assert "ไฟล์นี้ถูกลบไปแล้ว" in page
    assert 'href="/desk/import/"' in page


def test_a_kind_that_no_room_knows_any_more_is_still_told(cast: Cast, kind: Any) -> None:
    job = send(cast.worker)
    Job.objects.filter(pk=job.pk).update(kind="gone.kind")
    assert "gone.kind" in shown(cast.worker.client, job)
    actions.run_due()
    assert "งานนี้ขัดข้อง" in shown(cast.worker.client, job)
