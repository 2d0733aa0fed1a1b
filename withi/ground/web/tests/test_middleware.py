"""Headers on every answer, the language from the address, problems as pages."""

import json
import sqlite3
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client

from withi.ground.web.answers import is_busy

pytestmark = pytest.mark.urls("withi.ground.web.tests.public_urls")
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guest() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    "path", ["/still/", "/nothing/", "/broken/", "/denied/", "/refused/", "/still", "/static/x.css"]
)
def test_every_answer_is_protected(path: str) -> None:
    response = guest().get(path)
    assert {name: response.headers.get(name) for name in PROTECTION} == PROTECTION
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["Cache-Control"]


def test_static_files_are_protected_too() -> None:
    response = guest().get("/static/favicon.svg")
    assert b"".join(response).startswith(b"<svg")
    assert response.status_code == 200
    assert {name: response.headers.get(name) for name in PROTECTION} == PROTECTION


@pytest.mark.parametrize(
    ("path", "lang"),
    [
        ("/nothing/", "th"),
        ("/en/nothing/", "en"),
        ("/en", "en"),
        ("/english/", "th"),
        ("/th/", "th"),
        ("/en.html", "th"),
    ],
)
def test_the_address_alone_gives_the_language(path: str, lang: str) -> None:
    response = guest().get(path, headers={"Accept-Language": "en" if lang == "th" else "th"})
    assert f'<html lang="{lang}">' in response.content.decode()
    assert "Accept-Language" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing/", 404), ("/broken/", 500), ("/denied/", 403), ("/refused/", 403)]
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_errors_ask_no_database_and_leak_nothing(path: str, status: int, prefix: str) -> None:
    response = guest().get(prefix + path)  # unmarked, it may ask no database
    assert response.status_code == status
    assert "secret" not in response.content.decode()
    assert "noindex" in response.content.decode()


def test_404_helps_on() -> None:
    page = guest().get("/en/nothing/").content.decode()
    assert 'action="/en/search/"' in page
    assert 'href="/en/communities/"' in page


@pytest.mark.parametrize(("prefix", "said"), [("", "กติกาพื้นที่รับผิดชอบ"), ("/en", "Rule of areas")])
def test_404_on_the_desk_names_the_rule_of_areas(prefix: str, said: str) -> None:
    page = guest().get(f"{prefix}/desk/nothing/").content.decode()
    assert said in page
    assert "/search/" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_problem_names_its_rule_in_both_languages() -> None:
    assert "สำนักงานพัฒนาชุมชนจังหวัด" in guest().get("/refused/").content.decode()
    assert "provincial office" in guest().get("/en/refused/").content.decode()


def test_several_problems_as_json() -> None:
    response = guest().get("/en/several/", headers={"Accept": "application/json"})
    assert response.status_code == 422
    found = json.loads(response.content)["problems"]
    assert [(problem["code"], problem["field"]) for problem in found] == [
        ("web.form_too_old", "date"),
        ("web.bad_request", "name"),
    ]
    assert "too long" in found[0]["message"]


@pytest.mark.parametrize(("path", "status"), [("/refused/", 403), ("/nothing/", 404), ("/broken/", 500)])
def test_htmx_is_told_in_place(path: str, status: int) -> None:
    response = guest().get(path, headers={"HX-Request": "true"})
    assert response.status_code == status
    assert response.headers["HX-Retarget"] == "#told"
    assert 'id="told"' in response.content.decode()
    assert "<html" not in response.content.decode()


def test_a_bad_host_is_refused() -> None:
    assert guest().get("/still/", headers={"Host": "evil.example"}).status_code == 400


def locked() -> OperationalError:
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorname = "SQLITE_BUSY"
    error = OperationalError("database is locked")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_busy_database_is_a_page_that_tries_again(prefix: str) -> None:
    with patch("withi.ground.web.tests.public_urls.connection.cursor", side_effect=locked()):
        response = guest().get(f"{prefix}/writing/?a=1")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.headers["Refresh"] == "5"
    assert f'href="{prefix}/writing/?a=1"' in response.content.decode()
    assert "database" not in response.content.decode()


def test_a_busy_form_can_be_sent_again_as_typed() -> None:
    with patch("withi.ground.web.tests.public_urls.connection.cursor", side_effect=locked()):
        response = guest().post("/writing/", {"name": "<ผ้า>", "size": ["S", "M"]})
    page = response.content.decode()
    assert response.status_code == 503
    assert "Refresh" not in response.headers
    assert '<input type="hidden" name="name" value="&lt;ผ้า&gt;">' in page
    assert page.count('name="size"') == 2
    assert "csrfmiddlewaretoken" in page


def test_a_busy_sign_in_repeats_no_password() -> None:
    with patch("withi.ground.web.tests.public_urls.connection.cursor", side_effect=locked()):
        page = guest().post("/writing/", {"login": "a", "password": "hidden-word"}).content.decode()
    assert "hidden-word" not in page


def caused(cause: BaseException | None) -> OperationalError:
    error = OperationalError("x")
    error.__cause__ = cause
    return error


def test_only_troubles_that_pass_are_busy() -> None:
    assert is_busy(locked())
    assert is_busy(caused(psycopg.errors.LockNotAvailable()))
    assert is_busy(caused(psycopg.OperationalError("connection refused")))
    assert not is_busy(caused(psycopg.errors.DiskFull()))
    assert not is_busy(caused(None))
    assert not is_busy(ValueError())
    assert not is_busy(None)


def test_no_such_table_is_ours_to_mend() -> None:
    with pytest.raises(sqlite3.OperationalError) as info, sqlite3.connect(":memory:") as memory:
        memory.execute("select * from nothing")
    assert not is_busy(caused(info.value))


def test_json_never_shows_more_than_the_page(settings: Any) -> None:
    response = guest().get("/broken/", headers={"Accept": "application/json"})
    assert response.status_code == 500
    assert "secret" not in response.content.decode()


def test_a_wrong_method_is_told() -> None:
    response = guest().post("/safe/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert "<html" in response.content.decode()
