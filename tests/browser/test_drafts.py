"""Typing is never lost: a lost session, two tabs, the way back, a server that goes away, and no script at all."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import Player
from tests.cast import PASSWORD, World
from withi.ground.drafts.models import Draft
from withi.registers.producers.models import Producer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY, MORE = "กลุ่มทอผ้าที่พิมพ์มาทั้งเช้า", "แล้วพิมพ์ต่ออีก"
KEPT = re.compile(r"/desk/drafts/$")
LOCAL = "Object.keys(localStorage).filter((key) => key.startsWith('withi.draft:')).length"


class Desk(Player):
    """One person's browser with its tabs, and the form of a producer. Lines are cut and sessions end on purpose."""

    def __init__(self, browser: Browser, site: LiveServer, world: World, *, script: bool = True) -> None:
        super().__init__(browser, site.url, script=script, bears=("Failed to load resource",))
        self.producer: Producer = world.register.here.producer
        self.url = reverse("producers:edit", args=[self.producer.pk])

    def form(self, path: str = "") -> Page:
        return self.tab(path or self.url)

    def enter(self, name: str = "worker") -> None:
        self.sign_in(name, PASSWORD)

    def stored(self) -> str:
        self.producer.refresh_from_db()
        return self.producer.name_th

    def session_ends(self) -> None:
        Session.objects.all().delete()


def typed(page: Page, text: str) -> None:
    """Type, and wait until it is kept."""
    with page.expect_response(KEPT) as kept:
        page.fill("input[name=name_th]", text)
    assert kept.value.status == 200


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, world: World, settings: Any) -> Iterator[Desk]:
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    desk = Desk(browser, live_server, world)
    desk.enter()
    yield desk
    desk.context.close()
    assert desk.faults == []


def emptied(page: Page) -> None:
    """Nothing is left on the device."""
    for _ in range(100):
        if page.evaluate(LOCAL) == 0:
            return
        page.wait_for_timeout(50)
    pytest.fail("something is left on the device")


def value(page: Page) -> str:
    return page.input_value("input[name=name_th]")


def test_a_session_that_ends_while_typing_loses_nothing(desk: Desk) -> None:
    page = desk.form()
    typed(page, STORY)
    desk.session_ends()
    page.fill("input[name=name_th]", STORY + MORE)
    dialog = page.locator("dialog")
    expect(dialog).to_be_visible()
    desk.looks(page)
    page.fill("dialog input", "wrong password")
    page.click("dialog button.main")
    expect(dialog).to_contain_text("รหัสผ่านไม่ถูกต้อง")
    page.fill("dialog input", PASSWORD)
    page.click("dialog button.main")
    expect(dialog).to_have_count(0)
    assert value(page) == STORY + MORE
    page.click("main form.form button.main")
    page.wait_for_url(f"**/producers/{desk.producer.pk}/")
    assert desk.stored() == STORY + MORE
    assert not Draft.objects.exists()
    emptied(page)


def test_pressing_save_after_the_session_saves_once_signed_in_elsewhere(desk: Desk) -> None:
    """Whoever signs in another way does so in a new tab; the form goes on by itself."""
    page = desk.form()
    typed(page, STORY)
    desk.session_ends()
    page.click("main form.form button.main")
    expect(page.locator("dialog")).to_be_visible()
    desk.enter()
    page.bring_to_front()
    page.wait_for_url(f"**/producers/{desk.producer.pk}/")
    assert desk.stored() == STORY


def test_another_person_at_the_same_browser_gets_nothing(desk: Desk) -> None:
    page = desk.form()
    page.route(KEPT, lambda route: route.abort())
    page.fill("input[name=name_th]", STORY)
    expect(page.locator("[data-say=away]")).to_be_visible()
    assert page.evaluate(LOCAL) == 1
    desk.context.clear_cookies()
    desk.enter("officer")
    other = desk.form()
    assert value(other) != STORY
    assert STORY not in other.content()
    emptied(other)
    page.click("main form.form button.main")
    expect(page.locator("[data-say=stranger]")).to_be_visible()
    assert desk.stored() != STORY


def test_two_tabs_keep_their_own_words_and_hear_of_each_other(desk: Desk) -> None:
    first = desk.form()
    typed(first, STORY)
    second = desk.form()
    expect(second.locator("[data-say=other]")).to_be_visible()
    assert second.locator("[data-line]").count() == 1, "what the first tab holds is offered, not put in"
    assert value(second) != STORY
    typed(second, MORE)
    assert Draft.objects.count() == 2
    first.click("main form.form button.main")
    first.wait_for_url(f"**/producers/{desk.producer.pk}/")
    expect(second.locator("[data-say=saved]")).to_be_visible()
    assert value(second) == MORE
    second.click("main form.form button.main")
    expect(second.locator("#conflict")).to_be_visible()
    assert desk.stored() == STORY
    assert Draft.objects.count() == 1


