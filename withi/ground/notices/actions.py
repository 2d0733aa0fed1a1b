"""Every write of notices: telling people, marking them told, sending e-mails, forgetting."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from withi.ground.jobs.actions import register_period
from withi.ground.notices import rules
from withi.ground.notices.models import KINDS, Notice, NoticeCallList, NoticeMessage
from withi.ground.notices.queries import address_of, due_emails
from withi.ground.notices.rules import CHANNELS, Channel, Sending, Told
from withi.ground.trail.actions import Actor, record
from withi.kit.problem import Problem

Row = tuple[str, int]
BACKEND = "django.core.mail.backends.smtp.EmailBackend"
WAITS_SECONDS = 20


@dataclass(frozen=True)
class Draft:
    """What one person is to be told. `rows` are register rows as (kind, id); `values` must name nobody."""

    recipient_id: int
    count: int = 1
    rows: Sequence[Row] = ()
    link: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Contact:
    """Someone to call, as the register knows them."""

    kind: str
    pk: int
    area_code: str


# --- telling -------------------------------------------------------------------------------------


def notify(*, kind: str, drafts: Iterable[Draft], digest: str = "", grows: bool = True) -> None:
    """Inside another verb: one notice for each person, with a message per channel.

    With a `digest` a notice that its person has not been told yet grows by the count and rows instead; where it
    tells how things stand (not `grows`) it takes the new count and rows in the place of its own.
    """
    assert kind in KINDS, kind
    wanted = {draft.recipient_id: draft for draft in drafts}
    if not wanted:
        return
    if digest:
        _digest(kind, digest, wanted, grows=grows)
        return
    made = Notice.objects.bulk_create(_notice(kind, draft) for _, draft in sorted(wanted.items()))
    _put_in_outbox(made)


def _notice(kind: str, draft: Draft, digest: str = "") -> Notice:
    now = timezone.now()
    return Notice(
        kind=kind,
        recipient_id=draft.recipient_id,
        digest=digest,
        count=0 if digest else draft.count,
        values=dict(draft.values),
        rows=[] if digest else rules.merged((), draft.rows),
        link=draft.link,
        created_at=now,
        expires_at=now + timedelta(days=rules.KEPT_DAYS),
    )


def _digest(kind: str, digest: str, wanted: Mapping[int, Draft], *, grows: bool) -> None:
    """Whoever reads his notice at this very moment gets the next one: then all of it is taken back and begun anew.

    Going on with those who are left would wait for their new notices while holding the others', which someone who
    opened the new ones may be waiting for.
    """
    is_grown = False
    while not is_grown:
        with transaction.atomic():
            _open_digests(kind, digest, wanted)
            is_grown = _grow_digests(digest, wanted, grows=grows)
            if not is_grown:
                transaction.set_rollback(True)


def _open_digests(kind: str, digest: str, wanted: Mapping[int, Draft]) -> None:
    """An untold notice, still empty, for everyone who has none; whoever opens one at the same moment opens the same."""
    fresh = [_notice(kind, draft, digest) for _, draft in sorted(wanted.items())]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)


def _grow_digests(digest: str, wanted: Mapping[int, Draft], *, grows: bool) -> bool:
    """Add what is new to the untold notices, in id order; False, and nothing added, where one was told meanwhile."""
    held = list(
        Notice.objects.untold().filter(recipient_id__in=wanted, digest=digest).order_by("pk").select_for_update()
    )
    if len(held) < len(wanted):
        return False
    now = timezone.now()
    for notice in held:
        draft = wanted[notice.recipient_id or 0]
        notice.count = draft.count + (notice.count if grows else 0)
        notice.rows = rules.merged(draft.rows, notice.rows if grows else ())
        notice.values, notice.link = dict(draft.values), draft.link
        notice.created_at, notice.expires_at = now, now + timedelta(days=rules.KEPT_DAYS)
    Notice.objects.bulk_update(held, ["count", "rows", "values", "link", "created_at", "expires_at"])
    _put_in_outbox(held)
    return True


def _put_in_outbox(notices: Iterable[Notice]) -> None:
    """A message for the desk, and one by e-mail where a sender is set; what lies there already stays."""
    channels = [Channel.APP, *([Channel.EMAIL] if settings.EMAIL_FROM else [])]
    NoticeMessage.objects.bulk_create(
        (
            NoticeMessage(notice=notice, channel=channel.value, not_before=timezone.now())
            for notice in notices
            for channel in channels
        ),
        ignore_conflicts=True,
    )


# --- told ----------------------------------------------------------------------------------------


def tell(*, actor: Actor, notice: Notice, how: Told) -> bool:
    """Mark a notice told; False where it was already. The message of that channel is done either way."""
    with transaction.atomic():
        first = _mark_told(notice.pk, how, actor.pk)
        _close_message(notice.pk, CHANNELS[how], actor.pk)
    return first


def _mark_told(pk: int, how: Told, by: int | None) -> bool:
    """The first way of being told counts: the change carries that nobody has told it yet."""
    told = {"told_how": how.value, "told_by": by, "told_at": timezone.now()}
    return bool(Notice.objects.untold().filter(pk=pk).update(**told))


def _close_message(notice_id: int, channel: Channel, by: int | None) -> None:
    now = timezone.now()
    NoticeMessage.objects.bulk_create(
        [NoticeMessage(notice_id=notice_id, channel=channel.value, not_before=now)], ignore_conflicts=True
    )
    NoticeMessage.objects.filter(notice=notice_id, channel=channel).exclude(state=Sending.DONE).update(
        state=Sending.DONE, by_id=by, at=now
    )


def tell_all_read(*, actor: Actor) -> int:
    """Mark everything new of one's own as read; how many there were."""
    now = timezone.now()
    with transaction.atomic():
        new = list(Notice.objects.of(actor.pk).untold().order_by("pk").select_for_update().values_list("pk", flat=True))
        Notice.objects.untold().filter(pk__in=new).update(told_how=Told.READ, told_by=actor.pk, told_at=now)
        NoticeMessage.objects.filter(notice__in=new, channel=Channel.APP).update(
            state=Sending.DONE, by_id=actor.pk, at=now
        )
    return len(new)


