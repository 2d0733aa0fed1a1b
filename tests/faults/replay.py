"""Every request of one person's session, sent again by another or with another's ids; what must not come of it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from tests.cast import Person, World
from tests.matrix import MARKS, Check, allowed_marks, covers, public_marks, send, told_marks
from tests.openings import Door, Open
from tests.pages import bytes_of, text_of
from tests.places import VILLAGES
from tests.register import Rows
from withi.faces.exchange.models import ExchangeItem, ExchangeLayout, ExchangeRun
from withi.faces.imports.models import ImportChunk, ImportDecision, ImportRun
from withi.faces.privacy.models import PrivacyConsent
from withi.ground.drafts.models import Draft
from withi.ground.files.models import Photo, PhotoVariant, Upload
from withi.ground.jobs.models import Job
from withi.ground.notices.models import Notice, NoticeCallList
from withi.ground.people.models import Device, Invitation, Posting
from withi.registers.producers.models import Producer, ProducerStatus
from withi.registers.products.models import Product, ProductSize
from withi.registers.publication.models import CheckItem
from withi.registers.villages.models import (
    Community,
    CommunityAsset,
    CommunityCategory,
    CommunityCharm,
    CommunityReceiving,
    CommunityVillage,
    CommunityWay,
)

Photograph = list[list[tuple[Any, ...]]]
WAYS = ("address", "form", "both", "one field")


def tables_of(rows: Rows) -> Iterator[QuerySet[Model]]:
    """All that belongs to a place: rows of its area, what hangs on the rows we know, and what its worker keeps."""
    for model in (Community, Producer, Product, CheckItem, Posting, NoticeCallList):
        yield model._default_manager.filter(area_code__startswith=rows.area[:6])
    yield from on_rows(rows)
    yield from of_worker(rows)


def on_rows(rows: Rows) -> Iterator[QuerySet[Model]]:
    goods = [product.pk for product in rows.products.values()]
    for part in (CommunityAsset, CommunityCategory, CommunityCharm, CommunityWay, CommunityVillage, CommunityReceiving):
        yield part._default_manager.filter(community_id=rows.community.pk)
    yield ProducerStatus._default_manager.filter(producer_id=rows.producer.pk)
    yield ProductSize._default_manager.filter(product_id__in=goods)
    photos = Photo._default_manager.filter(
        Q(subject="product", subject_id__in=goods)
        | Q(subject="producer", subject_id=rows.producer.pk)
        | Q(subject="community", subject_id=rows.community.pk)
        | Q(subject="asset", subject_id=rows.asset.pk)
    )
    yield photos
    yield PhotoVariant._default_manager.filter(photo__in=photos)
    yield Invitation._default_manager.filter(posting_id=rows.term.pk)
    yield Device._default_manager.filter(user_id=rows.term.user_id)
    yield PrivacyConsent._default_manager.filter(subject="producer", subject_id=rows.producer.pk)
    yield Notice._default_manager.filter(call_list_id=rows.calls.pk)
    yield ExchangeLayout._default_manager.filter(area_code=rows.area[:2])


def of_worker(rows: Rows) -> Iterator[QuerySet[Model]]:
    owner = rows.community.entered_by_id or 0
    for model in (Upload, Job, Draft):
        yield model._default_manager.filter(owner_id=owner)
    yield ImportRun._default_manager.filter(owner_id=owner)
    yield ImportChunk._default_manager.filter(run__key=rows.run_key)
    yield ImportDecision._default_manager.filter(run__key=rows.run_key)
    yield ExchangeRun._default_manager.filter(owner_id=owner)
    yield ExchangeItem._default_manager.filter(run__key=rows.exchange_key)
    yield Notice._default_manager.filter(recipient_id=owner)


def photograph(rows: Rows) -> Photograph:
    """Every column of every row of a place."""
    return [list(table.order_by("pk").values_list()) for table in tables_of(rows)]


@dataclass
class Replay:
    """Requests sent again; `faults` are those that read or changed what is foreign to their sender."""

    world: World
    chance: random.Random
    checks: dict[int, Check] = field(default_factory=dict)
    before: dict[str, Photograph] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def foreign(self, person: Person) -> list[Rows]:
        """The places in which this person has nothing to look for."""
        kinds = ("community", "producer", "product")
        every = [self.world.register[place] for place in VILLAGES]
        return [rows for rows in every if not any(covers(person, kind, rows) for kind in kinds)]

    def once(self, name: str, door: Door) -> None:
        """One recorded request of a door, sent by somebody to whom a part of it is foreign."""
        person = self.chance.choice([each for each in self.world.cast if self.foreign(each)])
        theirs = self.chance.choice(self.foreign(person))
        own = [
            self.world.register[place] for place in VILLAGES if self.world.register[place] not in self.foreign(person)
        ]
        check = self.checks.setdefault(id(door), Check(self.world, name, door))
        method = self.chance.choice([*(["GET"] if door.get else []), *(["POST"] * 2 if door.post else [])])
        url, data = self.mixed(check, method, own[0] if own else theirs, theirs)
        self.judge(person, door, theirs, (method, url, data))

    def mixed(self, check: Check, method: str, mine: Rows, theirs: Rows) -> tuple[str, dict[str, Any]]:
        """Address and form, with the foreign ids in one of the two, in both, or in one single field."""
        way = self.chance.choice(WAYS)
        url = check.url(theirs if way in ("address", "both") else mine)
        data = dict(check.data("POST", theirs if way in ("form", "both") else mine)) if method == "POST" else {}
        if way == "one field" and data:
            other = check.data("POST", theirs)
            name = self.chance.choice(sorted(data))
            data[name] = other.get(name, data[name])
        return self.asking(check.door, theirs, url, data)

    def asking(self, door: Door, theirs: Rows, url: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The same, now and then with a parameter that names something foreign."""
        if not door.asks or self.chance.random() < 0.5:
            return url, data
        name, kind = self.chance.choice(door.asks)
        value = theirs.area if kind == "area" else str(theirs.id_of(kind))
        named = data | {name: value, f"{name}_text": ""} if data else data
        return f"{url}{'&' if '?' in url else '?'}{name}={value}", named

    def judge(self, person: Person, door: Door, theirs: Rows, sent: tuple[str, str, dict[str, Any]]) -> None:
        before = self.before.setdefault(theirs.place, photograph(theirs))
        with transaction.atomic():
            response = send(person.client, *sent)
            text = text_of(response, bytes_of(response))
            changed = photograph(theirs) != before
            transaction.set_rollback(True)
        person.client.cookies.pop("messages", None)
        self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
        said = f"{sent[0]} {sent[1]} as {person.name}: {response.status_code}"
        if changed:
            self.faults.append(f"{said} changes rows of {theirs.place}")
        hidden = {each for rows in self.foreign(person) for each in MARKS[rows.place]} - allowed_marks(
            person, self.world
        )
        typed = " ".join(map(str, [*sent[2].values(), *(public_marks() if door.get is Open.PUBLIC else ())]))
        if told := [each for each in told_marks(text) & hidden if each not in typed]:
            self.faults.append(f"{said} tells of {', '.join(sorted(told))}")
