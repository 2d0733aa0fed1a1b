"""Answers, versions and re-runs."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from withi.ground.jobs.actions import run_due
from withi.ground.jobs.models import Job
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.kit.problem import Problem
from withi.registers.publication.tests.factory import Cast, Person, make_cast, make_person
from withi.work.segments import actions, queries, rules
from withi.work.segments.models import SegmentMove, SegmentProduct, SegmentVersion
from withi.work.segments.tests.factory import OF_C, OF_NONE, ONLY_STANDARD, make_answered, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def department(cast: Cast) -> Person:
    return make_person("department", Position.DEPARTMENT, "")


def body(**changes: list[str]) -> dict[str, Any]:
    """The first table with other rules."""
    changed = deepcopy(dict(queries.first().body))
    changed["rules"] |= changes
    return changed


LOOSE = [*queries.first().body["rules"]["C"], "2.1"]
"""C as wide as to take what fits none by its capacity."""


def make(person: Person, days: int = 0, **changes: list[str]) -> SegmentVersion:
    return actions.make_version(
        actor=person.user,
        scope=person.scope,
        body=body(**changes),
        valid_from=timezone.localdate() + timedelta(days=days),
        source="หนังสือกรมฯ ตัวอย่าง",
        is_confirmed=True,
    )


# --- answers -------------------------------------------------------------------------------------


def test_answers_place_a_product_and_stand_in_its_trail(cast: Cast) -> None:
    product = make_product()
    worker = cast.worker
    verdict = actions.answer(actor=worker.user, scope=worker.scope, product=product, answers=ONLY_STANDARD, edition=0)
    held = SegmentProduct.objects.get(product=product)
    assert (verdict.segment, held.segment, held.blocks, held.version, held.edition) == ("D", "D", "1", 1, 1)
    actions.answer(actor=worker.user, scope=worker.scope, product=product, answers=OF_C, edition=1)
    change = TrailChange.objects.filter(subject="product", subject_id=product.pk).latest("pk")
    assert change.before == {"answers": "1.3 2.2 3.2 4.3 5.4", "segment": "D"}
    assert change.after == {"answers": "1.2 2.3 3.2 4.4 5.3", "segment": "C"}


def test_the_same_answers_again_write_nothing(cast: Cast) -> None:
    held = make_answered()
    worker = cast.worker
    actions.answer(actor=worker.user, scope=worker.scope, product=held.product, answers=ONLY_STANDARD, edition=1)
    assert not TrailEntry.objects.filter(verb="segments.answer").exists()
    assert SegmentProduct.objects.get().edition == 1


def test_the_second_of_two_officers_sees_the_first_ones_answers(cast: Cast) -> None:
    product = make_product()
    for person, code in ((cast.worker, None), (cast.colleague, "segments.changed")):
        found = None
        try:
            actions.answer(actor=person.user, scope=person.scope, product=product, answers=OF_C, edition=0)
        except Problem as problem:
            found = problem.code
        assert found == code


@pytest.mark.parametrize("who", ["stranger", "reader", "chief"])
def test_only_whoever_enters_the_product_answers(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(Problem) as refused:
        actions.answer(actor=person.user, scope=person.scope, product=make_product(), answers=OF_C, edition=0)
    assert refused.value.status == 403
    assert not SegmentProduct.objects.exists()


def test_answers_out_of_a_list_are_written_in_sets_with_one_entry(cast: Cast) -> None:
    products = [make_product() for _ in range(3)]
    rows = [(product.pk, answers) for product, answers in zip(products, (ONLY_STANDARD, OF_C, OF_NONE), strict=True)]
    assert actions.answer_many(actor=cast.officer.user, rows=rows, note="รายชื่อ") == 3
    stored = SegmentProduct.objects.order_by("product").values_list("segment", "blocks")
    assert list(stored) == [("D", "1"), ("C", ""), ("review", "2")]
    entry = TrailEntry.objects.get(verb="segments.answer_many")
    assert (entry.count, entry.changes.count()) == (3, 3)


# --- versions ------------------------------------------------------------------------------------


def test_a_new_version_runs_all_products_through_it_and_lists_who_moved(cast: Cast, department: Person) -> None:
    stays, moves = make_answered(), make_answered(OF_NONE)
    made = make(department, C=LOOSE)
    assert Job.objects.get().params == {"number": made.number}
    assert run_due() == 1
    rows = {row.product_id: (row.segment, row.blocks, row.version) for row in SegmentProduct.objects.all()}
    assert rows == {stays.product_id: ("D", "1", 2), moves.product_id: ("C", "", 2)}
    moved = SegmentMove.objects.get()
    assert (moved.version, moved.product_id, moved.before, moved.after) == (2, moves.product_id, "review", "C")
    change = TrailChange.objects.get(subject="product", subject_id=moves.product_id)
    assert (change.before, change.after) == ({"segment": "review"}, {"segment": "C"})
    made.refresh_from_db()
    assert (made.moved, made.applied_at is None) == (1, False)
    assert [(move.before, move.after, move.count) for move in queries.moves(2)] == [("review", "C", "1")]


def test_a_rerun_that_was_cut_off_goes_on_where_it_was(cast: Cast, department: Person) -> None:
    for _ in range(5):
        make_answered(OF_NONE)
    version = queries.version_of(make(department, C=LOOSE))

    class Cut(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done >= 2:
            raise Cut

    with pytest.raises(Cut):
        actions.rerun(actor=None, version=version, tell=stop, size=2)
    assert SegmentMove.objects.count() == 2
    actions.rerun(actor=None, version=version, tell=lambda _done, _total: None, size=2)
    assert SegmentMove.objects.count() == 5
    assert set(SegmentProduct.objects.values_list("segment", "version")) == {("C", 2)}
    again = actions.rerun(actor=None, version=version, tell=lambda _done, _total: None)
    assert (again.seen, again.moved) == (0, 0)


def test_a_version_of_a_later_day_begins_on_its_day(cast: Cast, department: Person) -> None:
    make_answered(OF_NONE)
    made = make(department, days=9, C=LOOSE)
    actions.begin_due()
    assert not Job.objects.exists()
    assert queries.in_force().number == 1
    SegmentVersion.objects.filter(pk=made.pk).update(valid_from=timezone.localdate())
    actions.begin_due()
    actions.begin_due()
    assert Job.objects.count() == 1
    run_due()
    assert SegmentProduct.objects.get().segment == "C"
    actions.begin_due()
    assert Job.objects.count() == 1


def test_the_same_answers_under_the_same_version_stay_the_same_for_ever(cast: Cast, department: Person) -> None:
    make(department, C=LOOSE)
    assert rules.judge(queries.first().table(), OF_NONE).segment == "review"
    numbered = queries.numbered(2)
    assert numbered is not None
    assert rules.judge(numbered.table(), OF_NONE).segment == "C"
    assert queries.numbered(3) is None


def test_a_version_that_contradicts_itself_or_comes_too_early_is_refused(cast: Cast, department: Person) -> None:
    with pytest.raises(Problem) as refused:
        make(department, A=queries.first().body["rules"]["C"])
    assert refused.value.code == "segments.overlap"
    make(department)
    with pytest.raises(Problem) as earlier:
        make(department, days=-1)
    assert earlier.value.code == "segments.earlier"
    assert SegmentVersion.objects.count() == 1


def test_only_the_department_makes_a_version(cast: Cast) -> None:
    for person in (cast.officer, cast.chief, cast.reader):
        with pytest.raises(Problem) as refused:
            make(person)
        assert refused.value.status == 403
