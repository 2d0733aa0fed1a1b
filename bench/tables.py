"""The tables an import ends in: what it added there, and whether anything there changed."""

from typing import Any

from django.db import connection

# In an order in which a row never points at a later one.
FINAL = (
    "producers_producer",
    "producers_status",
    "products_product",
    "products_size",
    "publication_check_item",
    "search_part",
    "search_inside",
    "search_name",
    "search_posting",
)
"""Registers, points to check and the name index; not the staging, not the trail."""
Added = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def highest() -> dict[str, int]:
    """The last id of each table."""
    with connection.cursor() as cursor:
        found = {}
        for name in FINAL:
            cursor.execute(f"select coalesce(max(id), 0) from {name}")
            found[name] = int(cursor.fetchone()[0])
    return found


def added(since: dict[str, int]) -> Added:
    """Columns and rows added to each table since then, as the driver gives and takes them."""
    connection.ensure_connection()
    raw = connection.connection.cursor()
    if connection.vendor == "postgresql":
        from psycopg.types.string import TextLoader  # no process on SQLite loads the driver, and its memory is measured

        raw.adapters.register_loader("jsonb", TextLoader)
    rows = {}
    for name in FINAL:
        raw.execute(f"select * from {name} where id > {since[name]} order by id")
        rows[name] = [column[0] for column in raw.description], [tuple(row) for row in raw.fetchall()]
    return rows


def state() -> dict[str, Any]:
    """What would differ after any change of the registers: rows, highest ids, versions, latest changes."""
    with connection.cursor() as cursor:
        found = {}
        for name in FINAL:
            kept = ", sum(version), max(updated_at)" if name in ("producers_producer", "products_product") else ""
            cursor.execute(f"select count(*), max(id){kept} from {name}")
            found[name] = cursor.fetchone()
    return found


def trail() -> int:
    """Rows of the trail, without the entries that tell of an upload being kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from trail_entry where verb <> 'files.keep') + (select count(*) from trail_change)"
        )
        return int(cursor.fetchone()[0])
