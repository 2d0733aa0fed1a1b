"""Every write of rounds and applications."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.trail.actions import Change, record, record_bulk
from withi.ground.vault import actions as vault
from withi.ground.web.answers import language
from withi.kit import era, ids
from withi.kit.codes import area_around
from withi.kit.problem import Problem
from withi.registers.producers import actions as producers
from withi.registers.producers.models import IDENTITY as PRODUCER_IDENTITY
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication import actions as publication
from withi.registers.publication.queries import paths_of
from withi.work.rounds import access, queries, rules
from withi.work.rounds.lists import Stored, decision_on, store_many
from withi.work.rounds.models import (
    IDENTITY,
    STATE_NAMES,
    Round,
    RoundApplication,
    RoundGoods,
    RoundMeeting,
)
from withi.work.rounds.opening import RoundRow, add_round, change_round
from withi.work.rounds.papers import forget_copies, keep_copy, look_at_copy, note_seen, open_copy
from withi.work.rounds.rules import (
    DISTRICT_DIGITS,
    OF_COMMITTEE,
    Answers,
    Sitting,
    State,
    Step,
    Turn,
    Window,
)
from withi.work.rounds.telling import tell_step
from withi.work.support import actions as support

__all__ = [
    "Outcome",
    "Pick",
    "RoundRow",
    "Stored",
    "add_round",
    "change_round",
    "decide",
    "decide_many",
    "fill",
    "forget_copies",
    "keep_copy",
    "look_at_copy",
    "note_seen",
    "open_copy",
    "start",
    "store_many",
    "submit",
]

SECRET = ("id_sealed", "id_blind")
LINKS = ("joins_production", "joins_management", "gives_benefit")


# --- an application, as its producer writes it -----------------------------------------------------


def start(*, actor: User, scope: Scope, producer: Producer, to: Round) -> RoundApplication:
    """Begin an application with what the register knows of the producer.

    Problem round.closed outside the round's windows, round.there (409) where the producer has one already.
    """
    today = timezone.localdate()
    access.producer_for(producer.pk, scope)
    window = _window_now(to, producer, today)
    with transaction.atomic():
        held = Producer.objects.select_for_update().get(pk=producer.pk)
        theirs = RoundApplication.objects.filter(producer=held)
        if theirs.filter(round=to).exclude(state__in=rules.GONE).exists():
            raise Problem("round.there", status=409)
        again = theirs.filter(state=State.APPROVED).exists()
        row = RoundApplication.objects.create(
            round=to,
            producer=held,
            area_code=held.area_code,
            kind=held.kind,
            turn=(Turn.RENEWAL if again else Turn.NEW).value,
            applicant=held.contact,
            site_code=held.area_code,
            address=held.address,
            **{name: getattr(held, name) for name in LINKS},
            entered_by=actor,
            moved_on=today,
            due_on=window.closes,
        )
        record(
            actor=actor, verb="rounds.start", subject=RoundApplication.SUBJECT, subject_id=row.pk,
            area_code=row.area_code, note=to.name_th,
        )  # fmt: skip
    return row


def _window_now(to: Round, producer: Producer, today: date) -> Window:
    """The open window of a round that is meant for this producer's area."""
    windows = queries.windows_of([to.pk])[to.pk]
    window = rules.window_on(windows, today)
    if window is None or not producer.area_code.startswith(to.area_code):
        raise _closed(to, windows, today)
    return window


def _closed(to: Round, windows: Sequence[Window], today: date) -> Problem:
    """The refusal, with the days of the window that comes, or of the last one."""
    coming, last = rules.next_window(windows, today), max(windows, default=None)
    near = coming or last
    span = era.format_span(near.opens, near.closes, language()) if near else ""
    told = _("it opens next on %(span)s") if coming else _("it was open last on %(span)s")
    when = f"({told % {'span': span}})" if near else ""
    return Problem("round.closed", status=409, name=str(to), when=when)