def note_copy(*, actor: Actor, kind: str, values: Mapping[str, Any], count: int, link: str) -> Notice:
    """Keep that someone copied the text of a list into a chat: a notice of one's own that is told already."""
    now = timezone.now()
    with transaction.atomic():
        notice = Notice.objects.create(
            kind=kind,
            recipient_id=actor.pk,
            count=count,
            values=dict(values),
            link=link,
            created_at=now,
            expires_at=now + timedelta(days=rules.KEPT_DAYS),
            told_how=Told.COPIED,
            told_by=actor.pk,
            told_at=now,
        )
        _close_message(notice.pk, Channel.COPY, actor.pk)
    return notice


# --- calling -------------------------------------------------------------------------------------


def list_calls(
    *, actor: Actor, kind: str, values: Mapping[str, Any], link: str, area_code: str, contacts: Sequence[Contact]
) -> NoticeCallList:
    """A list of people to call about one list or notice; in the trail, for it shows telephones.

    Refused for nobody and for more than a page can hold.
    """
    if not contacts:
        raise Problem("notice.nobody", status=409)
    if len(contacts) > rules.CONTACTS_AT_MOST:
        raise Problem("notice.too_many", status=409, most=rules.CONTACTS_AT_MOST)
    now = timezone.now()
    dates = {"created_at": now, "expires_at": now + timedelta(days=rules.KEPT_DAYS)}
    what = {"kind": kind, "values": dict(values), "link": link}
    with transaction.atomic():
        calls = NoticeCallList.objects.create(
            owner_id=actor.pk, area_code=area_code, count=len(contacts), **what, **dates
        )
        notices = Notice.objects.bulk_create(
            Notice(
                contact_kind=contact.kind,
                contact_id=contact.pk,
                area_code=contact.area_code,
                call_list=calls,
                **what,
                **dates,
            )
            for contact in contacts
        )
        NoticeMessage.objects.bulk_create(
            NoticeMessage(notice=notice, channel=Channel.CALL.value, not_before=now) for notice in notices
        )
        record(
            actor=actor, verb="notices.list_calls", subject="call_list", subject_id=calls.pk, area_code=area_code,
            note=str(len(contacts)),
        )  # fmt: skip
    return calls


