"""Issuing, withdrawing, issuing anew: numbers, states, the trail, races."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from withi.ground.trail.models import TrailEntry
from withi.ground.web import versions
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.producers.tests.factory import make_producer
from withi.registers.products.tests.factory import make_product
from withi.registers.publication.models import KINDS
from withi.registers.publication.queries import history
from withi.registers.publication.rules import State
from withi.registers.publication.tests.factory import Cast, Person, make_cast
from withi.work.certificates import actions
from withi.work.certificates.models import Certificate
from withi.work.certificates.rules import Kind, Mark, Source, Wording
from withi.work.certificates.rules import State as Stands

pytestmark = pytest.mark.django_db
SIGNED = Wording("นายตัวอย่าง ใจดี", "พัฒนาการอำเภอ", occasion_th="รอบปี 2557-2558")
GOLD = Wording("นายตัวอย่าง ใจดี", "พัฒนาการอำเภอ", kind=Kind.MARK, mark=Mark.GOLD)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def producer(cast: Cast) -> Producer:
    return make_producer(name_th="กลุ่มทอผ้า", name_en="Weavers", state=State.PUBLISHED)


def issue(by: Person, row: Any, wording: Wording = SIGNED, source: Source | None = None) -> Certificate:
    return actions.issue(actor=by.user, scope=by.scope, row=row, wording=wording, source=source)


def test_a_certificate_copies_what_it_says_and_stands_in_the_history(cast: Cast, producer: Producer) -> None:
    made = issue(cast.chief, producer)
    year = timezone.localdate().year + 543
    assert made.number == f"4015-0001/{year}"
    assert (made.name_th, made.name_en, made.maker_kind) == ("กลุ่มทอผ้า", "Weavers", "group")
    assert (made.register_number, made.occasion_th, made.area_code) == (producer.number, "รอบปี 2557-2558", "401508")
    assert made.state(timezone.localdate()) is Stands.VALID
    Producer.objects.filter(pk=producer.pk).update(name_th="ชื่อใหม่")
    made.refresh_from_db()
    assert made.name_th == "กลุ่มทอผ้า"
    (act,) = history(KINDS["producer"], producer.pk)
    assert act.note == made.number
    assert "certificates" not in act.what


def test_tokens_are_long_random_and_never_the_same(cast: Cast) -> None:
    rows = [make_producer(state=State.PUBLISHED) for _ in range(20)]
    tokens = {issue(cast.chief, row).token for row in rows}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {22}


def test_each_office_numbers_by_itself(cast: Cast) -> None:
    rows = [make_producer(state=State.PUBLISHED) for _ in range(3)]
    by = [cast.chief, cast.officer, cast.chief]
    numbers = [issue(person, row).number.partition("/")[0] for person, row in zip(by, rows, strict=True)]
    assert numbers == ["4015-0001", "40-0001", "4015-0002"]


def test_a_product_s_certificate_names_its_maker(cast: Cast, producer: Producer) -> None:
    product = make_product(producer=producer, name_th="ผ้าขาวม้า", state=State.PUBLISHED, official_number="OTOP-7")
    made = issue(cast.officer, product, GOLD)
    assert (made.subject, made.maker_th, made.register_number) == ("product", "กลุ่มทอผ้า", "OTOP-7")
    assert (made.kind, made.mark) == ("mark", "gold")


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.WITHDRAWN])
def test_only_published_rows_are_certified(cast: Cast, state: State) -> None:
    with pytest.raises(Problem) as refused:
        issue(cast.chief, make_producer(state=state))
    assert refused.value.code == "certificate.not_public"


def test_a_closed_producer_is_not_certified(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        issue(cast.chief, make_producer(state=State.PUBLISHED, status="closed"))
    assert refused.value.code == "certificate.not_public"


@pytest.mark.parametrize("name", ["worker", "reader", "stranger"])
def test_who_does_not_approve_issues_nothing(cast: Cast, producer: Producer, name: str) -> None:
    with pytest.raises(Problem) as refused:
        issue(getattr(cast, name), producer)
    assert refused.value.status == 403
    assert not Certificate.objects.exists()


def test_a_second_one_for_the_same_is_refused_while_the_first_holds(cast: Cast, producer: Producer) -> None:
    first = issue(cast.chief, producer)
    with pytest.raises(Problem) as refused:
        issue(cast.officer, producer)
    assert refused.value.code == "certificate.twice"
    assert first.number in refused.value.message("th")
    issue(cast.officer, producer, SIGNED, Source("application", 7))
    with pytest.raises(Problem):
        issue(cast.officer, producer, SIGNED, Source("application", 7))
    issue(cast.officer, producer, SIGNED, Source("application", 8))
    Certificate.objects.filter(pk=first.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert issue(cast.chief, producer).place == 2


@pytest.mark.parametrize("values", [{"name_th": "ป้าน้อย 😀"}, {"name_en": "布"}])
def test_a_name_that_cannot_be_printed_is_refused_with_its_signs(cast: Cast, values: dict[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        issue(cast.chief, make_producer(state=State.PUBLISHED, **values))
    assert refused.value.code == "paper.sign"
    assert not TrailEntry.objects.exists()


def test_withdrawing_says_why_in_the_trail_and_refreshes_the_page(cast: Cast, producer: Producer) -> None:
    made = issue(cast.chief, producer)
    before = versions.snapshot().digest([(actions.VERSION, "40")])
    actions.withdraw(actor=cast.chief.user, scope=cast.chief.scope, certificate=made, reason=" ออกผิดราย ")
    assert made.state(timezone.localdate()) is Stands.WITHDRAWN
    assert (made.reason, made.ended_on) == ("ออกผิดราย", timezone.localdate())
    assert versions.snapshot().digest([(actions.VERSION, "40")]) == before + 1
    entry = TrailEntry.objects.get(verb="certificates.withdraw")
    assert entry.note == f"{made.number} · ออกผิดราย"
    with pytest.raises(Problem) as refused:
        actions.withdraw(actor=cast.chief.user, scope=cast.chief.scope, certificate=made, reason="อีกครั้ง")
    assert refused.value.code == "certificate.over"
    assert issue(cast.chief, producer).place == 2, "the number of a withdrawn one is never given again"


@pytest.mark.parametrize("name", ["worker", "reader"])
def test_only_who_approves_takes_one_back(cast: Cast, producer: Producer, name: str) -> None:
    made, other = issue(cast.chief, producer), getattr(cast, name)
    with pytest.raises(Problem):
        actions.withdraw(actor=other.user, scope=other.scope, certificate=made, reason="x")
    with pytest.raises(Problem):
        actions.reissue(actor=other.user, scope=other.scope, certificate=made, wording=SIGNED, reason="x")
    made.refresh_from_db()
    assert made.state(timezone.localdate()) is Stands.VALID


def test_a_new_one_takes_the_facts_of_today_and_ends_the_old(cast: Cast, producer: Producer) -> None:
    old = issue(cast.chief, producer, SIGNED, Source("application", 7))
    Producer.objects.filter(pk=producer.pk).update(name_th="ชื่อใหม่")
    new = actions.reissue(
        actor=cast.officer.user, scope=cast.officer.scope, certificate=old, wording=GOLD, reason="เปลี่ยนชื่อ"
    )
    assert old.state(timezone.localdate()) is Stands.REPLACED
    assert (new.name_th, new.kind, new.mark, new.office) == ("ชื่อใหม่", "registration", "", "40")
    assert (new.source_kind, new.source_id, new.replaces_id) == ("application", 7, old.pk)
    assert new.token != old.token
    with pytest.raises(Problem) as refused:
        actions.reissue(actor=cast.chief.user, scope=cast.chief.scope, certificate=old, wording=SIGNED, reason="x")
    assert refused.value.code == "certificate.over"
    assert Certificate.objects.count() == 2


def test_the_database_refuses_a_number_twice_and_halves(cast: Cast, producer: Producer) -> None:
    made = issue(cast.chief, producer)
    for values in (
        {"place": 1, "token": "x"},
        {"place": 9, "token": "y", "source_kind": "mark"},
        {"place": 8, "token": "z", "standing": "withdrawn"},
    ):
        copy = Certificate.objects.get(pk=made.pk)
        copy.pk = None
        for name, value in values.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_issue_one(cast: Cast, producer: Producer) -> None:
    start, outcomes = Barrier(2), list[str]()

    def go(person: Person) -> None:
        try:
            start.wait()
            outcomes.append(issue(person, producer).number)
        except Problem as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=go, args=(person,)) for person in (cast.chief, cast.officer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(outcomes) == "certificate.twice"
    assert Certificate.objects.count() == 1


def test_demonstration_certificates_go_and_numbers_begin_again(cast: Cast, producer: Producer) -> None:
    issue(cast.officer, make_producer(state=State.PUBLISHED, is_demo=True))
    kept = issue(cast.chief, producer)
    actions.forget_demo()
    assert list(Certificate.objects.all()) == [kept]
    assert issue(cast.officer, make_producer(state=State.PUBLISHED)).place == 1
