"""A certificate from the decision it rests on: an approved application, a mark in force."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from withi.ground.people.rules import Position
from withi.ground.web import pagecache
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.rules import State as Publication
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.work.certificates.models import Certificate
from withi.work.marks import actions as marks
from withi.work.marks.models import Mark
from withi.work.marks.rules import Step
from withi.work.marks.tests.factory import make_applied, make_held, make_score
from withi.work.rounds.models import RoundApplication
from withi.work.rounds.rules import State
from withi.work.rounds.tests.factory import make_application, make_round

pytestmark = pytest.mark.django_db
TAP = {"tap": "1"}
SIGNED = {"signer": "นายตัวอย่าง ใจดี", "signer_title": "พัฒนาการจังหวัด"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def producer(cast: Cast) -> Producer:
    return make_producer(name_th="กลุ่มทอผ้าดงเค็ง", state=Publication.PUBLISHED)


@pytest.fixture
def mark(cast: Cast) -> Mark:
    return make_held()


@pytest.fixture
def approved(producer: Producer) -> RoundApplication:
    to = make_round(year_from=2557, year_to=2558)
    return make_application(state=State.APPROVED, producer=producer, to=to)


def on(row: Mark | RoundApplication) -> str:
    kind = "mark" if isinstance(row, Mark) else "application"
    return f"/desk/certificates/on/{kind}/{row.pk}/"


def told(certificate: Certificate) -> str:
    return Client().get(f"/certificates/{certificate.token}/").content.decode()


# --- six questions -------------------------------------------------------------------------------


def test_six_questions_of_a_mark(cast: Cast, mark: Mark) -> None:
    path = "/desk/certificates/on/mark/{pk}/"
    assert six_answers(Asked(path), cast, mark.pk, can=cast.officer) == [200, 200, 404, 403, 404, 405]
    panel = Asked(f"{path}panel/", wrong_method="post")
    assert six_answers(panel, cast, mark.pk) == [200, 200, 404, 200, 404, 405]


def test_six_questions_of_an_application(cast: Cast, approved: RoundApplication) -> None:
    path = "/desk/certificates/on/application/{pk}/"
    assert six_answers(Asked(path), cast, approved.pk, can=cast.chief) == [200, 200, 404, 403, 404, 405]
    panel = Asked(f"{path}panel/", wrong_method="post")
    assert six_answers(panel, cast, approved.pk) == [200, 200, 404, 403, 404, 405]


def test_nothing_else_is_a_source(cast: Cast, producer: Producer) -> None:
    assert client_of(cast.officer).get(f"/desk/certificates/on/producer/{producer.pk}/").status_code == 404


# --- one tap -------------------------------------------------------------------------------------


def test_one_tap_on_an_approved_application_issues_its_certificate(cast: Cast, approved: RoundApplication) -> None:
    officer = client_of(cast.officer)
    page = officer.get(f"{on(approved)}panel/").content.decode()
    assert f'action="{on(approved)}"' in page
    answer = officer.post(on(approved), TAP)
    made = Certificate.objects.get()
    assert answer["Location"] == f"/desk/certificates/{made.pk}/"
    assert (made.source_kind, made.source_id) == ("application", approved.pk)
    assert (made.occasion_th, made.signer_title) == ("ในรอบปี 2557-2558", "เจ้าหน้าที่ สพจ.")
    assert made.number.startswith("40-0001/")
    assert "ยังใช้ได้" in told(made)
    again = officer.get(f"{on(approved)}panel/").content.decode()
    assert made.number in again
    assert "<form" not in again


def test_one_tap_on_a_mark_takes_its_number_and_last_day(cast: Cast, mark: Mark) -> None:
    answer = client_of(cast.officer).post(on(mark), TAP)
    made = Certificate.objects.get()
    assert answer["Location"] == f"/desk/certificates/{made.pk}/"
    assert (made.number, made.valid_until, made.mark) == (mark.number, mark.valid_until, "gold")
    assert made.place is None
    assert mark.number in told(made)
    assert client_of(cast.officer).get(f"/desk/certificates/{made.pk}/th.pdf").status_code == 200


def test_a_mark_s_paper_takes_no_number_of_the_office(cast: Cast, mark: Mark, approved: RoundApplication) -> None:
    officer = client_of(cast.officer)
    officer.post(on(mark), TAP)
    officer.post(on(approved), TAP)
    assert Certificate.objects.get(source_kind="application").place == 1


def test_someone_else_signs(cast: Cast, mark: Mark) -> None:
    officer = client_of(cast.officer)
    page = officer.get(on(mark))
    assert "valid_until" not in page.context["form"].fields
    officer.post(on(mark), SIGNED | {"valid_until": "1 ม.ค. 2599"})
    made = Certificate.objects.get()
    assert (made.signer, made.valid_until) == (SIGNED["signer"], mark.valid_until)


def test_the_second_tap_is_told_the_number(cast: Cast, mark: Mark) -> None:
    officer = client_of(cast.officer)
    officer.post(on(mark), TAP)
    answer = officer.post(on(mark), TAP)
    assert answer.status_code == 409
    assert mark.number in answer.content.decode()
    assert Certificate.objects.count() == 1


def test_what_is_not_decided_gets_none(cast: Cast, producer: Producer) -> None:
    officer = client_of(cast.officer)
    waiting = make_application(state=State.PASSED, producer=producer)
    ended = make_held(until=timezone.localdate() - timedelta(days=1))
    for row in (waiting, ended, make_applied()):
        assert officer.get(on(row)).status_code == 302
        answer = officer.post(on(row), SIGNED)
        assert answer.status_code == 409
        assert "อนุมัติแล้วและยังมีผล" in answer.content.decode()
    assert not Certificate.objects.exists()


def test_a_mark_s_paper_is_the_province_s(cast: Cast, mark: Mark) -> None:
    chief = client_of(cast.chief)
    assert chief.post(on(mark), TAP).status_code == 403
    assert "<form" not in chief.get(f"{on(mark)}panel/").content.decode()


def test_a_producer_that_is_not_public_is_told_so(cast: Cast) -> None:
    row = make_application(state=State.APPROVED, producer=make_producer())
    page = client_of(cast.officer).get(f"{on(row)}panel/").content.decode()
    assert f"/desk/producers/{row.producer_id}/" in page
    assert "<form" not in page


def test_the_producer_s_own_account_sees_it_and_issues_none(cast: Cast, approved: RoundApplication) -> None:
    who = make_person("owner", Position.PRODUCER, "4015", subject=("producer", approved.producer_id))
    client_of(cast.officer).post(on(approved), TAP)
    own = client_of(who)
    page = own.get(f"{on(approved)}panel/").content.decode()
    assert Certificate.objects.get().number in page
    assert own.post(on(approved), TAP).status_code == 403


# --- the mark takes its paper with it ------------------------------------------------------------


def test_a_mark_taken_back_takes_its_paper_with_it_at_once(cast: Cast, mark: Mark) -> None:
    client_of(cast.officer).post(on(mark), TAP)
    made = Certificate.objects.get()
    assert "ยังใช้ได้" in told(made)
    marks.take_back(actor=cast.officer.user, scope=cast.officer.scope, mark=mark, reason="เลิกผลิต")
    page = told(made)
    assert "เพิกถอนแล้ว" in page
    assert "ยังใช้ได้" not in page
    assert "เลิกผลิต" not in page
    listed = client_of(cast.officer).get(f"/desk/certificates/product/{mark.product_id}/").content.decode()
    assert "เพิกถอนแล้ว" in listed


def test_a_mark_replaced_names_the_number_of_the_next(cast: Cast, mark: Mark) -> None:
    client_of(cast.officer).post(on(mark), TAP)
    made = Certificate.objects.get()
    Mark.objects.filter(pk=mark.pk).update(decided_at=timezone.now() - timedelta(days=9))
    next_one = make_applied(mark.product, "silver")
    make_score(next_one, cast.worker.user)
    marks.decide(actor=cast.officer.user, scope=cast.officer.scope, step=Step.AWARD, pks=[next_one.pk])
    next_one.refresh_from_db()
    page = told(made)
    assert next_one.number in page
    assert "ยังใช้ได้" not in page


def test_the_day_after_the_last_one_the_page_says_so(cast: Cast, mark: Mark, monkeypatch: Any) -> None:
    client_of(cast.officer).post(on(mark), TAP)
    made = Certificate.objects.get()
    assert made.valid_until is not None
    last, began = made.valid_until, pagecache.today()
    monkeypatch.setattr(timezone, "localdate", lambda *_given: last)
    assert "ยังใช้ได้" in told(made)
    monkeypatch.setattr(timezone, "localdate", lambda *_given: last + timedelta(days=1))
    monkeypatch.setattr(pagecache, "today", lambda: began + 1)
    page = told(made)
    assert "เลยวันสุดท้าย" in page
    assert "ยังใช้ได้" not in page


def test_a_new_paper_of_a_mark_keeps_its_number_and_last_day(cast: Cast, mark: Mark) -> None:
    officer = client_of(cast.officer)
    officer.post(on(mark), TAP)
    old = Certificate.objects.get()
    officer.post(f"/desk/certificates/{old.pk}/reissue/", SIGNED | {"reason": "ชำรุด", "valid_until": "1 ม.ค. 2599"})
    new = Certificate.objects.get(replaces=old)
    assert (new.number, new.valid_until) == (mark.number, mark.valid_until)
    assert "ยังใช้ได้" in told(new)
    assert "ยังใช้ได้" not in told(old)
