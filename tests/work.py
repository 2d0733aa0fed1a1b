"""What the rooms of the work floor hold in the four places."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from tests.places import FIRST_ID, IDENTITIES, PHONES, VILLAGES, given_in, mark
from withi.faces.printing.making import made_of
from withi.faces.printing.models import PrintRun
from withi.faces.printing.prints import Order, What
from withi.ground.people.models import User
from withi.ground.vault import actions as vault
from withi.kit import era
from withi.registers.photos.tests.factory import make_photo
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community
from withi.work.certificates.models import Certificate
from withi.work.certificates.tests.factory import make_certificate
from withi.work.checkin.models import CheckinGroup
from withi.work.checkin.tests.factory import make_group
from withi.work.enquiries.models import Enquiry
from withi.work.enquiries.tests.factory import make_enquiry
from withi.work.figures.models import FigureComparator
from withi.work.income import actions as income
from withi.work.income.actions import MonthRow
from withi.work.income.models import IncomeMonth, IncomeTarget
from withi.work.income.rules import State as Told
from withi.work.income.rules import tambon_of
from withi.work.market.models import MarketRegistrant
from withi.work.marks.models import Mark, MarkList
from withi.work.news.models import NewsComment, NewsItem
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
from withi.work.support.models import SupportEntry

STAGES = (Stage.DRAFT, Stage.SENT, Stage.CHECKED, Stage.PASSED, Stage.APPROVED)
"""States of applications that somebody has to do something about, and of those that a certificate may rest on."""
MONTH = 202504
"""A month that every producer has reported."""
TARGET_YEAR = era.fiscal_year(era.month_start(MONTH)) + 2
"""The fiscal year for which each place's tambon has a target, based on the year of MONTH."""


@dataclass(frozen=True)
class WorkRows:
    """What one place has on the work floor."""

    mark: Mark
    """An application of the withdrawn product."""
    held: Mark
    """A mark in force of the published product."""
    stars_key: UUID
    """A list of star results that the place's worker sent in."""
    applications: dict[Stage, RoundApplication]
    round: Round
    """A round of the place's province that nobody has applied to."""
    paper: RoundPaper
    copy_key: UUID
    certificate: Certificate
    registrant: int
    group: CheckinGroup
    """Guests of the place's community, as its worker wrote them down."""
    enquiry: Enquiry
    """What a guest asks the place's community; officers may help."""
    wanted: Enquiry
    """What a guest asks the maker of the published product."""
    print_run: PrintRun
    """Posters of the place's community, as its worker wrote them down."""
    news: int
    """A published event that the place's worker wrote."""
    comment: int
    """What a reader said of it, not read yet."""
    print_photo: UUID
    """A photo beside that run."""
    support_photo: UUID
    """A photo that shows what the place's partner gave."""
    receipt: UUID
    """A photo beside the producer's month."""


def make_work(
    workers: Mapping[str, User], makers: Mapping[str, Producer], goods: Mapping[str, Mapping[State, Product]]
) -> dict[str, WorkRows]:
    """What was done for each place's producers and products, by its worker."""
    receipts = _months(workers, makers)
    FigureComparator.objects.create(
        pk=FIRST_ID, name_th="ตัวอย่าง", year=2560, gini=4_100, source="ตัวอย่าง", as_of=timezone.localdate()
    )
    _targets(makers)
    marks, results, sellers = _marks(workers, goods), _results(workers), _registrants(workers)
    held = _held(workers, goods)
    told = _news(workers)
    asked, paper, copies = _applications(workers, makers, goods)
    return {
        place: WorkRows(
            mark=marks[place],
            held=held[place],
            stars_key=results[place].key,
            applications=asked[place],
            round=_round(f"รอบของจังหวัด {place}", VILLAGES[place][:2]),
            paper=paper,
            copy_key=copies[place],
            certificate=make_certificate(makers[place], issued_by=workers[place], kind="mark", mark="gold"),
            registrant=sellers[place],
            group=make_group(_home(makers[place]), entered_by=workers[place]),
            enquiry=make_enquiry(_home(makers[place]), name=mark(place, "enquiry")),
            wanted=make_enquiry(goods[place][State.PUBLISHED], name=mark(place, "wanted")),
            print_run=(run := _print_run(place, _home(makers[place]), workers[place])),
            print_photo=make_photo(PrintRun.PHOTOS, run.pk, alt_th="").key,
            support_photo=make_photo(SupportEntry.PHOTOS, given_in(place), alt_th="").key,
            news=told[place][0],
            comment=told[place][1],
            receipt=receipts[place],
        )
        for place in workers
    }


