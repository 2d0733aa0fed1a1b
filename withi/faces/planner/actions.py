"""Planning and changing trips: every write. A guest has no account, so the trail knows nothing of it (README)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from withi.faces.planner import access, edits, queries, rain, rules
from withi.faces.planner.models import Trip, TripAgreement, TripAsking, TripBasis, TripCount, TripTurn
from withi.faces.planner.roads import forget_roads, measured
from withi.faces.planner.rules import Basis, State, Wish
from withi.faces.planner.weighing import weigh, weights_on
from withi.ground.jobs.actions import register_period
from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import record
from withi.kit.problem import Problem
from withi.kit.trips import Broken, Journey, Plan, Planner, Stop
from withi.registers.publication.models import teach_verbs
from withi.registers.villages import access as villages
from withi.registers.villages.models import Community
from withi.registers.villages.queries import role_of

__all__ = ["agree", "edit", "expect", "forget_old", "plan", "plan_anew", "plan_for_rain", "weigh"]
VERBS = {
    "planner.agree": _("agreed that more guests are sent to it"),
    "planner.disagree": _("took back that more guests are sent to it"),
}
AT_ONCE = 2
LEASE = timedelta(seconds=60)
PATIENCE, LOOK = 6.0, 0.2
SECONDS = 0.3
"""Processor time of one search; by the clock on the wall twice that at most."""
SPAN = 600
PLANS, EDITS = 15, 200
"""So many of each from one address within SPAN seconds; behind one address may be a whole school."""
KEEP = timedelta(days=730)
PLANNER = Planner(settings.VAR / "numba")


def expect() -> None:
    """Somebody fills in the form: the planner's child loads its code meanwhile, so that the answer comes at once."""
    if settings.PLANNER_WAKES:
        PLANNER.wake()


def plan(*, wish: Wish, address: str) -> Trip:
    """A trip for a wish. Problem trip.nowhere, trip.too_often, trip.crowded, trip.broken."""
    found = queries.where(wish)
    candidates = queries.candidates(found.communities) if found else []
    if found is None or not candidates:
        raise Problem("trip.nowhere")
    count_asking(address=address, most=PLANS, kind="plan")
    basis = measured(rules.basis_of(wish, candidates, found.center, timezone.localdate()))
    state = searched(basis, musts=wish.musts, removed=())
    with transaction.atomic():
        stored = TripBasis.objects.create(created_on=timezone.localdate(), body=access.packed(basis))
        trip = Trip.objects.create(token=token_urlsafe(16), basis=stored, state=state.as_json())
        count_trip(basis=basis, state=state, address=address)
    return trip


def plan_anew(*, trip: Trip, address: str) -> Trip:
    """The same wish once more: pinned stops stay, what was taken out stays out."""
    count_asking(address=address, most=PLANS, kind="plan")
    basis, state = access.basis_of(trip), access.state_of(trip)
    musts = (*basis.wish["musts"], *state.pinned)
    made = searched(basis, musts=tuple(one for one in musts if one not in state.removed), removed=state.removed)
    return _next(trip, State(made.routes, made.nights, state.pinned, state.removed, made.left_out, made.engine))


def plan_for_rain(*, trip: Trip, day: int, address: str) -> Trip:
    """A day anew with places under a roof first, as a trip beside; the other days stay. Problem trip.no_such_day."""
    count_asking(address=address, most=PLANS, kind="plan")
    basis, state = access.basis_of(trip), access.state_of(trip)
    if not 0 <= day < len(state.routes):
        raise Problem("trip.no_such_day", status=409)
    found = _found(rain.stops(basis, state, day), rules.legs(basis), rain.journey(basis, state, day), weights_of(basis))
    route = tuple(visit.stop for visit in found.visits[0])
    return _next(trip, rain.answered(state, day, route))  # type: ignore[arg-type]


def edit(*, trip: Trip, step: str, stop: int, address: str, to: tuple[int, int] = (0, 0)) -> Trip:
    """One change by a button, or set down at day and place `to`, as a new trip; nothing else moves.

    Problem trip.no_such_visit, trip.no_other.
    """
    count_asking(address=address, most=EDITS, kind="edit")
    basis, state = access.basis_of(trip), access.state_of(trip)
    if edits.at(state, stop) is None:
        raise Problem("trip.no_such_visit", status=409)
    if step == "pin":
        return _next(trip, edits.pinned(state, stop))
    if step == "remove":
        return _next(trip, edits.without(state, stop))
    if step == "place":
        return _next(trip, edits.placed(state, stop, *to))
    if step == "swap":
        other = edits.other_for(basis, state, stop)
        if other is None:
            raise Problem("trip.no_other", status=409)
        return _next(trip, edits.exchanged(state, stop, other))
    return _next(trip, edits.moved(state, stop, -1 if step == "earlier" else 1))


def _next(trip: Trip, state: State) -> Trip:
    with transaction.atomic():
        return Trip.objects.create(token=token_urlsafe(16), basis=trip.basis, before=trip, state=state.as_json())


