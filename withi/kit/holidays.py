"""Public holidays of Thailand by day, and which of them a written "closed on" means. Pure, dated, no network.

Days of the sun recur; those of the moon are reckoned by its calendar (`kit/moon`), for every year. Substitute
days off that offices get are no holidays of a village and are left out.
"""

import re
from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from withi.kit import moon

ALL = "all"
SUN: dict[str, tuple[tuple[int, int], ...]] = {
    "newyear": ((1, 1), (12, 31)),
    "chakri": ((4, 6),),
    "songkran": ((4, 13), (4, 14), (4, 15)),
    "labour": ((5, 1),),
    "coronation": ((5, 4),),
    "queen": ((6, 3),),
    "king": ((7, 28),),
    "mother": ((8, 12),),
    "navamin": ((10, 13),),
    "piya": ((10, 23),),
    "father": ((12, 5),),
    "constitution": ((12, 10),),
}
MOON = ("makha", "visakha", "asalha", "lent")
"""Public days of the moon; the end of Lent, Loy Krathong and the weekly holy days are no public holidays."""
HOLY = "holy"
WORDS: dict[str, tuple[str, ...]] = {
    ALL: ("นักขัตฤกษ์", "วันหยุดราชการ", "public holiday"),
    "newyear": ("ปีใหม่", "New Year"),
    "songkran": ("สงกรานต์", "Songkran"),
    "makha": ("มาฆบูชา",),
    "visakha": ("วิสาขบูชา",),
    "asalha": ("อาสาฬหบูชา",),
    "lent": ("เข้าพรรษา",),
    "lentend": ("ออกพรรษา",),
    "krathong": ("ลอยกระทง", "Loy Krathong"),
    HOLY: ("วันพระ", "holy day"),
    "labour": ("วันแรงงาน",),
    "mother": ("วันแม่",),
    "father": ("วันพ่อ",),
}


_CALLED: Final = re.compile("^(?:วัน|เทศกาล|งาน)+")


def named_in(told: str) -> frozenset[str]:
    """Holidays that a text names, ALL for every public one, HOLY for the weekly holy days (วันพระ)."""
    return frozenset(name for name, words in WORDS.items() if any(word in told for word in words))


def moon_days(year: int) -> dict[str, date]:
    """Buddhist days of a year by the moon; in one with two eighth months the first two fall a month later."""
    later = 1 if moon.has_month_more(year) else 0
    lent = moon.full_moon(year, 8)
    return {
        "makha": moon.full_moon(year, 3 + later),
        "visakha": moon.full_moon(year, 6 + later),
        "asalha": lent,
        "lent": lent + timedelta(days=1),
        "lentend": moon.full_moon(year, 11),
        "krathong": moon.full_moon(year, 12),
    }


def coming(told: str, today: date) -> tuple[date, ...]:
    """The days of a holiday within a year from today, where that is all that is told: "สงกรานต์", "วันลอยกระทง"."""
    name = _BY_NAME.get(_bare(told), "")
    found = set[date]()
    for year in (today.year, today.year + 1):
        found |= {date(year, month, day) for month, day in SUN.get(name, ())}
        found |= {on for known, on in moon_days(year).items() if known == name}
    return tuple(sorted(day for day in found if today <= day < today + timedelta(days=365)))


def _bare(told: str) -> str:
    return _CALLED.sub("", told.strip()).casefold()


_BY_NAME: Final = {_bare(word): name for name, words in WORDS.items() for word in words}


def names_on(day: date) -> frozenset[str]:
    """Which holidays a day is; empty on an ordinary one."""
    found = {name for name, days in SUN.items() if (day.month, day.day) in days}
    found |= {name for name, on in moon_days(day.year).items() if on == day}
    return frozenset(found | {HOLY} if moon.day_of(day).is_holy else found)


def falls_in(day: date, named: Collection[str]) -> bool:
    """Whether a day is one of the holidays named."""
    found = names_on(day)
    is_public = not found.isdisjoint(SUN) or not found.isdisjoint(MOON)
    return (ALL in named and is_public) or not found.isdisjoint(named)


SPOKEN: Final = (
    ("วันหยุดนักขัตฤกษ์", "public holidays"),
    ("นักขัตฤกษ์", "public holidays"),
    ("วันหยุดราชการ", "public holidays"),
    ("วันพระใหญ่", "great Buddhist holy days (wan phra yai)"),
    ("วันพระ", "Buddhist holy days (wan phra)"),
    ("วันโกน", "days before holy days (wan kon)"),
    ("เทศกาลสงกรานต์", "Songkran (13-15 April)"),
    ("วันสงกรานต์", "Songkran (13-15 April)"),
    ("สงกรานต์", "Songkran (13-15 April)"),
    ("วันขึ้นปีใหม่", "New Year"),
    ("วันปีใหม่", "New Year"),
    ("ปีใหม่", "New Year"),
    ("วันมาฆบูชา", "Makha Bucha Day"),
    ("วันวิสาขบูชา", "Visakha Bucha Day"),
    ("วันอาสาฬหบูชา", "Asalha Bucha Day"),
    ("วันเข้าพรรษา", "the first day of Buddhist Lent"),
    ("วันออกพรรษา", "the last day of Buddhist Lent"),
    ("วันลอยกระทง", "Loy Krathong"),
    ("ลอยกระทง", "Loy Krathong"),
    ("วันแรงงาน", "Labour Day"),
    ("วันแม่", "Mother's Day"),
    ("วันพ่อ", "Father's Day"),
    ("เสาร์-อาทิตย์", "weekends"),
    ("เสาร์อาทิตย์", "weekends"),
    ("จันทร์", "Mondays"),
    ("อังคาร", "Tuesdays"),
    ("พุธ", "Wednesdays"),
    ("พฤหัสบดี", "Thursdays"),
    ("พฤหัส", "Thursdays"),
    ("ศุกร์", "Fridays"),
    ("เสาร์", "Saturdays"),
    ("อาทิตย์", "Sundays"),
)
"""Well-known days as a foreign guest is told of them; the longer word stands before the one it holds."""
_DAY: Final = "|".join(re.escape(thai) for thai, _ in SPOKEN)
_FIRST: Final = re.compile(rf"(?:[\s,/]|และ|กับ)*(?:ทุก)?(?P<day>{_DAY}|วัน(?P<week>{_DAY}))[\s,/]*")


def in_english(told: str) -> str:
    """Days told in Thai, in English: "วันพระและวันจันทร์" is "Buddhist holy days (wan phra) and Mondays".

    Empty where a word is not well known: half a translation would be wrong.
    """
    english, found, place = dict(SPOKEN), list[str](), 0
    while place < len(told):
        met = _FIRST.match(told, place)
        if met is None:
            return ""
        found.append(english[met["week"] or met["day"]])
        place = met.end()
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"
