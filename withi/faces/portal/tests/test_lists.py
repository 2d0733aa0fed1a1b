"""The catalogue, the list of communities and the search over everything."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from withi.faces.portal.tests import factory
from withi.ground.places.models import Area
from withi.ground.search import actions as search
from withi.ground.search.actions import Name
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.actions import reindex
from withi.registers.publication.models import KINDS
from withi.work.marks.tests.factory import make_held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country() -> None:
    factory.areas()


def page(client: Client, path: str, **query: Any) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, (path, query)
    return str(response.content.decode())


def index() -> None:
    """Put every row's names, and the areas', where the search finds them."""
    for register in KINDS.values():
        reindex(register, list(register.rows))
    kinds = {2: "province", 4: "district", 6: "tambon", 8: "village"}
    for level, kind in kinds.items():
        search.put(
            kind,
            [Name(int(row.code), row.name_th, row.code, is_public=True) for row in Area.objects.filter(level=level)],
        )


def shown(html: str, rows: Iterable[Product]) -> list[str]:
    """Names of the rows that the page lists."""
    return [row.name_th for row in rows if f'href="/products/{row.pk}/"' in html]


# --- the catalogue -------------------------------------------------------------------------------


@pytest.fixture
def goods() -> list[Product]:
    weavers = factory.producer()
    north = factory.producer("กลุ่มเหนือ", area_code="5001")
    return [
        factory.product(weavers, "ผ้าไหม", price_from=450_000),
        factory.product(weavers, "ผ้าขาวม้า", price_from=50_000),
        factory.product(north, "น้ำพริกหนุ่ม", type="food", price_from=4_500),
        factory.product(north, "ชาเมี่ยง", type="drink", price_from=None),
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["ผ้าไหม", "ผ้าขาวม้า", "น้ำพริกหนุ่ม", "ชาเมี่ยง"]),
        ({"type": "textile"}, ["ผ้าไหม", "ผ้าขาวม้า"]),
        ({"type": ["food", "drink"]}, ["น้ำพริกหนุ่ม", "ชาเมี่ยง"]),
        ({"region": "n"}, ["น้ำพริกหนุ่ม", "ชาเมี่ยง"]),
        ({"region": ["n", "ne"]}, ["ผ้าไหม", "ผ้าขาวม้า", "น้ำพริกหนุ่ม", "ชาเมี่ยง"]),
        ({"area": "40"}, ["ผ้าไหม", "ผ้าขาวม้า"]),
        ({"area": "4015"}, ["ผ้าไหม", "ผ้าขาวม้า"]),
        ({"area": "50", "region": "ne"}, ["ผ้าไหม", "ผ้าขาวม้า", "น้ำพริกหนุ่ม", "ชาเมี่ยง"]),
        ({"price": "low"}, ["ผ้าขาวม้า", "น้ำพริกหนุ่ม"]),
        ({"price": "mid"}, []),
        ({"price": "high"}, ["ผ้าไหม"]),
        ({"type": "food", "price": "high"}, []),
    ],
)
def test_filters_narrow_the_catalogue(
    client: Client, goods: list[Product], query: dict[str, Any], names: list[str]
) -> None:
    html = page(client, "/products/", **query)
    assert shown(html, goods) == names
    assert f"สินค้า {len(names)} รายการ" in html
    assert ("ไม่มีสินค้าที่ตรงทุกข้อ" in html) is (not names)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"mark": "gold"}, ["ผ้าไหม"]),
        ({"mark": ["gold", "blue"]}, ["ผ้าไหม", "น้ำพริกหนุ่ม"]),
        ({"mark": "red"}, []),
        ({"mark": ["gold", "blue"], "type": "food"}, ["น้ำพริกหนุ่ม"]),
        ({"mark": "gold", "q": "ผ้า"}, ["ผ้าไหม"]),
    ],
)
def test_the_catalogue_is_narrowed_to_marks_in_force(
    client: Client, goods: list[Product], query: dict[str, Any], names: list[str]
) -> None:
    silk, loincloth, chili, _tea = goods
    make_held(silk, "gold", until=timezone.localdate())
    make_held(chili, "blue")
    make_held(loincloth, "red", until=timezone.localdate() - timedelta(days=1))
    index()
    html = page(client, "/products/", **query)
    assert shown(html, goods) == names
    assert 'name="mark" value="gold"' in html


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("cheap", ["น้ำพริกหนุ่ม", "ผ้าขาวม้า", "ผ้าไหม", "ชาเมี่ยง"]),
        ("dear", ["ผ้าไหม", "ผ้าขาวม้า", "น้ำพริกหนุ่ม", "ชาเมี่ยง"]),
        ("new", ["ชาเมี่ยง", "น้ำพริกหนุ่ม", "ผ้าขาวม้า", "ผ้าไหม"]),
    ],
)
def test_the_catalogue_is_sorted_as_asked(client: Client, goods: list[Product], sort: str, names: list[str]) -> None:
    html = page(client, "/products/", sort=sort)
    assert sorted(names, key=html.index) == names


@pytest.mark.parametrize(
    "query",
    [
        {"type": "wine"},
        {"mark": "platinum"},
        {"region": "nw"},
        {"area": "99"},
        {"area": "x"},
        {"price": "9"},
        {"sort": "fit"},
        {"sort": "x"},
        {"sort": "name"},
        {"page": "0"},
        {"page": "2"},
        {"page": "x"},
        {"community": "x"},
        {"community": "12345"},
        {"community": "99999999999999999999"},
        {"literal": "2", "q": "ก"},
    ],
)
def test_filters_that_no_form_sends_are_not_there(client: Client, query: dict[str, str]) -> None:
    assert client.get("/products/", query).status_code == 404


def test_a_filter_is_taken_off_and_the_others_stay(client: Client, goods: list[Product]) -> None:
    html = page(client, "/products/", type=["food", "textile"], price="low", area="4015", sort="cheap", page="1")
    assert 'href="?area=4015&amp;price=low&amp;sort=cheap&amp;type=textile" aria-label="เอาตัวกรอง อาหาร ออก"' in html
    assert (
        'href="?area=4015&amp;sort=cheap&amp;type=food&amp;type=textile" aria-label="เอาตัวกรอง ไม่เกิน 500 บาท ออก"'
        in html
    )
    assert '<option value="4015" selected>อ.หนองสองห้อง จ.ขอนแก่น</option>' in html
    assert '<input type="hidden" name="type" value="textile">' in html


def test_pages_of_the_catalogue_keep_the_filters(client: Client) -> None:
    maker = factory.producer()
    rows = [factory.product(maker, f"ผ้า {place:02d}", price_from=place) for place in range(45)]
    first = page(client, "/products/", type="textile", sort="cheap")
    assert shown(first, rows) == [row.name_th for row in rows[:20]]
    assert 'href="?sort=cheap&amp;type=textile&amp;page=2"' in first
    last = client.get("/products/", {"type": "textile", "sort": "cheap", "page": "3"}).content.decode()
    assert shown(last, rows) == [row.name_th for row in rows[40:]]
    plain = page(client, "/products/", page="2")
    assert '<link rel="canonical" href="http://localhost:8000/products/?page=2">' in plain
    assert '<meta name="robots" content="noindex">' in first


def test_goods_of_one_community_only(client: Client, goods: list[Product]) -> None:
    community = factory.community()
    product = factory.product(factory.producer("อีกกลุ่ม", community=community), "เสื่อ")
    html = page(client, "/products/", community=str(community.pk))
    assert shown(html, [*goods, product]) == ["เสื่อ"]
    assert "เฉพาะของบ้านดงเค็ง" in html
    hidden = factory.community("บ้านลับ", state="draft")
    assert client.get("/products/", {"community": hidden.pk}).status_code == 404


# --- searching -----------------------------------------------------------------------------------


def test_the_catalogue_is_searched_by_name(client: Client, goods: list[Product]) -> None:
    index()
    html = page(client, "/products/", q="ผ้า")
    assert shown(html, goods) == ["ผ้าไหม", "ผ้าขาวม้า"]
    assert 'class="swap"' not in html
    assert shown(page(client, "/products/", q="ผ้า", price="high"), goods) == ["ผ้าไหม"]
    assert shown(page(client, "/products/", q="ผ้า", area="50"), goods) == []
    assert shown(page(client, "/products/", q="พริกหนุ่ม"), goods) == ["น้ำพริกหนุ่ม"]


@pytest.mark.parametrize("typed", ["ผ้าใหม", "ผ้าไหน"])
def test_a_mistyped_word_is_corrected_and_that_is_said(client: Client, goods: list[Product], typed: str) -> None:
    index()
    html = page(client, "/products/", q=typed)
    assert shown(html, goods) == ["ผ้าไหม"]
    assert f"ไม่พบ “{typed}” จึงค้น “ผ้าไหม” ให้" in html
    assert f"ค้น “{typed}” ตามที่พิมพ์" in html
    assert '<span class="word">ผ้าไหม</span>' in html
    literal = page(client, "/products/", q=typed, literal="1")
    assert shown(literal, goods) == []
    assert "ค้นตรงตามที่พิมพ์" in literal
    assert 'class="swap"' not in literal


def test_the_search_shows_nothing_that_was_withdrawn_meanwhile(client: Client, goods: list[Product]) -> None:
    index()
    Product.objects.filter(pk=goods[0].pk).update(state="withdrawn")
    Producer.objects.update(state="withdrawn")
    for path in ("/products/", "/search/"):
        html = page(client, path, q="ผ้าไหม")
        assert shown(html, goods) == []
        assert "/producers/" not in html


def test_nothing_is_said_to_be_searched_instead_where_all_of_it_was_withdrawn_meanwhile(
    client: Client, goods: list[Product]
) -> None:
    search.put("product", [Name(goods[0].pk, "ครกหินอ่างศิลา", "4011", is_public=True)])
    assert '<span class="word">ครกหินอ่าง</span>' in page(client, "/search/", q="ครกหินอ่าว")
    Product.objects.filter(pk=goods[0].pk).update(state="withdrawn")
    html = page(client, "/search/", q="ครกหินอ่ายศิลา")
    assert "ไม่พบชื่อนี้" in html
    assert "ครกหินอ่างศิลา" not in html


def test_everything_is_searched_at_once(client: Client, goods: list[Product]) -> None:
    factory.community()
    index()
    html = page(client, "/search/", q="ดงเค็ง")
    for text in ("/communities/", "กลุ่มทอผ้าบ้านดงเค็ง", "ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น", 'href="/areas/4015/"'):
        assert text in html
    assert html.index("<h2>ชุมชน") < html.index("<h2>ผู้ผลิต") < html.index("<h2>สถานที่")
    near = page(client, "/search/", q="ดงเค้ง")
    assert "ไม่พบ “ดงเค้ง” จึงค้น “ดงเค็ง” ให้" in near
    assert "ไม่พบชื่อนี้" in page(client, "/search/", q="ดงเค้ง", literal="1")
    assert "Ban Dong Kheng" in page(client, "/en/search/", q="dong kheng")


@pytest.mark.parametrize("path", ["/search/", "/products/"])
def test_a_name_that_far_more_have_is_offered_above_a_full_list(client: Client, path: str) -> None:
    goods = [(f"ผ้าหมัก ที่{number}", number) for number in range(25)]
    goods += [(f"ผ้าไหม ลาย{number}", 100 + number) for number in range(110)]
    search.put("product", [Name(pk, name, "4011", is_public=True) for name, pk in goods])
    html = page(client, path, q="ผ้าหม")
    assert "หรือหมายถึง" in html
    assert 'href="?q=%E0%B8%9C%E0%B9%89%E0%B8%B2%E0%B9%84%E0%B8%AB%E0%B8%A1"' in html
    assert "หรือหมายถึง" not in page(client, path, q="ผ้าหม", literal="1")


def test_a_row_without_an_english_name_is_found_by_how_it_sounds(client: Client) -> None:
    weavers = factory.producer("กลุ่มทอผ้าบ้านหัวขัว", name_en="")
    product = factory.product(weavers, "ผ้าไหมมัดหมี่", name_en="")
    index()
    for typed in ("klum tho pha", "hua khua", "klumthopha"):
        assert "กลุ่มทอผ้าบ้านหัวขัว" in page(client, "/en/search/", q=typed)
    assert shown(page(client, "/products/", q="pha mai"), [product]) == ["ผ้าไหมมัดหมี่"]


def test_marks_of_the_other_keyboard_stay_in_the_box(client: Client) -> None:
    """Sent again they must mean the same."""
    factory.product(factory.producer(), "Bun with cream")
    index()
    html = page(client, "/search/", q="\u200b \u0e34\u0e35\u0e37")
    assert "Bun with cream" in html
    assert 'value="\u0e34\u0e35\u0e37"' in html


@pytest.mark.parametrize("path", ["/search/", "/products/"])
def test_english_typed_on_thai_keys_keeps_its_first_letter(client: Client, path: str) -> None:
    """The mark that the h gives stands on no letter."""
    factory.product(factory.producer(), "Homespun silk")
    index()
    assert "Homespun silk" in page(client, path, q="้นทำ")
    assert "Homespun silk" not in page(client, path, q="้นทำ", literal="1")


def test_a_word_that_fills_one_kind_leaves_room_for_the_others(client: Client) -> None:
    maker = factory.producer("กลุ่มผ้าบ้านเรา")
    for place in range(70):
        factory.product(maker, f"ผ้า {place:02d}")
    index()
    html = page(client, "/search/", q="ผ้า")
    assert "กลุ่มผ้าบ้านเรา" in html
    assert "กว่า 60" in html
    assert 'href="/products/?q=%E0%B8%9C%E0%B9%89%E0%B8%B2"' in html


@pytest.mark.parametrize(
    "typed", ["", " ", "\x00", "…", "'", '"><script>alert(1)</script>', "%", "a" * 5_000, "ก" * 300]
)
def test_anything_may_be_typed(client: Client, goods: list[Product], typed: str) -> None:
    index()
    for path in ("/search/", "/products/", "/en/search/"):
        html = page(client, path, q=typed)
        assert "<script>alert" not in html
        assert len(html) < 60_000


# --- communities ---------------------------------------------------------------------------------


def test_communities_are_narrowed_by_what_one_wants(client: Client) -> None:
    both = factory.furnished(factory.community("บ้านสองอย่าง"))
    north = factory.community("บ้านเหนือ", area_code="500101", receiving="open")
    shut = factory.community("บ้านปิด", receiving="paused", receiving_reason="น้ำท่วม")
    unsaid = factory.community("บ้านไม่แจ้ง", receiving="open", confirmed_on=None)
    rows = [both, north, shut, unsaid]

    def names(**query: Any) -> set[str]:
        html = page(client, "/communities/", **query)
        return {row.name_th for row in rows if f'href="/communities/{row.pk}/"' in html}

    assert names() == {row.name_th for row in rows}
    assert names(open="1") == {"บ้านสองอย่าง", "บ้านเหนือ"}
    assert names(want=["do", "eat"]) == {"บ้านสองอย่าง"}
    assert names(want="sleep") == set()
    assert names(region="n") == {"บ้านเหนือ"}
    assert names(area="4015", open="1") == {"บ้านสองอย่าง"}
    everyone = page(client, "/communities/")
    assert everyone.index("บ้านเหนือ") < everyone.index("บ้านปิด")
    assert "ไม่มีชุมชนที่ตรงทุกข้อ" in page(client, "/communities/", want="sleep")
    for query in ({"want": "swim"}, {"open": "0"}, {"area": "99"}, {"region": "x"}):
        assert client.get("/communities/", query).status_code == 404


def test_filters_of_communities_are_one_tap(client: Client) -> None:
    factory.furnished(factory.community())
    html = page(client, "/communities/", want="do")
    assert 'href="?" aria-label="เอาตัวกรอง มีอะไรให้ลงมือทำ ออก"' in html
    assert 'href="?want=do&amp;open=1"' in html
    assert '<input type="hidden" name="want" value="do">' in html


def test_strange_parameters_change_nothing(client: Client, goods: list[Product]) -> None:
    plain = page(client, "/products/", type="food")
    assert page(client, "/products/", type="food", utm_source="x", price="") == plain
