"""Every write on routes: their facts, their stops and order, their hosts and whose turn it was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.people.models import User
from withi.ground.people.rules import Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import record
from withi.kit.era import format_date
from withi.kit.problem import Problem
from withi.kit.thai import sort_key
from withi.registers.publication import actions as publication
from withi.registers.publication.actions import Parts
from withi.registers.publication.models import PHOTO_HANDS, PHOTO_LABELS, PHOTO_VERBS, Kind, register_kind
from withi.registers.publication.rules import State
from withi.registers.routes import access, queries, rules, words
from withi.registers.routes.models import Route, RouteHost, RouteStop, RouteTurn
from withi.registers.routes.rules import Effort, Theme
from withi.registers.villages.models import Community, CommunityAsset

Stops = list[RouteStop]


@dataclass(frozen=True, slots=True)
class RouteRow:
    """The facts of one route, plain values; no months are the whole year."""

    name_th: str
    area_code: str
    begins_at: time = time(9)
    name_en: str = ""
    summary_th: str = ""
    summary_en: str = ""
    story_th: str = ""
    story_en: str = ""
    theme: str = Theme.CLOTH.value
    effort: str = Effort.EASY.value
    mode: str = "car"
    days: int = 1
    season_first: int | None = None
    season_last: int | None = None
    group_min: int | None = None
    group_max: int | None = None


@dataclass(frozen=True, slots=True)
class StopRow:
    """The facts of one stop."""

    community: Community
    asset: CommunityAsset | None = None
    day: int = 1
    minutes: int = 60
    note_th: str = ""
    note_en: str = ""


FACTS = tuple(field.name for field in fields(RouteRow))
STOP_FACTS = tuple(field.name for field in fields(StopRow))


def add(*, actor: User, scope: Scope, facts: RouteRow, is_demo: bool = False) -> Route:
    """Write a route down as a draft without stops."""
    access.refuse_outside(scope, facts.area_code)
    _check(facts)
    values = _values(facts)
    with transaction.atomic():
        route = Route.objects.create(**values, sort_key=sort_key(facts.name_th), entered_by=actor, is_demo=is_demo)
        _record(actor, route, "routes.add", after={name: _plain(value) for name, value in values.items() if value})
        publication.reindex(KIND, [route])
    return route


def change(*, actor: User, scope: Scope, route: Route, facts: RouteRow, version: int) -> bool:
    """Store changed facts; whether anything changed. A published route waits again.

    Raises Problem publication.changed (409, with `theirs` and `yours`) where someone stored another version first, and
    refuses fewer days than the stops need, and an hour of setting out that lets a day last into the night.
    """
    access.refuse_outside(scope, facts.area_code)
    _check(facts)
    values = _values(facts)
    with transaction.atomic():
        held = access.hold(route.pk, scope)
        publication.refuse_stale(held, version, values)
        stops = queries.stops_of(held)
        rules.check_days(facts.days, [stop.day for stop in stops])
        _refuse_late(facts.begins_at, facts.mode, stops)
        derived = {"sort_key": sort_key(facts.name_th)}
        changed = publication.write(
            actor=actor, kind=KIND, row=held, values=values, verb="routes.change", derived=derived
        )
    route.refresh_from_db()
    return changed


def _check(facts: RouteRow) -> None:
    rules.check_season(facts.season_first, facts.season_last)
    rules.check_group(facts.group_min, facts.group_max)


def _values(facts: RouteRow) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in FACTS}


def _plain(value: Any) -> Any:
    """A value as the trail keeps it."""
    return value.isoformat() if isinstance(value, date | time) else value


def _record(actor: User, route: Route, verb: str, **told: Any) -> None:
    record(actor=actor, verb=verb, subject=Route.SUBJECT, subject_id=route.pk, area_code=route.area_code, **told)


def _refuse_late(begins: time, mode: str, stops: Sequence[RouteStop]) -> None:
    halts = [stop.halt() for stop in stops]
    rules.refuse_late(rules.timetable(halts, begins, mode))  # type: ignore[arg-type]


# --- stops ---------------------------------------------------------------------------------------


def add_stop(*, actor: User, scope: Scope, route: Route, facts: StopRow) -> RouteStop:
    """A stop, last on its day; a published route waits again.

    Refused where guests do not see the community, or it turns them away.
    """
    made = RouteStop(route=route)

    def edit(stops: Stops, held: Route) -> Stops:
        if len(stops) >= rules.MOST_STOPS:
            raise Problem("route.many", most=rules.MOST_STOPS)
        _fill(made, facts, held)
        return [*stops, made]

    _edit_stops(actor, scope, route, "routes.stop_add", edit)
    return made


def change_stop(*, actor: User, scope: Scope, route: Route, stop: RouteStop, version: int, facts: StopRow) -> bool:
    """Store changed facts of a stop; whether anything changed. 409 with both versions where someone was first."""

    def edit(stops: Stops, held: Route) -> Stops:
        stored = _stop_in(stops, stop.pk)
        theirs, yours = publication.difference(stored, {name: getattr(facts, name) for name in STOP_FACTS})
        if yours and stored.version != version:
            raise Problem("publication.changed", status=409, theirs=theirs, yours=yours)
        if yours:
            _fill(stored, facts, held)
            stored.version = version + 1
        return stops

    return _edit_stops(actor, scope, route, "routes.stop_change", edit)


def remove_stop(*, actor: User, scope: Scope, route: Route, stop: RouteStop) -> None:
    """Take a stop out; what it was stays in the trail. A published route waits again."""

    def edit(stops: Stops, _held: Route) -> Stops:
        gone = _stop_in(stops, stop.pk)
        return [other for other in stops if other is not gone]

    _edit_stops(actor, scope, route, "routes.stop_remove", edit)


def move_stop(*, actor: User, scope: Scope, route: Route, stop: RouteStop, step: int) -> bool:
    """One place earlier (-1) or later (1); over the edge of a day it goes to the next day. False at either end."""

    def edit(stops: Stops, held: Route) -> Stops:
        moved = _stop_in(stops, stop.pk)
        place = stops.index(moved)
        there = place + step
        if 0 <= there < len(stops) and stops[there].day == moved.day:
            stops[place], stops[there] = stops[there], stops[place]
        elif 1 <= moved.day + step <= held.days:
            moved.day += step
        return stops

    return _edit_stops(actor, scope, route, "routes.stop_move", edit)


def place_stop(*, actor: User, scope: Scope, route: Route, stop: RouteStop, day: int, at: int) -> bool:
    """Set a stop down on a day before what is there in place `at` (from 0, counted without it); whether it moved."""

    def edit(stops: Stops, held: Route) -> Stops:
        moved = _stop_in(stops, stop.pk)
        rules.check_stop_day(day, held.days)
        moved.day = day
        rest = [other for other in stops if other is not moved]
        mine = [other for other in rest if other.day == day]
        place = rest.index(mine[at]) if at < len(mine) else len(rest)
        return [*rest[:place], moved, *rest[place:]]

    return _edit_stops(actor, scope, route, "routes.stop_move", edit)


def _fill(stop: RouteStop, facts: StopRow, held: Route) -> None:
    """Facts into a stop, refused where they cannot be."""
    rules.check_stop_day(facts.day, held.days)
    if facts.community.pk != stop.community_id:
        rules.refuse_obstacle(facts.community.name_th, rules.obstacle(facts.community.state, facts.community.receiving))
    if facts.asset is not None and facts.asset.community_id != facts.community.pk:
        raise Problem("route.foreign_asset", field="asset")
    for name in STOP_FACTS:
        setattr(stop, name, getattr(facts, name))


def _stop_in(stops: Stops, pk: int) -> RouteStop:
    found = next((stop for stop in stops if stop.pk == pk), None)
    if found is None:
        raise Problem("route.gone", status=409)
    return found


def _edit_stops(actor: User, scope: Scope, route: Route, verb: str, edit: Callable[[Stops, Route], Stops]) -> bool:
    """The stops as `edit` leaves them, by day and in order, under the route's lock; whether anything changed."""
    with transaction.atomic():
        held = access.hold(route.pk, scope)
        stops = queries.stops_of(held)
        before = {stop.pk: _told(stop) for stop in stops}
        after = edit(stops, held)
        after = [after[place] for place in rules.ordered([stop.day for stop in after])]
        if [(stop.pk, _told(stop)) for stop in after] == list(before.items()):
            return False
        _refuse_late(held.begins_at, held.mode, after)
        _store_stops(after, before.keys() - {stop.pk for stop in after})
        parts = _parts(before, {stop.pk: _told(stop) for stop in after})
        publication.write(actor=actor, kind=KIND, row=held, values={}, verb=verb, parts=parts)
    route.refresh_from_db()
    return True


