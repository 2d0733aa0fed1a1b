"""Dates of the Buddhist era, periods, fiscal years and months."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withi.kit import era
from withi.kit.era import BE_OFFSET, Parsed, Span, Style, format_date, format_span, parse_date, parse_range
from withi.kit.problem import RULES, Problem

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(era.FIRST_YEAR, 1, 1), date(era.LAST_YEAR, 12, 31))
RECENT = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("text", "day", "rule"),
    [
        ("29 มิ.ย. 61", date(2018, 6, 29), "date.short_year"),
        ("29 มิ.ย.61", date(2018, 6, 29), "date.short_year"),
        ("20 กค 2561", date(2018, 7, 20), ""),
        ("20\u00a0ก.ค. 2561\u00a0 เวลา 09.00 น.", date(2018, 7, 20), ""),
        ("๒๐ กรกฎาคม ๒๕๖๑", date(2018, 7, 20), ""),
        ("20 กรกฏาคม 2561", date(2018, 7, 20), ""),
        ("20กรกฎาคม2561", date(2018, 7, 20), ""),
        ("วันที่ 20 เดือน กรกฎาคม พ.ศ. 2561", date(2018, 7, 20), ""),
        ("วันพฤหัสบดีที่ 5 กุมภา 2569", date(2026, 2, 5), ""),
        ("26/6/2561", date(2018, 6, 26), ""),
        ("26-06-2561", date(2018, 6, 26), ""),
        ("26.6.2561", date(2018, 6, 26), ""),
        ("๒๖/๖/๖๑", date(2018, 6, 26), "date.short_year"),
        ("26/06/2018", date(2018, 6, 26), "date.christian_year"),
        ("26 มิ.ย. 2018", date(2018, 6, 26), "date.christian_year"),
        ("2020-06-19", date(2020, 6, 19), ""),
        ("2020-06-19 00:00:00", date(2020, 6, 19), ""),
        ("2020-06-19T08:30:00", date(2020, 6, 19), ""),
        ("2563-06-19", date(2020, 6, 19), "date.buddhist_year"),
        ("19 June 2020", date(2020, 6, 19), ""),
        ("19 Jun 2563", date(2020, 6, 19), ""),
        ("June 19, 2020", date(2020, 6, 19), ""),
        ("29/2/2567", date(2024, 2, 29), ""),
    ],
)
def test_dates_as_people_write_them(text: str, day: date, rule: str) -> None:
    assert parse_date(text, today=TODAY) == Parsed(day, rule)
    assert not rule or rule in RULES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date.empty"),
        (" \u200b", "date.empty"),
        ("สิ้นเดือน", "date.unreadable"),
        ("20 กกก 2561", "date.unreadable"),
        ("26 มิ.ย.", "date.no_year"),
        ("26/6", "date.no_year"),
        ("31/2/2561", "date.no_such_day"),
        ("29 ก.พ. 2566", "date.no_such_day"),
        ("6/26/2561", "date.no_such_day"),
        ("0/6/2561", "date.no_such_day"),
        ("1/1/1234", "date.year"),
        ("1/1/2701", "date.year"),
        ("1" * 5000, "date.unreadable"),
    ],
)
def test_unreadable_dates_name_their_rule(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_date(text, today=TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("year", "expected"), [("00", 1957), ("61", 2018), ("69", 2026), ("89", 2046), ("90", 1947), ("99", 1956)]
)
def test_two_digits_are_the_buddhist_year_not_far_ahead(year: str, expected: int) -> None:
    assert parse_date(f"5 พ.ค. {year}", today=TODAY).date.year == expected


@given(DAYS, st.sampled_from(["th", "en"]), st.sampled_from(["short", "long"]))
def test_a_shown_date_reads_back(day: date, lang: str, style: Style) -> None:
    assert parse_date(format_date(day, lang, style), today=TODAY) == Parsed(day)


@given(DAYS)
def test_machine_and_number_dates_read_back(day: date) -> None:
    assert parse_date(day.isoformat(), today=TODAY) == Parsed(day)
    assert parse_date(f"{day.day}/{day.month}/{day.year + BE_OFFSET}", today=TODAY) == Parsed(day)


@given(st.dates(TODAY - timedelta(days=79 * 365), TODAY + timedelta(days=19 * 365)))
def test_short_years_read_back_within_the_century(day: date) -> None:
    text = f"{day.day}/{day.month}/{(day.year + BE_OFFSET) % 100:02d}"
    assert parse_date(text, today=TODAY) == Parsed(day, "date.short_year")


@given(st.text(max_size=40))
def test_any_text_gives_a_date_or_a_refusal_of_the_house(text: str) -> None:
    with suppress(Problem):
        span = parse_range(text, today=TODAY)
        assert span.first <= span.last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("26 - 27 มิถุนายน 2561", date(2018, 6, 26), date(2018, 6, 27)),
        ("ระหว่างวันที่ 26 – 27 มิ.ย. 2561", date(2018, 6, 26), date(2018, 6, 27)),
        ("๒๖-๒๗ มิ.ย. ๖๑", date(2018, 6, 26), date(2018, 6, 27)),
        ("26 และ 27 มิ.ย. 61", date(2018, 6, 26), date(2018, 6, 27)),
        ("26-27/6/2561", date(2018, 6, 26), date(2018, 6, 27)),
        ("30 มิ.ย. - 2 ก.ค. 61", date(2018, 6, 30), date(2018, 7, 2)),
        ("30 มิ.ย.-2 ก.ค. 61", date(2018, 6, 30), date(2018, 7, 2)),
        ("28 ธ.ค. ถึง 3 ม.ค. 2562", date(2018, 12, 28), date(2019, 1, 3)),
        ("28/12 - 3/1/2562", date(2018, 12, 28), date(2019, 1, 3)),
        ("28 ธ.ค. 2561 - 3 ม.ค. 2562", date(2018, 12, 28), date(2019, 1, 3)),
        ("26/6/2561-27/6/2561", date(2018, 6, 26), date(2018, 6, 27)),
        ("2020-06-19 - 2020-06-20", date(2020, 6, 19), date(2020, 6, 20)),
        ("20 to 22 June 2020", date(2020, 6, 20), date(2020, 6, 22)),
        ("26-6-2561", date(2018, 6, 26), date(2018, 6, 26)),
        ("26 มิ.ย. 2561", date(2018, 6, 26), date(2018, 6, 26)),
    ],
)
def test_periods_as_people_write_them(text: str, first: date, last: date) -> None:
    span = parse_range(text, today=TODAY)
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("27 - 26 มิ.ย. 61", "date.reversed"),
        ("2 ก.ค. 2561 - 30 มิ.ย. 2561", "date.reversed"),
        ("31 - 2 มิ.ย. 61", "date.no_such_day"),
        ("26 - 27 มิ.ย.", "date.no_year"),
        ("", "date.empty"),
    ],
)
def test_unreadable_periods_name_their_rule(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_range(text, today=TODAY)
    assert caught.value.code == code


@given(RECENT, st.integers(0, 400), st.sampled_from(["th", "en"]), st.sampled_from(["short", "long"]))
def test_a_shown_period_reads_back(first: date, length: int, lang: str, style: Style) -> None:
    last = first + timedelta(days=length)
    shown = format_span(first, last, lang, style)
    assert parse_range(shown, today=TODAY) == Span(first, last)


def test_dates_are_shown_in_both_eras() -> None:
    assert format_date(date(2025, 11, 21)) == "21 พ.ย. 2568"
    assert format_date(date(2025, 11, 21), "th", "long") == "21 พฤศจิกายน 2568"
    assert format_date(date(2025, 11, 21), "en") == "21 Nov 2025"
    assert format_span(date(2018, 6, 26), date(2018, 6, 27)) == "26-27 มิ.ย. 2561"
    assert format_span(date(2018, 6, 30), date(2018, 7, 2)) == "30 มิ.ย. - 2 ก.ค. 2561"


def test_a_date_cell_may_hold_a_buddhist_year() -> None:
    assert era.from_sheet(date(2561, 6, 26)) == Parsed(date(2018, 6, 26), "date.buddhist_year")
    assert era.from_sheet(date(2018, 6, 26)) == Parsed(date(2018, 6, 26))
    with pytest.raises(Problem, match=r"date\.year"):
        era.from_sheet(date(1, 1, 1))


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [
        (date(2025, 9, 30), 2568, 4),
        (date(2025, 10, 1), 2569, 1),
        (date(2025, 12, 31), 2569, 1),
        (date(2026, 1, 1), 2569, 2),
        (date(2026, 4, 1), 2569, 3),
        (date(2026, 7, 1), 2569, 4),
    ],
)
def test_fiscal_year_runs_from_october(day: date, year: int, quarter: int) -> None:
    assert era.fiscal_year(day) == year
    assert era.quarter(day) == quarter


@given(RECENT)
def test_a_day_lies_in_its_fiscal_year(day: date) -> None:
    span = era.fiscal_span(era.fiscal_year(day))
    assert span.first <= day <= span.last
    assert era.fiscal_year(span.last + timedelta(days=1)) == era.fiscal_year(day) + 1


def test_months_are_integer_keys() -> None:
    assert era.month_key(date(2025, 11, 21)) == 202511
    assert era.month_label(202511) == "พ.ย. 2568"
    assert era.month_label(202511, "en", "long") == "November 2025"
    with pytest.raises(ValueError, match="month"):
        era.month_label(202513)


@pytest.mark.parametrize(("month", "by", "then"), [(202601, -1, 202512), (202512, 1, 202601), (202505, -12, 202405)])
def test_months_move(month: int, by: int, then: int) -> None:
    assert era.month_shifted(month, by) == then


@given(st.integers(200001, 209912).filter(lambda key: 1 <= key % 100 <= 12), st.integers(-400, 400))
def test_months_move_back(month: int, by: int) -> None:
    assert era.month_shifted(era.month_shifted(month, by), -by) == month


@pytest.mark.parametrize(
    "text",
    [
        "มิ.ย. 61", "มิย61", "เดือนมิถุนายน พ.ศ. ๒๕๖๑", "June 2018", "6/2561", "06/2018", "2561-06", "256106", "201806",
        "2018-06-30", "2018-06-01 00:00:00", "30 มิ.ย. 61",
    ],
)  # fmt: skip
def test_a_month_is_read_as_lists_write_it(text: str) -> None:
    assert era.parse_month(text, today=date(2026, 11, 26)) == 201806


@pytest.mark.parametrize("text", ["", "มิถุนายน", "13/2561", "256113", "6", "มิถุนา 5 ปี"])
def test_a_month_without_a_year_is_none(text: str) -> None:
    with pytest.raises(Problem):
        era.parse_month(text, today=date(2026, 11, 26))
