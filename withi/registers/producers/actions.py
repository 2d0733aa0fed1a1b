"""Every write on producers."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import count, zip_longest
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.jobs.models import Job
from withi.ground.people.models import User
from withi.ground.people.rules import Ability, Scope
from withi.ground.search import actions as search
from withi.ground.trail.actions import record, record_bulk
from withi.ground.vault import actions as vault
from withi.ground.web import sets
from withi.kit import ids, thai
from withi.kit.codes import area_around
from withi.kit.problem import Problem
from withi.registers.producers import access, queries, rules
from withi.registers.producers.models import IDENTITY, Producer, ProducerStatus
from withi.registers.producers.rules import Status
from withi.registers.publication import actions as publication
from withi.registers.publication import queries as publication_queries
from withi.registers.publication.actions import Point
from withi.registers.publication.models import KINDS, PHOTO_HANDS, PHOTO_LABELS, PHOTO_VERBS, Kind, register_kind
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community

SORT_LENGTH = 500
NEXT = """
insert into producers_series (area_code, last) values {places}
on conflict (area_code) do update set last = producers_series.last + excluded.last
returning area_code, last
"""


class ProducerRow(NamedTuple):
    """The facts of one producer, plain values; `phones` as `rules.pack_phones` gives them.

    For `store_many` also: `match_id`, the stored producer it is about; `identity`, 13 checked digits; `active_since`;
    and the `words` of its names as the name index knows them.
    """

    name_th: str
    area_code: str = ""
    kind: str = ""
    name_en: str = ""
    official_number: str = ""
    community_id: int | None = None
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    founded_on: date | None = None
    people: int | None = None
    women: int | None = None
    households: int | None = None
    shares: str = ""
    contact: str = ""
    phones: str = ""
    shows_phone: bool = False
    line_id: str = ""
    joins_production: bool = False
    joins_management: bool = False
    gives_benefit: bool = False
    match_id: int | None = None
    identity: str = ""
    active_since: date | None = None
    words: tuple[search.Words, ...] = ()


_BESIDE = {"match_id", "identity", "active_since", "words"}
FACTS = tuple(name for name in ProducerRow._fields if name not in _BESIDE)


def add(*, actor: User, scope: Scope, facts: ProducerRow) -> Producer:
    """Enter a producer as a draft, active from today, under the next own number of its district."""
    access.refuse_outside(scope, facts.area_code)
    _check(scope, facts)
    with transaction.atomic():
        series = rules.series_of(facts.area_code)
        producer = Producer.objects.create(
            **_values(facts),
            sort_key=_sort_key(facts.name_th),
            number=rules.number_of(series, _take_numbers({series: 1})[series]),
            entered_by=actor,
        )
        ProducerStatus.objects.create(
            producer=producer, status=Status.ACTIVE.value, since=facts.active_since or timezone.localdate()
        )
        entered = {name: publication.plain(value) for name, value in _values(facts).items() if value}
        record(
            actor=actor,
            verb="producers.add",
            subject=Producer.SUBJECT,
            subject_id=producer.pk,
            area_code=producer.area_code,
            after=entered | {"number": producer.number},
        )
        publication.reindex(KIND, [producer])
        publication.note_double(row=producer, number=producer.official_number)
    return producer


def change(*, actor: User, scope: Scope, producer: Producer, facts: ProducerRow, version: int) -> bool:
    """Store changed facts; whether anything changed. A published producer waits for approval again.

    Raises Problem publication.changed (409, with `theirs` and `yours`) where someone stored another version first.
    """
    _refuse(scope, producer)
    access.refuse_outside(scope, facts.area_code, producer)
    _check(scope, facts, was=producer.community_id)
    return _change(actor, producer, _values(facts), version)


def mend(*, actor: User, scope: Scope, pk: int, field: str, value: str) -> None:
    """Take over the proposal of one point to check: the edit of one field, read as its form would read it."""
    producer = access.producer_of(pk, scope, Ability.ENTER)
    read = MENDABLE[field](value)
    if field == "area_code":
        access.refuse_outside(scope, str(read), producer)
    _change(actor, producer, {field: read}, None)


def set_status(*, actor: User, scope: Scope, producer: Producer, status: Status, since: date, reason: str = "") -> int:
    """Active, paused or closed from a day on; a closed producer and its products leave the public site at once.

    Gives how many published or waiting rows were withdrawn.
    """
    _refuse(scope, producer)
    with transaction.atomic():
        row = publication.lock(producer)
        history = {since: Status(status) for since, status in row.statuses.values_list("since", "status")}
        rules.check_status(history, status, since, reason, timezone.localdate())
        row.statuses.update_or_create(since=since, defaults={"status": status.value, "reason": reason.strip()[:200]})
        now = rules.status_on((history | {since: status}).items(), timezone.localdate()) or status
        before, was_public = row.status, KIND.public(row)
        Producer.objects.filter(pk=row.pk).update(status=now.value, updated_at=timezone.now())
        row.status = now.value
        record(
            actor=actor,
            verb="producers.set_status",
            subject=Producer.SUBJECT,
            subject_id=row.pk,
            area_code=row.area_code,
            note=reason.strip(),
            before={"status": before},
            after={"status": status.value, "since": since.isoformat()},
        )
        left = _withdraw_closed(actor, row, reason) if now is Status.CLOSED else 0
        if was_public:
            publication.reindex(KIND, [row])
            publication.refresh_pages(KIND, [row])
    producer.refresh_from_db()
    return left


def set_identity(*, actor: User, scope: Scope, producer: Producer, number: str) -> None:
    """Keep the citizen or juristic ID, sealed; a twin in one's own area is listed under "to check". Problem id.*."""
    _refuse(scope, producer)
    try:
        checked = ids.parse_tax(number).digits
    except Problem as found:
        raise found.at("number") from found
    with transaction.atomic():
        row = publication.lock(producer)
        blind = vault.blind(IDENTITY, checked)
        if row.id_blind == blind:
            return
        Producer.objects.filter(pk=row.pk).update(
            id_sealed=vault.seal(IDENTITY, row.key, checked), id_blind=blind, updated_at=timezone.now()
        )
        record(
            actor=actor,
            verb="producers.set_identity",
            subject=Producer.SUBJECT,
            subject_id=row.pk,
            area_code=row.area_code,
            note=ids.mask(checked),
        )
        publication.note_points(points=_twins(scope, row, blind))
    producer.refresh_from_db()


