"""Dates as people here write and read them: Buddhist era (พ.ศ. = CE + 543) and the fiscal year Oct-Sep.

Everything is stored CE. A fiscal year is named by the Buddhist year it ends in; a month is the integer
CE year * 100 + month.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from withi.kit.problem import Problem, Rule, register
from withi.kit.thai import clean, digits

BE_OFFSET: Final = 543
FIRST_YEAR, LAST_YEAR = 1857, 2157
"""CE years taken (พ.ศ. 2400-2700): below 2400 a four-digit year is CE, from 2400 it is Buddhist."""
_FIRST_BE: Final = FIRST_YEAR + BE_OFFSET
_YEARS_AHEAD: Final = 20
_FISCAL_START: Final = 10

Style = Literal["short", "long"]

# fmt: off
_LONG_TH: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)
_SHORT_TH: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)
_LONG_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
_SHORT_EN: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)
_COLLOQUIAL: Final = (
    "มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา",
    "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา",
)
# fmt: on
_MISSPELLED: Final = {
    "กุมภาพันธุ์": 2,
    "กรกฏาคม": 7,
    "กรกฏา": 7,
    "กันยายยน": 9,
    "พฤษจิกายน": 11,
    "พฤศจิกายน์": 11,
    "sept": 9,
}

register(
    Rule(
        "date.empty",
        "ยังไม่ได้กรอกวันที่ ให้กรอก เช่น 21 พ.ย. 2568",
        "No date was entered. Write it as 21 Nov 2025.",
    ),
    Rule(
        "date.unreadable",
        "อ่านวันที่ “{text}” ไม่ได้ ให้กรอกวัน เดือน ปี เช่น 21 พ.ย. 2568 หรือ 21/11/2568",
        "The date “{text}” cannot be read. Write day, month and year, such as 21 Nov 2025 or 21/11/2025.",
    ),
    Rule(
        "date.no_year",
        "วันที่ “{text}” ไม่มีปี ให้เติมปี พ.ศ. เช่น 21 พ.ย. 2568",
        "The date “{text}” has no year. Add it, such as 21 Nov 2025.",
    ),
    Rule(
        "date.no_such_day",
        "ไม่มีวันที่ “{text}” ในปฏิทิน ให้ตรวจวันและเดือน โดยเขียนวันก่อนเดือน",
        "There is no “{text}” in the calendar. Check day and month, and write the day first.",
    ),
    Rule(
        "date.year",
        "ปี {year} อยู่นอกช่วงที่ระบบรับ (พ.ศ. 2400 ถึง 2700) ให้ตรวจปีแล้วกรอกใหม่",
        "The year {year} is outside what the system takes (1857 to 2157). Check the year.",
    ),
    Rule(
        "date.reversed",
        "ช่วงวันที่ “{text}” จบก่อนเริ่ม ให้กรอกวันแรกก่อนวันสุดท้าย",
        "The period “{text}” ends before it starts. Write the first day before the last.",
    ),
    Rule(
        "date.short_year",
        "ปีสองหลักอ่านเป็น พ.ศ. ให้ตรวจว่าเป็นปีที่ตั้งใจ",
        "A year of two digits was read as Buddhist era. Check that it is the year meant.",
    ),
    Rule(
        "date.christian_year",
        "ปีที่น้อยกว่า 2400 อ่านเป็น ค.ศ. ให้ตรวจว่าเป็นปีที่ตั้งใจ",
        "A year below 2400 was read as CE. Check that it is the year meant.",
    ),
    Rule(
        "date.buddhist_year",
        "วันที่แบบ ปี-เดือน-วัน ใช้ปี พ.ศ. จึงลบ 543 ให้แล้ว",
        "The date is written year-month-day with a Buddhist year; 543 was taken off.",
    ),
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A date read from text, and the rule of the catalogue that had to be assumed ("" for none)."""

    date: date
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of a period, both included, and the rule assumed."""

    first: date
    last: date
    rule: str = ""


def _month_names() -> dict[str, int]:
    lists = (_LONG_TH, _SHORT_TH, _LONG_EN, _SHORT_EN, _COLLOQUIAL)
    names = {_bare(name): number for names in lists for number, name in enumerate(names, start=1)}
    return names | {_bare(name): number for name, number in _MISSPELLED.items()}


def _bare(name: str) -> str:
    return re.sub(r"[\s.,/\-–]+", "", name).lower()


_MONTHS: Final = _month_names()

_FILLER = re.compile(
    r"(?:ระหว่าง|ตั้งแต่|เมื่อ)?\s*วัน(?:(?:จันทร์|อังคาร|พุธ|พฤหัส(?:บดี)?|ศุกร์|เสาร์|อาทิตย์)\s*)?ที่"
    r"|เดือน|พ\.\s*ศ\.?|ค\.\s*ศ\.?|พศ\.?|ปี\s*(?=[0-9])|\bB\.?E\.?|\bA\.?D\.?|\bC\.?E\.?|[()\[\]]",
    re.IGNORECASE,
)
_TIME = re.compile(r"[ T]\s*(?:เวลา\s*)?[0-9]{1,2}[.:][0-9]{2}(?:[.:][0-9]{2}(?:\.[0-9]+)?)?\s*(?:น\.?|Z)?$")
_ISO = re.compile(r"([0-9]{4})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4}|[0-9]{2})")
_NAMED = re.compile(r"(?P<day>[0-9]{1,2})(?P<name>[^0-9]+?)(?P<year>[0-9]{4}|[0-9]{2})")
_NAME_FIRST = re.compile(r"(?P<name>[^0-9]+?)(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\s*,\s*(?P<year>[0-9]{4})")
_MONTH_SHAPES = (
    re.compile(r"(?P<month>[^0-9]+?)\s*(?P<year>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<month>[0-9]{1,2})\s*[-/. ]\s*(?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})\s*[-/. ]\s*(?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})"),
)
_YEARLESS = re.compile(r"([0-9]{1,2})([^0-9]+)|([0-9]{1,2})\s*/\s*([0-9]{1,2})")


def parse_date(text: str, *, today: date) -> Parsed:
    """A date from "29 มิ.ย. 61", "20 กค 2561", "26/6/2561", "2020-06-19" or "19 June 2020", Thai digits too.

    Two digits of a year are Buddhist: the latest such year not more than 20 years after `today`. Four
    digits are Buddhist from 2400, else CE. Raises Problem date.*.
    """
    body = _plain(text)
    if not body:
        raise Problem("date.empty")
    for pattern, read in _READERS:
        found = pattern.fullmatch(body)
        parsed = read(found, text, today) if found else None
        if parsed:
            return parsed
    raise Problem("date.no_year" if _is_yearless(body) else "date.unreadable", text=text)


def _plain(text: str) -> str:
    body = _FILLER.sub(" ", digits(clean(text)))
    return _TIME.sub("", " " + body.strip()).strip(" ,")


def _read_iso(found: re.Match[str], text: str, _today: date) -> Parsed:
    year = int(found[1])
    parsed = _build(year, int(found[2]), int(found[3]), text)
    return Parsed(parsed, "date.buddhist_year" if year >= _FIRST_BE else "")


def _read_numbers(found: re.Match[str], text: str, today: date) -> Parsed:
    year, rule = _year(found[3], today)
    return Parsed(_build(year, int(found[2]), int(found[1]), text), rule)


def _read_named(found: re.Match[str], text: str, today: date) -> Parsed | None:
    """Day, name of the month and year; none when the name is no month. English names go with CE years."""
    name = _bare(found["name"])
    if name not in _MONTHS:
        return None
    year, rule = _year(found["year"], today)
    parsed = _build(year, _MONTHS[name], int(found["day"]), text)
    return Parsed(parsed, "" if name.isascii() and rule == "date.christian_year" else rule)


def _year(text: str, today: date) -> tuple[int, str]:
    """A year in its era, and the rule assumed."""
    year = int(text)
    if len(text) == 2:
        return _full_year(year, today), "date.short_year"
    return year, "" if year >= _FIRST_BE else "date.christian_year"


def _full_year(short: int, today: date) -> int:
    latest = today.year + BE_OFFSET + _YEARS_AHEAD
    return latest - (latest - short) % 100


def _build(year: int, month: int, day: int, text: str) -> date:
    """The date of a year in either era."""
    common = year - BE_OFFSET if year >= _FIRST_BE else year
    if not FIRST_YEAR <= common <= LAST_YEAR:
        raise Problem("date.year", year=year)
    try:
        return date(common, month, day)
    except ValueError:
        raise Problem("date.no_such_day", text=text) from None


_Reader = Callable[[re.Match[str], str, date], Parsed | None]
_READERS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = (
    (_ISO, _read_iso),
    (_NUMBERS, _read_numbers),
    (_NAMED, _read_named),
    (_NAME_FIRST, _read_named),
)


def _is_yearless(body: str) -> bool:
    found = _YEARLESS.fullmatch(body)
    return found is not None and (bool(found[3]) or _bare(found[2]) in _MONTHS)


_SEPARATORS: Final = tuple(map(re.compile, (r"\s+[-–—]\s+|\s*(?:ถึง|–|—|~)\s*|\s+to\s+", r"\s*-\s*")))
_SAME_MONTH = re.compile(r"([0-9]{1,2})\s*(?:[-–—~,]|ถึง|และ|\bto\b|\band\b)\s*([0-9]{1,2}\s*[^0-9\s\-–.].*)")


def parse_month(text: str, *, today: date) -> int:
    """A month as `YYYYMM` (CE) from "มิ.ย. 61", "มิถุนายน 2561", "6/2561", "2561-06", "256106" or any date in it.

    Years as in `parse_date`. Raises Problem date.*.
    """
    body = _plain(text)
    for pattern in _MONTH_SHAPES:
        if found := pattern.fullmatch(body):
            number = found["month"]
            month = int(number) if number.isdecimal() else _MONTHS.get(_bare(number), 0)
            if 1 <= month <= 12:
                return month_key(_build(_year(found["year"], today)[0], month, 1, text))
    return month_key(parse_date(text, today=today).date)


def parse_range(text: str, *, today: date) -> Span:
    """A period from "26 - 27 มิถุนายน 2561", "30 มิ.ย. - 2 ก.ค. 61" or two whole dates; one date is a day.

    A first day without month or year takes those of the last (and the year before where it would else
    come later). Raises Problem date.*.
    """
    body = _plain(text)
    same_month = _SAME_MONTH.fullmatch(body)
    if same_month:
        last = parse_date(same_month[2], today=today)
        return _span(_build(last.date.year, last.date.month, int(same_month[1]), text), last, text)
    for separator in _SEPARATORS:
        ends = separator.split(body)
        if len(ends) == 2 and all(ends):
            return _between(ends[0], ends[1], text, today)
    day = parse_date(text, today=today)
    return Span(day.date, day.date, day.rule)


def _between(left: str, right: str, text: str, today: date) -> Span:
    last = parse_date(right, today=today)
    if not _is_yearless(_plain(left)):
        return _span(parse_date(left, today=today).date, last, text)
    joint = "/" if "/" in left else " "
    first = parse_date(f"{left}{joint}{last.date.year + BE_OFFSET}", today=today).date
    if first > last.date:
        first = parse_date(f"{left}{joint}{last.date.year + BE_OFFSET - 1}", today=today).date
    return _span(first, last, text)


def _span(first: date, last: Parsed, text: str) -> Span:
    if first > last.date:
        raise Problem("date.reversed", text=text)
    return Span(first, last.date, last.rule)


def from_sheet(day: date) -> Parsed:
    """A date cell of a sheet: a year from 2400 was typed in the Buddhist era. Raises Problem date.*."""
    rule = "date.buddhist_year" if day.year >= _FIRST_BE else ""
    return Parsed(_build(day.year, day.month, day.day, day.strftime("%d/%m/%Y")), rule)


def year_in(day: date, lang: str = "th") -> int:
    """The year as shown: Buddhist in Thai, CE in English."""
    return day.year if lang.startswith("en") else day.year + BE_OFFSET


def format_date(day: date, lang: str = "th", style: Style = "short") -> str:
    """ "21 พ.ย. 2568" or "21 Nov 2025"; style "long" writes the month out."""
    return f"{day.day} {month_name(day.month, lang, style)} {year_in(day, lang)}"


def kept_together(shown: str) -> str:
    """A date as it is shown, with spaces at which no line breaks."""
    return shown.replace(" ", "\u00a0")


def kept_span(shown: str) -> str:
    """A period as it is shown on a page, with neither spaces nor hyphens at which a line breaks."""
    return kept_together(shown).replace("-", "-\u2060")


@lru_cache(maxsize=4_096)
def kept_date(day: date, lang: str) -> str:
    """The short form, kept together; said once, for the rows of a list have few days between them."""
    return kept_together(format_date(day, lang))


def format_span(first: date, last: date, lang: str = "th", style: Style = "short") -> str:
    """A period without saying month or year twice: "26-27 มิ.ย. 2561"."""
    if first == last:
        return format_date(last, lang, style)
    if first.year != last.year:
        return f"{format_date(first, lang, style)} - {format_date(last, lang, style)}"
    if first.month != last.month:
        return f"{first.day} {month_name(first.month, lang, style)} - {format_date(last, lang, style)}"
    return f"{first.day}-{format_date(last, lang, style)}"


def month_name(month: int, lang: str = "th", style: Style = "short") -> str:
    """A month by its number: "พ.ย.", or "Nov" in English."""
    short, long = (_SHORT_EN, _LONG_EN) if lang.startswith("en") else (_SHORT_TH, _LONG_TH)
    return (long if style == "long" else short)[month - 1]


def fiscal_year(day: date) -> int:
    """The fiscal year (ปีงบประมาณ, BE) a day lies in: 1 October 2025 opens 2569."""
    return day.year + BE_OFFSET + (day.month >= _FISCAL_START)


def fiscal_span(year: int) -> Span:
    """First and last day of a fiscal year given in BE."""
    end = year - BE_OFFSET
    return Span(date(end - 1, _FISCAL_START, 1), date(end, _FISCAL_START, 1) - timedelta(days=1))


def quarter(day: date) -> int:
    """The quarter of the fiscal year, 1 (Oct-Dec) to 4 (Jul-Sep)."""
    return (day.month - _FISCAL_START) % 12 // 3 + 1


def month_key(day: date) -> int:
    """The month of a day as CE year * 100 + month: 202511."""
    return day.year * 100 + day.month


def month_label(key: int, lang: str = "th", style: Style = "short") -> str:
    """ "พ.ย. 2568" or "Nov 2025" for 202511; ValueError when the key names no month."""
    first = date(key // 100, key % 100, 1)
    return f"{month_name(first.month, lang, style)} {year_in(first, lang)}"


def fiscal_months(year: int) -> tuple[int, ...]:
    """The twelve months of a fiscal year (BE), October first."""
    return months_from(month_key(fiscal_span(year).first), 12)


def months_from(key: int, count: int) -> tuple[int, ...]:
    """`count` months from one on."""
    return tuple(month_shifted(key, step) for step in range(count))


def month_shifted(key: int, by: int) -> int:
    """The month so many months later, or earlier where below zero."""
    year, month = divmod(key // 100 * 12 + key % 100 - 1 + by, 12)
    return year * 100 + month + 1


def month_start(key: int) -> date:
    """The first day of a month; ValueError when the key names none."""
    return date(key // 100, key % 100, 1)


def month_end(key: int) -> date:
    """The last day of a month."""
    return month_start(month_shifted(key, 1)) - timedelta(days=1)
