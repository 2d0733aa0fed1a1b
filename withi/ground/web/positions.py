"""Latitude and longitude on a form: both or neither, in Thailand and in the province of the place."""


from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.ground.web.texts import Text
from withi.kit import geo, problem
from withi.kit.problem import Problem


def position_fields() -> dict[str, forms.Field]:
    """`lat` and `lon` as typed: decimal degrees, degrees and minutes, or a pair pasted from a map into the first."""
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    pasted = _("You may paste a position from a map here, such as 15.7012, 102.7901.")
    return {
        "lat": Text(
            label=_("Latitude"), required=False, max_length=60, widget=forms.TextInput(attrs), help_text=pasted
        ),
        "lon": Text(label=_("Longitude"), required=False, max_length=60, widget=forms.TextInput(attrs)),
    }


class PositionMixin(forms.Form):
    """For a form with `position_fields`: `clean_position`, called from `clean`, makes them floats or None.

    Swapped figures are exchanged, which `repairs` tells; what cannot be right is an error at the latitude.
    """

    repairs: tuple[str, ...] = ()

    def clean_position(self, area_code: str) -> None:
        lat, lon = self.cleaned_data.get("lat"), self.cleaned_data.get("lon")
        if lat in (None, "") and lon in (None, ""):
            self.cleaned_data |= {"lat": None, "lon": None}
            return
        position = geo.check_position(lat, lon, area_code[:2])
        self.cleaned_data |= {"lat": position.lat, "lon": position.lon}
        if position.finding == "swapped":
            self.repairs = (problem.RULES["geo.swapped"].text(language()),)
        elif position.finding != "ok":
            found = Problem(f"geo.{position.finding}")
            self.add_error("lat", forms.ValidationError(found.message(language()), code=found.code))
