"""Who hears that applications moved on, came back or wait; `actions` uses it, inside its transactions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy, ngettext

from withi.ground.notices import actions as notices
from withi.ground.notices.actions import Draft
from withi.ground.notices.models import NoticeKind, register_kind
from withi.ground.notices.rules import ROWS_AT_MOST
from withi.ground.people.models import User
from withi.ground.people.queries import in_charge, looking_after
from withi.ground.people.rules import PROVINCE_DIGITS, Ability
from withi.registers.producers.models import Producer
from withi.work.rounds.models import RoundApplication
from withi.work.rounds.rules import DISTRICT_DIGITS, Step

TOLD, RETURNED, WAITING = "application", "application_back", "application_waits"
SAID = {
    Step.CHECK: gettext_lazy("The district checked the application; its committee considers it next."),
    Step.PASS: gettext_lazy("The committee passed the application; the province decides next."),
    Step.REFUSE: gettext_lazy("The committee did not pass the application. The reason stands with it."),
    Step.APPROVE: gettext_lazy("The province approved the application: the producer is registered in this round."),
    Step.WITHDRAW: gettext_lazy("The application was taken back."),
}


def tell_step(actor: User, step: Step, rows: Sequence[RoundApplication]) -> None:
    """The producer's own accounts and who entered it hear of a decision; officers hear, as a number, what waits."""
    if step in SAID:
        notices.notify(kind=TOLD, drafts=_to_applicants(actor, rows, step))
    elif step is Step.RETURN:
        notices.notify(kind=RETURNED, drafts=_to_applicants(actor, rows, step))
    if step in (Step.SUBMIT, Step.CHECK, Step.PASS):
        _tell_waiting(actor, step, rows)


def _to_applicants(actor: User, rows: Sequence[RoundApplication], step: Step) -> Iterable[Draft]:
    """One notice a person for the whole act, with the producers it is about."""
    owners = looking_after(Producer.SUBJECT, [row.producer_id for row in rows], timezone.localdate())
    mine: dict[int, list[RoundApplication]] = defaultdict(list)
    for row in rows:
        for person in {*owners.get(row.producer_id, ()), row.entered_by_id}:
            if person and person != actor.pk:
                mine[person].append(row)
    for person, found in mine.items():
        about = [(Producer.SUBJECT, row.producer_id) for row in found][:ROWS_AT_MOST]
        yield Draft(person, len(found), about, link=_link(found), values={"step": step.value})


def _link(rows: Sequence[RoundApplication]) -> str:
    with translation.override("th"):
        return reverse("rounds:detail", args=[rows[0].pk]) if len(rows) == 1 else reverse("rounds:list") + "?view=all"


def _tell_waiting(actor: User, step: Step, rows: Sequence[RoundApplication]) -> None:
    """A number that grows, for those whose turn it is now: the district's officers, its chief, the province."""
    ability = Ability.ENTER if step is Step.SUBMIT else Ability.APPROVE
    digits = PROVINCE_DIGITS if step is Step.PASS else DISTRICT_DIGITS
    areas = [row.area_code[:digits] for row in rows]
    people = in_charge(areas, ability, timezone.localdate(), but=actor.pk)
    counts = Counter(person for area in areas for person in people[area])
    with translation.override("th"):
        link = reverse("rounds:list")
    drafts = [Draft(person, count, link=link) for person, count in counts.items()]
    notices.notify(kind=WAITING, drafts=drafts, digest=WAITING)


# --- words ---------------------------------------------------------------------------------------


def _say_told(count: int, values: dict[str, Any]) -> str:
    said = str(SAID[Step(values["step"])])
    more = ngettext("%(count)s application", "%(count)s applications", count) % {"count": f"{count:,}"}
    return said if count == 1 else f"{said} ({more})"


def _say_returned(count: int, _values: dict[str, Any]) -> str:
    return ngettext(
        "%(count)s application came back. What is not met and what to do stands with it.",
        "%(count)s applications came back. What is not met and what to do stands with each.",
        count,
    ) % {"count": f"{count:,}"}


def _say_waiting(count: int, _values: dict[str, Any]) -> str:
    return ngettext(
        "%(count)s application waits for your step.", "%(count)s applications wait for your step.", count
    ) % {"count": f"{count:,}"}


register_kind(NoticeKind(TOLD, "tick", gettext_lazy("Registration"), _say_told))
register_kind(NoticeKind(RETURNED, "back", gettext_lazy("Application returned"), _say_returned))
register_kind(NoticeKind(WAITING, "clock", gettext_lazy("Applications waiting"), _say_waiting))
