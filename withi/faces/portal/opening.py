"""When something is open and what a homestay is, in the words of a page. Pure; boards and jsonld use it."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from withi.faces.portal.rules import Row, Tongue, dotted
from withi.kit import era, hours
from withi.kit.hours import Hours, Windows
from withi.kit.ready import NOTHING, Plain
from withi.registers.villages.visits import standard_until

AHEAD = timedelta(days=60)
"""Days with other hours are told so long before; all of them where no week is told, as of a festival."""
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def told_of(line: str, today: date) -> Hours:
    """The hours of an asset, with the days to come that differ."""
    known = hours.parsed(line).since(today)
    if not any(known.week):
        return known
    return Hours(known.week, tuple(one for one in known.days if one[0] <= today + AHEAD))


@lru_cache(maxsize=1_024)
def line_words(line: str, lang: str, today: date) -> str:
    """A kept line in words; many places keep the same hours, so it is said once a day."""
    told = told_of(line, today)
    return dotted(hours.told(told, lang), hours.told_days(told, lang))


def open_words(row: Row, spoken: Tongue, today: date) -> Plain:
    """When it is open and how long a visit takes: "every day 8:30–16:30 · takes about 45 min"."""
    long = era.kept_together(spoken.figured("takes", n=str(row["minutes"]))) if row["minutes"] else ""
    return Plain(dotted(line_words(row["hours"], spoken.lang, today) if row["hours"] else "", long))


def stay_words(row: Row, spoken: Tongue, today: date) -> str:
    """Houses, rooms, the acknowledged notification or that none is given, the standard while it holds."""
    houses = spoken.counted("houses", row["houses"]) if row["houses"] else ""
    rooms = spoken.counted("rooms", row["rooms"]) if row["rooms"] else ""
    permit = spoken.word("permit", number=row["permit"]) if row["permit"] else spoken.word("no_permit")
    return dotted(houses, rooms, permit, _standard(row["standard"], spoken, today))


def _standard(since: date | None, spoken: Tongue, today: date) -> str:
    until = standard_until(since) if since else None
    return spoken.figured("standard", day=spoken.day(until)) if until and until >= today else NOTHING


def specification(row: Row, today: date) -> list[dict[str, Any]]:
    """The same for search machines (schema.org OpeningHoursSpecification)."""
    if not row["hours"]:
        return []
    told = told_of(row["hours"], today)
    return [*_week(told), *(one for day, windows in told.days for one in _dated(day, windows))]


def _week(told: Hours) -> Iterator[dict[str, Any]]:
    """One entry for each span of the day, with the days that have it."""
    spans = dict.fromkeys(span for windows in told.week if windows for span in windows)
    for span in spans:
        days = [name for name, windows in zip(WEEK, told.week, strict=True) if windows and span in windows]
        yield _entry(span, dayOfWeek=days)


def _dated(day: date, windows: Windows) -> Iterator[dict[str, Any]]:
    """A day that differs; a closed one opens and closes at midnight, as schema.org has it."""
    for span in windows or ((0, 0),):
        yield _entry(span, validFrom=day.isoformat(), validThrough=day.isoformat())


def _entry(span: tuple[int, int], **more: Any) -> dict[str, Any]:
    closes = "23:59" if span[1] == hours.MIDNIGHT else hours.clock(span[1])
    return {"@type": "OpeningHoursSpecification", "opens": hours.clock(span[0]), "closes": closes, **more}
