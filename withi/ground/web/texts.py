"""Form fields for plain words and numbers: Thai signs mended, Thai digits taken, limits from the model."""

from typing import Any

from django import forms
from django.db import models

from withi.kit import thai


class Text(forms.CharField):
    """One line of text, mended as `kit.thai.clean` does."""

    def to_python(self, value: Any) -> Any:
        return thai.clean(str(super().to_python(value)))


class Lines(forms.CharField):
    """Text of several lines, mended line by line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return thai.clean_lines(str(super().to_python(value)))


class Count(forms.IntegerField):
    """A number of people, days or things; Thai digits and commas are taken, None where nothing was typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.TextInput, "required": False, **options})

    def to_python(self, value: Any) -> Any:
        return super().to_python(thai.digits(value).replace(",", "") if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


def text_of(model: type[models.Model], name: str, **options: Any) -> forms.CharField:
    """A text field under the model's own label, with its limit, required where the model asks for it."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    kind = Lines if isinstance(field, models.TextField) else Text
    return kind(**{"label": field.verbose_name, "required": not field.blank, "max_length": field.max_length, **options})


def tall(rows: int) -> forms.Textarea:
    """A box of so many lines."""
    return forms.Textarea({"rows": rows})


def offer(form: forms.Form, name: str, choices: Any) -> None:
    """Give a form's own field what may be chosen."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
