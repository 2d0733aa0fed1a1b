"""Loading the province, and taking it out: once for all tests of this file, as it takes seconds."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from withi.faces.demo import actions, gallery, queries, rules, sellers
from withi.faces.imports.rules import COLUMNS, Sheet
from withi.ground.files.models import Photo
from withi.ground.notices.models import Notice, NoticeCallList
from withi.ground.people.models import Posting, User
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Position, Section
from withi.ground.places.models import Area
from withi.ground.search.models import SearchName
from withi.ground.trail.models import TrailChange
from withi.kit import columns, problem
from withi.registers.partners.models import Partner
from withi.registers.photos.access import is_public
from withi.registers.producers.models import Producer, ProducerStatus
from withi.registers.products.models import Product, ProductCertificate, ProductSize
from withi.registers.publication import actions as publication
from withi.registers.publication import queries as publication_queries
from withi.registers.publication.actions import Pick
from withi.registers.publication.models import KINDS, CheckItem
from withi.registers.publication.rules import State, Step
from withi.registers.villages.models import Community, CommunityAsset
from withi.work.market.models import MarketRegistrant
from withi.work.marks.models import Mark, MarkStar
from withi.work.rounds.models import Round, RoundApplication
from withi.work.rounds.queries import window_now
from withi.work.rounds.rules import State as Stage
from withi.work.segments.models import SegmentProduct
from withi.work.support.models import SupportEntry

pytestmark = pytest.mark.slow
REGISTERS = (Producer, Product, Community)
REGISTRANTS = 505
PASSWORD = "mudmee-khaen-4015"
SHARE = 0.18
PLAIN = ("name_th", "area_code", "state", "version", "return_note", "entered_by__username", "approved_by__username")
FACTS = {
    Producer: ("number", "kind", "status", "name_en", "phones", "people", "women", "founded_on", "community__name_th"),
    Product: ("producer__number", "type", "story_th", "materials", "price_from", "channels", "is_public", "is_alcohol"),
    Community: ("summary_th", "receiving", "notice_days", "phone", "lat", "confirmed_on", "confirmed_role"),
    ProducerStatus: ("producer__number", "status", "since", "reason"),
    ProductSize: ("product__name_th", "product__producer__number", "label", "unit", "price"),
    ProductCertificate: ("product__name_th", "product__producer__number", "kind", "number", "valid_until"),
    CommunityAsset: ("community__name_th", "kind", "name_th", "price", "price_unit", "verified_on"),
    MarketRegistrant: ("name", "area_code", "market", "seller", "goods", "phones", "state", "place", "registered_on"),
    SupportEntry: ("kind", "subject", "area_code", "given_on", "title_th", "is_demo"),
    Partner: ("name_th", "kind", "area_code", "since", "until", "is_named", "is_demo"),
    CheckItem: ("rule", "field", "found", "proposal", "blocks", "area_code", "state"),
    Posting: ("user__display_name", "position", "section", "area_code", "acting_for", "valid_from", "valid_until"),
}


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration with fewer producers; what a test does to it is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True, DEMO_PASSWORD=PASSWORD):
        actions.load(share=SHARE)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(province: None, db: None) -> None:
    """What each test of the province asks for."""


def snapshot() -> dict[str, Counter[tuple[Any, ...]]]:
    """Everything told, without ids and without moments."""
    return {
        model.__name__: Counter(model._default_manager.values_list(*(PLAIN if model in REGISTERS else ()), *facts))
        for model, facts in FACTS.items()
    }


# --- registration --------------------------------------------------------------------------------


def test_the_closed_round_has_everybody_and_the_open_one_some_in_every_state(loaded: None) -> None:
    closed, opened = Round.objects.order_by("last_day")
    makers = set(Producer.objects.filter(is_demo=True).values_list("pk", flat=True))
    assert set(closed.applications.filter(state=Stage.APPROVED).values_list("producer", flat=True)) == makers
    assert closed.applications.exclude(state=Stage.APPROVED).count() == 0
    assert set(opened.applications.values_list("state", flat=True)) == {stage.value for stage in Stage}
    assert window_now(closed, timezone.localdate()) is None
    assert window_now(opened, timezone.localdate()) is not None


def test_every_approval_is_in_the_support_ledger(loaded: None) -> None:
    approved = RoundApplication.objects.filter(state=Stage.APPROVED)
    given = SupportEntry.objects.filter(source_kind=RoundApplication.SUBJECT)
    assert set(given.values_list("source_id", flat=True)) == set(approved.values_list("pk", flat=True))


# --- what is there -------------------------------------------------------------------------------


@pytest.mark.usefixtures("loaded")
def test_areas_and_villages_are_there() -> None:
    current = Counter(Area.objects.current().values_list("level", flat=True))
    assert (current[2], current[4], current[6]) == (77, 928, 7436)
    villages = list(csv.DictReader(StringIO((queries.folder() / "villages.csv").read_text("utf-8"))))
    assert current[8] == len(villages) <= 60
    stored = dict(Area.objects.filter(level=8).values_list("code", "name_th"))
    assert stored == {row["village_code"]: row["name_th"] for row in villages}


@pytest.mark.usefixtures("loaded")
def test_counts_per_state() -> None:
    content = queries.content()
    planned = rules.planned(rules.makers(content, queries.places(), timezone.localdate(), SHARE))
    planned["producer"][State.DRAFT] += len(content.old_producers)
    planned["product"][State.DRAFT] += len(content.old_products)
    for model in (Producer, Product):
        assert Counter(model.objects.values_list("state", flat=True)) == planned[model.SUBJECT]
    assert (Producer.objects.count(), Product.objects.count()) == (304, 610)
    assert Counter(Community.objects.values_list("state", flat=True)) == {State.PUBLISHED.value: 12}


@pytest.mark.usefixtures("loaded")
def test_the_market_has_its_registrants_and_every_place_is_a_support() -> None:
    content, places = queries.market(), queries.places()
    assert len(sellers.rows(content, places, timezone.localdate(), 1.0, {})) == 2805
    assert MarketRegistrant.objects.count() == round(2805 * SHARE) == REGISTRANTS
    states = Counter(MarketRegistrant.objects.values_list("state", flat=True))
    assert set(states) == {"waiting", "allocated", "declined"}
    assert min(states.values()) > 10
    assert states["allocated"] == SupportEntry.objects.filter(kind="market").count()
    people = MarketRegistrant.objects.filter(producer=None).values_list("name", flat=True)
    assert all(name.endswith("(ตัวอย่าง)") for name in people)
    assert MarketRegistrant.objects.exclude(producer=None).exists()
    assert not MarketRegistrant.objects.filter(is_demo=False).exists()


@pytest.mark.usefixtures("loaded")
def test_drawn_pictures_are_public_and_say_that_they_are_drawn() -> None:
    shown = Photo.objects.order_by("pk")
    assert {photo.subject for photo in shown} == {"community", "producer", "product"}
    assert {photo.credit for photo in shown} == {"ภาพวาดตัวอย่าง ไม่ใช่ภาพถ่าย"}
    assert all(is_public(photo) for photo in shown)
    communities = dict(Community.objects.exclude(photo="").values_list("pk", "area_code"))
    counts = Counter(communities[photo.subject_id] for photo in shown if photo.subject == Community.SUBJECT)
    assert counts == {code: len(names) for code, names in gallery.SHOWN.items()}


@pytest.mark.usefixtures("loaded")
def test_the_twelve_communities_with_their_codes() -> None:
    stored = dict(Community.objects.values_list("area_code", "name_th"))
    assert stored == {row["code"]: row["name_th"] for row in queries.content().communities}
    for code, name in stored.items():
        assert Area.objects.get(pk=code).name_th == name
    assert Producer.objects.exclude(community=None).count() == 56
    assert all(community.villages.count() == 1 for community in Community.objects.all())


@pytest.mark.usefixtures("loaded")
def test_every_row_is_marked() -> None:
    for model in (*REGISTERS, CommunityAsset, User):
        assert model._default_manager.count() > 0
        assert not model._default_manager.filter(is_demo=False).exists()
    assert all(name.endswith("(ตัวอย่าง)") for name in User.objects.values_list("display_name", flat=True))
    assert all("(ตัวอย่าง)" in name for name in Producer.objects.filter(kind="sme").values_list("name_th", flat=True))


@pytest.mark.usefixtures("loaded")
def test_every_area_is_known_and_every_code_stands_in_khon_kaen() -> None:
    for model in REGISTERS:
        codes = set(model.objects.values_list("area_code", flat=True))
        assert set(Area.objects.current().filter(pk__in=codes).values_list("pk", flat=True)) == codes
        assert all(code.startswith("40") for code in codes)
    assert len({code[:4] for code in Producer.objects.values_list("area_code", flat=True)}) == 26


@pytest.mark.usefixtures("loaded")
def test_one_enters_and_another_approves() -> None:
    for model in REGISTERS:
        kind = KINDS[model.SUBJECT]
        published = list(model.objects.exclude(published_at=None))
        hands = publication_queries.hands(kind, published)
        assert published
        assert all(row.approved_by_id and row.approved_by_id not in hands[row.pk] for row in published)
        assert not model.objects.filter(entered_by=None).exists()
        told = TrailChange.objects.filter(subject=model.SUBJECT, entry__verb="publication.approve")
        assert set(told.values_list("subject_id", flat=True)) == {row.pk for row in published}


@pytest.mark.usefixtures("loaded")
def test_names_are_found_and_only_published_ones_are_public() -> None:
    for model in REGISTERS:
        public = set(SearchName.objects.filter(kind=model.SUBJECT, is_public=True).values_list("ref_id", flat=True))
        kind = KINDS[model.SUBJECT]
        assert public == {row.pk for row in kind.rows if kind.public(row)}
    assert Product.objects.filter(is_alcohol=True, state=State.PUBLISHED, is_public=False).count() >= 3
    assert not Product.objects.filter(is_alcohol=True, is_public=True).exists()


@pytest.mark.usefixtures("loaded")
def test_days_lie_behind_today() -> None:
    today = timezone.localdate()
    dongkheng = Community.objects.get(area_code="40150808")
    assert dongkheng.confirmed_on == today - timedelta(days=3)
    assert dongkheng.confirmed_role == "ประธานท่องเที่ยวชุมชน"
    published = [row.published_at for row in Product.objects.exclude(published_at=None)]
    assert len({moment.date() for moment in published}) > 100
    assert max(published) < timezone.now()
    assert ProducerStatus.objects.filter(status="paused").count() == 4


# --- work to do ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("loaded")
def test_the_district_chief_can_publish_all_that_waits() -> None:
    chief = User.objects.get(username="chief")
    scope = scope_of(chief)
    keys = list(publication_queries.waiting_keys(scope))
    assert publication_queries.counts(scope, chief.pk).waiting == len(keys) > 20
    picks = [Pick(row[0], row[1]) for row in keys]
    outcome = publication.step_many(actor=chief, scope=scope, step=Step.APPROVE, picks=picks)
    assert outcome.refused == ()
    assert len(outcome.done) == len(picks)


@pytest.mark.usefixtures("loaded")
def test_some_wait_again_with_the_change_shown() -> None:
    waiting = publication_queries.waiting(
        publication_queries.waiting_keys(scope_of(User.objects.get(username="chief"))), 0
    )
    changed = [line for line in waiting if not line.is_new]
    assert len(changed) == 3
    assert all("sizes" in {change.field for change in line.changes} for line in changed)


@pytest.mark.usefixtures("loaded")
def test_the_worker_has_points_to_decide_and_rows_returned() -> None:
    worker = User.objects.get(username="worker")
    counts = publication_queries.counts(scope_of(worker), worker.pk)
    assert counts.returned >= 5
    assert counts.checks == CheckItem.objects.filter(area_code__startswith="4015").count() > 5
    for check in publication_queries.worded(list(CheckItem.objects.all())):
        assert check.item.rule in problem.RULES
        assert check.name
        if check.item.proposal:
            publication.accept(actor=worker_of(check.item), scope=scope_of(worker_of(check.item)), item=check.item)


def worker_of(item: CheckItem) -> User:
    return User.objects.get(username="worker" if item.area_code.startswith("4015") else "worker2")


# --- people --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("loaded")
def test_an_account_for_every_position() -> None:
    posts = list(Posting.objects.all())
    assert {post.position for post in posts} == set(Position)
    sections = {post.section for post in posts if post.position == Position.PROVINCE_OFFICER and post.area_code == "40"}
    assert sections == {Section.PROMOTION, Section.STRATEGY}
    assert any(post.acting_for for post in posts)
    assert any(post.area_code == "27" for post in posts)
    assert all(scope_of(user).grants for user in User.objects.all())
    areas = {post.area_code for post in posts if post.position == Position.DISTRICT_WORKER}
    assert areas == {"4015", "4011", "4025"}


@pytest.mark.usefixtures("loaded")
def test_owners_have_their_own_row() -> None:
    producer = Posting.objects.get(user__username="producer")
    editor = Posting.objects.get(user__username="editor")
    own = Producer.objects.get(pk=producer.subject_id or 0)
    assert (producer.subject_kind, own.area_code, own.state) == (Producer.SUBJECT, "40150808", State.PUBLISHED)
    assert Product.objects.public().filter(producer=own).count() == 3
    assert Community.objects.get(pk=editor.subject_id or 0).name_th == "บ้านดงเค็ง"


@pytest.mark.usefixtures("loaded")
def test_demo_accounts_are_refused_outside_demo_mode() -> None:
    for username, *_ in queries.accounts():
        with override_settings(DEMO=True):
            assert authenticate(request(), username=username, password=PASSWORD) is not None
        with override_settings(DEMO=False):
            assert authenticate(request(), username=username, password=PASSWORD) is None


@pytest.mark.usefixtures("loaded")
def test_a_session_of_the_demo_ends_with_demo_mode() -> None:
    client = Client()
    with override_settings(DEMO=True):
        client.force_login(User.objects.get(username="worker"))
        assert client.get("/accounts/login/").status_code == 302
    with override_settings(DEMO=False):
        assert client.get("/accounts/login/").status_code == 200


def request() -> Any:
    return RequestFactory().post("/accounts/login/")


# --- loading and clearing ------------------------------------------------------------------------


@pytest.mark.usefixtures("loaded")
def test_taken_out_and_loaded_again_it_is_the_same() -> None:
    before = snapshot()
    taken = actions.clear()
    assert taken == 12 + 304 + 610 + 5 + 3
    assert queries.filled() == ""
    assert not CheckItem.objects.exists()
    assert not MarketRegistrant.objects.exists()
    assert not SupportEntry.objects.exists()
    assert not Partner.objects.exists()
    assert not Photo.objects.exists()
    assert not Posting.objects.exists()
    assert not SegmentProduct.objects.exists()
    assert not SearchName.objects.filter(kind__in=[model.SUBJECT for model in REGISTERS]).exists()
    actions.load(share=SHARE)
    assert snapshot() == before


@pytest.mark.usefixtures("loaded")
def test_segments_spread_as_in_the_national_list_with_a_few_marks_and_stars() -> None:
    asked = Counter(SegmentProduct.objects.values_list("segment", flat=True))
    total = sum(asked.values())
    assert 0.90 < total / Product.objects.count() < 0.98
    assert 0.75 < asked["D"] / total < 0.83
    assert set(asked) == {"A", "B", "C", "D", "review"}
    held = Mark.objects.filter(state="held")
    assert 8 <= held.count() <= 12
    assert {"applied", "declined", "held"} == set(Mark.objects.values_list("state", flat=True))
    assert all(mark.decided_by_id != mark.applied_by_id for mark in held)
    assert {"gold", "silver", "red", "blue"} == set(Mark.objects.values_list("colour", flat=True))
    assert MarkStar.objects.count() > 60
    assert SupportEntry.objects.filter(is_demo=False).count() == 0
    assert Partner.objects.filter(is_demo=True, name_th__contains="(ตัวอย่าง)").count() == Partner.objects.count() == 6
    assert SupportEntry.objects.exclude(partner=None).values("subject_id").distinct().count() == 7


@pytest.mark.usefixtures("loaded")
def test_what_is_real_stays_and_keeps_what_it_needs() -> None:
    demo = Producer.objects.order_by("pk")[0]
    real = Product.objects.create(name_th="ของจริง", sort_key="1", producer=demo, area_code="401508")
    with pytest.raises(problem.Problem, check=lambda refused: refused.code == "demo.in_use"):
        actions.clear()
    assert Producer.objects.filter(pk=demo.pk).exists()
    Product.objects.filter(pk=real.pk).update(producer=None)
    actions.clear()
    assert list(Product.objects.all()) == [real]


@pytest.mark.usefixtures("loaded")
def test_what_its_people_were_to_be_told_goes_with_them() -> None:
    real, gone = User.objects.create(username="real"), User.objects.filter(is_demo=True)[0]
    now, producer = timezone.now(), Producer.objects.order_by("pk")[0]
    dates = {"created_at": now, "expires_at": now + timedelta(days=1)}
    calls = [
        NoticeCallList.objects.create(owner_id=owner.pk, kind="calls", link="/", count=1, **dates)
        for owner in (real, gone)
    ]
    for call_list in calls:
        Notice.objects.create(
            kind="calls", call_list=call_list, contact_kind=Producer.SUBJECT, contact_id=producer.pk, **dates
        )
    kept, _lost = (Notice.objects.create(kind="copied", recipient_id=who.pk, **dates) for who in (real, gone))
    actions.clear()
    assert list(Notice.objects.all()) == [kept]
    assert list(NoticeCallList.objects.all()) == calls[:1]


@pytest.mark.usefixtures("loaded")
def test_nothing_is_mixed_into_data_that_is_there() -> None:
    with override_settings(DEMO=True), pytest.raises(CommandError, match="producers_producer 304"):
        call_command("demo")
    told = StringIO()
    call_command("demo", "--if-empty", stdout=told)
    assert told.getvalue() == ""
    assert Producer.objects.count() == 304


@pytest.mark.usefixtures("loaded")
def test_the_accounts_are_printed_with_role_area_and_password() -> None:
    told = StringIO()
    with override_settings(DEMO_PASSWORD=PASSWORD):
        call_command("demo", "--accounts", stdout=told)
    text = told.getvalue()
    for username, role, _area in queries.accounts():
        assert f"  {username} " in text
        assert role in text
    assert "อ.หนองสองห้อง จ.ขอนแก่น" in text
    assert PASSWORD in text


@pytest.mark.usefixtures("loaded")
def test_two_people_wait_to_be_let_in_by_link() -> None:
    told = StringIO()
    with override_settings(DEMO_PASSWORD=PASSWORD, DEMO=True):
        call_command("demo", "--accounts", stdout=told)
        links = re.findall(r"/accounts/in/\w+/", told.getvalue())
        pages = [Client().get(link).content.decode() for link in links]
        assert Client().post(links[0], {"pin": "402917", "pin_again": "402917"}).status_code == 302
    assert [name in page for name, page in zip(("นางบัวผัน", "นายสมาน"), pages, strict=True)] == [True, True]
    assert "บ้านดงเค็ง" in pages[1]
    assert len(queries.invitations()) == 1


# --- the list to import --------------------------------------------------------------------------


def test_the_list_to_import_has_the_dirt_of_life() -> None:
    text = (queries.folder() / "products_to_import.csv").read_text("utf-8-sig")
    header, *rows = csv.reader(StringIO(text))
    assert len(rows) == 40
    assert {"name_th", "producer", "address", "phone", "lat", "lon", "price"} <= columns.guess(
        header, COLUMNS[Sheet.PRODUCTS]
    ).keys()
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["อำเภอ"] for row in cells} == {"หนองสองห้อง"}
    assert len({tuple(row.values()) for row in cells}) == 38
    assert sum(not row["ผู้ผลิต"] for row in cells) == 2
    assert any("," in row["โทรศัพท์"] for row in cells)
    assert any(set(row["ราคา (บาท)"]) & set("๐๑๒๓๔๕๖๗๘๙") for row in cells)
    assert sum(row["ละติจูด"].startswith("102.") for row in cells) == 2


@pytest.mark.usefixtures("loaded")
def test_some_of_the_list_is_made_by_producers_of_the_communities() -> None:
    text = (queries.folder() / "products_to_import.csv").read_text("utf-8-sig")
    sellers = {row["ผู้ผลิต"] for row in csv.DictReader(StringIO(text))}
    known = Producer.objects.public().filter(name_th__in=sellers).exclude(community=None)
    assert {row.area_code for row in known} == {"40150808", "40150806"}
