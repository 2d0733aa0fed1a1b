#!/usr/bin/env python3
"""`make faults`: every fault in its full number, on SQLite and on a throw-away PostgreSQL, and what came of it.

The lines of figures go to var/faults.json and, as a table for docs/figures.md, to standard output. Arguments are
handed to pytest (`make faults ARGS="tests/faults/test_disk.py"`); without any the coverage-guided hour is run too.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import postgres

ROOT = Path(__file__).resolve().parent.parent
LINES = "FAULTS_LINES"
GUIDED_SECONDS = 3_600
HEADS = ("fault", "database", "count", "result", "seed", "date")


def table(figures: Iterable[dict[str, Any]]) -> str:
    """The figures as rows of a page."""
    rows = [[f"{figure[head]:,}" if head == "count" else str(figure[head]) for head in HEADS] for figure in figures]
    lines = [HEADS, ["---"] * len(HEADS), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def gathered(lines: Path) -> list[dict[str, Any]]:
    """What the runs told, in their order."""
    return [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()] if lines.exists() else []


def run(command: list[str], lines: Path, url: str) -> int:
    """One run on the database of the URL ("" is SQLite), in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="withi-faults-") as folder:
        known = {**os.environ, "WITHI_DATABASE_URL": url, "WITHI_VAR": folder, LINES: str(lines)}
        return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=known, check=False).returncode


def main(arguments: list[str]) -> int:
    var = Path(os.environ.get("WITHI_VAR", ROOT / "var"))
    var.mkdir(parents=True, exist_ok=True)
    lines = var / "faults.lines"
    lines.unlink(missing_ok=True)
    tried = ["pytest", "-q", "-s", "-m", "faults", "--full", *arguments]
    codes = [run(tried, lines, "")]
    if not arguments:
        codes.append(run(["tests.faults.guided", "--seconds", str(GUIDED_SECONDS)], lines, ""))
    with ExitStack() as stack:
        if postgres.binaries():
            codes.append(run(tried, lines, stack.enter_context(postgres.cluster())))
        else:
            print(f"\n!!!!!! NOT RUN on PostgreSQL, for want of binaries: {postgres.INSTALL} !!!!!!")
    figures = gathered(lines)
    (var / "faults.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{table(figures)}")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
