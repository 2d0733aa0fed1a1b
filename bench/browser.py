"""W6: pages in Chromium: which fonts they load, and what axe finds, at the two widths."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Request, sync_playwright

from bench.weight import fetched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = ((390, 844), (1280, 900))


@dataclass
class Seen:
    """What one page showed: bytes of fonts at its heaviest width, violations at both."""

    fonts: int = 0
    violations: list[str] = field(default_factory=list)


def look(program: str, urls: list[str]) -> dict[str, Seen]:
    """Each page at a phone's and a laptop's width."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            return {url: _seen(browser, url) for url in urls}
        finally:
            browser.close()


def _seen(browser: "Browser", url: str) -> Seen:
    seen = Seen()
    for width, height in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="th-TH")
        page = context.new_page()
        fonts: set[str] = set()
        page.on("request", _noting(fonts))
        page.goto(url, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        seen.fonts = max(seen.fonts, sum(fetched(address).size for address in fonts))
        seen.violations += _violations(Axe().run(page).response, width)
        context.close()
    return seen


def _noting(fonts: set[str]) -> Callable[[Request], None]:
    def note(asked: Request) -> None:
        if asked.resource_type == "font":
            fonts.add(asked.url)

    return note


def _violations(found: dict[str, Any], width: int) -> list[str]:
    return [f"{width} px {one['id']}: {one['nodes'][0]['target'][0]}" for one in found["violations"]]
