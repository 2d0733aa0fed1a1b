"""The public site in Chromium: nothing that axe or the security policy objects to, nothing wider than the screen."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import ConsoleMessage, expect, sync_playwright

from tests.browser.player import arguments, violations
from withi.faces.portal.tests import factory
from withi.faces.portal.tests.test_hostile import LONGEST, fill
from withi.faces.portal.tests.test_lists import index
from withi.registers.routes.tests.factory import make_route
from withi.work.news.tests.factory import make_event, make_item

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
WIDTHS = (320, 360, 390, 700, 820, 1000, 1100, 1280)


def country() -> list[str]:
    """Rows of every kind; the addresses of all pages. Written before the browser starts: its loop bars the database."""
    factory.areas()
    factory.boundaries({"4015": (102.8, 15.6)})
    factory.boundaries({"401508": (102.8, 15.6)})
    community = factory.furnished(factory.community(is_demo=True, lat=15.6, lon=102.8), 2)
    factory.community("บ้านใกล้", lat=15.62, lon=102.8, receiving="open", is_demo=True)
    shut = factory.community("บ้านปิด", receiving="paused", receiving_reason="ซ่อมถนน", lat=15.61, lon=102.81)
    maker = factory.producer(community=community, shows_phone=True, people=12)
    products = [factory.labelled(factory.product(maker, f"ผ้าไหม {place}"), 2) for place in range(22)]
    bare = factory.product(factory.producer("กลุ่มอื่น", name_en=""), "น้ำพริก", type="food", name_en="")
    way, rests = make_route([community, community], days=2), make_route([community, shut])
    index()
    own = [f"/communities/{community.pk}/", f"/communities/{shut.pk}/", f"/producers/{maker.pk}/"]
    own += [f"/products/{row.pk}/" for row in (products[0], bare)]
    own += ["/routes/", *(f"/routes/{row.pk}/" for row in (way, rests)), f"/communities/{community.pk}/card/"]
    own += ["/news/", *(f"/news/{row.pk}/" for row in (make_item(), make_event()))]
    lists = [
        "/",
        "/areas/40/",
        "/areas/4015/",
        "/areas/50/",
        "/communities/?want=do&region=ne",
        "/communities/?want=sleep",
    ]
    goods = ["/products/", "/products/?type=textile&price=mid&area=40", "/products/?q=ผ้าใหม", "/products/?q=zzzzzz"]
    return [
        *own,
        *lists,
        *goods,
        "/search/?q=ดงเค็ง",
        "/search/",
        "/search/?q=ฮฮฮฮ",
        "/about/",
        "/privacy/",
        "/areas/99/",
    ]


@pytest.fixture
def browser() -> Iterator["Browser"]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments())
        yield opened
        opened.close()


@pytest.fixture
def pages() -> list[str]:
    return country()


@pytest.fixture
def long_pages() -> list[str]:
    return fill(LONGEST)


def wrong_with(page: "Page") -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations(page)]


@pytest.mark.parametrize("width", [390, 1280])
def test_nobody_is_shut_out_and_nothing_breaks_the_policy(
    pages: list[str], live_server: Any, browser: "Browser", width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            said.append(message.text)

    page.on("console", note)
    for path in [*pages, *(f"/en{path}" for path in pages[:7])]:
        page.goto(f"{live_server.url}{path}")
        assert wrong_with(page) == [], (width, path)
    assert said == []
    assert page.context.cookies() == []


def widest(browser: "Browser", address: str, paths: list[str]) -> list[tuple[str, int]]:
    """Pages that scroll sideways, at the width where they do."""
    page = browser.new_page()
    found = []
    for path in paths:
        page.goto(f"{address}{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((path, width))
    return found


def test_no_page_is_wider_than_the_screen(pages: list[str], live_server: Any, browser: "Browser") -> None:
    assert widest(browser, live_server.url, [*pages, f"/en{pages[0]}", "/en/"]) == []


def test_long_names_make_no_page_wider(long_pages: list[str], live_server: Any, browser: "Browser") -> None:
    assert widest(browser, live_server.url, long_pages) == []


def test_a_guest_finds_and_opens_without_a_script(pages: list[str], live_server: Any, browser: "Browser") -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{live_server.url}/")
    page.get_by_role("searchbox").fill("ผ้าใหม")
    page.get_by_role("button", name="ค้นหา").click()
    expect(page.get_by_text("ไม่พบ “ผ้าใหม” จึงค้น “ผ้าไหม” ให้")).to_be_visible()
    page.get_by_role("link", name="ผ้าไหม 0").click()
    page.get_by_role("link", name="บ้านดงเค็ง", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("บ้านดงเค็ง")
    expect(page.get_by_role("link", name="โทร 081-234-5678").first).to_have_attribute("href", "tel:+66812345678")


def test_filters_work_without_a_script(pages: list[str], live_server: Any, browser: "Browser") -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{live_server.url}/products/")
    page.get_by_text("กรองผล").click()
    page.get_by_label("อาหาร", exact=True).check()
    page.get_by_role("button", name="ดูผล").click()
    expect(page.get_by_text("สินค้า 1 รายการ")).to_be_visible()
    page.get_by_role("link", name="เอาตัวกรอง อาหาร ออก").click()
    expect(page.get_by_text("สินค้า 23 รายการ")).to_be_visible()
    page.get_by_role("link", name="หน้าถัดไป").click()
    expect(page.get_by_text("สินค้า 23 รายการ")).to_be_visible()
    assert "page=2" in page.url
