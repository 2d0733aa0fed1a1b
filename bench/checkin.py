"""Check-ins a second: telephones open the page of a code and tap, each once, from addresses of their own.

    python -m bench.checkin http://localhost:8000/checkin/p-1-1-…/ [SECONDS]

The server runs with WITHI_BEHIND_PROXY=1, so that every telephone may name its own address; never against a real site.
"""

import http.client
import sys
import threading
import time
from dataclasses import dataclass, field
from secrets import randbelow, token_hex
from urllib.parse import urlencode, urlsplit

THREADS = 16
SECONDS = 20.0
TOKEN = token_hex(16)
OK = 200


@dataclass
class Told:
    """What came back: seconds of each check-in that was counted, and how many were not."""

    counted: list[float] = field(default_factory=list)
    refused: int = 0


def tap(line: http.client.HTTPConnection, path: str) -> int:
    """One telephone: the page, then the tap; the status of the tap."""
    address = ".".join(str(randbelow(254) + 1) for _ in range(4))
    headers = {"X-Forwarded-For": address, "Cookie": f"csrftoken={TOKEN}; withi_guest={token_hex(8)}"}
    line.request("GET", path, headers=headers)
    line.getresponse().read()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN}), headers | form)
    answer = line.getresponse()
    answer.read()
    return answer.status


def go(host: str, path: str, until: float, told: Told) -> None:
    """One telephone after the other, until the time is over."""
    line = http.client.HTTPConnection(host, timeout=30)
    while time.monotonic() < until:
        began = time.monotonic()
        if tap(line, path) == OK:
            told.counted.append(time.monotonic() - began)
        else:
            told.refused += 1


def main(url: str, seconds: float = SECONDS) -> str:
    """Drive the server; the figures in one line."""
    parts, told = urlsplit(url), Told()
    began = time.monotonic()
    guests = [
        threading.Thread(target=go, args=(parts.netloc, parts.path, began + seconds, told)) for _ in range(THREADS)
    ]
    for guest in guests:
        guest.start()
    for guest in guests:
        guest.join()
    took, each = time.monotonic() - began, sorted(told.counted)
    middle, late = (each[int(len(each) * share)] * 1000 for share in (0.5, 0.95)) if each else (0.0, 0.0)
    rate = len(each) / took
    count = f"{rate:.1f} check-ins a second ({len(each)}, refused {told.refused})"
    return f"{count}; page and tap {middle:.0f} ms, p95 {late:.0f} ms"


if __name__ == "__main__":
    if not sys.argv[1:] or not sys.argv[1].startswith("http"):
        sys.exit(__doc__)
    print(main(sys.argv[1], *map(float, sys.argv[2:])))
