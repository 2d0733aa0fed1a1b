"""Every write on centres: their facts, how they stand, and the steps of their plans."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from withi.ground.people.access import is_officer_of, refuse_keeper
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import record
from withi.ground.web import versions
from withi.kit.problem import Problem, Rule, register
from withi.kit.thai import sort_key
from withi.registers.centres import access, rules
from withi.registers.centres.models import Centre, CentreStep
from withi.registers.publication import actions as publication

register(
    Rule(
        "centre.twice",
        th="มีศูนย์ประเภทนี้ชื่อนี้ในพื้นที่นี้แล้ว กรุณาเปิดจากรายการศูนย์",
        en="There is such a centre of this name here already. Please open it from the list.",
    )
)


@dataclass(frozen=True, slots=True)
class CentreRow:
    """The facts of one centre, plain values; `hours` is one line of `kit/hours`."""

    kind: str
    name_th: str
    area_code: str
    name_en: str = ""
    where_th: str = ""
    where_en: str = ""
    hours: str = ""
    phone: str = ""
    manager: str = ""
    manager_role: str = ""
    office: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """The facts of one step."""

    text: str
    due_on: date
    who: str = ""


FACTS = tuple(field.name for field in fields(CentreRow))
STEP_FACTS = tuple(field.name for field in fields(StepRow))


def add(*, actor: User, scope: Scope, facts: CentreRow, is_demo: bool = False) -> Centre:
    """Write a centre down; how it stands is told next. Problem centre.twice where it is known."""
    _check(scope, facts)
    values = {name: getattr(facts, name) for name in FACTS}
    with transaction.atomic():
        row = Centre(**values, sort_key=sort_key(facts.name_th), entered_by=actor, is_demo=is_demo)
        _save_once(row)
        _record(actor, row, "centres.add", after={name: value for name, value in values.items() if value})
    return row


def change(*, actor: User, scope: Scope, centre: Centre, facts: CentreRow, version: int) -> bool:
    """Store changed facts; whether anything changed. Guests see them at once where the centre is open.

    Raises Problem publication.changed (409, with both versions) where someone stored another version first.
    """
    _check(scope, facts)
    with transaction.atomic():
        held = access.hold(centre.pk, scope)
        before, after = publication.difference(held, {name: getattr(facts, name) for name in FACTS})
        if not after:
            return False
        _refuse_stale(held.version, version, before, after)
        was = held.area_code
        for name in FACTS:
            setattr(held, name, getattr(facts, name))
        held.sort_key = sort_key(facts.name_th)
        held.version += 1
        _save_once(held)
        _record(actor, held, "centres.change", before=before, after=after)
        versions.bump(Centre.SUBJECT, [was, held.area_code])
    centre.refresh_from_db()
    return True


def tell_condition(
    *, actor: User, scope: Scope, centre: Centre, condition: str, note: str, seen_on: date, version: int
) -> None:
    """How a centre stands as it was seen on a day: at once, as the receiving state of a community."""
    rules.check_condition(condition, note)
    if seen_on > timezone.localdate():
        raise Problem("centre.day", field="seen_on")
    told = {"condition": condition, "condition_note": note, "condition_on": seen_on}
    with transaction.atomic():
        held = access.hold(centre.pk, scope)
        told["to_confirm"] = not is_officer_of(scope, held.area_code)
        before, after = publication.difference(held, told)
        _refuse_stale(held.version, version, before, after)
        Centre.objects.filter(pk=held.pk).update(**told, version=held.version + 1)
        _record(actor, held, f"centres.said_{condition}", before=before, after=after, note=note)
        versions.bump(Centre.SUBJECT, [held.area_code])
    centre.refresh_from_db()


def set_hours(*, actor: User, scope: Scope, centre: Centre, hours: str, version: int) -> bool:
    """When it is open, told by its staff or an officer; whether anything changed. Guests see it at once."""
    with transaction.atomic():
        held = access.hold(centre.pk, scope)
        before, after = publication.difference(held, {"hours": hours})
        if not after:
            return False
        _refuse_stale(held.version, version, before, after)
        told = {"hours": hours, "to_confirm": held.to_confirm or not is_officer_of(scope, held.area_code)}
        Centre.objects.filter(pk=held.pk).update(**told, version=held.version + 1)
        _record(actor, held, "centres.hours", before=before, after=after)
        versions.bump(Centre.SUBJECT, [held.area_code])
    centre.refresh_from_db()
    return True


def confirm(*, actor: User, scope: Scope, centre: Centre) -> None:
    """An officer confirms what the centre's own staff told; 409 where there is nothing to confirm."""
    refuse_keeper(scope, centre)
    with transaction.atomic():
        if not Centre.objects.filter(pk=centre.pk, to_confirm=True).update(to_confirm=False):
            raise Problem("centre.confirmed", status=409)
        _record(actor, centre, "centres.confirm")


