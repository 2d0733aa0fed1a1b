"""A guest plans a trip: three clicks from a community, buttons, a link for a friend, paper.

Played in Chromium at a phone's and a desk's width, and once without JavaScript; on whichever database the run is for.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import DESK, FONTS, PHONE, WIDER, WIDTHS, Player
from withi.faces.planner.tests import factory
from withi.faces.planner.tests.factory import quick
from withi.registers.villages.models import Community

__all__ = ["quick"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick")]
TIMES = ".trip-road .km time"
STOPS = "input[name=stop]"


@pytest.fixture
def here(settings: Any, live_server: LiveServer, patient: None) -> Community:
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return factory.country()[0]


def stops(page: Page) -> list[str]:
    return [str(each.get_attribute("value")) for each in page.locator(STOPS).all()]


def plan(guest: Player, here: Community) -> Page:
    """Three clicks: the community of the list, the way to the planner, the yellow plank."""
    page = guest.page
    guest.open("/communities/")
    page.click(f"a[href='/communities/{here.pk}/']")
    page.click(f"a[href='/trips/community/{here.pk}/']")
    guest.looks()
    with page.expect_navigation():
        page.click("#plan")
    page.wait_for_selector("#day-1")
    guest.looks()
    return page


def press(page: Page, step: str, stop: str) -> None:
    """A button beside a stop, by the keyboard; the page stays where it is and its address becomes the new trip's."""
    before = page.url
    page.focus(f"#{step}-{stop}")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_selector("#undo")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_guest_plans_changes_shares_and_prints(
    browser: Browser, live_server: LiveServer, here: Community, width: int
) -> None:
    guest = Player(browser, str(live_server.url), width)
    page = plan(guest, here)
    first, planned = page.url, stops(page)
    press(page, "pin", planned[0])
    assert page.get_attribute(f"#pin-{planned[0]}", "aria-pressed") == "true"
    press(page, "later", planned[0])
    assert stops(page) == [planned[1], planned[0], *planned[2:]]
    press(page, "remove", planned[-1])
    assert planned[-1] not in stops(page)
    guest.looks()
    page.click("#to-map")
    expect(page.locator("#map .stones > li")).to_have_count(len(planned))
    assert page.is_visible("#map .trip-map .stone")
    guest.looks()
    page.click("#undo")
    page.wait_for_function("count => document.querySelectorAll('input[name=stop]').length === count", arg=len(planned))
    share(browser, str(live_server.url), page, first, planned)


def share(browser: Browser, site: str, page: Page, first: str, planned: list[str]) -> None:
    """The link shows a friend the very trip; the first link is what it was; paper, track and calendar come."""
    friend = Player(browser, site, DESK)
    friend.open(page.input_value("#link"))
    assert friend.page.locator(TIMES).all_inner_texts() == page.locator(TIMES).all_inner_texts()
    friend.open(first)
    assert stops(friend.page) == planned
    for form, head in (("pdf", b"%PDF"), ("gpx", b"<?xml"), ("ics", b"BEGIN:VCALENDAR")):
        taken = friend.context.request.get(f"{first}trip-th.{form}")
        assert taken.ok
        assert taken.body().startswith(head)
    friend.page.emulate_media(media="print")
    assert not friend.page.is_visible(f"#pin-{planned[0]}")
    assert friend.page.is_visible("#day-1")


def test_without_javascript_the_form_plans_and_buttons_change(
    browser: Browser, live_server: LiveServer, here: Community
) -> None:
    guest = Player(browser, str(live_server.url), PHONE, script=False)
    page = plan(guest, here)
    gone = stops(page)[0]
    with page.expect_navigation():
        page.click(f"#remove-{gone}")
    assert gone not in stops(page)
    with page.expect_navigation():
        page.click("#anew")
    assert gone not in stops(page)
    with page.expect_navigation():
        page.click("#to-map")
    assert page.is_visible("#map .trip-map .stone")


def drag(page: Page, stop: str, to: str) -> None:
    """A finger takes a stop by its grip and sets it down above another."""
    grip = page.locator(f"#stop-{stop} [data-grip]")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + 22, box["y"] + 26)
    goal = page.locator(f"#stop-{to}").bounding_box()
    assert goal is not None
    page.mouse.move(box["x"] + 20, goal["y"] + 8, steps=6)
    expect(page.locator(f"#stop-{to}.here")).to_have_count(1)
    before = page.url
    page.mouse.up()
    page.wait_for_url(lambda url: url != before)
    page.wait_for_selector("#undo")


