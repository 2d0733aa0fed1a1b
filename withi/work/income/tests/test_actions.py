"""Reports of producers: stored once, replaced and kept, refused with a clear answer."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from withi.ground.trail.models import TrailEntry
from withi.kit import era
from withi.kit.problem import Problem, Problems
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.tests.factory import Cast, make_cast
from withi.work.figures.queries import by_month
from withi.work.income import access, actions, queries, rules
from withi.work.income.models import IncomeClose, IncomeLine, IncomeMonth, IncomeRevision
from withi.work.income.rules import Close, Part, Report, State, Step

pytestmark = pytest.mark.django_db
MONTH = 202505


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def said(producer: Any, *amounts: int | None, month: int = MONTH, **more: Any) -> Report:
    values = tuple(amounts) + (None,) * (4 - len(amounts))
    state = more.pop("state", rules.state_of(values))
    return Report(producer.pk, month, values, state, **more)


def send(cast: Cast, producer: Any, *amounts: int | None, **more: Any) -> Any:
    facts = said(producer, *amounts, **more)
    return actions.report(actor=cast.worker.user, scope=cast.worker.scope, producer=producer, facts=facts)


def test_a_report_is_stored_with_the_area_of_its_time(cast: Cast) -> None:
    producer = make_producer(area_code="40150802")
    row = send(cast, producer, 100_00, 0, None, 50_00)
    assert (row.area_code, row.kind, row.total, row.state, row.revision) == ("40150802", "group", 150_00, "reported", 1)
    assert (row.in_village, row.outside, row.online, row.fair) == (100_00, 0, None, 50_00)
    entry = TrailEntry.objects.get(verb="income.report")
    assert (entry.subject, entry.subject_id, entry.area_code) == ("income_month", row.pk, "40150802")


def test_a_producer_that_moves_meanwhile_is_reported_where_it_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    producer, load = make_producer(area_code="40150802"), access.producers_of

    def moved(*asked: Any) -> Any:
        found = load(*asked)
        type(producer).objects.filter(pk=producer.pk).update(area_code="40150205", kind="sme")
        return found

    monkeypatch.setattr(access, "producers_of", moved)
    row = send(cast, producer, 100_00)
    assert (row.area_code, row.kind) == ("40150205", "sme")
    assert by_month("401502", [MONTH])[MONTH].total == 100_00
    assert list(IncomeClose.objects.values_list("area_code", flat=True)) == ["401502"]


def test_a_correction_keeps_the_old_figure_and_its_area(cast: Cast) -> None:
    producer = make_producer(area_code="401508")
    first = send(cast, producer, 100_00)
    before = timezone.now()
    type(producer).objects.filter(pk=producer.pk).update(area_code="401502")
    producer.refresh_from_db()
    second = send(cast, producer, 120_00)
    assert (second.area_code, second.total, second.revision) == ("401508", 120_00, 2)
    kept = IncomeRevision.objects.get()
    assert (kept.total, kept.revision, kept.since) == (100_00, 1, first.since)
    assert queries.as_it_stood(producer.pk, before)[MONTH].total == 100_00
    assert queries.as_it_stood(producer.pk, timezone.now())[MONTH].total == 120_00


def test_the_same_again_writes_nothing(cast: Cast) -> None:
    producer, key = make_producer(), uuid.uuid4()
    row = send(cast, producer, 100_00, key=key)
    assert send(cast, producer, 100_00, key=key).pk == row.pk
    assert send(cast, producer, 100_00).revision == 1
    assert (IncomeMonth.objects.count(), IncomeRevision.objects.count()) == (1, 0)
    assert TrailEntry.objects.filter(subject="income_month").count() == 1


def test_a_late_replay_gives_the_answer_it_gave(cast: Cast) -> None:
    producer, key = make_producer(), uuid.uuid4()
    send(cast, producer, 100_00, key=key)
    send(cast, producer, 150_00)
    again = send(cast, producer, 100_00, key=key)
    assert (again.revision, again.total) == (1, 100_00)
    assert IncomeMonth.objects.get().total == 150_00


def test_the_same_id_with_another_body_is_refused_with_both(cast: Cast) -> None:
    producer, key = make_producer(), uuid.uuid4()
    send(cast, producer, 100_00, key=key)
    with pytest.raises(Problem) as refused:
        send(cast, producer, 110_00, key=key)
    assert (refused.value.code, refused.value.status) == ("income.other_body", 409)
    assert "100" in refused.value.message()
    assert "110" in refused.value.message()


def test_the_second_device_is_shown_that_someone_was_first(cast: Cast) -> None:
    producer = make_producer()
    send(cast, producer, 100_00, key=uuid.uuid4(), revision=0)
    with pytest.raises(Problem) as refused:
        send(cast, producer, 130_00, key=uuid.uuid4(), revision=0)
    assert (refused.value.code, refused.value.status) == ("income.changed", 409)
    assert send(cast, producer, 100_00, key=uuid.uuid4(), revision=0).revision == 1


def test_an_id_belongs_to_its_producer(cast: Cast) -> None:
    key = uuid.uuid4()
    send(cast, make_producer(), 100_00, key=key)
    with pytest.raises(Problem, match=r"income\.other_body"):
        send(cast, make_producer(), 100_00, key=key)


def test_a_month_to_come_is_refused(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"income\.future"):
        send(cast, make_producer(), 100_00, month=era.month_shifted(rules.due_month(timezone.localdate()), 2))
    with pytest.raises(Problem, match=r"income\.month"):
        send(cast, make_producer(), 100_00, month=202513)


@pytest.mark.parametrize("years", [-2, -1, 1, 2])
def test_the_clock_of_a_device_moves_no_report_into_another_year(cast: Cast, years: int) -> None:
    """A device may send any month: years ahead are refused, years back are that year's; the server says when."""
    month = rules.due_month(timezone.localdate()) + 100 * years
    if years > 0:
        with pytest.raises(Problem, match=r"income\.future"):
            send(cast, make_producer(), 100_00, month=month)
        return
    row = send(cast, make_producer(), 100_00, month=month)
    assert (row.month, abs(row.since - timezone.now()) < timedelta(minutes=5)) == (month, True)
    assert sum(one.total for one in by_month("", [month]).values()) == 100_00


