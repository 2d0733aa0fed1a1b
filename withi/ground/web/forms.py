"""The form every room starts from: problems at their field, and both versions when two people edit one row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from withi.ground.web.inputs import BahtField, BEDateField, PhoneField, Place, PlaceField, Places, lang
from withi.kit.era import format_date
from withi.kit.problem import Problem, Problems

__all__ = [
    "BEDateField",
    "BahtField",
    "Difference",
    "Form",
    "PhoneField",
    "Place",
    "PlaceField",
    "Places",
    "VersionedForm",
    "conflict_context",
]
THEIRS = "theirs"


class Form(forms.Form):
    """Errors are ours and in the page's language: the browser's own bubbles stay away."""

    use_required_attribute = False

    def add_problems(self, trouble: Problem | Problems) -> None:
        """Put refusals of an action beside their fields; those of no field of this form stand above it."""
        for found in trouble.problems if isinstance(trouble, Problems) else (trouble,):
            field = found.field if found.field in self.fields else None
            self.add_error(field, forms.ValidationError(found.message(lang()), code=found.code))


class VersionedForm(Form):
    """Edits one row: `version` is the row as it was opened, so that nobody overwrites what he has not seen.

    After a conflict the page asks per field whose value stands; `choose_NAME=theirs` takes the initial (current) one.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if name in cleaned and self.data.get(self.add_prefix(f"choose_{name}")) == THEIRS:
                cleaned[name] = self.get_initial_for_field(field, name)
        return cleaned


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people changed: its label and both values as text."""

    name: str
    choice: str
    label: str
    mine: str
    theirs: str


def conflict_context(form: Form, current: Mapping[str, Any], version: int) -> dict[str, Any]:
    """What web/_conflict.html shows after `publication.changed`: the fields that differ, mine and theirs.

    `current` holds the row's values now, in the shape of `cleaned_data`; the form is bound and valid. The form is
    set to the version now in force, so that sending it again with the choices made is one normal edit.
    """
    differences = [
        Difference(
            name=name,
            choice=form.add_prefix(f"choose_{name}"),
            label=str(form[name].label),
            mine=shown(field, form.cleaned_data.get(name)),
            theirs=shown(field, current[name]),
        )
        for name, field in form.fields.items()
        if name in current and name != "version" and (form.cleaned_data.get(name) or None) != (current[name] or None)
    ]
    data = cast(Any, form.data).copy()
    data[form.add_prefix("version")] = str(version)
    form.data = data
    return {"conflict": differences, "form": form}


def shown(field: forms.Field, value: Any) -> str:
    """A value as a person reads it."""
    if hasattr(field, "shown"):
        return str(field.shown(value))
    if isinstance(field, forms.ChoiceField):
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(dict(cast(Any, field.choices)).get(each, each or "")) for each in values)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return format_date(value, lang())
    return "" if value is None else str(value)
