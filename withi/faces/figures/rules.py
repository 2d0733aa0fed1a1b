"""Which months a page tells of, what may be compared, and when a fall comes from missing reports. Pure decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Final

from withi.kit import era
from withi.kit.codes import REGIONS, Region, region
from withi.kit.evenness import FEWEST, gini_of_runs

NATION: Final = "nation"
"""How the whole country is called in an address."""
REGION: Final = "region-"
"""What stands before the name of a region in an address."""
YEARS_SHOWN: Final = 10
QUARTERS: Final = (1, 2, 3, 4)
YEAR_BACK: Final = -100
"""Between a month's key and that of the same month a year before."""
WELL_REPORTED: Final = 700
"""Thousandths of due reports below which a figure carries a warning."""
STEPS: Final = (200, 350, 500)
"""Thousandths sold inside the community at which the map's tone changes."""
OUTSIDERS_UNITS: Final = 100
"""Producers below which outsiders see no spread: its tenths would stand on a handful."""


@dataclass(frozen=True, slots=True)
class Period:
    """Months of one fiscal year that a page tells of: all until now, a quarter, or one month."""

    year: int
    part: str
    months: tuple[int, ...]

    @property
    def before(self) -> tuple[int, ...]:
        """The same months of the year before."""
        return tuple(month + YEAR_BACK for month in self.months)

    @property
    def is_month(self) -> bool:
        return len(self.part) == 6


def region_named(name: str) -> Region | None:
    """The region that an address names; None where it names something else."""
    return next((region for region in REGIONS if name == f"{REGION}{region}"), None)


def region_of(code: str) -> Region | None:
    """The region of an area; none of what is known no closer than the nation."""
    return region(code) if code else None


def period_of(year: int, part: str, last: int) -> Period:
    """The months that the address names, as far as they have begun; `last` is the last month that can be told of.

    What names nothing is the whole year until now; a part that has not begun stays whole and is told as empty.
    """
    months = era.fiscal_months(year)
    chosen = months
    if part[:1] == "q" and part[1:].isdigit() and int(part[1:]) in QUARTERS:
        start = 3 * (int(part[1:]) - 1)
        chosen = months[start : start + 3]
    elif part.isdigit() and int(part) in months:
        chosen = (int(part),)
    else:
        part = ""
    return Period(year, part, tuple(month for month in chosen if month <= last) or chosen)


def fiscal_year_of(month: int) -> int:
    return era.fiscal_year(era.month_start(month))


def last_month(today: date) -> int:
    """The last whole month."""
    return era.month_shifted(era.month_key(today), -1)


