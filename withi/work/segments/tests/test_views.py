"""Segments on the desk."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.jobs.actions import run_due
from withi.ground.people.rules import Position
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import (
    Asked,
    Cast,
    Person,
    client_of,
    make_cast,
    make_person,
    six_answers,
)
from withi.work.segments import forms, queries
from withi.work.segments.models import SegmentProduct, SegmentVersion
from withi.work.segments.tests.factory import OF_B, OF_C, OF_NONE, ONLY_STANDARD, make_answered, make_product

pytestmark = pytest.mark.django_db
ANSWERS = {"a1": "1.3", "a2": "2.2", "a3": "3.2", "a4": "4.3", "a5": ""}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


@pytest.fixture
def department(cast: Cast) -> Person:
    return make_person("department", Position.DEPARTMENT, "")


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- six questions -------------------------------------------------------------------------------


def test_six_questions_of_a_products_segment(cast: Cast) -> None:
    view = Asked("/desk/segments/{pk}/", wrong_method="post")
    assert six_answers(view, cast, make_answered().product_id) == [200, 200, 404, 200, 404, 405]


@pytest.mark.parametrize(
    "view",
    [Asked("/desk/segments/{pk}/answer/"), Asked("/desk/segments/{pk}/answer/", {"edition": "0", "a1": "1.3"}, 302)],
    ids=lambda view: str(bool(view.sent)),
)
def test_six_questions_of_the_answers(cast: Cast, view: Asked) -> None:
    answers = six_answers(view, cast, make_product().pk)
    # the second to answer has not seen the first one's answers
    assert answers == [409 if view.sent else 200, view.answers, 404, 403, 404, 405]


@pytest.mark.parametrize("path", ["/desk/segments/", "/desk/segments/table/", "/desk/segments/table/1/"])
def test_lists_and_tables_are_read_by_every_officer(cast: Cast, path: str) -> None:
    for person in (cast.worker, cast.chief, cast.stranger, cast.reader):
        assert client_of(person).get(path).status_code == 200
    assert client_of(cast.worker).post(path).status_code == 405
    assert Client().get(path).status_code == 302
    assert client_of(cast.worker).get("/desk/segments/table/77/").status_code == 404


def test_only_the_department_opens_a_new_version(cast: Cast, department: Person) -> None:
    path = "/desk/segments/table/new/"
    assert client_of(department).get(path).status_code == 200
    for person in (cast.officer, cast.chief, cast.reader):
        assert client_of(person).get(path).status_code == 403
    assert client_of(department).delete(path).status_code == 405


# --- the list ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["ก", "ข", "ค", "ง"]),
        ("segment=D", ["ก", "ข"]),
        ("segment=C", ["ค"]),
        ("segment=none", ["ง"]),
        ("segment=nonsense", []),
        ("blocks=4", ["ข"]),
        ("only=1", ["ก"]),
        ("type=food", ["ข"]),
        ("area=401502", ["ข"]),
        ("area=3001", []),
        ("segment=D&area=401508", ["ก"]),
    ],
)
def test_the_list_is_narrowed(cast: Cast, worker: Client, query: str, names: list[str]) -> None:
    make_answered(name_th="ก")
    make_answered(("1.3", "2.2", "3.2", "4.2", "5.4"), name_th="ข", type="food", area_code="401502")
    make_answered(OF_C, name_th="ค")
    make_product(name_th="ง")
    make_answered(name_th="ต่างจังหวัด", area_code="3001")
    found = worker.get(f"/desk/segments/?{query}").context["lines"]
    assert [line.row.name_th for line in found] == names


def test_the_spread_counts_ones_own_area_only(cast: Cast, worker: Client) -> None:
    for answers in (ONLY_STANDARD, ONLY_STANDARD, ONLY_STANDARD, OF_B):
        make_answered(answers)
    make_product()
    make_answered(area_code="3001")
    shares = worker.get("/desk/segments/").context["shares"]
    assert {share.segment: (share.count, share.percent) for share in shares} == {
        "A": ("0", "0%"), "B": ("1", "25%"), "C": ("0", "0%"), "D": ("3", "75%"),
        "review": ("0", ""), "open": ("0", ""), "none": ("1", ""),
    }  # fmt: skip


def test_lists_cost_the_same_queries_for_one_row_and_for_fifty(cast: Cast, worker: Client) -> None:
    def queries_for(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert worker.get(path).status_code == 200
        return len(captured)

    held = make_answered(producer=make_producer())
    paths = ["/desk/segments/", f"/desk/segments/{held.product_id}/"]
    before = {path: queries_for(path) for path in paths}
    for _ in range(49):
        make_answered(producer=make_producer())
    assert {path: queries_for(path) for path in paths} == before
    assert max(before.values()) <= 14


# --- one product ---------------------------------------------------------------------------------


def test_the_page_tells_what_blocks_what_mends_it_and_how_many_share_it(cast: Cast, worker: Client) -> None:
    held = make_answered()
    make_answered()
    make_answered(("1.3", "2.2", "3.2", "4.2", "5.4"))
    make_answered(area_code="4011")
    board = worker.get(f"/desk/segments/{held.product_id}/").context["board"]
    assert (board.segment, board.goal, board.sharing, board.only) == ("D", "C", 2, "1")
    assert [told.group for told in board.blocking] == ["1"]
    assert [option for option, _text in board.blocking[0].wanted] == ["1.1", "1.2"]
    assert board.blocking[0].service == queries.first().service("1")
    assert [told.group for told in board.deciding] == ["1"]
    assert "ข้อความรอยืนยัน" in text_of(worker.get(f"/desk/segments/{held.product_id}/"))


def test_the_page_is_honest_where_no_segment_can_be_told(cast: Cast, worker: Client) -> None:
    asked = {
        make_answered(OF_NONE).product_id: "คำตอบชุดนี้ไม่เข้ากลุ่มใดในตาราง",
        make_answered(("1.1", "", "", "", "")).product_id: "คำตอบยังไม่พอจะจัดกลุ่ม",
        make_product().pk: "ยังไม่มีผู้ตอบห้าหมวดของผลิตภัณฑ์นี้",
    }
    for pk, words in asked.items():
        assert words in text_of(worker.get(f"/desk/segments/{pk}/")), words


def test_a_worker_answers_and_reads_the_segment(cast: Cast, worker: Client) -> None:
    product = make_product()
    response = worker.post(f"/desk/segments/{product.pk}/answer/", {"edition": "0", **ANSWERS})
    assert response["Location"] == f"/desk/segments/{product.pk}/"
    held = SegmentProduct.objects.get()
    assert (held.answers(), held.segment) == (("1.3", "2.2", "3.2", "4.3", ""), "D")
    assert worker.get(f"/desk/segments/{product.pk}/answer/").context["form"].initial["edition"] == 1
    refused = worker.post(f"/desk/segments/{product.pk}/answer/", {"edition": "1", "a1": "9.9"})
    assert refused.status_code == 422
    late = worker.post(f"/desk/segments/{product.pk}/answer/", {"edition": "0", **ANSWERS, "a1": "1.1"})
    assert late.status_code == 409
    assert "มีผู้บันทึกคำตอบของผลิตภัณฑ์นี้ก่อนท่าน" in text_of(late)


# --- versions ------------------------------------------------------------------------------------


def typed(**changes: Any) -> dict[str, Any]:
    """The latest version as its form sends it."""
    shown = forms.initial_of(queries.latest())
    day = timezone.localdate()
    return shown | {"valid_from": f"{day.day}/{day.month}/{day.year + 543}", "source": "หนังสือ"} | changes


def test_the_department_makes_a_version_and_sees_who_moved(cast: Cast, department: Person) -> None:
    make_answered(OF_NONE, name_th="ผู้ย้าย")
    client = client_of(department)
    loose = [*queries.first().body["rules"]["C"], "2.1"]
    response = client.post(
        "/desk/segments/table/new/", typed(takes_C=loose, name_C="พัฒนาใหม่", name_C_en="Renewed", is_confirmed="")
    )
    assert response["Location"] == "/desk/segments/table/2/"
    assert SegmentVersion.objects.get().body["names"]["C"] == "พัฒนาใหม่"
    assert "Renewed" in text_of(client.get("/en/desk/segments/table/2/"))
    assert "Renewed" not in text_of(client.get("/desk/segments/table/2/"))
    assert "ยังไม่ได้จัดกลุ่มผลิตภัณฑ์ตามฉบับนี้" in text_of(client.get("/desk/segments/table/2/"))
    run_due()
    page = client.get("/desk/segments/table/2/")
    assert [move.product.name_th for move in page.context["moved"]] == ["ผู้ย้าย"]
    assert [move.product.name_th for move in client.get("/desk/segments/table/2/?before=D").context["moved"]] == []
    assert list(client_of(cast.stranger).get("/desk/segments/table/2/").context["moved"]) == []


def test_a_version_that_fits_two_comes_back_with_the_combination(cast: Cast, department: Person) -> None:
    wrong = typed(takes_A=queries.first().body["rules"]["C"])
    response = client_of(department).post("/desk/segments/table/new/", wrong)
    assert response.status_code == 422
    assert "ตารางนี้ขัดกันเอง" in text_of(response)
    assert not SegmentVersion.objects.exists()


def test_days_are_told_in_the_language_of_the_page(cast: Cast) -> None:
    client = client_of(cast.worker)
    assert "1 ต.ค. 2561" in text_of(client.get("/desk/segments/table/"))
    assert "1 Oct 2018" in text_of(client.get("/en/desk/segments/table/"))


def test_a_type_in_a_district_is_read_by_its_area(worker: Client) -> None:
    make_product(name_th="ก", type="food", area_code="401501")
    make_product(name_th="ข", type="textile", area_code="401501")
    make_product(name_th="ค", type="food", area_code="300101")
    with CaptureQueriesContext(connection) as seen:
        page = worker.get("/desk/segments/?type=food")
    assert [line.row.name_th for line in page.context["lines"]] == ["ก"]
    if connection.vendor == "sqlite":
        counted = next(one["sql"] for one in seen if "COUNT(" in one["sql"] and "products_product" in one["sql"])
        with connection.cursor() as cursor:
            plan = " ".join(row[3] for row in cursor.execute(f"explain query plan {counted}").fetchall())
        assert "products_product_area" in plan


def test_the_total_is_known_from_the_counts_of_segments(cast: Cast, worker: Client) -> None:
    make_answered(name_th="ก")
    make_answered(OF_C, name_th="ข")
    make_product(name_th="ค")
    for query, total in (("", 3), ("segment=D", 1), ("segment=none", 1), ("blocks=1", 1), ("q=ไม่มี", 0)):
        assert worker.get(f"/desk/segments/?{query}").context["pager"].total == total, query
    with CaptureQueriesContext(connection) as seen:
        worker.get("/desk/segments/?segment=none")
    assert sum("COUNT(" in one["sql"] for one in seen) == 1
