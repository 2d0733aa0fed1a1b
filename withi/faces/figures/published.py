"""Published figures and one producer's months as a page shows them. Views alone uses it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.figures import drawn, queries, rules
from withi.faces.figures.drawn import percent, year_word
from withi.faces.figures.pages import growth_said
from withi.faces.figures.rules import Period
from withi.ground.places.models import Area
from withi.ground.web.answers import language
from withi.kit import charts, era
from withi.kit.evenness import gini
from withi.kit.money import format_baht
from withi.kit.ready import Plain, Ready
from withi.registers.producers.models import Producer
from withi.work.figures import queries as sums
from withi.work.figures.models import FigureYear
from withi.work.figures.rules import YearWord, odd_years
from withi.work.income.models import CHANNEL_NAMES, STATE_NAMES
from withi.work.support import queries as support

PROVINCE_DIGITS: Final = 2
COLUMNS: Final = ("area_code", "area", "first_month", "last_month", "sales_baht", "producers", "source", "as_of")


def has_any(code: str) -> bool:
    return sums.has_published(code)


@dataclass(frozen=True, slots=True)
class Column(Ready):
    """One fiscal year below the table: what all reported areas have together, and how evenly."""

    year: str
    total: str
    gini: str
    reported: str


@dataclass(frozen=True, slots=True)
class Single(Ready):
    """A published figure of the page's own area: what it is, and what may be said of it per producer."""

    period: str
    total: str
    average: str
    source: str
    as_of: str


ByArea = dict[str, dict[int, FigureYear]]


def page(code: str) -> dict[str, Any]:
    """The years of the areas inside, what they add up to, what looks like missing reports, and single figures."""
    rows = list(sums.published(code))
    inside = [row for row in rows if not _is_own(row, code) and _is_fiscal(row)]
    inside.sort(key=lambda row: bool(row.name_th))  # the districts first, then what is none, such as cities
    by_area = _by_area(inside)
    return _table(by_area) | {
        "words": _words(by_area),
        "silent": _silent(by_area),
        "sources": _sources(inside),
        "singles": [_single(row, code) for row in rows if _is_own(row, code)],
    }


def _table(by_area: ByArea) -> dict[str, Any]:
    """Years across, areas down, and what all of them come to."""
    years = sorted({year for by_year in by_area.values() for year in by_year})
    return {
        "years": [year_word(year) for year in years],
        "areas": [(name, [_cell(by_year.get(year)) for year in years]) for name, by_year in by_area.items()],
        "sums": [_column(year, [by_year.get(year) for by_year in by_area.values()]) for year in years],
    }


def _words(by_area: ByArea) -> list[str]:
    """Years that look like missing reports, and years that lack some areas, each as a sentence."""
    return [odd_said(word) for word in odd_years(_series(by_area))] + _gaps(by_area)


def _gaps(by_area: ByArea) -> list[str]:
    """Which areas are not reported in a year though they are in another, so that its total is lower for that."""
    silent = set(_silent(by_area))
    heard = {name: by_year for name, by_year in by_area.items() if name not in silent}
    found = []
    for year in sorted({year for by_year in heard.values() for year in by_year}):
        absent = [name for name, by_year in heard.items() if year not in by_year or by_year[year].satang is None]
        if absent:
            values = {"year": year_word(year), "areas": ", ".join(absent)}
            found.append(_("%(year)s: not reported by %(areas)s. Its total lacks them; that is no fall.") % values)
    return found


def _silent(by_area: ByArea) -> list[str]:
    """Areas that reported in no year."""
    return [name for name, by_year in by_area.items() if all(row.satang is None for row in by_year.values())]


def _sources(rows: Sequence[FigureYear]) -> list[tuple[str, str, str]]:
    """Who published, and the day it was taken as shown and as machines read it; each once."""
    lang = language()
    return sorted({(row.source, era.format_date(row.as_of, lang), row.as_of.isoformat()) for row in rows})


def _is_own(row: FigureYear, code: str) -> bool:
    return row.area_code == code and not row.name_th


def _by_area(rows: Sequence[FigureYear]) -> ByArea:
    names = dict(Area.objects.filter(pk__in={row.area_code for row in rows}).values_list("pk", _name_column()))
    found: ByArea = defaultdict(dict)
    for row in rows:
        found[row.name_th or str(names.get(row.area_code, row.area_code))][_year(row)] = row
    return found


def _series(by_area: ByArea) -> dict[str, dict[int, int]]:
    return {
        name: {year: row.satang for year, row in by_year.items() if row.satang is not None}
        for name, by_year in by_area.items()
    }


def _is_fiscal(row: FigureYear) -> bool:
    return row.first_month % 100 == era.month_key(
        era.fiscal_span(_year(row)).first
    ) % 100 and row.last_month == era.month_shifted(row.first_month, 11)


def _year(row: FigureYear) -> int:
    return rules.fiscal_year_of(row.last_month)


def _name_column() -> str:
    return "name_en" if language() == "en" else "name_th"


def _cell(row: FigureYear | None) -> str:
    if row is None:
        return "–"
    return _("none reported") if row.satang is None else format_baht(row.satang, decimals="never")


def _column(year: int, rows: Sequence[FigureYear | None]) -> Column:
    told = [row.satang for row in rows if row is not None and row.satang is not None]
    spread = gini(told)
    return Column(
        year_word(year),
        format_baht(sum(told), decimals="never"),
        "–" if spread is None else f"{spread:.4f}",
        _("%(come)s of %(due)s") % {"come": len(told), "due": len(rows)},
    )