def share(part: int, whole: int) -> int | None:
    """Thousandths, to the nearest; None where there is nothing to be a part of."""
    return (part * 1000 + whole // 2) // whole if whole else None


def growth(now: int, before: int) -> int | None:
    """Percent by which an amount grew, negative where it fell; None where there was nothing."""
    if not before:
        return None
    change = (now - before) * 100
    return (abs(change) + before // 2) // before * (1 if change >= 0 else -1)


@dataclass(frozen=True, slots=True)
class Reporting:
    """How many reports came of those due; an area with nobody active is due none."""

    come: int
    due: int

    @property
    def part(self) -> int | None:
        return share(min(self.come, self.due), self.due)

    @property
    def is_low(self) -> bool:
        return self.part is not None and self.part < WELL_REPORTED


def falls_short(now: int, before: int, reporting: Reporting, reporting_before: Reporting) -> bool:
    """Whether less was told and fewer told it."""
    fewer = (reporting.part or 0) < (reporting_before.part or 0)
    return now < before and fewer


def is_of_reports(now: int, before: int, same: int, same_before: int) -> bool:
    """Whether a fall is first of all one of missing reports: what is told by the same people (or by a report on
    average) fell at most half as far."""
    return 2 * (same_before - same) * before <= (before - now) * same_before


@dataclass(frozen=True, slots=True)
class Maker:
    """What one producer sold in a period, over how many people it is spread, where (the code of its village, or of what
    is known), and the shares that it stated."""

    satang: int
    people: int
    place: str
    shares: tuple[int, ...] = ()


def over_members(makers: Sequence[Maker]) -> float | None:
    """Gini over members: the sales of a group by the shares that it stated, else laid equally on them (an assumption,
    told as one); on one where no number is known. None for fewer than two people or no sales."""
    return gini_of_runs(run for maker in makers for run in laid(maker))


def laid(maker: Maker) -> list[tuple[int, int]]:
    """What a producer sold, by member: amounts, each with how many have it; together equal to the satang."""
    if not maker.shares:
        return laid_equally(maker.satang, max(maker.people, 1))
    whole, ends = sum(maker.shares), accumulate(maker.shares)
    cuts = [0, *(maker.satang * end // whole for end in ends)]
    return [(end - begin, 1) for begin, end in pairwise(cuts)]


def laid_equally(satang: int, people: int) -> list[tuple[int, int]]:
    """An amount in as many parts as people: who has a satang more, and who has not."""
    each, left = divmod(satang, people)
    return [(each + 1, left), (each, people - left)]


def step_of(thousandths: int) -> int:
    """Which of the map's four tones an area has."""
    return sum(thousandths >= edge for edge in STEPS)


@dataclass(frozen=True, slots=True)
class Average:
    """What may be said of a published figure per producer: an amount, or that its population is not the register's."""

    satang: int | None
    registered: int


def average(satang: int, producers: int | None, registered: int) -> Average:
    """Per producer only where the source says how many it counted: any other number belongs to other people."""
    return Average(satang // producers if producers else None, registered)


def fits(units: int, *, full: bool) -> bool:
    """Whether a spread is shown: to the officers in charge from two units on, to others only over many."""
    return units >= (FEWEST if full else OUTSIDERS_UNITS)


def ranked(shares: Mapping[str, int | None]) -> dict[str, int]:
    """Places from 1, the largest share first, equal ones by code; areas without a share have no place."""
    known = sorted((-value, code) for code, value in shares.items() if value is not None)
    return {code: place for place, (_, code) in enumerate(known, 1)}


# --- support beside sales -------------------------------------------------------------------------

A_YEAR: Final = 12
"""Months below which nothing is said of sales beside support."""
FEWEST_SUPPORTED: Final = 20
"""Producers below which a twentieth of them is nobody."""
TOP_PART: Final = 20
FEWEST_COMPARED: Final = 5
"""Producers with two whole years below which a group is not compared: it would be one maker's luck."""


@dataclass(frozen=True, slots=True)
class Supported:
    """A producer with how often it was given something, and what it sold in a year and the year before."""

    pk: int
    name: str
    times: int
    satang: int
    before: int
    come: int
    came: int

    @property
    def is_whole(self) -> bool:
        """Whether all months of both years were reported, so that the years can be compared."""
        return self.come >= A_YEAR and self.came >= A_YEAR


@dataclass(frozen=True, slots=True)
class Group:
    """Producers supported about alike: how many, how often in all, what they sold in twelve months, and how that
    compares for the `whole` ones among them, who reported all months of both years."""

    producers: int
    times: int
    satang: int
    whole: int
    change: int | None


@dataclass(frozen=True, slots=True)
class Groups:
    """The half supported least, those between, and the twentieth supported most."""

    least: Group
    middle: Group
    most: Group

    @property
    def times(self) -> int:
        return self.least.times + self.middle.times + self.most.times


def parted(producers: Sequence[Supported]) -> tuple[Sequence[Supported], ...]:
    """The half supported least, those between, the twentieth supported most; the least supported come first."""
    half, most = len(producers) // 2, -(-len(producers) // TOP_PART)
    return producers[:half], producers[half : len(producers) - most], producers[len(producers) - most :]


def groups(producers: Sequence[Supported]) -> Groups | None:
    """None where they are too few to be parted, or nobody was given anything."""
    if len(producers) < FEWEST_SUPPORTED or not any(one.times for one in producers):
        return None
    return Groups(*(_group(some) for some in parted(producers)))


def _group(some: Sequence[Supported]) -> Group:
    whole = [one for one in some if one.is_whole]
    told = len(whole) >= FEWEST_COMPARED
    change = growth(sum(one.satang for one in whole), sum(one.before for one in whole)) if told else None
    return Group(len(some), sum(one.times for one in some), sum(one.satang for one in some), len(whole), change)
