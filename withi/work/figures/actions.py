"""Every write on the figures: what reports add to them, setting a tambon's month right, and published figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from withi.ground.people.models import User
from withi.ground.trail.actions import record
from withi.work.figures.models import FigureComparator, FigureMonth, FigureYear
from withi.work.figures.rules import (
    DISTRICT,
    LEAF,
    LEVELS,
    MEASURES,
    PROVINCE,
    SHARDS,
    Amounts,
    Change,
    Key,
    leaves,
    with_levels,
)

ROWS_AT_ONCE: Final = 500
KEYS: Final = ("level", "month", "area_code", "kind", "product_type", "shard")
COLUMNS: Final = (*KEYS, *MEASURES)
SUMS: Final = ", ".join(f"{name} = figures_month.{name} + excluded.{name}" for name in MEASURES)
BELOW_ZERO: Final = " or ".join(f"{name} < 0" for name in MEASURES)
ADDING: Final = f"on conflict ({', '.join(KEYS)}) do update set {SUMS} returning {BELOW_ZERO}"


UPPER: Final = {
    DISTRICT: (LEAF, "kind", "product_type", "0"),
    PROVINCE: (DISTRICT, "''", "''", f"cast('0' || substr(area_code, 3, 2) as integer) %% {SHARDS}"),
}
"""Of which level's rows the rows of a level are sums, and how their kind, type and shard follow from those."""


def shift(*, month: int, changes: Iterable[Change]) -> None:
    """Add what reports of one month changed, inside the transaction that changes the reports.

    The caller holds the tambons' months and has checked access; this writes no trail entry. Rows are locked in one
    order, those that many writers share last. RuntimeError outside a transaction; IntegrityError where more is taken
    away than there was.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("figures change inside the transaction of the reports they sum")
    _add(month, leaves(changes))


def restate(*, month: int, area_code: str, changes: Iterable[Change]) -> int:
    """Make a tambon's month what its reports say, whatever it says now; how many of its rows were wrong.

    `changes` are those of all its reports. The caller holds the tambon's month, so that no report comes between.
    """
    wanted, found = leaves(changes), stored(month, area_code)
    empty = (0,) * len(MEASURES)
    missing = {
        key: tuple(one - other for one, other in zip(wanted.get(key, empty), found.get(key, empty), strict=True))
        for key in wanted.keys() | found.keys()
    }
    wrong = {key: amounts for key, amounts in sorted(missing.items()) if any(amounts)}
    _add(month, wrong)
    return len(wrong)


def stored(month: int, area_code: str) -> dict[Key, Amounts]:
    """The leaf rows of one tambon's month."""
    rows = FigureMonth.objects.filter(level=LEAF, month=month, area_code=area_code)
    return {
        Key(0, area_code, kind, product_type, 0): tuple(amounts)
        for kind, product_type, *amounts in rows.values_list("kind", "product_type", *MEASURES)
    }


def rebuild_upper(*, month: int) -> int:
    """Make districts of a month the sums of their tambons, then provinces of their districts; how many rows were wrong.

    Nothing is held where nothing differs. Else each row that differs is held first and summed then: whoever adds to
    its tambons meanwhile waits for it, and adds afterwards.
    """
    found = 0
    for level in (DISTRICT, PROVINCE):
        if _uneven(month, level):
            with transaction.atomic():
                held = FigureMonth.objects.filter(level=level, month=month)
                list(held.select_for_update().order_by("area_code", "kind", "product_type", "shard"))
                uneven = _uneven(month, level)
                _insert_exactly(month, uneven)
                found += len(uneven)
    return found


def _uneven(month: int, level: int) -> dict[Key, Amounts]:
    """What rows of a level lack (or, below zero, have too much) to be the sums of the level below. One statement."""
    below, kind, made, shard = UPPER[level]
    sums = ", ".join(f"sum({name})" for name in MEASURES)
    taken = ", ".join(f"-{name}" for name in MEASURES)
    apart = " or ".join(f"sum({name}) <> 0" for name in MEASURES)
    columns = ", ".join(MEASURES)
    statement = f"""
        select area_code, kind, product_type, shard, {sums} from (
          select substr(area_code, 1, {level}) as area_code, {kind} as kind, {made} as product_type, {shard} as shard,
            {columns} from figures_month where level = {below} and month = %s
          union all
          select area_code, kind, product_type, shard, {taken} from figures_month where level = {level} and month = %s
        ) compared group by area_code, kind, product_type, shard having {apart}
    """  # noqa: S608
    depth = LEVELS.index(level)
    with connection.cursor() as cursor:
        cursor.execute(statement, [month, month])
        return {
            Key(depth, area_code, kind, product_type, shard): tuple(map(int, amounts))
            for area_code, kind, product_type, shard, *amounts in cursor.fetchall()
        }


