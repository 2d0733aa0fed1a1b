"""Steps of publication and points to check, on producers and products together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from withi.ground.search.models import SearchName
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web.models import DataVersion
from withi.kit.problem import Problem
from withi.kit.roman import roman
from withi.registers.producers import actions as producers
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication import actions, queries
from withi.registers.publication.actions import Pick, Point
from withi.registers.publication.models import CheckItem
from withi.registers.publication.rules import State, Step
from withi.registers.publication.tests.factory import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def refusal(code: str) -> "pytest.RaisesExc[Problem]":
    return pytest.raises(Problem, check=lambda problem: problem.code == code)


def test_worker_sends_and_chief_publishes(cast: Cast) -> None:
    producer = make_producer(entered_by=cast.worker.user)
    actions.submit(actor=cast.worker.user, scope=cast.worker.scope, row=producer)
    assert producer.state == State.WAITING
    assert not SearchName.objects.get(kind="producer", ref_id=producer.pk).is_public
    actions.approve(actor=cast.chief.user, scope=cast.chief.scope, row=producer, version=1)
    assert (producer.state, producer.approved_by) == (State.PUBLISHED, cast.chief.user)
    assert producer.published_at is not None
    assert SearchName.objects.get(kind="producer", name=producer.name_th).is_public
    assert SearchName.objects.get(kind="producer", name=roman(producer.name_th)).is_public
    assert DataVersion.objects.get(kind="producer", province="40").number == 1
    verbs = list(TrailEntry.objects.order_by("pk").values_list("verb", "subject_id"))
    assert verbs == [("publication.submit", producer.pk), ("publication.approve", producer.pk)]


def test_nobody_approves_what_he_entered_or_changed(cast: Cast) -> None:
    entered = make_producer(state=State.WAITING, entered_by=cast.officer.user)
    with refusal("publication.own_row"):
        actions.approve(actor=cast.officer.user, scope=cast.officer.scope, row=entered)
    changed = make_producer(state=State.WAITING, entered_by=cast.worker.user)
    facts = producers.ProducerRow(name_th="กลุ่มใหม่", area_code="401508", kind="group")
    producers.change(actor=cast.officer.user, scope=cast.officer.scope, producer=changed, facts=facts, version=1)
    with refusal("publication.own_row"):
        actions.approve(actor=cast.officer.user, scope=cast.officer.scope, row=changed)
    actions.approve(actor=cast.chief.user, scope=cast.chief.scope, row=changed)
    assert changed.state == State.PUBLISHED


def test_returning_needs_a_reason_and_keeps_it_for_the_worker(cast: Cast) -> None:
    producer = make_producer(state=State.WAITING, entered_by=cast.worker.user)
    with refusal("publication.reason"):
        actions.give_back(actor=cast.chief.user, scope=cast.chief.scope, row=producer, reason="  ")
    actions.give_back(actor=cast.chief.user, scope=cast.chief.scope, row=producer, reason="ขาดเบอร์โทร")
    assert (producer.state, producer.return_note) == (State.DRAFT, "ขาดเบอร์โทร")
    actions.submit(actor=cast.worker.user, scope=cast.worker.scope, row=producer)
    assert producer.return_note == ""


def test_withdrawing_and_opening_again(cast: Cast) -> None:
    producer = make_producer(state=State.PUBLISHED)
    actions.withdraw(actor=cast.worker.user, scope=cast.worker.scope, row=producer, reason="เลิกขาย")
    assert producer.state == State.WITHDRAWN
    assert DataVersion.objects.filter(kind="producer").count() == 1
    actions.reopen(actor=cast.worker.user, scope=cast.worker.scope, row=producer)
    assert producer.state == State.DRAFT


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED, State.WITHDRAWN])
def test_a_step_from_the_wrong_state_is_refused(cast: Cast, state: State) -> None:
    producer = make_producer(state=state)
    with refusal("publication.not_now"):
        actions.approve(actor=cast.chief.user, scope=cast.chief.scope, row=producer)


def test_an_approver_never_publishes_a_version_he_has_not_seen(cast: Cast) -> None:
    producer = make_producer(state=State.WAITING, version=3)
    with refusal("publication.seen_old"):
        actions.approve(actor=cast.chief.user, scope=cast.chief.scope, row=producer, version=2)


def test_missing_facts_are_named(cast: Cast) -> None:
    product = make_product(producer=None, type="", area_code="40")
    with refusal("publication.incomplete") as refused:
        actions.submit(actor=cast.officer.user, scope=cast.officer.scope, row=product)
    assert len(str(refused.value.values["missing"]).split(",")) == 3


def test_blocking_points_stop_sending_until_confirmed(cast: Cast) -> None:
    producer = make_producer()
    actions.note_points(points=[Point("producer", producer.pk, "401508", "phone.too_short", "phones", blocks=True)])
    with refusal("publication.blocked"):
        actions.submit(actor=cast.worker.user, scope=cast.worker.scope, row=producer)
    item = CheckItem.objects.get()
    actions.dismiss(actor=cast.worker.user, scope=cast.worker.scope, item=item)
    actions.submit(actor=cast.worker.user, scope=cast.worker.scope, row=producer)
    assert producer.state == State.WAITING


def test_people_without_the_ability_or_area_are_refused(cast: Cast) -> None:
    producer = make_producer(state=State.WAITING)
    for person in (cast.worker, cast.reader, cast.stranger):
        with refusal("access.ability"):
            actions.approve(actor=person.user, scope=person.scope, row=producer)


def test_a_batch_takes_what_may_go_and_says_the_rest(cast: Cast) -> None:
    good = [make_producer(state=State.WAITING, entered_by=cast.worker.user) for _ in range(2)]
    own = make_producer(state=State.WAITING, entered_by=cast.officer.user)
    product = make_product(producer=good[0], state=State.WAITING)
    foreign = make_producer(state=State.WAITING, area_code="3001")
    rows = [*good, own, product, foreign]
    picks = [Pick(row.SUBJECT, row.pk, row.version) for row in rows]
    outcome = actions.step_many(actor=cast.officer.user, scope=cast.officer.scope, step=Step.APPROVE, picks=picks)
    assert {(pick.subject, pick.pk) for pick in outcome.done} == {(row.SUBJECT, row.pk) for row in [*good, product]}
    assert [(left.pk, left.problem.code) for left in outcome.refused] == [(own.pk, "publication.own_row")]
    assert TrailEntry.objects.count() == 1
    assert TrailChange.objects.count() == 3
    foreign.refresh_from_db()
    assert foreign.state == State.WAITING


def test_a_batch_costs_the_same_queries_for_one_row_and_for_fifty(cast: Cast) -> None:
    def queries_for(count: int) -> int:
        rows = [make_producer(state=State.WAITING) for _ in range(count)]
        picks = [Pick("producer", row.pk) for row in rows]
        with CaptureQueriesContext(connection) as captured:
            actions.step_many(actor=cast.chief.user, scope=cast.chief.scope, step=Step.APPROVE, picks=picks)
        return len(captured)

    queries_for(2)
    assert queries_for(3) == queries_for(50)


# --- points to check -----------------------------------------------------------------------------


def test_the_same_point_is_asked_once_and_again_only_for_another_value(cast: Cast) -> None:
    producer = make_producer()
    point = Point("producer", producer.pk, "401508", "import.kind_unknown", "kind", found="กลุ่มม", proposal="group")
    assert actions.note_points(points=[point, point]) == 1
    actions.dismiss(actor=cast.worker.user, scope=cast.worker.scope, item=CheckItem.objects.get())
    assert actions.note_points(points=[point]) == 0
    other = Point("producer", producer.pk, "401508", "import.kind_unknown", "kind", found="อื่น", values=(("a", "b"),))
    assert actions.note_points(points=[other]) == 1
    item = CheckItem.objects.get()
    assert (item.state, item.found, item.values) == (CheckItem.State.OPEN, "อื่น", {"a": "b"})


def test_accepting_a_proposal_edits_the_row(cast: Cast) -> None:
    producer = make_producer(kind="", state=State.PUBLISHED)
    actions.note_points(points=[Point("producer", producer.pk, "401508", "x", "kind", proposal="sme")])
    actions.accept(actor=cast.worker.user, scope=cast.worker.scope, item=CheckItem.objects.get())
    producer.refresh_from_db()
    assert (producer.kind, producer.state, producer.version) == ("sme", State.WAITING, 2)
    assert CheckItem.objects.get().state == CheckItem.State.ACCEPTED


def test_a_decided_point_is_not_decided_twice(cast: Cast) -> None:
    producer = make_producer()
    actions.note_points(points=[Point("producer", producer.pk, "401508", "x", "kind", proposal="sme")])
    item = CheckItem.objects.get()
    actions.dismiss(actor=cast.worker.user, scope=cast.worker.scope, item=item)
    with refusal("check.decided"):
        actions.accept(actor=cast.colleague.user, scope=cast.colleague.scope, item=item)
    with refusal("access.ability"):
        actions.dismiss(actor=cast.stranger.user, scope=cast.stranger.scope, item=item)


def test_an_edit_of_the_field_settles_its_point(cast: Cast) -> None:
    producer = make_producer(area_code="401508")
    actions.note_points(points=[Point("producer", producer.pk, "401508", "x", "name_th", blocks=True)])
    actions.note_points(points=[Point("producer", producer.pk, "401508", "x", "phones")])
    facts = producers.ProducerRow(name_th="ชื่อที่ถูก", area_code="401502", kind="group")
    producers.change(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=facts, version=1)
    states = dict(CheckItem.objects.values_list("field", "state"))
    assert states == {"name_th": CheckItem.State.ACCEPTED, "phones": CheckItem.State.OPEN}
    assert CheckItem.objects.get(field="phones").area_code == "401502"


# --- lists ---------------------------------------------------------------------------------------


def test_waiting_shows_what_changed_since_approval(cast: Cast) -> None:
    producer = make_producer(name_th="ชื่อเดิม", state=State.WAITING, entered_by=cast.worker.user)
    actions.approve(actor=cast.chief.user, scope=cast.chief.scope, row=producer)
    for name in ("ชื่อสอง", "ชื่อสาม"):
        facts = producers.ProducerRow(name_th=name, area_code="401508", kind="group")
        producer.refresh_from_db()
        producers.change(
            actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=facts, version=producer.version
        )
    [line] = queries.waiting(queries.waiting_keys(cast.chief.scope), cast.chief.user.pk)
    assert not line.is_new
    assert [(change.field, change.before, change.after) for change in line.changes] == [("name_th", "ชื่อเดิม", "ชื่อสาม")]


def test_waiting_lists_are_scoped_and_filtered(cast: Cast) -> None:
    producer = make_producer(state=State.WAITING)
    product = make_product(producer=producer, state=State.WAITING, area_code="401502")
    make_producer(state=State.WAITING, area_code="3001")
    everything = [key[:2] for key in queries.waiting_keys(cast.chief.scope)]
    assert everything == [("producer", producer.pk), ("product", product.pk)]
    assert [key[:2] for key in queries.waiting_keys(cast.chief.scope, subject="product")] == [("product", product.pk)]
    assert [key[:2] for key in queries.waiting_keys(cast.chief.scope, area="401502")] == [("product", product.pk)]
    assert list(queries.waiting_keys(cast.chief.scope, area="3001")) == []
    assert list(queries.waiting_keys(cast.worker.scope)) == []
    assert queries.waiting_total(cast.chief.scope) == 2
    assert queries.waiting_total(cast.chief.scope, subject="product") == 1
    assert queries.waiting_total(cast.chief.scope, area="401508") == 1
    assert queries.waiting_total(cast.chief.scope, area="x") == 0
    assert queries.waiting_total(cast.worker.scope) == 0


def test_counts_of_the_desk(cast: Cast) -> None:
    make_producer(state=State.WAITING)
    make_producer(entered_by=cast.worker.user, return_note="ขาดเบอร์")
    make_product()
    make_product(area_code="3001")
    actions.note_points(points=[Point("producer", 1, "401508", "x")])
    mine = queries.counts(cast.worker.scope, cast.worker.user.pk)
    assert (mine.waiting, mine.checks, mine.drafts, mine.returned) == (0, 1, 2, 1)
    chiefs = queries.counts(cast.chief.scope, cast.chief.user.pk)
    assert (chiefs.waiting, chiefs.waiting_by_kind["producer"], chiefs.waiting_by_kind["product"]) == (1, 1, 0)


def test_points_in_words(cast: Cast) -> None:
    producer = make_producer(kind="")
    actions.note_points(
        points=[Point("producer", producer.pk, "401508", "producer.twin_identity", "kind", "กลุ่มอื่น", "sme", True)]
    )
    [check] = queries.worded(list(queries.checks(cast.worker.scope)))
    assert "กลุ่มอื่น" in check.message
    assert check.proposal
    assert check.proposal != "sme"
    assert len(check.choices) == 3
    assert list(queries.checks(cast.reader.scope)) == []
    assert queries.rules_open(cast.worker.scope)[0][2] == 1
