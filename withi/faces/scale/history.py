"""Years of invented monthly sales for all demonstration producers, made by the database itself.

Amounts follow from a producer's id and the month, so that the same rows give the same sums on both databases.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from withi.faces.scale.rules import NO_PRODUCERS, REPORTED_ALREADY
from withi.kit import era
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.work.figures.rules import MEASURES, SHARDS
from withi.work.income.models import IncomeMonth

REPORTS: Final = """
insert into income_month (producer_id, month, area_code, kind, in_village, outside, online, fair, total, state, why,
  basis, note, digest, revision, since, is_demo)
select id, %(month)s, area_code, kind, inside, beyond, 0, fair, inside + beyond + fair,
  case when look < 12 then 'repeated' when look < 20 then 'estimated' else 'reported' end, '',
  case when look >= 12 and look < 20 then 'ตัวอย่าง' else '' end, '', '', 1, %(since)s, %(demo)s
from (
  select id, area_code, kind, (id * 31 + cast(%(month)s as bigint) * 17) %% 100 as look,
    ((id * 7919 + cast(%(month)s as bigint) * 104729) %% 39000 + 500) * 100 as inside,
    ((id * 6007 + cast(%(month)s as bigint) * 15485) %% 61000 + 500) * 100 as beyond,
    ((id * 4001 + cast(%(month)s as bigint) * 32452) %% 9000) * 100 as fair
  from producers_producer where is_demo = %(demo)s and (id * 13 + cast(%(month)s as bigint) * 7) %% 100 < %(part)s
) made
"""
# Each by area: else a database puts them into the table as it grouped them, which is another order with more rows.
MEASURES_SUMMED: Final = ", ".join(f"sum({name})" for name in MEASURES)
INTO: Final = f"""
insert into figures_month (level, month, area_code, kind, product_type, shard, {", ".join(MEASURES)})
"""
OF_TAMBONS: Final = f"""{INTO}
select 6, month, substr(area_code, 1, 6), kind, '', 0, sum(in_village), sum(outside), sum(online), sum(fair),
  sum(case when state = 'reported' then total else 0 end), sum(case when state = 'repeated' then total else 0 end),
  sum(case when state = 'estimated' then total else 0 end), sum(case when state = 'reported' then 1 else 0 end),
  sum(case when state = 'repeated' then 1 else 0 end), 0, sum(case when state = 'estimated' then 1 else 0 end)
from income_month where month = %(month)s group by month, substr(area_code, 1, 6), kind order by 3, 4
"""  # noqa: S608
OF_DISTRICTS: Final = f"""{INTO}
select 4, month, substr(area_code, 1, 4), kind, product_type, 0, {MEASURES_SUMMED}
from figures_month where level = 6 and month = %(month)s
group by month, substr(area_code, 1, 4), kind, product_type order by 3, 4, 5
"""  # noqa: S608
OF_PROVINCES: Final = f"""{INTO}
select 2, month, substr(area_code, 1, 2), '', '', part, {MEASURES_SUMMED} from (
  select *, cast('0' || substr(area_code, 3, 2) as integer) %% {SHARDS} as part from figures_month
  where level = 4 and month = %(month)s
) districts group by month, substr(area_code, 1, 2), part order by 3, 6
"""  # noqa: S608
SUMS: Final = (OF_TAMBONS, OF_DISTRICTS, OF_PROVINCES)
"""Tambons from reports, districts from tambons, provinces from districts; in this order."""
A_YEAR: Final = 12
ROOMY: Final = "pragma cache_size = -1000000"
USUAL: Final = "pragma cache_size = -16000"


def load(*, months: int, part: int = 100) -> int:
    """Write the last `months` whole months of all demonstration producers, `part` percent of them reporting; how many
    reports that were.

    Twelve months are one transaction. The indexes that only reading needs are made once, at the end. Problem demo.off
    outside demo mode, scale.empty without producers, scale.history where there are reports already.
    """
    if not settings.DEMO:
        raise Problem("demo.off", status=403)
    if not Producer.objects.filter(is_demo=True).exists():
        raise Problem(NO_PRODUCERS, status=409)
    if IncomeMonth.objects.exists():
        raise Problem(REPORTED_ALREADY, status=409)
    first = era.month_shifted(era.month_key(timezone.localdate()), -months)
    wanted = era.months_from(first, months)
    with _indexed_afterwards():
        count = sum(_reports(wanted[at : at + A_YEAR], part) for at in range(0, months, A_YEAR))
    for month in wanted:
        _sums(month)
    _run("analyze figures_month" if connection.vendor == "postgresql" else "")
    return count


@contextmanager
def _indexed_afterwards() -> Iterator[None]:
    """Reports come without the indexes of their reading; SQLite keeps more of the others in memory meanwhile."""
    editor, indexes = connection.schema_editor(), IncomeMonth._meta.indexes
    _run(ROOMY if connection.vendor == "sqlite" else "", *(f"drop index {one.name}" for one in indexes))
    try:
        yield
    finally:
        is_server = connection.vendor == "postgresql"
        _run("set constraints all immediate" if is_server else USUAL)
        _run(*(str(one.create_sql(IncomeMonth, editor)) for one in indexes))
        _run("analyze income_month" if is_server else "")


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in filter(None, statements):
            cursor.execute(statement)


def _reports(months: Sequence[int], part: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        count = 0
        for month in months:
            cursor.execute(REPORTS, {"month": month, "part": part, "since": timezone.now(), "demo": True})
            count += cursor.rowcount
    return count


def _sums(month: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in SUMS:
            cursor.execute(statement, {"month": month})
