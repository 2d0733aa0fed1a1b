"""Every step of publication, the "to check" list, and the parts that each register's own writes share."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from withi.ground.jobs.actions import register_period
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import Change, record, record_bulk
from withi.ground.web import sets
from withi.kit.codes import area_around
from withi.kit.problem import Problem
from withi.registers.publication import access, queries, rules
from withi.registers.publication.edits import (
    CHUNK,
    Edited,
    Parts,
    Stored,
    difference,
    index_names,
    index_source,
    insert_drafts,
    lock,
    plain,
    refresh_pages,
    refuse_stale,
    reindex,
    settle,
    store_set,
    update_facts,
    write,
)
from withi.registers.publication.exports import Export, Listing, register_export, take_out
from withi.registers.publication.models import KINDS, STATE_NAMES, CheckItem, Kind, Publication
from withi.registers.publication.rules import State, Step
from withi.registers.publication.telling import tell_step

# What other registers' verbs are built from is open to them here, beside the steps.
__all__ = [
    "Decided",
    "Edited",
    "Export",
    "Listing",
    "Outcome",
    "Parts",
    "Pick",
    "Point",
    "Refused",
    "Stored",
    "accept",
    "approve",
    "decide_many",
    "difference",
    "dismiss",
    "give_back",
    "index_names",
    "index_source",
    "insert_drafts",
    "lock",
    "note_double",
    "note_points",
    "plain",
    "refresh_pages",
    "refuse_stale",
    "register_export",
    "reindex",
    "reopen",
    "settle",
    "step_many",
    "step_one",
    "store_set",
    "submit",
    "take_out",
    "update_facts",
    "withdraw",
    "withdraw_with",
    "write",
]

# What of equal names comes first: here, for the room of the search lies below that of regular work.
register_period("search.popular", search.refresh_popularity)

# Steps that need a whole row without open blocking points.
CHECKED = (Step.SUBMIT, Step.APPROVE)


@dataclass(frozen=True)
class Pick:
    """A row someone chose, in the version he looked at (None: as it is now)."""

    subject: str
    pk: int
    version: int | None = None


@dataclass(frozen=True)
class Refused:
    """A chosen row that was left as it is, and why."""

    subject: str
    pk: int
    name: str
    problem: Problem


@dataclass(frozen=True)
class Outcome:
    """What a step did with the chosen rows; rows outside one's area are in neither list."""

    done: tuple[Pick, ...]
    refused: tuple[Refused, ...]


class Point(NamedTuple):
    """Something on a stored row that a person should look at; see CheckItem."""

    subject: str
    subject_id: int
    area_code: str
    rule: str
    field: str = ""
    found: str = ""
    proposal: str = ""
    blocks: bool = False
    values: tuple[tuple[str, str], ...] = ()


# --- steps ---------------------------------------------------------------------------------------


def step_one(
    *, actor: User, scope: Scope, step: Step, row: Publication, version: int | None = None, reason: str = ""
) -> None:
    """One step on one row, in the version looked at: what a batch would say of it is raised."""
    picks = [Pick(row.SUBJECT, row.pk, version)]
    outcome = step_many(actor=actor, scope=scope, step=step, picks=picks, reason=reason)
    if outcome.refused:
        raise outcome.refused[0].problem
    if not outcome.done:
        raise Problem("access.ability", status=403)
    row.refresh_from_db()


def submit(*, actor: User, scope: Scope, row: Publication, version: int | None = None) -> None:
    """Send a draft to be approved; refused where something is missing or must be checked first."""
    step_one(actor=actor, scope=scope, step=Step.SUBMIT, row=row, version=version)


def approve(*, actor: User, scope: Scope, row: Publication, version: int | None = None) -> None:
    """Publish a waiting row; refused on a row one entered or changed oneself, or with open blocking points."""
    step_one(actor=actor, scope=scope, step=Step.APPROVE, row=row, version=version)


def give_back(*, actor: User, scope: Scope, row: Publication, reason: str, version: int | None = None) -> None:
    """Return a waiting row to who entered it, with the reason."""
    step_one(actor=actor, scope=scope, step=Step.RETURN, row=row, version=version, reason=reason)


def withdraw(*, actor: User, scope: Scope, row: Publication, reason: str, version: int | None = None) -> None:
    """Take a row off the public site at once (or out of the waiting list), with the reason."""
    step_one(actor=actor, scope=scope, step=Step.WITHDRAW, row=row, version=version, reason=reason)


def reopen(*, actor: User, scope: Scope, row: Publication, version: int | None = None) -> None:
    """Make a withdrawn row a draft again."""
    step_one(actor=actor, scope=scope, step=Step.REOPEN, row=row, version=version)


