"""Several counts of one page in one statement."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from withi.ground.web import reading


def count_all(wanted: "Mapping[str, QuerySet[Any]]") -> dict[str, int]:
    """How many rows each of the querysets has, by its name. One query; none where none of them can have a row."""
    counted = dict.fromkeys(wanted, 0)
    pieces: dict[str, str] = {}
    values: list[Any] = []
    for name, rows in wanted.items():
        try:
            statement, its_values = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        pieces[name] = f"(select count(*) from ({statement}) as counted)"  # noqa: S608 - Django wrote it
        values += its_values
    if pieces:
        with reading.cursor() as cursor:
            cursor.execute(f"select {', '.join(pieces.values())}", values)
            counted.update(zip(pieces, cursor.fetchone(), strict=True))
    return counted
