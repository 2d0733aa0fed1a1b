"""Keeping what people upload."""

import contextlib
import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from withi.ground.files.models import Upload
from withi.ground.trail.actions import Actor
from withi.kit import problem
from withi.kit.problem import Problem, Rule

STRAY_SECONDS = 24 * 3600
KEY_LENGTH = 32
OPERATOR = 0  # owner of what the command line keeps

problem.register(
    Rule(
        "file.too_big",
        th="ไฟล์ใหญ่เกิน {limit} เมกะไบต์ กรุณาแบ่งเป็นหลายไฟล์",
        en="The file is larger than {limit} MB. Please split it.",
    ),
    Rule(
        "file.gone",
        th="ไม่พบไฟล์ {name} ในที่เก็บแล้ว กรุณาส่งไฟล์นั้นใหม่",
        en="{name} is no longer kept here. Please send that file again.",
    ),
    Rule("file.empty", th="ไฟล์นี้ว่างเปล่า กรุณาเลือกไฟล์ใหม่", en="This file is empty. Please choose another."),
)


class Sent(Protocol):
    """What a form hands over: Django's UploadedFile or anything with its three words."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


def path_of(upload: Upload) -> Path:
    """Where the bytes lie: under a name of our own, never under the name that was sent."""
    return Path(settings.MEDIA_ROOT) / "uploads" / upload.key.hex[:2] / upload.key.hex


def kept(upload: Upload) -> Path:
    """Where the bytes lie, to be read; Problem where they are gone although the row is there."""
    path = path_of(upload)
    if not path.exists():
        raise Problem("file.gone", status=410, name=upload.name)
    return path


def keep(*, actor: Actor | None, sent: Sent, purpose: str, days: int = 7) -> Upload:
    """Store an uploaded file for some days; refuses an empty or too large one.

    The row itself says who sent what and when; the trail tells of what a file did to the registers, not of the file.
    """
    upload = Upload(
        key=uuid.uuid4(),
        owner_id=actor.pk if actor else OPERATOR,
        name=Path(sent.name or "?").name[:255],
        purpose=purpose,
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=days),
    )
    target = path_of(upload)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        upload.size, upload.sha256 = _write(sent, target)
        upload.save(force_insert=True)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    forget_expired()
    forget_strays(target.parent)
    return upload


def forget(*, upload: Upload) -> None:
    """Delete an upload and its bytes, and with it what was only read from it."""
    Upload.objects.filter(pk=upload.pk).delete()
    with contextlib.suppress(FileNotFoundError):
        path_of(upload).unlink()


def forget_expired(*, most: int = 20) -> int:
    """Delete what has passed its last day, a few at a time; every new upload calls it. How many were deleted."""
    late = list(Upload.objects.filter(expires_at__lt=timezone.now()).order_by("expires_at", "pk")[:most])
    for upload in late:
        forget(upload=upload)
    return len(late)


def forget_strays(folder: Path) -> int:
    """Delete files of one folder that no row knows, left by a machine that stopped between the two. How many.

    Every upload looks through the one folder of 256 it came to lie in; a day is left for rows still to be written.
    """
    old = time.time() - STRAY_SECONDS
    late = {path.name: path for path in folder.iterdir() if path.stat().st_mtime < old and len(path.name) == KEY_LENGTH}
    known = {key.hex for key in Upload.objects.filter(key__in=late).values_list("key", flat=True)}
    strays = [path for name, path in late.items() if name not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _write(sent: Sent, target: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in sent.chunks():
            size += len(chunk)
            if size > settings.UPLOAD_MAX_BYTES:
                raise Problem("file.too_big", field="file", limit=settings.UPLOAD_MAX_BYTES // 1024**2)
            digest.update(chunk)
            out.write(chunk)
    if not size:
        raise Problem("file.empty", field="file")
    return size, digest.hexdigest()