def note_call(*, actor: Actor, notice: Notice, reached: bool) -> None:
    """What a call came to: told by telephone, or nobody answered. Refused where someone has told them meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        if reached and not _mark_told(notice.pk, Told.CALLED, actor.pk):
            raise Problem("notice.told", status=409)
        state = Sending.DONE if reached else Sending.UNANSWERED
        message = NoticeMessage.objects.filter(notice=notice.pk, channel=Channel.CALL).exclude(state=Sending.DONE)
        if not message.update(state=state, by_id=actor.pk, at=now, attempts=models.F("attempts") + 1):
            raise Problem("notice.told", status=409)


# --- e-mail --------------------------------------------------------------------------------------


@dataclass
class Sent:
    """What one round of sending came to."""

    done: int = 0
    skipped: int = 0
    later: int = 0
    failed: int = 0


def send_emails(*, addresses: Callable[[Iterable[int]], Mapping[int, str]], most: int = 200) -> Sent:
    """Send the e-mails that are due; several senders at once never take the same one.

    Each is claimed, sent, then marked. A sender that dies in between leaves it claimed; after the lease another one
    sends it again under the same Message-ID: at least once, and a double is told as one. `addresses` gives the
    e-mail addresses of accounts that have one; whoever has read the notice meanwhile gets none.
    """
    sent = Sent()
    if not settings.EMAIL_FROM:
        return sent
    due = due_emails(most)
    known = addresses({message.notice.recipient_id for message in due if message.notice.recipient_id})
    server = get_connection(BACKEND, timeout=WAITS_SECONDS, **settings.EMAIL_SERVER)
    try:
        server.open()
        for message in due:
            if _claim(message):
                _send(server, message, known.get(message.notice.recipient_id or 0, ""), sent)
    except OSError:  # no server: nothing was claimed, all of it waits
        sent.later = len(due)
    finally:
        server.close()
    return sent


def _claim(message: NoticeMessage) -> bool:
    """Take the message as it was read; False where another sender was first."""
    now = timezone.now()
    found = NoticeMessage.objects.filter(pk=message.pk, state=message.state, attempts=message.attempts)
    if not found.update(state=Sending.GOING, attempts=message.attempts + 1, claimed_at=now):
        return False
    message.state, message.attempts = Sending.GOING.value, message.attempts + 1
    return True


def _send(server: BaseEmailBackend, message: NoticeMessage, address: str, sent: Sent) -> None:
    if message.notice.told_how or not address:
        _mark(message, Sending.SKIPPED)
        sent.skipped += 1
        return
    try:
        server.send_messages([letter(message, address)])
    except OSError as trouble:  # every trouble of smtplib and of the network
        wait = rules.pause(message.attempts)
        state = Sending.FAILED if wait is None else Sending.WAITING
        server.close()  # the next letter gets a fresh connection
        _mark(message, state, not_before=timezone.now() + (wait or timedelta()), trouble=type(trouble).__name__)
        sent.failed += wait is None
        sent.later += wait is not None
        return
    with transaction.atomic():
        _mark(message, Sending.DONE, at=timezone.now())
        _mark_told(message.notice_id, Told.EMAILED, None)
    sent.done += 1


def _mark(message: NoticeMessage, state: Sending, **fields: Any) -> None:
    """The outcome of this very attempt; an attempt that another sender took over changes nothing any more."""
    mine = NoticeMessage.objects.filter(pk=message.pk, state=Sending.GOING, attempts=message.attempts)
    mine.update(state=state, **fields)


def letter(message: NoticeMessage, address: str) -> EmailMessage:
    """One notice as an e-mail, in Thai: the sentence and the address of its page, and nothing of anybody."""
    with translation.override("th"):
        notice = message.notice
        body = rules.chat_text([notice.text()], address_of(notice))
        foot = _("You get this because you have an account on Withi. Please do not answer this e-mail.")
        subject = str(KINDS[notice.kind].label)
    host = settings.EMAIL_FROM.rpartition("@")[2].rstrip(">")
    heads = {"Message-ID": f"<{message.key}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, f"{body}\n\n{foot}\n", settings.EMAIL_FROM, [address], headers=heads)


# --- forgetting ----------------------------------------------------------------------------------


def forget_expired(*, most: int = 5_000) -> int:
    """Delete what has passed its last day, messages and call lists with it; how many notices went."""
    now = timezone.now()
    with transaction.atomic():
        late = Notice.objects.filter(expires_at__lt=now).order_by("expires_at", "pk").values_list("pk", flat=True)
        gone = list(late[:most])
        Notice.objects.filter(pk__in=gone).delete()
        NoticeCallList.objects.filter(expires_at__lt=now, notices=None).delete()
    return len(gone)


register_period("notices.forget", forget_expired)
