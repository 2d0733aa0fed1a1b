#!/usr/bin/env python3
"""`make test`: gates, then the suite on SQLite, on a throw-away PostgreSQL, then browser tests on both.

What this machine cannot run is said in one loud line; with WITHI_REQUIRE_ALL=1 it is a failure. Arguments are
handed to every pytest run. The last line is the total: "N passed, N failed".
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import ahead
import check
import postgres

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MOST_WORKERS = 4
NOTHING_COLLECTED = 5
COMPILED = "PYTHONDONTWRITEBYTECODE"
"""Set, every one of some hundred processes would read the house anew: what one of them compiled the others find."""
TOOLS = ("ahead", "bench", "faults", "measure", "messages", "postgresql_guide", "province_paths", "run_tests")
WEB = ("filters", "forms", "look", "outbound", "pages", "processor", "quick", "tables", "texts", "widgets")
KNOW_NO_DATABASE = (
    "withi/kit",
    "tests/architecture",
    "withi/*/*/tests/test_rules.py",
    "withi/faces/demo/tests/test_gallery.py",
    "withi/faces/planner/tests/test_fair.py",
    "withi/faces/printing/tests/test_prints.py",
    "withi/ground/places/tests/test_villages.py",
    "withi/ground/vault/tests/test_vault.py",
    "withi/ground/backup/tests/test_values.py",
    "withi/ground/web/tests/test_middleware.py",
    *(f"withi/ground/web/tests/test_{name}.py" for name in WEB),
    "tests/test_order.py",
    "tests/test_replica.py",
    *(f"tests/tools/test_{tool}.py" for tool in TOOLS),
)
"""Where the site's database makes no difference: run once. The kit has no Django, a rule is pure, what the others judge
comes from nowhere but their own lines, and a tool reads files; the guide and the standby bring their own servers. A
test holds that none of these asks for the database."""

IN_BROWSERS = ("tests/browser", "withi/*/*/tests/test_browser.py")
"""Where all browser tests lie, which a test holds: their runs need not read the others."""
MAIN_JOBS = tuple(
    f"tests/browser/test_{job}.py" for job in ("spine", "sturdy", "registration", "income", "public_face")
)
"""Played on PostgreSQL, too. What the others look at is the page on a screen, whatever database it was made from."""


@dataclass(frozen=True)
class Result:
    """What one part of the run came to; `error` tells why it did not end as it should."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    error: str = ""


def chromium() -> str | None:
    """The path of a system browser, None where there is none."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def workers() -> int:
    """Test processes at a time, within reason; one more than processors, for when one waits for a disk or a server."""
    return min((os.cpu_count() or 1) + 1, MOST_WORKERS)


def totals(report: Path) -> tuple[int, int, int]:
    """(passed, failed, skipped) of a JUnit report; nothing where pytest wrote none."""
    if not report.exists():
        return 0, 0, 0
    counts = [0, 0, 0]
    for suite in ET.parse(report).getroot().iter("testsuite"):
        tests, failures, errors, skipped = (
            int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
        )
        counts[0] += tests - failures - errors - skipped
        counts[1] += failures + errors
        counts[2] += skipped
    return counts[0], counts[1], counts[2]


def gates() -> Result:
    """Every gate but the tests, which are run below anyway."""
    start = time.monotonic()
    outcomes = list(check.run([gate for gate in check.GATES if gate.name != "architecture"]))
    failed = sum(not outcome.passed for outcome in outcomes)
    return Result("gates", len(outcomes) - failed, failed, seconds=time.monotonic() - start)


def suite(name: str, url: str, *arguments: str, made: ahead.Ahead | None = None) -> Result:
    """One pytest run on the database of the URL ("" is SQLite), in a folder of its own for everything it writes."""
    start = time.monotonic()
    print(f"\n== {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="withi-test-") as folder:
        report = Path(folder, "report.xml")
        if made:
            made.put_into(Path(folder))
        known = made.environment(url) if made else {}
        code = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                f"--junitxml={report}",
                "-p",
                "no:cacheprovider",
                *arguments,
            ],
            cwd=ROOT,
            env={**os.environ, **known, "WITHI_DATABASE_URL": url, "WITHI_VAR": folder, COMPILED: ""},
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
        passed, failed, skipped = totals(report)
    broken = code not in (0, NOTHING_COLLECTED) and not failed
    error = f"pytest ended with code {code}" if broken else ""
    return Result(name, passed, failed + broken, skipped, time.monotonic() - start, error)


def browser_tests(arguments: tuple[str, ...], places: tuple[str, ...] = IN_BROWSERS) -> list[str]:
    """The files to read for them: those of the places, unless the arguments name files of their own."""
    named = any((ROOT / argument.partition("::")[0]).exists() for argument in arguments if argument)
    return [] if named else [str(path) for place in places for path in sorted(ROOT.glob(place))]


def absent(name: str, install: str) -> Result:
    """A part this machine cannot run: loud, and a failure where everything is required."""
    print(f"\n!!!!!! NOT RUN: {name} tests, for want of binaries. To run them: {install} !!!!!!", flush=True)
    required = os.environ.get("WITHI_REQUIRE_ALL") == "1"
    return Result(name, failed=int(required), error=f"not run: {install}")


def run(arguments: tuple[str, ...]) -> Iterator[Result]:
    """All parts, quickest verdict first."""
    browser, server = chromium(), postgres.binaries()
    shared = ("-n", str(workers()), "--dist", "worksteal", *arguments)
    quick = ("-m", "not browser", *shared)
    other = (*(f"--ignore-glob={ROOT / place}" for place in KNOW_NO_DATABASE), *quick)
    played = ("-m", "browser", *shared)
    with ExitStack() as stack:
        url = stack.enter_context(postgres.cluster()) if server else ""
        made = stack.enter_context(ahead.made(url))
        yield gates()
        if not shutil.which("pdftotext"):
            yield absent("paper", "apt-get install poppler-utils")
        yield suite("SQLite", "", *quick, made=made)
        yield suite("PostgreSQL", url, *other, made=made) if server else absent("PostgreSQL", postgres.INSTALL)
        for name, there, address, places in (
            ("SQLite", True, "", IN_BROWSERS),
            ("PostgreSQL", bool(server), url, MAIN_JOBS),
        ):
            title = f"browser on {name}"
            if browser and there:
                yield suite(title, address, *browser_tests(arguments, places), *played, made=made)
            else:
                yield absent(title, postgres.INSTALL if browser else "apt-get install chromium")


def main(arguments: list[str]) -> int:
    results = list(run(tuple(arguments)))
    print()
    for part in results:
        counts = f"{part.passed:5} passed {part.failed:3} failed {part.skipped:3} skipped"
        print(f"{part.name:22} {counts} {part.seconds:6.0f} s  {part.error}".rstrip())
    passed, failed = sum(part.passed for part in results), sum(part.failed for part in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
