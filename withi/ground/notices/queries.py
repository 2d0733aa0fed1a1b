"""Reading notices: one's own list, a list of calls, the text for a chat, and what waits in the outbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from withi.ground.notices import rules
from withi.ground.notices.models import Notice, NoticeCallList, NoticeMessage, NoticeQuerySet
from withi.ground.notices.rules import Channel, Sending, Told
from withi.ground.web.answers import language
from withi.ground.web.filters import FilterForm

NEW, OLD = "new", "old"


@dataclass(frozen=True)
class Copy:
    """A list ready to be pasted into a chat; where something was typed into its search there is no text.

    `list` and `query` name it for the room that keeps who copied and makes call lists; `can_call` offers the latter.
    """

    list: str
    query: str
    text: str
    can_call: bool = False


def of_list(
    name: str, *, title: str, count: str, path: str, narrowed: FilterForm | None = None, can_call: bool = False
) -> Copy:
    """The text of a list: what it is, by what it is narrowed, how many, and the address with the filters.

    What was typed (a name, a telephone) is never repeated, so a searched list has no text.
    """
    query = narrowed.query() if narrowed else ""
    if narrowed and narrowed.is_searched:
        return Copy(name, query, "", can_call=False)
    words = [", ".join(narrowed.words())] if narrowed else []
    return Copy(name, query, rules.chat_text([f"{title}: {count}", *words], full(path, query)), can_call)


def full(path: str, query: str = "") -> str:
    """A path of this site as people can tap it anywhere."""
    return f"{settings.SITE_URL}{path}{'?' if query else ''}{query}"


def local(path: str) -> str:
    """A stored (Thai) path in the current language."""
    return f"/en{path}" if language() == "en" else path


def address_of(notice: Notice) -> str:
    """The address of a notice's own page."""
    return full(f"/desk/notices/{notice.pk}/")


def inbox(user_id: int, *, state: str = "", kind: str = "") -> NoticeQuerySet:
    """One's own notices, the latest first; `state` new or old, any other word finds none."""
    rows = Notice.objects.of(user_id)
    if state:
        rows = {NEW: rows.untold(), OLD: rows.exclude(told_how=Told.NOT)}.get(state, rows.none())
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by("-created_at", "-pk")


def new_count(user_id: int) -> int:
    return Notice.objects.of(user_id).untold().count()


def told_since(kind: str, recipients: Iterable[int], since: datetime) -> set[int]:
    """Those of these people who have a notice of this kind from then on. One query."""
    rows = Notice.objects.filter(kind=kind, recipient_id__in=list(recipients), created_at__gte=since)
    return {user for user in rows.values_list("recipient_id", flat=True) if user is not None}


@dataclass(frozen=True)
class Progress:
    """How far a list of calls is."""

    told: int
    total: int

    @property
    def said(self) -> str:
        return _("%(told)s of %(total)s told") % {"told": f"{self.told:,}", "total": f"{self.total:,}"}

    @property
    def is_done(self) -> bool:
        return self.told >= self.total


def call_lists(ranges: Sequence[tuple[str, str]], owner_id: int | None) -> "models.QuerySet[NoticeCallList]":
    """Call lists inside these areas and one's own, the latest first, each with how many were told (`told`)."""
    condition = models.Q(owner_id=owner_id)
    for low, high in ranges:
        condition |= models.Q(area_code__gte=low, area_code__lt=high)
    told = models.Count("notices", filter=~models.Q(notices__told_how=Told.NOT))
    return NoticeCallList.objects.filter(condition).annotate(told=told).order_by("-created_at", "-pk")


def to_call(calls: NoticeCallList) -> list[tuple[Notice, NoticeMessage]]:
    """Everyone on a list with the call's message, tambon by tambon. Two queries."""
    order = models.functions.Substr("area_code", 1, 6)
    notices = calls.notices.annotate(tambon=order).order_by("tambon", "contact_kind", "contact_id")
    messages = {
        message.notice_id: message
        for message in NoticeMessage.objects.filter(notice__call_list=calls, channel=Channel.CALL)
    }
    return [(notice, messages[notice.pk]) for notice in notices]


def due_emails(most: int) -> list[NoticeMessage]:
    """E-mails to be sent now: those waiting, and those whose sender must have died. Two queries at most."""
    now = timezone.now()
    waiting = models.Q(state=Sending.WAITING, not_before__lte=now)
    left = models.Q(state=Sending.GOING, claimed_at__lt=now - rules.LEASE)
    due = NoticeMessage.objects.filter(waiting | left, channel=Channel.EMAIL).select_related("notice")
    return list(due.order_by("not_before", "pk")[:most])


def outbox_counts() -> dict[str, int]:
    """E-mails by state, for the operator."""
    counted: Any = NoticeMessage.objects.filter(channel=Channel.EMAIL).values_list("state")
    return dict(counted.annotate(count=models.Count("pk")).order_by("state"))


def overdue_emails() -> int:
    """E-mails that should have gone an hour ago."""
    hour_ago = timezone.now() - timedelta(hours=1)
    late = NoticeMessage.objects.filter(channel=Channel.EMAIL, state__in=(Sending.WAITING, Sending.GOING))
    return late.filter(not_before__lt=hour_ago).count()
