"""The world put back is the world acted out: every table of the database, every file, and what comes after it."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from tests import kept
from tests.cast import World, act
from tests.places import AREAS, FIRST_ID, HERE, IDENTITIES, VILLAGES
from withi.faces.exchange.models import ExchangeItem
from withi.ground.backup.tables import given_ids
from withi.ground.notices.models import Notice
from withi.ground.people.models import User
from withi.ground.places.models import Area
from withi.ground.vault import actions as vault
from withi.registers.producers.models import IDENTITY, Producer
from withi.registers.products.models import Product

LEAST_TABLES = 30
"""That the world writes to with ids of their own; there are more."""
AHEAD = 40
"""More people than play."""


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone after."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def put_back(folder: Path) -> tuple[World, kept.Kept, kept.Contents]:
    """The world acted out, as it lay then in the database, and gone from there again."""
    empty = kept.contents()
    with undone():
        world, there = kept.take(act, folder)
        acted = kept.contents()
    assert there is not None
    assert kept.contents() == empty
    return world, there, acted


def rows_of(contents: kept.Contents) -> dict[str, int]:
    return {table: rows.count(b"\n") if isinstance(rows, bytes) else len(rows) for table, rows in contents.items()}


def lines_of(rows: Any) -> list[Any]:
    """PostgreSQL puts a row wherever its pages have room, so the order of what it copies out is its own affair."""
    return sorted(rows.splitlines()) if isinstance(rows, bytes) else rows


def test_every_table_is_as_it_was_acted_out(db: None, own_files: Path) -> None:
    _, there, acted = put_back(own_files)
    there.put()
    found = kept.contents()
    assert [table for table, rows in acted.items() if lines_of(rows) != lines_of(found[table])] == []
    assert set(found) == set(connection.introspection.table_names())
    connection.check_constraints()


def test_acting_it_out_once_more_gives_as_many_rows(db: None, own_files: Path) -> None:
    """Nothing of the world depends on being the first of a process, so a kept one stands for all."""
    _, there, _ = put_back(own_files)
    with undone():
        act()
        acted = rows_of(kept.contents())
    there.put()
    assert rows_of(kept.contents()) == acted


def test_what_the_rooms_hold_is_among_it(db: None, own_files: Path) -> None:
    """Tables whose key is no number, of the search, of what is staged: they are found, not listed."""
    _, there, _ = put_back(own_files)
    known = {"places_area", "exchange_item", "search_name", "search_posting", "trail_change", "files_photo_variant"}
    assert known <= set(there.rows)
    there.put()
    assert ExchangeItem.objects.count() == len(VILLAGES)
    assert Area.objects.count() == len(AREAS)


def test_every_file_is_there_with_its_bytes_and_no_other(db: None, own_files: Path) -> None:
    _, there, _ = put_back(own_files)
    damaged, lost, *_ = sorted(there.files)
    damaged.write_bytes(b"of another test")
    lost.unlink()
    (stranger := lost.with_name("made-of-it.jpg")).write_bytes(b"of another test")
    there.put()
    assert {path: path.read_bytes() for path in there.files} == there.files
    assert not stranger.exists()
    assert {path.parent.name for path in there.files} >= {"jobs"}


def test_what_is_sealed_opens(db: None, own_files: Path) -> None:
    _, there, _ = put_back(own_files)
    world = there.put()
    row = Producer.objects.get(pk=world.register.here.producer.pk)
    assert vault.open_sealed(IDENTITY, row.key, row.id_sealed) == IDENTITIES[HERE]


def test_ids_go_on_past_it_even_where_a_sequence_went_back(db: None, own_files: Path) -> None:
    """As after a restore in an earlier test: sequences are no part of what a transaction takes back."""
    _, there, _ = put_back(own_files)
    with connection.cursor() as cursor:
        for name in there.counters:
            cursor.execute(f"select setval('{name}', 1, false)")
    there.put()
    every = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in there.rows]
    given = given_ids(every)
    assert len(given) > LEAST_TABLES
    for model in every:
        if model._meta.db_table in given:
            known = model._default_manager.filter(pk__lt=FIRST_ID).aggregate(last=Max("pk"))
            assert given[model._meta.db_table] >= (known["last"] or 0), model
    assert not User.objects.filter(pk__gt=User.objects.create(username="later").pk).exists()


def test_a_counter_never_goes_back(db: None, own_files: Path) -> None:
    _, there, _ = put_back(own_files)
    ahead = [User.objects.create(username=f"ahead-{at}").pk for at in range(AHEAD)]
    User.objects.all().delete()
    there.put()
    assert User.objects.create(username="later").pk > max(ahead)


def test_each_test_gets_objects_of_its_own(db: None, own_files: Path) -> None:
    _, there, _ = put_back(own_files)
    world = there.put()
    world.cast.worker.account.username = "another"
    world.register.here.products.clear()
    once_more: World = pickle.loads(there.objects)
    assert once_more.cast.worker.account.username == "worker"
    assert once_more.register.here.producer.entered_by is once_more.cast.worker.account
    assert once_more.register.here.product == Product.objects.get(pk=once_more.register.here.product.pk)


# --- when it is acted out all the same --------------------------------------------------------------------


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing kept yet; each acting leaves a line."""
    monkeypatch.setattr(kept, "KEPT", {})
    return []


