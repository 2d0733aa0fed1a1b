"""Products on the desk."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import bytes_of
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products import queries
from withi.registers.products.models import Product
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def sent(**changes: Any) -> dict[str, Any]:
    facts = {"version": 1, "name_th": "ผ้าตัวอย่าง", "type": "textile", "showing": "rule", "area_code": "401508"}
    rows = {f"size{place}_{name}": "" for place in (1, 2) for name in ("label", "unit", "price")}
    licences = {f"licence1_{name}": "" for name in ("kind", "name", "number", "valid_until")}
    return facts | rows | licences | changes


# --- six questions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "view",
    [Asked("/desk/products/{pk}/edit/"), Asked("/desk/products/{pk}/edit/", sent(), 302)],
    ids=lambda view: str(bool(view.sent)),
)
def test_six_questions_of_the_form(cast: Cast, view: Asked) -> None:
    assert six_answers(view, cast, make_product().pk) == [view.answers, view.answers, 404, 403, 404, 405]


def test_six_questions_of_the_record(cast: Cast) -> None:
    view = Asked("/desk/products/{pk}/", wrong_method="post")
    assert six_answers(view, cast, make_product().pk) == [200, 200, 404, 200, 404, 405]


def test_six_questions_of_a_producers_products(cast: Cast) -> None:
    producer = make_producer()
    make_product(producer=producer, name_th="ของเขา")
    view = Asked("/desk/products/of/{pk}/", wrong_method="post")
    assert six_answers(view, cast, producer.pk) == [200, 200, 404, 200, 404, 405]


# --- list ----------------------------------------------------------------------------------------


def names_on(response: Any) -> list[str]:
    return [line.row.name_th for line in response.context["lines"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["กล้วยฉาบ", "ผ้าไหมมัดหมี่"]),
        ("order=price", ["กล้วยฉาบ", "ผ้าไหมมัดหมี่"]),
        ("q=มัดหมี่", ["ผ้าไหมมัดหมี่"]),
        ("q=มดหมี่", ["ผ้าไหมมัดหมี่"]),
        ("q=9999-5555", ["ผ้าไหมมัดหมี่"]),
        ("type=food", ["กล้วยฉาบ"]),
        ("state=published", ["ผ้าไหมมัดหมี่"]),
        ("price=100", ["กล้วยฉาบ"]),
        ("price=more", ["ผ้าไหมมัดหมี่"]),
        ("price=nonsense", []),
        ("lacks=producer", ["กล้วยฉาบ"]),
        ("lacks=type", []),
        ("lacks=price", []),
        ("lacks=nonsense", []),
        ("area=401502", ["กล้วยฉาบ"]),
        ("area=3001", []),
        ("producer=x", []),
    ],
)
def test_filters_and_search(cast: Cast, worker: Client, query: str, names: list[str]) -> None:
    producer = make_producer(number="9999-5555")
    make_product(name_th="ผ้าไหมมัดหมี่", producer=producer, prices=[450_000], state=State.PUBLISHED)
    make_product(name_th="กล้วยฉาบ", type="food", prices=[3_500, 9_000], area_code="401502")
    make_product(name_th="ผ้าไหมมัดหมี่ต่างจังหวัด", area_code="3001", prices=[3_500])
    assert names_on(worker.get(f"/desk/products/?{query}")) == names


def test_a_foreign_producer_filters_as_if_it_did_not_exist(cast: Cast, worker: Client) -> None:
    far = make_producer(area_code="3001")
    make_product(producer=far, area_code="3001")
    assert names_on(worker.get(f"/desk/products/?producer={far.pk}")) == []


def test_lists_and_records_cost_the_same_queries_for_one_row_and_for_fifty(cast: Cast, worker: Client) -> None:
    def queries_for(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert worker.get(path).status_code == 200
        return len(captured)

    product = make_product(producer=make_producer(), prices=[100])
    paths = ["/desk/products/", f"/desk/products/{product.pk}/"]
    before = {path: queries_for(path) for path in paths}
    for _ in range(49):
        make_product(producer=make_producer(), prices=[100, 200])
    assert {path: queries_for(path) for path in paths} == before
    assert max(before.values()) <= 24


# --- form ----------------------------------------------------------------------------------------


def test_a_worker_enters_a_product_for_a_producer_by_name(cast: Cast, worker: Client) -> None:
    producer = make_producer(name_th="กลุ่มทอผ้าบ้านดง", area_code="40150205")
    more = {
        "producer_text": "กลุ่มทอผ้าบ้านดง",
        "area_code": "",
        "size1_label": "ผืนยาว",
        "size1_unit": "ผืน",
        "size1_price": "๔,๕๐๐",
        "size2_price": "1200.50",
        "licence1_kind": "tcps",
        "licence1_number": "มผช. 17/2550",
        "licence1_valid_until": "31 ม.ค. 2571",
        "channels": ["fair", "village"],
    }
    response = worker.post("/desk/products/add/", sent(**more))
    product = Product.objects.get()
    assert response["Location"] == f"/desk/products/{product.pk}/"
    assert (product.producer, product.area_code, product.price_from) == (producer, "40150205", 120_050)
    assert product.channels == "village,fair"
    assert [size.price for size in queries.sizes_of(product)] == [450_000, 120_050]
    assert str(queries.licences_of(product)[0].valid_until) == "2028-01-31"
    page = worker.get(f"/desk/products/{product.pk}/").content.decode()
    assert "4,500" in page
    assert "มผช. 17/2550" in page


def test_a_name_of_two_producers_is_asked_back(cast: Cast, worker: Client) -> None:
    first, _ = make_producer(name_th="กลุ่มแม่บ้าน"), make_producer(name_th="กลุ่มแม่บ้าน")
    response = worker.post("/desk/products/add/", sent(producer_text="กลุ่มแม่บ้าน"))
    assert response.status_code == 422
    assert "หลายราย" in response.context["form"].errors["producer"][0]
    assert first.number in response.content.decode()
    chosen = sent(producer_text="กลุ่มแม่บ้าน", producer_choice=str(first.pk))
    assert worker.post("/desk/products/add/", chosen).status_code == 302
    assert Product.objects.get().producer == first


def test_a_foreign_producer_does_not_exist(cast: Cast, worker: Client) -> None:
    far = make_producer(name_th="ต่างจังหวัด", area_code="3001")
    for given in ({"producer": str(far.pk)}, {"producer_text": "ต่างจังหวัด"}, {"producer_choice": str(far.pk)}):
        response = worker.post("/desk/products/add/", sent(**given))
        assert list(response.context["form"].errors) == ["producer"]
    page = worker.get(f"/desk/products/add/?producer={far.pk}").content.decode()
    assert "ต่างจังหวัด" not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_th": ""}, "name_th"),
        ({"type": ""}, "type"),
        ({"size1_label": "ผืน"}, "size1_price"),
        ({"size1_price": "ถูกมาก"}, "size1_price"),
        ({"licence1_kind": "fda"}, "licence1_number"),
        ({"licence1_number": "1"}, "licence1_number"),
        ({"licence1_kind": "other", "licence1_number": "1"}, "licence1_name"),
        ({"area_code": "3001"}, "area_code"),
        ({"area_code": ""}, "area_code"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast: Cast, worker: Client, changes: dict[str, str], field: str) -> None:
    response = worker.post("/desk/products/add/", sent(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Product.objects.exists()


@pytest.mark.parametrize(("showing", "shown"), [("rule", False), ("show", True), ("hide", False)])
def test_alcohol_is_shown_only_when_expressly_said(cast: Cast, worker: Client, showing: str, shown: bool) -> None:
    worker.post("/desk/products/add/", sent(is_alcohol="on", showing=showing))
    product = Product.objects.get()
    assert product.is_public is shown
    form = worker.get(f"/desk/products/{product.pk}/edit/").context["form"]
    assert form.initial["showing"] == ("show" if shown else "rule")


def test_the_second_of_two_officers_chooses_between_both_versions(worker: Client, cast: Cast) -> None:
    product = make_product(prices=[100_00])
    path = f"/desk/products/{product.pk}/edit/"
    client_of(cast.colleague).post(path, sent(size1_price="150", size1_unit="ผืน"))
    response = worker.post(path, sent(size1_price="200", size1_unit="ผืน"))
    assert response.status_code == 409
    [point] = response.context["conflict"]
    assert (point.name, point.theirs.replace("\xa0", " "), point.mine.replace("\xa0", " ")) == (
        "size1_price",
        "150 บาท",
        "200 บาท",
    )
    assert worker.post(path, sent(version=2, size1_price="200", size1_unit="ผืน")).status_code == 302
    product.refresh_from_db()
    assert product.price_from == 200_00


def test_a_sent_product_keeps_its_producer(worker: Client, cast: Cast) -> None:
    product = make_product(producer=make_producer(), state=State.WAITING)
    response = worker.post(f"/desk/products/{product.pk}/edit/", sent())
    assert response.status_code == 422
    assert "ผู้ผลิต" in str(response.context["form"].non_field_errors())


def test_a_producers_own_account_enters_its_own_products(cast: Cast) -> None:
    mine = make_producer()
    owner = client_of(make_person("owner", Position.PRODUCER, "4015", subject=("producer", mine.pk)))
    assert owner.post("/desk/products/add/", sent(producer=str(mine.pk), area_code="")).status_code == 302
    assert owner.post("/desk/products/add/", sent(area_code="")).status_code == 422
    assert Producer.objects.get().products.count() == 1


# --- export --------------------------------------------------------------------------------------


def test_an_export_holds_sizes_and_prices(worker: Client, cast: Cast) -> None:
    make_product(name_th="ผ้าก", prices=[450_050], phones="0812345678")
    response = worker.post("/desk/products/export/xlsx/")
    sheet = openpyxl.load_workbook(io.BytesIO(bytes_of(response))).active
    assert sheet is not None
    assert (sheet.cell(2, 1).value, sheet.cell(2, 8).value) == ("ผ้าก", 4500.5)
    assert TrailEntry.objects.get().verb == "products.export_personal"
    text = bytes_of(client_of(cast.reader).post("/desk/products/export/csv/")).decode()
    assert "4500.5" in text
    assert "081-234-5678" not in text


def test_an_export_costs_the_same_queries_for_one_row_and_for_fifty(worker: Client, cast: Cast) -> None:
    def queries_for() -> int:
        with CaptureQueriesContext(connection) as captured:
            bytes_of(worker.post("/desk/products/export/csv/"))
        return len(captured)

    make_product(producer=make_producer(), prices=[100])
    before = queries_for()
    for _ in range(49):
        make_product(producer=make_producer(), prices=[100, 200])
    assert queries_for() == before


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("order=price", "products_product_price"),
        ("order=new", "products_product_newest"),
        ("price=more", "products_product_price"),
    ],
)
def test_the_nation_s_list_is_chosen_by_an_index_that_holds_all_it_asks(query: str, index: str) -> None:
    for number in range(30):
        make_product(name_th=f"ผ้า {number:02}", producer=make_producer(), prices=[500_000 + number])
    department = client_of(make_person("department-office", Position.DEPARTMENT, ""))
    with CaptureQueriesContext(connection) as captured:
        page = department.get(f"/desk/products/?{query}")
    assert len(page.context["lines"]) == 25
    (chosen,) = [one["sql"] for one in captured if "LIMIT 25" in one["sql"] and "products_product" in one["sql"]]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            plan = " ".join(row[3] for row in cursor.execute(f"explain query plan {chosen}").fetchall())
        assert f"USING COVERING INDEX {index}" in plan


@pytest.mark.parametrize("query", ["price=100", "price=more&order=price", "lacks=price", "type=food"])
def test_a_province_s_list_is_read_by_its_area(query: str, cast: Cast) -> None:
    make_product(name_th="ผ้า ก", producer=make_producer(area_code="401508"), prices=[90_00], type="food")
    make_product(name_th="ผ้า ข", producer=make_producer(area_code="401508"), prices=[])
    with CaptureQueriesContext(connection) as captured:
        page = client_of(cast.officer).get(f"/desk/products/?{query}")
    assert [line.row.name_th for line in page.context["lines"]] == {
        "price=100": ["ผ้า ก"],
        "price=more&order=price": [],
        "lacks=price": ["ผ้า ข"],
        "type=food": ["ผ้า ก"],
    }[query]
    if connection.vendor == "sqlite":
        counted = next(one["sql"] for one in captured if "COUNT(*)" in one["sql"] and "products_product" in one["sql"])
        with connection.cursor() as cursor:
            plan = " ".join(row[3] for row in cursor.execute(f"explain query plan {counted}").fetchall())
        assert "products_product_area" in plan
