"""Partners and what they gave, all invented and marked as demonstration. actions alone uses it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import models

from withi.ground.people import actions as accounts
from withi.ground.people.models import User
from withi.ground.people.rules import Position
from withi.registers.partners import actions as partners
from withi.registers.partners.actions import PartnerRow
from withi.registers.partners.models import Partner
from withi.registers.villages.models import Community
from withi.work.support import access
from withi.work.support import actions as support
from withi.work.support.actions import GivenRow
from withi.work.support.rules import Subject

SATANG, HOUR = 100, 60
ROLE_LENGTH = 80


def write_down(
    people: Mapping[str, Any], communities: Mapping[str, Community], told: Iterable[Mapping[str, Any]], today: date
) -> None:
    """Each partner by who enters there, then what it gave to whom."""
    for given in told:
        facts = dict(given)
        by, gave, keeper = people[facts.pop("enters")], facts.pop("gave"), facts.pop("kept_by", "")
        for name in ("since", "until"):
            if name in facts:
                facts[name] = today + timedelta(days=facts[name])
        row = partners.add(actor=by.user, scope=by.scope, facts=PartnerRow(**facts), is_other=True, is_demo=True)
        if keeper:
            term = {"username": keeper, "role_title": row.name_th[:ROLE_LENGTH], "valid_from": today}
            accounts.appoint_keeper(actor=by.user, scope=by.scope, row=row, position=Position.PARTNER, **term)
        for line in gave:
            to = access.supported(Subject.COMMUNITY.value, communities[line[0]].pk, by.scope)
            support.give(actor=by.user, scope=by.scope, to=to, facts=_given(row, line, today), is_demo=True)


def _given(partner: Partner, line: Sequence[Any], today: date) -> GivenRow:
    code, kind, days, baht, hours, title = line
    return GivenRow(
        kind=kind,
        on=today - timedelta(days=days),
        title_th=title,
        once=uuid5(NAMESPACE_URL, f"{partner.name_th} {code} {days}"),
        partner=partner,
        amount=baht * SATANG if baht >= 0 else None,
        minutes=hours * HOUR if hours >= 0 else None,
    )


def clear(users: "models.QuerySet[User]") -> None:
    """Take out the partners; what they gave is out of the ledger already."""
    Partner.objects.filter(models.Q(is_demo=True) | models.Q(entered_by__in=users)).delete()
