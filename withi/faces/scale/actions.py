"""Loading a nation of demonstration data, to see whether the house stands when it is full.

Rows are stored in sets, a province at a time, as far as each has come: the verbs of the registers would send and
approve a third of a million rows one step after another. What the verbs keep besides is kept here too: own numbers,
the first status, names in the index, the trail, versions of pages.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from csv import writer
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from withi.faces.demo import queries as demo_queries
from withi.faces.demo import rules as demo
from withi.faces.demo.rules import Content, Goods, Maker, Place
from withi.faces.scale import queries, rules
from withi.faces.scale.rules import Folk, Homes, Size
from withi.ground.places import actions as places
from withi.ground.search import actions as search
from withi.ground.trail.actions import Change, record_bulk
from withi.ground.web import sets
from withi.kit import thai
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer, ProducerSeries, ProducerStatus
from withi.registers.producers.rules import Status, number_of
from withi.registers.products.models import Product, ProductCertificate, ProductSize
from withi.registers.products.rules import lowest, public_by_default
from withi.registers.publication import actions as publication
from withi.registers.publication.models import KINDS, Publication
from withi.registers.villages.models import (
    Community,
    CommunityAsset,
    CommunityCategory,
    CommunityCharm,
    CommunityReceiving,
    CommunityVillage,
    CommunityWay,
)
from withi.registers.villages.rules import stored

P = TypeVar("P", bound=Publication)
STATUSES = {demo.Fate.PAUSED: Status.PAUSED, demo.Fate.CLOSED: Status.CLOSED}


@dataclass
class Loading:
    """What is known while the nation is being loaded; `number` is that of the next producer."""

    names: Content
    today: date
    number: int = rules.FIRST
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def moment(self, days: int, *key: object) -> datetime:
        """Some time in the working hours of so many days ago."""
        day = self.today - timedelta(days=days)
        start = datetime(day.year, day.month, day.day, 8, 40, tzinfo=timezone.get_current_timezone())
        return start + timedelta(minutes=demo.between(0, 440, "minutes", *key))


def load(
    *, share: float = 1.0, villages: Path | None = None, beside_real_data: bool = False, today: date | None = None
) -> dict[str, int]:
    """Fill the database with a nation of demonstration rows; how many of each register that are.

    `villages` is a list for `places.import_villages`; without one, invented villages are laid into the real tambons.
    Each province is one transaction. Problem demo.off, scale.real, scale.again; scale.villages for a faulty list.
    """
    _refuse(beside_real_data=beside_real_data)
    size = Size().times(share)
    places.load_areas()
    _lay_villages(size, villages)
    loading = Loading(rules.content(demo_queries.content(), queries.nation()), today or timezone.localdate())
    weights = queries.weights()
    communities, producers = rules.shares(weights, size.communities), rules.shares(weights, size.producers)
    for province in weights:
        with transaction.atomic(), sets.seldom_collected():
            _load_province(loading, province, communities[province], producers[province])
    sets.settle()
    return dict(loading.counts)


def _refuse(*, beside_real_data: bool) -> None:
    if not settings.DEMO:
        raise Problem("demo.off", status=403)
    if not beside_real_data and (found := queries.real()):
        raise Problem("scale.real", status=409, found=found)
    if queries.is_loaded():
        raise Problem("scale.again", status=409)


def _lay_villages(size: Size, path: Path | None) -> None:
    """The villages of a list; else invented ones, where there are not enough of them already."""
    if path is not None:
        if places.import_villages(path).stopped:
            raise Problem("scale.villages", status=422, name=path.name)
    elif not queries.has_villages(size.villages // 2):
        with TemporaryDirectory() as folder:
            made = Path(folder, "villages.csv")
            with made.open("w", encoding="utf-8", newline="") as file:
                rows = writer(file)
                rows.writerow(("village_code", "name_th", "name_en"))
                rows.writerows(rules.villages(queries.nation(), queries.tambons(), size.villages))
            places.import_villages(made)


def _load_province(loading: Loading, province: str, communities: int, producers: int) -> None:
    homes, free = queries.homes(province)
    chosen = demo.shuffled(free, "communities", province)[:communities]
    folk = [rules.folk(queries.nation(), place, loading.today) for place in chosen]
    stored_folk = _store_communities(loading, folk)
    home = Homes(homes, [Place(place.code, place.th, place.en, place.code) for place in chosen])
    numbers = range(loading.number, loading.number + producers)
    makers = list(zip(numbers, rules.makers(loading.names, home, numbers, loading.today), strict=True))
    loading.number += producers
    known = {row.area_code: row.pk for row in stored_folk}
    stored_makers = _store_producers(loading, makers, known)
    products = _store_products(loading, makers, stored_makers)
    for rows in (stored_folk, stored_makers, products):
        _follow(loading, rows)


# --- communities ---------------------------------------------------------------------------------


def _store_communities(loading: Loading, folk: Sequence[Folk]) -> list[Community]:
    rows = [_community(loading, one) for one in folk]
    _insert(Community, rows)
    both = list(zip(rows, folk, strict=True))
    for model, parts in (
        (CommunityVillage, _villages(both)),
        (CommunityCategory, _categories(both)),
        (CommunityCharm, _charms(both)),
        (CommunityWay, _ways(both)),
        (CommunityReceiving, _history(both)),
        (CommunityAsset, _assets(both)),
    ):
        _insert(model, list(parts))
    return rows


def _community(loading: Loading, folk: Folk) -> Community:
    said, code = stored(folk.said), folk.facts["area_code"]
    confirmed = loading.today - timedelta(days=demo.between(1, 200, "confirmed", code))
    row = Community(
        **folk.facts,
        **said,
        sort_key=thai.sort_key(folk.facts["name_th"])[:400],
        confirmed_on=confirmed,
        facts_on=confirmed,
        confirmed_role=folk.facts["coordinator_role"],
    )
    return _so_far(loading, row, folk.fate, folk.days, code)


Both = Iterable[tuple[Community, Folk]]


def _villages(both: Both) -> Iterator[models.Model]:
    for row, folk in both:
        for code in folk.belongings.villages or ():
            yield CommunityVillage(community_id=row.pk, area_code=code)


def _categories(both: Both) -> Iterator[models.Model]:
    for row, folk in both:
        for one in folk.belongings.categories or ():
            yield CommunityCategory(community_id=row.pk, name=one.name, valid_from=one.valid_from, source=one.source)


def _charms(both: Both) -> Iterator[models.Model]:
    for row, folk in both:
        for place, one in enumerate(folk.belongings.charms or (), 1):
            yield CommunityCharm(
                community_id=row.pk,
                position=place,
                title_th=one.title_th,
                title_en=one.title_en,
                text_th=one.text_th,
                text_en=one.text_en,
            )


def _ways(both: Both) -> Iterator[models.Model]:
    for row, folk in both:
        for one in folk.belongings.ways or ():
            yield CommunityWay(community_id=row.pk, means=one.means, text_th=one.text_th, text_en=one.text_en)


def _history(both: Both) -> Iterator[models.Model]:
    for row, _ in both:
        yield CommunityReceiving(
            community_id=row.pk,
            receiving=row.receiving,
            valid_from=row.confirmed_on or row.updated_at.date(),
            expected_until=row.receiving_until,
            reason=row.receiving_reason,
            confirmed_role=row.confirmed_role,
            created_at=row.updated_at,
        )


def _assets(both: Both) -> Iterator[models.Model]:
    for row, folk in both:
        for place, told in enumerate(folk.assets, 1):
            facts = {name: getattr(told, name) for name in told.__slots__}
            seen = row.confirmed_on if demo.chance("seen", row.area_code, place) < 0.6 else None
            yield CommunityAsset(
                **facts,
                community_id=row.pk,
                position=place,
                verified_on=seen,
                verified_role=row.confirmed_role if seen else "",
                is_demo=True,
            )


# --- producers and products ----------------------------------------------------------------------


def _store_producers(loading: Loading, makers: list[tuple[int, Maker]], known: dict[str, int]) -> list[Producer]:
    numbers = _own_numbers([maker.facts["area_code"][:4] for _, maker in makers])
    rows = [
        _producer(loading, maker, key, number, known.get(maker.community))
        for (key, maker), number in zip(makers, numbers, strict=True)
    ]
    _insert(Producer, rows)
    _insert(ProducerStatus, list(chain.from_iterable(map(_statuses, rows))))
    return rows


def _producer(loading: Loading, maker: Maker, key: int, number: str, community: int | None) -> Producer:
    facts = {name: value for name, value in maker.facts.items() if name != "identity"}
    row = Producer(
        **facts,
        key=uuid.UUID(bytes=blake2b(f"{demo.SEED}|{key}".encode(), digest_size=16).digest()),
        number=number,
        community_id=community,
        sort_key=thai.sort_key(facts["name_th"])[:500],
        status=STATUSES.get(maker.fate, Status.ACTIVE).value,
    )
    return _so_far(loading, row, maker.fate, maker.days, key)


def _statuses(row: Producer) -> Iterator[ProducerStatus]:
    """Active since it was founded; and what it is now, where that is something else."""
    yield ProducerStatus(producer_id=row.pk, status=Status.ACTIVE.value, since=row.founded_on or row.created_at.date())
    if row.status != Status.ACTIVE:
        yield ProducerStatus(producer_id=row.pk, status=row.status, since=row.updated_at.date(), reason=demo.NOTE)


def _own_numbers(districts: Sequence[str]) -> list[str]:
    """The next own number of each producer's district, in the order given."""
    wanted = {district: ProducerSeries(area_code=district) for district in sorted(set(districts))}
    wanted |= {row.area_code: row for row in ProducerSeries.objects.select_for_update().filter(area_code__in=wanted)}
    numbers = []
    for district in districts:
        wanted[district].last += 1
        numbers.append(number_of(district, wanted[district].last))
    for row in wanted.values():
        row.save()
    return numbers


