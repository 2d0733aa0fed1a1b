"""Loading a certificate, or the row it is about, or refusing."""

import re

from django.http import Http404

from withi.ground.people.access import load
from withi.ground.people.rules import Ability, Scope
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.access import kind_of
from withi.registers.publication.models import Publication
from withi.work.certificates.models import Certificate

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