def step_many(*, actor: User, scope: Scope, step: Step, picks: Sequence[Pick], reason: str = "") -> Outcome:
    """One step on many rows of any kinds: what may go goes, in one transaction with one trail entry; the rest is said.

    Own rows, blocked, incomplete or meanwhile changed rows are left as they are. Rows that this person does not see
    are left out without a word. A missing reason refuses the whole batch.
    """
    note = rules.reason_for(step, reason)
    chosen: dict[str, list[Pick]] = defaultdict(list)
    for pick in picks:
        if pick.subject in KINDS:
            chosen[pick.subject].append(pick)
    refused: list[Refused] = []
    moved: list[tuple[Kind, list[Publication]]] = []
    with transaction.atomic():
        for subject in sorted(chosen):
            rows, left = _sort_out(KINDS[subject], scope, step, chosen[subject], actor.pk)
            refused += left
            moved.append((KINDS[subject], rows))
        _move(actor, step, moved, note)
    return Outcome(tuple(Pick(row.SUBJECT, row.pk, row.version) for _, rows in moved for row in rows), tuple(refused))


def withdraw_with(*, actor: User, rows: Iterable[Publication], reason: str) -> int:
    """Inside another verb that has checked its access: withdraw rows that lose their ground; how many there were."""
    groups: dict[str, list[Publication]] = defaultdict(list)
    for row in rows:
        if row.state in rules.MOVES[Step.WITHDRAW][0]:
            groups[row.SUBJECT].append(row)
    _move(actor, Step.WITHDRAW, [(KINDS[subject], group) for subject, group in sorted(groups.items())], reason)
    return sum(map(len, groups.values()))


def _sort_out(
    kind: Kind, scope: Scope, step: Step, picks: list[Pick], approver: int
) -> tuple[list[Publication], list[Refused]]:
    """Lock the chosen rows in id order and part them into those that may go and those that may not."""
    seen = {pick.pk: pick.version for pick in picks}
    rows = list(access.steppable(kind, scope, step, seen).order_by("pk").select_for_update())
    ids = [row.pk for row in rows]
    hands = queries.hands(kind, rows) if step is Step.APPROVE else {}
    blocks = queries.blocking_counts(kind.subject, ids) if step in CHECKED else {}
    going, left = [], []
    for row in rows:
        try:
            _judge(kind, step, row, seen[row.pk])
            if step is Step.APPROVE:
                rules.refuse_own(hands[row.pk], approver)
            rules.refuse_blocked(blocks.get(row.pk, 0))
        except Problem as problem:
            left.append(Refused(kind.subject, row.pk, str(row), problem))
        else:
            going.append(row)
    return going, left


def _judge(kind: Kind, step: Step, row: Publication, seen: int | None) -> None:
    """What can be told from the row itself."""
    rules.after(State(row.state), step, str(dict(STATE_NAMES)[row.state]))
    rules.refuse_seen_old(seen, row.version)
    if step in CHECKED:
        rules.refuse_incomplete(kind.missing(row))


def _move(actor: User, step: Step, moved: list[tuple[Kind, list[Publication]]], reason: str) -> None:
    """Write the new state, the trail, the name index and the data versions."""
    together = [row for _, rows in moved for row in rows]
    if not together:
        return
    public = {kind.subject: [row for row in rows if kind.public(row)] for kind, rows in moved}
    changes = [change for kind, rows in moved for change in _write_state(actor, step, kind, rows, reason)]
    _tell(actor, f"publication.{step.value}", together, changes, reason)
    tell_step(actor, step, together)
    for kind, rows in moved:
        reindex(kind, rows)
        refresh_pages(kind, [*public[kind.subject], *filter(kind.public, rows)])


def _write_state(actor: User, step: Step, kind: Kind, rows: list[Publication], reason: str) -> list[Change]:
    """Move rows that still stand where the step starts; 409 for all where one does not."""
    sources, target = rules.MOVES[step]
    found = kind.rows.filter(pk__in=[row.pk for row in rows], state__in=sources)
    if found.update(**_fields_after(step, target, actor, reason)) != len(rows):
        raise Problem("publication.seen_old", status=409)
    changes = [Change(kind.subject, row.pk, {"state": row.state}, {"state": target.value}) for row in rows]
    for row in rows:
        row.state = target.value
    return changes


def _fields_after(step: Step, target: State, actor: User, reason: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"state": target.value, "updated_at": timezone.now()}
    if step is Step.APPROVE:
        fields |= {"approved_by": actor, "published_at": Coalesce("published_at", timezone.now()), "return_note": ""}
    elif step in rules.NEEDS_REASON:
        fields["return_note"] = reason[:500]
    elif step is Step.SUBMIT:
        fields["return_note"] = ""
    return fields


def _tell(actor: User, verb: str, rows: list[Publication], changes: list[Change], note: str) -> None:
    """One entry: on the row itself where there is one, else on all of them together."""
    area = area_around([row.area_code for row in rows])
    subjects = {change.subject for change in changes}
    subject = subjects.pop() if len(subjects) == 1 else "register"
    if len(changes) > 1:
        count = len(changes)
        record_bulk(actor=actor, verb=verb, subject=subject, changes=changes, count=count, area_code=area, note=note)
        return
    only = changes[0]
    record(
        actor=actor,
        verb=verb,
        subject=subject,
        subject_id=only.subject_id,
        area_code=area,
        note=note,
        before=only.before,
        after=only.after,
    )


# --- points to check -----------------------------------------------------------------------------


