"""Keeping what people upload, and the files of photos."""

import contextlib
import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models, transaction
from django.utils import timezone

from withi.ground.files import rules
from withi.ground.files.models import Photo, PhotoVariant, Upload
from withi.ground.jobs.actions import register_period
from withi.ground.trail.actions import Actor
from withi.kit import pictures, problem
from withi.kit.pictures import Picture
from withi.kit.problem import Problem, Rule

FORGOTTEN_AT_ONCE = 1_000
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


def keep(*, actor: Actor | None, sent: Sent, purpose: str, days: int = 7, most: int = 0) -> Upload:
    """Store an uploaded file for some days; refuses an empty one and one of more than `most` bytes (0: as sheets may).

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
        upload.size, upload.sha256 = _write(sent, target, most or settings.UPLOAD_MAX_BYTES)
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


register_period("files.forget", lambda: forget_expired(most=FORGOTTEN_AT_ONCE))


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


def _write(sent: Sent, target: Path, most: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in sent.chunks():
            size += len(chunk)
            if size > most:
                raise Problem("file.too_big", field="file", limit=most // 1024**2)
            digest.update(chunk)
            out.write(chunk)
    if not size:
        raise Problem("file.empty", field="file")
    return size, digest.hexdigest()


# --- photos --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """A photo as it was sent, opened and clean, but not kept yet."""

    name: str
    sha256: str
    picture: Picture


def photo_storage() -> Storage:
    """Where the files of photos lie: a folder, or a bucket by setting."""
    return storages["photos"]


def is_elsewhere() -> bool:
    """Whether photos lie in another store than the folder of files."""
    return not isinstance(photo_storage(), FileSystemStorage)


def names_elsewhere() -> list[str]:
    """Every file of photos in another store than the folder of files, as the rows name them; none where none is."""
    if not is_elsewhere():
        return []
    rows = PhotoVariant.objects.order_by("photo_id", "pk").values_list("photo__key", "width", "form")
    return [variant_path(key, width, form) for key, width, form in rows]


def variant_path(key: uuid.UUID, width: int, form: str) -> str:
    """The name of one file of a photo in the storage."""
    return f"{key.hex[:2]}/{key.hex}/{width}.{form}"


def open_photo(*, sent: Sent, field: str = "") -> SentPhoto:
    """Decode a photo that was sent, in a `field` of a form; Problem `picture.*` for what cannot be taken.

    Nothing of it is kept.
    """
    limits = pictures.DEFAULT
    digest, size = hashlib.sha256(), 0
    name = Path(sent.name or "?").name[:255]
    with tempfile.NamedTemporaryFile(prefix="withi-photo-") as held:
        for chunk in sent.chunks():
            size += len(chunk)
            digest.update(chunk)
            held.write(chunk)
            if size > limits.file_bytes:  # one byte more is enough to be refused in words
                break
        held.flush()
        try:
            picture = pictures.read(Path(held.name), name=name)
        except Problem as refused:
            raise refused.at(field) from refused
    return SentPhoto(name, digest.hexdigest(), picture)


def put_files(*, key: uuid.UUID, picture: Picture) -> None:
    """Write every file of a photo into the storage, before its row: a row never lacks its files."""
    try:
        for variant in picture.variants:
            photo_storage().save(variant_path(key, variant.width, variant.form), ContentFile(variant.body))
    except BaseException:
        drop_files(key=key, files=[(variant.width, variant.form) for variant in picture.variants])
        raise


def drop_files(*, key: uuid.UUID, files: Iterable[tuple[int, str]]) -> None:
    """Delete files of a photo, those that are there."""
    for width, form in files:
        with contextlib.suppress(FileNotFoundError):
            photo_storage().delete(variant_path(key, width, form))


def add_photo(
    *, key: uuid.UUID, sent: SentPhoto, subject: str, subject_id: int, owner_id: int, with_position: bool
) -> Photo:
    """Inside another verb that holds the row: a photo's row, last in order; its position only `with_position`.

    Refused where the row has as many as it may.
    """
    stored = Photo.objects.filter(subject=subject, subject_id=subject_id)
    told = stored.aggregate(count=models.Count("pk"), last=models.Max("place"))
    if told["count"] >= rules.MOST:
        raise Problem("photo.most", field="file", most=rules.MOST)
    picture = sent.picture
    lat, lon = picture.position if with_position and picture.position else (None, None)
    photo = Photo.objects.create(
        key=key, subject=subject, subject_id=subject_id, place=(told["last"] or 0) + 1, owner_id=owner_id,
        name=sent.name, taken_on=picture.day, lat=lat, lon=lon, width=picture.width, height=picture.height,
        sha256=sent.sha256, dhash=rules.signed(picture.dhash), created_at=timezone.now(),
    )  # fmt: skip
    PhotoVariant.objects.bulk_create(
        PhotoVariant(photo=photo, width=each.width, height=each.height, form=each.form, size=len(each.body))
        for each in picture.variants
    )
    return photo


@dataclass
class NewPhoto:
    """A photo whose files are written and whose row is still to come."""

    sent: SentPhoto
    key: uuid.UUID
    photo: Photo | None = None

    def beside(self, *, subject: str, subject_id: int, owner_id: int, with_position: bool = False) -> Photo | None:
        """Inside another verb that holds the row: make it a photo of that row; None where the same file is one."""
        if Photo.objects.of(subject, subject_id).filter(sha256=self.sent.sha256).exists():
            return None
        self.photo = add_photo(
            key=self.key, sent=self.sent, subject=subject, subject_id=subject_id, owner_id=owner_id,
            with_position=with_position,
        )  # fmt: skip
        return self.photo


@contextlib.contextmanager
def new_photo(*, sent: SentPhoto) -> Iterator[NewPhoto]:
    """Around the transaction that makes a photo's row: its files are written before, and go again without a row."""
    new, is_kept = NewPhoto(sent, uuid.uuid4()), False
    put_files(key=new.key, picture=sent.picture)
    try:
        yield new
        is_kept = new.photo is not None
    finally:
        if not is_kept:
            drop_files(key=new.key, files=[(each.width, each.form) for each in sent.picture.variants])


def remove_photos(*, photos: Iterable[Photo]) -> None:
    """Inside another verb: delete photos; their files go once that is certain."""
    for photo in photos:
        files = list(photo.variants.values_list("width", "form"))
        Photo.objects.filter(pk=photo.pk).delete()
        transaction.on_commit(lambda key=photo.key, files=files: drop_files(key=key, files=files))  # type: ignore[misc]
