"""Rows out of the database and in again, the same lines on SQLite and PostgreSQL.

`using` names another database than the site's own: the one that a move fills.
"""

import base64
import json
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from withi.ground.backup.rules import Tally
from withi.ground.web import sets

CHUNK = 2_000
Model = type[models.Model]
SET_UP = frozenset({"django_content_type", "auth_permission", "privacy_purpose"})
"""Tables that `withi migrate` fills by itself: rows in them make no database a used one."""


@contextmanager
def snapshot() -> Iterator[None]:
    """Every read inside sees the database as it is now, while others go on writing.

    SQLite's transactions are otherwise IMMEDIATE here, which would hold up every writer; PostgreSQL's READ COMMITTED.
    Inside a transaction of the caller that one is the snapshot.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("begin deferred")
            try:
                cursor.execute("select count(*) from django_migrations")  # the first read fixes what is seen
                yield
            finally:
                cursor.execute("rollback")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read read only")
            yield


def applied(using: str = DEFAULT_DB_ALIAS) -> list[list[str]]:
    """The single migrations this database has, sorted, however they were made; none for one without tables."""
    there = connections[using]
    if "django_migrations" not in there.introspection.table_names():
        return []
    loader = MigrationLoader(there)
    return sorted([app, name] for app, name in set(loader.applied_migrations) - set(loader.replacements))


def models_at(migrations: Iterable[Iterable[str]]) -> dict[str, Model]:
    """Every table with its model as it was after these migrations; KeyError for a migration this code has not."""
    loader = MigrationLoader(connection, replace_migrations=False)
    nodes = [(app, name) for app, name in migrations]
    for node in nodes:
        loader.disk_migrations[node]
    apps = loader.project_state(nodes).apps
    found = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in sorted(found, key=lambda model: model._meta.db_table)}


class _Steps(MigrationExecutor):
    """Makes a migration's tables and notes that they are made in one transaction.

    Django notes a migration with deferred statements after its tables are there: who is killed in between could never
    begin again.
    """

    def apply_migration(self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False) -> Any:
        # SQLite stops looking at keys outside of a transaction only
        with self.connection.constraint_checks_disabled(), transaction.atomic():
            return super().apply_migration(state, migration, fake, fake_initial)


def migrate_to(migrations: Iterable[Iterable[str]]) -> None:
    """Make the tables as they were after these migrations, in a database that has none, or some of them."""
    executor = _Steps(connection)
    wanted = {(app, name) for app, name in migrations}
    if wanted == set(executor.loader.disk_migrations) - set(executor.loader.replacements):
        executor.migrate(executor.loader.graph.leaf_nodes())
        return
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    inner = {parent.key for node in wanted for parent in executor.loader.graph.node_map[node].parents}
    executor.migrate(sorted(wanted - inner))


def lines(model: Model, using: str = DEFAULT_DB_ALIAS) -> Generator[bytes, None, None]:
    """The rows of a table as JSON arrays, values in one shape on both databases."""
    rows = model._default_manager.using(using).order_by("pk").values_list(*names_of(model))  # noqa: SLF001
    for row in rows.iterator(chunk_size=CHUNK):
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode()


def tally(model: Model, using: str = DEFAULT_DB_ALIAS) -> list[Any]:
    """Rows and sum of hashes of a table as it is now."""
    found = Tally()
    for line in lines(model, using):
        found.add(line)
    return found.as_list()


def names_of(model: Model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def load(model: Model, given: Iterable[bytes], using: str = DEFAULT_DB_ALIAS) -> None:
    """Insert lines that `lines` made."""
    readers = [_reader(field) for field in model._meta.concrete_fields]

    def rows() -> Iterator[tuple[Any, ...]]:
        for line in given:
            yield tuple(
                read(value) if value is not None and read else value
                for read, value in zip(readers, json.loads(line), strict=True)
            )

    sets.insert(model, names_of(model), rows(), using=using)


def clear(tables: Iterable[str], using: str = DEFAULT_DB_ALIAS) -> None:
    """Empty every table; keys between them are looked at again when the transaction ends."""
    there = connections[using]
    quoted = [there.ops.quote_name(table) for table in tables]
    with there.cursor() as cursor:
        if there.vendor == "postgresql":
            cursor.execute(f"truncate {', '.join(quoted)}")
            return
        for table in quoted:
            cursor.execute(f"delete from {table}")  # noqa: S608


def filled(known: dict[str, Model], using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Tables in which there are rows that setting up did not write."""
    return [
        table
        for table, model in known.items()
        if table not in SET_UP and model._default_manager.using(using).exists()  # noqa: SLF001
    ]


def given_ids(known: Iterable[Model], using: str = DEFAULT_DB_ALIAS) -> dict[str, int]:
    """The highest id each table ever gave, so that a deleted row's is not given again."""
    counted = [model for model in known if isinstance(model._meta.pk, models.AutoField)]
    there = connections[using]
    with there.cursor() as cursor:
        if there.vendor == "sqlite":
            cursor.execute("select name, seq from sqlite_sequence")
            known_ids = dict(cursor.fetchall())
            return {model._meta.db_table: known_ids.get(model._meta.db_table, 0) for model in counted}
        found = {}
        for model in counted:
            cursor.execute("select pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
            cursor.execute(f"select last_value, is_called from {cursor.fetchone()[0]}")  # noqa: S608
            last, is_called = cursor.fetchone()
            found[model._meta.db_table] = last if is_called else 0
        return found


def set_given_ids(known: dict[str, Model], ids: dict[str, int], using: str = DEFAULT_DB_ALIAS) -> None:
    """Let every table go on after the highest id it holds or ever gave."""
    there = connections[using]
    with there.cursor() as cursor:
        if there.vendor == "postgresql":
            for statement in there.ops.sequence_reset_sql(no_style(), list(known.values())):
                cursor.execute(statement)
        now = given_ids(known.values(), using)
        for table, last in ids.items():
            if last <= now[table]:
                continue
            if there.vendor == "postgresql":
                cursor.execute("select setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
                continue
            cursor.execute("delete from sqlite_sequence where name = %s", [table])
            cursor.execute("insert into sqlite_sequence (name, seq) values (%s, %s)", [table, last])


def _plain(value: Any) -> Any:
    """How a value that JSON does not know is written."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no backup of {type(value).__name__} values yet")


READERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (models.DateTimeField, datetime.fromisoformat),
    (models.DateField, date.fromisoformat),
    (models.TimeField, time.fromisoformat),
    (models.UUIDField, uuid.UUID),
    (models.BinaryField, base64.b64decode),
    (models.DecimalField, Decimal),
)


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """What turns a line's value into the field's own; None where it is that already."""
    target = field.target_field if field.is_relation else field
    return next((read for kind, read in READERS if isinstance(target, kind)), None)
