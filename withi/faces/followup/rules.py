"""What a monitoring report says of communities: sums that keep apart what is known and what nobody told, and what of
each community asks to be looked at. Pure; nothing here says what came of what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from withi.kit import era
from withi.registers.villages.rules import TAKES_GUESTS, Receiving, is_stale

YEARS = 3
"""Fiscal years that a report may be asked for, this one among them."""
YEAR_BACK = -100
"""From a month's key to the same month of the year before."""


class Reason(StrEnum):
    """Why a community asks to be looked at, the heaviest first."""

    UNSAID = "unsaid"  # it never said whether it receives guests
    CLOSED = "closed"  # supported before, and not receiving today
    SILENT = "silent"  # none of the due months was reported
    UNCONFIRMED = "unconfirmed"  # what it says was not looked at for 30 days
    OUTDATED = "outdated"  # a print in use is worn or shows what is no longer so
    UNSUPPORTED = "unsupported"  # nothing stands in the ledger
    UNTOLD = "untold"  # notices that nobody read or was told of


@dataclass(frozen=True, slots=True)
class Money:
    """Satang of the entries whose amount is known, of how many."""

    satang: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """One community as the registers know it. `confirmed_on` None: it never said how it stands.

    `reports`: the satang of every month that was reported, by month; a month that is missing was not reported, and is
    no zero. `scans` and `counted` are two series that are never added up; None where nobody was counted.
    `paid`: what the ledger gave, where amounts are known. `built` and `seen`: structures and facilities, and those an
    officer verified.
    """

    pk: int
    name: str
    place: str
    area_code: str
    receiving: str
    confirmed_on: date | None = None
    facts_on: date | None = None
    times: int = 0
    last_given: date | None = None
    paid: Money = Money()
    reports: tuple[tuple[int, int], ...] = ()
    guests: int = 0
    scans: int | None = None
    counted: int | None = None
    prints: int = 0
    outdated: int = 0
    built: int = 0
    seen: int = 0
    untold: int = 0

    @property
    def is_said(self) -> bool:
        return self.confirmed_on is not None

    @property
    def takes_guests(self) -> bool:
        return self.is_said and self.receiving in TAKES_GUESTS

    @property
    def is_ceased(self) -> bool:
        return self.is_said and self.receiving == Receiving.CEASED

    @property
    def satang(self) -> int | None:
        """What was reported together; None where nothing was."""
        return sum(amount for _month, amount in self.reports) if self.reports else None

    def due(self, months: Sequence[int]) -> int:
        """How many months it was to report: none once it gave up, but those that it reported all the same."""
        return len(self.reports) if self.is_ceased else len(months)


def reasons(one: Standing, months: Sequence[int], today: date) -> tuple[Reason, ...]:
    """What of a community asks to be looked at; nothing of one that gave up but its prints."""
    if one.is_ceased:
        return (Reason.OUTDATED,) if one.prints else ()
    late = is_stale(one.confirmed_on, today) or is_stale(one.facts_on, today)
    held = {
        Reason.UNSAID: not one.is_said,
        Reason.CLOSED: one.is_said and not one.takes_guests and one.times > 0,
        Reason.SILENT: bool(months) and not one.reports,
        Reason.UNCONFIRMED: one.is_said and late,
        Reason.OUTDATED: one.outdated > 0,
        Reason.UNSUPPORTED: not one.times,
        Reason.UNTOLD: one.untold > 0,
    }
    return tuple(reason for reason, holds in held.items() if holds)


def first_looked_at(
    rows: Iterable[Standing], months: Sequence[int], today: date
) -> list[tuple[Standing, tuple[Reason, ...]]]:
    """Communities that ask to be looked at, those with most reasons first, then by the heaviest of them."""
    order = list(Reason)
    found = [(one, why) for one in rows if (why := reasons(one, months, today))]
    return sorted(found, key=lambda pair: (-len(pair[1]), [order.index(reason) for reason in pair[1]]))


@dataclass(frozen=True, slots=True)
class Totals:
    """An area's communities together; `come` of `due` monthly reports, of `silent` communities none at all."""

    communities: int
    taking: int
    closed: int
    unsaid: int
    late: int
    supported: int
    supported_taking: int
    times: int
    paid_satang: int
    paid_known: int
    come: int
    due: int
    whole: int
    silent: int
    satang: int
    guests: int
    scans: int
    scanned: int
    counted: int
    counting: int
    prints: int
    outdated: int
    built: int
    seen: int
    untold: int

    @property
    def paid(self) -> Money:
        return Money(self.paid_satang, self.paid_known)


SUMMED = ("times", "guests", "scans", "counted", "prints", "outdated", "built", "seen", "untold")
"""What is added up as it stands; nothing known adds nothing."""


def totals(rows: Sequence[Standing], months: Sequence[int], today: date) -> Totals:
    """The sums of a report, each beside how many communities it is known of."""
    summed = {name: sum(getattr(one, name) or 0 for one in rows) for name in SUMMED}
    return Totals(
        communities=len(rows),
        late=sum(Reason.UNCONFIRMED in reasons(one, months, today) for one in rows),
        paid_satang=sum(one.paid.satang for one in rows),
        paid_known=sum(one.paid.known for one in rows),
        scanned=sum(one.scans is not None for one in rows),
        counting=sum(one.counted is not None for one in rows),
        **_stood(rows),
        **_reported(rows, months),
        **summed,
    )


def _stood(rows: Sequence[Standing]) -> dict[str, int]:
    """How communities stand, and of those supported how many receive guests."""
    supported = [one for one in rows if one.times]
    return {
        "taking": sum(one.takes_guests for one in rows),
        "closed": sum(one.is_said and not one.takes_guests for one in rows),
        "unsaid": sum(not one.is_said for one in rows),
        "supported": len(supported),
        "supported_taking": sum(one.takes_guests for one in supported),
    }


def _reported(rows: Sequence[Standing], months: Sequence[int]) -> dict[str, int]:
    """Months that came of those due; a community that gave up is neither silent nor whole."""
    owing = [one for one in rows if months and not one.is_ceased]
    return {
        "come": sum(len(one.reports) for one in rows),
        "due": sum(one.due(months) for one in rows),
        "whole": sum(len(one.reports) >= len(months) for one in owing),
        "silent": sum(not one.reports for one in owing),
        "satang": sum(one.satang or 0 for one in rows),
    }


def by_month(rows: Iterable[Standing], months: Sequence[int]) -> list[int | None]:
    """What was taken in, month by month; None where nobody reported, which is no zero."""
    found: dict[int, int] = {}
    for one in rows:
        for month, amount in one.reports:
            found[month] = found.get(month, 0) + amount
    return [found.get(month) for month in months]


def last_month(today: date) -> int:
    """The last month that has ended."""
    return era.month_shifted(era.month_key(today), -1)


def years(today: date) -> list[int]:
    """The fiscal years (B.E.) that may be asked for, the latest first."""
    newest = era.fiscal_year(era.month_start(last_month(today)))
    return list(range(newest, newest - YEARS, -1))


def months_of(year: int, today: date) -> tuple[int, ...]:
    """The months of a fiscal year that have ended."""
    last = last_month(today)
    return tuple(month for month in era.fiscal_months(year) if month <= last)
