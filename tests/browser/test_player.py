"""What the players are held to is noticed when it is not so."""

import pytest
from playwright.sync_api import Browser

from tests.browser.player import AXE_RULES, violations

pytestmark = pytest.mark.browser
PAGE = '<!doctype html><html lang="th"><head><title>หน้า</title></head><body><main>{}</main></body></html>'
PICTURE = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="{}>'


@pytest.mark.parametrize(("alt", "wrong"), [("", ["image-alt"]), (' alt="ผ้า"', [])])
def test_a_picture_that_says_nothing_is_found(browser: Browser, alt: str, wrong: list[str]) -> None:
    page = browser.new_page()
    page.set_content(PAGE.format(PICTURE.format(alt)))
    for _ in range(2):
        assert [one["id"] for one in violations(page, AXE_RULES)] == wrong
    page.close()
