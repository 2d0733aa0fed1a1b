"""The parts that every register's own writes share: edits of one row, drafts and edits in sets, index and pages.

They belong inside a room's verb, which has checked access and opened the transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db import models, transaction
from django.utils import timezone

from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import Change, record, record_bulk
from withi.ground.web import sets, versions
from withi.kit.problem import Problem
from withi.kit.roman import roman
from withi.kit.thai import has_thai
from withi.registers.publication import rules
from withi.registers.publication.models import KINDS, CheckItem, Kind, Publication
from withi.registers.publication.rules import State
from withi.registers.publication.telling import tell_edits

P = TypeVar("P", bound=Publication)
Values = tuple[Any, ...]
CHUNK = 2_000
SENT = (State.WAITING, State.PUBLISHED)
DRAFT_COLUMNS = ("state", "version", "entered_by", "return_note", "is_demo", "created_at", "updated_at")


def reindex(kind: Kind, rows: Sequence[Publication]) -> None:
    """Put the rows' names into the name index, marked public or not."""
    search.put(kind.subject, index_names(kind, rows))


def index_names(kind: Kind, rows: Iterable[Publication]) -> Iterator[search.Name]:
    """The names that rows are found by; public ones that have none in Latin letters also by how the Thai one sounds."""
    for row in rows:
        names, is_public = list(kind.search_names(row)), kind.public(row)
        if is_public and kind.is_heard and all(map(has_thai, names)):
            names += filter(None, map(roman, names[:1]))
        for name in names:
            yield search.Name(row.pk, name, row.area_code, is_public)


def index_source(kind: Kind) -> search.Source:
    """Where the name index finds the names of a register, when it is written anew."""

    def names(ids: Sequence[int]) -> Iterator[search.Name]:
        rows = kind.rows.filter(pk__in=ids).select_related(None).order_by("pk").select_for_update(no_key=True)
        return index_names(kind, rows)

    return search.Source(lambda: kind.rows.values_list("pk", flat=True), names)


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


@dataclass(frozen=True)
class Parts:
    """Facts of a row kept in tables of their own."""

    before: dict[str, Any]
    after: dict[str, Any]
    save: Callable[[], None]

    def changed(self) -> tuple[str, ...]:
        return tuple(name for name, value in self.after.items() if self.before.get(name) != value)


NO_PARTS = Parts({}, {}, lambda: None)


def refuse_stale(row: Publication, version: int, values: dict[str, Any], parts: Parts = NO_PARTS) -> None:
    """409 with both versions (`theirs`, `yours`: differing facts as the trail keeps them) where someone was first.

    Who wants just what is stored already is not refused.
    """
    theirs, yours = difference(row, values)
    for name in parts.changed():
        theirs[name], yours[name] = parts.before.get(name), parts.after[name]
    if row.version != version and yours:
        raise Problem("publication.changed", status=409, theirs=theirs, yours=yours)


def write(
    *,
    actor: User | None,
    kind: Kind,
    row: P,
    values: dict[str, Any],
    verb: str,
    derived: dict[str, Any] | None = None,
    parts: Parts = NO_PARTS,
    keeps_state: bool = False,
) -> bool:
    """Inside a room's verb, on a locked row: store the changed facts; False and nothing written where none changed.

    A published row waits again, unless it only follows another row (`keeps_state`). Points to check on a changed field
    count as mended. `derived` values (a sort key) follow from the facts and stay out of the trail. `parts` are facts
    kept in other tables.
    """
    before, after = difference(row, values)
    moved = parts.changed()
    for name in moved:
        before[name], after[name] = parts.before.get(name), parts.after[name]
    if not after:
        return False
    was_public, old_area, old_state = kind.public(row), row.area_code, row.state
    changed = {name: value for name, value in values.items() if name in after} | (derived or {})
    state = row.state if keeps_state else rules.after_edit(State(row.state)).value
    _store(kind, row, changed | {"state": state, "updated_at": timezone.now()})
    if moved:
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
    tell_edits(actor, [(old_state, row.state, row.area_code)])
    reindex(kind, [row])
    if was_public or kind.public(row):
        refresh_pages(kind, [row], also=[old_area])
    return True


