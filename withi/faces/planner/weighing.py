"""Weights of communities, made anew each night from what was counted; read by every plan of the day after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from withi.faces.planner import fair, queries, rules
from withi.faces.planner.fair import Standing, Weighed
from withi.faces.planner.models import TripAgreement, TripCount, TripWeight
from withi.ground.jobs.actions import register_period
from withi.kit import era
from withi.registers.villages.models import Community, CommunityAsset
from withi.work.checkin.models import CheckinDay
from withi.work.checkin.queries import counted_by
from withi.work.income.models import IncomeTourism
from withi.work.income.rules import State

KEEP_DAYS, OLDEST = 90, 2
SHOWN = 14
AT_ONCE = 1_000
REPORTED = (State.REPORTED.value, State.REPEATED.value, State.ZERO.value)


def weigh(*, today: date | None = None) -> int:
    """Weights of today for every community that receives guests, in place of those of an earlier run; how many.

    Reads each signal once; nothing is locked while it counts.
    """
    today = today or timezone.localdate()
    standing = standing_of(queries.open_communities(), today)
    signals = signals_on(today, [one.id for one in standing])
    provinces = defaultdict(list)
    for one in standing:
        provinces[one.province].append(one)
    found: list[Weighed] = []
    for members in provinces.values():
        ids = {one.id for one in members}
        own = [{pk: value for pk, value in counted.items() if pk in ids} for counted in signals]
        found += fair.weighed(members, own, today)
    with transaction.atomic():
        TripWeight.objects.filter(day=today).delete()
        TripWeight.objects.filter(day__lt=today - timedelta(days=KEEP_DAYS)).delete()
        TripWeight.objects.bulk_create([_row(one, today) for one in found], batch_size=AT_ONCE, ignore_conflicts=True)
    return len(found)


def weigh_if_due() -> int:
    """The worker's: once after midnight; how many were weighed."""
    return 0 if TripWeight.objects.filter(day=timezone.localdate()).exists() else weigh()


def _row(one: Weighed, day: date) -> TripWeight:
    return TripWeight(
        community_id=one.id, day=day, weight=one.weight, served=one.served, signals=one.signals,
        is_ready=one.is_ready, is_agreed=one.is_agreed,
    )  # fmt: skip


def standing_of(rows: Iterable[Community], today: date) -> list[Standing]:
    """What the registers say of communities. Three queries."""
    rows = list(rows)
    ids = [row.pk for row in rows]
    since = today - timedelta(days=rules.STALE_DAYS)
    verified = CommunityAsset.objects.filter(verified_on__gte=since, kind__in=rules.INTEREST)
    if len(ids) <= AT_ONCE:
        verified = verified.filter(community__in=ids)
    stops = dict(verified.order_by().values_list("community").annotate(Count("pk")))
    agreed = set(TripAgreement.objects.filter(until=None).values_list("community", flat=True))
    return [
        Standing(
            id=row.pk,
            province=row.area_code[:2],
            can_be_called=bool(row.phone or row.line_id),
            confirmed=row.confirmed_on,
            fresh_stops=stops.get(row.pk, 0),
            agreed=row.pk in agreed,
        )
        for row in rows
    ]


def signals_on(today: date, communities: Iterable[int]) -> list[Mapping[int, int]]:
    """What was counted lately: scans, guests by hosts, trips planned, takings in baht; by community. Four queries.

    The two series of check-in stay apart. Takings are those reported; an estimate says nothing. Trips are counted of
    everybody, so none is zero there.
    """
    since = today - timedelta(days=fair.SPAN_DAYS)
    months = [era.month_shifted(era.month_key(today), -back) for back in range(1, fair.MONTHS + 1)]
    scans = CheckinDay.objects.filter(day__gte=since).order_by().values_list("community").annotate(Sum("scans"))
    guests = {pk: row.guests for pk, row in counted_by("community", day__gte=since).items()}
    planned = TripCount.objects.filter(day__gte=since).order_by().values_list("community").annotate(Sum("trips"))
    taken = IncomeTourism.objects.filter(month__in=months, state__in=REPORTED).order_by().values_list("community")
    takings = {pk: total // 100 for pk, total in taken.annotate(Sum("total"))}
    return [dict(scans), guests, dict.fromkeys(communities, 0) | dict(planned), takings]


def weights_on(today: date, communities: Iterable[int]) -> dict[int, float]:
    """The latest weights of communities; older than two days they count no more, then all are alike. One query."""
    rows = TripWeight.objects.filter(community__in=list(communities), day__gte=today - timedelta(days=OLDEST))
    return {pk: weight / fair.EVEN for pk, weight in rows.order_by("day").values_list("community", "weight")}


@dataclass(frozen=True, slots=True)
class Told:
    """How a community stands: what is lacking, its yes, and its last nights."""

    lacking: list[str]
    agreement: TripAgreement | None
    nights: list[TripWeight]
    receives: bool


def told_of(row: Community, today: date) -> Told:
    """Of one community, for its people. Five queries."""
    (one,) = standing_of([row], today)
    agreement = TripAgreement.objects.filter(community=row, until=None).first()
    nights = list(TripWeight.objects.filter(community=row).order_by("-day")[:SHOWN])
    return Told(fair.lacking(one, today), agreement, nights, queries.open_communities().filter(pk=row.pk).exists())


register_period("planner.weigh", weigh_if_due)
