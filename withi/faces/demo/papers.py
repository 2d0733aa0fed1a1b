"""Certificates of the demonstration: most hold, one has passed its day, one was taken back, one was issued anew."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from withi.registers.publication.models import Publication
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.work.certificates import actions as certificates
from withi.work.certificates.access import MARK
from withi.work.certificates.models import Certificate
from withi.work.certificates.queries import title_of
from withi.work.certificates.rules import Source, Wording, year_of
from withi.work.marks.models import Mark
from withi.work.rounds.models import RoundApplication

EACH = 3
"""So many producers of each community have one."""
YEARS = 3
ROUND = {"occasion_th": "รอบปี 2557-2558", "occasion_en": "in the round of 2014-2015"}


def issue(communities: Mapping[str, Community], desk: Callable[[str], Any], province: Any, today: date) -> None:
    """Registrations by who approves in the place, marks in force by the province; each rests on its own decision.

    The days are set back, for no verb issues in the past.
    """
    until = today + timedelta(days=365 * YEARS)
    first: list[tuple[Any, Certificate]] = []
    for code, community in communities.items():
        by = desk(code).approves
        makers = community.producers.filter(state=State.PUBLISHED, status="active").order_by("pk")[:EACH]
        approved = RoundApplication.objects.filter(producer__in=makers.values("pk"), state="approved")
        rows = approved.select_related("producer").order_by("producer_id", "pk")
        first += [
            (by, _certify(by, row.producer, Source(row.SUBJECT, row.pk), valid_until=until, **ROUND)) for row in rows
        ]
    for mark in Mark.objects.held(today).select_related("product").order_by("pk"):
        _certify(province, mark.product, Source(MARK, mark.pk))
    _set_back(first, today)


def _certify(by: Any, row: Publication, source: Source, **told: Any) -> Certificate:
    signer_title = title_of(by.user, row) or "ผู้ลงนาม (ตัวอย่าง)"
    wording = Wording(by.user.display_name, signer_title, **told)
    return certificates.issue_on(actor=by.user, scope=by.scope, source=source, wording=wording)


def _set_back(issued: list[tuple[Any, Certificate]], today: date) -> None:
    """One passed its last day, one is taken back, one is issued anew; of the others each began on another day."""
    for days, (_by, row) in enumerate(issued):
        Certificate.objects.filter(pk=row.pk).update(issued_on=today - timedelta(days=20 + 3 * days))
    if len(issued) < EACH:
        return
    (_by, past), (first, gone), (second, old) = issued[:EACH]
    began = today - timedelta(days=365 * YEARS + 40)
    ended = today - timedelta(days=40)
    Certificate.objects.filter(pk=past.pk).update(issued_on=began, valid_until=ended, year=year_of(began))
    certificates.withdraw(actor=first.user, scope=first.scope, certificate=gone, reason="ออกผิดราย (ตัวอย่าง)")
    told = Wording(old.signer, old.signer_title, occasion_th=old.occasion_th, occasion_en=old.occasion_en)
    certificates.reissue(
        actor=second.user, scope=second.scope, certificate=old, wording=told, reason="ฉบับเดิมชำรุด (ตัวอย่าง)"
    )
