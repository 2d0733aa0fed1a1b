"""Who hears of a community's receiving state, as notices: its editors, and the officers nearest to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.ground.notices import actions as notices
from withi.ground.notices.actions import Draft
from withi.ground.notices.models import NoticeKind, register_kind
from withi.ground.notices.queries import told_since
from withi.ground.notices.rules import ROWS_AT_MOST
from withi.ground.people.models import User
from withi.ground.people.queries import in_charge, looking_after
from withi.ground.people.rules import Ability
from withi.registers.villages import rules
from withi.registers.villages.models import RECEIVING_NAMES, Community
from withi.registers.villages.rules import Receiving

RECEIVING, CONFIRM = "receiving", "confirm"
EVERY = timedelta(days=7)
"""Nobody is reminded more often."""


def tell_receiving(actor: User, row: Community, now: Receiving) -> None:
    """Inside `say_receiving`: the other editors and the officers nearest to it hear of the new state."""
    people = _people([(row.pk, row.area_code)], timezone.localdate(), but=actor.pk)
    rows = [(Community.SUBJECT, row.pk)]
    drafts = [Draft(person, rows=rows, values={"state": now.value}) for person in people]
    notices.notify(kind=RECEIVING, drafts=drafts)


def remind_of_confirming(*, today: date) -> int:
    """Tell who looks after public communities that were not confirmed for too long; how many people were reminded.

    One notice a person with the number of communities, once a week at most; running it again reminds nobody twice.
    """
    late = Community.objects.published().not_confirmed_since(rules.stale_before(today))
    due = list(late.order_by("confirmed_on", "pk").values_list("pk", "area_code"))
    with transaction.atomic():
        mine = _people(due, today)
        lately = told_since(CONFIRM, mine, timezone.now() - EVERY)
        with translation.override("th"):
            link = f"{reverse('villages:list')}?stale=yes"
        drafts = [
            Draft(person, len(pks), [(Community.SUBJECT, pk) for pk in pks[:ROWS_AT_MOST]], link)
            for person, pks in mine.items()
            if person not in lately
        ]
        notices.notify(kind=CONFIRM, drafts=drafts, digest=CONFIRM, grows=False)
    return len(drafts)


def _people(due: Iterable[tuple[int, str]], today: date, *, but: int | None = None) -> Mapping[int, list[int]]:
    """The communities that each person should know of. Two queries."""
    areas = dict(due)
    editors = looking_after(Community.SUBJECT, areas, today)
    officers = in_charge(areas.values(), Ability.ENTER, today, but=but)
    mine: dict[int, list[int]] = defaultdict(list)
    for pk, area in areas.items():
        for person in dict.fromkeys([*editors.get(pk, ()), *officers[area[:6]]]):
            if person != but:
                mine[person].append(pk)
    return mine


# --- words ---------------------------------------------------------------------------------------


def _say_receiving(_count: int, values: dict[str, Any]) -> str:
    state = str(dict(RECEIVING_NAMES).get(values.get("state", ""), ""))
    return _("A tourism community changed its receiving state to “%(state)s”.") % {"state": state}


def _say_confirm(count: int, _values: dict[str, Any]) -> str:
    return ngettext(
        "%(count)s community has not confirmed for %(days)s days whether it receives guests.",
        "%(count)s communities have not confirmed for %(days)s days whether they receive guests.",
        count,
    ) % {"count": f"{count:,}", "days": rules.STALE_DAYS}


register_kind(NoticeKind(RECEIVING, "village", gettext_lazy("Receiving state changed"), _say_receiving))
register_kind(NoticeKind(CONFIRM, "clock", gettext_lazy("Receiving state to be confirmed"), _say_confirm))
