"""The public face from end to end: a village writes of itself and pauses, is published, found, followed and counted.

The editor, the guest and the host play at a phone's width, the offices at a desk's; on whichever database the run is
for.
"""

import re
from collections.abc import Callable
from typing import Any

import gpxpy
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import DESK, PHONE, Player
from tests.cast import Cast, Person
from tests.register import Register
from withi.registers.routes.models import Route, RouteStop
from withi.registers.villages.models import Community, CommunityAsset
from withi.work.checkin.models import CheckinDay
from withi.work.checkin.posters import address_of
from withi.work.checkin.rules import screen_code
from withi.work.news.models import NewsItem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME_EN, SUMMARY_EN = "Ban Dong Kheng", "Silk tied by the whole village, and boats on the pond at dawn."
STORY_TH = "เช้ามืดชาวบ้านลงเรือเก็บบัว สายจึงขึ้นเรือนมัดหมี่ด้วยกัน"
CHARM_TH, CHARM_EN = "เก็บบัวตอนเช้ามืด", "Lotus boats at dawn"
REASON = "ทำทางเข้าหมู่บ้านใหม่"
HEADLINE = "คณะรถบัสคันแรกของปีมาถึงบ้านดงเค็ง"
Opens = Callable[[Person, int], Player]


@pytest.fixture
def opens(browser: Browser, live_server: LiveServer, settings: Any) -> Opens:
    """Someone of the cast before a browser of a width, signed in where she has an account."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]

    def player(person: Person, width: int) -> Player:
        one = Player(browser, str(live_server.url), width)
        if person.user is not None:
            one.is_(person.client)
        return one

    return player


@pytest.fixture
def route(register: Register) -> Route:
    """The place's published route over two villages that lie apart, with its names in English."""
    here, there = register.here.community, register.beside.community
    Community.objects.filter(pk=here.pk).update(lat=15.6762, lon=102.8268)
    Community.objects.filter(pk=there.pk).update(lat=15.8187, lon=102.8121)
    RouteStop.objects.create(route=register.here.route, position=2, day=2, community=there)
    english = {"name_en": "Two Villages of Silk", "summary_en": "Two villages in two days."}
    Route.objects.filter(pk=register.here.route.pk).update(**english)
    return register.here.route


def write(editor: Player, pk: int) -> None:
    """Name and story in both languages, on a phone; saved, it waits for the district."""
    page = editor.page
    editor.open(f"/desk/communities/{pk}/edit/facts/")
    page.fill("input[name=name_en]", NAME_EN)
    save(editor, pk)
    editor.open(f"/desk/communities/{pk}/edit/story/")
    page.fill("[name=summary_en]", SUMMARY_EN)
    page.fill("[name=story_th]", STORY_TH)
    page.fill("[name=charm1_title_th]", CHARM_TH)
    page.click("summary.more-fields >> nth=0")
    page.fill("[name=charm1_title_en]", CHARM_EN)
    editor.looks()
    save(editor, pk)
    assert Community.objects.get(pk=pk).state == "waiting"


def save(player: Player, pk: int) -> None:
    player.page.click(".deskbar button.main")
    player.page.wait_for_url(f"**/desk/communities/{pk}/")


def say(editor: Player, pk: int, state: str) -> None:
    """The quick page: one of four, on the public site at once; pausing gives a reason."""
    page = editor.page
    editor.open(f"/desk/communities/{pk}/receiving/")
    page.check(f"input[name=receiving][value={state}]")
    if state == "paused":
        page.fill("[name=receiving_reason]", REASON)
    editor.looks()
    save(editor, pk)


def approve(chief: Player, path: str) -> None:
    chief.open(path)
    chief.looks()
    chief.page.click("button:has-text('อนุมัติ') >> nth=0")
    chief.page.wait_for_load_state()


def read_in_english(guest: Player, pk: int, route: Route) -> None:
    """A paused village says so in place of its telephone, and takes its route off the site."""
    page = guest.page
    guest.open(f"/en/communities/{pk}/")
    assert page.inner_text("h1") == NAME_EN
    assert page.is_visible(f"text={SUMMARY_EN}")
    assert page.is_visible(f"text={CHARM_EN}")
    assert REASON in page.inner_text(".gate")
    assert page.locator(".gate a[href^='tel:']").count() == 0
    assert page.locator(f"main a[href='/en/routes/{route.pk}/']").count() == 0
    guest.looks()
    guest.open(f"/en/routes/{route.pk}/")
    assert page.locator("ol.road").count() == 0
    guest.looks()