def odd_said(word: YearWord) -> str:
    """A year whose figures look like missing reports, in words."""
    fell = ngettext(
        "In %(year)s, %(count)d area fell to %(part)s of the year before",
        "In %(year)s, %(count)d areas fell to %(part)s of the year before",
        word.fell,
    ) % {"year": year_word(word.year), "count": word.fell, "part": _span(f"{word.lowest:.2f}", f"{word.highest:.2f}")}
    back = ngettext(
        "and %(count)d came back %(times)s fold the year after",
        "and %(count)d of them came back %(times)s fold the year after",
        word.back,
    ) % {"count": word.back, "times": _span(str(int(word.least_back)), str(round(word.most_back)))}
    return _("%(fell)s, %(back)s. Reports are likelier missing than income.") % {"fell": fell, "back": back}


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def _single(row: FigureYear, code: str) -> Single:
    lang = language()
    months = (era.month_label(row.first_month, lang, "long"), era.month_label(row.last_month, lang, "long"))
    return Single(
        period=f"{months[0]} – {months[1]}",
        total=_("none reported") if row.satang is None else format_baht(row.satang, lang=lang, unit=True),
        average=average_said(row, code) if row.satang is not None else "",
        source=row.source,
        as_of=era.format_date(row.as_of, lang),
    )


def average_said(row: FigureYear, code: str) -> str:
    """Per producer, or why nothing can be said per producer."""
    said = rules.average(row.satang or 0, row.producers, queries.registered(code))
    if said.satang is not None:
        values = {
            "amount": format_baht(said.satang, lang=language(), unit=True, decimals="never"),
            "count": f"{row.producers:,}",
        }
        return _("%(amount)s for each of the %(count)s producers that the figure counts.") % values
    return _(
        "No average per producer: the figure does not say how many producers it counts. The %(count)s in the register "
        "are another population, so dividing by them would be wrong."
    ) % {"count": f"{said.registered:,}"}


def rows_for_file(code: str) -> list[tuple[object, ...]]:
    """The published figures as they are kept; an empty amount is not reported."""
    rows = list(sums.published(code))
    names = dict(Area.objects.filter(pk__in={row.area_code for row in rows}).values_list("pk", "name_th"))
    return [
        (
            row.area_code,
            row.name_th or names.get(row.area_code, ""),
            row.first_month,
            row.last_month,
            None if row.satang is None else Decimal(row.satang) / 100,
            row.producers,
            row.source,
            row.as_of,
        )
        for row in rows
    ]


# --- one producer --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Month(Ready):
    """One month of a producer: what was sold in all and in the village, and how it is known."""

    name: str
    total: str
    inside: str
    state: str


def of_producer(seller: Producer, period: Period) -> dict[str, Any]:
    """A producer's fiscal year: the sentence, the chart, and every month with its state."""
    year = era.fiscal_months(period.year)
    both = [*year, *(month + rules.YEAR_BACK for month in year)]
    rows = queries.reports("", both).filter(producer_id=seller.pk)
    found = queries.by_month_of_rows(rows)
    begun = [month for month in year if month in period.months]
    now, before = _sum(found, begun), _sum(found, [month + rules.YEAR_BACK for month in begun])
    absent = [era.month_label(month, language(), "long") for month in begun if month not in found]
    missing = len(absent)
    words = [_state(found.get(month)) for month in year]
    return {
        "seller": seller,
        "support": support.panel(Producer.SUBJECT, seller.pk, sees_amounts=True),
        "finding": _producer_finding(now, before, missing),
        "trend": drawn.trend(year, found, found, year=period.year, open_from=len(year), told=words),
        "months": [_month(month, found.get(month)) for month in reversed(begun)],
        "channels": _channels(now),
        "known_how": drawn.known_how(now),
        "now": now,
        "missing": absent,
        "total": format_baht(now.total, decimals="never", lang=language(), unit=True),
        "part": percent(rules.share(now.in_village, now.total), decimals=True).split("\u00a0")[0],
        "part_before": percent(rules.share(before.in_village, before.total), decimals=True),
        "growth": growth_said(rules.growth(now.total, before.total)),
        "come": len(begun) - missing,
        "due": len(begun),
    }


def _sum(found: dict[int, sums.Totals], months: Sequence[int]) -> sums.Totals:
    whole = sums.NOTHING
    for month in months:
        whole += found.get(month, sums.NOTHING)
    return whole


def _producer_finding(now: sums.Totals, before: sums.Totals, missing: int) -> str:
    part = rules.share(now.in_village, now.total)
    if part is None:
        return _("Nothing sold has been reported for these months.")
    was = rules.share(before.in_village, before.total)
    said = _("%(part)s was sold inside the community; a year before %(was)s.") % {
        "part": percent(part, decimals=True), "was": percent(was, decimals=True)}  # fmt: skip
    if not missing:
        return said
    gap = (
        ngettext(
            "%d month is not reported and is in no figure.", "%d months are not reported and are in no figure.", missing
        )
        % missing
    )
    return f"{said} {gap}"


def _month(month: int, found: sums.Totals | None) -> Month:
    name = era.month_label(month, language(), "long")
    if found is None:
        return Month(name, "–", "–", _("not reported"))
    return Month(name, format_baht(found.total), format_baht(found.in_village), _state(found))


def _state(found: sums.Totals | None) -> str:
    if found is None:
        return "–"
    names = {value: str(name) for value, name in STATE_NAMES}
    counts = {"reported": found.reports, "repeated": found.repeats, "zero": found.zeros, "estimated": found.estimates}
    return next(names[state] for state, count in counts.items() if count)


def _channels(now: sums.Totals) -> list[tuple[str, str, str, Plain]]:
    return [
        (
            str(name),
            format_baht(getattr(now, value), decimals="never"),
            percent(rules.share(getattr(now, value), now.total)),
            Plain(charts.meter(rules.share(getattr(now, value), now.total) or 0)),
        )
        for value, name in CHANNEL_NAMES
    ]
