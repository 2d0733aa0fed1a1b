"""Passing on and calling in Chromium, with and without script, at a phone's and a desk's width."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from withi.ground.notices.models import Notice
from withi.ground.notices.tests.factory import make_notice
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Cast, client_of, make_cast

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
WIDTHS = (360, 1280)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def cast(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Cast:
    settings.REQUIRE_MFA = False
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop runs while the test asks the database
    made = make_cast()
    for number in range(3):
        make_producer(area_code="40150205", phones=f"08123456{number:02d}")
    producer = make_producer(area_code="401508", return_note="ขอรูปที่เห็นลายชัด", entered_by=made.worker.user)
    make_notice(made.worker.user.pk, kind="returned", rows=[["producer", producer.pk]])
    make_notice(made.worker.user.pk, kind="published", count=12)
    return made


@pytest.fixture
def browser() -> Iterator["Browser"]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def page_of(browser: "Browser", site: str, cast: Cast, width: int, *, script: bool = True) -> "Page":
    """The worker's own browser, already signed in; what the page complains about fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, base_url=site, locale="th-TH"
    )
    if script:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
    session = client_of(cast.worker).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context.new_page()


def looks(page: "Page") -> None:
    """Nothing overflows, nobody is shut out, and a thumb finds what it should tap."""
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) == 0, page.url
    low = "[...document.querySelectorAll('main button, main .act, main ul a')].filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.textContent)"  # noqa: E501
    assert page.evaluate(low) == [], page.url
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, (page.url, found.generate_report())


@pytest.mark.parametrize("width", WIDTHS)
def test_a_list_is_copied_then_called(browser: "Browser", live_server: LiveServer, cast: Cast, width: int) -> None:
    page = page_of(browser, live_server.url, cast, width)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto("/desk/producers/?area=401502")
    page.click("details.pass > summary")
    looks(page)
    with page.expect_response("**/copied/"):
        page.click("[data-copy]")
    expect(page.locator(".copied")).to_have_text("คัดลอกแล้ว")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[:2] == ["ผู้ผลิต: 3 ราย", "พื้นที่: คึมชาด"]
    assert Notice.objects.get(kind="copied").told_how == "copied"
    page.click("text=ทำรายชื่อโทรแจ้ง")
    page.wait_for_url("**/calls/*/")
    looks(page)
    page.click("button[value=called] >> nth=0")
    expect(page.locator(".fig small")).to_have_text("แจ้งแล้ว 1 จาก 3 ราย")
    page.click("button[value=unanswered] >> nth=0")
    expect(page.locator(".calls .low").first).to_contain_text("ไม่รับสาย")
    looks(page)
    assert faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_notices_are_read_and_passed_on(browser: "Browser", live_server: LiveServer, cast: Cast, width: int) -> None:
    page = page_of(browser, live_server.url, cast, width)
    page.goto("/desk/")
    looks(page)
    page.click(".bell")
    looks(page)
    page.click("button:has-text('ส่งกลับให้แก้')")
    expect(page.locator("main")).to_contain_text("ขอรูปที่เห็นลายชัด")
    looks(page)
    page.goto("/desk/notices/calls/")
    looks(page)


def test_without_script_the_text_is_there_and_the_copy_is_kept(
    browser: "Browser", live_server: LiveServer, cast: Cast
) -> None:
    page = page_of(browser, live_server.url, cast, 360, script=False)
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
