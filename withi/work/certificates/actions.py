"""Issuing certificates, taking them back, issuing a new one instead."""

import secrets
from dataclasses import replace

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import record
from withi.ground.web import versions
from withi.kit.paper import press
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication import actions as publication
from withi.registers.publication.models import KINDS, Publication, teach_verbs
from withi.registers.villages.models import Community
from withi.work.certificates import access, rules
from withi.work.certificates.models import Certificate, CertificateSeries
from withi.work.certificates.rules import Source, Standing, Wording

VERSION = "certificate"
VERSIONS = (VERSION, KINDS[Product.SUBJECT].version_kind)
"""The kinds of public data that a certificate's page depends on: its own, and that of marks, which are a product's."""
TOKEN_BYTES = 16
NEXT = """
insert into certificates_series (office, year, last) values (%s, %s, 1)
on conflict (office, year) do update set last = certificates_series.last + 1
returning last
"""
VERBS = {
    "certificates.issue": _("issued a certificate"),
    "certificates.withdraw": _("withdrew a certificate"),
    "certificates.reissue": _("issued a certificate instead of an old one"),
}


def issue(
    *, actor: User, scope: Scope, row: Publication, wording: Wording, source: Source | None = None
) -> Certificate:
    """A certificate for a published producer or product, under the next number of the person's office.

    Problem certificate.twice where one of the same kind (and mark, and source) still holds, certificate.not_public
    for a row that guests do not see, paper.sign for a name that cannot be printed.
    """
    office = rules.office_of(scope, row.area_code)
    _check(row, wording)
    with transaction.atomic():
        held = publication.lock(row)
        _refuse_twice(held, wording, source)
        made = _make(actor, held, wording, office, source=source)
        _record(actor, "certificates.issue", made)
        versions.bump(VERSION, [made.area_code])
    return made


def issue_on(*, actor: User, scope: Scope, source: Source, wording: Wording) -> Certificate:
    """The certificate of an approved application, a mark in force or a training; `wording` says who signs, and on what
    occasion.

    Kind, mark, number, last day and what a training was are those of what it rests on. 404 outside the person's area,
    403 where another office issues it, Problem certificate.not_firm (409) for what is not approved, else as `issue`.
    """
    with transaction.atomic():
        basis = access.basis_of(source, scope)
        access.refuse_issuing(basis)
        if not basis.is_firm:
            raise Problem("certificate.not_firm", status=409)
        of_training = basis.wording.kind is rules.Kind.TRAINING
        told = replace(
            basis.wording,
            signer=wording.signer,
            signer_title=wording.signer_title,
            occasion_th=basis.wording.occasion_th if of_training else wording.occasion_th,
            occasion_en=basis.wording.occasion_en if of_training else wording.occasion_en,
            valid_until=basis.wording.valid_until or wording.valid_until,
        )
        return issue(actor=actor, scope=scope, row=basis.row, wording=told, source=source)


def withdraw(*, actor: User, scope: Scope, certificate: Certificate, reason: str) -> None:
    """It holds no more, from today: its public page says so at once. Problem certificate.over where it was already."""
    _refuse(scope, certificate)
    given = rules.reason_of(reason)
    with transaction.atomic():
        _end(certificate, Standing.WITHDRAWN, given)
        _record(actor, "certificates.withdraw", certificate, given)
        versions.bump(VERSION, [certificate.area_code])
    certificate.refresh_from_db()


def reissue(*, actor: User, scope: Scope, certificate: Certificate, wording: Wording, reason: str) -> Certificate:
    """A new certificate with today's facts under a new number; the old one holds no more and names its successor.

    Kind, mark and source are those of the old one; of a mark the number and the last day too.
    """
    _refuse(scope, certificate)
    given = rules.reason_of(reason)
    row = KINDS[certificate.subject].rows.get(pk=certificate.subject_id)
    told = replace(
        wording,
        kind=rules.Kind(certificate.kind),
        mark=rules.Mark(certificate.mark),
        number=certificate.mark_number,
        valid_until=certificate.valid_until if certificate.mark_number else wording.valid_until,
        **_training_of(certificate),
    )
    office = rules.office_of(scope, row.area_code)
    _check(row, told)
    source = Source(certificate.source_kind, certificate.source_id) if certificate.source_id is not None else None
    with transaction.atomic():
        held = publication.lock(row)
        _end(certificate, Standing.REPLACED, given)
        made = _make(actor, held, told, office, source=source, replaces=certificate)
        _record(actor, "certificates.reissue", made, given)
        versions.bump(VERSION, [made.area_code, certificate.area_code])
    certificate.refresh_from_db()
    return made


