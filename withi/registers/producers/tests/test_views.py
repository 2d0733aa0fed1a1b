"""Producers on the desk."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import bytes_of
from withi.ground.jobs.actions import run_due
from withi.ground.jobs.models import Job
from withi.ground.people.models import Posting
from withi.ground.people.rules import Position
from withi.ground.places.actions import load_boundaries
from withi.ground.places.tests.factory import boundary_file
from withi.ground.trail.models import TrailEntry
from withi.ground.vault import actions as vault
from withi.registers.producers import actions, queries
from withi.registers.producers.models import IDENTITY, Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication import exports
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers

pytestmark = pytest.mark.django_db
CITIZEN = "1101700207366"
STATUS = {"status": "paused", "since": "1 ม.ค. 2566", "reason": "น้ำท่วม"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def sent(**changes: Any) -> dict[str, Any]:
    facts = {"version": 1, "name_th": "กลุ่มจักสานตัวอย่าง", "kind": "group", "area_code": "40150205"}
    return facts | changes


# --- six questions -------------------------------------------------------------------------------

WRITES = [
    Asked("/desk/producers/{pk}/edit/"),
    Asked("/desk/producers/{pk}/edit/", sent(), 302),
    Asked("/desk/producers/{pk}/status/"),
    Asked("/desk/producers/{pk}/identity/"),
    Asked("/desk/producers/{pk}/identity/", {"number": CITIZEN}, 302),
    Asked("/desk/producers/{pk}/identity/reveal/", {}, wrong_method="get"),
]


@pytest.mark.parametrize("view", WRITES, ids=lambda view: f"{view.path} {bool(view.sent)}")
def test_six_questions(cast: Cast, view: Asked) -> None:
    producer = make_producer()
    actions.set_identity(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, number=CITIZEN)
    expected = [view.answers, view.answers, 404, 403, 404, 405]
    assert six_answers(view, cast, producer.pk) == expected


def test_six_questions_of_the_record(cast: Cast) -> None:
    producer = make_producer()
    view = Asked("/desk/producers/{pk}/", wrong_method="post")
    assert six_answers(view, cast, producer.pk) == [200, 200, 404, 200, 404, 405]


def test_guests_sign_in_and_come_back(cast: Cast) -> None:
    response = Client().get("/desk/producers/?q=x")
    assert response.status_code == 302
    assert "next=/desk/producers/%3Fq%3Dx" in response["Location"]


# --- list ----------------------------------------------------------------------------------------


def names_on(response: Any) -> list[str]:
    return [line.row.name_th for line in response.context["lines"]]


def test_the_list_is_scoped_in_thai_order_and_paged(cast: Cast, worker: Client) -> None:
    for place in range(27):
        make_producer(name_th=f"กลุ่ม {place:02d}")
    make_producer(name_th="เกษตรกร")
    make_producer(name_th="ต่างจังหวัด", area_code="3001")
    first, second = worker.get("/desk/producers/"), worker.get("/desk/producers/?page=2")
    assert (len(names_on(first)), len(names_on(second))) == (25, 3)
    assert names_on(first)[:2] == ["กลุ่ม 00", "กลุ่ม 01"]
    assert names_on(second)[-1] == "เกษตรกร"
    assert worker.get("/desk/producers/?page=9").status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=ทอเสื่อ", ["กลุ่มทอเสื่อกก"]),
        ("q=ทอเสือ", ["กลุ่มทอเสื่อกก"]),
        ("q=9999-7777", ["ร้านไม้ไผ่"]),
        ("q=089 876 5432", ["ร้านไม้ไผ่"]),
        ("q=1-1017-00207-36-6", ["ร้านไม้ไผ่"]),
        ("q=๑๑๐๑๗๐๐๒๐๗๓๖๖", ["ร้านไม้ไผ่"]),
        ("kind=owner", ["ร้านไม้ไผ่"]),
        ("state=published", ["กลุ่มทอเสื่อกก"]),
        ("status=paused", ["ร้านไม้ไผ่"]),
        ("area=401502", ["ร้านไม้ไผ่"]),
        ("area=3001", []),
        ("area=nonsense", []),
        ("kind=nonsense", []),
        ("order=number", ["กลุ่มทอเสื่อกก", "ร้านไม้ไผ่"]),
    ],
)
def test_filters_and_search(cast: Cast, worker: Client, query: str, names: list[str]) -> None:
    make_producer(name_th="กลุ่มทอเสื่อกก", number="9999-7776", state=State.PUBLISHED)
    other = make_producer(
        name_th="ร้านไม้ไผ่",
        number="9999-7777",
        kind="owner",
        phones="0898765432",
        status="paused",
        area_code="401502",
    )
    actions.set_identity(actor=cast.worker.user, scope=cast.worker.scope, producer=other, number=CITIZEN)
    make_producer(name_th="ต่างจังหวัด", area_code="3001", phones="0898765432", kind="owner")
    assert names_on(worker.get(f"/desk/producers/?{query}")) == names


def test_who_may_not_see_personal_facts_finds_nobody_by_them(cast: Cast) -> None:
    producer = make_producer(phones="0898765432")
    actions.set_identity(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, number=CITIZEN)
    reader = client_of(cast.reader)
    for text in (CITIZEN, "0898765432"):
        assert names_on(reader.get(f"/desk/producers/?q={text}")) == []
    assert b"089-876-5432" not in reader.get("/desk/producers/").content
    assert b"089-876-5432" not in reader.get(f"/desk/producers/{producer.pk}/").content


def test_a_producers_own_account_sees_its_row_only(cast: Cast) -> None:
    mine, other = make_producer(name_th="ของฉัน"), make_producer()
    owner = client_of(make_person("owner", Position.PRODUCER, "4015", subject=("producer", mine.pk)))
    assert names_on(owner.get("/desk/producers/")) == ["ของฉัน"]
    assert names_on(owner.get("/desk/producers/?q=ของฉัน")) == ["ของฉัน"]
    assert owner.get(f"/desk/producers/{other.pk}/").status_code == 404
    assert owner.get("/desk/producers/add/").status_code == 403
    assert owner.get(f"/desk/producers/{mine.pk}/edit/").status_code == 200


def test_lists_and_records_cost_the_same_queries_for_one_row_and_for_fifty(cast: Cast, worker: Client) -> None:
    def queries_for(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert worker.get(path).status_code == 200
        return len(captured)

    producer = make_producer()
    make_product(producer=producer)
    paths = ["/desk/producers/", f"/desk/producers/{producer.pk}/", f"/desk/products/of/{producer.pk}/"]
    before = {path: queries_for(path) for path in paths}
    for _ in range(49):
        make_producer()
        make_product(producer=producer)
    assert {path: queries_for(path) for path in paths} == before
    assert max(before.values()) <= 24


# --- forms ---------------------------------------------------------------------------------------


def test_a_worker_enters_a_producer(cast: Cast, worker: Client) -> None:
    assert worker.get("/desk/producers/add/").status_code == 200
    more = {
        "phones": "๐๘๑-๒๓๔-๕๖๗๘, 043-123456 ต่อ 12",
        "people": "๑๒",
        "women": "9",
        "shares": "๒๐x๓, 10 x 9",
        "founded_on": "1 เม.ย. 2558",
        "position": "15.7, 102.79",
    }
    response = worker.post("/desk/producers/add/", sent(**more))
    producer = Producer.objects.get()
    assert response["Location"] == f"/desk/producers/{producer.pk}/"
    assert (producer.number, producer.phones, producer.people) == ("4015-0001", "0812345678,043123456x12", 12)
    assert producer.shares == "20x3 10x9"
    assert (str(producer.founded_on), producer.lat, producer.lon) == ("2015-04-01", 15.7, 102.79)
    assert producer.entered_by == cast.worker.user


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_th", ""),
        ("kind", "nonsense"),
        ("area_code", "3001"),
        ("area_code", "40"),
        ("phones", "12"),
        ("women", "99"),
        ("shares", "50 50"),
        ("shares", "ครึ่ง"),
        ("founded_on", "31 ก.พ. 2560"),
        ("position", "1"),
        ("community", "999"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(worker: Client, cast: Cast, field: str, value: str) -> None:
    response = worker.post("/desk/producers/add/", sent(people="12", **{field: value}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Producer.objects.exists()


def test_a_position_is_held_against_the_boundaries_or_said_to_be_unchecked(
    worker: Client, cast: Cast, tmp_path: Path
) -> None:
    unchecked = worker.post("/desk/producers/add/", sent(position="15.7, 102.79"), follow=True)
    assert "ยังไม่ได้ตรวจพิกัด" in str(next(iter(unchecked.context["messages"])))
    load_boundaries(boundary_file(tmp_path, {"4015": (102.7, 15.6)}))
    far = worker.post("/desk/producers/add/", sent(position="16.4322, 102.8236"))
    assert far.status_code == 422
    assert "อยู่นอกอ.หนองสองห้อง" in far.context["form"].errors["position"][0]
    inside = worker.post("/desk/producers/add/", sent(name_th="กลุ่มใหม่", position="15.7012, 102.7901"), follow=True)
    assert "ตรวจพิกัด" not in str(next(iter(inside.context["messages"])))
    assert Producer.objects.count() == 2


def test_a_public_producer_says_what_a_change_means(worker: Client, cast: Cast) -> None:
    producer = make_producer(state=State.PUBLISHED)
    path = f"/desk/producers/{producer.pk}/edit/"
    assert "จนกว่าพัฒนาการอำเภอจะอนุมัติ" in worker.get(path).content.decode()
    response = worker.post(path, sent(), follow=True)
    producer.refresh_from_db()
    assert producer.state == State.WAITING
    assert "พัฒนาการอำเภอ" in str(next(iter(response.context["messages"])))


def test_the_second_of_two_officers_chooses_between_both_versions(worker: Client, cast: Cast) -> None:
    producer = make_producer(name_th="เดิม")
    path = f"/desk/producers/{producer.pk}/edit/"
    client_of(cast.colleague).post(path, sent(name_th="ของเพื่อน", line_id="friend"))
    response = worker.post(path, sent(name_th="ของฉัน", line_id="me"))
    assert response.status_code == 409
    shown = {point.name: (point.theirs, point.mine) for point in response.context["conflict"]}
    assert shown == {"name_th": ("ของเพื่อน", "ของฉัน"), "line_id": ("friend", "me")}
    again = sent(version=2, name_th="ของฉัน", line_id="me", choose_line_id="theirs")
    assert worker.post(path, again).status_code == 302
    producer.refresh_from_db()
    assert (producer.name_th, producer.line_id, producer.version) == ("ของฉัน", "friend", 3)


def test_closing_says_how_many_rows_left_the_site(worker: Client, cast: Cast) -> None:
    producer = make_producer(state=State.PUBLISHED)
    make_product(producer=producer, state=State.PUBLISHED)
    path = f"/desk/producers/{producer.pk}/status/"
    assert worker.post(path, STATUS | {"status": "closed", "reason": ""}).status_code == 422
    response = worker.post(path, STATUS | {"status": "closed"}, follow=True)
    assert "2" in str(next(iter(response.context["messages"])))
    producer.refresh_from_db()
    assert producer.state == State.WITHDRAWN


def test_a_wrong_check_digit_is_refused_at_the_field(worker: Client, cast: Cast) -> None:
    producer = make_producer()
    response = worker.post(f"/desk/producers/{producer.pk}/identity/", {"number": "1101700207365"})
    assert response.status_code == 422
    assert "หลักสุดท้าย" in response.context["form"].errors["number"][0]


def test_an_identity_is_masked_until_it_is_revealed_once(worker: Client, cast: Cast) -> None:
    producer = make_producer()
    worker.post(f"/desk/producers/{producer.pk}/identity/", {"number": CITIZEN})
    page = worker.get(f"/desk/producers/{producer.pk}/").content.decode()
    assert "X-XXXX-XXXXX-36-6" in page
    assert "1-1017-00207-36-6" not in page
    revealed = worker.post(f"/desk/producers/{producer.pk}/identity/reveal/").content.decode()
    assert "1-1017-00207-36-6" in revealed
    assert TrailEntry.objects.filter(verb="producers.reveal_identity", actor_id=cast.worker.user.pk).count() == 1
    assert "X-XXXX" not in client_of(cast.reader).get(f"/desk/producers/{producer.pk}/").content.decode()


def test_the_type_ahead_knows_ones_own_producers_only(worker: Client, cast: Cast) -> None:
    make_producer(name_th="กลุ่มทอเสื่อกก", number="8888-0042")
    make_producer(name_th="กลุ่มทอเสื่อต่างจังหวัด", area_code="3001")
    page = worker.get("/desk/producers/suggest/?q=ทอเสื่อ").content.decode()
    assert "8888-0042" in page
    assert "ต่างจังหวัด" not in page
    assert client_of(cast.reader).get("/desk/producers/suggest/?q=ทอเสื่อ").status_code == 403


def test_the_type_ahead_looks_numbers_up_by_their_index(worker: Client) -> None:
    make_producer(number="4015-0012")
    make_producer(number="4015-0120")
    make_producer(number="4015-0200")
    with CaptureQueriesContext(connection) as seen:
        page = worker.get("/desk/producers/suggest/?q=4015-01").content.decode()
    assert "4015-0120" in page
    assert "4015-0012" not in page
    assert "4015-0200" not in page
    asked = [query["sql"] for query in seen if "producers_producer" in query["sql"]]
    assert len(asked) == 2
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            plans = [row[3] for sql in asked for row in cursor.execute(f"explain query plan {sql}").fetchall()]
        assert [plan for plan in plans if plan.startswith("SCAN")] == []


@pytest.mark.parametrize(("typed", "found"), [("081 234-5678", True), ("5678", True), ("0812349999", False)])
def test_a_telephone_is_looked_for_in_the_nation_by_its_index(typed: str, found: bool) -> None:
    make_producer(name_th="กลุ่มสองเบอร์", area_code="3001", phones="043111222,0812345678")
    department = client_of(make_person("department", Position.DEPARTMENT, ""))
    with CaptureQueriesContext(connection) as seen:
        page = department.get("/desk/producers/suggest/", query_params={"q": typed}).content.decode()
    assert ("กลุ่มสองเบอร์" in page) is found
    asked = [query["sql"] for query in seen if "producers_producer" in query["sql"]]
    assert len(asked) == 2 + found  # by official number, by telephone, and the rows
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            plans = [row[3] for sql in asked for row in cursor.execute(f"explain query plan {sql}").fetchall()]
        scanned = [plan for plan in plans if plan.startswith("SCAN")]
        assert scanned == ["SCAN producers_producer USING COVERING INDEX producers_producer_phones"]


def test_a_13_digit_number_is_looked_for_in_the_nation_by_its_index() -> None:
    row = make_producer(name_th="ป้าบัว", area_code="3001")
    Producer.objects.filter(pk=row.pk).update(id_blind=vault.blind(IDENTITY, CITIZEN))
    department = client_of(make_person("department", Position.DEPARTMENT, ""))
    with CaptureQueriesContext(connection) as seen:
        assert "ป้าบัว" in department.get(f"/desk/producers/suggest/?q={CITIZEN}").content.decode()
    if connection.vendor == "sqlite":
        asked = next(query["sql"] for query in seen if "id_blind" in query["sql"].partition("WHERE")[2])
        with connection.cursor() as cursor:
            plan = " ".join(row[3] for row in cursor.execute(f"explain query plan {asked}").fetchall())
        assert "producers_producer_blind" in plan


def test_more_than_can_be_few_are_found_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FOUND_AT_MOST", 2)
    for name in "กขคง":
        make_producer(name_th=f"กลุ่ม{name}", phones="0812345678")
    page = client_of(make_person("department", Position.DEPARTMENT, "")).get("/desk/producers/?q=08123")
    assert [line.row.name_th for line in page.context["lines"]] == ["กลุ่มก", "กลุ่มข", "กลุ่มค", "กลุ่มง"]


def test_a_district_s_kinds_are_read_by_its_area(worker: Client) -> None:
    make_producer(name_th="กลุ่มก", kind="group")
    make_producer(name_th="ป้าข", kind="owner")
    with CaptureQueriesContext(connection) as seen:
        page = worker.get("/desk/producers/?kind=group")
    assert "กลุ่มก" in page.content.decode()
    assert "ป้าข" not in page.content.decode()
    if connection.vendor == "sqlite":
        counted = next(one["sql"] for one in seen if "COUNT(*)" in one["sql"] and "producers_producer" in one["sql"])
        with connection.cursor() as cursor:
            plan = " ".join(row[3] for row in cursor.execute(f"explain query plan {counted}").fetchall())
        assert "producers_producer_area" in plan


# --- export --------------------------------------------------------------------------------------


def test_an_export_holds_the_narrowed_list_and_is_in_the_trail(worker: Client, cast: Cast) -> None:
    make_producer(name_th="=cmd|' /C calc'!A1", phones="0812345678")
    make_producer(name_th="กลุ่มข", kind="owner")
    response = worker.post("/desk/producers/export/csv/?kind=group")
    rows = bytes_of(response).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "'=cmd" in rows[1]
    assert "081-234-5678" in rows[1]
    entry = TrailEntry.objects.get()
    assert (entry.verb, entry.count, entry.area_code) == ("producers.export_personal", 1, "4015")


def test_an_export_as_workbook(worker: Client, cast: Cast) -> None:
    make_producer(name_th="กลุ่มก", people=12)
    sheet = openpyxl.load_workbook(io.BytesIO(bytes_of(worker.post("/desk/producers/export/xlsx/")))).active
    assert sheet is not None
    assert sheet.cell(2, 3).value == "กลุ่มก"
    assert sheet.cell(2, 11).value == 12


def test_personal_columns_stay_with_those_they_are_meant_for(cast: Cast) -> None:
    make_producer(phones="0812345678", contact="ผู้ติดต่อลับ")
    text = bytes_of(client_of(cast.reader).post("/desk/producers/export/csv/")).decode()
    assert "081-234-5678" not in text
    assert "ผู้ติดต่อลับ" not in text
    assert TrailEntry.objects.get().verb == "producers.export"


def test_exports_are_sent_by_those_who_may(cast: Cast, worker: Client) -> None:
    assert worker.get("/desk/producers/export/csv/").status_code == 405
    assert worker.post("/desk/producers/export/pdf/").status_code == 404
    partner = client_of(make_person("partner", Position.PARTNER, "40"))
    assert partner.post("/desk/producers/export/csv/").status_code == 403


def test_a_long_list_leaves_as_a_job_with_the_same_rows(
    cast: Cast, worker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("กลุ่มหนึ่ง", "กลุ่มสอง"):
        make_producer(name_th=name)
    at_once = bytes_of(worker.post("/desk/producers/export/csv/?kind=group"))
    assert at_once.decode("utf-8-sig").count("\n") == 3
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    answer = worker.post("/desk/producers/export/csv/?kind=group")
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/desk/jobs/{job.key}/"
    assert TrailEntry.objects.filter(verb="producers.export_personal").count() == 1, "nothing has left the house yet"
    run_due()
    assert bytes_of(worker.get(f"{answer.headers['Location']}file/")) == at_once
    assert TrailEntry.objects.filter(verb="producers.export_personal").count() == 2
    job.refresh_from_db()
    assert (job.result_name, job.result_words) == ("producers.csv", "ในไฟล์มี 2 แถว")


def test_a_long_list_holds_what_its_owner_may_export_when_it_is_written(
    cast: Cast, worker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("กลุ่มหนึ่ง", "กลุ่มสอง"):
        make_producer(name_th=name)
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    worker.post("/desk/producers/export/xlsx/")
    Posting.objects.filter(user=cast.worker.user).delete()
    run_due()
    assert Job.objects.get().problem == "jobs.not_allowed"
    assert not TrailEntry.objects.exists()
