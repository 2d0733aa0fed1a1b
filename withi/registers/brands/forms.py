"""The form of a brand: its name, and one choice for each part of its look."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.web.forms import VersionedForm
from withi.ground.web.texts import text_of
from withi.registers.brands.actions import FIELDS
from withi.registers.brands.models import (
    DRAWING_NAMES,
    DYE_NAMES,
    FRAME_NAMES,
    THREAD_NAMES,
    WEAVE_NAMES,
    Brand,
)
from withi.registers.brands.rules import Dye, Look, Thread


class BrandForm(VersionedForm):
    """What a brand looks like."""

    name_th = text_of(Brand, "name_th")
    name_en = text_of(Brand, "name_en")
    dye = forms.ChoiceField(label=_("main colour"), choices=DYE_NAMES)
    thread = forms.ChoiceField(label=_("second colour"), choices=THREAD_NAMES)
    weave = forms.ChoiceField(label=_("pattern"), choices=WEAVE_NAMES)
    frame = forms.ChoiceField(label=_("shape of the emblem"), choices=FRAME_NAMES)
    drawing = forms.ChoiceField(label=_("drawing of the emblem"), choices=DRAWING_NAMES)

    ROWS = (("name_th", "name_en"), ("dye", "thread"), ("frame", "drawing"), ("weave",))

    def __init__(self, data: Any, brand: Brand) -> None:
        super().__init__(data, initial={name: getattr(brand, name) for name in (*FIELDS, "version")})
        for field in self.fields.values():
            field.widget.attrs["class"] = "field"

    def look(self) -> Look:
        told = self.cleaned_data
        return Look(
            told["name_th"],
            Dye(told["dye"]),
            Thread(told["thread"]),
            told["weave"],
            told["frame"],
            told["drawing"],
            told["name_en"],
        )

    def shown(self, brand: Brand) -> Look:
        """The look that the form says, as far as it says one; else the stored one."""
        chosen = self.is_bound and self.is_valid()
        return self.look() if chosen else brand.look()

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row] for row in self.ROWS]
