"""Labels in numbers and the signs of a route: ordered, drawn by a worker, fetched; and the shapes of labels."""

import io
import re
from datetime import date
from zipfile import ZipFile

import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from withi.faces.printing import batches, labels, making, queries, register, roads, rules
from withi.faces.printing.actions import LabelOrder, SignOrder, order_labels, order_signs
from withi.faces.printing.models import SHAPE_NAMES, PrintRun
from withi.faces.printing.prints import Order, What
from withi.ground.jobs.actions import run_due
from withi.ground.jobs.models import Job, State
from withi.ground.people.rules import Grant, Position, Scope
from withi.kit.paper import press
from withi.kit.problem import Problem
from withi.registers.brands import actions as brands
from withi.registers.brands.models import Brand
from withi.registers.brands.rules import Dye, Look, Thread
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import Product, ProductCertificate
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.rules import State as Published
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers
from withi.registers.routes.models import Route, RouteStop
from withi.registers.villages.models import Community
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests.factory import asset, community, open_community

pytestmark = pytest.mark.django_db
PLACE = "401508"
LOOK = Look("ผ้าหมี่ดงเค็ง", Dye.LAC, Thread.JACK, "check", "round", "loom")
PAGES = re.compile(rb"/Type ?/Page\b")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def row(cast: Cast) -> Community:
    return open_community(area=PLACE)


@pytest.fixture
def food(row: Community) -> Product:
    maker = make_producer(name_th="กลุ่มแม่บ้าน", state=Published.PUBLISHED, community=row)
    made = make_product(
        producer=maker, prices=(5_900,), type="food", name_th="น้ำพริกเผา", materials="พริก หอม",
        state=Published.PUBLISHED, area_code=PLACE,
    )  # fmt: skip
    made.sizes.update(label="250 กรัม")
    ProductCertificate.objects.create(product=made, kind="fda", number="10-1-01234-5-0001")
    return made


@pytest.fixture
def route(row: Community) -> Route:
    """A village, a homestay in it twice, and a village that guests do not see."""
    made = Route.objects.create(name_th="สามกี่", sort_key="สามกี่", area_code="4015", begins_at="09:00")
    sleep = asset(row, "โฮมสเตย์แม่คำปัน", AssetKind.HOMESTAY)
    hidden = community("บ้านร่าง", PLACE)
    for position, (home, at) in enumerate(((row, None), (row, sleep), (hidden, None), (row, sleep)), 1):
        RouteStop.objects.create(route=made, position=position, community=home, asset=at)
    return made


def keep_brand(cast: Cast, row: Community, look: Look = LOOK) -> None:
    version = Brand.objects.filter(community=row).values_list("version", flat=True).first() or 1
    brands.keep(actor=cast.worker.user, scope=cast.worker.scope, community=row, look=look, version=version)


def fetched(client: Client, job: Job) -> bytes:
    """The file that comes of a job, as its owner fetches it."""
    run_due()
    job.refresh_from_db()
    assert job.state == State.DONE, job.problem
    answer = client.get(f"/desk/jobs/{job.key}/file/")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


# --- labels --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_six_questions_of_labels_in_numbers(cast: Cast, food: Product, method: str) -> None:
    sent = {"shape": "tag", "lang": "th", f"count_{food.pk}_1": "๑๐"} if method == "post" else None
    answers = 302 if sent else 200
    view = Asked("/desk/printing/labels/{pk}/many/", sent=sent, answers=answers)
    assert six_answers(view, cast, food.pk) == [answers, answers, 404, answers, 404, 405]


