"""What guests read by plain statements is what the models say."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.web import versions
from withi.registers.publication.tests.factory import make_areas
from withi.registers.villages.tests.factory import open_community
from withi.work.news import public
from withi.work.news.models import NewsDay, NewsItem
from withi.work.news.rules import Wish
from withi.work.news.tests.factory import make_comment, make_event, make_item

pytestmark = pytest.mark.django_db


def asked(wish: Wish, offset: int = 0, limit: int = 20) -> tuple[list[int], int]:
    rows, total = public.archive(wish, versions.snapshot(), offset, limit)
    return [row["pk"] for row in rows], total


def test_the_archive_is_that_of_the_models() -> None:
    for day in range(1, 6):
        make_item(dated_on=date(2019, 1, day), area_code="3001" if day % 2 else "401508")
    make_event(dated_on=date(2020, 2, 29))
    make_item(state="draft")
    make_item(appears_at=timezone.now() + timedelta(hours=1))
    shown = list(NewsItem.objects.shown().order_by("-dated_on", "-pk").values_list("pk", flat=True))
    assert asked(Wish()) == (shown, 6)
    assert asked(Wish(), 2, 3) == (shown[2:5], 6)
    assert asked(Wish(year=2019)) == (shown[1:], 5)
    assert asked(Wish(sort="event")) == (shown[:1], 1)
    assert asked(Wish(area="30"))[1] == 3
    assert [row["pk"] for row in public.latest(4)] == shown[:4]


def test_an_hour_that_comes_counts_without_a_change_of_data(monkeypatch: pytest.MonkeyPatch) -> None:
    make_item()
    hour = timezone.now() + timedelta(hours=1)
    make_item(appears_at=hour)
    assert asked(Wish())[1] == 1
    monkeypatch.setattr("django.utils.timezone.now", lambda: hour)
    assert asked(Wish())[1] == 2


def test_articles_are_counted_once_until_one_changes() -> None:
    make_item()
    seen = versions.snapshot()
    public.archive(Wish(), seen, 0, 20)
    public.provinces(seen)
    with CaptureQueriesContext(connection) as once:
        public.archive(Wish(), seen, 0, 20)
        public.provinces(seen)
    assert len(once) == 1
    make_item()
    versions.bump("news", ["40"])
    assert asked(Wish())[1] == 2


def test_an_article_has_days_hours_moments_and_its_readers() -> None:
    make_areas()
    home, event = open_community(), make_event(begins_at=time(9))
    late = timezone.now() - timedelta(days=1)
    event.appears_at = late
    event.save()
    row = make_item(community=home, event=event, dated_on=date(2019, 5, 4))
    today = timezone.localdate()
    NewsDay.objects.create(item=row, day=today, readers=3)
    NewsDay.objects.create(item=row, day=today - timedelta(days=1), readers=4)
    found = public.page(row.pk, today)
    assert found is not None
    assert (found["today"], found["total"]) == (3, 7)
    assert (found["dated_on"], found["event__appears_at"]) == (date(2019, 5, 4), late)
    assert found["updated_at"] == NewsItem.objects.get(pk=row.pk).updated_at
    assert isinstance(found["published_at"], datetime)
    assert (found["community__name_th"], found["event__title_th"]) == (home.name_th, event.title_th)
    assert "หนองสองห้อง" in found["path_th"]
    told = public.page(event.pk, today)
    assert told is not None
    assert (told["begins_on"], told["begins_at"], told["ends_at"]) == (event.begins_on, time(9), None)
    assert (told["today"], told["total"]) == (0, 0)
    assert public.page(10**30, today) is None


def test_other_news_are_those_of_the_province_first_then_the_newest() -> None:
    row = make_item(area_code="401508")
    near = [make_item(area_code="4001", dated_on=date(2010, 1, day)) for day in (1, 2)]
    far = [make_item(area_code="3001", dated_on=date(2020, 1, day)) for day in (1, 2, 3)]
    found = public.others({"pk": row.pk, "area_code": row.area_code})
    assert [other["pk"] for other in found] == [near[1].pk, near[0].pk, far[2].pk, far[1].pk]
    everywhere = public.others({"pk": row.pk, "area_code": ""})
    assert [other["pk"] for other in everywhere][:3] == [far[2].pk, far[1].pk, far[0].pk]


def test_what_was_said_has_its_day_in_thailand() -> None:
    row = make_item()
    row.corrections.create(note="แก้ชื่อ", made_on=date(2019, 1, 5))
    evening = datetime(2019, 1, 5, 20, 0, tzinfo=timezone.get_fixed_timezone(0))
    make_comment(row, state="shown", text="ดี", written_at=evening)
    make_comment(row, text="รออยู่")
    told = [(line["kind"], line["text"], line["day"]) for line in public.said_of(row.pk)]
    assert told == [("comment", "ดี", date(2019, 1, 6)), ("corrected", "แก้ชื่อ", date(2019, 1, 5))]
