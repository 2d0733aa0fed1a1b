"""Data versions behind the page cache."""

from collections.abc import Iterable

from django.db import connection

NATION = ""

BUMP = """
insert into web_data_version (kind, province, number) values (%s, %s, 1)
on conflict (kind, province) do update set number = web_data_version.number + 1
"""


def bump(kind: str, area_codes: Iterable[str]) -> None:
    """Raise the version of `kind` in every province touched: the last statement of an action that changes public data.

    `area_codes` may be codes of any level. Rows are taken in code order, so two writers never lock each other out.
    """
    provinces = sorted({code[:2] for code in area_codes})
    with connection.cursor() as cursor:
        for province in provinces:
            cursor.execute(BUMP, [kind, province])


def snapshot() -> dict[tuple[str, str], int]:
    """Every version now, by (kind, province); to be read before the data a page shows. One query, few hundred rows."""
    with connection.cursor() as cursor:
        cursor.execute("select kind, province, number from web_data_version")
        return {(kind, province): number for kind, province, number in cursor.fetchall()}


def digest(versions: dict[tuple[str, str], int], needs: Iterable[tuple[str, str]]) -> int:
    """Sum of the versions a page depends on; `(kind, "")` is that kind anywhere. Versions only grow, so sums do."""
    total = 0
    for kind, province in needs:
        if province:
            total += versions.get((kind, province), 0)
        else:
            total += sum(number for (other, _), number in versions.items() if other == kind)
    return total
