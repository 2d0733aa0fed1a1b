"""The calendar of the moon against days and kinds of years that were kept, and against the sky's mean month."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit import moon

MONTH_MORE = {2002, 2004, 2007, 2010, 2012, 2015, 2018, 2021, 2023, 2026}
DAY_MORE = {2005, 2009, 2016, 2020, 2025}
NEW_MOON, LUNATION = date(2000, 1, 6).toordinal() + 0.76, 29.530589


def test_years_with_a_month_or_a_day_more_are_those_that_were() -> None:
    years = range(2001, 2028)
    assert {year for year in years if moon.has_month_more(year)} == MONTH_MORE
    assert {year for year in years if moon.has_day_more(year)} == DAY_MORE


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 11, 5), "ขึ้น 15 เดือน 12 วันพระ"),
        (date(2025, 11, 20), "แรม 15 เดือน 12 วันพระ"),
        (date(2025, 11, 21), "ขึ้น 1 เดือน 1"),
        (date(2026, 6, 29), "ขึ้น 15 เดือน 8 วันพระ"),
        (date(2026, 7, 29), "ขึ้น 15 เดือน 8 หลัง วันพระ"),
        (date(2026, 7, 30), "แรม 1 เดือน 8 หลัง"),
        (date(2026, 8, 6), "แรม 8 เดือน 8 หลัง วันพระ"),
        (date(2027, 2, 14), "ขึ้น 8 เดือน 3 วันพระ"),
        (date(2027, 3, 7), "แรม 14 เดือน 3 วันพระ"),
    ],
)
def test_a_day_has_its_name(day: date, name: str) -> None:
    found = moon.day_of(day)
    said = f"{'ขึ้น' if found.waxing else 'แรม'} {found.number} เดือน {found.month.number}"
    assert said + " หลัง" * found.month.again + " วันพระ" * found.is_holy == name


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)))
def test_every_month_has_four_holy_days_and_keeps_with_the_moon(day: date) -> None:
    found = moon.day_of(day)
    month = [found.month.first + timedelta(days=number) for number in range(found.month.days)]
    assert day in month
    assert sum(moon.day_of(one).is_holy for one in month) == 4
    age = (found.month.first.toordinal() - NEW_MOON) % LUNATION
    assert min(age, LUNATION - age) < 3
