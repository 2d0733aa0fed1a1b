"""A position on a form: one box, as maps give it to copy, judged against the province of the place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.ground.web.texts import Text
from withi.kit import geo, problem
from withi.kit.problem import Problem


def position_text(lat: float | None, lon: float | None) -> str:
    """A stored position as the box shows it: "15.7012, 102.7901"; empty without one."""
    return "" if lat is None or lon is None else f"{lat}, {lon}"


class PositionField(Text):
    """Latitude and longitude in one box. Value: the text, until the form's `judge_position` has judged it."""

    def __init__(self, **options: Any) -> None:
        standard = {
            "label": _("Position on the map"),
            "help_text": _("Latitude and longitude, as a map on the phone gives them to copy: 15.7012, 102.7901"),
            "required": False,
            "max_length": 60,
            "widget": forms.TextInput({"inputmode": "text", "autocomplete": "off"}),
        }
        super().__init__(**{**standard, **options})


class PositionMixin(forms.Form):
    """For a form with a PositionField `position`: `judge_position`, called from `clean`, adds `lat` and `lon`.

    Floats, or None where the box is empty. Swapped figures are exchanged, which `repairs` tells; what cannot be
    right is an error of the box.
    """

    repairs: tuple[str, ...] = ()

    def judge_position(self, area_code: str) -> None:
        text = str(self.cleaned_data.get("position") or "")
        self.cleaned_data |= {"lat": None, "lon": None}
        if not text:
            return
        found = geo.check_position(text, None, area_code[:2])
        if found.finding not in ("ok", "swapped"):
            # one box holds both figures, so half of them is simply no position
            self.refuse_position("geo.unreadable" if found.finding == "incomplete" else f"geo.{found.finding}")
            return
        self.cleaned_data |= {"lat": found.lat, "lon": found.lon, "position": position_text(found.lat, found.lon)}
        if found.finding == "swapped":
            self.repairs = (problem.RULES["geo.swapped"].text(language()),)

    def refuse_position(self, code: str) -> None:
        self.add_error("position", forms.ValidationError(Problem(code).message(language()), code=code))