def test_nothing_said_is_refused_and_zero_is_said(cast: Cast) -> None:
    producer = make_producer()
    with pytest.raises(Problem, match=r"income\.nothing"):
        send(cast, producer)
    assert send(cast, producer, 0, 0, 0, 0).state == State.ZERO


def test_a_jump_against_last_year_needs_a_reason(cast: Cast) -> None:
    producer = make_producer()
    send(cast, producer, 1_000_00, month=MONTH - 100)
    with pytest.raises(Problem) as refused:
        send(cast, producer, 3_100_00)
    assert (refused.value.code, refused.value.field) == ("income.why", "why")
    assert send(cast, producer, 3_100_00, why="festival").why == "festival"
    assert send(cast, producer, 900_00).total == 900_00


def test_a_slip_is_asked_about_and_can_be_right(cast: Cast) -> None:
    producer = make_producer()
    send(cast, producer, 1_000_00, month=MONTH - 1)
    with pytest.raises(Problem, match=r"income\.tenfold"):
        send(cast, producer, 10_000_00)
    with pytest.raises(Problem, match=r"income\.hundredfold"):
        send(cast, producer, 100_000_00)
    assert send(cast, producer, 10_000_00, sure=True).total == 10_000_00


def test_products_take_their_part_of_a_channel(cast: Cast) -> None:
    producer = make_producer()
    product = make_product(producer=producer, type="textile")
    part = Part(product.pk, "in_village", 60_00)
    send(cast, producer, 100_00, parts=(part,))
    line = IncomeLine.objects.get()
    assert (line.product_type, line.channel, line.amount) == ("textile", "in_village", 60_00)
    with pytest.raises(Problem, match=r"income\.lines"):
        send(cast, producer, 50_00, parts=(part,))
    send(cast, producer, 100_00)
    assert not IncomeLine.objects.exists()
    assert IncomeRevision.objects.get().lines == [[product.pk, "textile", "in_village", 60_00]]