def _home(maker: Producer) -> Community:
    """The community of the place's producer."""
    assert maker.community is not None
    return maker.community


def _print_run(place: str, row: Community, worker: User) -> PrintRun:
    """A poster that shows what is so today."""
    made = made_of(row, Order(What.POSTER))
    today = timezone.localdate()
    return PrintRun.objects.create(
        community=row, what="poster", stamp=made.stamp, facts=dict(made.facts), place=mark(place, "print"), count=3,
        printed_on=today, seen_on=today, recorded_by=worker, recorded_at=timezone.now(),
    )  # fmt: skip


def _months(workers: Mapping[str, User], makers: Mapping[str, Producer]) -> dict[str, UUID]:
    """One month's sales of each producer, with a photo of its account book."""
    for place, row in makers.items():
        month = MonthRow(
            row.pk, MONTH, row.area_code, row.kind, (12_300, 0, None, None), Told.REPORTED, timezone.now()
        )  # fmt: skip
        income.store_new(actor=workers[place], rows=[month], note="")
    told = {row.producer_id: row.pk for row in IncomeMonth.objects.filter(month=MONTH)}
    return {place: make_photo("income_month", told[row.pk], alt_th="").key for place, row in makers.items()}


def _targets(makers: Mapping[str, Producer]) -> None:
    """Each tambon shall sell more; the base is the round that its producer was registered in, in the year of MONTH."""
    year = TARGET_YEAR - 2
    for place, row in makers.items():
        before = _round(f"รอบก่อน {place}", row.area_code[:2])
        RoundApplication.objects.create(
            round=before, producer=row, area_code=row.area_code, state=Stage.APPROVED.value,
            moved_on=before.last_day, due_on=before.last_day,
        )  # fmt: skip
        IncomeTarget.objects.create(
            area_code=tambon_of(row.area_code), fiscal_year=TARGET_YEAR, rate=500, first_base_year=year,
            last_base_year=year, base_round=before.name_th, source="ตัวอย่าง",
        )  # fmt: skip


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


def _held(workers: Mapping[str, User], goods: Mapping[str, Mapping[State, Product]]) -> dict[str, Mark]:
    """In each place a published product bears a mark, decided by nobody of the cast."""
    today = timezone.localdate()
    rows = Mark.objects.bulk_create(
        Mark(
            pk=FIRST_ID + 40 + at,
            product=goods[place][State.PUBLISHED],
            colour="red",
            state="held",
            applied_at=timezone.now(),
            decided_at=timezone.now(),
            terms=1,
            number=f"S{at + 1}-2569-0001",
            valid_from=today,
            valid_until=today + timedelta(days=365),
        )
        for at, place in enumerate(workers)
    )
    return dict(zip(workers, rows, strict=True))


def _results(workers: Mapping[str, User]) -> dict[str, MarkList]:
    """In each place a list of star results that its worker sent in."""
    rows = MarkList.objects.bulk_create(
        MarkList(owner=worker, name="ผลการคัดสรร.xlsx", year=2566, created_at=timezone.now())
        for worker in workers.values()
    )
    return dict(zip(workers, rows, strict=True))


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


def _news(workers: Mapping[str, User]) -> dict[str, tuple[int, int]]:
    """In each place a published event, and a comment on it that waits."""
    items = NewsItem.objects.bulk_create(
        NewsItem(
            pk=FIRST_ID + 90 + at,
            sort="event",
            title_th=mark(place, "news"),
            lead_th="สั้น ๆ",
            body_th="เนื้อข่าว",
            office="หน่วยงาน",
            area_code=VILLAGES[place],
            dated_on=date(2018, 7, 1),
            begins_on=date(2018, 7, 1),
            state=State.PUBLISHED.value,
            entered_by=worker,
        )
        for at, (place, worker) in enumerate(workers.items())
    )
    said = NewsComment.objects.bulk_create(
        NewsComment(pk=FIRST_ID + 90 + at, item=item, name="ผู้อ่าน", text="ดี", line="x", written_at=timezone.now())
        for at, item in enumerate(items)
    )
    return {place: (item.pk, each.pk) for place, item, each in zip(workers, items, said, strict=True)}


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
