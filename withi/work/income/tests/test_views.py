"""The pages of monthly income."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.people.rules import Grant, Position, Scope
from withi.ground.trail.models import TrailEntry
from withi.ground.web.counting import count_all
from withi.kit import era
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.producers.rules import Status
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.registers.villages.tests.factory import community as make_place
from withi.work.income import actions, queries, rules
from withi.work.income.models import IncomeClose, IncomeCutoff, IncomeMonth, IncomeTourism

pytestmark = pytest.mark.django_db
MONTH = 202505
FORBIDDEN = "สะสมสุทธิ", "รายได้สุทธิ"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def at(producer: Producer, month: int = MONTH, more: str = "") -> str:
    return f"/desk/income/producers/{producer.pk}/{month}/{more}"


def send(client: Client, producer: Producer, **fields: Any) -> Any:
    return client.post(at(producer), {"send": "1", **fields})


def owner_of(producer: Producer) -> Client:
    return client_of(make_person("owner", Position.PRODUCER, producer.area_code, subject=("producer", producer.pk)))


# --- six questions -------------------------------------------------------------------------------


def test_six_questions_of_a_month(cast: Cast) -> None:
    producer = make_producer()
    view = Asked(f"/desk/income/producers/{{pk}}/{MONTH}/", {"in_village": "100", "send": "1"}, 302, wrong_method="put")
    assert six_answers(view, cast, producer.pk) == [302, 302, 404, 403, 404, 405]


def test_six_questions_of_a_producers_months(cast: Cast) -> None:
    view = Asked("/desk/income/producers/{pk}/", wrong_method="post")
    assert six_answers(view, cast, make_producer().pk) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_a_receipt(cast: Cast, worker: Client) -> None:
    producer = make_producer()
    send(worker, producer, in_village="100")
    view = Asked(f"/desk/income/producers/{{pk}}/{MONTH}/receipt/", wrong_method="put")
    assert six_answers(view, cast, producer.pk) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_tourism(cast: Cast) -> None:
    place = make_place()
    view = Asked(f"/desk/income/communities/{{pk}}/{MONTH}/", {"food": "100"}, 302, wrong_method="put")
    assert six_answers(view, cast, place.pk) == [302, 302, 404, 403, 404, 405]


@pytest.mark.parametrize("page", [f"areas/401508/{MONTH}/", f"grid/401508/{MONTH}/"])
def test_six_questions_of_an_officers_pages(cast: Cast, page: str) -> None:
    make_producer()
    asked = [client_of(each).get(f"/desk/income/{page}").status_code for each in (cast.worker, cast.colleague)]
    asked += [client_of(each).get(f"/desk/income/{page}").status_code for each in (cast.stranger, cast.reader)]
    worker = client_of(cast.worker)
    asked.append(worker.get(f"/desk/income/{page.replace('401508', '409999')}").status_code)
    asked.append(worker.put(f"/desk/income/{page}").status_code)
    assert asked == [200, 200, 404, 403, 404, 405]


# --- a producer's month --------------------------------------------------------------------------


def test_two_taps_repeat_the_month_before(worker: Client) -> None:
    producer = make_producer()
    worker.post(at(producer, MONTH - 1), {"send": "1", "in_village": "185", "fair_how": "none"})
    page = worker.post(at(producer), {"all": "same"})
    assert "185" in page.content.decode()
    fields = dict(page.context["kept"])
    assert send(worker, producer, **fields).status_code == 302
    row = IncomeMonth.objects.get(month=MONTH)
    assert (row.state, row.in_village, row.outside, row.fair) == ("repeated", 185_00, None, 0)


def test_last_month_stands_beside_an_empty_box(worker: Client) -> None:
    producer = make_producer()
    worker.post(at(producer, MONTH - 1), {"send": "1", "in_village": "18,500"})
    page = worker.get(at(producer))
    row = page.context["form"].rows()[0]
    assert (row.before, row.box.value()) == ("18,500", None)


def test_nothing_sold_is_one_answer(worker: Client) -> None:
    producer = make_producer()
    page = worker.post(at(producer), {"all": "none"})
    send(worker, producer, **dict(page.context["kept"]))
    assert IncomeMonth.objects.get().state == "zero"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-5", "money.negative"),
        ("1" * 16, "money.too_large"),
        (f"1{'0' * 15}", "money.too_large"),
        ("12.3.4", "money.unreadable"),
        ("1,23", "money.grouping"),
        ("12.345", "money.too_precise"),
        ("บาท", "money.unreadable"),
    ],
)
def test_bad_amounts_are_told_at_their_box(worker: Client, typed: str, code: str) -> None:
    page = send(worker, make_producer(), in_village=typed)
    assert page.status_code == 422
    assert page.context["form"].errors.as_data()["in_village"][0].code == code


@pytest.mark.parametrize(("typed", "satang"), [("๑,๒๓๔.๕", 1_234_50), ("1,234.5", 1_234_50), ("500 บาท", 500_00)])
def test_amounts_as_people_write_them(worker: Client, typed: str, satang: int) -> None:
    send(worker, make_producer(), in_village=typed)
    assert IncomeMonth.objects.get().in_village == satang


def test_nothing_at_all_is_refused(worker: Client) -> None:
    assert send(worker, make_producer()).status_code == 422
    assert worker.post(at(make_producer()), {"check": "1"}).status_code == 422


def test_an_amount_and_nothing_sold_contradict_each_other(worker: Client) -> None:
    page = send(worker, make_producer(), in_village="5", in_village_how="none")
    assert page.context["form"].errors.as_data()["in_village"][0].code == "income.both"


def test_a_month_to_come_and_a_month_that_is_none(worker: Client) -> None:
    producer = make_producer()
    future = era.month_shifted(rules.due_month(timezone.localdate()), 2)
    assert worker.get(at(producer, future)).status_code == 422
    assert worker.get(at(producer, 202513)).status_code == 404


def test_a_closed_month_says_so(worker: Client) -> None:
    producer = make_producer()
    IncomeClose.objects.create(month=MONTH, area_code="401508", state="locked")
    page = send(worker, producer, in_village="5")
    assert page.status_code == 409
    assert "ล็อกแล้ว" in page.content.decode()
    assert not IncomeMonth.objects.exists()


def test_a_slip_is_shown_before_it_is_sent(worker: Client) -> None:
    producer = make_producer()
    worker.post(at(producer, MONTH - 1), {"send": "1", "in_village": "1,000"})
    page = worker.post(at(producer), {"in_village": "10,000"})
    assert "10 เท่า" in page.content.decode()
    assert send(worker, producer, in_village="10,000").status_code == 422
    assert send(worker, producer, in_village="10,000", sure="1").status_code == 302


def test_a_jump_asks_for_a_reason_from_the_list(worker: Client) -> None:
    producer = make_producer()
    worker.post(at(producer, MONTH - 100), {"send": "1", "in_village": "1,000"})
    page = worker.post(at(producer), {"in_village": "4,000"})
    assert page.context["asks_why"]
    assert send(worker, producer, in_village="4,000", sure="1").status_code == 422
    assert send(worker, producer, in_village="4,000", sure="1", why="nonsense").status_code == 422
    assert send(worker, producer, in_village="4,000", sure="1", why="festival").status_code == 302


def test_someone_was_first_and_both_are_shown(worker: Client) -> None:
    producer = make_producer()
    send(worker, producer, in_village="100")
    page = send(worker, producer, in_village="120", revision="0")
    assert page.status_code == 409
    assert page.context["both"][0][1:] == ("120", "100")
    again = page.context["form"].data
    assert send(worker, producer, in_village="120", revision=again["revision"]).status_code == 302


def test_a_phone_gets_its_receipt_as_json_and_the_same_again(worker: Client) -> None:
    producer, key = make_producer(), str(uuid.uuid4())

    def post(amount: str) -> Any:
        body = {"send": "1", "in_village": amount, "key": key, "revision": "0"}
        return worker.post(at(producer), body, headers={"accept": "application/json"})

    first = post("100")
    assert first.json() == {
        "receipt": at(producer, MONTH, "receipt/"),
        "number": f"6805-{producer.number}",
        "total": 100_00,
        "revision": 1,
    }
    assert post("100").json() == first.json()
    other = post("200")
    assert other.status_code == 409
    assert other.json()["problems"][0]["code"] == "income.other_body"
    assert post("x").status_code == 422


def test_products_take_their_part(worker: Client) -> None:
    producer = make_producer()
    product = make_product(producer=producer, type="textile")
    fields = {"in_village": "100", f"p{product.pk}": "60", f"p{product.pk}_channel": "in_village"}
    send(worker, producer, **fields)
    assert IncomeMonth.objects.get().lines.get().amount == 60_00
    too_much = send(worker, producer, **{**fields, f"p{product.pk}": "160"})
    assert too_much.status_code == 422
    foreign = make_product(type="food")
    send(worker, producer, in_village="90", **{f"p{foreign.pk}": "50"})
    assert not IncomeMonth.objects.get().lines.exists()


def test_a_producers_own_account_reports_its_row_only() -> None:
    mine, other = make_producer(), make_producer()
    owner = owner_of(mine)
    assert owner.get("/desk/income/").headers["location"] == f"/desk/income/producers/{mine.pk}/"
    assert send(owner, mine, in_village="100").status_code == 302
    assert send(owner, other, in_village="100").status_code == 404
    assert owner.get(f"/desk/income/producers/{other.pk}/").status_code == 404
    assert owner.get("/desk/income/areas/").status_code == 403


def test_the_form_says_who_sees_the_figure_and_what_it_is(worker: Client) -> None:
    text = worker.get(at(make_producer())).content.decode()
    assert "เห็นเฉพาะท่านและเจ้าหน้าที่ที่ดูแล" in text
    assert "ก่อนหักต้นทุน" in text
    assert not [word for word in FORBIDDEN if word in text]


def test_taken_back(worker: Client) -> None:
    producer = make_producer()
    send(worker, producer, in_village="100")
    assert worker.post(at(producer, MONTH, "take-back/"), {"reason": ""}).status_code == 422
    assert worker.post(at(producer, MONTH, "take-back/"), {"reason": "ผิดราย"}).status_code == 302
    assert not IncomeMonth.objects.exists()
    assert worker.get(at(producer, MONTH, "receipt/")).status_code == 404


# --- officers ------------------------------------------------------------------------------------


def grid(client: Client, **cells: str) -> Any:
    return client.post(f"/desk/income/grid/401508/{MONTH}/", cells)


def test_a_grid_stores_what_was_typed_and_nothing_else(worker: Client) -> None:
    rows = [make_producer() for _ in range(3)]
    typed = {f"{rows[0].pk}_in_village": "1,500", f"{rows[1].pk}_in_village": "-", f"{rows[1].pk}_fair": "๕๐๐"}
    assert grid(worker, **typed).status_code == 302
    assert [(row.in_village, row.fair, row.state) for row in IncomeMonth.objects.order_by("producer_id")] == [
        (1_500_00, None, "reported"),
        (0, 500_00, "reported"),
    ]


def test_a_grid_keeps_what_it_does_not_show(worker: Client) -> None:
    producer = make_producer()
    product = make_product(producer=producer, type="textile")
    send(worker, producer, in_village="100", note="งานบุญ", **{f"p{product.pk}": "60"})
    same = {f"{producer.pk}_in_village": "100", f"{producer.pk}_revision": "1"}
    grid(worker, **same)
    assert IncomeMonth.objects.get().revision == 1
    grid(worker, **{**same, f"{producer.pk}_fair": "20"})
    row = IncomeMonth.objects.get()
    assert (row.revision, row.note, row.lines.get().amount) == (2, "งานบุญ", 60_00)


def test_a_grid_tells_every_faulty_row_and_stores_none(worker: Client) -> None:
    rows = [make_producer() for _ in range(3)]
    typed = {f"{rows[0].pk}_in_village": "100", f"{rows[1].pk}_online": "12.3.4"}
    page = grid(worker, **typed)
    assert page.status_code == 422
    assert [bool(line.errors) for line in page.context["lines"]] == [False, True, False]
    assert not IncomeMonth.objects.exists()
    page = grid(worker, **{f"{rows[0].pk}_in_village": "100", f"{rows[0].pk}_how": "estimated"})
    assert page.context["lines"][0].errors[0][0] == "basis"
    basis = {f"{rows[0].pk}_how": "estimated", f"{rows[0].pk}_basis": "โทรถาม", f"{rows[0].pk}_in_village": "100"}
    assert grid(worker, **basis).status_code == 302
    assert IncomeMonth.objects.get().state == "estimated"


def test_a_grid_of_two_officers_overwrites_nothing(worker: Client) -> None:
    producer = make_producer()
    send(worker, producer, in_village="100")
    page = grid(worker, **{f"{producer.pk}_in_village": "300", f"{producer.pk}_revision": "0"})
    assert page.status_code == 422
    assert IncomeMonth.objects.get().total == 100_00


def test_a_months_way_through_the_pages(cast: Cast, worker: Client) -> None:
    producer = make_producer()
    send(worker, producer, in_village="100")
    url = f"/desk/income/areas/401508/{MONTH}/"
    assert worker.post(url, {"step": "submit"}).status_code == 302
    assert worker.post(url, {"step": "approve"}).status_code == 403
    office = client_of(cast.officer)
    for step in ("approve", "lock"):
        assert office.post(url, {"step": step}).status_code == 302
    assert office.post(url, {"step": "unlock"}).status_code == 422
    assert office.post(url, {"step": "unlock", "reason": "แก้ยอด"}).status_code == 302
    assert office.post(url, {"step": "nonsense"}).status_code == 404
    assert office.post(url, {"step": "lock"}).status_code == 409
    assert IncomeClose.objects.get().state == "open"


def test_an_overview_counts_the_states_and_the_missing(worker: Client) -> None:
    rows = [make_producer() for _ in range(4)]
    make_producer(status="closed")
    send(worker, rows[0], in_village="100")
    send(worker, rows[1], in_village_how="none")
    grid(worker, **{f"{rows[2].pk}_fair": "5", f"{rows[2].pk}_how": "estimated", f"{rows[2].pk}_basis": "โทรถาม"})
    page = worker.get(f"/desk/income/areas/?month={MONTH}")
    (line,) = page.context["lines"]
    counted = (line.producers, line.reported, line.repeated, line.zero, line.estimated, line.missing)
    assert counted == (4, 1, 0, 1, 1, 1)
    assert worker.get("/desk/income/areas/?month=999913").status_code == 404
    assert worker.get("/desk/income/areas/?area=50").status_code == 404


def test_the_late_and_the_doubtful_are_listed(worker: Client) -> None:
    twice, late = make_producer(), make_producer()
    for back in (2, 1, 0):
        how = {"in_village_how": "same"} if back < 2 else {"in_village": "100"}
        worker.post(at(twice, MONTH - back), {"send": "1", **how})
    page = worker.get(f"/desk/income/areas/401508/{MONTH}/")
    assert [row[0] for row in page.context["late"]] == [late.pk]
    assert [row[0] for row in page.context["doubtful"]] == [twice.pk]


@pytest.mark.parametrize("page", [f"areas/?month={MONTH}", f"areas/401508/{MONTH}/", f"grid/401508/{MONTH}/"])
def test_pages_take_as_many_queries_for_one_row_as_for_fifty(worker: Client, page: str) -> None:
    taken = []
    for count in (1, 49):
        for _ in range(count):
            send(worker, make_producer(), in_village="100")
        make_producer()
        with CaptureQueriesContext(connection) as queries:
            assert worker.get(f"/desk/income/{page}").status_code == 200
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 16


# --- communities ---------------------------------------------------------------------------------


def test_a_communitys_month_is_stored_and_corrected(worker: Client) -> None:
    place = make_place()
    url = f"/desk/income/communities/{place.pk}/{MONTH}/"
    said = {"guests_thai": "๔๐", "homestay": "3,500", "food": "1,200", "households": "6", "paid": "4,000"}
    assert worker.post(url, {**said, "revision": "0"}).status_code == 302
    row = IncomeTourism.objects.get()
    assert (row.guests_thai, row.total, row.households, row.paid) == (40, 4_700_00, 6, 4_000_00)
    assert worker.post(url, {**said, "food": "1,300", "revision": "0"}).status_code == 409
    assert worker.post(url, {**said, "food": "1,300", "revision": "1"}).status_code == 302
    assert IncomeTourism.objects.get().revision == 2
    assert worker.post(url, {**said, "paid": "9,000", "revision": "2"}).status_code == 422


def test_an_empty_tourism_month_is_refused(worker: Client) -> None:
    url = f"/desk/income/communities/{make_place().pk}/{MONTH}/"
    assert worker.post(url, {"guests_thai": "5"}).status_code == 422
    assert worker.post(url, {"food": "0"}).status_code == 302
    assert IncomeTourism.objects.get().state == "zero"


# --- what producers report too, and reporting days -------------------------------------------------


def test_what_producers_report_too_is_kept_and_never_more_than_came_in(worker: Client) -> None:
    place = make_place()
    url = f"/desk/income/communities/{place.pk}/{MONTH}/"
    assert worker.post(url, {"food": "100", "shared": "100.01"}).status_code == 422
    assert worker.post(url, {"food": "100", "shared": "๒๕"}).status_code == 302
    assert IncomeTourism.objects.get().shared == 25_00
    assert 'value="25"' in worker.get(url).content.decode()


CUTOFFS = "/desk/income/cutoffs/"


def day(area: str, **more: Any) -> dict[str, Any]:
    month = rules.due_month(timezone.localdate())
    return {"area_code": area, "valid_from": str(month), "day": "12", "source": "ว 12/2569", **more}


def test_a_province_sets_its_own_day_and_it_goes_before_the_nations(cast: Cast) -> None:
    department = client_of(make_person("dep", Position.DEPARTMENT, ""))
    province = client_of(make_person("prov", Position.PROVINCE_OFFICER, "40"))
    due = rules.due_month(timezone.localdate())
    assert department.post(CUTOFFS, day("nation")).status_code == 302
    assert queries.cutoff(due, "40150808") == rules.last_day(due, 12)
    assert province.post(CUTOFFS, day("40", day="๕")).status_code == 302
    assert (queries.cutoff(due, "4015"), queries.cutoff(due, "27")) == (rules.last_day(due, 5), rules.last_day(due, 12))
    assert province.post(CUTOFFS, day("40", day="7")).status_code == 302
    assert queries.cutoff(due, "40") == rules.last_day(due, 7)
    assert queries.cutoff(era.month_shifted(due, -1), "40") is None
    assert TrailEntry.objects.filter(verb="income.set_cutoff").count() == 3
    assert "ว 12/2569" in client_of(cast.worker).get(CUTOFFS).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("day", "31"), ("day", "0"), ("day", "x"), ("source", ""), ("area_code", "nation"), ("valid_from", "202401")],
)
def test_a_day_that_cannot_be_is_told(field: str, value: str) -> None:
    province = client_of(make_person("prov", Position.PROVINCE_OFFICER, "40"))
    assert province.post(CUTOFFS, day("40", **{field: value})).status_code == 422
    assert not IncomeCutoff.objects.exists()


def test_months_that_were_due_keep_their_day() -> None:
    person = make_person("prov", Position.PROVINCE_OFFICER, "40")
    with pytest.raises(Problem) as found:
        actions.set_cutoff(
            actor=person.user, scope=person.scope, area_code="40", valid_from=202401, day=10, source="ว 1"
        )
    assert found.value.code == "income.cutoff_past"


def test_who_opens_and_who_sets_reporting_days(cast: Cast, worker: Client) -> None:
    assert worker.get(CUTOFFS).status_code == 200
    assert worker.post(CUTOFFS, day("40")).status_code == 403
    assert client_of(cast.reader).get(CUTOFFS).status_code == 403
    assert owner_of(make_producer()).get(CUTOFFS).status_code == 403
    assert worker.put(CUTOFFS).status_code == 405


@pytest.mark.parametrize(
    ("grant", "missing"),
    [
        (Grant(Position.DEPARTMENT), 2),
        (Grant(Position.DISTRICT_WORKER, "4015"), 1),
        (Grant(Position.PROVINCE_OFFICER, "30"), 1),
    ],
)
def test_who_has_not_reported_is_counted_for_the_nation_as_for_an_area(grant: Grant, missing: int) -> None:
    today = timezone.localdate()
    told, closed = make_producer(), make_producer(status=Status.CLOSED)
    make_producer()
    make_producer(area_code="3001")
    for producer in (told, closed):
        IncomeMonth.objects.create(
            producer=producer, month=rules.due_month(today), area_code=producer.area_code, state=rules.State.ZERO,
            in_village=0, since=timezone.now(),
        )  # fmt: skip
    assert queries.missing_of(count_all(queries.countable(Scope(1, (grant,)), today))) == missing
