"""Public holidays, and which of them a text means."""

from datetime import date

import pytest

from withi.kit import holidays

KEPT = {
    2020: "02-08 05-06 07-05 07-06",
    2021: "02-26 05-26 07-24 07-25",
    2022: "02-16 05-15 07-13 07-14",
    2023: "03-06 06-03 08-01 08-02",
    2024: "02-24 05-22 07-20 07-21",
    2025: "02-12 05-11 07-10 07-11",
    2026: "03-03 05-31 07-29 07-30",
    2027: "02-21 05-20 07-18 07-19",
}
"""Makha, Visakha, Asalha and the first day of Lent as they were kept; 2027 as it is reckoned.

Held against the Thai table of the package `holidays` 0.109 too: all four are the same there from 1998 to 2004 and from
2007 to 2028. From mid 2005 to 2006 that table is a day earlier, for it knows no day more in 2005; only an almanac of
those years can say which was kept, and no trip is planned there.
"""


@pytest.mark.parametrize(
    ("told", "day", "shut"),
    [
        ("วันหยุดนักขัตฤกษ์", date(2027, 4, 13), True),
        ("ปิดวันจันทร์และวันหยุดนักขัตฤกษ์", date(2027, 2, 21), True),
        ("วันหยุดนักขัตฤกษ์", date(2027, 4, 20), False),
        ("หยุดสงกรานต์", date(2027, 4, 15), True),
        ("หยุดสงกรานต์", date(2027, 1, 1), False),
        ("ปีใหม่", date(2026, 12, 31), True),
        ("", date(2027, 1, 1), False),
    ],
)
def test_a_holiday_is_shut_where_it_is_named(told: str, day: date, shut: bool) -> None:
    assert holidays.falls_in(day, holidays.named_in(told)) is shut


@pytest.mark.parametrize(("year", "days"), KEPT.items())
def test_days_of_the_moon_are_those_that_were_kept(year: int, days: str) -> None:
    found = holidays.moon_days(year)
    assert " ".join(f"{found[name]:%m-%d}" for name in ("makha", "visakha", "asalha", "lent")) == days


@pytest.mark.parametrize(
    ("told", "day", "shut"),
    [
        ("วันพระ", date(2027, 2, 21), True),
        ("ทุกวันพระและวันจันทร์", date(2027, 3, 1), True),
        ("Buddhist holy days", date(2027, 2, 28), False),
        ("ออกพรรษา", date(2027, 10, 15), True),
        ("วันหยุดนักขัตฤกษ์", date(2027, 10, 15), False),
        ("งานลอยกระทง", date(2027, 11, 13), True),
        ("วันอาสาฬหบูชาและเข้าพรรษา", date(2027, 7, 19), True),
    ],
)
def test_days_of_the_moon_are_shut_where_they_are_named(told: str, day: date, shut: bool) -> None:
    assert holidays.falls_in(day, holidays.named_in(told)) is shut


def test_a_leap_year_and_any_year_have_their_days() -> None:
    for year in range(1990, 2101):
        found = holidays.moon_days(year)
        assert [on.year for on in found.values()] == [year] * 6
        assert list(found.values()) == sorted(found.values())


@pytest.mark.parametrize(
    ("told", "english"),
    [
        ("วันพระ", "Buddhist holy days (wan phra)"),
        ("ทุกวันพระและวันจันทร์", "Buddhist holy days (wan phra) and Mondays"),
        ("วันสงกรานต์, วันหยุดนักขัตฤกษ์", "Songkran (13-15 April) and public holidays"),
        ("ปีใหม่ สงกรานต์ และวันพระใหญ่", "New Year, Songkran (13-15 April) and great Buddhist holy days (wan phra yai)"),
        ("วันโกนและวันพระ", "days before holy days (wan kon) and Buddhist holy days (wan phra)"),
        ("ลอยกระทง", "Loy Krathong"),
        ("เสาร์-อาทิตย์", "weekends"),
        ("วันพฤหัสบดี", "Thursdays"),
        ("วันพระ เว้นแต่นัดไว้", ""),
        ("วันที่มีงานบุญ", ""),
        ("วัน", ""),
        ("", ""),
    ],
)
def test_well_known_days_are_told_in_english_and_others_are_left(told: str, english: str) -> None:
    assert holidays.in_english(told) == english
