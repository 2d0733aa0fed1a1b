"""A small load loop for machines without wrk: `python -m bench.loop URL SECONDS CONNECTIONS [HEADER …]`.

It runs in a process of its own, so that its work is not counted as the server's.
"""

import http.client
import json
import statistics
import sys
import threading
import time
from urllib.parse import urlsplit

TIMEOUT = 30


class Asker(threading.Thread):
    """One connection that asks for the page until the time is up; a server may close it after each answer."""

    def __init__(self, url: str, until: float, headers: dict[str, str]) -> None:
        super().__init__(daemon=True)
        parts = urlsplit(url)
        self.path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
        self.until = until
        self.headers = headers
        self.times: list[float] = []
        self.bad = 0

    def run(self) -> None:
        while (start := time.monotonic()) < self.until:
            try:
                good = self.ask()
            except (OSError, http.client.HTTPException):
                self.connection.close()
                good = False
            self.bad += not good
            self.times.append(time.monotonic() - start)

    def ask(self) -> bool:
        self.connection.request("GET", self.path, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status < 400


def main(url: str, seconds: float, connections: int, headers: list[str]) -> None:
    until = time.monotonic() + seconds
    named = {name.strip(): value.strip() for name, _, value in (header.partition(":") for header in headers)}
    askers = [Asker(url, until, named) for _ in range(connections)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(seconds + TIMEOUT)
    times = [spent for asker in askers for spent in asker.times]
    told = {"answers": len(times), "bad": sum(asker.bad for asker in askers)}
    print(json.dumps(told | {"middle_ms": statistics.median(times or [0.0]) * 1000}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
