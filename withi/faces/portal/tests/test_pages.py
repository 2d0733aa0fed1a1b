"""The pages guests open: they show what was approved, in both languages, and nothing else is there."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from withi.faces.portal.tests import factory
from withi.ground.places.models import Area, AreaSuccessor
from withi.ground.web import versions
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.villages.models import Community, CommunityAsset, CommunityCategory

pytestmark = pytest.mark.django_db
UNPUBLISHED = ("draft", "waiting", "withdrawn")
PLAIN = ("/", "/communities/", "/products/", "/search/", "/about/", "/privacy/")


@pytest.fixture(autouse=True)
def country() -> None:
    factory.areas()


def page(client: Client, path: str, **query: Any) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, path
    return str(response.content.decode())


def graph(html: str) -> dict[str, dict[str, Any]]:
    """What search machines read, by type."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    return {thing["@type"]: thing for thing in json.loads(found[1])["@graph"]} if found else {}


def all_paths() -> list[str]:
    community = factory.furnished(factory.community())
    product = factory.labelled(factory.product(factory.producer(community=community)))
    own = [f"/communities/{community.pk}/", f"/producers/{product.producer_id}/", f"/products/{product.pk}/"]
    return [*PLAIN, "/areas/40/", "/areas/4015/", *own]


def test_every_page_opens_in_both_languages_without_a_cookie(client: Client) -> None:
    for path in all_paths():
        for address in (path, f"/en{path}"):
            response = client.get(address)
            assert response.status_code == 200, address
            assert not response.cookies, address
            assert b"<h1" in response.content
            assert b'<link rel="canonical"' in response.content, address


def test_pages_take_no_other_method(client: Client) -> None:
    for path in [*all_paths(), "/robots.txt", "/sitemap.xml", "/cloth/40-4.svg", "/parcel/40-food.svg"]:
        assert client.post(path).status_code == 405, path
        assert client.head(path).status_code == 200, path


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_what_is_not_published_does_not_exist(client: Client, state: str) -> None:
    community = factory.community(state=state)
    maker = factory.producer(state=state)
    product = factory.product(factory.producer("อื่น"), state=state)
    for path in (f"/communities/{community.pk}/", f"/producers/{maker.pk}/", f"/products/{product.pk}/"):
        assert client.get(path).status_code == 404, path
        assert client.get(f"/en{path}").status_code == 404, path
    for path in ("/", "/communities/", "/products/", "/areas/40/", "/areas/4015/", "/sitemap-pages-1.xml"):
        html = page(client, path)
        assert f"/communities/{community.pk}/" not in html
        assert f"/products/{product.pk}/" not in html


def test_a_closed_producer_and_a_product_kept_back_do_not_exist(client: Client) -> None:
    closed = factory.producer(status="closed")
    alcohol = factory.product(factory.producer("อื่น"), "สาโท", type="drink", is_alcohol=True, is_public=False)
    assert client.get(f"/producers/{closed.pk}/").status_code == 404
    assert client.get(f"/products/{alcohol.pk}/").status_code == 404
    assert "สาโท" not in page(client, "/products/")


@pytest.mark.parametrize(
    "path",
    [
        "/communities/0/",
        "/communities/99999999999999999999/",
        "/producers/123456/",
        "/products/9223372036854775808/",
        "/areas/99/",
        "/areas/4/",
        "/areas/401508/",
        "/areas/40150808/",
        "/areas/%E0%B9%94%E0%B9%90/",
        "/areas/4a/",
    ],
)
def test_what_was_never_there_gets_a_helpful_404(client: Client, path: str) -> None:
    for address in (path, f"/en{path}"):
        response = client.get(address)
        assert response.status_code == 404, address
        assert 'role="search"' in response.content.decode()


# --- the community -------------------------------------------------------------------------------


def test_a_community_says_first_whether_it_receives_and_whom_to_call(client: Client) -> None:
    row = factory.furnished(factory.community(closed_days="วันพระ", line_id="@dongkheng", pays_promptpay=True))
    html = page(client, f"/communities/{row.pk}/")
    gate = html[html.index('class="gate"') : html.index("</section>")]
    for text in ("นัดล่วงหน้า 3 วัน", "รับครั้งละ 4–40 คน", "วันพระ", "tel:+66812345678", "081-234-5678", "พร้อมเพย์"):
        assert text in gate
    assert "https://line.me/R/ti/p/@dongkheng" in gate
    assert html.index('class="gate"') < html.index('class="ways"') < html.index('id="do"')
    assert "โทรถามก่อน" not in gate


