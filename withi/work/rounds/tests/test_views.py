"""Registration on the desk: lists, the screens of an application, its record, rounds."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.drafts.access import stub_in
from withi.ground.people.rules import Position
from withi.ground.places.models import Area
from withi.kit.tests.picture_files import drawing, saved
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.models import ProductCertificate
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.work.rounds.models import Round, RoundApplication, RoundCopy
from withi.work.rounds.rules import State
from withi.work.rounds.tests.factory import CITIZEN, make_application, make_paper, make_round

pytestmark = pytest.mark.django_db
PROGRAM = b"\x7fELF\x02\x01\x01" + b"\x00" * 500
MEETING = {"number": "1", "year": "2561", "held_on": "20 ก.ค. 2561"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def errors_of(answer: Any) -> str:
    """The reasons above the form."""
    found = re.search(r'<div class="errors".*?</div>', answer.content.decode(), re.DOTALL)
    return re.sub("<[^>]+>", " ", found[0]) if found else ""


# --- six questions -------------------------------------------------------------------------------

FILL = [
    Asked("/desk/rounds/{pk}/fill/links/"),
    Asked("/desk/rounds/{pk}/fill/links/", {"version": "1", "gives_benefit": "on"}, 302),
    Asked("/desk/rounds/{pk}/send/"),
]


@pytest.mark.parametrize("view", FILL, ids=lambda view: f"{view.path} {bool(view.sent)}")
def test_six_questions_of_the_screens(cast: Cast, view: Asked) -> None:
    row = make_application()
    expected = [view.answers, view.answers, 404, 403, 404, 405]
    answers = six_answers(view, cast, row.pk, can=cast.worker if view.sent else None)
    if view.sent:  # the second of two writers has an old version before him
        expected[0] = 409
    assert answers == expected


def test_six_questions_of_sending(cast: Cast) -> None:
    row = make_application()
    view = Asked("/desk/rounds/{pk}/send/", {"version": "1"}, 302)
    answers = six_answers(view, cast, row.pk)
    assert answers == [409, 302, 404, 403, 404, 405], "who comes second hears that it was sent"


@pytest.mark.parametrize(
    ("step", "state", "who", "sent"),
    [
        ("check", State.SENT, "worker", {}),
        ("return", State.SENT, "worker", {"reason": "ขอภาพ"}),
        ("pass", State.CHECKED, "chief", MEETING),
        ("refuse", State.CHECKED, "chief", {**MEETING, "reason": "ผลิตนอกพื้นที่"}),
        ("approve", State.PASSED, "officer", {}),
        ("withdraw", State.SENT, "worker", {"reason": "เลิกผลิต"}),
    ],
)
def test_six_questions_of_each_step(cast: Cast, step: str, state: State, who: str, sent: dict[str, str]) -> None:
    row = make_application(state=state)
    path = f"/desk/rounds/{{pk}}/step/{step}/"
    page = six_answers(Asked(path), cast, row.pk, can=getattr(cast, who))
    assert page == [200, 200, 404, 403, 404, 405]
    acted = six_answers(Asked(path, sent, 302), cast, row.pk, can=getattr(cast, who))
    assert acted == [409, 302, 404, 403, 404, 405], "a step is taken once"


def test_six_questions_of_the_record(cast: Cast) -> None:
    row = make_application(state=State.SENT)
    assert six_answers(Asked("/desk/rounds/{pk}/", wrong_method="post"), cast, row.pk) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_a_paper(cast: Cast) -> None:
    row = make_application(state=State.SENT)
    paper = make_paper(row.round)
    view = Asked(f"/desk/rounds/{{pk}}/papers/{paper.pk}/seen/", {"how": "officer"}, 302, wrong_method="get")
    assert six_answers(view, cast, row.pk) == [302, 302, 404, 403, 404, 405]
    other = make_paper(make_round())
    assert (
        client_of(cast.worker).post(f"/desk/rounds/{row.pk}/papers/{other.pk}/seen/", {"how": "officer"}).status_code
        == 404
    )


def test_six_questions_of_a_round(cast: Cast) -> None:
    row = make_round(area_code="40")
    answers = six_answers(Asked("/desk/rounds/all/{pk}/"), cast, row.pk, can=cast.officer)
    assert answers == [200, 200, 404, 403, 404, 405]


def test_guests_sign_in_and_come_back(cast: Cast) -> None:
    answer = Client().get("/desk/rounds/apply/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/desk/rounds/apply/")


# --- lists ---------------------------------------------------------------------------------------


def test_each_sees_what_waits_for_him(cast: Cast) -> None:
    names = {}
    for state in (State.SENT, State.CHECKED, State.PASSED, State.RETURNED):
        names[state] = make_application(state=state, producer=make_producer(name_th=f"กลุ่ม {state}")).producer.name_th
    make_application(state=State.SENT, producer=make_producer(name_th="กลุ่มที่กรอกเอง"), entered_by=cast.worker.user)
    shown = {
        who: client_of(getattr(cast, who)).get("/desk/rounds/").content.decode()
        for who in ("worker", "chief", "officer")
    }
    expected = {"worker": {State.SENT}, "chief": {State.SENT, State.CHECKED}, "officer": {State.PASSED}}
    for who, page in shown.items():
        assert {state for state, name in names.items() if name in page} == expected[who], who
    assert "กลุ่มที่กรอกเอง" not in shown["worker"]


def test_an_owner_sees_what_is_still_to_be_finished(cast: Cast) -> None:
    row = make_application(state=State.RETURNED, return_note="ขอภาพการผลิต")
    make_application(state=State.RETURNED, producer=make_producer(name_th="กลุ่มอื่น"))
    owner = make_person("owner", Position.PRODUCER, "401508", subject=(Producer.SUBJECT, row.producer_id))
    page = client_of(owner).get("/desk/rounds/").content.decode()
    assert row.producer.name_th in page
    assert "ขอภาพการผลิต" in page
    assert "กลุ่มอื่น" not in page


@pytest.mark.parametrize(("view", "shown"), [("late", ["สาย"]), ("returned", ["คืน"]), ("all", ["สาย", "คืน", "จบ"])])
def test_parts_of_the_work(worker: Client, view: str, shown: list[str]) -> None:
    gone = timezone.localdate() - timedelta(days=1)
    make_application(state=State.SENT, due_on=gone, producer=make_producer(name_th="กลุ่ม สาย"))
    make_application(state=State.RETURNED, producer=make_producer(name_th="กลุ่ม คืน"))
    make_application(state=State.APPROVED, due_on=gone, producer=make_producer(name_th="กลุ่ม จบ"))
    page = worker.get(f"/desk/rounds/?view={view}").content.decode()
    assert [name for name in ("สาย", "คืน", "จบ") if f"กลุ่ม {name}" in page] == shown


@pytest.mark.parametrize("query", ["view=nothing", "round=x", "area=x", "view=all&round=999"])
def test_a_filter_that_nobody_offers_finds_nothing(worker: Client, query: str) -> None:
    row = make_application(state=State.SENT)
    page = worker.get(f"/desk/rounds/?{query}")
    assert page.status_code == 200
    assert row.producer.name_th not in page.content.decode()


def test_the_list_takes_as_many_queries_for_one_row_as_for_fifty(worker: Client) -> None:
    opened = make_round()
    worker.get("/desk/rounds/")
    taken = []
    for count in (1, 49):
        for _ in range(count):
            make_application(state=State.SENT, to=opened)
        with CaptureQueriesContext(connection) as asked:
            assert worker.get("/desk/rounds/").status_code == 200
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 10


def test_licences_that_run_out_are_listed_by_area(cast: Cast, worker: Client) -> None:
    today = timezone.localdate()
    for days, area, name in (
        (20, "401508", "ใกล้"),
        (-20, "401508", "หมด"),
        (200, "401508", "นาน"),
        (20, "3001", "ไกล"),
    ):
        product = make_product(name_th=f"สินค้า {name}", area_code=area, producer=make_producer(area_code=area))
        ProductCertificate.objects.create(
            product=product, kind="fda", number=name, valid_until=today + timedelta(days=days)
        )
    page = worker.get("/desk/rounds/licences/").content.decode()
    assert [name for name in ("หมด", "ใกล้", "นาน", "ไกล") if f"สินค้า {name}" in page] == ["หมด", "ใกล้"]
    assert client_of(cast.reader).get("/desk/rounds/licences/").status_code == 403


# --- several at once -----------------------------------------------------------------------------


def test_several_are_decided_with_one_reason(cast: Cast, worker: Client) -> None:
    rows = [make_application(state=State.SENT) for _ in range(3)]
    sent = {"step": "return", "reason": "ขอภาพการผลิต", "pick": [f"{row.pk}-1" for row in rows[:2]]}
    assert worker.post("/desk/rounds/steps/", sent).status_code == 302
    found = RoundApplication.objects.order_by("pk").values_list("state", "return_note")
    assert list(found) == [("returned", "ขอภาพการผลิต")] * 2 + [("sent", "")]


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"step": "return", "pick": "{pk}-1"}, 422, "กรุณาบอกเหตุผล"),
        ({"step": "check"}, 422, "ยังไม่ได้เลือกคำขอ"),
        ({"step": "check", "pick": "x"}, 422, "ยังไม่ได้เลือกคำขอ"),
        ({"step": "submit", "pick": "{pk}-1"}, 400, ""),
    ],
)
def test_a_batch_that_cannot_be_taken_names_its_rule(
    worker: Client, sent: dict[str, str], status: int, words: str
) -> None:
    row = make_application(state=State.SENT)
    answer = worker.post("/desk/rounds/steps/", {name: value.format(pk=row.pk) for name, value in sent.items()})
    assert answer.status_code == status
    assert words in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.SENT


def test_an_officer_of_another_district_moves_nothing(cast: Cast) -> None:
    row = make_application(state=State.SENT)
    away = client_of(make_person("away", Position.DISTRICT_CHIEF, "4011"))
    answer = away.post("/desk/rounds/steps/", {"step": "check", "pick": [f"{row.pk}-1", "987654321-1"]}, follow=True)
    assert "ยังไม่ได้ทำ 2 รายการ กติกาพื้นที่รับผิดชอบ" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.SENT
    foreign, nowhere = (away.get(f"/desk/rounds/{pk}/") for pk in (row.pk, 987_654_321))
    assert foreign.status_code == nowhere.status_code == 404
    assert foreign.content == nowhere.content
    assert "กติกาพื้นที่รับผิดชอบ" in foreign.content.decode()


# --- applying ------------------------------------------------------------------------------------


def begin(client: Client, producer: Producer, opened: Round) -> Any:
    return client.post("/desk/rounds/apply/", {"round": opened.pk, "producer": producer.pk})


def test_an_officer_applies_at_the_counter(cast: Cast, worker: Client) -> None:
    answer = begin(worker, make_producer(), make_round())
    row = RoundApplication.objects.get()
    assert answer.headers["Location"] == f"/desk/rounds/{row.pk}/fill/who/"
    assert row.entered_by_id == cast.worker.user.pk


def test_a_closed_round_is_not_offered_and_refuses_by_its_days(worker: Client) -> None:
    closed, strange = make_round(opens=-30, closes=-1), make_round(area_code="30")
    assert "วันนี้ไม่มีรอบที่เปิดรับ" in worker.get("/desk/rounds/apply/").content.decode()
    answer = begin(worker, make_producer(), closed)
    assert answer.status_code == 409
    assert "ไม่เปิดรับคำขอในวันนี้ (เปิดรับครั้งล่าสุด" in errors_of(answer)
    assert begin(worker, make_producer(), strange).status_code == 422
    assert worker.post("/desk/rounds/apply/", {"round": "x"}).status_code == 422


def test_what_is_not_a_citizen_number_is_refused_and_not_kept(worker: Client) -> None:
    row = make_application()
    RoundApplication.objects.update(id_sealed="", id_blind="")
    sent = {"version": "1", "applicant": "นางหนึ่ง", "is_thai": "on", "number": CITIZEN[:-1] + "0"}
    answer = worker.post(f"/desk/rounds/{row.pk}/fill/applicant/", sent)
    assert answer.status_code == 422
    assert "หลักสุดท้ายไม่ตรงกับหลักอื่น" in errors_of(answer)
    row.refresh_from_db()
    assert (row.id_sealed, row.version) == ("", 1)


@pytest.mark.parametrize(
    ("part", "sent", "words"),
    [
        ("applicant", {"applicant": "ก", "is_thai": "on", "is_proxy": "on"}, "กติกาการยื่นแทน"),
        ("applicant", {"applicant": "ก"}, "กติกาสัญชาติ"),
        ("site", {"site_code": "401101"}, "กติกาสถานที่ผลิต"),
        ("links", {}, "กติกาความเชื่อมโยงกับชุมชน"),
        ("goods", {}, "ต้องเลือกผลิตภัณฑ์"),
        ("who", {"kind": "sme", "turn": "new"}, "กติกาของรอบ"),
    ],
)
def test_each_screen_names_the_rule_that_is_not_met(
    worker: Client, part: str, sent: dict[str, str], words: str
) -> None:
    row = make_application(to=make_round(kinds="group,owner"))
    if part == "site":
        Area.objects.create(
            code="401101", level=6, name_th="เปือยน้อย", path_th="ต.เปือยน้อย", folded="เปือยน้อย", sort_key="เปือยน้อย"
        )
    answer = worker.post(f"/desk/rounds/{row.pk}/fill/{part}/", {"version": "1", **sent})
    assert answer.status_code == 422
    assert words in errors_of(answer)


def test_a_program_is_refused_as_a_paper(worker: Client) -> None:
    row = make_application()
    paper = make_paper(row.round, keeps_copy=True, purpose="ตรวจลายมือชื่อ", keep_days=90)
    sent = {"version": "1", f"copy_{paper.pk}": SimpleUploadedFile("บัตร.jpg", PROGRAM)}
    answer = worker.post(f"/desk/rounds/{row.pk}/fill/papers/", sent)
    assert answer.status_code == 422
    assert "ไม่ใช่รูปถ่ายที่รับได้" in errors_of(answer)
    assert not RoundCopy.objects.exists()


def test_a_copy_is_seen_by_who_decides_and_by_nobody_else(cast: Cast, worker: Client) -> None:
    row = make_application()
    paper = make_paper(row.round, keeps_copy=True, purpose="ตรวจลายมือชื่อ", keep_days=90)
    photo = SimpleUploadedFile("บัตร.jpg", saved(drawing((400, 300))))
    assert (
        worker.post(f"/desk/rounds/{row.pk}/fill/papers/", {"version": "1", f"copy_{paper.pk}": photo}).status_code
        == 302
    )
    path = f"/desk/rounds/{row.pk}/copies/{RoundCopy.objects.get().key}/"
    answer = client_of(cast.chief).post(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "private, no-store"
    owner = make_person("owner", Position.PRODUCER, "401508", subject=(Producer.SUBJECT, row.producer_id))
    assert client_of(owner).post(path).status_code == 403
    assert client_of(cast.stranger).post(path).status_code == 404
    assert client_of(cast.chief).get(path).status_code == 405


@pytest.mark.parametrize("part", ["who", "applicant", "site", "links", "goods", "papers"])
def test_every_screen_keeps_what_is_typed_but_no_number(cast: Cast, worker: Client, part: str) -> None:
    row = make_application()
    page = worker.get(f"/desk/rounds/{row.pk}/fill/{part}/").content.decode()
    paper = re.search(r'name="draft_of" value="([^"]+)"', page)
    assert paper is not None
    stub = stub_in(paper[1])
    assert stub is not None
    assert (stub.owner, stub.address) == (cast.worker.user.pk, f"/desk/rounds/{row.pk}/fill/{part}/")
    assert stub.private == (("number",) if part == "applicant" else ())


def test_after_it_was_sent_its_screens_lead_to_its_record(worker: Client) -> None:
    row = make_application(state=State.SENT)
    for path in ("fill/who/", "send/"):
        answer = worker.get(f"/desk/rounds/{row.pk}/{path}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/rounds/{row.pk}/")
    late = worker.post(f"/desk/rounds/{row.pk}/fill/links/", {"version": "1", "gives_benefit": "on"})
    assert late.status_code == 409


def test_what_was_told_stands_on_the_record_with_the_number_masked(worker: Client) -> None:
    row = make_application(state=State.SENT, is_proxy=True, proxy_name="นายแทน", mandate_on=timezone.localdate())
    page = worker.get(f"/desk/rounds/{row.pk}/").content.decode()
    assert "นายแทน" in page
    assert CITIZEN not in page.replace("-", "")
    assert f"-{CITIZEN[-1]}" in page


def test_who_entered_it_is_told_that_another_decides(cast: Cast, worker: Client) -> None:
    row = make_application(state=State.SENT, entered_by=cast.worker.user)
    page = worker.get(f"/desk/rounds/{row.pk}/").content.decode()
    assert "จึงให้เจ้าหน้าที่คนอื่นพิจารณา" in page
    assert f"/desk/rounds/{row.pk}/step/check/" not in page
    assert worker.post(f"/desk/rounds/{row.pk}/step/check/").status_code == 403


@pytest.mark.parametrize("path", ["fill/nothing/", "step/nothing/", "step/submit/"])
def test_what_there_is_not_is_not_found(worker: Client, path: str) -> None:
    row = make_application()
    assert worker.get(f"/desk/rounds/{row.pk}/{path}").status_code == 404


def test_a_producers_page_shows_its_applications(cast: Cast, worker: Client) -> None:
    row = make_application(state=State.APPROVED)
    path = f"/desk/rounds/producer/{row.producer_id}/"
    assert "ลงทะเบียนแล้ว" in worker.get(path).content.decode()
    assert client_of(cast.reader).get(path).status_code == 403
    assert client_of(cast.stranger).get(path).status_code == 404


def test_a_likely_twin_is_offered_before_it_is_sent(cast: Cast, worker: Client) -> None:
    twin = make_producer(name_th="กลุ่มทอผ้าบ้านหนองบัว", phones="0812345678")
    row = make_application(producer=make_producer(name_th="กลุ่มทอผ้าบ้านหนองบัว", phones="0812345678"))
    shown = worker.get(f"/desk/rounds/{row.pk}/send/").content.decode()
    assert twin.number in shown
    owner = make_person("owner", Position.PRODUCER, "401508", subject=(Producer.SUBJECT, row.producer_id))
    page = client_of(owner).get(f"/desk/rounds/{row.pk}/send/").content.decode()
    assert "อาจลงทะเบียนไว้แล้ว" in page
    assert twin.number not in page, "whose it is, is told to officers only"
    assert client_of(owner).post(f"/desk/rounds/{row.pk}/send/", {"version": "1"}).status_code == 302


def test_without_a_twin_nothing_is_said(worker: Client) -> None:
    row = make_application()
    assert "อาจ" not in worker.get(f"/desk/rounds/{row.pk}/send/").content.decode()


# --- rounds --------------------------------------------------------------------------------------

ROUND = {
    "version": "1",
    "name_th": "รอบ พ.ศ. 2560-2561",
    "year_from": "2560",
    "year_to": "2561",
    "area_code": "40",
    "kinds": ["group", "owner"],
    "turns": ["new"],
    "answer_days": "30",
    "mend_days": "15",
    "opens_1": "28 ส.ค. 60",
    "closes_1": "18 ก.ย. 60",
    "opens_2": "1 ต.ค. 60",
    "closes_2": "20 ธ.ค. 60",
    "paper_1": "บัตรประจำตัวประชาชน",
}


def test_a_round_with_irregular_windows_is_opened_and_changed(cast: Cast) -> None:
    officer = client_of(cast.officer)
    assert officer.post("/desk/rounds/all/add/", ROUND).status_code == 302
    row = Round.objects.get()
    assert (row.kinds, row.years, row.windows.count(), row.papers.count()) == ("group,owner", "2560-2561", 2, 1)
    again = {**ROUND, "source": "หนังสือสั่งการ", "paper_id_1": str(row.papers.get().pk), "paper_1": "บัตรประชาชน"}
    assert officer.post(f"/desk/rounds/all/{row.pk}/", again).status_code == 302
    row.refresh_from_db()
    assert (row.source, row.papers.get().name) == ("หนังสือสั่งการ", "บัตรประชาชน")
    assert officer.post(f"/desk/rounds/all/{row.pk}/", again).status_code == 409
    assert "ปิดรับคำขอแล้ว" in officer.get("/desk/rounds/all/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"closes_2": ""}, "กรุณากรอกวันที่"),
        ({"opens_2": "10 ก.ย. 60"}, "ซ้อนกับช่วงก่อนหน้า"),
        ({"closes_1": "1 ส.ค. 60"}, "มาก่อนวันเปิดรับ"),
        ({"copy_1": "on"}, "เก็บเพื่ออะไร"),
        ({"year_to": "2559"}, "มาก่อนปีแรก"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(cast: Cast, changes: dict[str, str], words: str) -> None:
    answer = client_of(cast.officer).post("/desk/rounds/all/add/", {**ROUND, **changes})
    assert answer.status_code == 422
    assert words in errors_of(answer), errors_of(answer)
    assert not Round.objects.exists()


def test_rounds_are_kept_by_offices(cast: Cast) -> None:
    for person, status in ((cast.worker, 403), (cast.chief, 403), (cast.reader, 403), (cast.officer, 200)):
        assert client_of(person).get("/desk/rounds/all/").status_code == status
