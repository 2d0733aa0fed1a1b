"""What everyone may know of an area's sales: the last whole fiscal year, under the small-cell rule. The public site and
its data file show this and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from withi.faces.figures import drawn, pages, sight
from withi.faces.figures.queries import KEPT_SECONDS
from withi.faces.figures.reading import Asked, Reading, area_name, read
from withi.faces.figures.rules import Period
from withi.ground.people.rules import Scope
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.kit import era
from withi.kit.codes import parent

GUEST: Final = Scope()


@dataclass(frozen=True, slots=True)
class Panel:
    """A year of an area in words; where so few report that one could be told, `around` names the next larger area.

    `rows` holds the figures of the area and of those inside it, with None where nothing is shown.
    """

    year: str
    as_of: str
    as_of_iso: str
    finding: str = ""
    total: str = ""
    reports: str = ""
    growth: str = ""
    known: str = ""
    warning: str = ""
    around: tuple[str, str] = ("", "")
    rows: tuple[Mapping[str, Any], ...] = ()
    whole: Mapping[str, Any] | None = None


def last_year(today: date) -> Period:
    """The last fiscal year that has ended: from years that go on, months could be taken one from the other."""
    year = era.fiscal_year(today) - 1
    return Period(year, "", tuple(era.fiscal_months(year)))


def panel(code: str, today: date) -> Panel | None:
    """The last year of the nation (""), a province or a district; None where nobody reported. Remembered for ten
    minutes, so that a page costs no statement for it meanwhile."""
    key = f"figures.public.{code}.{today}.{language()}"
    kept: tuple[Panel | None] | None = cache.get(key)
    if kept is None:
        kept = (_panel(code, today),)
        cache.set(key, kept, KEPT_SECONDS)
    return kept[0]


def _panel(code: str, today: date) -> Panel | None:
    period, lang = last_year(today), language()
    head = drawn.year_word(period.year), era.format_date(today, lang), today.isoformat()
    area = Area.objects.filter(pk=code).first() if code else None
    asked = Asked(area, GUEST, period, today)
    if not sight.is_shown(code, asked.periods, GUEST):
        return Panel(*head, around=_around(code, asked.periods))
    reading = read(asked)
    if not reading.now.producer_months:
        return None
    first, warning = pages.first_figures(reading), pages.warning(reading)
    return Panel(
        *head,
        finding=pages.finding(reading),
        total=first["total"],
        reports=first["reports"],
        growth=first["growth"],
        known=drawn.known_words(reading.now),
        warning=warning["head"] if warning else "",
        rows=tuple(_row(line.values) for line in pages.lines(reading)),
        whole=_whole(reading),
    )


def _around(code: str, periods: tuple[tuple[int, ...], ...]) -> tuple[str, str]:
    """The next larger area whose figures are shown, by code and name; ("", "") where that would be the nation."""
    above = parent(code) if code else ""
    while above and not sight.is_shown(above, periods, GUEST):
        above = parent(above)
    return (above, area_name(Area.objects.filter(pk=above).first())) if above else ("", "")


def _row(values: tuple[object, ...]) -> dict[str, Any]:
    """A line of the ranking by the names that its columns have in every file."""
    return dict(zip(pages.COLUMNS, values, strict=True))


def _whole(reading: Reading) -> dict[str, Any]:
    """The area itself in the same columns, and how its total is known (baht)."""
    asked, now = reading.asked, reading.now
    reporting = reading.reporting(asked.period.months)
    values = (
        asked.code, asked.name, *pages.amounts(now, reading.before), reporting.come, reporting.due,
    )  # fmt: skip
    states = {f"{name}_baht": pages.in_baht(getattr(now, name)) for name in ("reported", "repeated", "estimated")}
    return _row(values) | states


def as_data(code: str, today: date) -> dict[str, Any]:
    """The same as a file of data holds it: numbers, and null where a figure is not shown. Where nobody reported, or the
    area itself is not shown, there is no figure at all."""
    found, period = panel(code, today), last_year(today)
    return {
        "fiscal_year": period.year,
        "months": [period.months[0], period.months[-1]],
        "as_of": today.isoformat(),
        "source": _("Monthly reports of producers, gross sales (before costs), as they were reported."),
        "hidden": _("null: so few reported, or one sold so much, that a single producer could be told."),
        "is_shown": found is None or found.whole is not None,
        "area": found.whole if found else None,
        "inside": list(found.rows) if found else [],
    }
