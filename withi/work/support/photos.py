"""Photos that show that a support was given: put beside its entry, taken out.

They are seen by who sees what the support was worth, and never by guests: an entry of the ledger is never public.
"""

from uuid import UUID

from django.db import transaction
from django.http import Http404

from withi.ground.files import actions as files
from withi.ground.files.actions import SentPhoto
from withi.ground.files.models import Photo
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.work.support import access
from withi.work.support.access import Supported
from withi.work.support.models import SupportEntry


def attach_photo(*, actor: User, scope: Scope, to: Supported, entry: SupportEntry, sent: SentPhoto) -> bool:
    """Keep a photo beside a support in force, without the position in it; whether it is new there.

    Its files are written before its row. Problem support.gone (409) where it was taken back, photo.most (422).
    """
    access.refuse_outside(scope, to)
    with files.new_photo(sent=sent) as new, transaction.atomic():
        held = _held(entry)
        if new.beside(subject=SupportEntry.PHOTOS, subject_id=held.pk, owner_id=actor.pk):
            _note(actor, "support.photo_add", held)
    return new.photo is not None


def remove_photo(*, actor: User, scope: Scope, to: Supported, entry: SupportEntry, photo: Photo) -> None:
    """Take a photo of a support in force out with its files; that it was there stays in the trail."""
    access.refuse_outside(scope, to)
    with transaction.atomic():
        held = _held(entry)
        files.remove_photos(photos=Photo.objects.of(SupportEntry.PHOTOS, held.pk).filter(pk=photo.pk))
        _note(actor, "support.photo_remove", held)


def photo_in(key: UUID, entry: SupportEntry) -> Photo:
    """A photo of this entry; any other is a 404."""
    found = Photo.objects.of(SupportEntry.PHOTOS, entry.pk).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _held(entry: SupportEntry) -> SupportEntry:
    found = SupportEntry.objects.in_force().select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if found is None:
        raise Problem("support.gone", status=409)
    return found


def _note(actor: User, verb: str, entry: SupportEntry) -> None:
    record(
        actor=actor, verb=verb, subject=entry.subject, subject_id=entry.subject_id, area_code=entry.area_code,
        note=entry.title_th,
    )  # fmt: skip
