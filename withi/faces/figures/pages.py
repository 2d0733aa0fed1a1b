"""One area's figures as a page shows them: read once, told in sentences, lines and charts. Views alone uses it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.figures import drawn, queries, rules, sight
from withi.faces.figures.access import TAMBON_DIGITS
from withi.faces.figures.drawn import Told, percent
from withi.faces.figures.reading import VILLAGE, WIDE, Asked, Reading, area_name, region_name
from withi.faces.figures.rules import NATION, REGION, Period, Reporting
from withi.ground.places import queries as places
from withi.ground.web.answers import language
from withi.kit import charts, codes, era
from withi.kit.landmap import Land
from withi.kit.money import format_baht
from withi.kit.ready import NOTHING, Plain, Ready
from withi.registers.producers.models import KIND_NAMES
from withi.registers.products.models import TYPE_NAMES
from withi.work.figures import queries as sums
from withi.work.figures.queries import Filters, Totals
from withi.work.income.models import CHANNEL_NAMES
from withi.work.support import queries as support
from withi.work.support.queries import Panel

# --- the head and the first figures ---------------------------------------------------------------


def period_name(period: Period) -> str:
    """The months a page tells of: a month, a quarter, or the fiscal year until a month."""
    lang, year = language(), drawn.year_word(period.year)
    if period.is_month:
        return era.month_label(period.months[0], lang, "long")
    if period.part:
        return _("quarter %(number)s, fiscal year %(year)s") % {"number": period.part[1:], "year": year}
    last = era.month_label(period.months[-1], lang, "long")
    return _("fiscal year %(year)s until %(month)s") % {"year": year, "month": last}


def reports_said(reporting: Reporting, period: Period) -> str:
    """From whom a total is: producers in a month, reports over several."""
    if not reporting.due and not reporting.come:
        return _("how complete this part is cannot be said")
    values = {"come": f"{reporting.come:,}", "due": f"{reporting.due:,}", "part": percent(reporting.part)}
    if period.is_month:
        return _("from %(come)s of %(due)s producers (%(part)s)") % values
    return _("from %(come)s of %(due)s monthly reports due (%(part)s)") % values


def finding(reading: Reading) -> str:
    """The page in one sentence: the part sold inside the community, and how it stands beside last year."""
    now, before = reading.now, reading.before
    part, was = rules.share(now.in_village, now.total), rules.share(before.in_village, before.total)
    if part is None:
        return _nothing(reading)
    values = {"part": percent(part, decimals=True), "was": percent(was, decimals=True), "place": reading.asked.name}
    if was is None and before.producer_months:
        return (
            _("Of what %(place)s sold, %(part)s was sold inside the community; a year before nothing was sold.")
            % values
        )
    if was is None:
        return (
            _("Of what %(place)s sold, %(part)s was sold inside the community; a year before nobody reported.") % values
        )
    if part > was:
        return (
            _("Of what %(place)s sold, %(part)s was sold inside the community, more than the year before (%(was)s).")
            % values
        )
    if part < was:
        return (
            _("Of what %(place)s sold, %(part)s was sold inside the community, less than the year before (%(was)s).")
            % values
        )
    return _("Of what %(place)s sold, %(part)s was sold inside the community, as in the year before.") % values


def _nothing(reading: Reading) -> str:
    """Why there is no amount: nobody reported, nothing was sold, or no sales are told of such products."""
    if reading.asked.filters.product_type:
        return _("None of the sales reported for these months is told under this type of product.")
    if not (count := reading.now.producer_months):
        return _("Nobody has reported sales for these months yet.")
    return ngettext(
        "%(count)s report of these months says that nothing was sold.",
        "%(count)s reports of these months say that nothing was sold.",
        count,
    ) % {"count": f"{count:,}"}


def first_figures(reading: Reading) -> dict[str, Any]:
    """Sold inside the community, the total and from whom, and how it is known."""
    now, before, period = reading.now, reading.before, reading.asked.period
    lang = language()
    reporting = reading.reporting(period.months)
    return {
        "part": percent(rules.share(now.in_village, now.total), decimals=True).split("\u00a0")[0],
        "inside": format_baht(now.in_village, decimals="never", lang=lang, unit=True),
        "part_before": percent(rules.share(before.in_village, before.total), decimals=True),
        "total": format_baht(now.total, decimals="never", lang=lang, unit=True),
        "growth": growth_said(rules.growth(now.total, before.total)),
        "reports": reports_said(reporting, period),
        "is_low": reporting.is_low,
        "known_how": drawn.known_how(now),
        "zeros": now.zeros,
        "whole": format_baht(now.total, decimals="never"),
    }


def growth_said(percents: int | None) -> str:
    """ "up 3 %", "down 13 %" or, by less than half of one, "about the same"; nothing where there was nothing before."""
    if percents is None:
        return ""
    if not percents:
        return _("about the same")
    word = _("up %(part)s %%") if percents > 0 else _("down %(part)s %%")
    return word % {"part": abs(percents)}


def warning(reading: Reading) -> dict[str, str] | None:
    """A fall that comes from missing reports is told as one, with what those sold who reported both times; one that
    does not is told beside them."""
    asked = reading.asked
    now, before = reading.reporting(asked.period.months), reading.reporting(asked.period.before)
    if not rules.falls_short(reading.now.total, reading.before.total, now, before):
        return None
    text, total, total_before = "", reading.now.total, reading.before.total
    same, same_before = total * before.come, total_before * now.come
    if asked.full and len(asked.code) >= WIDE and not asked.filters.any and not asked.stood:
        both = queries.matched(asked.code, asked.period.months)
        if (change := rules.growth(*both)) is not None:
            same, same_before = both
            text = _("Producers who reported both times: %(change)s.") % {"change": growth_said(change)}
    head = _("Lower because reports are missing: %(now)s of those due came, a year before %(was)s.")
    if not rules.is_of_reports(total, total_before, same, same_before):
        head = _("Lower, and reports are missing too: %(now)s of those due came, a year before %(was)s.")
    return {"head": head % {"now": percent(now.part), "was": percent(before.part)}, "text": text}


def trend(reading: Reading) -> drawn.Trend | None:
    """The two years by month, for officers in charge and wherever whole provinces are told."""
    asked = reading.asked
    if not asked.full:
        return None
    months = era.fiscal_months(asked.period.year)
    told = [reading.reporting([month]) for month in months]
    begun = [place for place, month in enumerate(months) if month in reading.months]
    open_from = next((place for place in begun if told[place].is_low), len(months))
    words = [f"{one.come:,} / {one.due:,}" if one.come else "–" for one in told]
    return drawn.trend(months, reading.months, reading.months, year=asked.period.year, open_from=open_from, told=words)


# --- ranking and map -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line(Ready):
    """One area in the ranking; `values` are the plain figures that a file holds."""

    place: str
    name: str
    url: str
    is_shown: bool
    part: str
    bar: Plain
    total: str
    growth: str
    reports: str
    is_low: bool
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _One:
    """One area or region in the ranking, before it is told."""

    code: str
    name: str
    url: str
    now: Totals
    before: Totals
    reporting: Reporting
    is_shown: bool

    @property
    def part(self) -> int | None:
        """Thousandths sold inside the community; None where it is not shown or nothing was sold."""
        return rules.share(self.now.in_village, self.now.total) if self.is_shown else None


def lines(reading: Reading) -> list[Line]:
    """The areas inside one, by the part sold inside the community; those without a place stand last."""
    quiet = silent(reading)
    told = [code for code in reading.names if code not in quiet]
    shares = {code: _share(reading, code) for code in told}
    places = rules.ranked(shares)
    made = [_line(reading, code, places.get(code)) for code in told]
    made.sort(key=lambda line: (not line.is_shown, places.get(str(line.values[0]), len(made))))
    return made + _unknown(reading)


def regions(reading: Reading) -> list[Line]:
    """The regions of the nation with what their provinces sold, by the part sold inside the community."""
    asked = reading.asked
    if asked.code or asked.region:
        return []
    closed = frozenset[str]() if asked.full else sight.hidden_regions(asked.periods, asked.scope)
    told = [_of_region(reading, name, is_shown=name not in closed) for name in codes.REGIONS]
    places = rules.ranked({one.code: one.part for one in told})
    told.sort(key=lambda one: (not one.is_shown, places.get(one.code, len(told))))
    return [_told(one, places.get(one.code), asked.period) for one in told]


def _of_region(reading: Reading, name: codes.Region, *, is_shown: bool) -> _One:
    asked = reading.asked
    now, before = (
        reduce(add, (one for code, one in of.items() if rules.region_of(code) == name), sums.NOTHING)
        for of in (reading.inside, reading.inside_before)
    )
    mine = [code for code in reading.names if rules.region_of(code) == name]
    due = sum(queries.due(reading.active, asked.period.months, code) for code in mine)
    return _One(
        code=name,
        name=region_name(name),
        url=reverse("figures:area", args=[f"{REGION}{name}"]) + address(asked.period),
        now=now,
        before=before,
        reporting=Reporting(0, 0) if asked.filters.any else Reporting(now.producer_months, due),
        is_shown=is_shown,
    )


def _unknown(reading: Reading) -> list[Line]:
    """What came from areas known no closer, so that the lines are all that the total is made of."""
    return [_line(reading, code, None) for code in reading.inside if code not in reading.names]


def silent(reading: Reading) -> set[str]:
    """Areas inside in which nobody is active and nobody reported."""
    return {
        code
        for code in reading.names
        if code not in reading.inside and not queries.due(reading.active, reading.asked.period.months, code)
    }


def _share(reading: Reading, code: str) -> int | None:
    one = reading.inside.get(code, sums.NOTHING)
    return None if code in reading.hidden else rules.share(one.in_village, one.total)


def _line(reading: Reading, code: str, place: int | None) -> Line:
    period = reading.asked.period
    one = _One(
        code=code,
        name=_plain_name(reading.names.get(code)),
        url=reverse("figures:area", args=[code]) + address(period) if code in reading.names else "",
        now=reading.inside.get(code, sums.NOTHING),
        before=reading.inside_before.get(code, sums.NOTHING),
        reporting=reading.reporting(period.months, code),
        is_shown=code not in reading.hidden,
    )
    return _told(one, place, period)


def _told(one: _One, place: int | None, period: Period) -> Line:
    now, before, part, is_shown = one.now, one.before, one.part, one.is_shown
    values = amounts(now, before)
    return Line(
        place=str(place or "–"),
        name=one.name,
        url=one.url,
        is_shown=is_shown,
        part=percent(part),
        bar=Plain(charts.meter(part or 0)) if part is not None else NOTHING,
        total=format_baht(now.total, decimals="never") if is_shown and now.producer_months else "–",
        growth=growth_said(rules.growth(now.total, before.total)) if is_shown else "–",
        reports=_reports(one.reporting, period),
        is_low=one.reporting.is_low,
        values=(one.code, one.name, *(values if is_shown else (None,) * 4), one.reporting.come, one.reporting.due),
    )


def in_baht(satang: int) -> Decimal:
    return Decimal(satang) / 100


def amounts(now: Totals, before: Totals) -> tuple[Decimal | None, ...]:
    """What files hold of an area: all sales, those in the village and their part in percent, all of a year before."""
    part = rules.share(now.in_village, now.total)
    percents = None if part is None else Decimal(part) / 10
    return in_baht(now.total), in_baht(now.in_village), percents, in_baht(before.total)


def _reports(reporting: Reporting, period: Period) -> str:
    """Producers of a month, or over several months the part of the reports due."""
    if not reporting.due or not period.is_month:
        return percent(reporting.part)
    return _("%(come)s of %(due)s") % {"come": f"{reporting.come:,}", "due": f"{reporting.due:,}"}


def _plain_name(area: queries.Named | None) -> str:
    if area is None:
        return _("area not known more closely")
    return area.name_en if language() == "en" and area.name_en else area.name_th


def address(period: Period) -> str:
    """The period as an address holds it."""
    return f"?year={period.year}" + (f"&part={period.part}" if period.part else "")


def land(reading: Reading, shown: Sequence[Line]) -> Land | None:
    """The map of the areas inside, in tones by the part sold inside the community, numbered as in the table."""
    places = {str(line.values[0]): int(line.place) for line in shown if line.place.isdigit()}
    period = address(reading.asked.period)
    told = {
        code: Told(
            reverse("figures:area", args=[code]) + period, _plain_name(area), _share(reading, code), places.get(code)
        )
        for code, area in reading.names.items()
    }
    label = _("Map: part sold inside the community, %(place)s") % {"place": reading.asked.name}
    if not reading.asked.code:
        return drawn.country(told, label, reading.asked.region)
    return drawn.land(queries.boundaries_inside(reading.asked.code), told, label)


@dataclass(frozen=True, slots=True)
class Slice(Ready):
    """A part of the total by channel, kind or type."""

    name: str
    total: str
    part: str
    bar: Plain


def slices(reading: Reading) -> list[tuple[str, list[Slice]]]:
    """By channel, by kind of producer, by product type; for officers in charge."""
    asked, now = reading.asked, reading.now
    if not asked.full or not now.total or len(asked.code) == VILLAGE or asked.stood:
        return []
    found = sums.by_kind(asked.code, asked.period.months, Filters(region=asked.region))
    kinds, types = Counter[str](), Counter[str]()
    for (kind, made), one in found.items():
        kinds[kind] += one.total
        types[made] += one.total
    return [
        (_("By channel"), _slices({str(name): getattr(now, value) for value, name in CHANNEL_NAMES})),
        (_("By kind of producer"), _slices(_named(kinds, KIND_NAMES, _("kind not known")))),
        (_("By product type"), _slices(_named(types, TYPE_NAMES, _("not split by product")))),
    ]


def _named(amounts: Counter[str], names: Sequence[tuple[str, Any]], unknown: str) -> dict[str, int]:
    return {str(dict(names).get(value, unknown)): amount for value, amount in amounts.items()}


def _slices(amounts: Mapping[str, int]) -> list[Slice]:
    whole = sum(amounts.values())
    return [
        Slice(
            name,
            format_baht(amount, decimals="never"),
            percent(rules.share(amount, whole)),
            Plain(charts.meter(rules.share(amount, whole) or 0)),
        )
        for name, amount in sorted(amounts.items(), key=lambda one: -one[1])
        if amount
    ]


def sellers(reading: Reading) -> list[dict[str, Any]]:
    """Producers of a tambon or village, for officers in charge."""
    asked = reading.asked
    if not asked.full or len(asked.code) < TAMBON_DIGITS or asked.stood:
        return []
    due = len(asked.period.months)
    return [
        {
            "name": seller.name,
            "url": reverse("figures:producer", args=[seller.pk]) + address(asked.period),
            "part": percent(rules.share(seller.in_village, seller.total)),
            "total": format_baht(seller.total, decimals="never") if seller.come else _("not reported"),
            "growth": growth_said(rules.growth(seller.total, seller.before)) if seller.come else "",
            "reports": _("%(come)s of %(due)s") % {"come": seller.come, "due": due},
        }
        for seller in queries.sellers(asked.code, asked.period)
    ]


def ledger(reading: Reading) -> Panel | None:
    """What was given in a village, under its curve; for officers in charge."""
    asked = reading.asked
    if not asked.full or len(asked.code) < VILLAGE:
        return None
    return support.panel_of_area(asked.code, sees_amounts=True)


def way_up(asked: Asked) -> tuple[str, str] | None:
    """The page of the area around, by way of the region from a province to the nation: its address and name."""
    above, name = _around(asked)
    return (reverse("figures:area", args=[above]) + address(asked.period), name) if above else None


def _around(asked: Asked) -> tuple[str, str]:
    if asked.region:
        return NATION, area_name(None)
    if not asked.code:
        return "", ""
    above = codes.parent(asked.code)
    if not above:
        region = codes.region(asked.code)
        return f"{REGION}{region}", region_name(region)
    return above, area_name(places.area_of(above))


COLUMNS: Final = (
    "code", "area", "sales_baht", "sold_in_village_baht", "sold_in_village_percent", "sales_year_before_baht",
    "reports", "reports_due",
)  # fmt: skip
