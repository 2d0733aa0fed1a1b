"""Those who answer: whose enquiries they see, two taps, the answer on its way, and a sale in one tap."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from withi.ground.notices.models import Notice
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit import era
from withi.registers.products.models import Product
from withi.registers.publication.tests.factory import (
    Asked,
    Cast,
    Person,
    client_of,
    make_cast,
    make_person,
    six_answers,
)
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import open_community
from withi.work.enquiries import actions, letters, telling
from withi.work.enquiries.models import Enquiry, EnquiryMail
from withi.work.enquiries.rules import Reply
from withi.work.enquiries.tests.factory import make_enquiry, shown_product
from withi.work.income.models import IncomeClose, IncomeLine, IncomeMonth

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def place(cast: Cast) -> Community:
    return open_community()


@pytest.fixture
def host(place: Community) -> Person:
    return make_person("host", Position.COMMUNITY_EDITOR, place.area_code, subject=("community", place.pk))


@pytest.fixture
def goods(cast: Cast) -> Product:
    return shown_product()


@pytest.fixture
def maker(goods: Product) -> Person:
    assert goods.producer is not None
    return make_person("maker", Position.PRODUCER, goods.producer.area_code, subject=("producer", goods.producer.pk))


# --- six questions -------------------------------------------------------------------------------


def test_six_questions_of_reading(cast: Cast, place: Community) -> None:
    row = make_enquiry(place)
    assert six_answers(Asked("/desk/enquiries/{pk}/"), cast, row.pk) == [200, 200, 404, 403, 404, 405]


def test_six_questions_of_answering(cast: Cast, place: Community) -> None:
    row = make_enquiry(place)
    view = Asked("/desk/enquiries/{pk}/", {"reply": "yes", "seen": ""})
    assert six_answers(view, cast, row.pk) == [409, 302, 404, 403, 404, 405], "the colleague was first"


def test_six_questions_of_selling(cast: Cast, goods: Product) -> None:
    row = make_enquiry(goods)
    view = Asked("/desk/enquiries/{pk}/sell/", {"amount": "300", "seen": ""}, wrong_method="get")
    assert six_answers(view, cast, row.pk) == [409, 302, 404, 403, 404, 405], "the colleague was first"


def test_the_list_is_for_people_with_a_posting(cast: Cast) -> None:
    assert Client().get("/desk/enquiries/").status_code == 302
    assert client_of(cast.reader).get("/desk/enquiries/").status_code == 200
    assert client_of(cast.worker).post("/desk/enquiries/").status_code == 405


# --- who sees what -------------------------------------------------------------------------------


def test_hosts_see_their_own_and_officers_what_waits_too_long(cast: Cast, place: Community, host: Person) -> None:
    soon = timezone.now() + timedelta(days=3)
    fresh = make_enquiry(place, name="คุณเพิ่งถาม", officers_from=soon)
    other = make_enquiry(open_community("บ้านอื่น", "40150801"), name="คุณที่อื่น", officers_from=soon)
    late = make_enquiry(place, name="คุณรอนาน", asked_at=timezone.now() - timedelta(days=4))
    mine = client_of(host)
    page = mine.get("/desk/enquiries/")
    assert [line.row for line in page.context["waiting"]] == [late, fresh], "the oldest first"
    assert page.context["counts"] is None
    assert mine.get(f"/desk/enquiries/{other.pk}/").status_code == 404
    officer = client_of(cast.worker)
    page = officer.get("/desk/enquiries/")
    assert [line.row for line in page.context["waiting"]] == [late]
    counts = page.context["counts"]
    assert (counts.waiting, counts.late, counts.answered) == (3, 1, 0)
    assert officer.get(f"/desk/enquiries/{fresh.pk}/").status_code == 404
    reader = client_of(cast.reader).get("/desk/enquiries/")
    assert (list(reader.context["waiting"]), reader.context["counts"].waiting) == ([], 3)
    assert "คุณรอนาน" not in reader.content.decode()


def test_what_the_host_answered_in_time_no_officer_ever_sees(cast: Cast, place: Community, host: Person) -> None:
    row = make_enquiry(place, officers_from=timezone.now() + timedelta(days=3))
    assert client_of(host).post(f"/desk/enquiries/{row.pk}/", {"reply": "no", "seen": ""}).status_code == 302
    row.refresh_from_db()
    assert row.officers_from is None
    assert not Enquiry.objects.in_scope(cast.worker.scope).exists()


def test_pages_cost_the_same_however_much_waits(cast: Cast, place: Community, host: Person) -> None:
    client = client_of(host)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/desk/enquiries/").status_code == 200
        return len(caught)

    make_enquiry(place)
    make_enquiry(place, reply="no", replied_at=timezone.now())
    few = cost()
    for _ in range(30):
        make_enquiry(place)
        make_enquiry(place, reply="no", replied_at=timezone.now())
    assert cost() == few


# --- answering -----------------------------------------------------------------------------------


def test_two_taps_answer_and_the_guest_reads_it(place: Community, host: Person) -> None:
    row, client = make_enquiry(place, lang="en", first_day=timezone.localdate() + timedelta(days=50)), client_of(host)
    page = client.get("/desk/enquiries/").content.decode()
    assert f'href="/desk/enquiries/{row.pk}/"' in page
    page = client.get(f"/desk/enquiries/{row.pk}/").content.decode()
    assert page.count('name="reply"') == 4, "each answer is a button"
    answer = client.post(f"/desk/enquiries/{row.pk}/", {"reply": "later", "seen": "", "note": "วันเสาร์สะดวกกว่า"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.reply, row.replied_by, row.forget_on) == (
        "later", host.user, timezone.localdate() + timedelta(days=80),
    )  # fmt: skip
    guest = Client().get(f"/en/enquiry/{row.key}/").content.decode()
    assert "May it be another one?" in guest
    assert "วันเสาร์สะดวกกว่า" in guest
    entry = TrailEntry.objects.get(verb="enquiry.answer")
    assert (entry.actor_id, entry.note) == (host.user.pk, "ขอเลื่อนวัน")


def test_another_answer_takes_its_place_but_not_over_one_unseen(place: Community, host: Person) -> None:
    row, client = make_enquiry(place), client_of(host)
    path = f"/desk/enquiries/{row.pk}/"
    assert client.post(path, {"reply": "no", "seen": ""}).status_code == 302
    unseen = client.post(path, {"reply": "yes", "seen": ""})
    assert unseen.status_code == 409
    assert "มีผู้ตอบคำถามนี้ไปแล้ว" in unseen.content.decode()
    assert client.post(path, {"reply": "yes", "seen": "no"}).status_code == 302
    row.refresh_from_db()
    assert row.reply == "yes"


@pytest.mark.parametrize("sent", [{"reply": ""}, {"reply": "sold"}, {"reply": "x"}, {"reply": "yes", "seen": "x"}])
def test_only_the_ready_answers_count(place: Community, host: Person, sent: dict[str, str]) -> None:
    row = make_enquiry(place)
    assert client_of(host).post(f"/desk/enquiries/{row.pk}/", sent).status_code == 422
    assert not Enquiry.objects.answered().exists()


def test_the_text_for_line_is_in_the_guests_language_and_ends_with_her_link(place: Community) -> None:
    row = make_enquiry(place, lang="en", reply="yes", replied_at=timezone.now(), name="Anna")
    with translation.override("th"):
        text = letters.text_of(row)
    assert "Yes, we can receive you as you asked." in text
    assert text.splitlines()[-1].endswith(f"/en/enquiry/{row.key}/")
    assert letters.line_share(row).startswith("https://line.me/R/share?text=From%20")


def test_the_maker_speaks_of_the_product_and_calls_the_guest_as_she_wrote(goods: Product) -> None:
    assert goods.producer is not None
    row = make_enquiry(goods, reply="yes", replied_at=timezone.now(), name="คุณมาลี", number=2)
    first, second, *_ = letters.text_of(row).splitlines()
    assert first == f"จาก{goods.producer.name_th} ถึง คุณมาลี"
    assert second == f"({goods.name_th} · 2 ชิ้น)"


# --- e-mail --------------------------------------------------------------------------------------


@pytest.fixture
def sender(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_FROM = "Withi <withi@withi.example>"
    settings.EMAIL_SERVER = {}
    monkeypatch.setattr(actions, "BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(actions, "WAITS_SECONDS", None)


def answered(place: Community, host: Person, **values: Any) -> Enquiry:
    row = make_enquiry(place, **values)
    actions.answer(actor=host.user, scope=host.scope, enquiry=row, reply=Reply.YES, note="", seen=Reply.WAITING)
    return row


@pytest.mark.usefixtures("sender")
def test_an_answer_goes_by_mail_once_and_only_where_an_address_was_given(place: Community, host: Person) -> None:
    answered(place, host)
    row = answered(place, host, email="guest@example.com")
    assert (actions.send_mails(), actions.send_mails()) == (1, 0)
    [letter] = mail.outbox
    assert letter.to == ["guest@example.com"]
    assert str(row.key) in letter.body
    assert letter.extra_headers["Message-ID"] == f"<{row.mail.key}@withi.example>"
    assert EnquiryMail.objects.get().state == "done"


@pytest.mark.usefixtures("sender")
def test_a_mail_that_fails_waits_and_goes_later_under_the_same_name(
    place: Community, host: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> int:
        raise smtplib.SMTPServerDisconnected

    answered(place, host, email="guest@example.com")
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", broken)
        assert actions.send_mails() == 0
    waits = EnquiryMail.objects.get()
    assert (waits.state, waits.attempts) == ("waiting", 1)
    assert waits.not_before > timezone.now()
    assert actions.send_mails() == 0, "its pause has not passed"
    EnquiryMail.objects.update(not_before=timezone.now(), state="going", claimed_at=timezone.now() - timedelta(hours=1))
    assert actions.send_mails() == 1, "its sender had died"


def test_without_a_sender_nothing_lies_in_the_outbox(place: Community, host: Person) -> None:
    answered(place, host, email="guest@example.com")
    assert not EnquiryMail.objects.exists()


# --- reminding -----------------------------------------------------------------------------------


def test_officers_are_reminded_once_a_day_of_what_nobody_answered(cast: Cast, place: Community) -> None:
    make_enquiry(place)
    assert telling.remind() == 0
    Enquiry.objects.update(asked_at=timezone.now() - timedelta(days=4))
    assert (telling.remind(), telling.remind()) == (2, 0)
    told = Notice.objects.get(recipient_id=cast.worker.user.pk)
    assert told.text() == "มีคำถามจากนักท่องเที่ยว 1 รายการ ไม่มีใครตอบเกิน 3 วัน"


# --- a sale --------------------------------------------------------------------------------------


def month() -> int:
    return era.month_key(timezone.localdate())


def test_one_tap_makes_it_an_online_sale_of_this_month(goods: Product, maker: Person) -> None:
    row, client = make_enquiry(goods, number=2), client_of(maker)
    form = client.get(f"/desk/enquiries/{row.pk}/").context["sale"]
    assert form["amount"].value() == "600"
    answer = client.post(f"/desk/enquiries/{row.pk}/sell/", {"amount": form["amount"].value(), "seen": ""})
    assert answer.status_code == 302
    sales = IncomeMonth.objects.get(producer=goods.producer, month=month())
    assert (sales.online, sales.in_village, sales.total, sales.state) == (60_000, None, 60_000, "reported")
    assert IncomeLine.objects.get(report=sales).amount == 60_000
    row.refresh_from_db()
    assert (row.reply, row.sold) == ("sold", 60_000)
    again = client.post(f"/desk/enquiries/{row.pk}/sell/", {"amount": "600", "seen": "sold"})
    assert again.status_code == 409
    assert IncomeMonth.objects.get().online == 60_000


def test_a_sale_is_added_to_what_was_reported_and_asks_nothing(goods: Product, maker: Person, cast: Cast) -> None:
    assert goods.producer is not None
    IncomeMonth.objects.create(
        producer=goods.producer, month=era.month_shifted(month(), -12), area_code=goods.area_code, kind="group",
        state="reported", in_village=90_000_000, total=90_000_000, since=timezone.now(),
    )  # fmt: skip
    for number in (1, 2):
        row = make_enquiry(goods, number=number)
        actions.sell(actor=maker.user, scope=maker.scope, enquiry=row, satang=30_000 * number, seen=Reply.WAITING)
    sales = IncomeMonth.objects.get(month=month())
    assert (sales.online, sales.revision) == (90_000, 2)
    assert IncomeLine.objects.get(report=sales).amount == 90_000


@pytest.mark.parametrize("state", ["submitted", "approved", "locked"])
def test_a_closed_month_takes_no_sale_and_says_why(goods: Product, maker: Person, state: str) -> None:
    assert goods.producer is not None
    IncomeClose.objects.create(month=month(), area_code=goods.producer.area_code[:6], state=state)
    row = make_enquiry(goods)
    answer = client_of(maker).post(f"/desk/enquiries/{row.pk}/sell/", {"amount": "300", "seen": ""})
    assert answer.status_code == 409
    assert "จึงแก้ยอดไม่ได้" in answer.content.decode()
    row.refresh_from_db()
    assert (row.reply, row.sold) == ("", None)
    assert not IncomeMonth.objects.exists()


def test_an_officers_estimate_is_not_added_to(goods: Product, maker: Person) -> None:
    assert goods.producer is not None
    IncomeMonth.objects.create(
        producer=goods.producer, month=month(), area_code=goods.producer.area_code, kind="group", state="estimated",
        basis="ถามทางโทรศัพท์", online=100, total=100, since=timezone.now(),
    )  # fmt: skip
    row = make_enquiry(goods)
    answer = client_of(maker).post(f"/desk/enquiries/{row.pk}/sell/", {"amount": "300", "seen": ""})
    assert answer.status_code == 409
    assert IncomeMonth.objects.get().online == 100


@pytest.mark.parametrize("amount", ["", "0", "-5", "สามร้อยกว่า"])
def test_what_is_no_amount_is_no_sale(goods: Product, maker: Person, amount: str) -> None:
    row = make_enquiry(goods)
    answer = client_of(maker).post(f"/desk/enquiries/{row.pk}/sell/", {"amount": amount, "seen": ""})
    assert answer.status_code == 422
    assert not IncomeMonth.objects.exists()


def test_an_enquiry_to_a_community_is_no_sale(cast: Cast, place: Community) -> None:
    row = make_enquiry(place)
    answer = client_of(cast.worker).post(f"/desk/enquiries/{row.pk}/sell/", {"amount": "300", "seen": ""})
    assert answer.status_code == 409


@pytest.mark.parametrize("nights", [0, 2])
def test_who_may_house_a_foreigner_is_reminded_of_the_notice(place: Community, host: Person, nights: int) -> None:
    row = make_enquiry(place, nights=nights)
    shown = client_of(host).get(f"/desk/enquiries/{row.pk}/").content.decode()
    assert ("ตม.30" in shown) is bool(nights)
