"""The least an import can cost: read the sheet with calamine, insert ready rows; `bench.bare FILE READY URL`.

Same final tables, indexes and connection settings, one transaction; nothing is checked, compared or staged, and the
trail is not written. No Django: drivers alone.
"""

import json
import pickle
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from python_calamine import CalamineWorkbook

from bench.processes import cpu_seconds
from withi.config.database import SQLITE_PRAGMAS

Tables = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def main(file: str, ready: str, url: str, keeper: int) -> dict[str, float]:
    """Wall seconds, and processor seconds of this process and the database server."""
    tables: Tables = pickle.loads(Path(ready).read_bytes())
    store = into_sqlite(url) if url.startswith("sqlite") else into_postgresql(url)
    wall, cpu = time.perf_counter(), _cpu(keeper)
    read = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    half, half_cpu = time.perf_counter(), _cpu(keeper)
    store(tables)
    return {
        "wall": time.perf_counter() - wall,
        "cpu": _cpu(keeper) - cpu,
        "read_wall": half - wall,
        "read_cpu": half_cpu - cpu,
        "rows": len(read) - 1,
    }


def into_sqlite(url: str) -> Callable[[Tables], None]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.executescript(SQLITE_PRAGMAS)

    def store(tables: Tables) -> None:
        connection.execute("begin immediate")
        for name, (columns, rows) in tables.items():
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"insert into {name} ({_names(columns)}) values ({marks})", rows)
        connection.execute("commit")

    return store


def into_postgresql(url: str) -> Callable[[Tables], None]:
    connection = psycopg.connect(url)

    def store(tables: Tables) -> None:
        with connection.cursor() as cursor:
            for name, (columns, rows) in tables.items():
                with cursor.copy(f"copy {name} ({_names(columns)}) from stdin") as copy:
                    for row in rows:
                        copy.write_row(row)
        connection.commit()

    return store


def _names(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _cpu(keeper: int) -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime + (cpu_seconds(keeper) if keeper else 0.0)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))))
