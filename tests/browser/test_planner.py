"""A guest plans a trip: three clicks from a community, buttons, a link for a friend, paper.

Played in Chromium at a phone's and a desk's width, and once without JavaScript; on whichever database the run is for.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import DESK, PHONE, WIDTHS, Player
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


def test_a_refused_form_says_what_to_do(browser: Browser, live_server: LiveServer, here: Community) -> None:
    guest = Player(browser, str(live_server.url), PHONE, bears=("422",))
    guest.open(f"/trips/community/{here.pk}/")
    guest.page.select_option("#id_begin", "840")
    guest.page.select_option("#id_end", "600")
    with guest.page.expect_navigation():
        guest.page.click("#plan")
    assert "หลังเวลาเริ่ม" in guest.page.inner_text("#errors")
    guest.looks()
