"""How evenly sales are spread over producers, districts and provinces, told in sentences. Views alone uses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.faces.figures import drawn, queries, rules
from withi.faces.figures.drawn import percent
from withi.faces.figures.reading import VILLAGE, WIDE, Asked, Reading
from withi.kit.evenness import Evenness, evenness, theil_split
from withi.kit.ready import Plain


@dataclass(frozen=True)
class Spread:
    """How evenly sales are spread, told in a sentence, in figures, and drawn."""

    sentence: str
    figures: str
    members: str
    split: str
    svg: Plain
    villages: str = ""


def spread(reading: Reading) -> Spread | None:
    """Over producers from a province down; wider, over the areas inside. None where too few would be told."""
    asked = reading.asked
    if len(asked.code) < WIDE:
        return _over_areas(reading)
    makers = queries.makers(asked.code, asked.period.months)
    now = evenness(maker.satang for maker in makers)
    if now is None or not rules.fits(now.units, full=asked.full):
        return None
    was = queries.evenness_before(asked.code, asked.period.before)
    over = rules.over_members(makers)
    members = "" if over is None else _over_members(over, sum(bool(maker.shares) for maker in makers))
    count = _("only the %(count)s producers who reported themselves") % {"count": f"{now.units:,}"}
    top = _("the largest has %(part)s") if asked.full else ""
    return Spread(sentence(now), figures(now, was, count, top=top), members, _over_parts(asked, makers),
                  drawn.curve(now, _("producers by what they sold")), _over_villages(asked, makers))  # fmt: skip


def _over_members(over: float, stated: int) -> str:
    """The spread over members, and by whose word the groups' sales were divided."""
    if not stated:
        return _("Spread equally over the groups' members (assumed): Gini %(gini).2f.") % {"gini": over}
    return ngettext(
        "Spread over members by the shares that %(count)d group stated, equally in the others (assumed):"
        " Gini %(gini).2f.",
        "Spread over members by the shares that %(count)d groups stated, equally in the others (assumed):"
        " Gini %(gini).2f.",
        stated,
    ) % {"count": stated, "gini": over}


def _over_parts(asked: Asked, makers: Sequence[rules.Maker]) -> str:
    """How the spread over producers splits between and within the areas on the page; nothing where there are none."""
    if not asked.has_inside:
        return ""
    groups: dict[str, list[int]] = {}
    for maker in makers:
        groups.setdefault(maker.place[: asked.finer], []).append(maker.satang)
    return _split_said(groups, _("districts") if len(asked.code) == WIDE else _("tambons"))


def _over_villages(asked: Asked, makers: Sequence[rules.Maker]) -> str:
    """How evenly the same sales are spread over villages; nothing on a village's page, or where too few would be told.
    Whoever is known no closer than the tambon is left out."""
    if len(asked.code) >= VILLAGE:
        return ""
    sold: dict[str, int] = {}
    for maker in makers:
        if len(maker.place) == VILLAGE:
            sold[maker.place] = sold.get(maker.place, 0) + maker.satang
    now = evenness(sold.values())
    if now is None or not rules.fits(now.units, full=asked.full):
        return ""
    values = {"count": f"{now.units:,}", "gini": now.gini, "part": percent(round(now.bottom * 1000))}
    return _("Over the %(count)s villages they sell from: Gini %(gini).2f · the lower 40 %% has %(part)s.") % values


def _over_areas(reading: Reading) -> Spread | None:
    """Over the provinces of the nation or of a region, and over their districts; of one province that has reported
    over its districts. None where any is not shown."""
    if reading.hidden:
        return None
    now = evenness(one.total for code, one in reading.inside.items() if code)
    if now is None:
        return _of_one_province(reading.asked)
    was = evenness(one.total for code, one in reading.inside_before.items() if code)
    count = _("over %(count)s provinces that reported") % {"count": now.units}
    return Spread(
        _("Of 100 baht, the half of the provinces that sold less has %(half)d; the one that sold most has %(top)d.")
        % {"half": round(now.half * 100), "top": round(now.top * 100)},
        figures(now, was, count, top=_("the one that sold most has %(part)s")), "", _over_districts(reading.asked),
        drawn.curve(now, _("provinces by what they sold")),
    )  # fmt: skip


def _of_one_province(asked: Asked) -> Spread | None:
    """Over the districts of the only province that has reported; None where too few would be told."""
    sold = queries.districts(asked.period.months, asked.region)
    now, said = evenness(sold.values()), _districts_said(asked, sold)
    if now is None or not said:
        return None
    sentence = _("One province alone has reported. Of 100 baht, the half of its districts that sold less has %(half)d.")
    drawing = drawn.curve(now, _("districts by what they sold")) if asked.full else Plain()
    return Spread(sentence % {"half": round(now.half * 100)}, said, "", "", drawing)


def _over_districts(asked: Asked) -> str:
    """The spread over districts in figures, and how it splits between and within provinces."""
    return _districts_said(asked, queries.districts(asked.period.months, asked.region))


def _districts_said(asked: Asked, sold: Mapping[str, int]) -> str:
    """What districts sold, in figures; to others than the officers in charge only of many districts, and never the
    largest one's part."""
    now = evenness(sold.values())
    if now is None or not rules.fits(now.units, full=asked.full):
        return ""
    was = evenness(queries.districts(asked.period.before, asked.region).values())
    groups: dict[str, list[int]] = {}
    for code, satang in sold.items():
        groups.setdefault(code[:WIDE], []).append(satang)
    count = _("over %(count)s districts that reported") % {"count": f"{now.units:,}"}
    top = _("the one that sold most has %(part)s") if asked.full else ""
    split = _split_said(groups, _("provinces")) if len(groups) > 1 else ""
    return " · ".join(filter(None, (figures(now, was, count, top=top), split)))


def _split_said(groups: Mapping[str, Sequence[int]], of: str) -> str:
    """How Theil splits, in figures; nothing where there is nothing to split."""
    split = theil_split(groups)
    if split is None:
        return ""
    values = {"all": split.between + split.within, "between": split.between, "within": split.within, "areas": of}
    return _("Theil %(all).2f: %(between).2f between %(areas)s and %(within).2f within them.") % values


def sentence(spread: Evenness) -> str:
    """The spread as one says it aloud."""
    return _(
        "Of 100 baht, the half of the producers that sold less has %(half)d; the tenth that sold most has %(top)d."
    ) % {"half": round(spread.half * 100), "top": round(spread.top_tenth * 100)}


def figures(now: Evenness, was: Evenness | None, count: str, *, top: str) -> str:
    """Gini against last year, the lower 40 %, and in the words of `top` (none to others than the officers in charge)
    what the largest has."""
    parts = [_("Gini %(gini).2f") % {"gini": now.gini}]
    if was:
        parts.append(_("a year before %(gini).2f") % {"gini": was.gini})
    parts.append(_("the lower 40 %% has %(part)s") % {"part": percent(round(now.bottom * 1000))})
    if top:
        parts.append(top % {"part": percent(round(now.top * 1000))})
    return " · ".join([*parts, count])
