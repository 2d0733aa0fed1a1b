"""What waits for an answer, how much of it in an area, and an enquiry in the words of its pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import segno
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.notices.rules import Sending
from withi.ground.people.rules import Ability, Scope
from withi.ground.vault import actions as vault
from withi.ground.web.answers import language
from withi.kit import era, promptpay
from withi.kit.money import format_baht
from withi.kit.paper.squares import QUIET
from withi.kit.phones import split_phones
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.villages.models import Community
from withi.work.enquiries import rules
from withi.work.enquiries.models import NUMBER, REPLY_NAMES, Enquiry, EnquiryMail, EnquiryPayee, EnquiryQuerySet
from withi.work.enquiries.rules import About, Reply

LATELY = 20
"""Answered ones that the list shows below what waits."""
ASKED = timedelta(days=90)
"""How long an enquiry tells that something is asked for."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many enquiries of an area wait, how many of them for too long, and how many were answered."""

    waiting: int
    late: int
    answered: int


def waiting(scope: Scope) -> EnquiryQuerySet:
    """What waits for this person, the oldest first."""
    return _shown(scope).waiting().order_by("asked_at", "pk")


def answered(scope: Scope) -> EnquiryQuerySet:
    """What was answered lately, the latest first."""
    return _shown(scope).answered().order_by("-replied_at", "-pk")


def _shown(scope: Scope) -> EnquiryQuerySet:
    return Enquiry.objects.in_scope(scope, Ability.PERSONAL).select_related("community", "product__producer")


def counts(scope: Scope) -> Counts | None:
    """Numbers of the officer's areas, without a word of what was asked; None for who has no area. One query."""
    ranges = scope.ranges(Ability.READ)
    if not ranges:
        return None
    before = timezone.now() - timedelta(days=rules.LATE_DAYS)
    found = Enquiry.objects.within(ranges).aggregate(
        waiting=Count("pk", filter=Q(reply=Reply.WAITING)),
        late=Count("pk", filter=Q(reply=Reply.WAITING, asked_at__lt=before)),
        answered=Count("pk", filter=~Q(reply=Reply.WAITING)),
    )
    return Counts(**found)


def late(before_days: int = rules.LATE_DAYS) -> EnquiryQuerySet:
    """What nobody has answered for so many days, in the whole nation."""
    return Enquiry.objects.waiting().filter(asked_at__lt=timezone.now() - timedelta(days=before_days)).order_by("pk")


def due_mails(most: int) -> list[EnquiryMail]:
    """E-mails to be sent now: those waiting, and those whose sender must have died."""
    now = timezone.now()
    left = Q(state=Sending.GOING, claimed_at__lt=now - LEASE)
    due = EnquiryMail.objects.filter(Q(state=Sending.WAITING, not_before__lte=now) | left)
    return list(
        due.select_related("enquiry__community", "enquiry__product__producer").order_by("not_before", "pk")[:most]
    )


LEASE = timedelta(minutes=10)


def own_producers(scope: Scope) -> list[tuple[int, str]]:
    """Id and name of the producers whose own account this is. One query, none for everybody else."""
    own = scope.subjects(Ability.ENTER, Producer.SUBJECT)
    return list(Producer.objects.filter(pk__in=own).values_list("pk", "name_th")) if own else []


def square(payee: EnquiryPayee) -> SafeString:
    """What a banking app reads, as markup; without an amount, which the guest types."""
    return _drawn(promptpay.payload(vault.open_sealed(NUMBER, payee.key, payee.number_sealed)))


@lru_cache(maxsize=256)
def _drawn(payload: str) -> SafeString:
    """Drawn once: it takes five times what the rest of its page does."""
    drawn = segno.make(payload, error="m", micro=False)
    return mark_safe(drawn.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=QUIET))  # noqa: S308


# --- words ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """An enquiry as the list shows it."""

    row: Enquiry
    what: str
    how_many: str
    asked: str
    reply: str
    icon: str
    is_late: bool


