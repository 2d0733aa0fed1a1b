"""Acts are written down with the write they tell of, and every object's panel shows its own."""

from typing import Any

import pytest
from django.db import transaction

from withi.ground.people.models import User
from withi.ground.trail import actions, queries
from withi.ground.trail.models import TrailChange, TrailEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("worker", None, display_name="พัฒนากร (ตัวอย่าง)")


def test_one_act_on_one_object(officer: User) -> None:
    officer.post_label = "พัฒนากร 4015"
    entry = actions.record(
        actor=officer,
        verb="products.edit",
        subject="product",
        subject_id=7,
        area_code="40150205",
        before={"name_th": "ผ้า"},
        after={"name_th": "ผ้าไหม"},
    )
    assert (entry.actor_id, entry.actor_name, entry.count) == (officer.pk, "พัฒนากร (ตัวอย่าง)", 1)
    assert entry.actor_post == "พัฒนากร 4015"
    assert list(entry.changes.values_list("before", "after")) == [({"name_th": "ผ้า"}, {"name_th": "ผ้าไหม"})]


def test_who_typed_stands_beside_the_name(officer: User) -> None:
    officer.helper = "หลานสาว"
    entry = actions.record(actor=officer, verb="products.edit", subject="product", subject_id=7)
    assert (entry.helper, entry.who) == ("หลานสาว", "พัฒนากร (ตัวอย่าง) (หลานสาว ช่วยพิมพ์)")
    officer.helper = ""
    assert actions.record(actor=officer, verb="x", subject="y").who == "พัฒนากร (ตัวอย่าง)"


def test_the_system_has_no_name() -> None:
    entry = actions.record(actor=None, verb="people.post", subject="posting", subject_id=1)
    assert (entry.actor_id, entry.actor_name) == (None, "")
    assert not entry.changes.exists()


def test_a_bulk_act_is_one_entry_shown_on_every_object(officer: User, django_assert_max_num_queries: Any) -> None:
    changes = [actions.Change("product", number, None, None) for number in range(1, 4_501)]
    with django_assert_max_num_queries(40):
        entry = actions.record_bulk(
            actor=officer, verb="imports.commit", subject="product", changes=changes, count=len(changes)
        )
    assert TrailEntry.objects.count() == 1
    assert TrailChange.objects.filter(entry=entry).count() == 4_500
    actions.record(actor=officer, verb="products.edit", subject="product", subject_id=4_000)
    assert [found.verb for found in queries.of_object("product", 4_000)] == ["products.edit", "imports.commit"]
    assert [found.verb for found in queries.of_object("product", 1)] == ["imports.commit"]
    assert not queries.of_object("producer", 1)


def test_a_panel_costs_two_queries_whatever_it_shows(officer: User, django_assert_num_queries: Any) -> None:
    for number in range(1, 31):
        actions.record(actor=officer, verb="x", subject="product", subject_id=1, after={"n": number})
    with django_assert_num_queries(2):
        found = [(entry.verb, list(entry.changes.all())) for entry in queries.of_object("product", 1)]
    assert len(found) == 20


def test_what_is_rolled_back_was_never_done(officer: User) -> None:
    def break_off() -> None:
        with transaction.atomic():
            actions.record(actor=officer, verb="products.edit", subject="product", subject_id=7)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert not TrailEntry.objects.exists()


def test_a_long_note_is_cut(officer: User) -> None:
    assert len(actions.record(actor=officer, verb="x", subject="y", note="ก" * 5_000).note) == 1_000
