"""Certificates of a producer, one certificate in words, and what everybody may read of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from withi.ground.people.models import Posting, User
from withi.ground.web.answers import language
from withi.kit.era import format_date
from withi.registers.producers.models import Producer
from withi.registers.publication.models import KINDS, Publication
from withi.work.certificates.access import MARK, TRAINING, Basis
from withi.work.certificates.models import KIND_NAMES, MARK_NAMES, STATE_NAMES, Certificate
from withi.work.certificates.rules import Kind, Source, Standing, State, Wording, state_under
from withi.work.marks.models import Mark
from withi.work.marks.rules import State as Stands
from withi.work.support.models import SupportEntry


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
    """Certificates in words, as they stand today. One query more for marks, one for trainings among them."""
    rows, today = list(found), timezone.localdate()
    bases = {
        **{(MARK, pk): mark.state for pk, mark in Mark.objects.in_bulk(_sources(rows, MARK)).items()},
        **dict.fromkeys(_taken_back(_sources(rows, TRAINING)), State.WITHDRAWN.value),
    }
    return [line_of(row, today, bases.get((row.source_kind, row.source_id or 0), "")) for row in rows]


def _sources(rows: Iterable[Certificate], kind: str) -> set[int]:
    return {row.source_id for row in rows if row.source_kind == kind and row.source_id is not None}


def _taken_back(trainings: set[int]) -> list[tuple[str, int]]:
    gone = SupportEntry.objects.filter(pk__in=trainings, withdrawn_at__isnull=False) if trainings else ()
    return [(TRAINING, entry.pk) for entry in gone]


def line_of(row: Certificate, today: date, basis: str) -> Line:
    """One in words; `basis` is how what it rests on stands: taken back or replaced, it takes its paper along."""
    state = state_under(row.state(today), basis)
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
    """A certificate for everybody. One query where it rests on a mark or a training, one where another was issued."""
    is_english = language() == "en"
    line = lines([row])[0]
    ended, successor = _ended(row, line.state)
    return Told(
        line,
        (is_english and row.name_en) or row.name_th,
        (is_english and row.maker_en) or row.maker_th,
        office,
        format_date(ended, lang=language()) if ended else "",
        successor,
    )


def _ended(row: Certificate, state: State) -> tuple[date | None, str]:
    """Since when a certificate holds no more, and the number that holds instead. Two queries at most."""
    if row.standing != Standing.VALID:
        following = Certificate.objects.filter(replaces=row).first() if state is State.REPLACED else None
        return row.ended_on, following.number if following else ""
    if state not in (State.WITHDRAWN, State.REPLACED):
        return None, ""
    if row.source_kind == TRAINING:
        entry = SupportEntry.objects.filter(pk=row.source_id or 0).first()
        return (timezone.localdate(entry.withdrawn_at) if entry and entry.withdrawn_at else None), ""
    return _ended_by(Mark.objects.filter(pk=row.source_id or 0).first())


def _ended_by(mark: Mark | None) -> tuple[date | None, str]:
    """The day on which a mark was taken back, or another one given instead, with that one's number."""
    if mark and mark.state == Stands.REPLACED:
        later = Mark.objects.filter(product=mark.product_id, decided_at__gt=mark.decided_at).exclude(number="")
        mark = later.order_by("decided_at", "pk").first()
    if mark is None or mark.decided_at is None:
        return None, ""
    return timezone.localdate(mark.decided_at), "" if mark.state == Stands.WITHDRAWN else mark.number


def on_source(source: Source) -> list[Line]:
    """Those that rest on one application or mark, newest first. Two queries at most."""
    rows = Certificate.objects.filter(source_kind=source.kind, source_id=source.pk)
    return lines(rows.order_by("-issued_on", "-pk"))


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


def worded(person: User, basis: Basis) -> Wording:
    """A certificate as it would be issued now: what is fixed, signed by this person."""
    signed = offered(person, basis.row)
    return replace(basis.wording, signer=signed.signer, signer_title=signed.signer_title)
