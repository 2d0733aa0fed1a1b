"""Years of invented monthly sales for all demonstration producers, made by the database itself, a month at a time.

Amounts follow from a producer's id and the month, so that the same rows give the same sums on both databases.
"""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from withi.faces.scale.rules import NO_PRODUCERS, REPORTED_ALREADY
from withi.kit import era
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.work.figures import actions as figures
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
SUMS: Final = """
insert into figures_month (level, month, area_code, kind, product_type, shard, in_village, outside, online, fair,
  reported, repeated, estimated, reports, repeats, zeros, estimates)
select 6, month, substr(area_code, 1, 6), kind, '', 0, sum(in_village), sum(outside), sum(online), sum(fair),
  sum(case when state = 'reported' then total else 0 end), sum(case when state = 'repeated' then total else 0 end),
  sum(case when state = 'estimated' then total else 0 end), sum(case when state = 'reported' then 1 else 0 end),
  sum(case when state = 'repeated' then 1 else 0 end), 0, sum(case when state = 'estimated' then 1 else 0 end)
from income_month where month = %(month)s group by month, substr(area_code, 1, 6), kind
"""


def load(*, months: int, part: int = 100) -> int:
    """Write the last `months` whole months of all demonstration producers, `part` percent of them reporting; how many
    reports that were.

    Each month is one transaction. Problem demo.off outside demo mode, scale.empty without producers, scale.history
    where there are reports already.
    """
    if not settings.DEMO:
        raise Problem("demo.off", status=403)
    if not Producer.objects.filter(is_demo=True).exists():
        raise Problem(NO_PRODUCERS, status=409)
    if IncomeMonth.objects.exists():
        raise Problem(REPORTED_ALREADY, status=409)
    first = era.month_shifted(era.month_key(timezone.localdate()), -months)
    return sum(_month(month, part) for month in era.months_from(first, months))


def _month(month: int, part: int) -> int:
    values: dict[str, int | bool | datetime] = {"month": month, "part": part, "since": timezone.now(), "demo": True}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(REPORTS, values)
            count = cursor.rowcount
            cursor.execute(SUMS, values)
        figures.rebuild_upper(month=month)
    return int(count)