def acted(acts: list[str]) -> World:
    def build() -> World:
        acts.append("acted")
        return act()

    world: World = kept.again(build)
    return world


def test_it_is_acted_out_once(db: None, acts: list[str]) -> None:
    for _ in range(3):
        with undone():
            world = acted(acts)
            assert User.objects.get(username="worker") == world.cast.worker.account
    assert acts == ["acted"]


def times_swept() -> int:
    """How often PostgreSQL cleared one of the world's tables; SQLite leaves nothing lying."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute("select vacuum_count from pg_stat_user_tables where relname = 'search_posting'")
        return int(cursor.fetchone()[0])


def test_what_was_rolled_back_is_swept_now_and_then(db: None, acts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SWEPT_EVERY", 2)
    monkeypatch.setattr(kept, "PUTS", count(1))
    before, puts = times_swept(), 5
    for _ in range(1 + puts):
        with undone():
            acted(acts)
    assert times_swept() - before == (puts // 2 if connection.vendor == "postgresql" else 0)


def test_rows_that_came_before_stay_and_are_not_run_over(db: None, acts: list[str]) -> None:
    with undone():
        acted(acts)
    earlier = User.objects.create(username="earlier")
    world = acted(acts)
    assert acts == ["acted"] * 2
    assert User.objects.get(username="earlier") == earlier
    assert world.cast.worker.account == User.objects.get(username="worker") != earlier


def test_a_world_built_onto_other_rows_is_not_kept(db: None, acts: list[str]) -> None:
    User.objects.create(username="earlier")
    with undone():
        acted(acts)
    assert kept.KEPT == {}


def test_what_others_build_is_kept_apart(db: None, acts: list[str]) -> None:
    def another() -> str:
        return User.objects.create(username="another").username

    with undone():
        acted(acts)
    for _ in range(2):
        with undone():
            assert kept.again(another) == "another"
            assert User.objects.get().username == "another"


@pytest.mark.parametrize("passed", [kept.LASTS * 1.1, timedelta(days=1), -timedelta(days=1)])
def test_it_is_acted_out_anew_when_the_clock_went_on(
    db: None, acts: list[str], monkeypatch: pytest.MonkeyPatch, passed: timedelta
) -> None:
    with undone():
        acted(acts)
    later = timezone.now() + passed
    monkeypatch.setattr(timezone, "now", lambda: later)
    with undone():
        acted(acts)
        assert acts == ["acted"] * 2
        assert Notice.objects.filter(created_at=later).exists()
    with undone():
        acted(acts)
    assert acts == ["acted"] * 2


def test_other_keys_and_other_folders_have_their_own(db: None, acts: list[str], settings: Any, tmp_path: Path) -> None:
    with undone():
        acted(acts)
    settings.MEDIA_ROOT, settings.KEYS = tmp_path / "files", tmp_path / "keys"
    with undone():
        world = acted(acts)
        row = Producer.objects.get(pk=world.register.here.producer.pk)
        assert vault.open_sealed(IDENTITY, row.key, row.id_sealed) == IDENTITIES[HERE]
    assert acts == ["acted"] * 2
    assert any(tmp_path.rglob("*"))
