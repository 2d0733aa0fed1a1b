"""Photos on public pages: where there is one it stands, with its size and what is to be seen; else cloth or parcel."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from withi.faces.portal.tests import factory
from withi.ground.files.rules import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country() -> None:
    factory.areas()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def thing(html: str, kind: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    things: list[dict[str, Any]] = json.loads(found[1])["@graph"]
    return next(each for each in things if each["@type"] == kind)


def test_a_product_shows_its_photos_the_first_at_once(client: Client) -> None:
    product = factory.photographed(factory.product(factory.producer()), 3)
    html = page(client, f"/products/{product.pk}/")
    first = read(product.photo).key
    assert (
        f'srcset="/photos/{first}/480.avif 480w, /photos/{first}/960.avif 960w, /photos/{first}/1600.avif 1600w"'
        in html
    )
    pictures = re.findall(r"<picture>.*?</picture>", html[: html.index("facts")])
    assert len(pictures) == 3
    assert all('width="960" height="720" class="photo f2"' in picture for picture in pictures)
    assert ['loading="lazy"' in picture for picture in pictures] == [False, True, True]
    assert 'alt="ทอผ้าใต้ถุนบ้าน"' in pictures[0]
    assert "ภาพ: ชุมชน" in html
    assert "ยังไม่มีภาพถ่าย" not in html


@pytest.mark.parametrize("kind", ["product", "producer", "community"])
def test_machines_are_told_of_the_first_photo_as_jpeg(client: Client, settings: Any, kind: str) -> None:
    settings.SITE_URL = "https://withi.example"
    maker = factory.producer(community=factory.community())
    row = factory.photographed(
        {"product": factory.product(maker), "producer": maker, "community": maker.community}[kind]
    )
    path = {"product": "products", "producer": "producers", "community": "communities"}[kind]
    html = page(client, f"/{path}/{row.pk}/")
    url = f"https://withi.example/photos/{read(row.photo).key}/1600.jpg"
    assert f'<meta property="og:image" content="{url}">' in html
    name = {"product": "Product", "producer": "Organization", "community": "TouristDestination"}[kind]
    assert thing(html, name)["image"] == url


def test_without_a_photo_the_cloth_says_so(client: Client) -> None:
    product = factory.product(factory.producer())
    html = page(client, f"/products/{product.pk}/")
    assert "ยังไม่มีภาพถ่าย" in html
    assert "<picture>" not in html
    assert "og:image" not in html


def test_a_community_shows_what_it_offers_under_its_name(client: Client) -> None:
    community = factory.furnished(factory.community())
    factory.photographed(community)
    factory.photographed(community.assets.get(kind="food"), credit="")
    html = page(client, f"/communities/{community.pk}/")
    assert html.count("<picture>") == 2
    assert "<b>food 1</b>" in html[html.index('class="album"') :]
    assert "ยังไม่มีภาพถ่าย" not in html


def test_lists_show_the_narrowest_file_when_it_comes_near(client: Client) -> None:
    maker = factory.photographed(factory.producer(community=factory.photographed(factory.community())))
    product = factory.photographed(factory.product(maker))
    for path, row in (
        ("/", maker.community),
        ("/", product),
        ("/communities/", maker.community),
        ("/products/", product),
        ("/areas/40/", product),
        (f"/producers/{maker.pk}/", product),
        (f"/communities/{maker.community_id}/", product),
    ):
        key = read(row.photo).key
        found = re.search(
            rf'<img src="/photos/{key}/480.jpg" loading="lazy" alt="[^"]+" width="480"', page(client, path)
        )
        assert found, (path, row)


def test_an_english_page_marks_what_is_told_in_thai_only(client: Client) -> None:
    product = factory.photographed(factory.product(factory.producer()))
    assert 'alt="ทอผ้าใต้ถุนบ้าน" lang="th"' in page(client, f"/en/products/{product.pk}/")
    other = factory.photographed(factory.product(factory.producer("กลุ่มสอง")), alt_en="Weaving below the house")
    html = page(client, f"/en/products/{other.pk}/")
    assert 'alt="Weaving below the house" width' in html


def test_hostile_words_of_a_photo_stay_words(client: Client) -> None:
    hostile = '"><script>alert(1)</script>'
    product = factory.photographed(factory.product(factory.producer()), alt_th=hostile, credit=hostile)
    for path in (f"/products/{product.pk}/", "/products/", "/"):
        assert "<script>alert" not in page(client, path)
