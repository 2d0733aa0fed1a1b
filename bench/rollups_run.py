"""What the roll-ups cost in a nation of months; run as `bench.child rollups_run STEP [PROCESS]` on the loaded site.

Times are processor milliseconds of this process and, where one is named, of the database server's processes.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any
from unittest.mock import patch

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bench import officer
from bench.processes import server_seconds
from bench.rollups import LOOK_UP, MAP, TILE
from withi.faces.figures import queries
from withi.faces.figures.actions import recount
from withi.ground.people.queries import scope_of
from withi.kit import era
from withi.registers.producers.models import Producer
from withi.work.figures import actions as figures
from withi.work.figures import queries as sums
from withi.work.income import actions, lists, storing
from withi.work.income.models import IncomeMonth
from withi.work.income.rules import Report, State

ROUNDS, TIMES, SLOW = 5, 60, 10
BULK, SINGLE = 1_500, 60
DISTRICT = "4015"


def main(step: str, keeper: str = "") -> Any:
    clock = partial(_clock, int(keeper) if keeper else 0)
    if step == "pages":
        return _pages()
    if step == "recount":
        start = clock()
        found = recount(actor=None)
        return {"seconds": clock() - start, "differences": found.differences, "months": found.months}
    if step == "writes":
        return _writes(clock)
    return {"reads": _reads(clock), "rows": IncomeMonth.objects.count()}


def _clock(keeper: int) -> float:
    return time.process_time() + (server_seconds(keeper) if keeper else 0.0)


def _reads(clock: Callable[[], float]) -> dict[str, list[float]]:
    """Of every query of the pages of figures its milliseconds, a round at a time."""
    last = sums.latest_month()
    assert last is not None
    wanted = _queries(last)
    found: dict[str, list[float]] = {name: [] for name, _times, _ask in wanted}
    for turn in range(ROUNDS + 1):
        for name, times, ask in wanted:
            start = clock()
            for _ in range(times):
                ask()
            if turn:
                found[name].append(1000 * (clock() - start) / times)
    return found


def _queries(last: int) -> list[tuple[str, int, Callable[[], Any]]]:
    year = era.months_from(era.month_shifted(last, -11), 12)
    both = era.months_from(era.month_shifted(last, -23), 24)
    one = Producer.objects.filter(area_code__startswith=officer.PROVINCE).order_by("pk").first()
    assert one is not None
    village = one.area_code
    return [
        (LOOK_UP, TIMES, partial(Producer.objects.get, pk=one.pk)),
        (TILE, TIMES, partial(sums.by_month, "", [last])),
        (MAP, TIMES, partial(sums.by_area, "", [last])),
        ("a month of a province", TIMES, partial(sums.by_month, officer.PROVINCE, [last])),
        ("a month of a district", TIMES, partial(sums.by_month, DISTRICT, [last])),
        ("24 months of the nation", SLOW, partial(sums.by_month, "", both)),
        ("24 months of a province", TIMES, partial(sums.by_month, officer.PROVINCE, both)),
        ("a year of all provinces", SLOW, partial(sums.by_area, "", year)),
        ("a year of a province's districts", TIMES, partial(sums.by_area, officer.PROVINCE, year)),
        ("a year of a district's tambons", TIMES, partial(sums.by_area, DISTRICT, year)),
        ("a year of a province by kind and type", SLOW, partial(sums.by_kind, officer.PROVINCE, year)),
        ("a month of a village", TIMES, lambda: queries.by_month_of_rows(queries.reports(village, [last]))),
        ("24 months of a producer", TIMES,
         lambda: queries.by_month_of_rows(IncomeMonth.objects.filter(producer=one, month__in=both))),
        ("a year of a province's producers", 2, partial(queries.makers, officer.PROVINCE, year)),
    ]  # fmt: skip


def _writes(clock: Callable[[], float]) -> dict[str, list[float]]:
    """Milliseconds of storing reports with their sums and without, by turns; nothing of it is kept."""
    last = sums.latest_month()
    assert last is not None
    month = era.month_shifted(last, -200)
    rows = list(Producer.objects.filter(area_code__startswith=officer.PROVINCE).order_by("pk")[:BULK])
    found: dict[str, list[float]] = {"bulk kept": [], "bulk bare": [], "single kept": [], "single bare": []}
    for turn in range(ROUNDS + 1):
        for name, write in (("bulk", _bulk), ("single", _single)):
            for how in ("bare", "kept") if turn % 2 else ("kept", "bare"):
                gc.collect()
                with _undone(), nullcontext() if how == "kept" else _unsummed():
                    start = clock()
                    write(rows, month)
                    taken = 1000 * (clock() - start)
                if turn:
                    found[f"{name} {how}"].append(taken)
    return found


@contextmanager
def _unsummed() -> Iterator[None]:
    """Nothing of the sums is worked out, and nothing is kept."""
    with patch.object(figures, "shift", _nothing), patch.object(storing.Tally, "count", _nothing):
        yield


def _nothing(*_values: Any, **_named: Any) -> None:
    """In the place of what keeps the sums."""


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _bulk(rows: list[Producer], month: int) -> None:
    person = officer.person()
    scope = scope_of(person)
    with transaction.atomic():
        lists.store_reports(actor=person, scope=scope, reports=[_said(row, month) for row in rows])


def _single(rows: list[Producer], month: int) -> None:
    person = officer.person()
    scope = scope_of(person)
    for row in rows[:: max(len(rows) // SINGLE, 1)][:SINGLE]:
        actions.report(actor=person, scope=scope, producer=row, facts=_said(row, month))


def _said(row: Producer, month: int) -> Report:
    return Report(row.pk, month, (row.pk * 100, None, None, 5_000), State.REPORTED, sure=True)


def _pages() -> dict[str, Any]:
    """The officer's pages with the cookie that opens them."""
    client = Client(headers={"host": "localhost"})
    client.force_login(officer.person())
    session: SessionBase = client.session
    assert SESSION_KEY in session
    paths = {
        "officer's home": reverse("desk:home"),
        "district table": reverse("figures:area", args=[DISTRICT]),
        "province": reverse("figures:area", args=[officer.PROVINCE]),
        "nation": reverse("figures:area", args=["nation"]),
    }
    for path in paths.values():
        answer = client.get(path)
        assert answer.status_code == 200, path
    first = {name: _taken(client, path) for name, path in paths.items()}
    return {"cookie": f"{client.cookies['sessionid'].key}={session.session_key}", "paths": paths, "ms": first}


def _taken(client: Client, path: str) -> float:
    """Processor milliseconds of a page in this process, the middle of some."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        client.get(path)
        taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken)
