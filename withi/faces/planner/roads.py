"""Minutes by road for a trip: told by the operator's routing server, kept by its map, estimated where it is away."""

import json
import logging
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from time import monotonic as clock

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from withi.faces.planner import rules
from withi.faces.planner.models import TripRoads
from withi.faces.planner.rules import Basis
from withi.ground.web import outbound
from withi.kit import routing
from withi.kit.geo import Point
from withi.kit.routing import Block, Kind, Question

logger = logging.getLogger(__name__)
PATIENCE, ANSWER = 5.0, 3.0
"""Seconds a guest waits for all answers, and for one. What was told until then is kept for the next guest."""
MAP_KEPT, AWAY_KEPT = 600, 60
KEEP = timedelta(days=90)
FEW = 40
NO_NAME = "-"


@dataclass(slots=True)
class Known:
    """Minutes by road between places, as far as they are told: by where one goes from, then where to."""

    ways: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    new: set[str] = field(default_factory=set)

    def lacking(self, one: str, places: Sequence[str]) -> tuple[int, ...]:
        """Numbers of the places to which no way from one is known."""
        ways = self.ways.get(one, {})
        return tuple(number for number, place in enumerate(places) if place not in ways)

    def learn(self, one: str, other: str, minutes: int) -> None:
        self.ways[one][other] = minutes
        self.new.add(one)


@dataclass(frozen=True, slots=True)
class Server:
    """The operator's server and the map it answers from now."""

    kind: Kind
    url: str
    map: str
    mode: str


class Away(Exception):
    """The server gives no answer that can be read."""


class Slow(Exception):
    """The server answers, but not all of it in time; the next guest asks for the rest."""


def measured(basis: Basis) -> Basis:
    """The basis with minutes by road; as it was where no server is set, or it is away."""
    mode = basis.wish["transport"]
    if settings.ROUTING is None or not routing.knows(settings.ROUTING[0], mode):
        return basis
    kind, url = settings.ROUTING
    name = _map_of(kind, url, rules.point(basis, 0))
    if not name:
        return basis
    server = Server(kind, url, name, mode)
    places = [_key(rules.point(basis, one)) for one in range(len(basis.points))]
    known = _kept(server, places)
    try:
        _complete(server, known, basis, places)
    except Away as trouble:
        _say_away(trouble)
        return basis
    except Slow as trouble:
        logger.warning("travel times are estimated: %s", trouble)
        return basis
    finally:
        _keep(server, known, but=places[:1] if basis.own_start else [])
    return replace(
        basis, map=name, roads=routing.packed([known.ways[one][other] for other in places] for one in places)
    )


def _key(point: Point) -> str:
    return f"{point[0]:.5f},{point[1]:.5f}"


def _map_of(kind: Kind, url: str, somewhere: Point) -> str:
    """The server's kind with its map, asked again every ten minutes; empty where it is away, for a minute."""
    found: str | None = cache.get("planner.map")
    if found is None:
        question = routing.status_question(kind, somewhere)
        try:
            version = routing.map_version(kind, _asked(url, question, ANSWER))
        except Away as trouble:
            _say_away(trouble)
            return ""
        found = f"{kind} {version or NO_NAME}"[:80]
        cache.set("planner.map", found, MAP_KEPT)
    return found


def _say_away(trouble: Away) -> None:
    """For whoever runs this; nobody asks again for a minute, so that not every guest waits."""
    logger.warning("travel times are estimated: %s", trouble)
    cache.set("planner.map", "", AWAY_KEPT)


def _asked(url: str, question: Question, seconds: float) -> bytes:
    """The body of an answer. Away for anything else."""
    try:
        told = outbound.ask_own(url, question.path, body=question.body, seconds=seconds)
    except outbound.Silent as trouble:
        raise Away(str(trouble)) from trouble
    if told.status != 200:
        raise Away(f"{url} answers {told.status}")
    return told.body


def _complete(server: Server, known: Known, basis: Basis, places: Sequence[str]) -> None:
    """Ask for what is not known, in blocks. Away, Slow."""
    until = clock() + PATIENCE
    points = [rules.point(basis, one) for one in range(len(places))]
    for block in blocks_of(known, places):
        left = until - clock()
        if left <= 0:
            raise Slow(f"{server.url} takes longer than {PATIENCE:.0f} s")
        answer = _asked(server.url, routing.question(server.kind, server.mode, points, block), min(left, ANSWER))
        try:
            told = routing.seconds(server.kind, answer, block)
        except routing.Unreadable as trouble:
            raise Away(f"{server.url}: {trouble}") from trouble
        for one, row in zip(block.sources, told, strict=True):
            for other, driven in zip(block.targets, row, strict=True):
                minutes = routing.minutes(driven, points[one], points[other], server.mode, basis.travel)  # type: ignore[arg-type]
                known.learn(places[one], places[other], 0 if one == other else minutes)


def blocks_of(known: Known, places: Sequence[str]) -> list[Block]:
    """What is not known yet, in blocks: places that lack the same are asked for together, all where gaps are many."""
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(places):
        if targets := known.lacking(one, places):
            alike[targets].append(number)
    if len(alike) > FEW:
        alike = {tuple(sorted(set(chain(*alike)))): sorted(chain(*alike.values()))}
    return [block for targets, sources in alike.items() for block in routing.blocks(sources, targets)]


def _kept(server: Server, places: Iterable[str]) -> Known:
    """What was told before from this map. One query."""
    rows = TripRoads.objects.filter(map=server.map, mode=server.mode, place__in=list(places))
    known = Known()
    for place, body in rows.values_list("place", "body"):
        known.ways[place] = json.loads(zlib.decompress(bytes(body)))
    return known


def _keep(server: Server, known: Known, but: Sequence[str]) -> None:
    """Keep what is new for the next trip; nothing of where a guest sets out, to or from."""
    today = timezone.localdate()
    rows = [
        TripRoads(map=server.map, mode=server.mode, place=place, made_on=today, body=_packed(known.ways[place], but))
        for place in sorted(known.new - set(but))
    ]
    TripRoads.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["map", "mode", "place"], update_fields=["made_on", "body"]
    )


def _packed(ways: Mapping[str, int], but: Sequence[str]) -> bytes:
    kept = {place: minutes for place, minutes in ways.items() if place not in but}
    return zlib.compress(json.dumps(kept, separators=(",", ":")).encode())


def forget_roads(today: date, most: int) -> int:
    """Delete minutes that nobody asked for anew in three months; how many places."""
    old = TripRoads.objects.filter(made_on__lt=today - KEEP).order_by("pk").values_list("pk", flat=True)[:most]
    return TripRoads.objects.filter(pk__in=list(old)).delete()[0]


def source_of(basis: Basis, shown: Callable[[date], str]) -> str:
    """Where the travel times of a trip come from, in a sentence."""
    if not basis.roads:
        return _("Travel times are estimates from straight lines, not from roads.")
    version = basis.map.partition(" ")[2]
    if version.isdecimal():
        day = datetime.fromtimestamp(int(version), UTC).date()
        return _("Travel times are by road, from a map of %(day)s, without traffic.") % {"day": shown(day)}
    return _("Travel times are by road, from a map, without traffic.")
