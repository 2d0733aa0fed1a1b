"""The parts that every register's own writes share: edits of one row, drafts and edits in sets, index and pages.

They belong inside a room's verb, which has checked access and opened the transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from withi.ground.people.models import User
from withi.ground.search import actions as search
from withi.ground.trail.actions import Change, record
from withi.ground.web import sets, versions
from withi.kit.problem import Problem
from withi.registers.publication import rules
from withi.registers.publication.models import KINDS, CheckItem, Kind, Publication
from withi.registers.publication.rules import State

P = TypeVar("P", bound=Publication)
Values = tuple[Any, ...]
DRAFT_COLUMNS = ("state", "version", "entered_by", "return_note", "is_demo", "created_at", "updated_at")


def reindex(kind: Kind, rows: Sequence[Publication]) -> None:
    """Put the rows' names into the name index, marked public or not."""
    search.put(
        kind.subject,
        [search.Name(row.pk, name, row.area_code, kind.public(row)) for row in rows for name in kind.search_names(row)],
    )


def refresh_pages(kind: Kind, rows: Iterable[Publication], *, also: Iterable[str] = ()) -> None:
    """Let kept public pages of these rows' provinces be made anew; to be called last. `also`: areas they moved from."""
    codes = [code for code in (*(row.area_code for row in rows), *also) if code]
    if codes:
        versions.bump(kind.version_kind, codes)


def plain(value: Any) -> Any:
    """A value as the trail keeps it."""
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value