def test_an_old_confirmation_asks_to_call_first(client: Client) -> None:
    today = timezone.localdate()
    fresh, stale = (factory.community(str(days), confirmed_on=today - timedelta(days=days)) for days in (30, 31))
    assert "ยืนยันเกิน 30 วันแล้ว โทรถามก่อน" not in page(client, f"/communities/{fresh.pk}/")
    assert "ยืนยันเกิน 30 วันแล้ว โทรถามก่อน" in page(client, f"/communities/{stale.pk}/")


def test_a_closed_door_shows_why_until_when_and_neighbours_but_no_telephone(client: Client) -> None:
    until = timezone.localdate() + timedelta(days=10)
    row = factory.community(receiving="paused", receiving_reason="ซ่อมถนน", receiving_until=until, lat=15.6, lon=102.8)
    factory.community("บ้านเปิด", receiving="open", lat=15.62, lon=102.8)
    factory.community("บ้านปิด", receiving="paused", receiving_reason="น้ำท่วม")
    html = page(client, f"/communities/{row.pk}/")
    for text in ("งดรับชั่วคราว", "ซ่อมถนน", "คาดว่ารับได้อีกครั้ง", "บ้านเปิด", "2 กม."):
        assert text in html
    for text in ("tel:", "บ้านปิด", "ยื่นให้คนขับ", '"telephone"'):
        assert text not in html


def test_who_gave_up_receiving_still_says_so(client: Client) -> None:
    row = factory.community(receiving="ceased", receiving_reason="คนดูแลย้ายออก")
    html = page(client, f"/communities/{row.pk}/")
    assert "เลิกรับแขกแล้ว" in html
    assert "tel:" not in html
    assert "/areas/4015/" in html


def test_who_never_said_can_be_asked(client: Client) -> None:
    row = factory.community(confirmed_on=None, receiving="paused")
    html = page(client, f"/communities/{row.pk}/")
    assert "ยังไม่แจ้ง" in html
    assert "tel:+66812345678" in html


def test_price_boards_sights_goods_and_the_drivers_card(client: Client) -> None:
    row = factory.furnished(factory.community(meeting_point_th="ศาลากลางบ้าน", meeting_point_en="the open hall"))
    CommunityAsset.objects.create(community=row, kind="homestay", name_th="เรือนไม้", price=35_000, price_unit="night")
    CommunityAsset.objects.create(community=row, kind="facility", name_th="ลานจอดรถ")
    CommunityCategory.objects.create(community=row, name="ชุมชนเด่น", valid_to=timezone.localdate())
    CommunityCategory.objects.create(community=row, name="หมดวาระ", valid_to=timezone.localdate() - timedelta(days=1))
    goods = [factory.product(factory.producer(str(place), community=row), f"ผ้า {place}") for place in range(8)]
    html = page(client, f"/communities/{row.pk}/")
    for text in ("<b>150</b> บาท", "ต่อกลุ่ม (ไม่เกิน 20 คน)", "<b>350</b> บาท", "ลานจอดรถ", "ชุมชนเด่น", "ศาลากลางบ้าน"):
        assert text in html
    assert "หมดวาระ" not in html
    assert "Please take me to Ban Dong Kheng, Moo 8, Nong Song Hong, Khon Kaen. Meeting point: the open hall." in html
    assert html.count('href="/products/') == 6 + 2 + 1  # goods, the two menus, and all of them
    assert f'/products/?community={row.pk}">ดูทั้งหมด สินค้า 8 รายการ' in html
    assert f"/products/{goods[7].pk}/" in page(client, "/products/", community=row.pk)


def test_goods_of_unpublished_makers_are_shown_without_a_way_to_the_maker(client: Client) -> None:
    maker = factory.producer(state="waiting", shows_phone=True)
    html = page(client, f"/products/{factory.product(maker).pk}/")
    assert maker.name_th in html
    assert f"/producers/{maker.pk}/" not in html
    assert "089-876-5432" not in html


