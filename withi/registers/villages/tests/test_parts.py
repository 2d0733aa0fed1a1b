"""The desk's pages of what a community has, and of who looks after it."""

from typing import Any

import pytest
from django.urls import reverse

from withi.ground.people.models import Posting
from withi.ground.people.rules import Position
from withi.registers.villages.tests import factory
from withi.registers.villages.tests.test_views import ASSET, TODAY, browser, whole

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(settings: Any) -> None:
    settings.REQUIRE_MFA = False
    factory.areas()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"price_unit": ""}, "price_unit"),
        ({"price": "สามร้อย"}, "price"),
        ({"capacity": "0"}, "capacity"),
        ({"kind": "disco"}, "kind"),
        ({"position": "48.85, 2.35"}, "position"),
    ],
)
def test_an_asset_that_does_not_fit_is_refused_at_its_field(told: dict[str, Any], field: str) -> None:
    row = factory.community()
    answer = browser().post(reverse("villages:asset_add", args=[row.pk]), ASSET | told)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not row.assets.exists()


def test_an_asset_is_stored_in_satang_and_changed_by_one_at_a_time() -> None:
    row = factory.community()
    client = browser()
    client.post(reverse("villages:asset_add", args=[row.pk]), ASSET | {"price": "๑๘๐.๕๐", "capacity": "๔๐"})
    made = row.assets.get()
    assert (made.price, made.capacity) == (18_050, 40)
    path = reverse("villages:asset_edit", args=[row.pk, made.pk])
    assert client.post(path, ASSET | {"price": "200"}).status_code == 302
    answer = client.post(path, ASSET | {"price": "220"})
    assert answer.status_code == 409
    assert 'name="choose_price"' in answer.content.decode()


def test_an_editor_does_not_verify() -> None:
    row = whole()
    path = reverse("villages:asset_verify", args=[row.pk, row.assets.get().pk])
    assert browser(factory.editor(row)).post(path).status_code == 403


def test_an_asset_is_set_down_where_it_was_dragged_to() -> None:
    row = factory.community()
    some = [factory.asset(row, name) for name in ("หนึ่ง", "สอง", "สาม")]
    client, path = browser(factory.editor(row)), reverse("villages:asset_move", args=[row.pk, some[2].pk])
    for sent, order in (({"at": "0"}, [2, 0, 1]), ({"at": "1"}, [0, 2, 1]), ({"at": "99"}, [0, 2, 1])):
        assert client.post(path, {"step": "place"} | sent).status_code == 302
        assert list(row.assets.order_by("position").values_list("pk", flat=True)) == [some[place].pk for place in order]
    for bad in ({"step": "x"}, {}, {"step": "place", "at": "-1"}, {"step": "place", "at": "หนึ่ง"}):
        assert client.post(path, bad).status_code == 422


def test_an_editor_hands_over_and_then_reaches_nothing() -> None:
    row = factory.community()
    old, new = factory.editor(row), factory.person(Position.PARTNER, "10", username="somchai")
    term = Posting.objects.get(user=old)
    client, path = browser(old), reverse("villages:editors", args=[row.pk])
    told = {"username": "somchai", "role_title": "เหรัญญิก", "valid_from": TODAY.isoformat(), "replaces": str(term.pk)}
    answer = client.post(path, told)
    assert answer.status_code == 302
    thanks = client.get(answer.headers["Location"])
    assert thanks.status_code == 200
    assert f"ท่านไม่ได้ดูแล{row.name_th}แล้ว" in thanks.content.decode()
    assert client.get(path).status_code in (403, 404)
    page = browser(new).get(reverse("villages:detail", args=[row.pk])).content.decode()
    assert "เหรัญญิก" in page


def test_an_unknown_account_is_told_at_the_field() -> None:
    row = factory.community()
    told = {"username": "nobody", "role_title": "เหรัญญิก", "valid_from": TODAY.isoformat()}
    answer = browser().post(reverse("villages:editors", args=[row.pk]), told)
    assert answer.status_code == 422
    assert "ไม่พบบัญชีชื่อ “nobody”" in answer.content.decode()


def test_a_term_is_ended_by_its_page() -> None:
    row = whole()
    term = Posting.objects.get(subject_id=row.pk)
    path = reverse("villages:editor_end", args=[row.pk, term.pk])
    assert browser().post(path, {"last_day": "1/1/2500"}).status_code == 422
    assert browser().post(path, {}).status_code == 422
    answer = browser().post(path, {"last_day": TODAY.isoformat()})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("villages:editors", args=[row.pk]))
    term.refresh_from_db()
    assert (term.valid_until, term.taken_back) == (TODAY, False)


def test_a_term_that_began_today_ends_at_once() -> None:
    row = whole()
    editor = factory.editor(row)
    Posting.objects.filter(user=editor).update(valid_from=TODAY)
    term, client = Posting.objects.get(user=editor), browser(editor)
    own = reverse("villages:detail", args=[row.pk])
    assert client.get(own).status_code == 200
    path = reverse("villages:editor_end", args=[row.pk, term.pk])
    assert browser().post(path, {"at_once": "yes", "last_day": "1/1/2500"}).status_code == 302
    assert client.get(own).status_code == 403
    assert browser().post(path, {"at_once": "yes"}).status_code == 409
    assert "ยกเลิกแล้ว" in browser().get(reverse("villages:editors", args=[row.pk])).content.decode()


def test_who_ends_her_own_term_comes_to_the_desk_with_what_else_is_hers() -> None:
    row, other = factory.community(), factory.community("บ้านอื่น")
    editor = factory.editor(row)
    term = Posting.objects.get(user=editor)
    Posting.objects.create(
        user=editor, position=term.position, area_code=other.area_code, valid_from=TODAY,
        subject_kind="community", subject_id=other.pk,
    )  # fmt: skip
    client, path = browser(editor), reverse("villages:editor_end", args=[row.pk, term.pk])
    answer = client.post(path, {"at_once": "yes"})
    assert answer.headers["Location"] == reverse("desk:home")
    assert client.get(answer.headers["Location"]).status_code == 200