def reveal_identity(*, actor: User, scope: Scope, producer: Producer) -> str:
    """The whole ID, for who may see it; each time in the trail. Problem producer.no_identity where none is kept."""
    _refuse(scope, producer, Ability.REVEAL)
    if not producer.id_sealed:
        raise Problem("producer.no_identity", status=409)
    with transaction.atomic():
        number = queries.identity_of(producer)
        record(
            actor=actor,
            verb="producers.reveal_identity",
            subject=Producer.SUBJECT,
            subject_id=producer.pk,
            area_code=producer.area_code,
        )
    return ids.grouped(number)


def export(*, actor: User, scope: Scope, form: str, filters: Mapping[str, Any]) -> publication.Listing | Job:
    """The narrowed list to be sent as a file at once, or the job that writes a long one; in the trail."""
    return publication.take_out(EXPORT, actor=actor, scope=scope, form=form, filters=filters)


def _listing(actor: User, scope: Scope, filters: Mapping[str, Any]) -> publication.Listing:
    """Only rows that the person may export; personal facts only for whom they are meant."""
    rows = queries.listed(scope, queries.Filters(**filters), Ability.EXPORT)
    personal, count = access.exports_personal(scope), rows.count()
    return publication.Listing(
        count,
        queries.export_columns(personal=personal),
        queries.export_rows(rows, personal=personal),
        lambda: note_export(actor=actor, scope=scope, count=count, personal=personal),
    )


EXPORT = publication.Export("producers", _("List of producers"), _listing)
publication.register_export(EXPORT)


def note_export(*, actor: User, scope: Scope, count: int, personal: bool) -> None:
    """Write into the trail that a list left the house, and whether it held personal facts."""
    if not scope.anywhere(Ability.EXPORT):
        raise Problem("access.ability", status=403)
    record_bulk(
        actor=actor,
        verb="producers.export_personal" if personal else "producers.export",
        subject=Producer.SUBJECT,
        changes=(),
        count=count,
        area_code=area_around(scope.areas(Ability.EXPORT)),
    )


# --- in sets -------------------------------------------------------------------------------------


