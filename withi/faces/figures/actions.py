"""What the pages of figures write: exports in the trail, published figures from a sheet, and the recount."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from withi.faces.figures import yearly
from withi.faces.figures.public import Panel, as_data, panel
from withi.ground.people.models import User
from withi.ground.places.models import Area
from withi.ground.trail.actions import record_bulk
from withi.kit import sheets
from withi.kit.codes import prefix_range
from withi.kit.problem import Problem
from withi.work.figures import actions as figures
from withi.work.figures.actions import Published
from withi.work.figures.rules import CHANNELS, LEAF, Change
from withi.work.income.models import IncomeClose, IncomeLine, IncomeMonth

__all__ = [
    "Panel", "Recounted", "as_data", "changes_of", "import_years", "note_export", "panel", "recount",
]  # fmt: skip

ONE_MILLION: Final = 1 << 20
"""More reports of one state than a tambon can have in a month: three counts stand beside one another in one number."""
KEPT: Final = (*CHANNELS, "repeated", "estimated", "come", "told")
"""What is compared; the amount reported is what all channels have less the two others, as the tables' checks say."""
DIFFERING: Final = " or ".join(f"sum({name}) <> 0" for name in KEPT)
ADDED: Final = ", ".join(f"sum({name}) as {name}" for name in CHANNELS)
TAKEN: Final = ", ".join(f"-sum({name})" for name in (*CHANNELS, "repeated", "estimated"))
# Each side is summed first, so that the reports are sorted once and only their sums are held against the others.
WRONG = f"""
select area_code from (
  select substr(area_code, 1, 6) as area_code, kind, {ADDED},
    sum(case when state = 'repeated' then total else 0 end) as repeated,
    sum(case when state = 'estimated' then total else 0 end) as estimated, count(*) as come,
    sum(case state when 'reported' then 0 when 'repeated' then 1 when 'zero' then {ONE_MILLION}
      else {ONE_MILLION**2} end) as told
  from income_month where month = %s group by substr(area_code, 1, 6), kind
  union all
  select area_code, kind, {TAKEN}, -sum(reports + repeats + zeros + estimates),
    -sum(repeats + cast(zeros as bigint) * {ONE_MILLION} + cast(estimates as bigint) * {ONE_MILLION**2})
  from figures_month where level = 6 and month = %s group by area_code, kind
) compared group by area_code, kind having {DIFFERING}
"""  # noqa: S608
SPLIT: Final = ", ".join(
    f"case when line.channel = '{name}' then line.amount else 0 end as {name}" for name in CHANNELS
)
WRONG_TYPES = f"""
select area_code from (
  select substr(report.area_code, 1, 6) as area_code, report.kind as kind, line.product_type as product_type, {SPLIT}
  from income_line line join income_month report on report.id = line.report_id
  where report.month = %s and line.product_type <> ''
  union all
  select area_code, kind, product_type, {", ".join(f"-{name}" for name in CHANNELS)} from figures_month
  where level = 6 and month = %s and product_type <> ''
) compared group by area_code, kind, product_type having {" or ".join(f"sum({name}) <> 0" for name in CHANNELS)}
"""  # noqa: S608


def note_export(*, actor: User, area_code: str, form: str, count: int, months: Sequence[int], region: str = "") -> None:
    """Who took figures out as a file stands in the trail."""
    span = f"{months[0]}-{months[-1]}" if months else "published"
    span += f" {region}" if region else ""
    with transaction.atomic():
        record_bulk(actor=actor, verb="figures.export", subject="figures", changes=(), count=count,
                    area_code=area_code, note=f"{form} {span}")  # fmt: skip


# --- published figures ---------------------------------------------------------------------------


