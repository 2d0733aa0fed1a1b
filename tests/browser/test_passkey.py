"""An officer's passkey on a phone, made and used in Chromium with an authenticator that the browser itself plays."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.player import PHONE, Player
from tests.cast import PASSWORD, Cast
from withi.ground.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "มือถือของฉัน"
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A phone that knows its owner's finger."""


class Phone(Player):
    """One tab on a phone, whose authenticator the test can ask and tell."""

    def __init__(self, browser: Browser, site: str) -> None:
        super().__init__(browser, site, PHONE)
        self.line = self.context.new_cdp_session(self.page)
        self.line.send("WebAuthn.enable")
        self.device = {
            "authenticatorId": self.line.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})[
                "authenticatorId"
            ]
        }

    def keys(self) -> list[dict[str, Any]]:
        """The passkeys it holds."""
        return list(self.line.send("WebAuthn.getCredentials", self.device)["credentials"])

    def finger(self, *, is_known: bool) -> None:
        self.line.send("WebAuthn.setUserVerified", {**self.device, "isUserVerified": is_known})

    def press(self, words: str) -> None:
        self.page.click(f"main :is(a, button):has-text('{words}')")

    def enrol(self, login: str) -> None:
        """In by password; led to the second step, she makes a passkey."""
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button.main")
        self.page.wait_for_url("**/accounts/2fa/")
        self.looks()
        self.press("เพิ่มพาสคีย์")
        self.page.wait_for_url("**/passkeys/add/")
        self.looks()
        self.page.fill("input[name=name]", NAME)
        self.page.click("main form button.main")
        self.page.wait_for_url(lambda url: not url.endswith("/add/"))
        self.looks()

    def sign_out(self) -> None:
        self.open("/accounts/logout/")
        self.looks()
        self.page.click("main form button.main")
        self.page.wait_for_load_state()
        self.open("/accounts/login/")


@pytest.fixture
def officer(cast: Cast) -> User:
    user = cast.province_chief.account
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, officer: User, settings: Any) -> Phone:
    settings.REQUIRE_MFA = True
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    held = Phone(browser, live_server.url)
    held.enrol(officer.username)
    return held


def test_a_passkey_alone_opens_the_desk(phone: Phone, officer: User) -> None:
    (kept,) = Authenticator.objects.filter(user=officer, type=Authenticator.Type.WEBAUTHN)
    assert kept.wrap().name == NAME
    (key,) = phone.keys()
    assert (key["rpId"], key["isResidentCredential"]) == ("localhost", True)
    phone.sign_out()
    phone.looks()
    phone.press("เข้าระบบด้วยพาสคีย์")
    phone.page.wait_for_url("**/desk/")
    phone.looks()
    phone.open("/accounts/2fa/")
    expect(phone.page.locator("main")).to_contain_text(NAME)
    assert phone.keys()[0]["signCount"] > key["signCount"]


def test_an_unknown_finger_opens_nothing_and_is_told_so(phone: Phone) -> None:
    phone.sign_out()
    phone.finger(is_known=False)
    phone.press("เข้าระบบด้วยพาสคีย์")
    expect(phone.page.locator("[data-told]")).to_be_visible()
    phone.looks()
    phone.open("/desk/")
    assert "/accounts/login/" in phone.page.url


def test_a_passkey_that_was_taken_away_opens_nothing(phone: Phone, officer: User) -> None:
    phone.sign_out()
    Authenticator.objects.filter(user=officer, type=Authenticator.Type.WEBAUTHN).delete()
    phone.press("เข้าระบบด้วยพาสคีย์")
    expect(phone.page.locator("#told")).to_contain_text("ใช้พาสคีย์ไม่สำเร็จ")
    phone.looks()
    phone.open("/desk/")
    assert "/accounts/login/" in phone.page.url