# --- producers and products ----------------------------------------------------------------------


def test_a_product_opens_the_community_it_comes_from(client: Client) -> None:
    community = factory.community()
    product = factory.labelled(factory.product(factory.producer(community=community)), 2)
    html = page(client, f"/products/{product.pk}/")
    assert f'href="/communities/{community.pk}/"' in html
    for text in ("1,000–2,000", "ผืนยาว 2 เมตร", "ต่อผืน", "มผช.", "1/2569", "นัดล่วงหน้า 3 วัน"):
        assert text in html
    assert "หมดอายุ" not in html


def test_a_community_that_is_not_published_is_not_spoken_of(client: Client) -> None:
    maker = factory.producer(community=factory.community("บ้านลับ", state="waiting", phone="0800000000"))
    for path in (f"/producers/{maker.pk}/", f"/products/{factory.product(maker).pk}/"):
        html = page(client, path)
        assert "บ้านลับ" not in html
        assert "tel:" not in html


def test_telephones_are_shown_only_where_the_producer_agreed(client: Client) -> None:
    silent = factory.producer("กลุ่มเงียบ", line_id="silent.weaver")
    open_ = factory.producer("กลุ่มเปิด", shows_phone=True, line_id="open")
    for path in (f"/producers/{silent.pk}/", f"/products/{factory.product(silent).pk}/"):
        html = page(client, path)
        assert not {"089-876-5432", "tel:", "line.me", "silent.weaver"} & {
            text for text in ("089-876-5432", "tel:", "line.me", "silent.weaver") if text in html
        }
    for path in (f"/producers/{open_.pk}/", f"/products/{factory.product(open_).pk}/"):
        html = page(client, path)
        assert "tel:+66898765432" in html
        assert "line.me/ti/p/~open" in html


def test_a_producer_shows_its_public_products(client: Client) -> None:
    maker = factory.producer(people=12, women=9, founded_on="2010-05-01", joins_production=True)
    shown, hidden = factory.product(maker), factory.product(maker, "ร่าง", state="draft")
    html = page(client, f"/producers/{maker.pk}/")
    assert f"/products/{shown.pk}/" in html
    assert f"/products/{hidden.pk}/" not in html
    for text in ("12 คน (ผู้หญิง 9 คน)", "2553", "ชุมชนร่วมผลิต", "กลุ่มผู้ผลิตชุมชน"):
        assert text in html


def test_a_bare_product_and_a_bare_producer_still_make_a_page(client: Client) -> None:
    maker = factory.producer(name_en="", kind="", phones="", area_code="")
    product = factory.product(maker, name_en="", price_from=None, type="herbal")
    for path in (f"/producers/{maker.pk}/", f"/products/{product.pk}/", f"/en/products/{product.pk}/"):
        assert "None" not in re.sub(r"<script.*?</script>", "", page(client, path))
    assert "สอบถามราคา" in page(client, f"/products/{product.pk}/")


# --- areas ---------------------------------------------------------------------------------------


def test_an_area_shows_who_receives_first_then_districts(client: Client) -> None:
    factory.community("บ้านปิด", receiving="paused", receiving_reason="น้ำท่วม")
    factory.community("บ้านเปิด", receiving="open", confirmed_on=timezone.localdate() - timedelta(days=9))
    factory.product(factory.producer())
    for code in ("40", "4015"):
        html = page(client, f"/areas/{code}/")
        assert html.index("บ้านเปิด") < html.index("บ้านปิด")
        assert "รับแขกอยู่ 1 ชุมชน" in html
        assert 'data-region="ne"' in html
        assert f"/communities/?area={code}" in html
    assert "จังหวัดขอนแก่น" in page(client, "/areas/40/")
    assert "บ้านเปิด" not in page(client, "/areas/5001/")


