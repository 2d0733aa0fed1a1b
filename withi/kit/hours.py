"""Opening hours: a week, and days that are not like it. Read as people type them, told in both languages.

Kept as one line in a small part of OpenStreetMap's `opening_hours`, which other systems read too:
"Mo-Fr 08:30-12:00,13:00-16:30; Su off; 2027 Apr 13 off". Minutes count from midnight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from withi.kit import era, holidays, thai
from withi.kit.problem import Problem, Rule, register

register(
    Rule(
        "hours.unreadable",
        "อ่านเวลา “{text}” ไม่ได้ ให้พิมพ์เวลาเปิดและปิด เช่น 8:30-12:00, 13:00-16:30 หรือพิมพ์ว่า ปิด",
        "The hours “{text}” cannot be read. Write 8:30-12:00, 13:00-16:30, or closed.",
    ),
    Rule(
        "hours.clock",
        "ไม่มีเวลา {text} น. ให้ใช้ 0:00 ถึง 24:00",
        "There is no {text} on the clock. Use 0:00 to 24:00.",
    ),
    Rule(
        "hours.order",
        "ช่วง {text} ปิดก่อนเปิด ให้พิมพ์เวลาเปิดก่อนเวลาปิด ถ้าเปิดข้ามเที่ยงคืนให้พิมพ์ถึง 24:00",
        "{text} closes before it opens. Write the opening time first; past midnight, write until 24:00.",
    ),
    Rule(
        "hours.overlap",
        "ช่วง {text} ซ้อนกัน ให้รวมเป็นช่วงเดียวหรือแก้เวลาให้ไม่ทับกัน",
        "{text} overlap. Make them one, or change them so that they do not.",
    ),
    Rule(
        "hours.many",
        "หนึ่งวันเปิดได้ไม่เกิน {most} ช่วง ให้รวมช่วงที่ใกล้กัน",
        "A day has at most {most} spans. Join those that lie close together.",
    ),
    Rule(
        "hours.day",
        "อ่านบรรทัด “{text}” ไม่ได้ ให้พิมพ์วันที่ตามด้วยเวลา เช่น 13-15 เม.ย. 2570 ปิด หรือ 31 ธ.ค. 2569 9:00-12:00",
        "“{text}” cannot be read. Write a date and its hours: 13-15 Apr 2027 closed, or 31 Dec 2026 9:00-12:00.",
    ),
    Rule(
        "hours.twice",
        "วันที่ {day} มีอยู่สองบรรทัด ให้เหลือบรรทัดเดียว",
        "{day} stands on two lines. Keep one of them.",
    ),
    Rule(
        "hours.long",
        "บอกวันพิเศษได้ไม่เกิน {most} วัน ให้ตัดวันที่ผ่านไปแล้วหรือช่วงที่ยาวเกินไป",
        "At most {most} days may differ. Take out those that are over, or a span that is too long.",
    ),
)

Window = tuple[int, int]
Windows = tuple[Window, ...]

MIDNIGHT, MOST_WINDOWS, MOST_DAYS = 1440, 4, 90
CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT = {
    "th": ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
WORDS = {"th": ("ทุกวัน", "ปิด"), "en": ("every day", "closed")}
CLOSED = {"ปิด", "หยุด", "closed", "off"}

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:น\.?)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|—|ถึง|to)\s*{_TIME}")
_POINTED = re.compile(r"([0-9]{1,2})\.([0-9]{2})")
# The day is a date, or a holiday by its name: holidays.coming.
_DATED = re.compile(r"(?P<day>.+?)\s+(?P<hours>(?:ปิด|หยุด|closed|off)|\d{1,2}[:.]\d{2}.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a place is open: seven days from Monday (None: not told, () closed), and dated days that differ."""

    week: tuple[Windows | None, ...] = (None,) * 7
    days: tuple[tuple[date, Windows], ...] = ()

    def on(self, day: date) -> Windows | None:
        """When it is open on a day; None where nobody told."""
        return next((windows for found, windows in self.days if found == day), self.week[day.weekday()])

    def since(self, day: date) -> Hours:
        """The same without days that are over."""
        return Hours(self.week, tuple(one for one in self.days if one[0] >= day))

    def __bool__(self) -> bool:
        return bool(self.days) or any(windows is not None for windows in self.week)


# --- as it is typed ------------------------------------------------------------------------------


def read_windows(text: str) -> Windows:
    """The spans of one day from "8:30-12:00, 13.00-16.30 น."; () for "ปิด". Raises Problem hours.*."""
    body = thai.digits(text).strip().lower()
    if body in CLOSED:
        return ()
    found = tuple(sorted(_span(part.strip(), text) for part in re.split(r"[,;/]|\sและ\s", body) if part.strip()))
    if not found:
        raise Problem("hours.unreadable", text=text)
    if len(found) > MOST_WINDOWS:
        raise Problem("hours.many", most=MOST_WINDOWS)
    for before, after in pairwise(found):
        if after[0] < before[1]:
            raise Problem("hours.overlap", text=f"{_shown(before)}, {_shown(after)}")
    return found


def _span(part: str, text: str) -> Window:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise Problem("hours.unreadable", text=text)
    opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if closes <= opens:
        raise Problem("hours.order", text=part)
    return opens, closes


def _minutes(hour: str, minute: str | None) -> int:
    minute = minute or "00"
    value = int(hour) * 60 + int(minute)
    if int(minute) > 59 or value > MIDNIGHT:
        raise Problem("hours.clock", text=f"{hour}:{minute}")
    return value


