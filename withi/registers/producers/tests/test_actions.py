"""Entering, changing and storing producers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from withi.ground.search.models import SearchName
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web.models import DataVersion
from withi.kit.problem import Problem
from withi.registers.producers import actions, queries
from withi.registers.producers.actions import ProducerRow
from withi.registers.producers.models import Producer, ProducerSeries, ProducerStatus
from withi.registers.producers.rules import Status
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.models import CheckItem
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Cast, make_cast

pytestmark = pytest.mark.django_db
FACTS = ProducerRow(name_th="กลุ่มจักสานบ้านตัวอย่าง", area_code="40150205", kind="group", people=12, women=9)
CITIZEN, OTHER_CITIZEN = "1101700207366", "3100600445635"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def refusal(code: str) -> "pytest.RaisesExc[Problem]":
    return pytest.raises(Problem, check=lambda problem: problem.code == code)


# --- one producer --------------------------------------------------------------------------------


def test_a_number_that_another_producer_bears_is_a_point_that_stops_nothing(cast: Cast) -> None:
    make_producer(official_number="0040", area_code="270101")
    make_producer(official_number="0041", state=State.WITHDRAWN)
    numbered = [FACTS._replace(official_number=number) for number in ("0040", "0041", "")]
    made = [actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=facts) for facts in numbered]
    points = CheckItem.objects.order_by("pk")
    assert [(item.subject_id, item.found, item.blocks) for item in points] == [(made[0].pk, "0040", False)]
    actions.change(
        actor=cast.worker.user, scope=cast.worker.scope, producer=made[2], facts=numbered[0], version=made[2].version
    )
    assert CheckItem.objects.get(subject_id=made[2].pk).values == {"count": "2"}


def test_add_makes_a_draft_with_number_status_trail_and_name(cast: Cast) -> None:
    first = actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS)
    second = actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS)
    assert (first.number, second.number) == ("4015-0001", "4015-0002")
    assert (first.state, first.version, first.entered_by) == (State.DRAFT, 1, cast.worker.user)
    assert first.statuses.get().status == Status.ACTIVE
    change = TrailChange.objects.get(subject="producer", subject_id=first.pk)
    assert change.after is not None
    assert change.after["name_th"] == FACTS.name_th
    assert not SearchName.objects.get(ref_id=first.pk).is_public


def test_add_outside_ones_area_is_refused(cast: Cast) -> None:
    for area in ("3001", "40", ""):
        with refusal("publication.area"):
            actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS._replace(area_code=area))
    with refusal("producer.women"):
        actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS._replace(women=13))
    assert not Producer.objects.exists()


def test_a_changed_published_producer_waits_again(cast: Cast) -> None:
    producer = make_producer(state=State.PUBLISHED)
    facts = FACTS._replace(founded_on=date(2015, 4, 1))
    assert actions.change(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=facts, version=1)
    assert (producer.state, producer.version, producer.name_th) == (State.WAITING, 2, FACTS.name_th)
    assert producer.sort_key != ""
    change = TrailChange.objects.get()
    before, after = change.before or {}, change.after or {}
    assert (before["founded_on"], after["founded_on"]) == (None, "2015-04-01")
    assert "sort_key" not in after
    assert DataVersion.objects.get(kind="producer").province == "40"
    assert not actions.change(
        actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=facts, version=2
    )
    assert TrailEntry.objects.count() == 1


def test_the_second_of_two_officers_sees_both_versions(cast: Cast) -> None:
    producer = make_producer(name_th="เดิม")
    seen = producer.version
    first, second = FACTS._replace(name_th="คนแรก"), FACTS._replace(name_th="คนที่สอง")
    actions.change(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=first, version=seen)
    with refusal("publication.changed") as refused:
        actions.change(
            actor=cast.colleague.user, scope=cast.colleague.scope, producer=producer, facts=second, version=seen
        )
    assert refused.value.status == 409
    assert refused.value.values["theirs"] == {"name_th": "คนแรก"}
    assert refused.value.values["yours"] == {"name_th": "คนที่สอง"}
    producer.refresh_from_db()
    assert producer.name_th == "คนแรก"


def test_people_without_the_ability_or_area_change_nothing(cast: Cast) -> None:
    producer = make_producer()
    for person in (cast.chief, cast.reader, cast.stranger):
        with refusal("access.ability"):
            actions.change(actor=person.user, scope=person.scope, producer=producer, facts=FACTS, version=1)
    with refusal("publication.area"):
        moved = FACTS._replace(area_code="3001")
        actions.change(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=moved, version=1)


def test_a_sent_producer_stays_whole(cast: Cast) -> None:
    producer = make_producer(state=State.WAITING)
    with refusal("publication.incomplete"):
        facts = FACTS._replace(kind="")
        actions.change(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=facts, version=1)


def test_products_follow_a_moved_producer(cast: Cast) -> None:
    producer = make_producer(area_code="401508")
    along = make_product(producer=producer, area_code="401508", state=State.PUBLISHED)
    elsewhere = make_product(producer=producer, area_code="4015")
    facts = FACTS._replace(area_code="401502")
    actions.change(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=facts, version=1)
    along.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (along.area_code, along.state, elsewhere.area_code) == ("401502", State.PUBLISHED, "4015")
    names = SearchName.objects.filter(kind="product", ref_id=along.pk)
    assert set(names.values_list("area_code", flat=True)) == {"401502"}


# --- status --------------------------------------------------------------------------------------


def test_status_is_dated_and_the_latest_is_kept_on_the_producer(cast: Cast) -> None:
    producer = make_producer()
    actions.set_status(
        actor=cast.worker.user,
        scope=cast.worker.scope,
        producer=producer,
        status=Status.PAUSED,
        since=date(2025, 1, 1),
        reason="ซ่อมโรงเรือน",
    )
    assert producer.status == Status.PAUSED
    actions.set_status(
        actor=cast.worker.user, scope=cast.worker.scope, producer=producer, status=Status.ACTIVE, since=date(2025, 6, 1)
    )
    actions.set_status(
        actor=cast.worker.user,
        scope=cast.worker.scope,
        producer=producer,
        status=Status.PAUSED,
        since=date(2022, 1, 1),
        reason="น้ำท่วม",
    )
    assert producer.status == Status.ACTIVE
    assert producer.statuses.count() == 4


def test_closing_withdraws_producer_and_products(cast: Cast) -> None:
    producer = make_producer(state=State.PUBLISHED)
    sold = make_product(producer=producer, state=State.PUBLISHED)
    draft = make_product(producer=producer)
    left = actions.set_status(
        actor=cast.worker.user,
        scope=cast.worker.scope,
        producer=producer,
        status=Status.CLOSED,
        since=date(2026, 1, 1),
        reason="เลิกกิจการ",
    )
    for row in (sold, draft):
        row.refresh_from_db()
    assert (left, producer.state, sold.state, draft.state) == (2, State.WITHDRAWN, State.WITHDRAWN, State.DRAFT)
    assert not SearchName.objects.filter(is_public=True).exists()
    assert set(DataVersion.objects.values_list("kind", flat=True)) == {"producer", "product"}


# --- identity ------------------------------------------------------------------------------------


def test_identity_is_sealed_found_and_revealed_in_the_trail(cast: Cast) -> None:
    producer = make_producer()
    actions.set_identity(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, number="1-1017-00207-36-6")
    assert CITIZEN not in producer.id_sealed
    assert queries.identity_of(producer) == CITIZEN
    shown = actions.reveal_identity(actor=cast.chief.user, scope=cast.chief.scope, producer=producer)
    assert shown == "1-1017-00207-36-6"
    entries = list(TrailEntry.objects.order_by("pk").values_list("verb", "note", "actor_name"))
    assert entries[0][:2] == ("producers.set_identity", "X-XXXX-XXXXX-36-6")
    assert entries[1][0] == "producers.reveal_identity"
    assert not any(CITIZEN in str(row) for row in TrailChange.objects.values())


def test_a_wrong_check_digit_is_refused(cast: Cast) -> None:
    producer = make_producer()
    with refusal("id.check_digit"):
        actions.set_identity(
            actor=cast.worker.user, scope=cast.worker.scope, producer=producer, number=CITIZEN[:-1] + "5"
        )


def test_revealing_needs_the_ability_and_an_identity(cast: Cast) -> None:
    producer = make_producer()
    with refusal("producer.no_identity"):
        actions.reveal_identity(actor=cast.chief.user, scope=cast.chief.scope, producer=producer)
    with refusal("access.ability"):
        actions.reveal_identity(actor=cast.reader.user, scope=cast.reader.scope, producer=producer)
    assert not TrailEntry.objects.exists()


def test_the_same_identity_twice_is_listed_to_check(cast: Cast) -> None:
    first, second = make_producer(name_th="รายแรก"), make_producer()
    for producer in (first, second):
        actions.set_identity(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, number=CITIZEN)
    item = CheckItem.objects.get()
    assert (item.subject_id, item.rule, item.blocks) == (second.pk, "producer.twin_identity", True)
    assert "รายแรก" in item.found


def test_twins_outside_ones_area_stay_unknown(cast: Cast) -> None:
    far, near = make_producer(area_code="3001"), make_producer()
    actions.set_identity(actor=cast.stranger.user, scope=cast.stranger.scope, producer=far, number=CITIZEN)
    actions.set_identity(actor=cast.worker.user, scope=cast.worker.scope, producer=near, number=CITIZEN)
    assert not CheckItem.objects.exists()


# --- in sets -------------------------------------------------------------------------------------


def rows_of(count: int) -> list[ProducerRow]:
    return [
        ProducerRow(name_th=f"กลุ่มทอผ้าบ้านที่ {place}", area_code="401508" if place % 2 else "4011", phones="0812345678")
        for place in range(count)
    ]


def test_a_set_is_stored_with_numbers_trail_status_and_names(cast: Cast) -> None:
    stored = actions.store_many(actor=cast.officer.user, scope=cast.officer.scope, rows=rows_of(5))
    assert (stored.new, stored.changed, stored.same, len(set(stored.ids))) == (5, 0, 0, 5)
    rows = Producer.objects.order_by("pk")
    assert [row.number for row in rows] == ["4011-0001", "4015-0001", "4011-0002", "4015-0002", "4011-0003"]
    assert {row.entered_by_id for row in rows} == {cast.officer.user.pk}
    assert all(row.sort_key and row.key for row in rows)
    assert ProducerStatus.objects.filter(status=Status.ACTIVE).count() == 5
    entry = TrailEntry.objects.get()
    assert (entry.verb, entry.count) == ("producers.store", 5)
    assert TrailChange.objects.filter(entry=entry, before__isnull=True, after__isnull=True).count() == 5
    assert SearchName.objects.filter(kind="producer", is_public=False).count() == 5
    assert dict(ProducerSeries.objects.values_list("area_code", "last")) == {"4011": 3, "4015": 2}
    single = actions.add(actor=cast.worker.user, scope=cast.worker.scope, facts=FACTS)
    assert single.number == "4015-0003"


def test_the_same_set_again_changes_nothing(cast: Cast) -> None:
    rows = rows_of(4)
    first = actions.store_many(actor=cast.officer.user, scope=cast.officer.scope, rows=rows)
    entries, changes = TrailEntry.objects.count(), TrailChange.objects.count()
    matched = [row._replace(match_id=pk) for row, pk in zip(rows, first.ids, strict=True)]
    again = actions.store_many(actor=cast.officer.user, scope=cast.officer.scope, rows=matched)
    assert (again.new, again.changed, again.same, again.ids) == (0, 0, 4, first.ids)
    assert (TrailEntry.objects.count(), TrailChange.objects.count()) == (entries, changes)
    assert set(Producer.objects.values_list("version", flat=True)) == {1}


def test_changed_rows_of_a_set_wait_again_and_only_given_columns_count(cast: Cast) -> None:
    producer = make_producer(name_th="เดิม", phones="0811111111", state=State.PUBLISHED, line_id="keep")
    make_point(producer, "phones")
    row = ProducerRow(name_th="ใหม่", area_code="401508", match_id=producer.pk, phones="0822222222")
    stored = actions.store_many(
        actor=cast.worker.user, scope=cast.worker.scope, rows=[row], columns={"name_th", "phones"}
    )
    producer.refresh_from_db()
    assert (stored.changed, producer.name_th, producer.line_id) == (1, "ใหม่", "keep")
    assert (producer.state, producer.version, producer.kind) == (State.WAITING, 2, "group")
    change = TrailChange.objects.get()
    assert change.before == {"name_th": "เดิม", "phones": "0811111111"}
    assert CheckItem.objects.get().state == CheckItem.State.ACCEPTED
    assert SearchName.objects.get().name == "ใหม่"
    assert DataVersion.objects.filter(kind="producer", province="40").exists()


def test_a_set_that_takes_a_needed_fact_away_makes_a_draft(cast: Cast) -> None:
    producer = make_producer(state=State.PUBLISHED)
    row = ProducerRow(name_th=producer.name_th, kind="", match_id=producer.pk, area_code="401508")
    actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=[row], columns={"kind"})
    producer.refresh_from_db()
    assert producer.state == State.DRAFT


def test_a_set_outside_ones_area_is_refused_whole(cast: Cast) -> None:
    with refusal("publication.area"):
        actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=rows_of(3))
    far = make_producer(area_code="3001")
    with refusal("publication.area"):
        row = ProducerRow(name_th="x", area_code="401508", match_id=far.pk)
        actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=[row])
    assert not TrailEntry.objects.exists()
    assert actions.store_many(actor=None, scope=None, rows=rows_of(3)).new == 3


def test_identities_of_a_set_are_sealed_and_never_overwritten(cast: Cast) -> None:
    rows = [FACTS._replace(identity=CITIZEN)]
    [pk] = actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=rows).ids
    rows = [FACTS._replace(identity=OTHER_CITIZEN, match_id=pk)]
    actions.store_many(actor=cast.worker.user, scope=cast.worker.scope, rows=rows)
    assert queries.identity_of(Producer.objects.get()) == CITIZEN
    assert CheckItem.objects.get().rule == "producer.other_identity"


def test_a_set_costs_queries_by_thousands_not_by_rows(cast: Cast) -> None:
    def queries_for(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            actions.store_many(actor=cast.officer.user, scope=cast.officer.scope, rows=rows_of(count))
        return len(captured)

    queries_for(60)
    assert queries_for(2) == queries_for(50)


def make_point(producer: Producer, field: str) -> None:
    CheckItem.objects.create(
        subject="producer", subject_id=producer.pk, area_code=producer.area_code, rule="x", field=field
    )