def _store_products(loading: Loading, makers: list[tuple[int, Maker]], owners: list[Producer]) -> list[Product]:
    shelf = [
        (_product(loading, goods, owner, (key, turn)), goods)
        for (key, maker), owner in zip(makers, owners, strict=True)
        for turn, goods in enumerate(maker.goods)
    ]
    rows = [row for row, _ in shelf]
    _insert(Product, rows)
    _insert(ProductSize, [_size(row, place, size) for row, goods in shelf for place, size in enumerate(goods.sizes, 1)])
    _insert(ProductCertificate, [_licence(row, licence) for row, goods in shelf for licence in goods.licences])
    return rows


def _product(loading: Loading, goods: Goods, owner: Producer, key: tuple[int, int]) -> Product:
    facts = {name: value for name, value in goods.facts.items() if name not in ("price", "unit")}
    row = Product(
        **facts,
        producer_id=owner.pk,
        sort_key=thai.sort_key(facts["name_th"])[:700],
        price_from=lowest(size.price for size in goods.sizes),
        is_public=public_by_default(is_alcohol=facts["is_alcohol"]),
    )
    return _so_far(loading, row, goods.fate, goods.days, *key)


def _size(row: Product, place: int, size: Any) -> ProductSize:
    return ProductSize(product_id=row.pk, position=place, label=size.label, unit=size.unit, price=size.price)


