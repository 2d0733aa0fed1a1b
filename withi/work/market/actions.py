"""Every write on market registrants."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.trail.actions import Change, record, record_bulk
from withi.ground.vault import actions as vault
from withi.ground.web import sets
from withi.kit import ids, thai
from withi.kit.codes import area_around
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.publication import actions as publication
from withi.work.market import access, queries, rules
from withi.work.market.models import IDENTITY, MarketKind, MarketRegistrant
from withi.work.market.rules import Market, State, Step
from withi.work.market.telling import tell_decision
from withi.work.support import actions as support
from withi.work.support.rules import Given
from withi.work.support.rules import Kind as SupportKind

SORT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class RegistrantRow:
    """What is written of one registrant, plain values; `identity` is 13 digits as typed, empty where none was shown."""

    name: str
    area_code: str
    seller: str
    market: str
    goods_kind: str
    registered_on: date
    office: str = rules.Office.DISTRICT.value
    producer_id: int | None = None
    address: str = ""
    phones: str = ""
    goods: str = ""
    identity: str = ""


FACTS = tuple(field.name for field in fields(RegistrantRow) if field.name != "identity")
_facts_of = attrgetter(*FACTS)


@dataclass(frozen=True)
class Decision:
    """What is decided on several registrants at once: where and from when they sell, or why not."""

    step: Step
    place: str = ""
    on: date | None = None
    reason: str = ""


def add(*, actor: User, scope: Scope, facts: RegistrantRow) -> MarketRegistrant:
    """Write a registrant down as waiting. Problem market.twice where the same 13-digit number waits already."""
    access.refuse_outside(scope, facts.area_code)
    _check(scope, facts)
    with transaction.atomic():
        row = MarketRegistrant(**_values(facts), key=uuid.uuid4(), entered_by=actor, created_at=timezone.now())
        row.id_sealed, row.id_blind = _sealed(row.key, facts.identity)
        _save_once(row)
        entered = {name: publication.plain(value) for name, value in _values(facts).items() if value}
        record(actor=actor, verb="market.add", after=entered, **_about(row))
    return row


def change(*, actor: User, scope: Scope, row: MarketRegistrant, facts: RegistrantRow, version: int) -> bool:
    """Store changed facts of one who waits; whether anything changed. An empty `identity` keeps the one there is.

    Problem publication.changed (409) where someone stored another version first, market.decided where it is decided.
    """
    access.registrant_of(row.pk, scope, Ability.ENTER)
    access.refuse_outside(scope, facts.area_code)
    _check(scope, facts, was=row.producer_id)
    with transaction.atomic():
        stored = MarketRegistrant.objects.select_for_update().get(pk=row.pk)
        before, after = _difference(stored, facts)
        if stored.version != version and after:
            raise Problem("publication.changed", status=409)
        if stored.state != State.WAITING:
            raise Problem("market.decided", status=409)
        is_new_id = bool(facts.identity) and queries.blind_of(facts.identity) != stored.id_blind
        if not after and not is_new_id:
            return False
        _write(stored, facts, is_new_id=is_new_id)
        record(actor=actor, verb="market.change", before=before, after=after, **_about(stored))
    row.refresh_from_db()
    return True


def decide(*, actor: User, scope: Scope, pks: Iterable[int], decision: Decision) -> list[int]:
    """Give a place to, decline, or open again those of the rows that can be; their ids.

    Rows that others decided first, that the actor entered himself or that lie outside his area are left out; Problem
    market.none where that leaves nobody. Each decision stands in the trail of its row; a place is a support.
    """
    given = _kept(decision)
    with transaction.atomic():
        able = queries.decidable(scope, pks, rules.FROM[given.step], actor.pk)
        rows = list(able.order_by("pk").select_for_update())
        if not rows:
            raise Problem("market.none", status=409)
        if given.on is not None:
            rules.check_begin(given.on, (row.registered_on for row in rows))
        _put(rows, given, actor)
        for is_demo in (False, True):
            _ledger(actor, [row for row in rows if row.is_demo is is_demo], given, is_demo=is_demo)
        tell_decision(actor, given.step, rows)
    return [row.pk for row in rows]


def _kept(decision: Decision) -> Decision:
    """The decision as it is stored: a place without a reason, everything else without a place."""
    place, reason = thai.clean(decision.place), thai.clean(decision.reason)[: rules.REASON_LENGTH]
    rules.check_decision(decision.step, place=place, reason=reason, on=decision.on, today=timezone.localdate())
    if decision.step is Step.ALLOCATE:
        return Decision(decision.step, place[: rules.PLACE_LENGTH], decision.on, reason)
    return Decision(decision.step, reason=reason)


def _put(rows: Sequence[MarketRegistrant], given: Decision, actor: User) -> None:
    """The new state of locked rows, in one statement, and one trail entry with a change for each."""
    state = rules.TO[given.step]
    told = {"state": state.value, "place": given.place, "begins_on": publication.plain(given.on)}
    changes = [
        Change(
            row.SUBJECT,
            row.pk,
            {"state": row.state, "place": row.place, "begins_on": publication.plain(row.begins_on)},
            told,
        )
        for row in rows
    ]
    is_open = state is State.WAITING
    MarketRegistrant.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state.value,
        place=given.place,
        begins_on=given.on,
        reason="" if is_open else given.reason,
        decided_by=None if is_open else actor,
        decided_at=None if is_open else timezone.now(),
    )
    record_bulk(
        actor=actor,
        verb=f"market.{given.step.value}",
        subject=MarketRegistrant.SUBJECT,
        changes=changes,
        count=len(rows),
        area_code=area_around([row.area_code for row in rows]),
        note=given.reason or given.place,
    )


def _ledger(actor: User | None, rows: Iterable[MarketRegistrant], given: Decision, *, is_demo: bool) -> None:
    """A place is a support; of one that is opened again it is taken back."""
    if given.step is Step.ALLOCATE:
        known = queries.kinds()
        given_places = [_support(row, given, known[row.market]) for row in rows]
        support.record_many(actor=actor, given=given_places, is_demo=is_demo)
    elif given.step is Step.REOPEN:
        for row in rows:
            if row.state == State.ALLOCATED:
                source = (MarketRegistrant.SUBJECT, row.pk)
                support.withdraw(actor=actor, kind=SupportKind.MARKET, source=source, reason=given.reason)


def _support(row: MarketRegistrant, given: Decision, market: Market) -> Given:
    """For the producer, where the registrant is one; else for the registrant."""
    assert given.on is not None, "a place begins on some day"
    return Given(
        subject=Producer.SUBJECT if row.producer_id else MarketRegistrant.SUBJECT,
        subject_id=row.producer_id or row.pk,
        area_code=row.area_code,
        kind=SupportKind.MARKET.value,
        on=given.on,
        source=(MarketRegistrant.SUBJECT, row.pk),
        title_th=f"{market.name_th}: {given.place}",
        title_en=f"{market.name_en or market.name_th}: {given.place}",
    )


# --- kinds ---------------------------------------------------------------------------------------

OF_KIND = ("name_th", "name_en", "agency_th", "agency_en", "since", "until", "source")


def put_kind(*, actor: User, scope: Scope, facts: Market, version: int = 1) -> str:
    """Tell of a kind of market: one of the list in another wording or with other days, or one more; its code.

    `facts` without a code is a new kind. Problem publication.changed (409) where someone told another thing first,
    market.kinds where ten would take registrants on one day.
    """
    access.refuse_kinds(scope)
    with transaction.atomic():
        stored = MarketKind.objects.select_for_update().order_by("pk")
        held = {row.code: row for row in stored}
        code = facts.code or f"kind{len(held) + 1}"
        known = queries.kinds()
        row = held.get(code)
        if (row.version if row else 1) != version:
            raise Problem("publication.changed", status=409)
        kind = replace(facts, code=code)
        rules.check_kind(kind, [other for other in known.values() if other.code != code])
        before = _told(known[code]) if code in known else None
        if before == _told(kind):
            return code
        _store_kind(actor, kind, row, before)
    return code


def _store_kind(actor: User, kind: Market, row: MarketKind | None, before: dict[str, Any] | None) -> None:
    """The kind as it is told now; of two who tell of one for the first time at once the second is refused."""
    made = row or MarketKind(code=kind.code, version=1)
    for name in OF_KIND:
        setattr(made, name, getattr(kind, name))
    made.version += 1
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as found:
        raise Problem("publication.changed", status=409) from found
    record(
        actor=actor, verb="market.kind", subject=MarketKind.SUBJECT, subject_id=made.pk, area_code="",
        note=kind.source, before=before, after=_told(kind),
    )  # fmt: skip


def _told(kind: Market) -> dict[str, Any]:
    return {name: publication.plain(getattr(kind, name)) for name in OF_KIND}


# --- in sets -------------------------------------------------------------------------------------


def store_many(
    *, actor: User | None, scope: Scope | None, rows: Sequence[RegistrantRow], note: str = "", is_demo: bool = False
) -> list[int]:
    """Write many registrants down as waiting, from a list; their ids in order. No `scope`: the system itself."""
    for area in {row.area_code for row in rows}:
        if scope is not None:
            access.refuse_outside(scope, area)
    with transaction.atomic():
        made = sets.reserve_ids(MarketRegistrant, len(rows)) if rows else []
        now = timezone.now()
        sets.insert(MarketRegistrant, ("id", *FACTS, *BESIDE), _stored(made, rows, actor, now, is_demo=is_demo))
        record_bulk(
            actor=actor,
            verb="market.store",
            subject=MarketRegistrant.SUBJECT,
            changes=(Change(MarketRegistrant.SUBJECT, pk, None, None) for pk in made),
            count=len(made),
            area_code=area_around([row.area_code for row in rows]),
            note=note,
        )
    return made


BESIDE = (
    "key",
    "sort_key",
    "id_sealed",
    "id_blind",
    "state",
    "place",
    "reason",
    "entered_by",
    "created_at",
    "version",
    "is_demo",
)


def _stored(
    made: list[int], rows: Sequence[RegistrantRow], actor: User | None, now: Any, *, is_demo: bool
) -> Iterable[tuple[Any, ...]]:
    for pk, row in zip(made, rows, strict=True):
        key = uuid.uuid4()
        sealed, blind = _sealed(key, row.identity)
        tail = (State.WAITING.value, "", "", actor.pk if actor else None, now, 1, is_demo)
        yield (pk, *_facts_of(row), key, _sort_key(row.name), sealed, blind, *tail)


# --- export --------------------------------------------------------------------------------------


def export(*, actor: User, scope: Scope, form: str, filters: Mapping[str, Any]) -> publication.Listing | Job:
    """The narrowed list to be sent as a file at once, or the job that writes a long one; in the trail."""
    return publication.take_out(EXPORT, actor=actor, scope=scope, form=form, filters=filters)


def _listing(actor: User, scope: Scope, filters: Mapping[str, Any]) -> publication.Listing:
    """Only rows that the person may export; the list is personal as a whole."""
    if not access.exports(scope):
        raise Problem("access.ability", status=403)
    rows = queries.listed(scope, queries.Filters(**filters), Ability.EXPORT)
    count = rows.count()

    def note() -> None:
        record_bulk(
            actor=actor,
            verb="market.export_personal",
            subject=MarketRegistrant.SUBJECT,
            changes=(),
            count=count,
            area_code=area_around(scope.areas(Ability.EXPORT)),
        )

    return publication.Listing(count, [str(name) for name in queries.COLUMNS], queries.export_rows(rows), note)


EXPORT = publication.Export("market", _("List of market registrants"), _listing)
publication.register_export(EXPORT)


# --- parts ---------------------------------------------------------------------------------------


def _values(facts: RegistrantRow) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in FACTS} | {"sort_key": _sort_key(facts.name)}


def _difference(stored: MarketRegistrant, facts: RegistrantRow) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts that differ, before and after, as the trail keeps them."""
    before, after = ({name: publication.plain(getattr(one, name)) for name in FACTS} for one in (stored, facts))
    names = [name for name in FACTS if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _sort_key(name: str) -> str:
    return thai.sort_key(name)[:SORT_LENGTH]


def _about(row: MarketRegistrant) -> dict[str, Any]:
    return {"subject": row.SUBJECT, "subject_id": row.pk, "area_code": row.area_code}


def _sealed(key: uuid.UUID, identity: str) -> tuple[str, str]:
    """The 13-digit number sealed, and its blind index; Problem id.* for one that cannot be right."""
    if not identity:
        return "", ""
    try:
        checked = ids.parse_tax(identity).digits
    except Problem as found:
        raise found.at("identity") from found
    return vault.seal(IDENTITY, key, checked), vault.blind(IDENTITY, checked)


def _check(scope: Scope, facts: RegistrantRow, was: int | None = None) -> None:
    """The kind of market takes registrants on that day; a producer must be one that this person may see."""
    rules.check_open(queries.kinds().values(), facts.market, facts.registered_on)
    if facts.registered_on > timezone.localdate():
        raise Problem("market.closed", field="registered_on")
    chosen = facts.producer_id
    if chosen not in (None, was) and not Producer.objects.in_scope(scope, Ability.READ).filter(pk=chosen).exists():
        raise Problem("publication.area", field="producer")


def _save_once(row: MarketRegistrant) -> None:
    """Store the row; the database judges whether the person waits already."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as found:
        raise Problem("market.twice", field="identity", status=409) from found


def _write(stored: MarketRegistrant, facts: RegistrantRow, *, is_new_id: bool) -> None:
    """The new facts on a locked row."""
    for name, value in _values(facts).items():
        setattr(stored, name, value)
    if is_new_id:
        stored.id_sealed, stored.id_blind = _sealed(stored.key, facts.identity)
    stored.version += 1
    _save_once(stored)
