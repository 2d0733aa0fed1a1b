"""Loading a certificate, or the row it is about, or refusing."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.people.access import load
from withi.ground.people.rules import Ability, Scope
from withi.kit.era import format_date
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.access import kind_of
from withi.registers.publication.models import Publication
from withi.registers.villages.models import Community
from withi.work.certificates.models import Certificate
from withi.work.certificates.rules import Kind, Mark, Source, Wording
from withi.work.marks import access as marks
from withi.work.marks.rules import holds
from withi.work.support.models import SupportEntry
from withi.work.support.rules import Kind as Supported

SUBJECTS = (Producer.SUBJECT, Product.SUBJECT, Community.SUBJECT)
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def row_of(subject: str, pk: int, scope: Scope, ability: Ability) -> Publication:
    """A row that has certificates if the person may do this with it: 404 outside his area, 403 without the ability."""
    if subject not in SUBJECTS:
        raise Http404
    row: Publication = load(kind_of(subject).rows, pk, scope, ability)
    return row


def certificate_of(pk: int, scope: Scope, ability: Ability) -> Certificate:
    """The certificate if the person may do this with its row."""
    found = Certificate.objects.select_related("replaces").filter(pk=pk).first()
    if found is None:
        raise Http404
    row_of(found.subject, found.subject_id, scope, ability)
    return found


def public_of(token: str) -> Certificate | None:
    """The certificate that a QR leads to, whoever asks; None for an address that no paper bears."""
    if not TOKEN.fullmatch(token):
        return None
    return Certificate.objects.filter(token=token).first()


def may_issue(scope: Scope, row: Publication) -> bool:
    """Whether this person approves in the row's area, as an officer."""
    return any(row.area_code.startswith(area) for area in scope.areas(Ability.APPROVE))


# --- what a certificate rests on -----------------------------------------------------------------


@dataclass(frozen=True)
class Basis:
    """What a certificate rests on, as its own room tells of it: whom it is for, and what is fixed on it.

    `is_firm` once it is approved and while it is in force; `may_issue` for the office that issues it; `url` its page.
    """

    row: Publication
    url: str
    wording: Wording
    is_firm: bool
    may_issue: bool


MARK = "mark"
TRAINING = "training"
TRAINED = (Producer.SUBJECT, Community.SUBJECT)
SOURCES: dict[str, Callable[[int, Scope], Basis]] = {}
"""Rooms above make their kinds known here; each finds one that the person may see, or answers 404."""


def basis_of(source: Source, scope: Scope) -> Basis:
    """What a certificate rests on, if the person may see it; 404 else."""
    if source.kind not in SOURCES:
        raise Http404
    return SOURCES[source.kind](source.pk, scope)


def refuse_issuing(basis: Basis) -> None:
    if not basis.may_issue:
        raise Problem("access.ability", status=403)


def basis_of_mark(pk: int, scope: Scope) -> Basis:
    """A mark; its paper is issued by the office that gives it, with its number, to its last day."""
    mark = marks.mark_of(pk, scope, Ability.READ)
    wording = Wording("", "", kind=Kind.MARK, mark=Mark(mark.colour), number=mark.number, valid_until=mark.valid_until)
    return Basis(
        mark.product,
        reverse("marks:detail", args=[pk]),
        wording,
        holds(mark.state, mark.valid_until, timezone.localdate()),
        marks.may_decide(scope, mark.product.area_code),
    )


def basis_of_training(pk: int, scope: Scope) -> Basis:
    """A training that the support ledger holds, of a producer or a community: what it was, when, for how long."""
    entry = SupportEntry.objects.filter(pk=pk, kind=Supported.TRAINING, subject__in=TRAINED).first()
    if entry is None:
        raise Http404
    row = row_of(entry.subject, entry.subject_id, scope, Ability.READ)
    wording = Wording(
        "", "", kind=Kind.TRAINING, occasion_th=occasion_of(entry, "th"), occasion_en=occasion_of(entry, "en")
    )
    home = reverse(kind_of(row.SUBJECT).desk_url_name, args=[row.pk])
    return Basis(row, home, wording, is_firm=entry.is_in_force, may_issue=may_issue(scope, row))


def occasion_of(entry: SupportEntry, lang: str) -> str:
    """ "อบรมย้อมสีธรรมชาติ วันที่ 20 กรกฎาคม 2561 (6 ชั่วโมง)"."""
    with translation.override(lang):
        title = entry.title_en if lang == "en" and entry.title_en else entry.title_th
        told = {"title": title, "day": format_date(entry.given_on, lang, "long")}
        said = _("“%(title)s” on %(day)s") % told
        hours = (entry.minutes or 0) // 60
        return said + (" " + ngettext("(%(n)d hour)", "(%(n)d hours)", hours) % {"n": hours} if hours else "")


SOURCES[MARK] = basis_of_mark
SOURCES[TRAINING] = basis_of_training
