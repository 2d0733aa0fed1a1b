"""News on the desk and as guests read them."""

import json
import re
from datetime import date, time, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.people.rules import Position
from withi.ground.web import pagecache
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.work.news.models import NewsComment, NewsItem
from withi.work.news.rules import Heard
from withi.work.news.tests.factory import make_comment, make_event, make_item

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 10) Chrome/124.0 Mobile"
MOST_QUERIES = 4
SENT = {
    "version": "1",
    "sort": "news",
    "title_th": "ข่าวใหม่",
    "lead_th": "สั้น ๆ",
    "body_th": "เนื้อข่าว",
    "office": "สพอ.เปือยน้อย",
    "area_code": "40150205",
    "dated_on": "20 ก.ค. 61",
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def worker(cast: Cast) -> Client:
    return client_of(cast.worker)


# --- six questions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "reader"),
    [
        (Asked("/desk/news/{pk}/", wrong_method="post"), 200),
        (Asked("/desk/news/{pk}/edit/"), 403),
        (Asked("/desk/news/{pk}/edit/", SENT, 302), 403),
    ],
    ids=lambda value: f"{value.path} {bool(value.sent)}" if isinstance(value, Asked) else "",
)
def test_six_questions(cast: Cast, view: Asked, reader: int) -> None:
    item = make_item(state=State.DRAFT.value, area_code="40150205")
    assert six_answers(view, cast, item.pk) == [view.answers, view.answers, 404, reader, 404, 405]


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/desk/news/", [200, 200, 200, 200]),
        ("/desk/news/add/", [200, 403, 403, 200]),
        ("/desk/news/comments/", [200, 200, 403, 200]),
    ],
)
def test_who_opens_a_list(cast: Cast, path: str, statuses: list[int]) -> None:
    people = (cast.worker, cast.chief, cast.reader, cast.stranger)
    assert [client_of(person).get(path).status_code for person in people] == statuses
    assert client_of(cast.worker).delete(path).status_code == 405


def test_a_comment_is_heard_in_ones_own_area(cast: Cast) -> None:
    near, far = make_comment(make_item()), make_comment(make_item(area_code="300101"))
    chief = client_of(cast.chief)
    assert chief.post(f"/desk/news/comments/{far.pk}/", {"step": "show"}).status_code == 404
    assert chief.post("/desk/news/comments/999999/", {"step": "show"}).status_code == 404
    assert client_of(cast.reader).post(f"/desk/news/comments/{near.pk}/", {"step": "show"}).status_code == 403
    assert chief.get(f"/desk/news/comments/{near.pk}/").status_code == 405
    assert near.text in chief.get("/desk/news/comments/").content.decode()
    assert chief.post(f"/desk/news/comments/{near.pk}/", {"step": "show"}).status_code == 302
    near.refresh_from_db()
    assert near.state == Heard.SHOWN
    assert near.text in Client().get(f"/news/{near.item_id}/").content.decode()


def test_an_owners_own_account_writes_no_news(cast: Cast) -> None:
    producer, item = make_producer(), make_item()
    owner = client_of(make_person("owner", Position.PRODUCER, producer.area_code, subject=("producer", producer.pk)))
    for path, status in (("add/", 403), (f"{item.pk}/", 404), ("comments/", 403)):
        assert owner.get(f"/desk/news/{path}").status_code == status


# --- the editor's form ---------------------------------------------------------------------------


