"""Certificates of the demonstration: most hold, one has passed its day, one was taken back, one was issued anew."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.work.certificates import actions as certificates
from withi.work.certificates.models import Certificate
from withi.work.certificates.queries import title_of
from withi.work.certificates.rules import Kind, Mark, Wording

EACH = 3
"""So many producers of each community have one."""
YEARS = 3
MARKS = (Mark.GOLD, Mark.SILVER, Mark.RED, Mark.BLUE)


def issue(communities: Mapping[str, Community], desk: Callable[[str], Any], today: date) -> None:
    """By who approves in the place; the days are set back, for no verb issues in the past."""
    until = today + timedelta(days=365 * YEARS)
    first: list[tuple[Any, Certificate]] = []
    for turn, (code, community) in enumerate(communities.items()):
        by = desk(code).approves
        makers = community.producers.filter(state=State.PUBLISHED, status="active").order_by("pk")[:EACH]
        first += [(by, _certify(by, maker, until)) for maker in makers]
        goods = Product.objects.public().filter(producer__community=community).order_by("pk").first()
        if goods is not None:
            _certify(by, goods, until, MARKS[turn % len(MARKS)])
    _set_back(first, today)


def _certify(by: Any, row: Producer | Product, until: date, mark: Mark = Mark.NONE) -> Certificate:
    wording = Wording(
        signer=by.user.display_name,
        signer_title=title_of(by.user, row) or "ผู้ลงนาม (ตัวอย่าง)",
        kind=Kind.MARK if mark else Kind.REGISTRATION,
        mark=mark,
        occasion_th="" if mark else "รอบปี 2557-2558",
        occasion_en="" if mark else "in the round of 2014-2015",
        valid_until=until,
    )
    return certificates.issue(actor=by.user, scope=by.scope, row=row, wording=wording)


def _set_back(issued: list[tuple[Any, Certificate]], today: date) -> None:
    """One passed its last day, one is taken back, one is issued anew; of the others each began on another day."""
    for days, (_by, row) in enumerate(issued):
        Certificate.objects.filter(pk=row.pk).update(issued_on=today - timedelta(days=20 + 3 * days))
    if len(issued) < EACH:
        return
    (_by, past), (first, gone), (second, old) = issued[:EACH]
    began = today - timedelta(days=365 * YEARS + 40)
    Certificate.objects.filter(pk=past.pk).update(issued_on=began, valid_until=today - timedelta(days=40))
    certificates.withdraw(actor=first.user, scope=first.scope, certificate=gone, reason="ออกผิดราย (ตัวอย่าง)")
    told = Wording(old.signer, old.signer_title, occasion_th=old.occasion_th, occasion_en=old.occasion_en)
    certificates.reissue(
        actor=second.user, scope=second.scope, certificate=old, wording=told, reason="ฉบับเดิมชำรุด (ตัวอย่าง)"
    )
