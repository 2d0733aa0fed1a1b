"""One Chromium for each file of browser tests."""

from tests.browser.player import browser, patient

__all__ = ["browser", "patient"]