def store_many(
    *,
    actor: User | None,
    scope: Scope | None,
    rows: Iterable[ProducerRow],
    columns: Collection[str] = FACTS,
    note: str = "",
    is_demo: bool = False,
) -> publication.Stored:
    """Store rows of a sheet: new ones as drafts, matched ones where `columns` (the facts the sheet has) differ.

    The same rows again change nothing. See publication's `store_set`; words of many new names are best taught to the
    name index before (`search.actions.learn`), which tells their ids.
    """
    facts = tuple(name for name in FACTS if name in columns)

    def insert(fresh: list[ProducerRow]) -> list[int]:
        return _insert(fresh, actor, is_demo)

    def update(matched: dict[int, ProducerRow]) -> publication.Edited:
        wanted = {pk: tuple(getattr(row, name) for name in facts) for pk, row in matched.items()}
        derived = {"sort_key": lambda values: _sort_key(values[facts.index("name_th")])} if "name_th" in facts else {}
        edited = publication.update_facts(
            actor=actor, scope=scope, kind=KIND, columns=facts, wanted=wanted, derived=derived
        )
        _keep_identities({pk: row for pk, row in matched.items() if row.identity})
        return edited

    return publication.store_set(
        actor=actor,
        scope=scope,
        kind=KIND,
        verb="producers.store",
        rows=rows,
        insert=insert,
        update=update,
        note=note,
    )


DRAWN = ("number", "key", "sort_key", "status", "id_sealed", "id_blind")
_facts_of = attrgetter(*FACTS)


def _insert(rows: list[ProducerRow], actor: User | None, is_demo: bool) -> list[int]:
    """New drafts with their numbers, first status and names in the index."""
    numbers = _numbers_for([rules.series_of(row.area_code) for row in rows])
    keys = [uuid.uuid4() for _ in rows]
    values = [
        (*_facts_of(row), number, key, _sort_key(row.name_th), Status.ACTIVE.value, *_sealed(key, row))
        for row, number, key in zip(rows, numbers, keys, strict=True)
    ]
    made = publication.insert_drafts(actor=actor, kind=KIND, columns=(*FACTS, *DRAWN), rows=values, is_demo=is_demo)
    today = timezone.localdate()
    sets.insert(
        ProducerStatus,
        ("producer", "status", "since", "reason"),
        ((pk, Status.ACTIVE.value, row.active_since or today, "") for pk, row in zip(made, rows, strict=True)),
    )
    names = (name for pk, row in zip(made, rows, strict=True) for name in _names(pk, row))
    search.put(Producer.SUBJECT, names, are_new=True)
    return made


def _names(pk: int, row: ProducerRow) -> Iterator[search.Name]:
    """Its names, with the ids of their words where the caller taught them to the index."""
    names = filter(None, (row.name_th, row.name_en))
    for name, words in zip_longest(names, row.words):
        yield search.Name(pk, name, row.area_code, words=words)


def _sealed(key: uuid.UUID, row: ProducerRow) -> tuple[str, str]:
    if not row.identity:
        return "", ""
    return vault.seal(IDENTITY, key, row.identity), vault.blind(IDENTITY, row.identity)


def _keep_identities(given: dict[int, ProducerRow]) -> None:
    """Seal identities of matched producers that have none yet; another than the one kept is listed to check."""
    if not given:
        return
    rows: list[tuple[str, str, int]] = []
    points: list[Point] = []
    for pk, key, kept in Producer.objects.filter(pk__in=list(given)).values_list("pk", "key", "id_blind"):
        sealed, blind = _sealed(key, given[pk])
        if not kept:
            rows.append((sealed, blind, pk))
        elif kept != blind:
            found = ids.mask(given[pk].identity)
            points.append(Point(Producer.SUBJECT, pk, given[pk].area_code, "producer.other_identity", found=found))
    sets.update(Producer, ("id_sealed", "id_blind"), rows)
    publication.note_points(points=points)


def _numbers_for(series: list[str]) -> list[str]:
    """The next own numbers, in the order of the rows; one step of the counter for each district."""
    places = {name: count(first) for name, first in _take_numbers(Counter(series)).items()}
    return [rules.number_of(name, next(places[name])) for name in series]


def _take_numbers(wanted: Mapping[str, int]) -> dict[str, int]:
    """The first of as many numbers of each series as are wanted, which nobody else gets."""
    if not wanted:
        return {}
    steps = [value for name in sorted(wanted) for value in (name, wanted[name])]
    with connection.cursor() as cursor:
        cursor.execute(NEXT.format(places=", ".join(["(%s, %s)"] * len(wanted))), steps)
        return {name: int(last) - wanted[name] + 1 for name, last in cursor.fetchall()}


