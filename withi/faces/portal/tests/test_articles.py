"""News on the page of the community that it is about."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from withi.faces.portal.tests import factory
from withi.faces.portal.tests.test_cost import MOST_QUERIES, statements
from withi.faces.portal.tests.test_pages import page
from withi.ground.web import versions
from withi.ground.web.pagecache import PAGES
from withi.registers.publication import actions as publication
from withi.registers.villages.models import Community
from withi.work.news.actions import KIND
from withi.work.news.models import NewsItem
from withi.work.news.tests.factory import make_event, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Community:
    factory.areas()
    return factory.community()


def links(html: str, *items: NewsItem) -> list[bool]:
    """Whether each stands on the page."""
    return [f'/news/{item.pk}/"' in html for item in items]


def test_the_latest_three_about_a_village_stand_on_its_page(client: Client, home: Community) -> None:
    days = [date(2026, month, 5) for month in (1, 2, 3)]
    old, *latest = [make_item(community=home, dated_on=day) for day in [date(2025, 1, 1), *days]]
    other = make_item(community=factory.community("บ้านอื่น", area_code="40150806"))
    draft = make_item(community=home, state="draft")
    html = page(client, f"/communities/{home.pk}/")
    assert links(html, *latest) == [True] * 3
    assert links(html, old, other, draft, make_item()) == [False] * 4
    places = [html.index(f'/news/{item.pk}/"') for item in latest]
    assert places == sorted(places, reverse=True), "the newest first"
    assert 'href="#news"' in html
    assert 'id="news"' not in page(client, f"/communities/{factory.community('บ้านเงียบ').pk}/")


def test_an_event_says_so_with_its_first_day_in_both_languages(client: Client, home: Community) -> None:
    make_event(community=home, title_en="Rocket Festival")
    assert "กิจกรรม · 5 ม.ค. 2573" in page(client, f"/communities/{home.pk}/").replace("\xa0", " ")
    english = page(client, f"/en/communities/{home.pk}/").replace("\xa0", " ")
    assert "Event · 5 Jan 2030" in english
    assert "Rocket Festival" in english


def test_a_published_article_makes_the_page_anew(client: Client, home: Community) -> None:
    """The first one about a village, whatever province it was written in."""
    path = f"/communities/{home.pk}/"
    assert 'id="news"' not in page(client, path)
    item = make_item(community=home, area_code="10")
    publication.refresh_pages(KIND, [item])
    assert links(page(client, path), item) == [True]


def test_what_is_set_for_an_hour_comes_at_that_hour(
    client: Client, home: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_item(community=home, appears_at=timezone.now() + timedelta(hours=1))
    path = f"/communities/{home.pk}/"
    assert links(page(client, path), item) == [False]
    NewsItem.objects.filter(pk=item.pk).update(appears_at=timezone.now() - timedelta(minutes=1))
    assert links(page(client, path), item) == [False], "kept"
    clock: Any = __import__("time").monotonic
    monkeypatch.setattr("withi.ground.web.pagecache.time.monotonic", lambda: clock() + 301)
    assert links(page(client, path), item) == [True], "but for five minutes only"


def test_news_takes_no_statement_more(client: Client, home: Community) -> None:
    path = f"/communities/{home.pk}/"
    before = len(statements(client, path))
    make_item(community=home)
    versions.forget()
    PAGES.clear()
    asked = statements(client, path)
    assert len(asked) == before <= MOST_QUERIES
    assert sum("news_item" in statement for statement in asked) == 1
