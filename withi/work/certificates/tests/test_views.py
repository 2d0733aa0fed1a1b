"""Certificates on the desk, and what everybody may read of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.people.rules import Position
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.work.certificates import actions
from withi.work.certificates.models import Certificate
from withi.work.certificates.tests.factory import make_certificate

pytestmark = pytest.mark.django_db
SIGNED = {"signer": "นายตัวอย่าง ใจดี", "signer_title": "พัฒนาการอำเภอ"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def producer(cast: Cast) -> Producer:
    return make_producer(name_th="กลุ่มทอผ้าดงเค็ง", state=State.PUBLISHED)


@pytest.fixture
def certificate(cast: Cast, producer: Producer) -> Certificate:
    return make_certificate(producer, issued_by=cast.chief.user, reason="ความลับของสำนักงาน")


@pytest.fixture
def chief(cast: Cast) -> Client:
    return client_of(cast.chief)


# --- six questions -------------------------------------------------------------------------------


def test_six_questions_of_issuing(cast: Cast, producer: Producer) -> None:
    path = "/desk/certificates/issue/{pk}/"
    assert six_answers(Asked(path), cast, producer.pk, can=cast.chief) == [200, 200, 404, 403, 404, 405]


@pytest.mark.parametrize("path", ["/desk/certificates/{pk}/withdraw/", "/desk/certificates/{pk}/reissue/"])
def test_six_questions_of_taking_back(cast: Cast, certificate: Certificate, path: str) -> None:
    assert six_answers(Asked(path), cast, certificate.pk, can=cast.chief) == [200, 200, 404, 403, 404, 405]


@pytest.mark.parametrize("path", ["/desk/certificates/{pk}/", "/desk/certificates/{pk}/th.pdf"])
def test_six_questions_of_reading(cast: Cast, certificate: Certificate, path: str) -> None:
    view = Asked(path, wrong_method="post")
    assert six_answers(view, cast, certificate.pk) == [200, 200, 404, 200, 404, 405]


@pytest.mark.parametrize("end", ["", "panel/"])
def test_six_questions_of_a_row_s_certificates(cast: Cast, producer: Producer, end: str) -> None:
    view = Asked(f"/desk/certificates/producer/{{pk}}/{end}", wrong_method="post")
    assert six_answers(view, cast, producer.pk) == [200, 200, 404, 200, 404, 405]


# --- on the desk ---------------------------------------------------------------------------------


def test_a_chief_issues_one_and_finds_it_on_the_producer_s_page(chief: Client, producer: Producer) -> None:
    page = chief.get(f"/desk/certificates/issue/{producer.pk}/")
    assert page.context["form"].initial["signer_title"] == "พัฒนาการอำเภอ"
    sent = SIGNED | {"occasion_th": "รอบปี 2557-2558", "valid_until": "26 พ.ย. 2579"}
    answer = chief.post(f"/desk/certificates/issue/{producer.pk}/", sent)
    made = Certificate.objects.get()
    assert answer["Location"] == f"/desk/certificates/{made.pk}/"
    assert (str(made.valid_until), made.occasion_th) == ("2036-11-26", "รอบปี 2557-2558")
    listed = chief.get(f"/desk/certificates/producer/{producer.pk}/").content.decode()
    assert made.number in listed
    assert "ใช้ได้" in listed
    home = chief.get(f"/desk/producers/{producer.pk}/").content.decode()
    assert f"/desk/certificates/producer/{producer.pk}/panel/" in home


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signer", ""),
        ("signer_title", " "),
        ("valid_until", "1 ม.ค. 2560"),
        ("valid_until", "31 ก.พ. 2580"),
        ("occasion_th", "รอบ 😀"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(chief: Client, producer: Producer, field: str, value: str) -> None:
    answer = chief.post(f"/desk/certificates/issue/{producer.pk}/", SIGNED | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Certificate.objects.exists()


def test_a_draft_is_told_why_it_gets_none(chief: Client, cast: Cast) -> None:
    draft = make_producer()
    answer = chief.post(f"/desk/certificates/issue/{draft.pk}/", SIGNED)
    assert answer.status_code == 409
    assert "เผยแพร่" in answer.content.decode()


def test_a_reason_is_asked_for_and_the_second_press_is_refused(chief: Client, certificate: Certificate) -> None:
    path = f"/desk/certificates/{certificate.pk}/withdraw/"
    assert chief.post(path, {"reason": " "}).status_code == 422
    assert chief.post(path, {"reason": "ออกผิดราย"}).status_code == 302
    assert chief.post(path, {"reason": "ออกผิดราย"}).status_code == 409
    page = chief.get(f"/desk/certificates/{certificate.pk}/").content.decode()
    assert "ออกผิดราย" in page
    assert "reissue" not in page


def test_a_new_one_instead_names_the_old(chief: Client, certificate: Certificate) -> None:
    path = f"/desk/certificates/{certificate.pk}/reissue/"
    assert chief.get(path).context["form"].initial["signer"] == certificate.signer
    answer = chief.post(path, SIGNED | {"reason": "ชำรุด"}, follow=True)
    assert certificate.number in answer.content.decode()
    certificate.refresh_from_db()
    assert certificate.standing == "replaced"


def test_a_producer_s_own_account_prints_its_certificates_and_issues_none(
    cast: Cast, producer: Producer, certificate: Certificate
) -> None:
    own = client_of(make_person("owner", Position.PRODUCER, "4015", subject=("producer", producer.pk)))
    other = make_certificate(make_producer(state=State.PUBLISHED), issued_by=cast.chief.user)
    assert own.get(f"/desk/certificates/{certificate.pk}/th.pdf").status_code == 200
    assert own.get(f"/desk/certificates/{other.pk}/th.pdf").status_code == 404
    assert own.get(f"/desk/certificates/issue/{producer.pk}/").status_code == 403
    page = own.get(f"/desk/certificates/{certificate.pk}/").content.decode()
    assert "withdraw" not in page
    assert certificate.reason not in page


def test_papers_are_files_of_their_kind_and_nobody_keeps_them(chief: Client, certificate: Certificate) -> None:
    pdf, png = (chief.get(f"/desk/certificates/{certificate.pk}/{name}") for name in ("en.pdf", "th.png"))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert (png["Content-Type"], png.content[1:4]) == ("image/png", b"PNG")
    assert "no-store" in pdf["Cache-Control"]
    assert f"certificate-4015-{certificate.place}-2569-en.pdf" in pdf["Content-Disposition"]
    assert chief.get(f"/desk/certificates/{certificate.pk}/de.pdf").status_code == 404
    assert chief.get(f"/desk/certificates/{certificate.pk}/th.svg").status_code == 404


def test_only_producers_and_products_have_certificates(chief: Client, producer: Producer) -> None:
    assert chief.get(f"/desk/certificates/community/{producer.pk}/").status_code == 404


def test_a_list_costs_the_same_queries_for_one_and_for_fifty(chief: Client, cast: Cast, producer: Producer) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert chief.get(f"/desk/certificates/producer/{producer.pk}/").status_code == 200
        return len(captured)

    make_certificate(producer, issued_by=cast.chief.user)
    before = asked()
    product = make_product(producer=producer, state=State.PUBLISHED)
    for _ in range(49):
        make_certificate(product, issued_by=cast.chief.user)
    assert asked() == before


# --- the public page -----------------------------------------------------------------------------


def told(certificate: Certificate, prefix: str = "") -> str:
    answer = Client().get(f"{prefix}/certificates/{certificate.token}/")
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


def test_everybody_reads_whether_it_holds_and_nothing_of_the_office_s_own(certificate: Certificate) -> None:
    page = told(certificate)
    assert "กลุ่มทอผ้าดงเค็ง" in page
    assert "ยังใช้ได้" in page
    assert "สำนักงานพัฒนาชุมชนอำเภอหนองสองห้อง จังหวัดขอนแก่น" in page
    assert 'name="robots" content="noindex"' in page
    assert certificate.reason not in page
    assert certificate.signer not in page


def test_the_page_says_at_once_that_it_was_withdrawn(cast: Cast, certificate: Certificate) -> None:
    assert "ยังใช้ได้" in told(certificate)
    actions.withdraw(actor=cast.chief.user, scope=cast.chief.scope, certificate=certificate, reason="ออกผิดราย")
    page = told(certificate)
    assert "เพิกถอนแล้ว" in page
    assert "ยังใช้ได้" not in page
    assert "ออกผิดราย" not in page


def test_the_page_says_that_the_last_day_has_passed(certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert "เลยวันสุดท้าย" in told(certificate)
    assert "last day of this certificate has passed" in told(certificate, "/en")


def test_the_page_names_the_number_that_was_issued_instead(chief: Client, certificate: Certificate) -> None:
    chief.post(f"/desk/certificates/{certificate.pk}/reissue/", SIGNED | {"reason": "ชำรุด"})
    successor = Certificate.objects.get(replaces=certificate)
    page = told(certificate)
    assert successor.number in page
    assert successor.token not in page


@pytest.mark.parametrize("token", ["0" * 22, "x", "กขค", "'%20or%201=1", "A" * 3000])
def test_an_unknown_code_gets_a_clear_page(db: None, token: str) -> None:
    answer = Client().get(f"/certificates/{token}/")
    assert answer.status_code == 404
    assert "ไม่พบหนังสือรับรอง" in answer.content.decode()


def test_the_public_page_is_read_only(certificate: Certificate) -> None:
    assert Client().post(f"/certificates/{certificate.token}/").status_code == 405
