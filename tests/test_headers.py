"""Every answer carries the protection: all URL patterns, static files, every kind of error, allauth's pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.cast import World
from tests.doors import doors
from tests.matrix import Check, knock_raw, named
from tests.openings import Door, Open
from tests.pages import bytes_of

NEEDED = {
    "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
TOLD_OF_US = ("Server", "X-Powered-By", "Via")
CASES = list(doors())


def ids(case: object) -> str:
    return named(case) if isinstance(case, Door) else str(case)


def lacking(answer: HttpResponseBase) -> list[str]:
    """What an answer lacks, or tells too much."""
    heads = answer.headers
    found = [name for name, value in NEEDED.items() if heads.get(name) != value]
    found += [name for name in ("Permissions-Policy", "Cache-Control") if not heads.get(name)]
    found += [name for name in TOLD_OF_US if name in heads]
    if bytes_of(answer) and "charset=" not in (kind := heads.get("Content-Type", "")) and kind.startswith("text/"):
        found.append("charset")
    return found


@pytest.mark.parametrize(("name", "door"), CASES, ids=ids)
def test_every_url_carries_them_for_everyone(world: World, name: str, door: Door) -> None:
    url = Check(world, name, door).url(world.register.here)
    guest, worker, department = world.cast.guest, world.cast.worker, world.cast.department
    asked = [(who, how) for who in (guest, department) for how in ("GET", "POST")]
    for person, method in [*asked, (worker, "DELETE"), (worker, "OPTIONS")]:
        answer = knock_raw(person, method, url)
        assert lacking(answer) == [], (person.name, method, answer.status_code)
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("name", ["css/site.css", "vendor/province_paths.json", "robots.txt"])
@pytest.mark.django_db
def test_files_and_what_there_is_not_carry_them_too(client: Client, name: str) -> None:
    for url in (f"/{settings.STATIC_URL.strip('/')}/{name}", f"/{name}", f"/en/{name}"):
        assert lacking(client.get(url)) == []


def too_large(client: Client) -> Any:
    return client.generic("POST", "/accounts/login/", b"", CONTENT_LENGTH=str(settings.BODY_MAX_BYTES * 9))


def unsigned(client: Client) -> Any:
    return Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})


ERRORS: dict[int, Callable[[Client], Any]] = {
    400: lambda client: client.get("/", HTTP_HOST="no such host"),
    403: unsigned,
    404: lambda client: client.get("/nowhere/"),
    405: lambda client: client.put("/about/"),
    413: too_large,
    415: lambda client: client.post("/accounts/login/", b"a=1", content_type="text/plain; charset=cp874"),
    422: lambda client: client.post("/accounts/login/", {"login": "nobody", "password": "nothing"}),
    301: lambda client: client.get("/about"),
    302: lambda client: client.get("/desk/"),
    401: lambda client: client.post("/desk/products/add/", {"name_th": "x"}),
}


@pytest.mark.parametrize("status", ERRORS)
def test_every_kind_of_error_carries_them(world: World, status: int) -> None:
    answer = ERRORS[status](Client())
    assert answer.status_code == status
    assert lacking(answer) == []


def test_an_answer_of_500_carries_them_and_tells_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("withi.ground.web.middleware.LanguageMiddleware.__call__", lambda _self, _request: 1 / 0)
    answer = Client(raise_request_exception=False).get("/about/")
    assert answer.status_code == 500
    assert lacking(answer) == []
    text = answer.content.decode()
    assert "ZeroDivisionError" not in text
    assert "Traceback" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/about/", "/robots.txt", "/accounts/login/"])
def test_trace_is_refused(client: Client, url: str) -> None:
    answer = client.trace(url)
    assert answer.status_code in (403, 405)
    assert lacking(answer) == []


@pytest.mark.django_db
def test_behind_https_browsers_are_told_to_stay_there(client: Client, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    for url in ("/about/", "/nowhere/", reverse("account_login")):
        assert (
            "max-age=31536000; includeSubDomains" in client.get(url, secure=True).headers["Strict-Transport-Security"]
        )


def test_the_account_pages_are_among_them() -> None:
    assert len([name for name, door in CASES if door.get is Open.ACCOUNT]) >= 10


def test_a_missing_header_would_be_found(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: an answer that goes round the outermost middleware."""
    answer = client.get("/about/")
    del answer.headers["Content-Security-Policy"]
    assert lacking(answer) == ["Content-Security-Policy"]
