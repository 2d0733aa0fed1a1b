"""A small register in four places, for the cast to work on."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.places import IDENTITIES, PHONES, VILLAGES, mark
from tests.staged import compare, stage, stage_jobs
from withi.faces.exchange.models import ExchangeItem
from withi.ground.files import actions as files
from withi.ground.notices.models import Notice, NoticeCallList, NoticeMessage
from withi.ground.people import actions as people
from withi.ground.people.models import Posting, User
from withi.ground.people.rules import Position
from withi.ground.vault import actions as vault
from withi.kit.boxes import BOXES
from withi.kit.tests.picture_files import packed
from withi.kit.thai import sort_key
from withi.registers.photos.tests.factory import make_photo
from withi.registers.producers import actions as producers
from withi.registers.producers.models import IDENTITY, Producer, ProducerStatus
from withi.registers.products import actions as products
from withi.registers.products.models import Product, ProductSize
from withi.registers.publication import actions as publication
from withi.registers.publication.models import CheckItem, Publication
from withi.registers.publication.rules import State
from withi.registers.villages import actions as villages
from withi.registers.villages.models import Community, CommunityAsset, CommunityVillage
from withi.work.market.models import MarketRegistrant
from withi.work.marks.models import Mark, MarkList
from withi.work.income import actions as income
from withi.work.income.actions import MonthRow
from withi.work.income.rules import State as Told
from withi.work.rounds.models import (
    COPY,
    Round,
    RoundApplication,
    RoundCopy,
    RoundGoods,
    RoundPaper,
    RoundWindow,
)
from withi.work.rounds.models import IDENTITY as APPLICANT
from withi.work.rounds.rules import State as Stage
from withi.work.certificates.models import Certificate
from withi.work.certificates.tests.factory import make_certificate

STAGES = (Stage.DRAFT, Stage.SENT, Stage.CHECKED, Stage.PASSED)
"""States of applications that somebody has to do something about."""
PRODUCT_STATES = (State.DRAFT, State.WAITING, State.PUBLISHED, State.WITHDRAWN)
FIRST_ID = 4_900_001
"""Ids that stand nowhere in a page by chance."""
MONTH = 202504
"""A month that every producer has reported."""
MISSING = 9_876_543
"""An id that no row has."""


@dataclass(frozen=True)
class Rows:
    """What stands in one place."""

    place: str
    area: str
    community: Community
    asset: CommunityAsset
    producer: Producer
    products: dict[State, Product]
    point: CheckItem
    term: Posting
    notice: Notice
    calls: NoticeCallList
    run_key: UUID
    photos: dict[str, UUID]
    """Keys of the photos of the published product and of the asset, and of a ZIP."""
    job_keys: dict[str, UUID]
    """One job of the place's worker in each of waiting, done and failed."""
    registrant: int
    exchange_key: UUID
    exchange_item: int
    layout: int
    mark: Mark
    """An application of the withdrawn product."""
    stars_key: UUID
    """A list of star results that the place's worker sent in."""
    applications: dict[Stage, RoundApplication]
    round: Round
    """A round of the place's province that nobody has applied to."""
    paper: RoundPaper
    copy_key: UUID
    certificate: Certificate

    @property
    def product(self) -> Product:
        """The published one."""
        return self.products[State.PUBLISHED]

    def row(self, kind: str) -> Publication:
        return {"community": self.community, "producer": self.producer, "product": self.product}[kind]

    def id_of(self, kind: str) -> int:
        return self.registrant if kind == "registrant" else int(self.row(kind).pk)


@dataclass(frozen=True)
class Register:
    """The rows of all places."""

    here: Rows
    beside: Rows
    near: Rows
    far: Rows

    def __getitem__(self, place: str) -> Rows:
        rows: Rows = getattr(self, place)
        return rows