@pytest.mark.parametrize("path", ["/", "/areas/40/", "/en/", "/en/areas/40/"])
@pytest.mark.parametrize("bytes_kept", [0, 1_000_000])
def test_figures_follow_a_community_that_closes(path: str, bytes_kept: int, settings: Any) -> None:
    settings.PAGE_CACHE_BYTES = bytes_kept
    open_ones = [factory.community(f"บ้าน{name}", receiving="open", confirmed_on=timezone.localdate()) for name in "กข"]
    client, figures = Client(), re.compile(r"(\d+) (?:ชุมชน|communit)")
    seen = [figures.findall(page(client, path)) for _time in range(2)]
    Community.objects.filter(pk=open_ones[0].pk).update(receiving="paused")
    versions.bump(Community.SUBJECT, [open_ones[0].area_code])
    assert seen[0] == seen[1] != figures.findall(page(client, path))
    assert "2" in seen[0]


@pytest.mark.parametrize("bytes_kept", [0, 1_000_000])
@pytest.mark.parametrize("path", ["/", "/areas/40/", "/communities/", "/products/"])
def test_names_of_areas_follow_their_register(path: str, bytes_kept: int, settings: Any) -> None:
    settings.PAGE_CACHE_BYTES = bytes_kept
    factory.community()
    client = Client()
    assert "ขอนแก่นใหม่" not in page(client, path)
    Area.objects.filter(pk="40").update(name_th="ขอนแก่นใหม่")
    versions.bump("area", ["40"])
    assert "ขอนแก่นใหม่" in page(client, path)


@pytest.mark.parametrize("bytes_kept", [0, 1_000_000])
@pytest.mark.parametrize("path", ["/communities/", "/communities/?open=1", "/communities/?area=40", "/areas/40/"])
def test_lists_follow_a_community_that_is_taken_back(path: str, bytes_kept: int, settings: Any) -> None:
    settings.PAGE_CACHE_BYTES = bytes_kept
    rows = [factory.community(f"บ้าน{name}", receiving="open", confirmed_on=timezone.localdate()) for name in "กข"]
    client = Client()
    assert [page(client, path).count("2 ชุมชน") > 0 for _time in range(2)] == [True, True]
    Community.objects.filter(pk=rows[0].pk).update(state="draft")
    versions.bump(Community.SUBJECT, [rows[0].area_code])
    html = page(client, path)
    assert ("บ้านก" in html, "บ้านข" in html, "1 ชุมชน" in html) == (False, True, True)


@pytest.mark.parametrize("bytes_kept", [0, 1_000_000])
def test_products_of_a_province_follow_their_makers_and_themselves(bytes_kept: int, settings: Any) -> None:
    settings.PAGE_CACHE_BYTES = bytes_kept
    maker, client = factory.producer("กลุ่มเดิม"), Client()
    products = [factory.product(maker, f"ผ้าขิด{name}") for name in "กข"]
    assert all(name in page(client, "/areas/40/") for name in ("กลุ่มเดิม", "ผ้าขิดก", "ผ้าขิดข"))
    Producer.objects.filter(pk=maker.pk).update(name_th="กลุ่มใหม่")
    versions.bump(Producer.SUBJECT, [maker.area_code])
    assert "กลุ่มใหม่" in page(client, "/areas/40/")
    Product.objects.filter(pk=products[0].pk).update(is_public=False)
    versions.bump(Product.SUBJECT, [products[0].area_code])
    html = page(client, "/areas/40/")
    assert ("ผ้าขิดก" in html, "ผ้าขิดข" in html) == (False, True)


def test_an_empty_area_says_so_and_stays_out_of_search_machines(client: Client) -> None:
    html = page(client, "/areas/50/")
    assert "ที่นี่ยังไม่มีชุมชนท่องเที่ยว" in html
    assert '<meta name="robots" content="noindex">' in html


def test_an_abolished_area_leads_to_its_successors(client: Client) -> None:
    factory.areas([("2799", "เก่า", "Kao", "อ.เก่า จ.สระแก้ว", "Kao, Sa Kaeo"), ("2798", "ร้าง", "", "อ.ร้าง", "")])
    Area.objects.filter(pk__in=["2799", "2798"]).update(is_abolished=True)
    AreaSuccessor.objects.create(old_id="2799", new_id="4015", source="official")
    response = client.get("/areas/2799/")
    assert response.status_code == 404
    assert 'href="/areas/4015/"' in response.content.decode()
    orphan = client.get("/en/areas/2798/")
    assert orphan.status_code == 404
    assert "No area is known" in orphan.content.decode()


# --- languages and what machines read ------------------------------------------------------------


