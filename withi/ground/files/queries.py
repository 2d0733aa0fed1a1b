"""Photos of a row: ready lines for its pages, and their files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from withi.ground.files.actions import photo_storage, variant_path
from withi.ground.files.models import Photo, PhotoVariant
from withi.ground.files.rules import Shown, line
from withi.ground.web.answers import language
from withi.kit.era import format_date
from withi.kit.pictures import height_at

SMALL, LARGE = 480, 1600
"""Widths of a photo to look at beside its row, and to read, in pixels."""


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


@dataclass(frozen=True, slots=True)
class Seen:
    """A photo beside a row that only some may see, ready for `files/_prints.html`."""

    small: str
    large: str
    remove: str
    alt: str
    at: str
    width: int
    height: int


def seen(photo: Photo, address: Callable[[int], str], remove: str) -> Seen:
    """A photo for the page of its row, which knows the `address` of a file by its width."""
    found = shown(photo)
    small, day = found.at_most(SMALL), format_date(timezone.localdate(photo.created_at), lang=language())
    return Seen(
        small=address(small),
        large=address(found.at_most(LARGE)),
        remove=remove,
        alt=_("Photo of %(day)s") % {"day": day},
        at=day,
        width=small,
        height=height_at(small, photo.width, photo.height),
    )
