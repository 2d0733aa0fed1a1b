"""A small register in four places, for the cast to work on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.places import FIRST_ID, IDENTITIES, PHONES, VILLAGES, mark
from tests.staged import compare, stage, stage_jobs
from tests.work import WorkRows, make_work
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
from withi.registers.centres.models import Centre, CentreStep
from withi.registers.partners.models import Partner, PartnerArea
from withi.registers.photos.tests.factory import make_photo
from withi.registers.producers import actions as producers
from withi.registers.producers.models import IDENTITY, Producer, ProducerStatus
from withi.registers.products import actions as products
from withi.registers.products.models import Product, ProductSize
from withi.registers.publication import actions as publication
from withi.registers.publication.models import CheckItem, Publication
from withi.registers.publication.rules import State
from withi.registers.routes import actions as routes
from withi.registers.routes.models import Route, RouteHost, RouteStop
from withi.registers.villages import actions as villages
from withi.registers.villages.models import Community, CommunityAsset, CommunityVillage
from withi.work.support.models import SupportEntry

PRODUCT_STATES = (State.DRAFT, State.WAITING, State.PUBLISHED, State.WITHDRAWN)
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
    exchange_key: UUID
    exchange_item: int
    layout: int
    route: Route
    """A published one through the place's community; `draft_route` is one that is still written."""
    draft_route: Route
    stop: RouteStop
    host: RouteHost
    """A stop and a host of the draft."""
    centre: Centre
    step: CentreStep
    """A centre of the place, and a step of its plan."""
    keeper: int
    """The posting of that centre's staff."""
    partner: Partner
    given: int
    """What that partner gave the community, written down by hand."""
    told: int
    """What it says that it gave, still without an officer's word."""
    ally: int
    """The posting of its own account."""
    work: WorkRows
    """What the rooms of the work floor hold."""

    @property
    def product(self) -> Product:
        """The published one."""
        return self.products[State.PUBLISHED]

    def row(self, kind: str) -> Publication:
        return {"community": self.community, "producer": self.producer, "product": self.product}[kind]

    def id_of(self, kind: str) -> int:
        others = {"registrant": self.work.registrant, "news": self.work.news, "route": self.route.pk}
        others |= {"centre": self.centre.pk, "partner": self.partner.pk}
        return others[kind] if kind in others else int(self.row(kind).pk)


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
    points = _points(goods)
    work = make_work(workers, makers, goods)
    terms = _terms(communities)
    runs, jobs, compared = stage(workers), stage_jobs(workers), compare(workers)
    items = {item.run_id: item.pk for item in ExchangeItem.objects.all()}
    told = _notices(workers, goods)
    lists = _call_lists(workers, makers)
    assets = _assets(communities)
    ways = {place: _ways(row, place, workers[place]) for place, row in communities.items()}
    allies = _partners(communities)
    photos = {
        place: _photos(goods[place], asset, place, workers[place])
        for place, asset in zip(VILLAGES, assets, strict=True)
    }
    for kind, rows in (
        (villages.KIND, communities.values()),
        (producers.KIND, makers.values()),
        (products.KIND, [product for some in goods.values() for product in some.values()]),
        (routes.KIND, [way for some in ways.values() for way in some[:2]]),
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
                compared[place].key,
                items[compared[place].pk],
                compared[place].layout_id,
                *ways[place],
                *_centre(place),
                partner=allies[place][0],
                given=allies[place][1],
                told=allies[place][2],
                ally=allies[place][3],
                work=work[place],
            )
            for (place, code), asset in zip(VILLAGES.items(), assets, strict=True)
        )
    )


def _assets(communities: Mapping[str, Community]) -> list[CommunityAsset]:
    """What there is to do in each place."""
    facts: dict[str, Any] = {"kind": "activity", "price": 15_000, "price_unit": "person"}
    return CommunityAsset.objects.bulk_create(
        [CommunityAsset(community=row, name_th=mark(place, "asset"), **facts) for place, row in communities.items()]
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
                **_middle(place),
                summary_th="ผ้าหมี่ที่ทั้งบ้านช่วยกันมัด",
                phone="043100009",
                receiving="appointment",
                notice_days=3,
                confirmed_on=timezone.localdate(),
                facts_on=timezone.localdate(),
                confirmed_role="ประธานท่องเที่ยวชุมชน",
            )
            for place, worker in workers.items()
        ]
    )
    CommunityVillage.objects.bulk_create([CommunityVillage(community=row, area_code=row.area_code) for row in rows])
    return dict(zip(workers, rows, strict=True))


