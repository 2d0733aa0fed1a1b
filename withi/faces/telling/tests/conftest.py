"""One Chromium for each file of browser tests, as in `tests/browser`."""

from tests.browser.player import browser, patient

__all__ = ["browser", "patient"]