def fill(
    *,
    actor: User,
    scope: Scope,
    application: RoundApplication,
    part: str,
    values: Mapping[str, Any],
    version: int,
    identity: str | None = None,
    goods: Iterable[int] | None = None,
) -> None:
    """Store one part of an application that is open to its producer.

    `identity` is a checked citizen number, None to leave the one that is kept; `goods` are ids of the producer's own
    products. Problem publication.changed (409) where someone stored another version first.
    """
    if not access.may_write(scope, application):
        raise Problem("access.ability", status=403)
    with transaction.atomic():
        row = RoundApplication.objects.select_for_update().get(pk=application.pk)
        _refuse_closed_to_writing(row)
        if row.version != version:
            raise Problem("publication.changed", status=409)
        wanted = dict(values) | _sealed(row, identity)
        before = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
        done = ",".join(dict.fromkeys([*row.parts_done(), part]))
        RoundApplication.objects.filter(pk=row.pk).update(**wanted, done=done, version=version + 1)
        _put_goods(row, goods)
        shown = {name: wanted[name] for name in before if name not in SECRET}
        record(
            actor=actor, verb="rounds.fill", subject=RoundApplication.SUBJECT, subject_id=row.pk,
            area_code=row.area_code, note=ids.mask(identity) if identity else "",
            before=_plain({name: before[name] for name in shown}), after=_plain(shown),
        )  # fmt: skip
    application.refresh_from_db()


def _refuse_closed_to_writing(row: RoundApplication) -> None:
    rules.after(State(row.state), Step.SUBMIT, _state_name(row))
    today = timezone.localdate()
    if row.due_on >= today:
        return
    if row.state == State.RETURNED:
        raise Problem("round.mend_over", status=409, until=queries.day(row.due_on))
    if queries.window_now(row.round, today) is None:
        raise _closed(row.round, queries.windows_of([row.round_id])[row.round_id], today)


def _sealed(row: RoundApplication, identity: str | None) -> dict[str, str]:
    if not identity:
        return {}
    blind = vault.blind(IDENTITY, identity)
    if row.id_blind == blind:
        return {}
    return {"id_sealed": vault.seal(IDENTITY, row.key, identity), "id_blind": blind}


def _put_goods(row: RoundApplication, goods: Iterable[int] | None) -> None:
    """The chosen products, as far as they are the producer's own."""
    if goods is None:
        return
    own = Product.objects.filter(producer=row.producer_id, pk__in=list(goods)).order_by("pk")
    row.goods.all().delete()
    RoundGoods.objects.bulk_create(RoundGoods(application=row, product=product) for product in own)


def submit(*, actor: User, scope: Scope, application: RoundApplication, version: int | None = None) -> None:
    """Send an application for the district's check; every rule that is not met is told at once (Problems).

    Of two who send it at once the second is refused with round.not_now (409). Outside the windows round.closed.
    """
    access.step_on(scope, application, Step.SUBMIT)
    with transaction.atomic():
        row = RoundApplication.objects.select_for_update().get(pk=application.pk)
        _refuse_closed_to_writing(row)
        if version is not None and version != row.version:
            raise Problem("publication.seen_old", status=409)
        found = judge(row)
        if found:
            raise Problem.many(found)
        _move(actor, Step.SUBMIT, [row], "", None)
    application.refresh_from_db()


def judge(row: RoundApplication) -> list[Problem]:
    """Every rule that the application does not meet as it is now."""
    district = row.area_code[:DISTRICT_DIGITS]
    answers = Answers(
        kind=row.kind,
        turn=row.turn,
        is_thai=row.is_thai,
        area_code=row.area_code,
        site_code=row.site_code,
        joins_production=row.joins_production,
        joins_management=row.joins_management,
        gives_benefit=row.gives_benefit,
        is_proxy=row.is_proxy,
        proxy_name=row.proxy_name,
        mandate_on=row.mandate_on,
        goods=row.goods.count(),
    )
    place = paths_of([district]).get(district, "") or "–"
    found = rules.judge(answers, queries.terms_of(row.round), timezone.localdate(), place)
    if not row.id_sealed:
        found.insert(0, Problem("id.empty", field="number"))
    return found