def forget_demo() -> None:
    """Take out those of the demonstration; offices that then have none count from the beginning again."""
    Certificate.objects.filter(is_demo=True).delete()
    used = Certificate.objects.filter(office=OuterRef("office"), year=OuterRef("year"))
    CertificateSeries.objects.exclude(Exists(used)).delete()


# --- parts ---------------------------------------------------------------------------------------


def _training_of(certificate: Certificate) -> dict[str, str]:
    """What a training was stays as it stood on the old paper."""
    is_training = certificate.kind == rules.Kind.TRAINING
    return {name: getattr(certificate, name) for name in ("occasion_th", "occasion_en") if is_training}


def _refuse(scope: Scope, certificate: Certificate) -> None:
    access.row_of(certificate.subject, certificate.subject_id, scope, Ability.APPROVE)


def _check(row: Publication, wording: Wording) -> None:
    """Refused are rows that guests do not see, and what could not be printed."""
    rules.check(wording, timezone.localdate())
    kind = KINDS[row.SUBJECT]
    if row.SUBJECT not in access.SUBJECTS or not kind.public(row):
        raise Problem("certificate.not_public", status=409)
    for text in (*kind.search_names(row), wording.signer, wording.signer_title):
        press.said(text)
    for name in ("occasion_th", "occasion_en"):
        try:
            press.said(getattr(wording, name))
        except Problem as found:
            raise found.at(name) from found


def _refuse_twice(row: Publication, wording: Wording, source: Source | None) -> None:
    """The row is locked, so two officers at once do not both find none."""
    same = Certificate.objects.about(row.SUBJECT, row.pk).holding(timezone.localdate())
    same = same.filter(kind=wording.kind, mark=wording.mark, source_kind=source.kind if source else "")
    same = same.filter(source_id=source.pk) if source else same
    if (found := same.first()) is not None:
        raise Problem("certificate.twice", status=409, number=found.number)


def _make(
    actor: User,
    row: Publication,
    wording: Wording,
    office: str,
    *,
    source: Source | None,
    replaces: Certificate | None = None,
) -> Certificate:
    today = timezone.localdate()
    year = rules.year_of(today)
    return Certificate.objects.create(
        **_facts(row),
        token=secrets.token_urlsafe(TOKEN_BYTES),
        kind=wording.kind.value,
        mark=wording.mark.value,
        subject=row.SUBJECT,
        subject_id=row.pk,
        source_kind=source.kind if source else "",
        source_id=source.pk if source else None,
        area_code=row.area_code,
        office=office,
        year=year,
        place=None if wording.number else _next(office, year),
        mark_number=wording.number,
        occasion_th=wording.occasion_th.strip(),
        occasion_en=wording.occasion_en.strip(),
        signer=wording.signer.strip(),
        signer_title=wording.signer_title.strip(),
        issued_on=today,
        valid_until=wording.valid_until,
        replaces=replaces,
        issued_by=actor,
        is_demo=row.is_demo or actor.is_demo,
    )


def _facts(row: Publication) -> dict[str, str]:
    """What a certificate says of its row, as it is today."""
    if isinstance(row, Product):
        maker = row.producer
        return {
            "name_th": row.name_th,
            "name_en": row.name_en,
            "maker_th": maker.name_th if maker else "",
            "maker_en": maker.name_en if maker else "",
            "maker_kind": maker.kind if maker else "",
            "register_number": row.official_number,
        }
    if isinstance(row, Community):
        return {"name_th": row.name_th, "name_en": row.name_en}
    assert isinstance(row, Producer)
    return {
        "name_th": row.name_th,
        "name_en": row.name_en,
        "maker_kind": row.kind,
        "register_number": row.official_number or row.number,
    }


def _next(office: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [office, year])
        return int(cursor.fetchone()[0])


def _end(certificate: Certificate, standing: Standing, reason: str) -> None:
    ended = Certificate.objects.filter(pk=certificate.pk, standing=Standing.VALID).update(
        standing=standing.value, ended_on=timezone.localdate(), reason=reason[:500]
    )
    if not ended:
        raise Problem("certificate.over", status=409)


def _record(actor: User, verb: str, certificate: Certificate, reason: str = "") -> None:
    """The entry stands under the row, whose history shows it."""
    record(
        actor=actor,
        verb=verb,
        subject=certificate.subject,
        subject_id=certificate.subject_id,
        area_code=certificate.area_code,
        note=" · ".join(filter(None, (certificate.number, reason))),
    )


for subject in access.SUBJECTS:
    teach_verbs(subject, VERBS)
