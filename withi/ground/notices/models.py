"""Notices to people, the messages that carry them, and lists of people to call."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.notices.rules import Sending, Told
from withi.ground.web.fields import AreaCodeField, CodeField

TOLD_NAMES = [
    (Told.NOT.value, _("not told yet")),
    (Told.READ.value, _("read")),
    (Told.COPIED.value, _("copied into a chat")),
    (Told.CALLED.value, _("called")),
    (Told.EMAILED.value, _("sent by e-mail")),
]


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice, as the room whose event it tells of makes it known.

    `say(count, values)` is the sentence in the language of the moment, built from values that name nobody.
    """

    name: str
    icon: str
    label: Any
    say: Callable[[int, dict[str, Any]], str]


KINDS: dict[str, NoticeKind] = {}


def register_kind(kind: NoticeKind) -> None:
    """Make a kind known: once, by the room whose event it tells of."""
    KINDS[kind.name] = kind


class NoticeCallList(models.Model):
    """People to call about one list or notice, shared by the officers of its area.

    Personal data: who made it; telephones are read from the registers when the page is shown, never kept here.
    `owner_id` is no foreign key: people stand above notices.
    """

    owner_id = models.BigIntegerField()
    area_code = AreaCodeField(blank=True)
    kind = CodeField(max_length=20)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=400)
    count = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "notices_call_list"
        default_permissions = ()
        indexes = [
            # the lists of one area; what is to be deleted
            models.Index(fields=["area_code", "-created_at"], name="notices_call_list_area"),
            models.Index(fields=["expires_at"], name="notices_call_list_expiry"),
        ]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user_id: int) -> "NoticeQuerySet":
        return self.filter(recipient_id=user_id)

    def untold(self) -> "NoticeQuerySet":
        return self.filter(told_how=Told.NOT)


class Notice(models.Model):
    """Something one person should know: an account (`recipient_id`), or a contact of a register without an account.

    The text is built from `kind`, `count` and `values`; `rows` are the register rows it is about, as [kind, id].
    Personal data: whom it is for, who told it and when; never a third person's: no name, telephone or free text.
    A notice with a `digest` grows while it is untold instead of being followed by another one. Ids of accounts are
    no foreign keys: people stand above notices.
    """

    kind = CodeField(max_length=20)
    recipient_id = models.BigIntegerField(null=True)
    contact_kind = CodeField(max_length=20, blank=True)
    contact_id = models.BigIntegerField(null=True)
    area_code = AreaCodeField(blank=True)
    call_list = models.ForeignKey(NoticeCallList, on_delete=models.CASCADE, null=True, related_name="notices")
    digest = CodeField(max_length=40, blank=True)
    count = models.PositiveIntegerField(default=1)
    values = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    link = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    told_how = CodeField(max_length=8, choices=TOLD_NAMES, default=Told.NOT.value, blank=True)
    told_by = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        db_table = "notices_notice"
        default_permissions = ()
        indexes = [
            # one person's list, and how many are new; what is to be deleted
            models.Index(fields=["recipient_id", "-created_at"], name="notices_notice_recipient"),
            models.Index(fields=["recipient_id"], name="notices_notice_untold", condition=models.Q(told_how="")),
            models.Index(fields=["expires_at"], name="notices_notice_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notices_notice_for_one",
                condition=models.Q(recipient_id__isnull=False, contact_kind="", contact_id=None)
                | (models.Q(recipient_id=None, contact_id__isnull=False) & ~models.Q(contact_kind="")),
            ),
            models.CheckConstraint(
                name="notices_notice_told_whole",
                condition=models.Q(told_how="", told_by=None, told_at=None)
                | (~models.Q(told_how="") & models.Q(told_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["recipient_id", "digest"],
                name="notices_notice_digest",
                condition=models.Q(told_how="") & ~models.Q(digest=""),
            ),
            models.UniqueConstraint(
                fields=["call_list", "contact_kind", "contact_id"],
                name="notices_notice_called_once",
                condition=models.Q(call_list__isnull=False),
            ),
        ]

    def text(self) -> str:
        """The sentence, in the current language."""
        return KINDS[self.kind].say(self.count, self.values)


class NoticeMessage(models.Model):
    """The outbox: one notice on one channel, and how that stands.

    An e-mail is claimed before it is sent (`going` since `claimed_at`) and marked after it; `key` is its Message-ID,
    the same at every attempt. Personal data: who copied or called (`by_id`), never an address or a telephone.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="messages")
    channel = CodeField(max_length=8)
    state = CodeField(max_length=12, default=Sending.WAITING.value)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=80, blank=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_message"
        default_permissions = ()
        indexes = [models.Index(fields=["channel", "state", "not_before"], name="notices_message_outbox")]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notices_message_once")]

    def is_late(self, before: datetime) -> bool:
        """Whether its sender must have died."""
        return self.state == Sending.GOING and self.claimed_at is not None and self.claimed_at < before