def difference(row: models.Model, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields whose stored value differs from the given one, before and after, as the trail keeps them."""
    before, after = {}, {}
    for name, value in values.items():
        stored = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
        new = value.pk if isinstance(value, models.Model) else value
        if stored != new:
            before[name], after[name] = plain(stored), plain(new)
    return before, after


def lock(row: P) -> P:
    """The row as it is now, held until the transaction ends."""
    fresh: P = KINDS[row.SUBJECT].rows.select_for_update().get(pk=row.pk)
    return fresh


def refuse_stale(row: Publication, version: int, values: dict[str, Any]) -> None:
    """409 with both versions (`theirs`, `yours`: changed fields as the trail keeps them) where someone was first."""
    if row.version == version:
        return
    theirs, yours = difference(row, values)
    raise Problem("publication.changed", status=409, theirs=theirs, yours=yours)


def write(
    *,
    actor: User | None,
    kind: Kind,
    row: P,
    values: dict[str, Any],
    verb: str,
    derived: dict[str, Any] | None = None,
    parts: "Parts | None" = None,
) -> bool:
    """Inside a room's verb, on a locked row: store the changed facts; False and nothing written where none changed.

    A published row waits again. Points to check on a changed field count as mended. `derived` values (a sort key)
    follow from the facts and stay out of the trail. `parts` are facts kept in other tables.
    """
    before, after = difference(row, values)
    if parts is not None and parts.after != parts.before:
        before, after = before | parts.before, after | parts.after
    if not after:
        return False
    was_public, old_area = kind.public(row), row.area_code
    changed = {name: value for name, value in values.items() if name in after} | (derived or {})
    _store(row, changed | {"state": rules.after_edit(State(row.state)).value, "updated_at": timezone.now()})
    if parts is not None and parts.after != parts.before:
        parts.save()
    record(
        actor=actor,
        verb=verb,
        subject=kind.subject,
        subject_id=row.pk,
        area_code=row.area_code,
        before=before,
        after=after,
    )
    settle(actor=actor, subject=kind.subject, pk=row.pk, fields=after, area_code=row.area_code)
    reindex(kind, [row])
    if was_public or kind.public(row):
        refresh_pages(kind, [row], also=[old_area])
    return True


def _store(row: Publication, values: dict[str, Any]) -> None:
    """The new values under the next version, only if the version is still the one that was read."""
    fields = values | {"version": row.version + 1}
    if not KINDS[row.SUBJECT].rows.filter(pk=row.pk, version=row.version).update(**fields):
        raise Problem("publication.seen_old", status=409)
    for name, value in fields.items():
        setattr(row, name, value)


@dataclass(frozen=True)
class Parts:
    """Facts of a row kept in tables of their own."""

    before: dict[str, Any]
    after: dict[str, Any]
    save: Callable[[], None]


def settle(*, actor: User | None, subject: str, pk: int, fields: Iterable[str], area_code: str) -> None:
    """Inside another verb: points on changed fields are mended; a moved row takes its other points along."""
    points = CheckItem.objects.of(subject, [pk])
    points.open().filter(field__in=list(fields)).update(state=CheckItem.State.ACCEPTED, decided_by=actor)
    points.open().exclude(area_code=area_code).update(area_code=area_code)


# --- in sets -------------------------------------------------------------------------------------


def insert_drafts(
    *, actor: User | None, kind: Kind, columns: Sequence[str], rows: Sequence[Values], is_demo: bool = False
) -> list[int]:
    """New drafts from tuples in the order of `columns`; their ids in the same order."""
    made = sets.reserve_ids(kind.model, len(rows))
    now = timezone.now()
    tail = (State.DRAFT.value, 1, actor.pk if actor else None, "", is_demo, now, now)
    sets.insert(
        kind.model,
        ("id", *columns, *DRAFT_COLUMNS),
        ((pk, *row, *tail) for pk, row in zip(made, rows, strict=True)),
    )
    return made


@dataclass(frozen=True)
class Edited:
    """What a set of edits came to: a change per changed row, and the areas of rows that guests saw."""

    changes: list[Change]
    public_areas: set[str]


def update_facts(
    *,
    actor: User | None,
    kind: Kind,
    columns: Sequence[str],
    wanted: dict[int, Values],
    derived: dict[str, Callable[[Values], Any]],
) -> Edited:
    """Give stored rows (by id) the wanted values of `columns`; rows that have them already cost no write.

    Published rows wait again; points to check on changed fields are mended. `derived` columns follow from the values.
    """
    rows = kind.rows.filter(pk__in=list(wanted)).order_by("pk").select_for_update()
    now = timezone.now()
    edited = Edited([], set())
    written: list[Values] = []
    for pk, state, version, area, *stored in rows.values_list("pk", "state", "version", "area_code", *columns):
        new = wanted[pk]
        if tuple(stored) == new:
            continue
        edited.changes.append(_changed(kind, columns, pk, stored, new))
        if state == State.PUBLISHED:
            edited.public_areas.add(area)
        extra = [derive(new) for derive in derived.values()]
        written.append((*new, *extra, rules.after_edit(State(state)).value, version + 1, now, pk, version))
    if written:
        names = (*columns, *derived, "state", "version", "updated_at")
        sets.update(kind.model, names, written, where=("id", "version"))
        _settle_many(actor, kind, edited.changes)
        reindex(kind, list(kind.rows.filter(pk__in=[change.subject_id for change in edited.changes])))
    return edited


def _changed(kind: Kind, columns: Sequence[str], pk: int, stored: Sequence[Any], new: Values) -> Change:
    differing = [place for place, (old, value) in enumerate(zip(stored, new, strict=True)) if old != value]
    before = {columns[place]: plain(stored[place]) for place in differing}
    return Change(kind.subject, pk, before, {columns[place]: plain(new[place]) for place in differing})


def _settle_many(actor: User | None, kind: Kind, changes: Sequence[Change]) -> None:
    after = {change.subject_id: change.after or {} for change in changes}
    open_points = CheckItem.objects.of(kind.subject, after).open().values_list("pk", "subject_id", "field")
    mended = [pk for pk, subject_id, name in open_points if name in after[subject_id]]
    CheckItem.objects.filter(pk__in=mended).update(state=CheckItem.State.ACCEPTED, decided_by=actor)
    for pk, fields in after.items():
        if "area_code" in fields:
            CheckItem.objects.of(kind.subject, [pk]).open().update(area_code=fields["area_code"])
