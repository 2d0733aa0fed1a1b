"""Several counts of one page in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from withi.ground.web import answered


@dataclass(frozen=True, slots=True)
class Counting:
    """A statement that counts, ready to be asked again: Django takes longer to write it than a database to answer."""

    names: tuple[str, ...]
    asked: tuple[str, ...]
    statement: str
    values: tuple[Any, ...]

    def counted(self) -> dict[str, int]:
        """How many rows there are by name. One query; none where no name can have a row."""
        found = dict.fromkeys(self.names, 0)
        if self.asked:
            [counts] = answered.rows(self.statement, self.values)
            found.update(zip(self.asked, counts, strict=True))
        return found


def count_all(wanted: "Mapping[str, QuerySet[Any]]") -> dict[str, int]:
    """How many rows each of the querysets has, by its name. One query; none where none of them can have a row."""
    return counting(wanted).counted()


def counting(wanted: "Mapping[str, QuerySet[Any]]") -> Counting:
    """The statement of `count_all`. It may be kept as long as the querysets would be made the same again."""
    pieces: dict[str, str] = {}
    values: list[Any] = []
    for name, rows in wanted.items():
        try:
            statement, its_values = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        pieces[name] = f"(select count(*) from ({statement}) as counted)"  # noqa: S608 - Django wrote it
        values += its_values
    return Counting(tuple(wanted), tuple(pieces), f"select {', '.join(pieces.values())}", tuple(values))
