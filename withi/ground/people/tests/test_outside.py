"""ThaID and LINE open accounts that were invited, and no others; an identity is believed only when all of it is right.

ThaID is played by a small identity provider on this machine: discovery, authorization, token, keys. The gate outwards
leads `id.example` to it, and LINE's own host where LINE is played.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection
from django.test import Client

from withi.config import outside
from withi.ground.people import actions
from withi.ground.people.models import Posting, User
from withi.ground.people.tests.factory import owner_posting, sign_in
from withi.ground.trail.models import TrailEntry
from withi.ground.web.tests.factory import stand_in
from withi.kit.problem import Problem

pytestmark = pytest.mark.django_db
CITIZEN = "1101700230708"
LOGIN, CALLBACK = "/accounts/oidc/thaid/login/", "/accounts/oidc/thaid/login/callback/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ISSUER = "https://id.example"
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Thaid:
    """What the provider will say of whoever signs in there; `lies` are claims or a key that are not right."""

    issuer: str = ISSUER
    keys_at: str = f"{ISSUER}/keys"
    person: dict[str, str] = field(default_factory=lambda: {"sub": "thaid-1", "pid": CITIZEN})
    lies: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)

    def token(self) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": "withi",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked.get("nonce", ""),
            **self.person,
        }
        lies = dict(self.lies)
        key, algorithm, kid = lies.pop("key", KEY), lies.pop("algorithm", "RS256"), lies.pop("kid", "one")
        claims |= lies
        told = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(told, key, algorithm=algorithm, headers={"kid": kid})

    def answer(self, path: str) -> dict[str, Any]:
        self.paths.append(path)
        if path.startswith("/.well-known/"):
            names = ("authorization", "token", "userinfo")
            return {
                "issuer": self.issuer,
                "jwks_uri": self.keys_at,
                **{f"{name}_endpoint": f"{self.issuer}/{name}" for name in names},
            }
        if path.startswith("/keys"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.token()}


@contextmanager
def answering(answer: Callable[[str], dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server of this machine that answers every path with JSON, in the place of every public host."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nothing to standard error."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    stand_in(monkeypatch, server.server_port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def thaid(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Thaid]:
    provider = Thaid()
    app = {"provider_id": "thaid", "name": "ThaID", "client_id": "withi", "secret": "s"}
    told = {"server_url": provider.issuer, "scope": ["openid", "pid"]}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app | {"settings": told}], "OAUTH_PKCE_ENABLED": True}
    }
    settings.OUTSIDE_SIGN_IN = ("thaid",)
    settings.OUTBOUND_HOSTS = outside.hosts(settings.SOCIALACCOUNT_PROVIDERS)
    settings.REQUIRE_MFA = False
    with answering(provider.answer, monkeypatch):
        yield provider
    connection.close_if_unusable_or_obsolete()


def go(thaid: Thaid, client: Client | None = None, **form: str) -> Any:
    """Press the button, sign in at the provider, come back."""
    client = client or Client()
    away = client.post(LOGIN, {"process": "login", **form})
    assert away.status_code == 302
    assert away.headers["Location"].startswith(f"{thaid.issuer}/authorization?")
    thaid.asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["Location"]).query).items()}
    return client.get(CALLBACK, {"code": "c", "state": thaid.asked["state"]})


def invited(citizen: str = CITIZEN) -> User:
    return actions.add_account(
        actor=None, username="noi", display_name="ป้าน้อย (ตัวอย่าง)", password=None, citizen=citizen
    )


def test_who_was_invited_with_this_number_is_let_in_and_known_from_then_on(thaid: Thaid) -> None:
    user = invited()
    client = Client()
    assert go(thaid, client).headers["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(user.pk)
    joined = SocialAccount.objects.get()
    assert (joined.user_id, joined.extra_data) == (user.pk, {})
    assert "thaid-1" not in joined.uid
    assert TrailEntry.objects.filter(verb="people.join_way", note="thaid", actor_id=user.pk).count() == 1
    thaid.person.pop("pid")
    again = Client()
    assert go(thaid, again).headers["Location"] == "/desk/"
    assert SocialAccount.objects.count() == 1


def test_what_is_asked_for_is_bound_to_this_browser(thaid: Thaid) -> None:
    invited()
    go(thaid)
    assert thaid.asked["response_type"] == "code"
    assert thaid.asked["code_challenge_method"] == "S256"
    assert sorted(thaid.asked["scope"].split()) == ["openid", "pid"]
    assert len(thaid.asked["nonce"]) >= 32


@pytest.mark.parametrize("person", [{"pid": "1101700207366"}, {"pid": ""}, {"pid": "x"}, {"pid": "0" * 13}])
def test_nobody_signs_up_by_himself(thaid: Thaid, person: dict[str, str]) -> None:
    invited()
    thaid.person |= person
    client = Client()
    page = go(thaid, client)
    assert page.status_code == 403
    assert "ยังไม่มีบัญชี" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


LIES: dict[str, dict[str, Any]] = {
    "issuer": {"iss": "https://evil.example"},
    "audience": {"aud": "another"},
    "nonce": {"nonce": "x" * 32},
    "no nonce": {"nonce": None},
    "signature": {"key": OTHER_KEY},
    "no signature": {"key": None, "algorithm": "none"},
    "signed with what everyone knows": {"key": "s" * 32, "algorithm": "HS256"},
    "unknown key": {"kid": "two"},
    "past": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_an_identity_that_is_not_wholly_right_is_refused(thaid: Thaid, lie: str) -> None:
    invited()
    thaid.lies = LIES[lie]
    client = Client()
    page = go(thaid, client)
    assert page.status_code == 401
    assert "ยืนยันตัวตนกับผู้ให้บริการไม่สำเร็จ" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_an_answer_counts_once_and_only_in_its_own_browser(thaid: Thaid) -> None:
    invited()
    client = Client()
    go(thaid, client)
    again = {"code": "c", "state": thaid.asked["state"]}
    client.logout()
    for browser in (client, Client()):
        assert browser.get(CALLBACK, again).status_code == 401
        assert "_auth_user_id" not in browser.session


def test_a_token_of_an_earlier_sign_in_is_refused(thaid: Thaid) -> None:
    invited()
    go(thaid)
    thaid.lies = {"nonce": thaid.asked["nonce"]}
    assert go(thaid).status_code == 401


def test_whoever_stops_there_is_back_at_the_sign_in_page(thaid: Thaid) -> None:
    client = Client()
    client.post(LOGIN, {"process": "login"})
    state = next(iter(client.session["socialaccount_states"]))
    assert client.get(CALLBACK, {"error": "access_denied", "state": state}).headers["Location"] == "/accounts/login/"


def test_everything_that_is_asked_of_it_goes_by_the_gate(thaid: Thaid, settings: Any) -> None:
    invited()
    go(thaid)
    assert {path.partition("?")[0] for path in thaid.paths} == {"/.well-known/openid-configuration", "/token", "/keys"}
    thaid.paths.clear()
    settings.OUTBOUND_HOSTS = ["elsewhere.example"]
    page = Client().post(LOGIN, {"process": "login"})
    assert page.status_code == 503
    assert "ติดต่อผู้ให้บริการยืนยันตัวตนไม่ได้" in page.content.decode()
    assert thaid.paths == []


def test_keys_on_a_host_that_nobody_named_are_not_fetched(thaid: Thaid) -> None:
    invited()
    thaid.keys_at = "https://keys.example/keys"
    assert go(thaid).status_code == 401
    assert not [path for path in thaid.paths if "keys" in path]


def test_joining_first_needs_no_number(thaid: Thaid) -> None:
    user = owner_posting().user
    client = sign_in(Client(), user)
    assert "ผูกกับ ThaID" in client.get("/accounts/2fa/").content.decode()
    assert go(thaid, client, process="connect").headers["Location"] == "/accounts/outside/"
    assert SocialAccount.objects.get().user_id == user.pk
    other = Client()
    assert go(thaid, other).headers["Location"] == "/desk/"
    assert other.session["_auth_user_id"] == str(user.pk)


def test_joining_asks_again_who_it_is(thaid: Thaid) -> None:
    user = User.objects.create_user("worker", "x" * 20, display_name="พัฒนากร")
    client = sign_in(Client(), user, ago=601)
    assert client.post(LOGIN, {"process": "connect"}).headers["Location"].startswith("/accounts/reauthenticate/")


def test_a_closed_account_and_a_demo_account_stay_out(thaid: Thaid, settings: Any) -> None:
    user = invited()
    go(thaid)
    User.objects.update(is_demo=True)
    assert go(thaid).status_code == 403
    User.objects.update(is_demo=False, is_active=False)
    client = Client()
    assert go(thaid, client).headers["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session
    assert user.is_active


def test_one_number_belongs_to_one_account() -> None:
    invited()
    with pytest.raises(Problem, match=r"account\.citizen_taken"):
        actions.add_account(actor=None, username="two", display_name="ข", password=None, citizen=CITIZEN)
    assert CITIZEN not in str(list(User.objects.values_list())) + str(list(TrailEntry.objects.values_list()))
    assert not Posting.objects.exists()


def test_where_nothing_is_configured_there_are_no_buttons_and_no_doors(settings: Any) -> None:
    settings.OUTSIDE_SIGN_IN = ()
    page = Client().get("/accounts/login/").content.decode()
    assert "LINE" not in page
    assert "ThaID" not in page
    for path in ("line/login/", "oidc/thaid/login/"):
        assert Client().post(f"/accounts/{path}").status_code == 404
        assert Client().get(f"/accounts/{path}callback/").status_code == 404
        assert Client().get(f"/accounts/{path}").status_code in (404, 405)


def test_line_leads_to_line(settings: Any) -> None:
    app = {"client_id": "123", "secret": "s"}
    settings.SOCIALACCOUNT_PROVIDERS = {"line": {"APPS": [app], "SCOPE": ["profile"]}}
    settings.OUTSIDE_SIGN_IN = ("line",)
    assert "เข้าระบบด้วย LINE" in Client().get("/accounts/login/").content.decode()
    away = Client().post("/accounts/line/login/", {"process": "login"})
    assert away.headers["Location"].startswith("https://access.line.me/oauth2/v2.1/authorize?client_id=123")


@pytest.fixture
def line(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths that LINE was asked for."""
    asked: list[str] = []

    def answer(path: str) -> dict[str, Any]:
        asked.append(path)
        return {"access_token": "x", "expires_in": 60, "userId": "line-1", "displayName": "Noi"}

    settings.SOCIALACCOUNT_PROVIDERS = {"line": {"APPS": [{"client_id": "1", "secret": "s"}], "SCOPE": ["profile"]}}
    settings.OUTSIDE_SIGN_IN = ("line",)
    settings.OUTBOUND_HOSTS = outside.hosts(settings.SOCIALACCOUNT_PROVIDERS)
    settings.REQUIRE_MFA = False
    with answering(answer, monkeypatch):
        yield asked


