"""What a page costs: statements, however many rows; bytes; and how long it is kept."""

from datetime import timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.register import Register
from withi.faces.portal import queries
from withi.faces.portal.tests import factory
from withi.faces.portal.tests.test_lists import index
from withi.ground.web import pagecache, versions
from withi.registers.publication import actions as publication
from withi.registers.villages import actions as villages
from withi.registers.villages.models import Community
from withi.registers.villages.rules import Receiving, Statement

pytestmark = pytest.mark.django_db
MOST_QUERIES = 4
MOST_BYTES = 25_000
SHOWN = 8
"""Of a group that a search found more of."""
FOUND_IN = ("products_product", "producers_producer", "villages_community")


def furnish(count: int) -> dict[str, str]:
    """A country with `count` rows of everything, all with photos; the addresses of its pages."""
    factory.areas()
    community = factory.photographed(factory.furnished(factory.community(), count), 4)
    for place in range(count):
        factory.photographed(factory.community(f"บ้าน {place}", lat=15.6, lon=102.8))
    maker = factory.photographed(factory.producer(community=community, shows_phone=True), 4)
    product = factory.photographed(factory.labelled(factory.product(maker), count), 12)
    for place in range(count):
        factory.photographed(factory.product(maker, f"ผ้าไหม {place}"))
        factory.photographed(factory.product(factory.producer(f"กลุ่ม {place}"), f"ผ้าฝ้าย {place}"))
    return {
        "home": "/",
        "province": "/areas/40/",
        "district": "/areas/4015/",
        "communities": "/communities/?want=do&area=40&open=1",
        "community": f"/communities/{community.pk}/",
        "producer": f"/producers/{maker.pk}/",
        "catalogue": f"/products/?type=textile&area=40&price=high&sort=cheap&community={community.pk}",
        "product": f"/products/{product.pk}/",
        "about": "/about/",
        "privacy": "/privacy/",
    }


def statements(client: Client, path: str) -> list[str]:
    """The statements of a page that is not kept; its data versions, and sales for ten minutes, are known already."""
    client.get(path)
    pagecache.PAGES.clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200, path
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.parametrize("count", [1, 50])
def test_pages_take_few_statements_however_many_rows(client: Client, count: int) -> None:
    for name, path in furnish(count).items():
        asked = statements(client, path)
        assert len(asked) <= MOST_QUERIES, (name, asked)
        assert len(set(asked)) == len(asked), name


def test_searching_takes_no_more_statements_for_more_rows(client: Client) -> None:
    furnish(30)
    paths = ("/search/?q=บ้าน", "/search/?q=ดงเค้ง", "/products/?q=ผ้าไหม", "/products/?q=ผ้าใหมม&price=high")
    taken = []
    for turn in range(3):
        index()
        taken.append([len(statements(client, path)) for path in paths])
        maker = factory.producer(f"กลุ่มใหม่ {turn}")
        for place in range(30):
            factory.product(maker, f"ผ้าไหมบ้าน {place}")
            factory.community(f"บ้านใหม่ {turn} {place}")
    # a word that fills one kind is asked of each kind by itself, once there are more than a group holds
    assert taken[1] == taken[2], taken
    assert max(max(turn) for turn in taken) <= 20, taken


def test_what_was_found_is_read_by_its_id() -> None:
    """By its state, a database would read all that is published to show eight."""
    on_sqlite = connection.vendor == "sqlite"
    furnish(20)
    statement = queries.FOUND.format(**dict.fromkeys(queries.GROUPS, ", ".join(["%s"] * SHOWN)))
    with connection.cursor() as cursor:
        if not on_sqlite:
            # a small table is always read whole; and where nothing is known of its rows, any index is as good
            cursor.execute("set local enable_seqscan = off")
        for table in FOUND_IN:
            cursor.execute(f"analyze {table}")
        explain = "explain query plan" if on_sqlite else "explain"
        ids = [*range(1, SHOWN + 1)] * (len(queries.GROUPS) - 1)
        cursor.execute(f"{explain} {statement}", [*ids, *["40"] * SHOWN])
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    for table in FOUND_IN:
        assert f"{table}_" not in plan.replace(f"{table}_pkey", ""), plan
    assert "SCAN " not in plan