def test_another_areas_producer_is_refused(cast: Cast) -> None:
    with pytest.raises(Problem, match=r"access\.ability"):
        send(cast, make_producer(area_code="500101"), 100_00)


def test_what_was_taken_back_is_not_reported_and_kept(cast: Cast) -> None:
    producer = make_producer()
    send(cast, producer, 100_00)

    def take(reason: str) -> None:
        actions.take_back(
            actor=cast.worker.user, scope=cast.worker.scope, producer=producer, month=MONTH, reason=reason
        )  # fmt: skip

    with pytest.raises(Problem, match=r"income\.reason"):
        take(" ")
    take("บันทึกผิดราย")
    assert not IncomeMonth.objects.exists()
    assert IncomeRevision.objects.get().total == 100_00
    assert send(cast, producer, 90_00).revision == 2


def test_many_at_once_all_or_none(cast: Cast) -> None:
    rows = [make_producer() for _ in range(3)]
    reports = [said(row, 100_00 * place) for place, row in enumerate(rows, 1)]
    saved = actions.report_many(actor=cast.worker.user, scope=cast.worker.scope, month=MONTH, reports=reports)
    assert (saved.new, saved.changed, saved.same) == (3, 0, 0)
    entry = TrailEntry.objects.get(verb="income.report_many")
    assert (entry.count, entry.area_code) == (3, "401508")
    bad = [said(rows[0], 500_00), said(rows[1]), said(rows[2], 7_00, state=State.ESTIMATED)]
    with pytest.raises(Problems) as refused:
        actions.report_many(actor=cast.worker.user, scope=cast.worker.scope, month=MONTH, reports=bad)
    assert [problem.field for problem in refused.value.problems] == [f"{rows[1].pk}_in_village", f"{rows[2].pk}_basis"]
    assert IncomeMonth.objects.get(producer=rows[0]).total == 100_00


# --- how far a month has come --------------------------------------------------------------------


def go(person: Any, step: Step, reason: str = "") -> Close:
    return actions.step(
        actor=person.user, scope=person.scope, step=step, month=MONTH, tambon="401508", reason=reason
    )  # fmt: skip


def test_district_submits_province_approves_and_the_month_locks(cast: Cast) -> None:
    producer = make_producer()
    send(cast, producer, 100_00)
    assert go(cast.worker, Step.SUBMIT) is Close.SUBMITTED
    with pytest.raises(Problem, match=r"income\.closed") as refused:
        send(cast, producer, 110_00)
    assert refused.value.status == 409
    with pytest.raises(Problem, match=r"access\.ability"):
        go(cast.chief, Step.APPROVE)
    assert go(cast.officer, Step.APPROVE) is Close.APPROVED
    assert go(cast.officer, Step.LOCK) is Close.LOCKED
    with pytest.raises(Problem, match=r"income\.reason"):
        go(cast.officer, Step.UNLOCK)
    assert go(cast.officer, Step.UNLOCK, "ยอดกลุ่มหนึ่งผิด") is Close.OPEN
    assert send(cast, producer, 110_00).revision == 2
    assert IncomeClose.objects.get().reason == "ยอดกลุ่มหนึ่งผิด"


def test_whoever_submitted_does_not_approve(cast: Cast) -> None:
    send(cast, make_producer(), 100_00)
    go(cast.officer, Step.SUBMIT)
    with pytest.raises(Problem, match=r"income\.own_submission"):
        go(cast.officer, Step.APPROVE)
    with pytest.raises(Problem, match=r"income\.step"):
        go(cast.officer, Step.LOCK)
