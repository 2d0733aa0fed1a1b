"""The page cache shows guests what is true now, and nothing of anybody."""

import gzip
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.test import Client

from withi.config import database
from withi.ground.web import pagecache, versions
from withi.ground.web.compress import accepted
from withi.ground.web.keep import ENTRY_BYTES, Keep
from withi.ground.web.tests.public_urls import asked

pytestmark = [pytest.mark.django_db, pytest.mark.urls("withi.ground.web.tests.public_urls")]


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    asked.clear()
    pagecache.PAGES.clear()
    versions.forget()
    yield
    pagecache.PAGES.clear()
    versions.forget()


def text(client: Client, path: str, **headers: Any) -> str:
    response = client.get(path, **headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_second_guest_gets_the_kept_page_with_one_query(django_assert_num_queries: Any) -> None:
    first = text(Client(), "/shown/40/")
    with django_assert_num_queries(1):
        assert text(Client(), "/shown/40/") == first
    assert asked["shown"] == 1


def test_a_page_without_data_asks_no_database(django_assert_num_queries: Any) -> None:
    text(Client(), "/still/")
    with django_assert_num_queries(0):
        text(Client(), "/still/")
    assert asked["still"] == 1


def test_a_figure_is_worked_out_again_when_what_it_needs_has_changed(django_assert_num_queries: Any) -> None:
    made: list[int] = []

    def figure() -> int:
        made.append(1)
        return len(made)

    def kept(kind: str) -> int:
        return versions.kept(f"hosts {kind}", versions.snapshot(), [(kind, "40")], figure)

    with django_assert_num_queries(3):
        assert [kept("community"), kept("community")] == [1, 1]
    versions.bump("community", ["10010101"])
    versions.bump("product", ["40150205"])
    assert kept("community") == 1
    versions.bump("community", ["40150205"])
    assert [kept("community"), kept("product"), kept("community")] == [2, 3, 2]


def test_figures_are_kept_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MOST_KEPT", 2)
    seen = versions.snapshot()
    for number in range(5):
        assert versions.kept(f"figure {number}", seen, [], partial(int, number)) == number
    assert len(versions.Memory.kept) == 1


@pytest.mark.parametrize(("kind", "area"), [("product", "40150205"), ("community", "10")])
def test_a_change_of_what_the_page_needs_makes_it_anew(kind: str, area: str) -> None:
    before = text(Client(), "/shown/40/")
    versions.bump(kind, [area])
    assert text(Client(), "/shown/40/") != before


@pytest.mark.parametrize(("kind", "area"), [("product", "10"), ("producer", "40")])
def test_another_change_leaves_it(kind: str, area: str) -> None:
    before = text(Client(), "/shown/40/")
    versions.bump(kind, [area])
    assert text(Client(), "/shown/40/") == before
    assert asked["shown"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_from_another_connection_is_seen() -> None:
    before = text(Client(), "/shown/40/")

    def elsewhere() -> None:
        versions.bump("product", ["40"])
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(elsewhere).result()
    assert text(Client(), "/shown/40/") != before


def test_versions_are_read_before_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """A write between the two must not make an old page look new."""
    real = pagecache.needs

    def needs_then_write(request: Any, *pairs: versions.Need) -> None:
        real(request, *pairs)
        versions.bump("product", ["40"])

    monkeypatch.setattr("withi.ground.web.tests.public_urls.needs", needs_then_write)
    text(Client(), "/shown/40/")
    text(Client(), "/shown/40/")
    assert asked["shown"] == 2


def test_languages_and_parts_are_kept_apart() -> None:
    assert text(Client(), "/shown/40/").startswith("th")
    assert text(Client(), "/en/shown/40/").startswith("en")
    assert text(Client(), "/shown/40/").startswith("th")
    page, part = text(Client(), "/still/"), text(Client(), "/still/", headers={"HX-Request": "true"})
    assert "<html" in page
    assert "<html" not in part
    assert text(Client(), "/still/") == page


def test_known_parameters_make_pages_unknown_ones_do_not() -> None:
    same = text(Client(), "/shown/40/?type=food&q=a&page=2")
    assert text(Client(), "/shown/40/?page=2&utm_source=x&q=a&type=food&fbclid=1&nothing=") == same
    assert "utm_source" not in same
    assert asked["shown"] == 1
    assert text(Client(), "/shown/40/?type=drink&q=a&page=2") != same


def test_a_person_with_a_session_goes_past_it() -> None:
    text(Client(), "/shown/40/")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    response = client.get("/shown/40/")
    assert asked["shown"] == 2
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_guests_get_no_cookie() -> None:
    for _ in range(2):
        assert not Client().get("/shown/40/").cookies


@pytest.mark.parametrize("path", ["silent", "form", "failing"])
def test_what_states_nothing_sets_a_cookie_or_fails_is_not_kept(path: str) -> None:
    for _ in range(2):
        Client().get(f"/{path}/")
    assert asked[path] == 2


def test_unknown_addresses_are_not_kept() -> None:
    for _ in range(2):
        assert Client().get("/nothing/?q=1").status_code == 404
    assert len(pagecache.PAGES) == 0


def test_post_goes_past_it() -> None:
    text(Client(), "/still/")
    Client().post("/still/")
    assert asked["still"] == 2


def test_head_has_the_headers_of_get_and_no_body() -> None:
    head_first = Client().head("/shown/40/")
    page = Client().get("/shown/40/")
    head = Client().head("/shown/40/")
    assert head.content == b""
    assert asked["shown"] == 2  # the first HEAD is answered by the view and not kept
    for name in ("ETag", "Content-Length", "Cache-Control", "Vary", "Content-Type"):
        assert head.headers[name] == page.headers[name] == head_first.headers[name]


def test_browsers_must_ask_and_get_304() -> None:
    page = Client().get("/shown/40/")
    assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert page.headers["Vary"] == "Accept-Encoding, Cookie"
    for tag in (page.headers["ETag"], page.headers["ETag"].removeprefix("W/"), '"x", ' + page.headers["ETag"], "*"):
        same = Client().get("/shown/40/", headers={"If-None-Match": tag})
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["ETag"] == page.headers["ETag"]
        assert "Content-Type" not in same.headers
        assert "Content-Security-Policy" in same.headers
    assert Client().get("/shown/40/", headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize(
    ("header", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")]
)
def test_compressed_variants(header: str, encoding: str) -> None:
    plain = text(Client(), "/shown/40/")
    for _ in range(2):
        response = Client().get("/shown/40/", headers={"Accept-Encoding": header})
        assert response.headers["Content-Encoding"] == encoding
        assert response.headers["Content-Length"] == str(len(response.content))
        unpack = brotli.decompress if encoding == "br" else gzip.decompress
        assert unpack(response.content).decode() == plain
    assert asked["shown"] == 1


@pytest.mark.parametrize("header", ["", "identity", "br;q=0", "br;q=nonsense", "x" * 500, "deflate,,;"])
def test_odd_accept_encoding_gets_the_plain_page(header: str) -> None:
    assert accepted(header) == ""


def test_a_page_ends_with_its_day_and_its_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    text(Client(), "/aging/")
    monkeypatch.setattr(pagecache, "today", lambda: 0)
    text(Client(), "/aging/")
    assert asked["aging"] == 2
    now = time.monotonic() + 599
    monkeypatch.setattr(time, "monotonic", lambda: now)
    text(Client(), "/aging/")
    assert asked["aging"] == 2
    monkeypatch.setattr(time, "monotonic", lambda: now + 2)
    text(Client(), "/aging/")
    assert asked["aging"] == 3


def test_a_strange_host_is_refused_also_from_memory() -> None:
    text(Client(), "/still/")
    assert Client().get("/still/", headers={"Host": "evil.example"}).status_code == 400


def test_https_only_sites_redirect_before_they_answer(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/still/").status_code == 301
    assert Client().get("/still/", secure=True).status_code == 200


def test_memory_is_bounded_and_the_least_used_goes_first() -> None:
    kept: Keep[str] = Keep(20 * (ENTRY_BYTES + 1_001))
    for number in range(100):
        kept.put(f"{number:1d}"[-1:] if number < 10 else f"{number}", "x", 1_000)
        kept.get("0")
    assert kept.used <= kept.limit
    assert kept.get("0") == "x"
    assert kept.get("50") is None
    kept.put("huge", "x", kept.limit)
    assert kept.get("huge") is None


def test_a_replaced_page_is_not_brought_back_by_its_variant() -> None:
    kept: Keep[str] = Keep(100_000)
    old, new = "".join(["o", "ld"]), "new"
    kept.put("k", old, 10)
    kept.put("k", new, 10)
    kept.resize("k", old, 50)
    assert kept.get("k") == new
    assert kept.used == 10 + 1 + ENTRY_BYTES
    kept.resize("k", new, 50)
    assert kept.used == 50 + 1 + ENTRY_BYTES


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]]:
    """Two connections that lock each other as in real life: ours, which the pages use, and another officer's."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        given = {**given, **database.sqlite(given["NAME"], 0.1)}
    else:
        given = {**given, "OPTIONS": {"options": "-c lock_timeout=100"}}
    ours, other = (ConnectionHandler({"default": given})["default"] for _ in range(2))
    for module in ("withi.ground.web.versions", "withi.ground.web.tests.public_urls"):
        monkeypatch.setattr(f"{module}.connection", ours)
    monkeypatch.setattr("withi.ground.web.reading.connections", {"default": ours})
    yield ours, other
    ours.close()
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_guest_is_answered_while_another_connection_writes(
    apart: tuple[BaseDatabaseWrapper, BaseDatabaseWrapper],
) -> None:
    _ours, other = apart
    versions.bump("product", ["40"])
    before = text(Client(), "/shown/40/")
    with other.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("update web_data_version set number = number + 1")
        assert text(Client(), "/shown/40/") == before  # from memory
        assert text(Client(), "/shown/10/")  # from the view
        assert Client().post("/writing/").status_code == 503
        cursor.execute("commit")
    assert text(Client(), "/shown/40/") != before
    assert Client().post("/writing/").status_code == 200
