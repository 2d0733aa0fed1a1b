"""Rows in sets: ids, values of every kind, and updates by more than the id."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from withi.ground.files.models import Upload
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web import sets
from withi.ground.web.models import DataVersion

pytestmark = pytest.mark.django_db
WAYS = ("enable_seqscan", "enable_bitmapscan")
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def test_reserved_ids_are_nobody_elses() -> None:
    DataVersion.objects.create(kind="x", province="10")
    first, second = sets.reserve_ids(DataVersion, 3), sets.reserve_ids(DataVersion, 0)
    assert (len(set(first)), first, second) == (3, sorted(first), [])
    rows = [(pk, "y", f"{10 + place}", 1) for place, pk in enumerate(first)]
    sets.insert(DataVersion, ("id", "kind", "province", "number"), rows)
    DataVersion.objects.filter(pk__in=first).delete()
    after = DataVersion.objects.create(kind="z", province="11")
    assert after.pk > max(first)


def test_values_come_back_as_they_went_in() -> None:
    key = uuid.uuid4()
    columns = ("key", "owner_id", "name", "size", "sha256", "purpose", "created_at", "expires_at")
    sets.insert(Upload, columns, iter([(key, 1, "แผ่นงาน\tก\\ข\n", 2**40, "", "import", NOW, NOW)]))
    row = Upload.objects.get()
    assert (row.key, row.name, row.size, row.created_at) == (key, "แผ่นงาน\tก\\ข\n", 2**40, NOW)


def test_json_and_null_are_told_apart() -> None:
    entry = TrailEntry.objects.create(at=NOW, verb="x", subject="y")
    columns = ("entry", "subject", "subject_id", "before", "after")
    sets.insert(
        TrailChange, columns, [(entry.pk, "y", 1, None, {"ชื่อ": ["ก", None, 1]}), (entry.pk, "y", 2, None, None)]
    )
    first, second = TrailChange.objects.order_by("subject_id")
    assert (first.before, first.after, second.after) == (None, {"ชื่อ": ["ก", None, 1]}, None)
    assert TrailChange.objects.filter(before__isnull=True).count() == 2


def test_an_update_finds_rows_by_more_than_the_id() -> None:
    row = DataVersion.objects.create(kind="x", province="10", number=5)
    sets.update(DataVersion, ("kind", "number"), [("old", 9, row.pk, 4)], where=("id", "number"))
    row.refresh_from_db()
    assert (row.kind, row.number) == ("x", 5)
    sets.update(DataVersion, ("kind", "number"), [("new", 9, row.pk, 5)], where=("id", "number"))
    row.refresh_from_db()
    assert (row.kind, row.number) == ("new", 9)


@pytest.mark.parametrize(("kind", "number"), [("x", 2**70), (None, 1)])
def test_a_row_that_is_refused_is_djangos_own_error(kind: str | None, number: int) -> None:
    """Whoever tells a full disk from a busy server looks for Django's errors, not for those of a driver."""
    with transaction.atomic(), pytest.raises((DatabaseError, OverflowError)) as found, transaction.atomic():
        sets.insert(DataVersion, ("kind", "province", "number"), [(kind, "10", number)])
    assert "psycopg" not in type(found.value).__module__
    assert not DataVersion.objects.exists()


def test_nothing_to_write_is_fine() -> None:
    sets.insert(DataVersion, ("kind", "province", "number"), [])
    sets.update(DataVersion, ("kind",), [])
    assert not DataVersion.objects.exists()


def test_rows_among_many_values() -> None:
    kinds = ("ก'\"", "ข", "ค", '","', "\\", "{a, b}", "NULL", "%s")
    for number, kind in enumerate(kinds, 1):
        DataVersion.objects.create(kind=kind, province="40", number=number)
    wanted = [kind for kind in kinds if kind != "ข"]
    found = sets.among(DataVersion, ("kind", "number"), "kind", [*wanted, *map(str, range(40_000))])
    assert {kind for kind, _ in found} == set(wanted)
    assert sets.among(DataVersion, ("number",), "kind", [""]) == []
    assert sets.among(DataVersion, ("number",), "kind", ['","']) == [(4,)]
    assert sets.among(DataVersion, ("kind",), "number", {2, 3}, also={"kind": "ค", "province": "40"}) == [("ค",)]
    assert sets.among(DataVersion, ("kind",), "kind", []) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite counts by an index alone in any case")
@pytest.mark.django_db(transaction=True)
def test_what_was_loaded_is_counted_by_an_index_alone() -> None:
    with connection.cursor() as cursor:
        # of rows whose end the server has not written down yet it does not say that everyone sees them
        cursor.execute("set synchronous_commit = on")
        for way in WAYS:
            cursor.execute(f"set {way} = off")
        DataVersion.objects.bulk_create(DataVersion(kind=f"load{number}", province="40") for number in range(2_000))
        seen = []
        for _turn in range(2):
            cursor.execute("explain (analyze, costs off) select count(*) from web_data_version")
            seen.append("\n".join(line for (line,) in cursor.fetchall()))
            sets.settle()
        for setting in ("synchronous_commit", *WAYS):
            cursor.execute(f"reset {setting}")
    assert "Heap Fetches: 0" not in seen[0]
    assert "Heap Fetches: 0" in seen[1]
