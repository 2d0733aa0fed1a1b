"""The security pages say what is true: every test they name exists, every requirement of level 1 stands there once."""

import ast
import io
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, World
from tests.pages import bytes_of
from withi.config import settings as written
from withi.ground.people.access import DEVICE_COOKIE
from withi.ground.people.tests.factory import PIN, invitation
from withi.kit.tests import sheet_files as files

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "docs/security.md", ROOT / "docs/security-asvs.md"]
NAMED = re.compile(r"`((?:tests|withi)/[\w/]+\.py)(?:::(\w+))?`")
STATES = {"met", "partly", "not met", "not applicable", "operator"}
LEVEL_1 = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1
3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1
6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1
10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1
15.3.1
""".split()  # noqa: SIM905 - seventy numbers read better so


@cache
def names_in(path: Path) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def missing(text: str) -> list[str]:
    """Tests that a page names and that there are not."""
    named = NAMED.findall(text)
    return [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists() or (name and name not in names_in(ROOT / file))
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_named_test_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) > 20
    assert missing(text) == []


def test_a_test_that_there_is_not_would_be_found() -> None:
    assert missing("`tests/test_security_pages.py::test_nothing` `tests/nowhere.py`") == [
        "tests/test_security_pages.py::test_nothing",
        "tests/nowhere.py::",
    ]


def rows_of(heading: str) -> list[list[str]]:
    """The rows of a table of the standard."""
    part = PAGES[1].read_text(encoding="utf-8").partition(f"## {heading}")[2].partition("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| V")
    ]


def test_all_of_level_1_stand_there_once_each_with_its_state() -> None:
    rows = rows_of("Level 1")
    assert [row[0].removeprefix("V") for row in rows] == LEVEL_1
    assert len(LEVEL_1) == 70
    assert {row[2] for row in rows} <= STATES
    assert [row[0] for row in rows if not row[3]] == []


def test_what_is_met_has_a_test_or_a_reason() -> None:
    without = {row[0] for row in rows_of("Level 1") if row[2] == "met" and not row[4]}
    assert without == {"V15.1.1"}


# --- what the pages say of signing in -------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("short-word", False),
        ("123456789012345", False),
        ("passwordpassword", True),
        ("password1234", False),
        ("แม่น้ำชีไหลผ่านบ้าน", True),
        ("  spaces count here  ", True),
        ("x" * 63 + "Y", True),
    ],
)
def test_the_rules_of_passwords(password: str, taken: bool) -> None:
    try:
        validate_password(password)
        found = True
    except ValidationError:
        found = False
    assert found == taken


def test_passwords_are_kept_by_a_slow_hash() -> None:
    assert written.PASSWORD_HASHERS[0].endswith("ScryptPasswordHasher")


@pytest.mark.django_db
def test_the_password_field_hides_and_takes_a_pasted_word(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    assert 'type="password"' in field
    assert "autocomplete" in field
    assert "onpaste" not in page


def test_signing_in_makes_a_new_session_and_signing_out_ends_it(world: World) -> None:
    client, name = Client(), settings.SESSION_COOKIE_NAME
    seen = []
    for _ in range(2):
        client.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
        seen.append(client.cookies[name].value)
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
        assert client.get("/desk/").status_code == 200
        client.post(reverse("account_logout"))
        stolen = Client()
        stolen.cookies[name] = seen[-1]
        assert stolen.get("/desk/").status_code == 302
    assert len(set(seen)) == 2
    assert all(len(value) == 32 for value in seen)


def test_signing_out_tells_the_browser_to_forget(world: World) -> None:
    """Pages and what was typed; not the cookies, of which a phone's PIN needs one. Looking forgets nothing."""
    client = world.cast.worker.client
    assert "Clear-Site-Data" not in client.get(reverse("account_logout")).headers
    assert "Clear-Site-Data" not in client.get("/desk/").headers
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_session_ends_after_half_a_day() -> None:
    assert settings.SESSION_COOKIE_AGE == 12 * 3600
    assert not settings.SESSION_SAVE_EVERY_REQUEST


