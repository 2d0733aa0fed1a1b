"""Loading a certificate, or the row it is about, or refusing."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from withi.ground.people.access import load
from withi.ground.people.rules import Ability, Scope
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.access import kind_of
from withi.registers.publication.models import Publication
from withi.work.certificates.models import Certificate
from withi.work.certificates.rules import Kind, Mark, Source, Wording
from withi.work.marks import access as marks
from withi.work.marks.rules import holds

SUBJECTS = (Producer.SUBJECT, Product.SUBJECT)
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def row_of(subject: str, pk: int, scope: Scope, ability: Ability) -> Publication:
    """A producer or product if the person may do this with it: 404 outside his area, 403 without the ability."""
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
    """An application or a mark, as its own room tells of it: whom a certificate is for, and what is fixed on it.

    `is_firm` once it is approved and while it is in force; `may_issue` for the office that issues it; `url` its page.
    """

    row: Publication
    url: str
    wording: Wording
    is_firm: bool
    may_issue: bool


MARK = "mark"
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


SOURCES[MARK] = basis_of_mark