def note_points(*, points: Iterable[Point]) -> int:
    """Inside another verb: list points under "to check"; how many are new or opened again.

    A point that stands there with the same found value stays as it is, also when it was decided: the same file again
    asks nothing twice.
    """
    rest, written = iter(points), 0
    while some := list(islice(rest, CHUNK)):
        groups: dict[str, list[Point]] = defaultdict(list)
        for point in some:
            groups[point.subject].append(point)
        written += sum(_note(subject, group) for subject, group in sorted(groups.items()))
    return written


def _note(subject: str, points: list[Point]) -> int:
    known = {
        (item.subject_id, item.rule, item.field): item
        for item in CheckItem.objects.of(subject, {point.subject_id for point in points})
    }
    now, fresh, again = timezone.now(), {}, []
    for point in points:
        item = known.get((point.subject_id, point.rule, point.field))
        if item is None:
            fresh[point.subject_id, point.rule, point.field] = point
        elif item.found != point.found[:300]:
            item.found, item.proposal, item.values = point.found[:300], point.proposal[:300], dict(point.values)
            item.state, item.decided_by, item.blocks = CheckItem.State.OPEN, None, point.blocks
            again.append(item)
    sets.insert(CheckItem, POINT_COLUMNS, [_point_row(point, now) for point in fresh.values()])
    CheckItem.objects.bulk_update(again, ["found", "proposal", "values", "state", "decided_by", "blocks"])
    return len(fresh) + len(again)


POINT_COLUMNS = (
    "subject",
    "subject_id",
    "area_code",
    "rule",
    "field",
    "found",
    "proposal",
    "values",
    "blocks",
    "state",
    "created_at",
)


def _point_row(point: Point, now: datetime) -> tuple[Any, ...]:
    return (
        point.subject,
        point.subject_id,
        point.area_code,
        point.rule,
        point.field,
        point.found[:300],
        point.proposal[:300],
        dict(point.values),
        point.blocks,
        CheckItem.State.OPEN.value,
        now,
    )


def note_double(*, row: Publication, number: str) -> None:
    """Inside another verb: a point on a row whose official number others bear too; it stops nothing."""
    others = KINDS[row.SUBJECT].rows.bearers([number]).get(number, set()) - {row.pk} if number else set()
    if others:
        values = (("count", f"{len(others):,}"),)
        point = Point(row.SUBJECT, row.pk, row.area_code, rules.DOUBLED, "official_number", number, values=values)
        note_points(points=[point])


def accept(*, actor: User, scope: Scope, item: CheckItem, value: str = "") -> None:
    """Take over the proposal (or another chosen `value`): the row's own edit, then the point is done."""
    kind = KINDS[item.subject]
    chosen = value or item.proposal
    if kind.mend is None or item.field not in kind.mendable or chosen not in queries.offered(kind, item):
        raise Problem("check.no_proposal", status=409)
    with transaction.atomic():
        _decide(actor, scope, item, CheckItem.State.ACCEPTED)
        kind.mend(actor=actor, scope=scope, pk=item.subject_id, field=item.field, value=chosen)


def dismiss(*, actor: User, scope: Scope, item: CheckItem) -> None:
    """Say that the value is right as it is."""
    with transaction.atomic():
        _decide(actor, scope, item, CheckItem.State.DISMISSED)


def _decide(actor: User, scope: Scope, item: CheckItem, state: CheckItem.State) -> None:
    if not CheckItem.objects.in_scope(scope, Ability.ENTER).filter(pk=item.pk).exists():
        raise Problem("access.ability", status=403)
    if not CheckItem.objects.open().filter(pk=item.pk).update(state=state, decided_by=actor):
        raise Problem("check.decided", status=409)
    record(
        actor=actor,
        verb=f"publication.check_{state.value}",
        subject=item.subject,
        subject_id=item.subject_id,
        area_code=item.area_code,
        note=item.rule,
    )


@dataclass(frozen=True)
class Decided:
    """How many points were mended and confirmed, and which were left, why."""

    mended: int
    confirmed: int
    refused: tuple[Refused, ...]


def decide_many(*, actor: User, scope: Scope, taken: Mapping[int, str], confirmed: Collection[int]) -> Decided:
    """Take over proposals (or chosen values) of some points and confirm others; each stands by itself.

    `taken` maps a point to the chosen value, "" for its proposal. Points that this person does not see are left out.
    """
    items = CheckItem.objects.in_scope(scope, Ability.ENTER).open().filter(pk__in=[*taken, *confirmed]).order_by("pk")
    counts: Counter[CheckItem.State] = Counter()
    refused: list[Refused] = []
    for item in items:
        try:
            if item.pk in taken:
                accept(actor=actor, scope=scope, item=item, value=taken[item.pk])
                counts[CheckItem.State.ACCEPTED] += 1
            else:
                dismiss(actor=actor, scope=scope, item=item)
                counts[CheckItem.State.DISMISSED] += 1
        except Problem as problem:
            refused.append(Refused(item.subject, item.subject_id, item.found or item.rule, problem))
    return Decided(counts[CheckItem.State.ACCEPTED], counts[CheckItem.State.DISMISSED], tuple(refused))
