"""Officers of the area let people of the place in, and shut doors again; nobody else does."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tests.cast import Person, World
from withi.ground.people.access import DEVICE_COOKIE
from withi.ground.people.models import Device, Invitation, Posting, User
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Ability
from withi.ground.people.tests.factory import PIN, sign_in
from withi.ground.trail.models import TrailEntry
from withi.registers.owners import queries

CHOSEN = {"pin": PIN, "pin_again": PIN}
NAME = {"name": "นางบัวผัน (ตัวอย่าง)", "role_title": "ประธานกลุ่ม", "helper": "ลูกสาว"}


def owners(name: str, world: World, *more: int, subject: str = "producer") -> str:
    return reverse(f"owners:{name}", args=[subject, world.register.here.id_of(subject), *more])


def link_on(page: Any) -> str:
    found = re.search(r"/accounts/in/\w{32}/", page.content.decode())
    assert found
    return found[0]


def invited(world: World, subject: str = "producer") -> tuple[Posting, str]:
    """A person let in by the worker of the place, and her link."""
    client = world.cast.worker.client
    answer = client.post(owners("invite", world, subject=subject), NAME)
    assert answer.status_code == 302
    card = answer.headers["Location"]
    return Posting.objects.get(pk=resolve(card).kwargs["posting_pk"]), link_on(client.get(card))


@pytest.mark.parametrize("subject", ["producer", "community"])
def test_from_the_office_to_the_own_phone(world: World, subject: str) -> None:
    posting, address = invited(world, subject)
    phone = Client()
    assert phone.post(address, CHOSEN | {"helper": "ลูกสาว"}).headers["Location"] == "/desk/"
    assert phone.get("/desk/").status_code == 200
    row = world.register.here.row(subject)
    scope = scope_of(posting.user)
    assert scope.subjects(Ability.ENTER, subject) == (row.pk,)
    assert (
        phone.get(
            reverse({"producer": "producers", "community": "villages"}[subject] + ":detail", args=[row.pk])
        ).status_code
        == 200
    )
    listed = world.cast.worker.client.get(owners("list", world, subject=subject)).content.decode()
    assert "นางบัวผัน (ตัวอย่าง)" in listed
    assert "ประธานกลุ่ม" in listed


def test_the_card_is_a_drawing_without_styles_and_says_once(world: World) -> None:
    posting, address = invited(world)
    page = world.cast.worker.client.get(owners("card", world, posting.pk))
    text = page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert re.search(r'<svg[^>]*class="qr"[^>]*viewBox', text) or re.search(r"<svg[^>]*viewBox[^>]*qr", text)
    assert "style=" not in text
    assert "ใช้ได้ครั้งเดียว ถึงวันที่" in text
    assert f"{address}?openExternalBrowser=1" in text
    Client().post(address, CHOSEN)
    assert world.cast.worker.client.get(owners("card", world, posting.pk)).status_code == 410


def test_recovery_at_the_counter(world: World) -> None:
    posting, address = invited(world)
    lost = Client()
    lost.post(address, CHOSEN)
    client = world.cast.chief.client
    form = owners("link", world, posting.pk)
    assert client.post(form, {"lost": "on"}).status_code == 422
    answer = client.post(form, {"seen": "citizen card", "lost": "on"})
    assert answer.headers["Location"] == owners("card", world, posting.pk)
    assert lost.get("/desk/").status_code == 302
    assert not Device.objects.filter(ended_at=None).exists()
    entry = TrailEntry.objects.get(verb="people.end_devices")
    assert (entry.note, entry.actor_id, entry.subject_id) == (
        "citizen card",
        world.cast.chief.account.pk,
        posting.user_id,
    )
    assert Client().post(link_on(client.get(answer.headers["Location"])), CHOSEN).status_code == 302


def test_another_phone_leaves_the_first_one_open(world: World) -> None:
    posting, address = invited(world)
    first = Client()
    first.post(address, CHOSEN)
    client = world.cast.worker.client
    answer = client.post(owners("link", world, posting.pk), {"seen": "headman as witness"})
    Client().post(link_on(client.get(answer.headers["Location"])), CHOSEN)
    assert first.get("/desk/").status_code == 200
    assert Device.objects.filter(ended_at=None).count() == 2
    assert TrailEntry.objects.filter(verb="people.seen", note="headman as witness").exists()


def test_a_lost_phone_is_shut_without_a_new_link(world: World) -> None:
    posting, address = invited(world)
    lost = Client()
    lost.post(address, CHOSEN)
    assert world.cast.worker.client.post(owners("shut", world, posting.pk)).status_code == 302
    assert lost.get("/desk/").status_code == 302
    assert lost.cookies[DEVICE_COOKIE].value
    assert lost.get("/accounts/pin/").headers["Location"].startswith("/accounts/login/")
    assert Invitation.objects.filter(posting=posting, used_at=None).count() == 0


def test_a_link_is_withdrawn_once(world: World) -> None:
    posting, address = invited(world)
    client = world.cast.worker.client
    assert client.post(owners("withdraw", world, posting.pk)).status_code == 302
    assert client.post(owners("withdraw", world, posting.pk)).status_code == 409
    assert Client().get(address).status_code == 410


def test_the_end_of_a_term(world: World) -> None:
    posting, address = invited(world)
    client = world.cast.worker.client
    assert client.post(owners("end", world, posting.pk), {"last_day": "31 ก.พ. 2566"}).status_code == 422
    assert client.post(owners("end", world, posting.pk), {"last_day": "1 ม.ค. 2560"}).status_code == 302
    posting.refresh_from_db()
    assert posting.taken_back
    assert Client().get(address).status_code == 410
    assert posting.user.display_name not in client.get(owners("list", world)).content.decode()
    assert client.post(owners("end", world, posting.pk), {"at_once": "yes"}).status_code == 409


def test_a_phone_is_out_once_the_term_is_ended(world: World) -> None:
    posting, address = invited(world)
    phone, client = Client(), world.cast.worker.client
    phone.get(address)
    assert phone.post(address, CHOSEN).status_code == 302
    assert client.post(owners("end", world, posting.pk), {"at_once": "yes"}).status_code == 302
    assert phone.get("/desk/").status_code == 403


def test_what_asks_again_and_what_does_not(world: World) -> None:
    posting, _address = invited(world)
    user = world.cast.worker.account
    user.set_password("x" * 20)
    user.save()
    client = sign_in(Client(), user, ago=601)
    assert client.get(owners("list", world)).status_code == 200
    for name in ("invite", "card"):
        page = client.get(owners(name, world, *([posting.pk] if name == "card" else [])))
        assert page.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    for name in ("link", "end", "shut", "withdraw"):
        url = owners(name, world, posting.pk)
        assert client.post(url, {"seen": "passport"}).headers["Location"].startswith("/accounts/reauthenticate/?next=")
    reveal = reverse("producers:reveal", args=[world.register.here.producer.pk])
    assert client.post(reveal).headers["Location"].startswith("/accounts/reauthenticate/?next=")
    for register in ("producers", "products"):
        asked = client.post(reverse(f"{register}:export", args=["csv"]))
        assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not TrailEntry.objects.filter(verb__in=["producers.reveal_identity", "people.end_devices"]).exists()
    shown = client.post("/accounts/reauthenticate/", {"password": "x" * 20, "next": reveal})
    assert "1-1017" in shown.content.decode() or shown.status_code == 302


def test_who_signs_in_with_a_password_gets_no_link(world: World) -> None:
    here = world.register.here
    term = Posting.objects.get(user=world.cast.editor.account)
    client = world.cast.worker.client
    url = reverse("owners:link", args=["community", here.community.pk, term.pk])
    assert client.post(url, {"seen": "passport"}).status_code == 409


@pytest.mark.parametrize("name", ["neighbour", "stranger"])
def test_a_foreign_officer_invites_nobody_here(world: World, name: str) -> None:
    person: Person = getattr(world.cast, name)
    before = User.objects.count()
    assert person.client.post(owners("invite", world), NAME).status_code == 404
    assert person.client.get(owners("list", world)).status_code == 404
    assert User.objects.count() == before


@pytest.mark.parametrize("name", ["producer", "editor", "executive", "auditor", "local_authority"])
def test_owners_and_readers_invite_nobody(world: World, name: str) -> None:
    person: Person = getattr(world.cast, name)
    subject = "community" if name == "editor" else "producer"
    assert person.client.post(owners("invite", world, subject=subject), NAME).status_code == 403


def test_another_rows_person_is_not_there(world: World) -> None:
    posting, _address = invited(world)
    client = world.cast.department.client
    far = world.register.far.producer.pk
    for name in ("card", "link", "end"):
        assert client.get(reverse(f"owners:{name}", args=["producer", far, posting.pk])).status_code == 404
    assert client.get("/desk/owners/product/1/").status_code == 404


def test_no_pin_may_be_part_of_the_rows_own_number(world: World) -> None:
    numbers = queries.numbers_of(world.register.here.producer)
    assert numbers
    assert all(number.isdigit() for number in numbers)
    _posting, address = invited(world)
    tail = numbers[0][-6:]
    assert Client().post(address, {"pin": tail, "pin_again": tail}).status_code == 422


def test_the_list_costs_the_same_for_one_and_for_many(world: World, django_assert_max_num_queries: Any) -> None:
    for _ in range(6):
        invited(world)
    with django_assert_max_num_queries(14):
        assert world.cast.worker.client.get(owners("list", world)).status_code == 200
