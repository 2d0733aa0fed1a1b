"""The Pracharat market on the desk."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import bytes_of
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.work.market.models import MarketRegistrant
from withi.work.market.queries import blind_of
from withi.work.market.tests.factory import make_registrant

pytestmark = pytest.mark.django_db
CITIZEN = "1101700207366"
SENT = {
    "version": "1",
    "name": "นางสมศรี ตัวอย่าง",
    "seller": "farmer",
    "area_code": "40150205",
    "market": "smile",
    "goods_kind": "food",
    "office": "district",
    "registered_on": "2 ก.ค. 61",
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


# --- six questions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "view",
    [
        Asked("/desk/market/{pk}/", wrong_method="post"),
        Asked("/desk/market/{pk}/edit/"),
        Asked("/desk/market/{pk}/edit/", SENT, 302),
    ],
    ids=lambda view: f"{view.path} {bool(view.sent)}",
)
def test_six_questions(cast: Cast, view: Asked) -> None:
    expected = [view.answers, view.answers, 404, 403, 404, 405]
    assert six_answers(view, cast, make_registrant().pk) == expected


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/desk/market/", [200, 200, 200, 200]),
        ("/desk/market/list/", [200, 200, 403, 200]),
        ("/desk/market/turns/", [200, 200, 403, 200]),
        ("/desk/market/add/", [200, 403, 403, 200]),
        ("/desk/market/decide/?step=decline", [403, 200, 403, 403]),
    ],
)
def test_who_opens_a_list(cast: Cast, path: str, statuses: list[int]) -> None:
    people = (cast.worker, cast.chief, cast.reader, cast.stranger)
    assert [client_of(person).get(path).status_code for person in people] == statuses
    assert client_of(cast.worker).delete(path).status_code == 405


def test_a_producers_own_account_has_no_door_here(cast: Cast) -> None:
    producer = make_producer()
    row = make_registrant(producer=producer)
    owner = client_of(make_person("owner", Position.PRODUCER, producer.area_code, subject=("producer", producer.pk)))
    for path, status in (("", 403), ("list/", 403), (f"{row.pk}/", 404), ("add/", 403)):
        assert owner.get(f"/desk/market/{path}").status_code == status


# --- lists ---------------------------------------------------------------------------------------


def names_on(response: Any) -> list[str]:
    return [line.row.name for line in response.context["lines"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["ป้าแดง", "ลุงดำ"]),
        ("q=แดง", ["ป้าแดง"]),
        ("q=ไก่", ["ลุงดำ"]),
        ("q=081-234-5678", ["ลุงดำ"]),
        ("q=1-1017-00207-36-6", ["ลุงดำ"]),
        ("market=green", ["ลุงดำ"]),
        ("state=waiting", ["ป้าแดง"]),
        ("seller=vendor", ["ลุงดำ"]),
        ("goods_kind=food", ["ลุงดำ"]),
        ("office=province", ["ลุงดำ"]),
        ("area=401502", ["ลุงดำ"]),
        ("area=3001", []),
        ("market=nonsense", []),
        ("order=waiting", ["ลุงดำ", "ป้าแดง"]),
    ],
)
def test_filters_and_search(worker: Client, query: str, names: list[str]) -> None:
    make_registrant(name="ป้าแดง")
    make_registrant(
        name="ลุงดำ",
        goods="ไก่ย่าง",
        goods_kind="food",
        market="green",
        seller="vendor",
        office="province",
        phones="0812345678",
        id_blind=blind_of(CITIZEN),
        area_code="401502",
        state="declined",
        reason="เต็ม",
        registered_on=date(2018, 6, 1),
    )
    make_registrant(name="ต่างจังหวัด", area_code="3001", phones="0812345678")
    assert names_on(worker.get(f"/desk/market/list/?{query}")) == names


def test_the_first_page_counts_by_kind_and_names_nobody(cast: Cast) -> None:
    make_registrant(name="ป้าแดง")
    make_registrant(market="green", state="declined", reason="เต็ม")
    text = client_of(cast.reader).get("/desk/market/").content.decode()
    assert "ลงทะเบียน 2 ราย รอที่ขายอยู่ 1 ราย" in text
    assert "ดูแลโดย กรมการพัฒนาชุมชน" in text
    assert "ป้าแดง" not in text
    assert "/desk/market/list/" not in text


def test_fifty_rows_cost_no_more_queries_than_one(cast: Cast) -> None:
    chief = client_of(cast.chief)
    make_registrant(producer=make_producer())
    for path in ("/desk/market/list/", "/desk/market/turns/", "/desk/market/"):
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as seen:
                chief.get(path)
            counts.append(len(seen))
            for _each in range(25):
                make_registrant(producer=make_producer())
        assert counts[0] == counts[1], path


def test_only_who_decides_sees_boxes(cast: Cast, worker: Client) -> None:
    row = make_registrant()
    box = f'name="pick" value="{row.pk}"'
    assert box in client_of(cast.chief).get("/desk/market/list/").content.decode()
    assert box not in worker.get("/desk/market/list/").content.decode()


# --- the counter ---------------------------------------------------------------------------------


def test_a_seller_is_registered_at_the_counter(worker: Client) -> None:
    answer = worker.post("/desk/market/add/", SENT | {"identity": CITIZEN, "phones": "081 234 5678"})
    row = MarketRegistrant.objects.get()
    assert answer.headers["Location"] == f"/desk/market/{row.pk}/"
    assert (row.registered_on, row.phones, row.office) == (date(2018, 7, 2), "0812345678", "district")
    page = worker.get(f"/desk/market/{row.pk}/").content.decode()
    assert "รอที่ขาย" in page
    assert CITIZEN not in page


def test_a_producer_is_linked_by_its_number(worker: Client) -> None:
    producer = make_producer(number="9999-8888")
    worker.post("/desk/market/add/", SENT | {"producer_text": "9999-8888"})
    assert MarketRegistrant.objects.get().producer == producer


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"identity": "1101700207365"}, "13 หลัก"),
        ({"name": ""}, "ชื่อ"),
        ({"area_code": "3001"}, "พื้นที่"),
        ({"producer_text": "ไม่มีรายนี้"}, "ไม่พบผู้ผลิตนี้"),
        ({"registered_on": "1 ม.ค. 2600"}, "ไม่เปิดรับ"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(worker: Client, changes: dict[str, str], said: str) -> None:
    answer = worker.post("/desk/market/add/", SENT | {"goods": "ไก่ย่างเขาสวนกวาง"} | changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "ไก่ย่างเขาสวนกวาง" in answer.content.decode()
    assert not MarketRegistrant.objects.exists()


def test_of_two_who_change_one_the_second_sees_both_versions(cast: Cast, worker: Client) -> None:
    row = make_registrant()
    assert worker.post(f"/desk/market/{row.pk}/edit/", SENT).status_code == 302
    answer = client_of(cast.colleague).post(f"/desk/market/{row.pk}/edit/", SENT | {"name": "ชื่ออื่น"})
    assert answer.status_code == 409
    assert "นางสมศรี ตัวอย่าง" in answer.content.decode()


# --- decisions -----------------------------------------------------------------------------------


def test_the_ticked_rows_get_a_place_together(cast: Cast) -> None:
    rows = [make_registrant(), make_registrant()]
    chief = client_of(cast.chief)
    picks = [str(row.pk) for row in rows]
    asked = chief.get("/desk/market/decide/", {"step": "allocate", "pick": picks}).content.decode()
    assert all(row.name in asked for row in rows)
    sent = {"step": "allocate", "pick": picks, "place": "ตลาดหน้าอำเภอ", "on": "4 ส.ค. 2561"}
    answer = chief.post("/desk/market/decide/", sent, follow=True)
    assert "บันทึกผลแล้ว 2 ราย" in answer.content.decode()
    assert set(MarketRegistrant.objects.values_list("state", "place", "begins_on")) == {
        ("allocated", "ตลาดหน้าอำเภอ", date(2018, 8, 4))
    }


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"step": "allocate", "on": "4 ส.ค. 2561"}, "ตลาดไหน"),
        ({"step": "decline"}, "เหตุผล"),
    ],
)
def test_a_decision_without_its_words_comes_back(cast: Cast, sent: dict[str, str], said: str) -> None:
    row = make_registrant()
    answer = client_of(cast.chief).post("/desk/market/decide/", sent | {"pick": str(row.pk)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_second_decision_is_too_late(cast: Cast) -> None:
    row = make_registrant()
    chief = client_of(cast.chief)
    sent = {"step": "decline", "pick": str(row.pk), "reason": "เต็ม"}
    assert chief.post("/desk/market/decide/", sent).status_code == 302
    assert chief.post("/desk/market/decide/", sent).status_code == 409
    assert TrailEntry.objects.filter(verb="market.decline").count() == 1


@pytest.mark.parametrize("query", ["", "step=give", "step=decline&pick=x&pick=99999999999999999999"])
def test_an_odd_decision_decides_nothing(cast: Cast, query: str) -> None:
    answer = client_of(cast.chief).get(f"/desk/market/decide/?{query}")
    assert answer.status_code == (200 if "decline" in query else 404)


# --- export --------------------------------------------------------------------------------------


def test_the_list_leaves_as_a_sheet_and_the_trail_keeps_it(cast: Cast) -> None:
    make_registrant(name="ป้าแดง", phones="0812345678")
    make_registrant(name="ต่างจังหวัด", area_code="3001")
    answer = client_of(cast.worker).post("/desk/market/export/xlsx/?market=smile")
    rows = list(openpyxl.load_workbook(io.BytesIO(bytes_of(answer))).active.values)
    assert [row[0] for row in rows[1:]] == ["ป้าแดง"]
    assert "ตลาดประชารัฐคนไทยยิ้มได้" in rows[1]
    assert TrailEntry.objects.get().verb == "market.export_personal"


def test_who_sees_no_personal_facts_takes_no_list_along(cast: Cast) -> None:
    make_registrant()
    assert client_of(cast.reader).post("/desk/market/export/xlsx/").status_code == 403
    assert client_of(cast.worker).get("/desk/market/export/xlsx/").status_code == 405
    assert client_of(cast.worker).post("/desk/market/export/pdf/").status_code == 404


# --- kinds ---------------------------------------------------------------------------------------

KIND = {
    "version": "1",
    "name_th": "ตลาดประชารัฐต้องชมใหม่",
    "agency_th": "กรมการค้าภายใน",
    "since": "1 ต.ค. 2560",
    "until": "30 ก.ย. 2561",
    "source": "หนังสือตัวอย่าง",
}


def test_the_department_alone_tells_of_kinds_and_everybody_reads_them(cast: Cast, worker: Client) -> None:
    department = client_of(make_person("department", Position.DEPARTMENT, ""))
    assert "องค์การตลาด" in worker.get("/desk/market/kinds/").content.decode()
    for path in ("kinds/add/", "kinds/must_visit/"):
        assert [who.get(f"/desk/market/{path}").status_code for who in (department, worker)] == [200, 403]
        assert worker.post(f"/desk/market/{path}", KIND).status_code == 403
    assert department.get("/desk/market/kinds/nothing/").status_code == 404
    assert department.delete("/desk/market/kinds/add/").status_code == 405


def test_a_kind_that_ended_takes_nobody_and_keeps_its_registrants(cast: Cast, worker: Client) -> None:
    make_registrant(market="must_visit")
    department = client_of(make_person("department", Position.DEPARTMENT, ""))
    assert department.post("/desk/market/kinds/must_visit/", KIND).status_code == 302
    assert "ต้องชม" not in worker.get("/desk/market/add/").content.decode()
    assert "ตลาดประชารัฐต้องชมใหม่" in worker.get("/desk/market/").content.decode()
    assert department.post("/desk/market/kinds/must_visit/", KIND | {"name_th": "อื่น"}).status_code == 409
    assert TrailEntry.objects.get(verb="market.kind").note == "หนังสือตัวอย่าง"
    fresh = KIND | {"name_th": "ตลาดคนเดิน", "since": "1 ต.ค. 2561", "until": ""}
    assert department.post("/desk/market/kinds/add/", fresh).status_code == 302
    assert "ตลาดคนเดิน" in worker.get("/desk/market/add/").content.decode()
    tenth = department.post("/desk/market/kinds/add/", fresh | {"name_th": "ประเภทที่สิบ"})
    assert tenth.status_code == 422
    assert "ไม่เกิน 9 ประเภท" in tenth.content.decode()
