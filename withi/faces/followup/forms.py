"""For which fiscal year and in which language a report is made, read from the address."""

from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from withi.faces.followup import rules
from withi.faces.followup.told import year_word
from withi.ground.web.answers import language
from withi.ground.web.filters import ChoiceFilter, FilterForm

LANGUAGES = [("th", _("Thai")), ("en", _("English"))]


class ReportFilter(FilterForm):
    """What is typed by hand and names nothing is this fiscal year, in the page's language."""

    year = ChoiceFilter(_("This fiscal year"), label=_("Fiscal year"))
    lang = ChoiceFilter(_("As this page"), LANGUAGES, label=_("Language"))

    def __init__(self, data: QueryDict, today: date) -> None:
        self.years = rules.years(today)
        super().__init__(data, year=[(str(year), year_word(year)) for year in self.years])

    def fiscal_year(self) -> int:
        asked = self.value("year")
        return next((year for year in self.years if str(year) == asked), self.years[0])

    def language(self) -> str:
        asked = self.value("lang")
        return asked if asked in dict(LANGUAGES) else language()
