"""A position on a form: one box, as maps give it to copy, judged against the boundaries around the place."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.web.answers import language
from withi.ground.web.texts import Text
from withi.kit import geo, problem
from withi.kit.geo import Position
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
    right is an error of the box. Where a position lies just outside its tambon, or no boundary is there to check it
    against, `repairs` says so and it is taken. `bounds` is given by the rooms (ground/web knows no areas).
    """

    bounds: ClassVar[geo.Bounds | None] = None
    repairs: tuple[str, ...] = ()

    def judge_position(self, area_code: str) -> None:
        text = str(self.cleaned_data.get("position") or "")
        self.cleaned_data |= {"lat": None, "lon": None}
        if not text:
            return
        found = geo.check_position(text, None, area_code, self.bounds)
        if found.finding not in ("ok", "swapped") and not is_near(found):
            self.refuse_position(found)
            return
        self.cleaned_data |= {"lat": found.lat, "lon": found.lon, "position": position_text(found.lat, found.lon)}
        self.repairs = tuple(remarks(found, is_checked=self.bounds is None or found.standing is not None))

    def refuse_position(self, found: Position) -> None:
        # one box holds both figures, so half of them is simply no position
        refused = Problem("geo.unreadable") if found.finding == "incomplete" else found.problem()
        self.add_error("position", forms.ValidationError(refused.message(language()), code=refused.code))


def is_near(found: Position) -> bool:
    """Whether a position lies outside its tambon, but in the district and province as far as they are known."""
    return found.finding == "outside_area" and found.standing is not None and not found.standing.is_far


def remarks(found: Position, *, is_checked: bool) -> Iterator[str]:
    """What is told of a position that is taken."""
    if found.finding == "swapped":
        yield problem.RULES["geo.swapped"].text(language())
    if is_near(found):
        yield found.problem().message(language())
    if not is_checked:
        yield problem.RULES["geo.unchecked"].text(language())
