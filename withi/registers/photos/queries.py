"""The photos of a row in words and as markup, for its pages on the desk."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from withi.ground.files import queries as files
from withi.ground.files import rules
from withi.ground.files.models import Photo
from withi.ground.web.answers import language
from withi.kit import era
from withi.registers.photos.access import Holder


@dataclass(frozen=True, slots=True)
class Card:
    """A photo on the desk, every text finished."""

    key: str
    picture: SafeString
    alt: str
    alt_en: str
    name: str
    credit: str
    taken: str
    position: str
    is_told: bool
    is_first: bool
    is_last: bool


def cards(holder: Holder) -> list[Card]:
    """The photos of a row in their order. One query."""
    photos = list(Photo.objects.of(holder.subject, holder.subject_id))
    return [
        card(photo, is_first=place == 1, is_last=place == len(photos)) for place, photo in enumerate(photos, start=1)
    ]


def card(photo: Photo, *, is_first: bool = False, is_last: bool = False) -> Card:
    return Card(
        key=str(photo.key),
        # every text inside is escaped where the markup is made
        picture=mark_safe(rules.small(files.shown(photo), language())),  # noqa: S308
        alt=photo.alt_th,
        alt_en=photo.alt_en,
        name=photo.name,
        credit=photo.credit,
        taken=str(era.format_date(photo.taken_on, lang=language())) if photo.taken_on else "",
        position=f"{photo.lat:.5f}, {photo.lon:.5f}" if photo.lat is not None and photo.lon is not None else "",
        is_told=bool(photo.alt_th),
        is_first=is_first,
        is_last=is_last,
    )


def next_untold(holder: Holder, *, but: Photo | None = None) -> Photo | None:
    """The next photo of the row that does not say yet what it shows. One query."""
    photos = Photo.objects.of(holder.subject, holder.subject_id).filter(alt_th="")
    return photos.exclude(pk=but.pk if but else None).first()