def come_back(client: Client) -> Any:
    """Press the button, sign in at LINE, come back."""
    client.post("/accounts/line/login/", {"process": "login"})
    state = next(iter(client.session["socialaccount_states"]))
    return client.get("/accounts/line/login/callback/", {"code": "c", "state": state})


def test_line_lets_in_who_joined_it_and_is_asked_by_the_gate(line: list[str]) -> None:
    user, client = owner_posting().user, Client()
    SocialAccount.objects.create(user=user, provider="line", uid="line-1")
    assert come_back(client).headers["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert line == ["/oauth2/v2.1/token", "/v2/profile"]


def test_line_is_not_asked_where_the_gate_does_not_name_it(line: list[str], settings: Any) -> None:
    SocialAccount.objects.create(user=owner_posting().user, provider="line", uid="line-1")
    settings.OUTBOUND_HOSTS = ["line.me"]
    client = Client()
    assert come_back(client).status_code == 401
    assert "_auth_user_id" not in client.session
    assert line == []


def test_the_settings_say_which_and_where_forms_may_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outside.providers() == {}
    monkeypatch.setenv("WITHI_LINE_CHANNEL_ID", "123")
    with pytest.raises(ValueError, match="WITHI_LINE_CHANNEL_SECRET is missing"):
        outside.providers()
    monkeypatch.setenv("WITHI_LINE_CHANNEL_SECRET", "s")
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"WITHI_THAID_{name}", "https://id.example/path")
    found = outside.providers()
    assert outside.names(found) == ("thaid", "line")
    assert outside.sites(found) == ["https://access.line.me", "https://id.example"]
    assert outside.hosts(found) == ["api.line.me", "id.example"]
