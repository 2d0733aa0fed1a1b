"""Whose photos they are, and who may see or change them; anything else answers like a row that there is not."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from withi.ground.files.models import Photo, Upload
from withi.ground.people import access as people
from withi.ground.people.rules import Ability, Scope
from withi.registers.publication.access import kind_of
from withi.registers.publication.models import KINDS, Kind, Publication
from withi.registers.villages.models import Community, CommunityAsset

ASSET = "asset"
"""An asset has photos of its own and is public with its community."""
ZIP = "photos"
"""What a ZIP of photos was sent for."""


@dataclass(frozen=True)
class Holder:
    """Who has the photos: a row of a register, or one of the assets of a community (`row` is the community then)."""

    kind: Kind
    row: Publication
    asset: CommunityAsset | None = None

    @property
    def subject(self) -> str:
        return ASSET if self.asset else self.kind.subject

    @property
    def subject_id(self) -> int:
        return self.asset.pk if self.asset else self.row.pk

    @property
    def name(self) -> str:
        return str(self.asset or self.row)


def holder_of(subject: str, pk: int, scope: Scope, ability: Ability) -> Holder:
    """The row with that id if the person may do this with it: 404 outside his area, 403 without the ability."""
    if subject != ASSET:
        kind = kind_of(subject)
        return Holder(kind, people.load(kind.rows, pk, scope, ability))
    if (asset := CommunityAsset.objects.filter(pk=pk).first()) is None:
        raise Http404
    kind = KINDS[Community.SUBJECT]
    return Holder(kind, people.load(kind.rows, asset.community_id, scope, ability), asset)


def photo_of(key: UUID, scope: Scope, ability: Ability) -> tuple[Holder, Photo]:
    """A photo and whose it is, if the person may do this with that row."""
    if (photo := Photo.objects.filter(key=key).first()) is None:
        raise Http404
    return holder_of(photo.subject, photo.subject_id, scope, ability), photo


def hold(holder: Holder, scope: Scope) -> Publication:
    """Inside a verb: the row locked as it is now, refused to who may not enter it."""
    row: Publication = people.hold(holder.kind.rows, holder.row.pk, scope)
    return row


def is_public(photo: Photo) -> bool:
    """Whether guests see the photo now: it says what it shows, and its row is public. Two queries at most."""
    subject, pk = photo.subject, photo.subject_id
    if subject == ASSET:
        asset = CommunityAsset.objects.filter(pk=pk).only("community_id").first()
        subject, pk = Community.SUBJECT, asset.community_id if asset else 0
    kind = KINDS.get(subject)
    row = kind.rows.filter(pk=pk).first() if kind and photo.alt_th else None
    return kind is not None and row is not None and kind.public(row)


def refuse_unseen(photo: Photo, scope: Callable[[], Scope]) -> bool:
    """Whether the photo is public; 404 where it is not and the person does not see its row on the desk either.

    `scope` is asked only where guests may not see the photo, so that theirs cost no session.
    """
    if is_public(photo):
        return True
    holder_of(photo.subject, photo.subject_id, scope(), Ability.READ)
    return False


def upload_of(key: UUID, owner_id: int) -> Upload:
    """A ZIP of photos its owner sent; another's is a 404."""
    found = Upload.objects.filter(key=key, owner_id=owner_id, purpose=ZIP).first()
    if found is None:
        raise Http404
    return found
