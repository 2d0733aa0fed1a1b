"""An installation is carried over to the other kind of database whole, or not at all."""

import fcntl
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import postgres
import psycopg
import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests import migrated
from tests.cast import World
from withi.config import checks, database
from withi.ground.backup import actions, moving, queries, tables
from withi.ground.backup.tests.factory import HALF, half_made
from withi.ground.people.models import User
from withi.ground.trail.models import TrailEntry
from withi.ground.vault import actions as vault
from withi.kit.problem import Problem
from withi.registers.producers.models import IDENTITY, Producer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(postgres.binaries() is None, reason=f"no PostgreSQL here: {postgres.INSTALL}"),
]

CITIZEN = "1101700230708"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a PostgreSQL: the one that the suite runs on, or one of our own."""
    url = os.environ.get("WITHI_DATABASE_URL", "")
    if url.startswith("postgres"):
        yield url.rpartition("/")[0]
        return
    with postgres.cluster() as own:
        yield own.rpartition("/")[0]


@pytest.fixture
def open_doors(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's tests may open databases that the settings name; a move opens one that they do not."""
    usually = BaseDatabaseWrapper.ensure_connection

    def ensure(wrapper: BaseDatabaseWrapper) -> None:
        if wrapper.alias != moving.TARGET:
            usually(wrapper)
        elif wrapper.connection is None:
            with wrapper.wrap_database_errors:
                wrapper.connect()

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", ensure)