# --- decisions -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pick:
    """An application someone chose, in the version looked at (None: as it is now)."""

    pk: int
    version: int | None = None


@dataclass
class Outcome:
    """What a step did with the chosen applications; those outside one's area are in neither list."""

    done: list[RoundApplication] = field(default_factory=list)
    refused: list[tuple[RoundApplication, Problem]] = field(default_factory=list)


def decide(
    *,
    actor: User,
    scope: Scope,
    application: RoundApplication,
    step: Step,
    reason: str = "",
    sitting: Sitting | None = None,
    version: int | None = None,
) -> None:
    """One step on one application; the refusal of a batch is raised here."""
    access.step_on(scope, application, step)
    picks = [Pick(application.pk, version)]
    outcome = decide_many(actor=actor, scope=scope, step=step, picks=picks, reason=reason, sitting=sitting)
    if outcome.refused:
        raise outcome.refused[0][1]
    if not outcome.done:
        raise Problem("access.ability", status=403)
    application.refresh_from_db()


def decide_many(
    *, actor: User, scope: Scope, step: Step, picks: Sequence[Pick], reason: str = "", sitting: Sitting | None = None
) -> Outcome:
    """One step with one reason on many applications: what may go goes, with one trail entry; of the rest is said why.

    Own entries, those in another state, and those without their papers are left as they are. A missing reason, or a
    committee's step without its meeting, refuses the whole batch.
    """
    note = rules.reason_for(step, reason)
    meeting = _check_sitting(sitting) if step in OF_COMMITTEE else None
    seen = {pick.pk: pick.version for pick in picks}
    outcome = Outcome()
    with transaction.atomic():
        found = RoundApplication.objects.in_scope(scope).filter(pk__in=seen).select_related("round", "producer")
        rows = list(found.select_for_update(of=("self",)).order_by("pk"))
        hands = queries.hands_of([row.pk for row in rows]) if step in rules.DECISIONS else {}
        lacking = queries.unseen(rows, timezone.localdate()) if step is Step.CHECK else {}
        for row in rows:
            try:
                _judge_step(scope, step, row, seen[row.pk])
                rules.refuse_own(hands.get(row.pk, ()), actor.pk)
                rules.refuse_unseen(lacking.get(row.pk, ()))
            except Problem as problem:
                outcome.refused.append((row, problem))
            else:
                outcome.done.append(row)
        _move(actor, step, outcome.done, note, meeting)
    return outcome


def _judge_step(scope: Scope, step: Step, row: RoundApplication, seen: int | None) -> None:
    """What can be told from the row itself and the person's postings."""
    access.step_on(scope, row, step)
    rules.after(State(row.state), step, _state_name(row))
    if step in rules.DECISIONS and not rules.may_take(scope, step, State(row.state), row.area_code):
        raise Problem("access.ability", status=403)
    if seen is not None and seen != row.version:
        raise Problem("publication.seen_old", status=409)


def _check_sitting(sitting: Sitting | None) -> Sitting:
    today = timezone.localdate()
    day = sitting.held_on if sitting else today
    years = {day.year + era.BE_OFFSET, era.fiscal_year(day)}
    return rules.check_sitting(sitting, today, years=years, shown=queries.day(day))


def _move(actor: User, step: Step, rows: Sequence[RoundApplication], note: str, sitting: Sitting | None) -> None:
    """The new state with its day, the trail, the notices, and what an approval brings."""
    if not rows:
        return
    meetings = _meetings(rows, sitting) if sitting else {}
    closes = _closing(step, rows)
    changes = [
        _move_one(step, row, note, closes[row.round_id], meetings.get(row.area_code[:DISTRICT_DIGITS])) for row in rows
    ]
    said = " ".join(filter(None, (f"ครั้งที่ {sitting}" if sitting else "", note)))
    _write_trail(actor, f"rounds.{step.value}", rows, changes, said)
    if step is Step.APPROVE:
        for row in rows:
            _register(actor, row)
        support.record_many(actor=actor, given=[decision_on(row, row.round, row.pk) for row in rows])
    tell_step(actor, step, rows)


