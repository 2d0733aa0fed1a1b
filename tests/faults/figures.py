"""One line of figures for each fault that was tried; `make faults` gathers the lines of a full run."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

PLACE = "FAULTS_LINES"
"""The variable that names the file to which a full run adds its lines; nothing is kept without it."""


@dataclass(frozen=True)
class Figure:
    """What was tried how often, and what came of it."""

    fault: str
    database: str
    count: int
    result: str
    seed: int
    date: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.count:,} on {self.database}, {self.result}, seed {self.seed}, {self.date}"


def tell(fault: str, count: int, result: str, *, seed: int, database: str = "") -> Figure:
    """Print one line, and keep it where a full run gathers them."""
    name = database or {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    figure = Figure(fault, name, count, result, seed, datetime.now(UTC).date().isoformat())
    print(f"\n{figure}")
    if place := os.environ.get(PLACE):
        with Path(place).open("a", encoding="utf-8") as lines:
            lines.write(f"{json.dumps(asdict(figure), ensure_ascii=False)}\n")
    return figure