def read_days(text: str, today: date) -> tuple[tuple[date, Windows], ...]:
    """Days that differ, a line each: "13-15 เม.ย. 2570 ปิด", "ลอยกระทง ปิด". Raises Problem hours.* and date.*."""
    found: dict[date, Windows] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = _DATED.fullmatch(thai.digits(line))
        if parts is None:
            raise Problem("hours.day", text=line)
        windows = read_windows(parts["hours"])
        for day in _days_told(parts["day"], today, MOST_DAYS - len(found)):
            if day in found:
                raise Problem("hours.twice", day=era.format_date(day))
            found[day] = windows
    return tuple(sorted(found.items()))


def _days_told(text: str, today: date, most: int) -> Iterable[date]:
    """The days of a span, or of a holiday to come; refused where they are too many."""
    if named := holidays.coming(text, today):
        return named
    span = era.parse_range(text, today=today)
    if (span.last - span.first).days >= most:
        raise Problem("hours.long", most=MOST_DAYS)
    return _each(span.first, span.last)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


# --- as it is kept -------------------------------------------------------------------------------


def written(hours: Hours) -> str:
    """The line that is kept; empty where nothing is told."""
    return "; ".join((*_week_written(hours.week), *(f"{_dated(day)} {_kept(told)}" for day, told in hours.days)))


def _week_written(week: Sequence[Windows | None]) -> Iterator[str]:
    for first, last, windows in _runs(week):
        if windows is not None:
            yield f"{_named(CODES, first, last, '-')} {_kept(windows)}"


def _runs(week: Sequence[Windows | None]) -> Iterator[tuple[int, int, Windows | None]]:
    """Days in a row with the same hours, as first and last."""
    for windows, days in groupby(range(7), key=week.__getitem__):
        group = list(days)
        yield group[0], group[-1], windows


def _named(names: Sequence[str], first: int, last: int, joint: str) -> str:
    return names[first] if first == last else f"{names[first]}{joint}{names[last]}"


def _dated(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02d}"


def _kept(windows: Windows) -> str:
    return ",".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in windows) or "off"


def clock(minute: int) -> str:
    """A time of the day as machines read it: "08:30"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parsed(line: str) -> Hours:
    """The hours of a kept line; ValueError for one that `written` did not write."""
    week: list[Windows | None] = [None] * 7
    days = []
    for part in filter(None, line.split("; ")):
        name, told = part.rsplit(" ", 1)
        windows = () if told == "off" else tuple(_read(span) for span in told.split(","))
        if name[0].isdigit():
            year, month, day = name.split()
            days.append((date(int(year), MONTHS.index(month) + 1, int(day)), windows))
            continue
        ends = [CODES.index(code) for code in name.split("-")]
        week[ends[0] : ends[-1] + 1] = [windows] * (ends[-1] - ends[0] + 1)
    return Hours(tuple(week), tuple(days))


def _read(span: str) -> Window:
    opens, closes = span.split("-")
    return int(opens[:2]) * 60 + int(opens[3:]), int(closes[:2]) * 60 + int(closes[3:])


# --- as it is told -------------------------------------------------------------------------------


def typed(windows: Windows | None) -> str:
    """The spans of a day as one types them: "8:30-12:00, 13:00-16:30"; empty where not told."""
    if windows is None:
        return ""
    return ", ".join(_shown(window, "-") for window in windows) or WORDS["th"][1]


def typed_days(days: Iterable[tuple[date, Windows]]) -> str:
    """Days that differ as lines of the form."""
    return "\n".join(f"{era.format_span(first, last)} {typed(windows)}" for first, last, windows in _spans(days))


def call_words(told: str, lang: str) -> str:
    """Hours as somebody typed them; in English with colons and without the Thai word behind them."""
    return _POINTED.sub(r"\1:\2", told.replace(" น.", "")) if lang == "en" else told


def told(hours: Hours, lang: str = "th") -> str:
    """The week in a few words: "จ.-ศ. 8:30–12:00 · ส. ปิด", "ทุกวัน 8:30–16:30"."""
    names = SHORT[lang]
    return " · ".join(
        f"{WORDS[lang][0] if (first, last) == (0, 6) else _named(names, first, last, '–')} {_said(windows, lang)}"
        for first, last, windows in _runs(hours.week)
        if windows is not None
    )


def told_days(hours: Hours, lang: str = "th") -> str:
    """Days that differ in a few words: "13-15 เม.ย. 2570 ปิด"."""
    return " · ".join(
        era.kept_span(f"{era.format_span(first, last, lang)} {_said(windows, lang)}")
        for first, last, windows in _spans(hours.days)
    )


def _said(windows: Windows, lang: str) -> str:
    return ", ".join(map(_shown, windows)) or WORDS[lang][1]


def _shown(window: Window, joint: str = "–") -> str:
    return joint.join(f"{minute // 60}:{minute % 60:02d}" for minute in window)


def _spans(days: Iterable[tuple[date, Windows]]) -> Iterator[tuple[date, date, Windows]]:
    """Days in a row with the same hours, as first and last."""
    held: list[tuple[date, date, Windows]] = []
    for day, windows in days:
        if held and held[-1][1] + timedelta(days=1) == day and held[-1][2] == windows:
            held[-1] = (held[-1][0], day, windows)
        else:
            held.append((day, day, windows))
    yield from held
