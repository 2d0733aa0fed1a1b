"""What a producer or community was given, on the desk."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.files.models import Photo
from withi.kit.tests.picture_files import drawing, saved
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers
from withi.registers.villages.models import Community
from withi.registers.villages.tests import factory as villages
from withi.work.support import actions
from withi.work.support.models import SupportEntry
from withi.work.support.tests.factory import make_support

pytestmark = pytest.mark.django_db
PART: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_six_questions(cast: Cast) -> None:
    producer = make_producer()
    view = Asked("/desk/support/producer/{pk}/", wrong_method="post")
    assert six_answers(view, cast, producer.pk) == [200, 200, 404, 200, 404, 405]


def test_six_questions_of_a_community(cast: Cast) -> None:
    community = villages.community()
    view = Asked("/desk/support/community/{pk}/", wrong_method="post")
    assert six_answers(view, cast, community.pk) == [200, 200, 404, 200, 404, 405]


def test_another_subject_has_no_page(cast: Cast) -> None:
    make_support(7, subject="household")
    assert client_of(cast.worker).get("/desk/support/household/7/").status_code == 404


def test_the_page_tells_what_was_given_when_by_whom_and_the_known_sum(cast: Cast) -> None:
    producer = make_producer()
    make_support(producer.pk, actor=cast.worker.user, minutes=390, amount=250_000)
    make_support(producer.pk, kind="market", title_th="ตลาดคนไทยยิ้มได้", on=date(2018, 9, 1))
    make_support(producer.pk + 1, title_th="ของคนอื่น")
    text = client_of(cast.worker).get(f"/desk/support/producer/{producer.pk}/").content.decode()
    assert "20 ก.ค. 2561" in text
    assert "worker (ตัวอย่าง)" in text
    assert "6\xa0ชั่วโมง · 30\xa0นาที" in text
    assert "2,500" in text
    assert "1 จาก 2" in text
    assert text.index("ตลาดคนไทยยิ้มได้") < text.index("อบรมย้อมสีธรรมชาติ")
    assert "ของคนอื่น" not in text


def test_amounts_are_for_those_who_see_personal_facts(cast: Cast) -> None:
    producer = make_producer()
    make_support(producer.pk, kind="loan", title_th="เงินยืม", amount=1_234_500)
    text = client_of(cast.reader).get(f"/desk/support/producer/{producer.pk}/").content.decode()
    assert "เงินยืม" in text
    assert "12,345" not in text


def test_what_was_taken_back_is_struck_with_its_reason_and_counts_no_more(cast: Cast) -> None:
    producer = make_producer()
    row = make_support(producer.pk, amount=50_000)
    actions.withdraw(actor=None, kind=row.kind, source=(row.source_kind, row.source_id), reason="ไม่ได้มาอบรม")
    text = client_of(cast.worker).get(f"/desk/support/producer/{producer.pk}/").content.decode()
    assert "<del>อบรมย้อมสีธรรมชาติ</del>" in text
    assert "ไม่ได้มาอบรม" in text
    assert "ที่ทราบจำนวนเงิน" not in text


def test_the_records_load_it_as_a_part(cast: Cast) -> None:
    producer, community = make_producer(), villages.community()
    worker = client_of(cast.worker)
    for subject, page in (("producer", f"/desk/producers/{producer.pk}/"), ("community", "/desk/communities/{}/")):
        address = page.format(community.pk)
        pk = producer.pk if subject == "producer" else community.pk
        assert f'hx-get="/desk/support/{subject}/{pk}/"' in worker.get(address).content.decode()
        part = worker.get(f"/desk/support/{subject}/{pk}/", **PART)
        assert b"<html" not in part.content


def test_many_supports_cost_no_more_queries(cast: Cast) -> None:
    producer = make_producer()
    worker = client_of(cast.worker)
    make_support(producer.pk, actor=cast.worker.user)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            worker.get(f"/desk/support/producer/{producer.pk}/", **PART)
        counts.append(len(seen))
        for _each in range(49):
            make_support(producer.pk, actor=cast.worker.user)
    assert counts[0] == counts[1]


# --- photos that show it ---------------------------------------------------------------------------


@pytest.fixture
def row() -> Community:
    return villages.community()


def picture() -> dict[str, object]:
    return {"photo": SimpleUploadedFile("a.jpg", saved(drawing()), "image/jpeg")}


def test_six_questions_of_the_photos_of_a_support(cast: Cast, row: Community) -> None:
    entry = make_support(row.pk, subject="community", area_code=row.area_code)
    path = f"/desk/support/community/{row.pk}/{entry.pk}/photos/"
    people = (cast.worker, cast.stranger, cast.reader)
    assert [client_of(person).get(path).status_code for person in people] == [200, 404, 403]
    assert [client_of(person).post(f"{path}add/", picture()).status_code for person in people] == [302, 404, 403]
    assert client_of(cast.worker).post(f"{path}add/", picture()).status_code == 302
    kept = Photo.objects.get(subject="support")  # the same picture once
    assert (kept.subject_id, kept.lat) == (entry.pk, None)
    step = kept.variants.order_by("width").first()
    assert step is not None
    file = f"/desk/support/entries/{entry.pk}/photos/{kept.key}/{step.width}.jpg"
    assert [client_of(person).get(file).status_code for person in people] == [200, 404, 403]
    other = make_support(row.pk, subject="community", area_code=row.area_code, kind="visit")
    assert client_of(cast.worker).get(file.replace(f"/{entry.pk}/", f"/{other.pk}/")).status_code == 404
    gone = f"{path}{kept.key}/remove/"
    assert client_of(cast.worker).get(gone).status_code == 405
    assert [client_of(person).post(gone).status_code for person in reversed(people)] == [403, 404, 302]
    assert not Photo.objects.filter(subject="support").exists()
    assert client_of(cast.worker).delete(path).status_code == 405
    assert client_of(cast.worker).get(path.replace(f"/{entry.pk}/", "/98765/")).status_code == 404


@pytest.mark.parametrize("body", [b"", b"no picture", b"\xff\xd8\xff broken"])
def test_what_is_no_photo_of_a_support_is_refused(cast: Cast, row: Community, body: bytes) -> None:
    entry = make_support(row.pk, subject="community", area_code=row.area_code)
    path = f"/desk/support/community/{row.pk}/{entry.pk}/photos/"
    sent = {"photo": SimpleUploadedFile("a.jpg", body, "image/jpeg")}
    assert client_of(cast.worker).post(f"{path}add/", sent).status_code == 422


def test_a_support_that_was_taken_back_takes_no_photo(cast: Cast, row: Community) -> None:
    entry = make_support(row.pk, subject="community", area_code=row.area_code)
    SupportEntry.objects.filter(pk=entry.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="ผิด")
    path = f"/desk/support/community/{row.pk}/{entry.pk}/photos/"
    assert client_of(cast.worker).post(f"{path}add/", picture()).status_code in (409, 422)
    assert not Photo.objects.filter(subject="support").exists()
