"""Maps in Chromium: loaded on a click only, Thai drawn whole, no other site asked; and an operator's own."""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from run_tests import chromium

from tests.browser import tiles
from tests.browser.player import DESK, PHONE, Player, arguments
from withi.config import maps, policy
from withi.faces.portal.tests import factory
from withi.ground.web import mapping, pagecache
from withi.registers.routes.tests.factory import make_route
from withi.registers.villages.models import Community

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOADED = 120_000
"""Milliseconds: letters are drawn without a graphics card."""
NEAR = "LocalNetworkAccessChecks"
"""The base map of a test lies on this machine, the pages seem not to."""
DRAWS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
DARK, WATER = 110, (207, 223, 228)
PLAIN, MARKED = "บบบบบบ", "บึ้บึ้บึ้บี้บู้บู้"
"""The same letters, without and with vowels and tones above and below."""
ANYTHING = re.compile(".*", re.DOTALL)
TOWN = "เมืองทดสอบ"


@pytest.fixture(scope="module")
def browser(patient: None) -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=path, args=[*DRAWS, *arguments(NEAR)])
        yield chrome
        chrome.close()


@pytest.fixture
def here() -> Community:
    factory.areas()
    factory.boundaries({"4015": (102.7, 15.6)})
    factory.boundaries({"401508": (102.7, 15.6)})
    return factory.community(MARKED, lat=15.6762, lon=102.8268, receiving="open")


def hosts(player: Player) -> list[str]:
    """The hosts that are asked from now on."""
    asked: list[str] = []
    player.page.on("request", lambda request: asked.append(urlsplit(request.url).netloc or request.url[:5]))
    return asked


def lets(player: Player, policy: str) -> None:
    """The pages come with this policy: that of the server was made when it started, before the settings of a test."""

    def answer(route: Route) -> None:
        came = route.fetch()
        route.fulfill(response=came, headers={**came.headers, "content-security-policy": policy})

    player.page.route("**/communities/**", answer)


def opened(player: Player, path: str) -> Page:
    """A page with its map, drawn and at rest."""
    player.open(path)
    scripts = player.page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert not [name for name in scripts if "maplibre" in name or "pmtiles" in name], "nothing before the click"
    player.page.locator("a[data-map]").first.focus()
    player.page.keyboard.press("Enter")
    expect(player.page.locator(".live-map")).to_have_attribute("data-shown", ANYTHING, timeout=LOADED)
    return player.page


def picture(page: Page) -> Image.Image:
    box = page.locator(".live-map")
    box.scroll_into_view_if_needed()
    return Image.open(io.BytesIO(box.screenshot())).convert("RGB")


def rows_of_ink(found: Image.Image) -> int:
    """How tall the writing below the stone in the middle is: rows with dark dots."""
    wide, tall = found.size
    left, right, top = wide // 2 - 70, wide // 2 + 70, tall // 2
    grey = found.convert("L").crop((left, top, right, tall - 90))
    lowest = (min(grey.crop((0, row, grey.width, row + 1)).tobytes()) for row in range(grey.height))
    dark = [shade < DARK for shade in lowest]
    below = dark[dark.index(False) :]
    return sum(below)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_thai_is_drawn_with_its_vowels_and_tones_and_nobody_else_is_asked(
    browser: Browser, live_server: LiveServer, here: Community, width: int
) -> None:
    tall = {}
    for name in (PLAIN, MARKED):
        Community.objects.filter(pk=here.pk).update(name_th=name)
        pagecache.PAGES.clear()
        player = Player(browser, live_server.url, width)
        asked = hosts(player)
        page = opened(player, f"/communities/{here.pk}/")
        assert page.get_attribute(".live-map", "data-shown") == name
        assert set(asked) <= {urlsplit(live_server.url).netloc, "data:"}
        tall[name] = rows_of_ink(picture(page))
        player.looks()
        expect(page.locator(".live-map")).to_be_focused()
        player.context.close()
    assert tall[PLAIN] > 5
    assert tall[MARKED] > tall[PLAIN] * 1.5, tall


def test_the_map_can_be_worked_by_keys_and_says_what_it_is(
    browser: Browser, live_server: LiveServer, here: Community
) -> None:
    near = factory.community("บ้านใกล้", lat=15.7, lon=102.85, receiving="open")
    player = Player(browser, live_server.url, PHONE)
    page = opened(player, f"/communities/{here.pk}/")
    canvas = page.locator(".live-map canvas")
    assert "แผนที่" in (canvas.get_attribute("aria-label") or "")
    before = picture(page)
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert picture(page).tobytes() != before.tobytes()
    page.get_by_role("button", name="ขยายแผนที่").press("Enter")
    assert set((page.get_attribute(".live-map", "data-shown") or "").split("|")) == {MARKED, near.name_th}
    assert player.faults == []


def test_a_route_and_a_trip_open_theirs(browser: Browser, live_server: LiveServer, here: Community) -> None:
    near = factory.community("บ้านใกล้", lat=15.7, lon=102.85, receiving="open")
    route = make_route([here, near])
    player = Player(browser, live_server.url, PHONE)
    page = opened(player, f"/routes/{route.pk}/")
    assert "บ้านใกล้" in (page.get_attribute(".live-map", "data-shown") or "")
    player.looks()
    page = opened(player, f"/en/map/route/{route.pk}/")
    player.looks()


def test_where_no_map_can_be_drawn_the_places_stand_as_a_list(
    browser: Browser, live_server: LiveServer, here: Community
) -> None:
    player = Player(browser, live_server.url, PHONE, bears=("WebGL", "webgl"))
    player.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    player.open(f"/communities/{here.pk}/")
    player.page.click("a[data-map]")
    way = player.page.locator(f"[role=status] a[href$='/map/community/{here.pk}/']")
    expect(way).to_be_visible(timeout=LOADED)
    player.looks()


def test_without_script_the_link_leads_to_the_places_drawn_and_listed(
    browser: Browser, live_server: LiveServer, here: Community
) -> None:
    player = Player(browser, live_server.url, PHONE, script=False)
    player.open(f"/communities/{here.pk}/")
    player.page.click("a[data-map]")
    player.page.wait_for_url(f"**/map/community/{here.pk}/")
    assert player.page.locator(".trip-map svg").is_visible()
    assert player.page.locator("ol.stones li").count() == 1
    player.looks()


@pytest.fixture
def own_base(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An operator's base map on a host of its own, as the two settings name it."""
    with tiles.served(tiles.archive(tiles.tile((0.7856, 0.4563), TOWN))) as address:
        monkeypatch.setenv("WITHI_MAP_PMTILES_URL", address)
        monkeypatch.setenv("WITHI_MAP_ATTRIBUTION", "© ผู้ทำแผนที่ทดสอบ")
        settings.MAP_BASE = maps.base()
        mapping.forget()
        yield address
    mapping.forget()


def test_an_operators_base_map_is_shown_with_its_makers(
    own_base: str, live_server: LiveServer, browser: Browser, here: Community
) -> None:
    pagecache.PAGES.clear()
    player = Player(browser, live_server.url, DESK)
    lets(player, policy.content_security([], maps.base()))
    asked = hosts(player)
    page = opened(player, f"/communities/{here.pk}/")
    assert "© ผู้ทำแผนที่ทดสอบ" in page.locator(".live-map + [role=status]").inner_text()
    found = picture(page)
    assert found.getpixel((20, 20)) == pytest.approx(WATER, abs=3)
    assert {urlsplit(own_base).netloc} == set(asked) - {urlsplit(live_server.url).netloc, "data:"}
    player.looks()