def test_both_languages_name_each_other_where_the_english_exists(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://withi.example"
    row = factory.community()
    for path in (f"/communities/{row.pk}/", f"/en/communities/{row.pk}/"):
        html = page(client, path)
        assert f'<link rel="canonical" href="https://withi.example{path}">' in html
        assert f'hreflang="en" href="https://withi.example/en/communities/{row.pk}/"' in html
        assert "noindex" not in html


def test_an_english_page_without_english_shows_thai_and_says_so(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://withi.example"
    bare = {"name_en": "", "summary_en": ""}
    community = factory.community(**bare)
    maker = factory.producer(name_en="", community=community)
    product = factory.product(maker, name_en="")
    for path in (f"/communities/{community.pk}/", f"/producers/{maker.pk}/", f"/products/{product.pk}/"):
        html = page(client, f"/en{path}")
        assert '<html lang="en">' in html
        assert '<meta name="robots" content="noindex">' in html
        assert f'<link rel="canonical" href="https://withi.example{path}">' in html
        assert re.search(r'<h1[^>]* lang="th"', html), path
        assert 'rel="alternate"' not in html + page(client, path)


def test_search_machines_read_what_it_is(client: Client) -> None:
    community = factory.community(lat=15.6762, lon=102.8268)
    community.assets.create(kind="homestay", name_th="เรือนพักใต้ถุน", price=35_000, price_unit="night")
    maker = factory.producer(community=community, shows_phone=True)
    product = factory.labelled(factory.product(maker, story_th="ทอกันมา"), 2)
    home = graph(page(client, "/"))["WebSite"]["potentialAction"]
    assert home["target"]["urlTemplate"].endswith("/search/?q={search_term_string}")
    place = graph(page(client, f"/communities/{community.pk}/"))
    assert place["TouristDestination"]["geo"] == {"@type": "GeoCoordinates", "latitude": 15.6762, "longitude": 102.8268}
    assert place["TouristDestination"]["telephone"] == "+66812345678"
    (stay,) = place["TouristDestination"]["containsPlace"]
    assert (stay["@type"], stay["telephone"]) == ("LodgingBusiness", "+66812345678")
    assert stay["address"]["addressCountry"] == "TH"
    assert stay["geo"]["latitude"] == 15.6762
    assert stay["priceRange"] == "350.00 THB"
    assert [step["name"] for step in place["BreadcrumbList"]["itemListElement"]][1:3] == ["ขอนแก่น", "หนองสองห้อง"]
    thing = graph(page(client, f"/products/{product.pk}/"))["Product"]
    assert [(offer["price"], offer["priceCurrency"]) for offer in thing["offers"]] == [
        ("1000.00", "THB"),
        ("2000.00", "THB"),
    ]
    assert graph(page(client, f"/producers/{maker.pk}/"))["Organization"]["telephone"] == "+66898765432"
    assert graph(page(client, "/products/"))["ItemList"]["itemListElement"][0]["url"].endswith(
        f"/products/{product.pk}/"
    )


def test_pages_describe_themselves(client: Client) -> None:
    html = page(client, f"/products/{factory.product(factory.producer()).pk}/")
    for text in ("og:title", "og:url", "og:site_name", 'name="description"', "4,500"):
        assert text in html[: html.index("</head>")]


def test_an_empty_nation_makes_friendly_pages(client: Client) -> None:
    Product.objects.all().delete()
    Area.objects.all().delete()
    for path in (*PLAIN, "/sitemap.xml", "/sitemap-pages-1.xml"):
        page(client, path)
        page(client, f"/en{path}")
    assert "ขณะนี้ยังไม่มีชุมชนรับแขก" in page(client, "/")


def test_demonstration_rows_are_marked(client: Client) -> None:
    community = factory.furnished(factory.community(is_demo=True))
    maker = factory.producer(is_demo=True, community=community)
    product = factory.product(maker, is_demo=True)
    own = [f"/communities/{community.pk}/", f"/producers/{maker.pk}/", f"/products/{product.pk}/"]
    for path in (*own, "/", "/communities/", "/products/", "/areas/40/"):
        assert "ข้อมูลสาธิต" in page(client, path), path
        assert "Demonstration data" in page(client, f"/en{path}"), path
