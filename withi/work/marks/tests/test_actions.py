"""Applying, points, decisions, the end of marks, terms and star results."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from withi.ground.notices.models import Notice
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.kit.problem import Problem
from withi.registers.producers.tests.factory import make_producer
from withi.registers.publication.tests.factory import Cast, Person, make_cast, make_person
from withi.work.marks import actions, queries, rules
from withi.work.marks.models import Mark, MarkList, MarkScore, MarkStar, MarkTerms
from withi.work.marks.rules import Colour, Step
from withi.work.marks.tests.factory import FULL, make_applied, make_held, make_product, make_score, make_shown, results
from withi.work.support.models import SupportEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def refusal(call: object, **values: object) -> str:
    with pytest.raises(Problem) as refused:
        call(**values)  # type: ignore[operator]
    return refused.value.code


# --- applying and points -------------------------------------------------------------------------


def test_a_published_product_applies_once_and_the_province_hears_of_it(cast: Cast) -> None:
    product, by = make_shown(), cast.worker
    mark = actions.apply(actor=by.user, scope=by.scope, product=product, colour=Colour.RED, note="ทอมือ")
    assert (mark.state, mark.colour, mark.applied_by) == ("applied", "red", by.user)
    assert TrailEntry.objects.get(verb="marks.apply").subject_id == product.pk
    assert list(Notice.objects.values_list("kind", "recipient_id")) == [("mark_applied", cast.officer.user.pk)]
    again = {"actor": by.user, "scope": by.scope, "product": product, "colour": Colour.BLUE}
    assert refusal(actions.apply, **again) == "marks.waiting"


def test_a_draft_or_a_product_of_nobody_does_not_apply(cast: Cast) -> None:
    by = cast.worker
    product = make_product(producer=make_producer())
    call = {"actor": by.user, "scope": by.scope, "product": product, "colour": Colour.RED}
    assert refusal(actions.apply, **call) == "marks.product"
    foreign = {**call, "product": make_shown(area_code="3001")}
    assert refusal(actions.apply, **foreign) == "access.ability"
    assert not Mark.objects.exists()


def test_an_assessor_may_mend_his_points_until_it_is_decided(cast: Cast) -> None:
    mark, by = make_applied(), cast.worker
    actions.score(actor=by.user, scope=by.scope, mark=mark, points=FULL)
    assert actions.score(actor=by.user, scope=by.scope, mark=mark, points=(20, 10, 10, 5, 5)) == 50
    assert MarkScore.objects.get().total == 50
    call = {"actor": by.user, "scope": by.scope, "mark": mark, "points": (31, 0, 0, 0, 0)}
    assert refusal(actions.score, **call) == "marks.points"
    Mark.objects.update(state="declined")
    assert refusal(actions.score, **{**call, "points": FULL}) == "marks.decided"
    owner = make_person("owner", Position.PRODUCER, "4015", subject=("producer", mark.product.producer_id or 0))
    own = {"actor": owner.user, "scope": owner.scope, "mark": mark, "points": FULL}
    assert refusal(actions.score, **own) == "access.ability"


# --- decisions -----------------------------------------------------------------------------------


def decide(by: Person, *marks: Mark, step: Step = Step.AWARD, reason: str = "") -> actions.Outcome:
    pks = [mark.pk for mark in marks]
    return actions.decide(actor=by.user, scope=by.scope, step=step, pks=pks, reason=reason)


def test_the_province_gives_a_mark_with_number_days_ledger_and_notice(cast: Cast) -> None:
    mark = make_applied(applied_by=cast.worker.user)
    make_score(mark, cast.worker.user, 90)
    make_score(mark, cast.colleague.user, 85)
    owner = make_person("owner", Position.PRODUCER, "4015", subject=("producer", mark.product.producer_id or 0))
    assert decide(cast.officer, mark).refused == []
    mark.refresh_from_db()
    today = timezone.localdate()
    assert (mark.state, mark.score, mark.terms, mark.decided_by) == ("held", 8750, 1, cast.officer.user)
    assert mark.number == f"P40-{today.year + 543}-0001"
    assert (mark.valid_from, mark.valid_until) == (today, rules.last_day(today, 36))
    told = set(Notice.objects.filter(kind="mark_decided").values_list("recipient_id", flat=True))
    assert told == {owner.user.pk, cast.worker.user.pk}
    entry = SupportEntry.objects.get()
    assert (entry.kind, entry.subject_id, entry.source_id) == ("mark", mark.product.producer_id, mark.pk)
    assert entry.title_th == f"ทอง Premium: {mark.product.name_th}"


def test_nobody_decides_what_he_applied_for_or_gave_points(cast: Cast) -> None:
    applied = make_applied(applied_by=cast.officer.user)
    scored = make_applied()
    make_score(applied, cast.worker.user)
    make_score(scored, cast.officer.user)
    outcome = decide(cast.officer, applied, scored)
    assert [problem.code for _mark, problem in outcome.refused] == ["marks.own", "marks.own"]
    assert set(Mark.objects.values_list("state", flat=True)) == {"applied"}


def test_a_mark_needs_points_and_enough_of_them(cast: Cast) -> None:
    without, below = make_applied(), make_applied(colour="gold")
    make_score(below, cast.worker.user, 79)
    outcome = decide(cast.officer, without, below)
    assert [problem.code for _mark, problem in outcome.refused] == ["marks.unscored", "marks.below"]
    passing = make_applied(colour="red")
    make_score(passing, cast.worker.user, 79)
    assert len(decide(cast.officer, passing).done) == 1


def test_a_district_does_not_decide_and_another_province_sees_nothing(cast: Cast) -> None:
    mark = make_applied()
    make_score(mark, cast.worker.user)
    assert [problem.code for _mark, problem in decide(cast.chief, mark).refused] == ["marks.province"]
    outcome = decide(make_person("far", Position.PROVINCE_OFFICER, "30"), mark)
    assert (outcome.done, outcome.refused) == ([], [])


def test_several_are_declined_with_one_reason_and_one_entry(cast: Cast) -> None:
    marks = [make_applied(applied_by=cast.worker.user) for _ in range(3)]
    assert refusal(decide, by=cast.officer, step=Step.DECLINE) == "marks.reason"
    decide(cast.officer, *marks, step=Step.DECLINE, reason="ขาดผลตรวจ")
    assert set(Mark.objects.values_list("state", "reason", "number")) == {("declined", "ขาดผลตรวจ", "")}
    entry = TrailEntry.objects.get(verb="marks.decline")
    assert (entry.count, entry.note, entry.changes.count()) == (3, "ขาดผลตรวจ", 3)
    assert Notice.objects.get(kind="mark_decided").count == 3
    assert not SupportEntry.objects.exists()
    assert [problem.code for _mark, problem in decide(cast.officer, marks[0]).refused] == ["marks.decided"]


def test_numbers_go_on_and_a_new_mark_takes_the_place_of_the_old_one(cast: Cast) -> None:
    product = make_shown()
    numbers = []
    for _ in range(2):
        mark = make_applied(product)
        make_score(mark, cast.worker.user)
        decide(cast.officer, mark)
        mark.refresh_from_db()
        numbers.append(mark.number[-4:])
    assert numbers == ["0001", "0002"]
    assert list(Mark.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "held"]


def test_a_mark_taken_back_is_taken_back_in_the_ledger_too(cast: Cast) -> None:
    mark = make_applied()
    make_score(mark, cast.worker.user)
    decide(cast.officer, mark)
    mark.refresh_from_db()
    call: dict[str, Any] = {"actor": cast.officer.user, "scope": cast.officer.scope, "mark": mark}
    assert refusal(actions.take_back, **call, reason=" ") == "marks.reason"
    chief = {**call, "actor": cast.chief.user, "scope": cast.chief.scope}
    assert refusal(actions.take_back, **chief, reason="x") == "marks.province"
    actions.take_back(**call, reason="เลิกผลิต")
    assert (Mark.objects.get().state, SupportEntry.objects.get().withdrawn_reason) == ("withdrawn", "เลิกผลิต")
    mark.refresh_from_db()
    assert refusal(actions.take_back, **{**call, "mark": mark}, reason="อีกครั้ง") == "marks.decided"


def test_producers_hear_once_that_a_mark_ends_soon(cast: Cast) -> None:
    today = timezone.localdate()
    for days in (30, 200, -1):
        make_held(until=today + timedelta(days=days))
    soon = Mark.objects.get(valid_until=today + timedelta(days=30))
    make_person("owner", Position.PRODUCER, "4015", subject=("producer", soon.product.producer_id or 0))
    assert (actions.remind(), actions.remind()) == (1, 0)
    notice = Notice.objects.get(kind="mark_ending")
    assert "ทอง Premium" in notice.text()


# --- terms ---------------------------------------------------------------------------------------


def test_new_terms_hold_from_their_day_and_leave_what_was_decided(cast: Cast) -> None:
    by = make_person("department", Position.DEPARTMENT, "")
    today = timezone.localdate()
    old = make_held()
    body = dict(queries.first("marks").body) | {"parts": [{"label": "ทั้งหมด", "most": 100}]}
    call: dict[str, Any] = {"actor": by.user, "scope": by.scope, "about": "marks", "body": body, "source": "หนังสือ"}
    made = actions.make_terms(**call, valid_from=today + timedelta(days=5), is_confirmed=True)
    assert made.number == 2
    assert queries.in_force("marks").number == 1
    assert queries.in_force("marks", today + timedelta(days=5)).parts[0].label == "ทั้งหมด"
    assert refusal(actions.make_terms, **call, valid_from=today, is_confirmed=True) == "marks.terms"
    assert queries.numbered("marks", old.terms or 0).number == 1
    officer = {**call, "actor": cast.officer.user, "scope": cast.officer.scope}
    assert refusal(actions.make_terms, **officer, valid_from=today, is_confirmed=True) == "access.ability"
    assert MarkTerms.objects.count() == 1


# --- star results --------------------------------------------------------------------------------


def bring(by: Person, *rows: tuple[str, ...], year: int = 2566) -> MarkList:
    return actions.keep_list(actor=by.user, scope=by.scope, sent=results(*rows), year=year)


def test_every_line_of_a_list_is_answered_and_nothing_is_stored_before_it_is_said(cast: Cast) -> None:
    by = cast.worker
    maker = make_producer(name_th="กลุ่มทอผ้า")
    numbered = make_shown(name_th="ผ้าฝ้าย", official_number="0401")
    whole = make_shown(name_th="ผ้าไหม", producer=maker)
    likely = make_shown(name_th="น้ำพริก")
    make_shown(name_th="ต่างจังหวัด", official_number="0300", area_code="3001")
    kept = bring(
        by,
        ("ชื่อในรายชื่อไม่ตรง", "", "0401", "5 ดาว", "92.5"),
        ("ผ้าไหม", "กลุ่มทอผ้า", "", "4", ""),
        ("น้ำพริก", "คนอื่น", "", "3", ""),
        ("ของที่ไม่มี", "", "0300", "2", ""),
        ("ผ้าไหม", "กลุ่มทอผ้า", "", "ตก", ""),
    )
    assert queries.counts(kept) == {"matched": 2, "proposed": 1, "none": 1, "wrong": 1}
    assert not MarkStar.objects.exists()
    line = kept.lines.get(answer="proposed")
    stored = actions.store_list(actor=by.user, scope=by.scope, kept=kept, chosen={line.pk: likely.pk})
    assert stored == 3
    rows = set(MarkStar.objects.values_list("product", "year", "stars", "score", "source"))
    source = "ผลคัดสรร.xlsx"
    assert rows == {
        (numbered.pk, 2566, 5, 9250, source), (whole.pk, 2566, 4, None, source), (likely.pk, 2566, 3, None, source)
    }  # fmt: skip
    assert TrailChange.objects.filter(entry__verb="marks.stars").count() == 3
    assert SupportEntry.objects.filter(kind="star").count() == 3


def test_of_all_products_only_those_are_read_that_the_lines_may_mean(
    cast: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = make_producer(name_th="กลุ่มทอผ้า")
    numbered = make_shown(name_th="ผ้าฝ้าย", official_number="0401")
    own = [make_shown(name_th=name, producer=maker) for name in ("ผ้าไหม", "ผ้าขาวม้า")]
    draft = make_product(name_th="น้ำพริก", producer=make_producer(name_th="กลุ่มอื่น"))
    for number in range(20):
        make_shown(name_th=f"อื่น {number}", producer=make_producer(name_th=f"กลุ่มที่ {number}"))
    lines = [
        rules.Line(1, "ไม่ตรง", "", "0401", 5, None),
        rules.Line(2, "ผ้าไหมม", "กลุ่มทอผ้า", "", 4, None),
        rules.Line(3, "นํ้าพริก", "", "", 3, None),
        rules.Line(4, "", "", "", 3, None),
    ]
    nation = make_person("department", Position.DEPARTMENT, "").scope
    with django_assert_num_queries(5):
        shelf = queries.shelf(nation, lines)
    held = {pk for found in shelf.named.values() for pk in found}
    assert held == {numbered.pk, draft.pk, *(product.pk for product in own)}
    assert shelf.match(lines[1]).others == (own[0].pk,)
    monkeypatch.setattr(queries, "AT_ONCE", 1)
    assert vars(queries.shelf(nation, lines)) == vars(shelf)
    with django_assert_num_queries(1):
        own_area = queries.shelf(cast.worker.scope, lines)
    assert list(map(own_area.match, lines)) == list(map(shelf.match, lines))


def test_the_same_list_again_changes_nothing_and_a_mended_one_only_what_differs(cast: Cast) -> None:
    by = cast.worker
    for name in ("ก", "ข"):
        make_shown(name_th=name, official_number=f"N-{name}")
    rows = [("ก", "", "N-ก", "4", ""), ("ข", "", "N-ข", "3", "")]
    for stars, stored in (("3", 2), ("3", 0), ("5", 1)):
        rows[1] = ("ข", "", "N-ข", stars, "")
        kept = bring(by, *rows)
        assert actions.store_list(actor=by.user, scope=by.scope, kept=kept, chosen={}) == stored
    assert sorted(MarkStar.objects.values_list("stars", flat=True)) == [4, 5]
    assert TrailEntry.objects.filter(verb="marks.stars").count() == 2
    assert SupportEntry.objects.count() == 2


def test_a_product_that_was_not_proposed_cannot_be_chosen(cast: Cast) -> None:
    by = cast.worker
    make_shown(name_th="น้ำพริก")
    other = make_shown(name_th="อื่น")
    kept = bring(by, ("น้ำพริก", "คนอื่น", "", "3", ""))
    line = kept.lines.get()
    assert actions.store_list(actor=by.user, scope=by.scope, kept=kept, chosen={line.pk: other.pk}) == 0
    assert not MarkStar.objects.exists()


def test_a_list_without_its_columns_a_wrong_year_or_a_reader_is_refused(cast: Cast) -> None:
    by = cast.worker
    assert refusal(bring, by=by, year=2023) == "stars.year"
    assert refusal(bring, by=cast.chief) == "access.ability"
    wrong = ContentFile("ชื่อกลุ่ม,จังหวัด\nก,ขอนแก่น\n".encode(), "x.csv")
    call = {"actor": by.user, "scope": by.scope, "sent": wrong, "year": 2566}
    assert refusal(actions.keep_list, **call) == "stars.columns"
    assert not MarkList.objects.exists()


def test_lists_are_forgotten_after_a_month(cast: Cast) -> None:
    kept = bring(cast.worker, ("ก", "", "", "3", ""))
    assert actions.forget_lists() == 0
    MarkList.objects.filter(pk=kept.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert actions.forget_lists() == 1