# --- bytes ---------------------------------------------------------------------------------------


def compressed(body: bytes) -> int:
    return len(brotli.compress(body, quality=7))


def test_pages_are_light(client: Client) -> None:
    """W6: HTML and CSS together, as the page cache compresses them; a public page loads no script at all."""
    style = compressed((settings.BASE_DIR / "assets/css/site.css").read_bytes())
    for name, path in furnish(24).items():
        for address in (path, f"/en{path}"):
            body = client.get(address).content
            assert compressed(body) + style <= MOST_BYTES, (name, compressed(body), style)
            assert b"<script src" not in body
            assert b'<script type="module"' not in body


# --- the page cache ------------------------------------------------------------------------------


def kept(client: Client, path: str) -> bool:
    """Whether the page comes from memory: then only the data versions are asked."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200, path
    return len(seen) <= 1


@pytest.fixture
def memory(settings: Any) -> None:
    """The page cache as it is in production."""
    assert settings.PAGE_CACHE_BYTES > 0
    assert not settings.DEBUG


@pytest.mark.usefixtures("memory")
def test_every_page_is_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    factory.one_sitemap_file(monkeypatch)
    paths = [*furnish(2).values(), "/search/?q=ผ้า", "/sitemap.xml", "/sitemap-products-1.xml"]
    for path in paths:
        assert not kept(client, path) or path in ("/about/", "/privacy/")
        assert kept(client, path), path
        assert client.get(path).headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    ("kind", "dropped"),
    [
        ("community", {"home", "province", "district", "communities", "community", "producer", "catalogue", "product"}),
        ("product", {"home", "province", "district", "communities", "community", "producer", "catalogue", "product"}),
        ("producer", {"home", "province", "district", "communities", "community", "producer", "catalogue", "product"}),
    ],
)
def test_a_change_in_the_province_makes_its_pages_anew_and_no_others(
    client: Client, kind: str, dropped: set[str]
) -> None:
    paths = furnish(1)
    for path in paths.values():
        client.get(path)
    versions.bump(kind, ["5001"])
    elsewhere = {name for name, path in paths.items() if not kept(client, path)}
    assert elsewhere <= {"home", "producer", "catalogue"}
    versions.bump(kind, [factory.VILLAGE])
    assert {name for name, path in paths.items() if not kept(client, path)} == dropped


@pytest.mark.usefixtures("memory")
def test_a_changed_receiving_state_shows_with_the_next_request(client: Client, cast: Cast, register: Register) -> None:
    row = Community.objects.get(pk=register.here.id_of("community"))
    publish(cast, row)
    path, scope = f"/communities/{row.pk}/", cast.worker.scope
    places = ["/", "/areas/40/", "/areas/4015/", "/communities/", path]
    for place in places:
        client.get(place)
    said = Statement(Receiving.PAUSED, reason="ซ่อมถนนเข้าหมู่บ้าน", until=timezone.localdate() + timedelta(days=9))
    villages.say_receiving(actor=cast.worker.account, scope=scope, row=row, seen=row.receiving, said=said)
    assert "ซ่อมถนนเข้าหมู่บ้าน" in client.get(path).content.decode()
    assert "ซ่อมถนนเข้าหมู่บ้าน" in client.get("/communities/").content.decode()
    publication.withdraw(actor=cast.chief.account, scope=cast.chief.scope, row=row, reason="ผิดหมู่บ้าน")
    assert client.get(path).status_code == 404
    for place in places[:-1]:
        assert path not in client.get(place).content.decode(), place


def publish(cast: Cast, row: Community) -> None:
    """The row as guests see it, whatever the cast's register made of it."""
    Community.objects.filter(pk=row.pk).update(state="published", receiving="open", confirmed_on=timezone.localdate())
    row.refresh_from_db()


def test_people_who_are_signed_in_are_never_given_a_kept_page(cast: Cast, client: Client) -> None:
    client.get("/about/")
    response = cast.worker.client.get("/about/")
    assert response.status_code == 200
    assert "public" not in response.headers.get("Cache-Control", "")
