"""The certificate of a training that the support ledger holds: of a producer or a community, checked like any other."""

import pytest
from django.test import Client

from withi.kit.paper import press
from withi.registers.partners.tests.factory import make_partner
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.rules import State as Publication
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers
from withi.registers.villages.tests.factory import open_community
from withi.work.certificates import papers
from withi.work.certificates.models import Certificate
from withi.work.support import actions as support
from withi.work.support.models import SupportEntry
from withi.work.support.tests.factory import make_support

pytestmark = pytest.mark.django_db
SIGNED = {"signer": "นางสมศรี ใจดี", "signer_title": "พัฒนาการอำเภอ"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def producer(cast: Cast) -> Producer:
    return make_producer(name_th="กลุ่มทอผ้าดงเค็ง", state=Publication.PUBLISHED)


@pytest.fixture
def training(producer: Producer) -> SupportEntry:
    return make_support(producer.pk, minutes=360, area_code=producer.area_code)


def on(entry: SupportEntry) -> str:
    return f"/desk/certificates/on/training/{entry.pk}/"


def issued(cast: Cast, entry: SupportEntry) -> Certificate:
    assert client_of(cast.chief).post(on(entry), SIGNED).status_code == 302
    return Certificate.objects.get()


def told(certificate: Certificate) -> str:
    return Client().get(f"/certificates/{certificate.token}/").content.decode()


def test_six_questions(cast: Cast, training: SupportEntry) -> None:
    path = "/desk/certificates/on/training/{pk}/"
    assert six_answers(Asked(path), cast, training.pk, can=cast.chief) == [200, 200, 404, 403, 404, 405]
    panel = Asked(f"{path}panel/", wrong_method="post")
    assert six_answers(panel, cast, training.pk) == [200, 200, 404, 200, 404, 405]


def test_the_paper_is_taken_by_the_stricter_form(
    cast: Cast, training: SupportEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press, "_is_accessible", True)
    assert b"<pdfuaid:part>1<" in press.pdf(papers.sheet_of(issued(cast, training), "th"))


def test_the_paper_says_what_the_ledger_says(cast: Cast, training: SupportEntry) -> None:
    made = issued(cast, training)
    assert (made.kind, made.source_kind, made.source_id) == ("training", "training", training.pk)
    assert made.valid_until is None
    body = "".join(papers.sheet_of(made, "th").values["body"])
    assert body.replace("\u00a0", " ") == ("ได้เข้ารับการฝึกอบรม “อบรมย้อมสีธรรมชาติ” เมื่อวันที่ 20 กรกฎาคม 2561 (6 ชั่วโมง)")
    assert press.pdf(papers.sheet_of(made, "en")).startswith(b"%PDF")
    page = told(made)
    assert "ยังใช้ได้" in page
    assert "กลุ่มทอผ้าดงเค็ง" in page


def test_what_was_typed_does_not_change_what_the_training_was(cast: Cast, training: SupportEntry) -> None:
    client_of(cast.chief).post(on(training), {**SIGNED, "occasion_th": "หลักสูตรอื่น"})
    assert "หลักสูตรอื่น" not in Certificate.objects.get().occasion_th


def test_a_community_has_one_too(cast: Cast) -> None:
    row = open_community(area="401508")
    entry = make_support(row.pk, subject="community")
    made = issued(cast, entry)
    assert (made.subject, made.name_th) == ("community", row.name_th)
    assert row.name_th in told(made)
    assert client_of(cast.chief).get(f"/desk/certificates/community/{row.pk}/").status_code == 200


def test_a_training_taken_back_takes_its_paper_along(cast: Cast, training: SupportEntry) -> None:
    made = issued(cast, training)
    source = (training.source_kind, training.source_id)
    support.withdraw(actor=None, kind="training", source=source, reason="บันทึกผิดคน")
    assert "เพิกถอน" in told(made)
    assert client_of(cast.chief).post(on(training), SIGNED).status_code == 409


def test_a_training_that_only_its_giver_told_bears_no_paper(cast: Cast, training: SupportEntry) -> None:
    SupportEntry.objects.filter(pk=training.pk).update(partner=make_partner(), waits=True)
    assert client_of(cast.chief).post(on(training), SIGNED).status_code == 409
    assert not Certificate.objects.exists()


def test_other_support_and_the_same_training_twice_are_refused(cast: Cast, producer: Producer) -> None:
    fair = make_support(producer.pk, kind="fair", area_code=producer.area_code)
    assert client_of(cast.chief).get(on(fair)).status_code == 404
    training = make_support(producer.pk, area_code=producer.area_code)
    issued(cast, training)
    assert client_of(cast.chief).post(on(training), SIGNED).status_code == 409


def test_the_ledger_leads_to_it_for_who_may_issue(cast: Cast, training: SupportEntry) -> None:
    page = f"/desk/support/producer/{training.subject_id}/"
    assert on(training) in client_of(cast.chief).get(page).content.decode()
    assert on(training) not in client_of(cast.reader).get(page).content.decode()