def _middle(place: str) -> dict[str, float]:
    """A position inside the place's province."""
    south, west, north, east = BOXES[VILLAGES[place][:2]]
    return {"lat": (south + north) / 2, "lon": (west + east) / 2}


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


def _ways(community: Community, place: str, worker: User) -> tuple[Route, Route, RouteStop, RouteHost]:
    """A published route and a draft through the place's community, with a stop and a host of the draft."""
    at = FIRST_ID + 70 + 2 * list(VILLAGES).index(place)
    made = []
    for pk, state in enumerate((State.PUBLISHED, State.DRAFT), start=at):
        name = f"เส้นทาง {mark(place, 'route', state)}"
        made.append(
            Route(
                pk=pk, name_th=name, sort_key=sort_key(name), summary_th="ไปสองบ้าน", area_code=VILLAGES[place],
                begins_at="09:00", state=state.value, entered_by=worker, days=2,
            )
        )  # fmt: skip
    shown, draft = Route.objects.bulk_create(made)
    stops = RouteStop.objects.bulk_create(
        RouteStop(pk=row.pk, route=row, position=1, community=community) for row in made
    )
    host = RouteHost.objects.create(pk=at, route=draft, community=community, name=mark(place, "host"), position=1)
    return shown, draft, stops[1], host


def _partners(communities: Mapping[str, Community]) -> dict[str, tuple[Partner, int, int, int]]:
    return {place: _partner(place, row) for place, row in communities.items()}


def _partner(place: str, community: Community) -> tuple[Partner, int, int, int]:
    """A university of the place, a support that it gave, one that it says it gave, and its own account's posting."""
    at, name = FIRST_ID + 60 + list(VILLAGES).index(place), mark(place, "partner")
    row = Partner.objects.create(pk=at, kind="school", name_th=name, sort_key=sort_key(name), area_code=VILLAGES[place])
    PartnerArea.objects.create(pk=at, partner=row, area_code=row.area_code)
    given, told = SupportEntry.objects.bulk_create(
        SupportEntry(
            pk=pk, kind="training", subject=Community.SUBJECT, subject_id=community.pk, area_code=row.area_code,
            given_on=date(2026, 1, 1), source_kind=source, source_id=at, title_th=mark(place, title), partner=row,
            recorded_at=timezone.now(), waits=source == "told",
        )
        for pk, source, title in ((at, "hand", "given"), (at + 1_000, "told", "told"))
    )  # fmt: skip
    user = User.objects.create(username=f"ally-{place}", display_name="เจ้าหน้าที่ภาคี (ตัวอย่าง)", password="!")
    term = Posting.objects.create(
        pk=at + 6_000, user=user, position=Position.PARTNER, area_code=row.area_code, valid_from="2020-01-01",
        subject_kind=Partner.SUBJECT, subject_id=row.pk,
    )  # fmt: skip
    return row, given.pk, told.pk, term.pk


def _centre(place: str) -> tuple[Centre, CentreStep, int]:
    """An information centre of the place that is open, a step of its plan, and the posting of its staff.

    What the staff told waits to be confirmed.
    """
    at, name = FIRST_ID + 60 + list(VILLAGES).index(place), mark(place, "centre")
    row = Centre.objects.create(
        pk=at, kind="district", name_th=name, sort_key=sort_key(name), area_code=VILLAGES[place], condition="open",
        condition_on=date(2026, 1, 1),
        to_confirm=True,
    )  # fmt: skip
    user = User.objects.create(username=f"keeper-{place}", display_name="คนดูแลศูนย์ (ตัวอย่าง)", password="!")
    term = Posting.objects.create(
        pk=at + 5_000, user=user, position=Position.CENTRE_STAFF, area_code=row.area_code, valid_from="2020-01-01",
        subject_kind=Centre.SUBJECT, subject_id=row.pk,
    )  # fmt: skip
    return row, CentreStep.objects.create(pk=at, centre=row, text="ซ่อมหลังคา", due_on=date(2027, 1, 31)), term.pk


def _photos(goods: Mapping[State, Product], asset: CommunityAsset, place: str, worker: User) -> dict[str, UUID]:
    """A photo of the published product, one of the asset with where it was taken, and a ZIP that the worker sent."""
    of_product = make_photo(Product.SUBJECT, goods[State.PUBLISHED].pk)
    of_asset = make_photo("asset", asset.pk, **_middle(place))
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
