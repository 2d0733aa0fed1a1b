"""Photos of a row: ready lines for its pages, and their files."""

from typing import NamedTuple
from uuid import UUID

from django.core.files import File

from withi.ground.files.actions import photo_storage, variant_path
from withi.ground.files.models import Photo, PhotoVariant
from withi.ground.files.rules import Shown, line


class Lines(NamedTuple):
    """What a row keeps of its photos: the first one, and the others line by line."""

    photo: str
    photos: str


def shown(photo: Photo) -> Shown:
    """A photo as pages need it."""
    return Shown(str(photo.key), photo.width, photo.height, photo.focal, photo.alt_th, photo.alt_en, photo.credit)


def lines_of(subject: str, subject_id: int) -> Lines:
    """The photos of a row that may be shown once it is public. One query."""
    first, *others = [line(shown(photo)) for photo in Photo.objects.of(subject, subject_id).told()] or [""]
    return Lines(first, "\n".join(others))


def file_of(key: UUID, width: int, form: str) -> PhotoVariant | None:
    """One file of a photo with the photo; None for any other. One query."""
    found = PhotoVariant.objects.select_related("photo").filter(photo__key=key, width=width, form=form)
    return found.first()


def body_of(variant: PhotoVariant) -> "File[bytes]":
    """The file itself, open for reading; FileNotFoundError where the storage has lost it."""
    name = variant_path(variant.photo.key, variant.width, variant.form)
    return photo_storage().open(name)