def test_behind_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    asked = "import django; django.setup(); from django.conf import settings as s; print("
    asked += "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "withi.config.settings", "WITHI_HTTPS": "1", "WITHI_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True"]


@pytest.mark.django_db
def test_behind_https_a_message_waits_in_a_bound_cookie_and_is_gone_when_told(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client.post("/accounts/2fa/passkeys/login/", {"credential": "{}"}, secure=True)
    assert [name for name in client.cookies if "messages" in name] == ["__Host-messages"]
    waiting = client.cookies["__Host-messages"]
    assert (waiting["secure"], waiting["path"], waiting["domain"], waiting["httponly"]) == (True, "/", "", True)
    page = client.get("/accounts/login/", secure=True).content.decode()
    assert 'class="note bad"' in page
    gone = client.cookies["__Host-messages"]
    assert (gone.value, gone["max-age"], gone["secure"]) == ("", 0, True)


@pytest.mark.django_db
def test_behind_https_a_phones_cookie_is_bound_to_the_host(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    _made, address = invitation()
    answer = client.post(address, {"pin": PIN, "pin_again": PIN}, secure=True)
    kept = answer.cookies[f"__Host-{DEVICE_COOKIE}"]
    assert (kept["secure"], kept["path"], kept["domain"], kept["httponly"]) == (True, "/", "", True)
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    assert client.post("/accounts/pin/", {"pin": PIN}, secure=True).status_code == 302


# --- what they say of the rest -----------------------------------------------------------------------


HIDDEN = """
.git/config .env var/keys/secret_key static/../var/keys/secret_key manage.py withi/config/settings.py static/
static/%2e%2e/manage.py files/uploads/ requirements/base.txt static/..%2fpyproject.toml
""".split()  # noqa: SIM905 - paths read better so


@pytest.mark.django_db
@pytest.mark.parametrize("path", HIDDEN)
def test_the_repository_and_its_secrets_are_not_served(client: Client, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404


def test_sensitive_fields_are_sent_in_bodies_only(world: World) -> None:
    client, producer = world.cast.worker.client, world.register.here.producer
    for name in ("producers:identity", "producers:edit"):
        page = client.get(reverse(name, args=[producer.pk])).content.decode()
        forms = [
            form
            for form in re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL)
            if "number" in form or "phones" in form
        ]
        assert forms
        assert all('method="post"' in form.lower() for form in forms)
    assert client.get(reverse("producers:reveal", args=[producer.pk])).status_code == 405


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "node.txt"])
def test_every_locked_package_has_its_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9].*==.*$(?:\n {4}.*)*", text, re.MULTILINE)
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_a_sheet_brings_no_file_of_the_server(world: World, tmp_path: Path) -> None:
    """An entity that names a file of the server stays unread, whether the sheet is refused or not."""
    secret = tmp_path / "secret"
    secret.write_text("zz-secret-of-the-server", encoding="utf-8")
    sheet = files.xlsx(files.xml_rows([["ชื่อผลิตภัณฑ์", "อำเภอ"], ["ENTITY", "หนองสองห้อง"]]))
    with zipfile.ZipFile(io.BytesIO(sheet)) as archive:
        parts: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
    parts[name] = doctype + parts[name].replace(b"ENTITY", b"&e;")
    client = world.cast.worker.client
    sent = SimpleUploadedFile("รายการ.xlsx", files.zipped(parts))
    answer = client.post("/desk/import/", {"kind": "products", "file": sent})
    pages = (
        [answer]
        if answer.status_code != 302
        else [client.get(answer.headers["Location"]), client.get(f"{answer.headers['Location']}report/")]
    )
    assert not [page for page in pages if b"zz-secret" in bytes_of(page)]
