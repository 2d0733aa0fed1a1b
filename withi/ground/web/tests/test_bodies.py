"""What a request carries: too large, too slow, too many and in foreign letters is refused; the rest arrives whole."""

import io
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from withi.ground.web import bodies
from withi.ground.web.bodies import Body, BodyMiddleware, Breaths, Places, behind


class Slow:
    """A sender who never ends."""

    def __init__(self) -> None:
        self.ended = threading.Event()

    def read(self, _size: int = -1, /) -> bytes:
        self.ended.wait(30)
        return b""

    def readline(self, size: int = -1, /) -> bytes:
        return self.read(size)


@pytest.fixture
def slow() -> Iterator[Slow]:
    sender = Slow()
    yield sender
    sender.ended.set()


def test_a_body_put_aside_is_read_as_it_came() -> None:
    content = b"a=1\n" * 500_000
    body = Body(io.BytesIO(content))
    body.put_aside(len(content))
    assert body.readline() == b"a=1\n"
    assert body.read() == content[4:]
    body.close()


def test_a_body_that_does_not_come_is_given_up(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    monkeypatch.setattr(bodies, "LOOK", 0.02)
    with pytest.raises(TimeoutError):
        Body(slow).put_aside(10)


def test_a_disk_without_room_is_told_to_whoever_waits() -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(28, "No space left on device")

    body = Body(Broken())
    with pytest.raises(OSError, match="No space left"):
        body.put_aside(10)


def test_one_address_takes_no_more_than_its_share() -> None:
    places = Places(every=4, each=2)
    with places.one("a") as first, places.one("a") as second, places.one("a") as third, places.one("b") as other:
        assert (first, second, third, other) == (True, True, False, True)
    with places.one("a") as again:
        assert again
    assert not places.taken


def test_altogether_no_more_come_in_than_there_are_places() -> None:
    places = Places(every=2, each=2)
    with places.one("a"), places.one("b"), places.one("c") as third:
        assert not third


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("session", "limit"), [("", settings.DATA_UPLOAD_MAX_MEMORY_SIZE), ("x", settings.BODY_MAX_BYTES)]
)
def test_what_is_too_large_is_refused_unread(client: Client, session: str, limit: int) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    if not session:
        client.cookies.clear()
    answer = client.generic("POST", "/accounts/login/", b"a=1", CONTENT_LENGTH=str(limit + 1))
    assert answer.status_code == 413
    assert "เมกะไบต์" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"]


class Measured(io.BytesIO):
    """A body that says how much of it was asked for."""

    asked = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked += 1
        return super().read(size)


def sent_to(path: str, session: str, length: int) -> tuple[str, int]:
    """The status for a body of that length, and how often the server read of it."""
    told: list[Any] = []
    environ = RequestFactory().post(path, b"a=1", content_type="text/plain").environ
    environ["HTTP_COOKIE"], environ["CONTENT_LENGTH"] = f"{settings.SESSION_COOKIE_NAME}={session}", str(length)
    environ["wsgi.input"] = body = Measured(b"a=1")
    b"".join(behind(get_wsgi_application())(environ, lambda *some: told.append(some)))
    return str(told[0][0])[:3], body.asked


def session_of(data: dict[str, str]) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store.update(data)
    store.save()
    return str(store.session_key)