def import_years(*, actor: User | None, path: Path, province: str, source: str, as_of: date) -> int:
    """Keep the yearly figures of a province's districts out of a sheet; how many were new or changed.

    A zero or an empty amount is not reported: the lists of the department write it where nothing came in. What is no
    district of the province (a city) is kept under its own name. Nothing is kept of a sheet in which anything is wrong.
    Problem `sheet.*`, `figures.*`.
    """
    low, high = prefix_range(province)
    name = Area.objects.current().filter(level=2, code=province).values_list("name_th", flat=True).first()
    if name is None:
        raise Problem("figures.province", found=province)
    districts = Area.objects.current().filter(level=4, code__gte=low, code__lt=high).values_list("name_th", "code")
    whole = yearly.Province(province, name, dict(districts))
    with sheets.read(path, name=path.name) as table:
        if not set(yearly.HEADINGS) <= set(table.header):
            raise Problem("figures.columns", columns=", ".join(yearly.HEADINGS))
        places = [table.header.index(heading) for heading in yearly.HEADINGS]
        lines = yearly.read([(row.number, [row.cells[at] for at in places]) for row in table], whole)
    read = [Published(line.code, *line.months, line.satang, line.name) for line in lines]
    return figures.store_published(actor=actor, figures=read, source=source, as_of=as_of)


# --- the recount ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recounted:
    """How many months were compared with their reports, and how many rows of sums were wrong (and are right now)."""

    months: int
    differences: int


def recount(*, actor: User | None) -> Recounted:
    """Compare every sum with the reports it is of, and set right what differs, while reports go on coming.

    Each month is compared in single statements, which see one moment; only tambons that differ are held, one at a time.
    """
    months = sorted({*_months_of("income_month"), *_months_of("figures_month")})
    differences = sum(_recount_month(month) for month in months)
    with transaction.atomic():
        record_bulk(actor=actor, verb="figures.recount", subject="figures", changes=(), count=differences)
    return Recounted(len(months), differences)


def _months_of(table: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct month from {table}")  # noqa: S608
        return [month for (month,) in cursor.fetchall()]


def _recount_month(month: int) -> int:
    wrong = {*_areas(WRONG, month), *_areas(WRONG_TYPES, month)}
    found = 0
    for area_code in sorted(wrong):
        with transaction.atomic():
            _hold(month, area_code)
            found += figures.restate(month=month, area_code=area_code, changes=changes_of(month, area_code))
    return found + figures.rebuild_upper(month=month)


def _areas(statement: str, month: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [month, month])
        return [area for (area,) in cursor.fetchall()]


def _hold(month: int, area_code: str) -> None:
    """Keep reports of the tambon's month away until the end of the transaction, as every report does."""
    IncomeClose.objects.get_or_create(month=month, area_code=area_code)
    IncomeClose.objects.select_for_update().get(month=month, area_code=area_code)


def changes_of(month: int, area_code: str) -> Iterator[Change]:
    """What all reports of a tambon's month say, as changes; read from the rows, not from what was ever added."""
    low, high = prefix_range(area_code) if len(area_code) == LEAF else (area_code, area_code + " ")
    reports = IncomeMonth.objects.filter(month=month, area_code__gte=low, area_code__lt=high)
    split = _lines(reports)
    for report in reports:
        yield Change(area_code, report.kind, "", "", report.state, 0, 1)
        for channel in CHANNELS:
            left = getattr(report, channel) or 0
            for product_type, amount in split.get((report.pk, channel), {}).items():
                left -= amount
                yield Change(area_code, report.kind, channel, product_type, report.state, amount, 0)
            yield Change(area_code, report.kind, channel, "", report.state, left, 0)


def _lines(reports: Iterable[IncomeMonth]) -> dict[tuple[int, str], dict[str, int]]:
    """Amounts that products were named for, by report and channel; a product without a type splits nothing."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    rows: Any = IncomeLine.objects.filter(report__in=reports).exclude(product_type="")
    for pk, channel, product_type, amount in rows.values_list("report_id", "channel", "product_type", "amount"):
        cell = found.setdefault((pk, channel), {})
        cell[product_type] = cell.get(product_type, 0) + amount
    return found
