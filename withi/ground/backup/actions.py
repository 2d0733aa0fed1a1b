"""Making, proving and restoring backups, and writing the keys to a file of their own."""

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from withi.ground.backup import archive, moving, queries, rules, tables
from withi.ground.backup.models import BackupRun
from withi.ground.backup.rules import Manifest
from withi.ground.files import actions as files
from withi.ground.jobs.actions import register_period
from withi.ground.trail.actions import record
from withi.ground.vault import actions as vault
from withi.ground.web import sets
from withi.kit.problem import Problem

STALE_HALF = timedelta(days=1)
LOCK = ".withi-backup.lock"
SEAL = "seal"
MOST_TOLD = 3
PHOTOS = "photos/"
"""Where photos lie among the files, in the folder and in every backup."""


@dataclass(frozen=True)
class Restored:
    """What a restore brought back."""

    rows: int
    files: int
    seconds: float


# --- making --------------------------------------------------------------------------------------


def make(*, target: Path) -> BackupRun:
    """Write a backup into a folder, under the name of this moment, or to a file that is not there yet.

    Others go on writing meanwhile: rows are read from one snapshot. Files are read after it, so that every file a row
    tells of is there, except those that were deleted in between. Problem backup.*; then nothing is left behind.
    """
    target = _target(target)
    began = time.monotonic()
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(target.parent)
        with archive.written(target) as book:
            manifest = _fill(book)
    except OSError as error:
        raise Problem("backup.disk", folder=target.parent, why=error.strerror or "?") from error
    return _note_made(target, manifest, time.monotonic() - began)


def run_if_due() -> BackupRun | None:
    """The scheduled backup, when its hour has come; then drop old ones. None where it is not due or not set up.

    Any number of processes may call it at any time: one of them makes the backup.
    """
    if not settings.BACKUP_FOLDER:
        return None
    folder = queries.folder()
    with _alone(folder) as is_alone:
        newest = queries.last(folder.absolute())
        if not is_alone or not rules.is_due(newest.made_at if newest else None, settings.BACKUP_EVERY, timezone.now()):
            return None
        made = make(target=folder)
        prune(folder=folder)
    return made


register_period("backup.run", run_if_due)


def prune(*, folder: Path) -> list[str]:
    """Delete scheduled backups that no day, week or month keeps; the one proven last always stays. Names deleted."""
    names = {path.name for path in folder.iterdir() if rules.made_at(path.name)}
    stay = rules.kept(names, settings.BACKUP_KEEP)
    if (proven := queries.last_proven()) is not None:
        stay.add(proven.file)
    gone = sorted(names - stay)
    for name in gone:
        (folder / name).unlink()
    return gone


def _target(target: Path) -> Path:
    """The file to write: refuses one that is there, and one that would be backed up itself."""
    target = target.absolute()
    if target.is_dir() or not target.suffix:
        target /= rules.file_name(timezone.localtime())
    media = Path(settings.MEDIA_ROOT).absolute()
    if media in target.parents:
        raise Problem("backup.inside", folder=media)
    if target.exists():
        raise Problem("backup.taken", file=target)
    return target


def _sweep(folder: Path) -> None:
    """Take away what killed backups left behind, once nobody can still be writing it."""
    oldest = time.time() - STALE_HALF.total_seconds()
    for half in folder.glob(f".*{archive.HALF}"):
        if half.stat().st_mtime < oldest:
            half.unlink(missing_ok=True)


def _fill(book: archive.Writer) -> Manifest:
    """Every row and file into the backup; gives what went in."""
    with tables.snapshot():
        photos = files.names_elsewhere()
        migrations = tables.applied()
        known = tables.models_at(migrations)
        ids = tables.given_ids(known.values())
        counted = {}
        for table, model in known.items():
            counted[table] = book.table(table, tables.lines(model)).as_list()
    found, gone = _fill_files(book, photos)
    manifest = Manifest(
        made_at=timezone.now().isoformat(),
        release=settings.RELEASE,
        database=connection.vendor,
        migrations=migrations,
        tables=counted,
        files=found,
        given_ids=ids,
        gone=gone,
    )
    book.manifest(manifest)
    return manifest


def _fill_files(book: archive.Writer, photos: Iterable[str]) -> tuple[dict[str, list[object]], list[str]]:
    """Every file of the folder, and the photos that lie in another store, under the names they have in the folder."""
    root, found, gone = Path(settings.MEDIA_ROOT), dict[str, list[object]](), list[str]()
    sources: list[tuple[str, Callable[[], Any]]] = [
        (path.relative_to(root).as_posix(), partial(path.open, "rb"))
        for path in sorted(root.rglob("*"))
        if not path.is_symlink() and path.is_file()
    ]
    sources += [(f"{PHOTOS}{name}", partial(files.photo_storage().open, name)) for name in photos]
    for name, opened in sources:
        try:
            with opened() as source:
                found[name] = list(book.file(name, source))
        except FileNotFoundError:  # deleted since it was listed
            gone.append(name)
    return found, gone


