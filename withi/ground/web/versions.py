"""Data versions behind the page cache: one counter per kind of public data and province."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection

from withi.ground.web import reading

T = TypeVar("T")
NATION = ""
MOST_KEPT = 512
"""Figures a process keeps; then it begins anew."""
Need = tuple[str, str]

BUMP = """
insert into web_data_version (kind, province, number) values (%s, %s, 1)
on conflict (kind, province) do update set number = web_data_version.number + 1
"""
TOTAL = "select sum(number) from web_data_version"
EVERY = "select kind, province, number from web_data_version"


@dataclass(frozen=True)
class Snapshot:
    """Every version at one moment, by (kind, province); `(kind, "")` is the sum of that kind anywhere."""

    total: int
    numbers: dict[Need, int]

    def digest(self, needs: Iterable[Need]) -> int:
        """What a page that depends on `needs` was made from. Versions only grow, so equal sums are equal versions."""
        return sum(self.numbers.get(need, 0) for need in needs)


class Memory:
    """The last snapshot of this process, and the figures it keeps, of each database that is read from."""

    latest: dict[str, Snapshot] = {}
    kept: dict[tuple[str, str], tuple[int, Any]] = {}


def bump(kind: str, area_codes: Iterable[str]) -> None:
    """Raise the version of `kind` in every province touched: the last statement of an action that changes public data.

    `area_codes` may be codes of any level. Rows are taken in code order, so two writers never lock each other out.
    """
    provinces = sorted({code[:2] for code in area_codes})
    with connection.cursor() as cursor:
        for province in provinces:
            cursor.execute(BUMP, [kind, province])


def snapshot() -> Snapshot:
    """Every version now; to be read before the data a page shows, and from the database that they are read from.

    One query over a few hundred rows. Their sum tells whether the last snapshot still holds; only after a write
    a second query reads them all. (A restored backup may lower them: restart the servers then.)
    """
    using = reading.alias()
    with reading.prepared() as cursor:
        cursor.execute(TOTAL)
        total = int(cursor.fetchone()[0] or 0)
        current = Memory.latest.get(using)
        if current is None or current.total != total:
            cursor.execute(EVERY)
            Memory.latest[using] = current = _read(cursor.fetchall())
    return current


def kept(name: str, seen: Snapshot, needs: Iterable[Need], make: Callable[[], T]) -> T:
    """What `make` works out of the data that `needs` names, or the same again while none of it has changed.

    For figures that many pages show and few changes touch. As with pages, `seen` was read before the data. What comes
    out is shared by all pages: nobody may change it.
    """
    key, digest = (reading.alias(), name), seen.digest(needs)
    found = Memory.kept.get(key)
    if found is None or found[0] != digest:
        if len(Memory.kept) >= MOST_KEPT:
            Memory.kept.clear()
        found = Memory.kept[key] = digest, make()
    made: T = found[1]
    return made


def forget() -> None:
    """Drop what is remembered, for tests: their rollbacks lower versions."""
    Memory.latest.clear()
    Memory.kept.clear()


def _read(rows: Iterable[tuple[str, str, int]]) -> Snapshot:
    total, numbers = 0, dict[Need, int]()
    for kind, province, number in rows:
        total += number
        if province:
            numbers[kind, province] = number
        numbers[kind, NATION] = numbers.get((kind, NATION), 0) + number
    return Snapshot(total, numbers)