def make(workers: Mapping[str, User]) -> Register:
    """Communities, producers and products of each place, entered by its worker; in sets, so that it takes no time."""
    communities = _communities(workers)
    makers = _producers(workers, communities)
    goods = _products(workers, makers)
    _months(workers, makers)
    points = _points(goods)
    marks, results = _marks(workers, goods), _results(workers)
    terms = _terms(communities)
    runs, jobs, compared = stage(workers), stage_jobs(workers), compare(workers)
    items = {item.run_id: item.pk for item in ExchangeItem.objects.all()}
    papers = {
        place: make_certificate(row, issued_by=workers[place], kind="mark", mark="gold")
        for place, row in makers.items()
    }
    told = _notices(workers, goods)
    lists = _call_lists(workers, makers)
    sellers = _registrants(workers)
    assets = CommunityAsset.objects.bulk_create(
        [
            CommunityAsset(
                community=row, kind="activity", name_th=mark(place, "asset"), price=15_000, price_unit="person"
            )
            for place, row in communities.items()
        ]
    )
    photos = {
        place: _photos(goods[place], asset, place, workers[place])
        for place, asset in zip(VILLAGES, assets, strict=True)
    }
    asked, paper, copies = _applications(workers, makers, goods)
    opened = {place: _round(f"รอบของจังหวัด {place}", VILLAGES[place][:2]) for place in workers}
    for kind, rows in (
        (villages.KIND, communities.values()),
        (producers.KIND, makers.values()),
        (products.KIND, [product for some in goods.values() for product in some.values()]),
    ):
        publication.reindex(kind, list(rows))
    return Register(
        *(
            Rows(
                place,
                code,
                communities[place],
                asset,
                makers[place],
                goods[place],
                points[place],
                terms[place],
                told[place],
                lists[place],
                runs[place].key,
                photos[place],
                jobs[place],
                sellers[place],
                compared[place].key,
                items[compared[place].pk],
                compared[place].layout_id,
                marks[place],
                results[place].key,
                asked[place],
                opened[place],
                paper,
                copies[place],
                papers[place],
            )
            for (place, code), asset in zip(VILLAGES.items(), assets, strict=True)
        )
    )


def id_of(place: str, kind: str, state: State) -> int:
    """The id of a row, the same in every test."""
    kinds = ("community", "producer", "product")
    return FIRST_ID + 100 * list(VILLAGES).index(place) + 10 * kinds.index(kind) + list(State).index(state)


def _facts(place: str, kind: str, state: State, entered_by: User) -> dict[str, Any]:
    """What every publishable row carries."""
    name = f"{'ผ้ามัดหมี่' if kind == 'product' else 'บ้าน'} {mark(place, kind, state)}"
    return {
        "pk": id_of(place, kind, state),
        "name_th": name,
        "sort_key": sort_key(name),
        "area_code": VILLAGES[place],
        "state": state.value,
        "entered_by": entered_by,
        "published_at": timezone.now() if state is State.PUBLISHED else None,
    }


def _communities(workers: Mapping[str, User]) -> dict[str, Community]:
    rows = Community.objects.bulk_create(
        [
            Community(
                **_facts(place, "community", State.PUBLISHED, worker),
                summary_th="ผ้าหมี่ที่ทั้งบ้านช่วยกันมัด",
                phone="043100009",
                receiving="appointment",
                notice_days=3,
                confirmed_on=timezone.localdate(),
                confirmed_role="ประธานท่องเที่ยวชุมชน",
            )
            for place, worker in workers.items()
        ]
    )
    CommunityVillage.objects.bulk_create([CommunityVillage(community=row, area_code=row.area_code) for row in rows])
    return dict(zip(workers, rows, strict=True))


def _producers(workers: Mapping[str, User], communities: Mapping[str, Community]) -> dict[str, Producer]:
    rows = Producer.objects.bulk_create(
        [
            Producer(
                **_facts(place, "producer", State.PUBLISHED, worker),
                number=f"{VILLAGES[place][:6]}-TEST",
                kind="group",
                community=communities[place],
                contact=mark(place, "contact"),
                phones=PHONES[place],
                **_identity(place),
            )
            for place, worker in workers.items()
        ]
    )
    ProducerStatus.objects.bulk_create(
        [ProducerStatus(producer=row, status="active", since="2020-01-01") for row in rows]
    )
    return dict(zip(workers, rows, strict=True))


def _months(workers: Mapping[str, User], makers: Mapping[str, Producer]) -> None:
    """One month's sales of each producer."""
    for place, row in makers.items():
        month = MonthRow(
            row.pk, MONTH, row.area_code, row.kind, (12_300, 0, None, None), Told.REPORTED, timezone.now()
        )  # fmt: skip
        income.store_new(actor=workers[place], rows=[month], note="")


def _identity(place: str) -> dict[str, Any]:
    """A sealed number, as the desk would have kept it."""
    key, number = uuid4(), IDENTITIES[place]
    return {"key": key, "id_sealed": vault.seal(IDENTITY, key, number), "id_blind": vault.blind(IDENTITY, number)}


def _products(workers: Mapping[str, User], makers: Mapping[str, Producer]) -> dict[str, dict[State, Product]]:
    places_of = [(place, state) for place in workers for state in PRODUCT_STATES]
    rows = Product.objects.bulk_create(
        [
            Product(
                **_facts(place, "product", state, workers[place]),
                producer=makers[place],
                type="textile",
                price_from=120_000,
            )
            for place, state in places_of
        ]
    )
    ProductSize.objects.bulk_create([ProductSize(product=row, unit="ผืน", price=120_000) for row in rows])
    goods: dict[str, dict[State, Product]] = {place: {} for place in workers}
    for (place, state), row in zip(places_of, rows, strict=True):
        goods[place][state] = row
    return goods