def touch(page: Page, stop: str, to: str) -> None:
    """The same with a finger, as the screen tells it."""
    send = page.context.new_cdp_session(page).send
    grip = page.locator(f"#stop-{stop} [data-grip]")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box is not None
    x = box["x"] + 22

    def finger(kind: str, y: float | None = None) -> None:
        send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if y is None else [{"x": x, "y": y}]})

    finger("touchStart", box["y"] + 22)
    finger("touchMove", box["y"] + 30)
    goal = page.locator(f"#stop-{to}").bounding_box()
    assert goal is not None
    for part in (0.5, 0.8, 1):
        finger("touchMove", box["y"] + (goal["y"] + 8 - box["y"]) * part)
    before = page.url
    finger("touchEnd")
    page.wait_for_url(lambda url: url != before)


def test_stops_are_dragged_by_mouse_and_finger_and_times_are_new(
    browser: Browser, live_server: LiveServer, here: Community
) -> None:
    guest = Player(browser, str(live_server.url), PHONE)
    page = plan(guest, here)
    planned, times = stops(page), page.locator(TIMES).all_inner_texts()
    drag(page, planned[1], planned[0])
    assert stops(page) == [planned[1], planned[0], *planned[2:]]
    assert page.locator(TIMES).all_inner_texts() != times
    guest.looks()
    touch(page, planned[0], planned[1])
    page.wait_for_function("first => document.querySelector('input[name=stop]').value === first", arg=planned[0])
    assert stops(page) == planned
    assert page.locator(TIMES).all_inner_texts() == times


def test_a_trip_opened_once_opens_without_network(browser: Browser, live_server: LiveServer, here: Community) -> None:
    guest = Player(browser, str(live_server.url), PHONE, bears=("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"))
    page = plan(guest, here)
    planned, trip = stops(page), page.url
    page.wait_for_function("() => document.getElementById('kept').textContent !== ''", timeout=30_000)
    guest.context.set_offline(offline=True)
    guest.open(trip)
    assert stops(page) == planned
    assert "ยังแก้ไม่ได้" in page.inner_text("#kept")
    assert page.is_disabled(f"#pin-{planned[0]}")
    page.evaluate(FONTS)
    assert page.evaluate(WIDER) == 0
    for form, head in (("pdf", "%PDF"), ("ics", "BEGIN:VCALENDAR")):
        got = page.evaluate("path => fetch(path).then((answer) => answer.text())", f"{trip}trip-th.{form}")
        assert got.startswith(head)
    page.click("#to-map")
    page.wait_for_selector("#map .trip-map .stone")
    guest.context.set_offline(offline=False)
    page.wait_for_function("id => !document.getElementById(id).disabled", arg=f"pin-{planned[0]}")


def test_near_me_asks_the_phone_and_sends_a_neighbourhood_only(
    browser: Browser, live_server: LiveServer, here: Community
) -> None:
    guest = Player(browser, str(live_server.url), PHONE)
    guest.context.grant_permissions(["geolocation"])
    guest.context.set_geolocation({"latitude": 15.681234, "longitude": 102.791234})
    guest.open("/trips/")
    page = guest.page
    assert page.input_value("#id_position") == ""
    page.click("[data-near] button")
    page.wait_for_function("() => document.getElementById('id_position').value !== ''")
    assert page.input_value("#id_position") == "15.68, 102.79"
    guest.looks()
    with page.expect_navigation():
        page.click("#plan")
    page.wait_for_selector("#day-1")


def test_three_clicks_from_a_district_a_wet_day_and_an_enquiry(
    browser: Browser, live_server: LiveServer, here: Community
) -> None:
    guest = Player(browser, str(live_server.url), PHONE)
    guest.open("/areas/4015/")
    page = guest.page
    page.click("a[href='/trips/area/4015/']")
    with page.expect_navigation():
        page.click("#plan")
    page.wait_for_selector("#day-1")
    with page.expect_navigation():
        page.click("#rain-1")
    assert page.url.endswith("#day-1")
    assert page.is_visible(".wet")
    page.click(".letter summary")
    assert "สนใจไปเที่ยว" in page.input_value("#letter-1")
    page.click("[data-copy='letter-1']")
    page.wait_for_function("() => document.querySelector('[data-copy] [role=status]').textContent === 'คัดลอกแล้ว'")
    guest.looks()


def test_a_refused_form_says_what_to_do(browser: Browser, live_server: LiveServer, here: Community) -> None:
    guest = Player(browser, str(live_server.url), PHONE, bears=("422",))
    guest.open(f"/trips/community/{here.pk}/")
    guest.page.select_option("#id_begin", "840")
    guest.page.select_option("#id_end", "600")
    with guest.page.expect_navigation():
        guest.page.click("#plan")
    assert "หลังเวลาเริ่ม" in guest.page.inner_text("#errors")
    guest.looks()
