"""What is known of backups: the last one, the last proven one, and whether a restore was cut off."""

import json
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

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
