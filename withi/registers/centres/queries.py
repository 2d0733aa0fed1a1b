"""Lists of centres with how far their plans are, and one centre's record in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from withi.ground.people.rules import Scope
from withi.ground.trail import queries as trail
from withi.ground.web.answers import language
from withi.kit import era, hours, thai
from withi.kit.codes import asked_range
from withi.registers.centres import rules
from withi.registers.centres.models import Centre, CentreQuerySet, CentreStep
from withi.registers.centres.rules import SERVES, Condition, Progress
from withi.registers.publication.queries import paths_of

LATE = "late"
SHAPES = {
    Condition.OPEN: "open",
    Condition.WEAK: "appoint",
    Condition.CLOSED: "pause",
    Condition.ENDED: "ceased",
}
"""The shape beside the word, as of the receiving state of communities."""
VERBS = {
    "centres.add": gettext_lazy("entered"),
    "centres.change": gettext_lazy("changed the facts"),
    "centres.said_open": gettext_lazy("told that it is open"),
    "centres.said_weak": gettext_lazy("told that it is open now and then"),
    "centres.said_closed": gettext_lazy("told that it is closed"),
    "centres.said_ended": gettext_lazy("told that it was given up"),
    "centres.hours": gettext_lazy("told when it is open"),
    "centres.confirm": gettext_lazy("confirmed what the staff told"),
    "centres.step_add": gettext_lazy("added a step"),
    "centres.step_change": gettext_lazy("changed a step"),
    "centres.step_done": gettext_lazy("did a step"),
    "centres.step_open": gettext_lazy("opened a step again"),
    "centres.step_remove": gettext_lazy("took out a step"),
}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; empty values narrow nothing. `plan` LATE: a step is overdue."""

    text: str = ""
    area: str = ""
    kind: str = ""
    condition: str = ""
    plan: str = ""


def listed(scope: Scope, filters: Filters, today: date) -> CentreQuerySet:
    """Centres this person may see, narrowed, in Thai order."""
    rows = Centre.objects.in_scope(scope)
    if filters.area:
        low, high = asked_range(filters.area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    for name in ("kind", "condition"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.plan:
        late = CentreStep.objects.filter(centre=models.OuterRef("pk"), done_on=None, due_on__lt=today)
        rows = rows.filter(models.Exists(late)) if filters.plan == LATE else rows.none()
    if text := thai.clean(filters.text):
        rows = rows.filter(models.Q(name_th__icontains=text) | models.Q(name_en__icontains=text))
    return rows.order_by("sort_key", "pk")


@dataclass(frozen=True)
class Line:
    """A centre as a list shows it, every text finished; `plan` and `late` are empty where there is nothing to say."""

    row: Centre
    path: str
    shape: str
    seen: str
    plan: str
    late: str


def lines(rows: Iterable[Centre], today: date) -> list[Line]:
    """Rows of one page. Two queries."""
    shown = list(rows)
    paths = paths_of(row.area_code for row in shown)
    steps: dict[int, list[rules.Step]] = {row.pk: [] for row in shown}
    for step in CentreStep.objects.filter(centre__in=list(steps)):
        steps[step.centre_id].append(step.step())
    return [line(row, paths.get(row.area_code, ""), rules.progress(steps[row.pk], today)) for row in shown]


def line(row: Centre, path: str, plan: Progress) -> Line:
    return Line(row, path, SHAPES[Condition(row.condition)], dated(row.condition_on), planned(plan), late(plan))


def planned(plan: Progress) -> str:
    """How far the plan is: "2 of 5 steps, next by 31 Jan"; empty where there is none."""
    if not plan.total:
        return ""
    told = _("%(done)s of %(total)s steps done") % {"done": plan.done, "total": plan.total}
    if plan.next_due is None:
        return told
    coming = _("next by %(day)s") % {"day": dated(plan.next_due)}
    return f"{told} · {coming}"


def late(plan: Progress) -> str:
    return ngettext("%d step overdue", "%d steps overdue", plan.late) % plan.late if plan.late else ""


def dated(day: date | None) -> str:
    return era.format_date(day, lang=language()) if day else ""


def summary(scope: Scope, today: date) -> str:
    """How the centres of one's whole area stand, in a sentence; empty where there are none. Three queries."""
    rows = Centre.objects.in_scope(scope)
    total, serving = rows.aggregate(
        all=models.Count("pk"), serving=models.Count("pk", filter=models.Q(condition__in=SERVES))
    ).values()
    if not total:
        return ""
    overdue = CentreStep.objects.filter(centre__in=rows.values("pk"), done_on=None, due_on__lt=today)
    behind = overdue.values("centre").distinct().count()
    told = _("%(serving)s of %(total)s centres are open") % {"serving": serving, "total": total}
    waiting = rows.filter(to_confirm=True).count()
    more = [ngettext("%d plan is overdue", "%d plans are overdue", behind) % behind] if behind else []
    if waiting:
        more.append(ngettext("%d waits to be confirmed", "%d wait to be confirmed", waiting) % waiting)
    return " · ".join([told, *more])


# --- one centre ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepLine:
    """A step of the plan in words."""

    row: CentreStep
    due: str
    done: str
    is_late: bool


def steps_of(row: Centre, today: date) -> tuple[list[StepLine], Progress]:
    """The plan in the order of its days, and how far it is. One query."""
    steps = list(row.steps.order_by("due_on", "pk"))
    told = [
        StepLine(step, dated(step.due_on), dated(step.done_on), step.done_on is None and step.due_on < today)
        for step in steps
    ]
    return told, rules.progress((step.step() for step in steps), today)


def opening(row: Centre) -> str:
    """When it is open, with the days to come that differ; empty where nobody told."""
    told = hours.parsed(row.hours).since(timezone.localdate())
    return " · ".join(filter(None, (hours.told(told, language()), hours.told_days(told, language()))))


def history(row: Centre) -> list[trail.Told]:
    """What was done with one centre, newest first. Two queries."""
    return trail.history(row.SUBJECT, row.pk, VERBS)
