"""Writes on market registrants."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.notices.models import Notice
from withi.ground.people.rules import Position
from withi.ground.trail import queries as trail
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Cast, make_cast, make_person
from withi.work.market import actions, queries, telling
from withi.work.market.actions import Decision, RegistrantRow
from withi.work.market.models import MarketRegistrant
from withi.work.market.rules import State, Step
from withi.work.market.tests.factory import make_registrant
from withi.work.support.models import SupportEntry
from withi.work.support.tests.factory import make_support

pytestmark = pytest.mark.django_db
CITIZEN = "1101700207366"
DAY = date(2018, 8, 4)
FACTS = RegistrantRow(
    name="นางสมศรี ตัวอย่าง",
    area_code="40150205",
    seller="low_income",
    market="smile",
    goods_kind="food",
    registered_on=date(2018, 7, 2),
)
PLACE = Decision(Step.ALLOCATE, place="ตลาดหน้าอำเภอ", on=DAY)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def add(cast: Cast, **values: Any) -> MarketRegistrant:
    return actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=replace(FACTS, **values))


def decide(cast: Cast, decision: Decision, *rows: MarketRegistrant) -> list[int]:
    chief = cast.chief
    return actions.decide(actor=chief.user, scope=chief.scope, pks=[row.pk for row in rows], decision=decision)


# --- the counter ---------------------------------------------------------------------------------


def test_a_registrant_waits_with_the_number_sealed(cast: Cast) -> None:
    row = add(cast, identity="1-1017-00207-36-6")
    row.refresh_from_db()
    assert (row.state, row.version, row.entered_by_id) == (State.WAITING, 1, cast.worker.user.pk)
    assert CITIZEN not in row.id_sealed
    assert row.id_blind == queries.blind_of(CITIZEN)
    assert queries.identity_of(row) == "X-XXXX-XXXXX-36-6"
    entry = TrailEntry.objects.get(verb="market.add")
    assert (entry.subject, entry.subject_id, entry.area_code) == ("registrant", row.pk, "40150205")
    assert CITIZEN not in str(entry.changes.get().after)


def test_the_same_person_waits_once_in_a_kind_of_market(cast: Cast) -> None:
    first = add(cast, identity=CITIZEN)
    with pytest.raises(Problem, match=r"market\.twice"):
        add(cast, identity=CITIZEN)
    add(cast, identity=CITIZEN, market="green")
    decide(cast, PLACE, first)
    add(cast, identity=CITIZEN)
    assert MarketRegistrant.objects.count() == 3


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"area_code": "3001"}, "publication.area"),
        ({"identity": "1101700207365"}, "id."),
        ({"market": "night"}, "market.closed"),
        ({"registered_on": date(2017, 9, 30)}, "market.closed"),
        ({"producer_id": 987_654}, "publication.area"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(cast: Cast, values: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as refused:
        add(cast, **values)
    assert refused.value.code.startswith(code)
    assert (MarketRegistrant.objects.count(), TrailEntry.objects.count()) == (0, 0)


def test_a_change_tells_what_was_and_keeps_the_number(cast: Cast) -> None:
    row = add(cast, identity=CITIZEN)
    worker = cast.colleague
    changed: dict[str, Any] = {"facts": replace(FACTS, goods="ไก่ย่าง"), "version": 1}
    assert actions.change(actor=worker.user, scope=worker.scope, row=row, **changed)
    assert (row.goods, row.version, row.id_blind) == ("ไก่ย่าง", 2, queries.blind_of(CITIZEN))
    kept = TrailEntry.objects.get(verb="market.change").changes.get()
    assert (kept.before, kept.after) == ({"goods": ""}, {"goods": "ไก่ย่าง"})
    assert not actions.change(actor=worker.user, scope=worker.scope, row=row, **(changed | {"version": 2}))
    with pytest.raises(Problem, match=r"publication\.changed"):
        actions.change(actor=worker.user, scope=worker.scope, row=row, facts=FACTS, version=1)


def test_who_is_decided_on_is_not_changed(cast: Cast) -> None:
    row = add(cast)
    decide(cast, PLACE, row)
    worker = cast.worker
    with pytest.raises(Problem, match=r"market\.decided"):
        actions.change(actor=worker.user, scope=worker.scope, row=row, facts=replace(FACTS, goods="ข้าว"), version=1)


# --- decisions -----------------------------------------------------------------------------------


def test_a_place_is_a_support_of_the_producer_or_of_the_person(cast: Cast) -> None:
    producer = make_producer()
    maker, person = make_registrant(producer=producer), make_registrant()
    assert sorted(decide(cast, PLACE, maker, person)) == sorted([maker.pk, person.pk])
    maker.refresh_from_db()
    assert (maker.state, maker.place, maker.begins_on, maker.decided_by) == (
        "allocated",
        "ตลาดหน้าอำเภอ",
        DAY,
        cast.chief.user,
    )
    entries = {(row.subject, row.subject_id, row.source_id) for row in SupportEntry.objects.all()}
    assert entries == {("producer", producer.pk, maker.pk), ("registrant", person.pk, person.pk)}
    entry = SupportEntry.objects.get(subject="producer")
    assert (entry.kind, entry.given_on, entry.area_code) == ("market", DAY, "401508")
    assert "คนไทยยิ้มได้" in entry.title_th


def test_each_decision_stands_in_the_trail_of_its_row(cast: Cast) -> None:
    rows = [make_registrant(), make_registrant()]
    decide(cast, Decision(Step.DECLINE, reason="เอกสารไม่ครบ"), *rows)
    entry = TrailEntry.objects.get()
    assert (entry.verb, entry.count, entry.note, entry.area_code) == ("market.decline", 2, "เอกสารไม่ครบ", "401508")
    for row in rows:
        assert [act.pk for act in trail.of_object("registrant", row.pk)] == [entry.pk]
    assert not SupportEntry.objects.exists()


def test_only_ones_own_area_and_only_what_waits_is_decided(cast: Cast) -> None:
    mine, far, done = make_registrant(), make_registrant(area_code="3001"), make_registrant()
    own = make_registrant(entered_by=cast.chief.user)
    decide(cast, PLACE, done)
    assert decide(cast, Decision(Step.DECLINE, reason="เต็ม"), mine, far, done, own) == [mine.pk]
    states = dict(MarketRegistrant.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in (mine, far, done, own)] == ["declined", "waiting", "allocated", "waiting"]


@pytest.mark.parametrize("who", ["worker", "reader", "stranger"])
def test_who_may_not_decide_finds_nobody_to_decide_on(cast: Cast, who: str) -> None:
    row, person = make_registrant(), getattr(cast, who)
    with pytest.raises(Problem, match=r"market\.none"):
        actions.decide(actor=person.user, scope=person.scope, pks=[row.pk], decision=PLACE)


def test_a_place_begins_after_the_person_registered(cast: Cast) -> None:
    row = make_registrant(registered_on=date(2018, 9, 1))
    with pytest.raises(Problem, match=r"market\.day"):
        decide(cast, PLACE, row)
    row.refresh_from_db()
    assert row.state == State.WAITING


def test_opening_again_takes_the_support_back_with_the_reason(cast: Cast) -> None:
    row = make_registrant()
    decide(cast, PLACE, row)
    decide(cast, Decision(Step.REOPEN, reason="ย้ายตลาด"), row)
    row.refresh_from_db()
    assert (row.state, row.place, row.begins_on, row.decided_by) == ("waiting", "", None, None)
    assert SupportEntry.objects.get().withdrawn_reason == "ย้ายตลาด"
    decide(cast, replace(PLACE, place="ตลาดใหม่"), row)
    entry = SupportEntry.objects.get()
    assert (entry.withdrawn_at, entry.title_th.endswith("ตลาดใหม่")) == (None, True)


def test_a_batch_costs_no_more_statements_than_one(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as one:
        decide(cast, PLACE, make_registrant())
    rows = [make_registrant() for _ in range(50)]
    with CaptureQueriesContext(connection) as many:
        decide(cast, PLACE, *rows)
    assert len(many) <= len(one)


def test_the_database_refuses_a_place_without_its_day_and_a_decline_without_its_reason() -> None:
    row = make_registrant()
    for values in ({"state": "allocated", "place": "ตลาด"}, {"state": "declined"}, {"place": "ตลาด"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MarketRegistrant.objects.filter(pk=row.pk).update(**values)


# --- lists ---------------------------------------------------------------------------------------


def test_a_list_is_stored_in_sets_and_each_row_has_its_trail(cast: Cast) -> None:
    worker = cast.worker
    rows = [replace(FACTS, name=f"ผู้ขาย {place}") for place in range(60)]
    with CaptureQueriesContext(connection) as seen:
        made = actions.store_many(actor=worker.user, scope=worker.scope, rows=rows, note="รายการเดิม")
    assert len(seen) <= 12
    assert list(MarketRegistrant.objects.order_by("pk").values_list("name", flat=True)) == [row.name for row in rows]
    assert [entry.verb for entry in trail.of_object("registrant", made[7])] == ["market.store"]
    with pytest.raises(Problem, match=r"publication\.area"):
        actions.store_many(actor=worker.user, scope=worker.scope, rows=[replace(FACTS, area_code="3001")])


def test_turns_favour_who_was_served_least_and_say_why(cast: Cast) -> None:
    served, helped = make_producer(), make_producer()
    make_support(served.pk, kind="market")
    make_support(helped.pk)
    old = make_registrant(id_blind="x", state="allocated", place="ก", begins_on=DAY)
    second = make_registrant(name="ข เคยได้แล้ว", producer=served)
    again = make_registrant(name="ค คนเดิม", id_blind="x", registered_on=date(2018, 7, 3))
    third = make_registrant(name="ง เคยอบรม", producer=helped)
    first = make_registrant(name="จ ไม่เคยได้", registered_on=timezone.localdate())
    make_registrant(market="green")
    turn = queries.turns(cast.worker.scope)
    assert [one.pk for one in turn] == [first.pk, third.pk, second.pk, again.pk]
    assert old.pk not in {one.pk for one in turn}
    why = [line.why for line in queries.turn_lines(turn)]
    assert why[0] == "ยังไม่เคยได้ที่ขาย · รอมา 0 วัน"
    assert "ได้รับการสนับสนุนอื่น 1 รายการ" in why[1]
    assert why[2].startswith("เคยได้ที่ขาย 1 ครั้ง")
    assert queries.turns(cast.stranger.scope) == []


def test_counts_by_kind_are_those_of_ones_own_area(cast: Cast) -> None:
    make_registrant()
    make_registrant(state="declined", reason="เต็ม")
    make_registrant(market="green")
    make_registrant(market="green", area_code="3001")
    smile, green = queries.counts(cast.reader.scope)
    assert (smile.code, smile.all, smile.waiting, smile.declined) == ("smile", 2, 1, 1)
    assert (green.code, green.all) == ("green", 1)


def test_a_producer_hears_what_came_of_its_wish(cast: Cast) -> None:
    producer = make_producer()
    owner = make_person("owner", Position.PRODUCER, producer.area_code, subject=("producer", producer.pk))
    rows = [make_registrant(producer=producer), make_registrant()]
    decide(cast, PLACE, *rows)
    told = Notice.objects.get(kind="market")
    assert (told.recipient_id, told.link) == (owner.user.pk, f"/desk/producers/{producer.pk}/")
    assert "ได้ที่ขายในตลาดประชารัฐแล้ว" in telling._say(1, told.values)
