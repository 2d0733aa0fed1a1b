"""The desk of approval."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from withi.ground.people.rules import Ability, Grant, Position, Scope
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication import actions, queries
from withi.registers.publication.actions import Point
from withi.registers.publication.models import FEW, CheckItem
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, six_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def chief(cast: Cast) -> Client:
    return client_of(cast.chief)


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- waiting -------------------------------------------------------------------------------------


def test_the_waiting_list_is_for_approvers(cast: Cast, chief: Client, worker: Client) -> None:
    make_producer(name_th="รอฉัน", state=State.WAITING)
    make_producer(name_th="ไกล", state=State.WAITING, area_code="3001")
    page = chief.get("/desk/review/").content.decode()
    assert "รอฉัน" in page
    assert "ไกล" not in page
    assert worker.get("/desk/review/").status_code == 403
    assert chief.post("/desk/review/").status_code == 405
    assert Client().get("/desk/review/").status_code == 302


@pytest.mark.parametrize(
    ("query", "count"), [("", 2), ("kind=product", 1), ("kind=x", 0), ("area=401502", 1), ("area=3001", 0)]
)
def test_filters(cast: Cast, chief: Client, query: str, count: int) -> None:
    producer = make_producer(state=State.WAITING)
    make_product(producer=producer, state=State.WAITING, area_code="401502")
    make_product(producer=producer, state=State.WAITING, area_code="3001")
    assert len(chief.get(f"/desk/review/?{query}").context["rows"]) == count


def test_the_lists_cost_the_same_queries_for_one_row_and_for_fifty(cast: Cast, chief: Client, worker: Client) -> None:
    def make(count: int) -> None:
        for _ in range(count):
            producer = make_producer(state=State.PUBLISHED, entered_by=cast.worker.user)
            product = make_product(producer=producer, state=State.PUBLISHED, entered_by=cast.worker.user)
            for row in (producer, product):
                actions.note_points(points=[Point(row.SUBJECT, row.pk, "401508", "phone.too_short", "phones", "12")])
                row.state = State.WAITING
                row.save()

    def queries_for(client: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    make(1)
    before = queries_for(chief, "/desk/review/"), queries_for(worker, "/desk/review/checks/")
    make(24)
    assert (queries_for(chief, "/desk/review/"), queries_for(worker, "/desk/review/checks/")) == before
    assert max(before) <= 26


def test_several_are_published_at_once_and_what_is_left_is_said(cast: Cast) -> None:
    officer = client_of(cast.officer)
    good = make_producer(state=State.WAITING, entered_by=cast.worker.user)
    own = make_producer(name_th="ของฉันเอง", state=State.WAITING, entered_by=cast.officer.user)
    old = make_producer(state=State.WAITING, version=2)
    picks = [f"producer-{good.pk}-1", f"producer-{own.pk}-1", f"producer-{old.pk}-1", "producer-x", "moon-1-1"]
    response = officer.post("/desk/review/steps/", {"step": "approve", "pick": picks}, follow=True)
    states = dict(Producer.objects.values_list("pk", "state"))
    assert states == {good.pk: State.PUBLISHED, own.pk: State.WAITING, old.pk: State.WAITING}
    messages = told(response)
    assert "1" in messages[0]
    assert any("ของฉันเอง" in message for message in messages[1:])
    assert len(messages) == 3


def test_a_whole_page_is_published(cast: Cast, chief: Client) -> None:
    rows = [make_producer(state=State.WAITING) for _ in range(3)]
    shown = [f"producer-{row.pk}-1" for row in rows]
    chief.post("/desk/review/steps/", {"step": "approve-page", "shown": shown, "next": "/desk/review/?kind=producer"})
    assert Producer.objects.filter(state=State.PUBLISHED).count() == 3


def test_a_foreign_row_is_left_out_without_a_word(cast: Cast, chief: Client) -> None:
    far = make_producer(state=State.WAITING, area_code="3001")
    pick = {"step": "approve", "pick": f"producer-{far.pk}-1"}
    response = chief.post("/desk/review/steps/", pick, follow=True)
    assert told(response) == []
    far.refresh_from_db()
    assert far.state == State.WAITING


def test_a_batch_refuses_what_it_cannot_take(cast: Cast, chief: Client, worker: Client) -> None:
    producer = make_producer(state=State.WAITING)
    pick = f"producer-{producer.pk}-1"
    assert worker.post("/desk/review/steps/", {"step": "approve", "pick": pick}).status_code == 403
    assert chief.post("/desk/review/steps/", {"step": "fly", "pick": pick}).status_code == 400
    assert chief.post("/desk/review/steps/", {"step": "return", "pick": pick}).status_code == 422
    assert chief.get("/desk/review/steps/").status_code == 405
    nothing = chief.post("/desk/review/steps/", {"step": "approve"}, follow=True)
    assert len(told(nothing)) == 1


def test_nobody_is_led_off_the_site(cast: Cast, chief: Client) -> None:
    producer = make_producer(state=State.WAITING)
    sent = {"step": "approve", "pick": f"producer-{producer.pk}-1", "next": "https://elsewhere.example/"}
    assert chief.post("/desk/review/steps/", sent)["Location"] == "/desk/review/"


# --- one step ------------------------------------------------------------------------------------


def test_six_questions_of_withdrawing(cast: Cast) -> None:
    producer = make_producer(state=State.PUBLISHED)
    view = Asked("/desk/review/producer/{pk}/withdraw/")
    assert six_answers(view, cast, producer.pk) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_returning(cast: Cast) -> None:
    producer = make_producer(state=State.WAITING)
    view = Asked("/desk/review/producer/{pk}/return/")
    assert six_answers(view, cast, producer.pk, can=cast.chief) == [200, 200, 404, 403, 404, 405]


def test_returning_asks_for_the_reason(cast: Cast, chief: Client) -> None:
    producer = make_producer(state=State.WAITING)
    path = f"/desk/review/producer/{producer.pk}/return/"
    refused = chief.post(path, {"version": 1, "reason": ""})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["reason"]
    assert chief.post(path, {"version": 1, "reason": "ขาดเบอร์โทร"})["Location"] == f"/desk/producers/{producer.pk}/"
    producer.refresh_from_db()
    assert (producer.state, producer.return_note) == (State.DRAFT, "ขาดเบอร์โทร")


def test_a_worker_sends_and_never_approves(cast: Cast, worker: Client) -> None:
    producer = make_producer()
    assert worker.post(f"/desk/review/producer/{producer.pk}/submit/", {"version": 1}).status_code == 302
    assert worker.post(f"/desk/review/producer/{producer.pk}/approve/", {"version": 1}).status_code == 403
    assert worker.post(f"/desk/review/moon/{producer.pk}/submit/").status_code == 404
    assert worker.post(f"/desk/review/producer/{producer.pk}/fly/").status_code == 404


def test_a_step_on_an_older_version_is_refused_with_its_reason(cast: Cast, chief: Client) -> None:
    producer = make_producer(state=State.WAITING, version=2)
    response = chief.post(f"/desk/review/producer/{producer.pk}/approve/", {"version": 1})
    assert response.status_code == 409
    assert "หลังจากที่ท่านเปิดดู" in str(response.context["form"].non_field_errors())


# --- points to check -----------------------------------------------------------------------------


def make_point(producer: Producer, **values: Any) -> CheckItem:
    point = Point(
        "producer", producer.pk, producer.area_code, **{"rule": "import.kind_unknown", "field": "kind"} | values
    )
    actions.note_points(points=[point])
    return CheckItem.objects.get(subject_id=producer.pk)


def test_points_are_for_those_who_enter(cast: Cast, worker: Client, chief: Client) -> None:
    make_point(make_producer(name_th="ใกล้"), found="กลุ่มม")
    make_point(make_producer(name_th="ไกล", area_code="3001"), found="x")
    page = worker.get("/desk/review/checks/").content.decode()
    assert "กลุ่มม" in page
    assert "ไกล" not in page
    assert chief.get("/desk/review/checks/").status_code == 403
    assert worker.delete("/desk/review/checks/").status_code == 405


def test_several_points_are_decided_at_once(cast: Cast, worker: Client) -> None:
    taken = make_point(make_producer(kind=""), proposal="sme")
    chosen = make_point(make_producer(kind=""), proposal="sme")
    right = make_point(make_producer(kind="owner"))
    foreign = make_point(make_producer(kind="", area_code="3001"), proposal="sme")
    sent = {"take": [taken.pk, foreign.pk, "x"], f"value-{chosen.pk}": "owner", "right": [right.pk], "step": "ticked"}
    response = worker.post("/desk/review/checks/", sent, follow=True)
    assert len(told(response)) == 2
    kinds = dict(Producer.objects.values_list("pk", "kind"))
    assert kinds == {
        taken.subject_id: "sme",
        chosen.subject_id: "owner",
        right.subject_id: "owner",
        foreign.subject_id: "",
    }
    states = dict(CheckItem.objects.values_list("pk", "state"))
    assert states[right.pk] == CheckItem.State.DISMISSED
    assert states[foreign.pk] == CheckItem.State.OPEN


def test_all_proposals_of_a_page_are_taken_over(cast: Cast, worker: Client) -> None:
    points = [make_point(make_producer(kind=""), proposal="sme") for _ in range(3)]
    worker.post("/desk/review/checks/", {"step": "page", "proposed": [point.pk for point in points]})
    assert set(Producer.objects.values_list("kind", flat=True)) == {"sme"}


def test_a_value_that_cannot_be_taken_over_is_said(cast: Cast, worker: Client) -> None:
    point = make_point(make_producer(phones=""), field="phones", proposal="12")
    response = worker.post("/desk/review/checks/", {"take": [point.pk]}, follow=True)
    assert len(told(response)) == 1
    assert CheckItem.objects.get().state == CheckItem.State.OPEN


def test_the_record_shows_state_steps_points_and_history(cast: Cast, worker: Client, chief: Client) -> None:
    producer = make_producer(kind="")
    make_point(producer, found="กลุ่มม", proposal="sme")
    path = f"/desk/producers/{producer.pk}/"
    before = worker.get(path).context["panel"]
    assert [point.found for point in before.points] == ["กลุ่มม"]
    assert before.missing
    actions.accept(actor=cast.worker.user, scope=cast.worker.scope, item=CheckItem.objects.get())
    after = worker.get(path).context["panel"]
    assert [offer.step.value for offer in after.offers] == ["submit"]
    assert (after.points, after.missing, len(after.acts)) == ((), (), 2)
    actions.submit(actor=cast.worker.user, scope=cast.worker.scope, row=Producer.objects.get())
    offers = chief.get(path).context["panel"].offers
    assert [offer.step.value for offer in offers] == ["approve", "return", "withdraw"]
    assert client_of(cast.reader).get(path).context["panel"].acts == ()


def test_the_areas_inside_a_district_are_read_by_their_codes(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        choices = queries.area_choices(cast.worker.scope, Ability.READ)
    assert {code[:4] for code, _ in choices} == {"4015"}
    assert {len(code) for code, _ in choices} == {6}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            plan = " ".join(row[3] for row in cursor.execute(f"explain query plan {captured[0]['sql']}").fetchall())
        assert "places_area_order" not in plan


def test_what_waits_is_told_by_indexes_of_its_own() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("set local enable_bitmapscan = off")
            cursor.execute("set local enable_sort = off")
    plan = queries.waiting_keys(Scope(1, (Grant(Position.DEPARTMENT),))).explain()
    assert "producers_producer_waiting" in plan
    assert "products_product_waiting" in plan
    if connection.vendor == "sqlite":
        assert plan.count("COVERING INDEX") >= 2


@pytest.mark.parametrize("order", [("sort_key", "pk"), ("-updated_at", "-pk"), ("number",)])
def test_a_page_has_the_same_rows_in_the_same_order_however_they_are_found(order: tuple[str, ...]) -> None:
    for name in ("ข", "ก", "ค", "ก"):
        make_producer(name_th=name)
    rows = Producer.objects.order_by(*order)
    wanted = list(rows)
    for some in (rows.for_page(4), rows.for_page(FEW + 1), rows.for_page(FEW + 1, lie_together=True)):
        assert list(some) == wanted
        assert list(some.reverse()) == wanted[::-1]


def test_few_rows_are_not_looked_for_along_their_order() -> None:
    rows = Producer.objects.filter(area_code__gte="40", area_code__lt="41").order_by("number")
    # Of the indexes that hold the area PostgreSQL takes any: it knows next to nothing of an empty table.
    narrowed = {"sqlite": "producers_producer_area", "postgresql": "Index Cond: (((area_code)"}[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("set local enable_bitmapscan = off")
    assert narrowed in rows.for_page(1).values_list("pk").explain()
    assert narrowed in rows.for_page(FEW + 1, lie_together=True).values_list("pk").explain()
