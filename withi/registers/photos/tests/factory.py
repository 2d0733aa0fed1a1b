"""Photos for tests, without a child process: rows, and small files in the photo storage."""

from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from withi.ground.files.actions import photo_storage, variant_path
from withi.ground.files.models import Photo, PhotoVariant
from withi.ground.files.queries import lines_of
from withi.registers.photos.access import ASSET
from withi.registers.publication.models import KINDS
from withi.registers.villages.models import CommunityAsset

_photos = count(1)
BODY = b"the bytes of a photo"


def make_photo(subject: str, subject_id: int, **values: Any) -> Photo:
    """A photo that says what it shows, of a picture 600 by 400; its row knows its lines."""
    place = next(_photos)
    given = {"alt_th": f"ภาพที่ {place}", "consent": "own", "name": "ภาพ.jpg", "place": place, "owner_id": 1}
    fixed = {"width": 600, "height": 400, "sha256": f"{place:064x}", "dhash": place, "created_at": timezone.now()}
    photo = Photo.objects.create(subject=subject, subject_id=subject_id, **fixed | given | values)
    for width, height in ((480, 320), (600, 400)):
        for form in ("avif", "jpg"):
            photo_storage().save(variant_path(photo.key, width, form), ContentFile(BODY))
            PhotoVariant.objects.create(photo=photo, width=width, height=height, form=form, size=len(BODY))
    if subject != ASSET and subject not in KINDS:  # beside a row that shows none on its page
        return photo
    rows = CommunityAsset.objects.all() if subject == ASSET else KINDS[subject].rows
    rows.filter(pk=subject_id).update(**lines_of(subject, subject_id)._asdict())
    return photo