@pytest.fixture
def other(server: str, open_doors: None, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the other kind than the suite's own."""
    if connection.vendor == "postgresql":
        yield f"sqlite:///{tmp_path / 'moved.sqlite3'}"
        return
    name = f"withi_moved_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as asked:
        asked.execute(f"create database {name}")
        yield f"{server}/{name}"
        asked.execute(f"drop database {name} with (force)")


def make_tables(url: str) -> None:
    """Migrate an empty database, as a site there would."""
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env=moving.environment(Path(site_settings.VAR), url),
        cwd=site_settings.BASE_DIR,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def with_tables(server: str) -> Iterator[str]:
    """The name of a database of the server whose tables are empty, for the others to be copied from."""
    name = f"withi_with_tables_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as asked:
        asked.execute(f"create database {name}")
        make_tables(f"{server}/{name}")
        yield name
        asked.execute(f"drop database {name} with (force)")


@pytest.fixture
def ready(request: pytest.FixtureRequest, server: str, other: str) -> str:
    """The other database with its tables made, all empty: what a move needs no more time for."""
    if connection.vendor == "postgresql":
        if not migrated.copy_file(Path(other.removeprefix("sqlite:///"))):
            make_tables(other)
        return other
    name, template = other.rpartition("/")[2], request.getfixturevalue("with_tables")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as asked:
        asked.execute(f"drop database {name}")
        asked.execute(f"create database {name} template {template}")
    return other


@pytest.fixture(autouse=True)
def own_place(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "var/files", tmp_path / "var"
    settings.MEDIA_ROOT.mkdir(parents=True)
    return Path(settings.VAR)


def sums(using: str = "default") -> dict[str, Any]:
    known = tables.models_at(tables.applied(using))
    return {table: tables.tally(model, using) for table, model in known.items()}


def moved(url: str) -> str:
    out = StringIO()
    call_command("move", to=url, stdout=out, skip_checks=True)
    return out.getvalue()


def there(url: str) -> Any:
    """The moved database, opened beside the suite's own."""
    target = database.from_url(url, Path(site_settings.VAR), 5)
    return moving._connected(target)


@pytest.mark.parametrize("name", [name for _, name in HALF])
def test_tables_whose_making_was_killed_are_made_again(name: str, other: str, own_place: Path) -> None:
    assert half_made(other, own_place, name).returncode == 9
    done = half_made(other, own_place)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert json.loads(done.stdout)[0] == HALF


@pytest.mark.django_db(transaction=True)
def test_every_row_id_and_sealed_number_arrives(world: World, other: str, own_place: Path) -> None:
    gone = User.objects.create_user("gone", None, display_name="ผู้ที่ลบแล้ว (ตัวอย่าง)")
    highest = gone.pk
    gone.delete()
    producer = world.register.here.producer
    Producer.objects.filter(pk=producer.pk).update(id_sealed=vault.seal(IDENTITY, producer.key, CITIZEN))
    told, here = moved(other), sums()
    for table, (rows, total) in here.items():
        assert f"{table:<32} {rows:>12,}  = {total[:16]}" in told
    assert TrailEntry.objects.get(verb="backup.move").note == queries.place(database.from_url(other, own_place, 5))
    with there(other):
        assert sums(moving.TARGET) == here
        arrived = Producer.objects.using(moving.TARGET).get(pk=producer.pk)
        assert vault.open_sealed(IDENTITY, arrived.key, arrived.id_sealed) == CITIZEN
        new = User.objects.db_manager(moving.TARGET).create_user("new", None, display_name="คนใหม่ (ตัวอย่าง)")
        assert new.pk > highest
        connections[moving.TARGET].check_constraints()  # keys between tables are there, and hold
    assert producer.name_th in page(other, f"/search/?q={producer.name_th}")


def page(url: str, path: str) -> str:
    """What a site on that database answers."""
    script = (
        "import django; django.setup()\nfrom django.test import Client\nimport sys\n"
        "answer = Client(SERVER_NAME='localhost').get(sys.argv[1])\nassert answer.status_code == 200, answer\n"
        "sys.stdout.buffer.write(answer.content)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path],
        env=moving.environment(Path(site_settings.VAR), url),
        cwd=site_settings.BASE_DIR,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_one_kind_comes_back_on_the_other(world: World, other: str, own_place: Path) -> None:
    run = actions.make(target=own_place.parent / "out")
    here = sums()
    place = own_place.parent / "elsewhere"
    place.mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "restore", str(Path(run.folder) / run.file), "--ask"],
        env=moving.environment(place, other) | {"WITHI_DEBUG": ""},  # as an operator has it: static files by manifest
        cwd=site_settings.BASE_DIR,
        check=True,
        capture_output=True,
    )
    with there(other):
        arrived = sums(moving.TARGET)
    told_since = {"backup_run", "trail_entry"}
    assert {name: found for name, found in arrived.items() if name not in told_since} == {
        name: found for name, found in here.items() if name not in told_since
    }


# --- refused -------------------------------------------------------------------------------------


def refused(url: str) -> str:
    """The rule that refuses the move; then nothing may have changed here."""
    before = TrailEntry.objects.count()
    with pytest.raises(Problem) as found:
        moving.move(url=url, target=database.from_url(url, Path(site_settings.VAR), 5), say=lambda *_: None)
    assert TrailEntry.objects.count() == before
    assert queries.moved_away() is None
    return found.value.code


@pytest.mark.django_db(transaction=True)
def test_a_target_that_holds_anything_is_refused(ready: str) -> None:
    with there(ready):
        User.objects.db_manager(moving.TARGET).create_user("one", None, display_name="หนึ่ง (ตัวอย่าง)")
    assert refused(ready) == "move.not_empty"
    with there(ready):
        assert User.objects.using(moving.TARGET).get().display_name == "หนึ่ง (ตัวอย่าง)"


@pytest.mark.django_db(transaction=True)
def test_strangers_tables_are_refused(other: str) -> None:
    with there(other), connections[moving.TARGET].cursor() as cursor:
        cursor.execute("create table stranger (id integer)")
    assert refused(other) == "move.not_empty"


@pytest.mark.django_db(transaction=True)
def test_a_row_that_does_not_fit_takes_everything_back(other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of it is loaded when a table differs; the target is as empty as before, and may be tried again."""
    User.objects.create_user("one", None, display_name="หนึ่ง (ตัวอย่าง)")
    real = tables.load

    def short(model: Any, given: Any, using: str = "default") -> None:
        lines = list(given)
        real(model, lines[:-1] if model._meta.db_table == "people_user" else lines, using)

    with monkeypatch.context() as patched:
        patched.setattr(tables, "load", short)
        assert refused(other) == "move.differs"
    with there(other):
        assert tables.filled(tables.models_at(tables.applied()), moving.TARGET) == []
    assert "people_user" in moved(other)


@pytest.mark.skipif(
    os.environ.get("WITHI_DATABASE_URL", "").startswith("postgres"), reason="only SQLite holds what the other refuses"
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("held", "place", "why"),
    [("หนึ่ง\0", "people_user", "NUL"), ("ก" * 121, "people_user.display_name", "too long")],
)
def test_a_row_that_postgresql_refuses_is_named(ready: str, settings: Any, held: str, place: str, why: str) -> None:
    """SQLite keeps what no form lets in; the target is as empty as before, and takes all once that row is mended."""
    User.objects.create_user("one", None, display_name="หนึ่ง (ตัวอย่าง)")
    row = User.objects.create_user("two", None, display_name="สอง (ตัวอย่าง)")
    User.objects.create_user("three", None, display_name="สาม (ตัวอย่าง)")
    User.objects.filter(pk=row.pk).update(display_name=held)
    target = database.from_url(ready, Path(settings.VAR), 5)
    with pytest.raises(Problem) as found:
        moving.move(url=ready, target=target, say=lambda *_: None)
    assert found.value.code == "move.row"
    told = found.value.message("en")
    assert f"row {row.pk} of {place} (" in told
    assert why in told
    User.objects.filter(pk=row.pk).update(display_name="สอง (ตัวอย่าง)")
    assert "people_user" in moved(ready)


@pytest.mark.django_db(transaction=True)
def test_the_database_in_use_is_no_target() -> None:
    known = connection.settings_dict
    with pytest.raises(Problem) as found:
        moving.move(url="", target=known, say=lambda *_: None)
    assert found.value.code == "move.same"


@pytest.mark.django_db(transaction=True)
def test_a_source_that_does_not_answer_is_told_from_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "ensure_connection", gone)
        with pytest.raises(Problem) as found:
            moving.move(url="", target={}, say=lambda *_: None)
    assert found.value.code == "move.no_source"
    assert "connection refused" in found.value.message("th")


@pytest.mark.django_db(transaction=True)
def test_a_letterless_database_is_refused(server: str, open_doors: None) -> None:
    """The default of many a server: Thai letters would count for no letters, and nobody would be told."""
    name = f"withi_letterless_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as asked:
        asked.execute(f"create database {name} encoding 'UTF8' locale 'C' template template0")
        try:
            assert refused(f"{server}/{name}") == "move.locale"
        finally:
            asked.execute(f"drop database {name} with (force)")


@pytest.mark.django_db(transaction=True)
def test_refused_while_a_site_runs_and_a_site_while_it_moves(other: str, own_place: Path) -> None:
    with moving.in_use(), moving.in_use():  # a site and its worker
        assert refused(other) == "move.in_use"
    with moving.alone(), pytest.raises(CommandError, match="being moved"):
        call_command("worker")
    with (own_place / moving.LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody holds it any more


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_to_the_source_meanwhile(ready: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second connection, as a program beside the site has one, finds every table closed to writers."""
    found: list[str] = []

    def write() -> None:
        beside = connections.create_connection("default")
        with closing(beside), beside.cursor() as cursor:
            cursor.execute("set lock_timeout = 200" if beside.vendor == "postgresql" else "pragma busy_timeout=200")
            with pytest.raises(OperationalError, match="lock") as told:
                cursor.execute("delete from people_user")
        found.append(type(told.value).__name__)

    User.objects.create_user("one", None, display_name="หนึ่ง (ตัวอย่าง)")
    real = tables.clear

    def clear(*given: Any) -> None:
        write()
        real(*given)

    monkeypatch.setattr(tables, "clear", clear)
    moved(ready)
    assert found


# --- afterwards ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_old_place_is_refused_afterwards(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who forgets to change the setting is told at the next start, not after a day of writing."""
    assert checks.check_place() == []
    moving._mark("postgresql://db:5432/withi")
    (told,) = checks.check_place()
    assert told.id == "withi.E007"
    assert "postgresql://db:5432/withi" in str(told.msg)
    here = queries.place(connection.settings_dict)
    with monkeypatch.context() as away:
        away.setattr(queries, "place", lambda _: "postgresql://db:5432/withi")
        assert checks.check_place() == []
        moving._mark(here)  # and back again
        assert [message.id for message in checks.check_place()] == ["withi.E007"]
    assert checks.check_place() == []
