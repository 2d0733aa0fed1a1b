"""Notices, texts to pass on and call lists in the browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.notices.models import Notice, NoticeCallList
from withi.ground.notices.tests.factory import make_notice
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.models import CheckItem
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.registers.villages.tests.factory import community as make_community
from withi.work.rounds.rules import State as Stage
from withi.work.rounds.tests.factory import make_application

pytestmark = pytest.mark.django_db
MINE = "/desk/notices/"


@pytest.fixture(autouse=True)
def known_address(settings: Any) -> None:
    settings.SITE_URL = "https://withi.example"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


def returned(cast: Cast, *rows: Any, count: int = 1) -> Notice:
    keys = [[row.SUBJECT, row.pk] for row in rows]
    return make_notice(cast.worker.user.pk, kind="returned", rows=keys, count=count)


def call_list(client: Client, name: str = "producers", query: str = "") -> NoticeCallList:
    answer = client.post(f"{MINE}calls/", {"list": name, "query": query})
    assert answer.status_code == 302
    return NoticeCallList.objects.latest("pk")


# --- six questions -------------------------------------------------------------------------------

OWN = [
    Asked(MINE + "{pk}/", wrong_method="post"),
    Asked(MINE + "{pk}/read/", {}, 302, wrong_method="get"),
    Asked(MINE + "{pk}/copied/", {}, 302, wrong_method="get"),
]


@pytest.mark.parametrize("view", OWN, ids=lambda view: view.path)
def test_a_notice_is_its_readers_alone(cast: Cast, view: Asked) -> None:
    """A colleague in the same area is answered like a stranger: there is no such notice."""
    notice = returned(cast)
    assert six_answers(view, cast, notice.pk) == [view.answers, 404, 404, 404, 404, 405]


def test_six_questions_of_a_call_list(cast: Cast, worker: Client) -> None:
    make_producer(area_code="40150205")
    view = Asked(MINE + "calls/{pk}/", wrong_method="post")
    assert six_answers(view, cast, call_list(worker).pk) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_a_call(cast: Cast, worker: Client) -> None:
    make_producer(area_code="40150205")
    contact = call_list(worker).notices.get()
    path = MINE + f"calls/{contact.call_list_id}/{{pk}}/"
    view = Asked(path, {"step": "unanswered"}, 302, wrong_method="get")
    assert six_answers(view, cast, contact.pk) == [302, 302, 404, 403, 404, 405]


def test_a_contact_of_another_list_is_not_found(cast: Cast, worker: Client) -> None:
    make_producer(area_code="40150205")
    first, second = call_list(worker), call_list(worker)
    url = f"{MINE}calls/{first.pk}/{second.notices.get().pk}/"
    assert worker.post(url, {"step": "called"}).status_code == 404


def test_guests_sign_in_and_come_back() -> None:
    response = Client().get(f"{MINE}?state=new")
    assert response.status_code == 302
    assert "next=/desk/notices/%3Fstate%3Dnew" in response["Location"]


# --- one's own -----------------------------------------------------------------------------------


def test_the_list_keeps_its_filters_and_pages(cast: Cast, worker: Client) -> None:
    for _each in range(27):
        returned(cast)
    published = make_notice(cast.worker.user.pk, kind="published")
    make_notice(cast.colleague.user.pk, kind="published")
    page = worker.get(f"{MINE}?kind=returned&page=2")
    assert len(page.context["lines"]) == 2
    assert "kind=returned" in page.context["pager"].previous
    assert [line.pk for line in worker.get(f"{MINE}?kind=published").context["lines"]] == [published.pk]
    assert worker.get(f"{MINE}?state=old").context["lines"] == []
    assert worker.get(f"{MINE}?state=nonsense").context["lines"] == []
    assert worker.get(f"{MINE}?page=9").status_code == 404


def test_opening_marks_it_read_and_looking_does_not(cast: Cast, worker: Client) -> None:
    notice = returned(cast)
    worker.get(f"{MINE}{notice.pk}/")
    notice.refresh_from_db()
    assert notice.told_how == ""
    assert worker.post(f"{MINE}{notice.pk}/read/")["Location"] == f"{MINE}{notice.pk}/"
    notice.refresh_from_db()
    assert (notice.told_how, notice.told_by) == ("read", cast.worker.user.pk)
    assert "อ่านแล้ว" in worker.get(MINE).content.decode()


def test_everything_is_read_at_once(cast: Cast, worker: Client) -> None:
    returned(cast)
    returned(cast)
    assert "มีเรื่องแจ้งใหม่ถึงท่าน 2 เรื่อง" in worker.get("/desk/").content.decode()
    worker.post(f"{MINE}read/")
    assert "ยังไม่มีเรื่องใหม่" in worker.get("/desk/").content.decode()


def test_the_reason_and_the_rows_stand_on_the_page_of_who_may_see_them(cast: Cast, worker: Client) -> None:
    seen = make_producer(area_code="40150205", return_note="ขอรูปใหม่", name_th="กลุ่มทอเสื่อกก")
    moved = make_producer(area_code="3001", return_note="นอกพื้นที่", name_th="กลุ่มที่ย้ายไปแล้ว")
    page = worker.get(f"{MINE}{returned(cast, seen, moved, count=2).pk}/").content.decode()
    assert "กลุ่มทอเสื่อกก" in page
    assert "ขอรูปใหม่" in page
    assert "กลุ่มที่ย้ายไปแล้ว" not in page
    assert "นอกพื้นที่" not in page


def test_the_queries_do_not_grow_with_the_notices(cast: Cast, worker: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            worker.get(MINE)
        return len(queries)

    returned(cast, make_producer(area_code="40150205"))
    first = asked()
    for _each in range(24):
        returned(cast, make_producer(area_code="40150205"))
    assert asked() == first <= 8


# --- passing on ----------------------------------------------------------------------------------


def test_a_copied_notice_is_told(cast: Cast, worker: Client) -> None:
    notice = returned(cast)
    worker.post(f"{MINE}{notice.pk}/copied/")
    notice.refresh_from_db()
    assert notice.told_how == "copied"


def test_a_copied_list_is_kept_and_leads_back(cast: Cast, worker: Client) -> None:
    make_producer(area_code="40150205", kind="group")
    sent = {"list": "producers", "query": "kind=group", "next": "/desk/producers/?kind=group&page=1"}
    assert worker.post(f"{MINE}copied/", sent)["Location"] == sent["next"]
    kept = Notice.objects.get(recipient_id=cast.worker.user.pk)
    assert (kept.told_how, kept.count, kept.link) == ("copied", 1, "/desk/producers/?kind=group")
    assert kept.values == {"list": "producers", "words": ["ประเภท: กลุ่มผู้ผลิตชุมชน"]}


@pytest.mark.parametrize("sent", [{}, {"list": "secrets"}, {"list": "producers", "query": "x" * 501}])
def test_a_list_that_nobody_knows_is_refused(worker: Client, sent: dict[str, str]) -> None:
    for page in ("copied", "calls"):
        assert worker.post(f"{MINE}{page}/", sent).status_code == 400
    assert not Notice.objects.exists()


def test_a_foreign_way_back_leads_home(cast: Cast, worker: Client) -> None:
    sent = {"list": "producers", "next": "https://elsewhere.example/"}
    assert worker.post(f"{MINE}copied/", sent)["Location"] == MINE


# --- calling -------------------------------------------------------------------------------------


def test_a_call_list_shows_telephones_by_tambon_and_what_was_done(cast: Cast, worker: Client) -> None:
    near = make_producer(name_th="กลุ่มทอเสื่อกก", area_code="40150205", phones="0812345678", contact="คุณตัวอย่าง")
    make_producer(name_th="กลุ่มจักสาน", area_code="401508", phones="043123456")
    make_producer(name_th="ต่างจังหวัด", area_code="3001", phones="0898765432")
    calls = call_list(worker)
    page = worker.get(f"{MINE}calls/{calls.pk}/").content.decode()
    assert page.index("ต.คึมชาด") < page.index("ต.ดงเค็ง")
    assert 'href="tel:+66812345678"' in page
    assert "คุณตัวอย่าง" in page
    assert "ต่างจังหวัด" not in page
    assert "แจ้งแล้ว 0 จาก 2 ราย" in page
    contact, other = calls.notices.order_by("area_code")
    answer = worker.post(f"{MINE}calls/{calls.pk}/{contact.pk}/", {"step": "called", "next": other.pk})
    assert answer["Location"] == f"{MINE}calls/{calls.pk}/#call-{other.pk}"
    page = client_of(cast.colleague).get(f"{MINE}calls/{calls.pk}/").content.decode()
    folded = page[page.index('<details class="pass') :]
    assert near.name_th in folded
    assert "worker (ตัวอย่าง) โทรแจ้งแล้ว" in folded
    assert "แจ้งแล้ว 1 จาก 2 ราย" in page


def test_no_answer_leaves_them_to_be_called(worker: Client) -> None:
    make_producer(area_code="40150205")
    contact = call_list(worker).notices.get()
    worker.post(f"{MINE}calls/{contact.call_list_id}/{contact.pk}/", {"step": "unanswered"})
    page = worker.get(f"{MINE}calls/{contact.call_list_id}/").content.decode()
    assert "ไม่รับสาย" in page
    assert "แจ้งแล้ว 0 จาก 1 ราย" in page
    assert worker.post(f"{MINE}calls/{contact.call_list_id}/{contact.pk}/", {"step": "?"}).status_code == 400


def test_two_who_call_the_same_person_are_told(cast: Cast, worker: Client) -> None:
    make_producer(area_code="40150205")
    contact = call_list(worker).notices.get()
    url = f"{MINE}calls/{contact.call_list_id}/{contact.pk}/"
    worker.post(url, {"step": "called"})
    late = client_of(cast.colleague).post(url, {"step": "called"}, follow=True).content.decode()
    assert "มีผู้แจ้งรายนี้ไปแล้ว" in late
    contact.refresh_from_db()
    assert contact.told_by == cast.worker.user.pk


@pytest.mark.parametrize("name", ["producers", "products", "communities", "review", "checks"])
def test_every_list_gives_a_call_list(cast: Cast, name: str) -> None:
    """Of products, and of points on them, their producers are called, each once."""
    community = make_community(area="40150808", state=State.WAITING)
    producer = make_producer(area_code="40150205", state=State.WAITING)
    for _each in range(2):
        make_product(producer=producer, area_code="40150205", state=State.WAITING)
    point(producer)
    wanted = {"communities": {community.pk}, "review": {community.pk, producer.pk}}
    officer = client_of(cast.officer)
    assert {each.contact_id for each in call_list(officer, name).notices.all()} == wanted.get(name, {producer.pk})


@pytest.mark.parametrize("view", ["mine", "returned", "late"])
def test_who_applied_is_called_by_part_of_the_work(cast: Cast, worker: Client, view: str) -> None:
    """Of applications the producers are called: those that wait for me, that came back, that are late."""
    passed = timezone.localdate() - timedelta(days=1)
    sent, back, late, _other = (make_producer(area_code="40150205") for _each in range(4))
    make_application(producer=sent, state=Stage.SENT)
    make_application(producer=back, state=Stage.RETURNED)
    make_application(producer=late, state=Stage.CHECKED, due_on=passed)
    wanted = {"mine": {sent.pk}, "returned": {back.pk}, "late": {late.pk}}[view]
    kept = call_list(worker, "applications", f"view={view}")
    assert {each.contact_id for each in kept.notices.all()} == wanted


def point(producer: Producer) -> None:
    CheckItem.objects.create(
        subject="producer", subject_id=producer.pk, area_code=producer.area_code, rule="import.type_missing"
    )


def test_a_notice_gives_a_call_list_of_who_stands_behind_its_rows(cast: Cast, worker: Client) -> None:
    producer = make_producer(area_code="40150205")
    product = make_product(producer=producer, area_code="40150205")
    answer = worker.post(f"{MINE}{returned(cast, product).pk}/calls/")
    calls = NoticeCallList.objects.get()
    assert answer["Location"] == f"{MINE}calls/{calls.pk}/"
    assert calls.notices.get().contact_id == producer.pk
    assert "ส่งกลับให้แก้" in worker.get(answer["Location"]).content.decode()


def test_a_list_of_nobody_says_so(worker: Client) -> None:
    sent = {"list": "producers", "query": "kind=sme", "next": "/desk/producers/?kind=sme"}
    answer = worker.post(f"{MINE}calls/", sent, follow=True)
    assert answer.redirect_chain[0][0] == sent["next"]
    assert "ไม่มีใครให้โทรหา" in answer.content.decode()


def test_telephones_are_for_those_who_call(cast: Cast, worker: Client) -> None:
    make_producer(area_code="40150205", phones="0812345678")
    call_list(worker)
    reader = client_of(cast.reader)
    assert reader.get(f"{MINE}calls/").status_code == 403
    assert reader.post(f"{MINE}calls/", {"list": "producers"}).status_code == 403
    auditor = client_of(make_person("auditor", Position.AUDITOR, ""))
    page = auditor.get(f"{MINE}calls/{NoticeCallList.objects.get().pk}/").content.decode()
    assert "081-234-5678" in page
    assert "โทรแล้ว" not in page
    assert auditor.post(f"{MINE}calls/", {"list": "producers"}).status_code == 403


def test_making_a_call_list_stands_in_the_trail(cast: Cast, worker: Client) -> None:
    make_producer(area_code="40150205")
    calls = call_list(worker)
    entry = TrailEntry.objects.get(verb="notices.list_calls")
    assert (entry.actor_id, entry.subject_id, entry.area_code) == (cast.worker.user.pk, calls.pk, "40150205")


def test_the_call_lists_of_the_area_say_how_far_they_are(cast: Cast, worker: Client) -> None:
    make_producer(area_code="40150205", kind="group")
    call_list(worker, query="kind=group")
    page = client_of(cast.colleague).get(f"{MINE}calls/").content.decode()
    assert "ผู้ผลิต · ประเภท: กลุ่มผู้ผลิตชุมชน" in page
    assert "แจ้งแล้ว 0 จาก 1 ราย" in page
    assert "ผู้ผลิต ·" not in client_of(cast.stranger).get(f"{MINE}calls/").content.decode()


def test_the_queries_do_not_grow_with_the_people_to_call(worker: Client) -> None:
    def asked(calls: NoticeCallList) -> int:
        with CaptureQueriesContext(connection) as queries:
            worker.get(f"{MINE}calls/{calls.pk}/")
        return len(queries)

    make_producer(area_code="40150205")
    make_community(area="40150808")
    first = asked(call_list(worker, "producers"))
    for _each in range(49):
        make_producer(area_code="40150205")
    assert asked(call_list(worker, "producers")) == first <= 10


def test_a_list_past_its_days_is_gone(worker: Client) -> None:
    make_producer(area_code="40150205")
    calls = call_list(worker)
    late = timezone.now() - timedelta(days=1)
    NoticeCallList.objects.update(expires_at=late)
    Notice.objects.update(expires_at=late)
    call_command("notices", "forget")
    assert worker.get(f"{MINE}calls/{calls.pk}/").status_code == 404
