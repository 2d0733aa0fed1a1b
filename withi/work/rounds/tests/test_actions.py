"""What rounds and applications store, refuse and tell."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from withi.ground.notices.models import Notice
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.kit.problem import Problem, Problems
from withi.kit.tests.picture_files import drawing, saved
from withi.registers.producers.models import Producer
from withi.registers.producers.queries import identity_of
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.tests.factory import Cast, Person, make_cast, make_person
from withi.work.rounds import access, actions, queries, rules
from withi.work.rounds.actions import Pick, Stored
from withi.work.rounds.models import RoundApplication, RoundCopy, RoundMeeting, RoundSeen
from withi.work.rounds.rules import SeenHow, Sitting, State, Step
from withi.work.rounds.tests.factory import CITIZEN, make_application, make_paper, make_round
from withi.work.support.models import SupportEntry

pytestmark = pytest.mark.django_db
EXECUTABLE = b"MZ\x90\x00\x03" + b"\x00" * 400
REASON = "กติกาความเชื่อมโยงกับชุมชน: ขอภาพการร่วมผลิต"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def by(person: Person) -> dict[str, Any]:
    return {"actor": person.user, "scope": person.scope}


def owner_of(row: RoundApplication, name: str = "owner") -> Person:
    return make_person(name, Position.PRODUCER, "401508", subject=(Producer.SUBJECT, row.producer_id))


def sitting(days_ago: int = 3, number: int = 1) -> Sitting:
    held = timezone.localdate() - timedelta(days=days_ago)
    return Sitting(number, held.year + 543, held)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises((Problem, Problems)) as refused:
        call()
    found = refused.value
    several = found.problems if isinstance(found, Problems) else (found,)
    return ",".join(each.code for each in several if isinstance(each, Problem))


# --- beginning -----------------------------------------------------------------------------------


def test_an_application_begins_with_what_the_register_knows(cast: Cast) -> None:
    producer = make_producer(contact="นางหนึ่ง", address="12", kind="owner", gives_benefit=True)
    row = actions.start(**by(cast.worker), producer=producer, to=make_round(closes=12))
    assert (row.state, row.kind, row.applicant, row.address) == (State.DRAFT, "owner", "นางหนึ่ง", "12")
    assert (row.turn, row.site_code, row.gives_benefit) == ("new", "401508", True)
    assert row.due_on == timezone.localdate() + timedelta(days=12)
    assert TrailEntry.objects.get(verb="rounds.start").subject_id == row.pk


def test_who_was_registered_before_renews(cast: Cast) -> None:
    before = make_application(state=State.APPROVED)
    row = actions.start(**by(cast.worker), producer=before.producer, to=make_round())
    assert row.turn == "renewal"


@pytest.mark.parametrize(("opens", "closes"), [(-30, -1), (1, 30)])
def test_a_round_outside_its_windows_takes_nobody(cast: Cast, opens: int, closes: int) -> None:
    closed = make_round(opens=opens, closes=closes)
    assert code_of(lambda: actions.start(**by(cast.worker), producer=make_producer(), to=closed)) == "round.closed"
    assert not RoundApplication.objects.exists()


def test_a_round_of_another_province_takes_nobody(cast: Cast) -> None:
    other = make_round(area_code="30")
    assert code_of(lambda: actions.start(**by(cast.worker), producer=make_producer(), to=other)) == "round.closed"


def test_one_producer_has_one_application_in_a_round(cast: Cast) -> None:
    first = make_application()
    again: dict[str, Any] = {"producer": first.producer, "to": first.round}
    assert code_of(lambda: actions.start(**by(cast.worker), **again)) == "round.there"
    RoundApplication.objects.update(state=State.WITHDRAWN)
    assert actions.start(**by(cast.worker), **again).pk != first.pk


def test_a_producer_of_another_area_is_unknown(cast: Cast) -> None:
    away = make_producer(area_code="3001")
    assert code_of(lambda: actions.start(**by(cast.worker), producer=away, to=make_round())) == "product.producer"


# --- filling in and sending ----------------------------------------------------------------------


def test_a_part_is_stored_with_its_trail_and_the_number_only_sealed(cast: Cast) -> None:
    row = make_application()
    RoundApplication.objects.filter(pk=row.pk).update(id_sealed="", id_blind="")
    actions.fill(
        **by(cast.worker),
        application=row,
        part="applicant",
        values={"applicant": "นายสอง"},
        version=1,
        identity=CITIZEN,
    )
    assert (row.applicant, row.version, row.done) == ("นายสอง", 2, "applicant")
    assert queries.identity_of(row) == CITIZEN
    told = str(list(TrailChange.objects.values_list("before", "after"))) + str(TrailEntry.objects.values_list("note"))
    assert "นายสอง" in told
    assert CITIZEN not in told


def test_of_two_who_write_the_second_sees_that_it_changed(cast: Cast) -> None:
    row = make_application()
    actions.fill(**by(cast.worker), application=row, part="links", values={"gives_benefit": True}, version=1)
    late: dict[str, Any] = {"application": row, "part": "links", "values": {"gives_benefit": False}, "version": 1}
    assert code_of(lambda: actions.fill(**by(cast.worker), **late)) == "publication.changed"


def test_only_own_products_are_registered(cast: Cast) -> None:
    row = make_application()
    own, other = make_product(producer=row.producer), make_product(producer=make_producer())
    actions.fill(**by(cast.worker), application=row, part="goods", values={}, version=1, goods=[own.pk, other.pk])
    assert [product.pk for product in queries.goods_of(row)] == [own.pk]


def test_a_whole_application_is_sent_and_the_worker_hears(cast: Cast) -> None:
    row = make_application()
    owner = owner_of(row)
    actions.submit(**by(owner), application=row)
    assert row.state == State.SENT
    assert row.due_on == timezone.localdate() + timedelta(days=row.round.answer_days)
    told = Notice.objects.filter(kind="application_waits").values_list("recipient_id", flat=True)
    assert set(told) == {cast.worker.user.pk, cast.colleague.user.pk}


def test_every_rule_that_is_not_met_is_told_when_it_is_sent(cast: Cast) -> None:
    row = make_application(is_thai=False, joins_production=False, site_code="401101", is_proxy=True)
    found = code_of(lambda: actions.submit(**by(cast.worker), application=row))
    assert found == "round.nation,round.proxy,round.site,round.link"
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_nothing_is_sent_or_written_after_the_window(cast: Cast) -> None:
    gone = timezone.localdate() - timedelta(days=1)
    row = make_application(to=make_round(opens=-30, closes=-1), due_on=gone)
    assert code_of(lambda: actions.submit(**by(cast.worker), application=row)) == "round.closed"
    late: dict[str, Any] = {"application": row, "part": "links", "values": {}, "version": 1}
    assert code_of(lambda: actions.fill(**by(cast.worker), **late)) == "round.closed"


def test_a_returned_one_is_mended_after_the_window_until_its_day(cast: Cast) -> None:
    today = timezone.localdate()
    shut = make_round(opens=-30, closes=-1)
    row = make_application(to=shut, state=State.RETURNED, due_on=today)
    actions.submit(**by(cast.worker), application=row)
    assert row.state == State.SENT
    late = make_application(to=shut, state=State.RETURNED, due_on=today - timedelta(days=1))
    assert code_of(lambda: actions.submit(**by(cast.worker), application=late)) == "round.mend_over"


def test_who_looked_at_an_old_version_does_not_send(cast: Cast) -> None:
    row = make_application(version=3)
    found = code_of(lambda: actions.submit(**by(cast.worker), application=row, version=2))
    assert found == "publication.seen_old"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_does() -> None:
    """A race on both databases: the second hears that it was sent already, and one notice is written."""
    cast = make_cast()
    row = make_application()
    said: list[str] = []
    together = Barrier(2)

    def run() -> None:
        mine = RoundApplication.objects.get(pk=row.pk)
        together.wait()
        try:
            actions.submit(**by(cast.worker), application=mine)
            said.append("sent")
        except Problem as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["round.not_now", "sent"]
    assert TrailEntry.objects.filter(verb="rounds.submit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_does() -> None:
    cast = make_cast()
    producer, opened = make_producer(), make_round()
    said: list[str] = []
    together = Barrier(2)

    def run() -> None:
        together.wait()
        try:
            actions.start(**by(cast.worker), producer=producer, to=opened)
            said.append("begun")
        except Problem as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["begun", "round.there"]
    assert RoundApplication.objects.count() == 1


# --- decisions -----------------------------------------------------------------------------------


def decide(person: Person, row: RoundApplication, step: Step, **more: Any) -> None:
    actions.decide(**by(person), application=row, step=step, **more)


def test_the_whole_way_to_the_register(cast: Cast) -> None:
    row = make_application(kind="owner", gives_benefit=True)
    owner = owner_of(row)
    actions.submit(**by(owner), application=row)
    decide(cast.worker, row, Step.CHECK)
    decide(cast.chief, row, Step.PASS, sitting=sitting())
    assert str(row.meeting) == f"1/{timezone.localdate().year + 543}"
    decide(cast.officer, row, Step.APPROVE)
    producer = Producer.objects.get(pk=row.producer_id)
    assert (row.state, producer.kind, producer.gives_benefit) == (State.APPROVED, "owner", True)
    assert identity_of(producer) == CITIZEN
    given = SupportEntry.objects.get()
    assert (given.subject, given.subject_id, given.kind) == ("producer", producer.pk, "decision")
    assert (given.source_kind, given.source_id, given.given_on) == ("application", row.pk, timezone.localdate())
    verbs = TrailEntry.objects.filter(subject="application", subject_id=row.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "rounds.submit", "rounds.check", "rounds.pass", "rounds.approve",
    ]  # fmt: skip
    mine = Notice.objects.filter(recipient_id=owner.user.pk, kind="application").order_by("pk")
    assert [notice.values["step"] for notice in mine] == ["check", "pass", "approve"]


def test_an_approved_producer_stays_where_it_was_published(cast: Cast) -> None:
    row = make_application(state=State.PASSED, producer=make_producer(state="published"), kind="owner")
    decide(cast.officer, row, Step.APPROVE)
    assert Producer.objects.get(pk=row.producer_id).state == "published"


def test_a_returned_one_says_why_to_who_applied(cast: Cast) -> None:
    row = make_application(state=State.SENT, entered_by=cast.colleague.user)
    owner = owner_of(row)
    decide(cast.worker, row, Step.RETURN, reason=REASON)
    assert (row.state, row.return_note) == (State.RETURNED, REASON)
    told = Notice.objects.filter(kind="application_back").values_list("recipient_id", flat=True)
    assert set(told) == {owner.user.pk, cast.colleague.user.pk}
    assert TrailEntry.objects.get(verb="rounds.return").note == REASON


def test_who_entered_it_never_decides(cast: Cast) -> None:
    row = make_application(entered_by=cast.worker.user)
    actions.submit(**by(cast.colleague), application=row)
    for person in (cast.worker, cast.colleague):
        assert code_of(partial(decide, person, row, Step.CHECK)) == "round.own"
    decide(cast.chief, row, Step.CHECK)
    assert row.state == State.CHECKED


def test_an_officer_of_another_district_does_not_decide(cast: Cast) -> None:
    row = make_application(state=State.SENT)
    away = make_person("away", Position.DISTRICT_CHIEF, "4011")
    assert code_of(lambda: decide(away, row, Step.CHECK)) == "access.ability"
    outcome = actions.decide_many(**by(away), step=Step.CHECK, picks=[Pick(row.pk)])
    assert (outcome.done, outcome.refused) == ([], [])


def test_a_district_does_not_approve(cast: Cast) -> None:
    row = make_application(state=State.PASSED)
    assert code_of(lambda: decide(cast.chief, row, Step.APPROVE)) == "access.ability"


@pytest.mark.parametrize("step", [Step.PASS, Step.REFUSE])
def test_a_committee_decides_in_a_meeting(cast: Cast, step: Step) -> None:
    row = make_application(state=State.CHECKED)
    assert code_of(lambda: decide(cast.chief, row, step, reason=REASON)) == "round.meeting"
    decide(cast.chief, row, step, reason=REASON, sitting=sitting())
    assert row.meeting_id


def test_one_meeting_has_one_day(cast: Cast) -> None:
    first, second = make_application(state=State.CHECKED), make_application(state=State.CHECKED)
    decide(cast.chief, first, Step.PASS, sitting=sitting(3))
    assert code_of(lambda: decide(cast.chief, second, Step.PASS, sitting=sitting(4))) == "round.meeting_other"
    decide(cast.chief, second, Step.PASS, sitting=sitting(3))
    assert RoundMeeting.objects.count() == 1


def test_a_check_passes_once_the_papers_were_seen(cast: Cast) -> None:
    row = make_application(state=State.SENT)
    paper = make_paper(row.round)
    make_paper(row.round, "หนังสือมอบอำนาจ", of_proxy=True)
    assert code_of(lambda: decide(cast.worker, row, Step.CHECK)) == "round.papers"
    actions.note_seen(**by(cast.worker), application=row, paper=paper, how=SeenHow.OFFICER)
    decide(cast.worker, row, Step.CHECK)
    seen = RoundSeen.objects.get()
    assert (seen.by_id, seen.paper_id, seen.how) == (cast.worker.user.pk, paper.pk, "officer")


def test_a_batch_takes_what_may_go_and_says_why_the_rest_stays(cast: Cast) -> None:
    going = [make_application(state=State.SENT) for _ in range(3)]
    own = make_application(state=State.SENT, entered_by=cast.worker.user)
    gone = make_application(state=State.CHECKED)
    picks = [Pick(row.pk) for row in (*going, own, gone)]
    outcome = actions.decide_many(**by(cast.worker), step=Step.CHECK, picks=picks)
    assert {row.pk for row in outcome.done} == {row.pk for row in going}
    assert {row.pk: problem.code for row, problem in outcome.refused} == {
        own.pk: "round.own", gone.pk: "round.not_now",
    }  # fmt: skip
    entry = TrailEntry.objects.get(verb="rounds.check")
    assert (entry.count, entry.changes.count()) == (3, 3)


def test_a_batch_takes_as_many_queries_for_three_as_for_thirty(cast: Cast) -> None:
    opened = make_round()
    taken = []
    for count in (3, 30):
        rows = [make_application(state=State.SENT, to=opened) for _ in range(count)]
        with CaptureQueriesContext(connection) as asked:
            actions.decide_many(**by(cast.worker), step=Step.RETURN, picks=[Pick(row.pk) for row in rows], reason="x")
        taken.append(len(asked) - count)
    assert taken[0] == taken[1]


def test_an_application_is_taken_back_by_who_made_it(cast: Cast) -> None:
    row = make_application(state=State.SENT)
    owner = owner_of(row)
    assert code_of(lambda: decide(cast.chief, row, Step.WITHDRAW, reason="x")) == "access.ability"
    assert code_of(lambda: decide(owner, row, Step.WITHDRAW)) == "round.reason"
    decide(owner, row, Step.WITHDRAW, reason="เลิกผลิต")
    assert row.state == State.WITHDRAWN


# --- papers --------------------------------------------------------------------------------------


def a_copy(row: RoundApplication, cast: Cast) -> RoundCopy:
    paper = make_paper(row.round, "หนังสือมอบอำนาจ", keeps_copy=True, purpose="ตรวจลายมือชื่อ", keep_days=90)
    photo = actions.open_copy(paper=paper, sent=ContentFile(saved(drawing((400, 300))), "หนังสือ.jpg"))
    actions.keep_copy(**by(cast.worker), application=row, paper=paper, sent=photo)
    return RoundCopy.objects.get()


def test_a_copy_lies_sealed_and_opens_for_who_decides(cast: Cast) -> None:
    row = make_application(state=State.DRAFT)
    copy = a_copy(row, cast)
    assert copy.body_sealed.startswith("v1.")
    assert copy.delete_on == timezone.localdate() + timedelta(days=90)
    body = actions.look_at_copy(actor=cast.chief.user, application=row, copy=copy)
    assert BytesIO(body).read(3) == b"\xff\xd8\xff"
    assert TrailEntry.objects.get(verb="rounds.copy_look").actor_id == cast.chief.user.pk


def test_a_copy_is_no_business_of_readers_or_of_its_producer(cast: Cast) -> None:
    row = make_application()
    copy = a_copy(row, cast)
    auditor = make_person("auditor", Position.AUDITOR, "")
    for person in (owner_of(row), auditor, cast.reader):
        found = code_of(partial(access.copy_of, copy.key, row, person.scope, timezone.localdate()))
        assert found == "access.ability"


def test_a_program_is_no_copy(cast: Cast) -> None:
    paper = make_paper(make_round(), keeps_copy=True, purpose="ตรวจลายมือชื่อ", keep_days=90)
    sent = ContentFile(EXECUTABLE, "บัตร.jpg")
    with pytest.raises(Problem) as refused:
        actions.open_copy(paper=paper, sent=sent)
    assert (refused.value.code, refused.value.field) == ("picture.kind", f"copy_{paper.pk}")
    assert not RoundCopy.objects.exists()


def test_no_copy_is_taken_of_a_paper_that_is_only_seen(cast: Cast) -> None:
    paper = make_paper(make_round())
    sent = ContentFile(saved(drawing((400, 300))), "บัตร.jpg")
    assert code_of(lambda: actions.open_copy(paper=paper, sent=sent)) == "round.copy_not_asked"


def test_copies_are_gone_on_their_day(cast: Cast) -> None:
    row = make_application()
    copy = a_copy(row, cast)
    today = timezone.localdate()
    RoundCopy.objects.update(delete_on=today)
    assert actions.forget_copies() == 0
    RoundCopy.objects.update(delete_on=today - timedelta(days=1))
    assert code_of(lambda: access.copy_of(copy.key, row, cast.chief.scope, today)) == "round.copy_gone"
    assert actions.forget_copies() == 1
    assert not RoundCopy.objects.exists()
    assert TrailEntry.objects.get(verb="rounds.copies_deleted").count == 1


# --- in sets -------------------------------------------------------------------------------------


def test_an_earlier_round_is_stored_in_sets(cast: Cast) -> None:
    makers = [make_producer() for _ in range(5)]
    closed = make_round(opens=-400, closes=-300)
    rows = [Stored(maker.pk, "401508", "group", State.APPROVED, closed.last_day) for maker in makers]
    with CaptureQueriesContext(connection) as asked:
        made = actions.store_many(actor=cast.officer.user, to=closed, rows=rows, note="รายชื่อ")
    assert len(asked) <= 14
    assert SupportEntry.objects.filter(kind="decision").count() == 5
    assert list(RoundApplication.objects.order_by("pk").values_list("pk", flat=True)) == made
    entry = TrailEntry.objects.get(verb="rounds.store")
    assert (entry.count, entry.changes.count()) == (5, 5)


def test_every_waiting_state_is_somebodys_turn() -> None:
    turns = {state for step in rules.DECISIONS for state in rules.MOVES[step][0]}
    assert turns == set(rules.WAITING)
