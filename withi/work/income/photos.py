"""Photos of receipts and account books beside a producer's month: put there, taken out, gone with the month.

They are seen by who sees the month, and never by anybody else: a month is no row that is ever public.
"""

from django.db import transaction

from withi.ground.files import actions as files
from withi.ground.files.actions import SentPhoto
from withi.ground.files.models import Photo
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.work.income import access, storing
from withi.work.income.models import IncomeMonth


def attach_photo(*, actor: User, scope: Scope, producer: Producer, month: int, sent: SentPhoto) -> bool:
    """Keep a photo with the report that stands, without the position in it; whether it is new there.

    Its files are written before its row. Raises Problem income.nothing (409) where the month is not reported,
    income.closed (409) where it is closed, photo.most (422).
    """
    with files.new_photo(sent=sent) as new, transaction.atomic():
        row = _held(scope, producer, month)
        if new.beside(subject=storing.SUBJECT, subject_id=row.pk, owner_id=actor.pk):
            _record(actor, "income.photo_add", row, sent.name)
    return new.photo is not None


def remove_photo(*, actor: User, scope: Scope, producer: Producer, month: int, photo: Photo) -> None:
    """Take a photo and its files out, while the month is open; that it was there stays in the trail."""
    with transaction.atomic():
        row = _held(scope, producer, month)
        files.remove_photos(photos=Photo.objects.of(storing.SUBJECT, row.pk).filter(pk=photo.pk))
        _record(actor, "income.photo_remove", row, photo.name)


def _held(scope: Scope, producer: Producer, month: int) -> IncomeMonth:
    """The report that stands, of one's own producer and an open month, held until the transaction ends."""
    access.producers_of([producer.pk], scope, Ability.ENTER)
    row = storing.hold(month, {producer.pk: producer}).get(producer.pk)
    if row is None:
        raise Problem("income.nothing", status=409)
    return row


def _record(actor: User, verb: str, row: IncomeMonth, name: str) -> None:
    record(
        actor=actor, verb=verb, subject=storing.SUBJECT, subject_id=row.pk, area_code=row.area_code, note=name[:200]
    )  # fmt: skip
