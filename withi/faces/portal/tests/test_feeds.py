"""Pictures, the sitemap and robots.txt."""

import gzip
import re
from typing import Any
from xml.etree import ElementTree as ET

import brotli  # type: ignore[import-untyped]
import pytest
from django.test import Client

from withi.faces.portal import feeds, sitemap
from withi.faces.portal.tests import factory
from withi.kit import cloth

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


# --- pictures: no database, so a test without one ------------------------------------------------


@pytest.mark.parametrize("code", ["40", "4015", "401508", "40150808"])
def test_cloth_is_the_same_for_ever(client: Client, code: str) -> None:
    response = client.get(f"/cloth/{code}-3.svg")
    assert response.status_code == 200
    assert response.content.decode() == cloth.cloth(code, thread=3)
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in response.headers["Vary"]
    assert not response.cookies


def test_a_parcel_is_tied_with_the_cloth_of_its_place(client: Client) -> None:
    response = client.get("/parcel/40150808-drink.svg")
    assert response.content.decode() == cloth.parcel("40150808", "drink")
    assert response.headers["Cache-Control"].endswith("immutable")


@pytest.mark.parametrize(
    "path",
    [
        "/cloth/40150808-1.svg",
        "/cloth/40150808-7.svg",
        "/cloth/40150808-99999999999999999999.svg",
        "/cloth/401-4.svg",
        "/cloth/00-4.svg",
        "/cloth/x-4.svg",
        "/cloth/%E0%B9%94%E0%B9%90-4.svg",
        "/cloth/4015080801-4.svg",
        "/parcel/40150808-textile.svg",
        "/parcel/x-food.svg",
        "/parcel/40150808-.svg",
    ],
)
def test_pictures_of_nothing_are_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_pictures_are_compressed_as_the_browser_accepts(client: Client) -> None:
    plain = client.get("/cloth/40150808-4.svg").content
    for accepted, encoding, undo in (("gzip, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)):
        response = client.get("/cloth/40150808-4.svg", headers={"accept-encoding": accepted})
        assert response.headers["Content-Encoding"] == encoding
        assert undo(response.content) == plain
        assert len(response.content) < len(plain)
        assert "Accept-Encoding" in response.headers["Vary"]


def test_a_browser_that_has_the_picture_is_told_so(client: Client) -> None:
    etag = client.get("/cloth/40150808-4.svg").headers["ETag"]
    response = client.get("/cloth/40150808-4.svg", headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["Cache-Control"].endswith("immutable")
    other = client.get("/cloth/40150808-5.svg", headers={"if-none-match": etag})
    assert other.status_code == 200


def test_the_old_place_of_icons_leads_to_ours(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert response.headers["Location"].endswith("favicon.svg")


# --- for search machines -------------------------------------------------------------------------


def test_machines_are_kept_from_desks_and_led_to_the_sitemap(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://withi.example"
    text = client.get("/robots.txt").content.decode()
    for line in ("Disallow: /desk/", "Disallow: /accounts/", "Disallow: /en/desk/"):
        assert line in text
    assert "Sitemap: https://withi.example/sitemap.xml" in text


def tree(client: Client, path: str) -> ET.Element:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"].startswith("application/xml")
    return ET.fromstring(response.content)


def places(root: ET.Element) -> list[str]:
    return [re.sub(r"^http://[^/]+", "", str(found.text)) for found in root.iter(f"{MAP}loc")]


@pytest.mark.django_db
def test_the_sitemap_names_every_public_page_in_its_languages(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.one_sitemap_file(monkeypatch)
    factory.areas()
    here, bare = factory.community(), factory.community("บ้านไทย", name_en="", summary_en="")
    hidden = factory.community("บ้านลับ", state="draft")
    maker = factory.producer()
    product, alcohol = factory.product(maker), factory.product(maker, is_public=False)
    closed = factory.producer("เลิก", status="closed")
    assert places(tree(client, "/sitemap.xml")) == [
        "/sitemap-pages-1.xml",
        "/sitemap-communities-1.xml",
        "/sitemap-producers-1.xml",
        "/sitemap-products-1.xml",
    ]
    pages = places(tree(client, "/sitemap-pages-1.xml"))
    assert {"/", "/en/", "/about/", "/areas/40/", "/en/areas/4015/"} <= set(pages)
    assert "/areas/50/" not in pages
    root = tree(client, "/sitemap-communities-1.xml")
    assert places(root) == [f"/communities/{here.pk}/", f"/en/communities/{here.pk}/", f"/communities/{bare.pk}/"]
    assert [link.get("hreflang") for link in root.iter(LINK)] == ["th", "en"] * 2
    assert f"/communities/{hidden.pk}/" not in places(root)
    assert places(tree(client, "/sitemap-products-1.xml")) == [
        f"/products/{product.pk}/",
        f"/en/products/{product.pk}/",
    ]
    producers = places(tree(client, "/sitemap-producers-1.xml"))
    assert f"/producers/{closed.pk}/" not in producers
    assert f"/products/{alcohol.pk}/" not in producers


@pytest.mark.django_db
def test_the_sitemap_is_cut_by_id_and_leaves_out_empty_files(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    maker = factory.producer()
    for pk in (1, 5_000, 5_001, 20_000):
        factory.product(maker, str(pk), pk=pk, name_en="")
    files = [path for path in places(tree(client, "/sitemap.xml")) if "products" in path]
    assert files == ["/sitemap-products-1.xml", "/sitemap-products-2.xml", "/sitemap-products-4.xml"]
    assert places(tree(client, files[0])) == ["/products/1/", "/products/5000/"]
    assert places(tree(client, files[2])) == ["/products/20000/"]
    assert sitemap.SITEMAP_STEP == 5_000


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["pages-2", "products-0", "products-9", "products-99999999999999999999", "people-1"])
def test_sitemap_files_that_hold_nothing_are_not_there(client: Client, path: str) -> None:
    assert client.get(f"/sitemap-{path}.xml").status_code == 404


def test_pictures_kept_in_memory_are_bounded() -> None:
    assert feeds.woven.cache_info().maxsize == feeds.tied.cache_info().maxsize == feeds.PICTURES_KEPT