def lines(rows: Iterable[Enquiry]) -> list[Line]:
    before = timezone.now() - timedelta(days=rules.LATE_DAYS)
    return [
        Line(
            row,
            what=named(row.target),
            how_many=said_of(row),
            asked=era.format_date(timezone.localdate(row.asked_at), language()),
            reply=reply_name(row),
            icon="basket" if row.about is About.PRODUCT else "village",
            is_late=not row.is_answered and row.asked_at < before,
        )
        for row in rows
    ]


def named(target: Community | Product | Producer) -> str:
    """The name of what is asked about, in the language of the moment where it has one."""
    return (language() == "en" and target.name_en) or target.name_th


def answerer(row: Enquiry) -> str:
    """The name of who answers: the community, or the maker of the product where one is known."""
    target = row.target
    return named((target.producer or target) if isinstance(target, Product) else target)


def reply_name(row: Enquiry) -> str:
    """The answer as the buttons say it; empty while it waits."""
    return str(dict(REPLY_NAMES[row.about]).get(row.reply, ""))


def said_of(row: Enquiry) -> str:
    """When, how many and how many nights, in one line."""
    parts = [
        era.kept_together(era.format_date(row.first_day, language())) if row.first_day else "",
        counted(row),
        ngettext("%(n)s night", "%(n)s nights", row.nights) % {"n": row.nights} if row.nights else "",
    ]
    return " · ".join(part for part in parts if part)


def counted(row: Enquiry) -> str:
    """How many people, or pieces."""
    if row.about is About.PRODUCT:
        return ngettext("%(n)s piece", "%(n)s pieces", row.number) % {"n": f"{row.number:,}"}
    return ngettext("%(n)s person", "%(n)s people", row.number) % {"n": f"{row.number:,}"}


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach the guest: a number to read and to dial, her LINE id, her e-mail address."""

    phone: str
    dial: str
    line_id: str
    line: str
    email: str


def reach(row: Enquiry) -> Reach:
    found = next(iter(split_phones(row.phone)), None)
    line = f"https://line.me/ti/p/~{row.line_id}" if row.line_id else ""
    return Reach(found.display if found else row.phone, found.dial if found else "", row.line_id, line, row.email)


def price_offered(row: Enquiry) -> int | None:
    """What the sale would come to by the price of the product's page, in satang; None where none is told."""
    return row.product.price_from * row.number if row.product and row.product.price_from else None


def amount_said(row: Enquiry) -> str:
    return format_baht(row.sold, lang=language(), unit=True) if row.sold else ""


def answer_said(row: Enquiry) -> str:
    """The answer as the guest reads it, in the language of the moment."""
    said = {
        (About.COMMUNITY, Reply.YES): _("Yes, we can receive you as you asked."),
        (About.COMMUNITY, Reply.LATER): _("Not on that day. May it be another one?"),
        (About.COMMUNITY, Reply.NO): _("We are sorry: we cannot receive you this time."),
        (About.PRODUCT, Reply.YES): _("Yes, we have what you asked for."),
        (About.PRODUCT, Reply.LATER): _("It has to be made first. May it take a while?"),
        (About.PRODUCT, Reply.NO): _("We are sorry: it is not to be had just now."),
        (About.PRODUCT, Reply.SOLD): _("Sold to you. Thank you very much."),
    }
    return said.get((row.about, Reply(row.reply)), _("We have called you back."))


def link_of(row: Enquiry) -> str:
    """The guest's secret page, in her language."""
    with translation.override(row.lang):
        return reverse("enquiries:sent", args=[row.key])


def asked_lately(about: str) -> dict[int, int]:
    """How many enquiries of guests were about each community, producer or product lately. One query.

    For the order of equal names: no more of them is kept there than the order of magnitude.
    """
    found = Enquiry.objects.filter(asked_at__gte=timezone.now() - ASKED, **{f"{about}__isnull": False})
    return dict(found.order_by().values_list(about).annotate(Count("pk")))
