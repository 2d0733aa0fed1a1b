"""Writing down what was printed, where it is, and in what condition it is found."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.faces.printing import making
from withi.faces.printing.batches import LabelOrder, SignOrder, order_labels, order_signs
from withi.faces.printing.models import PrintRun
from withi.faces.printing.prints import Condition, Order
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.registers.publication.models import teach_verbs
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community

# What is printed in numbers is open to the forms and views here, beside the verbs.
__all__ = ["LabelOrder", "Printed", "SignOrder", "order_labels", "order_signs", "record_run", "set_condition"]

VERBS = {
    "printing.record": _("wrote down what was printed"),
    "printing.condition": _("said in what condition a print is"),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """What is told of a run: the stamp that stands on it, where it is, how many, since when."""

    stamp: str
    place: str
    count: int
    printed_on: date


def record_run(
    *, actor: User, scope: Scope, community: Community, order: Order, printed: Printed, replaces: PrintRun | None = None
) -> PrintRun:
    """Write down a run with the facts that it shows; what it replaces is read no more.

    Problem print.changed (409) where the facts are no longer those of its stamp, print.over (409) where what it
    replaces is not in use, print.not_public (409).
    """
    villages.community_of(community.pk, scope, Ability.ENTER)
    made = making.made_of(community, order)
    if made.stamp != printed.stamp:
        raise Problem("print.changed", status=409, stamp=printed.stamp)
    with transaction.atomic():
        if replaces is not None:
            _move(replaces, Condition.REPLACED)
        run = PrintRun.objects.create(
            community=community,
            what=order.what.value,
            lang=order.lang,
            size=order.size,
            choices=_choices(order),
            stamp=made.stamp,
            facts=dict(made.facts),
            place=printed.place,
            count=printed.count,
            printed_on=printed.printed_on,
            seen_on=printed.printed_on,
            replaces=replaces,
            recorded_by=actor,
            recorded_at=timezone.now(),
        )
        _record(actor, "printing.record", run)
    return run


def set_condition(*, actor: User, scope: Scope, run: PrintRun, condition: Condition) -> None:
    """Say how a run is found today. Problem print.over (409) where it is gone or replaced."""
    villages.community_of(run.community_id, scope, Ability.ENTER)
    with transaction.atomic():
        _move(run, condition)
        _record(actor, "printing.condition", run)


# --- parts ---------------------------------------------------------------------------------------


def _choices(order: Order) -> dict[str, Any]:
    told = {"arrow": order.arrow, "metres": order.metres, "picture": order.picture, "asset": order.asset}
    return {name: value for name, value in told.items() if value}


def _move(run: PrintRun, condition: Condition) -> None:
    """Only what is still read changes its condition, so two people do not replace one run twice."""
    today = timezone.localdate()
    if not PrintRun.objects.in_use().filter(pk=run.pk).update(condition=condition.value, seen_on=today):
        raise Problem("print.over", status=409)
    run.condition, run.seen_on = condition.value, today


def _record(actor: User, verb: str, run: PrintRun) -> None:
    """The entry stands under the community, whose history shows it."""
    note = " · ".join((str(run), run.place, f"{run.count:,}", str(run.get_condition_display())))
    record(
        actor=actor,
        verb=verb,
        subject=Community.SUBJECT,
        subject_id=run.community_id,
        area_code=run.community.area_code,
        note=note,
    )


teach_verbs(Community.SUBJECT, VERBS)
