"""`withi account`, `withi doctor` and `withi serve` say what they do in plain words."""

import os
import re
import socket
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from withi.config import cli
from withi.config.cli import usage
from withi.ground.backup import queries as backup
from withi.ground.management.commands import doctor, serve
from withi.ground.people.models import Posting, User
from withi.ground.people.queries import scope_of
from withi.ground.people.rules import Ability
from withi.ground.people.tests.factory import PIN, owner_posting
from withi.ground.trail.models import TrailEntry
from withi.kit.paper import faces

pytestmark = pytest.mark.django_db


def said(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def add(*more: str) -> str:
    return said("account", "add", "dongkheng", "--position", "district_worker", "--area", "4015", *more)


def test_an_account_with_its_posting_and_a_password_shown_once() -> None:
    told = add("--name", "พัฒนากร (ตัวอย่าง)", "--until", "30 ก.ย. 2599")
    password = told.strip().rpartition(" ")[2]
    user = User.objects.get()
    assert authenticate(None, username="dongkheng", password=password) == user
    assert user.display_name == "พัฒนากร (ตัวอย่าง)"
    assert scope_of(user).areas(Ability.ENTER) == ("4015",)
    assert Posting.objects.get().valid_until is not None
    assert set(TrailEntry.objects.values_list("verb", flat=True)) == {"people.add_account", "people.post"}
    assert password not in said("account", "list")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "x", "--position", "auditor", "--area", "401"], "401"),
        (["add", "x", "--position", "auditor", "--until", "31 ก.พ. 2569"], "ไม่มีวันที่"),
        (["password", "nobody"], "ไม่มีบัญชี"),
        (["close", "nobody"], "ไม่มีบัญชี"),
    ],
)
def test_nonsense_is_refused_and_leaves_nothing(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        said("account", *arguments)
    assert not User.objects.exists()


def test_accounts_are_listed_by_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    add()
    User.objects.create_user("second", None, display_name="คนที่สอง")
    with django_assert_num_queries(2):
        listed = said("account", "list")
    assert [line.split(":")[0] for line in listed.splitlines() if not line.startswith(" ")] == ["dongkheng", "second"]
    assert "district_worker 4015" in listed


def test_a_name_is_taken_once() -> None:
    add()
    with pytest.raises(CommandError, match="อยู่แล้ว"):
        add()


def test_a_new_password_and_a_closed_account() -> None:
    add()
    password = said("account", "password", "dongkheng").strip().rpartition(" ")[2]
    assert authenticate(None, username="dongkheng", password=password)
    assert "dongkheng" in said("account", "list")
    said("account", "close", "dongkheng")
    assert authenticate(None, username="dongkheng", password=password) is None
    assert scope_of(User.objects.get()).grants == ()
    assert "ปิด" in said("account", "list")


def doctor_says(lang: str = "th") -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("doctor", lang=lang, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(ended.code or 0)
    return out.getvalue(), 0


@pytest.fixture
def healthy(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Everything built and migrated, as far as the tests' own database cannot say."""
    settings.VAR, settings.DEMO, settings.REQUIRE_MFA = tmp_path, False, True
    settings.ALLOWED_HOSTS = ["localhost"]
    monkeypatch.setattr(doctor, "pending_migrations", list)
    monkeypatch.setattr(doctor, "static_is_old", lambda: False)
    monkeypatch.setattr(doctor, "catalogue_is_old", lambda: False)
    monkeypatch.setattr(doctor, "PROVINCES", 0)


@pytest.mark.usefixtures("healthy")
def test_a_healthy_house_has_nothing_to_mend() -> None:
    told, code = doctor_says()
    assert (code, "ไม่พบสิ่งที่ต้องแก้" in told) == (0, True), told
    assert doctor_says("en")[0].endswith("nothing to mend\n")


@pytest.mark.usefixtures("healthy")
def test_the_doctor_says_what_to_do(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "pending_migrations", lambda: ["ground.0002_more"])
    monkeypatch.setattr(doctor, "static_is_old", lambda: True)
    monkeypatch.setattr(doctor, "FREE_BYTES", 10**18)
    monkeypatch.setattr(doctor, "catalogue_is_old", lambda: True)
    settings.DEMO = settings.HTTPS = True
    settings.KEYS = tmp_path / "keys"
    (tmp_path / "keys").mkdir(mode=0o755)
    told, code = doctor_says("en")
    assert code == 1
    for words in (
        "ground.0002_more",
        "withi migrate",
        "withi collectstatic",
        "messages.py compile",
        "demo mode is on",
        "chmod go=",
        "left on the disk",
    ):
        assert words in told


@pytest.mark.usefixtures("healthy")
def test_a_folder_that_cannot_be_written_is_told(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.VAR = tmp_path / "file" / "var"
    told, code = doctor_says("en")
    assert code == 1
    assert "cannot write" in told


@pytest.mark.usefixtures("healthy")
def test_what_paper_lacks_is_told(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.EMBLEMS = str(tmp_path)
    (tmp_path / "00.svg").write_text("no picture", encoding="utf-8")
    assert "emblems that are no pictures: 00.svg" in doctor_says("en")[0]
    settings.EMBLEMS = str(tmp_path / "nowhere")
    assert "there is no folder" in doctor_says("en")[0]
    monkeypatch.setattr(faces, "FOLDER", tmp_path)
    told, code = doctor_says("en")
    assert code == 1
    assert "nothing can be printed, for want of Withi Text Thai" in told


def test_serve_refuses_an_old_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "pending_migrations", lambda: ["ground.0002_more"])
    monkeypatch.setattr(serve, "refuse_taken", lambda host, port: None)
    with pytest.raises(CommandError, match="withi migrate"):
        call_command("serve")


def test_serve_says_that_its_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="--port"):
        call_command("serve", port=taken.getsockname()[1])


def test_serve_builds_static_files_and_tells_the_demo_accounts(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.STATIC_ROOT, settings.DEMO = tmp_path, True
    calls: list[str] = []
    monkeypatch.setattr(serve, "pending_migrations", list)
    monkeypatch.setattr(serve, "refuse_taken", lambda host, port: None)
    monkeypatch.setattr(serve, "refresh_static", lambda: calls.append("static"))
    monkeypatch.setattr(serve, "call_command", lambda name, **options: calls.append(name))
    monkeypatch.setattr(serve.Command, "serve", lambda self, options: calls.append(f"port {options['port']}"))
    said("serve", port=8765)
    assert calls == ["static", "demo", "port 8765"]
    settings.DEMO = False
    said("serve")
    assert calls.count("demo") == 1


def test_static_files_are_old_when_a_source_is_newer(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    assert serve.static_is_old()
    (tmp_path / "staticfiles.json").touch()
    assert not serve.static_is_old()
    os.utime(tmp_path / "staticfiles.json", (0, 0))
    assert serve.static_is_old()


def test_the_words_are_those_that_work() -> None:
    told = usage()
    for word in ("withi serve", "withi account", "withi doctor", "withi migrate"):
        assert word in told


def breaks(_argv: list[str]) -> None:
    raise OperationalError("no such table: people_user")


@pytest.mark.parametrize(("pending", "ends"), [(["ground.0002_more"], SystemExit), ([], OperationalError)])
def test_what_breaks_on_an_old_database_says_so(
    monkeypatch: pytest.MonkeyPatch, pending: list[str], ends: type[BaseException]
) -> None:
    monkeypatch.setattr(cli, "execute_from_command_line", breaks)
    monkeypatch.setattr(serve, "pending_migrations", lambda: pending)
    with pytest.raises(ends, match="withi migrate" if pending else "no such table"):
        cli.main(["demo"])


def test_areas_are_loaded_by_one_word() -> None:
    first, again = said("areas"), said("areas")
    assert "ใหม่ 0" not in first
    assert "ใหม่ 0 เปลี่ยน 0" in again


def test_a_link_and_shutting_phones_from_the_command_line() -> None:
    posting = owner_posting()
    name = posting.user.username
    link = re.search(r"/accounts/in/\w{32}/", said("account", "link", name))
    assert link
    phone = Client()
    assert phone.post(link[0], {"pin": PIN, "pin_again": PIN}).status_code == 302
    assert "1 เครื่อง" in said("account", "shut", name)
    assert phone.get("/accounts/2fa/").status_code == 302
    add()
    with pytest.raises(CommandError, match="looks after no record"):
        said("account", "link", "dongkheng")


@pytest.mark.parametrize(
    ("pool", "allowed", "found"),
    [(8, 97, "ok"), (8, 20, "ok"), (8, 19, "bad"), (4, 97, "note"), (0, 97, "ok"), (0, 30, "bad")],
)
def test_the_doctor_counts_connections(
    monkeypatch: pytest.MonkeyPatch, settings: Any, pool: int, allowed: int, found: str
) -> None:
    """Two processes of eight threads and a worker: 20 with a pool, 36 where each thread keeps its own."""
    monkeypatch.setattr(doctor, "connection", SimpleNamespace(vendor="postgresql"))
    monkeypatch.setattr(doctor, "connections_allowed", lambda: allowed)
    settings.WORKERS, settings.THREADS, settings.BODIES_AT_ONCE, settings.POOL = 2, 8, 8, pool
    assert [finding.level for finding in doctor.pool()] == [found]


def test_the_doctor_reads_the_limits_of_the_server() -> None:
    if connection.vendor == "postgresql":
        assert doctor.connections_allowed() > 0
    else:
        assert list(doctor.pool()) == []


def test_the_doctor_tells_of_a_letterless_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "asked", lambda query: "UTF8" if "show" in query else 0)
    monkeypatch.setattr(backup, "locale_trouble", lambda: "LC_CTYPE C")
    assert [finding.level for finding in doctor.postgresql()] == ["ok", "bad"]
    monkeypatch.setattr(backup, "locale_trouble", lambda: "")
    assert [finding.level for finding in doctor.postgresql()] == ["ok"]
