"""Producers hear what came of their wish for a market place; `actions` uses it, inside its transaction."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy, ngettext

from withi.ground.notices import actions as notices
from withi.ground.notices.actions import Draft
from withi.ground.notices.models import NoticeKind, register_kind
from withi.ground.people.models import User
from withi.ground.people.queries import looking_after
from withi.registers.producers.models import Producer
from withi.work.market.models import MarketRegistrant
from withi.work.market.rules import Step

TOLD = "market"
SAID = {
    Step.ALLOCATE: gettext_lazy("The producer has a place in a Pracharat market. Where and from when stands with it."),
    Step.DECLINE: gettext_lazy("No place in a Pracharat market this time. Ask your district office for the reason."),
    Step.REOPEN: gettext_lazy("The decision on the market place was taken back; the producer waits for a place again."),
}


def tell_decision(actor: User, step: Step, rows: Sequence[MarketRegistrant]) -> None:
    """The accounts of the producers among those decided on; other registrants have no account and are called."""
    counts = Counter(row.producer_id for row in rows if row.producer_id)
    owners = looking_after(Producer.SUBJECT, list(counts), timezone.localdate()) if counts else {}
    drafts = [
        Draft(person, counts[pk], [(Producer.SUBJECT, pk)], link=_link(pk), values={"step": step.value})
        for pk, people in owners.items()
        for person in people
        if person != actor.pk
    ]
    notices.notify(kind=TOLD, drafts=drafts)


def _link(producer_id: int) -> str:
    with translation.override("th"):
        return reverse("producers:detail", args=[producer_id])


def _say(count: int, values: dict[str, Any]) -> str:
    said = str(SAID[Step(values["step"])])
    more = ngettext("%(count)s place", "%(count)s places", count) % {"count": f"{count:,}"}
    return said if count == 1 else f"{said} ({more})"


register_kind(NoticeKind(TOLD, "basket", gettext_lazy("Pracharat market"), _say))