def _photos(goods: Mapping[State, Product], asset: CommunityAsset, place: str, worker: User) -> dict[str, UUID]:
    """A photo of the published product, one of the asset with where it was taken, and a ZIP that the worker sent."""
    south, west, north, east = BOXES[VILLAGES[place][:2]]
    of_product = make_photo(Product.SUBJECT, goods[State.PUBLISHED].pk)
    of_asset = make_photo("asset", asset.pk, lat=(south + north) / 2, lon=(west + east) / 2)
    upload = files.keep(actor=worker, sent=ContentFile(packed({"x.jpg": b"x"}), "x.zip"), purpose="photos")
    return {"product": of_product.key, "asset": of_asset.key, "zip": upload.key}


def _points(goods: Mapping[str, Mapping[State, Product]]) -> dict[str, CheckItem]:
    """One point to check on each place's draft, with a proposal that can be taken over."""
    rows = CheckItem.objects.bulk_create(
        [
            CheckItem(
                subject=Product.SUBJECT,
                subject_id=some[State.DRAFT].pk,
                area_code=VILLAGES[place],
                rule="import.type_missing",
                field="type",
                found=mark(place, "point"),
                proposal="food",
            )
            for place, some in goods.items()
        ]
    )
    return dict(zip(goods, rows, strict=True))


def _marks(workers: Mapping[str, User], goods: Mapping[str, Mapping[State, Product]]) -> dict[str, Mark]:
    """In each place its worker applied for a mark, before the product was withdrawn."""
    rows = Mark.objects.bulk_create(
        Mark(
            pk=FIRST_ID + at,
            product=goods[place][State.WITHDRAWN],
            colour="blue",
            applied_by=worker,
            applied_at=timezone.now(),
        )
        for at, (place, worker) in enumerate(workers.items())
    )
    return dict(zip(workers, rows, strict=True))


def _results(workers: Mapping[str, User]) -> dict[str, MarkList]:
    """In each place a list of star results that its worker sent in."""
    rows = MarkList.objects.bulk_create(
        MarkList(owner=worker, name="ผลการคัดสรร.xlsx", year=2566, created_at=timezone.now())
        for worker in workers.values()
    )
    return dict(zip(workers, rows, strict=True))


def _notices(workers: Mapping[str, User], goods: Mapping[str, Mapping[State, Product]]) -> dict[str, Notice]:
    """In each place its worker is told that his draft came back."""
    now = timezone.now()
    rows = Notice.objects.bulk_create(
        Notice(
            pk=FIRST_ID + at,
            kind="returned",
            recipient_id=worker.pk,
            rows=[[Product.SUBJECT, goods[place][State.DRAFT].pk]],
            created_at=now,
            expires_at=now + timedelta(days=9),
        )
        for at, (place, worker) in enumerate(workers.items())
    )
    return dict(zip(workers, rows, strict=True))


def _call_lists(workers: Mapping[str, User], makers: Mapping[str, Producer]) -> dict[str, NoticeCallList]:
    """In each place a list of calls with its producer."""
    dates = {"created_at": timezone.now(), "expires_at": timezone.now() + timedelta(days=9)}
    what: dict[str, Any] = {"kind": "calls", "values": {"list": "producers", "words": []}, "link": "/desk/producers/"}
    lists = {
        place: NoticeCallList.objects.create(
            pk=FIRST_ID + at, owner_id=worker.pk, area_code=VILLAGES[place], count=1, **what, **dates
        )
        for at, (place, worker) in enumerate(workers.items())
    }
    notices = Notice.objects.bulk_create(
        Notice(
            pk=contact_id(place),
            call_list=lists[place],
            contact_kind=Producer.SUBJECT,
            contact_id=makers[place].pk,
            area_code=VILLAGES[place],
            **what,
            **dates,
        )
        for place in workers
    )
    NoticeMessage.objects.bulk_create(
        NoticeMessage(notice=notice, channel="call", not_before=dates["created_at"]) for notice in notices
    )
    return lists


def contact_id(place: str) -> int:
    """The one person on the call list of a place."""
    return FIRST_ID + 50 + list(VILLAGES).index(place)


