"""What others measured of evenness, beside our own and on a page of its own. Views alone uses it."""

from typing import Any, NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from withi.faces.figures.access import keeps_comparators
from withi.faces.figures.drawn import year_word
from withi.faces.figures.reading import Asked
from withi.faces.figures.rules import NATION
from withi.ground.people.rules import Scope
from withi.ground.web.answers import language
from withi.kit import era
from withi.registers.publication.queries import paths_of
from withi.work.figures import queries as sums
from withi.work.figures.models import FigureComparator
from withi.work.figures.rules import GINI_PARTS
from withi.work.income.queries import provinces


class Line(NamedTuple):
    """One figure of others, every text finished."""

    name: str
    place: str
    year: str
    gini: str
    source: str
    as_of: str
    as_of_iso: str
    is_demo: bool
    remove: str


def beside(asked: Asked) -> list[Line]:
    """What stands beside the evenness of a page: figures of its province and the nation, until its year."""
    return _lines(sums.comparators(asked.code, asked.period.year))


def page(scope: Scope) -> dict[str, Any]:
    """All of them, the nation first, the latest year first; and whether this person keeps them."""
    rows = list(FigureComparator.objects.order_by("area_code", "name_th", "-year"))
    return {"lines": _lines(rows), "may_set": keeps_comparators(scope)}


def area_choices() -> list[tuple[str, str]]:
    return [(NATION, str(_("the whole country"))), *provinces()]


def row_of(pk: int) -> FigureComparator:
    """The figure that is to be taken out; 404 where there is none."""
    row = FigureComparator.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _lines(rows: list[FigureComparator]) -> list[Line]:
    names = paths_of({row.area_code for row in rows} - {""}) if rows else {}
    is_english = language() == "en"
    return [
        Line(
            name=(row.name_en if is_english else "") or row.name_th,
            place=names.get(row.area_code, _("the whole country")),
            year=year_word(row.year),
            gini=f"{row.gini / GINI_PARTS:.4f}",
            source=(row.source_en if is_english else "") or row.source,
            as_of=era.format_date(row.as_of, language()),
            as_of_iso=row.as_of.isoformat(),
            is_demo=row.is_demo,
            remove=reverse("figures:comparator_remove", args=[row.pk]),
        )
        for row in rows
    ]