def test_more_sheets_than_memory_is_spent_on_come_in_several_files(
    cast: Cast, food: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SHEETS_AT_ONCE", 1)
    on_sheet = rules.SHAPES["tag"].on_sheet
    order = LabelOrder("tag", "en", ((food.pk, 1, 2 * on_sheet + 1),))
    job = order_labels(actor=cast.worker.user, about="ดงเค็ง", order=order)
    archive = ZipFile(io.BytesIO(fetched(client_of(cast.worker), job)))
    assert archive.namelist() == [f"labels-{food.pk}-1-en-{part}.pdf" for part in (1, 2, 3)]
    assert [len(PAGES.findall(archive.read(name))) for name in archive.namelist()] == [1, 1, 1]
    assert f"{2 * on_sheet + 1:,}" in job.result_words


@pytest.mark.parametrize("method", ["get", "post"])
def test_six_questions_of_the_labels_of_a_community(cast: Cast, row: Community, food: Product, method: str) -> None:
    sent = {"shape": "tag", "lang": "th", f"count_{food.pk}_1": "10"} if method == "post" else None
    answers = 302 if sent else 200
    view = Asked("/desk/printing/communities/{pk}/labels/", sent=sent, answers=answers)
    assert six_answers(view, cast, row.pk) == [answers, answers, 404, answers, 404, 405]


def test_a_thousand_labels_are_one_file_whose_codes_are_read(cast: Cast, food: Product) -> None:
    client = client_of(cast.worker)
    told = {"shape": "wide", "lang": "th", f"count_{food.pk}_1": "1,000"}
    home = client.post(f"/desk/printing/labels/{food.pk}/many/", told)["Location"]
    job = Job.objects.get()
    assert home == f"/desk/jobs/{job.key}/?go=1"
    body = fetched(client, job)
    assert len(PAGES.findall(body)) == 125
    assert "1,000 ดวง" in job.result_words
    assert (job.progress_done, job.progress_total) == (1_000, 1_000)
    assert job.result_name == f"labels-{food.pk}-1-th.pdf"


def test_labels_of_several_products_are_one_zip(cast: Cast, food: Product) -> None:
    other = make_product(producer=food.producer, area_code=PLACE, type="textile", prices=(9_000,))
    order = LabelOrder("tag", "en", ((food.pk, 1, 10), (other.pk, 1, 1)))
    job = order_labels(actor=cast.worker.user, about="ดงเค็ง", order=order)
    archive = ZipFile(io.BytesIO(fetched(client_of(cast.worker), job)))
    assert archive.namelist() == [f"labels-{food.pk}-1-en.pdf", f"labels-{other.pk}-1-en.pdf"]
    assert [len(PAGES.findall(archive.read(name))) for name in archive.namelist()] == [2, 1]


def test_another_s_labels_cannot_be_ordered_by_their_number(cast: Cast, food: Product) -> None:
    order = LabelOrder("wide", "th", ((food.pk, 1, 8),))
    job = order_labels(actor=cast.stranger.user, about="x", order=order)
    run_due()
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.FAILED, "label.gone")


def test_a_community_s_editor_orders_labels_of_its_public_goods_only(row: Community, food: Product) -> None:
    grant = Grant(Position.COMMUNITY_EDITOR, row.area_code, subject=(Community.SUBJECT, row.pk))
    assert list(queries.goods_of(row, Scope(0, (grant,)))) == [food]
    Product.objects.filter(pk=food.pk).update(state=Published.WITHDRAWN)
    assert list(queries.goods_of(row, Scope(0, (grant,)))) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows how few a maker has")
def test_goods_are_not_looked_for_among_all_that_are_published(row: Community, food: Product) -> None:
    for number in range(20):
        make_product(producer=food.producer, name_th=f"ข้าวกล้อง {number}")
    grant = Grant(Position.COMMUNITY_EDITOR, row.area_code, subject=(Community.SUBJECT, row.pk))
    with CaptureQueriesContext(connection) as seen:
        assert queries.goods_of(row, Scope(0, (grant,)))
    with connection.cursor() as cursor:
        plan = [line[3] for line in cursor.execute(f"explain query plan {seen[-1]['sql']}").fetchall()]
    assert not [line for line in plan if "INDEX products_product_" in line], plan


@pytest.mark.parametrize(("typed", "word"), [("", "อย่างน้อยหนึ่ง"), ("5001", "5000"), ("-1", ""), ("มาก", "")])
def test_a_number_that_cannot_be_is_refused(cast: Cast, food: Product, typed: str, word: str) -> None:
    told = {"shape": "wide", "lang": "th", f"count_{food.pk}_1": typed}
    answer = client_of(cast.worker).post(f"/desk/printing/labels/{food.pk}/many/", told)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Job.objects.exists()


