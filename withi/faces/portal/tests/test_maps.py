"""Maps of provinces and districts: drawn where boundaries are loaded, every area a link with its name."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from withi.faces.portal.tests import factory

pytestmark = pytest.mark.django_db
AREAS = (
    ("4001", "เมืองขอนแก่น", "Mueang Khon Kaen", "อ.เมืองขอนแก่น จ.ขอนแก่น", ""),
    ("4016", "ที่มีชื่อยาวกว่าช่องว่างบนแผนที่มากเหลือเกิน", "", "อ.ยาว จ.ขอนแก่น", ""),
    ("401501", "หนอง<b>", "", "ต.หนอง อ.หนองสองห้อง จ.ขอนแก่น", ""),
)


@pytest.fixture(autouse=True)
def country() -> None:
    cache.clear()
    factory.areas((*factory.AREAS, *AREAS))
    factory.community(receiving="open")
    factory.boundaries({"4015": (102.8, 15.6), "4001": (102.6, 15.6), "4016": (102.8, 15.4)})
    factory.boundaries({"401501": (102.6, 15.6), "401508": (102.8, 15.6)})


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def drawn(html: str) -> list[str]:
    """Each area of the map as it is written."""
    found = re.search(r'<figure class="atlas land">(.*?)</svg>', html, re.DOTALL)
    return re.findall(r"<a .*?</a>", found[1]) if found else []


def test_a_province_shows_its_districts_with_their_names(client: Client) -> None:
    areas = drawn(page(client, "/areas/40/"))
    assert len(areas) == 3
    receiving = next(area for area in areas if 'href="/areas/4015/"' in area)
    assert 'aria-label="หนองสองห้อง 1 ชุมชนรับแขกอยู่ตอนนี้"' in receiving
    assert 'class="lo"' not in receiving
    assert re.search(r'class="n"[^>]*>1<', receiving)
    pale = next(area for area in areas if 'href="/areas/4001/"' in area)
    assert 'class="lo"' in pale
    assert '<path d="M' in pale


def test_names_are_written_where_there_is_room(client: Client) -> None:
    html = page(client, "/areas/40/")
    assert ">เมืองขอนแก่น</text>" in html or ">เมือง</text>" in html
    assert f">{AREAS[1][1]}</text>" not in html
    assert f'aria-label="{AREAS[1][1]} 0 ชุมชน' in html


def test_a_district_shows_its_tambons_and_lists_them(client: Client) -> None:
    html = page(client, "/areas/4015/")
    areas = drawn(html)
    assert len(areas) == 2
    assert html.count('href="/communities/?area=401508"') == 2
    assert "ตำบลในอำเภอหนองสองห้อง" in html
    assert "หนอง<b>" not in html
    assert "หนอง&lt;b&gt;" in html
    assert client.get("/communities/?area=401508").status_code == 200


def test_the_credit_stands_below_in_its_own_language(client: Client) -> None:
    assert "กรมแผนที่ทหาร" in page(client, "/areas/40/")
    assert '<span lang="th">กรมแผนที่ทหาร</span>' in page(client, "/en/areas/40/")


def test_without_boundaries_there_is_the_list_alone(client: Client) -> None:
    factory.areas([("5014", "สันทราย", "San Sai", "อ.สันทราย จ.เชียงใหม่", "")])
    html = page(client, "/areas/50/")
    assert drawn(html) == []
    assert "/areas/5014/" in html
    assert drawn(page(client, "/areas/5001/")) == []