def _registrants(workers: Mapping[str, User]) -> dict[str, int]:
    """In each place someone who waits for a place in the department's market, written down by nobody of the cast."""
    rows = MarketRegistrant.objects.bulk_create(
        MarketRegistrant(
            pk=FIRST_ID + 80 + at,
            name=mark(place, "registrant"),
            sort_key=mark(place, "registrant"),
            seller="farmer",
            area_code=VILLAGES[place],
            phones=PHONES[place],
            registered_on=date(2018, 7, 1),
            market="smile",
            goods_kind="produce",
            created_at=timezone.now(),
        )
        for at, place in enumerate(workers)
    )
    return {place: row.pk for place, row in zip(workers, rows, strict=True)}


def _round(name: str, area: str = "") -> Round:
    """A round for everybody that is open today."""
    today = timezone.localdate()
    row = Round.objects.create(
        name_th=name, year_from=2569, year_to=2570, area_code=area, kinds="group,owner,sme", turns="new,renewal",
        last_day=today + timedelta(days=30),
    )  # fmt: skip
    RoundWindow.objects.create(round=row, opens_on=today, closes_on=row.last_day)
    return row


def _applications(
    workers: Mapping[str, User], makers: Mapping[str, Producer], goods: Mapping[str, Mapping[State, Product]]
) -> tuple[dict[str, dict[Stage, RoundApplication]], RoundPaper, dict[str, UUID]]:
    """In each place an application in every state that waits for somebody, entered by its worker.

    The one that was sent has a paper to be shown, and the copy of another.
    """
    found: dict[str, dict[Stage, RoundApplication]] = {place: {} for place in workers}
    rounds = {stage: _round(f"รอบ {stage}") for stage in STAGES}
    paper = RoundPaper.objects.create(round=rounds[Stage.SENT], place=1, name="บัตรประจำตัวประชาชน", of_proxy=True)
    kept = RoundPaper.objects.create(
        round=rounds[Stage.SENT], place=2, name="หนังสือมอบอำนาจ", keeps_copy=True, purpose="ตรวจลายมือชื่อ", keep_days=90
    )
    today, keys = timezone.localdate(), {place: uuid4() for place in workers}
    rows = [
        _application(place, stage, rounds[stage], makers[place], worker)
        for place, worker in workers.items()
        for stage in STAGES
    ]
    for row in RoundApplication.objects.bulk_create(rows):
        found[row.applicant.split("-")[1]][Stage(row.state)] = row
    RoundGoods.objects.bulk_create(
        RoundGoods(application=row, product=goods[place][State.PUBLISHED])
        for place, some in found.items()
        for row in some.values()
    )
    RoundCopy.objects.bulk_create(
        RoundCopy(
            key=key, application=found[place][Stage.SENT], paper=kept, purpose=kept.purpose, sent_at=timezone.now(),
            delete_on=today + timedelta(days=90), body_sealed=vault.seal(COPY, key, base64.b64encode(b"jpg").decode()),
        )
        for place, key in keys.items()
    )  # fmt: skip
    return found, paper, keys


def _application(place: str, stage: Stage, into: Round, maker: Producer, worker: User) -> RoundApplication:
    today = timezone.localdate()
    key, at = uuid4(), list(VILLAGES).index(place)
    return RoundApplication(
        pk=FIRST_ID + 500 + 10 * at + STAGES.index(stage),
        key=key,
        round=into,
        producer=maker,
        area_code=VILLAGES[place],
        site_code=VILLAGES[place],
        state=stage.value,
        kind="group",
        turn="new",
        applicant=mark(place, "contact"),
        is_thai=True,
        id_sealed=vault.seal(APPLICANT, key, IDENTITIES[place]),
        id_blind=vault.blind(APPLICANT, IDENTITIES[place]),
        joins_production=True,
        entered_by=worker,
        moved_on=today,
        due_on=today + timedelta(days=30),
    )


def _terms(communities: Mapping[str, Community]) -> dict[str, Posting]:
    """In each place someone of the community who looks after its page, with a link that waits; nobody of the cast."""
    secret = make_password(None)
    elders = {
        place: User(username=f"elder-{place}", display_name="ผู้ใหญ่บ้าน (ตัวอย่าง)", password=secret)
        for place in communities
    }
    User.objects.bulk_create(elders.values())
    rows = Posting.objects.bulk_create(
        [
            Posting(
                user=elders[place],
                position=Position.COMMUNITY_EDITOR.value,
                area_code=row.area_code,
                valid_from=date(2020, 1, 1),
                subject_kind=Community.SUBJECT,
                subject_id=row.pk,
                role_title="ผู้ใหญ่บ้าน",
            )
            for place, row in communities.items()
        ]
    )
    for place, term in zip(communities, rows, strict=True):
        people.invite(actor=None, posting=term, about=communities[place].name_th)
    return dict(zip(communities, rows, strict=True))
