"""Figures on paper: a producer's income statement and an area's report, in Thai, as parts of a letter."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from withi.faces.figures import drawn, pages, published
from withi.faces.figures.reading import Reading
from withi.faces.figures.rules import Period
from withi.ground.places.models import Area
from withi.kit import era
from withi.kit.paper import drawings, letters
from withi.kit.paper.letters import Letter, Part, Place
from withi.registers.producers.models import Producer

WIDE = 54
"""Of a labelled fact: where what it says begins, in mm."""


def statement(seller: Producer, period: Period, today: date) -> Letter:
    """What one producer reported of a fiscal year, month by month, and what is missing."""
    with translation.override("th"):
        told = published.of_producer(seller, period)
        title = _("Statement of sales")
        area = Area.objects.filter(pk=seller.area_code).first()
        parts = [
            *head(title, seller.name_th, area.path_th if area else "", pages.period_name(period), today),
            letters.paragraph(told["finding"]),
            *facts_of_seller(told),
            *missing(told),
            letters.line(_("By channel"), is_bold=True),
            channels(told),
            letters.line(_("Every month"), is_bold=True),
            months(told),
            letters.paragraph(_("Sales are gross (before costs). They stand as they were reported.")),
            letters.signature("", _("officer who checked the reports")),
        ]
        return Letter(f"{title} {seller.name_th}", area.path_th if area else "", tuple(parts))


def head(title: str, name: str, place: str, period: str, today: date) -> list[Part]:
    """The office's own emblem, what paper it is, of whom, for when, as of which day."""
    as_of = _("data as of %(day)s") % {"day": era.format_date(today, "th", "long")}
    return [
        letters.emblem(),
        letters.line(title, Place.CENTRE, is_bold=True),
        letters.line(name, Place.CENTRE, is_bold=True),
        *([letters.line(place, Place.CENTRE)] if place else []),
        letters.line(f"{period} · {as_of}", Place.CENTRE),
        letters.rule(),
    ]


def fact(label: str, text: str) -> Part:
    return letters.labelled(label, text, width=WIDE)


def facts_of_seller(told: dict[str, Any]) -> Iterator[Part]:
    yield fact(_("All sales reported"), told["total"])
    yield fact(_("Months reported"), _("%(come)s of %(due)s") % {"come": told["come"], "due": told["due"]})
    yield fact(_("Sold inside the community"), f"{told['part']} %" if told["part"] != "–" else "–")
    if told["growth"]:
        yield fact(_("Against the year before"), told["growth"])
    if known := drawn.known_words(told["now"]):
        yield fact(_("How the total is known"), known)


def channels(told: dict[str, Any]) -> Part:
    rows = [(name, total, share) for name, total, share, _bar in told["channels"]]
    return letters.table((_("Channel"), _("All (baht)"), _("Share")), rows, (80, 45, 35), ends=(1, 2))


def months(told: dict[str, Any]) -> Part:
    """Every month that has begun, in its order."""
    rows = [(month.name, month.total, month.inside, month.state) for month in reversed(told["months"])]
    names = (_("Month"), _("All (baht)"), _("Inside (baht)"), _("How it is known"))
    return letters.table(names, rows, (45, 35, 35, 45), ends=(1, 2))


def missing(told: dict[str, Any]) -> list[Part]:
    """The months that nobody reported, by name."""
    if not (names := told["missing"]):
        return []
    said = _("Not reported, and in no figure above: %(months)s.") % {"months": ", ".join(names)}
    return [letters.paragraph(said)]


# --- an area -------------------------------------------------------------------------------------


def report(reading: Reading) -> Letter:
    """An area's fiscal year: its sentence, its chart, and the areas inside, as much of them as this reader sees."""
    with translation.override("th"):
        asked = reading.asked
        title, name = _("Report on income"), asked.name
        first, warning = pages.first_figures(reading), pages.warning(reading)
        parts = [
            *head(title, name, "", pages.period_name(asked.period), asked.today),
            letters.paragraph(pages.finding(reading)),
            fact(_("All sales reported"), first["total"]),
            fact(_("Completeness"), first["reports"]),
            fact(_("Sold inside the community"), f"{first['inside']} ({first['part']} %)"),
            *([fact(_("Against the year before"), first["growth"])] if first["growth"] else []),
            *([fact(_("How the total is known"), known)] if (known := drawn.known_words(reading.now)) else []),
            *([letters.paragraph(f"{warning['head']} {warning['text']}".strip())] if warning else []),
            *chart(reading),
            *inside(reading),
            letters.paragraph(_("Sales are gross (before costs). They stand as they were reported.")),
        ]
        return Letter(f"{title} {name}", name, tuple(parts))


def chart(reading: Reading) -> list[Part]:
    """The year beside the one before, where this reader sees single months."""
    trend = pages.trend(reading)
    if trend is None:
        return []
    year = reading.asked.period.year
    years = {"one": drawn.year_word(year), "other": drawn.year_word(year - 1), "unit": trend.unit}
    label = _("Monthly sales, fiscal years %(one)s and %(other)s, in %(unit)s") % years
    return [letters.line(label, is_bold=True), letters.drawing(drawings.for_paper(str(trend.svg)), label)]


def inside(reading: Reading) -> list[Part]:
    """The areas inside in their order of rank; what may not be shown is a dash, and the report says why."""
    found = pages.lines(reading)
    if not found:
        return []
    rows = [
        (line.place, line.name, line.part if line.is_shown else "–", line.total, line.growth or "–", line.reports)
        for line in found
    ]
    names = (_("Rank"), _("Area"), _("Inside"), _("All (baht)"), _("Change on the year"), _("Completeness"))
    parts = [
        letters.line(_("Areas inside, by the part sold inside the community"), is_bold=True),
        letters.table(names, rows, (14, 48, 20, 34, 22, 22), ends=(2, 3)),
    ]
    if reading.hidden:
        parts.append(letters.paragraph(_("A dash stands where so few reported that a single producer could be told.")))
    return parts