def _store(kind: Kind, row: Publication, values: dict[str, Any]) -> None:
    """The new values under the next version, only if the version is still the one that was read.

    A row that waits or is published must stay whole.
    """
    seen = row.version
    fields = values | {"version": seen + 1}
    for name, value in fields.items():
        setattr(row, name, value)
    if row.state in SENT:
        rules.refuse_incomplete(kind.missing(row))
    if not kind.rows.filter(pk=row.pk, version=seen).update(**fields):
        raise Problem("publication.seen_old", status=409)


def settle(*, actor: User | None, subject: str, pk: int, fields: Iterable[str], area_code: str) -> None:
    """Inside another verb: points on changed fields are mended; a moved row takes its other points along."""
    points = CheckItem.objects.of(subject, [pk])
    points.open().filter(field__in=list(fields)).update(state=CheckItem.State.ACCEPTED, decided_by=actor)
    points.open().exclude(area_code=area_code).update(area_code=area_code)


# --- in sets -------------------------------------------------------------------------------------


class SetRow(Protocol):
    """A row of a sheet: `match_id` is the stored row it is about, if any."""

    @property
    def match_id(self) -> int | None: ...
    @property
    def area_code(self) -> str: ...


R = TypeVar("R", bound=SetRow)


@dataclass
class Edited:
    """What edits in a set came to: a change per changed row, the areas of those that guests saw, and each edited
    row's state before and now with its area, for those who hear of it.
    """

    changes: list[Change] = field(default_factory=list)
    public_areas: set[str] = field(default_factory=set)
    states: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, other: "Edited") -> None:
        self.changes += other.changes
        self.public_areas |= other.public_areas
        self.states += other.states


@dataclass(frozen=True)
class Stored:
    """What a set of rows came to; `ids` in the order of the rows."""

    new: int
    changed: int
    same: int
    ids: list[int]


def store_set(
    *,
    actor: User | None,
    scope: Scope | None,
    kind: Kind,
    verb: str,
    rows: Iterable[R],
    insert: Callable[[list[R]], list[int]],
    update: Callable[[dict[int, R]], Edited],
    note: str = "",
) -> Stored:
    """Store rows of a sheet some thousand at a time in one transaction with one trail entry.

    `insert` stores new rows and gives their ids in order, `update` those that match. `scope` None is the operator's
    command line; else every area must be in one's own. Nothing new or changed leaves no trace.
    """
    ids: list[int] = []
    made: list[int] = []
    edited = Edited()
    with transaction.atomic():
        for chunk in chunks(rows):
            refuse_areas(scope, chunk)
            new, matched = _parted(chunk)
            fresh = insert(new)
            edited.add(update(matched))
            ids += _in_order(chunk, fresh)
            made += fresh
        if made or edited.changes:
            changes = chain((Change(kind.subject, pk, None, None) for pk in made), edited.changes)
            count = len(made) + len(edited.changes)
            record_bulk(actor=actor, verb=verb, subject=kind.subject, changes=changes, count=count, note=note)
        # Approvers' notices are shared with everyone's saves: written late, so that they are held for a moment only.
        tell_edits(actor, edited.states)
        if edited.public_areas:
            versions.bump(kind.version_kind, edited.public_areas)
    return Stored(len(made), len(edited.changes), len(ids) - len(made) - len(edited.changes), ids)


def _parted(chunk: list[R]) -> tuple[list[R], dict[int, R]]:
    """New rows, and matched ones by the id of what they match."""
    matched = {row.match_id: row for row in chunk if row.match_id is not None}
    return [row for row in chunk if row.match_id is None], matched


def _in_order(chunk: Sequence[SetRow], fresh: Iterable[int]) -> list[int]:
    """The ids of a chunk's rows: the stored ones, and the new ones where they stand."""
    given = iter(fresh)
    return [next(given) if row.match_id is None else row.match_id for row in chunk]


