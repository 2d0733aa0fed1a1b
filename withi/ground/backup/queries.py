"""What is known of backups, of a restore that was cut off, of a database that was moved, and of the server it is on."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

from withi.ground.backup.models import BackupRun


def last(folder: Path | None = None) -> BackupRun | None:
    """The newest backup that was made here, or of those in one folder."""
    runs = BackupRun.objects.filter(folder=str(folder)) if folder else BackupRun.objects.all()
    return runs.order_by("-made_at", "-pk").first()


def last_proven() -> BackupRun | None:
    """The backup that was restored for a trial most recently."""
    return BackupRun.objects.exclude(proven_at=None).order_by("-proven_at", "-pk").first()


def marker() -> Path:
    """The file that says that a restore is under way: beside the folder of uploads."""
    return Path(settings.MEDIA_ROOT).parent / "restore-unfinished.json"


def unfinished() -> dict[str, Any] | None:
    """What a restore that was cut off was restoring; None where none was."""
    try:
        found: dict[str, Any] = json.loads(marker().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:  # cut off while writing the mark itself: then nothing else was written either
        return {"file": "?", "sha256": ""}
    return found


def folder() -> Path:
    """Where backups go by themselves, or without a word."""
    return Path(settings.BACKUP_FOLDER or Path(settings.VAR) / "backups")


def free_bytes(folder: Path) -> int:
    """Room left on the disk of a folder that may not be there yet."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


# --- the database itself -------------------------------------------------------------------------


def place(database: Mapping[str, Any]) -> str:
    """Where a database lies, without who may open it."""
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{Path(database['NAME']).absolute()}"
    host, port = database["HOST"] or "localhost", database["PORT"] or 5432
    return f"postgresql://{host}:{port}/{database['NAME']}"


def moved_file() -> Path:
    """The mark of moves of this folder's data: each place that was left, with where to and when."""
    return Path(settings.VAR) / "moved.json"


def places_left() -> dict[str, dict[str, str]]:
    """Every place that data of this folder were moved away from: where `to`, and `at` which time."""
    try:
        found: dict[str, dict[str, str]] = json.loads(moved_file().read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return found


def moved_away() -> dict[str, str] | None:
    """Where the data of the database in use were moved to, and when; None where they lie here."""
    return places_left().get(place(connection.settings_dict))


def others_connected() -> int:
    """How many others are connected to this database; SQLite tells of none."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def locale_trouble(using: str = DEFAULT_DB_ALIAS) -> str:
    """Why a PostgreSQL database does not suit Thai; empty where it does, and for SQLite, which always does."""
    there = connections[using]
    if there.vendor != "postgresql":
        return ""
    with there.cursor() as cursor:
        cursor.execute("show server_encoding")
        encoding = cursor.fetchone()[0]
        if encoding != "UTF8":
            return f"encoding {encoding}"
        cursor.execute("select datctype, 'ก' ~ '[[:alpha:]]' from pg_database where datname = current_database()")
        ctype, is_letter = cursor.fetchone()
    return "" if is_letter else f"LC_CTYPE {ctype}"
