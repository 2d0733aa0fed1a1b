"""What stands beside sales: support that was given, and what communities took in from guests. Views alone uses it."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.figures import queries, rules
from withi.faces.figures.pages import growth_said
from withi.faces.figures.reading import WIDE, Reading
from withi.faces.figures.rules import Group, Supported
from withi.ground.web.answers import language
from withi.kit import era
from withi.kit.evenness import FEWEST, gini_of_runs
from withi.kit.money import format_baht
from withi.kit.ready import Ready

SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Both(Ready):
    """Sales and tourism income in one line, each once."""

    sales: str
    guests: str
    reports: str
    shared: str
    together: str
    unsaid: str
    paid: str


def both(reading: Reading) -> Both | None:
    """For officers in charge, where a community reported; what producers report too is taken out."""
    asked = reading.asked
    if not asked.full or asked.filters.any or asked.stood:
        return None
    found = queries.guests(asked.code, asked.period.months, asked.region)
    if not found.reports:
        return None
    sales = reading.now.total
    return Both(
        _baht(sales),
        _baht(found.satang),
        ngettext("%(count)s monthly report", "%(count)s monthly reports", found.reports)
        % {"count": f"{found.reports:,}"},
        _baht(found.shared),
        _baht(sales + found.satang - found.shared),
        _unsaid(found),
        _paid(found),
    )


def _unsaid(found: queries.Guests) -> str:
    if not found.unsaid:
        return ""
    values = {"count": f"{found.unsaid:,}", "most": _baht(found.unsaid_satang)}
    return (
        ngettext(
            "%(count)s report does not say what producers report too: up to %(most)s (its food and goods) may be in "
            "here twice.",
            "%(count)s reports do not say what producers report too: up to %(most)s (their food and goods) may be in "
            "here twice.",
            found.unsaid,
        )
        % values
    )


def _paid(found: queries.Guests) -> str:
    """What reached a household in a month in which it was paid, on average; of guests' money, not of sales."""
    if not found.households:
        return ""
    values = {
        "paid": _baht(found.paid),
        "count": f"{found.households:,}",
        "each": _baht(found.paid // found.households),
    }
    return (
        _("Paid out to households from guests: %(paid)s in %(count)s household-months, %(each)s each on average.")
        % values
    )


@dataclass(frozen=True, slots=True)
class Home(Ready):
    """One community in the table: what a household got in a month in which it was paid, on average."""

    name: str
    each: str
    months: str
    total: str


@dataclass(frozen=True)
class Homes:
    """How evenly guests' money reaches households, over the communities of an area."""

    sentence: str
    figures: str
    rows: list[Home]
    more: int


def homes(reading: Reading) -> Homes | None:
    """For officers in charge of a province or less, from two communities on; within a community every household is
    taken to have got the same, which the page says."""
    asked = reading.asked
    if not asked.full or len(asked.code) < WIDE or asked.filters.any or asked.stood:
        return None
    found = queries.homes(asked.code, asked.period.months)
    spread = gini_of_runs(run for one in found for run in rules.laid_equally(one.satang, one.months))
    if len(found) < FEWEST or spread is None:
        return None
    found.sort(key=lambda one: (-one.satang // one.months, one.community))
    most, least = found[0], found[-1]
    values = {
        "most": _baht(most.satang // most.months), "first": _name(most),
        "least": _baht(least.satang // least.months), "last": _name(least),
    }  # fmt: skip
    counted = {"gini": spread, "count": f"{sum(map(attrgetter('months'), found)):,}", "communities": f"{len(found):,}"}
    told = _(
        "A household that was paid from guests' money got %(most)s a month on average in %(first)s, and %(least)s in "
        "%(last)s."
    )
    how = _(
        "Gini %(gini).2f over %(count)s household-months of %(communities)s communities; within a community every"
        " household is taken to have got the same (assumed)."
    )
    return Homes(told % values, how % counted, [_home(one) for one in found[:SHOWN]], len(found[SHOWN:]))


def _home(one: queries.Homes) -> Home:
    total = format_baht(one.satang, decimals="never")
    return Home(_name(one), _baht(one.satang // one.months), f"{one.months:,}", total)


def _name(one: queries.Homes) -> str:
    return one.name_en if language() == "en" and one.name_en else one.name_th


def _baht(satang: int) -> str:
    return format_baht(satang, decimals="never", lang=language(), unit=True)


# --- support beside sales --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part(Ready):
    """One group of producers in the table."""

    name: str
    producers: str
    times: str
    total: str
    change: str
    whole: str


@dataclass(frozen=True, slots=True)
class Seller(Ready):
    """One producer of a list."""

    name: str
    url: str
    times: str
    total: str
    reports: str


def support_page(code: str, today: date) -> dict[str, Any]:
    """Twelve months of sales beside the ledger: three groups, the most supported, and whom nothing was given."""
    last = rules.last_month(today)
    months = era.months_from(era.month_shifted(last, 1 - rules.A_YEAR), rules.A_YEAR)
    producers = queries.supported(code, months)
    found = rules.groups(producers)
    lang = language()
    span = {"first": era.month_label(months[0], lang, "long"), "last": era.month_label(months[-1], lang, "long")}
    never = [one for one in producers if not one.times]
    return {
        "span": _("%(first)s to %(last)s") % span,
        "finding": _finding(found, len(producers), len(never)),
        "parts": _parts(found) if found else [],
        "can_compare": bool(found and any(one.change is not None for one in (found.least, found.middle, found.most))),
        "most": [_seller(one) for one in reversed(rules.parted(producers)[2])][:SHOWN] if found else [],
        "never": [_seller(one) for one in never[:SHOWN]],
        "never_count": len(never),
    }


def _finding(found: rules.Groups | None, producers: int, never: int) -> str:
    if found is None:
        return _("Too few producers or supports are known here to be compared.")
    values = {
        "least": round(found.least.times * 100 / found.times),
        "most": round(found.most.times * 100 / found.times),
        "never": f"{never:,}",
        "all": f"{producers:,}",
    }
    return (
        _(
            "Of 100 supports, the half of the producers supported least had %(least)d, the twentieth supported most "
            "%(most)d. %(never)s of %(all)s were given nothing yet."
        )
        % values
    )


def _parts(found: rules.Groups) -> list[Part]:
    named = (
        (_("the half supported least"), found.least),
        (_("those between"), found.middle),
        (_("the twentieth supported most"), found.most),
    )
    return [_part(name, group) for name, group in named]


def _part(name: str, group: Group) -> Part:
    return Part(
        name,
        f"{group.producers:,}",
        f"{group.times:,}",
        format_baht(group.satang, decimals="never"),
        growth_said(group.change) if group.change is not None else "–",
        _("%(come)s of %(due)s") % {"come": f"{group.whole:,}", "due": f"{group.producers:,}"},
    )


def _seller(one: Supported) -> Seller:
    return Seller(
        one.name,
        reverse("figures:producer", args=[one.pk]),
        f"{one.times:,}",
        format_baht(one.satang, decimals="never") if one.come else _("not reported"),
        _("%(come)s of %(due)s") % {"come": one.come, "due": rules.A_YEAR},
    )
