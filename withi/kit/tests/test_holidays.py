"""Public holidays, and which of them a text means."""

from datetime import date

import pytest

from withi.kit import holidays


@pytest.mark.parametrize(
    ("told", "day", "shut"),
    [
        ("วันหยุดนักขัตฤกษ์", date(2027, 4, 13), True),
        ("ปิดวันจันทร์และวันหยุดนักขัตฤกษ์", date(2027, 2, 21), True),
        ("วันหยุดนักขัตฤกษ์", date(2027, 4, 20), False),
        ("หยุดสงกรานต์", date(2027, 4, 15), True),
        ("หยุดสงกรานต์", date(2027, 1, 1), False),
        ("ปีใหม่", date(2026, 12, 31), True),
        ("วันพระ", date(2027, 2, 21), False),
        ("", date(2027, 1, 1), False),
    ],
)
def test_a_holiday_is_shut_where_it_is_named(told: str, day: date, shut: bool) -> None:
    assert holidays.falls_in(day, holidays.named_in(told)) is shut


def test_days_of_the_moon_are_told_for_every_year_that_can_be_planned() -> None:
    assert len({len(days) for days in holidays.MOON.values()}) == 1
    assert all(
        one.toordinal() + 1 == two.toordinal()
        for one, two in zip(holidays.MOON["asalha"], holidays.MOON["lent"], strict=True)
    )
