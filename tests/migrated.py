"""The tables as migrations make them, ready to be copied: tools/ahead.py makes them once for a whole `make test`.

Without it every process migrates an empty database for itself, which takes seconds and proves the same.
"""

import os
import shutil
from pathlib import Path

import ahead


def copy_file(target: Path) -> bool:
    """Have the tables in this file of SQLite; whether there was anything to copy."""
    source = os.environ.get(ahead.TABLES)
    if source:
        shutil.copyfile(source, target)
    return bool(source)


def template() -> str:
    """The database of the suite's PostgreSQL that has the tables; "" where there is none."""
    return os.environ.get(ahead.TEMPLATE, "")