def _closing(step: Step, rows: Sequence[RoundApplication]) -> dict[int, date]:
    """The last day of each round's open window, today where none is open; asked for only where rows are returned."""
    today = timezone.localdate()
    ids = {row.round_id for row in rows}
    windows = queries.windows_of(ids) if step is Step.RETURN else {}
    found = {pk: rules.window_on(windows.get(pk, ()), today) for pk in ids}
    return {pk: window.closes if window else today for pk, window in found.items()}


def _move_one(step: Step, row: RoundApplication, note: str, closes: date, meeting: RoundMeeting | None) -> Change:
    """One row to its next state, if it still stands where the step starts; 409 where it does not."""
    sources, target = rules.MOVES[step]
    today = timezone.localdate()
    before: dict[str, Any] = {"state": row.state}
    values: dict[str, Any] = {
        "state": target.value,
        "version": row.version + 1,
        "moved_on": today,
        "due_on": _due(row, target, today, closes),
        "return_note": note[:500] if target in (State.RETURNED, State.REFUSED) else "",
    }
    if meeting:
        values["meeting"] = meeting
    if not RoundApplication.objects.filter(pk=row.pk, version=row.version, state__in=sources).update(**values):
        raise Problem("publication.seen_old", status=409)
    for name, value in values.items():
        setattr(row, name, value)
    return Change(RoundApplication.SUBJECT, row.pk, before, {"state": target.value})


def _due(row: RoundApplication, target: State, today: date, closes: date) -> date:
    return rules.due_on(
        target,
        today,
        closes,
        answer_days=row.round.answer_days,
        mend_days=row.round.mend_days,
        was=row.due_on,
    )


def _write_trail(
    actor: User, verb: str, rows: Sequence[RoundApplication], changes: Sequence[Change], note: str
) -> None:
    """One entry for the act: on the application itself, or with a change row for each of them."""
    area = area_around([row.area_code for row in rows])
    subject = RoundApplication.SUBJECT
    if len(changes) > 1:
        record_bulk(
            actor=actor, verb=verb, subject=subject, changes=changes, count=len(changes), area_code=area, note=note
        )
        return
    only = changes[0]
    record(
        actor=actor, verb=verb, subject=subject, subject_id=only.subject_id, area_code=area, note=note,
        before=only.before, after=only.after,
    )  # fmt: skip


def _meetings(rows: Iterable[RoundApplication], sitting: Sitting) -> dict[str, RoundMeeting]:
    """The meeting of each district's committee; the same number held on another day is refused."""
    found = {}
    for district in sorted({row.area_code[:DISTRICT_DIGITS] for row in rows}):
        meeting, _is_new = RoundMeeting.objects.get_or_create(
            area_code=district, year=sitting.year, number=sitting.number, defaults={"held_on": sitting.held_on}
        )
        if meeting.held_on != sitting.held_on:
            raise Problem(
                "round.meeting_other", field="held_on", number=sitting.number, year=sitting.year,
                day=queries.day(meeting.held_on),
            )  # fmt: skip
        found[district] = meeting
    return found


def _register(actor: User, row: RoundApplication) -> None:
    """An approved application tells the register what was judged: the kind, the links, and a number it lacks."""
    producer = publication.lock(row.producer)
    values = {"kind": row.kind, **{name: getattr(row, name) for name in LINKS}}
    publication.write(
        actor=actor, kind=producers.KIND, row=producer, values=values, verb="rounds.approve", keeps_state=True
    )
    if not producer.id_sealed and row.id_sealed:
        number = queries.identity_of(row)
        Producer.objects.filter(pk=producer.pk).update(
            id_sealed=vault.seal(PRODUCER_IDENTITY, producer.key, number),
            id_blind=vault.blind(PRODUCER_IDENTITY, number),
        )


def _state_name(row: RoundApplication) -> str:
    return str(dict(STATE_NAMES)[row.state])


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: publication.plain(value) for name, value in values.items()}
