"""Guests of the demonstration: scans and hosts' groups of some months, every one of them invented.

They follow the season and the week, so that the pages look as they will; they say nothing about any village.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from django.utils import timezone

from withi.faces.demo.rules import NOTE, SEED, between, chance
from withi.faces.demo.sales import SEASON
from withi.ground.people.models import User
from withi.ground.trail.actions import record
from withi.kit import era
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.registers.villages.rules import TAKES_GUESTS
from withi.work.checkin import actions as checkin
from withi.work.checkin.models import CheckinDay, CheckinGroup
from withi.work.checkin.rules import Proof, Purpose

DAYS = 450
STOPPED = 60
"""Since so many days nobody is counted where no guests are taken now."""
WEEKEND = 5
PROOFS = ((Proof.POSITION, 0.5), (Proof.WORD, 0.2), (Proof.UNVERIFIED, 0.3))
PURPOSES = (Purpose.LEISURE, Purpose.LEISURE, Purpose.STUDY, Purpose.FESTIVAL, Purpose.TRADE)


def count(by: Any, communities: Iterable[Community], today: date) -> None:
    """Some months of both series for every published community, written down by one office."""
    scans: list[CheckinDay] = []
    groups: list[CheckinGroup] = []
    for place in communities:
        if place.state != State.PUBLISHED:
            continue
        last = 1 if place.receiving in TAKES_GUESTS else STOPPED
        for back in range(last, DAYS):
            day = today - timedelta(days=back)
            scans += _scans(place, day)
            groups += _groups(place, day, by.user)
    checkin.store_many(scans=scans, groups=groups)
    record(actor=by.user, verb="demo.guests", subject="demo", note=f"{NOTE}: {len(scans)} + {len(groups)}")


def clear(users: models.QuerySet[User]) -> None:
    """Take out groups that demonstration accounts wrote down; what else is counted goes with its community."""
    CheckinGroup.objects.filter(models.Q(entered_by__in=users) | models.Q(taken_back_by__in=users)).delete()


def _busy(place: Community, day: date) -> float:
    """How many guests a day brings, by season and week, and by how well the place is known."""
    known = 1 + 6 * chance("known", place.area_code)
    return known * SEASON[day.month - 1] * (3 if day.weekday() >= WEEKEND else 1)


def _scans(place: Community, day: date) -> Iterator[CheckinDay]:
    busy = _busy(place, day) * 2 * chance("scans", place.area_code, day)
    for proof, share in PROOFS:
        if number := round(busy * share):
            yield CheckinDay(community=place, day=day, month=era.month_key(day), proof=proof.value, scans=number)


def _groups(place: Community, day: date, user: User) -> Iterator[CheckinGroup]:
    key = (place.area_code, day)
    if chance("group", *key) > _busy(place, day) / 40:
        return
    size, foreign = between(6, 45, "size", *key), 0
    if chance("foreign", *key) < 0.2:
        foreign = between(1, 6, "abroad", *key)
    yield CheckinGroup(
        key=_key(*key),
        community=place,
        day=day,
        month=era.month_key(day),
        guests_thai=size,
        guests_foreign=foreign,
        purpose=PURPOSES[between(0, len(PURPOSES) - 1, "purpose", *key)].value,
        nights=between(1, 2, "nights", *key) if chance("stays", *key) < 0.25 else 0,
        entered_by=user,
        entered_at=datetime.combine(day, time(17), tzinfo=timezone.get_current_timezone()),
    )


def _key(*key: object) -> UUID:
    return uuid5(NAMESPACE_URL, "/".join(map(str, (SEED, "group", *key))))