def test_the_way_back_finds_the_text_again(desk: Desk) -> None:
    page = desk.form()
    page.fill("input[name=name_th]", STORY)
    page.fill("input[name=phones]", "081-234-5678")
    page.click("a.back-to")
    page.wait_for_url(f"**/producers/{desk.producer.pk}/")
    page.go_back()
    expect(page.locator("input[name=name_th]")).to_have_value(STORY)
    expect(page.locator("input[name=phones]")).to_have_value("081-234-5678")
    page.reload()
    expect(page.locator("input[name=name_th]")).to_have_value(STORY)
    page.click("[data-drop]")
    expect(page.locator("[data-taken]")).to_have_count(0)
    expect(page.locator("input[name=name_th]")).not_to_have_value(STORY)
    assert not Draft.objects.exists()


def test_a_form_opened_anew_offers_what_was_typed(desk: Desk) -> None:
    page = desk.form()
    typed(page, STORY)
    page.close()
    anew = desk.form()
    expect(anew.locator("[data-line]")).to_contain_text("มีข้อความที่พิมพ์ค้างไว้เมื่อ")
    desk.looks(anew)
    anew.click("[data-take]")
    expect(anew.locator("input[name=name_th]")).to_have_value(STORY)
    anew.click("main form.form button.main")
    anew.wait_for_url(f"**/producers/{desk.producer.pk}/")
    assert desk.stored() == STORY
    assert not Draft.objects.exists()


def test_a_server_that_is_killed_between_loses_nothing(desk: Desk) -> None:
    page = desk.form()
    desk.context.route("**/*", lambda route: route.abort("connectionrefused"))
    page.fill("input[name=name_th]", STORY)
    expect(page.locator("[data-say=away]")).to_be_visible()
    page.click("main form.form button.main")
    expect(page.locator("main form.form button.main")).to_be_visible()
    assert value(page) == STORY, "the form is not given up for the browser's own error page"
    assert page.evaluate(LOCAL) == 1
    desk.context.unroute("**/*")
    page.click("main form.form button.main")
    page.wait_for_url(f"**/producers/{desk.producer.pk}/")
    assert desk.stored() == STORY
    emptied(page)


def test_what_was_typed_without_a_line_is_sent_later(desk: Desk) -> None:
    page = desk.form()
    desk.context.set_offline(True)
    page.fill("input[name=name_th]", STORY)
    expect(page.locator("[data-say=away]")).to_be_visible()
    with page.expect_response(KEPT) as kept:
        desk.context.set_offline(False)
    assert kept.value.status == 200
    expect(page.locator("[data-say=back]")).to_be_visible()
    emptied(page)
    page.close()
    anew = desk.form()
    anew.click("[data-take]")
    assert value(anew) == STORY


def test_signing_out_leaves_nothing_on_the_device(desk: Desk) -> None:
    page = desk.form()
    page.route(KEPT, lambda route: route.abort())
    page.fill("input[name=name_th]", STORY)
    expect(page.locator("[data-say=away]")).to_be_visible()
    page.click("details.post summary")
    page.click("details.post form button")
    page.wait_for_url("**/")
    emptied(page)


def test_what_must_not_be_kept_stays_in_the_form_only(desk: Desk) -> None:
    page = desk.form()
    with page.expect_request(KEPT) as sent:
        page.fill("input[name=address]", "บัตร 1-1017-00230-70-8")
        page.fill("input[name=name_th]", STORY)
    body = sent.value.post_data or ""
    assert "70-8" not in body
    assert "name_th" in body
    assert "70-8" not in page.evaluate("JSON.stringify(localStorage)")
    identity = desk.form(reverse("producers:identity", args=[desk.producer.pk]))
    identity.fill("input[name=number]", "1101700230708")
    assert identity.evaluate(LOCAL) == page.evaluate(LOCAL)


def test_without_script_the_text_waits_behind_the_sign_in(
    browser: Browser, live_server: LiveServer, world: World, settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    plain = Desk(browser, live_server, world, script=False)
    plain.enter()
    page = plain.form()
    page.fill("input[name=name_th]", STORY)
    plain.session_ends()
    page.click("main form.form button.main")
    assert page.locator("h1").inner_text() == "ท่านออกจากระบบแล้ว"
    page.click("nav.planks a >> nth=0")
    page.fill("input[name=login]", "worker")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    page.click("[data-take]")
    assert value(page) == STORY
    page.click("main form.form button.main")
    page.wait_for_url(f"**/producers/{plain.producer.pk}/")
    assert plain.stored() == STORY
    assert not Draft.objects.exists()
    assert {each["name"] for each in plain.context.cookies()} >= {configured.SESSION_COOKIE_NAME}
    plain.context.close()