def test_what_a_rule_forbids_has_no_box_and_is_drawn_by_no_job(cast: Cast, row: Community, food: Product) -> None:
    job = order_labels(actor=cast.worker.user, about="x", order=LabelOrder("wide", "th", ((food.pk, 1, 8),)))
    food.certificates.all().delete()
    page = client_of(cast.worker).get(f"/desk/printing/communities/{row.pk}/labels/").content.decode()
    assert "อย." in page
    assert f"count_{food.pk}_1" not in page
    run_due()
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.FAILED, "label.fda")


def test_every_shape_has_a_name_and_fills_its_sheet() -> None:
    assert {name for name, _said in SHAPE_NAMES} == set(rules.SHAPES)
    for shape in rules.SHAPES.values():
        assert shape.columns * shape.width + (shape.columns - 1) * shape.gap <= 200
        assert shape.rows * shape.height + (shape.rows - 1) * shape.gap <= 287
        assert [shape.sheets(count) for count in (1, shape.on_sheet, shape.on_sheet + 1)] == [1, 1, 2]


@pytest.mark.parametrize("shape", rules.SHAPES)
def test_every_code_of_a_shape_is_read_at_its_printed_size(cast: Cast, food: Product, shape: str) -> None:
    keep_brand(cast, food.producer.community)  # type: ignore[arg-type, union-attr]
    told = labels.sheet_of(labels.known(food), rules.Wish(1, shape=shape))
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(press.pictures(told, ppi=200)[0])))
    assert len(found) == rules.SHAPES[shape].on_sheet
    assert {code.text for code in found} == {f"http://localhost:8000/products/{food.pk}/"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, None),
        ({"name_th": "ก"}, None),
        ({"name_th": "Chili Paste of Dong Kheng"}, None),
        ({"name_th": "กุนเชียงปลาสูตรโบราณ" * 10}, None),
        ({"name_th": "น้ำพริก 😀"}, "paper.sign"),
        ({"materials": "พริกแห้ง หอมแดง กระเทียม " * 40}, "label.room"),
        ({"name_th": "W" * 300}, "label.room"),
    ],
)
def test_any_text_makes_a_good_label_or_a_clear_refusal(
    cast: Cast, food: Product, values: dict[str, str], code: str | None
) -> None:
    for name, value in values.items():
        setattr(food, name, value)
    found = labels.refused(labels.known(food), rules.Wish(1))
    assert (found.code if found else None) == code


def test_the_page_says_why_a_shape_has_no_room(cast: Cast, food: Product) -> None:
    Product.objects.filter(pk=food.pk).update(materials="พริกแห้ง หอมแดง กระเทียม " * 12)
    worker, home = client_of(cast.worker), f"/desk/printing/labels/{food.pk}/"
    page = worker.get(f"{home}?shape=small").content.decode()
    assert "5 พอยต์" in page
    assert "1/th.png" not in page
    assert worker.get(f"{home}1/th.pdf?shape=small").status_code == 422
    assert worker.get(f"{home}?shape=star").status_code == 422
    assert worker.get(f"{home}1/th.pdf?shape=star").status_code == 404


# --- the brand -----------------------------------------------------------------------------------


def test_a_brand_is_on_the_label_and_its_colour_too(cast: Cast, food: Product) -> None:
    label = queries.labels_of(food)[0]
    plain = labels.sheet_of(labels.known(food), rules.Wish(label.place)).values
    keep_brand(cast, food.producer.community)  # type: ignore[arg-type, union-attr]
    branded = labels.sheet_of(labels.known(food), rules.Wish(label.place)).values
    assert plain["look"] is None
    assert branded["look"]["colour"] == "#8d1f31"
    assert "".join(branded["lines"][0]) == "ตรา ผ้าหมี่ดงเค็ง"
    assert branded["cloth"] != plain["cloth"]


