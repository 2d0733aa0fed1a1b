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
PRIVATE = "data-private"
"""Attribute of a control whose text is never kept for the person, on no side."""


class Form(forms.Form):
    """Errors are ours and in the page's language: the browser's own bubbles stay away."""

    use_required_attribute = False

    def add_problems(self, trouble: Problem | Problems) -> None:
        """Put refusals of an action beside their fields; those of no field of this form stand above it."""
        for found in trouble.problems if isinstance(trouble, Problems) else (trouble,):
            field = found.field if found.field in self.fields else None
            self.add_error(field, forms.ValidationError(found.message(lang()), code=found.code))

    def take_up(self) -> dict[str, Any]:
        """Show what was typed before, half as it may be: read, but not judged. What the page shows beside it."""
        self.full_clean()
        found = self.compared()
        self._errors = forms.utils.ErrorDict()
        return found

    def compared(self) -> dict[str, Any]:
        """Both versions, where the row has changed since the form was opened."""
        return {}

    def private_names(self) -> list[str]:
        """Fields that nothing ever keeps for the person: files, passwords and those marked private."""
        return [bound.html_name for bound in self if is_private(bound.field)]


class VersionedForm(Form):
    """Edits one row: `version` is the row as it was opened, so that nobody overwrites what he has not seen.

    After a conflict the page asks per field whose value stands; `choose_NAME=theirs` takes the initial (current) one.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if self.data.get(self.add_prefix(f"choose_{name}")) == THEIRS:
                cleaned[name] = self.get_initial_for_field(field, name)
                self.errors.pop(name, None)
        return cleaned

    def compared(self) -> dict[str, Any]:
        version = self.initial["version"]
        if str(self.data.get(self.add_prefix("version"))) == str(version):
            return {}
        return conflict_context(self, self.initial, version)


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

    `current` holds the row's values now, in the shape of `cleaned_data`; the form is bound and cleaned. The form is
    set to the version now in force, so that sending it again with the choices made is one normal edit.
    """
    differences = [
        Difference(
            name=name,
            choice=form.add_prefix(f"choose_{name}"),
            label=str(form[name].label),
            mine=shown(field, form.cleaned_data[name]) if name in form.cleaned_data else as_typed(form[name].value()),
            theirs=shown(field, current[name]),
        )
        for name, field in form.fields.items()
        if name in current and name != "version" and (form.cleaned_data.get(name) or None) != (current[name] or None)
    ]
    data = cast(Any, form.data).copy()
    data[form.add_prefix("version")] = str(version)
    form.data = data
    return {"conflict": differences, "form": form}


def is_private(field: forms.Field) -> bool:
    """Whether what is typed here is never kept before it is saved."""
    return isinstance(field.widget, forms.PasswordInput | forms.FileInput) or PRIVATE in field.widget.attrs


def as_typed(value: Any) -> str:
    """What stands in a control, as it was typed."""
    parts = value if isinstance(value, list | tuple) else [getattr(value, "text", value)]
    return " ".join(str(part) for part in parts if part)


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
