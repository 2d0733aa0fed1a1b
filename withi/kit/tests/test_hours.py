"""Opening hours: as people type them, as they are kept, as they are told; what cannot be is refused in plain words."""

from datetime import date

import pytest

from withi.kit import hours
from withi.kit.hours import Hours
from withi.kit.problem import Problem

TODAY = date(2026, 11, 26)
MORNING, AFTERNOON = (510, 720), (780, 990)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("8:30-12:00, 13:00-16:30", (MORNING, AFTERNOON)),
        ("13.00 - 16.30 น. และ ๘.๓๐–๑๒.๐๐ น.", (MORNING, AFTERNOON)),
        ("8:30 ถึง 12", (MORNING,)),
        ("ปิด", ()),
        ("Closed", ()),
        ("0:00-24:00", ((0, 1440),)),
        ("8:30-12:00,12:00-16:30", (MORNING, (720, 990))),
    ],
)
def test_spans_are_read_as_people_type_them(typed: str, read: hours.Windows) -> None:
    assert hours.read_windows(typed) == read


@pytest.mark.parametrize(
    ("typed", "rule", "thai"),
    [
        ("25:00-26:00", "hours.clock", "ไม่มีเวลา 25:00"),
        ("9:00-25:00", "hours.clock", "ไม่มีเวลา 25:00"),
        ("9:60-10:00", "hours.clock", "ไม่มีเวลา 9:60"),
        ("16:00-9:00", "hours.order", "ปิดก่อนเปิด"),
        ("9:00-9:00", "hours.order", "ปิดก่อนเปิด"),
        ("8:00-12:00, 11:00-13:00", "hours.overlap", "ซ้อนกัน"),
        ("1-2,3-4,5-6,7-8,9-10", "hours.many", "ไม่เกิน 4 ช่วง"),
        ("เช้า", "hours.unreadable", "อ่านเวลา “เช้า” ไม่ได้"),
        (",", "hours.unreadable", "อ่านเวลา"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(typed: str, rule: str, thai: str) -> None:
    with pytest.raises(Problem) as refused:
        hours.read_windows(typed)
    assert refused.value.code == rule
    assert thai in refused.value.message("th")


def test_days_that_differ_are_a_line_each() -> None:
    read = hours.read_days("13-14 เม.ย. 2570 ปิด\n\n31 ธ.ค. 69 9:00-12:00\n", TODAY)
    assert read == ((date(2026, 12, 31), ((540, 720),)), (date(2027, 4, 13), ()), (date(2027, 4, 14), ()))
    assert hours.read_days(hours.typed_days(read), TODAY) == read


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("สงกรานต์ ปิด", ["2027-04-13", "2027-04-14", "2027-04-15"]),
        ("เทศกาลสงกรานต์ ปิด", ["2027-04-13", "2027-04-14", "2027-04-15"]),
        ("วันลอยกระทง 17:00-22:00", ["2027-11-13"]),
        ("ปีใหม่ หยุด", ["2026-12-31", "2027-01-01"]),
        ("Songkran closed", ["2027-04-13", "2027-04-14", "2027-04-15"]),
    ],
)
def test_a_day_may_be_a_holiday_by_its_name(line: str, days: list[str]) -> None:
    """Those to come within a year, kept and told as dates."""
    read = hours.read_days(line, date(2026, 11, 28))
    assert [day.isoformat() for day, _windows in read] == days


@pytest.mark.parametrize("line", ["วันพระ ปิด", "นักขัตฤกษ์ ปิด", "งานวัดบ้านเรา ปิด", "หยุดสงกรานต์แน่ ปิด"])
def test_what_names_no_single_holiday_is_refused(line: str) -> None:
    with pytest.raises(Problem):
        hours.read_days(line, TODAY)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("สงกรานต์", "hours.day"),
        ("วันไหนก็ไม่รู้ ปิด", "date.unreadable"),
        ("31 ก.พ. 2570 ปิด", "date.no_such_day"),
        ("1 ม.ค. 2570 ปิด\n1 ม.ค. 2570 9:00-10:00", "hours.twice"),
        ("1 ม.ค. 2570 - 1 ม.ค. 2571 ปิด", "hours.long"),
        ("1 ม.ค. 2570 17:00-9:00", "hours.order"),
    ],
)
def test_days_that_cannot_be_are_refused(typed: str, rule: str) -> None:
    with pytest.raises(Problem) as refused:
        hours.read_days(typed, TODAY)
    assert refused.value.code == rule


WEEK = Hours(
    (*[(MORNING, AFTERNOON)] * 5, (), None),
    ((date(2026, 12, 31), ()), (date(2027, 1, 1), ()), (date(2027, 1, 2), (MORNING,))),
)


def test_the_kept_line_says_the_same_again() -> None:
    line = hours.written(WEEK)
    assert line == ("Mo-Fr 08:30-12:00,13:00-16:30; Sa off; 2026 Dec 31 off; 2027 Jan 01 off; 2027 Jan 02 08:30-12:00")
    assert hours.parsed(line) == WEEK
    assert hours.parsed("") == Hours()
    assert not Hours()


def test_a_dated_day_goes_before_its_weekday_and_untold_is_not_closed() -> None:
    assert WEEK.on(date(2026, 12, 31)) == ()
    assert WEEK.on(date(2027, 1, 2)) == (MORNING,)
    assert WEEK.on(date(2027, 1, 4)) == (MORNING, AFTERNOON)
    assert WEEK.on(date(2027, 1, 9)) == ()
    assert WEEK.on(date(2027, 1, 10)) is None
    assert WEEK.since(date(2027, 1, 2)).days == WEEK.days[2:]


def test_hours_are_told_in_both_languages() -> None:
    assert hours.told(WEEK) == "จ.–ศ. 8:30–12:00, 13:00–16:30 · ส. ปิด"
    assert hours.told(Hours(((MORNING,),) * 7), "en") == "every day 8:30–12:00"
    told = hours.told_days(WEEK, "en")
    assert "-\u2060" in told, "no line ends behind the hyphen of a period"
    assert told.replace("\xa0", " ").replace("\u2060", "") == (
        "31 Dec 2026 - 1 Jan 2027 closed · 2 Jan 2027 8:30–12:00"
    )


def test_hours_to_call_are_written_as_each_language_does() -> None:
    assert hours.call_words("8.00–18.30 น.", "en") == "8:00–18:30"
    assert hours.call_words("8.00–18.30 น.", "th") == "8.00–18.30 น."
