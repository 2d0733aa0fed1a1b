"""What a producer or community was given, on the desk."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers
from withi.registers.villages.tests import factory as villages
from withi.work.support import actions
from withi.work.support.tests.factory import make_support

pytestmark = pytest.mark.django_db
PART: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def signed_in_plainly(settings: Any) -> None:
    settings.REQUIRE_MFA = False


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