# --- the plan ------------------------------------------------------------------------------------


def add_step(*, actor: User, scope: Scope, centre: Centre, facts: StepRow) -> CentreStep:
    """One more step of the plan."""
    rules.check_day(facts.due_on, timezone.localdate())
    with transaction.atomic():
        held = access.hold(centre.pk, scope)
        if held.steps.count() >= rules.MOST_STEPS:
            raise Problem("centre.steps", most=rules.MOST_STEPS)
        step = CentreStep.objects.create(centre=held, **{name: getattr(facts, name) for name in STEP_FACTS})
        _record(actor, held, "centres.step_add", note=facts.text, after=_plain(_told(step)))
        _ask_officer(scope, held)
    return step


def change_step(*, actor: User, scope: Scope, centre: Centre, step: CentreStep, facts: StepRow, version: int) -> bool:
    """Store a changed step; whether anything changed. 409 with both versions where someone was first."""
    rules.check_day(facts.due_on, timezone.localdate())
    with transaction.atomic():
        held = access.hold(centre.pk, scope)
        stored = _step_in(held, step.pk)
        before, after = publication.difference(stored, {name: getattr(facts, name) for name in STEP_FACTS})
        if not after:
            return False
        _refuse_stale(stored.version, version, before, after)
        CentreStep.objects.filter(pk=stored.pk).update(
            **{name: getattr(facts, name) for name in STEP_FACTS}, version=version + 1
        )
        _record(actor, held, "centres.step_change", note=facts.text, before=before, after=after)
        _ask_officer(scope, held)
    return True


def finish_step(*, actor: User, scope: Scope, centre: Centre, step: CentreStep, done_on: date | None) -> None:
    """A step was done on a day, or (None) is to be done after all; 409 where that was told already."""
    with transaction.atomic():
        held = access.hold(centre.pk, scope)
        open_rows = CentreStep.objects.filter(pk=step.pk, centre=held, done_on__isnull=done_on is not None)
        if not open_rows.update(done_on=done_on):
            raise Problem("centre.gone", status=409)
        verb = "centres.step_done" if done_on else "centres.step_open"
        _record(actor, held, verb, note=step.text)
        _ask_officer(scope, held)


def remove_step(*, actor: User, scope: Scope, centre: Centre, step: CentreStep) -> None:
    """Take a step out of the plan; what it was stays in the trail."""
    with transaction.atomic():
        held = access.hold(centre.pk, scope)
        stored = _step_in(held, step.pk)
        told = _plain(_told(stored))
        stored.delete()
        _record(actor, held, "centres.step_remove", note=step.text, before=told)
        _ask_officer(scope, held)


# --- parts ---------------------------------------------------------------------------------------


def _check(scope: Scope, facts: CentreRow) -> None:
    access.refuse_outside(scope, facts.area_code)
    rules.check_place(facts.kind, facts.area_code)


def _save_once(row: Centre) -> None:
    """Store the row; the database judges whether there is one of that name."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as found:
        raise Problem("centre.twice", field="name_th", status=409) from found


def _refuse_stale(stored: int, version: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    if stored != version:
        raise Problem("publication.changed", status=409, theirs=before, yours=after)


def _step_in(centre: Centre, pk: int) -> CentreStep:
    step = centre.steps.filter(pk=pk).first()
    if step is None:
        raise Problem("centre.gone", status=409)
    return step


def _ask_officer(scope: Scope, row: Centre) -> None:
    """What staff does to the plan waits for an officer's word."""
    if not is_officer_of(scope, row.area_code):
        Centre.objects.filter(pk=row.pk).update(to_confirm=True)


def _told(step: CentreStep) -> dict[str, Any]:
    return {name: getattr(step, name) for name in STEP_FACTS}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: publication.plain(value) for name, value in values.items() if value}


def _record(actor: User, row: Centre, verb: str, **told: Any) -> None:
    record(actor=actor, verb=verb, subject=Centre.SUBJECT, subject_id=row.pk, area_code=row.area_code, **told)
