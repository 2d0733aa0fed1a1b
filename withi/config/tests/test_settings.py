"""Settings are read strictly, listed truly, and safe where others reach the site."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks

from withi.config import checks, database, environment, mail

ROOT = Path(settings.BASE_DIR)
GUIDE = ROOT / "docs/how-to/settings.md"
READ_IN = ("withi/**/*.py", "tools/*.py", "Makefile", ".ci/run", "bench/**/*.py", "conftest.py")
VARIABLE = re.compile(r"WITHI_[A-Z][A-Z0-9_]*[A-Z0-9]")


def names_read() -> set[str]:
    files = {path for pattern in READ_IN for path in ROOT.glob(pattern) if "tests" not in path.parts}
    return {name for path in files for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def test_the_guide_lists_every_variable_and_no_other() -> None:
    listed = re.findall(r"^\| `(WITHI_\w+)`", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == names_read()


def test_production_settings_give_no_warning(tmp_path: Path) -> None:
    """In a process of its own, as an operator runs it, with nothing set but hosts and HTTPS."""
    tmp_path.chmod(0o700)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WITHI_")}
    given = {"WITHI_HTTPS": "1", "WITHI_HOSTS": "withi.example", "WITHI_VAR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env={**inherited, **given}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        ({"DEMO": True}, ["withi.W001"]),
        ({"REQUIRE_MFA": False}, ["withi.W002"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["withi.W003"]),
        ({"SITE_URL": "http://withi.example"}, ["withi.E002"]),
        ({"SITE_URL": "https://other.example"}, ["withi.E003"]),
        ({"SITE_URL": "withi"}, ["withi.E001"]),
        ({"PAGE_CACHE_BYTES": -1}, ["withi.E004"]),
        ({"EMAIL_FROM": "withi@withi.example"}, ["withi.E006"]),
        ({"EMAIL_SERVER": {"host": "localhost"}}, ["withi.E006"]),
    ],
)
def test_a_dangerous_setting_is_told(settings: Any, changed: dict[str, Any], told: list[str]) -> None:
    safe = {"HTTPS": True, "DEMO": False, "REQUIRE_MFA": True, "ALLOWED_HOSTS": ["withi.example"]}
    for name, value in {**safe, "SITE_URL": "https://withi.example", **changed}.items():
        setattr(settings, name, value)
    assert [message.id for message in [*checks.check_settings(), *checks.check_production()]] == told


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", {}),
        ("smtp://a%40b:p%3Aw@mail.example", ("mail.example", 587, "a@b", "p:w", False, True)),
        ("smtps://mail.example", ("mail.example", 465, "", "", True, False)),
        ("smtp://127.0.0.1:2525?tls=0", ("127.0.0.1", 2525, "", "", False, False)),
    ],
)
def test_the_mail_server_is_read_from_its_address(url: str, found: Any) -> None:
    names = ("host", "port", "username", "password", "use_ssl", "use_tls")
    assert mail.from_url(url) == (dict(zip(names, found, strict=True)) if found else {})


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_another_address_of_a_mail_server_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="WITHI_EMAIL_URL"):
        mail.from_url(url)


def test_open_keys_are_told(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path / "keys"
    settings.KEYS.mkdir(mode=0o700)
    (settings.KEYS / "secret_key").touch(mode=0o644)
    assert "withi.W004" in [message.id for message in checks.check_production()]


def test_an_unknown_kind_of_database_stops_the_start() -> None:
    with pytest.raises(ValueError, match="unknown kind of database"):
        database.from_url("mysql://x", Path("/v"), 5)


def test_the_settings_of_the_tests_are_in_order() -> None:
    assert [message for message in run_checks() if message.is_serious()] == []


@pytest.mark.parametrize(
    ("hosts", "https", "site"),
    [
        (["localhost", "127.0.0.1"], False, "http://localhost:8000"),
        (["withi.example"], True, "https://withi.example"),
        ([".withi.example"], True, "https://withi.example"),
        (["*"], False, "http://localhost:8000"),
    ],
)
def test_the_address_follows_the_hosts(hosts: list[str], https: bool, site: str) -> None:
    assert environment.site(hosts, https=https) == site


def test_yes_and_no_are_1_and_0(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, value in (("1", True), ("0", False), ("on", True), ("", False)):
        monkeypatch.setenv("WITHI_X", text)
        assert environment.flag("WITHI_X", default=False) is value
    monkeypatch.setenv("WITHI_X", "ja")
    with pytest.raises(ValueError, match="WITHI_X"):
        environment.flag("WITHI_X", default=False)


def test_a_secret_is_made_once_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WITHI_X", raising=False)
    file = tmp_path / "keys/secret"
    first = environment.secret("WITHI_X", file)
    assert len(first) > 60
    assert environment.secret("WITHI_X", file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("WITHI_X", "given")
    assert environment.secret("WITHI_X", file) == "given"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {"ENGINE": "django.db.backends.sqlite3", "NAME": "/v/withi.sqlite3"}),
        ("sqlite:////srv/w.sqlite3", {"NAME": "/srv/w.sqlite3"}),
        ("sqlite:///srv/w.sqlite3", {"NAME": "/srv/w.sqlite3"}),
        (
            "postgresql://u:p%40@db:5433/withi",
            {"USER": "u", "PASSWORD": "p@", "HOST": "db", "PORT": "5433", "NAME": "withi"},
        ),
        ("postgresql:///withi?host=/run/postgresql", {"HOST": "/run/postgresql", "PORT": "", "NAME": "withi"}),
        ("postgres://h/n?sslmode=require", {"HOST": "h", "CONN_MAX_AGE": 60}),
    ],
)
def test_a_database_from_one_url(url: str, expected: dict[str, Any]) -> None:
    found = database.from_url(url, Path("/v"), 5)
    assert {name: found[name] for name in expected} == expected


def test_both_databases_wait_as_long_for_a_lock() -> None:
    assert database.from_url("", Path("/v"), 2.5)["OPTIONS"]["timeout"] == 2.5
    assert "lock_timeout=2500" in database.from_url("postgresql:///w", Path("/v"), 2.5)["OPTIONS"]["options"]
    assert database.from_url("postgres://h/n?sslmode=require", Path("/v"), 5)["OPTIONS"]["sslmode"] == "require"


def test_processes_of_the_site_share_a_pool_and_others_do_not() -> None:
    server = database.from_url("postgresql:///w", Path("/v"), 5)
    assert "pool" not in server["OPTIONS"], "a pool does not live through a fork, so only wsgi.py makes one"
    assert server["CONN_MAX_AGE"] == 60
    found = {"default": server, "replica": database.replica("postgresql://s/w", server)}
    database.keep_pool(found, 8, 5)
    for each in found.values():
        assert each["CONN_MAX_AGE"] == 0
        assert each["OPTIONS"]["pool"]["max_size"] == 8
    assert found["default"]["OPTIONS"]["pool"]["timeout"] == 5
    assert found["replica"]["OPTIONS"]["pool"]["timeout"] == 2, "the primary can serve instead"


def test_no_pool_on_sqlite_or_where_none_is_wanted() -> None:
    file, server = database.from_url("", Path("/v"), 5), database.from_url("postgresql:///w", Path("/v"), 5)
    database.keep_pool({"default": file}, 8, 5)
    database.keep_pool({"default": server}, 0, 5)
    assert "pool" not in file["OPTIONS"]
    assert "pool" not in server["OPTIONS"]
    assert {file["CONN_MAX_AGE"], server["CONN_MAX_AGE"]} == {60}


def test_a_standby_is_read_only_and_given_up_quickly() -> None:
    server = database.from_url("postgresql:///w", Path("/v"), 5)
    options = database.replica("postgresql://s/w", server)["OPTIONS"]
    assert "default_transaction_read_only=on" in options["options"]
    assert "statement_timeout=5000" in options["options"]
    assert options["connect_timeout"] == 2


@pytest.mark.parametrize(("primary", "url"), [("", "postgresql://s/w"), ("postgresql:///w", "sqlite:///s")])
def test_only_postgresql_has_standbys(primary: str, url: str) -> None:
    with pytest.raises(ValueError, match="WITHI_REPLICA_URL"):
        database.replica(url, database.from_url(primary, Path("/v"), 5))


def test_a_process_of_the_site_maps_a_whole_file_and_leaves_a_server_alone(tmp_path: Path) -> None:
    file = database.sqlite(str(tmp_path / "data.sqlite3"), 5)
    server = database.postgresql("postgresql://localhost/withi", 5)
    before = str(server)
    database.map_whole({"default": file, "replica": server})
    with closing(sqlite3.connect(file["NAME"])) as opened:
        opened.executescript(file["OPTIONS"]["init_command"])
        (mapped,) = opened.execute("PRAGMA mmap_size").fetchone()
    assert str(server) == before
    assert mapped == database.MOST_MAPPED
