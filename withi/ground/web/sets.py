"""Many rows at once, as plain tuples: what an import of 100,000 rows needs and the ORM is too slow for."""

import gc
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

Row = tuple[Any, ...]
Prepare = Callable[[Any], Any]
# Values of these fields are written differently from how Python holds them; all others go in as they are.
PREPARED = (models.DateField, models.TimeField, models.UUIDField, models.JSONField, models.DecimalField)

# The name of the sequence is looked up once, not for each of its numbers.
NEXT_IDS = """
select nextval(ids.sequence) from (select pg_get_serial_sequence(%s, 'id')::regclass as sequence offset 0) ids,
generate_series(1, %s)
"""
USUALLY = gc.get_threshold()
NOTHING: Mapping[str, Any] = {}


@contextmanager
def seldom_collected() -> Iterator[None]:
    """For work that makes some hundred thousand objects and drops few: looking through all of them for rings again and
    again takes an eighth of its time. Two such works at once only look more often than they need."""
    gc.set_threshold(200_000, *USUALLY[1:])
    try:
        yield
    finally:
        gc.set_threshold(*USUALLY)


def settle(using: str = DEFAULT_DB_ALIAS) -> None:
    """After a load of many rows: PostgreSQL looks through all tables, which it would do by itself, but later.

    From then on it plans by what is there, and counts whole lists by an index alone (the latter not within a
    transaction, whose rows nobody else sees yet). SQLite needs none of it.
    """
    there = connections[using]
    if there.vendor == "postgresql":
        with there.cursor() as cursor:
            cursor.execute("analyze" if there.in_atomic_block else "vacuum (analyze)")


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for `count` new rows, in rising order; inside a transaction (SQLite's is then the only writer)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NEXT_IDS, [table, count])
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute(f"select coalesce(max(id), 0) from {connection.ops.quote_name(table)}")  # noqa: S608
        highest = int(cursor.fetchone()[0])
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        given = cursor.fetchone()
    first = max(highest, given[0] if given else 0) + 1
    return list(range(first, first + count))


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Insert rows of values in the order of `columns` (field names): COPY, or one prepared statement on SQLite.

    Django's DatabaseError where the database refuses one. RuntimeError where making a row asks the database on
    PostgreSQL: the connection is busy with the rows until then.
    """
    there = connections[using]
    names, prepared = _columns(model, columns, there)
    table = there.ops.quote_name(model._meta.db_table)
    values = _prepared(rows, prepared)
    with there.cursor() as cursor:
        if there.vendor == "postgresql":
            copied = cursor.copy(f"copy {table} ({', '.join(names)}) from stdin")
            # Django leaves the driver's own errors of a COPY as they are; nobody would know them for troubles of a base
            with there.wrap_database_errors, there.execute_wrapper(_asks_nothing), copied as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(names))
        # Django hands the rows on as they come, so a generator keeps memory flat.
        statement = f"insert into {table} ({', '.join(names)}) values ({marks})"  # noqa: S608
        cursor.executemany(statement, cast(Sequence[Row], values))


def _asks_nothing(*_: Any) -> None:
    raise RuntimeError("rows on their way into a table ask the database nothing")


def among(
    model: type[models.Model],
    columns: Sequence[str],
    where: str,
    values: Collection[Any],
    *,
    also: Mapping[str, Any] = NOTHING,
) -> list[Row]:
    """`columns` of the rows whose `where` is one of many values (plain texts or numbers), and whose other fields are
    as `also` says: one value to bind, however many there are to look for."""
    if not values:
        return []
    names, _ = _columns(model, [*columns, where, *also], connection)
    table = connection.ops.quote_name(model._meta.db_table)
    is_server = connection.vendor == "postgresql"
    one_of = "= any(%s)" if is_server else "in (select value from json_each(%s))"
    wanted = array(values) if is_server else json.dumps(list(values))
    equal = "".join(f" and {name} = %s" for name in names[len(columns) + 1 :])
    statement = f"select {', '.join(names[: len(columns)])} from {table} where {names[len(columns)]} {one_of}{equal}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [wanted, *also.values()])
        rows: list[Row] = cursor.fetchall()
    return rows


def array(values: Iterable[str | int]) -> str:
    """Plain texts or numbers as PostgreSQL writes an array, in one text: the driver would look at each of them."""
    texts = list(map(str, values))
    together = "".join(texts)
    if '"' in together or "\\" in together:
        texts = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    body = '","'.join(texts)
    return f'{{"{body}"}}' if texts else "{}"


def update(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, where: Sequence[str] = ("id",)
) -> None:
    """Set `columns` on rows told by `where`: each row gives the values of both, in this order."""
    names, prepared = _columns(model, [*columns, *where], connection)
    table = connection.ops.quote_name(model._meta.db_table)
    changes = ", ".join(f"{name} = %s" for name in names[: len(columns)])
    found = " and ".join(f"{name} = %s" for name in names[len(columns) :])
    with connection.cursor() as cursor:
        statement = f"update {table} set {changes} where {found}"  # noqa: S608
        cursor.executemany(statement, cast(Sequence[Row], _prepared(rows, prepared)))


def _columns(
    model: type[models.Model], columns: Sequence[str], there: Any
) -> tuple[list[str], list[tuple[int, Prepare]]]:
    """Quoted column names, and which positions need preparing how."""
    names, prepared = [], []
    for position, name in enumerate(columns):
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        names.append(there.ops.quote_name(field.column))
        if isinstance(field, PREPARED):
            prepared.append((position, _preparer(field, there)))
    return names, prepared


def _preparer(field: "models.Field[Any, Any]", there: Any) -> Prepare:
    """How one field's values are written; a value that repeats (the same moment in every row) is worked out once."""
    last: list[Any] = [None, None]

    def prepare(value: Any) -> Any:
        if value is not last[0]:
            written = field.get_db_prep_save(value, there)
            last[:] = value, str(written) if isinstance(written, date) else written
        return last[1]

    return prepare


def _prepared(rows: Iterable[Row], prepared: list[tuple[int, Prepare]]) -> Iterable[Row]:
    return _each_prepared(rows, prepared) if prepared else rows


def _each_prepared(rows: Iterable[Row], prepared: list[tuple[int, Prepare]]) -> Iterator[Row]:
    for row in rows:
        values = list(row)
        for position, prepare in prepared:
            values[position] = prepare(values[position])
        yield tuple(values)