def follow(guest: Player, pk: int, route: Route) -> None:
    """From the village to its route, its track, the trip's form, and the card for the driver."""
    page = guest.page
    guest.open(f"/en/communities/{pk}/")
    assert page.locator(".gate a[href^='tel:']").count() == 1
    page.click(f"a.plank[href='/en/routes/{route.pk}/']")
    page.wait_for_url(f"**/en/routes/{route.pk}/")
    assert page.inner_text("h1") == "Two Villages of Silk"
    assert page.locator("ol.road .km").all_inner_texts()[0].startswith("0")
    guest.looks()
    taken = guest.context.request.get(f"/en/routes/{route.pk}/route.gpx")
    assert next(point.name for point in gpxpy.parse(taken.text()).waypoints) == NAME_EN
    page.click(f"a[href='/en/trips/route/{route.pk}/']")
    page.wait_for_url(f"**/en/trips/route/{route.pk}/")
    assert page.is_checked("input[name=days][value='2']")
    guest.looks()
    guest.open(f"/communities/{pk}/card/")
    expect(page.locator("#kept")).to_contain_text("ไม่มีสัญญาณก็เปิดได้")
    guest.looks()
    guest.context.set_offline(offline=True)
    page.goto(page.url)
    assert page.locator(".driver.card .to").inner_text().startswith("ไปบ้าน")
    guest.context.set_offline(offline=False)


def check_in(guest: Player, pk: int) -> None:
    """The camera opens a page; one tap counts, the second adds nothing."""
    page = guest.page
    code = address_of(screen_code(pk, timezone.now().timestamp()))
    for said in ("เช็คอินแล้ว", "วันนี้เช็คอินที่นี่ไปแล้ว"):
        guest.open(code)
        with page.expect_navigation():
            page.click("button.tap")
        expect(page.locator(".sign .land")).to_contain_text(said)
        guest.looks()
    guest.open("/passport/")
    expect(page.locator("[data-stamps] li")).to_have_count(1)
    guest.looks()


def count_bus(host: Player, pk: int) -> None:
    """A bus of forty-five in one entry; both series stand side by side, and are not added up."""
    page = host.page
    host.open(f"/desk/checkin/{pk}/")
    host.looks()
    scans, counted = numbers(host)
    page.click(f"a[href='/desk/checkin/{pk}/count/']")
    page.fill("[name=thai]", "40")
    page.fill("[name=foreign]", "5")
    page.check("[name=purpose] >> nth=0")
    host.looks()
    page.click(".deskbar button.main")
    page.wait_for_url(f"**/desk/checkin/{pk}/")
    assert numbers(host) == [scans, counted + 45]
    host.looks()


def numbers(host: Player) -> list[int]:
    """Scans and guests counted by hosts, of today."""
    return [int(text) for text in host.page.locator(".facts .big").all_inner_texts()]


def tell(worker: Player, area: str, pk: int) -> int:
    """The office writes it up; sent, it waits for another's word. Gives the article's id."""
    page = worker.page
    worker.open("/desk/news/add/")
    page.fill("[name=title_th]", HEADLINE)
    page.fill("[name=lead_th]", "นักท่องเที่ยวสี่สิบห้าคนมาดูการมัดหมี่")
    page.fill("[name=body_th]", "เจ้าบ้านนับแขกด้วยการกรอกครั้งเดียว")
    page.fill("[name=area_code_text]", area)
    page.locator("[role=option]").first.click()
    page.select_option("[name=community]", str(pk))
    page.fill("[name=office]", "สพอ.หนองสองห้อง")
    worker.looks()
    page.click(".deskbar button.main")
    page.wait_for_url(re.compile(r"/desk/news/[0-9]+/$"))
    worker.looks()
    page.click("button:has-text('ส่งให้พัฒนาการอำเภอ')")
    page.wait_for_load_state()
    return NewsItem.objects.get(title_th=HEADLINE).pk


