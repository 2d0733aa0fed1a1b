"""Which database a request reads from, and when a standby is trusted (with a real one: tests/test_replica.py)."""

from datetime import UTC, date, datetime, time
from math import inf
from threading import Event, current_thread
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from withi.ground.web import reading
from withi.ground.web.reading import Gauge, Router, Standby


@pytest.fixture
def standby(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Standby:
    """One that keeps up and is not looked at again."""
    monkeypatch.setattr(reading, "is_set", lambda: True)
    settings.REPLICA_LAG = 10.0
    known = Standby(behind=0.0, looked=inf)
    monkeypatch.setattr(reading, "STANDBY", known)
    monkeypatch.setattr(known, "lose", lambda: setattr(known, "behind", inf))
    return known


def read_from(method: str = "get", **cookies: str) -> str:
    """The database that a request with these cookies reads from."""
    request = getattr(RequestFactory(), method)("/")
    if cookies:
        request.META["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return reading.for_guests(request, reading.alias)


def test_only_who_only_looks_reads_from_the_standby(standby: Standby) -> None:
    assert read_from() == "replica"
    assert read_from("head") == "replica"
    assert read_from(theme="dark") == "replica"
    assert read_from("post") == "default"
    assert read_from(sessionid="x") == "default"
    assert read_from(csrftoken="x") == "default"
    assert read_from(messages="x") == "default"
    assert reading.alias() == "default", "the choice ends with the request"


def test_without_a_standby_all_read_from_the_primary() -> None:
    assert read_from() == "default"


@pytest.mark.parametrize(
    ("behind", "found"), [(0.0, "replica"), (10.0, "replica"), (10.1, "default"), (inf, "default")]
)
def test_one_that_is_too_far_behind_is_not_read(standby: Standby, behind: float, found: str) -> None:
    standby.behind = behind
    assert read_from() == found


def test_a_page_that_breaks_is_made_again_from_the_primary(standby: Standby) -> None:
    tried = []

    def make() -> str:
        tried.append(reading.alias())
        if reading.alias() == "replica":
            raise OperationalError("canceling statement due to conflict with recovery")
        return "page"

    assert reading.for_guests(RequestFactory().get("/"), make) == "page"
    assert tried == ["replica", "default"]
    assert read_from() == "default", "it is left alone for a while"


def test_trouble_of_the_primary_is_not_hidden(standby: Standby) -> None:
    def make() -> None:
        raise OperationalError("gone")

    with pytest.raises(OperationalError):
        reading.for_guests(RequestFactory().get("/"), make)


def test_reads_follow_the_request_and_writes_do_not(standby: Standby) -> None:
    router, person, asked = Router(), get_user_model(), RequestFactory().get("/")
    assert reading.for_guests(asked, lambda: router.db_for_read(person)) == "replica"
    assert reading.for_guests(asked, lambda: router.db_for_write(person)) == "default"
    assert router.db_for_read(person) == "default"
    assert not router.allow_migrate("replica", "ground")
    assert router.allow_migrate("default", "ground")


# --- how far behind ------------------------------------------------------------------------------


def test_an_idle_primary_is_no_lag() -> None:
    gauge = Gauge()
    assert [gauge.behind(now, 100, 100) for now in (0, 1_000, 100_000)] == [0, 0, 0]


def test_lag_is_the_age_of_what_has_not_arrived() -> None:
    gauge = Gauge()
    assert gauge.behind(0, 100, 90) == 0
    assert gauge.behind(5, 200, 99) == 5
    assert gauge.behind(6, 300, 100) == 0, "what was written at 0 is there"
    assert gauge.behind(9, 400, 299) == 3, "what was written at 6 is not"
    assert gauge.behind(10, 400, 400) == 0


def test_the_first_look_goes_by_the_clock() -> None:
    """A site that starts beside a standby of last week does not take it for fresh."""
    assert Gauge().behind(1_000, 100, 90, 600_000) == 600_000
    assert Gauge().behind(1_000, 100, 100, 600_000) == 0


def places(monkeypatch: pytest.MonkeyPatch, **found: int | Exception | None) -> None:
    def position(using: str) -> int | None:
        answer = found[using]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(reading, "position", position)
    monkeypatch.setattr(reading, "replayed_ago", lambda: 0.0)


def test_a_server_that_is_a_primary_itself_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    places(monkeypatch, default=5, replica=None)
    found = Standby(behind=0.0)
    found.look()
    assert found.behind == inf


def test_where_the_primary_is_gone_the_standby_serves_on(monkeypatch: pytest.MonkeyPatch) -> None:
    places(monkeypatch, default=OperationalError("gone"), replica=5)
    found = Standby(behind=1.0)
    found.look()
    assert found.behind == 1.0


@pytest.mark.parametrize("gone", ["replica", "default"])
def test_after_trouble_nobody_waits_for_the_next_look(
    settings: Any, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    """A server that does not answer lets whoever asks it wait for seconds; no guest is among them but the first."""
    settings.REPLICA_LAG = 10.0
    database = settings.DATABASES["default"]
    monkeypatch.setattr(reading, "connections", ConnectionHandler({"default": database, "replica": database}))
    answer: dict[str, int | Exception | None] = {"default": 5, "replica": 5, gone: OperationalError("gone")}
    places(monkeypatch, **answer)
    found = Standby(behind=0.0)
    found.look()
    before = found.behind
    found.looked = -inf
    answers, asked = Event(), []

    def position(using: str) -> int:
        asked.append(current_thread().name)
        assert answers.wait(60)
        return 5

    monkeypatch.setattr(reading, "position", position)
    assert found.keeps_up() == (before == 0.0), "as it was known, at once"
    assert found.keeps_up() == (before == 0.0), "the look is still under way"
    answers.set()
    with found.lock:
        assert asked == ["standby-look"] * 2
    assert (found.behind, found.is_troubled) == (0.0, False)


def ask_thrice() -> None:
    with reading.prepared() as cursor:
        for number in range(3):
            cursor.execute("select %s || 'ๆ'", [str(number)])
            assert cursor.fetchall() == [(f"{number}ๆ",)]


@pytest.mark.django_db
def test_a_prepared_statement_is_kept_by_the_server() -> None:
    ask_thrice()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_prepared_statements where statement like %s", ["%ๆ%"])
            assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_a_prepared_statement_is_counted_and_told() -> None:
    ask_thrice()
    with CaptureQueriesContext(connection) as seen:
        ask_thrice()
    assert ["ๆ" in (query["sql"] or "") for query in seen.captured_queries] == [True] * 3


# --- long lists ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_long_list_is_read_in_its_order_and_nothing_is_held_open_between_its_pieces() -> None:
    people = get_user_model().objects
    for name in "cadb":
        people.create(username=name)
    pieces = reading.in_pieces(people.filter(is_active=True).order_by("username"), 1)
    assert [row.username for row in next(pieces)] == ["a"]
    people.filter(username="b").delete()
    people.filter(username="c").update(is_active=False)
    people.filter(username="d").update(display_name="ดวง")
    assert [[(row.username, row.display_name) for row in some] for some in pieces] == [[], [], [("d", "ดวง")]]


@pytest.mark.django_db
def test_named_values_of_a_long_list() -> None:
    people = get_user_model().objects
    for name in "ba":
        people.create(username=name)
    rows = people.order_by("-username").values_list("pk", "username", named=True)
    assert [[row.username for row in some] for some in reading.in_pieces(rows)] == [["b", "a"]]
    assert list(reading.in_pieces(people.none())) == []


@pytest.mark.parametrize("told", [date(2026, 11, 27), "2026-11-27", "2026-11-27 00:00:00"])
def test_a_day_is_a_day_however_the_database_tells_it(told: date | str) -> None:
    assert reading.day_of(told) == date(2026, 11, 27)


@pytest.mark.parametrize("told", [time(9, 30), "09:30:00"])
def test_an_hour_is_an_hour_however_the_database_tells_it(told: time | str) -> None:
    assert reading.hour_of(told) == time(9, 30)


@pytest.mark.parametrize(
    "told",
    [
        datetime(2026, 11, 27, 7, 0, tzinfo=UTC),
        datetime(2026, 11, 27, 7, 0),  # noqa: DTZ001 - as SQLite's driver tells it
        "2026-11-27 07:00:00",
    ],
)
def test_a_moment_is_aware_however_the_database_tells_it(told: datetime | str) -> None:
    moment = reading.moment_of(told)
    assert (moment, moment.tzinfo) == (datetime(2026, 11, 27, 7, 0, tzinfo=UTC), UTC)
