"""Who hears that something was asked: the place's own people, else the officers nearest to it; and who is reminded."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy, ngettext

from withi.ground.notices import actions as notices
from withi.ground.notices.actions import Draft
from withi.ground.notices.models import NoticeKind, register_kind
from withi.ground.notices.queries import told_since
from withi.ground.notices.rules import ROWS_AT_MOST
from withi.ground.people.queries import in_charge, looking_after
from withi.ground.people.rules import Ability
from withi.registers.producers.models import Producer
from withi.registers.villages.models import Community
from withi.work.enquiries import queries, rules
from withi.work.enquiries.models import Enquiry

ASKED, LATE = "enquiry", "enquiry_late"
EVERY = timedelta(days=1)
"""Officers are reminded once a day at most."""
Row = tuple[str, int]


def of_place(row: Enquiry) -> Row:
    """The register row whose people answer."""
    return (Producer.SUBJECT, row.producer_id) if row.producer_id else (Community.SUBJECT, row.community_id or 0)


def hosts(place: Row, today: date) -> list[int]:
    """The accounts of the place's own people. One query."""
    kind, pk = place
    return looking_after(kind, [pk], today).get(pk, [])


def tell_asked(row: Enquiry, people: list[int], today: date) -> None:
    """Inside `ask`: the place's people hear; where none has an account, the officers nearest to it."""
    told = people or in_charge([row.area_code], Ability.ENTER, today).get(row.area_code[:6], [])
    drafts = [Draft(person, rows=[of_place(row)], link=_link()) for person in told]
    notices.notify(kind=ASKED, drafts=drafts, digest=ASKED)


def remind(today: date | None = None) -> int:
    """Tell officers of what nobody has answered for days; how many were told. Running it again tells nobody twice."""
    waiting = list(queries.late())
    officers = in_charge({row.area_code for row in waiting}, Ability.ENTER, today or timezone.localdate())
    mine: dict[int, list[Row]] = defaultdict(list)
    for row in waiting:
        for person in officers.get(row.area_code[:6], ()):
            mine[person].append(of_place(row))
    with transaction.atomic():
        lately = told_since(LATE, mine, timezone.now() - EVERY)
        drafts = [
            Draft(person, len(rows), rows[:ROWS_AT_MOST], _link())
            for person, rows in mine.items()
            if person not in lately
        ]
        notices.notify(kind=LATE, drafts=drafts, digest=LATE, grows=False)
    return len(drafts)


def _link() -> str:
    with translation.override("th"):
        return reverse("enquiries:index")


def _say_asked(count: int, _values: dict[str, Any]) -> str:
    return ngettext(
        "A guest asks something and waits for an answer.",
        "%(count)s enquiries of guests wait for an answer.",
        count,
    ) % {"count": f"{count:,}"}


def _say_late(count: int, _values: dict[str, Any]) -> str:
    return ngettext(
        "%(count)s enquiry of a guest has had no answer for %(days)s days.",
        "%(count)s enquiries of guests have had no answer for %(days)s days.",
        count,
    ) % {"count": f"{count:,}", "days": rules.LATE_DAYS}


register_kind(NoticeKind(ASKED, "chat", gettext_lazy("Enquiries of guests"), _say_asked))
register_kind(NoticeKind(LATE, "clock", gettext_lazy("Enquiries without an answer"), _say_late))
