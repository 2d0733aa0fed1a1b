"""Papers seen, and copies that a round's rule asks for: drawn anew in the limited child, sealed, deleted when due."""

import base64
import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from withi.ground.files import actions as files
from withi.ground.files.actions import Sent, SentPhoto
from withi.ground.jobs.actions import register_period
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import record, record_bulk
from withi.ground.vault import actions as vault
from withi.kit.problem import Problem
from withi.work.rounds import access
from withi.work.rounds.models import COPY, RoundApplication, RoundCopy, RoundPaper, RoundSeen
from withi.work.rounds.rules import SeenHow

FORGOTTEN_AT_ONCE = 500
FORM = "jpg"


def note_seen(*, actor: User, scope: Scope, application: RoundApplication, paper: RoundPaper, how: SeenHow) -> None:
    """An officer saw the paper, or ThaID confirmed the person: who, when, which; nothing of the paper is kept."""
    if not access.decides(scope, application.area_code):
        raise Problem("access.ability", status=403)
    with transaction.atomic():
        row = RoundApplication.objects.select_for_update().get(pk=application.pk)
        _seen, is_new = RoundSeen.objects.get_or_create(
            application=row, paper=paper, defaults={"how": how.value, "by": actor, "at": timezone.now()}
        )
        if is_new:
            record(
                actor=actor, verb="rounds.seen", subject=RoundApplication.SUBJECT, subject_id=row.pk,
                area_code=row.area_code, note=paper.name,
            )  # fmt: skip


def open_copy(*, paper: RoundPaper, sent: Sent) -> SentPhoto:
    """Decode what was sent as a copy, in the limited child: `picture.*` for what is no picture, such as a program.

    Refused unread where the round's rule asks for no copy of this paper.
    """
    if not paper.keeps_copy:
        raise Problem("round.copy_not_asked", field=field_of(paper), name=paper.name)
    return files.open_photo(sent=sent, field=field_of(paper))


def keep_copy(*, actor: User, scope: Scope, application: RoundApplication, paper: RoundPaper, sent: SentPhoto) -> None:
    """Keep a copy in the place of an earlier one, sealed, until its day."""
    if not access.may_write(scope, application):
        raise Problem("access.ability", status=403)
    key = uuid.uuid4()
    best = max((file for file in sent.picture.variants if file.form == FORM), key=lambda file: file.width)
    body = vault.seal(COPY, key, base64.b64encode(best.body).decode())
    with transaction.atomic():
        row = RoundApplication.objects.select_for_update().get(pk=application.pk)
        RoundCopy.objects.filter(application=row, paper=paper).delete()
        RoundCopy.objects.create(
            key=key,
            application=row,
            paper=paper,
            purpose=paper.purpose,
            body_sealed=body,
            sent_at=timezone.now(),
            delete_on=timezone.localdate() + timedelta(days=paper.keep_days),
        )
        record(
            actor=actor, verb="rounds.copy", subject=RoundApplication.SUBJECT, subject_id=row.pk,
            area_code=row.area_code, note=paper.name,
        )  # fmt: skip


def look_at_copy(*, actor: User, application: RoundApplication, copy: RoundCopy) -> bytes:
    """The copy as a JPEG; each look stands in the trail. `access.copy_of` has said who may."""
    with transaction.atomic():
        record(
            actor=actor, verb="rounds.copy_look", subject=RoundApplication.SUBJECT, subject_id=application.pk,
            area_code=application.area_code, note=copy.paper.name,
        )  # fmt: skip
    return base64.b64decode(vault.open_sealed(COPY, copy.key, copy.body_sealed))


def forget_copies() -> int:
    """Delete copies that have passed their day; one trail entry tells how many went."""
    with transaction.atomic():
        late = RoundCopy.objects.filter(delete_on__lt=timezone.localdate()).order_by("delete_on", "pk")
        gone = list(late.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
        if not gone:
            return 0
        RoundCopy.objects.filter(pk__in=gone).delete()
        record_bulk(
            actor=None, verb="rounds.copies_deleted", subject=RoundApplication.SUBJECT, changes=(), count=len(gone)
        )
    return len(gone)


register_period("rounds.forget", forget_copies)


def field_of(paper: RoundPaper) -> str:
    """The name of the paper's own field in the form."""
    return f"copy_{paper.pk}"
