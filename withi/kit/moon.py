"""The Thai calendar of the moon: month and day of any date, and the holy days (วันพระ) of each month. Pure, no network.

Odd months have 29 days, even ones 30, and the first begins around the new moon of November or December. Two additions
keep them with moon and sun: a second eighth month (ปีอธิกมาส), or a thirtieth day of the seventh (ปีอธิกวาร). Which year
has one is reckoned as the old astronomers did (สุริยยาตร์): from the age of the moon and the excess of its days at the
new year of the Minor Era, in April. Held against the days that were kept from 2001 on; offices have the last word.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

FULL = 15
"""The full moon; as many days wax in every month."""
EIGHTH = 8
_ERA = 638
_KNOWN, _FIRST = 2026, date(2025, 11, 21)
"""A year whose first day is known: its second eighth month was full on 29 July 2026."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the moon: `number` 1 to 12, `again` for the second eighth one."""

    number: int
    first: date
    days: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class MoonDay:
    """A day as the calendar names it: ขึ้น or แรม so many ค่ำ of a month."""

    month: Month
    waxing: bool
    number: int

    @property
    def is_holy(self) -> bool:
        """A weekly holy day: the eighth waxing and waning, the full moon, and the last of the month."""
        last = self.month.days - FULL
        return self.number in ((EIGHTH, FULL) if self.waxing else (EIGHTH, last))


@dataclass(frozen=True, slots=True)
class _NewYear:
    """The sky on the new year of the Minor Era: whether the sun's year is long, the moon's age, the excess of days."""

    is_long: bool
    age: int
    excess: int


def _new_year(year: int) -> _NewYear:
    """800 parts of a day are reckoned for the sun, 692 for the moon: eleven days more in 703."""
    parts = (year - _ERA) * 292_207 + 373
    moon = (parts // 800 + 1) * 11 + 650
    return _NewYear(800 - parts % 800 <= 207, (parts // 800 + 1 + moon // 692) % 30, moon % 692)


def has_month_more(year: int) -> bool:
    """Whether a year (of its April) has two eighth months: a young or an old moon at the new year, of two the later."""
    age, after = _new_year(year).age, _new_year(year + 1).age
    return age <= 5 or (age >= 25 and (age, after) != (25, 5)) or (age, after) == (24, 6)


def has_day_more(year: int) -> bool:
    """Whether the seventh month of a year has thirty days; a year with a month more leaves its day to the next one."""
    return not has_month_more(year) and (_wants_day(year) or (has_month_more(year - 1) and _wants_day(year - 1)))


def _wants_day(year: int) -> bool:
    sky = _new_year(year)
    return sky.excess <= 126 if sky.is_long else sky.excess < 137


def _lengths(year: int) -> list[tuple[int, int]]:
    """Months of a year with their days."""
    found = [(number, 29 if number % 2 else 30) for number in range(1, 13)]
    if has_day_more(year):
        found[6] = (7, 30)
    return [*found[:EIGHTH], (EIGHTH, 30), *found[EIGHTH:]] if has_month_more(year) else found


@lru_cache(maxsize=64)
def months(year: int) -> tuple[Month, ...]:
    """Twelve or thirteen months of the year of the moon that holds the April of a year CE."""
    day = _FIRST
    for other in range(_KNOWN, year):
        day += timedelta(days=sum(days for _number, days in _lengths(other)))
    for other in range(year, _KNOWN):
        day -= timedelta(days=sum(days for _number, days in _lengths(other)))
    made: list[Month] = []
    for number, days in _lengths(year):
        made.append(Month(number, day, days, again=bool(made) and made[-1].number == number))
        day += timedelta(days=days)
    return tuple(made)


def day_of(day: date) -> MoonDay:
    """What the calendar of the moon calls a day."""
    known = (*months(day.year), *months(day.year + 1))
    month = next(one for one in reversed(known) if one.first <= day)
    number = (day - month.first).days + 1
    return MoonDay(month, number <= FULL, number if number <= FULL else number - FULL)


def full_moon(year: int, number: int) -> date:
    """The full moon of a month; of two eighth months the second."""
    month = next(one for one in reversed(months(year)) if one.number == number)
    return month.first + timedelta(days=FULL - 1)
