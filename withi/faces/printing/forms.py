"""What is ordered, read from the address, and what is told of a run."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.faces.printing.actions import Printed
from withi.faces.printing.models import (
    ARROW_NAMES,
    CONDITION_NAMES,
    LANG_NAMES,
    PICTURE_NAMES,
    SIZE_NAMES,
    WHAT_NAMES,
    PrintRun,
)
from withi.faces.printing.prints import Condition, Order, What
from withi.ground.web.forms import BEDateField, Form
from withi.ground.web.texts import Count, Text

FARTHEST_KM = 500
FOUND = [name for name in CONDITION_NAMES if name[0] != Condition.REPLACED.value]
"""What is said of a run; that it was replaced follows from the new one."""
DEFAULTS = {"what": What.TRIFOLD.value, "lang": "th", "size": "60x40", "arrow": "ahead", "picture": "village"}


class OrderForm(Form):
    """What, in which language; for a sign its size, arrow, distance, pictogram and goal."""

    what = forms.ChoiceField(label=_("What is printed"), choices=WHAT_NAMES)
    lang = forms.ChoiceField(label=_("Language"), choices=LANG_NAMES)
    size = forms.ChoiceField(label=_("Size"), choices=SIZE_NAMES)
    arrow = forms.ChoiceField(label=_("It points"), choices=ARROW_NAMES)
    km = forms.DecimalField(
        label=_("How far, in kilometres"), required=False, min_value=0, max_value=FARTHEST_KM, decimal_places=2
    )
    picture = forms.ChoiceField(label=_("Pictogram"), choices=PICTURE_NAMES)
    asset = forms.ChoiceField(label=_("It leads to"), required=False)
    replaces = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    FOR_SIGNS = ("size", "arrow", "km", "picture", "asset")

    def __init__(self, data: Any, goals: list[tuple[str, str]], name: str) -> None:
        given = {field: data[field] for field in self.base_fields if data.get(field)}
        super().__init__({**DEFAULTS, **given})
        for field in self.fields.values():
            field.widget.attrs["class"] = "field"
        found = self.fields["asset"]
        assert isinstance(found, forms.ChoiceField)
        found.choices = [("", name), *goals]

    def order(self) -> Order:
        """What is wanted; only of a sign its own choices are kept."""
        told = self.cleaned_data
        what = What(told["what"])
        if what != What.SIGN:
            return Order(what, told["lang"])
        metres = round(told["km"] * 1000) if told["km"] else None
        asset = int(told["asset"]) if told["asset"] else None
        return Order(what, told["lang"], told["size"], told["arrow"], metres, told["picture"], asset)

    def is_sign(self) -> bool:
        return bool(self["what"].value() == What.SIGN)

    def first(self) -> list[forms.BoundField]:
        return [self["what"], self["lang"]]

    def of_sign(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FOR_SIGNS]


class RunForm(Form):
    """What is written down of a run."""

    place = Text(
        label=_("Where they are"), max_length=160, help_text=_("For example: information centre of the district.")
    )
    count = Count(label=_("How many pieces"), required=True, min_value=1, max_value=1_000_000)
    printed_on = BEDateField(label=_("Printed on"))
    stamp = forms.CharField(max_length=6, widget=forms.HiddenInput)

    def printed(self) -> Printed:
        told = self.cleaned_data
        return Printed(told["stamp"], told["place"], told["count"], told["printed_on"])


class ConditionForm(Form):
    """How a run is found."""

    condition = forms.ChoiceField(label=_("condition"), choices=FOUND)


def new_run(stamp: str, old: PrintRun | None) -> dict[str, Any]:
    """What stands in the form before anything is typed; of what is printed again the place and how many."""
    told = {"place": old.place, "count": old.count} if old else {}
    return {"stamp": stamp, "printed_on": timezone.localdate(), **told}