def _note_made(target: Path, manifest: Manifest, seconds: float) -> BackupRun:
    with transaction.atomic():
        run = BackupRun.objects.create(
            file=target.name,
            folder=str(target.parent)[:500],
            sha256=archive.sha256_of(target),
            release=manifest.release[:40],
            size=target.stat().st_size,
            rows=manifest.rows,
            files=len(manifest.files),
            made_at=datetime.fromisoformat(manifest.made_at),
            seconds=round(seconds, 2),
        )
        record(actor=None, verb="backup.make", subject="backup", subject_id=run.pk, note=target.name)
    return run


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else makes a scheduled backup in this folder; until the end of the block."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


# --- restoring -----------------------------------------------------------------------------------


def restore(*, file: Path, replace: bool = False, without_keys: bool = False) -> Restored:
    """Bring back all rows and files of a backup, or nothing of it.

    The whole file is read and judged first. Rows come in one transaction, which ends only if every count and hash is
    as it was; files lie ready beside it and take their place right after. A restore that was killed leaves a mark that
    `withi doctor` tells of, and may be started again. Problem backup.*.
    """
    began = time.monotonic()
    manifest = archive.check(file, without_keys=without_keys)
    digest = archive.sha256_of(file)
    broken_off = queries.unfinished()
    resumes = broken_off is not None and broken_off["sha256"] in ("", digest)
    known = _known(manifest)
    is_ready = _is_ready(manifest, resumes=resumes)
    if not (replace or resumes):
        _refuse_filled(known if is_ready else {})
    _mark(file, digest)
    if not is_ready:
        tables.migrate_to(manifest.migrations)
    staged = _stage(file, manifest)
    _send_photos(staged)
    _load(file, manifest, known)
    _swap(staged)
    queries.marker().unlink()
    call_command("migrate", interactive=False, verbosity=0)
    sets.settle()
    record(actor=None, verb="backup.restore", subject="backup", note=file.name)
    return Restored(manifest.rows, len(manifest.files), time.monotonic() - began)


def _known(manifest: Manifest) -> dict[str, tables.Model]:
    """The tables as the backup knew them; refuses a backup of a release that this code does not know."""
    try:
        return tables.models_at(manifest.migrations)
    except KeyError as error:
        raise Problem("backup.newer", release=manifest.release) from error


def _is_ready(manifest: Manifest, *, resumes: bool) -> bool:
    """Whether the tables are there; refuses those of another release. A restore that was cut off may have made some."""
    present = tables.applied()
    if present == manifest.migrations:
        return True
    if present and not (resumes and all(each in manifest.migrations for each in present)):
        raise Problem("backup.other_schema")
    return False


def _refuse_filled(known: dict[str, tables.Model]) -> None:
    """Nothing is restored over what is there, unless that was asked for."""
    root = Path(settings.MEDIA_ROOT)
    what = tables.filled(known) or [str(path) for path in root.rglob("*") if path.is_file()]
    if what:
        raise Problem("backup.not_empty", what=", ".join(what[:MOST_TOLD]))


def _mark(file: Path, digest: str) -> None:
    """Say on the disk that a restore has begun, before anything else is touched."""
    marker = queries.marker()
    marker.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {"file": str(file.absolute()), "sha256": digest, "began": timezone.now().isoformat()}
    with marker.open("w", encoding="utf-8") as out:
        json.dump(told, out)
        out.flush()
        os.fsync(out.fileno())
    archive.sync_folder(marker.parent)


def _stage(file: Path, manifest: Manifest) -> Path:
    """The files, unpacked beside their place."""
    root = Path(settings.MEDIA_ROOT)
    staged = root.with_name(f".{root.name}.restoring")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700)
    archive.unpack(file, manifest, staged)
    return staged


def _send_photos(staged: Path) -> None:
    """Where photos lie in another store they go there, before any row names them; the others of that store stay."""
    folder = staged / PHOTOS
    if not files.is_elsewhere() or not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as source:
                files.photo_storage().save(path.relative_to(folder).as_posix(), File(source))
    shutil.rmtree(folder)


def _load(file: Path, manifest: Manifest, known: dict[str, tables.Model]) -> None:
    """All rows in one transaction, compared with what was backed up before it ends."""
    with transaction.atomic():
        tables.clear(known)
        for table, model in known.items():
            tables.load(model, archive.lines_of(file, table))
        differing = [table for table, model in known.items() if tables.tally(model) != manifest.tables[table]]
        if differing:
            raise Problem("backup.differs", what=", ".join(differing[:MOST_TOLD]))
        tables.set_given_ids(known, manifest.given_ids)


