"""What a page of figures is asked for: a fiscal year, a part of it, a kind of producer, a product type."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from withi.faces.figures.drawn import year_word
from withi.faces.figures.rules import QUARTERS, YEARS_SHOWN, Period, fiscal_year_of, last_month, period_of
from withi.ground.web.answers import language
from withi.ground.web.filters import ChoiceFilter, FilterForm
from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.texts import Count, Text, offer
from withi.kit import codes, era
from withi.kit.era import parse_date
from withi.registers.producers.models import KIND_NAMES
from withi.registers.products.models import TYPE_NAMES
from withi.work.figures.actions import Compared
from withi.work.figures.queries import Filters
from withi.work.figures.rules import GINI_PARTS

BASE_YEARS: Final = 3
"""The department compares with the average of the last three fiscal years."""


class PeriodFilter(FilterForm):
    """Which months; what is typed by hand and names none is the fiscal year until now."""

    year = ChoiceFilter(_("This fiscal year"), label=_("Fiscal year"))
    part = ChoiceFilter(_("All until now"), label=_("Months"))

    def period(self, today: date) -> Period:
        last = last_month(today)
        year = self.value("year")
        chosen = int(year) if year.isdigit() and len(year) == 4 else fiscal_year_of(last)
        known = fiscal_year_of(last)
        return period_of(chosen if known - YEARS_SHOWN < chosen <= known else known, self.value("part"), last)


class FiguresFilter(PeriodFilter):
    """For officers in charge also whose sales, and of what."""

    stood = forms.CharField(required=False, max_length=40, label=_("As it stood on (day)"))
    kind = ChoiceFilter(_("All producers"), [*KIND_NAMES], label=_("Kind of producer"))
    product_type = ChoiceFilter(_("All products"), [*TYPE_NAMES], label=_("Product type"))

    def moment(self, today: date) -> datetime | None:
        """The end of the day that was asked for; None for now. Problem date.* for what is no day."""
        text = self.value("stood").strip()
        if not text:
            return None
        return timezone.make_aware(datetime.combine(parse_date(text, today=today).date, time.max))

    def filters(self) -> Filters:
        """Narrowing; what stood on an earlier day is told whole."""
        if self.value("stood").strip():
            return Filters()
        return Filters(self.value("kind"), self.value("product_type"))


def years(today: date) -> list[tuple[str, str]]:
    """The fiscal years to choose from, the latest first."""
    known = fiscal_year_of(last_month(today))
    return [(str(year), year_word(year)) for year in range(known, known - YEARS_SHOWN, -1)]


def parts(year: int, today: date) -> list[tuple[str, str]]:
    """The quarters and months of a fiscal year that have ended."""
    last, lang = last_month(today), language()
    begun = [month for month in era.fiscal_months(year) if month <= last]
    quarters = [
        (f"q{number}", ngettext("quarter %d", "quarter %d", number) % number)
        for number in QUARTERS
        if len(begun) > 3 * (number - 1)
    ]
    return quarters + [(str(month), era.month_label(month, lang, "long")) for month in reversed(begun)]


class TargetForm(Form):
    """A year's growth target: how much over the average of which years, on which registration round."""

    fiscal_year = Count(label=_("Fiscal year (B.E.)"), required=True, min_value=2540, max_value=2640)
    rate = forms.DecimalField(
        label=_("growth over the average, in percent"),
        max_digits=6,
        decimal_places=2,
        min_value=-90,
        max_value=900,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    first_base_year = Count(label=_("first base year (B.E.)"), required=True, min_value=2540, max_value=2640)
    last_base_year = Count(label=_("last base year (B.E.)"), required=True, min_value=2540, max_value=2640)
    round = forms.ChoiceField(label=_("registration round of the base"))
    source = Text(label=_("source"), max_length=300, help_text=_("The letter or order that sets it."))

    def __init__(self, *args: Any, rounds: Iterable[tuple[str, str]], today: date, **kwargs: Any) -> None:
        year = era.fiscal_year(today)
        initial = {"fiscal_year": year, "first_base_year": year - BASE_YEARS, "last_base_year": year - 1}
        super().__init__(*args, **{"initial": initial, **kwargs})
        offer(self, "round", rounds)

    def clean_rate(self) -> int:
        """In hundredths of a percent."""
        return int(self.cleaned_data["rate"] * 100)


class ComparatorForm(Form):
    """A Gini that others measured: where, of which year, over whom, by whom."""

    area_code = forms.ChoiceField(label=_("where it holds"))
    name_th = Text(
        label=_("what was measured, over whom"),
        max_length=160,
        help_text=_("As the source says it, such as income of households."),
    )
    name_en = Text(label=_("the same in English"), max_length=160, required=False)
    year = Count(label=_("year (B.E.)"), required=True, min_value=2500, max_value=2640)
    gini = forms.DecimalField(
        label=_("Gini"),
        max_digits=5,
        decimal_places=4,
        min_value=0,
        max_value=1,
        help_text=_("From 0 (all have the same) to 1 (one has all), as published."),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    source = Text(label=_("source"), max_length=300, help_text=_("Office, title and table or page."))
    source_en = Text(label=_("source in English"), max_length=300, required=False)
    as_of = BEDateField(label=_("as of"))

    def __init__(self, *args: Any, areas: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area_code", areas)

    def clean_area_code(self) -> str:
        """The nation has no code."""
        code: str = self.cleaned_data["area_code"]
        return code if codes.is_code(code) else ""

    def clean_gini(self) -> int:
        """In ten-thousandths."""
        return int(self.cleaned_data["gini"] * GINI_PARTS)

    def figure(self) -> Compared:
        return Compared(**self.cleaned_data)
