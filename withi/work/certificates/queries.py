"""Certificates of a producer, one certificate in words, and what everybody may read of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from withi.ground.people.models import Posting, User
from withi.ground.web.answers import language
from withi.kit.era import format_date
from withi.registers.producers.models import Producer
from withi.registers.publication.models import KINDS, Publication
from withi.work.certificates.models import KIND_NAMES, MARK_NAMES, STATE_NAMES, Certificate
from withi.work.certificates.rules import Kind, State, Wording


@dataclass(frozen=True)
class Line:
    """A certificate as a list shows it."""

    row: Certificate
    what: str
    state: State
    label: str
    issued: str
    until: str


def of_row(row: Publication) -> list[Line]:
    """Those of a product, or of a producer with those of its products; newest first. One query."""
    if isinstance(row, Producer):
        found = Certificate.objects.of_producer(row.pk, row.products.values("pk"))
    else:
        found = Certificate.objects.all().about(row.SUBJECT, row.pk)
    return lines(found)


def lines(found: Iterable[Certificate]) -> list[Line]:
    """Certificates in words, as they stand today."""
    today = timezone.localdate()
    return [line_of(row, today) for row in found]


def line_of(row: Certificate, today: date) -> Line:
    state = row.state(today)
    until = format_date(row.valid_until, lang=language()) if row.valid_until else ""
    return Line(row, what_of(row), state, str(STATE_NAMES[state]), format_date(row.issued_on, lang=language()), until)


def what_of(row: Certificate) -> str:
    """What it certifies, in a word."""
    return str(dict(MARK_NAMES)[row.mark] if row.kind == Kind.MARK else dict(KIND_NAMES)[row.kind])


@dataclass(frozen=True)
class Told:
    """What anybody who holds the paper may read: what stands on it, and how it stands today."""

    line: Line
    name: str
    maker: str
    office: str
    ended: str
    successor: str


def told(row: Certificate, office: str) -> Told:
    """A certificate for everybody. One query where a new one was issued instead."""
    is_english = language() == "en"
    line = line_of(row, timezone.localdate())
    following = Certificate.objects.filter(replaces=row).first() if line.state is State.REPLACED else None
    return Told(
        line,
        (is_english and row.name_en) or row.name_th,
        (is_english and row.maker_en) or row.maker_th,
        office,
        format_date(row.ended_on, lang=language()) if row.ended_on else "",
        following.number if following else "",
    )


def home_of(certificate: Certificate) -> Publication:
    """The row whose page shows the certificate: its producer or product."""
    row: Publication = KINDS[certificate.subject].rows.get(pk=certificate.subject_id)
    return row


def offered(person: User, row: Publication) -> Wording:
    """Who signs, as far as the account tells: the person and the posting under which he approves there."""
    return Wording(person.display_name, title_of(person, row))


def title_of(person: User, row: Publication) -> str:
    """The posting of the person that covers the row, in words; the nearest one."""
    held = Posting.objects.filter(user=person).in_force(timezone.localdate()).order_by("pk")
    covering = [posting for posting in held if row.area_code.startswith(posting.area_code)]
    return max(covering, key=lambda posting: len(posting.area_code)).label() if covering else ""