def _licence(row: Product, told: Any) -> ProductCertificate:
    return ProductCertificate(
        product_id=row.pk, kind=told.kind.value, name=told.name, number=told.number, valid_until=told.valid_until
    )


# --- in sets -------------------------------------------------------------------------------------


def _so_far(loading: Loading, row: P, fate: demo.Fate, days: int, *key: object) -> P:
    """The row in the state of its fate, marked as demonstration, with the days it came there."""
    there = loading.moment(days, *key)
    row.state = demo.state_of(fate).value
    row.is_demo = True
    row.created_at, row.updated_at = there - timedelta(days=2), there
    row.published_at = there if fate in demo.ONCE_PUBLISHED else None
    if fate is demo.Fate.RETURNED:
        row.return_note = demo.NOTE
    return row


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Store new rows with all their columns; they have their ids afterwards."""
    for pk, row in zip(sets.reserve_ids(model, len(rows)) if rows else (), rows, strict=True):
        row.pk = pk
    columns = model._meta.concrete_fields
    sets.insert(model, [one.name for one in columns], map(attrgetter(*(one.attname for one in columns)), rows))


def _follow(loading: Loading, rows: Sequence[Publication]) -> None:
    """What a register's verbs do besides: names for the index, the trail, new pages."""
    if not rows:
        return
    kind = KINDS[rows[0].SUBJECT]
    search.put(kind.subject, publication.index_names(kind, rows), are_new=True)
    changes = (Change(kind.subject, row.pk, None, None) for row in rows)
    area = rows[0].area_code[:2]
    record_bulk(
        actor=None,
        verb="scale.load",
        subject=kind.subject,
        changes=changes,
        count=len(rows),
        area_code=area,
        note=demo.NOTE,
    )
    publication.refresh_pages(kind, filter(kind.public, rows))
    loading.counts[kind.subject] += len(rows)
