"""Officers sign in by user name or e-mail, come back to where they were, and set up a second step."""

import re
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory

from withi.ground.people import actions as people
from withi.ground.people.access import posted
from withi.ground.people.models import User
from withi.ground.people.rules import Position
from withi.ground.people.tests.factory import PIN, phone

pytestmark = pytest.mark.django_db
PASSWORD = "ผ้าไหมมัดหมี่ลายต้นสน"
NEXT = "/desk/import/3/?page=2"


@pytest.fixture
def officer() -> User:
    user = get_user_model().objects.create_user(
        "dongkheng", PASSWORD, display_name="พัฒนากร (ตัวอย่าง)", email="worker@example.com"
    )
    assert isinstance(user, User)
    return user


@pytest.fixture(autouse=True)
def signing_out_leads_home(settings: Any) -> None:
    settings.ACCOUNT_LOGOUT_REDIRECT_URL = "/"


def sign_in(client: Client, login: str = "dongkheng", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("login", ["dongkheng", "worker@example.com", "WORKER@example.com", " dongkheng "])
def test_by_user_name_or_mail(officer: User, login: str) -> None:
    client = Client()
    response = sign_in(client, login)
    assert (response.status_code, response.url) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_in_english_one_stays_in_english(officer: User) -> None:
    response = Client().post("/en/accounts/login/", {"login": "dongkheng", "password": PASSWORD})
    assert response.headers["Location"] == "/en/desk/"


def test_next_is_kept_and_only_on_this_site(officer: User) -> None:
    client = Client()
    page = client.get("/accounts/login/", {"next": NEXT}).content.decode()
    assert f'name="next" value="{NEXT}"' in page
    assert sign_in(client, next=NEXT).url == NEXT
    assert sign_in(Client(), next="https://evil.example/").url == "/desk/"


def test_a_lost_session_leads_back(officer: User) -> None:
    response = Client().get("/desk/?x=1")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/desk/%3Fx%3D1"


@pytest.mark.parametrize(
    ("login", "said"), [("dongkheng", "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"), ("x@example.com", "อีเมลหรือรหัสผ่าน")]
)
def test_a_wrong_password_is_told_plainly(officer: User, login: str, said: str) -> None:
    response = sign_in(Client(), login, "wrong")
    assert response.status_code == 422
    assert said in response.content.decode()


def test_too_many_tries_must_wait(officer: User) -> None:
    answers = [sign_in(Client(), password="wrong").content.decode() for _ in range(11)]
    assert "ลองผิดหลายครั้งแล้ว" in answers[-1]
    assert "ลองผิดหลายครั้งแล้ว" in sign_in(Client()).content.decode()


def test_closed_and_demo_accounts_stay_outside(officer: User, settings: Any) -> None:
    User.objects.update(is_demo=True)
    settings.DEMO = False
    assert sign_in(Client()).status_code == 422
    settings.DEMO = True
    assert sign_in(Client()).status_code == 302
    User.objects.update(is_active=False)
    client = Client()
    assert sign_in(client).url == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_or_resets_by_himself() -> None:
    for path in ("signup/", "password/reset/", "email/", "social/", "3rdparty/"):
        assert Client().get(f"/accounts/{path}").status_code == 404


def test_signing_out_needs_a_click_and_forgets(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_password_is_changed_with_the_old_one(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    new = "เช้าวันเสาร์ตลาดเขียว"
    wrong = {"oldpassword": "x", "password1": "12345", "password2": "1"}
    page = client.post("/accounts/password/change/", wrong)
    assert page.status_code == 422
    text = page.content.decode()
    assert "รหัสผ่านปัจจุบัน" in text
    assert "สั้นเกินไป" in text
    right = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", right).status_code == 302
    assert sign_in(Client(), password=new).status_code == 302


def post(officer: User, area: str) -> None:
    people.post(
        actor=None,
        user=officer,
        position=Position.AUDITOR,
        area_code=area,
        valid_from=date(2020, 1, 1),
    )


@pytest.mark.parametrize("required", [True, "all"])
def test_where_it_is_asked_the_second_step_is_set_up_first(officer: User, settings: Any, required: Any) -> None:
    settings.REQUIRE_MFA = required
    post(officer, "40" if required is True else "4015")
    client = Client()
    sign_in(client)
    response = client.get("/desk/")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/2fa/")
    assert "ก่อนเริ่มงาน" in client.get("/accounts/2fa/").content.decode()
    page = client.get("/accounts/2fa/app/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)
    assert secret
    assert client.post("/accounts/2fa/app/activate/", {"code": "000000"}).status_code == 422
    done = client.post("/accounts/2fa/app/activate/", {"code": code_of(secret[1].replace(" ", ""))})
    assert done.headers["Location"] == "/accounts/2fa/codes/"
    codes = client.get("/accounts/2fa/codes/").content.decode()
    assert codes.count("<li><code") == 10
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/2fa/codes/download/").status_code == 200
    assert client.get("/desk/").status_code == 200


def test_a_district_may_work_with_the_password_alone(officer: User, settings: Any) -> None:
    settings.REQUIRE_MFA = True
    post(officer, "4015")
    client = Client()
    sign_in(client)
    assert client.get("/desk/").status_code == 200
    assert "ก่อนเริ่มงาน" not in client.get("/accounts/2fa/").content.decode()


def test_a_phone_with_its_pin_is_two_factors(settings: Any) -> None:
    settings.REQUIRE_MFA = "all"
    client, _device = phone()
    client.post("/accounts/pin/", {"pin": PIN})
    assert client.get("/desk/").status_code == 200


def test_signing_in_with_a_second_step(officer: User) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(officer, secret)
    RecoveryCodes.activate(officer)
    client = Client()
    assert sign_in(client, next=NEXT).url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 422
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).headers["Location"] == NEXT
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    other = Client()
    sign_in(other)
    assert other.post("/accounts/2fa/authenticate/", {"code": spare}).headers["Location"] == "/desk/"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path", ["login/", "password/change/", "2fa/", "2fa/app/activate/", "2fa/passkeys/add/", "logout/", "inactive/"]
)
def test_pages_hold_nothing_inline_and_one_language(officer: User, prefix: str, path: str) -> None:
    client = Client()
    if path != "login/":
        sign_in(client)
    page = client.get(f"{prefix}/accounts/{path}")
    assert page.status_code == 200
    text = re.sub(r"<(script|style)[^>]*src=[^>]*></\1>", "", page.content.decode())
    assert "<style" not in text
    assert "style=" not in text
    assert not re.search(r"<script(?![^>]*src=)", text)
    assert not re.search(r"\son[a-z]+=", text)
    shown = re.sub(r"<[^>]+>", " ", text.partition("<main ")[2].partition(">")[2])
    if prefix:
        assert not re.search("[ก-๙]", shown)
    else:
        assert not re.search("[A-Za-z]{4,}", re.sub("([A-Z2-7]{4} ){3,}", "", shown))


def test_a_form_sent_after_the_session_ended_is_kept(rf: RequestFactory) -> None:
    request = rf.post("/desk/products/new/", {"q": "<ผ้าไหม>"})
    request.user = AnonymousUser()
    page = posted(lambda request: HttpResponse("seen"))(request)
    assert isinstance(page, HttpResponse)
    assert page.status_code == 401
    text = page.content.decode()
    assert 'name="q" value="&lt;ผ้าไหม&gt;"' in text
    assert 'action="/desk/products/new/"' in text
    assert 'href="/accounts/login/?next=/desk/" target="_blank"' in text


def test_after_signing_in_elsewhere_the_kept_form_gets_a_new_token() -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/accounts/login/").context["csrf_token"]
    client.cookies["csrftoken"] = "x" * 32
    sent = {"csrfmiddlewaretoken": str(token), "q": "ผ้าไหม"}
    old = client.post("/desk/search/", sent, headers={"Origin": "http://testserver"})
    assert old.status_code == 403
    assert 'name="q" value="ผ้าไหม"' in old.content.decode()
    fresh = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', old.content.decode())
    assert fresh
    assert fresh[1] != sent["csrfmiddlewaretoken"]
    again = client.post(
        "/desk/search/", {**sent, "csrfmiddlewaretoken": fresh[1]}, headers={"Origin": "http://testserver"}
    )
    assert again.status_code == 405  # past the check; this very page takes no form


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_strange_sites_form_is_never_offered_again(origin: str) -> None:
    page = Client(enforce_csrf_checks=True).post("/desk/search/", {"q": "x"}, headers={"Origin": origin})
    assert page.status_code == 403
    assert 'name="q" value' not in page.content.decode()


def test_a_part_of_a_page_asks_the_whole_page_to_sign_in() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?x=1#y"}
    response = Client().get("/desk/search/", headers=headers)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/desk/%3Fx%3D1"