def test_an_event_is_written_with_its_hours(worker: Client) -> None:
    days = {"sort": "event", "begins_on": "5 ม.ค. 2573", "begins_at": "๙.๓๐ น.", "ends_at": "16:00"}
    assert worker.post("/desk/news/add/", SENT | days).status_code == 302
    item = NewsItem.objects.get()
    assert (item.begins_on, item.begins_at, item.ends_at) == (date(2030, 1, 5), time(9, 30), time(16))
    page = worker.get(f"/desk/news/{item.pk}/edit/").content.decode()
    assert 'value="09.30"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "event"},
        {"sort": "event", "begins_on": "5 ม.ค. 2573", "ends_on": "4 ม.ค. 2573"},
        {"sort": "event", "begins_on": "5 ม.ค. 2573", "begins_at": "25.00"},
        {"appears_on": "1 ม.ค. 2561"},
        {"dated_on": "31 ก.พ. 2561"},
        {"source_url": "javascript:alert(1)"},
        {"area_code": "300101"},
        {"title_th": ""},
        {"sort": "advert"},
        {"event": "7"},
    ],
    ids=str,
)
def test_what_cannot_be_is_said_at_its_field(worker: Client, wrong: dict[str, str]) -> None:
    answer = worker.post("/desk/news/add/", SENT | wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not NewsItem.objects.exists()


def test_an_hour_ahead_is_set_in_bangkok(worker: Client) -> None:
    day = timezone.localdate() + timedelta(days=3)
    asked = {"appears_on": f"{day.day}/{day.month}/{day.year + 543}", "appears_hour": "08.30"}
    assert worker.post("/desk/news/add/", SENT | asked).status_code == 302
    at = timezone.localtime(NewsItem.objects.get().appears_at)
    assert (at.date(), at.time()) == (day, time(8, 30))


def test_what_waits_for_its_hour_is_not_called_published(worker: Client) -> None:
    item = make_item(appears_at=timezone.now() + timedelta(days=3))
    desk, listed = (worker.get(path).content.decode() for path in (f"/desk/news/{item.pk}/", "/desk/news/"))
    assert "อนุมัติแล้ว ผู้อ่านจะเห็นตั้งแต่" in desk
    assert "เมื่ออนุมัติแล้ว จะเผยแพร่" not in desk
    assert "อนุมัติแล้ว รอเวลา" in listed


@pytest.mark.parametrize(("area", "label"), [("40", "ส่งขออนุมัติ"), ("4015", "ส่งให้พัฒนาการอำเภอ")])
def test_news_of_a_whole_province_is_not_sent_to_a_district(cast: Cast, area: str, label: str) -> None:
    item = make_item(state="draft", area_code=area, entered_by=cast.officer.user)
    assert f">{label}</button>" in client_of(cast.officer).get(f"/desk/news/{item.pk}/").content.decode()


# --- guests --------------------------------------------------------------------------------------


def test_only_what_is_published_is_read() -> None:
    for values in ({"state": "draft"}, {"state": "waiting"}, {"appears_at": timezone.now() + timedelta(days=1)}):
        item = make_item(**values)
        for path in ("", "read/", "comment/", "event.ics"):
            answer = Client().post if path == "read/" else Client().get
            assert answer(f"/news/{item.pk}/{path}").status_code == 404
    assert "ข่าวตัวอย่าง" not in Client().get("/news/").content.decode()


def test_text_stays_text() -> None:
    signs = '<script>alert("x")</script><i>&'
    item = make_item(title_th=signs, lead_th=signs, body_th=signs, office=signs, source=signs, writer=signs)
    make_comment(item, name=signs, text=signs, state="shown")
    for path in (f"/news/{item.pk}/", "/news/", "/"):
        page = Client().get(path).content.decode()
        assert "<script>alert" not in page
        assert "<i>&" not in page
    ET.fromstring(Client().get("/news/feed.xml").content)


def test_both_languages_and_what_search_machines_read() -> None:
    item = make_event(title_en="Candle parade", begins_at=time(9), ends_at=time(16), ends_on=None)
    thai, english = (Client().get(f"{prefix}/news/{item.pk}/").content.decode() for prefix in ("", "/en"))
    for page in (thai, english):
        assert 'hreflang="en"' in page
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert found
        event, crumbs = json.loads(found[1])["@graph"]
        assert event["startDate"] == "2030-01-05T09:00:00+07:00"
        assert event["endDate"] == "2030-01-05T16:00:00+07:00"
        assert crumbs["@type"] == "BreadcrumbList"
    assert "Candle parade" in english
    plain = Client().get(f"/en/news/{make_item().pk}/").content.decode()
    assert 'content="noindex"' in plain
    assert 'hreflang="en" href' not in plain


def test_share_links_load_nothing_of_others() -> None:
    page = Client().get(f"/news/{make_item().pk}/").content.decode()
    assert "https://social-plugins.line.me/lineit/share?url=http" in page
    assert "https://www.facebook.com/sharer/sharer.php?u=http" in page
    assert not re.search(r'(src|srcset)="(https?:)?//', page)


def test_the_archive_is_narrowed_by_province_kind_and_year() -> None:
    near, far, event = make_item(), make_item(area_code="3001", dated_on=date(2020, 1, 1)), make_event()
    wanted = {"area=30": [far], "area=40": [near, event], "sort=event": [event], "year=2020": [far], "year=1999": []}
    for query, items in wanted.items():
        answer = Client().get(f"/news/?{query}")
        assert answer.status_code == 200, query
        page = answer.content.decode()
        assert {item for item in (near, far, event) if item.title_th in page} == set(items), query
    for query in ("area=4", "area=xx", "sort=advert", "year=20", "year=๒๕๖๑", "page=9", "page=x"):
        assert Client().get(f"/news/?{query}").status_code == 404, query


def test_calendars(client: Client) -> None:
    today = timezone.localdate()
    event = make_event(begins_on=today, ends_on=today)
    one = client.get(f"/news/{event.pk}/event.ics")
    assert one["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE" in one.content.decode()
    (read,) = icalendar.Calendar.from_ical(one.content).walk("VEVENT")
    assert str(read["SUMMARY"]) == event.title_th
    assert [read.decoded(name) for name in ("DTSTART", "DTEND")] == [today, today + timedelta(days=1)]
    assert client.get(f"/news/{make_item().pk}/event.ics").status_code == 404
    assert f"UID:news-{event.pk}@" in client.get("/news/events.ics").content.decode()


def test_the_feed_lists_the_latest_first(client: Client) -> None:
    make_item(title_th="เก่า", dated_on=date(2018, 1, 1))
    make_item(title_th="ใหม่", dated_on=date(2019, 1, 1))
    root = ET.fromstring(client.get("/news/feed.xml").content)
    titles = [each.text for each in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[1:] == ["ใหม่", "เก่า"]


@pytest.mark.parametrize("count", [1, 30])
def test_pages_take_few_statements_however_many_rows(client: Client, count: int) -> None:
    item = make_event()
    for _ in range(count):
        make_item()
        make_comment(item, state="shown")
    for path in ("/news/", f"/news/{item.pk}/", "/news/feed.xml", "/news/events.ics", f"/news/{item.pk}/event.ics"):
        client.get("/en/search/")
        pagecache.PAGES.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        asked = [query["sql"] for query in seen.captured_queries]
        assert len(asked) <= MOST_QUERIES, (path, asked)
        assert len(set(asked)) == len(asked)


def test_the_desks_list_takes_as_many_statements_for_more_rows(worker: Client) -> None:
    taken = []
    for _ in range(2):
        for _ in range(10):
            make_comment(make_item())
        with CaptureQueriesContext(connection) as seen:
            assert worker.get("/desk/news/").status_code == 200
        taken.append(len(seen))
    assert taken[0] == taken[1]


def test_the_first_page_and_the_sitemap_know_the_news(client: Client) -> None:
    item = make_item()
    make_item(title_th="ยังไม่ถึงเวลา", appears_at=timezone.now() + timedelta(days=1))
    page = client.get("/").content.decode()
    assert item.title_th in page
    assert "ยังไม่ถึงเวลา" not in page
    assert f"/news/{item.pk}/" in client.get(f"/sitemap-news-{item.pk // 5_000 + 1}.xml").content.decode()
    assert "/sitemap-news-" in client.get("/sitemap.xml").content.decode()


# --- readers and comments ------------------------------------------------------------------------


def test_a_reader_is_counted_without_a_cookie() -> None:
    item = make_item()
    reader = Client(enforce_csrf_checks=True, headers={"user-agent": PHONE})
    assert not reader.get(f"/news/{item.pk}/").cookies
    assert reader.get(f"/news/{item.pk}/read/").status_code == 405
    for _ in range(3):
        answer = reader.post(f"/news/{item.pk}/read/")
        assert answer.json() == {"today": "1", "total": "1"}
        assert not answer.cookies
    elsewhere = reader.post(
        f"/news/{item.pk}/read/", headers={"sec-fetch-site": "cross-site", "user-agent": "Mozilla/5"}
    )
    assert elsewhere.json()["total"] == "1"


def test_a_comment_is_held_and_the_fourth_in_a_row_waits() -> None:
    item, guest = make_item(), Client()
    path, sent = f"/news/{item.pk}/comment/", {"name": "ผู้อ่าน", "text": "น่าไป"}
    assert guest.get(path).status_code == 200
    assert [guest.post(path, sent).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert NewsComment.objects.count() == 3
    assert "น่าไป" not in Client().get(f"/news/{item.pk}/").content.decode()
    assert guest.put(path).status_code == 405


@pytest.mark.parametrize("wrong", [{"name": ""}, {"text": ""}, {"text": "ก" * 1001}, {"name": "ก" * 61}])
def test_a_comment_that_cannot_be_is_said(wrong: dict[str, str]) -> None:
    path = f"/news/{make_item().pk}/comment/"
    assert Client().post(path, {"name": "ผู้อ่าน", "text": "ดี"} | wrong).status_code == 422
    assert not NewsComment.objects.exists()


def test_a_machine_that_fills_every_box_leaves_nothing() -> None:
    path = f"/news/{make_item().pk}/comment/"
    assert Client().post(path, {"name": "x", "text": "buy", "web": "http://x"}).status_code == 302
    assert not NewsComment.objects.exists()


def test_comments_that_are_off_take_nothing(settings: Any) -> None:
    settings.NEWS_COMMENTS = False
    item = make_item()
    assert Client().post(f"/news/{item.pk}/comment/", {"name": "ก", "text": "ข"}).status_code == 403
    assert "comment/" not in Client().get(f"/news/{item.pk}/").content.decode()
