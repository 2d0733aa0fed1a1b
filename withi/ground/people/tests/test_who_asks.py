"""Session, account and postings of who asks: three plain statements before every page of an officer."""

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from withi.ground.people.models import Posting, User
from withi.ground.people.queries import postings_of
from withi.ground.people.rules import Position
from withi.ground.people.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_who_asks_takes_three_plain_statements(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert cast.worker.client.get("/desk/").status_code == 200
    texts = [" ".join(query["sql"].split()) for query in asked.captured_queries]
    tables = ("django_session", "people_user", "people_posting")
    assert [[table for table in tables if f" from {table} " in text] for text in texts[:3]] == [
        ["django_session"],
        ["people_user"],
        ["people_posting"],
    ]


def test_a_session_that_is_over_or_was_never_there_is_nobodys(cast: Cast) -> None:
    key = cast.worker.client.session.session_key
    assert key
    assert SessionStore(key).load()
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    for gone in (key, "x" * 32):
        store = SessionStore(gone)
        assert store.load() == {}
        assert store.session_key is None
    assert cast.worker.client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("first", "last", "holds"), [(0, None, True), (-1, 0, True), (1, None, False), (-9, -1, False)]
)
def test_a_posting_holds_from_its_first_day_to_its_last(cast: Cast, first: int, last: int | None, holds: bool) -> None:
    today = timezone.localdate()
    user = cast.unposted.user
    assert user
    until = None if last is None else today + timedelta(days=last)
    Posting.objects.create(
        user=user,
        position=Position.AUDITOR,
        area_code="40",
        valid_from=today + timedelta(days=first),
        valid_until=until,
    )
    found = postings_of(User.objects.get(pk=user.pk))
    assert bool(found) is holds
    assert all(type(posting.valid_from) is date for posting in found)
