"""Who opens a row, and how."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from withi.ground.people.models import Invitation, Posting
from withi.ground.people.queries import day_of, invitations_of, phones_of
from withi.ground.people.rules import in_force
from withi.ground.web.answers import language
from withi.kit.era import format_date, kept_together
from withi.kit.phones import split_phones
from withi.registers.publication.models import Publication


@dataclass(frozen=True)
class Owner:
    """A person who opens the row: name, role, term, phones as words, and the last day of a link that waits."""

    pk: int
    name: str
    role: str
    until: str
    phones: list[str]
    link_until: str
    has_password: bool

    @property
    def has_way(self) -> bool:
        return bool(self.phones or self.has_password)


def owners_of(row: Publication) -> list[Owner]:
    """Everyone whose posting about this row holds today or is still to come. Three queries."""
    today = timezone.localdate()
    postings = [
        posting
        for posting in Posting.objects.about(row.SUBJECT, row.pk).select_related("user").order_by("valid_from", "pk")
        if in_force(posting.valid_from, posting.valid_until, max(today, posting.valid_from))
    ]
    phones = phones_of(posting.user_id for posting in postings)
    links = invitations_of(posting.pk for posting in postings)
    return [
        Owner(
            posting.pk,
            str(posting.user),
            str(posting.label()),
            _day(posting.valid_until),
            [f"{device.label} ({day_of(device.used_at)})".strip() for device in phones.get(posting.user_id, [])],
            day_of(links[posting.pk].expires_at) if posting.pk in links else "",
            posting.user.has_usable_password(),
        )
        for posting in postings
    ]


def _day(day: date | None) -> str:
    return kept_together(format_date(day, language())) if day else ""


def open_link_of(posting: Posting) -> Invitation | None:
    """The link that waits for this person. One query."""
    return invitations_of([posting.pk]).get(posting.pk)


def numbers_of(row: Publication) -> list[str]:
    """The telephone numbers of the row, digits only: no PIN may be part of one."""
    written = str(getattr(row, "phones", "") or getattr(row, "phone", ""))
    return [phone.number for phone in split_phones(written)]


def name_of(row: Publication) -> str:
    """The row in words."""
    return str(getattr(row, "name_th", row))