def _store_stops(stops: Stops, gone: set[int]) -> None:
    """Written before the route itself, whose check on what is missing reads them."""
    RouteStop.objects.filter(pk__in=gone).delete()
    for position, stop in enumerate(stops, start=1):
        stop.position = position
        if stop.pk is None:
            stop.save()
    RouteStop.objects.bulk_update(stops, ["position", "version", *STOP_FACTS])


def _told(stop: RouteStop) -> dict[str, Any]:
    """A stop as the trail keeps it."""
    told = {name: getattr(stop, name) for name in ("day", "minutes", "note_th", "note_en")}
    return told | {"name": str(stop), "at": [stop.community_id, stop.asset_id]}


def _parts(before: dict[int, dict[str, Any]], after: dict[int, dict[str, Any]]) -> Parts:
    """What changed, stop by stop, and the order of those that stayed; stored already."""
    kinds = [{f"stop:{pk}": told for pk, told in side.items()} for side in (before, after)]
    orders = [[told["name"] for pk, told in side.items() if pk in before and pk in after] for side in (before, after)]
    old, new = kinds
    both = dict.fromkeys(old.keys() | new.keys())
    return Parts({**both, **old, "order": orders[0]}, {**both, **new, "order": orders[1]}, lambda: None)


def say(field: str, value: Any) -> str | None:
    """Stops and their order, as the trail keeps them, in words; None for the model's own fields."""
    kind = field.partition(":")[0]
    if kind == "order":
        return " → ".join(value)
    if kind != "stop":
        return None
    told = (
        value["name"],
        words.on_day(value["day"]),
        words.lasting(value["minutes"]),
        value["note_th"],
        value["note_en"],
    )
    return " · ".join(part for part in told if part)


