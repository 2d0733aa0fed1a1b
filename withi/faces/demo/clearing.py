"""The demonstration taken out again: its rows, its accounts, and what they left."""

from django.db import models, transaction
from django.db.models import ProtectedError

from withi.faces.demo import allies, awards, commons, guests, queries, rounds, rules, sales, sellers
from withi.faces.exchange import actions as exchange
from withi.ground.files import actions as files
from withi.ground.files.models import Photo, Upload
from withi.ground.notices.models import Notice, NoticeCallList
from withi.ground.people.models import Device, Invitation, Posting, User
from withi.ground.search import actions as search
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer, ProducerSeries
from withi.registers.publication import actions as publication
from withi.registers.publication.models import KINDS, CheckItem, Publication
from withi.work.certificates import actions as certificates

CHUNK = 2_000


def clear() -> int:
    """Take out every row marked as demonstration and every demonstration account; how many rows that were.

    Rows that demonstration accounts entered go too: they were tried out, not told. Areas and the trail stay. Problem
    demo.in_use where a real row refers to one of them.
    """
    users = User.objects.filter(is_demo=True)
    try:
        with transaction.atomic():
            sellers.clear(users)
            commons.clear()
            sales.clear()
            guests.clear(users)
            certificates.forget_demo()
            taken = sum(_take_out(model, users) for model in queries.REGISTERS)
            awards.forget(users)
            allies.clear(users)
            rounds.clear()
            _forget_notices(users)
            _forget_accounts(users)
            _forget_numbers()
            exchange.forget_examples()
            record(actor=None, verb="demo.clear", subject="demo", note=rules.NOTE)
    except ProtectedError as refused:
        found = ", ".join(sorted({str(row) for row in refused.protected_objects})[:3])
        raise Problem("demo.in_use", status=409, found=found) from None
    return taken


def _take_out(model: type[Publication], users: models.QuerySet[User]) -> int:
    """Delete the rows of one register, their points and names, and let public pages be made anew."""
    kind, taken = KINDS[model.SUBJECT], 0
    wanted = kind.rows.filter(models.Q(is_demo=True) | models.Q(entered_by__in=users)).order_by("pk")
    # some thousand at a time: there may be a nation of them
    while rows := list(wanted[:CHUNK]):
        ids = [row.pk for row in rows]
        shown = [row for row in rows if kind.public(row)]
        CheckItem.objects.of(kind.subject, ids).delete()
        _forget_postings(Posting.objects.filter(subject_kind=kind.subject, subject_id__in=ids))
        search.drop(kind.subject, ids)
        files.remove_photos(photos=Photo.objects.filter(subject=kind.subject, subject_id__in=ids))
        kind.rows.filter(pk__in=ids).delete()
        publication.refresh_pages(kind, shown)
        taken += len(ids)
    return taken


def _forget_postings(postings: models.QuerySet[Posting]) -> None:
    """Postings and the links that were made for them."""
    Invitation.objects.filter(posting__in=postings).delete()
    postings.delete()


def _forget_notices(users: models.QuerySet[User]) -> None:
    """What the accounts, and people of rows that are gone, should have known; the accounts' lists of people to call."""
    ids = list(users.values_list("pk", flat=True))
    NoticeCallList.objects.filter(owner_id__in=ids).delete()
    Notice.objects.filter(recipient_id__in=ids).delete()
    for kind in KINDS.values():
        Notice.objects.filter(contact_kind=kind.subject).exclude(contact_id__in=kind.rows.values("pk")).delete()


def _forget_accounts(users: models.QuerySet[User]) -> None:
    """Accounts, their phones, links and postings, and files they were about to import."""
    for upload in Upload.objects.filter(owner_id__in=users.values("pk")):
        files.forget(upload=upload)
    Device.objects.filter(user__in=users).delete()
    _forget_postings(Posting.objects.filter(user__in=users))
    users.delete()


def _forget_numbers() -> None:
    """Districts without a producer count from the beginning again: no number of the demonstration was ever given."""
    used = {number.partition("-")[0] for number in Producer.objects.values_list("number", flat=True)}
    ProducerSeries.objects.exclude(area_code__in=used).delete()