def searched(basis: Basis, *, musts: tuple[int, ...], removed: tuple[int, ...]) -> State:
    """What the planner finds, once it is this request's turn."""
    found = _found(rules.stops(basis, musts, removed), rules.legs(basis), rules.journey(basis), weights_of(basis))
    return State(
        routes=tuple(tuple(visit.stop for visit in day) for day in found.visits),  # type: ignore[misc]
        nights=tuple(found.nights),  # type: ignore[arg-type]
        removed=removed,
        left_out=tuple((int(str(one.stop)), str(one.reason)) for one in found.unplanned),
        engine=found.engine,
    )


def weights_of(basis: Basis) -> dict[int, float]:
    """What last night made of the communities of a trip: guests are spread over them by it, and are not shown it."""
    return weights_on(timezone.localdate(), {one.community for one in basis.items})


def _found(stops: list[Stop], legs: list[list[int]], days: Journey, weights: dict[int, float]) -> Plan:
    wishes: dict[str, Any] = {"lunch": rules.LUNCH_WISH, "spread": rules.SPREAD, "village_weight": weights}
    with turn():
        try:
            return PLANNER.plan(stops, legs, days, time_limit=SECONDS, **wishes)
        except Broken as trouble:
            raise Problem("trip.broken", status=503) from trouble


@contextmanager
def turn() -> Iterator[None]:
    """One of the two places at the planner, over all processes. Problem trip.crowded after a while of waiting."""
    holder, until = token_urlsafe(12), time.monotonic() + PATIENCE
    while not (number := _taken(holder)):
        if time.monotonic() > until:
            raise Problem("trip.crowded", status=503, seconds=10)
        time.sleep(LOOK)
    try:
        yield
    finally:
        TripTurn.objects.filter(pk=number, holder=holder).update(holder="", held_until=timezone.now())


def _taken(holder: str) -> int:
    """The number of a free place that is now ours; 0 where all are taken."""
    now = timezone.now()
    for number in range(1, AT_ONCE + 1):
        free = TripTurn.objects.filter(pk=number, held_until__lte=now)
        if free.update(holder=holder, held_until=now + LEASE):
            return number
        TripTurn.objects.bulk_create([TripTurn(number=number, held_until=now)], ignore_conflicts=True)
        if free.update(holder=holder, held_until=now + LEASE):
            return number
    return 0


def count_asking(*, address: str, most: int, kind: str) -> None:
    """Count a request of an address. Problem trip.too_often where it had many within ten minutes."""
    now = time.time()
    with transaction.atomic():
        row = _asking(address, kind)
        lately = [at for at in row.asked if at > now - SPAN]
        wait = 0.0 if len(lately) < most else lately[-most] + SPAN - now
        if wait <= 0:
            row.asked = [*lately, now]
            row.save(update_fields=["asked"])
    if wait > 0:
        raise Problem("trip.too_often", status=429, minutes=int(wait // 60) + 1)


def count_trip(*, basis: Basis, state: State, address: str) -> None:
    """One trip more today for each community in it, once a day for one address."""
    homes = {one.community for one in basis.items if one.id in set(state.visited)}
    row = _asking(address, "trip")
    new = sorted(homes - set(row.counted))
    if not new:
        return
    row.counted = [*row.counted, *new]
    row.save(update_fields=["counted"])
    TripCount.objects.bulk_create([TripCount(community_id=pk, day=row.day) for pk in new], ignore_conflicts=True)
    TripCount.objects.filter(community__in=new, day=row.day).update(trips=F("trips") + 1)


def _asking(address: str, kind: str) -> TripAsking:
    """The row of an address today, made where it is missing, locked."""
    day = timezone.localdate()
    key = salted_hmac("withi.trips", "\0".join((kind, address, day.isoformat())), algorithm="sha256").hexdigest()
    TripAsking.objects.bulk_create([TripAsking(pk=key, day=day)], ignore_conflicts=True)
    return TripAsking.objects.select_for_update().get(pk=key)


def agree(*, actor: User, scope: Scope, row: Community, agreed: bool) -> None:
    """A community wants more guests sent to it from now on, or no more; said by its people or written down for them."""
    now = timezone.now()
    with transaction.atomic():
        held = villages.hold(row.pk, scope, villages.SAY_RECEIVING)
        current = TripAgreement.objects.filter(community=held, until=None)
        if agreed == current.exists():
            return
        if agreed:
            role = role_of(actor, held, timezone.localdate())
            TripAgreement.objects.create(community=held, since=now, said_by=actor, said_role=role)
        else:
            current.update(until=now, ended_by=actor)
        record(
            actor=actor, verb="planner.agree" if agreed else "planner.disagree", subject=Community.SUBJECT,
            subject_id=held.pk, area_code=held.area_code,
        )  # fmt: skip


def forget_old(*, most: int = 2_000) -> int:
    """Delete trips nobody can still be on, yesterday's day tokens and old minutes; how many trips' bases went."""
    today = timezone.localdate()
    forget_roads(today, most)
    TripAsking.objects.filter(day__lt=today).delete()
    old = list(TripBasis.objects.filter(created_on__lt=today - KEEP).order_by("pk").values_list("pk", flat=True)[:most])
    TripBasis.objects.filter(pk__in=old).delete()
    return len(old)


register_period("planner.forget", forget_old)
teach_verbs(Community.SUBJECT, VERBS)
search.register_popular(Community.SUBJECT, queries.planned_lately)