# --- hosts ---------------------------------------------------------------------------------------


def add_host(*, actor: User, scope: Scope, route: Route, community: Community, name: str) -> RouteHost:
    """A host, last in the order of turns; of a community that is a stop."""
    try:
        with transaction.atomic():
            held = access.hold(route.pk, scope)
            if not held.stops.filter(community=community).exists():
                raise Problem("route.not_a_stop", field="community")
            if held.hosts.count() >= rules.MOST_HOSTS:
                raise Problem("route.hosts", most=rules.MOST_HOSTS)
            last = held.hosts.aggregate(last=models.Max("position"))["last"] or 0
            host = RouteHost.objects.create(route=held, community=community, name=name, position=last + 1)
            _record(actor, held, "routes.host_add", note=queue_note(host))
    except IntegrityError:
        raise Problem("route.host_known", field="name") from None
    return host


def queue_note(host: RouteHost) -> str:
    """Which host, without its name: the trail stays, names of families go when they ask for it."""
    return f"{host.community} {host.position}"


def remove_host(*, actor: User, scope: Scope, route: Route, host: RouteHost) -> None:
    """Take a host out of the order, with the groups written down for it; the trail keeps that it was."""
    with transaction.atomic():
        held = access.hold(route.pk, scope)
        if not held.hosts.filter(pk=host.pk).delete()[0]:
            raise Problem("route.gone", status=409)
        _record(actor, held, "routes.host_remove", note=queue_note(host))


def take_turn(
    *, actor: User, scope: Scope, route: Route, host: RouteHost, taken_on: date, people: int | None
) -> RouteTurn:
    """Write down that the next host takes a group, or lets it pass (`people` None).

    Refused (409) where it is another's turn by now, so that two who write at once do not give two turns to one.
    """
    rules.check_turn_day(taken_on, timezone.localdate())
    with transaction.atomic():
        held = access.hold(route.pk, scope)
        known = queries.standings(held)
        expected = rules.next_host(standing for _row, standing in known.values())
        if expected is None:
            raise Problem("route.no_host", status=409)
        if expected != host.pk:
            raise Problem("route.not_next", status=409, name=known[expected][0].name)
        turn = RouteTurn.objects.create(host=host, taken_on=taken_on, people=people, entered_by=actor)
        verb = "routes.turn" if people is not None else "routes.turn_pass"
        _record(actor, held, verb, note=f"{queue_note(host)} · {format_date(taken_on)}")
    return turn


# --- the kind ------------------------------------------------------------------------------------


KIND = Kind(
    subject=Route.SUBJECT,
    model=Route,
    label=_("route"),
    plural=_("routes"),
    icon="road",
    desk_url_name="routes:detail",
    search_names=lambda row: [name for name in (row.name_th, row.name_en) if name],
    public=lambda row: bool(row.state == State.PUBLISHED),
    version_kind=Route.SUBJECT,
    missing=queries.missing,
    hands=frozenset(
        f"routes.{verb}" for verb in ("add", "change", "stop_add", "stop_change", "stop_remove", "stop_move")
    )
    | PHOTO_HANDS,
    verbs=PHOTO_VERBS
    | {
        "routes.add": _("entered"),
        "routes.change": _("changed the facts"),
        "routes.stop_add": _("added a stop"),
        "routes.stop_change": _("changed a stop"),
        "routes.stop_remove": _("took out a stop"),
        "routes.stop_move": _("changed the order"),
        "routes.host_add": _("added a host"),
        "routes.host_remove": _("took out a host"),
        "routes.turn": _("wrote down whose turn it was"),
        "routes.turn_pass": _("let a turn pass"),
    },
    labels=PHOTO_LABELS | {"stop": _("stop"), "order": _("order of the stops")},
    say=say,
    brief=queries.brief,
)
register_kind(KIND)
search.register_source(KIND.subject, publication.index_source(KIND))
