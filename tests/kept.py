"""What a fixture has built in the database and on the disk, kept to be put there again in a few statements."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

Row = tuple[Any, ...]


class Kept:
    """The rows that came, by table, and the files. To be made before anything is built, and `take`n afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = {table: set(map(_known, rows)) for table, rows in _tables()}
        self._files = set(folder.rglob("*"))
        self.rows: dict[str, list[Row]] = {}
        self.files: dict[Path, bytes] = {}

    def take(self) -> None:
        """Remember what is there now and was not before."""
        for table, rows in _tables():
            if came := [row for row in rows if _known(row) not in self._before[table]]:
                self.rows[table] = came
        came_files = set(self.folder.rglob("*")) - self._files
        self.files = {path: path.read_bytes() for path in came_files if path.is_file()}

    def put(self) -> None:
        """Have it all there again, with the ids it had; what a row replaces goes."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.rows.items():
                cursor.execute(f"delete from {table} where id in ({', '.join(str(int(row[0])) for row in rows)})")
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"insert into {table} values ({marks})", rows)
        for path, content in self.files.items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def _tables() -> Iterator[tuple[str, list[Row]]]:
    """Every table whose rows have an id, with its rows as the database holds them, the id first."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.pk is not None and model._meta.pk.column == "id" and model._meta.managed:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"select * from {table}")
                yield table, list(cursor.fetchall())


def _known(row: Row) -> str:
    return repr(row)
