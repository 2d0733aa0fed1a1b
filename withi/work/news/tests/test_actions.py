"""Every write on news."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from withi.ground.search import actions as search
from withi.ground.search.queries import find
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem
from withi.registers.publication import actions as publication
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Cast, make_cast
from withi.work.news import actions, public, queries, rules
from withi.work.news.models import NewsComment, NewsCorrection, NewsDay, NewsItem, NewsReader
from withi.work.news.rules import Heard
from withi.work.news.tests.factory import make_comment, make_event, make_item, row_of

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 10) Chrome/124.0 Mobile"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def add(cast: Cast, **values: Any) -> NewsItem:
    return actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=row_of(**values))


def change(cast: Cast, item: NewsItem, correction: str = "", **values: Any) -> bool:
    facts = {name: getattr(item, name) for name in actions.FACTS} | values
    return actions.change(
        actor=cast.worker.user,
        scope=cast.worker.scope,
        item=item,
        facts=actions.ItemRow(**facts),
        version=item.version,
        correction=correction,
    )


def test_from_draft_to_the_public_page(cast: Cast) -> None:
    item = add(cast)
    assert item.state == State.DRAFT
    assert not NewsItem.objects.shown().exists()
    publication.submit(actor=cast.worker.user, scope=cast.worker.scope, row=item)
    with pytest.raises(Problem, match=r"access\.ability|publication\.own_row"):
        publication.approve(actor=cast.worker.user, scope=cast.worker.scope, row=item)
    publication.approve(actor=cast.chief.user, scope=cast.chief.scope, row=item)
    assert NewsItem.objects.shown().get() == item
    verbs = TrailEntry.objects.filter(subject="news", subject_id=item.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["news.add", "publication.submit", "publication.approve"]


@pytest.mark.parametrize("name", ["lead_th", "body_th", "office"])
def test_what_is_not_whole_is_not_sent(cast: Cast, name: str) -> None:
    item = add(cast, **{name: ""})
    with pytest.raises(Problem, match=r"publication\.incomplete"):
        publication.submit(actor=cast.worker.user, scope=cast.worker.scope, row=item)


def test_nobody_writes_news_of_another_province(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"publication\.area"):
        add(cast, area_code="300101")
    with pytest.raises(Problem, match=r"publication\.area"):
        add(cast, area_code="")
    with pytest.raises(Problem, match=r"access\.ability"):
        change(cast, make_item(area_code="300101"), title_th="ของคนอื่น")
    assert NewsItem.objects.count() == 1


def test_bad_dates_are_refused(cast: Cast) -> None:
    now, today = timezone.now(), timezone.localdate()
    with pytest.raises(Problem, match=r"news\.past"):
        add(cast, appears_at=now - timedelta(minutes=1))
    with pytest.raises(Problem, match=r"news\.dated"):
        add(cast, dated_on=today + timedelta(days=1))
    with pytest.raises(Problem, match=r"news\.ends"):
        add(cast, sort="event", begins_on=today, ends_on=today - timedelta(days=1))
    assert not NewsItem.objects.exists()


def test_news_has_no_days_of_an_event(cast: Cast) -> None:
    item = add(cast, begins_on=timezone.localdate())
    assert item.begins_on is None


def test_an_approved_article_appears_at_its_hour(cast: Cast) -> None:
    item = make_item(appears_at=timezone.now() + timedelta(hours=1))
    assert public.latest() == []
    assert public.page(item.pk, timezone.localdate()) is None
    NewsItem.objects.update(appears_at=timezone.now() - timedelta(seconds=1))
    assert [row["pk"] for row in public.latest()] == [item.pk]


def test_what_readers_saw_is_corrected_with_a_note(cast: Cast) -> None:
    item = make_item()
    with pytest.raises(Problem, match=r"news\.correction"):
        change(cast, item, lead_th="ใหม่")
    item.refresh_from_db()
    assert item.version == 1
    assert change(cast, item, "แก้จำนวนคน", lead_th="ใหม่")
    item.refresh_from_db()
    assert (item.state, item.lead_th) == (State.WAITING, "ใหม่")
    assert NewsCorrection.objects.get().note == "แก้จำนวนคน"
    assert not change(cast, item, "ไม่มีอะไรเปลี่ยน")
    assert NewsCorrection.objects.count() == 1


def test_the_second_of_two_editors_sees_both_versions(cast: Cast) -> None:
    item = make_item(state=State.DRAFT.value)
    NewsItem.objects.update(version=2, title_th="คนแรก")
    with pytest.raises(Problem, match=r"publication\.changed"):
        change(cast, item, title_th="คนที่สอง")


# --- comments ------------------------------------------------------------------------------------


def say(item: NewsItem, address: str = "198.51.100.7", text: str = "ดีมาก") -> NewsComment:
    return actions.comment(item=item, name="ผู้อ่าน", text=text, address=address)


def test_a_comment_waits_and_names_no_address(cast: Cast) -> None:
    item = make_item()
    made = say(item)
    assert made.state == Heard.HELD
    assert public.said_of(item.pk) == []
    assert "198.51" not in made.line
    actions.hear(actor=cast.chief.user, scope=cast.chief.scope, comment=made, shows=True)
    assert [row["text"] for row in public.said_of(item.pk)] == ["ดีมาก"]
    with pytest.raises(Problem, match=r"news\.decided"):
        actions.hear(actor=cast.chief.user, scope=cast.chief.scope, comment=made, shows=False)


def test_ten_thousand_posts_leave_a_few() -> None:
    """From one line and from very many: the table stays small, whatever is sent."""
    item = make_item()
    codes = Counter(code_of(item, "198.51.100.7") for _ in range(60))
    assert codes == {"": rules.COMMENTS_IN_A_WHILE, "news.often": 60 - rules.COMMENTS_IN_A_WHILE}
    codes = Counter(code_of(item, f"203.0.113.{turn}") for turn in range(60))
    assert set(codes) == {"", "news.many"}
    assert NewsComment.objects.count() == rules.MOST_HELD


def code_of(item: NewsItem, address: str) -> str:
    """What a comment is refused with; empty where it is taken."""
    try:
        say(item, address=address)
    except Problem as refused:
        return refused.code
    return ""


def test_one_switch_turns_comments_off(settings: Any) -> None:
    item = make_item()
    make_comment(item, state="shown")
    settings.NEWS_COMMENTS = False
    with pytest.raises(Problem, match=r"news\.comments_off"):
        say(item)
    assert public.said_of(item.pk) == []


def test_comments_of_another_province_are_not_ones_own(cast: Cast) -> None:
    far = make_comment(make_item(area_code="300101"))
    with pytest.raises(Http404):
        actions.hear(actor=cast.chief.user, scope=cast.chief.scope, comment=far, shows=True)
    near = make_comment(make_item())
    with pytest.raises(Problem, match=r"access\.ability"):
        actions.hear(actor=cast.reader.user, scope=cast.reader.scope, comment=near, shows=True)


# --- readers -------------------------------------------------------------------------------------


def read(item: NewsItem, address: str = "198.51.100.7", agent: str = PHONE) -> tuple[int, int]:
    actions.count_reader(item=item, address=address, agent=agent)
    return queries.readers(item.pk, timezone.localdate())


def test_readers_are_counted_once_a_day_and_machines_never() -> None:
    item = make_item()
    assert read(item) == (1, 1)
    assert read(item) == (1, 1)
    assert read(item, address="198.51.100.8") == (2, 2)
    assert read(item, agent="Googlebot/2.1") == (2, 2)
    assert read(make_item()) == (1, 1)


def test_who_read_yesterday_is_forgotten_and_the_sum_stays() -> None:
    item, yesterday = make_item(), timezone.localdate() - timedelta(days=1)
    item.days.create(day=yesterday, readers=5)
    NewsReader.objects.create(item=item, day=yesterday, token="t" * 64)
    assert read(item) == (1, 6)
    assert not NewsReader.objects.filter(day=yesterday).exists()


def test_events_ahead_come_in_their_order() -> None:
    today = timezone.localdate()
    make_event(begins_on=today - timedelta(days=9), ends_on=today - timedelta(days=8))
    late = make_event(begins_on=today + timedelta(days=9), ends_on=None)
    running = make_event(begins_on=today - timedelta(days=1), ends_on=today)
    make_item()
    assert [row["pk"] for row in public.coming(today)] == [running.pk, late.pk]


def test_readers_of_the_last_days_order_equal_titles() -> None:
    quiet, read = (make_item(title_th="งานผ้าไหม", state=State.PUBLISHED) for _ in range(2))
    publication.reindex(actions.KIND, [quiet, read])
    today = timezone.localdate()
    NewsDay.objects.create(item=read, day=today, readers=9)
    NewsDay.objects.create(item=quiet, day=today - timedelta(days=queries.LATELY), readers=900)
    assert queries.read_lately() == {read.pk: 9}
    search.refresh_popularity()
    assert [hit.ref_id for hit in find("งานผ้าไหม", kinds=["news"]).hits] == [read.pk, quiet.pk]