def chunks(rows: Iterable[R]) -> Iterator[list[R]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def refuse_areas(scope: Scope | None, rows: Iterable[SetRow]) -> None:
    """Nobody imports into an area that is not his."""
    if scope is None:
        return
    for code in {row.area_code for row in rows}:
        if not scope.can(Ability.IMPORT, code):
            raise Problem("publication.area", field="area_code")


def insert_drafts(
    *, actor: User | None, kind: Kind, columns: Sequence[str], rows: Sequence[Values], is_demo: bool = False
) -> list[int]:
    """New drafts from tuples in the order of `columns`; their ids in the same order."""
    made = sets.reserve_ids(kind.model, len(rows)) if rows else []
    now = timezone.now()
    tail = (State.DRAFT.value, 1, actor.pk if actor else None, "", is_demo, now, now)
    sets.insert(
        kind.model,
        ("id", *columns, *DRAFT_COLUMNS),
        ((pk, *row, *tail) for pk, row in zip(made, rows, strict=True)),
    )
    return made


def update_facts(
    *,
    actor: User | None,
    scope: Scope | None,
    kind: Kind,
    columns: Sequence[str],
    wanted: dict[int, Values],
    derived: dict[str, Callable[[Values], Any]],
) -> Edited:
    """Give stored rows (by id) the wanted values of `columns`; rows that have them already cost no write.

    Published rows wait again, or are drafts again where the sheet took something away that a sent row must have; points
    to check on changed fields are mended. `derived` columns follow from the values. A row outside one's area refuses
    all.
    """
    stored = _stored(kind, scope, columns, wanted)
    if len(stored) < len(wanted):
        raise Problem("publication.area", field="area_code")
    changed = {pk: wanted[pk] for pk, before in stored.items() if before.values != wanted[pk]}
    if not changed:
        return Edited()
    states = _states_after(kind, columns, stored, changed)
    written = list(_written(stored, changed, list(derived.values()), states))
    sets.update(kind.model, (*columns, *derived, "state", "version", "updated_at"), written, where=("id", "version"))
    changes = [_changed(kind, columns, pk, stored[pk].values, new) for pk, new in changed.items()]
    _settle_many(actor, kind, changes)
    reindex(kind, list(kind.rows.filter(pk__in=list(changed))))
    public_areas = {stored[pk].area for pk in changed if stored[pk].state == State.PUBLISHED}
    return Edited(changes, public_areas, [(stored[pk].state, state, stored[pk].area) for pk, state in states.items()])


def _written(
    stored: dict[int, "Before"],
    changed: dict[int, Values],
    derive: Sequence[Callable[[Values], Any]],
    states: dict[int, str],
) -> Iterator[Values]:
    """Each changed row as it is stored: values, what follows from them, state, next version; and which row it is."""
    now = timezone.now()
    for pk, new in changed.items():
        before = stored[pk]
        state = states.get(pk, before.state)
        yield (*new, *(follows(new) for follows in derive), state, before.version + 1, now, pk, before.version)


class Before(NamedTuple):
    """A stored row before an edit in a set."""

    state: str
    version: int
    area: str
    values: Values


def _states_after(
    kind: Kind, columns: Sequence[str], stored: dict[int, "Before"], changed: dict[int, Values]
) -> dict[int, str]:
    """The states of sent rows after their new values: they wait, or are drafts again where something is missing."""
    states = {}
    for row in kind.rows.filter(pk__in=[pk for pk in changed if stored[pk].state in SENT]):
        for name, value in zip(columns, changed[row.pk], strict=True):
            setattr(row, name, value)
        states[row.pk] = State.DRAFT.value if kind.missing(row) else State.WAITING.value
    return states


def _stored(kind: Kind, scope: Scope | None, columns: Sequence[str], ids: Iterable[int]) -> dict[int, Before]:
    """Stored values of the rows, held until the transaction ends, in id order."""
    rows = kind.rows if scope is None else kind.rows.in_scope(scope, Ability.IMPORT)
    held = rows.filter(pk__in=list(ids)).order_by("pk").select_for_update()
    read = held.values_list("pk", "state", "version", "area_code", *columns)
    return {pk: Before(state, version, area, tuple(values)) for pk, state, version, area, *values in read}


def _changed(kind: Kind, columns: Sequence[str], pk: int, stored: Sequence[Any], new: Values) -> Change:
    differing = [place for place, (old, value) in enumerate(zip(stored, new, strict=True)) if old != value]
    before = {columns[place]: plain(stored[place]) for place in differing}
    return Change(kind.subject, pk, before, {columns[place]: plain(new[place]) for place in differing})


def _settle_many(actor: User | None, kind: Kind, changes: Sequence[Change]) -> None:
    after = {change.subject_id: change.after or {} for change in changes}
    points = list(CheckItem.objects.of(kind.subject, after).open().values_list("pk", "subject_id", "field"))
    mended = [pk for pk, subject_id, name in points if name in after[subject_id]]
    moved = [(after[row]["area_code"], pk) for pk, row, _ in points if "area_code" in after[row]]
    CheckItem.objects.filter(pk__in=mended).update(state=CheckItem.State.ACCEPTED, decided_by=actor)
    sets.update(CheckItem, ("area_code",), moved)
