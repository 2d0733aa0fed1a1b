"""A database whose tables stand half made."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

from withi.ground.backup import moving

HALF = [["ground", "0001_initial"], ["ground", "0002_jobs"]]
MAKE_HALF = f"""
import django, json, os, sys
django.setup()
from django.db.migrations.recorder import MigrationRecorder
from withi.ground.backup import tables
from withi.ground.management.commands.serve import pending_migrations
record = MigrationRecorder.record_applied
def cut(recorder, app, name):
    os._exit(9) if name in sys.argv else record(recorder, app, name)
MigrationRecorder.record_applied = cut
tables.migrate_to({HALF})
print(json.dumps([tables.applied(), pending_migrations()]))
"""


def half_made(url: str, folder: Path, *killed_at: str) -> "subprocess.CompletedProcess[bytes]":
    """Makes the tables of HALF in another process and prints which migrations are applied and which pending, as JSON.

    `killed_at`: it ends with 9 in the moment before it is noted that this migration's tables are made.
    """
    return subprocess.run(
        [sys.executable, "-c", MAKE_HALF, *killed_at],
        env=moving.environment(folder, url),
        cwd=settings.BASE_DIR,
        check=False,
        capture_output=True,
    )
