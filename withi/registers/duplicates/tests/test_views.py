"""Likely duplicates: the query, the hint on the form, the panel on the record."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from withi.ground.people.rules import Position
from withi.registers.duplicates.queries import likely
from withi.registers.duplicates.rules import Facts
from withi.registers.producers import actions
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers

pytestmark = pytest.mark.django_db
CITIZEN = "1101700207366"
NAME = "กลุ่มสตรีทอผ้าไหมบ้านหนองหว้า"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def found(facts: Facts, cast: Cast | None = None) -> list[int]:
    return [one.pk for one in likely(facts, scope=cast.worker.scope if cast else None)]


# --- the query -----------------------------------------------------------------------------------


def test_the_likeliest_comes_first_with_its_reasons_in_words(cast: Cast) -> None:
    same = make_producer(name_th=NAME, phones="0812345678")
    like = make_producer(name_th="กลุ่มทอผ้าไหมบ้านหนองหว้า")
    make_producer(name_th="โรงสีชุมชนบ้านหนองหว้า")
    first, second = likely(Facts(NAME, "401508", "081-234-5678"), scope=cast.worker.scope)
    assert (first.pk, second.pk) == (same.pk, like.pk)
    assert first.score > second.score
    assert first.reasons == ["เบอร์โทรเดียวกัน", "ชื่อเดียวกัน", "อยู่พื้นที่เดียวกัน"]
    assert (first.number, first.path) == (same.number, "ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น")


def test_a_phone_is_looked_for_in_the_province_and_a_card_everywhere(cast: Cast) -> None:
    near = make_producer(name_th="ร้านกาแฟ", phones="0812345678", area_code="4011")
    make_producer(name_th="ร้านไกล", phones="0812345678", area_code="3001")
    card = make_producer(name_th="ร้านบัตร", area_code="3001")
    who: dict[str, Any] = {"actor": cast.stranger.user, "scope": cast.stranger.scope}
    actions.set_identity(producer=card, number=CITIZEN, **who)
    assert found(Facts("กลุ่มใหม่", "401508", "0812345678", CITIZEN)) == [card.pk, near.pk]


def test_nobody_is_offered_what_lies_outside_his_area_or_what_he_may_not_see(cast: Cast) -> None:
    make_producer(name_th="ร้านกาแฟ", phones="0812345678", area_code="4011")
    own = make_producer(name_th="ร้านน้ำชา", phones="0812345678")
    facts = Facts("กลุ่มใหม่", "401508", "0812345678")
    assert found(facts, cast) == [own.pk]
    assert likely(facts, scope=cast.reader.scope) == []


def test_closed_ones_and_the_producer_itself_are_left_out() -> None:
    mine = make_producer(name_th=NAME)
    make_producer(name_th=NAME, status="closed")
    assert found(Facts(NAME, "401508", skip=mine.pk)) == []
    assert found(Facts(NAME, "401508")) == [mine.pk]


def test_without_a_district_the_name_index_finds_it() -> None:
    producer = make_producer(name_th=NAME, phones="0812345678")
    make_producer(name_th=NAME, area_code="3001")
    assert found(Facts("กลุ่มสตรีทอผ้าไหมบ้านหนองว้า", "40", "0812345678")) == [producer.pk]


def test_looking_costs_no_more_queries_however_many_there_are(cast: Cast) -> None:
    facts = Facts(NAME, "401508", "0812345678", CITIZEN)
    counts = []
    for _ in range(2):
        make_producer(name_th=NAME)
        with CaptureQueriesContext(connection) as seen:
            found(facts, cast)
        counts.append(len(seen))
        for place in range(50):
            make_producer(name_th=f"กลุ่มที่ {place}")
    assert counts == [2, 2]


# --- the form ------------------------------------------------------------------------------------


def test_the_hint_names_who_may_be_meant(cast: Cast) -> None:
    make_producer(name_th=NAME)
    sent = {"name_th": "กลุ่มทอผ้าไหมบ้านหนองหว้า", "area_code": "401508", "phones": ""}
    text = client_of(cast.worker).post("/desk/duplicates/hint/", sent).content.decode()
    assert NAME in text
    assert "ชื่อคล้ายกัน" in text or "ชื่อเดียวกัน" in text
    assert NAME not in client_of(cast.stranger).post("/desk/duplicates/hint/", sent).content.decode()


@pytest.mark.parametrize("sent", [{}, {"name_th": "ก", "area_code": "x", "phones": "abc"}, {"name_th": "\x00" * 999}])
def test_half_a_form_is_no_error_and_no_hint(cast: Cast, sent: dict[str, str]) -> None:
    make_producer(name_th=NAME)
    answer = client_of(cast.worker).post("/desk/duplicates/hint/", sent)
    assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_who_enters_nobody_gets_no_hint(cast: Cast) -> None:
    owner = make_person("owner", Position.PRODUCER, "4015", subject=("producer", make_producer().pk))
    for person in (cast.reader, cast.chief, owner):
        assert client_of(person).post("/desk/duplicates/hint/", {}).status_code == 403
    assert client_of(cast.worker).get("/desk/duplicates/hint/").status_code == 405


def test_the_form_and_the_record_ask_for_it_and_the_form_saves_all_the_same(cast: Cast) -> None:
    producer = make_producer(name_th=NAME)
    worker = client_of(cast.worker)
    assert 'hx-post="/desk/duplicates/hint/"' in worker.get("/desk/producers/add/").content.decode()
    assert f'hx-get="/desk/duplicates/{producer.pk}/"' in worker.get(f"/desk/producers/{producer.pk}/").content.decode()
    facts = {"version": 1, "name_th": NAME, "kind": "group", "area_code": "401508"}
    assert worker.post("/desk/producers/add/", facts).status_code == 302
    assert Producer.objects.filter(name_th=NAME).count() == 2


# --- the record ----------------------------------------------------------------------------------


def test_six_questions(cast: Cast) -> None:
    view = Asked("/desk/duplicates/{pk}/", wrong_method="post")
    assert six_answers(view, cast, make_producer().pk) == [200, 200, 404, 403, 404, 405]


def test_the_record_tells_whether_another_is_like_it(cast: Cast) -> None:
    one, other = make_producer(name_th=NAME), make_producer(name_th="กลุ่มทอผ้าไหมบ้านหนองหว้า")
    worker = client_of(cast.worker)
    part = worker.get(f"/desk/duplicates/{one.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert other.name_th in part
    assert NAME not in part
    assert "<html" not in part
    other.delete()
    assert "ไม่มีผู้ผลิตรายอื่นที่คล้ายกัน" in worker.get(f"/desk/duplicates/{one.pk}/").content.decode()
