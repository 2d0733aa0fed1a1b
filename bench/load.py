"""Asking a server for one page for some seconds: with wrk where it is installed, else with our own loop."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bench.figures import ROOT

CONNECTIONS = 8
GRACE_SECONDS = 60


@dataclass(frozen=True)
class Load:
    """What came back: answers, how many of them were no page, and the middle one's milliseconds."""

    answers: int
    bad: int
    middle_ms: float


def tool(seconds: float) -> str:
    """What asks: wrk counts in whole seconds only."""
    return "wrk" if shutil.which("wrk") and float(seconds).is_integer() else "loop"


def drive(url: str, seconds: float, headers: Sequence[str] = ()) -> Load:
    """Ask for the page as often as the server answers, over a few connections at a time."""
    ask = _wrk if tool(seconds) == "wrk" else _loop
    return ask(url, seconds, headers)


def _wrk(url: str, seconds: float, headers: Sequence[str]) -> Load:
    asked = [part for header in headers for part in ("-H", header)]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{int(seconds)}s", "--latency", "--timeout", "30s", *asked, url]
    return read_wrk(_run(command, seconds))


def read_wrk(told: str) -> Load:
    """The figures in what wrk prints."""
    answers = re.search(r"(\d+) requests in", told)
    middle = re.search(r"50%\s+([\d.]+)(us|ms|s)", told)
    if not answers or not middle:
        raise RuntimeError(f"wrk said: {told}")
    bad = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", told)))
    lost = sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", told)))
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[middle[2]]
    return Load(int(answers[1]), bad + lost, float(middle[1]) * scale)


def _loop(url: str, seconds: float, headers: Sequence[str]) -> Load:
    told = _run([sys.executable, "-m", "bench.loop", url, str(seconds), str(CONNECTIONS), *headers], seconds)
    return Load(**json.loads(told))


def _run(command: list[str], seconds: float) -> str:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=seconds + GRACE_SECONDS, check=True
    )
    return done.stdout
