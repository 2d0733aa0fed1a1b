"""Which province the page is about."""

from django.utils.translation import gettext_lazy as _

from withi.ground.web.filters import ChoiceFilter, FilterForm


class ProvinceFilter(FilterForm):
    """One of the person's provinces; none chosen is the first."""

    province = ChoiceFilter(_("My province"), label=_("Province"))
