"""Public holidays of Thailand by day, and which of them a written "closed on" means. Pure, dated, no network.

Days of the sun recur; those of the moon are told year by year, so a year that is not in MOON has none of them.
Substitute days off that offices get are no holidays of a village and are left out.
"""

from collections.abc import Collection
from datetime import date

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
MOON: dict[str, tuple[date, ...]] = {
    "makha": (date(2026, 3, 3), date(2027, 2, 21)),
    "visakha": (date(2026, 5, 31), date(2027, 5, 20)),
    "asalha": (date(2026, 7, 29), date(2027, 7, 18)),
    "lent": (date(2026, 7, 30), date(2027, 7, 19)),
}
"""Full moons as reckoned beforehand (lent: the day after); a year more each autumn, held against the cabinet's list."""
WORDS: dict[str, tuple[str, ...]] = {
    ALL: ("นักขัตฤกษ์", "วันหยุดราชการ", "public holiday"),
    "newyear": ("ปีใหม่", "New Year"),
    "songkran": ("สงกรานต์", "Songkran"),
    "makha": ("มาฆบูชา",),
    "visakha": ("วิสาขบูชา",),
    "asalha": ("อาสาฬหบูชา",),
    "lent": ("เข้าพรรษา",),
    "labour": ("วันแรงงาน",),
    "mother": ("วันแม่",),
    "father": ("วันพ่อ",),
}


def named_in(told: str) -> frozenset[str]:
    """Holidays that a text names, ALL for every one; the moon's weekly holy days (วันพระ) cannot be read."""
    return frozenset(name for name, words in WORDS.items() if any(word in told for word in words))


def names_on(day: date) -> frozenset[str]:
    """Which holidays a day is; empty on an ordinary one."""
    sun = {name for name, days in SUN.items() if (day.month, day.day) in days}
    return frozenset(sun | {name for name, days in MOON.items() if day in days})


def falls_in(day: date, named: Collection[str]) -> bool:
    """Whether a day is one of the holidays named."""
    found = names_on(day)
    return bool(found) and (ALL in named or not found.isdisjoint(named))