def _add(month: int, rows: dict[Key, Amounts]) -> None:
    """Add to leaf rows and to those above them, in the order of locking."""
    _insert_exactly(month, with_levels(rows))


def _insert_exactly(month: int, rows: Mapping[Key, Amounts]) -> None:
    """Add to just these rows, in their order."""
    coming = iter(sorted(rows.items()))
    while some := list(islice(coming, ROWS_AT_ONCE)):
        marks = ", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * len(some))
        statement = f"insert into figures_month ({', '.join(COLUMNS)}) values {marks} {ADDING}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, list(_values(month, some)))
            if any(below for (below,) in cursor.fetchall()):
                raise IntegrityError("more is taken out of the figures than there is")


def _values(month: int, rows: Iterable[tuple[Key, Amounts]]) -> Iterator[Any]:
    for key, amounts in rows:
        yield from (key.level, month, key.area_code, key.kind, key.product_type, key.shard, *amounts)


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure as `FigureYear` keeps it."""

    area_code: str
    first_month: int
    last_month: int
    satang: int | None
    name_th: str = ""
    producers: int | None = None


def store_published(
    *, actor: User | None, figures: Sequence[Published], source: str, as_of: date, is_demo: bool = False
) -> int:
    """Keep published figures, the newer in place of an older of the same area and period; how many were new or changed.

    The caller has checked access. One trail entry where anything changed.
    """
    with transaction.atomic():
        held = {_period(row): row for row in FigureYear.objects.select_for_update().order_by("pk")}
        fresh = [one for one in figures if not _same(held.get(_period(one)), one, source, as_of)]
        for one in fresh:
            FigureYear.objects.update_or_create(
                area_code=one.area_code,
                name_th=one.name_th,
                first_month=one.first_month,
                last_month=one.last_month,
                defaults={
                    "satang": one.satang,
                    "producers": one.producers,
                    "source": source,
                    "as_of": as_of,
                    "is_demo": is_demo,
                },
            )
        if fresh:
            after = {"rows": len(fresh), "source": source, "as_of": as_of.isoformat()}
            record(
                actor=actor, verb="figures.publish", subject="figures", area_code=fresh[0].area_code[:2], after=after
            )
    return len(fresh)


def _period(row: FigureYear | Published) -> tuple[str, str, int, int]:
    return row.area_code, row.name_th, row.first_month, row.last_month


def _same(held: FigureYear | None, one: Published, source: str, as_of: date) -> bool:
    kept = held and (held.satang, held.producers, held.source, held.as_of)
    return kept == (one.satang, one.producers, source, as_of)


@dataclass(frozen=True, slots=True)
class Compared:
    """A Gini that others measured, as `FigureComparator` keeps it."""

    area_code: str
    name_th: str
    year: int
    gini: int
    source: str
    as_of: date
    name_en: str = ""
    source_en: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """What is said of it, as the trail keeps it."""
        english = {"name_en": self.name_en, "source_en": self.source_en}
        return {"gini": self.gini, "source": self.source, "as_of": self.as_of.isoformat(), **english}


def store_comparator(*, actor: User | None, said: Compared, is_demo: bool = False) -> FigureComparator:
    """Keep a figure of others, in place of what was said of its area, name and year; the same again writes nothing.

    The caller has checked access.
    """
    whose: dict[str, Any] = {"area_code": said.area_code, "name_th": said.name_th, "year": said.year}
    facts = {"gini": said.gini, "source": said.source, "as_of": said.as_of, "is_demo": is_demo}
    facts |= {"name_en": said.name_en, "source_en": said.source_en}
    with transaction.atomic():
        row = FigureComparator.objects.select_for_update().filter(**whose).first()
        before = _told(row) if row else None
        if row is not None and before == said.told:
            return row
        row, _is_new = FigureComparator.objects.update_or_create(**whose, defaults=facts)
        _note_comparator(actor, "figures.compare", row, before=before, after=said.told)
    return row


def remove_comparator(*, actor: User, row: FigureComparator) -> None:
    """Take a figure of others out again; what it said stays in the trail. The caller has checked access."""
    with transaction.atomic():
        _note_comparator(actor, "figures.compare_remove", row, before=_told(row), after=None)
        FigureComparator.objects.filter(pk=row.pk).delete()


def _told(row: FigureComparator) -> dict[str, Any]:
    facts = (row.area_code, row.name_th, row.year, row.gini, row.source, row.as_of, row.name_en, row.source_en)
    return Compared(*facts).told


def _note_comparator(actor: User | None, verb: str, row: FigureComparator, **told: dict[str, Any] | None) -> None:
    record(
        actor=actor, verb=verb, subject="figures_comparator", subject_id=row.pk, area_code=row.area_code,
        note=f"{row.name_th} {row.year}", before=told["before"], after=told["after"],
    )  # fmt: skip