def _swap(staged: Path) -> None:
    """Put the unpacked files in their place; what lay there is kept under another name, never deleted."""
    root = Path(settings.MEDIA_ROOT)
    if root.exists():
        if any(path.is_file() for path in root.rglob("*")):
            root.rename(root.with_name(f"{root.name}.before-{timezone.localtime().strftime(rules.STAMP)}"))
        else:
            shutil.rmtree(root)
    staged.rename(root)
    archive.sync_folder(root.parent)


# --- proving -------------------------------------------------------------------------------------


def prove(*, file: Path) -> BackupRun:
    """Restore a backup into a database and folder made for it and thrown away, and note that it worked.

    Another process does it, with this release and these keys, and asks the restored site for its first page. On
    PostgreSQL a database is made on the same server; where that is not allowed, a file of SQLite serves.
    """
    manifest = archive.check(file)
    began = time.monotonic()
    with _scratch_folder() as folder, _scratch_database() as (url, kind):
        done = subprocess.run(
            [sys.executable, "-m", "django", "restore", str(file.absolute()), "--ask"],
            env=moving.environment(folder, url),
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise Problem("backup.proof_failed", file=file.name, why=(done.stderr.strip() or "?").splitlines()[-1][:300])
    return _note_proven(file, manifest, kind, time.monotonic() - began)


def _note_proven(file: Path, manifest: Manifest, kind: str, seconds: float) -> BackupRun:
    """The backup's own row, made where another machine made the file."""
    with transaction.atomic():
        run, _ = BackupRun.objects.update_or_create(
            sha256=archive.sha256_of(file),
            defaults={"proven_at": timezone.now(), "proven_in": kind},
            create_defaults={
                "proven_at": timezone.now(),
                "proven_in": kind,
                "file": file.name,
                "folder": str(file.absolute().parent)[:500],
                "release": manifest.release[:40],
                "size": file.stat().st_size,
                "rows": manifest.rows,
                "files": len(manifest.files),
                "made_at": datetime.fromisoformat(manifest.made_at),
            },
        )
        note = f"{file.name}, {kind}, {seconds:.0f} s"
        record(actor=None, verb="backup.prove", subject="backup", subject_id=run.pk, note=note)
    return run


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    beside = Path(settings.MEDIA_ROOT).parent
    with tempfile.TemporaryDirectory(prefix="withi-proof-", dir=beside) as folder:
        yield Path(folder)


@contextmanager
def _scratch_database() -> Iterator[tuple[str, str]]:
    """The URL and kind of an empty database that is dropped afterwards."""
    url, name = os.environ.get("WITHI_DATABASE_URL", ""), f"withi_proof_{secrets.token_hex(4)}"
    if connection.vendor != "postgresql" or not _created(name):
        yield "", "sqlite"
        return
    try:
        parts = urlsplit(url)
        yield f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}", "postgresql"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'drop database "{name}"')


def _created(name: str) -> bool:
    """Whether this account may make databases, and has made this one."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"create database \"{name}\" encoding 'UTF8' template template0")
    except DatabaseError:
        return False
    return True


# --- keys ----------------------------------------------------------------------------------------


def write_keys(*, target: Path) -> Path:
    """Write the keys to a file of their own, readable by its owner only. Without them no sealed number opens again."""
    vault.keyring()
    folder = Path(settings.KEYS)
    if target.exists():
        raise Problem("backup.taken", file=target)
    half = target.with_name(f".{target.name}.{secrets.token_hex(4)}{archive.HALF}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        with zipfile.ZipFile(out, "w") as book:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    book.write(path, path.relative_to(folder).as_posix())
        out.flush()
        os.fsync(out.fileno())
    half.rename(target)
    archive.sync_folder(target.parent)
    record(actor=None, verb="backup.write_keys", subject="backup")
    return target


def restore_keys(*, file: Path, replace: bool = False) -> None:
    """Put the keys in their folder; those that seal numbers already are never lost, only moved aside with `replace`."""
    folder = Path(settings.KEYS)
    staged = folder.with_name(f".{folder.name}.restoring")
    shutil.rmtree(staged, ignore_errors=True)
    _unpack_keys(file, staged)
    if (folder / SEAL).exists() and not replace:
        shutil.rmtree(staged)
        raise Problem("backup.not_empty", what=folder / SEAL)
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}.before-{timezone.localtime().strftime(rules.STAMP)}"))
    staged.rename(folder)
    archive.sync_folder(folder.parent)


def _unpack_keys(file: Path, staged: Path) -> None:
    try:
        with zipfile.ZipFile(file) as book:
            names = book.namelist()
            if book.testzip() or not names or not all(map(archive.PLAIN_NAME.fullmatch, names)):
                raise Problem("backup.broken", file=file.name, why="CRC")
            for name in names:
                target = staged / name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as out:
                    out.write(book.read(name))
    except (OSError, zipfile.BadZipFile) as error:
        shutil.rmtree(staged, ignore_errors=True)
        raise Problem("backup.broken", file=file.name, why="zip") from error
