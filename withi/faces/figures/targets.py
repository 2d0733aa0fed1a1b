"""Growth targets of an area as their page shows them: what is aimed at, on which base, and what was reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from withi.faces.figures import rules
from withi.faces.figures.drawn import percent, year_word
from withi.ground.people.rules import Scope
from withi.ground.web.answers import language
from withi.kit import charts, era
from withi.kit.codes import prefix_range
from withi.kit.money import format_baht
from withi.kit.ready import NOTHING, Plain, Ready
from withi.work.income import access as income
from withi.work.income import queries
from withi.work.income.models import IncomeTarget
from withi.work.income.queries import Sold
from withi.work.income.rules import target_of
from withi.work.rounds.models import Round, RoundApplication
from withi.work.rounds.queries import rounds_seen
from withi.work.rounds.rules import State


@dataclass(frozen=True, slots=True)
class Base(Ready):
    """What a target is measured by, and whether it is frozen yet."""

    round: str
    years: str
    producers: str
    total: str
    average: str
    reports: str


@dataclass(frozen=True, slots=True)
class Line(Ready):
    """One fiscal year's target: the aim, the base beside it, what was reached, and who said so."""

    year: int
    name: str
    rate: str
    aim: str
    base: Base
    finding: str
    warning: str
    reached: str
    part: str
    bar: Plain
    reports: str
    source: str
    entered: str
    approved: str
    may_approve: bool


def of(code: str, scope: Scope, person: int, today: date) -> dict[str, Any]:
    """An area's targets, the latest year first. Four queries for each approved one."""
    keeps = any(code.startswith(area) for area in income.offices(scope))
    lines = [_line(row, today, keeps=keeps, person=person) for row in queries.targets(code)]
    return {"lines": lines, "may_set": keeps}


def round_choices(scope: Scope) -> list[tuple[str, str]]:
    """Rounds that a base can rest on, by their number."""
    return [(str(row.pk), f"{row} ({row.years})") for row in rounds_seen(scope)]


def producers_of(name: str, code: str) -> list[int]:
    """Producers of an area that were registered in the round of this name."""
    low, high = prefix_range(code)
    rows = RoundApplication.objects.filter(round__name_th=name, state=State.APPROVED.value)
    return list(rows.filter(area_code__gte=low, area_code__lt=high).values_list("producer_id", flat=True).distinct())


def target_of_year(code: str, year: int) -> IncomeTarget:
    """The target that is to be approved; 404 where there is none."""
    row = IncomeTarget.objects.filter(area_code=code, fiscal_year=year).first()
    if row is None:
        raise Http404
    return row


def name_of_round(pk: str) -> str:
    """What a target keeps of its round: its name of that day."""
    return Round.objects.filter(pk=pk).values_list("name_th", flat=True).get()


def _line(row: IncomeTarget, today: date, *, keeps: bool, person: int) -> Line:
    lang = language()
    base = _base(row)
    aim = "" if row.base_total is None else _baht(target_of(row.base_total, _years(row), row.rate))
    done = _reached(row, today)
    return Line(
        year=row.fiscal_year,
        name=_("Fiscal year %(year)s") % {"year": year_word(row.fiscal_year)},
        rate=_rate(row.rate),
        aim=aim,
        base=base,
        **done,
        source=row.source,
        entered=str(row.entered_by or ""),
        approved=era.format_date(row.approved_at.date(), lang) if row.approved_at else "",
        may_approve=keeps and row.approved_at is None and row.entered_by_id != person,
    )


def _years(row: IncomeTarget) -> int:
    return row.last_base_year - row.first_base_year + 1


def _base(row: IncomeTarget) -> Base:
    span = f"{year_word(row.first_base_year)}–{year_word(row.last_base_year)}"
    if row.base_total is None:
        return Base(row.base_round, span, "", "", "", "")
    due = (row.base_producers or 0) * 12 * _years(row)
    return Base(
        row.base_round,
        span,
        f"{row.base_producers:,}",
        _baht(row.base_total),
        _baht(target_of(row.base_total, _years(row), 0)),
        _told(row.base_reports or 0, due),
    )


def _reached(row: IncomeTarget, today: date) -> dict[str, Any]:
    """What the producers of the base have sold in the year so far; nothing before the base is frozen."""
    nothing: dict[str, Any] = {"finding": "", "warning": "", "reached": "", "part": "", "bar": NOTHING, "reports": ""}
    if row.base_total is None:
        return nothing | {"finding": _("Not approved yet: the base is not frozen, so nothing is measured by it.")}
    last = rules.last_month(today)
    months = [month for month in era.fiscal_months(row.fiscal_year) if month <= last]
    sold = queries.reached(row, months)
    due = (row.base_producers or 0) * 12 * _years(row)
    aim = target_of(row.base_total, _years(row), row.rate)
    part = rules.share(sold.satang, aim)
    return {
        "finding": _finding(row, sold, months, aim),
        "warning": _warning(rules.Reporting(row.base_reports or 0, due)),
        "reached": _baht(sold.satang),
        "part": percent(part, decimals=True),
        "bar": Plain(charts.meter(min(part or 0, 1000))),
        "reports": _told(sold.reports, (row.base_producers or 0) * len(months)),
    }


def _finding(row: IncomeTarget, sold: Sold, months: Sequence[int], aim: int) -> str:
    """One sentence: how far the aim is reached after how many months, and what is missing from that."""
    year = {"year": year_word(row.fiscal_year)}
    if not months:
        return _("Fiscal year %(year)s has not begun.") % year
    values = year | {"part": percent(rules.share(sold.satang, aim), decimals=True), "count": len(months)}
    said = _("After %(count)d of 12 months of fiscal year %(year)s, %(part)s of the aim is reached.") % values
    due = (row.base_producers or 0) * len(months)
    if sold.reports >= due:
        return said
    gap = _("%(count)s monthly reports are missing and count as nothing here, so it may be more.")
    return f"{said} {gap % {'count': f'{due - sold.reports:,}'}}"


def _warning(base: rules.Reporting) -> str:
    """A base that many did not report is too low, and every growth over it too large."""
    if not base.is_low:
        return ""
    said = _("Only %(part)s of the reports of the base years came: the base is too low, so growth looks too large.")
    return said % {"part": percent(base.part)}


def _told(come: int, due: int) -> str:
    values = {"come": f"{come:,}", "due": f"{due:,}", "part": percent(rules.share(min(come, due), due))}
    return _("from %(come)s of %(due)s monthly reports due (%(part)s)") % values


def _baht(satang: int) -> str:
    return format_baht(satang, decimals="never", lang=language(), unit=True)


def _rate(hundredths: int) -> str:
    return f"{hundredths / 100:+.2f}".rstrip("0").rstrip(".") + "\u00a0%"
