"""Guessing is slow, nobody shuts another out, and a name that there is not answers like one that there is."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from withi.ground.people import actions, rules
from withi.ground.people.models import SignInTries, User
from withi.kit.problem import Problem

PASSWORD = "ผ้าไหมมัดหมี่ลายต้นสน"
OFTEN = 5
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def officer(db: None, settings: Any) -> User:
    settings.REQUIRE_MFA = False
    return User.objects.create_user("dongkheng", PASSWORD, display_name="พัฒนากร", email="worker@example.com")


def sign_in(login: str = "dongkheng", password: str = PASSWORD, address: str = HOME) -> Any:
    return Client(REMOTE_ADDR=address).post("/accounts/login/", {"login": login, "password": password})


def test_ten_tries_an_hour_for_an_account_from_one_address(officer: User) -> None:
    for turn in range(10):
        login = "dongkheng" if turn % 2 else "WORKER@example.com"
        assert "ไม่ถูกต้อง" in sign_in(login, "wrong").content.decode()
    for password in ("wrong", PASSWORD):
        page = sign_in(password=password)
        assert page.status_code == 422
        assert "ลองผิดหลายครั้งแล้ว กรุณารอ 60 นาที" in page.content.decode()
    assert sign_in(address=ELSEWHERE).status_code == 302


def test_an_hour_later_it_is_forgotten(officer: User) -> None:
    for _ in range(10):
        sign_in(password="wrong")
    for row in SignInTries.objects.all():
        row.failed = [at - rules.HOUR for at in row.failed]
        row.save()
    assert sign_in().status_code == 302


def crowd(tries: int) -> None:
    """What was tried often just now was tried so many times: the pause after it is the longest."""
    for row in SignInTries.objects.all():
        if len(row.failed) > OFTEN:
            row.failed = [time.time()] * tries
            row.save()


def test_others_elsewhere_do_not_shut_her_out_where_she_is_known(officer: User) -> None:
    assert sign_in().status_code == 302
    for turn in range(OFTEN + 1):
        sign_in(password="wrong", address=f"198.51.100.{turn}")
    crowd(rules.ACCOUNT_TRIES + 10)
    assert "กรุณารอ" in sign_in(address=ELSEWHERE).content.decode()
    assert sign_in().status_code == 302


def test_an_address_that_tries_many_accounts_is_slowed_for_strangers_only(officer: User) -> None:
    assert sign_in().status_code == 302
    for turn in range(OFTEN + 1):
        sign_in(f"someone{turn}", "wrong")
    crowd(rules.ADDRESS_TRIES + 10)
    other = User.objects.create_user("other", PASSWORD, display_name="อื่น")
    assert "กรุณารอ" in sign_in(other.username).content.decode()
    assert sign_in().status_code == 302


def test_the_second_step_counts_too(officer: User) -> None:
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    client = Client(REMOTE_ADDR=HOME)
    client.post("/accounts/login/", {"login": "dongkheng", "password": PASSWORD})
    pages = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode() for _ in range(11)]
    assert "ลองผิดหลายครั้งแล้ว" in pages[-1]
    assert not any("ลองผิดหลายครั้งแล้ว" in page for page in pages[:10])


class Counted(MD5PasswordHasher):
    """Counts how often a password is made into a hash."""

    calls = 0

    def encode(self, password: str, salt: str) -> str:
        Counted.calls += 1
        return str(super().encode(password, salt))


@pytest.fixture
def counted(settings: Any) -> type[Counted]:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    return Counted


NAMES = {
    "known": "dongkheng",
    "unknown": "nobody",
    "known mail": "worker@example.com",
    "unknown mail": "nobody@example.com",
    "by link only": "owner",
    "closed": "closed",
}


def answer_for(login: str) -> tuple[int, int, int, str]:
    """Status, how many hashes, how many queries, and the words, without the name itself."""
    Counted.calls = 0
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = sign_in(login, "wrong")
    words = page.content.decode().partition("<main")[2].replace(login, "").replace("อีเมล", "ชื่อผู้ใช้")
    return page.status_code, Counted.calls, len(asked), re.sub(r'value="\w{64}"', "", words)


def test_unknown_and_known_names_answer_alike(officer: User, counted: type[Counted]) -> None:
    officer.set_password(PASSWORD)
    officer.save()
    User.objects.create_user("owner", None, display_name="ป้า")
    User.objects.create_user("closed", PASSWORD, display_name="ปิด", is_active=False)
    sign_in("warm", "up")
    found = {kind: answer_for(login) for kind, login in NAMES.items()}
    by_name = {found[kind] for kind in ("known", "unknown", "by link only", "closed")}
    by_mail = {found[kind][:2] for kind in ("known mail", "unknown mail")}
    assert len(by_name) == 1, {kind: each[:3] for kind, each in found.items()}
    assert len(by_mail) == 1
    assert {each[1] for each in found.values()} == {1}


def test_guests_pages_never_touch_the_tries(client: Client, officer: User) -> None:
    for page in ("/", "/communities/", "/accounts/login/"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        assert not [query for query in asked if "people_sign_in_tries" in query["sql"]]


def test_the_table_names_nobody_and_is_swept(officer: User) -> None:
    sign_in(password="wrong")
    kept = str(list(SignInTries.objects.values_list()))
    assert "dongkheng" not in kept
    assert HOME not in kept
    SignInTries.objects.update(keep_until=timezone.now() - timedelta(days=1))
    old = set(SignInTries.objects.values_list("pk", flat=True))
    sign_in(address=ELSEWHERE)
    assert len(old & set(SignInTries.objects.values_list("pk", flat=True))) == 1  # the account's own goes on


# --- the rule itself -----------------------------------------------------------------------------


@given(st.lists(st.floats(0, 20_000), max_size=80))
def test_never_more_than_ten_in_any_hour(moments: list[float]) -> None:
    taken: list[float] = []
    for now in sorted(moments):
        if not rules.wait_of_pair(taken, now):
            taken = [*rules.recent(taken, now), now]
            assert len([at for at in taken if now - rules.HOUR < at]) <= rules.PAIR_TRIES


def test_a_try_that_waited_for_the_lock_counts_those_that_overtook_it() -> None:
    overtaken = [100.0 + turn for turn in range(rules.PAIR_TRIES)]
    assert rules.wait_of_pair(overtaken, 99.0) > 0


def test_a_wait_is_long_enough_and_a_pause_never_longer_than_a_minute() -> None:
    taken = [float(second) for second in range(10)]
    wait = rules.wait_of_pair(taken, 10)
    assert rules.wait_of_pair(taken, 10 + wait) == 0
    many = [float(second) for second in range(200)]
    assert 1 <= rules.wait_of_many(many, 199, 50) <= rules.LONGEST_WAIT + 1
    assert rules.wait_of_many(many, 199 + rules.LONGEST_WAIT, 50) == 0
    assert rules.wait_of_many(many[:49], 49, 50) == 0


@pytest.mark.django_db
def test_a_right_try_after_wrong_ones_takes_back_only_itself() -> None:
    for _ in range(9):
        actions.begin_try(account="user 1", address=HOME)
    actions.end_try(attempt=actions.begin_try(account="user 1", address=HOME))
    actions.begin_try(account="user 1", address=HOME)
    with pytest.raises(Problem, match=r"tries\.wait"):
        actions.begin_try(account="user 1", address=HOME)
    actions.begin_try(account="user 1", address=ELSEWHERE)