def read_news(guest: Player, item: int, pk: int) -> None:
    page = guest.page
    guest.open("/")
    guest.looks()
    page.click(f"main a[href='/news/{item}/'] >> nth=0")
    page.wait_for_url(f"**/news/{item}/")
    assert page.inner_text("h1") == HEADLINE
    assert page.locator(f"main a[href='/communities/{pk}/']").count() > 0
    guest.looks()


def test_a_village_writes_pauses_is_found_followed_and_counted(
    opens: Opens, cast: Cast, register: Register, route: Route
) -> None:
    here = register.here
    pk = here.community.pk
    editor, chief, guest = opens(cast.editor, PHONE), opens(cast.chief, DESK), opens(cast.guest, PHONE)
    write(editor, pk)
    say(editor, pk, "paused")
    guest.open(f"/routes/{route.pk}/")
    assert guest.page.locator("ol.road").count() == 0, "a village whose change waits keeps its route back"
    approve(chief, f"/desk/communities/{pk}/")
    read_in_english(guest, pk, route)
    say(editor, pk, "open")
    follow(guest, pk, route)
    check_in(guest, pk)
    assert CheckinDay.objects.get(community=pk, day=timezone.localdate(), proof="screen").scans == 1
    count_bus(editor, pk)
    item = tell(opens(cast.worker, PHONE), "ดงเค็ง", pk)
    assert NewsItem.objects.get(pk=item).state == "waiting"
    approve(chief, f"/desk/news/{item}/")
    read_news(guest, item, pk)
    assert editor.faults == chief.faults == guest.faults == []


def test_what_a_community_has_is_dragged_on_the_desk(opens: Opens, cast: Cast, register: Register) -> None:
    """By its grip above the other of its kind."""
    community = register.here.community
    community.assets.all().delete()
    some = [
        CommunityAsset.objects.create(community=community, kind=kind, name_th=name, position=place)
        for place, (kind, name) in enumerate((("food", "พาแลง"), ("food", "ข้าวห่อ"), ("activity", "ทอผ้า")), start=1)
    ]
    editor = opens(cast.editor, PHONE)
    editor.open(f"/desk/communities/{community.pk}/")
    page = editor.page
    editor.looks()
    assert page.locator("#assets [data-grip]").count() == 2, "one of its kind alone has no order"
    grip, goal = page.locator(f"#asset-{some[1].pk} [data-grip]"), page.locator(f"#asset-{some[0].pk}")
    goal.scroll_into_view_if_needed()
    at, to = grip.bounding_box(), goal.bounding_box()
    assert at is not None
    assert to is not None
    assert min(at["width"], at["height"]) >= 44
    page.mouse.move(at["x"] + 22, at["y"] + 22)
    page.mouse.down()
    page.mouse.move(at["x"] + 20, to["y"] + 8, steps=6)
    expect(goal).to_have_class("here")
    with page.expect_navigation():
        page.mouse.up()
    assert list(community.assets.filter(kind="food").order_by("position")) == [some[1], some[0]]
    editor.looks()


def test_stops_of_a_route_are_dragged_on_the_desk(opens: Opens, cast: Cast, route: Route) -> None:
    """By its grip above the other; the buttons that do the same stay."""
    Route.objects.filter(pk=route.pk).update(days=1)
    route.stops.update(day=1)
    worker, stops = opens(cast.worker, PHONE), list(route.stops.values_list("pk", flat=True))
    worker.open(f"/desk/routes/{route.pk}/")
    page = worker.page
    worker.looks()
    grip, goal = page.locator(f"#stop-{stops[1]} [data-grip]"), page.locator(f"#stop-{stops[0]}")
    goal.scroll_into_view_if_needed()
    at = grip.bounding_box()
    assert at is not None
    assert min(at["width"], at["height"]) >= 44
    page.mouse.move(at["x"] + 22, at["y"] + 22)
    page.mouse.down()
    page.mouse.move(at["x"] + 20, at["y"] + 18)
    to = goal.bounding_box()
    assert to is not None
    page.mouse.move(at["x"] + 20, to["y"] + 8, steps=6)
    expect(page.locator(f"#stop-{stops[0]}.here")).to_have_count(1)
    with page.expect_navigation():
        page.mouse.up()
    assert list(route.stops.values_list("pk", "day")) == [(stops[1], 1), (stops[0], 1)]
    worker.looks()
