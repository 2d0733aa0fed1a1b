"""Charts and maps of the pages of figures, with their words: finished markup. No query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from withi.faces.figures.rules import STEPS, share, step_of
from withi.ground.places.lands import province_paths
from withi.ground.places.models import Boundary
from withi.ground.web.answers import language
from withi.kit import charts, era, provincemap
from withi.kit.codes import Region
from withi.kit.evenness import Evenness
from withi.kit.landmap import LIFTED, Land, Shape
from withi.kit.money import SATANG
from withi.kit.ready import NOTHING, Plain, Ready
from withi.work.figures.queries import Totals

NOT_SHOWN: Final = "off"
CLOTHS: Final[Mapping[Region, str]] = {"n": "50", "ne": "40", "c": "10", "e": "20", "s": "90"}
"""The province whose cloth heads the page of a region, and (the central one) of the nation."""


def unit_of(largest: int) -> tuple[int, str]:
    """Satang in one unit of a chart, and its word: million baht, thousand baht, or baht."""
    if largest >= 2 * 10**6 * SATANG:
        return 10**6 * SATANG, _("million baht")
    if largest >= 2 * 10**3 * SATANG:
        return 10**3 * SATANG, _("thousand baht")
    return SATANG, _("baht")


def year_word(year: int) -> str:
    """A fiscal year as it is written in this language."""
    return str(year - era.BE_OFFSET if language() == "en" else year)


@dataclass(frozen=True, slots=True)
class TrendMonth(Ready):
    """A month in the chart's table: its name, sales of both years in baht, and its reports of those due."""

    month: str
    now: str
    was: str
    told: str


@dataclass(frozen=True, slots=True)
class Trend(Ready):
    """Two years by month: the chart, its unit, and the same as a table."""

    unit: str
    svg: Plain
    rows: list[TrendMonth]


def trend(
    months: Sequence[int],
    now: Mapping[int, Totals],
    before: Mapping[int, Totals],
    *,
    year: int,
    open_from: int,
    told: Sequence[str],
) -> Trend:
    """The chart of a fiscal year; `open_from` is the place from which months are not fully reported, `told` what each
    month's reports are of those due."""
    these = [now[month].total if month in now else None for month in months]
    those = [before[month - 100].total if month - 100 in before else None for month in months]
    size, unit = unit_of(max((amount for amount in (*these, *those) if amount is not None), default=0))
    svg = charts.two_years(_lines(months, these, those, year=year, open_from=open_from, size=size, unit=unit))
    rows = [
        TrendMonth(era.month_label(month, language(), "long"), _amount(one), _amount(other), word)
        for month, one, other, word in zip(months, these, those, told, strict=True)
    ]
    return Trend(unit, Plain(svg), rows)


def _lines(
    months: Sequence[int],
    these: charts.Amounts,
    those: charts.Amounts,
    *,
    year: int,
    open_from: int,
    size: int,
    unit: str,
) -> charts.YearLines:
    """The chart's words, in this language."""
    years = {"one": year_word(year), "other": year_word(year - 1), "unit": unit}
    return charts.YearLines(
        label=_("Monthly sales, fiscal years %(one)s and %(other)s, in %(unit)s") % years,
        now_name=_("Year %(year)s") % {"year": years["one"]},
        was_name=_("Year %(year)s") % {"year": years["other"]},
        months=[era.month_label(month, language()).split()[0] for month in months],
        now=these,
        was=those,
        open_from=open_from,
        unit=size,
        last_words=_("not all in yet") if any(amount is not None for amount in these[open_from:]) else "",
    )


def _amount(satang: int | None) -> str:
    return "–" if satang is None else f"{(satang + SATANG // 2) // SATANG:,}"


def known_how(totals: Totals) -> Plain:
    """How a total is known: reported, repeated from the month before, estimated by an officer."""
    parts = _parts(totals)
    if not parts:
        return NOTHING
    return Plain(charts.share_bar(_("How the total is known: %(parts)s") % {"parts": known_words(totals)}, parts))


def known_words(totals: Totals) -> str:
    """The same in words; nothing where nothing was sold."""
    return ", ".join(part.word for part in _parts(totals) if part.share)


def _parts(totals: Totals) -> list[charts.Part]:
    whole = totals.total
    if not whole:
        return []
    return [
        charts.Part(share(amount, whole) or 0, word % {"part": percent(share(amount, whole))}, look)
        for amount, word, look in (
            (totals.reported, _("reported %(part)s"), "full"),
            (totals.repeated, _("as the month before %(part)s"), "tinted"),
            (totals.estimated, _("estimated %(part)s"), "open"),
        )
    ]


def percent(thousandths: int | None, *, decimals: bool = False) -> str:
    """Thousandths as a percentage, with the sign behind a no-break space."""
    if thousandths is None:
        return "–"
    figure = f"{thousandths / 10:.1f}" if decimals else str((thousandths + 5) // 10)
    return f"{figure}\u00a0%"


def curve(spread: Evenness, who: str) -> Plain:
    """The Lorenz curve of producers or areas; `who` stands under it."""
    half = round(spread.half * 100)
    words = _("lower half has %(part)d %%") % {"part": half}
    return Plain(
        charts.lorenz(
            charts.Lorenz(
                label=_("Lorenz curve: the lower half has %(part)d percent of sales") % {"part": half},
                curve=spread.curve,
                half=spread.half,
                half_words=words,
                even=_("if all had the same"),
                few=_("sold little"),
                much=_("sold much"),
                who=who,
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What the map says of one area: where it leads, its name, its share (None: none told), and its place."""

    url: str
    name: str
    share: int | None
    place: int | None


def land(shapes: Sequence[Boundary], told: Mapping[str, Told], label: str) -> Land | None:
    """Districts of a province or tambons of a district; None where no boundaries are loaded."""
    drawn = [
        _shape(told[row.code], Plain(row.drawn), row.label_x, row.label_y + LIFTED)
        for row in shapes
        if row.code in told
    ]
    return Land(shapes[0].view, label, drawn, key(), shapes[0].credit) if drawn else None


def country(told: Mapping[str, Told], label: str, region: Region | None = None) -> Land | None:
    """The provinces of the nation, or of a region with their places; None where the shapes were never built."""
    paths = province_paths()
    drawn = [
        _shape(told[code], Plain(path), *(provincemap.middle(path) if region else (0, 0)))
        for code, path in paths.items()
        if code in told
    ]
    view = provincemap.REGION_VIEWS[region] if region else "-10 0 580 1025"
    credit = "@svg-maps/thailand (CC BY 4.0)"
    return Land(view, label, drawn, key(), credit, is_fine=region is not None) if drawn else None


def _shape(one: Told, path: Plain, x: int, y: int) -> Shape:
    look = NOT_SHOWN if one.share is None else f"s{step_of(one.share)}"
    said = _("no reports, or not shown") if one.share is None else percent(one.share)
    mark = "" if not x else str(one.place or "–")
    return Shape(one.url, f"{one.name} {said}", look, path, x, y, mark)


def key() -> list[tuple[str, str]]:
    """The four tones in words, and white for what is not shown."""
    low, middle, high = (edge // 10 for edge in STEPS)
    return [
        ("s0", _("under %(part)d %%") % {"part": low}),
        ("s1", f"{low}–{middle - 1}\u00a0%"),
        ("s2", f"{middle}–{high - 1}\u00a0%"),
        ("s3", _("%(part)d %% and over") % {"part": high}),
        (NOT_SHOWN, _("no reports, or not shown")),
    ]
