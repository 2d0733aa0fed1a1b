"""A link lets one phone in, once; its PIN opens the account from then on, and an officer shuts it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.register import Register
from withi.ground.people import actions
from withi.ground.people.access import DEVICE_COOKIE
from withi.ground.people.models import Device, Invitation, Posting, SignInTries, User
from withi.ground.people.tests.factory import PIN, invitation, owner_posting, phone, sign_in
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem

pytestmark = pytest.mark.django_db
CHOSEN = {"pin": PIN, "pin_again": PIN}


# --- the link ------------------------------------------------------------------------------------


def test_looking_tells_what_it_is_and_uses_nothing_up() -> None:
    made, address = invitation()
    previews = {"User-Agent": "facebookexternalhit/1.1;line-poker/1.0"}
    assert [Client().get(address, headers=previews).status_code for _ in range(3)] == [200] * 3
    page = Client().get(address)
    text = page.content.decode()
    assert "ยินดีต้อนรับ<br>นางบัวผัน (ตัวอย่าง)" in text
    assert "กลุ่มทอผ้าบ้านดงเค็ง" in text
    assert "no-store" in page.headers["Cache-Control"]
    assert 'name="robots" content="noindex' in text
    assert DEVICE_COOKIE not in page.cookies
    made.refresh_from_db()
    assert made.is_open(timezone.now())


def test_choosing_a_pin_lets_this_phone_in_and_nobody_after() -> None:
    made, address = invitation()
    client = Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537"})
    response = client.post(address, CHOSEN)
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    cookie = response.cookies[DEVICE_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 90 * 86_400)
    device = Device.objects.get()
    assert (device.user, device.label) == (made.posting.user, "Android · Chrome")
    assert client.session["_auth_user_id"] == str(device.user_id)
    for method in ("get", "post"):
        late = getattr(Client(), method)(address, CHOSEN if method == "post" else None)
        assert late.status_code == 410
        assert "พัฒนากร" in late.content.decode()
    assert Device.objects.count() == 1
    assert not Invitation.objects.exclude(not_pins="").exists()


def test_neither_link_nor_cookie_nor_pin_can_be_read_from_the_tables() -> None:
    _made, address = invitation()
    response = Client().post(address, CHOSEN)
    device, token = Device.objects.get(), response.cookies[DEVICE_COOKIE].value
    kept = str(Device.objects.values_list().get()) + str(Invitation.objects.values_list().get())
    assert token not in kept
    assert address.split("/")[-2] not in kept
    assert not check_password(PIN, device.pin)
    assert check_password(f"{token}:{PIN}", device.pin)


def expire(made: Invitation) -> None:
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def withdraw(made: Invitation) -> None:
    actions.withdraw_invitation(actor=None, invitation=made)


def end_posting(made: Invitation) -> None:
    actions.end_posting(actor=None, posting=made.posting, last_day=timezone.localdate())


def close(made: Invitation) -> None:
    actions.close_account(actor=None, user=made.posting.user, last_day=timezone.localdate())


def replace(made: Invitation) -> None:
    actions.invite(actor=None, posting=made.posting, about="x")


@pytest.mark.parametrize("over", [expire, withdraw, end_posting, close, replace])
def test_a_link_that_is_over_lets_nobody_in(over: Any) -> None:
    made, address = invitation()
    over(made)
    assert Client().get(address).status_code == 410
    assert Client().post(address, CHOSEN).status_code == 410
    assert not Device.objects.exists()


def test_the_moment_between_looking_and_choosing_counts() -> None:
    made, _address = invitation()
    withdraw(made)
    with pytest.raises(Problem, match=r"invitation\.over"):
        actions.accept(invitation=made, pin=PIN)
    with pytest.raises(Problem, match=r"invitation\.over"):
        actions.withdraw_invitation(actor=None, invitation=made)


def test_a_link_nobody_made_is_not_there() -> None:
    for token in ("0" * 32, "x", "ก" * 40):
        assert Client().get(f"/accounts/in/{token}/").status_code == 404
        assert Client().post(f"/accounts/in/{token}/", CHOSEN).status_code == 404
    assert Client().put(invitation()[1]).status_code == 405


@pytest.mark.parametrize(
    ("pin", "again", "said"),
    [
        ("123456", "123456", "เดาง่าย"),
        ("250615", "250615", "วันเดือนปี"),
        ("345678", "345678", "เดาง่าย"),
        ("812345", "812345", "เบอร์โทร"),
        ("40291", "40291", "6 หลัก"),
        (PIN, "402918", "ไม่ตรงกัน"),
        ("", "", "กรุณากรอกช่องนี้"),
    ],
)
def test_a_bad_pin_is_refused_and_the_link_stays_good(pin: str, again: str, said: str) -> None:
    made, address = invitation()
    page = Client().post(address, {"pin": pin, "pin_again": again})
    assert page.status_code == 422
    assert said in page.content.decode()
    made.refresh_from_db()
    assert made.is_open(timezone.now())
    assert not TrailEntry.objects.filter(note__contains=PIN).exists()


def test_thai_digits_are_digits() -> None:
    _made, address = invitation()
    assert Client().post(address, {"pin": "๔๐๒๙๑๗", "pin_again": "๔๐๒๙๑๗"}).status_code == 302


def test_an_officer_who_looks_is_told_whose_link_it_is() -> None:
    _made, address = invitation()
    officer = User.objects.create_user("worker", "x", display_name="พัฒนากร (ตัวอย่าง)")
    client = sign_in(Client(), officer)
    assert "เครื่องนี้เข้าระบบอยู่ในชื่อ พัฒนากร (ตัวอย่าง)" in client.get(address).content.decode()
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_a_link_made_with_another_secret_is_told() -> None:
    made, _address = invitation()
    made.token_hash = "0" * 64
    with pytest.raises(Problem, match=r"invitation\.other_key"):
        actions.token_of(made)


def test_on_her_own_phone_the_link_goes_on_being_the_way_in() -> None:
    _made, address = invitation()
    client = Client()
    client.post(address, CHOSEN)
    assert client.get(address).headers["Location"] == "/desk/"
    token = client.cookies[DEVICE_COOKIE].value
    client.logout()
    client.cookies[DEVICE_COOKIE] = token
    assert client.get(address).headers["Location"] == "/accounts/pin/"
    other, _device = phone()
    assert other.get(address).status_code == 410


# --- the PIN -------------------------------------------------------------------------------------


def test_a_lost_session_asks_for_the_pin_and_leads_back() -> None:
    client, device = phone()
    first = client.get("/desk/?x=1", follow=True)
    assert first.redirect_chain[-1][0] == "/accounts/pin/?next=%2Fdesk%2F%3Fx%3D1"
    assert str(device.user) in first.content.decode()
    response = client.post("/accounts/pin/", {"pin": PIN, "next": "/desk/?x=1"})
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/?x=1")
    assert client.get("/accounts/login/?password=1").status_code == 302
    other, _ = phone()
    assert other.post("/accounts/pin/", {"pin": PIN, "next": "https://evil.example/"}).headers["Location"] == "/desk/"


def test_a_form_asks_a_phone_for_its_pin_and_anyone_else_for_the_password(register: Register, cast: Cast) -> None:
    """In the dialog of a form whose session ended, with the name of who types for its owner."""
    client, device = phone()
    producer = register.here.producer
    Posting.objects.filter(user=device.user).update(subject_id=producer.pk, area_code=producer.area_code)
    client.post("/accounts/pin/", {"pin": PIN, "helper": "นุช"})
    url = reverse("producers:edit", args=[producer.pk])
    page = client.get(url).content.decode()
    assert 'data-action="/accounts/pin/" data-field="pin" data-name="helper" data-value="นุช"' in page
    assert 'data-field="password"' not in page
    page = cast.worker.client.get(url).content.decode()
    assert f'data-field="password" data-name="login" data-value="{cast.worker.account.username}"' in page
    assert "/accounts/pin/" not in page


def test_other_ways_in_stay_open_on_a_phone() -> None:
    client, _device = phone()
    assert client.get("/accounts/login/").headers["Location"] == "/accounts/pin/"
    assert client.get("/accounts/login/?password=1").status_code == 200


def test_without_the_phone_there_is_no_pin_page() -> None:
    for client in (Client(), Client()):
        client.cookies[DEVICE_COOKIE] = "x" * 43
        assert client.get("/accounts/pin/").headers["Location"].startswith("/accounts/login/")
        assert client.post("/accounts/pin/", {"pin": PIN}).headers["Location"].startswith("/accounts/login/")
        assert client.post("/accounts/pin/again/", {"pin": PIN}).headers["Location"].startswith("/accounts/login/")


def test_ten_wrong_pins_an_hour_and_no_other_phone_suffers() -> None:
    client, device = phone()
    other, _ = phone()
    told = [client.post("/accounts/pin/", {"pin": "771203"}) for _ in range(10)]
    assert {page.status_code for page in told} == {422}
    for pin in ("771203", PIN):
        page = client.post("/accounts/pin/", {"pin": pin})
        assert page.status_code == 429
        assert "60 นาที" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert other.post("/accounts/pin/", {"pin": PIN}).status_code == 302
    device.refresh_from_db()
    assert device.wrong == 10


def test_a_phone_with_too_many_wrong_pins_in_a_row_is_closed() -> None:
    client, device = phone()
    Device.objects.filter(pk=device.pk).update(wrong=29)
    assert client.post("/accounts/pin/", {"pin": "771203"}).status_code == 403
    assert client.get("/accounts/pin/").headers["Location"].startswith("/accounts/login/")
    fresh, other = phone()
    Device.objects.filter(pk=other.pk).update(wrong=29)
    assert fresh.post("/accounts/pin/", {"pin": PIN}).status_code == 302
    other.refresh_from_db()
    assert other.wrong == 0


def test_ninety_days_without_use_end_it_and_use_renews_them() -> None:
    client, device = phone()
    soon = timezone.now() + timedelta(days=1)
    Device.objects.filter(pk=device.pk).update(expires_at=soon)
    response = client.post("/accounts/pin/", {"pin": PIN})
    assert response.cookies[DEVICE_COOKIE]["max-age"] == 90 * 86_400
    device.refresh_from_db()
    assert device.expires_at > soon + timedelta(days=80)
    Device.objects.update(expires_at=timezone.now())
    assert client.post("/accounts/pin/", {"pin": PIN}).headers["Location"].startswith("/accounts/login/")


def test_a_shut_phone_is_out_at_once() -> None:
    client, device = phone()
    client.post("/accounts/pin/", {"pin": PIN})
    assert client.get("/accounts/2fa/").status_code == 200
    posting = Posting.objects.get(user=device.user)
    assert actions.end_devices(actor=None, posting=posting, seen="passport") == 1
    assert client.get("/accounts/2fa/").status_code == 302
    assert client.post("/accounts/pin/", {"pin": PIN}).headers["Location"].startswith("/accounts/login/")
    assert TrailEntry.objects.filter(verb="people.end_devices", note="passport").count() == 1


def test_a_closed_account_and_a_demo_account_outside_the_demo_stay_out(settings: Any) -> None:
    client, device = phone()
    User.objects.filter(pk=device.user_id).update(is_demo=True)
    settings.DEMO = False
    assert client.get("/accounts/pin/").status_code == 302
    settings.DEMO = True
    assert client.get("/accounts/pin/").status_code == 200
    User.objects.filter(pk=device.user_id).update(is_active=False)
    assert client.get("/accounts/pin/").status_code == 302


# --- who types -----------------------------------------------------------------------------------


def test_who_types_stands_in_every_line_of_the_trail() -> None:
    client, device = phone()
    SocialAccount.objects.create(user=device.user, provider="line", uid="U1")
    client.post("/accounts/pin/", {"pin": PIN, "helper": "หลานสาว ด.ญ.ใบบัว"})
    assert client.get("/accounts/2fa/").status_code == 200
    client.post(f"/accounts/outside/{SocialAccount.objects.get().pk}/part/")
    entry = TrailEntry.objects.get(verb="people.part_way")
    assert (entry.actor_id, entry.helper) == (device.user_id, "หลานสาว ด.ญ.ใบบัว")
    again = Client()
    again.cookies[DEVICE_COOKIE] = client.cookies[DEVICE_COOKIE].value
    assert 'value="หลานสาว ด.ญ.ใบบัว"' in again.get("/accounts/pin/").content.decode()


def test_the_invitation_may_name_the_helper() -> None:
    made = actions.invite(actor=None, posting=owner_posting(), about="x", helper="ลูกสาว")
    address = f"/accounts/in/{actions.token_of(made)}/"
    assert 'value="ลูกสาว"' in Client().get(address).content.decode()
    Client().post(address, {**CHOSEN, "helper": "ลูกสาว"})
    assert TrailEntry.objects.get(verb="people.accept").helper == "ลูกสาว"


# --- once more before something dangerous --------------------------------------------------------


def stale(client: Client) -> None:
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 601
    session.save()


def test_the_pin_is_asked_again_and_then_what_was_sent_goes_on() -> None:
    client, device = phone()
    joined = SocialAccount.objects.create(user=device.user, provider="line", uid="U1")
    client.post("/accounts/pin/", {"pin": PIN})
    stale(client)
    url = f"/accounts/outside/{joined.pk}/part/"
    asked = client.post(url)
    assert asked.headers["Location"] == f"/accounts/pin/again/?next=%2Faccounts%2Foutside%2F{joined.pk}%2Fpart%2F"
    assert SocialAccount.objects.exists()
    page = client.get(asked.headers["Location"])
    wanted = re.search(r'name="next" value="([^"]+)"', page.content.decode())
    assert wanted
    assert client.post("/accounts/pin/again/", {"pin": "771203", "next": wanted[1]}).status_code == 422
    assert SocialAccount.objects.exists()
    assert client.post("/accounts/pin/again/", {"pin": PIN, "next": wanted[1]}).headers["Location"] == "/accounts/2fa/"
    assert not SocialAccount.objects.exists()


def test_an_officer_is_asked_for_the_password() -> None:
    user = User.objects.create_user("worker", "x" * 20, display_name="พัฒนากร (ตัวอย่าง)")
    joined = SocialAccount.objects.create(user=user, provider="line", uid="U1")
    client = sign_in(Client(), user, ago=601)
    asked = client.post(f"/accounts/outside/{joined.pk}/part/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    sent = {"password": "x" * 20, "next": f"/accounts/outside/{joined.pk}/part/"}
    assert client.post("/accounts/reauthenticate/", sent).headers["Location"] == "/accounts/2fa/"
    assert not SocialAccount.objects.exists()


def test_who_has_nothing_to_prove_it_with_signs_in_anew() -> None:
    user = owner_posting().user
    joined = SocialAccount.objects.create(user=user, provider="line", uid="U1")
    client = sign_in(Client(), user, ago=601)
    assert client.post(f"/accounts/outside/{joined.pk}/part/").status_code == 403
    assert SocialAccount.objects.exists()


def test_anothers_joined_account_is_not_there() -> None:
    client, _device = phone()
    client.post("/accounts/pin/", {"pin": PIN})
    joined = SocialAccount.objects.create(user=owner_posting().user, provider="line", uid="U1")
    assert client.post(f"/accounts/outside/{joined.pk}/part/").status_code == 404
    assert client.get(f"/accounts/outside/{joined.pk}/part/").status_code == 405


def test_a_right_pin_leaves_no_try_behind() -> None:
    client, _device = phone()
    client.post("/accounts/pin/", {"pin": "771203"})
    client.post("/accounts/pin/", {"pin": PIN})
    assert {len(row.failed) for row in SignInTries.objects.all()} == {1}


@pytest.mark.parametrize(
    "odd",
    [
        "\x00",
        "<script>alert(1)</script>",
        "9" * 5_000,
        "ก" * 5_000,
        "\u202e",
        "-1",
        "{}",
        '{"id":"x","rawId":"eA","type":"public-key","response":{}}',
    ],
)
def test_odd_words_at_a_door_break_nothing(odd: str) -> None:
    _made, address = invitation()
    client, _device = phone()
    for path, sent in (
        (address, {"pin": odd, "pin_again": odd}),
        (address, {"pin": odd[:6], "pin_again": "402918", "helper": odd}),
        ("/accounts/pin/", {"pin": odd, "helper": odd, "next": odd}),
        ("/accounts/2fa/passkeys/login/", {"credential": odd}),
    ):
        answer = client.post(path, sent)
        assert answer.status_code < 500
        assert "<script>alert" not in answer.content.decode()
    assert Device.objects.count() == 1
