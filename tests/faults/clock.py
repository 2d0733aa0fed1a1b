"""How long pages take a guest. Knows nothing of the site, so that a process of its own can time it."""

import time
from urllib.request import ProxyHandler, build_opener

PAGES = ["/", "/products/", "/communities/"]


def times(port: int, seconds: float) -> list[float]:
    """Seconds that pages took one after the other, for so long."""
    found: list[float] = []
    opener = build_opener(ProxyHandler({}))
    until_then = time.monotonic() + seconds
    while time.monotonic() < until_then:
        began = time.monotonic()
        with opener.open(f"http://127.0.0.1:{port}{PAGES[len(found) % len(PAGES)]}", timeout=60) as answer:
            answer.read()
        found.append(time.monotonic() - began)
    return found
