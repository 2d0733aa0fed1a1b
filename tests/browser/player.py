"""People before a browser: Chromium, and what every page that they open is held to."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from run_tests import chromium

AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
# Every rule is asked about every element; what kept them stays in the page, where it would be told by the megabyte.
AXE_RUN = "told => axe.run({...told, resultTypes: ['violations']}).then(found => JSON.stringify(found.violations))"
OFF = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
"""What no page has to do with. The first two are pages of the browser's own that it draws for each window, which costs
more than most of ours; the others Playwright turns off, too, but is not heard beside us."""
PHONE, DESK = WIDTHS = (390, 1280)
# Until the page's own fonts are there, a machine without Thai letters draws wide boxes.
FONTS = "document.fonts.ready.then(() => true)"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def patient() -> Iterator[None]:
    """The test asks the database between two clicks, while the browser's own loop runs in this thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="module")
def browser(patient: None) -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=path, args=arguments())
        yield chrome
        chrome.close()


def arguments(*off: str) -> list[str]:
    """How Chromium is begun: alone with the pages, without these features either."""
    return ["--no-sandbox", "--disable-background-networking", f"--disable-features={','.join((*OFF, *off))}"]


class Player:
    """A person before a browser of one width, who notices what its pages do wrong.

    `bears`: words of complaints that the play brings about itself, such as those of a cut line.
    """

    def __init__(
        self, browser: Browser, site: str, width: int = PHONE, *, script: bool = True, bears: tuple[str, ...] = ()
    ) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="th-TH",
            java_script_enabled=script,
            base_url=site,
            reduced_motion="reduce",  # where something lies is asked while nothing glides
        )
        self.site, self.script, self.bears = site, script, bears
        self.faults: list[str] = []
        self.page = self.tab()

    def tab(self, path: str = "") -> Page:
        """One more tab, at this address."""
        page = self.context.new_page()
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        if path:
            page.goto(path, wait_until="load")
        return page

    def hear(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not any(words in said.text for words in self.bears):
            self.faults.append(f"{said.text} ({said.location.get('url', '')})")

    def open(self, path: str) -> None:
        self.page.goto(path, wait_until="load")
        is_whole(self.page)

    def sign_in(self, name: str, password: str) -> None:
        """By name and password, in a tab that is closed again."""
        page = self.tab("/accounts/login/?password=1")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", password)
        page.click("main form button")
        page.wait_for_url("**/desk/")
        page.close()

    def is_(self, client: Client) -> None:
        """Signed in as this test client is."""
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.site}])

    def looks(self, page: Page | None = None) -> None:
        """Nothing overflows, nothing broke a rule, nobody is shut out."""
        page = page or self.page
        is_whole(page)
        assert self.faults == [], (page.url, self.faults)
        if not self.script:
            return
        page.evaluate(FONTS)
        assert page.evaluate(WIDER) == 0, page.url
        found = violations(page, AXE_RULES)
        assert found == [], (page.url, AxeResults({"violations": found}).generate_report())


def is_whole(page: Page) -> None:
    """With the parts that come after it: they move what lies beneath a finger, and replace the link that has the focus.

    A click comes back as soon as the next page begins; until it is whole, there is nothing to look at.
    """
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)


def violations(page: Page, rules: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """What axe finds wrong with the page as it stands, by all its rules or by these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = json.loads(page.evaluate(AXE_RUN, rules or {}))
    return found
