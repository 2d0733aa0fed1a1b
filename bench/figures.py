"""Figures: how they are shown, and how they are kept for the next reader."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.goals import Goal

ROOT = Path(__file__).resolve().parent.parent
LATEST = Path(__file__).with_name("latest.json")


@dataclass(frozen=True)
class Figure:
    """One measured value on one database; `detail` says what it came from."""

    goal: Goal
    value: float
    database: str
    detail: str = ""

    @property
    def ok(self) -> bool:
        return self.goal.holds(self.value)

    def entry(self) -> dict[str, Any]:
        """The figure as latest.json keeps it."""
        return {
            "id": self.goal.id,
            "value": round(self.value, 3),
            "unit": self.goal.unit,
            "goal": self.goal.words,
            "ok": self.ok,
            "what": self.goal.text,
            "database": self.database,
            "detail": self.detail,
        }


def conditions(**more: Any) -> dict[str, Any]:
    """What the figures were measured under: day, versions, machine, commit."""
    parts = ("django", "granian", "psycopg", "python-calamine")
    return {
        "date": datetime.now(ZoneInfo("Asia/Bangkok")).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "commit": commit(),
        "versions": {part: version(part) for part in parts},
        **more,
    }


def commit() -> str:
    """The commit measured; "+" where files differ from it; empty outside a repository."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/latest.json", ":!docs")
    return git("rev-parse", "--short=12", "HEAD") + ("+" if changed else "")


def write(figures: Iterable[Figure], meta: dict[str, Any], path: Path = LATEST) -> None:
    """Keep the figures as a list; the last entry, "meta", holds the conditions and what was not measured."""
    entries = [figure.entry() for figure in figures]
    whole = {"id": "meta", "value": len(entries), "unit": "figures", "goal": "", "ok": not meta["not_measured"]}
    text = json.dumps([*entries, whole | meta], ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as a Markdown table with even columns; numbers stand to the right."""
    texts = [[_shown(cell) for cell in row] for row in rows]
    kinds = [bool(texts) and all(_is_number(row[place]) for row in texts) for place in range(len(heads))]
    widths = [max(len(row[place]) for row in [list(heads), *texts]) for place in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        even = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, kinds, strict=True)
        )
        return f"| {' | '.join(even)} |"

    rule = "".join(f"|{'-' * (width + 1)}{':' if right else '-'}" for width, right in zip(widths, kinds, strict=True))
    return "\n".join([line(heads), f"{rule}|", *map(line, texts)])


def summary(figures: Iterable[Figure]) -> str:
    """Every figure beside its goal."""
    return table(
        ("id", "what", "value", "unit", "goal", "", "database", "from"),
        (
            (
                figure.goal.id,
                figure.goal.text,
                figure.value,
                figure.goal.unit,
                figure.goal.words,
                "ok" if figure.ok else "MISSED",
                figure.database,
                figure.detail,
            )
            for figure in figures
        ),
    )


def say(text: str = "") -> None:
    """A line for who watches the run."""
    print(text, file=sys.stdout, flush=True)


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.3g}" if abs(cell) < 100 else f"{cell:.0f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").removeprefix("-").isdigit()
