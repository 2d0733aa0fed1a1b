"""Who hears of a step and of rows that wait, as notices; `actions` and `edits` use it, inside their transactions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from withi.ground.notices import actions as notices
from withi.ground.notices.actions import Draft
from withi.ground.notices.models import NoticeKind, register_kind
from withi.ground.notices.rules import ROWS_AT_MOST
from withi.ground.people.models import User
from withi.ground.people.queries import in_charge
from withi.ground.people.rules import Ability
from withi.registers.publication.models import Publication
from withi.registers.publication.rules import State, Step

RETURNED, PUBLISHED, WAITING = "returned", "published", "waiting"


def tell_step(actor: User | None, step: Step, rows: Sequence[Publication]) -> None:
    """One notice a person for the whole step: to who entered the rows, or to who may approve them."""
    if step is Step.SUBMIT:
        tell_waiting(actor, [row.area_code for row in rows])
    elif step is Step.RETURN:
        notices.notify(kind=RETURNED, drafts=_to_who_entered(actor, rows))
    elif step is Step.APPROVE:
        notices.notify(kind=PUBLISHED, drafts=_to_who_entered(actor, rows), digest=PUBLISHED)


def tell_edits(actor: User | None, edits: Iterable[tuple[str, str, str]]) -> None:
    """Edited rows as (state before, state now, area): what was public and waits again is told to approvers."""
    again = (State.PUBLISHED, State.WAITING)
    tell_waiting(actor, [area for before, now, area in edits if (before, now) == again])


def tell_waiting(actor: User | None, areas: Sequence[str]) -> None:
    """Rows that wait from now on, by their areas: a number that grows, for the approvers nearest to each."""
    if not areas:
        return
    chiefs = in_charge(areas, Ability.APPROVE, timezone.localdate(), but=actor.pk if actor else None)
    counts = Counter(chief for area in areas for chief in chiefs[area[:6]])
    with translation.override("th"):
        link = reverse("publication:review")
    drafts = [Draft(chief, count, link=link) for chief, count in counts.items()]
    notices.notify(kind=WAITING, drafts=drafts, digest=WAITING)


def _to_who_entered(actor: User | None, rows: Sequence[Publication]) -> Iterable[Draft]:
    mine: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        if row.entered_by_id and not (actor and row.entered_by_id == actor.pk):
            mine[row.entered_by_id].append((row.SUBJECT, row.pk))
    for person, found in mine.items():
        yield Draft(person, len(found), found[:ROWS_AT_MOST])


# --- words ---------------------------------------------------------------------------------------


def _say_returned(count: int, _values: dict[str, Any]) -> str:
    return ngettext(
        "%(count)s row came back to be mended. The reason stands with it.",
        "%(count)s rows came back to be mended. The reason stands with each.",
        count,
    ) % {"count": f"{count:,}"}


def _say_published(count: int, _values: dict[str, Any]) -> str:
    return ngettext(
        "%(count)s row you entered is approved and public.",
        "%(count)s rows you entered are approved and public.",
        count,
    ) % {"count": f"{count:,}"}


def _say_waiting(count: int, _values: dict[str, Any]) -> str:
    return ngettext("%(count)s row was sent for approval.", "%(count)s rows were sent for approval.", count) % {
        "count": f"{count:,}"
    }


register_kind(NoticeKind(RETURNED, "back", _("Returned to be mended"), _say_returned))
register_kind(NoticeKind(PUBLISHED, "tick", _("Approved and public"), _say_published))
register_kind(NoticeKind(WAITING, "clock", _("Waiting for approval"), _say_waiting))