@pytest.fixture
def kept_open(db: None) -> Iterator[None]:
    """The test's own connection stays open: a server's begin and end of a request look for stale ones."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield
    for moment in moments:
        moment.connect(close_old_connections)


@pytest.mark.usefixtures("kept_open")
@pytest.mark.parametrize(
    ("path", "data", "is_read"),
    [
        ("/desk/photos/zip/", {SESSION_KEY: "1"}, True),
        ("/en/desk/photos/zip/", {SESSION_KEY: "1"}, True),
        ("/desk/photos/zip/", {}, False),
        ("/desk/import/", {SESSION_KEY: "1"}, False),
        ("/nowhere/", {SESSION_KEY: "1"}, False),
    ],
)
def test_a_page_that_takes_more_takes_it_from_who_is_signed_in(path: str, data: dict[str, str], is_read: bool) -> None:
    status, asked = sent_to(path, session_of(data), settings.BODY_MAX_BYTES + 1)
    assert (status == "413", asked > 0) == (not is_read, is_read)


@pytest.mark.usefixtures("kept_open")
def test_a_made_up_cookie_opens_no_door() -> None:
    assert sent_to("/desk/photos/zip/", "x" * 32, settings.BODY_MAX_BYTES + 1) == ("413", 0)


@pytest.mark.usefixtures("kept_open")
def test_a_page_that_takes_more_has_an_end_too() -> None:
    assert sent_to("/desk/photos/zip/", session_of({SESSION_KEY: "1"}), 400 * bodies.MIB) == ("413", 0)


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["cp874", "base64", "idna", "rot13", "utf-16", "no-such-letters", "x" * 20_000])
def test_foreign_letters_are_refused_before_anything_is_decoded(charset: str) -> None:
    """Django breaks on some of these while it makes the request: the page comes nevertheless."""
    told: list[Any] = []
    environ = RequestFactory().post("/accounts/login/?a=1", b"a=1", content_type="text/plain").environ
    environ["CONTENT_TYPE"] = f"application/x-www-form-urlencoded; charset={charset}"
    body = b"".join(behind(get_wsgi_application())(environ, lambda *some: told.append(some)))
    assert told[0][0].startswith("415")
    assert "รหัสตัวอักษร" in body.decode()


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x", "text/html; charset=UTF8"])
def test_letters_of_ours_stay_as_they_are(kind: str) -> None:
    assert bodies.without_letters(kind) == {}


@pytest.mark.django_db
def test_too_many_at_once_are_told_to_come_again(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BODIES_AT_ONCE", 0)
    told: list[Any] = []
    environ = RequestFactory().post("/accounts/login/", b"a=1", content_type="text/plain").environ
    environ["wsgi.input"] = slow
    body = b"".join(behind(get_wsgi_application())(environ, lambda *some: told.append(some)))
    assert told[0][0].startswith("503")
    assert dict(told[0][1])["Retry-After"]
    assert "กรุณาส่งอีกครั้ง" in body.decode()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which goes on only where somebody sleeps."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    return now


def test_who_had_a_file_refused_waits_a_breath_and_nobody_else(clock: list[float]) -> None:
    breaths = Breaths()
    breaths.refused("a")
    assert breaths.await_turn("b")
    assert clock == [100.0]
    assert breaths.await_turn("a")
    assert clock == [100.0 + bodies.BREATH]
    assert breaths.await_turn("a")
    assert clock == [100.0 + bodies.BREATH], "a wait is waited once"


def test_files_refused_at_the_same_moment_have_one_breath_each(clock: list[float]) -> None:
    breaths = Breaths()
    for _ in range(4):
        breaths.refused("a")
    assert breaths.await_turn("a")
    assert clock == [100.0 + 4 * bodies.BREATH]


def test_nobody_waits_longer_than_a_body_may_take(clock: list[float]) -> None:
    breaths = Breaths()
    for _ in range(int(bodies.PATIENCE / bodies.BREATH) + 1):
        breaths.refused("a")
    assert not breaths.await_turn("a")
    assert clock == [100.0], "who would wait in vain is told at once"


def test_an_address_that_has_waited_is_forgotten(clock: list[float]) -> None:
    breaths = Breaths()
    breaths.refused("a")
    clock[0] += bodies.BREATH
    breaths.refused("b")
    assert list(breaths.until) == ["b"]


FILE = b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.png"\r\n\r\nno picture\r\n--x--\r\n'
PLAIN = b'--x\r\nContent-Disposition: form-data; name="word"\r\n\r\nno file\r\n--x--\r\n'


def answered(middleware: BodyMiddleware, content: bytes = FILE, kind: str = "multipart/form-data; boundary=x") -> int:
    request = RequestFactory().post("/desk/", content, content_type=kind)
    request.META["wsgi.input"] = body = Body(io.BytesIO(content))
    vars(request)["_stream"] = body
    return middleware(request).status_code


@pytest.mark.parametrize(
    ("content", "kind", "status", "waits"),
    [
        (FILE, "multipart/form-data; boundary=x", 422, True),
        (FILE, "multipart/form-data; boundary=x", 302, False),
        (PLAIN, "multipart/form-data; boundary=x", 422, False),
        (b"word=1", "application/x-www-form-urlencoded", 422, False),
    ],
)
def test_only_after_a_refused_file_is_there_a_wait(
    clock: list[float], content: bytes, kind: str, status: int, waits: bool
) -> None:
    middleware = BodyMiddleware(lambda _request: HttpResponse(status=status))
    assert answered(middleware, content, kind) == status
    assert clock == [100.0]
    answered(middleware)
    assert (clock[0] > 100.0) == waits


def test_a_file_keeps_its_place_while_it_is_worked_on() -> None:
    """Otherwise photos sent side by side would hold every thread, each waiting for the two that are opened."""
    held: list[int] = []

    def work(_request: HttpRequest) -> HttpResponse:
        held.append(middleware.places.taken.total())
        return HttpResponse()

    middleware = BodyMiddleware(work)
    answered(middleware)
    answered(middleware, b"word=1", "application/x-www-form-urlencoded")
    assert held == [1, 0]
    assert not middleware.places.taken
