"""A guest without an account asks, is kept from nothing but spam, and reads her answer by her own link."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.notices.models import Notice
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.tests.factory import Cast, make_cast, make_person
from withi.registers.villages.models import Community
from withi.registers.villages.tests.factory import community, open_community
from withi.work.enquiries import access, actions, rules
from withi.work.enquiries.models import Enquiry, EnquiryTries
from withi.work.enquiries.tests.factory import asked, make_enquiry, shown_product

pytestmark = pytest.mark.django_db
TYPED = {"number": "๔", "name": "คุณผู้ถาม", "phone": "081-234-5678", "wish": "ขอเรียนมัดหมี่", "nights": "1"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def place(cast: Cast) -> Community:
    return open_community()


def opened(seconds: int) -> str:
    """The stamp of a form that was opened so long ago."""
    return access.stamped(timezone.now() - timedelta(seconds=seconds))


def typed(**values: str) -> dict[str, str]:
    return TYPED | {"opened": opened(10)} | values


def url_of(target: Community | Product) -> str:
    return f"/enquiry/{target.SUBJECT}/{target.pk}/"


def test_a_guest_asks_and_the_hosts_hear(place: Community) -> None:
    host = make_person("host", Position.COMMUNITY_EDITOR, place.area_code, subject=("community", place.pk))
    answer = Client().post(url_of(place), typed(first_day_0=str(timezone.localdate() + timedelta(days=9))))
    row = Enquiry.objects.get()
    assert answer["Location"] == f"/enquiry/{row.key}/?sent=1"
    assert (row.number, row.nights, row.phone, row.lang) == (4, 1, "0812345678", "th")
    assert row.first_day == timezone.localdate() + timedelta(days=9)
    assert list(Notice.objects.values_list("recipient_id", flat=True)) == [host.user.pk]
    assert row.officers_from is not None
    assert row.officers_from > timezone.now()
    entry = TrailEntry.objects.get(verb="enquiry.ask")
    assert (entry.subject, entry.subject_id, entry.actor_id) == ("community", place.pk, None)
    assert "ผู้ถาม" not in str(vars(entry))
    page = Client().get(answer["Location"])
    assert "ยังไม่มีคำตอบ" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_where_nobody_of_the_place_has_an_account_officers_hear_at_once(cast: Cast, place: Community) -> None:
    actions.ask(target=place, asked=asked(), address="192.0.2.1")
    assert set(Notice.objects.values_list("recipient_id", flat=True)) == {cast.worker.user.pk, cast.colleague.user.pk}
    assert Enquiry.objects.in_scope(cast.worker.scope).exists()


def test_a_maker_is_asked_in_english_too(cast: Cast) -> None:
    goods = shown_product()
    answer = Client().post(f"/en{url_of(goods)}", typed(phone="", email="guest@example.com"))
    row = Enquiry.objects.get()
    assert (row.product, row.producer, row.community, row.lang) == (goods, goods.producer, None, "en")
    page = Client().get(answer["Location"]).content.decode()
    assert answer["Location"].startswith("/en/enquiry/")
    assert "Nobody has answered yet." in page


@pytest.mark.parametrize("field", ["number", "name", "phone"])
def test_what_is_missing_is_said_and_the_rest_stays(place: Community, field: str) -> None:
    answer = Client().post(url_of(place), typed(**{field: ""}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert TYPED["wish"] in answer.content.decode()
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "0"),
        ("number", "2001"),
        ("nights", "31"),
        ("phone", "12"),
        ("email", "guest@"),
        ("line_id", "ก ข"),
        ("first_day_0", "32"),
        ("wish", "ดูที่ www.a.example"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(place: Community, field: str, value: str) -> None:
    answer = Client().post(url_of(place), typed(**{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field.removesuffix("_0")]


# --- machines ------------------------------------------------------------------------------------


def test_a_machine_is_thanked_and_nothing_is_kept(place: Community) -> None:
    answer = Client().post(url_of(place), typed(web="http://spam.example"))
    assert answer.status_code == 302
    assert not Enquiry.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "stamp", ["", "1", "1-", f"{10**9}-{'0' * 20}", "ก-ข", "-1-x", "9" * 60, f"{'9' * 30}-{'0' * 20}"]
)
def test_a_forged_stamp_gets_a_fresh_one_to_press_again(place: Community, stamp: str) -> None:
    answer = Client().post(url_of(place), typed(opened=stamp))
    assert answer.status_code == 422
    fresh = answer.context["form"]["opened"].value()
    assert access.opened_since(fresh, timezone.now()) < 60
    assert not Enquiry.objects.exists()


def test_too_quick_is_pressed_again(place: Community) -> None:
    sent = typed(opened=opened(0))
    assert Client().post(url_of(place), sent).status_code == 422
    assert Client().post(url_of(place), typed(opened=opened(4))).status_code == 302


def test_the_same_again_is_the_same_enquiry(place: Community) -> None:
    first = actions.ask(target=place, asked=asked(), address="192.0.2.1")
    assert actions.ask(target=place, asked=asked(lang="en"), address="192.0.2.2") == first
    assert TrailEntry.objects.filter(verb="enquiry.ask").count() == 1
    assert actions.ask(target=place, asked=asked(number=5), address="192.0.2.1") != first
    Enquiry.objects.filter(pk=first.pk).update(reply="no", replied_at=timezone.now())
    assert actions.ask(target=place, asked=asked(), address="192.0.2.1") != first


def test_one_address_asks_one_place_and_all_places_so_often(place: Community) -> None:
    for number in range(1, rules.MOST_TO_ONE + 1):
        actions.ask(target=place, asked=asked(number=number), address="192.0.2.1")
    with pytest.raises(Problem) as refused:
        actions.ask(target=place, asked=asked(number=99), address="192.0.2.1")
    assert (refused.value.code, refused.value.status) == ("enquiry.often", 429)
    actions.ask(target=place, asked=asked(number=99), address="192.0.2.2")
    other = open_community("บ้านอื่น", "40150801")
    EnquiryTries.objects.update(count=rules.MOST_TO_ALL)
    with pytest.raises(Problem):
        actions.ask(target=other, asked=asked(), address="192.0.2.1")


def test_a_place_keeps_only_so_many_waiting(place: Community) -> None:
    for _ in range(rules.MOST_WAITING):
        make_enquiry(place)
    with pytest.raises(Problem) as refused:
        actions.ask(target=place, asked=asked(), address="192.0.2.1")
    assert refused.value.code == "enquiry.many"


# --- only what guests see ------------------------------------------------------------------------


@pytest.mark.parametrize("receiving", ["paused", "ceased"])
def test_who_receives_no_guests_is_not_asked(place: Community, receiving: str) -> None:
    Community.objects.update(receiving=receiving)
    assert Client().get(url_of(place)).status_code == 200
    assert Client().post(url_of(place), typed()).status_code == 409
    assert url_of(place) not in Client().get(f"/communities/{place.pk}/").content.decode()
    with pytest.raises(Problem) as refused:
        actions.ask(target=Community.objects.get(pk=place.pk), asked=asked(), address="192.0.2.1")
    assert refused.value.code == "enquiry.closed"


def test_what_is_not_public_does_not_exist(cast: Cast) -> None:
    hidden = shown_product(is_public=False)
    for target in (community(), hidden):
        assert Client().get(url_of(target)).status_code == 404
        assert Client().post(url_of(target), typed()).status_code == 404
    goods = shown_product()
    Producer.objects.update(status="closed")
    assert Client().post(url_of(goods), typed()).status_code == 409


def test_public_pages_lead_to_the_form_in_their_language(place: Community) -> None:
    goods = shown_product()
    for target, page in ((place, f"/communities/{place.pk}/"), (goods, f"/products/{goods.pk}/")):
        assert f'href="{url_of(target)}"' in Client().get(page).content.decode()
        assert f'href="/en{url_of(target)}"' in Client().get(f"/en{page}").content.decode()


def test_a_link_fills_the_form_in_and_nonsense_is_left_out(place: Community) -> None:
    told = {"day": "2027-01-02", "number": "6", "nights": "2", "wish": "ทอผ้า"}
    form = Client().get(url_of(place), told).context["form"]
    assert [str(form[name].value()) for name in ("first_day", "number", "nights", "wish")] == list(told.values())
    wrong = Client().get(url_of(place), {"day": "x", "number": "9999", "nights": "-1"})
    assert wrong.status_code == 200
    assert wrong.context["form"]["number"].value() is None


# --- her own page --------------------------------------------------------------------------------


def test_her_page_is_hers_alone_and_she_deletes_it(place: Community) -> None:
    row = make_enquiry(place)
    path = f"/enquiry/{row.key}/"
    with CaptureQueriesContext(connection) as caught:
        page = Client().get(path)
    assert len(caught) <= 2
    assert row.phone not in page.content.decode()
    assert Client().get("/enquiry/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert Client().delete(path).status_code == 405
    assert Client().post(path).status_code == 200
    assert not Enquiry.objects.exists()
    assert Client().get(path).status_code == 404
    assert TrailEntry.objects.filter(verb="enquiry.withdraw", subject_id=place.pk).count() == 1


def test_what_is_past_its_day_is_deleted_whole(place: Community) -> None:
    today = timezone.localdate()
    stays = make_enquiry(place, forget_on=today)
    make_enquiry(place, forget_on=today - timedelta(days=1))
    EnquiryTries.objects.create(slot=1, sender="x")
    assert actions.forget() == 1
    assert list(Enquiry.objects.all()) == [stays]
    assert not EnquiryTries.objects.exists()
    assert not mail.outbox


def test_what_a_link_fills_in_stands_in_that_form_only(place: Community) -> None:
    """Parts of an empty form are kept between pages; nobody's words are."""
    plain = Client().get(url_of(place)).content.decode()
    filled = Client().get(f"{url_of(place)}?number=37&wish=ขอดูการย้อม").content.decode()
    again = Client().get(url_of(place)).content.decode()
    assert 'value="37"' in filled
    assert "ขอดูการย้อม" in filled
    for page in (plain, again):
        assert 'value="37"' not in page
        assert "ขอดูการย้อม" not in page
        assert 'name="nights"' in page
    english = Client().get(f"/en{url_of(place)}").content.decode()
    assert "How many people" in english
    assert "How many people" not in again
    goods = Client().get(url_of(shown_product())).content.decode()
    assert 'name="nights"' not in goods