@pytest.mark.parametrize("what", [What.TRIFOLD, What.SIGN, What.BOARD])
def test_a_changed_brand_makes_a_print_out_of_date(cast: Cast, row: Community, what: What) -> None:
    keep_brand(cast, row)
    made = making.made_of(row, Order(what, picture="village"))
    today = date(2026, 1, 1)
    run = PrintRun.objects.create(
        community=row, what=what, lang="th", stamp=made.stamp, facts=dict(made.facts), place="วัด", count=1,
        printed_on=today, seen_on=today, recorded_by=cast.worker.user, recorded_at=row.created_at,
    )  # fmt: skip
    assert register.changes_of([run])[run.pk] == []
    keep_brand(cast, row, Look("ผ้าหมี่ดงเค็ง", Dye.SEA, Thread.JACK, "check", "round", "loom"))
    assert [change.key for change in register.changes_of([run])[run.pk]] == ["brand"]


# --- signs of a route ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_six_questions_of_the_signs_of_a_route(cast: Cast, route: Route, method: str) -> None:
    stop = route.stops.all()[0]
    sent = {"size": "60x40", "lang": "th", f"on_{stop.pk}": "on", f"arrow_{stop.pk}": "left"}
    told = {**sent, **{f"arrow_{other.pk}": "ahead" for other in route.stops.all()[1:]}} if method == "post" else None
    answers = 302 if told else 200
    view = Asked("/desk/printing/routes/{pk}/", sent=told, answers=answers)
    assert six_answers(view, cast, route.pk) == [answers, answers, 404, answers, 404, 405]


def test_a_stop_is_named_once_and_says_whether_it_has_a_sign(cast: Cast, row: Community, route: Route) -> None:
    places = roads.places_of(route)
    assert [place.name for place in places] == ["บ้านดงเค็ง", "โฮมสเตย์แม่คำปัน", "บ้านร่าง"]
    assert [place.is_lacking for place in places] == [True, True, False]
    today = date(2026, 1, 1)
    PrintRun.objects.create(
        community=row, what="sign", lang="th", stamp="ABCDEF", place="วัด", count=1, printed_on=today,
        choices={"asset": route.stops.all()[1].asset_id}, seen_on=today, recorded_by=cast.worker.user,
        recorded_at=row.created_at,
    )  # fmt: skip
    assert [place.is_lacking for place in roads.places_of(route)] == [True, False, False]


@pytest.mark.parametrize("receiving", ["paused", "ceased"])
def test_who_turns_guests_away_leaves_the_list_of_signs(row: Community, route: Route, receiving: str) -> None:
    Community.objects.filter(pk=row.pk).update(receiving=receiving)
    assert all(place.closed and not place.is_lacking for place in roads.places_of(route))


def test_the_signs_of_a_route_are_one_zip(cast: Cast, route: Route, row: Community) -> None:
    first, second = (place.stop for place in roads.places_of(route)[:2])
    order = SignOrder("120x40", "th", ((first, "left", 0), (second, "right", 3_500)))
    job = order_signs(actor=cast.reader.user, route=route, order=order)
    archive = ZipFile(io.BytesIO(fetched(client_of(cast.reader), job)))
    names = archive.namelist()
    assert [name.split("-")[:2] for name in names] == [["01", str(row.pk)], ["02", str(row.pk)]]
    wide = re.search(rb"/TrimBox\[([0-9. ]+)\]", archive.read(names[0]))
    assert wide
    left, _bottom, right, _top = (float(side) for side in wide[1].split())
    assert right - left == pytest.approx(1_200 * 72 / 25.4, abs=0.3)


def test_no_sign_is_no_job(cast: Cast, route: Route) -> None:
    with pytest.raises(Problem, match=r"print\.no_sign"):
        order_signs(actor=cast.worker.user, route=route, order=SignOrder("60x40", "th", ()))


# --- the board -----------------------------------------------------------------------------------


def test_a_board_has_its_size_its_stamp_and_a_code_that_is_read(cast: Cast, row: Community) -> None:
    keep_brand(cast, row)
    for number in range(30):
        asset(row, f"กิจกรรม {number} " + "ทอผ้า" * 8, text_th="รายละเอียด " * 20)
    order = Order(What.BOARD, "th", "a1")
    made = making.made_of(row, order)
    assert made.sheet is not None
    assert made.left
    (picture,) = press.pictures(made.sheet, ppi=making.ppi_of(order))
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert f"/communities/{row.pk}/" in found[0].text
    page = client_of(cast.worker).get(f"/desk/printing/communities/{row.pk}/?what=board").content.decode()
    assert "59 × 84" in page
