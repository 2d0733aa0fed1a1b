"""Passing on and calling in Chromium, with and without script, at a phone's and a desk's width."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import Player
from withi.ground.notices.models import Notice
from withi.ground.notices.tests.factory import make_notice
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Cast, client_of, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (360, 1280)
LOW = "[...document.querySelectorAll('main button, main .act, main ul a')].filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.textContent)"  # noqa: E501


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.REQUIRE_MFA = False
    made = make_cast()
    for number in range(3):
        make_producer(area_code="40150205", phones=f"08123456{number:02d}")
    producer = make_producer(area_code="401508", return_note="ขอรูปที่เห็นลายชัด", entered_by=made.worker.user)
    make_notice(made.worker.user.pk, kind="returned", rows=[["producer", producer.pk]])
    make_notice(made.worker.user.pk, kind="published", count=12)
    return made


class Worker(Player):
    """The worker before her own browser."""

    def __init__(self, browser: Browser, site: str, cast: Cast, width: int, *, script: bool = True) -> None:
        super().__init__(browser, site, width, script=script)
        if script:
            self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.is_(client_of(cast.worker))

    def looks(self, page: Page | None = None) -> None:
        """As every page, and a thumb finds what it should tap."""
        super().looks(page)
        assert self.page.evaluate(LOW) == [], self.page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_a_list_is_copied_then_called(browser: Browser, live_server: LiveServer, cast: Cast, width: int) -> None:
    worker = Worker(browser, live_server.url, cast, width)
    page = worker.page
    page.goto("/desk/producers/?area=401502")
    page.click("details.pass > summary")
    worker.looks()
    with page.expect_response("**/copied/"):
        page.click("[data-copy]")
    expect(page.locator(".copied")).to_have_text("คัดลอกแล้ว")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[:2] == ["ผู้ผลิต: 3 ราย", "พื้นที่: คึมชาด"]
    assert Notice.objects.get(kind="copied").told_how == "copied"
    page.click("text=ทำรายชื่อโทรแจ้ง")
    page.wait_for_url("**/calls/*/")
    worker.looks()
    page.click("button[value=called] >> nth=0")
    expect(page.locator(".fig small")).to_have_text("แจ้งแล้ว 1 จาก 3 ราย")
    page.click("button[value=unanswered] >> nth=0")
    expect(page.locator(".calls .low").first).to_contain_text("ไม่รับสาย")
    worker.looks()


@pytest.mark.parametrize("width", WIDTHS)
def test_notices_are_read_and_passed_on(browser: Browser, live_server: LiveServer, cast: Cast, width: int) -> None:
    worker = Worker(browser, live_server.url, cast, width)
    page = worker.page
    page.goto("/desk/")
    worker.looks()
    page.click(".bell")
    worker.looks()
    page.click("button:has-text('ส่งกลับให้แก้')")
    expect(page.locator("main")).to_contain_text("ขอรูปที่เห็นลายชัด")
    worker.looks()
    page.goto("/desk/notices/calls/")
    worker.looks()


def test_without_script_the_text_is_there_and_the_copy_is_kept(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    page = Worker(browser, live_server.url, cast, 360, script=False).page
    page.goto("/desk/notices/")
    page.click("button:has-text('ส่งกลับให้แก้')")
    assert "มีรายการส่งกลับให้แก้" in page.input_value("#chat-text")
    assert not page.is_visible("[data-copy]")
    page.click("[data-kept]")
    expect(page.locator("#told")).to_contain_text("จดไว้แล้ว")
    page.goto("/desk/producers/")
    page.click("details.pass > summary")
    page.click("[data-kept]")
    assert page.url.endswith("/desk/producers/")
    assert Notice.objects.filter(kind="copied", told_how="copied").count() == 1
