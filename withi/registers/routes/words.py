"""A route as the pages show it: its days with times and kilometres, and its facts, as ready strings. No query.

What many routes say alike is said once in each language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.ground.web.answers import language
from withi.kit import era, hours
from withi.kit.hours import Hours
from withi.registers.routes import rules
from withi.registers.routes.guests import PublicRoute, PublicStop
from withi.registers.routes.models import EFFORT_NAMES, MODE_NAMES, THEME_NAMES, Route, RouteStop
from withi.registers.routes.rules import Obstacle, Passed, clock

MINUTES = 60
AnyRoute = Route | PublicRoute
AnyStop = RouteStop | PublicStop
"""Of the desk, or as guests read them."""


@dataclass(frozen=True)
class StopLine:
    """One stop on the road; `leg` is the way here from the one before, `km` its stone.

    `hours` tells when what one comes for is open, where that is not at this hour on every day of the week; `misses`:
    on none.
    """

    row: AnyStop
    name: str
    home: str
    km: str
    time: str
    until: str
    leg: str
    stay: str
    note: str
    hours: str
    misses: bool
    closed: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Day:
    """A day of a route with its stops."""

    number: int
    ends: str
    stops: tuple[StopLine, ...]


def said(row: object, name: str, lang: str = "") -> str:
    """The words in the page's language, Thai where there is no English."""
    english = getattr(row, f"{name}_en")
    return str(english if (lang or language()) == "en" and english else getattr(row, f"{name}_th"))


def timetable(row: AnyRoute, stops: Sequence[AnyStop]) -> list[Passed]:
    """When each stop is reached."""
    return rules.timetable([stop.halt() for stop in stops], row.begins_at, row.mode)


def length(row: AnyRoute) -> str:
    """How long it takes: "2 days"."""
    return _in_days(row.days, language())


@lru_cache(maxsize=16)
def _in_days(days: int, _lang: str) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def obstacle_words(found: Obstacle) -> str:
    """Why a community is no stop now; empty where it is one."""
    words = {
        "unpublished": _("not published"),
        "paused": _("paused for now"),
        "ceased": _("no longer receives guests"),
        "": "",
    }
    return words[found]


def closed(stops: Iterable[AnyStop]) -> str:
    """Which communities keep the route from guests, and why: "Ban A: paused for now"; empty for none."""
    told = {said(stop.community, "name"): obstacle_words(stop.obstacle()) for stop in stops if stop.obstacle()}
    return ", ".join(f"{name}: {why}" for name, why in told.items())


def days(row: AnyRoute, stops: Sequence[AnyStop]) -> list[Day]:
    """The days of a route, those without a stop too."""
    passed = timetable(row, stops)
    shown = [_line(stop, one, place, len(stops)) for place, (stop, one) in enumerate(zip(stops, passed, strict=True))]
    found = []
    for number in range(1, row.days + 1):
        mine = tuple(line for line in shown if line.row.day == number)
        ends = [one.leaves for one in passed if one.day == number]
        found.append(Day(number, clock(ends[-1], language()) if ends else "", mine))
    return found


def _line(stop: AnyStop, one: Passed, place: int, count: int) -> StopLine:
    lang = language()
    home = said(stop.community, "name")
    line = stop.asset.hours if stop.asset else ""
    fitting = rules.open_days(line, one.arrives, one.leaves)
    return StopLine(
        row=stop,
        name=said(stop.asset, "name") if stop.asset else home,
        home=home if stop.asset else "",
        km="" if one.km is None else f"{one.km:.0f}",
        time=clock(one.arrives, lang),
        until=clock(one.leaves, lang),
        leg=leg(one),
        stay=lasting(stop.minutes),
        note=said(stop, "note"),
        hours="" if fitting is None else opening(line, lang, misses=not fitting),
        misses=fitting == (),
        closed=obstacle_words(stop.obstacle()),
        is_first=place == 0,
        is_last=place == count - 1,
    )


@lru_cache(maxsize=1_024)
def opening(line: str, lang: str, *, misses: bool) -> str:
    """When something is open, without the days on which it is not; `misses`: that is never at the hour of the stop."""
    known = hours.parsed(line)
    open_days = Hours(tuple(windows or None for windows in known.week))
    told = {"hours": hours.told(open_days or known, lang)}
    return (_("not open at this hour: %(hours)s") if misses else _("open %(hours)s")) % told


def leg(one: Passed) -> str:
    """The way to a stop: "from the stop before about 12 km, 20 minutes"; empty where it is not known."""
    if one.leg_km is None or not one.leg_minutes:
        return ""
    return _ridden(shown_km(one.leg_km), one.leg_minutes, language())


@lru_cache(maxsize=2_048)
def _ridden(km: str, minutes: int, _lang: str) -> str:
    return _("from the stop before about %(km)s km, %(time)s") % {"km": km, "time": lasting(minutes)}


def shown_km(km: float) -> str:
    """Kilometres as an estimate may be told: one decimal for the nearest only."""
    return f"{km:.1f}" if km < 10 else f"{km:.0f}"


def on_day(day: int) -> str:
    return _("Day %(n)s") % {"n": day}


def lasting(minutes: int) -> str:
    """A while in words: "1 hour 30 minutes"."""
    return _lasting(minutes, language())


@lru_cache(maxsize=1_024)
def _lasting(minutes: int, _lang: str) -> str:
    hours, rest = divmod(minutes, MINUTES)
    parts = [ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}] if hours else []
    if rest:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(parts)


def sums(row: AnyRoute, stops: Sequence[AnyStop]) -> str:
    """How far in all and how long on the way: "about 48 km, 1 hour 20 minutes on the road"; empty where unknown."""
    passed = timetable(row, stops)
    if not passed or passed[-1].km is None:
        return ""
    riding = sum(one.leg_minutes or 0 for one in passed)
    return _in_all(f"{passed[-1].km:.0f}", riding, language()) if riding else ""


@lru_cache(maxsize=2_048)
def _in_all(km: str, minutes: int, _lang: str) -> str:
    return _("about %(km)s km, %(time)s on the road") % {"km": km, "time": lasting(minutes)}


def season(row: AnyRoute) -> str:
    """When to go: "November to February", "the whole year"."""
    return _season(row.season_first, row.season_last, language())


@lru_cache(maxsize=512)
def _season(first_month: int | None, last_month: int | None, lang: str) -> str:
    if first_month is None or last_month is None:
        return _("the whole year")
    first, last = (era.month_name(month, lang, "long") for month in (first_month, last_month))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def group(row: AnyRoute) -> str:
    """How many may come at once; empty where any number may."""
    told = {"least": row.group_min, "most": row.group_max}
    if row.group_min and row.group_max and row.group_min < row.group_max:
        return _("%(least)d–%(most)d people") % told
    if row.group_max:
        return _("up to %(most)d people") % told
    return _("at least %(least)d people") % told if row.group_min and row.group_min > 1 else ""


def facts(row: AnyRoute) -> list[tuple[str, str]]:
    """What is told of a route, label and words; without what nobody told."""
    told = [
        (_("Length"), length(row)),
        (_("Season"), season(row)),
        (_("Difficulty"), str(dict(EFFORT_NAMES)[row.effort])),
        (_("Theme"), str(dict(THEME_NAMES)[row.theme])),
        (_("How one travels"), str(dict(MODE_NAMES)[row.mode])),
        (_("Group"), group(row)),
    ]
    return [(label, words) for label, words in told if words]
