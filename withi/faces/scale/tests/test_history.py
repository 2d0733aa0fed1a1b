"""Years of invented sales: their sums are those of their reports, and they come only where they belong."""

import pytest
from django.test import override_settings

from withi.faces.figures.actions import recount
from withi.faces.scale import history
from withi.kit.problem import Problem
from withi.registers.producers.tests.factory import make_producer
from withi.work.figures.queries import by_month
from withi.work.income.models import IncomeMonth

AREAS = ("40150808", "40110101", "27010202", "")


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_every_sum_is_that_of_its_reports() -> None:
    for area in AREAS:
        make_producer(area_code=area, is_demo=True)
    make_producer(area_code=AREAS[0])
    count = history.load(months=3)
    assert count == len(AREAS) * 3 == IncomeMonth.objects.count()
    sums = by_month("", sorted(set(IncomeMonth.objects.values_list("month", flat=True))))
    assert sum(one.total for one in sums.values()) == sum(IncomeMonth.objects.values_list("total", flat=True))
    assert recount(actor=None).differences == 0


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_nothing_is_mixed_into_reports_there_are() -> None:
    with pytest.raises(Problem) as empty:
        history.load(months=1)
    make_producer(area_code=AREAS[0], is_demo=True)
    history.load(months=1)
    with pytest.raises(Problem) as again:
        history.load(months=1)
    assert (empty.value.code, again.value.code) == ("scale.empty", "scale.history")


@pytest.mark.django_db
@override_settings(DEMO=False)
def test_outside_demo_mode_nothing_is_made() -> None:
    with pytest.raises(Problem) as refused:
        history.load(months=1)
    assert refused.value.code == "demo.off"
