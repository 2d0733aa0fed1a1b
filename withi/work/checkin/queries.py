"""Guests of a place by day and month, both series side by side; places of one's area today; guests beside income."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.vault import actions as vault
from withi.ground.web.answers import language
from withi.kit import era
from withi.kit.ready import Ready
from withi.kit.smallcells import Cell, stands_on_enough
from withi.registers.villages.models import Community
from withi.work.checkin import rules
from withi.work.checkin.models import PURPOSE_NAMES, CheckinDay, CheckinGroup, CheckinGroupQuerySet
from withi.work.checkin.rules import Proof
from withi.work.income.models import IncomeMonth, IncomeTourism

LATELY = 90
"""Days in which scans make a place popular."""
SCANNED = """
select c.id, (select sum(d.scans) from checkin_day d where d.community_id = c.id and d.day > %s) as scans
from villages_community c where c.state = 'published'
"""
NONE = "–"
MONTHS = 12
MOST_MONTHS = 36
"""How far back guests are held against income."""


def words(community_id: int, day: date) -> tuple[str, str]:
    """The word of a place's day in Thai and in English."""
    return rules.words_of(int(vault.blind("checkin.word", f"{community_id}:{day}"), 16))


@dataclass(frozen=True)
class Scans:
    """What telephones said in a day or a month."""

    total: int = 0
    unverified: int = 0


@dataclass(frozen=True)
class Counted:
    """What hosts wrote down in a day or a month."""

    groups: int = 0
    guests: int = 0
    foreign: int = 0
    stays: int = 0


@dataclass(frozen=True)
class Line(Ready):
    """A day or a month as the page shows it; None where a series says nothing of it."""

    when: Any
    label: str
    scans: Scans | None
    counted: Counted | None


def scanned_lately() -> dict[int, int]:
    """How many telephones checked in at each public place lately, for the order of equal names. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SCANNED, [timezone.localdate() - timedelta(days=LATELY)])
        return {pk: scans for pk, scans in cursor.fetchall() if scans}


def scans_by(by: str, **where: Any) -> dict[Any, Scans]:
    """The telephones' series by day, month or community. One query."""
    found = (
        CheckinDay.objects.filter(**where)
        .order_by()
        .values_list(by)
        .annotate(
            total=models.Sum("scans"),
            unverified=models.Sum("scans", filter=models.Q(proof=Proof.UNVERIFIED), default=0),
        )
    )
    return {when: Scans(total, unverified) for when, total, unverified in found}


def counted_by(by: str, **where: Any) -> dict[Any, Counted]:
    """The hosts' series by day, month or community. One query."""
    groups: CheckinGroupQuerySet = CheckinGroup.objects.filter(**where)
    return {
        row[by]: Counted(row["groups"], row["guests"], row["foreign"], row["stays"] or 0) for row in groups.totals(by)
    }


def today_of(community: Community, day: date) -> Line:
    """A place's day so far; nothing yet is zero, for the day is being counted. Two queries."""
    where = {"community": community, "day": day}
    scans, counted = scans_by("day", **where).get(day, Scans()), counted_by("day", **where).get(day, Counted())
    return Line(day, era.format_date(day, language()), scans, counted)


def days_of(community: Community, month: int) -> list[Line]:
    """The days of a month on which anybody was counted, the latest first. Two queries."""
    where = {"community": community, "month": month}
    scans, counted = scans_by("day", **where), counted_by("day", **where)
    return _lines(sorted({*scans, *counted}, reverse=True), scans, counted, era.format_date)


def months_of(community: Community, today: date) -> list[Line]:
    """This month and those before it, the latest first. Two queries."""
    now = era.month_key(today)
    keys = [era.month_shifted(now, -back) for back in range(MONTHS)]
    where = {"community": community, "month__in": keys}
    return _lines(keys, scans_by("month", **where), counted_by("month", **where), era.month_label)


def _lines(keys: Iterable[Any], scans: Mapping[Any, Scans], counted: Mapping[Any, Counted], label: Any) -> list[Line]:
    lang = language()
    return [Line(key, label(key, lang), scans.get(key), counted.get(key)) for key in keys]


