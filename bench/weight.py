"""W6: what a public page weighs on the wire, and whether a script holds it up.

Read from the page itself: its style sheets, and its scripts with the modules they import; each asked for as a browser
asks, with brotli.
"""

import re
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

BROWSER = {"Accept-Encoding": "br, gzip"}
IMPORT = re.compile(rb"""(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?["']([^"']+)["']""")
LATE = {"defer", "async"}


@dataclass
class Parts(HTMLParser):
    """Addresses of a page's parts, in the order they stand in."""

    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("rel") == "stylesheet":
            self.styles.append(given["href"])
        if tag == "script" and given.get("src"):
            self.scripts.append(given["src"])
            if given.get("type") != "module" and not LATE & given.keys():
                self.blocking.append(given["src"])


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire of one page: text and style, scripts; `blocking` scripts that hold it up."""

    text: int
    style: int
    script: int
    blocking: int


def weigh(url: str) -> Weight:
    """One page with everything it names."""
    page = fetched(url)
    parts = Parts()
    parts.feed(page.plain.decode())
    styles = {urljoin(url, address) for address in parts.styles}
    scripts = modules({urljoin(url, address) for address in parts.scripts})
    return Weight(
        text=page.size,
        style=sum(fetched(address).size for address in styles),
        script=sum(fetched(address).size for address in scripts),
        blocking=len(parts.blocking),
    )


def modules(addresses: set[str]) -> set[str]:
    """The scripts and all that they import."""
    known: set[str] = set()
    waiting = list(addresses)
    while waiting:
        address = waiting.pop()
        if address not in known:
            known.add(address)
            waiting += [urljoin(address, name.decode()) for name in IMPORT.findall(fetched(address).plain)]
    return known


@dataclass(frozen=True)
class Fetched:
    """A body as it went over the wire, and as it reads."""

    size: int
    plain: bytes


KEPT: dict[str, Fetched] = {}


def fetched(url: str) -> Fetched:
    """The body at an address, asked for once."""
    if url not in KEPT:
        with urllib.request.urlopen(urllib.request.Request(url, headers=BROWSER), timeout=60) as answer:
            sent = answer.read()
        with urllib.request.urlopen(url, timeout=60) as answer:
            KEPT[url] = Fetched(len(sent), answer.read())
    return KEPT[url]
