"""People who are signed in, invited, or hold a phone: for tests."""

import time
from datetime import date

from django.test import Client

from withi.ground.people import actions
from withi.ground.people.access import DEVICE_COOKIE
from withi.ground.people.models import Device, Invitation, Posting, User
from withi.ground.people.rules import Position

PIN = "402917"


def sign_in(client: Client, user: User, *, ago: float = 0) -> Client:
    """A session as after typing the password just now (or `ago` seconds ago): for ten minutes nothing asks again."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def owner_posting(name: str = "นางบัวผัน (ตัวอย่าง)", subject: tuple[str, int] = ("producer", 7)) -> Posting:
    """An account without password, posted to one row."""
    user = User.objects.create_user(f"owner-{User.objects.count()}", None, display_name=name)
    position = {"producer": Position.PRODUCER, "community": Position.COMMUNITY_EDITOR}[subject[0]]
    return Posting.objects.create(
        user=user,
        position=position.value,
        area_code="40150808",
        valid_from=date(2020, 1, 1),
        subject_kind=subject[0],
        subject_id=subject[1],
    )


def invitation(posting: Posting | None = None) -> tuple[Invitation, str]:
    """A link that waits, and its address."""
    made = actions.invite(
        actor=None, posting=posting or owner_posting(), about="กลุ่มทอผ้าบ้านดงเค็ง", numbers=["0812345678"]
    )
    return made, f"/accounts/in/{actions.token_of(made)}/"


def phone(pin: str = PIN) -> tuple[Client, Device]:
    """A browser that is somebody's phone: the session has ended, the cookie is there."""
    made, _address = invitation()
    device, token = actions.accept(invitation=made, pin=pin, label="Android · Chrome")
    client = Client()
    client.cookies[DEVICE_COOKIE] = token
    return client, device