# --- parts ---------------------------------------------------------------------------------------


def _values(facts: ProducerRow) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in FACTS}


def _sort_key(name: str) -> str:
    return thai.sort_key(name)[:SORT_LENGTH]


def _change(actor: User, producer: Producer, values: dict[str, Any], version: int | None) -> bool:
    with transaction.atomic():
        row = publication.lock(producer)
        if version is not None:
            publication.refuse_stale(row, version, values)
        old_area = row.area_code
        derived = {"sort_key": _sort_key(values["name_th"])} if "name_th" in values else {}
        changed = publication.write(
            actor=actor, kind=KIND, row=row, values=values, verb="producers.change", derived=derived
        )
        if changed:
            publication.note_double(row=row, number=row.official_number)
        if row.area_code != old_area:
            _move_products(actor, row, old_area)
    producer.refresh_from_db()
    return changed


def _move_products(actor: User, producer: Producer, old_area: str) -> None:
    """Products entered where their producer was go along; their room lies above this one."""
    products = list(producer.products.filter(area_code=old_area).select_for_update().order_by("pk"))
    for product in products:
        publication.write(
            actor=actor,
            kind=KINDS[product.SUBJECT],
            row=product,
            values={"area_code": producer.area_code},
            verb="producers.move",
            keeps_state=True,
        )


def _refuse(scope: Scope, producer: Producer, ability: Ability = Ability.ENTER) -> None:
    if not Producer.objects.in_scope(scope, ability).filter(pk=producer.pk).exists():
        raise Problem("access.ability", status=403)


def _check(scope: Scope, facts: ProducerRow, was: int | None = None) -> None:
    """Facts that belong together; a community must be one that this person may see."""
    rules.check_people(facts.people, facts.women)
    rules.check_shares(rules.shares_of(facts.shares), facts.people)
    chosen = facts.community_id
    if chosen not in (None, was) and not Community.objects.in_scope(scope, Ability.READ).filter(pk=chosen).exists():
        raise Problem("publication.area", field="community_id")


def _withdraw_closed(actor: User, producer: Producer, reason: str) -> int:
    """A closed producer leaves the public site, and so do its products, whose room lies above this one."""
    products = list(producer.products.select_for_update().order_by("pk"))
    return publication.withdraw_with(actor=actor, rows=[producer, *products], reason=reason)


def _twins(scope: Scope, producer: Producer, blind: str) -> Iterator[Point]:
    for twin in queries.with_identity(scope, blind).exclude(pk=producer.pk)[:1]:
        yield Point(
            Producer.SUBJECT,
            producer.pk,
            producer.area_code,
            "producer.twin_identity",
            found=f"{twin.name_th} ({twin.number})",
            blocks=True,
        )


def _missing(producer: Producer) -> list[str]:
    """What must be there before a producer is sent, in the words of its form."""
    needed = {"kind": producer.kind, "area_code": len(producer.area_code) >= 4}
    return [publication_queries.label_of(KIND, name) for name, there in needed.items() if not there]


MENDABLE: dict[str, Any] = {
    "name_th": thai.clean,
    "kind": lambda value: rules.Kind(value).value,
    "phones": rules.pack_phones,
    "area_code": str,
}
KIND = Kind(
    subject=Producer.SUBJECT,
    model=Producer,
    label=_("Producer"),
    plural=_("Producers"),
    desk_url_name="producers:detail",
    search_names=lambda producer: [name for name in (producer.name_th, producer.name_en) if name],
    public=lambda producer: producer.state == State.PUBLISHED and producer.status != Status.CLOSED,
    version_kind=Producer.SUBJECT,
    icon="one",
    missing=_missing,
    mend=mend,
    mendable=frozenset(MENDABLE),
    hands=frozenset({"producers.add", "producers.change", "producers.store"}) | PHOTO_HANDS,
    verbs=PHOTO_VERBS
    | {
        "producers.add": _("entered"),
        "producers.change": _("changed"),
        "producers.store": _("imported"),
        "producers.set_status": _("changed the status"),
        "producers.set_identity": _("entered the 13-digit number"),
        "producers.reveal_identity": _("looked at the 13-digit number"),
    },
    labels=PHOTO_LABELS | {"community_id": _("community")},
    say=queries.say,
    brief=queries.brief,
    look_up={"community_id": queries.community_names},
)
register_kind(KIND)
search.register_source(KIND.subject, publication.index_source(KIND))