def groups_of(community: Community, month: int) -> "models.QuerySet[CheckinGroup]":
    """What hosts wrote down in a month, the latest first."""
    return CheckinGroup.objects.filter(community=community, month=month).order_by("-day", "-pk")


@dataclass(frozen=True)
class Place(Ready):
    """A community of one's area with its numbers of today."""

    row: Community
    scans: Scans
    counted: Counted


def places(scope: Scope) -> "models.QuerySet[Community]":
    """Published communities whose guests the person may see, in their order."""
    return Community.objects.in_scope(scope, Ability.READ).published().order_by("sort_key", "pk")


def numbers_of(rows: Sequence[Community], day: date) -> list[Place]:
    """Places with the numbers of a day. Two queries."""
    where = {"community__in": [row.pk for row in rows], "day": day}
    scans, counted = scans_by("community", **where), counted_by("community", **where)
    return [Place(row, scans.get(row.pk, Scans()), counted.get(row.pk, Counted())) for row in rows]


# --- guests beside income ------------------------------------------------------------------------


@dataclass(frozen=True)
class Beside(Ready):
    """How one lag reads: how many months later, and of each series how many points there are and what they say."""

    label: str
    scans: str
    scans_points: int
    counted: str
    counted_points: int


@dataclass(frozen=True)
class Money:
    """What guests stand beside: its name and how each lag reads."""

    name: str
    lags: list[Beside]


def beside_income(community: Community, today: date) -> list[Money]:
    """Each series of guests by month against what the community took in, and what its producers sold, then and up to
    two months later.

    Only whole months that were counted and reported; of sales only those in which nobody can be read off the sum.
    Four queries.
    """
    now = era.month_key(today)
    where = {"community": community, "month__lt": now, "month__gte": era.month_shifted(now, -MOST_MONTHS)}
    scans = {month: row.total for month, row in scans_by("month", **where).items()}
    counted = {month: row.guests for month, row in counted_by("month", **where).items()}
    income = dict(IncomeTourism.objects.filter(**where).order_by().values_list("month", "total"))
    sales = _sales(community, now)
    return [
        Money(_("Tourism income of the community"), _lags(scans, counted, income)),
        Money(_("Sales of its producers"), _lags(scans, counted, sales)),
    ]


def _lags(scans: Mapping[int, int], counted: Mapping[int, int], money: Mapping[int, int]) -> list[Beside]:
    both = zip(rules.lagged(scans, money), rules.lagged(counted, money), strict=True)
    return [Beside(_lag_label(one.months), _told(one), one.points, _told(two), two.points) for one, two in both]


def _sales(community: Community, now: int) -> dict[int, int]:
    """What the producers of a community sold by month, where enough of them reported."""
    rows = IncomeMonth.objects.filter(
        producer__community=community, month__lt=now, month__gte=era.month_shifted(now, -MOST_MONTHS)
    )
    by_month = rows.order_by().values("month")
    told = by_month.annotate(many=models.Count("pk"), sum=models.Sum("total"), most=models.Max("total"))
    return {row["month"]: row["sum"] for row in told if stands_on_enough(Cell(row["many"], row["sum"], row["most"]))}


def _lag_label(months: int) -> str:
    return (_("the same month"), _("one month later"), _("two months later"))[months]


def _told(lag: rules.Lag) -> str:
    """A lag in words with its number; nothing is said below twelve points."""
    if lag.points < rules.LEAST_POINTS:
        return _("too few months")
    if lag.alike is None:
        return _("one of the two never changed")
    if abs(lag.alike) < rules.SOME:
        words = _("no common movement")
    elif lag.alike < 0:
        words = _("moved against each other")
    else:
        words = _("moved closely together") if lag.alike >= rules.STRONG else _("moved somewhat together")
    return f"{words} ({lag.alike:+.2f})"


@dataclass(frozen=True)
class GroupLine:
    """A group as the list of a month shows it."""

    row: CheckinGroup
    day: str
    purpose: str


def told(groups: "Iterable[CheckinGroup]") -> list[GroupLine]:
    """Groups in words."""
    names = {code: str(name) for code, name in PURPOSE_NAMES}
    return [GroupLine(row, era.format_date(row.day, language()), names[row.purpose]) for row in groups]
